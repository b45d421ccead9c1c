//! Sparse vectors: terms in rising order with their weights.

/// A term, by the low half of its word's hash.
pub(super) type Term = u32;

/// Terms in rising order, each once, with a weight above nought.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Vector(pub Vec<(Term, f32)>);

impl Vector {
    /// Euclidean length.
    pub fn length(&self) -> f32 {
        self.0.iter().map(|part| part.1 * part.1).sum::<f32>().sqrt()
    }

    /// Each weight times `by(term)`.
    pub fn scaled(&self, by: impl Fn(Term) -> f32) -> Self {
        Self(self.0.iter().map(|part| (part.0, part.1 * by(part.0))).collect())
    }

    /// The heaviest parts, at most `most`, in no order.
    pub fn heaviest(&self, most: usize) -> Vec<(Term, f32)> {
        let mut parts = self.0.clone();
        if parts.len() > most {
            parts.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            parts.truncate(most);
        }
        parts
    }
}
