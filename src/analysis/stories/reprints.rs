//! Which earlier item the copy was run as before.

use crate::analysis::stories::index::Index;
use crate::analysis::stories::quick::Quick;
use crate::analysis::stories::sketch::Sketch;

/// Sketches of the last items and the reprint group of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Reprints {
    index: Index,
    known: Quick<u64, (u64, Sketch)>,
    groups: Quick<u64, u32>,
}

/// How much of the smaller text must stand in the other.
const ENOUGH: f32 = 0.5;

/// Common shingles that are the least evidence.
const LEAST: usize = 3;

/// Reprint groups that share a line nobody wrote for one of them.
const SEVERAL: usize = 4;

/// Sketches compared an item.
const TRIED: usize = 12;

impl Reprints {
    /// The earlier item (by its place) that is most the same copy, with its reprint group.
    pub fn nearest(&self, whole: &Sketch) -> Option<(u64, u64)> {
        let mut sketch = whole.clone();
        sketch.hashes.retain(|h| !self.furniture(*h));
        let terms: Vec<(u32, f32)> = sketch.hashes.iter().map(|h| (*h, 1.0)).collect();
        let mut best = (ENOUGH, None);
        for (place, _) in self.index.nearest(&terms, TRIED) {
            let Some((group, other)) = self.known.get(&place) else { continue };
            let (part, common) = sketch.containment(other, |h| self.furniture(h));
            if part >= best.0 && common >= LEAST {
                best = (part, Some((place, *group)));
            }
        }
        best.1
    }

    /// Notices and other lines that run under any copy: a shingle found in several reprint groups.
    fn furniture(&self, hash: u32) -> bool {
        let mut groups: Vec<u64> = Vec::with_capacity(SEVERAL);
        for place in self.index.holders(hash) {
            if let Some((group, _)) = self.known.get(&place)
                && !groups.contains(group)
            {
                groups.push(*group);
                if groups.len() >= SEVERAL {
                    return true;
                }
            }
        }
        false
    }

    /// Whether any item is of the group.
    pub fn lives(&self, group: u64) -> bool {
        self.groups.contains_key(&group)
    }

    /// Remembers an item's copy.
    pub fn keep(&mut self, place: u64, group: u64, sketch: &Sketch) {
        for hash in &sketch.hashes {
            self.index.note(*hash, place);
        }
        *self.groups.entry(group).or_default() += 1;
        self.known.insert(place, (group, sketch.clone()));
    }

    /// Forgets an item's copy.
    pub fn forget(&mut self, place: u64) {
        let Some((group, sketch)) = self.known.remove(&place) else { return };
        sketch.hashes.iter().for_each(|hash| self.index.forget(*hash, place));
        if let Some(items) = self.groups.get_mut(&group) {
            *items -= 1;
            if *items == 0 {
                self.groups.remove(&group);
            }
        }
    }
}
