//! How rare a term is, learnt as the stream arrives.

use crate::analysis::stories::quick::Quick;
use crate::analysis::stories::vector::Term;

/// Document frequencies by *story*: a word that one great event fills a thousand items with is still a rare word.
#[derive(Debug, Clone, Default)]
pub(super) struct Rarity {
    stories: f32,
    seen: Quick<Term, f32>,
}

/// What a further item of the same story counts, where a new story counts one.
const AGAIN: f32 = 0.1;

/// Stories that are taken as read before the first arrives, so that the first words are not all common.
const BEFORE: f32 = 20.0;

/// At so many stories the counts are halved, so that the vocabulary stays bounded and old habits fade.
const MOST: f32 = 60_000.0;

impl Rarity {
    /// Counts an item: does it open a story?
    pub fn item(&mut self, opens: bool) {
        self.stories += if opens { 1.0 } else { AGAIN };
        if self.stories > MOST {
            self.stories /= 2.0;
            self.seen.retain(|_, n| {
                *n /= 2.0;
                *n >= 0.5
            });
        }
    }

    /// Counts a term of an item: is it new to the story?
    pub fn term(&mut self, term: Term, new: bool) {
        *self.seen.entry(term).or_default() += if new { 1.0 } else { AGAIN };
    }

    /// The weight of a term, above nought.
    pub fn of(&self, term: Term) -> f32 {
        let seen = self.seen.get(&term).copied().unwrap_or(0.0);
        ((self.stories + BEFORE + 1.0) / (seen + 0.5)).ln().max(0.05)
    }
}
