//! A poller with a clock that stands still, and one source to poll.

#![allow(dead_code, reason = "each test uses its own part of it")]
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::sync::Arc;

use copytaster::poll::{Job, Policy, Poller, StopToken};
use copytaster::wire::{Delivery, Source, SourceId, SourceState};
use jiff::Timestamp;
use tokio::sync::mpsc;

/// 2026-03-01T12:00:00Z, a Sunday.
pub const NOW: Timestamp = Timestamp::constant(1_772_366_400, 0);

/// A poller whose clock says [`NOW`].
pub fn poller(policy: Policy) -> Poller {
    Poller::new(policy, Arc::new(|| NOW), Arc::default()).unwrap()
}

/// A source that was never asked.
pub fn job(url: &str) -> Job {
    Job { source: Source::new("wire", url), state: SourceState::fresh(SourceId(1)) }
}

/// Many of them, numbered from 1.
pub fn jobs(urls: impl IntoIterator<Item = String>) -> Vec<Job> {
    let numbered = |(n, url): (i64, String)| Job {
        source: Source::new(format!("wire {n}"), url),
        state: SourceState::fresh(SourceId(n)),
    };
    (1..).zip(urls).map(numbered).collect()
}

/// Polls once.
pub async fn poll(poller: &Poller, job: Job) -> Delivery {
    let (out, mut deliveries) = mpsc::channel(1);
    let (_, delivery) = tokio::join!(poller.run_once(vec![job], out, StopToken::never()), deliveries.recv());
    delivery.unwrap()
}
