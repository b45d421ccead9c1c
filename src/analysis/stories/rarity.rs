//! How rare a term is, learnt as the stream arrives.

use crate::analysis::stories::vector::Term;

/// Document frequencies by *story*: a word that one great event fills a thousand items with is still a rare word.
///
/// Counts stand in a table of fixed size, so memory does not grow with the vocabulary. Terms that share a place are a little
/// less rare than they should be, which a rare word survives and a common one does not notice.
#[derive(Debug, Clone)]
pub(super) struct Rarity {
    stories: f32,
    /// The logarithm of all stories, those before the first among them.
    all: f32,
    /// Empty until the first term comes, then [`PLACES`].
    seen: Vec<Count>,
}

/// What was counted at a place. The logarithm is asked for six times as often as it changes.
#[derive(Debug, Clone, Copy)]
struct Count {
    seen: f32,
    log: f32,
}

impl Count {
    fn of(seen: f32) -> Self {
        Self { seen, log: (seen + 0.5).ln() }
    }
}

/// What a further item of the same story counts, where a new story counts one.
const AGAIN: f32 = 0.1;

/// Stories that are taken as read before the first arrives, so that the first words are not all common.
const BEFORE: f32 = 20.0;

/// At so many stories the counts are halved, so that old habits fade.
const MOST: f32 = 60_000.0;

/// Places of counts: 8 MB. A hundred thousand items of two thousand bytes hold some half a million terms.
const PLACES: usize = 1 << 20;

impl Default for Rarity {
    fn default() -> Self {
        let mut nothing = Self { stories: 0.0, all: 0.0, seen: Vec::new() };
        nothing.measure();
        nothing
    }
}

impl Rarity {
    fn measure(&mut self) {
        self.all = (self.stories + BEFORE + 1.0).ln();
    }

    /// Counts an item: does it open a story?
    pub fn item(&mut self, opens: bool) {
        self.stories += if opens { 1.0 } else { AGAIN };
        if self.stories > MOST {
            self.stories /= 2.0;
            self.seen.iter_mut().for_each(|count| *count = Count::of(count.seen / 2.0));
        }
        self.measure();
    }

    /// Counts a term of an item: is it new to the story?
    pub fn term(&mut self, term: Term, new: bool) {
        if self.seen.is_empty() {
            self.seen = vec![Count::of(0.0); PLACES];
        }
        if let Some(count) = self.seen.get_mut(place(term)) {
            *count = Count::of(count.seen + if new { 1.0 } else { AGAIN });
        }
    }

    /// The weight of a term, above nought.
    pub fn of(&self, term: Term) -> f32 {
        let log = self.seen.get(place(term)).map_or_else(|| Count::of(0.0).log, |count| count.log);
        (self.all - log).max(0.05)
    }
}

/// The place of a term's count.
fn place(term: Term) -> usize {
    term.wrapping_mul(0x9e37_79b1) as usize >> (u32::BITS - PLACES.trailing_zeros())
}
