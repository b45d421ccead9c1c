//! What lies over the panes: help, history, metadata, confirmations.

use super::difference::Compared;
use super::key::{Key, KeyPress};
use super::wrap::wrap;
use crate::wire::{Columns, ItemId, SourceId, Ticket, Verb, clean_line};
use unicode_segmentation::UnicodeSegmentation;

/// A popup.
#[derive(Debug, Clone)]
pub(crate) struct Popup {
    pub kind: PopupKind,
    pub title: String,
    /// What it says.
    rows: Vec<PopupRow>,
    /// The rows as lines of the width at which they are drawn.
    lines: Vec<PopupLine>,
    /// The first line shown.
    pub top: usize,
    /// The place that was scrolled to: a row, and the letters of it above the first line. It outlives a change of width.
    place: (usize, usize),
    /// Columns of a line.
    width: u16,
    /// Lines that fit.
    height: usize,
    /// What is searched for; only help can be searched.
    pub needle: String,
    /// The row under the cursor, where rows lead somewhere.
    pub cursor: Option<usize>,
    /// What `y` copies, where there is more to copy than is drawn.
    pub copies: Option<String>,
    /// The addresses that numbers stand for, the first for 1.
    pub links: Vec<String>,
}

/// Which popup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PopupKind {
    Help,
    /// Waiting for, or showing, the log.
    History(Ticket),
    /// Waiting for, or showing, the hand-over.
    Report(Ticket),
    Text,
    /// Waiting for, or showing, what changed between two revisions; keys step through them.
    Difference(Ticket, Option<Compared>),
    /// Waiting for, or showing, an item beside its copy and its story; Enter lists the story.
    Beside(Ticket, Option<i64>),
    /// Links, each with a number.
    Links,
    /// Sources that fare badly; Enter goes to one.
    Failing,
}

/// What a popup says in one row, of any length: it is broken into lines for the width at which it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PopupRow {
    pub kind: PopupLineKind,
    pub left: String,
    pub text: String,
    /// Where the row is of several kinds: its words, instead of `text`.
    pub words: Vec<(PopupLineKind, String)>,
    /// Whether it is a quotation, with marks around it that the copy need not have.
    pub quoted: bool,
    /// How wide the column to the left is meant to be; without one the text begins at the margin.
    pub column: usize,
    /// The lines that are shown of it at most; what is cut ends in an ellipsis.
    pub most: Option<usize>,
}

/// A line of a popup as it is drawn: a column to the left, which may be empty, and text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PopupLine {
    pub kind: PopupLineKind,
    pub left: String,
    pub text: String,
    /// Where the line is of several kinds: its runs, which together make `text`.
    pub runs: Vec<(PopupLineKind, String)>,
    /// Whether it is of a quotation.
    pub quoted: bool,
    /// How wide its column to the left is.
    pub column: usize,
    /// The row that it belongs to, counted from 0.
    pub row: usize,
    /// Whether it carries on the line above.
    pub goes_on: bool,
}

/// What a line of a popup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum PopupLineKind {
    #[default]
    Plain,
    Heading,
    Added,
    Removed,
}

impl PopupRow {
    /// All that it says beside its column, in one line.
    pub fn whole(&self) -> String {
        if self.words.is_empty() {
            return self.text.clone();
        }
        self.words.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// A row of text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self { kind: PopupLineKind::Heading, text: text.into(), ..Self::default() }
    }

    /// A row with something to its left, in a column as wide as that.
    pub fn pair(left: impl Into<String>, text: impl Into<String>) -> Self {
        let left = left.into();
        Self { column: left.columns(), left, text: text.into(), ..Self::default() }
    }

    /// The same with a column of so many cells.
    pub fn beside(self, column: usize) -> Self {
        Self { column, ..self }
    }

    /// Rows in one column, as wide as the widest of what stands there and at least of so many cells.
    pub fn in_column(rows: impl Iterator<Item = Self>, least: usize) -> Vec<Self> {
        let rows: Vec<Self> = rows.collect();
        let column = rows.iter().map(|row| row.left.columns()).max().unwrap_or(0).max(least);
        rows.into_iter().map(|row| row.beside(column)).collect()
    }

    /// Its lines at a width, at least one.
    fn lines(&self, width: u16) -> Vec<PopupLine> {
        // Half of a narrow popup is left to the text.
        let column = self.column.min(usize::from(width / 2));
        let room = usize::from(width).saturating_sub(if column > 0 { column + 2 } else { 0 });
        let mut lines = match self.words.is_empty() {
            false => mixed(&self.words, room),
            true => wrap(&self.text, u16::try_from(room).unwrap_or(u16::MAX))
                .into_iter()
                .map(|text| PopupLine { text, ..PopupLine::default() })
                .collect(),
        };
        if lines.is_empty() {
            lines.push(PopupLine::default());
        }
        if let Some(most) = self.most.filter(|most| lines.len() > *most) {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.cut(room);
            }
        }
        for (n, line) in lines.iter_mut().enumerate() {
            (line.kind, line.quoted) = (self.kind, self.quoted);
            (line.column, line.goes_on) = (column, n > 0);
        }
        if let Some(first) = lines.first_mut() {
            first.left.clone_from(&self.left);
        }
        lines
    }
}

