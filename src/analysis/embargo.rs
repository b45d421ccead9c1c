//! Embargo lines: whether a line sets one, and until when.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use crate::wire::weekday;

use super::calendar::month;

/// Names of time zones as wires write them, in minutes east of UTC.
const ZONES: &[(&str, i32)] = &[
    ("GMT", 0),
    ("UTC", 0),
    ("Z", 0),
    ("BST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("EST", -300),
    ("EDT", -240),
    ("ET", -300),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("IST", 330),
    ("SGT", 480),
    ("HKT", 480),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
];

/// How embargo lines of other languages open, in small letters. Their time is not read, for they name no zone and mean the place
/// of the agency: the copy stays under embargo until the wire lifts it or a field of the feed says when.
const FOREIGN: &[&str] = &[
    "sperrfrist",
    "gesperrt bis",
    "sous embargo jusqu'",
    "sous embargo jusqu’",
    "embargado hasta",
    "embargo hasta",
    "embargado até",
    "embargo até",
    "embargo fino a",
    "embargo tot",
];

/// The words after an embargo's opening ("EMBARGOED UNTIL …"), where the line sets one at its start.
pub(crate) fn terms(line: &str) -> Option<&str> {
    let start = line.trim_start_matches([' ', '*', '(', '[', '-', '=', '/']);
    let start = strip(start, "strictly ").unwrap_or(start);
    let start = strip(start, "under ").unwrap_or(start);
    if let Some(tail) = strip(start, "not for publication ").or_else(|| strip(start, "not for release ")) {
        return ["before", "until"].iter().find_map(|word| strip(tail, word));
    }
    if let Some(tail) = strip(start, "hold for release") {
        return Some(tail);
    }
    if let Some(tail) = strip(start, "embargoed") {
        let words = tail.trim_start_matches([':', ' ', '-', '–', '—']);
        let joined =
            ["until", "till", "to", "for release", "for", "not before"].iter().find_map(|word| strip(words, word));
        return match joined {
            Some(terms) if says_when(terms) => Some(terms),
            Some(_) => None,
            None => (tail.starts_with(':') || words.is_empty()).then_some(words),
        };
    }
    if let Some(tail) = FOREIGN.iter().find_map(|words| strip(start, words)) {
        let words = tail.trim_start();
        return (words.starts_with(':')
            || words.split(' ').take(5).any(|word| word.contains(|c: char| c.is_ascii_digit())))
        .then_some("");
    }
    let tail = strip(start, "embargo")?;
    let words = tail.trim_start();
    if let Some(terms) = words.strip_prefix(':') {
        return Some(terms);
    }
    let joined = ["until", "till", "to"].iter().find_map(|word| strip(words, word)).filter(|terms| says_when(terms));
    let in_capitals = start.starts_with("EMBARGO");
    joined.or_else(|| words.strip_prefix(['-', '–', '—']).filter(|terms| in_capitals && says_when(terms)))
}

fn strip<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    if start.eq_ignore_ascii_case(word) { text.get(word.len()..) } else { None }
}

/// Whether the first words hold a time, a date, or "further notice".
fn says_when(terms: &str) -> bool {
    let low = terms.to_lowercase();
    let mut words = low.split_whitespace().take(5);
    let has_time = words.any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(word, "midnight" | "noon" | "midday")
            || weekday(word).is_some()
            || (month(word).is_some() && word != "may")
    });
    has_time || low.trim_start().starts_with("further notice")
}

/// What a line says of the moment.
#[derive(Default)]
struct Moment {
    time: Option<Time>,
    zone: Option<i32>,
    weekday: Option<Weekday>,
    month: Option<i8>,
    day: Option<i8>,
    year: Option<i16>,
}

/// When the embargo lifts. A missing date is the next such day on or after `filed`; a missing time is the day's start;
/// a missing zone is UTC. `None` where neither time nor date can be read.
pub(crate) fn lifts(terms: &str, filed: Option<Timestamp>) -> Option<Timestamp> {
    let iso = terms.split_whitespace().map(|word| word.trim_matches(['.', ',', ')', ']', '*']));
    if let Some(stamp) = iso.filter_map(|word| word.parse().ok()).next() {
        return Some(stamp);
    }
    let moment = moment_of(terms);
    let offset = Offset::from_seconds(moment.zone.unwrap_or(0) * 60).ok()?;
    let filed_on = filed.map(|at| offset.to_datetime(at));
    let date = match (moment.month, moment.day, moment.weekday) {
        (Some(month), Some(day), _) => {
            let year = moment.year.or(filed_on.map(|at| at.year()))?;
            let date = Date::new(year, month, day).ok()?;
            let passed = moment.year.is_none() && filed_on.is_some_and(|at| date < at.date().saturating_sub(60.days()));
            if passed { Date::new(year + 1, month, day).ok()? } else { date }
        }
        (_, _, Some(weekday)) => {
            let from = filed_on?.date();
            if from.weekday() == weekday { from } else { from.nth_weekday(1, weekday).ok()? }
        }
        _ => {
            let from = filed_on?;
            let time = moment.time?;
            if time < from.time() { from.date().tomorrow().ok()? } else { from.date() }
        }
    };
    offset.to_timestamp(date.to_datetime(moment.time.unwrap_or(Time::midnight()))).ok()
}

