//! The weights of all facts.

use std::sync::LazyLock;

use crate::analysis::quotes::weights::WEIGHTS;

/// Bits of a place in the table. With 16, facts that share a place cost half a point of recall; 18 win nothing over 17.
pub const BITS: u32 = 17;
/// Places in the table.
const PLACES: usize = 1 << BITS;

/// One weight for each place, in hundredths of a logit.
#[derive(Debug)]
pub struct Model {
    weights: Box<[i16; PLACES]>,
}

/// The weights of the project, filled on first use.
pub(super) static FITTED: LazyLock<Model> = LazyLock::new(|| Model::new(WEIGHTS));

impl Model {
    /// A model from the places whose weight is not zero.
    pub fn new(pairs: &[(u32, i16)]) -> Self {
        let mut weights = Box::new([0; PLACES]);
        for &(place, weight) in pairs {
            if let Some(slot) = weights.get_mut(place as usize) {
                *slot = weight;
            }
        }
        Self { weights }
    }

    /// The weight at a place, of which there are as many as [`BITS`] can number.
    pub(super) fn weight(&self, place: u32) -> i32 {
        i32::from(self.weights[place as usize % PLACES])
    }
}
