//! Evidence for a candidate: small facts, each with a weight that was fitted once on annotated news copy.

use crate::analysis::quotes::weights::WEIGHTS;

/// Where a candidate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// The nearest cue before the quotation, in its sentence.
    Before,
    /// A cue before that one.
    Earlier,
    /// The nearest cue after the quotation, in its sentence.
    After,
    /// A cue after that one.
    Later,
    /// The subject of the sentence, with no known cue.
    Guess,
    /// The speaker of the quotation before, in the same sentence.
    SameSentence,
    /// The same, in the same paragraph.
    SameParagraph,
    /// The same, in the paragraph before.
    NextParagraph,
    /// The last cue of the sentence before.
    SentenceBefore,
    /// The last cue of the paragraph before.
    ParagraphBefore,
    /// The first cue of the sentence after.
    SentenceAfter,
    /// Nobody said it: a title, a name, a term.
    Nobody,
}

/// Facts about the quotation, for each kin.
const ABOUT: u16 = 128;
/// Facts about the candidate, for each kin.
const OF: u16 = 320;
/// All weights of one kin.
const STRIDE: u16 = 1 + ABOUT + OF;
/// Kins.
const KINS: u16 = 12;
/// All weights.
pub(super) const WEIGHT_COUNT: usize = (STRIDE * KINS) as usize;

/// The facts that speak for or against one candidate, as places in the table of weights.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence {
    base: u16,
    facts: [u16; 24],
    length: usize,
}

impl Evidence {
    /// Evidence for a candidate of that kin.
    pub(super) fn new(kin: Kin) -> Self {
        let base = kin as u16 * STRIDE;
        let mut evidence = Self { base, facts: [0; 24], length: 0 };
        evidence.push(base);
        evidence
    }

    /// Adds a fact about the quotation.
    pub(super) fn about(&mut self, fact: u16) {
        self.push(self.base + 1 + fact.min(ABOUT - 1));
    }

    /// Adds a fact about the candidate.
    pub(super) fn of(&mut self, fact: u16) {
        self.push(self.base + 1 + ABOUT + fact.min(OF - 1));
    }

    fn push(&mut self, place: u16) {
        if let Some(slot) = self.facts.get_mut(self.length) {
            *slot = place;
            self.length += 1;
        }
    }

    /// The places of the facts in the table.
    pub(super) fn facts(&self) -> &[u16] {
        self.facts.get(..self.length).unwrap_or_default()
    }

    /// The sum of the weights.
    pub(super) fn weigh(&self) -> i32 {
        self.facts().iter().filter_map(|&at| WEIGHTS.get(at as usize)).map(|&w| i32::from(w)).sum()
    }
}
