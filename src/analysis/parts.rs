//! The parts of a piece of copy: what stands before and after the story itself.

use std::ops::Range;

use crate::wire::{Dateline, Fold, FoldKind, Mark, clean_line};

use super::tables::Tables;
use super::{dateline, embargo, marks, tail};

/// Lines looked at from the top, and from the bottom.
const EDGE: usize = 10;

/// What the text says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parts {
    pub marks: Vec<Mark>,
    pub dateline: Option<Dateline>,
    pub byline: Option<String>,
    /// An agency named beside the byline or in a credit.
    pub credit: Option<String>,
    /// An agency named in a syndication notice.
    pub notice: Option<String>,
    pub what_changed: Option<String>,
    pub standfirst: Option<String>,
    /// The words of an embargo line after its opening.
    pub embargo: Option<String>,
    /// In order, not overlapping.
    pub folds: Vec<Fold>,
}

/// A line of the text and where it stands.
struct Line<'a> {
    text: &'a str,
    range: Range<usize>,
}

/// Reads the head and the end of a text.
pub(crate) fn read(headline: &str, text: &str, tables: &Tables) -> Parts {
    let lines = lines_of(text);
    let mut parts = Parts::default();
    let story = parts.read_head(headline, &lines, tables);
    parts.read_tail(&lines, story, tables);
    parts.read_desk_only(&lines, text.len());
    parts.folds.sort_by_key(|fold| fold.range.start);
    parts
}

fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        if !line.is_empty() {
            lines.push(Line { text: line, range: at..at + line.len() });
        }
        at += line.len() + 1;
    }
    lines
}

impl Parts {
    fn fold(&mut self, what: FoldKind, range: Range<usize>) {
        self.folds.push(Fold { what, range });
    }

