//! One pass over items in order of arrival: each gets its story and its reprint group.

use std::collections::{BTreeMap, HashMap};

use crate::analysis::stories::centre::Centre;
use crate::analysis::stories::index::Index;
use crate::analysis::stories::pairs::Pairs;
use crate::analysis::stories::print::Print;
use crate::analysis::stories::rarity::Rarity;
use crate::analysis::stories::reprints::Reprints;
use crate::analysis::stories::vector::{Term, Vector};

/// A story that turned out to be another's: all its items are of `into` from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// The story that is no more.
    pub from: u64,
    /// The story that took it in.
    pub into: u64,
}

/// What the desk says of an item. A merge is to be carried out first, then the item gets its story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its story, by the item that opened it.
    pub story: u64,
    /// Its reprint group, by the first item of that copy.
    pub reprint: u64,
    /// Two stories that were shown to be one.
    pub merged: Option<Merge>,
}

/// The items of late with their stories and copy: all that is needed to judge the next arrival. It remembers
/// [`Desk::MEMORY`] items, so what an item costs does not grow with the cache. Holds hashes, no text.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    rarity: Rarity,
    pub(super) reprints: Reprints,
    index: Index,
    /// Remembered items by their place in the order of arrival.
    pub(super) items: BTreeMap<u64, Held>,
    pub(super) places: HashMap<u64, u64>,
    /// Live stories by the order in which they were opened.
    pub(super) stories: BTreeMap<u64, Story>,
    pub(super) names: HashMap<u64, u64>,
    /// By name.
    pub(super) apart: Pairs,
    serial: u64,
}

/// A remembered item.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub id: u64,
    pub vector: Vector,
    /// The place of its story in `Desk::stories`.
    pub story: u64,
    pub reprint: u64,
    pub at: Option<i64>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Story {
    pub name: u64,
    pub items: u32,
    centre: Centre,
    length: f32,
    keys: Vec<Term>,
    last: Option<i64>,
}

/// Cosine from which an item with a text belongs to a story.
const NEAR: f32 = 0.26;
/// The same where headlines are all there is.
const NEAR_BRIEF: f32 = 0.1;
/// Cosine of two stories that makes them one.
const SAME: f32 = 0.6;
/// The same where headlines are all there is.
const SAME_BRIEF: f32 = 0.38;
/// Terms of an item by which stories are looked up, and of a story by which it is found.
const KEYS: usize = 40;
/// Stories compared with an item.
const TRIED: usize = 24;
/// Half-life of the likeness between an item and the last of a story, in seconds.
const HALF_LIFE: f32 = 7.0 * 86_400.0;

impl Desk {
    /// How many items are remembered, the last to arrive.
    pub const MEMORY: usize = 20_000;

    /// A desk that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges the next item by what came before. `at` is when it was published, in seconds since 1970 UTC.
    ///
    /// An item that is known already comes as a revision: what it said before counts no more. It stays where it is as
    /// long as others are with it, and is judged anew when it was alone.
    pub fn arrive(&mut self, id: u64, print: &Print, at: Option<i64>) -> Verdict {
        let before = self.forget(id);
        let vector = vector(print);
        let copy = self.reprints.nearest(&print.sketch);
        let reprint = before
            .as_ref()
            .map(|b| b.reprint)
            .filter(|group| *group != id || self.reprints.lives(*group))
            .or(copy.map(|c| c.1))
            .unwrap_or(id);
        let kept = before.map(|b| b.name).filter(|name| *name != id || self.names.contains_key(name));
        let kept = kept.or_else(|| self.names.contains_key(&id).then_some(id));
        let (story, opens) = match kept {
            Some(name) => (self.named(name), false),
            None => match copy.and_then(|c| self.items.get(&c.0)).map(|item| item.story).filter(|s| self.may(*s, id)) {
                Some(same_copy) => (same_copy, false),
                None => self.story_of(id, &vector, print.brief, at),
            },
        };
        self.hold(Held { id, vector, story, reprint, at }, print);
        let merged = if opens { None } else { self.merge_like(story, if print.brief { SAME_BRIEF } else { SAME }) };
        let story = merged.map_or_else(|| self.stories.get(&story).map_or(id, |s| s.name), |m| m.into);
        Verdict { story, reprint, merged }
    }

    /// Remembers an item with the verdict it once got: nothing is judged. To be called in order of arrival for the
    /// last [`Desk::MEMORY`] items of a cache, and [`Desk::keep_apart`] for what editors decided; then the desk goes
    /// on as if it had never stopped.
    pub fn recall(&mut self, id: u64, print: &Print, at: Option<i64>, story: u64, reprint: u64) {
        self.forget(id);
        let story = self.named(story);
        self.hold(Held { id, vector: vector(print), story, reprint, at }, print);
    }

    /// The story of a known name; opens it where there is none.
    fn named(&mut self, name: u64) -> u64 {
        self.names.get(&name).copied().unwrap_or_else(|| self.open(name))
    }

    /// The nearest story that is near enough, or a new one; and whether it is new.
    fn story_of(&mut self, id: u64, vector: &Vector, brief: bool, at: Option<i64>) -> (u64, bool) {
        let near = if brief { NEAR_BRIEF } else { NEAR };
        match self.nearest(id, vector, at).filter(|best| best.1 >= near) {
            Some((story, _)) => (story, false),
            None => (self.open(id), true),
        }
    }

    /// Whether an item may be put into a story: not where an editor took it out.
    fn may(&self, story: u64, id: u64) -> bool {
        self.stories.get(&story).is_some_and(|s| !self.apart.has(s.name, id))
    }

