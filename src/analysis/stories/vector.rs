//! Sparse vectors: terms in rising order with their weights.

/// A term: the low half of its word's hash, with the last bit telling whether the word is a number.
pub(super) type Term = u32;

/// The term of a word.
pub(super) fn term(hash: u64, number: bool) -> Term {
    (hash as u32 & !1) | u32::from(number)
}

/// Whether the term's word begins with a digit.
pub(super) fn is_number(term: Term) -> bool {
    term & 1 == 1
}

/// Terms in rising order, each once, with a weight above nought.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Vector(pub Vec<(Term, f32)>);

impl Vector {
    /// Euclidean length.
    pub fn length(&self) -> f32 {
        self.0.iter().map(|part| part.1 * part.1).sum::<f32>().sqrt()
    }

    /// Whether the term is in it.
    #[cfg(test)]
    pub fn has(&self, term: Term) -> bool {
        self.0.binary_search_by_key(&term, |part| part.0).is_ok()
    }

    /// The sum of products over common terms.
    #[cfg(test)]
    pub fn dot(&self, other: &Self) -> f32 {
        let mut theirs = other.0.iter().peekable();
        let mut sum = 0.0;
        for (term, weight) in &self.0 {
            while theirs.next_if(|their| their.0 < *term).is_some() {}
            sum += theirs.next_if(|their| their.0 == *term).map_or(0.0, |their| their.1 * weight);
        }
        sum
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
