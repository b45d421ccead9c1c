//! One pass over items in order of arrival: each gets its story and its reprint group.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::analysis::stories::index::Index;
use crate::analysis::stories::rarity::Rarity;
use crate::analysis::stories::reprints::Reprints;
use crate::analysis::stories::vector::{Term, Vector};
use crate::analysis::stories::words::words;

/// An item as it arrives.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival<'a> {
    /// The caller's number for it; stories and reprint groups are named by the item that opened them.
    pub id: u64,
    /// The headline as received.
    pub title: &'a str,
    /// The text; may be empty.
    pub text: &'a str,
    /// When it was published, in seconds since 1970 UTC, if known.
    pub published: Option<i64>,
}

/// A story that turned out to be another's: all its items are of `into` from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// The story that is no more.
    pub from: u64,
    /// The older story that took it in.
    pub into: u64,
}

/// What the desk says of an arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its story, by the item that opened it.
    pub story: u64,
    /// Its reprint group, by the first item of that copy.
    pub reprint: u64,
    /// Older stories that this arrival showed to be one.
    pub merged: Option<Merge>,
}

/// The stories and copy of late, all that is needed to judge the next arrival. Bounded; holds hashes, no text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Desk {
    rarity: Rarity,
    reprints: Reprints,
    index: Index,
    stories: BTreeMap<u64, Story>,
    /// The story of a reprint group, by the group's first item.
    of_copy: HashMap<u64, u64>,
    serial: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Story {
    name: u64,
    centre: Vector,
    length: f32,
    keys: Vec<Term>,
    copies: Vec<u64>,
    last: Option<i64>,
}

/// What a word of the headline counts against one of the text.
const HEADLINE: f32 = 2.0;
/// What a name counts against another word.
const NAME: f32 = 1.75;
/// Cosine from which an item with a text belongs to a story.
const NEAR: f32 = 0.26;
/// The same where headlines are all there is.
const NEAR_SHORT: f32 = 0.1;
/// The same where headlines are all there is.
const SAME_SHORT: f32 = 0.38;
/// Cosine of two stories that makes them one.
const SAME: f32 = 0.6;
/// Terms of an item by which stories are looked up, and of a story by which it is found.
const KEYS: usize = 40;
/// Terms kept of a story.
const BREADTH: usize = 400;
/// Stories compared with an item.
const TRIED: usize = 24;
/// Live stories.
const WINDOW: usize = 20_000;
/// Half-life of the likeness between an item and the last of a story, in seconds.
const HALF_LIFE: f32 = 7.0 * 86_400.0;

impl Desk {
    /// A desk that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges the next item. What it says may use only what came before.
    pub fn arrive(&mut self, item: &Arrival<'_>) -> Verdict {
        let (vector, copy) = read(item);
        let reprint = self.reprints.arrive(item.id, &copy);
        let weighted = vector.scaled(|t| self.rarity.of(t));
        let found = self.nearest(&weighted, item.published);
        let near = if item.text.is_empty() { NEAR_SHORT } else { NEAR };
        let same_copy = self.of_copy.get(&reprint).copied().filter(|serial| self.stories.contains_key(serial));
        let serial = same_copy.or(found.filter(|best| best.1 >= near).map(|best| best.0));
        let opens = serial.is_none();
        let serial = serial.unwrap_or_else(|| self.open(item.id));
        self.join(serial, &vector, opens, reprint, item.published);
        let merged =
            if opens { None } else { self.merge(serial, if item.text.is_empty() { SAME_SHORT } else { SAME }) };
        let story = merged.map_or_else(|| self.stories.get(&serial).map_or(item.id, |s| s.name), |m| m.into);
        Verdict { story, reprint, merged }
    }

    /// The story most like the weighted vector, with the likeness.
    fn nearest(&self, weighted: &Vector, at: Option<i64>) -> Option<(u64, f32)> {
        let length = weighted.length();
        let keys = heaviest(weighted, KEYS);
        let twice = weighted.scaled(|t| self.rarity.of(t));
        let mut best: Option<(u64, f32)> = None;
        for (serial, _) in self.index.nearest(&keys, TRIED) {
            let Some(story) = self.stories.get(&serial) else { continue };
            let like = twice.dot(&story.centre) / (length * story.length).max(f32::MIN_POSITIVE) * fade(story.last, at);
            if best.is_none_or(|b| like > b.1) {
                best = Some((serial, like));
            }
        }
        best
    }