    /// The story most like the vector, with the likeness.
    fn nearest(&self, id: u64, vector: &Vector, at: Option<i64>) -> Option<(u64, f32)> {
        let weighted = vector.scaled(|t| self.rarity.of(t));
        let twice = weighted.scaled(|t| self.rarity.of(t));
        let length = weighted.length();
        let mut best: Option<(u64, f32)> = None;
        for (serial, _) in self.index.nearest(&weighted.heaviest(KEYS), TRIED) {
            let Some(story) = self.stories.get(&serial).filter(|s| !self.apart.has(s.name, id)) else { continue };
            let like = story.centre.dot(&twice) / (length * story.length).max(f32::MIN_POSITIVE) * fade(story.last, at);
            if best.is_none_or(|b| like > b.1) {
                best = Some((serial, like));
            }
        }
        best
    }

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

    /// Remembers an item of a story, and forgets the oldest.
    fn hold(&mut self, item: Held, print: &Print) {
        self.serial += 1;
        self.reprints.keep(self.serial, item.reprint, &print.sketch);
        self.places.insert(item.id, self.serial);
        self.put(&item);
        self.items.insert(self.serial, item);
        if self.items.len() > Self::MEMORY
            && let Some(oldest) = self.items.first_entry().map(|entry| entry.get().id)
        {
            self.forget(oldest);
        }
    }

    /// Adds an item to its story.
    pub(super) fn put(&mut self, item: &Held) {
        let Some(story) = self.stories.get_mut(&item.story) else { return };
        self.rarity.item(story.items == 0);
        story.centre.add(&item.vector, share(&item.vector), |term, known| self.rarity.term(term, !known));
        story.items += 1;
        story.last = story.last.max(item.at);
        self.settle(item.story);
    }

    /// Takes an item out of its story; a story without items is closed.
    pub(super) fn take(&mut self, item: &Held) {
        let Some(story) = self.stories.get_mut(&item.story) else { return };
        story.centre.take_out(&item.vector, share(&item.vector));
        story.items -= 1;
        if story.items == 0 {
            self.close(item.story);
        } else {
            self.settle(item.story);
        }
    }

    /// Takes an item out of the memory.
    fn forget(&mut self, id: u64) -> Option<Before> {
        let place = self.places.remove(&id)?;
        let item = self.items.remove(&place)?;
        let name = self.stories.get(&item.story)?.name;
        self.take(&item);
        self.reprints.forget(place);
        Some(Before { name, reprint: item.reprint })
    }

    /// Cuts a story's centre to its breadth and makes it found by its heaviest terms.
    fn settle(&mut self, serial: u64) {
        let Some(story) = self.stories.get_mut(&serial) else { return };
        let weighted = story.centre.weighted(|t| self.rarity.of(t));
        story.length = weighted.length();
        let mut keys: Vec<Term> = weighted.heaviest(KEYS).into_iter().map(|part| part.0).collect();
        keys.sort_unstable();
        let before = std::mem::take(&mut story.keys);
        for key in before.iter().filter(|k| keys.binary_search(k).is_err()) {
            self.index.forget(*key, serial);
        }
        for key in keys.iter().filter(|k| before.binary_search(k).is_err()) {
            self.index.note(*key, serial);
        }
        story.keys = keys;
    }

    /// Joins the story with another it has come to be the same as; the younger goes into the older.
    fn merge_like(&mut self, serial: u64, same: f32) -> Option<Merge> {
        let story = self.stories.get_mut(&serial)?;
        let weighted = story.centre.weighted(|t| self.rarity.of(t));
        let (name, length, last) = (story.name, story.length, story.last);
        let twice = weighted.scaled(|t| self.rarity.of(t));
        let mut best = (same, None);
        for (other, _) in self.index.nearest(&weighted.heaviest(KEYS), 6) {
            let Some(that) = self.stories.get(&other).filter(|_| other != serial) else { continue };
            let like = that.centre.dot(&twice) / (length * that.length).max(f32::MIN_POSITIVE) * fade(that.last, last);
            if like > best.0 && !self.apart.has(that.name, name) {
                best = (like, Some(other));
            }
        }
        let other = best.1?;
        self.merge(serial.max(other), serial.min(other))
    }

    /// Moves all items of one story into another.
    pub(super) fn merge(&mut self, from: u64, into: u64) -> Option<Merge> {
        let gone = self.close(from)?;
        let story = self.stories.get_mut(&into)?;
        story.centre.take_in(gone.centre);
        story.items += gone.items;
        story.last = story.last.max(gone.last);
        let merge = Merge { from: gone.name, into: story.name };
        for item in self.items.values_mut().filter(|item| item.story == from) {
            item.story = into;
        }
        self.apart.rename(merge.from, merge.into);
        self.settle(into);
        Some(merge)
    }
}

/// Where an item was before its revision came.
struct Before {
    name: u64,
    reprint: u64,
}

fn vector(print: &Print) -> Vector {
    Vector(print.terms.iter().map(|(term, weight)| (*term, f32::from(*weight) / 16.0)).collect())
}

/// What each item counts in its story: the same, however long it is.
fn share(vector: &Vector) -> f32 {
    1.0 / vector.length().max(f32::MIN_POSITIVE)
}

fn fade(last: Option<i64>, at: Option<i64>) -> f32 {
    let (Some(last), Some(at)) = (last, at) else { return 1.0 };
    (-(at.saturating_sub(last).max(0) as f32) / HALF_LIFE).exp2()
}
