//! Lines around the story that are not the story: notes, bylines, repeated headlines, words for the desk.

use crate::wire::{Mark, clean_line};

use super::marks;
use super::small::small;
use super::tables::Tables;

/// Whether the line repeats the headline, or nearly.
pub(crate) fn repeats(headline: &str, line: &str) -> bool {
    if line.len() > headline.len() * 3 / 2 + 40 {
        return false;
    }
    let letters = |text: &str| -> String {
        if text.is_ascii() {
            return text
                .bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|b| char::from(b.to_ascii_lowercase()))
                .collect();
        }
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let line = letters(line);
    if line.is_empty() {
        return false;
    }
    let same = |headline: String| {
        let (short, long) = if headline.len() < line.len() { (&headline, &line) } else { (&line, &headline) };
        headline == line || (short.len() * 10 >= long.len() * 8 && long.contains(short.as_str()))
    };
    let bare = marks::without_marks(headline);
    same(letters(headline)) || (bare != headline && same(letters(bare)))
}

/// An editor's note or the line that says what a filing changes; with the mark that it implies.
pub(crate) fn note(line: &str) -> Option<Option<Mark>> {
    if line.chars().count() > 500 {
        return None;
    }
    const NOTES: &[&str] = &[
        "eds:",
        "ed:",
        "eds.:",
        "editors:",
        "editor's note",
        "editor’s note",
        "editors' note",
        "editors’ note",
        "editors note",
        "note to editors",
        "notes to editors",
        "attention editors",
        "ed note",
        "ed's note",
    ];
    let bracketed = (line.starts_with('(') && line.ends_with(')')) || (line.starts_with('[') && line.ends_with(']'));
    const OPENING: [char; 6] = ['(', '[', '*', ' ', '-', '/'];
    // Nearly every line goes this way: it opens with a letter that none of the notes has.
    if !bracketed && !line.trim_start_matches(OPENING).starts_with(['e', 'E', 'n', 'N', 'a', 'A']) {
        return None;
    }
    let low = small(line);
    let start = low.trim_start_matches(OPENING);
    if let Some(rest) = NOTES.iter().find_map(|words| start.strip_prefix(words)) {
        let rest = rest.trim_start_matches([':', ' ', '_', '-', '–', '—', '(']);
        return Some(change(rest).flatten());
    }
    if bracketed { change(start) } else { None }
}

/// The verbs with which a what-changed line opens.
fn change(low: &str) -> Option<Option<Mark>> {
    const PLAIN: &[&str] = &[
        "adds",
        "updates",
        "recasts",
        "rewrites",
        "changes",
        "removes",
        "inserts",
        "includes",
        "clarifies",
        "deletes",
        "drops",
        "edits",
        "updating",
        "adding",
        "recasting",
        "raises",
        "updated with",
        "writes through",
        "writethru",
        "no change",
        "trims",
        "restores",
        "new throughout",
        "new story",
        "releads",
        "tops with",
        "with",
        "fixes",
        "amends",
        "paragraph",
        "releases",
    ];
    let word = low.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    match word {
        "corrects" | "corrected" | "correcting" | "correction" => return Some(Some(Mark::Corrected)),
        "refiles" | "refiled" | "refiling" => return Some(Some(Mark::Refile)),
        "repeats" | "repeating" | "repeated" => return Some(Some(Mark::Repeat)),
        "with" | "paragraph" | "releases" => return None,
        _ => {}
    }
    PLAIN
        .iter()
        .any(|verb| low.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
        .then_some(None)
}

/// A note at the end that says the story was corrected.
pub(crate) fn amended(line: &str) -> Option<Mark> {
    if line.chars().count() > 600 {
        return None;
    }
    const OPENING: [char; 6] = ['(', '[', '*', '•', ' ', '-'];
    if !line.trim_start_matches(OPENING).starts_with(['c', 'C', 't', 'T', 'a', 'A']) {
        return None;
    }
    let low = small(line);
    let start = low.trim_start_matches(OPENING);
    let told = start.starts_with("correction: ")
        || start.starts_with("correction (")
        || start.starts_with("this article was amended on")
        || start.starts_with("this story has been corrected")
        || start.starts_with("this article has been corrected")
        || start.starts_with("this story was corrected")
        || (start.starts_with("an earlier version of this")
            && (low.contains("misstated") || low.contains("incorrect") || low.contains("wrong")));
    told.then_some(Mark::Corrected)
}

/// A byline on a line of its own, and the agency if it names one.
pub(crate) fn byline(line: &str, tables: &Tables) -> Option<(String, Option<String>)> {
    let rest = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")).or_else(|| line.strip_prefix("by "))?;
    let names = rest.trim_end_matches([':', ' ']);
    let words = names.split_whitespace().count();
    let starts_well =
        names.chars().next().is_some_and(|c| c.is_uppercase() || (!c.is_lowercase() && c.is_alphabetic()));
    if !(1..=14).contains(&words) || names.chars().count() > 110 || !starts_well || names.ends_with(['.', '?', '!']) {
        return None;
    }
    let small = names.split_whitespace().filter(|word| word.chars().next().is_some_and(char::is_lowercase));
    const JOINS: &[&str] = &[
        "and", "de", "van", "von", "der", "del", "la", "el", "al", "bin", "in", "at", "for", "da", "dos", "di", "with",
        "of", "the",
    ];
    if small.clone().any(|word| !JOINS.contains(&word.trim_matches(','))) {
        return None;
    }
    let (name, rest) = names.split_once([',', '|', '/']).unwrap_or((names, ""));
    let agency = tables.agency(name.trim()).or_else(|| tables.agency_in(rest));
    Some((clean_line(if agency.is_some() { name } else { names }), agency.map(str::to_owned)))
}

/// "Not for publication" on a line of its own.
pub(crate) fn is_desk_only(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let opening = |c: char| !c.is_alphanumeric();
    if !line.trim_start_matches(opening).starts_with(['n', 'N', 't', 'T', 'c', 'C', 'i', 'I']) {
        return false;
    }
    let low = small(line);
    let start = low.trim_start_matches(opening);
    const STARTS: &[&str] = &[
        "not for publication",
        "the following is not for publication",
        "the following information is not for publication",
        "the following information is not intended for publication",
        "the following is not intended for publication",
        "not intended for publication",
        "notes not for publication",
        "contacts (not for publication",
        "notes (not for publication",
        "note (not for publication",
        "internal, not for publication",
        "note to editors, not for publication",
    ];
    let opened = STARTS.iter().find_map(|words| start.strip_prefix(words));
    opened.is_some_and(|rest| {
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        !rest.starts_with("before") && !rest.starts_with("until") && rest.split_whitespace().count() <= 6
    })
}
