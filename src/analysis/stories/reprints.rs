//! Which earlier item the copy was run as before.

use crate::analysis::stories::desk::Merge;
use crate::analysis::stories::index::Index;
use crate::analysis::stories::quick::Quick;
use crate::analysis::stories::sketch::Sketch;

/// Sketches of the remembered items and the reprint group of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Reprints {
    index: Index,
    known: Quick<u64, (u64, Sketch)>,
    groups: Quick<u64, Group>,
    /// Shingles of notices and other lines that run under any copy: found in several groups. With the place of the last
    /// item that had it.
    furniture: Quick<u32, u64>,
}

/// The remembered items of one copy.
#[derive(Debug, Clone, Copy)]
struct Group {
    items: u32,
    /// The place of the first.
    first: u64,
}

/// How much of the smaller text must stand in the other. Chosen on cut, restyled and reordered copies among other copy of
/// the same events; from 0.45 on they are told apart well, at 0.42 other copy of one event begins to pass for a reprint.
const ENOUGH: f32 = 0.49;

/// Common shingles that are the least evidence.
const LEAST: usize = 5;

/// Reprint groups that share a line nobody wrote for one of them.
const SEVERAL: usize = 4;

/// Sketches compared an item.
const TRIED: usize = 24;

impl Reprints {
    /// The earlier items (by their place) that are the same copy: the most alike first, of equals the newest.
    pub fn same(&self, sketch: &Sketch) -> Vec<u64> {
        let keys: Vec<(u32, f32)> =
            sketch.hashes.iter().filter(|h| !self.is_furniture(**h)).map(|h| (*h, 1.0)).collect();
        let mut same: Vec<(f32, u64)> = Vec::new();
        for (place, common) in self.index.nearest(&keys, TRIED) {
            let Some((_, other)) = self.known.get(&place).filter(|_| common >= LEAST as f32) else { continue };
            let (part, common) = sketch.containment(other, |h| self.is_furniture(h));
            if part >= ENOUGH && common >= LEAST {
                same.push((part, place));
            }
        }
        same.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        same.into_iter().map(|(_, place)| place).collect()
    }

    /// The reprint group of a remembered item.
    pub fn group(&self, place: u64) -> Option<u64> {
        self.known.get(&place).map(|known| known.0)
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
            if let Some(group) = self.groups.get_mut(&into) {
                group.items += gone.items;
            }
            self.known.values_mut().filter(|known| known.0 == merge.from).for_each(|known| known.0 = into);
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
                self.index.note(*hash, place);
                self.mark_furniture(*hash, place, group);
            }
        }
        self.groups.entry(group).or_insert(Group { items: 0, first: place }).items += 1;
        self.known.insert(place, (group, sketch.clone()));
    }

    /// Marks a shingle that has just come up once more, if it is now in several groups.
    fn mark_furniture(&mut self, hash: u32, place: u64, group: u64) {
        let mut groups = [group; SEVERAL];
        let mut met = 1;
        for other in self.index.holders(hash).filter_map(|place| self.known.get(&place)).map(|known| known.0) {
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
        let (group, sketch) = self.known.remove(&place)?;
        for hash in &sketch.hashes {
            self.index.forget(*hash, place);
            if self.furniture.get(hash) == Some(&place) {
                self.furniture.remove(hash);
            }
        }
        if let Some(known) = self.groups.get_mut(&group) {
            known.items = known.items.saturating_sub(1);
            if known.items == 0 {
                self.groups.remove(&group);
            }
        }
        Some(group)
    }
}
