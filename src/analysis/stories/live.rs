//! The live stories: what they hold, how they are found, and how they open, grow, merge and close.

use std::collections::VecDeque;

use crate::analysis::stories::centre::Centre;
use crate::analysis::stories::desk::{Desk, Held, Merge};
use crate::analysis::stories::likeness::KEYS;
use crate::analysis::stories::vector::{Term, Vector};

/// A story of which items are remembered.
#[derive(Debug, Clone, Default)]
pub(super) struct Story {
    pub name: u64,
    pub items: u32,
    /// The places of its last items.
    pub latest: VecDeque<u64>,
    pub whole: Centre,
    pub lead: Centre,
    /// Its numbers, with what each counts.
    pub figures: Vec<(Term, f32)>,
    /// When the last of its items was published.
    pub last: Option<i64>,
    keys: Vec<Term>,
}

/// Items of a story that a headline is held against one by one.
const LATEST: usize = 30;

impl Desk {
    pub(super) fn open(&mut self, name: u64) -> u64 {
        self.serial += 1;
        self.stories.insert(self.serial, Story { name, ..Story::default() });
        self.names.insert(name, self.serial);
        self.serial
    }

    fn close(&mut self, serial: u64) -> Option<Story> {
        let story = self.stories.remove(&serial)?;
        self.names.remove(&story.name);
        for key in &story.keys {
            self.index.forget(*key, serial);
        }
        Some(story)
    }

    /// Adds an item to its story. Gives the story's weighted sums, whole and lead.
    pub(super) fn put(&mut self, place: u64, item: &Held) -> (Vector, Vector) {
        let Some(story) = self.stories.get_mut(&item.story) else { return Default::default() };
        self.rarity.item(story.items == 0);
        story.whole.add(&item.whole, item.shares.0, |term, known| self.rarity.term(term, !known));
        story.lead.add(&item.lead, item.shares.1, |_, _| {});
        story.items += 1;
        story.last = story.last.max(item.at);
        story.latest.push_back(place);
        if story.latest.len() > LATEST {
            story.latest.pop_front();
        }
        self.settle(item.story)
    }

    /// Takes an item out of its story; a story without items is closed. The others are measured when they are next
    /// added to: by then they have forgotten a little more.
    pub(super) fn take(&mut self, place: u64, item: &Held) {
        let Some(story) = self.stories.get_mut(&item.story) else { return };
        story.whole.take_out(&item.whole, item.shares.0);
        story.lead.take_out(&item.lead, item.shares.1);
        story.latest.retain(|known| *known != place);
        story.items = story.items.saturating_sub(1);
        if story.items == 0 {
            self.close(item.story);
        }
    }

    /// Measures a story and makes it found by its heaviest terms.
    pub(super) fn settle(&mut self, serial: u64) -> (Vector, Vector) {
        let Some(story) = self.stories.get_mut(&serial) else { return Default::default() };
        let whole = story.whole.settle(|t| self.rarity.of(t));
        let lead = story.lead.settle(|t| self.rarity.of(t));
        story.figures = story.whole.figures(story.items, |t| self.rarity.of(t));
        let mut keys: Vec<Term> = whole.heaviest(KEYS).into_iter().map(|part| part.0).collect();
        keys.sort_unstable();
        let before = std::mem::take(&mut story.keys);
        for key in before.iter().filter(|k| keys.binary_search(k).is_err()) {
            self.index.forget(*key, serial);
        }
        for key in keys.iter().filter(|k| before.binary_search(k).is_err()) {
            self.index.note(*key, serial);
        }
        story.keys = keys;
        (whole, lead)
    }

    /// Moves all items of one story into another.
    pub(super) fn merge(&mut self, from: u64, into: u64) -> Option<Merge> {
        if !self.stories.contains_key(&into) {
            return None;
        }
        let gone = self.close(from)?;
        let story = self.stories.get_mut(&into)?;
        story.whole.take_in(gone.whole);
        story.lead.take_in(gone.lead);
        story.items += gone.items;
        story.last = story.last.max(gone.last);
        // Few stories hold more than their latest; only then must all items be gone through.
        let moved: Vec<u64> = if gone.latest.len() as u32 == gone.items {
            gone.latest.iter().copied().collect()
        } else {
            self.items.iter().filter(|(_, item)| item.story == from).map(|(place, _)| *place).collect()
        };
        story.latest.extend(gone.latest);
        story.latest.make_contiguous().sort_unstable();
        let surplus = story.latest.len().saturating_sub(LATEST);
        story.latest.drain(..surplus);
        let merge = Merge { from: gone.name, into: story.name };
        for place in moved {
            if let Some(item) = self.items.get_mut(&place) {
                item.story = into;
            }
        }
        self.apart.rename(merge.from, merge.into);
        self.settle(into);
        Some(merge)
    }
}
