//! A vector as a table, to be held against many others.

use crate::analysis::stories::vector::{Term, Vector};

/// Finds the weight of a term in one step and without a branch that could be guessed wrong: a bucket holds two terms, and the
/// few that find theirs full stand apart.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// A power of two, some two for each term.
    buckets: Vec<Bucket>,
    surplus: Vec<(Term, f32)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    terms: [Term; 2],
    weights: [f32; 2],
}

impl Lookup {
    /// The table of a vector.
    pub fn of(vector: &Vector) -> Self {
        let size = (vector.0.len() * 2).next_power_of_two().max(16);
        let mut table = Self { buckets: vec![Bucket::default(); size], surplus: Vec::new() };
        for (term, weight) in &vector.0 {
            let place = table.place(*term);
            // A weight is above nought, so one of nought is a free place.
            match table.buckets.get_mut(place) {
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

    fn place(&self, term: Term) -> usize {
        // Terms are mixed well already; the last bit says whether the word is a number.
        (term >> 1) as usize & (self.buckets.len() - 1)
    }

    /// The weight of a term; nought where it is not in it.
    pub fn weight(&self, term: Term) -> f32 {
        let mut weight = 0.0;
        if let Some(Bucket { terms: [a, b], weights: [wa, wb] }) = self.buckets.get(self.place(term)) {
            weight += if *a == term { *wa } else { 0.0 };
            weight += if *b == term { *wb } else { 0.0 };
        }
        weight
    }

    /// The sum of products over common terms; `terms` come once each.
    pub fn dot(&self, terms: impl Iterator<Item = (Term, f32)> + Clone) -> f32 {
        let sum: f32 = terms.clone().map(|(term, weight)| weight * self.weight(term)).sum();
        let missed = |surplus: &(Term, f32)| {
            terms.clone().find(|part| part.0 == surplus.0).map_or(0.0, |part| part.1 * surplus.1)
        };
        sum + self.surplus.iter().map(missed).sum::<f32>()
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
            let table = Lookup::of(&mine);
            // Small whole numbers: sums of floats are exact, whatever the order.
            prop_assert_eq!(table.dot(theirs.0.iter().copied()), mine.dot(&theirs));
            for (term, _) in &theirs.0 {
                prop_assert_eq!(table.has(*term), mine.has(*term));
            }
        }
    }
}
