//! Decisions on their way to the disk: drawn hollow until the receipt comes.

use std::collections::BTreeMap;

use crate::triage::{self, Context};
use crate::wire::{ItemId, Row, Status, Ticket, Verb};

/// A decision without a receipt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Waiting {
    /// What it does; `None` for undo and redo.
    pub verb: Option<Verb>,
    /// To which items, sorted; empty for undo, redo and whole views.
    items: Vec<ItemId>,
    /// What it is called in the status line.
    pub words: String,
    /// Whether success is not worth a word (read because it was opened).
    pub quiet: bool,
    /// How many items were left alone before it was sent, and why the last of them was.
    pub left: Option<(usize, String)>,
    /// Whether the list is to go on to the next open item once it is on disk: that one is beyond the window.
    pub goes_on: bool,
}

impl Waiting {
    /// A decision that is being sent.
    pub fn new(verb: Option<Verb>, mut items: Vec<ItemId>, words: String, quiet: bool) -> Self {
        // Every row that is drawn looks itself up, and there may be thousands.
        items.sort_unstable();
        Self { verb, items, words, quiet, left: None, goes_on: false }
    }

    /// The items that it names.
    pub fn items(&self) -> &[ItemId] {
        &self.items
    }
}

/// All decisions without a receipt, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    waiting: BTreeMap<Ticket, Waiting>,
}

impl Pending {
    /// Notes a decision that was sent.
    pub fn note(&mut self, ticket: Ticket, waiting: Waiting) {
        self.waiting.insert(ticket, waiting);
    }

    /// The decision that was sent last, while it waits.
    pub fn newest(&mut self) -> Option<&mut Waiting> {
        self.waiting.last_entry().map(std::collections::btree_map::OccupiedEntry::into_mut)
    }

    /// Takes a decision whose receipt has come.
    pub fn take(&mut self, ticket: Ticket) -> Option<Waiting> {
        self.waiting.remove(&ticket)
    }

    /// How many are on their way.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The item's status as it will be when everything on its way has been written.
    pub fn expected(&self, row: &Row, who: &str) -> Status {
        let mut status = row.status.clone();
        let mine = self.waiting.values().filter(|w| w.items.binary_search(&row.id).is_ok());
        for verb in mine.filter_map(|w| w.verb.as_ref()) {
            if let Ok(next) = triage::apply(&status, verb, &context(row, who)) {
                status = next;
            }
        }
        status
    }
}

/// What the rules of the desk want to know of a row.
pub(crate) fn context<'a>(row: &Row, who: &'a str) -> Context<'a> {
    Context {
        who,
        revision: row.revision,
        killed: row.is_killed(),
        // Only the clock tells; a verb that must not be before is refused where the clock is known.
        embargoed: false,
        alerted: row.alerted,
        again: !row.again.is_empty(),
        story: row.story,
        own: row.id.0,
    }
}
