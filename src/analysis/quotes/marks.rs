//! Finds the marks of each paragraph and pairs them, so that a missing mark never spills into the next paragraph.

use std::collections::BTreeSet;

use crate::analysis::quotes::scan::{Mark, STRAIGHT, Side, heads, scan};
use crate::analysis::quotes::{bylines, singles, torn};

/// The words between one pair of marks inside one paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// The first byte of the opening mark.
    pub(super) outer_start: usize,
    /// The first byte of the quoted words.
    pub(super) start: usize,
    /// The byte after the quoted words.
    pub(super) end: usize,
    /// The byte after the closing mark, and after the comma or stop right behind it.
    pub(super) outer_end: usize,
    /// Whether the paragraph closes it.
    pub(super) closed: bool,
    /// Whether the piece before it was left open and this one goes on with it.
    pub(super) goes_on: bool,
    /// Whether the paragraph after it is a byline or a signature: the name of who said it.
    pub(super) signed: bool,
}

impl Piece {
    /// The quoted words with the sign that ends them, on whichever side of the closing mark the house puts it: “We won”, she said.
    /// “We won,” she said. Behind a sign on that side, the mark itself is part of it.
    pub(super) fn said<'t>(&self, text: &'t str) -> &'t str {
        let words = text.get(self.start..self.end).unwrap_or("");
        let ended = words.ends_with([',', '.', '!', '?', '…']);
        let whole = text.get(self.start..self.outer_end).filter(|w| w.ends_with([',', '.']));
        if ended { words } else { whole.unwrap_or(words) }
    }
}

/// The paragraphs of a text as byte ranges. A single line break parts paragraphs too, unless the copy is hard-wrapped.
pub(super) fn paragraphs(text: &str) -> Vec<(usize, usize)> {
    let wrapped = is_wrapped(text);
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for end in line_ends(text) {
        let blank = text.get(at..end).unwrap_or("").trim_start().is_empty();
        if blank || !wrapped {
            let stop = if blank { at } else { end };
            if stop > start {
                found.push((start, stop));
            }
            start = end;
        }
        at = end;
    }
    if text.len() > start {
        found.push((start, text.len()));
    }
    found
}

/// The byte after each line, the break that ends it included.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let rest = Some(text.len()).filter(|_| !text.is_empty() && !text.ends_with('\n'));
    memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain(rest)
}

/// Whether lines are broken by width: blank lines part the paragraphs, and most other lines end inside a sentence.
fn is_wrapped(text: &str) -> bool {
    let (mut lines, mut open, mut longest) = (0usize, 0usize, 0usize);
    let (mut at, mut above) = (0, "");
    for end in line_ends(text) {
        let line = text.get(at..end).unwrap_or("").trim_end();
        // Of a line with another below it.
        if !above.is_empty() && !line.is_empty() {
            lines += 1;
            longest = longest.max(above.len());
            open += usize::from(above.ends_with(|c: char| c.is_alphanumeric() || c == ','));
        }
        (at, above) = (end, line);
    }
    lines >= 2 && longest <= 120 && open * 3 >= lines * 2
}

/// The pieces of quoted text, outermost marks only, in order.
pub(super) fn pieces(text: &str, paragraphs: &[(usize, usize)]) -> Vec<Piece> {
    let mut found = paired(text, paragraphs);
    for piece in found.iter_mut().filter(|piece| piece.outer_end > piece.end) {
        let mut behind = text.get(piece.outer_end..).unwrap_or("").chars();
        let sign = behind.next().filter(|c| matches!(c, ',' | '.'));
        if sign.is_some() && behind.next().is_none_or(|c| c != '.' && !c.is_alphanumeric()) {
            piece.outer_end += 1;
        }
    }
    found
}

