//! How `[[rule]]` and `[[target]]` are read: texts as written, with their places for errors that only the query language can
//! find.

use std::time::Duration;

use crate::wire::{clean_line, nearest};

use super::reader::Section;
use super::{Error, Placed};

/// How long a rule's program may take where the rule does not say.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A rule as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// Its name; no two have the same.
    pub name: String,
    /// The query.
    pub when: Placed,
    /// Whether it looks at new items, and whether at later filings.
    pub on: (bool, bool),
    /// What it does.
    pub deeds: Vec<Placed>,
    /// The hours in which it does anything.
    pub hours: Option<Placed>,
    /// The hours in which it raises no alert.
    pub quiet: Option<Placed>,
    /// Whether the bell rings, and whether the terminal notifies.
    pub alert: (bool, bool),
    /// A program with its arguments; empty for none.
    pub run: Vec<String>,
    /// How long the program may take.
    pub timeout: Duration,
}

/// The rules of a file, in its order.
pub(super) fn rules(top: &mut Section) -> Result<Vec<RuleText>, Error> {
    let mut all: Vec<RuleText> = Vec::new();
    for (section, at) in top.sections("rule")? {
        let rule = rule(section, at)?;
        if all.iter().any(|known| known.name.eq_ignore_ascii_case(&rule.name)) {
            return Err(top.written.wrong(at, format!("there is a rule \"{}\" already", rule.name)));
        }
        all.push(rule);
    }
    Ok(all)
}

fn rule(mut section: Section, at: usize) -> Result<RuleText, Error> {
    let written = section.written;
    let missing = |key: &str| written.wrong(at, format!("this rule has no `{key}`"));
    let name = section.text("name")?.map(|name| clean_line(&name)).filter(|name| !name.is_empty());
    let when = section.placed("when")?.filter(|when| !when.text.trim().is_empty());
    let on = words(&mut section, "on", ["new", "revised"])?.unwrap_or([true, false]);
    let deeds = section.all_placed("do")?.unwrap_or_default();
    let alert = words(&mut section, "alert", ["bell", "desktop"])?.unwrap_or([false, false]);
    let rule = RuleText {
        name: name.ok_or_else(|| missing("name"))?,
        when: when.ok_or_else(|| missing("when"))?,
        on: (on[0], on[1]),
        deeds,
        hours: section.placed("hours")?,
        quiet: section.placed("quiet")?,
        alert: (alert[0], alert[1]),
        run: section.texts("run")?.unwrap_or_default(),
        timeout: section.span("timeout", 1..=300)?.unwrap_or(TIMEOUT),
    };
    section.finish()?;
    if rule.deeds.is_empty() && alert == [false, false] && rule.run.is_empty() {
        return Err(written.wrong(at, "this rule does nothing: give it `do`, `alert` or `run`"));
    }
    Ok(rule)
}

/// Which of two words a list has; any other is an error.
fn words(section: &mut Section, key: &'static str, known: [&'static str; 2]) -> Result<Option<[bool; 2]>, Error> {
    let what = format!("`{key}` wants a list of \"{}\" and \"{}\"", known[0], known[1]);
    let Some(given) = section.all_placed(key)? else { return Ok(None) };
    if let Some(other) = given.iter().find(|given| !known.contains(&given.text.as_str())) {
        let near = nearest(&other.text, known);
        let hint = near.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
        return Err(section.written.wrong_at(other, format!("{what}, not \"{}\"{hint}", clean_line(&other.text))));
    }
    match section.get(key) {
        Some(value) if given.is_empty() => {
            Err(section.written.wrong(value.span().start, format!("{what}, and there is none in it")))
        }
        _ => Ok(Some(known.map(|word| given.iter().any(|given| given.text == word)))),
    }
}

/// The parts of an item that a target's arguments can name, each between braces.
pub const TARGET_PARTS: [&str; 7] = ["id", "headline", "url", "slug", "source", "agency", "file"];

/// The first `{word}` of an argument that names no part of an item. What is not of that shape (`{}`, `{ print }`, JSON) is the
/// program's own.
fn unknown_part(argument: &str) -> Option<&str> {
    let mut rest = argument;
    while let Some((_, after)) = rest.split_once('{') {
        let word = after.split_once('}').map_or("", |(word, _)| word);
        let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
        if is_word && !TARGET_PARTS.contains(&word) {
            return Some(word);
        }
        rest = after;
    }
    None
}

/// A place that copy is sent to, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetText {
    /// Its name; no two have the same.
    pub name: String,
    /// A program with its arguments, which may name parts of the item: `{headline}`, `{url}`, `{file}` and others.
    pub run: Vec<String>,
    /// The form in which the program gets the copy.
    pub form: &'static str,
    /// Whether the program gets the terminal.
    pub terminal: bool,
    /// How long it may take, where it does not get the terminal.
    pub timeout: Duration,
}

/// How long a target's program may take where the target does not say.
const TARGET_TIMEOUT: Duration = Duration::from_secs(30);

/// The targets of a file, in its order.
pub(super) fn targets(top: &mut Section) -> Result<Vec<TargetText>, Error> {
    let mut all: Vec<TargetText> = Vec::new();
    for (mut section, at) in top.sections("target")? {
        let written = section.written;
        let missing = |key: &str| written.wrong(at, format!("this target has no `{key}`"));
        let name = section.text("name")?.map(|name| clean_line(&name)).filter(|name| !name.is_empty());
        let placed = section.all_placed("run")?.unwrap_or_default();
        let run = section.texts("run")?.filter(|run| run.first().is_some_and(|program| !program.is_empty()));
        let target = TargetText {
            name: name.ok_or_else(|| missing("name"))?,
            run: run.ok_or_else(|| missing("run"))?,
            form: section.word("form", &["markdown", "text", "json", "ninjs"])?.unwrap_or("markdown"),
            terminal: section.truth("terminal")?.unwrap_or(false),
            timeout: section.span("timeout", 1..=3_600)?.unwrap_or(TARGET_TIMEOUT),
        };
        section.finish()?;
        if let Some((argument, word)) = placed.iter().find_map(|arg| unknown_part(&arg.text).map(|word| (arg, word))) {
            let hint = match nearest(word, TARGET_PARTS) {
                Some(near) => format!("; did you mean {{{near}}}?"),
                None => format!("; there are {}", TARGET_PARTS.map(|part| format!("{{{part}}}")).join(" ")),
            };
            let message = format!(
                "{{{word}}} names no part of an item{hint} (with a blank within, {{ {word} }}, braces are left as they are)"
            );
            return Err(written.wrong_at(argument, message));
        }
        if all.iter().any(|known| known.name.eq_ignore_ascii_case(&target.name)) {
            return Err(written.wrong(at, format!("there is a target \"{}\" already", target.name)));
        }
        all.push(target);
    }
    Ok(all)
}
