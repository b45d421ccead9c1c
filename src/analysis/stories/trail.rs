//! Which items of late carry a hash: notes in the order in which they were made, the oldest written over.

/// A ring of notes, each leading to the one before it of the same head. Nothing is ever taken out: whoever asks knows which
/// places still live. So noting costs one step, and memory is bounded whatever comes.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    /// The number of the newest note of each head; nought where there is none. Empty until the first note.
    heads: Vec<u32>,
    notes: Vec<Note>,
    /// The number of the newest note; they begin at one and go round.
    newest: u32,
}

#[derive(Debug, Clone, Copy)]
struct Note {
    hash: u32,
    /// The number of the note before it of the same head.
    before: u32,
    place: u32,
}

/// Heads: some bits of a hash, mixed, since a sketch holds low hashes.
const HEADS: usize = 1 << 20;

/// Notes that are kept: those of ten thousand items with 128 each, and a quarter more for revisions. 19 MB.
const KEPT: usize = 1_600_000;

/// Notes that are looked at for one hash. A head has one or two notes, but for copy that ran very often.
const STEPS: usize = 96;

impl Trail {
    /// Notes that the item at `place` carries `hash`.
    pub fn note(&mut self, hash: u32, place: u32) {
        if self.newest == u32::MAX {
            // Thirty million items on, the numbers are used up: it begins anew.
            *self = Self::default();
        }
        if self.heads.is_empty() {
            self.heads = vec![0; HEADS];
        }
        let Some(head) = self.heads.get_mut(head(hash)) else { return };
        self.newest += 1;
        let note = Note { hash, before: *head, place };
        *head = self.newest;
        let at = at(self.newest);
        if let Some(old) = self.notes.get_mut(at) {
            *old = note;
        } else {
            if self.notes.len() == self.notes.capacity() {
                let more = (self.notes.len() / 4).max(4_096).min(KEPT - self.notes.len());
                self.notes.reserve_exact(more);
            }
            self.notes.push(note);
        }
    }

    /// The places that carry `hash`, newest first, at most `most`. Places that live no more may be among them.
    pub fn holders(&self, hash: u32, most: usize) -> impl Iterator<Item = u32> {
        let mut number = self.heads.get(head(hash)).copied().unwrap_or(0);
        let walk = std::iter::from_fn(move || {
            // A note that is older than the ring is long was written over.
            if number == 0 || (self.newest - number) as usize >= KEPT {
                return None;
            }
            let note = *self.notes.get(at(number))?;
            number = note.before;
            Some(note)
        });
        walk.take(STEPS).filter(move |note| note.hash == hash).map(|note| note.place).take(most)
    }
}

fn head(hash: u32) -> usize {
    hash.wrapping_mul(0x9e37_79b1) as usize >> (u32::BITS - HEADS.trailing_zeros())
}

fn at(number: u32) -> usize {
    (number as usize - 1) % KEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(trail: &Trail, hash: u32) -> Vec<u32> {
        trail.holders(hash, 48).collect()
    }

    #[test]
    fn those_that_carry_a_hash_are_found_newest_first() {
        let mut trail = Trail::default();
        [(7, 1), (8, 1), (7, 2), (7, 3)].into_iter().for_each(|(hash, place)| trail.note(hash, place));
        assert_eq!(holders(&trail, 7), [3, 2, 1]);
        assert_eq!(holders(&trail, 8), [1]);
        assert_eq!(trail.holders(7, 2).collect::<Vec<_>>(), [3, 2], "no more than asked for");
        assert_eq!(holders(&trail, 9), [0; 0]);
    }

    #[test]
    fn the_oldest_notes_are_written_over_and_memory_stays_bounded() {
        let mut trail = Trail::default();
        trail.note(5, 1);
        trail.note(5, 2);
        // All numbers up to the ring's length and one more: the first note is gone, the second is the oldest.
        (0..KEPT as u32 - 1).for_each(|other| trail.note(1_000 + other, 3));
        assert_eq!(holders(&trail, 5), [2]);
        trail.note(5, 4);
        assert_eq!(holders(&trail, 5), [4]);
        assert_eq!((trail.notes.len(), trail.notes.capacity()), (KEPT, KEPT));
    }

    #[test]
    fn numbers_that_are_used_up_begin_anew() {
        let mut trail = Trail::default();
        trail.note(5, 1);
        trail.newest = u32::MAX;
        trail.note(5, 2);
        assert_eq!(holders(&trail, 5), [2]);
    }
}
