//! The two deadlines of a poll: silence, and the whole.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::Policy;
use super::failure::seconds;

/// Counts down one poll.
#[derive(Debug)]
pub(crate) struct Deadline {
    ends: Instant,
    total: Duration,
    idle: Duration,
}

/// Which deadline passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Late {
    /// Nothing came for as long as a server may be silent.
    Idle(Duration),
    /// The whole took too long.
    Total(Duration),
}

impl Deadline {
    /// Starts counting now.
    pub fn new(policy: &Policy) -> Self {
        Self { ends: Instant::now() + policy.total, total: policy.total, idle: policy.idle }
    }

    /// Waits for one sign of life.
    pub async fn wait<T>(&self, sign: impl Future<Output = T>) -> Result<T, Late> {
        let idle = Instant::now() + self.idle;
        let late = if idle < self.ends { Late::Idle(self.idle) } else { Late::Total(self.total) };
        timeout_at(idle.min(self.ends), sign).await.map_err(|_| late)
    }

    /// Waits for something of our own making; the server is not charged for the time.
    pub async fn excuse<T>(&mut self, own: impl Future<Output = T>) -> T {
        let before = Instant::now();
        let done = own.await;
        self.ends += before.elapsed();
        done
    }
}

impl Late {
    /// The sentence for it; `missing` says what did not come, `so_far` how far it got.
    pub fn sentence(self, missing: &str, so_far: &str) -> String {
        match self {
            Self::Idle(limit) => format!("{missing} within {}{so_far}", seconds(limit)),
            Self::Total(limit) => format!("it was not done within {}{so_far}", seconds(limit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Deadline, Late};
    use crate::poll::Policy;
    use std::future::{pending, ready};
    use std::time::Duration;
    use tokio::time::sleep;

    const SHORT: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn the_nearer_deadline_counts() {
        let silent = Deadline::new(&Policy { idle: SHORT, ..Policy::default() });
        assert_eq!(silent.wait(ready(1)).await, Ok(1));
        assert_eq!(silent.wait(pending::<()>()).await, Err(Late::Idle(SHORT)));
        let slow = Deadline::new(&Policy { total: SHORT, ..Policy::default() });
        assert_eq!(slow.wait(pending::<()>()).await, Err(Late::Total(SHORT)));
    }

    #[tokio::test]
    async fn our_own_waiting_is_not_charged() {
        let mut deadline = Deadline::new(&Policy::default());
        let before = deadline.ends;
        deadline.excuse(sleep(SHORT)).await;
        assert!(deadline.ends >= before + SHORT);
    }

    #[test]
    fn a_late_answer_is_told_by_the_deadline_it_missed() {
        let minute = Duration::from_secs(60);
        assert_eq!(Late::Idle(minute).sentence("no answer", ""), "no answer within 60 s");
        assert_eq!(
            Late::Total(minute).sentence("no answer", ", after 7 bytes"),
            "it was not done within 60 s, after 7 bytes"
        );
    }
}