impl PopupLine {
    /// Ends in an ellipsis, for which room is made.
    fn cut(&mut self, room: usize) {
        let mut text = String::new();
        for grapheme in self.text.graphemes(true) {
            if text.columns() + grapheme.columns() + 2 > room {
                break;
            }
            text.push_str(grapheme);
        }
        self.text = format!("{} …", text.trim_end());
        // Only rows of one kind are cut.
        if let Some((kind, _)) = self.runs.first().cloned() {
            self.runs = vec![(kind, self.text.clone())];
        }
    }

    /// Letters that it has, by which a place is found again when the lines have become others.
    fn letters(&self) -> usize {
        self.text.chars().filter(|c| !c.is_whitespace()).count()
    }
}

/// Words of several kinds, as lines of a width. A word wider than a line is broken as in other text.
fn mixed(words: &[(PopupLineKind, String)], room: usize) -> Vec<PopupLine> {
    let mut lines = vec![PopupLine::default()];
    let mut used = 0;
    for (kind, word) in words {
        let parts = wrap(word, u16::try_from(room).unwrap_or(u16::MAX));
        for (n, part) in parts.iter().enumerate() {
            if n > 0 || used > 0 && used + 1 + part.columns() > room {
                lines.push(PopupLine::default());
                used = 0;
            }
            let Some(line) = lines.last_mut() else { continue };
            let gap = if used > 0 { " " } else { "" };
            used += gap.len() + part.columns();
            line.text.push_str(gap);
            line.text.push_str(part);
            match line.runs.last_mut().filter(|(last, _)| last == kind) {
                Some((_, run)) => {
                    run.push_str(gap);
                    run.push_str(part);
                }
                None => {
                    if !gap.is_empty() {
                        line.runs.push((PopupLineKind::Plain, gap.to_owned()));
                    }
                    line.runs.push((*kind, part.clone()));
                }
            }
        }
    }
    lines
}

impl Popup {
    /// A popup with what it says.
    pub fn new(kind: PopupKind, title: impl Into<String>, rows: Vec<PopupRow>) -> Self {
        Self {
            kind,
            title: title.into(),
            rows,
            lines: Vec::new(),
            top: 0,
            place: (0, 0),
            width: 0,
            height: 0,
            needle: String::new(),
            cursor: None,
            copies: None,
            links: Vec::new(),
        }
    }

    /// A popup that is filled when an answer comes.
    pub fn waiting(kind: PopupKind, title: impl Into<String>) -> Self {
        Self::new(kind, title, vec![PopupRow::plain("…")])
    }

    /// Whether what it is to show has not come yet.
    pub fn waits(&self) -> bool {
        matches!(self.rows.as_slice(), [row] if row.text == "…")
    }

    /// Says something else.
    pub fn fill(&mut self, rows: Vec<PopupRow>) {
        self.rows = rows;
        self.make_lines();
    }

    /// What it says.
    pub fn rows(&self) -> &[PopupRow] {
        &self.rows
    }

    /// Makes its lines for a width, and stays at the place that was scrolled to.
    pub fn lay_out(&mut self, width: u16, height: usize) {
        self.height = height;
        if self.width != width {
            self.width = width;
            self.make_lines();
        }
        self.go_to_place();
    }

    fn make_lines(&mut self) {
        self.lines.clear();
        for (n, row) in self.rows.iter().enumerate() {
            self.lines.extend(row.lines(self.width).into_iter().map(|line| PopupLine { row: n, ..line }));
        }
    }

    /// Shows the line in which the place now stands, and the row under the cursor.
    fn go_to_place(&mut self) {
        let (row, above) = self.place;
        let shown = self.shown();
        let first = shown.iter().position(|line| line.row >= row).unwrap_or(shown.len());
        let mut letters = 0;
        let mut of_row = shown.iter().skip(first).take_while(|line| line.row == row);
        let before = of_row.position(|line| {
            letters += line.letters();
            letters > above
        });
        let last = shown.len().saturating_sub(self.height.max(1));
        self.top = (first + before.unwrap_or(0)).min(last);
        self.show_cursor();
    }

    /// Notes the place of the first line.
    fn note_place(&mut self) {
        let shown = self.shown();
        let Some(row) = shown.get(self.top).map(|line| line.row) else { return };
        let above = shown.iter().take(self.top).filter(|line| line.row == row).map(|line| line.letters()).sum();
        self.place = (row, above);
    }

