//! A hash that never changes: keys and fingerprints made with it are kept on disk for years.

/// An odd number with well-spread bits (2^64 divided by the golden ratio).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Hashes the parts, their order and where one ends. Not for secrets: whoever knows it can make two texts collide.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    let mut state = STEP;
    for part in parts {
        let (words, tail) = part.as_bytes().as_chunks::<8>();
        for word in words {
            state = mix(state, u64::from_le_bytes(*word));
        }
        let mut last = [0_u8; 8];
        for (to, from) in last.iter_mut().zip(tail) {
            *to = *from;
        }
        state = mix(state, u64::from_le_bytes(last));
        state = mix(state, part.len() as u64);
    }
    state ^ (state >> 29)
}

fn mix(state: u64, word: u64) -> u64 {
    let product = (state ^ word).wrapping_mul(STEP);
    (product ^ (product >> 32)).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(27)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_what_it_always_was() {
        assert_eq!(hash(&["", ""]), 18_158_603_020_813_343_650);
        assert_eq!(hash(&["harbour", "The quay is closed."]), 5_964_978_964_393_267_788);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(hash(&["abcdefgh"]), hash(&["abcdefgh", ""]));
        assert_ne!(hash(&["a\0"]), hash(&["a"]));
    }
}
