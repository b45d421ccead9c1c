//! Whether two outlets' names for a speaker can be one person's.

/// How two speakers stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// One name holds the other, or they end alike: "Ada Oduya" and "Oduya".
    Same,
    /// One copy or both do not say.
    Unknown,
    /// Two names.
    Other,
}

/// Compares the names that two stories give a speaker.
pub fn kin(one: Option<&str>, other: Option<&str>) -> Kin {
    let words = |name: &str| {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    let (Some(one), Some(other)) = (one.map(words), other.map(words)) else { return Kin::Unknown };
    if one.is_empty() || other.is_empty() {
        return Kin::Unknown;
    }
    let (less, more) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    // An acronym holds the first letters of the full name.
    let initials: String = more.iter().filter_map(|w| w.chars().next()).collect();
    let acronym = less.len() == 1 && more.len() > 1 && less.first().is_some_and(|w| *w == initials);
    let held = less.iter().all(|w| more.contains(w));
    if held
        || acronym
        || one.last() == other.last() && one.first().and_then(|w| initial(w)) == other.first().and_then(|w| initial(w))
    {
        Kin::Same
    } else {
        Kin::Other
    }
}

fn initial(word: &str) -> Option<char> {
    word.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_person_are_told_from_those_of_two() {
        for (one, other, wanted) in [
            ("Ada Oduya", "Oduya", Kin::Same),
            ("Ada Oduya", "A. Oduya", Kin::Same),
            ("Ada Oduya", "Ben Oduya", Kin::Other),
            ("Ada Oduya", "Piet Moor", Kin::Other),
            ("Carrow Sea Board", "CSB", Kin::Same),
            ("Xi Lan", "Xi", Kin::Same),
            ("", "Xi", Kin::Unknown),
        ] {
            assert_eq!(kin(Some(one), Some(other)), wanted, "{one} / {other}");
            assert_eq!(kin(Some(other), Some(one)), wanted, "{other} / {one}");
        }
        assert_eq!(kin(None, Some("Ada Oduya")), Kin::Unknown);
    }
}