fn moment_of(terms: &str) -> Moment {
    let mut moment = Moment::default();
    let line = terms.lines().next().unwrap_or("").replace("a.m.", "am").replace("p.m.", "pm");
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '/'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .take(16)
        .collect();
    for (at, word) in words.iter().enumerate() {
        let low = word.to_lowercase();
        let next = words.get(at + 1).map(|word| word.to_lowercase()).unwrap_or_default();
        if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| name == word) {
            moment.zone = moment.zone.or(Some(*minutes));
        } else if let Some(day) = weekday(&low) {
            moment.weekday = moment.weekday.or(Some(day));
        } else if let Some(number) = month(&low) {
            moment.month = moment.month.or(Some(number));
        } else if moment.time.is_none()
            && let Some((time, zone)) = time_of(&low, &next)
        {
            moment.time = Some(time);
            moment.zone = moment.zone.or(zone);
        } else if let Ok(number) = low.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i16>() {
            match number {
                1..=31 => moment.day = moment.day.or(i8::try_from(number).ok()),
                2000..=2100 => moment.year = moment.year.or(Some(number)),
                _ => {}
            }
        }
    }
    moment
}

/// A time of day: `0001`, `00:01`, `00.01`, `6pm`, `6:30 pm`, `noon`, with a zone glued to it (`0001GMT`) or not.
fn time_of(word: &str, next: &str) -> Option<(Time, Option<i32>)> {
    match word {
        "noon" | "midday" => return Time::new(12, 0, 0, 0).ok().map(|time| (time, None)),
        "midnight" => return Some((Time::midnight(), None)),
        _ => {}
    }
    let end = word.find(|c: char| c.is_alphabetic()).unwrap_or(word.len());
    let (figures, suffix) = word.split_at_checked(end)?;
    let zone = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(suffix)).map(|(_, minutes)| *minutes);
    if !(suffix.is_empty() || zone.is_some() || matches!(suffix, "am" | "pm" | "h")) {
        return None;
    }
    let half = if matches!(suffix, "am" | "pm") { suffix } else { next };
    let is_half = matches!(half, "am" | "pm");
    let (hour, minute) = match figures.split_once([':', '.']) {
        Some((hour, minute)) => (hour.parse::<i8>().ok()?, minute.get(..2)?.parse::<i8>().ok()?),
        // Four figures are a time; a year is one only with a zone after it.
        None if figures.len() == 4 && !(figures.starts_with("20") && zone.is_none() && !is_zone(next)) => {
            (figures.get(..2)?.parse().ok()?, figures.get(2..)?.parse().ok()?)
        }
        None if is_half && figures.len() <= 2 => (figures.parse().ok()?, 0),
        None => return None,
    };
    let hour = match (half, hour) {
        ("pm", 1..=11) => hour + 12,
        ("am", 12) => 0,
        _ => hour,
    };
    Time::new(hour, minute, 0, 0).ok().map(|time| (time, zone))
}

fn is_zone(word: &str) -> bool {
    ZONES.iter().any(|(name, _)| name.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_wires_write_them() {
        let filed = "2026-11-20T15:00:00Z".parse().ok();
        for (line, lifts_at) in [
            ("Embargoed until Thurs 1800 GMT", "2026-11-26T18:00:00Z"),
            ("EMBARGOED UNTIL 0001 GMT Monday November 23", "2026-11-23T00:01:00Z"),
            ("EMBARGOED TO 0001 TUESDAY NOVEMBER 24", "2026-11-24T00:01:00Z"),
            ("Strictly embargoed until 10:00 AM EST on Tuesday, Nov. 24, 2026", "2026-11-24T15:00:00Z"),
            ("EMBARGO: 6 p.m. EST, Thursday, Dec. 3, 2026", "2026-12-03T23:00:00Z"),
            ("(EMBARGOED FOR 00.01 CET 24 November)", "2026-11-23T23:01:00Z"),
            ("Under embargo until 2026-11-24T00:01:00Z", "2026-11-24T00:01:00Z"),
            ("NOT FOR PUBLICATION BEFORE 1800 GMT", "2026-11-20T18:00:00Z"),
            ("EMBARGOED UNTIL 0900GMT", "2026-11-21T09:00:00Z"),
            ("Embargoed until Sunday noon", "2026-11-22T12:00:00Z"),
            ("HOLD FOR RELEASE until January 4", "2027-01-04T00:00:00Z"),
        ] {
            let found = terms(line).and_then(|terms| lifts(terms, filed));
            assert_eq!(found.map(|at| at.to_string()).as_deref(), Some(lifts_at), "{line}");
        }
    }

    #[test]
    fn news_about_embargoes_sets_none() {
        for line in [
            "Embargo on arms to the islands extended",
            "EU lifts embargo until further talks",
            "Embargoed for decades, the island opens",
            "EMBARGO TALKS RESUME",
            "Embargo to be lifted, minister says",
        ] {
            assert_eq!(terms(line), None, "{line}");
        }
        assert_eq!(terms("EMBARGOED UNTIL FURTHER NOTICE").and_then(|terms| lifts(terms, None)), None);
        assert!(terms("EMBARGOED UNTIL FURTHER NOTICE").is_some());
    }
}
