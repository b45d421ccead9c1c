//! From what came to a delivery: the source's new state, and when it is due again.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::fetch::Head;
use super::read::Reading;
use super::schedule::{self, Hints};
use super::{Job, Policy};
use crate::formats;
use crate::wire::{Defect, Delivery, Failure, Filing, Outcome, SourceState, State};

/// What came of one poll, read.
#[derive(Debug)]
pub(crate) enum Came {
    /// A feed.
    Fresh { head: Head, body: Vec<u8>, reading: Reading },
    /// The beginning of a feed, with items that came whole, and why no more came.
    Part { head: Head, body: Vec<u8>, reading: Reading, why: Failure },
    /// Nothing new.
    NotModified { head: Head },
    /// Gone for good.
    Gone,
    /// Nothing that could be had or read.
    Failed(Failure),
}

/// When and how a poll ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    pub at: Timestamp,
    pub ms: u32,
    pub http: Option<u16>,
    pub retry_after: Option<Duration>,
    /// Whether the source's own server was reached on a private network, where it was asked.
    pub inside: Option<bool>,
    /// A number from 0 to 1, drawn anew.
    pub jitter: f64,
}

/// Makes the delivery.
pub(crate) fn settle(job: Job, came: Came, end: Ending, policy: &Policy) -> Delivery {
    let Job { source, state } = job;
    let mut hints = Hints { every: source.every, retry_after: end.retry_after, ..Hints::default() };
    let mut delivery = Delivery {
        source: state.id,
        at: end.at,
        ms: end.ms,
        http: end.http,
        outcome: Outcome::NotModified,
        state,
        filings: Vec::new(),
        defects: Vec::new(),
        raw: Vec::new(),
        content_type: None,
    };
    let state = &mut delivery.state;
    state.last_polled = Some(end.at);
    match came {
        Came::Fresh { head, body, reading } => {
            good(state, &head, end);
            state.etag = head.etag;
            state.last_modified = head.last_modified;
            state.title = reading.title.or(state.title.take());
            hints = Hints {
                max_age: head.max_age,
                ttl_minutes: reading.ttl_minutes,
                skip_hours: reading.skip_hours,
                ..hints
            };
            delivery.outcome = Outcome::Fresh;
            delivery.filings = reading.filings;
            delivery.defects = reading.defects;
            delivery.defects.extend(dated_ahead(&delivery.filings, end.at));
            delivery.raw = body;
            delivery.content_type = head.content_type;
        }
        Came::NotModified { head } => {
            good(state, &head, end);
            // A 304 may bring newer validators (RFC 9110, 15.4.5); what it leaves out still holds.
            state.etag = head.etag.or(state.etag.take());
            state.last_modified = head.last_modified.or(state.last_modified.take());
            // The feed's own hints came with its body; the interval they led to is remembered, unless the editor has set one,
            // which may be newer.
            let learned = state.every_s.filter(|_| source.every.is_none());
            let before = learned.map(|seconds| Duration::from_secs(seconds.into()));
            hints.max_age = head.max_age.or(before);
            delivery.outcome = Outcome::NotModified;
        }
        Came::Gone => {
            state.state = State::Gone;
            state.last_error = Some("the server says that the feed is gone for good (410)".to_owned());
            state.next_due = None;
            delivery.outcome = Outcome::Gone;
            return delivery;
        }
        Came::Part { head, body, reading, why } => {
            // The validators vouch for a whole that did not come, so they are left as they were.
            state.title = reading.title.or(state.title.take());
            failed(state, &mut hints, &why, end.http);
            delivery.outcome = Outcome::Failed(why);
            delivery.filings = reading.filings;
            delivery.defects = reading.defects;
            delivery.defects.extend(dated_ahead(&delivery.filings, end.at));
            delivery.raw = body;
            delivery.content_type = head.content_type;
        }
        Came::Failed(failure) => {
            failed(state, &mut hints, &failure, end.http);
            delivery.outcome = Outcome::Failed(failure);
        }
    }
    let due = schedule::next(end.at, &hints, policy, end.jitter);
    delivery.state.next_due = Some(due.at);
    delivery.state.every_s = Some(u32::try_from(due.every.as_secs()).unwrap_or(u32::MAX));
    delivery
}

/// The defect of dates that no other zone or slow clock explains. Absurd ones are noted by whoever read them.
fn dated_ahead(filings: &[Filing], now: Timestamp) -> Option<Defect> {
    let latest = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
    let ahead = |filing: &&Filing| filing.published.is_some_and(|at| at > latest && !formats::is_absurd(at));
    formats::ahead(filings.iter().filter(ahead).count())
}

fn failed(state: &mut SourceState, hints: &mut Hints, failure: &Failure, http: Option<u16>) {
    state.state = State::Failing;
    state.failures = state.failures.saturating_add(1);
    state.last_error = Some(failure.to_string());
    // If the new address does not do, the old one is asked next.
    state.moved_to = None;
    hints.failures = state.failures;
    hints.overloaded = matches!(http, Some(429 | 503));
}

fn good(state: &mut SourceState, head: &Head, end: Ending) {
    state.state = State::Good;
    state.failures = 0;
    state.last_good = Some(end.at);
    state.inside = end.inside.unwrap_or(state.inside);
    state.last_error = None;
    if head.moved {
        state.moved_to = Some(head.url.to_string());
    }
}
