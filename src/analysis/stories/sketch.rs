//! A bounded fingerprint of copy that tells how much of one text is in another.

/// Words in a shingle.
const WORDS: usize = 4;

/// Hashes kept of one item.
const MOST: usize = 128;

/// The lowest hashes of a text's shingles, rising. Hashes above `ceiling` are left out, so two sketches can be compared
/// below the lower of their ceilings, however different their lengths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sketch {
    pub hashes: Vec<u32>,
    pub ceiling: u32,
}

impl Sketch {
    /// Of word hashes in the order of the text.
    pub fn of(words: &[u64]) -> Self {
        let mut hashes: Vec<u32> = words.windows(WORDS).map(shingle).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let ceiling = hashes.get(MOST).map_or(u32::MAX, |first_left_out| first_left_out - 1);
        hashes.truncate(MOST);
        Self { hashes, ceiling }
    }

    /// A sketch that was kept, or `None` where it cannot be one.
    pub fn restored(hashes: Vec<u32>, ceiling: u32) -> Option<Self> {
        let sound =
            hashes.len() <= MOST && hashes.is_sorted_by(|a, b| a < b) && hashes.last().is_none_or(|h| *h <= ceiling);
        sound.then_some(Self { hashes, ceiling })
    }

    /// The part of the smaller text that is in the other (0 to 1), and how many kept shingles say so. What `skip` names
    /// counts in neither.
    pub fn containment(&self, other: &Self, skip: impl Fn(u32) -> bool) -> (f32, usize) {
        let ceiling = self.ceiling.min(other.ceiling);
        let counted = |sketch: &Self| -> Vec<u32> {
            sketch.hashes.iter().copied().take_while(|hash| *hash <= ceiling).filter(|hash| !skip(*hash)).collect()
        };
        let (mine, theirs) = (counted(self), counted(other));
        let common = mine.iter().filter(|hash| theirs.binary_search(hash).is_ok()).count();
        (common as f32 / mine.len().min(theirs.len()).max(1) as f32, common)
    }
}

fn shingle(words: &[u64]) -> u32 {
    let mixed = words
        .iter()
        .fold(0x9e37_79b9_7f4a_7c15_u64, |h, w| (h.rotate_left(17) ^ w).wrapping_mul(0xff51_afd7_ed55_8ccd));
    (mixed >> 32) as u32
}
