//! The weights of all facts.

use std::sync::LazyLock;

use crate::analysis::quotes::weights::WEIGHTS;

/// Places in the table: every value of a `u16`.
const PLACES: usize = 1 << 16;

/// One weight for each place, in hundredths of a logit.
#[derive(Debug)]
pub struct Model {
    weights: Vec<i16>,
}

/// The weights of the project, filled on first use.
pub(super) static FITTED: LazyLock<Model> = LazyLock::new(|| Model::new(WEIGHTS));

impl Model {
    /// A model from the places whose weight is not zero.
    pub fn new(pairs: &[(u16, i16)]) -> Self {
        let mut weights = vec![0; PLACES];
        for &(place, weight) in pairs {
            if let Some(slot) = weights.get_mut(usize::from(place)) {
                *slot = weight;
            }
        }
        Self { weights }
    }

    /// The weight at a place.
    pub(super) fn weight(&self, place: u16) -> i32 {
        self.weights.get(usize::from(place)).copied().map_or(0, i32::from)
    }
}
