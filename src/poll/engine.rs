//! What all polls of one poller share, and one poll from question to delivery.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::time::Instant;

use super::ask::{Ask, secrets_of};
use super::clients::Clients;
use super::fetch::{Fetched, Got, fetch};
use super::page::Rests;
use super::secrets::Secrets;
use super::settle::{Came, Ending, settle};
use super::slots::{Place, Slots};
use super::turns::Turns;
use super::{Job, Lookup, Policy, failure, read};
use crate::analysis::Tables;
use crate::wire::{Delivery, Failure};

/// Tells the time.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Shared by every poll.
pub(crate) struct Engine {
    pub policy: Policy,
    pub clock: Clock,
    pub lookup: Lookup,
    /// Other ones may come while polls are under way.
    pub tables: Mutex<Arc<Tables>>,
    pub clients: Clients,
    pub slots: Slots,
    pub turns: Turns,
    pub secrets: Secrets,
    pub rests: Rests,
    pub chance: Mutex<fastrand::Rng>,
}

impl Engine {
    /// The time of day.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn jitter(&self) -> f64 {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).f64()
    }

    /// Polls one source. The place goes with the delivery: it bounds the bodies in memory until that is handed on.
    pub async fn poll(&self, job: Job) -> (Delivery, Option<Place>) {
        let ask = Ask::new(&job.source, &job.state, self.policy.max_bytes, &self.secrets, &self.lookup).await;
        let mut under_way = None;
        let (began, fetched) = match &ask {
            Ok(ask) => {
                let host = self.slots.host(&ask.start).await;
                let seat = self.slots.seat().await;
                let turn = under_way.insert(self.turns.begin());
                let fetching = Box::pin(fetch(self, ask, turn, seat));
                (Instant::now(), self.slots.patiently(host, turn, fetching).await)
            }
            Err(failure) => {
                (Instant::now(), Fetched { http: None, retry_after: None, inside: None, got: Err(failure.clone()) })
            }
        };
        if matches!(fetched.http, Some(401 | 403)) {
            secrets_of(&job.source).for_each(|secret| self.secrets.forget(secret));
        }
        let ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        let (came, place) = match fetched.got {
            Ok(Got::Body(head, body, place, broken)) => (self.read(head, body, broken).await, Some(place)),
            Ok(Got::NotModified(head)) => (Came::NotModified { head }, None),
            Ok(Got::Gone) => (Came::Gone, None),
            Err(failure) => (Came::Failed(failure), None),
        };
        drop(under_way);
        let end = Ending {
            at: self.now(),
            ms,
            http: fetched.http,
            retry_after: fetched.retry_after,
            inside: fetched.inside,
            jitter: self.jitter(),
        };
        (settle(job, came, end, &self.policy), place)
    }

    /// The agencies and outlets as they are now.
    fn tables(&self) -> Arc<Tables> {
        Arc::clone(&self.tables.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads a body; of one that ended early, the items that came whole.
    async fn read(&self, head: super::fetch::Head, body: Vec<u8>, broken: Option<Failure>) -> Came {
        let (tables, max_items) = (self.tables(), self.policy.max_items);
        let bytes = body.len();
        let work = move || {
            let reading = read::feed(&body, &head, &tables, max_items);
            (head, body, reading)
        };
        match (read::aside(&self.slots, bytes, work).await, broken) {
            (Ok((head, body, Ok(reading))), None) => Came::Fresh { head, body, reading },
            (Ok((head, body, Ok(reading))), Some(why)) if !reading.filings.is_empty() => {
                let why = Failure::Part { why: failure::bare(&why), kept: reading.filings.len() };
                Came::Part { head, body, reading, why }
            }
            (_, Some(failure)) | (Ok((_, _, Err(failure))) | Err(failure), None) => Came::Failed(failure),
        }
    }

    /// Fetches an address that is no source yet, and finds the feeds there.
    pub async fn find(&self, address: &str) -> Result<Vec<crate::wire::Link>, Failure> {
        let source = crate::wire::Source::new("", address);
        let state = crate::wire::SourceState::fresh(crate::wire::SourceId(0));
        let ask = Ask::new(&source, &state, self.policy.max_bytes, &self.secrets, &self.lookup).await?;
        let seat = self.slots.seat().await;
        match fetch(self, &ask, &self.turns.begin(), seat).await.got? {
            Got::Body(_, _, _, Some(broken)) => Err(broken),
            Got::Body(head, body, _place, None) => {
                read::aside(&self.slots, body.len(), move || read::links(&body, &head)).await?
            }
            Got::NotModified(_) => Err(Failure::Refused { status: 304 }),
            Got::Gone => Err(Failure::Refused { status: 410 }),
        }
    }
}
