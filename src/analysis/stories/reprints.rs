//! Which earlier item the copy was run as before.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::analysis::stories::index::Index;
use crate::analysis::stories::quick::Quick;
use crate::analysis::stories::sketch::Sketch;

/// Sketches of the last items and the reprint group of each.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Reprints {
    index: Index,
    known: Quick<u64, (u64, Sketch)>,
    order: VecDeque<u64>,
    serial: u64,
}

/// Items whose sketches are kept.
const WINDOW: usize = 20_000;

/// How much of the smaller text must stand in the other.
const ENOUGH: f32 = 0.5;

/// Common shingles that are the least evidence.
const LEAST: usize = 3;

/// Reprint groups that share a line nobody wrote for one of them.
const SEVERAL: usize = 4;

/// Sketches compared an item.
const TRIED: usize = 12;

impl Reprints {
    /// The reprint group of `item`: an older one if the copy has run before, else its own.
    pub fn arrive(&mut self, item: u64, words: &[u64]) -> u64 {
        let whole = Sketch::of(words);
        let mut sketch = whole.clone();
        sketch.hashes.retain(|h| !self.furniture(*h));
        let terms: Vec<(u32, f32)> = sketch.hashes.iter().map(|h| (*h, 1.0)).collect();
        let mut best = (ENOUGH, item);
        for (serial, _) in self.index.nearest(&terms, TRIED) {
            let Some((group, other)) = self.known.get(&serial) else { continue };
            let (part, common) = sketch.containment(other, |h| self.furniture(h));
            if part >= best.0 && common >= LEAST {
                best = (part, *group);
            }
        }
        self.keep(best.1, whole);
        best.1
    }

    /// Notices and other lines that run under any copy: a shingle found in several reprint groups.
    fn furniture(&self, hash: u32) -> bool {
        let mut groups: Vec<u64> = Vec::with_capacity(SEVERAL);
        for serial in self.index.holders(hash) {
            if let Some((group, _)) = self.known.get(&serial)
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

    fn keep(&mut self, group: u64, sketch: Sketch) {
        self.serial += 1;
        for hash in &sketch.hashes {
            self.index.note(*hash, self.serial);
        }
        self.known.insert(self.serial, (group, sketch));
        self.order.push_back(self.serial);
        if self.order.len() > WINDOW
            && let Some(old) = self.order.pop_front()
            && let Some((_, sketch)) = self.known.remove(&old)
        {
            sketch.hashes.iter().for_each(|hash| self.index.forget(*hash, old));
        }
    }
}
