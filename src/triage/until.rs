//! Times to come, as an editor types them and a rule has them.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::wire::{Until, clean_line, weekday};

use super::value::{self, span};

/// Until when to hold, as typed: a time to come, to the second, because what is written to the log is read by people too; or
/// `revision`, or `embargo`.
///
/// # Errors
/// Why it is none of these, in words, with what can be written.
pub fn hold_until(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Until, String> {
    let time = match text.trim().to_lowercase().as_str() {
        "revision" | "rev" => return Ok(Until::Revision),
        "embargo" => return Ok(Until::Embargo),
        time => time_to_come(time, now, zone),
    };
    let wrong = match time {
        Some(at) if at > now => return at.round(jiff::Unit::Second).map(Until::Time).map_err(|why| why.to_string()),
        Some(_) => format!("`{}` is past", clean_line(text)),
        None if text.trim().is_empty() => "until when is missing".to_owned(),
        None => format!("`{}` is no time", clean_line(text)),
    };
    let day = zone.to_datetime(now).date().saturating_add(1.day());
    Err(format!(
        "{wrong}; write `14:30`, `2h`, `mon 9:00` or `{day} 09:00`, a time to come, or `revision` or `embargo`"
    ))
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

/// A time: `18:30` (tomorrow's where today's is past), a span such as `2h`, `1d` or `45min`, or a day with or without a time of
/// the clock. A date may be past, and so may a span with a sign before it. `None` where it is none of these.
pub(super) fn time_to_come(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if let Some(at) = of_day(text, now, zone) {
        return Some(at);
    }
    if let Some(time) = clock_of(text) {
        let here = zone.to_datetime(now).date();
        let today = zone.to_timestamp(here.to_datetime(time)).ok()?;
        return if today > now { Some(today) } else { zone.to_timestamp(here.tomorrow().ok()?.to_datetime(time)).ok() };
    }
    let span = span(text).or_else(|| text.parse::<SignedDuration>().ok());
    now.checked_add(span?).ok()
}

/// A time of the clock: `9:00`, `09:00:30`.
fn clock_of(text: &str) -> Option<Time> {
    value::time_of(text).or_else(|| text.parse().ok())
}

/// A day with a time of the clock, or its first moment: `tomorrow`, `mon 9:00`, `2026-05-04 09:00`.
fn of_day(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let (day, time) =
        match text.split_once(' ').or_else(|| text.split_once('t')).filter(|(day, _)| day_of(day, now, zone).is_some())
        {
            Some((day, clock)) => (day, clock_of(clock.trim())?),
            None => (text, Time::midnight()),
        };
    let at = |date: Date| zone.to_timestamp(date.to_datetime(time)).ok();
    let date = day_of(day, now, zone)?;
    // The name of a day means the next one, of which today's may be past.
    let next = weekday(day).and(at(date)).filter(|at| *at <= now);
    at(if next.is_some() { date.checked_add(7.days()).ok()? } else { date })
}

/// A day: `today`, `tomorrow`, the next one of a name (today where it has that), or a date.
fn day_of(word: &str, now: Timestamp, zone: &TimeZone) -> Option<Date> {
    let today = zone.to_datetime(now).date();
    match word {
        "today" => Some(today),
        "tomorrow" => today.tomorrow().ok(),
        _ => match weekday(word) {
            Some(day) => today.checked_add(i64::from(today.weekday().until(day)).days()).ok(),
            None => value::date_of(word),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_can_be_typed_in_several_ways_and_what_is_none_is_told_why() {
        let now = "2026-11-23T14:32:00Z".parse().unwrap();
        let until = |text: &str| hold_until(text, now, &TimeZone::UTC);
        for (text, at) in [
            ("18:30", "2026-11-23T18:30:00Z"),
            ("09:00", "2026-11-24T09:00:00Z"),
            ("2h", "2026-11-23T16:32:00Z"),
            ("45min", "2026-11-23T15:17:00Z"),
            ("2026-12-01 09:00", "2026-12-01T09:00:00Z"),
            ("2026-12-01T9:05", "2026-12-01T09:05:00Z"),
            ("2026-12-01", "2026-12-01T00:00:00Z"),
            ("2026-12-01T09:00:00+02:00", "2026-12-01T07:00:00Z"),
            ("9:00", "2026-11-24T09:00:00Z"),
            ("18:30:15", "2026-11-23T18:30:15Z"),
            ("1d", "2026-11-24T14:32:00Z"),
            ("2d", "2026-11-25T14:32:00Z"),
            ("1w", "2026-11-30T14:32:00Z"),
            ("1h30m", "2026-11-23T16:02:00Z"),
            ("Tomorrow", "2026-11-24T00:00:00Z"),
            ("tomorrow 9:00", "2026-11-24T09:00:00Z"),
            ("today 18:00", "2026-11-23T18:00:00Z"),
            // It is a Monday.
            ("mon 15:00", "2026-11-23T15:00:00Z"),
            ("mon 9:00", "2026-11-30T09:00:00Z"),
            ("Monday", "2026-11-30T00:00:00Z"),
            ("sun  9:00", "2026-11-29T09:00:00Z"),
        ] {
            assert_eq!(until(text), Ok(Until::Time(at.parse().unwrap())), "{text}");
        }
        for (text, wrong) in [
            ("2025-12-01 09:00", "`2025-12-01 09:00` is past"),
            ("-2h", "`-2h` is past"),
            ("0s", "`0s` is past"),
            ("today 9:00", "`today 9:00` is past"),
            ("soon", "`soon` is no time"),
            ("mon soon", "`mon soon` is no time"),
            ("mo 9:00", "`mo 9:00` is no time"),
            ("25:00", "`25:00` is no time"),
            ("99", "`99` is no time"),
            (" ", "until when is missing"),
        ] {
            let forms =
                "; write `14:30`, `2h`, `mon 9:00` or `2026-11-24 09:00`, a time to come, or `revision` or `embargo`";
            assert_eq!(until(text), Err(format!("{wrong}{forms}")));
        }
    }
}
