//! Makes the lines of the reader from a laid-out story: folds closed to one line, quotes and hits cut out of the spans.

use std::ops::Range;

use super::wrap::wrap;
use crate::wire::{Columns, FoldKind, LaidSpan, Reading, Span, Style};

/// One line of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextLine {
    /// What the line is.
    pub kind: LineKind,
    /// Its runs of text, left to right.
    pub pieces: Vec<Piece>,
}

/// What a line of the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum LineKind {
    Alert,
    Headline,
    Meta,
    Standfirst,
    Changed,
    Body,
    Fold,
    Link,
    Notice,
    Blank,
}

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub text: String,
    pub style: Style,
    /// The quotation it belongs to, counted from 0.
    pub quote: Option<usize>,
    /// The hit it belongs to, counted from 0.
    pub hit: Option<usize>,
    /// Whether it is a name that the editor watches.
    pub watched: bool,
}

/// What is lit up in a story: bytes of the filing's text, each kind in order and without overlaps.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lit<'a> {
    pub hits: &'a [Span],
    pub watched: &'a [Span],
}

/// The lines of a story, and where in them its quotes and hits begin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Flow {
    pub lines: Vec<TextLine>,
    /// The line on which each quotation begins; `None` where it is folded away.
    pub quote_lines: Vec<Option<usize>>,
    /// The line on which each hit begins; `None` where it is folded away.
    pub hit_lines: Vec<Option<usize>>,
}

impl Flow {
    fn say(&mut self, kind: LineKind, text: &str, width: u16) {
        for text in wrap(text, width) {
            self.push(kind, vec![Piece { text, style: Style::default(), quote: None, hit: None, watched: false }]);
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|l| l.kind != LineKind::Blank) {
            self.push(LineKind::Blank, Vec::new());
        }
    }

    fn push(&mut self, kind: LineKind, pieces: Vec<Piece>) {
        let at = self.lines.len();
        for piece in &pieces {
            note_first(&mut self.quote_lines, piece.quote, at);
            note_first(&mut self.hit_lines, piece.hit, at);
        }
        self.lines.push(TextLine { kind, pieces });
    }
}

fn note_first(places: &mut [Option<usize>], which: Option<usize>, at: usize) {
    if let Some(place) = which.and_then(|n| places.get_mut(n)) {
        place.get_or_insert(at);
    }
}

/// What stands above a story beside its headline.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Head<'a> {
    /// What must not be missed.
    pub notices: &'a [String],
    /// The line under the headline.
    pub meta: &'a str,
    /// Where the text comes from, if there is more than the wire's.
    pub origin: Option<&'a str>,
}

/// The lines of a story.
pub(crate) fn flow(reading: &Reading, head: Head, width: u16, folds_open: bool, lit: Lit) -> Flow {
    let mut flow = Flow {
        lines: Vec::new(),
        quote_lines: vec![None; reading.quotes.len()],
        hit_lines: vec![None; lit.hits.len()],
    };
    for notice in head.notices {
        flow.say(LineKind::Alert, notice, width);
    }
    flow.blank();
    flow.say(LineKind::Headline, &reading.filing.headline, width);
    flow.say(LineKind::Meta, head.meta, width);
    if let Some(origin) = head.origin {
        flow.say(LineKind::Changed, origin, width);
    }
    if let Some(changed) = &reading.filing.what_changed {
        flow.say(LineKind::Changed, changed, width);
    }
    if let Some(standfirst) = &reading.filing.standfirst {
        flow.blank();
        flow.say(LineKind::Standfirst, standfirst, width);
    }
    flow.blank();
    body(&mut flow, reading, width, folds_open, lit);
    if let Some(notice) = &reading.laid.notice {
        flow.blank();
        flow.say(LineKind::Notice, notice, width);
    }
    if !reading.laid.links.is_empty() {
        flow.blank();
        for (n, link) in reading.laid.links.iter().enumerate() {
            flow.say(LineKind::Link, &format!("[{}] {link}", n + 1), width);
        }
    }
    flow
}

/// Folded lines gathered until the next line that is shown.
#[derive(Default)]
struct Folded {
    kinds: Vec<FoldKind>,
    lines: usize,
}

fn body(flow: &mut Flow, reading: &Reading, width: u16, folds_open: bool, lit: Lit) {
    let mut folded = Folded::default();
    for line in &reading.laid.lines {
        let hidden = if folds_open { None } else { hidden_by(line, reading) };
        if let Some(kind) = hidden {
            folded.lines += 1;
            if !folded.kinds.contains(&kind) {
                folded.kinds.push(kind);
            }
            continue;
        }
        if line.iter().all(|s| s.text.trim().is_empty()) {
            if folded.lines == 0 {
                flow.blank();
            }
            continue;
        }
        close(flow, &mut folded, width);
        let mut pieces = Vec::new();
        for span in line {
            cut(span, reading, folds_open, lit, &mut pieces);
        }
        flow.push(LineKind::Body, pieces);
    }
    close(flow, &mut folded, width);
    while flow.lines.last().is_some_and(|l| l.kind == LineKind::Blank) {
        flow.lines.pop();
    }
}

