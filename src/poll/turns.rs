//! Who goes first: what many editors wait for comes before what is large.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// From this size on (bytes) a body waits for the smaller ones.
pub(crate) const LARGE: usize = 512 << 10;
/// A large body goes on when no poll has begun or ended for this long,
const LULL: Duration = Duration::from_millis(250);
/// and at the latest after this long.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// Counts the polls under way that may still turn out small. Those that stand aside (they wait for a place, or for others, or for a
/// server that has kept them waiting too long) are left out: to wait for one of them would be to wait for oneself.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    under_way: watch::Sender<usize>,
}

/// A poll under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'t> {
    under_way: &'t watch::Sender<usize>,
    /// How many of its waits, one within the other, it stands aside for.
    waits: AtomicUsize,
}

/// A poll standing aside, until this is dropped.
struct Aside<'a, 't>(&'a Turn<'t>);

impl Turns {
    /// Counts a poll as under way until the answer is dropped.
    pub fn begin(&self) -> Turn<'_> {
        self.under_way.send_modify(|polls| *polls += 1);
        Turn { under_way: &self.under_way, waits: AtomicUsize::new(0) }
    }
}

impl Turn<'_> {
    /// Waits for something and stands aside meanwhile.
    pub async fn aside<T>(&self, wait: impl Future<Output = T>) -> T {
        self.step_aside();
        let _aside = Aside(self);
        wait.await
    }

    /// Lets smaller polls go first: waits until none is under way, or none makes headway. From now on nobody waits for this one.
    pub async fn give_way(&self) {
        self.wait_for_others(LULL, LONGEST_WAIT).await;
    }

    async fn wait_for_others(&self, lull: Duration, longest: Duration) {
        self.step_aside();
        let mut polls = self.under_way.subscribe();
        let others = async {
            while *polls.borrow_and_update() > 0 && matches!(timeout(lull, polls.changed()).await, Ok(Ok(()))) {}
        };
        // However it ends, the wait is over.
        let _ = timeout(longest, others).await;
    }

    fn step_aside(&self) {
        if self.waits.fetch_add(1, Ordering::Relaxed) == 0 {
            // Not headway, so nobody's lull begins again by it; but the last one to stand aside lets all the others go on.
            self.under_way.send_if_modified(|polls| {
                *polls = polls.saturating_sub(1);
                *polls == 0
            });
        }
    }

    fn step_back(&self) {
        if self.waits.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.under_way.send_if_modified(|polls| {
                *polls += 1;
                false
            });
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if *self.waits.get_mut() == 0 {
            self.under_way.send_modify(|polls| *polls = polls.saturating_sub(1));
        }
    }
}

impl Drop for Aside<'_, '_> {
    fn drop(&mut self) {
        self.0.step_back();
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use std::future::pending;
    use std::time::Duration;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_millis(20);
    const LATE: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_large_body_waits_for_the_small_ones_but_not_for_ever() {
        let turns = Turns::default();
        let large = || turns.begin();
        let alone = timeout(LATE, large().wait_for_others(LATE, LATE)).await;
        assert!(alone.is_ok(), "alone, it goes on at once");
        let (own, other) = (large(), turns.begin());
        let (waited, ()) = tokio::join!(timeout(LATE, own.wait_for_others(LATE, LATE)), async move { drop(other) });
        assert!(waited.is_ok(), "the other is done");
        let hung = turns.begin();
        assert!(timeout(LATE, large().wait_for_others(SOON, LATE)).await.is_ok(), "nothing moves");
        let busy = async {
            loop {
                drop(turns.begin());
                tokio::task::yield_now().await;
            }
        };
        let ended = tokio::select! { () = own.wait_for_others(LATE, SOON) => true, () = busy => false };
        assert!(ended, "there is an end to waiting");
        drop(hung);
    }

    #[tokio::test]
    async fn large_bodies_do_not_wait_for_one_another_nor_for_those_that_wait_for_a_place() {
        let turns = Turns::default();
        let (one, two, queued) = (turns.begin(), turns.begin(), turns.begin());
        let both = async { tokio::join!(one.wait_for_others(LATE, LATE), two.wait_for_others(LATE, LATE)) };
        let ended = tokio::select! { _ = both => true, () = queued.aside(pending()) => false };
        assert!(ended);
    }

    #[tokio::test]
    async fn to_stand_aside_within_a_wait_counts_once() {
        let turns = Turns::default();
        let (own, other) = (turns.begin(), turns.begin());
        other.aside(other.aside(async {})).await;
        assert_eq!(*turns.under_way.borrow(), 2);
        other.wait_for_others(SOON, LATE).await;
        assert_eq!(*turns.under_way.borrow(), 1, "a large one is never waited for again");
        drop((own, other));
        assert_eq!(*turns.under_way.borrow(), 0);
    }

    #[tokio::test]
    async fn who_steps_aside_does_not_begin_the_lull_of_the_others_again() {
        let turns = Turns::default();
        let (own, other, hung) = (turns.begin(), turns.begin(), turns.begin());
        let restless = async {
            loop {
                other.aside(tokio::task::yield_now()).await;
            }
        };
        let ended = tokio::select! { () = own.wait_for_others(SOON, LATE) => true, () = restless => false };
        assert!(ended);
        drop(hung);
    }
}
