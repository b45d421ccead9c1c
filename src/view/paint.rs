//! Puts text into cells: clipped to its columns, wide characters whole.

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::screen::Area;
use crate::wire::{Columns, Span};

/// A line of cells that is being filled from left to right, and never beyond its end.
pub(super) struct Pen<'a> {
    buffer: &'a mut Buffer,
    x: u16,
    y: u16,
    end: u16,
    copy: bool,
}

impl<'a> Pen<'a> {
    /// Begins a line of an area, counted from its top. A line outside the area takes nothing in.
    pub fn at(buffer: &'a mut Buffer, area: Area, line: u16) -> Self {
        let area = clip(area, buffer.area);
        let inside = line < area.height;
        let end = if inside { area.x + area.width } else { area.x };
        Self { buffer, x: area.x, y: area.y.saturating_add(line), end, copy: false }
    }

    /// Columns that are left.
    pub fn room(&self) -> usize {
        usize::from(self.end.saturating_sub(self.x))
    }

    /// Whether what it writes from here on is copy, which stays as the wire sent it, and not words of the program.
    pub fn of_copy(&mut self, copy: bool) -> &mut Self {
        self.copy = copy;
        self
    }

    /// Writes a line of a quotation: its words are copy, the marks around them and what stands outside are the program's.
    pub fn quotation(&mut self, text: &str, style: Style) -> &mut Self {
        let opens = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit()).strip_prefix('“');
        let (before, words) = text.split_at(opens.map_or(0, |words| text.len() - words.len()));
        let (words, after) = words.split_at(words.rfind('”').unwrap_or(words.len()));
        self.put(before, style).of_copy(true).put(words, style).of_copy(false).put(after, style)
    }

    /// Writes as much of the text as fits.
    pub fn put(&mut self, text: &str, style: Style) -> &mut Self {
        if self.x < self.end {
            let (x, _) = self.buffer.set_stringn(self.x, self.y, text, self.room(), style);
            let x = x.min(self.end);
            if !text.is_ascii() {
                self.part_clusters(x);
                self.mark(x);
            }
            self.x = x;
        }
        self
    }

    /// Notes of each cell up to `end` whether it is copy, until [`own_words_in_ascii`] has seen it.
    fn mark(&mut self, end: u16) {
        let mark = if self.copy { CellDiffOption::Skip } else { CellDiffOption::None };
        for x in self.x..end {
            if let Some(cell) = self.buffer.cell_mut((x, self.y)) {
                cell.set_diff_option(mark);
            }
        }
    }

    /// Gives each character that takes up columns a cell of its own, from the pen's place up to `end`. Vowel signs of
    /// Indic scripts form one cluster with their consonant, yet terminals keep them in the next cell; there they would stay
    /// when something narrower is drawn over the cluster, since the second cell is blank before and after.
    fn part_clusters(&mut self, end: u16) {
        let mut x = self.x;
        while x < end {
            let Some(cell) = self.buffer.cell((x, self.y)) else { return };
            let parts: Vec<String> = columns_of(cell.symbol()).map(str::to_owned).collect();
            let mut at = x;
            for part in &parts {
                if parts.len() > 1
                    && let Some(cell) = self.buffer.cell_mut((at, self.y))
                {
                    cell.set_symbol(part);
                }
                at = at.saturating_add(u16::try_from(part.columns()).unwrap_or(1).max(1));
            }
            x = at.max(x + 1);
        }
    }

    /// Writes the text cut to so many columns, with an ellipsis where it is cut, and fills up with spaces.
    pub fn cell(&mut self, text: &str, columns: usize, ellipsis: &str, style: Style) -> &mut Self {
        let columns = columns.min(self.room());
        let text = fit(text, columns, ellipsis);
        let gap = columns.saturating_sub(text.columns());
        self.put(&text, style).put(&" ".repeat(gap), style)
    }

    /// Lays a style over the spans (bytes) of a text that stands in the columns before the pen, `columns` of them.
    pub fn tint(&mut self, text: &str, spans: &[Span], columns: usize, style: Style) -> &mut Self {
        let start = usize::from(self.x).saturating_sub(columns);
        for span in spans {
            let before = text.get(..span.start).map_or(0, Columns::columns);
            let width = span.of(text).columns().min(columns.saturating_sub(before));
            let (Ok(x), Ok(width)) = (u16::try_from(start + before), u16::try_from(width)) else { continue };
            self.buffer.set_style(Rect { x, y: self.y, width, height: 1 }, style);
        }
        self
    }

    /// Goes on at a column counted from the line's end, if the pen is not beyond it.
    pub fn back_from_end(&mut self, columns: usize) -> &mut Self {
        let columns = u16::try_from(columns).unwrap_or(u16::MAX);
        self.x = self.x.max(self.end.saturating_sub(columns));
        self
    }

    /// Fills what is left.
    pub fn fill(&mut self, symbol: &str, style: Style) {
        self.put(&symbol.repeat(self.room()), style);
    }

    /// Lays a style over the cells of the whole line from `x` on, keeping their text.
    pub fn wash(buffer: &mut Buffer, area: Area, line: u16, style: Style) {
        let area = clip(area, buffer.area);
        if line < area.height {
            buffer.set_style(Rect { x: area.x, y: area.y + line, width: area.width, height: 1 }, style);
        }
    }
}

