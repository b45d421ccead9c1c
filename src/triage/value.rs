//! The values of fields: names, numbers, marks, states and times.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::wire::{Compare, Field, Query, Term, clean_line};

use super::QueryError;
use super::field::{FIELDS, FieldHelp, Kind, MARKS, STATES, WAITS, did_you_mean, field};
use super::parse::all_of;
use super::pattern::pattern;
use super::token::Value;
use super::unspaced;
use super::until::time_to_come;

/// What time it is, and on whose wall.
pub(super) struct Clock<'a> {
    pub now: Timestamp,
    pub zone: &'a TimeZone,
}

/// The term that a field with its value stands for. `column` is the field's, `at` the value's.
pub(super) fn value(name: &str, column: usize, written: &Value, at: usize, clock: &Clock) -> Result<Query, QueryError> {
    let Some(row) = field(name) else { return Err(no_field(name, column)) };
    let text = match written {
        Value::Regex(regex) => return of_field(row, regex, at),
        Value::Bare(star) if star == "*" => match any_value(row.kind) {
            Some(query) => return Ok(query),
            None => "*",
        },
        Value::Bare(list) => {
            refuse_list(row, list, at)?;
            list
        }
        Value::Phrase(text) => text,
    };
    let text = &clean_line(text);
    let text = match (row.kind, written) {
        // These find a part of a name anyhow: the star is what an editor is used to from words.
        (Kind::Is(Field::Source | Field::Speaker | Field::By | Field::Place | Field::Slug), Value::Bare(_)) => {
            text.trim_end_matches('*')
        }
        _ => text,
    };
    let term = match row.kind {
        Kind::IsOrAny(_, state) if text.is_empty() => Term::State(state.to_owned()),
        Kind::Held if text.is_empty() => Term::State("held".to_owned()),
        _ if text.is_empty() => return Err(wants(row, at, "something")),
        Kind::Held => held(row, text, at, clock)?,
        Kind::Words(part) => Term::Text(Some(part), searchable(text, at)?),
        Kind::Is(Field::Speaker) => Term::Is(Field::Speaker, in_bounds(text.to_owned(), at)?),
        Kind::Is(part) | Kind::IsOrAny(part, _) => Term::Is(part, text.to_owned()),
        Kind::Mark => Term::Is(Field::Mark, one_of(row, text, at, &MARKS)?),
        Kind::State => Term::State(one_of(row, text, at, &STATES.map(|(state, _)| state))?),
        Kind::Number(part) => {
            let (compare, rest) = comparison(text);
            let number = rest.parse::<i64>().map_err(|_| wants(row, at, "a number"))?;
            Term::Number(part, compare.unwrap_or(Compare::Equal), number)
        }
        Kind::Age => {
            let (compare, rest) = comparison(text);
            let then = span(rest).and_then(|span| clock.now.checked_sub(span).ok());
            let then = then.ok_or_else(|| wants(row, at, "a span of time"))?;
            Term::Since(!matches!(compare, Some(Compare::More | Compare::AtLeast)), then)
        }
        Kind::Since(from) => Term::Since(from, time(text, clock).ok_or_else(|| wants(row, at, "a time"))?),
        Kind::On => {
            let (from, to) = day(text, clock).ok_or_else(|| wants(row, at, "a day"))?;
            return Ok(all_of(vec![Query::Term(Term::Since(true, from)), Query::Term(Term::Since(false, to))]));
        }
    };
    Ok(Query::Term(term))
}

/// What a hold waits for, or how its end compares with a time to come.
fn held(row: &FieldHelp, text: &str, at: usize, clock: &Clock) -> Result<Term, QueryError> {
    let small = text.to_lowercase();
    if WAITS.iter().any(|(word, _)| *word == small) {
        return Ok(Term::Is(Field::Held, small));
    }
    let (compare, rest) = comparison(&small);
    let end = compare.zip(time_to_come(rest, clock.now, clock.zone));
    let (compare, end) = end.ok_or_else(|| {
        wants(row, at, "`revision`, `embargo`, or `<` or `>` and a time to come such as `2h` or `18:30`")
    })?;
    Ok(Term::HoldEnds(compare, end))
}

