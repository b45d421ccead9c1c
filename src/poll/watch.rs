//! Polls on a schedule until told to stop, and takes orders meanwhile.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use super::order::in_turn;
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
    /// What was delivered last could not be kept: these states hold, and who is further on here is asked again after an interval.
    Restore(Vec<Job>),
    /// Break off what is being asked now; each such source is asked again after its interval.
    Break,
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
                for job in in_turn(roster.take_due()) {
                    under_way.spawn(deliver(Arc::clone(&self.engine), job, out.clone()));
                }
            }
            let next = roster.next_due().filter(|_| !self.engine.policy.offline);
            tokio::select! {
                () = stop.stopped() => return,
                () = out.closed() => return,
                order = orders.recv(), if listening => match order {
                    Some(order) => {
                        if matches!(order, Order::Break | Order::Restore(_)) {
                            while let Some(done) = under_way.try_join_next() {
                                roster.learn(done, self.engine.now());
                            }
                        }
                        if order == Order::Break {
                            under_way.abort_all();
                        }
                        roster.obey(order, self.engine.now());
                    }
                    None => listening = false,
                },
                Some(done) = under_way.join_next() => roster.learn(done, self.engine.now()),
                () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {}
            }
        }
    }
}

/// How often a source is asked while all goes well.
fn interval(job: &Job, policy: &Policy) -> Duration {
    let learned = job.state.every_s.map(|seconds| Duration::from_secs(seconds.into()));
    job.source.every.or(learned).unwrap_or(policy.default_interval).max(policy.min_interval)
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
    /// The poll under way may be the one whose copy could not be kept: the validators it learned do not count.
    doubted: bool,
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
            Order::Restore(jobs) => self.restore(jobs),
            Order::Break => {
                for entry in self.entries.values_mut().filter(|entry| entry.busy) {
                    entry.busy = false;
                    entry.due = Some(Instant::now() + interval(&entry.job, &self.policy));
                }
            }
        }
    }

    /// Goes back to the states given. Not at once to the sources behind them: what could not be kept a moment ago cannot be now.
    fn restore(&mut self, jobs: Vec<Job>) {
        for job in jobs {
            if let Some(entry) = self.entries.get_mut(&job.state.id)
                && entry.job.source.url == job.source.url
                && entry.job.state != job.state
            {
                entry.due = (job.state.state != State::Gone).then(|| Instant::now() + interval(&job, &self.policy));
                entry.job.state = job.state;
            }
        }
        for entry in self.entries.values_mut() {
            entry.doubted = entry.busy;
        }
    }

    /// Takes in what a poll learned, if it was not broken off.
    fn learn(&mut self, done: Result<(String, SourceState), JoinError>, now: Timestamp) {
        if let Ok((address, state)) = done {
            self.done(&address, state, now);
        }
    }

    fn replace(&mut self, jobs: Vec<Job>, now: Timestamp) {
        let mut old = std::mem::take(&mut self.entries);
        for job in jobs {
            let entry = match old.remove(&job.state.id) {
                Some(known) if known.job.source.url == job.source.url => {
                    let paced_anew = job.source.every != known.job.source.every;
                    let due = if paced_anew { self.due(&job.state, now) } else { known.due };
                    Entry {
                        job: Job { source: job.source, state: known.job.state },
                        due,
                        busy: known.busy,
                        doubted: known.doubted,
                    }
                }
                // What is under way for the old address must not be asked for twice at one time.
                known => Entry {
                    due: self.due(&job.state, now),
                    job,
                    busy: known.is_some_and(|known| known.busy),
                    doubted: false,
                },
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
            let doubted = std::mem::take(&mut entry.doubted);
            if entry.job.source.url == address {
                entry.due = due;
                let known = std::mem::replace(&mut entry.job.state, state);
                if doubted {
                    // Its pace does count: the server may have asked us to stay away.
                    (entry.job.state.etag, entry.job.state.last_modified) = (known.etag, known.last_modified);
                }
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

#[cfg(test)]
mod tests {
    use super::{Order, Roster};
    use crate::poll::{Job, Policy};
    use crate::wire::{Source, SourceId, SourceState, State};
    use jiff::Timestamp;
    use std::time::Duration;
    use tokio::time::Instant;

    const NOW: Timestamp = Timestamp::constant(1_772_366_400, 0);

    fn job(next_due: Option<Timestamp>) -> Job {
        let state = SourceState { state: State::Good, next_due, ..SourceState::fresh(SourceId(1)) };
        Job { source: Source::new("wire", "https://wire.example/feed"), state }
    }

    fn roster(job: Job) -> Roster {
        let mut roster = Roster::new(Policy::default());
        roster.replace(vec![job], NOW);
        roster
    }

    fn wait(roster: &Roster) -> Option<Duration> {
        roster.next_due().map(|due| due.saturating_duration_since(Instant::now()))
    }

    #[test]
    fn a_time_set_by_a_clock_that_was_wrong_is_not_waited_for() {
        let hour = Duration::from_secs(3_600);
        assert!(wait(&roster(job(None))).unwrap().is_zero());
        assert!(wait(&roster(job(Some(NOW - 9 * hour)))).unwrap().is_zero());
        let soon = wait(&roster(job(Some(NOW + hour)))).unwrap();
        assert!(soon <= hour && soon > hour / 2);
        assert!(wait(&roster(job(Some(NOW + 24 * 365 * hour)))).unwrap() <= 24 * hour);
    }

    #[test]
    fn a_source_is_not_asked_twice_at_one_time_and_a_gone_one_only_by_order() {
        let mut roster = roster(job(None));
        assert_eq!(roster.take_due().len(), 1);
        roster.obey(Order::PollAll, NOW);
        assert!(roster.take_due().is_empty());
        let gone = SourceState { state: State::Gone, next_due: None, ..SourceState::fresh(SourceId(1)) };
        roster.done("https://wire.example/feed", gone, NOW);
        roster.obey(Order::PollAll, NOW);
        assert_eq!(roster.next_due(), None);
        roster.obey(Order::Poll(SourceId(1)), NOW);
        assert_eq!(roster.take_due().len(), 1);
    }

    #[test]
    fn what_is_broken_off_is_asked_again_after_its_interval_and_not_at_once() {
        let mut roster = roster(job(None));
        assert_eq!(roster.take_due().len(), 1);
        roster.obey(Order::Break, NOW);
        assert!(roster.take_due().is_empty());
        let minutes = wait(&roster).unwrap().as_secs_f64() / 60.0;
        assert!((4.0..=5.0).contains(&minutes), "{minutes}");
        roster.obey(Order::PollAll, NOW);
        assert_eq!(roster.take_due().len(), 1);
    }

    #[test]
    fn validators_of_copy_that_could_not_be_kept_are_not_used() {
        let mut roster = roster(job(None));
        let before = roster.take_due().remove(0);
        let ahead = SourceState {
            state: State::Good,
            etag: Some("\"unsaved\"".into()),
            next_due: Some(NOW),
            ..SourceState::fresh(SourceId(1))
        };
        roster.done("https://wire.example/feed", ahead, NOW);
        roster.obey(Order::Restore(vec![before]), NOW);
        assert!(roster.take_due().is_empty());
        roster.obey(Order::PollAll, NOW);
        assert_eq!(roster.take_due().remove(0).state.etag, None);
    }

    #[test]
    fn validators_learned_after_copy_could_not_be_kept_are_not_used_but_the_pace_is() {
        let mut roster = roster(job(None));
        let before = roster.take_due().remove(0);
        roster.obey(Order::Restore(vec![before]), NOW);
        let hour = Duration::from_secs(3_600);
        let ahead = SourceState {
            state: State::Good,
            etag: Some("\"unsaved\"".into()),
            next_due: Some(NOW + hour),
            ..SourceState::fresh(SourceId(1))
        };
        roster.done("https://wire.example/feed", ahead.clone(), NOW);
        let wait = wait(&roster).unwrap();
        assert!(wait <= hour && wait > hour / 2, "{wait:?}");
        roster.obey(Order::PollAll, NOW);
        assert_eq!(roster.take_due().remove(0).state.etag, None);
        // The next poll is believed again.
        roster.done("https://wire.example/feed", ahead, NOW);
        roster.obey(Order::PollAll, NOW);
        assert_eq!(roster.take_due().remove(0).state.etag.as_deref(), Some("\"unsaved\""));
    }

    #[test]
    fn what_a_poll_of_the_old_address_learned_is_not_believed_of_the_new_one() {
        let mut roster = roster(job(None));
        roster.take_due();
        let mut moved = job(None);
        moved.source.url = "https://wire.example/new".into();
        roster.obey(Order::Replace(vec![moved]), NOW);
        let learned =
            SourceState { etag: Some("\"old\"".into()), next_due: Some(NOW), ..SourceState::fresh(SourceId(1)) };
        roster.done("https://wire.example/feed", learned, NOW);
        assert_eq!(roster.take_due().first().map(|job| job.state.etag.clone()), Some(None));
    }
}