/// The signs that words of the program are written with, each with what stands for it where only ASCII is drawn. One cell is
/// one cell, so that nothing moves.
const SIGNS: [(&str, &str); 23] = [
    ("·", "-"),
    ("—", "-"),
    ("–", "-"),
    ("─", "-"),
    ("…", "~"),
    ("“", "\""),
    ("”", "\""),
    ("‘", "'"),
    ("’", "'"),
    ("•", "*"),
    ("±", "~"),
    ("≠", "!"),
    ("→", ">"),
    // What tables in copy are ruled with.
    ("│", "|"),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("┘", "+"),
    ("├", "+"),
    ("┤", "+"),
    ("┬", "+"),
    ("┴", "+"),
    ("┼", "+"),
];

/// Ends a frame: where only ASCII is drawn the program's own words are written with it, and copy stays as it is. Parts of the
/// screen need not know of it: what is not said to be copy ([`Pen::of_copy`]) is the program's.
pub(super) fn own_words_in_ascii(ascii: bool, buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let copy = cell.diff_option == CellDiffOption::Skip;
        cell.set_diff_option(CellDiffOption::None);
        if ascii
            && !copy
            && let Some((_, plain)) = SIGNS.iter().find(|(sign, _)| *sign == cell.symbol())
        {
            cell.set_symbol(plain);
        }
    }
}

/// The part of an area that the buffer has.
pub(super) fn clip(area: Area, buffer: Rect) -> Area {
    let x = area.x.min(buffer.width);
    let y = area.y.min(buffer.height);
    Area { x, y, width: area.width.min(buffer.width - x), height: area.height.min(buffer.height - y) }
}

/// A cluster cut before each character that takes up columns: `की` into `क` and `ी`, `é` not at all.
fn columns_of(cluster: &str) -> impl Iterator<Item = &str> {
    let mut rest = cluster;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let tail = rest.char_indices().skip(1).find(|(_, c)| c.width().is_some_and(|w| w > 0));
        let (part, after) = rest.split_at(tail.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(part)
    })
}

/// The text, or as much of it as leaves room for the ellipsis in so many columns.
pub(super) fn fit(text: &str, columns: usize, ellipsis: &str) -> String {
    if text.columns() <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(ellipsis.columns());
    let mut used = 0;
    let mut cut = String::new();
    for grapheme in text.graphemes(true) {
        used += grapheme.columns();
        if used > room {
            break;
        }
        cut.push_str(grapheme);
    }
    let cut = cut.trim_end();
    if ellipsis.columns() <= columns { format!("{cut}{ellipsis}") } else { cut.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_over_a_cluster_of_two_columns_clears_both() {
        let area = Area { x: 0, y: 0, width: 6, height: 1 };
        let mut copy = Buffer::empty(Rect::new(0, 0, 6, 1));
        Pen::at(&mut copy, area, 0).put("की é東", Style::default());
        let cells: Vec<&str> = copy.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(cells, ["क", "ी", " ", "é", "東", " "]);
        let blank = Buffer::empty(Rect::new(0, 0, 6, 1));
        let cleared: Vec<u16> = copy.diff(&blank).into_iter().map(|(x, ..)| x).collect();
        assert_eq!(cleared, [0, 1, 3, 4], "the terminal blanks the second half of 東 itself");
    }

    #[test]
    fn text_is_cut_between_characters_and_never_too_wide() {
        assert_eq!(fit("Storm nears coast", 8, "…"), "Storm n…");
        assert_eq!(fit("Storm nears coast", 7, "…"), "Storm…");
        assert_eq!(fit("東京都知事", 6, "…"), "東京…");
        assert_eq!(fit("東京都知事", 10, "…"), "東京都知事");
        assert_eq!(fit("abc", 1, "…"), "…");
        assert_eq!(fit("abc", 0, "…"), "");
    }
}
