//! The parts of a piece of copy: what stands before and after the story itself.

use std::ops::Range;

use crate::wire::{Dateline, Fold, FoldKind, Mark, clean_line};

use super::head::{amended, byline, is_bare_desk_only, is_contact, is_desk_only, note, repeats};
use super::small::small;
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
    parts.read_desk_only(&lines, story, text.len(), tables);
    parts.folds.sort_by_key(|fold| fold.range.start);
    parts
}

fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut lines = Vec::new();
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        if let Some(line) = text.get(at..end).filter(|line| !line.is_empty()) {
            lines.push(Line { text: line, range: at..end });
        }
        at = end + 1;
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
        let mut at = 0;
        while let Some(line) = lines.get(at).filter(|_| at < EDGE) {
            self.marks.extend(marks::of_line(line.text));
            if is_desk_only(line.text) {
                at = self.fold_note(headline, lines, at, tables);
                after_byline = false;
                continue;
            }
            let fold = self.head_line(headline, line.text, at, after_byline, tables);
            after_byline = fold == Some(FoldKind::Byline);
            let Some(what) = fold else { return self.first_line(headline, lines, at, tables) };
            self.fold(what, line.range.clone());
            at += 1;
        }
        lines.len().min(at.max(EDGE))
    }

    /// Folds a note for the desk that stands above the story, and gives the place of the line after it.
    fn fold_note(&mut self, headline: &str, lines: &[Line<'_>], at: usize, tables: &Tables) -> usize {
        let end = note_end(headline, lines, at, tables);
        if let (Some(first), Some(last)) = (lines.get(at), lines.get(end - 1)) {
            self.fold(FoldKind::NotForPublication, first.range.start..last.range.end);
        }
        end
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
        if tail::is_notice(&small(line)) {
            self.notice = tables.agency_in(line).map(str::to_owned);
            return Some(FoldKind::SyndicationNotice);
        }
        None
    }

    /// The story's first line: a dateline, or a standfirst above the line that has one. Gives the place of the line that is read
    /// as the story's first.
    fn first_line(&mut self, headline: &str, lines: &[Line<'_>], at: usize, tables: &Tables) -> usize {
        let Some(first) = lines.get(at) else { return at };
        self.dateline = dateline::read(first.text, tables);
        if self.dateline.is_some() || first.text.len() > 300 {
            return at;
        }
        // A note for the desk may stand between the two.
        let noted = lines.get(at + 1).is_some_and(|line| is_desk_only(line.text));
        let next = if noted { note_end(headline, lines, at + 1, tables) } else { at + 1 };
        let second = lines.get(next).and_then(|line| dateline::read(line.text, tables));
        if second.is_none() {
            return at;
        }
        self.standfirst = Some(clean_line(first.text));
        self.dateline = second;
        if noted {
            return self.fold_note(headline, lines, at + 1, tables);
        }
        at
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

    /// "Not for publication" below the story's first line: that line and all after it. Where most of the story comes after a line
    /// that says itself what is not to be published, it is that line, and where somebody can be reached.
    fn read_desk_only(&mut self, lines: &[Line<'_>], story: usize, end: usize, tables: &Tables) {
        let mut at = story;
        while let Some(line) = lines.get(at) {
            if !is_desk_only(line.text) {
                at += 1;
                continue;
            }
            let whole = is_bare_desk_only(line.text) || line.range.start * 3 >= end;
            let after = if whole { lines.len() } else { at + 1 + contacts(lines, at + 1, tables) };
            let stop = lines.get(after - 1).filter(|_| !whole).map_or(end, |last| last.range.end);
            let range = line.range.start..stop;
            self.folds.retain(|fold| fold.range.end <= range.start || fold.range.start >= range.end);
            self.fold(FoldKind::NotForPublication, range);
            at = after;
        }
    }
}

/// Where a note for the desk ends that begins above the story: before the line with the dateline, before a line with another duty,
/// and where there is neither, after the lines that say where somebody can be reached.
fn note_end(headline: &str, lines: &[Line<'_>], at: usize, tables: &Tables) -> usize {
    let below = lines.get(at + 1..).unwrap_or(&[]);
    let other = |line: &Line<'_>| {
        let text = line.text;
        is_desk_only(text)
            || repeats(headline, text)
            || embargo::terms(text).is_some()
            || note(text).is_some()
            || byline(text, tables).is_some()
    };
    let is_dateline = |line: &&Line<'_>| dateline::read(line.text, tables).is_some();
    let near = below.get(..EDGE.min(below.len())).unwrap_or(below);
    if let Some(n) = near.iter().position(|line| is_dateline(&line) || other(line))
        && near.iter().skip(n).any(|line| is_dateline(&line))
    {
        return at + 1 + n;
    }
    let contacts = contacts(lines, at + 1, tables);
    let is_bare = lines.get(at).is_some_and(|line| is_bare_desk_only(line.text));
    // A line that says nothing itself speaks of the paragraph below it, unless that is all of the copy.
    let told = is_bare && contacts == 0 && below.len() > 1 && !below.first().is_some_and(other);
    at + 1 + contacts + usize::from(told)
}

/// How many lines from this one on say where somebody can be reached.
fn contacts(lines: &[Line<'_>], from: usize, tables: &Tables) -> usize {
    let below = lines.get(from..).unwrap_or(&[]).iter();
    below.take_while(|line| is_contact(line.text) && dateline::read(line.text, tables).is_none()).count()
}
