//! The parts of a piece of copy: what stands before and after the story itself.

use std::ops::Range;

use crate::wire::{Dateline, Fold, FoldKind, Mark, clean_line};

use super::head::{amended, byline, is_desk_only, note, repeats};
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
    parts.read_desk_only(&lines, text.len());
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
        if tail::is_notice(&small(line)) {
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
