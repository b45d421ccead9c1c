//! The reader: one story, its scroll position, its folds, and what was searched for in it.

use std::collections::HashMap;
use std::sync::Arc;

use super::flow::{Flow, Head, Lit, find_all, flow};
use crate::triage::Needles;
use crate::wire::{Columns, CopyKind, ItemId, Reading, Span};

/// The reader's state.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// The story shown.
    pub reading: Option<Arc<Reading>>,
    /// The item that was asked for and has not come yet.
    pub wanted: Option<ItemId>,
    /// Why the story that was asked for cannot be shown; then none is.
    pub unreadable: Option<String>,
    /// Its lines.
    pub flow: Flow,
    /// The first line shown.
    pub top: usize,
    /// Lines that fit on the screen.
    pub height: usize,
    /// Columns of a line.
    pub width: u16,
    /// Whether folded parts are open.
    pub folds_open: bool,
    /// What is searched for in the story.
    pub find: Option<Find>,
    /// The line under the headline.
    pub meta: String,
    /// What must not be missed, above the story.
    pub notices: Vec<String>,
    /// Where the text comes from, if there is more than the wire's.
    pub origin: Option<String>,
    /// Where names stand that the editor watches.
    pub watched: Vec<Span>,
    /// Which text of an item the editor chose to read.
    pub copies: HashMap<ItemId, CopyKind>,
    /// Items whose page is being fetched.
    pub fetching: Vec<ItemId>,
}

/// A search in the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Find {
    pub text: String,
    pub hits: Vec<Span>,
    /// The hit that was gone to, counted from 0.
    pub at: usize,
    /// Whether it was typed for this story, and not for the list that led here.
    pub typed: bool,
}

impl Reader {
    /// The item shown.
    pub fn id(&self) -> Option<ItemId> {
        self.reading.as_ref().map(|r| r.row.id)
    }

    /// Whether a story is shown, or on its way.
    pub fn is_open(&self) -> bool {
        self.reading.is_some() || self.wanted.is_some()
    }

    /// Shows no story any more.
    pub fn close(&mut self) {
        (self.reading, self.wanted, self.find) = (None, None, None);
        self.lay_out();
    }

    /// Which text of an item is to be shown.
    pub fn copy_of(&self, id: ItemId) -> CopyKind {
        self.copies.get(&id).copied().unwrap_or_default()
    }

    /// Shows that the story which was asked for cannot be read. One that is shown stays only where it is the same item's.
    pub fn cannot_show(&mut self, why: &str) {
        if self.wanted.take().is_some_and(|wanted| self.id() != Some(wanted)) {
            self.reading = None;
            self.find = None;
            self.unreadable = Some(format!("This story cannot be read: {why}"));
            self.lay_out();
        }
    }

    /// Shows a story. The same item again (a new width, a new revision) keeps the place.
    pub fn show(&mut self, reading: Arc<Reading>, meta: String) {
        if self.id() != Some(reading.row.id) {
            self.top = 0;
            self.folds_open = false;
            self.find = None;
        } else if self.reading.as_ref().is_some_and(|shown| shown.shows_fetched != reading.shows_fetched) {
            // The other text of it is another text.
            self.top = 0;
        }
        self.meta = meta;
        self.unreadable = None;
        self.reading = Some(reading);
        if let Some(find) = self.find.take_if(|find| find.typed) {
            self.search(&find.text);
        }
        self.lay_out();
    }

    /// Marks what the list was searched for, unless something was typed for this story itself.
    pub fn mark(&mut self, needles: &Needles) {
        let Some(reading) = &self.reading else { return };
        if self.find.as_ref().is_some_and(|find| find.typed) {
            return;
        }
        let hits = needles.find(&reading.filing.text);
        if hits.is_empty() && self.find.is_none() {
            return;
        }
        let at = self.find.as_ref().map_or(0, |find| find.at).min(hits.len().saturating_sub(1));
        self.find = (!hits.is_empty()).then(|| Find { text: String::new(), hits, at, typed: false });
        self.lay_out();
    }