/// A regular expression over a part of the copy, over headline and text where that is `None`. `column` is where it begins.
pub(super) fn expression(part: Option<Field>, regex: String, column: usize) -> Result<Query, QueryError> {
    match pattern(&regex) {
        Ok(_) => Ok(Query::Term(Term::Regex(part, regex))),
        Err(why) => Err(QueryError::new(column, format!("not a regular expression: {why}"))),
    }
}

/// A regular expression over a field, where that holds words.
fn of_field(row: &FieldHelp, regex: &str, at: usize) -> Result<Query, QueryError> {
    let part = match row.kind {
        Kind::Words(part) => Some(part),
        Kind::Is(part @ (Field::Speaker | Field::By | Field::Place | Field::Slug)) => Some(part),
        _ => None,
    };
    match part {
        Some(part) => expression(Some(part), regex.to_owned(), at),
        None => Err(QueryError::new(
            at,
            format!("`{}:` takes no regular expression; write it as in `{}`", row.name, row.example),
        )),
    }
}

/// What `field:*` asks for: that the field has a value. `None` where that says nothing.
fn any_value(kind: Kind) -> Option<Query> {
    let state = |word: &str| Query::Term(Term::State(word.to_owned()));
    Some(match kind {
        Kind::IsOrAny(_, word) => state(word),
        Kind::Held => state("held"),
        // All copy has a source.
        Kind::Is(Field::Source) => Query::All,
        Kind::Words(part @ (Field::Quote | Field::Note)) | Kind::Is(part) | Kind::Number(part @ Field::Priority) => {
            Query::Term(Term::Has(part))
        }
        Kind::Mark => Query::Term(Term::Has(Field::Mark)),
        _ => return None,
    })
}

/// Refuses values parted by commas, which other programs take for alternatives: here they would be one value with a comma in it.
fn refuse_list(row: &FieldHelp, text: &str, at: usize) -> Result<(), QueryError> {
    let one = matches!(row.kind, Kind::Is(_) | Kind::IsOrAny(..) | Kind::Mark | Kind::State | Kind::Number(_));
    let values: Vec<&str> = text.split(',').filter(|value| !value.is_empty()).collect();
    if !one || !text.contains(',') || values.is_empty() {
        return Ok(());
    }
    let each: Vec<String> = values.iter().map(|value| format!("{}:{}", row.name, clean_line(value))).collect();
    let hint = match each.as_slice() {
        [one] => format!("write `{one}`"),
        all => format!("write `({})`", all.join(" or ")),
    };
    Err(QueryError::new(at, format!("`{}:` takes one value; {hint}, or put a value with a comma in quotes", row.name)))
}

/// Words that can be found, cleaned as the copy is. Signs alone are in no index.
pub(super) fn searchable(words: &str, column: usize) -> Result<String, QueryError> {
    let clean = clean_line(words);
    if clean.chars().any(char::is_alphanumeric) {
        in_bounds(clean, column)
    } else {
        Err(QueryError::new(column, format!("`{clean}` has no letter or digit to look for")))
    }
}

/// Refuses words that would make too large a pattern: those of scripts without blanks are looked for by one.
fn in_bounds(words: String, column: usize) -> Result<String, QueryError> {
    match unspaced(&words).map(|piece| pattern(&piece)) {
        Some(Err(_)) => {
            let why = "these words are too many to be looked for in a row; leave some out, or look for each by itself";
            Err(QueryError::new(column, why))
        }
        _ => Ok(words),
    }
}

fn no_field(name: &str, column: usize) -> QueryError {
    let names = FIELDS.map(|row| row.name);
    let hint = match name {
        "sort" | "order" => "; the order is no part of a query".to_owned(),
        _ => did_you_mean(name, &names, |name| format!("`{name}:`")),
    };
    let hint = if hint.is_empty() { "; put it in quotes to look for the words".to_owned() } else { hint };
    QueryError::new(column, format!("no field `{}:`{hint}", clean_line(name)))
}

fn wants(row: &FieldHelp, at: usize, what: &str) -> QueryError {
    QueryError::new(at, format!("`{}:` wants {what}, as in `{}`", row.name, row.example))
}

