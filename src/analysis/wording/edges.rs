//! What one of two wordings has before or after the words that both have.
//!
//! Whoever cuts a quotation short may turn it: "We will pay" out of "I never said that we will pay", or out of "We will pay, but only
//! if a court orders us to". So words at an edge are looked through for a negation or a condition, as far as the sentence goes that
//! was cut. A sentence that follows counts where it begins with a condition.

use crate::analysis::wording::align::Alignment;
use crate::analysis::wording::compare::Group;
use crate::analysis::wording::words::Word;

/// One edge of two wordings.
#[derive(Debug, Default)]
pub(super) struct Edge {
    /// The words that turn what is said, with the rest of their sentence.
    pub turning: Vec<Group>,
    /// The other words.
    pub quiet: Vec<Group>,
}

/// The words before and after a stretch that both wordings have.
pub(super) fn edges(here: &[Word], there: &[Word], stretch: &Alignment) -> (Edge, Edge) {
    let (from, to) = (stretch.from, stretch.to);
    let (mut before, mut after) = (Edge::default(), Edge::default());

    let cut = (sentence_before(here, from.0), sentence_before(there, from.1));
    let far = Group { here: (0, cut.0), there: (0, cut.1) };
    let near = Group { here: (cut.0, from.0), there: (cut.1, from.1) };
    let turned = turns(here, near.here) || turns(there, near.there);
    before.take(&[far, near], turned.then_some(near), (here, there));

    let cut = (sentence_after(here, to.0), sentence_after(there, to.1));
    let near = Group { here: (to.0, cut.0), there: (to.1, cut.1) };
    let far = Group { here: (cut.0, here.len()), there: (cut.1, there.len()) };
    let turned = turns_on(here, near.here) || turns_on(there, near.there);
    after.take(&[near, far], turned.then_some(near), (here, there));
    (before, after)
}

impl Edge {
    /// Sorts the two parts of an edge: one that turns what is said, and what is left, in one piece.
    fn take(&mut self, parts: &[Group; 2], turning: Option<Group>, (here, there): (&[Word], &[Word])) {
        let [first, second] = *parts;
        self.turning.extend(turning);
        let quiet = match turning {
            Some(part) if part == first => second,
            Some(_) => first,
            None => Group { here: (first.here.0, second.here.1), there: (first.there.0, second.there.1) },
        };
        self.quiet.extend(Some(quiet).filter(|g| says_something(here, g.here) || says_something(there, g.there)));
    }
}

/// Where the sentence begins that was cut off before a word; the word itself where it begins one.
fn sentence_before(words: &[Word], at: usize) -> usize {
    if words.get(at).is_some_and(|w| w.begins) {
        return at;
    }
    words.iter().take(at).rposition(|w| w.begins).unwrap_or(0)
}

/// Where the sentence ends that goes on, or begins, with a word.
fn sentence_after(words: &[Word], at: usize) -> usize {
    words.iter().skip(at + 1).position(|w| w.begins).map_or(words.len(), |n| at + 1 + n)
}

/// Whether words that were cut off a sentence turn the rest of it.
fn turns(words: &[Word], (from, to): (usize, usize)) -> bool {
    words.get(from..to).unwrap_or_default().iter().any(|w| w.denies || w.binds)
}

/// The same behind the stretch, where a sentence of its own may begin: that one turns the other where its first word takes it back.
fn turns_on(words: &[Word], range: (usize, usize)) -> bool {
    match words.get(range.0) {
        Some(first) if first.begins => first.binds,
        _ => turns(words, range),
    }
}

/// What an editor put in between brackets is nobody's words.
fn says_something(words: &[Word], (from, to): (usize, usize)) -> bool {
    words.get(from..to).unwrap_or_default().iter().any(|w| !w.bracketed)
}