    fn open(&mut self, name: u64) -> u64 {
        self.serial += 1;
        self.stories.insert(self.serial, Story { name, ..Story::default() });
        if self.stories.len() > WINDOW
            && let Some((old, _)) = self.stories.iter().take(64).min_by_key(|(_, s)| s.last).map(|(k, s)| (*k, s.name))
        {
            self.close(old);
        }
        self.serial
    }

    fn close(&mut self, serial: u64) -> Option<Story> {
        let story = self.stories.remove(&serial)?;
        for key in &story.keys {
            self.index.forget(*key, serial);
        }
        for copy in &story.copies {
            self.of_copy.remove(copy);
        }
        Some(story)
    }

    fn join(&mut self, serial: u64, vector: &Vector, opens: bool, copy: u64, at: Option<i64>) {
        let Some(story) = self.stories.get_mut(&serial) else { return };
        self.rarity.item(opens);
        let by = 1.0 / vector.length().max(f32::MIN_POSITIVE);
        story.centre.add(vector, by, |term, known| self.rarity.term(term, !known));
        story.last = story.last.max(at);
        if !story.copies.contains(&copy) && story.copies.len() < BREADTH {
            story.copies.push(copy);
        }
        self.of_copy.insert(copy, serial);
        self.settle(serial);
    }

    /// Cuts a story's centre to its breadth and makes it found by its heaviest terms.
    fn settle(&mut self, serial: u64) {
        let Some(story) = self.stories.get_mut(&serial) else { return };
        let mut weighted = story.centre.scaled(|t| self.rarity.of(t));
        if weighted.0.len() > BREADTH {
            let kept: Vec<(Term, f32)> = heaviest(&weighted, BREADTH);
            let kept: std::collections::HashSet<Term> = kept.into_iter().map(|part| part.0).collect();
            story.centre.0.retain(|part| kept.contains(&part.0));
            weighted.0.retain(|part| kept.contains(&part.0));
        }
        story.length = weighted.length();
        let mut keys: Vec<Term> = heaviest(&weighted, KEYS).into_iter().map(|part| part.0).collect();
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
    fn merge(&mut self, serial: u64, same: f32) -> Option<Merge> {
        let story = self.stories.get(&serial)?;
        let weighted = story.centre.scaled(|t| self.rarity.of(t));
        let twice = weighted.scaled(|t| self.rarity.of(t));
        let keys = heaviest(&weighted, KEYS);
        let mut best = (same, None);
        for (other, _) in self.index.nearest(&keys, 6) {
            let Some(that) = self.stories.get(&other).filter(|_| other != serial) else { continue };
            let like = twice.dot(&that.centre) / (story.length * that.length).max(f32::MIN_POSITIVE);
            let like = like * fade(that.last, story.last);
            if like > best.0 {
                best = (like, Some(other));
            }
        }
        let other = best.1?;
        let (old, young) = (serial.min(other), serial.max(other));
        let gone = self.close(young)?;
        let into = self.stories.get_mut(&old)?;
        into.centre.add(&gone.centre, 1.0, |_, _| {});
        into.last = into.last.max(gone.last);
        for copy in gone.copies {
            self.of_copy.insert(copy, old);
            into.copies.push(copy);
        }
        let merge = Merge { from: gone.name, into: into.name };
        self.settle(old);
        Some(merge)
    }
}

/// The item's terms by weight, and its words in order.
fn read(item: &Arrival<'_>) -> (Vector, Vec<u64>) {
    let mut copy = Vec::with_capacity(400);
    let mut terms: Vec<(Term, f32)> = Vec::with_capacity(300);
    for (text, zone) in [(item.title, HEADLINE), (item.text, 1.0)] {
        words(text, |word| {
            copy.push(word.hash);
            if word.telling {
                terms.push((word.hash as Term, zone * if word.name { NAME } else { 1.0 }));
            }
        });
    }
    let mut vector = Vector::summed(terms);
    for part in &mut vector.0 {
        part.1 = 1.0 + part.1.ln();
    }
    (vector, copy)
}

fn heaviest(vector: &Vector, most: usize) -> Vec<(Term, f32)> {
    let mut parts = vector.0.clone();
    if parts.len() > most {
        parts.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        parts.truncate(most);
    }
    parts
}

fn fade(last: Option<i64>, at: Option<i64>) -> f32 {
    let (Some(last), Some(at)) = (last, at) else { return 1.0 };
    (-(at.saturating_sub(last).max(0) as f32) / HALF_LIFE).exp2()
}
