//! Where a quotation stands in its copy. Two runs of one copy, or two revisions, have it in the same place, whatever became of its
//! words.

use crate::wire::Span;

/// Words on each side of a quotation that tell its place.
const WORDS: usize = 3;

/// Bytes on each side that are searched for them.
const NEAR: usize = 120;

/// The words around a quotation, those next to it first, in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    before: Vec<String>,
    after: Vec<String>,
}

/// How much of the place of two quotations is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Before and after.
    Same,
    /// On one side.
    Near,
    /// On none, as far as the words tell.
    Apart,
}

impl Around {
    /// The words around `span` (bytes) of a text.
    pub fn of(text: &str, span: Span) -> Self {
        let from = (span.start.saturating_sub(NEAR)..=span.start).find(|at| text.is_char_boundary(*at));
        let to = (span.end..=span.end.saturating_add(NEAR).min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        let before = text.get(from.unwrap_or(span.start)..span.start).unwrap_or("");
        let after = text.get(span.end..to.unwrap_or(span.end)).unwrap_or("");
        let word = |word: &str| word.to_lowercase();
        let parts = |c: char| !c.is_alphanumeric();
        Self {
            before: before.rsplit(parts).filter(|w| !w.is_empty()).take(WORDS).map(word).collect(),
            after: after.split(parts).filter(|w| !w.is_empty()).take(WORDS).map(word).collect(),
        }
    }

    /// Whether two quotations stand in the same place of what is one copy.
    pub fn held_against(&self, other: &Self) -> Places {
        let same = |one: &[String], other: &[String]| one == other && one.len() == WORDS;
        match (same(&self.before, &other.before), same(&self.after, &other.after)) {
            (true, true) => Places::Same,
            (false, false) => Places::Apart,
            _ => Places::Near,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, words: &str) -> Around {
        let start = text.find(words).unwrap();
        Around::of(text, Span::new(start, start + words.len()))
    }

    #[test]
    fn the_words_on_both_sides_tell_the_place() {
        let one = around("The judge told him, “You are guilty,” and he left the court.", "You are guilty,");
        let other = around("The judge told him, “You are innocent,” and he left the court.", "You are innocent,");
        let cut = around("The judge told him, “You are innocent,” Moor reported.", "You are innocent,");
        assert_eq!(one.held_against(&other), Places::Same);
        assert_eq!(one.held_against(&cut), Places::Near);
        assert_eq!(cut.held_against(&around("Élan: “You are", "You")), Places::Apart, "too few words tell nothing");
    }
}