    fn show_cursor(&mut self) {
        let Some(at) = self.cursor else { return };
        let first = self.lines.iter().position(|line| line.row == at).unwrap_or(0);
        let last = self.lines.iter().rposition(|line| line.row == at).unwrap_or(0);
        self.top = self.top.max((last + 1).saturating_sub(self.height.max(1))).min(first);
    }

    /// The lines that match the needle; headings only where something of theirs is left.
    pub fn shown(&self) -> Vec<&PopupLine> {
        let hits = self.hits();
        self.lines.iter().filter(|line| hits.get(line.row).is_some_and(|hit| *hit)).collect()
    }

    /// The rows that match the needle, each with its number.
    pub fn shown_rows(&self) -> impl Iterator<Item = (usize, &PopupRow)> {
        self.rows.iter().enumerate().zip(self.hits()).filter_map(|(row, hit)| hit.then_some(row))
    }

    /// Whether each row matches the needle.
    fn hits(&self) -> Vec<bool> {
        if self.needle.is_empty() {
            // What was received may be megabytes of rows, and this is asked at every key.
            return vec![true; self.rows.len()];
        }
        let needle = self.needle.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&needle);
        // A heading that is searched for brings what stands below it.
        let mut section = false;
        let hit = |row: &PopupRow| {
            if row.kind == PopupLineKind::Heading {
                section = has(&row.text);
                return section;
            }
            section || has(&row.text) || has(&row.left)
        };
        self.rows.iter().map(hit).collect()
    }

    fn scroll(&mut self, by: isize) {
        if let Some(at) = self.cursor {
            self.cursor = Some(self.row_further(at, by));
            self.show_cursor();
            return;
        }
        let last = self.shown().len().saturating_sub(self.height.max(1));
        self.top = self.top.saturating_add_signed(by).min(last);
    }

    /// The row that many lines on, at least the next.
    fn row_further(&self, at: usize, by: isize) -> usize {
        let last = self.rows.len().saturating_sub(1);
        let line = self.lines.iter().position(|line| line.row == at).unwrap_or(0).saturating_add_signed(by);
        let there = self.lines.get(line).map_or(last, |line| line.row);
        let next = at.saturating_add_signed(by.signum()).min(last);
        if by < 0 { there.min(next) } else { there.max(next) }
    }

    /// Takes a key. Says whether the popup stays.
    pub fn key(&mut self, press: KeyPress) -> bool {
        let stays = self.take_key(press);
        self.note_place();
        stays
    }

    fn take_key(&mut self, press: KeyPress) -> bool {
        let page = self.height.max(2) as isize - 1;
        match (press.ctrl, press.key) {
            (false, Key::Esc) | (true, Key::Char('c')) => {
                let stays = !self.needle.is_empty();
                self.needle.clear();
                return stays;
            }
            (false, Key::Down) => self.scroll(1),
            (false, Key::Up) => self.scroll(-1),
            (false, Key::PageDown) | (true, Key::Char('f' | 'd')) => self.scroll(page),
            (false, Key::PageUp) | (true, Key::Char('b' | 'u')) => self.scroll(-page),
            (false, Key::Home) => self.scroll(isize::MIN),
            (false, Key::End) => self.scroll(isize::MAX),
            (false, Key::Enter) => return false,
            (false, key) if self.kind == PopupKind::Help => self.search(key),
            (false, Key::Char('j')) => self.scroll(1),
            (false, Key::Char('k')) => self.scroll(-1),
            (false, Key::Char(' ')) => self.scroll(page),
            (false, Key::Char('g')) => self.scroll(isize::MIN),
            (false, Key::Char('G')) => self.scroll(isize::MAX),
            (false, Key::Char('q' | 'i' | 'I' | 'd')) => return false,
            _ => {}
        }
        true
    }

    /// Takes pasted text into what is searched for, where that can be typed.
    pub fn paste(&mut self, text: &str) {
        if self.kind == PopupKind::Help {
            clean_line(text).chars().for_each(|c| self.search(Key::Char(c)));
            self.note_place();
        }
    }

    fn search(&mut self, key: Key) {
        match key {
            Key::Char(c) => self.needle.push(c),
            Key::Backspace => drop(self.needle.pop()),
            _ => return,
        }
        self.top = 0;
    }
}

/// A question to be answered with y or n.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Confirm {
    pub words: String,
    pub what: Confirmed,
}

/// What is done on y.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Confirmed {
    /// Everything in the view, where it is more than can be named.
    ReadAll,
    /// These items of the view.
    ReadThese(Vec<ItemId>),
    /// Decisions about many items.
    Decide(Vec<(Verb, Vec<ItemId>)>),
    RemoveSource(SourceId),
    /// Show copy that the wire killed.
    OpenKilled(ItemId),
    /// Spike every item of this item's story.
    SpikeStories(Vec<ItemId>),
    /// Show the demo wire instead of the desk's own.
    Demo,
    /// Going back to the desk's own wire.
    EndDemo,
}
