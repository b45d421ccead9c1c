//! Sparse vectors: terms in rising order with their weights.

use serde::{Deserialize, Serialize};

/// A term, by the low half of its word's hash.
pub(super) type Term = u32;

/// Terms in rising order, each once, with a weight above nought.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Vector(pub Vec<(Term, f32)>);

impl Vector {
    /// Adds up equal terms.
    pub fn summed(mut parts: Vec<(Term, f32)>) -> Self {
        parts.sort_unstable_by_key(|part| part.0);
        parts.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Self(parts)
    }

    /// The sum of products over common terms.
    pub fn dot(&self, other: &Self) -> f32 {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut sum = 0.0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.0.cmp(&y.0) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    sum += x.1 * y.1;
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }

    /// Euclidean length.
    pub fn length(&self) -> f32 {
        self.0.iter().map(|part| part.1 * part.1).sum::<f32>().sqrt()
    }

    /// Each weight times `by(term)`.
    pub fn scaled(&self, by: impl Fn(Term) -> f32) -> Self {
        Self(self.0.iter().map(|part| (part.0, part.1 * by(part.0))).collect())
    }

    /// Adds `other` times `by`; hands each term that was not there before to `fresh`, each that was to `known`.
    pub fn add(&mut self, other: &Self, by: f32, mut met: impl FnMut(Term, bool)) {
        let old = std::mem::take(&mut self.0);
        let mut out = Vec::with_capacity(old.len() + other.0.len());
        let mut mine = old.into_iter().peekable();
        for &(term, weight) in &other.0 {
            while let Some(part) = mine.next_if(|part| part.0 < term) {
                out.push(part);
            }
            let known = mine.next_if(|part| part.0 == term);
            met(term, known.is_some());
            out.push((term, known.map_or(0.0, |part| part.1) + weight * by));
        }
        out.extend(mine);
        self.0 = out;
    }
}