fn paired(text: &str, paragraphs: &[(usize, usize)]) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut marks = Vec::new();
    let mut left_open = false;
    let mut left_alone = false;
    let mut doubles = false;
    let heads = heads(text);
    let mut ahead = heads.as_slice();
    for (index, &(start, end)) in paragraphs.iter().enumerate() {
        marks.clear();
        let (here, later) = ahead.split_at(ahead.iter().take_while(|&&head| head < end).count());
        ahead = later;
        scan(text, (start, end), here, &mut marks);
        if marks.is_empty() {
            (left_alone, left_open) = (false, false);
            continue;
        }
        doubles = true;
        let first = found.len();
        let signed = match marks.as_slice() {
            [Mark { at, side: Side::Close, after, .. }] => {
                left_alone && bylines::is_byline(text, (start, *at), text.get(*after..end))
            }
            _ => false,
        };
        if signed {
            if let Some(piece) = found.last_mut() {
                let piece: &mut Piece = piece;
                piece.closed = true;
                piece.signed = true;
            }
            (left_alone, left_open) = (false, false);
            continue;
        }
        let next_opens = paragraphs.get(index + 1).is_some_and(|&(a, b)| opens(text, a, b));
        pair(text, (start, end), &marks, next_opens, &mut found);
        let next = paragraphs.get(index + 1).and_then(|&(a, b)| text.get(a..b)).unwrap_or("");
        if let Some(piece) = found.get_mut(first..).and_then(<[Piece]>::last_mut) {
            piece.signed = text.get(piece.outer_end..end).is_some_and(|rest| rest.trim().is_empty())
                && bylines::is_signature(next);
        }
        let begins = text.get(start..end).map_or(0, |p| p.len() - p.trim_start().len()) + start;
        if let Some(piece) = found.get_mut(first).filter(|p| p.outer_start == begins) {
            piece.goes_on = left_open;
        }
        let open =
            found.len() > first && found.last().is_some_and(|p| !p.closed && !p.goes_on && p.outer_start == begins);
        left_open = next_opens && found.len() > first && found.last().is_some_and(|p| !p.closed);
        left_alone = open && !next_opens;
        for piece in found.get_mut(first..).unwrap_or_default() {
            if let Some(label) = text.get(piece.start..piece.end).and_then(bylines::label) {
                piece.start += label;
                piece.outer_start = piece.start;
                piece.goes_on = false;
            }
        }
    }
    // Two apostrophes used as a mark leave no room for single ones.
    if !doubles && !text.contains("''") {
        singles::pieces(text, paragraphs, &mut found);
    } else if doubles && opens_single(text, paragraphs) {
        let mut outer = Vec::new();
        singles::pieces(text, paragraphs, &mut outer);
        if found.iter().all(|p| lies_in(*p, &outer)) {
            return outer;
        }
        let british = speeches_in_single_marks(text, paragraphs, &found, outer);
        if !british.is_empty() {
            found.extend(british);
            found.sort_unstable_by_key(|piece| piece.start);
        }
    }
    found
}

/// Of copy that sets speech in both kinds of marks, the pieces in `single` ones: those of paragraphs that begin with one, end it as
/// speech ends, and have no `double` mark.
fn speeches_in_single_marks(
    text: &str,
    paragraphs: &[(usize, usize)],
    double: &[Piece],
    mut single: Vec<Piece>,
) -> Vec<Piece> {
    let number = |piece: &Piece| paragraphs.partition_point(|&(_, end)| end <= piece.outer_start);
    let opens_as_speech = |piece: &&Piece| {
        let before = paragraphs.get(number(piece)).and_then(|&(start, _)| text.get(start..piece.outer_start));
        let words = text.get(piece.start..piece.end).unwrap_or("").trim_end();
        let ends = piece.closed && words.ends_with([',', '.', '?', '!', '…']);
        ends && before.is_some_and(|before| before.trim().is_empty())
    };
    let spoken: BTreeSet<usize> = single.iter().filter(opens_as_speech).map(number).collect();
    let doubled: BTreeSet<usize> = double.iter().map(number).collect();
    single.retain(|piece| spoken.contains(&number(piece)) && !doubled.contains(&number(piece)));
    single
}

/// Whether a paragraph begins with a single mark, as in British copy.
fn opens_single(text: &str, paragraphs: &[(usize, usize)]) -> bool {
    let begins =
        |&(start, end): &(usize, usize)| text.get(start..end).unwrap_or("").trim_start().starts_with(['‘', '\'']);
    paragraphs.iter().any(begins)
}

/// Whether the piece is a quotation inside one of the others, which are in order.
fn lies_in(piece: Piece, outer: &[Piece]) -> bool {
    let next = outer.partition_point(|o| o.outer_end < piece.outer_end);
    outer.get(next).is_some_and(|o| o.outer_start < piece.outer_start)
}

