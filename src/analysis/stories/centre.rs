//! What the items of a story have in common: the sum of their vectors.

use crate::analysis::stories::vector::{Term, Vector};

/// A sum of item vectors; each term also knows of how many items it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Centre(Vec<Part>);

#[derive(Debug, Clone, Copy)]
struct Part {
    term: Term,
    weight: f32,
    items: u32,
}

/// Terms kept of a story.
const BREADTH: usize = 400;

impl Centre {
    /// Adds an item's vector times `by`. Hands each term to `met`, with whether an item before had it.
    pub fn add(&mut self, item: &Vector, by: f32, mut met: impl FnMut(Term, bool)) {
        self.sum(item.0.iter().map(|(term, weight)| Part { term: *term, weight: weight * by, items: 1 }), &mut met);
    }

    /// Adds all items of another story.
    pub fn take_in(&mut self, other: Self) {
        self.sum(other.0.into_iter(), &mut |_, _| {});
    }

    fn sum(&mut self, parts: impl ExactSizeIterator<Item = Part>, met: &mut impl FnMut(Term, bool)) {
        let old = std::mem::take(&mut self.0);
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
        self.0 = out;
    }

    /// Takes an item's vector times `by` out again.
    pub fn take_out(&mut self, item: &Vector, by: f32) {
        let mut theirs = item.0.iter().peekable();
        self.0.retain_mut(|part| {
            while theirs.next_if(|their| their.0 < part.term).is_some() {}
            if let Some((_, weight)) = theirs.next_if(|their| their.0 == part.term) {
                part.weight -= weight * by;
                part.items = part.items.saturating_sub(1);
            }
            part.items > 0 && part.weight > 0.0
        });
    }

    /// The sum as a vector, each weight times `by(term)`; cuts the centre to its breadth, the heaviest staying.
    pub fn weighted(&mut self, by: impl Fn(Term) -> f32) -> Vector {
        let mut all = Vector(self.0.iter().map(|part| (part.term, part.weight * by(part.term))).collect());
        if all.0.len() > BREADTH {
            let mut kept: Vec<Term> = all.heaviest(BREADTH).into_iter().map(|part| part.0).collect();
            kept.sort_unstable();
            all.0.retain(|part| kept.binary_search(&part.0).is_ok());
            self.0.retain(|part| kept.binary_search(&part.term).is_ok());
        }
        all
    }

    /// The sum of products over common terms.
    pub fn dot(&self, other: &Vector) -> f32 {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut sum = 0.0;
        while let (Some(part), Some(their)) = (mine.peek(), theirs.peek()) {
            match part.term.cmp(&their.0) {
                std::cmp::Ordering::Less => drop(mine.next()),
                std::cmp::Ordering::Greater => drop(theirs.next()),
                std::cmp::Ordering::Equal => {
                    sum += part.weight * their.1;
                    mine.next();
                    theirs.next();
                }
            }
        }
        sum
    }
}
