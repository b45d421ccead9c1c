//! Days of the week by their English names.

use jiff::civil::Weekday;

const NAMES: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The day of the week that a word in small letters names; three letters of it will do.
pub fn weekday(word: &str) -> Option<Weekday> {
    let named = |name: &str| word.len() >= 3 && name.starts_with(word);
    NAMES.into_iter().find(|(name, _)| named(name)).map(|(_, day)| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_their_beginnings_are_known_and_look_alikes_are_not() {
        for (word, day) in [
            ("mon", Some(Weekday::Monday)),
            ("tues", Some(Weekday::Tuesday)),
            ("thurs", Some(Weekday::Thursday)),
            ("sunday", Some(Weekday::Sunday)),
            ("sundae", None),
            ("sundays", None),
            ("mo", None),
            ("", None),
        ] {
            assert_eq!(weekday(word), day, "{word}");
        }
    }
}
