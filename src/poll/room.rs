//! Where a body is kept while it comes: one that does not move keeps no other waiting, and all together stay small.

use std::time::Duration;

use tokio::pin;
use tokio::time::{Instant, timeout_at};

use super::slots::{BIG, Place, Seat, Slots};

/// A share of the room for slow ones grows by so many bytes at a time.
const STEP: usize = 64 << 10;
/// A big body that finds no slow room is looked at again after this long,
const STALL: Duration = Duration::from_secs(2);
/// and must have grown by so much (bytes) where others wait for its place. At half of this a second, none gets beyond [`BIG`] within
/// the minute that a poll has.
const PACE: usize = 64 << 10;
/// Never, as far as a poll is concerned.
const NEVER: Duration = Duration::from_secs(86_400);

/// What a body's bytes are counted against.
#[derive(Debug)]
enum Kept {
    /// One of the ordinary places, good for [`BIG`] bytes.
    Ordinary(Place),
    /// The room for slow ones, good for so many bytes.
    Slow(Place, usize),
    /// One of the few big places.
    Big(Place),
}

/// The room of one body. It begins in an ordinary place. A body that has had its place for as long as the policy's patience and waits
/// for its server moves to the room for slow ones, if it fits there, and goes on from there.
#[derive(Debug)]
pub(crate) struct Room<'s> {
    slots: &'s Slots,
    kept: Kept,
    /// When a body that waits for its server is asked to make room.
    until: Instant,
    /// How much had come when it was asked last.
    before: usize,
}

impl<'s> Room<'s> {
    /// Waits for an ordinary place.
    pub async fn enter(slots: &'s Slots) -> Self {
        let kept = Kept::Ordinary(slots.body().await);
        Self { slots, kept, until: Instant::now() + slots.patience, before: 0 }
    }

    /// Waits for a sign of the server with `held` bytes of the body come, and makes room for others meanwhile. Nothing where others
    /// wait for room and this one does not move.
    pub async fn wait<T>(&mut self, seat: &mut Seat<'_>, held: usize, sign: impl Future<Output = T>) -> Option<T> {
        pin!(sign);
        loop {
            if let Ok(came) = timeout_at(self.until, &mut sign).await {
                return Some(came);
            }
            seat.give_up();
            if !self.make_room(held) {
                return None;
            }
        }
    }

    /// Leaves its place to others, if there is room for the `held` bytes among the slow ones. False: there is none, others wait for
    /// the big place that this one has, and it does not move.
    pub fn make_room(&mut self, held: usize) -> bool {
        let moved = held.saturating_sub(self.before);
        self.before = held;
        if self.step_aside(held) {
            self.until = Instant::now() + NEVER;
            return true;
        }
        let big = matches!(self.kept, Kept::Big(_));
        self.until = Instant::now() + if big { STALL } else { self.slots.patience };
        !big || moved >= PACE || !self.slots.is_big_wanted()
    }

    /// Whether the body may grow to so many bytes where it is.
    pub fn fits(&mut self, bytes: usize) -> bool {
        match &mut self.kept {
            Kept::Ordinary(_) => bytes <= BIG,
            Kept::Big(_) => true,
            Kept::Slow(room, share) => {
                if bytes > *share {
                    let more = (bytes - *share).next_multiple_of(STEP);
                    let Some(added) = self.slots.slow_room(more) else { return false };
                    room.keep(added);
                    *share += more;
                }
                true
            }
        }
    }

    /// Waits for a place where the body can grow to so many bytes. Until then it is among the slow ones, if it fits there.
    pub async fn grow(&mut self, held: usize, bytes: usize) {
        self.step_aside(held);
        self.kept =
            if bytes > BIG { Kept::Big(self.slots.big().await) } else { Kept::Ordinary(self.slots.body().await) };
        self.until = Instant::now() + self.slots.patience;
    }

    /// The place to be held until the delivery is handed on; for a big body a big one, for which it waits if it has none.
    pub async fn leave(mut self, held: usize) -> Place {
        if held > BIG && !matches!(self.kept, Kept::Big(_)) {
            self.grow(held, held).await;
        }
        match self.kept {
            Kept::Ordinary(place) | Kept::Slow(place, _) | Kept::Big(place) => place,
        }
    }

