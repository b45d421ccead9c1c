//! Dates in every shape that feeds write them, where there is one sensible reading.
//!
//! RFC 3339, RFC 2822 and what comes close: missing seconds, names of months in other languages, zones by name, two-digit
//! years, ordinal dates, AM and PM, hours past midnight. Without a zone, UTC. Where a date cannot be told, there is none.

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp};

use super::calendar::{compact, full_year, make, number, separated};
use super::date_words::{meridiem, month, zone};

/// The first second of the year 2, in seconds since 1970.
const FIRST: i64 = -62_104_060_800;
/// RFC 2822, whatever day of the week it says.
static RFC_2822: jiff::fmt::rfc2822::DateTimeParser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);

/// Reads a date; `None` where it has no sensible reading.
pub fn parse_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    if let Some(standard) = standard(text) {
        return Some(standard).filter(is_set);
    }
    let plain = plain(text);
    let mut parts = Parts::default();
    for word in plain.split([' ', ',', '\t', '\n', '\r', '\u{a0}']).filter(|w| !w.is_empty()) {
        parts.take(word);
    }
    if parts.clock.is_some() && text.chars().any(|c| ('가'..='힣').contains(&c)) {
        // The words are Korean, and so is the clock where no zone is named.
        parts.offset.get_or_insert(9 * 3_600);
    }
    parts.finish(text)
}

/// A date that is written by the book; most are, and this is quick.
fn standard(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let end = bytes.last()?;
    if bytes.first()?.is_ascii_digit() && bytes.get(4) == Some(&b'-') {
        return text.parse().ok();
    }
    // Other names of zones are beyond RFC 2822, which takes them for UTC; so is a year of two digits beyond 68.
    let by_the_book = text.ends_with("GMT") || (end.is_ascii_digit() && text.contains(" +") | text.contains(" -"));
    let colon = text.find(':')?;
    let digit_before = |back: usize| colon.checked_sub(back).and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let full_year = digit_before(4) && digit_before(7);
    if by_the_book && full_year { RFC_2822.parse_timestamp(text).ok() } else { None }
}

/// Whether somebody set the date: the zero of some languages' clocks is none.
fn is_set(date: &Timestamp) -> bool {
    date.as_second() > FIRST
}

/// The units that Chinese, Japanese and Korean put after year, month and day become hyphens.
fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '년' | '年' | '월' | '月' => out.push('-'),
            ' ' if out.ends_with('-') => {}
            '일' | '日' => out.push(' '),
            '−' | '–' => out.push('-'),
            _ => out.push(c),
        }
    }
    out
}

/// What the words of a date have given so far.
#[derive(Debug, Default)]
struct Parts {
    date: Option<Date>,
    clock: Option<Clock>,
    month: Option<i8>,
    numbers: Vec<(i32, usize)>,
    afternoon: Option<bool>,
    offset: Option<i32>,
    /// The date ended in something that is none, so what follows is not looked at.
    done: bool,
}

/// A time of day in seconds (which may pass midnight) and nanoseconds.
#[derive(Debug, Clone, Copy)]
struct Clock {
    hours: i64,
    seconds: i64,
    nanos: i32,
}

