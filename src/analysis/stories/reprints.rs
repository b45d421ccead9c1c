//! Which earlier item the copy was run as before.

use std::collections::VecDeque;

use crate::analysis::stories::desk::Merge;
use crate::analysis::stories::quick::Quick;
use crate::analysis::stories::sketch::Sketch;
use crate::analysis::stories::trail::Trail;

/// Sketches of the remembered items and the reprint group of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Reprints {
    trail: Trail,
    /// By the low half of the place: four thousand million places on, an item is long forgotten.
    known: Quick<u32, Known>,
    groups: Quick<u64, Group>,
    /// Shingles of notices and other lines that run under any copy: found in several groups. With the place of the last
    /// item that had it.
    furniture: Quick<u32, u64>,
}

#[derive(Debug, Clone)]
struct Known {
    place: u64,
    group: u64,
    sketch: Sketch,
}

/// The remembered items of one copy, by their places.
#[derive(Debug, Clone)]
struct Group {
    items: VecDeque<u64>,
    /// The place of the first that was of it.
    first: u64,
}

/// How much of the smaller text must stand in the other. Chosen on cut, restyled and reordered copies among other copy of
/// the same events; from 0.45 to 0.47 they are told apart well; below, other copy of one event begins to pass for a reprint.
const ENOUGH: f32 = 0.46;

/// Common shingles that are the least evidence.
const LEAST: usize = 5;

/// Reprint groups that share a line nobody wrote for one of them.
const SEVERAL: usize = 5;

/// Sketches compared an item.
const TRIED: usize = 24;

/// Items a shingle is kept for: one that more have finds nothing.
const WIDEST: usize = 48;

impl Reprints {
    /// The earlier items (by their place) that are the same copy: the most alike first, of equals the newest.
    pub fn same(&self, sketch: &Sketch) -> Vec<u64> {
        let mut met: Quick<u32, usize> = Quick::default();
        for hash in sketch.hashes.iter().filter(|hash| !self.is_furniture(**hash)) {
            self.trail.holders(*hash, WIDEST).for_each(|place| *met.entry(place).or_default() += 1);
        }
        let mut near: Vec<(usize, &Known)> = met
            .into_iter()
            .filter(|(_, common)| *common >= LEAST)
            .filter_map(|(place, common)| Some((common, self.known.get(&place)?)))
            .collect();
        near.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.place.cmp(&b.1.place)));
        let mut same: Vec<(f32, u64)> = Vec::new();
        for (_, other) in near.into_iter().take(TRIED) {
            let (part, common) = sketch.containment(&other.sketch, |h| self.is_furniture(h));
            if part >= ENOUGH && common >= LEAST {
                same.push((part, other.place));
            }
        }
        same.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        same.into_iter().map(|(_, place)| place).collect()
    }

    /// The reprint group of a remembered item.
    pub fn group(&self, place: u64) -> Option<u64> {
        self.known.get(&key(place)).map(|known| known.group)
    }

    /// Makes the groups one, under the name of the one that came first. What a whole copy shows to be the same as two
    /// cut ones had nothing in common before.
    pub fn link(&mut self, groups: &[u64]) -> Vec<Merge> {
        let first = |name: &u64| self.groups.get(name).map(|group| group.first);
        let Some(into) = groups.iter().copied().filter(|g| first(g).is_some()).min_by_key(first) else {
            return Vec::new();
        };
        let mut merges: Vec<Merge> =
            groups.iter().filter(|from| **from != into).map(|from| Merge { from: *from, into }).collect();
        merges.sort_unstable_by_key(|merge| merge.from);
        merges.dedup();
        for merge in &merges {
            let Some(gone) = self.groups.remove(&merge.from) else { continue };
            for place in &gone.items {
                if let Some(known) = self.known.get_mut(&key(*place)) {
                    known.group = into;
                }
            }
            if let Some(group) = self.groups.get_mut(&into) {
                group.items.extend(gone.items);
                group.items.make_contiguous().sort_unstable();
            }
        }
        merges
    }

    fn is_furniture(&self, hash: u32) -> bool {
        self.furniture.contains_key(&hash)
    }

    /// Whether any item is of the group.
    pub fn lives(&self, group: u64) -> bool {
        self.groups.contains_key(&group)
    }

    /// Remembers an item's copy.
    pub fn keep(&mut self, place: u64, group: u64, sketch: &Sketch) {
        for hash in &sketch.hashes {
            if let Some(last) = self.furniture.get_mut(hash) {
                *last = place;
            } else {
                self.mark_furniture(*hash, place, group);
                self.trail.note(*hash, key(place));
            }
        }
        self.groups
            .entry(group)
            .or_insert_with(|| Group { items: VecDeque::new(), first: place })
            .items
            .push_back(place);
        self.known.insert(key(place), Known { place, group, sketch: sketch.clone() });
    }

    /// Marks a shingle that comes up once more, if it is now in several groups.
    fn mark_furniture(&mut self, hash: u32, place: u64, group: u64) {
        let mut groups = [group; SEVERAL];
        let mut met = 1;
        for other in
            self.trail.holders(hash, WIDEST).filter_map(|place| self.known.get(&place)).map(|known| known.group)
        {
            let before = groups.iter().take(met).any(|group| *group == other);
            if let Some(next) = groups.get_mut(met).filter(|_| !before) {
                *next = other;
                met += 1;
            }
        }
        if met == SEVERAL {
            self.furniture.insert(hash, place);
        }
    }

    /// Forgets an item's copy. Gives its group.
    pub fn forget(&mut self, place: u64) -> Option<u64> {
        let known = self.known.remove(&key(place))?;
        for hash in &known.sketch.hashes {
            if self.furniture.get(hash) == Some(&place) {
                self.furniture.remove(hash);
            }
        }
        if let Some(group) = self.groups.get_mut(&known.group) {
            if let Some(at) = group.items.iter().position(|item| *item == place) {
                group.items.remove(at);
            }
            if group.items.is_empty() {
                self.groups.remove(&known.group);
            }
        }
        Some(known.group)
    }
}

fn key(place: u64) -> u32 {
    place as u32
}