    fn step_aside(&mut self, held: usize) -> bool {
        if !matches!(self.kept, Kept::Slow(..)) {
            let share = held.max(1).next_multiple_of(STEP);
            let Some(room) = self.slots.slow_room(share) else { return false };
            self.kept = Kept::Slow(room, share);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{BIG, Room, Seat, Slots};
    use crate::poll::Policy;
    use std::future::pending;
    use std::time::Duration;
    use tokio::time::timeout;

    const SHORT: Duration = Duration::from_millis(1);
    const MEGABYTE: usize = 1 << 20;

    fn slots() -> Slots {
        Slots::new(&Policy { patience: SHORT, ..Policy::default() })
    }

    async fn enter(slots: &Slots) -> Option<Room<'_>> {
        timeout(SHORT, Room::enter(slots)).await.ok()
    }

    /// Takes all the ordinary places.
    async fn fill(slots: &Slots) -> Vec<Room<'_>> {
        let mut rooms = Vec::new();
        while let Some(room) = enter(slots).await {
            rooms.push(room);
        }
        rooms
    }

    /// Takes the room for slow ones but for so many bytes.
    fn fill_slow(slots: &Slots, but: usize) -> impl Drop {
        struct Held(#[allow(dead_code, reason = "it is held")] Vec<super::Place>);
        impl Drop for Held {
            fn drop(&mut self) {}
        }
        let left = slots.slow_room(but).unwrap();
        let mut taken = Vec::new();
        while let Some(room) = slots.slow_room(1 << 10) {
            taken.push(room);
        }
        drop(left);
        Held(taken)
    }

    async fn big(slots: &Slots) -> Option<Room<'_>> {
        let mut room = enter(slots).await?;
        timeout(SHORT, room.grow(BIG, BIG + 1)).await.ok().map(|()| room)
    }

    #[tokio::test]
    async fn a_body_that_does_not_move_leaves_its_place_to_others_and_goes_on_among_the_slow() {
        let slots = slots();
        let mut rooms = fill(&slots).await;
        let mut seat: Seat<'_> = slots.seat().await;
        let stalled = rooms[0].wait(&mut seat, 100_000, pending::<()>());
        assert!(timeout(20 * SHORT, stalled).await.is_err(), "nothing comes, and it is not broken off");
        assert!(enter(&slots).await.is_some());
        assert!(rooms[0].fits(MEGABYTE) && rooms[0].fits(5 * MEGABYTE), "there is room to grow");
        assert!(!rooms[0].fits(17 * MEGABYTE));
        let place = rooms.swap_remove(0).leave(100_000).await;
        assert!(slots.slow_room(16 * MEGABYTE).is_none(), "its bytes count until the delivery is handed on");
        drop(place);
        assert!(slots.slow_room(16 * MEGABYTE).is_some());
    }

    #[tokio::test]
    async fn where_the_slow_have_no_room_a_body_keeps_its_place_or_waits_for_one() {
        let slots = slots();
        let mut rooms = fill(&slots).await;
        let full = fill_slow(&slots, MEGABYTE);
        assert!(rooms[0].make_room(2 * MEGABYTE), "it keeps its place and goes on");
        assert!(enter(&slots).await.is_none());
        assert!(rooms[0].make_room(MEGABYTE / 2));
        let other = enter(&slots).await;
        assert!(other.is_some() && !rooms[0].fits(3 * MEGABYTE / 2));
        assert!(timeout(SHORT, rooms[0].grow(MEGABYTE, 3 * MEGABYTE / 2)).await.is_err(), "all places are taken again");
        drop(other);
        rooms[0].grow(MEGABYTE, 3 * MEGABYTE / 2).await;
        assert!(enter(&slots).await.is_none());
        drop(full);
    }

    #[tokio::test]
    async fn a_big_body_that_stalls_makes_room_for_the_next_and_takes_its_turn_again() {
        let slots = slots();
        let mut stalled = big(&slots).await.unwrap();
        assert!(big(&slots).await.is_none());
        assert!(stalled.make_room(3 * MEGABYTE));
        let next = big(&slots).await;
        assert!(next.is_some());
        let leaving = stalled.leave(3 * MEGABYTE);
        tokio::pin!(leaving);
        assert!(timeout(SHORT, &mut leaving).await.is_err(), "read as copy one takes several times its size");
        drop(next);
        leaving.await;
    }

    #[tokio::test]
    async fn a_big_body_without_room_is_broken_off_where_it_does_not_move_and_others_wait() {
        let slots = slots();
        let _full = fill_slow(&slots, 0);
        let mut stalled = big(&slots).await.unwrap();
        assert!(stalled.make_room(20 * MEGABYTE), "it has moved");
        assert!(stalled.make_room(20 * MEGABYTE), "nobody waits");
        let mut next = enter(&slots).await.unwrap();
        let waiting = next.grow(BIG, BIG + 1);
        let asked = async {
            while !slots.is_big_wanted() {
                tokio::task::yield_now().await;
            }
            (stalled.make_room(21 * MEGABYTE), stalled.make_room(21 * MEGABYTE + 9))
        };
        let kept = tokio::select! { kept = asked => kept, () = waiting => (false, true) };
        assert_eq!(kept, (true, false));
    }
}