impl Parts {
    fn take(&mut self, word: &str) {
        if self.done {
            return;
        }
        if self.date.is_none() && self.month.is_none() && self.numbers.is_empty() && self.dated(word) {
            return;
        }
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.timed(word);
        }
        if word.starts_with(['+', '-']) && self.clock.is_some() {
            if let Some(offset) = offset(word) {
                self.offset = Some(offset);
            }
            return;
        }
        if let Some(afternoon) = meridiem(word) {
            self.afternoon = Some(afternoon);
            return;
        }
        self.worded(word);
    }

    /// A word that is a number, a month, a zone, several of them joined by hyphens, or nothing of interest.
    fn worded(&mut self, word: &str) {
        let word = word.trim_end_matches('.');
        if let Some(number) = number(word) {
            self.numbers.push(number);
        } else if let Some(month) = month(word) {
            self.month.get_or_insert(month);
        } else if let Some(seconds) = zone(word) {
            if self.clock.is_some() {
                self.offset = Some(seconds);
            }
        } else if word.contains(['-', '/']) && word.split(['-', '/']).any(|w| month(w).is_some()) {
            for part in word.split(['-', '/']).filter(|p| !p.is_empty()) {
                self.worded(part);
            }
        }
    }

    /// A date in one word, perhaps with the time after a `T`.
    fn dated(&mut self, word: &str) -> bool {
        let mut last = ' ';
        let cut = word.char_indices().find(|(_, c)| {
            let between = matches!(c, 'T' | 't') && last.is_ascii_digit();
            last = *c;
            between
        });
        let cut = cut.map(|(at, _)| at);
        let (day, time) = match cut.and_then(|i| Some((word.get(..i)?, word.get(i + 1..)?))) {
            Some((day, time)) if day.contains(|c: char| c.is_ascii_digit()) => (day, Some(time)),
            _ => (word, None),
        };
        let Some(date) = compact(day).or_else(|| separated(day)) else {
            return false;
        };
        self.date = Some(date);
        if let Some(time) = time {
            self.timed(time);
        }
        true
    }

    /// A time of day with what is joined to it: fraction, AM or PM, zone.
    fn timed(&mut self, word: &str) {
        let end = word.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        let Some(clock) = read_clock(clock) else {
            self.done = true;
            return;
        };
        self.clock = Some(clock);
        let rest = rest.trim();
        if let Some(afternoon) = meridiem(rest) {
            self.afternoon = Some(afternoon);
        } else if rest.starts_with(['+', '-']) {
            self.offset = offset(rest);
        } else if let Some(seconds) = zone(rest) {
            self.offset = Some(seconds);
        }
    }

    fn finish(self, text: &str) -> Option<Timestamp> {
        if self.date.is_none() && self.month.is_none() && self.clock.is_none() {
            return epoch(text);
        }
        let date = self.date.or_else(|| self.spelt())?;
        let clock = self.clock.unwrap_or(Clock { hours: 0, seconds: 0, nanos: 0 });
        let hours = match self.afternoon {
            Some(true) if clock.hours < 12 => clock.hours + 12,
            Some(false) if clock.hours == 12 => 0,
            _ => clock.hours,
        };
        let seconds = hours * 3_600 + clock.seconds - i64::from(self.offset.unwrap_or(0));
        let midnight: DateTime = date.at(0, 0, 0, 0);
        let utc = midnight.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        let span = Span::new().try_seconds(seconds).ok()?.try_nanoseconds(i64::from(clock.nanos)).ok()?;
        utc.checked_add(span).ok().filter(is_set)
    }

    /// The date of a month's name and two numbers: a number that cannot be a day is the year.
    fn spelt(&self) -> Option<Date> {
        let month = self.month?;
        let mut numbers = self.numbers.iter().copied();
        let (first, second) = (numbers.next()?, numbers.next());
        let Some(second) = second else {
            return (first.1 == 4).then(|| make(first.0, month, 1)).flatten();
        };
        let first_is_year = first.1 >= 3 || first.0 > 31;
        let (day, year) = if first_is_year { (second, first) } else { (first, second) };
        make(full_year(year), month, i8::try_from(day.0).ok()?)
    }
}

/// `9:15`, `09:15:07`, `09:15:07.25`, `091507`, `0915`. A field that is no number makes it no time.
fn read_clock(text: &str) -> Option<Clock> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fields: Vec<i64> = if whole.contains(':') {
        whole.split(':').map(|f| f.parse().ok().filter(|n| (0..100).contains(n))).collect::<Option<_>>()?
    } else {
        let pairs = whole.as_bytes().chunks(2);
        pairs.map(|p| std::str::from_utf8(p).ok()?.parse().ok()).collect::<Option<_>>()?
    };
    let field = |i: usize| fields.get(i).copied().unwrap_or(0);
    if fields.len() > 3 || fields.is_empty() || field(0) > 29 {
        return None;
    }
    let nanos = fraction.bytes().filter(u8::is_ascii_digit).chain(std::iter::repeat(b'0')).take(9);
    let nanos = nanos.fold(0_i32, |n, digit| n * 10 + i32::from(digit - b'0'));
    Some(Clock { hours: field(0), seconds: field(1) * 60 + field(2), nanos })
}