/// Whether the paragraph begins with an opening mark.
fn opens(text: &str, start: usize, end: usize) -> bool {
    let paragraph = text.get(start..end).unwrap_or("").trim_start();
    ["“", "\"", "«", "„", "``", "「", "‟"].iter().any(|mark| paragraph.starts_with(mark))
}

/// Pairs the marks of one paragraph; nested pairs are swallowed by the outer one.
fn pair(text: &str, (start, end): (usize, usize), marks: &[Mark], next_opens: bool, found: &mut Vec<Piece>) {
    let mut stack: Vec<Mark> = Vec::new();
    let trimmed = start + text.get(start..end).map_or(0, |p| p.trim_end().len());
    let base = found.len();
    for (index, &mark) in marks.iter().enumerate() {
        let opening = match mark.side {
            Side::Open => true,
            Side::Close => false,
            Side::Either => stack.is_empty(),
        };
        if opening {
            if let [outer] = stack.as_slice()
                && !nests(text, *outer, mark, marks.get(index..).unwrap_or_default())
            {
                found.extend(cut_at_sentence(text, *outer, mark.at));
                stack.clear();
            }
            stack.push(mark);
            continue;
        }
        match stack.len() {
            0 if index == 0 && found.len() == base && ends_quoted(text, start, mark.at) => {
                let begins = trimmed_start(text, start, end);
                found.extend(piece(begins, begins, mark.at, mark.after, true));
            }
            0 => {}
            1 => {
                found.extend(stack.pop().and_then(|open| piece(open.at, open.after, mark.at, mark.after, true)));
            }
            _ => {
                stack.pop();
            }
        }
    }
    if let Some(&open) = stack.first() {
        let last_close = marks.iter().rev().find(|m| m.at > open.at && m.side != Side::Open);
        let told = torn::words_end(text, open.after, trimmed);
        match last_close {
            // More opened than closed: the last closing mark ends the outer quotation.
            Some(close) if close.after >= trimmed => {
                found.extend(piece(open.at, open.after, close.at, close.after, true));
            }
            None if let Some(stop) = told => found.extend(piece(open.at, open.after, stop, stop, true)),
            _ if next_opens || open.at == trimmed_start(text, start, end) => {
                found.extend(piece(open.at, open.after, trimmed, trimmed, false));
            }
            _ => found.extend(cut_at_sentence(text, open, trimmed)),
        }
    }
}

/// Whether the words before a stray closing mark end as a quotation does.
fn ends_quoted(text: &str, start: usize, at: usize) -> bool {
    text.get(start..at).is_some_and(|words| words.ends_with([',', '.', '!', '?', '…']))
}

fn trimmed_start(text: &str, start: usize, end: usize) -> usize {
    start + text.get(start..end).map_or(0, |p| p.len() - p.trim_start().len())
}

/// Whether a second opening mark opens a quotation inside the first: more marks must close than open after it.
fn nests(text: &str, outer: Mark, inner: Mark, rest: &[Mark]) -> bool {
    if outer.kind != inner.kind && inner.kind != STRAIGHT {
        return true;
    }
    let mut depth = 1i32;
    for mark in rest.iter().take(64) {
        depth += match mark.side {
            Side::Open => 1,
            Side::Close => -1,
            Side::Either => 0,
        };
        if depth <= 0 {
            return true;
        }
    }
    // Never closed twice: it is nested only when no sentence ended between the two marks.
    !text.get(outer.after..inner.at).unwrap_or("").trim_end().ends_with(['.', '!', '?', ','])
}

/// A quotation whose closing mark is missing ends with its sentence.
fn cut_at_sentence(text: &str, open: Mark, limit: usize) -> Option<Piece> {
    let body = text.get(open.after..limit)?;
    let stop = body
        .char_indices()
        .find(|&(at, c)| {
            matches!(c, '.' | '!' | '?')
                && body.get(at + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        })
        .map_or(body.trim_end().len(), |(at, _)| at + 1);
    piece(open.at, open.after, open.after + stop, open.after + stop, false)
}

fn piece(outer_start: usize, start: usize, end: usize, outer_end: usize, closed: bool) -> Option<Piece> {
    (end > start).then_some(Piece { outer_start, start, end, outer_end, closed, goes_on: false, signed: false })
}
