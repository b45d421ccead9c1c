//! Days of the calendar written as numbers.

use jiff::Span;
use jiff::civil::Date;

use super::date_words::month;

/// A day of the calendar, if it is one.
pub(crate) fn make(year: i32, month: i8, day: i8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

/// A number and how many digits it has, also with an ordinal ending (`3rd`) or an apostrophe (`'04`).
pub(crate) fn number(word: &str) -> Option<(i32, usize)> {
    let word = word.trim_start_matches(['\'', '’']);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    if digits.len() > 4 || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().map(|n| (n, digits.len()))
}

/// Two-digit years up to 68 are of this century (POSIX).
pub(crate) fn full_year((year, digits): (i32, usize)) -> i32 {
    match digits {
        1 | 2 if year <= 68 => 2_000 + year,
        1 | 2 => 1_900 + year,
        _ => year,
    }
}

/// Dates without separators: `20031231`, `031231`, `2003365`, `03365`, `2003`.
pub(crate) fn compact(day: &str) -> Option<Date> {
    if !day.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| day.get(from..to).and_then(|p| p.parse::<i32>().ok());
    match day.len() {
        8 => make(part(0, 4)?, small(part(4, 6)?)?, small(part(6, 8)?)?),
        7 => ordinal(part(0, 4)?, part(4, 7)?),
        6 => make(full_year((part(0, 2)?, 2)), small(part(2, 4)?)?, small(part(4, 6)?)?),
        5 => ordinal(full_year((part(0, 2)?, 2)), part(2, 5)?),
        4 => part(0, 4).filter(|y| (1_900..2_200).contains(y)).and_then(|y| make(y, 1, 1)),
        _ => None,
    }
}

/// Dates with separators: `2003-12-31`, `2003/12/31`, `2003-365`, `2003-12`, `03-12-31`, `-0312`, `31.12.2003`.
pub(crate) fn separated(day: &str) -> Option<Date> {
    if let Some(short) = day.strip_prefix('-') {
        let digits: String = short.chars().filter(char::is_ascii_digit).collect();
        let (year, month) = (digits.get(..2)?.parse().ok()?, digits.get(2..4)?.parse().ok()?);
        return (digits.len() == 4).then(|| make(full_year((year, 2)), month, 1)).flatten();
    }
    let mut fields = day.split(['-', '/', '.']);
    let (one, two, three) = (fields.next()?, fields.next()?, fields.next().filter(|f| !f.is_empty()));
    let first = number(one)?;
    let named = month(two);
    let second = named.map_or_else(|| number(two), |m| Some((i32::from(m), 2)))?;
    let Some(third) = three else {
        return match (first.1, second.1) {
            (4, 3) => ordinal(first.0, second.0),
            (4, 1 | 2) => make(first.0, small(second.0)?, 1),
            _ => None,
        };
    };
    let third = number(three_digits(third))?;
    if third.1 == 4 {
        return last_is_year(first.0, second.0, third.0, day.contains('.') || named.is_some());
    }
    if named.is_some() && first.1 <= 2 {
        return make(full_year(third), small(second.0)?, small(first.0)?);
    }
    make(full_year(first), small(second.0)?, small(third.0)?)
}

/// A day with a zero too many (`012`).
fn three_digits(word: &str) -> &str {
    if word.len() == 3 { word.strip_prefix('0').unwrap_or(word) } else { word }
}

/// `31/12/2003` and `12/31/2003`: day and month where only one reading exists; with dots the day is first.
fn last_is_year(first: i32, second: i32, year: i32, day_first: bool) -> Option<Date> {
    let (month, day) = match (first > 12, second > 12) {
        (true, false) => (second, first),
        (false, true) => (first, second),
        _ if day_first || first == second => (second, first),
        _ => return None,
    };
    make(year, small(month)?, small(day)?)
}

fn small(number: i32) -> Option<i8> {
    i8::try_from(number).ok()
}

fn ordinal(year: i32, day: i32) -> Option<Date> {
    let first = make(year, 1, 1)?;
    (1..=366).contains(&day).then(|| first.checked_add(Span::new().try_days(day - 1).ok()?).ok()).flatten()
}
