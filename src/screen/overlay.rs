//! What lies over the panes: help, history, metadata, confirmations.

use super::difference::Compared;
use super::key::{Key, KeyPress};
use super::wrap::wrap;
use crate::wire::{Columns, ItemId, SourceId, Ticket, Verb};

/// A popup.
#[derive(Debug, Clone)]
pub(crate) struct Popup {
    pub kind: PopupKind,
    pub title: String,
    pub lines: Vec<PopupLine>,
    /// The first line shown.
    pub top: usize,
    /// Lines that fit.
    pub height: usize,
    /// What is searched for; only help can be searched.
    pub needle: String,
    /// The line under the cursor, where lines lead somewhere.
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

/// A line of a popup: a column to the left, which may be empty, and text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PopupLine {
    pub kind: PopupLineKind,
    pub left: String,
    pub text: String,
    /// Where the line is of several kinds: its runs, which together make `text`.
    pub runs: Vec<(PopupLineKind, String)>,
    /// How wide its column to the left is; where nothing is said, as wide as what is seen needs.
    pub column: Option<u16>,
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

impl PopupLine {
    /// A line of text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self { kind: PopupLineKind::Heading, text: text.into(), ..Self::default() }
    }

    /// A line with something to its left.
    pub fn pair(left: impl Into<String>, text: impl Into<String>) -> Self {
        Self { left: left.into(), text: text.into(), ..Self::default() }
    }

    /// A text of any length, as lines of a width.
    pub fn wrapped(left: &str, text: &str, width: u16) -> Vec<Self> {
        let lines = wrap(text, width);
        let lefts = std::iter::once(left.to_owned()).chain(std::iter::repeat_with(String::new));
        lines.into_iter().zip(lefts).map(|(text, left)| Self::pair(left, text)).collect()
    }

    /// Rows with something to their left, in one column of at least so many cells, each as many lines of a width as it needs.
    pub fn rows(rows: &[(String, String)], least: usize, width: u16) -> Vec<Self> {
        let column = rows.iter().map(|(left, _)| left.columns()).max().unwrap_or(0).max(least);
        let column = u16::try_from(column).unwrap_or(u16::MAX).min(width / 2);
        let lines = rows.iter().flat_map(|(left, text)| Self::wrapped(left, text, width.saturating_sub(column + 2)));
        lines.map(|line| Self { column: Some(column), ..line }).collect()
    }

    /// Whether it carries on the line above.
    pub fn goes_on(&self) -> bool {
        self.column.is_some() && self.left.is_empty()
    }

    /// Words of several kinds, as lines of a width. A word wider than a line has a line of its own, which is clipped.
    pub fn mixed<'a>(left: &str, words: impl Iterator<Item = (PopupLineKind, &'a str)>, width: u16) -> Vec<Self> {
        let mut lines = vec![Self::pair(left, "")];
        let mut used = 0;
        for (kind, word) in words {
            if used > 0 && used + 1 + word.columns() > usize::from(width) {
                lines.push(Self::default());
                used = 0;
            }
            let Some(line) = lines.last_mut() else { continue };
            let gap = if used > 0 { " " } else { "" };
            used += gap.len() + word.columns();
            line.text.push_str(gap);
            line.text.push_str(word);
            match line.runs.last_mut().filter(|(last, _)| *last == kind) {
                Some((_, run)) => {
                    run.push_str(gap);
                    run.push_str(word);
                }
                None => {
                    if !gap.is_empty() {
                        line.runs.push((PopupLineKind::Plain, gap.to_owned()));
                    }
                    line.runs.push((kind, word.to_owned()));
                }
            }
        }
        lines
    }
}

impl Popup {
    /// A popup with its lines.
    pub fn new(kind: PopupKind, title: impl Into<String>, lines: Vec<PopupLine>) -> Self {
        Self {
            kind,
            title: title.into(),
            lines,
            top: 0,
            height: 0,
            needle: String::new(),
            cursor: None,
            copies: None,
            links: Vec::new(),
        }
    }

    /// Whether what it is to show has not come yet.
    pub fn waits(&self) -> bool {
        matches!(self.lines.as_slice(), [line] if line.text == "…")
    }

    /// The lines that match the needle; headings only where something of theirs is left.
    pub fn shown(&self) -> Vec<&PopupLine> {
        let needle = self.needle.to_lowercase();
        if needle.is_empty() {
            return self.lines.iter().collect();
        }
        let has = |text: &str| text.to_lowercase().contains(&needle);
        // A heading that is searched for brings what stands below it.
        let mut section = false;
        let hit = |row: &&[PopupLine]| {
            let Some(first) = row.first() else { return false };
            if first.kind == PopupLineKind::Heading {
                section = has(&first.text);
                return section;
            }
            let text = row.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
            section || has(&text) || has(&first.left)
        };
        self.lines.chunk_by(|_, next| next.goes_on()).filter(hit).flatten().collect()
    }

    fn scroll(&mut self, by: isize) {
        if let Some(at) = self.cursor {
            let at = at.saturating_add_signed(by).min(self.lines.len().saturating_sub(1));
            self.cursor = Some(at);
            self.top = self.top.max((at + 1).saturating_sub(self.height.max(1))).min(at);
            return;
        }
        let last = self.shown().len().saturating_sub(self.height.max(1));
        self.top = self.top.saturating_add_signed(by).min(last);
    }

    /// Takes a key. Says whether the popup stays.
    pub fn key(&mut self, press: KeyPress) -> bool {
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
    SpikeStory(ItemId),
}
