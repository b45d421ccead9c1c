//! A vector as a table, to be held against many others.

use crate::analysis::stories::vector::{Term, Vector};

/// Finds the weight of a term in one step and without a branch that could be guessed wrong: a bucket holds two terms, and the
/// few that find theirs full stand apart. `N` buckets, a power of two and some four for each term.
#[derive(Debug)]
pub(super) struct Lookup<const N: usize> {
    buckets: Box<[Bucket; N]>,
    surplus: Vec<(Term, f32)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    terms: [Term; 2],
    weights: [f32; 2],
}

impl<const N: usize> Lookup<N> {
    /// The table of a vector.
    pub fn of(vector: &Vector) -> Self {
        let mut table = Self { buckets: Box::new([Bucket::default(); N]), surplus: Vec::new() };
        for (term, weight) in &vector.0 {
            // A weight is above nought, so one of nought is a free place.
            match table.buckets.get_mut(Self::place(*term)) {
                Some(Bucket { terms: [free, _], weights: [none, _] }) if *none == 0.0 => {
                    (*free, *none) = (*term, *weight)
                }
                Some(Bucket { terms: [_, free], weights: [_, none] }) if *none == 0.0 => {
                    (*free, *none) = (*term, *weight)
                }
                _ => table.surplus.push((*term, *weight)),
            }
        }
        table
    }

    fn place(term: Term) -> usize {
        // Terms are mixed well already; the last bit says whether the word is a number.
        (term >> 1) as usize % N
    }

    /// The weight of a term; nought where it is not in it.
    fn weight(&self, term: Term) -> f32 {
        self.buckets.get(Self::place(term)).map_or(0.0, |Bucket { terms: [a, b], weights: [wa, wb] }| {
            let first = if *a == term { *wa } else { 0.0 };
            first + if *b == term { *wb } else { 0.0 }
        })
    }

    /// The sum of products over common terms, which stand in `parts` in rising order, each once.
    pub fn dot<T>(&self, parts: &[T], of: impl Fn(&T) -> (Term, f32)) -> f32 {
        let mut sum = 0.0;
        for part in parts {
            let (term, weight) = of(part);
            sum += weight * self.weight(term);
        }
        for (term, weight) in &self.surplus {
            let found = parts.binary_search_by_key(term, |part| of(part).0).ok().and_then(|at| parts.get(at));
            sum += found.map_or(0.0, |part| of(part).1 * weight);
        }
        sum
    }

    /// Whether the term is in it.
    pub fn has(&self, term: Term) -> bool {
        self.weight(term) > 0.0 || self.surplus.iter().any(|part| part.0 == term)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_table_says_what_its_vector_says(
            mine in proptest::collection::btree_map(0_u32..600, 1_u8..200, 0..300),
            theirs in proptest::collection::btree_map(0_u32..600, 1_u8..200, 0..300),
            spread in 0_u32..20,
        ) {
            let vector = |map: &std::collections::BTreeMap<u32, u8>| {
                Vector(map.iter().map(|(term, weight)| (term << spread, f32::from(*weight))).collect())
            };
            let (mine, theirs) = (vector(&mine), vector(&theirs));
            let table = Lookup::<64>::of(&mine);
            // Small whole numbers: sums of floats are exact, whatever the order.
            prop_assert_eq!(table.dot(&theirs.0, |part| *part), mine.dot(&theirs));
            for (term, _) in &theirs.0 {
                prop_assert_eq!(table.has(*term), mine.has(*term));
            }
        }
    }
}