/// An offset from UTC in seconds: `+0200`, `-05:00`, `+2`, `+00:0`; what is no digit ends it.
fn offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let body = text.trim_start_matches(['+', '-']);
    let end = body.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(body.len());
    let body = body.get(..end)?;
    let (hours, minutes) = match body.split_once(':') {
        Some((h, m)) => (h.parse::<i32>().ok()?, m.get(..2.min(m.len()))?.parse().unwrap_or(0)),
        None if body.len() <= 2 => (body.parse().ok()?, 0),
        None => (body.get(..body.len() - 2)?.parse().ok()?, body.get(body.len() - 2..)?.parse().ok()?),
    };
    (hours < 24 && minutes < 60).then(|| sign * (hours * 3_600 + minutes * 60))
}

/// Seconds or milliseconds since 1970.
fn epoch(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// An offset joined to a zone's name: `GMT+1`, `UTC-05:00`.
pub(crate) fn joined_offset(text: &str) -> Option<i32> {
    offset(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_shape_have_their_one_reading() {
        for (text, want) in [
            ("2026-11-03T10:14:55Z", "2026-11-03T10:14:55Z"),
            ("2026-11-03T10:14:55.125-08:00", "2026-11-03T18:14:55.125Z"),
            ("2026-11-03 10:14:55", "2026-11-03T10:14:55Z"),
            ("2026-11-03T10:14+01:00", "2026-11-03T09:14:00Z"),
            ("20261103T101455Z", "2026-11-03T10:14:55Z"),
            ("2026-11-03", "2026-11-03T00:00:00Z"),
            ("2026-11", "2026-11-01T00:00:00Z"),
            ("2026", "2026-01-01T00:00:00Z"),
            ("2026-307", "2026-11-03T00:00:00Z"),
            ("26307", "2026-11-03T00:00:00Z"),
            ("261103", "2026-11-03T00:00:00Z"),
            ("-2611", "2026-11-01T00:00:00Z"),
            ("-26-11", "2026-11-01T00:00:00Z"),
            ("2026-011-03T10:14:55Z", "2026-11-03T10:14:55Z"),
            ("2026/11/3 9:05:00", "2026-11-03T09:05:00Z"),
            ("3.11.2026 09:05", "2026-11-03T09:05:00Z"),
            ("11/23/2026 03:14:00 PM", "2026-11-23T15:14:00Z"),
            ("Tue, 03 Nov 2026 10:14:55 GMT", "2026-11-03T10:14:55Z"),
            ("Mon, 03 Nov 2026 10:14:55 +0200", "2026-11-03T08:14:55Z"),
            ("03 Nov 26 10:14 EST", "2026-11-03T15:14:00Z"),
            ("Tue,3 Nov, 2026 10:14:55 GMT-01:30", "2026-11-03T11:44:55Z"),
            ("Tue Nov  3 10:14:55 2026", "2026-11-03T10:14:55Z"),
            ("Tue Nov 3 10:14:55 +0100 2026", "2026-11-03T09:14:55Z"),
            ("Nov 3rd, 2026 12:05 AM", "2026-11-03T00:05:00Z"),
            ("03-Nov-2026 10:14:55 CEST", "2026-11-03T08:14:55Z"),
            ("mardi 3 novembre 2026 10:14", "2026-11-03T10:14:00Z"),
            ("3. März 2026", "2026-03-03T00:00:00Z"),
            ("2026-11-03T24:00:00Z", "2026-11-04T00:00:00Z"),
            ("1793700895", "2026-11-03T10:14:55Z"),
            ("2026年11月3日 10:14", "2026-11-03T10:14:00Z"),
            ("2026년 11월 03일  19:14:55", "2026-11-03T10:14:55Z"),
            ("2026-11-03 오후 07:14:55", "2026-11-03T10:14:55Z"),
            ("2026-október-13T9:15-05:00", "2026-10-13T14:15:00Z"),
        ] {
            assert_eq!(parse_date(text).map(|t| t.to_string()).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_has_no_sensible_reading_is_no_date() {
        for text in
            ["", "yesterday", "2026-xx-27", "2026-13-41", "03/04/2026", "0001-01-01T00:00:00Z", "12:30", "32 Nov 2026"]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
