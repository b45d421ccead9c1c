//! Times to come, as an editor types them and a rule has them.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::wire::{Until, clean_line};

/// Until when to hold, as typed: a time to come, to the second, because what is written to the log is read by people too; or
/// `revision`, or `embargo`.
///
/// # Errors
/// Why it is none of these, in words, with what can be written.
pub fn hold_until(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Until, String> {
    let time = match text.trim().to_lowercase().as_str() {
        "revision" | "rev" => return Ok(Until::Revision),
        "embargo" => return Ok(Until::Embargo),
        time => time_of(time, now, zone),
    };
    let wrong = match time {
        Some(at) if at > now => return at.round(jiff::Unit::Second).map(Until::Time).map_err(|why| why.to_string()),
        Some(_) => format!("`{}` is past", clean_line(text)),
        None if text.trim().is_empty() => "until when is missing".to_owned(),
        None => format!("`{}` is no time", clean_line(text)),
    };
    let day = zone.to_datetime(now).date().saturating_add(1.day());
    Err(format!("{wrong}; write `14:30`, `2h` or `{day} 09:00`, a time to come, or `revision` or `embargo`"))
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

/// A time: `18:30` (tomorrow's where today's is past), `2h`, `45min`, `2026-05-04 09:00`. The last may be past, and so may a
/// span with a sign before it. `None` where it is none of these.
fn time_of(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    let here = zone.to_datetime(now);
    // A date with a time reads as a time as well: the longer form is tried first.
    if let Ok(at) = text.replacen(' ', "T", 1).parse::<DateTime>() {
        zone.to_timestamp(at).ok()
    } else if let Ok(time) = text.parse::<Time>() {
        let today = zone.to_timestamp(here.date().to_datetime(time)).ok()?;
        if today > now { Some(today) } else { zone.to_timestamp(here.date().tomorrow().ok()?.to_datetime(time)).ok() }
    } else {
        now.checked_add(text.parse::<SignedDuration>().ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_can_be_typed_in_three_ways_and_what_is_none_is_told_why() {
        let now = "2026-11-23T14:32:00Z".parse().unwrap();
        let until = |text: &str| hold_until(text, now, &TimeZone::UTC);
        for (text, at) in [
            ("18:30", "2026-11-23T18:30:00Z"),
            ("09:00", "2026-11-24T09:00:00Z"),
            ("2h", "2026-11-23T16:32:00Z"),
            ("45min", "2026-11-23T15:17:00Z"),
            ("2026-12-01 09:00", "2026-12-01T09:00:00Z"),
        ] {
            assert_eq!(until(text), Ok(Until::Time(at.parse().unwrap())), "{text}");
        }
        for (text, wrong) in [
            ("2025-12-01 09:00", "`2025-12-01 09:00` is past"),
            ("-2h", "`-2h` is past"),
            ("0s", "`0s` is past"),
            ("soon", "`soon` is no time"),
            ("25:00", "`25:00` is no time"),
            ("99", "`99` is no time"),
            (" ", "until when is missing"),
        ] {
            let forms = "; write `14:30`, `2h` or `2026-11-24 09:00`, a time to come, or `revision` or `embargo`";
            assert_eq!(until(text), Err(format!("{wrong}{forms}")));
        }
    }
}
