//! What the items of a story have in common: the sum of their vectors.

use crate::analysis::stories::lookup::Lookup;
use crate::analysis::stories::vector::{Term, Vector, is_number};

/// A sum of item vectors; each term also knows of how many items it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Centre {
    parts: Vec<Part>,
    /// Length of the sum when it was last settled, by the weights of then.
    pub length: f32,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    term: Term,
    weight: f32,
    items: u32,
}

/// Terms kept of a story.
const BREADTH: usize = 300;

impl Centre {
    /// Adds an item's vector times `by`. Hands each term to `met`, with whether an item before had it.
    pub fn add(&mut self, item: &Vector, by: f32, mut met: impl FnMut(Term, bool)) {
        self.sum(item.0.iter().map(|(term, weight)| Part { term: *term, weight: weight * by, items: 1 }), &mut met);
    }

    /// Adds all items of another story.
    pub fn take_in(&mut self, other: Self) {
        self.sum(other.parts.into_iter(), &mut |_, _| {});
    }

    fn sum(&mut self, parts: impl ExactSizeIterator<Item = Part>, met: &mut impl FnMut(Term, bool)) {
        let old = std::mem::take(&mut self.parts);
        let mut out = Vec::with_capacity(old.len() + parts.len());
        let mut mine = old.into_iter().peekable();
        for part in parts {
            while let Some(before) = mine.next_if(|before| before.term < part.term) {
                out.push(before);
            }
            let known = mine.next_if(|before| before.term == part.term);
            met(part.term, known.is_some());
            let known = known.unwrap_or(Part { weight: 0.0, items: 0, ..part });
            out.push(Part { weight: known.weight + part.weight, items: known.items + part.items, ..part });
        }
        out.extend(mine);
        out.shrink_to_fit();
        self.parts = out;
    }

    /// Takes an item's vector times `by` out again.
    pub fn take_out(&mut self, item: &Vector, by: f32) {
        let mut theirs = item.0.iter().peekable();
        self.parts.retain_mut(|part| {
            while theirs.next_if(|their| their.0 < part.term).is_some() {}
            if let Some((_, weight)) = theirs.next_if(|their| their.0 == part.term) {
                part.weight -= weight * by;
                part.items = part.items.saturating_sub(1);
            }
            part.items > 0 && part.weight > 0.0
        });
    }

    /// Measures the sum, each weight times `by(term)`, and cuts it to its breadth, the heaviest staying.
    pub fn settle(&mut self, by: impl Fn(Term) -> f32) -> Vector {
        let mut all = Vector(self.parts.iter().map(|part| (part.term, part.weight * by(part.term))).collect());
        if all.0.len() > BREADTH {
            let mut kept: Vec<Term> = all.heaviest(BREADTH).into_iter().map(|part| part.0).collect();
            kept.sort_unstable();
            all.0.retain(|part| kept.binary_search(&part.0).is_ok());
            self.parts.retain(|part| kept.binary_search(&part.term).is_ok());
        }
        self.length = all.length();
        all
    }

    /// The numbers of the story, each with what it counts: much if it is in most of the `items` and rare elsewhere.
    pub fn figures(&self, items: u32, by: impl Fn(Term) -> f32) -> Vec<(Term, f32)> {
        let figure = |part: &Part| {
            let part_of = part.items as f32 / items.max(1) as f32;
            (part.term, (part_of * part_of * by(part.term)).powi(2))
        };
        self.parts.iter().filter(|part| is_number(part.term)).map(figure).collect()
    }

    /// The cosine of the sum with a vector of the given length, of which the table carries each weight *twice*.
    pub fn cosine<const N: usize>(&self, twice: &Lookup<N>, length: f32) -> f32 {
        let sum = twice.dot(&self.parts, |part| (part.term, part.weight));
        sum / (self.length * length).max(f32::MIN_POSITIVE)
    }
}
