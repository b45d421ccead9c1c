//! Polls on a schedule until told to stop, and takes orders meanwhile.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::poller::deliver;
use super::{Job, Policy, Poller, StopToken};
use crate::wire::{Delivery, SourceId, SourceState, State};

/// What to tell a poller on watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Ask this source now, due or not, gone or not.
    Poll(SourceId),
    /// Ask every source now that is not gone.
    PollAll,
    /// These are the sources from now on. A source that was there keeps its schedule, unless its address changed.
    Replace(Vec<Job>),
}

impl Poller {
    /// Polls what is due, again and again, and hands each delivery to `out`.
    ///
    /// The first round goes by `next_due` of the states given; after that, waiting is counted by a clock that nobody can set, so that
    /// a change of the time of day neither stops nor rushes the polling. Comes back when `stop` is given or nobody listens to `out`.
    /// Closing `orders` only ends the orders. Offline, it just waits.
    pub async fn run_watch(
        &self,
        jobs: Vec<Job>,
        mut orders: mpsc::Receiver<Order>,
        out: mpsc::Sender<Delivery>,
        stop: StopToken,
    ) {
        let mut roster = Roster::new(self.engine.policy.clone());
        roster.replace(jobs, self.engine.now());
        let mut under_way = JoinSet::new();
        let mut listening = true;
        loop {
            if !self.engine.policy.offline {
                for job in roster.take_due() {
                    under_way.spawn(deliver(Arc::clone(&self.engine), job, out.clone()));
                }
            }
            let next = roster.next_due().filter(|_| !self.engine.policy.offline);
            tokio::select! {
                () = stop.stopped() => return,
                () = out.closed() => return,
                order = orders.recv(), if listening => match order {
                    Some(order) => roster.obey(order, self.engine.now()),
                    None => listening = false,
                },
                Some(done) = under_way.join_next() => if let Ok((address, state)) = done {
                    roster.done(&address, state, self.engine.now());
                },
                () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {}
            }
        }
    }
}

/// The sources on watch and when each is due.
#[derive(Debug)]
struct Roster {
    entries: HashMap<SourceId, Entry>,
    policy: Policy,
}

#[derive(Debug)]
struct Entry {
    job: Job,
    /// `None`: not until somebody asks for it.
    due: Option<Instant>,
    busy: bool,
}

impl Roster {
    fn new(policy: Policy) -> Self {
        Self { entries: HashMap::new(), policy }
    }

    fn obey(&mut self, order: Order, now: Timestamp) {
        match order {
            Order::Poll(id) => {
                if let Some(entry) = self.entries.get_mut(&id) {
                    entry.due = Some(Instant::now());
                }
            }
            Order::PollAll => {
                for entry in self.entries.values_mut().filter(|entry| entry.job.state.state != State::Gone) {
                    entry.due = Some(Instant::now());
                }
            }
            Order::Replace(jobs) => self.replace(jobs, now),
        }
    }

    fn replace(&mut self, jobs: Vec<Job>, now: Timestamp) {
        let mut old = std::mem::take(&mut self.entries);
        for job in jobs {
            let entry = match old.remove(&job.state.id) {
                Some(known) if known.job.source.url == job.source.url => {
                    let paced_anew = job.source.every != known.job.source.every;
                    let due = if paced_anew { self.due(&job.state, now) } else { known.due };
                    Entry { job: Job { source: job.source, state: known.job.state }, due, busy: known.busy }
                }
                // What is under way for the old address must not be asked for twice at one time.
                known => Entry { due: self.due(&job.state, now), job, busy: known.is_some_and(|known| known.busy) },
            };
            self.entries.insert(entry.job.state.id, entry);
        }
    }

    /// How long until a source is due. A `next_due` further off than any schedule would set it comes from a clock that was wrong.
    fn due(&self, state: &SourceState, now: Timestamp) -> Option<Instant> {
        let longest = Duration::from_secs(state.every_s.unwrap_or(0).into())
            .max(self.policy.backoff_cap)
            .max(Duration::from_secs(86_400));
        match (state.state, state.next_due) {
            (State::Gone, _) => None,
            (_, None) => Some(Instant::now()),
            (_, Some(at)) => {
                let wait = Duration::try_from(at.duration_since(now)).unwrap_or_default();
                Some(Instant::now() + wait.min(longest))
            }
        }
    }

    /// A poll of `address` is over. What it learned counts only if that is still the source's address.
    fn done(&mut self, address: &str, state: SourceState, now: Timestamp) {
        let due = self.due(&state, now);
        if let Some(entry) = self.entries.get_mut(&state.id) {
            entry.busy = false;
            if entry.job.source.url == address {
                entry.due = due;
                entry.job.state = state;
            }
        }
    }

    fn take_due(&mut self) -> Vec<Job> {
        let now = Instant::now();
        let due = self.entries.values_mut().filter(|entry| !entry.busy && entry.due.is_some_and(|due| due <= now));
        due.map(|entry| {
            entry.busy = true;
            entry.job.clone()
        })
        .collect()
    }

    fn next_due(&self) -> Option<Instant> {
        self.entries.values().filter(|entry| !entry.busy).filter_map(|entry| entry.due).min()
    }
}
