//! Which live holders carry a term: bounded postings, the newest kept.

use std::collections::VecDeque;

use crate::analysis::stories::quick::Quick;

/// Postings by term; a holder is a serial number that only rises.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    postings: Quick<u32, VecDeque<u64>>,
}

/// Holders a term is kept for; a term with more is too common to find anything by.
const WIDEST: usize = 96;

impl Index {
    /// Notes that `holder` carries `term`.
    pub fn note(&mut self, term: u32, holder: u64) {
        let list = self.postings.entry(term).or_default();
        list.push_back(holder);
        if list.len() > WIDEST {
            list.pop_front();
        }
    }

    /// Takes a holder out of a term's postings.
    pub fn forget(&mut self, term: u32, holder: u64) {
        if let Some(list) = self.postings.get_mut(&term) {
            list.retain(|known| *known != holder);
            if list.is_empty() {
                self.postings.remove(&term);
            }
        }
    }

    /// Those that carry `term`, oldest first.
    pub fn holders(&self, term: u32) -> impl Iterator<Item = u64> {
        self.postings.get(&term).into_iter().flatten().copied()
    }

    /// The holders that share most with the weighted terms, best first, at most `most`.
    pub fn nearest(&self, terms: &[(u32, f32)], most: usize) -> Vec<(u64, f32)> {
        let mut found: Quick<u64, f32> = Quick::default();
        for (term, weight) in terms {
            for holder in self.postings.get(term).into_iter().flatten() {
                *found.entry(*holder).or_default() += weight;
            }
        }
        let mut found: Vec<(u64, f32)> = found.into_iter().collect();
        found.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(most);
        found
    }
}
