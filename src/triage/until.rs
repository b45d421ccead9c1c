//! Times to come, as an editor types them and a rule has them.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::wire::Until;

/// Until when to hold, as typed: a time to come, to the second, because what is written to the log is read by people too; or
/// `revision`, or `embargo`. `None` where it is none of these.
pub fn hold_until(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Until> {
    match text.trim().to_lowercase().as_str() {
        "revision" | "rev" => Some(Until::Revision),
        "embargo" => Some(Until::Embargo),
        time => to_come(time, now, zone).and_then(|at| at.round(jiff::Unit::Second).ok()).map(Until::Time),
    }
}

/// A time as words of the desk have it: `18:30`, with its day where that is not today's: `1 Dec 09:00`, `2 Jan 2027 09:00`.
pub fn moment(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, today) = (zone.to_datetime(at), zone.to_datetime(now));
    let form = if at.date() == today.date() {
        "%H:%M"
    } else if at.year() == today.year() {
        "%-d %b %H:%M"
    } else {
        "%-d %b %Y %H:%M"
    };
    at.strftime(form).to_string()
}

/// A time to come: `18:30` (tomorrow's where today's is past), `2h`, `45min`, `2026-05-04 09:00`. `None` where it is
/// none of these, or past.
fn to_come(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    let here = zone.to_datetime(now);
    // A date with a time reads as a time as well: the longer form is tried first.
    let at = if let Ok(at) = text.replacen(' ', "T", 1).parse::<DateTime>() {
        zone.to_timestamp(at).ok()?
    } else if let Ok(time) = text.parse::<Time>() {
        let today = zone.to_timestamp(here.date().to_datetime(time)).ok()?;
        if today > now { today } else { zone.to_timestamp(here.date().tomorrow().ok()?.to_datetime(time)).ok()? }
    } else {
        now.checked_add(text.parse::<SignedDuration>().ok()?).ok()?
    };
    (at > now).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_can_be_typed_in_three_ways_and_must_be_to_come() {
        let now = "2026-11-23T14:32:00Z".parse().unwrap();
        for (text, at) in [
            ("18:30", Some("2026-11-23T18:30:00Z")),
            ("09:00", Some("2026-11-24T09:00:00Z")),
            ("2h", Some("2026-11-23T16:32:00Z")),
            ("45min", Some("2026-11-23T15:17:00Z")),
            ("2026-12-01 09:00", Some("2026-12-01T09:00:00Z")),
            ("2025-12-01 09:00", None),
            ("soon", None),
            ("-2h", None),
        ] {
            assert_eq!(to_come(text, now, &TimeZone::UTC), at.map(|a| a.parse().unwrap()), "{text}");
        }
    }
}
