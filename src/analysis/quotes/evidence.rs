//! Evidence: small facts, each with a place in the table of weights, summed up as they are found.

use crate::analysis::quotes::model::{BITS, Model};

/// Where a candidate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
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
    /// The nearest subject before the quotation, with no known cue.
    Inner,
    /// A noun phrase before the quotation, in its sentence.
    MentionBefore,
    /// A noun phrase after it.
    MentionAfter,
    /// A noun phrase in the sentence before.
    MentionEarlier,
    /// The first cue of the paragraph after.
    ParagraphAfter,
    /// The first noun phrase of the paragraph after: "- Jane Roe, teacher".
    MentionNext,
    /// The last speaker, more than a paragraph ago.
    Far,
    /// No candidate: whether the words are speech at all.
    Speech,
}

/// The facts that speak for or against one thing, summed up.
#[derive(Debug, Clone)]
pub(super) struct Evidence<'m> {
    model: &'m Model,
    kin: Kin,
    sum: i32,
    places: Option<Vec<u32>>,
}

impl<'m> Evidence<'m> {
    /// Evidence for a candidate of that kin. With `keep`, the places of its facts are kept for the fitting.
    pub(super) fn new(model: &'m Model, kin: Kin, keep: bool) -> Self {
        let mut evidence = Self { model, kin, sum: 0, places: keep.then(Vec::new) };
        evidence.add(0, [0]);
        evidence
    }

    /// Adds a fact that bears on candidates of this kin alone: the number of its question, and its answers.
    pub(super) fn add<const N: usize>(&mut self, question: u16, answers: [u32; N]) {
        self.put((self.kin as u32 + 1) << 16 | u32::from(question), answers);
    }

    /// Adds a fact that bears on candidates of every kin alike.
    pub(super) fn share<const N: usize>(&mut self, question: u16, answers: [u32; N]) {
        self.put(u32::from(question), answers);
    }

    fn put<const N: usize>(&mut self, question: u32, answers: [u32; N]) {
        let mut key = u64::from(question) + 1;
        for answer in answers {
            key = key.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ u64::from(answer);
        }
        let place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as u32;
        self.sum += self.model.weight(place);
        if let Some(places) = &mut self.places {
            places.push(place);
        }
    }

    /// Of what kin the candidate is.
    pub(super) fn kin(&self) -> Kin {
        self.kin
    }

    /// The sum of the weights, in hundredths of a logit.
    pub(super) fn sum(&self) -> i32 {
        self.sum
    }

    /// The places of the facts, where they were to be kept.
    pub(super) fn places(self) -> Vec<u32> {
        self.places.unwrap_or_default()
    }
}
