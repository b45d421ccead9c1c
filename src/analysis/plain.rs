//! Clean text wrapped to a width, with nothing but its paragraphs and lines: always possible, in linear time.

use unicode_segmentation::UnicodeSegmentation;

use crate::wire::{Columns, Laid, LaidSpan, Style};

/// Lays clean text out: paragraphs as they are, parted by one blank line, wrapped at words to `width` columns.
pub(crate) fn lay_out_plain(text: &str, width: u16) -> Laid {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        if line.is_empty() {
            lines.push(Vec::new());
        }
        for (from, to) in wrap(line, usize::from(width.max(1))) {
            let span = LaidSpan {
                text: line.get(from..to).unwrap_or("").to_owned(),
                at: Some(at + from),
                style: Style::default(),
            };
            lines.push(vec![span]);
        }
        at += line.len() + 1;
    }
    if text.is_empty() {
        lines.clear();
    }
    Laid { lines, ..Laid::default() }
}

/// Where the lines of one paragraph begin and end, in bytes. A word wider than the line is broken between graphemes; a
/// grapheme wider than the line stands alone.
pub(crate) fn wrap(line: &str, width: usize) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let (mut start, mut end, mut columns) = (0, 0, 0);
    for (at, word) in words(line) {
        let wide = word.columns();
        let gap = if columns == 0 { 0 } else { line.get(end..at).map_or(0, Columns::columns) };
        if columns + gap + wide <= width {
            if columns == 0 {
                start = at;
            }
            columns += gap + wide;
            end = at + word.len();
            continue;
        }
        if columns > 0 {
            lines.push((start, end));
        }
        (start, end, columns) = (at, at, 0);
        for (within, grapheme) in word.grapheme_indices(true) {
            let wide = grapheme.columns();
            if columns > 0 && columns + wide > width {
                lines.push((start, end));
                (start, columns) = (at + within, 0);
            }
            columns += wide;
            end = at + within + grapheme.len();
        }
    }
    if end > start {
        lines.push((start, end));
    }
    lines
}

/// Words and where they start.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split(' ').filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}
