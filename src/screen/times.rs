//! Times as the screen writes them, and as an editor types them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::triage::moment;
use crate::wire::Until;

/// Hours for which the time of day says enough, also across midnight.
const FRESH: i64 = 20;

/// A time in six columns: `14:31` within the last hours, `23 Nov` this year; in nine in another year, `23 Nov 24`.
pub fn when(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let fresh = now.duration_since(at).as_hours().abs() < FRESH;
    let (at, now) = (zone.to_datetime(at), zone.to_datetime(now));
    if fresh {
        return format!("{:02}:{:02}", at.hour(), at.minute());
    }
    at.strftime(if at.year() == now.year() { "%e %b" } else { "%e %b %y" }).to_string()
}

/// A date and time in full, in the zone.
pub(crate) fn in_full(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Until when something is held, after the word "until": `18:30`, `1 Dec 09:00`, or what has to come.
pub(crate) fn until_words(until: Until, now: Timestamp, zone: &TimeZone) -> String {
    match until {
        Until::Time(at) => moment(at, now, zone),
        Until::Revision => "its next revision".to_owned(),
        Until::Embargo => "its embargo lifts".to_owned(),
    }
}

/// How long ago something was, to the minute, as often as the screen is drawn anew: `<1 min`, `12 min`, `3 h`, `2 d`.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs().max(0);
    match seconds {
        0..60 => "<1 min".into(),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// How long it is until something, to the minute: `<1 min`, `12 min`, `3 h 5 min`, `2 d`.
pub(crate) fn in_time(at: Timestamp, now: Timestamp) -> String {
    let minutes = at.duration_since(now).as_secs().max(0) / 60;
    match minutes {
        0 => "<1 min".into(),
        1..60 => format!("{minutes} min"),
        60..1440 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_short_as_its_distance_allows() {
        let now = "2026-11-23T14:32:00Z".parse().unwrap();
        for (at, words) in [
            ("2026-11-23T04:05:59Z", "04:05"),
            ("2026-11-22T23:58:00Z", "23:58"),
            ("2026-11-02T14:31:00Z", " 2 Nov"),
            ("2024-01-01T00:00:00Z", " 1 Jan 24"),
        ] {
            assert_eq!(when(at.parse().unwrap(), now, &TimeZone::UTC), words);
        }
    }

    #[test]
    fn the_end_of_a_hold_has_its_day_where_that_is_not_today() {
        let now = "2026-11-23T14:32:00Z".parse().unwrap();
        let at = |text: &str| Until::Time(text.parse().unwrap());
        for (until, words) in [
            (at("2026-11-23T18:30:00Z"), "18:30"),
            (at("2026-11-24T09:00:00Z"), "24 Nov 09:00"),
            (at("2027-01-02T09:00:00Z"), "2 Jan 2027 09:00"),
            (Until::Revision, "its next revision"),
            (Until::Embargo, "its embargo lifts"),
        ] {
            assert_eq!(until_words(until, now, &TimeZone::UTC), words);
        }
    }
}