fn one_of(row: &FieldHelp, text: &str, at: usize, words: &[&'static str]) -> Result<String, QueryError> {
    let small = text.to_lowercase();
    if let Some(word) = words.iter().find(|word| **word == small) {
        return Ok((*word).to_owned());
    }
    let hint = did_you_mean(&small, words, |word| format!("`{word}`"));
    let hint = if hint.is_empty() { format!("; it is one of {}", words.join(" ")) } else { hint };
    Err(QueryError::new(at, format!("`{}:` does not know `{text}`{hint}", row.name)))
}

fn comparison(text: &str) -> (Option<Compare>, &str) {
    let signs = [
        ("<=", Compare::AtMost),
        (">=", Compare::AtLeast),
        ("<", Compare::Less),
        (">", Compare::More),
        ("=", Compare::Equal),
    ];
    signs
        .into_iter()
        .find_map(|(sign, compare)| text.strip_prefix(sign).map(|rest| (Some(compare), rest.trim_start())))
        .unwrap_or((None, text))
}

/// A span such as `90m`, `6h`, `1h30m`, `2d` or `1w`; days have 24 hours.
pub(super) fn span(text: &str) -> Option<SignedDuration> {
    let mut rest = text;
    let mut seconds: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, tail) = rest.split_at_checked(digits)?;
        let unit = tail.chars().next()?;
        let each = match unit.to_ascii_lowercase() {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        seconds = seconds.checked_add(count.parse::<i64>().ok()?.checked_mul(each)?)?;
        rest = tail.get(unit.len_utf8()..)?;
    }
    (!text.is_empty()).then(|| SignedDuration::from_secs(seconds))
}

/// The time that `since:` reads: RFC 3339, a date, a time of the clock that has passed, `today`, `yesterday`, or a span back
/// from `now` such as `6h`. `None` where it is none of these.
pub fn time_back(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    time(text.trim(), &Clock { now, zone })
}

/// A time: RFC 3339, a date with or without a time of the clock, a time of the clock (the last that has passed, so that
/// `since:22:00` means last night to a night shift), `today`, `yesterday`, or a span back from now.
fn time(text: &str, clock: &Clock) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if let Some((from, _)) = day(text, clock) {
        return Some(from);
    }
    if let Some(span) = span(text) {
        return clock.now.checked_sub(span).ok();
    }
    if let Some((date, hour)) = text.split_once(['T', 't', ' ']) {
        return clock.zone.to_timestamp(date_of(date)?.to_datetime(time_of(hour)?)).ok();
    }
    let today = clock.zone.to_datetime(clock.now).date();
    let hour = time_of(text)?;
    let at = clock.zone.to_timestamp(today.to_datetime(hour)).ok()?;
    if at <= clock.now {
        return Some(at);
    }
    clock.zone.to_timestamp(today.yesterday().ok()?.to_datetime(hour)).ok()
}

/// The first moment of a day and that of the next.
fn day(text: &str, clock: &Clock) -> Option<(Timestamp, Timestamp)> {
    let today = clock.zone.to_datetime(clock.now).date();
    let date = match text.to_lowercase().as_str() {
        "today" => today,
        "yesterday" => today.yesterday().ok()?,
        _ => date_of(text)?,
    };
    let midnight = |date: Date| clock.zone.to_timestamp(date.to_datetime(Time::midnight())).ok();
    Some((midnight(date)?, midnight(date.tomorrow().ok()?)?))
}

/// A date written `2026-11-20`.
pub(super) fn date_of(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year: i16 = number(parts.next()?, 4)?;
    let month: i16 = number(parts.next()?, 2)?;
    let day: i16 = number(parts.next()?, 2)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A time of the clock written `9:00`, `09:00` or `09:00:30`.
pub(super) fn time_of(text: &str) -> Option<Time> {
    let mut parts = text.splitn(3, ':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |s| number(s, 2))?;
    let small = |n: i16| i8::try_from(n).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

/// A number of at most so many digits, and nothing but digits.
fn number(text: &str, most: usize) -> Option<i16> {
    let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}
