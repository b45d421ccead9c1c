//! Names of months and weekdays as English wires write them.

use jiff::civil::Weekday;

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const DAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Whether `word` is `name` or an abbreviation of three or four letters of it.
fn stands_for(word: &str, name: &str) -> bool {
    word == name || ((3..=4).contains(&word.len()) && name.starts_with(word))
}

/// The number of the month that a word in small letters names, from 1.
pub(crate) fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|name| stands_for(word, name))?;
    i8::try_from(at + 1).ok()
}

/// The weekday that a word in small letters names.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    let word = if word == "tues" { "tue" } else { word };
    DAYS.iter().find(|(name, _)| stands_for(word, name)).map(|(_, day)| *day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_abbreviations_are_known_and_look_alikes_are_not() {
        assert_eq!(
            (month("nov"), month("sept"), month("may"), month("december")),
            (Some(11), Some(9), Some(5), Some(12))
        );
        assert_eq!((month("decades"), month("marseille"), month("no")), (None, None, None));
        assert_eq!(
            (weekday("tues"), weekday("sunday"), weekday("sundae")),
            (Some(Weekday::Tuesday), Some(Weekday::Sunday), None)
        );
    }
}
