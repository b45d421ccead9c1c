//! When to ask a source again: one pure function of what is known.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Policy;
use crate::wire::Hours;

/// No server can keep us away for longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// Spreads sources that were polled together, so that they drift apart: up to this share of the interval is added.
const SPREAD: f64 = 0.05;

/// What is known of a source's pace after a poll.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints {
    /// The editor's own interval.
    pub every: Option<Duration>,
    /// What is left of `max-age`.
    pub max_age: Option<Duration>,
    /// The feed's `ttl`, in minutes.
    pub ttl_minutes: Option<u32>,
    /// Hours (UTC) in which the feed does not want to be asked.
    pub skip_hours: Hours,
    /// `Retry-After`, whatever the status it came with.
    pub retry_after: Option<Duration>,
    /// Polls that failed one after another, this one included; 0 after a good one.
    pub failures: u32,
    /// Whether the server said that it was asked too often or is overloaded (429, 503).
    pub overloaded: bool,
}

/// When to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    /// Not before this.
    pub at: Timestamp,
    /// The interval in force while all goes well.
    pub every: Duration,
}

/// Decides when a source is due. `jitter` is a number from 0 to 1, drawn anew for each poll.
///
/// While all goes well, the longest of interval, `ttl` and `max-age` counts, where the publisher's hints reach no further than the
/// policy's longest interval. After failures the pause doubles from the policy's base to its cap, between half and the whole of it by
/// chance. `Retry-After` is obeyed up to a day. A time that falls into a skipped hour moves to the end of that hour.
pub(crate) fn next(now: Timestamp, hints: &Hints, policy: &Policy, jitter: f64) -> Due {
    let jitter = jitter.clamp(0.0, 1.0);
    let own = hints.every.unwrap_or(policy.default_interval).max(policy.min_interval);
    let ttl = hints.ttl_minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
    let asked = ttl.max(hints.max_age).unwrap_or_default().min(policy.max_interval);
    let every = own.max(asked);
    let mut wait = if hints.failures == 0 {
        every.saturating_add(every.min(LONGEST_WAIT).mul_f64(SPREAD * jitter))
    } else {
        backoff(hints.failures, policy).mul_f64(0.5 + 0.5 * jitter)
    };
    if hints.overloaded {
        wait = wait.max(every);
    }
    wait = wait.max(hints.retry_after.unwrap_or_default().min(LONGEST_WAIT));
    let at = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
    Due { at: past_skipped(at, hints.skip_hours), every }
}

fn backoff(failures: u32, policy: &Policy) -> Duration {
    let doubled = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
    policy.backoff_base.saturating_mul(doubled).min(policy.backoff_cap).min(LONGEST_WAIT)
}

fn past_skipped(at: Timestamp, skip: Hours) -> Timestamp {
    let hour_of = |at: Timestamp| u8::try_from(at.to_zoned_datetime(TimeZone::UTC).hour()).unwrap_or(0);
    if skip.is_all() || !skip.contains(hour_of(at)) {
        return at;
    }
    let hour = 3_600;
    let start = at.as_second() - at.as_second().rem_euclid(hour);
    (1..24)
        .filter_map(|hours| Timestamp::from_second(start + hours * hour).ok())
        .find(|&at| !skip.contains(hour_of(at)))
        .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::{Hints, next};
    use crate::poll::Policy;
    use crate::wire::Hours;
    use jiff::Timestamp;
    use std::time::Duration;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn seconds(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }

    /// Seconds until the next poll and the interval in force, without jitter.
    fn wait(hints: Hints) -> (i64, u64) {
        let now = at("2026-03-01T12:00:00Z");
        let due = next(now, &hints, &Policy::default(), 0.0);
        (due.at.as_second() - now.as_second(), due.every.as_secs())
    }

    #[test]
    fn the_longest_of_interval_ttl_and_max_age_counts_within_bounds() {
        let cases = [
            (Hints::default(), (300, 300)),
            (Hints { every: seconds(120), ..Hints::default() }, (120, 120)),
            (Hints { every: seconds(1), ..Hints::default() }, (60, 60)),
            (Hints { every: seconds(7_200), ..Hints::default() }, (7_200, 7_200)),
            (Hints { ttl_minutes: Some(10), ..Hints::default() }, (600, 600)),
            (Hints { ttl_minutes: Some(1), max_age: seconds(900), ..Hints::default() }, (900, 900)),
            (Hints { max_age: seconds(86_400), ..Hints::default() }, (3_600, 3_600)),
            (Hints { ttl_minutes: Some(u32::MAX), every: seconds(7_200), ..Hints::default() }, (7_200, 7_200)),
            (Hints { retry_after: seconds(1_000), ..Hints::default() }, (1_000, 300)),
            (Hints { retry_after: seconds(10), ..Hints::default() }, (300, 300)),
            (Hints { retry_after: seconds(u64::MAX), ..Hints::default() }, (86_400, 300)),
        ];
        for (hints, expected) in cases {
            assert_eq!(wait(hints), expected, "{hints:?}");
        }
    }

    #[test]
    fn failures_double_the_pause_up_to_the_cap() {
        let pauses = [(1, 30), (2, 60), (3, 120), (6, 960), (7, 1_800), (8, 1_800), (40, 1_800), (u32::MAX, 1_800)];
        for (failures, expected) in pauses {
            assert_eq!(wait(Hints { failures, ..Hints::default() }).0, expected, "{failures}");
        }
        let overloaded = Hints { failures: 1, overloaded: true, ..Hints::default() };
        assert_eq!(wait(overloaded).0, 300);
        assert_eq!(wait(Hints { retry_after: seconds(900), ..overloaded }).0, 900);
    }

    #[test]
    fn jitter_spreads_good_polls_a_little_and_failures_widely() {
        let now = at("2026-03-01T12:00:00Z");
        let policy = Policy::default();
        let far = |failures, jitter| {
            let due = next(now, &Hints { failures, ..Hints::default() }, &policy, jitter);
            due.at.as_second() - now.as_second()
        };
        assert_eq!((far(0, 0.0), far(0, 1.0)), (300, 315));
        assert_eq!((far(1, 0.0), far(1, 1.0)), (30, 60));
        assert_eq!(far(0, 7.5), 315);
    }

    #[test]
    fn skipped_hours_are_passed_over() {
        let hours = |list: &[u8]| {
            let mut hours = Hours::default();
            list.iter().for_each(|&hour| hours.add(hour));
            hours
        };
        let cases = [
            (hours(&[12]), "2026-03-01T12:58:00Z", "2026-03-01T13:03:00Z"),
            (hours(&[13, 14]), "2026-03-01T12:58:00Z", "2026-03-01T15:00:00Z"),
            (hours(&[23, 0]), "2026-03-01T22:58:00Z", "2026-03-02T01:00:00Z"),
            (hours(&(0..24).collect::<Vec<_>>()), "2026-03-01T12:58:00Z", "2026-03-01T13:03:00Z"),
        ];
        for (skip_hours, now, expected) in cases {
            let due = next(at(now), &Hints { skip_hours, ..Hints::default() }, &Policy::default(), 0.0);
            assert_eq!(due.at, at(expected), "{now}");
        }
    }

    #[test]
    fn no_settings_overflow() {
        let policy = Policy {
            default_interval: Duration::MAX,
            backoff_base: Duration::MAX,
            backoff_cap: Duration::MAX,
            ..Policy::default()
        };
        for failures in [0, 1, 90] {
            assert_eq!(next(Timestamp::MAX, &Hints { failures, ..Hints::default() }, &policy, 1.0).at, Timestamp::MAX);
        }
    }
}
