//! Which live holders carry a term: bounded postings, the newest kept.

use std::collections::VecDeque;

use crate::analysis::stories::quick::Quick;

/// Postings by term; a holder is a serial number that only rises.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    postings: Quick<u32, Holders>,
}

/// Most terms have one holder, which then costs no allocation.
#[derive(Debug, Clone)]
enum Holders {
    One(u64),
    #[expect(clippy::box_collection, reason = "two words a term instead of four: there are a million terms")]
    Many(Box<VecDeque<u64>>),
}

/// Holders a term is kept for; a term with more is too common to find anything by.
const WIDEST: usize = 48;

impl Index {
    /// Notes that `holder` carries `term`.
    pub fn note(&mut self, term: u32, holder: u64) {
        let Some(holders) = self.postings.get_mut(&term) else {
            self.postings.insert(term, Holders::One(holder));
            return;
        };
        match holders {
            Holders::One(first) => *holders = Holders::Many(Box::new(VecDeque::from([*first, holder]))),
            Holders::Many(list) => {
                list.push_back(holder);
                if list.len() > WIDEST {
                    list.pop_front();
                }
            }
        }
    }

    /// Takes a holder out of a term's postings.
    pub fn forget(&mut self, term: u32, holder: u64) {
        let empty = match self.postings.get_mut(&term) {
            None => return,
            Some(Holders::One(only)) => *only == holder,
            Some(Holders::Many(list)) => {
                list.retain(|known| *known != holder);
                list.is_empty()
            }
        };
        if empty {
            self.postings.remove(&term);
        }
    }

    /// Those that carry `term`, oldest first.
    pub fn holders(&self, term: u32) -> impl Iterator<Item = u64> {
        let (one, many) = match self.postings.get(&term) {
            None => (None, None),
            Some(Holders::One(only)) => (Some(*only), None),
            Some(Holders::Many(list)) => (None, Some(list.iter().copied())),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// The holders that share most with the weighted terms, best first, at most `most`.
    pub fn nearest(&self, terms: &[(u32, f32)], most: usize) -> Vec<(u64, f32)> {
        let mut found: Quick<u64, f32> = Quick::default();
        for (term, weight) in terms {
            self.holders(*term).for_each(|holder| *found.entry(holder).or_default() += weight);
        }
        let mut found: Vec<(u64, f32)> = found.into_iter().collect();
        let better = |a: &(u64, f32), b: &(u64, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > most {
            found.select_nth_unstable_by(most, better);
            found.truncate(most);
        }
        found.sort_unstable_by(better);
        found
    }
}