    /// Reads down to the story's first line and gives its place among the lines.
    fn read_head(&mut self, headline: &str, lines: &[Line<'_>], tables: &Tables) -> usize {
        let mut after_byline = false;
        for (at, line) in lines.iter().enumerate().take(EDGE) {
            self.marks.extend(marks::of_line(line.text));
            let fold = self.head_line(headline, line.text, at, after_byline, tables);
            after_byline = fold == Some(FoldKind::Byline);
            match fold {
                Some(what) => self.fold(what, line.range.clone()),
                None => {
                    self.first_line(lines, at, tables);
                    return at;
                }
            }
        }
        lines.len().min(EDGE)
    }

    /// What a line above the story is; `None` for the story's first line.
    fn head_line(
        &mut self,
        headline: &str,
        line: &str,
        at: usize,
        after_byline: bool,
        tables: &Tables,
    ) -> Option<FoldKind> {
        if at < 3 && repeats(headline, line) {
            return Some(FoldKind::RepeatedHeadline);
        }
        if let Some(terms) = embargo::terms(line).filter(|_| line.len() <= 200) {
            self.marks.push(Mark::Embargo);
            self.embargo.get_or_insert(terms.to_owned());
            return Some(FoldKind::EditorsNote);
        }
        if let Some(mark) = note(line) {
            self.marks.extend(mark);
            self.what_changed.get_or_insert(clean_line(line));
            return Some(FoldKind::EditorsNote);
        }
        if let Some((name, agency)) = byline(line, tables) {
            self.byline.get_or_insert(name);
            self.credit = self.credit.take().or(agency);
            return Some(FoldKind::Byline);
        }
        if after_byline && line.split_whitespace().count() <= 5 && dateline::read(line, tables).is_none() {
            let agency = tables.agency(line).or_else(|| tables.agency_in(line)).map(str::to_owned)?;
            self.credit.get_or_insert(agency);
            return Some(FoldKind::Credit);
        }
        if tail::is_notice(&line.to_lowercase()) {
            self.notice = tables.agency_in(line).map(str::to_owned);
            return Some(FoldKind::SyndicationNotice);
        }
        None
    }

    /// The story's first line: a dateline, or a standfirst above the line that has one.
    fn first_line(&mut self, lines: &[Line<'_>], at: usize, tables: &Tables) {
        let Some(first) = lines.get(at) else { return };
        self.dateline = dateline::read(first.text, tables);
        if self.dateline.is_some() || first.text.len() > 300 {
            return;
        }
        let second = lines.get(at + 1).and_then(|line| dateline::read(line.text, tables));
        if second.is_some() {
            self.standfirst = Some(clean_line(first.text));
            self.dateline = second;
        }
    }

    /// Reads up from the last line while lines are none of the story.
    fn read_tail(&mut self, lines: &[Line<'_>], story: usize, tables: &Tables) {
        let story = (story + 1).min(lines.len());
        let below = lines.get(story..).unwrap_or(&[]);
        for line in below.iter().rev().take(EDGE) {
            // A rule between story and credits is neither.
            if line.text.chars().all(|c| c == '_') {
                continue;
            }
            if let Some(mark) = amended(line.text) {
                self.marks.push(mark);
                self.what_changed.get_or_insert(clean_line(line.text));
                self.fold(FoldKind::EditorsNote, line.range.clone());
                continue;
            }
            let Some(kind) = tail::kind_of(line.text, tables) else {
                if let Some(start) = tail::credit_within(line.text) {
                    let range = line.range.start + start..line.range.end;
                    self.credited(line.text.get(start..).unwrap_or(""), tables);
                    self.fold(FoldKind::Credit, range);
                }
                return;
            };
            match kind {
                FoldKind::Credit => self.credited(line.text, tables),
                FoldKind::SyndicationNotice if self.notice.is_none() => {
                    self.notice = tables.agency_in(line.text).map(str::to_owned);
                }
                FoldKind::SignOff => {
                    let agency = line.text.split_whitespace().next().unwrap_or("").to_uppercase();
                    self.notice = self.notice.take().or_else(|| tables.agency(&agency).map(str::to_owned));
                }
                _ => {}
            }
            self.fold(kind, line.range.clone());
        }
    }

    fn credited(&mut self, line: &str, tables: &Tables) {
        let agency = tables.agency_in(line).map(str::to_owned);
        self.credit = self.credit.take().or(agency);
        let start = line.trim_start_matches(['(', '[']);
        if let Some(names) = start.strip_prefix("Reporting by ")
            && self.byline.is_none()
        {
            let names = names.split([';', ')', ']']).next().unwrap_or("");
            let names = names.split(" in ").next().unwrap_or("").trim_end_matches('.');
            self.byline = Some(clean_line(names)).filter(|names| !names.is_empty() && names.len() <= 120);
        }
    }

    /// "Not for publication": that line and all after it, or the line alone where most of the story comes after it.
    fn read_desk_only(&mut self, lines: &[Line<'_>], end: usize) {
        let Some(at) = lines.iter().position(|line| is_desk_only(line.text)) else { return };
        let Some(line) = lines.get(at) else { return };
        let whole = at > 0 && line.range.start * 3 >= end;
        let range = if whole { line.range.start..end } else { line.range.clone() };
        self.folds.retain(|fold| fold.range.end <= range.start || fold.range.start >= range.end);
        self.fold(FoldKind::NotForPublication, range);
    }
}

/// Whether the line repeats the headline, or nearly.
fn repeats(headline: &str, line: &str) -> bool {
    if line.len() > headline.len() * 3 / 2 + 40 {
        return false;
    }
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let line = letters(line);
    if line.is_empty() {
        return false;
    }
    let same = |headline: String| {
        let (short, long) = if headline.len() < line.len() { (&headline, &line) } else { (&line, &headline) };
        headline == line || (short.len() * 10 >= long.len() * 8 && long.contains(short.as_str()))
    };
    same(letters(headline)) || same(letters(marks::without_marks(headline)))
}

/// An editor's note or the line that says what a filing changes; with the mark that it implies.
fn note(line: &str) -> Option<Option<Mark>> {
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
    let low = line.to_lowercase();
    let start = low.trim_start_matches(['(', '[', '*', ' ', '-', '/']);
    if let Some(rest) = NOTES.iter().find_map(|words| start.strip_prefix(words)) {
        let rest = rest.trim_start_matches([':', ' ', '_', '-', '–', '—', '(']);
        return Some(change(rest).flatten());
    }
    let bracketed = (line.starts_with('(') && line.ends_with(')')) || (line.starts_with('[') && line.ends_with(']'));
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
fn amended(line: &str) -> Option<Mark> {
    if line.chars().count() > 600 {
        return None;
    }
    let low = line.to_lowercase();
    let start = low.trim_start_matches(['(', '[', '*', '•', ' ', '-']);
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
fn byline(line: &str, tables: &Tables) -> Option<(String, Option<String>)> {
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
fn is_desk_only(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let low = line.to_lowercase();
    let start = low.trim_start_matches(|c: char| !c.is_alphanumeric());
    const STARTS: &[&str] = &[
        "not for publication",
        "the following is not for publication",
        "the following information is not for publication",
        "the following information is not intended for publication",
        "the following is not intended for publication",
        "not intended for publication",
        "notes not for publication",
        "contacts (not for publication",
        "internal, not for publication",
        "note to editors, not for publication",
    ];
    let opened = STARTS.iter().find_map(|words| start.strip_prefix(words));
    opened.is_some_and(|rest| {
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        !rest.starts_with("before") && !rest.starts_with("until") && rest.split_whitespace().count() <= 6
    })
}