/// Puts the one line for what was folded, with air around it; in as many words as its width allows.
fn close(flow: &mut Flow, folded: &mut Folded, width: u16) {
    if folded.lines == 0 {
        return;
    }
    let kinds: Vec<_> = folded.kinds.iter().map(|k| k.words()).collect();
    let lines = if folded.lines == 1 { "1 line".to_owned() } else { format!("{} lines", folded.lines) };
    let kinds = kinds.join(", ");
    let texts = [
        format!("── folded: {kinds} ({lines}), z opens ──"),
        format!("── {kinds} ({lines}), z opens"),
        format!("── {kinds}, z opens"),
        "── folded, z opens".to_owned(),
    ];
    let fits = texts.iter().find(|t| t.columns() <= usize::from(width));
    let text = fits.or(texts.last()).cloned().unwrap_or_default();
    flow.blank();
    flow.push(LineKind::Fold, vec![Piece { text, style: Style::default(), quote: None, hit: None, watched: false }]);
    flow.blank();
    *folded = Folded::default();
}

/// The fold that hides a whole line: every placed, printable span lies in folds.
fn hidden_by(line: &[LaidSpan], reading: &Reading) -> Option<FoldKind> {
    let mut kind = None;
    for span in line.iter().filter(|s| !s.text.trim().is_empty()) {
        let Some(at) = span.at else { continue };
        kind = Some(uncovered(&(at..at + span.text.len()), &span.text, reading)?);
    }
    kind
}

/// The first fold of a range that folds cover but for white space; `None` where something of it is to be seen.
fn uncovered(range: &Range<usize>, text: &str, reading: &Reading) -> Option<FoldKind> {
    let mut first = None;
    for (i, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let at = range.start + i;
        let fold = reading.filing.folds.iter().find(|f| f.range.start < at + c.len_utf8() && at < f.range.end)?;
        first.get_or_insert(fold.what);
    }
    first
}

/// Cuts a span where quotes, hits and folds begin and end.
fn cut(span: &LaidSpan, reading: &Reading, folds_open: bool, lit: Lit, out: &mut Vec<Piece>) {
    let Some(start) = span.at else {
        out.push(Piece { text: span.text.clone(), style: span.style, quote: None, hit: None, watched: false });
        return;
    };
    let end = start + span.text.len();
    let folds = if folds_open { &[][..] } else { &reading.filing.folds[..] };
    let mut edges = vec![start, end];
    let near = |lit: &'_ [Span]| -> Vec<Span> {
        let first = lit.partition_point(|h| h.end <= start);
        lit.iter().skip(first).take_while(|h| h.start < end).copied().collect()
    };
    let spans = reading.quotes.iter().map(|q| q.span).chain(near(lit.hits)).chain(near(lit.watched));
    for edge in spans.flat_map(|s| [s.start, s.end]).chain(folds.iter().flat_map(|f| [f.range.start, f.range.end])) {
        if start < edge && edge < end {
            edges.push(edge);
        }
    }
    edges.sort_unstable();
    edges.dedup();
    for (from, to) in edges.iter().zip(edges.iter().skip(1)) {
        // An edge inside a character (which no part of the program makes) leaves the text whole rather than lost.
        let text = span.text.get(from - start..to - start).unwrap_or(&span.text);
        if folds.iter().any(|f| f.range.start <= *from && *to <= f.range.end) {
            continue;
        }
        out.push(Piece {
            text: text.to_owned(),
            style: span.style,
            quote: reading.quotes.iter().position(|q| q.span.contains(*from)),
            hit: hit_at(lit.hits, *from),
            watched: hit_at(lit.watched, *from).is_some(),
        });
        if text.len() != to - from {
            break;
        }
    }
}

/// The hit that holds a byte. Hits stand in order and do not overlap.
fn hit_at(hits: &[Span], at: usize) -> Option<usize> {
    let next = hits.partition_point(|h| h.end <= at);
    hits.get(next).filter(|h| h.contains(at)).map(|_| next)
}

/// Where `needle` stands in `text`, without regard to case; white space matches white space of any kind and length.
pub(crate) fn find_all(text: &str, needle: &str) -> Vec<Span> {
    let words: Vec<char> = needle.trim().chars().flat_map(char::to_lowercase).collect();
    let mut hits: Vec<Span> = Vec::new();
    if words.is_empty() {
        return hits;
    }
    for (start, _) in text.char_indices() {
        if hits.last().is_some_and(|h| start < h.end) {
            continue;
        }
        if let Some(len) = text.get(start..).and_then(|rest| match_here(rest, &words)) {
            hits.push(Span::new(start, start + len));
        }
    }
    hits
}

/// How many bytes of the beginning of `text` the (lower-case) needle takes.
fn match_here(text: &str, needle: &[char]) -> Option<usize> {
    let mut wanted = needle.iter().copied().peekable();
    for (i, c) in text.char_indices() {
        let Some(next) = wanted.peek() else { return Some(i) };
        if next.is_whitespace() && c.is_whitespace() {
            let more = text.get(i + c.len_utf8()..).and_then(|rest| rest.chars().next());
            if !more.is_some_and(char::is_whitespace) {
                while wanted.next_if(|w| w.is_whitespace()).is_some() {}
            }
            continue;
        }
        for lower in c.to_lowercase() {
            wanted.next_if_eq(&lower)?;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}