    /// Makes the lines anew.
    pub fn lay_out(&mut self) {
        let Some(reading) = &self.reading else {
            self.flow = Flow::default();
            return;
        };
        let hits = self.find.as_ref().map_or(&[][..], |f| &f.hits);
        let lit = Lit { hits, watched: &self.watched };
        let head = Head { notices: &self.notices, meta: &self.meta, origin: self.origin.as_deref() };
        self.flow = flow(reading, head, self.width, self.folds_open, lit);
        self.top = self.top.min(self.last_top());
    }

    fn last_top(&self) -> usize {
        self.flow.lines.len().saturating_sub(self.height.max(1))
    }

    /// Scrolls by lines.
    pub fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by).min(self.last_top());
    }

    /// Whether the last line is in sight.
    pub fn at_end(&self) -> bool {
        self.top >= self.last_top()
    }

    /// How much of the story has been seen, in percent.
    pub fn percent(&self) -> usize {
        let seen = (self.top + self.height).min(self.flow.lines.len());
        (seen * 100).checked_div(self.flow.lines.len()).unwrap_or(100)
    }

    /// Brings a line into sight, a third from the top, where it is not in sight yet.
    pub fn reveal(&mut self, line: usize) {
        if line < self.top || line >= self.top + self.height {
            self.top = line.saturating_sub(self.height / 3).min(self.last_top());
        }
    }

    /// Searches the story. Says how many hits there are.
    pub fn search(&mut self, text: &str) -> usize {
        let Some(reading) = &self.reading else { return 0 };
        let hits = find_all(&reading.filing.text, text);
        let count = hits.len();
        self.find = (count > 0).then(|| Find { text: text.to_owned(), hits, at: 0, typed: true });
        self.lay_out();
        // A hit inside a folded part can only be shown by opening it.
        if !self.folds_open && self.flow.hit_lines.iter().any(Option::is_none) {
            self.folds_open = true;
            self.lay_out();
        }
        count
    }

    /// Goes to a hit, `by` places from the last one, round the end.
    pub fn next_hit(&mut self, by: isize) {
        let Some(find) = &mut self.find else { return };
        let count = find.hits.len().max(1) as isize;
        find.at = (find.at as isize + by).rem_euclid(count) as usize;
        if let Some(line) = self.flow.hit_lines.get(find.at).copied().flatten() {
            self.reveal(line);
        }
    }

    /// The quotation whose words stand on a line, counted from the first shown, at a column.
    pub fn quote_at(&self, line: usize, column: usize) -> Option<usize> {
        let mut end = 0;
        let pieces = &self.flow.lines.get(self.top + line)?.pieces;
        let hit = pieces.iter().find(|piece| {
            end += piece.text.columns();
            column < end
        });
        hit?.quote
    }

    /// The quotations that begin in sight, in order.
    pub fn quotes_in_sight(&self) -> impl Iterator<Item = usize> + '_ {
        let seen = self.top..self.top + self.height;
        let begins = move |l: &Option<usize>| l.is_some_and(|l| seen.contains(&l));
        self.flow.quote_lines.iter().enumerate().filter(move |(_, l)| begins(l)).map(|(n, _)| n)
    }

    /// Whether a quotation begins in sight.
    pub fn sees_quote(&self, n: usize) -> bool {
        let line = self.flow.quote_lines.get(n).copied().flatten();
        line.is_some_and(|l| (self.top..self.top + self.height).contains(&l))
    }

    /// Brings a quotation into sight; one in a folded part opens the folds.
    pub fn reveal_quote(&mut self, n: usize) {
        if self.flow.quote_lines.get(n) == Some(&None) && !self.folds_open {
            self.folds_open = true;
            self.lay_out();
        }
        if let Some(line) = self.flow.quote_lines.get(n).copied().flatten() {
            self.reveal(line);
        }
    }
}
