//! One pass over items in order of arrival: each gets its story and its reprint group.

use std::collections::{BTreeMap, HashMap};

use crate::analysis::stories::index::Index;
use crate::analysis::stories::likeness::Probe;
use crate::analysis::stories::live::Story;
use crate::analysis::stories::pairs::Pairs;
use crate::analysis::stories::print::Print;
use crate::analysis::stories::rarity::Rarity;
use crate::analysis::stories::reprints::Reprints;
use crate::analysis::stories::vector::Vector;

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
    /// Reprint groups that were shown to be one copy: each is `into` from now on. Empty but for one item in thirty.
    pub linked: Vec<Merge>,
}

/// The items of late with their stories and copy: all that is needed to judge the next arrival. It remembers
/// [`Desk::MEMORY`] items, so what an item costs does not grow with the cache. Holds hashes, no text.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub(super) rarity: Rarity,
    pub(super) reprints: Reprints,
    pub(super) index: Index,
    /// Remembered items by their place in the order of arrival.
    pub(super) items: BTreeMap<u64, Held>,
    pub(super) places: HashMap<u64, u64>,
    /// Live stories by the order in which they were opened.
    pub(super) stories: BTreeMap<u64, Story>,
    pub(super) names: HashMap<u64, u64>,
    /// By name.
    pub(super) apart: Pairs,
    pub(super) serial: u64,
}

/// A remembered item.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub id: u64,
    pub whole: Vector,
    pub lead: Vector,
    /// What it counts in its story, whole and lead.
    pub shares: (f32, f32),
    /// The place of its story in `Desk::stories`.
    pub story: u64,
    pub at: Option<i64>,
}

/// Likeness from which an item with a text belongs to a story.
const NEAR: f32 = 0.165;
/// The same where a headline is all there is.
const NEAR_BRIEF: f32 = 0.1;
/// Likeness of two stories that makes them one.
const SAME: f32 = 0.7;
/// The same where headlines are all there is.
const SAME_BRIEF: f32 = 0.3;

impl Desk {
    /// How many items are remembered, the last to arrive.
    pub const MEMORY: usize = 10_000;

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
        let (whole, lead) = (print.all(), print.lead());
        let probe = self.probe(print, &whole, &lead, at);
        let same = self.reprints.same(&print.sketch);
        let (reprint, linked) = self.copy_of(id, before.as_ref(), &same);
        let others: Vec<u64> = same.iter().filter_map(|place| self.items.get(place)).map(|item| item.story).collect();
        let (story, opens) = self.place(id, before.map(|b| b.name), others.first().copied(), &probe);
        let (whole, lead) =
            self.hold(Held { id, whole, lead, shares: Self::shares(&probe), story, at }, reprint, print);
        let enough = if print.brief { SAME_BRIEF } else { SAME };
        let one_copy = others.into_iter().find(|other| !linked.is_empty() && self.may_join(*other, story));
        let other = one_copy.or_else(|| if opens { None } else { self.same_as(story, &whole, &lead, enough) });
        let merged = other.and_then(|other| self.merge(story.max(other), story.min(other)));
        let story = merged.map_or_else(|| self.stories.get(&story).map_or(id, |s| s.name), |m| m.into);
        Verdict { story, reprint, merged, linked }
    }

    /// Whether items of that story are remembered: of another one nothing will be said any more.
    pub fn remembers_story(&self, name: u64) -> bool {
        self.names.contains_key(&name)
    }

    /// Whether items of that copy are remembered.
    pub fn remembers_copy(&self, name: u64) -> bool {
        self.reprints.lives(name)
    }

    /// The reprint group of an item, given the items of the same copy; groups that it links become one.
    fn copy_of(&mut self, id: u64, before: Option<&Before>, same: &[u64]) -> (u64, Vec<Merge>) {
        let stays = before.map(|b| b.reprint).filter(|group| *group != id || self.reprints.lives(*group));
        let groups: Vec<u64> = stays.into_iter().chain(same.iter().filter_map(|p| self.reprints.group(*p))).collect();
        let linked = self.reprints.link(&groups);
        let first = groups.first().copied();
        (linked.first().map(|merge| merge.into).or(first).unwrap_or(id), linked)
    }

    /// Whether two stories may become one: they are two, and no editor split them.
    fn may_join(&self, a: u64, b: u64) -> bool {
        let name = |story: u64| self.stories.get(&story).map(|s| s.name);
        a != b && name(a).zip(name(b)).is_some_and(|(a, b)| !self.apart.has(a, b))
    }

    /// The story an item belongs to, and whether it is new: where the item was before, unless it was there alone; else
    /// where its copy has run; else the nearest.
    fn place(&mut self, id: u64, before: Option<u64>, same_copy: Option<u64>, probe: &Probe) -> (u64, bool) {
        let kept = before.filter(|name| *name != id || self.names.contains_key(name));
        if let Some(name) = kept.or_else(|| self.names.contains_key(&id).then_some(id)) {
            return (self.named(name), false);
        }
        if let Some(story) = same_copy.filter(|story| self.may(*story, id)) {
            return (story, false);
        }
        let near = if probe.brief { NEAR_BRIEF } else { NEAR };
        match self.nearest(id, probe).filter(|best| best.1 >= near) {
            Some((story, _)) => (story, false),
            None => (self.open(id), true),
        }
    }

    /// Remembers an item with the verdict it once got: nothing is judged. To be called in order of arrival for the
    /// last [`Desk::MEMORY`] items of a cache, and [`Desk::keep_apart`] for what editors decided; then the desk goes
    /// on as if it had never stopped.
    pub fn recall(&mut self, id: u64, print: &Print, at: Option<i64>, story: u64, reprint: u64) {
        self.forget(id);
        let (whole, lead) = (print.all(), print.lead());
        let shares = Self::shares(&self.probe(print, &whole, &lead, at));
        let story = self.named(story);
        self.hold(Held { id, whole, lead, shares, story, at }, reprint, print);
    }

    /// The story of a known name; opens it where there is none.
    fn named(&mut self, name: u64) -> u64 {
        self.names.get(&name).copied().unwrap_or_else(|| self.open(name))
    }

    /// Whether an item may be put into a story: not where an editor took it out.
    fn may(&self, story: u64, id: u64) -> bool {
        self.stories.get(&story).is_some_and(|s| !self.apart.has(s.name, id))
    }

    /// Remembers an item of a story, and forgets the oldest. Gives the story's weighted sums, whole and lead.
    fn hold(&mut self, item: Held, reprint: u64, print: &Print) -> (Vector, Vector) {
        self.serial += 1;
        self.reprints.keep(self.serial, reprint, &print.sketch);
        self.places.insert(item.id, self.serial);
        let sums = self.put(self.serial, &item);
        self.items.insert(self.serial, item);
        if self.items.len() > Self::MEMORY
            && let Some(oldest) = self.items.first_entry().map(|entry| entry.get().id)
        {
            self.forget(oldest);
        }
        sums
    }

    /// Takes an item out of the memory.
    fn forget(&mut self, id: u64) -> Option<Before> {
        let place = self.places.remove(&id)?;
        let item = self.items.remove(&place)?;
        let name = self.stories.get(&item.story)?.name;
        self.take(place, &item);
        let reprint = self.reprints.forget(place)?;
        Some(Before { name, reprint })
    }
}

/// Where an item was before its revision came.
struct Before {
    name: u64,
    reprint: u64,
}
