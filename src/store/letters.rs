//! Fields of an item as words of the full-text index that nobody types: runs of three letters, so that a part of a byline, a
//! place or a slug is found without reading every item, the order of magnitude of its length, and its rank among the priorities, so
//! that a search comes in their order out of the index.
//!
//! Each such word begins with a sign for private use that names its field. The index is a sieve: it gives every item that has
//! what is asked for and a few more, and the item's own row decides.

use crate::wire::{Compare, Field};

/// Rises whenever other words are put into the index than before.
pub(crate) const VERSION: i64 = 3;
/// The first version with the fields that a query asks for.
pub(crate) const FIELDS_SINCE: i64 = 2;
/// The first version with the ranks.
pub(crate) const RANKS_SINCE: i64 = 3;

/// Letters of a value that are put into the index; of a longer one it is only said that it is longer.
const LONGEST: usize = 120;
/// Letters of a wanted value that are looked for in the index.
const ASKED: usize = 26;
/// Letters of a word.
const RUN: usize = 3;

/// Stands before the first letter of a value that is looked for from its beginning.
const START: char = '\u{e0fd}';
/// Stands after the last letter, so that every letter opens a word.
const END: char = '\u{e0fe}';
/// The word of a value that is too long.
const LONG: char = '\u{e0ff}';
/// The first of 256 signs for what is neither letter nor digit, at which the index would part the word.
const SIGN: u32 = 0xe100;
/// The first of the signs for lengths.
const CLASS: u32 = 0xe200;
/// The sign of the field for priorities.
const PRIORITY: char = '\u{e007}';
/// The first of the signs for ranks.
const RANK: u32 = 0xe300;
/// The sign for any priority.
const RANKED: char = '\u{e3ff}';
/// The rank of copy that has no priority. Most copy has none, so there is no word for it.
pub(crate) const UNRANKED: i64 = 9;

/// What the index holds of an item beside its copy.
pub(crate) struct Traits<'a> {
    pub(crate) byline: Option<&'a str>,
    pub(crate) place: Option<&'a str>,
    pub(crate) slug: Option<&'a str>,
    pub(crate) language: Option<&'a str>,
    /// How long the story is, in words.
    pub(crate) words: i64,
    /// The marks as the row has them, parted by commas.
    pub(crate) marks: &'a str,
    /// Its place among the priorities, from 0; [`UNRANKED`] where it has none.
    pub(crate) rank: i64,
}

/// Whether a mark takes copy back, corrects or withholds it: the row says that in a column of its own.
pub(crate) fn is_grave(mark: &str) -> bool {
    ["kill", "withdrawn", "hold", "corrected", "embargo"].iter().any(|grave| mark.eq_ignore_ascii_case(grave))
}

/// Marks that copy has of its own filings alone. All others come upon it without one, too: of them the index does not know.
const FILED: [&str; 12] = [
    "flash", "bulletin", "alert", "snap", "breaking", "urgent", "refile", "repeat", "update", "wrapup", "lede",
    "advisory",
];

fn sign_of(field: Field) -> Option<char> {
    Some(match field {
        Field::By => '\u{e001}',
        Field::Place => '\u{e002}',
        Field::Slug => '\u{e003}',
        Field::Lang => '\u{e004}',
        Field::Words => '\u{e005}',
        Field::Mark => '\u{e006}',
        Field::Priority => PRIORITY,
        _ => return None,
    })
}

/// The words that stand for the fields of an item, parted by blanks.
pub(crate) fn of_item(traits: &Traits<'_>) -> String {
    let mut words = String::new();
    let values = [
        (Field::By, traits.byline),
        (Field::Place, traits.place),
        (Field::Slug, traits.slug),
        (Field::Lang, traits.language),
    ];
    for (field, value) in values {
        let (Some(sign), Some(value)) = (sign_of(field), value) else { continue };
        let mut letters = letters(field, value);
        if letters.len() > LONGEST {
            letters.truncate(LONGEST);
            words.extend([sign, LONG, ' ']);
        }
        for at in 0..letters.len() {
            words.push(sign);
            words.extend((at..at + RUN).map(|at| letters.get(at).copied().unwrap_or(END)));
            words.push(' ');
        }
    }
    for mark in traits.marks.split(',').filter_map(|mark| mark.split(' ').next()).filter(|mark| !mark.is_empty()) {
        words.extend(sign_of(Field::Mark));
        words.extend(letters(Field::Mark, mark));
        words.push(' ');
    }
    words.extend(sign_of(Field::Words));
    words.extend(class_sign(class(traits.words)));
    if traits.rank < UNRANKED {
        words.extend([' ', PRIORITY, rank_sign(traits.rank), ' ', PRIORITY, RANKED]);
    }
    words
}

/// What to `MATCH` for items whose field contains the value (for a language: begins with it; for a mark: is it); `None` where the index says nothing
/// of the field.
pub(crate) fn wanted(field: Field, value: &str) -> Option<String> {
    let sign = sign_of(field)?;
    let mut letters = letters(field, value);
    if letters.is_empty() {
        return None;
    }
    if field == Field::Mark {
        let filed = FILED.iter().any(|mark| value.eq_ignore_ascii_case(mark));
        return filed.then(|| format!("\"{sign}{}\"", letters.iter().collect::<String>()));
    }
    letters.truncate(ASKED);
    let runs = cover(&letters).map(|run| std::iter::once(sign).chain(run.iter().copied()).collect::<String>());
    let runs: Vec<String> = runs.map(|run| format!("\"{run}\"")).collect();
    Some(if runs.is_empty() {
        let begun: String = std::iter::once(sign).chain(letters).collect();
        format!("(\"{begun}\" * OR \"{sign}{LONG}\")")
    } else {
        format!("(({}) OR \"{sign}{LONG}\")", runs.join(" AND "))
    })
}

/// The fewest runs that hold all letters. That they stand in a row is left to the item's own row: a phrase of all runs would have the
/// index walk through the entries of each, and look at their places.
fn cover(letters: &[char]) -> impl Iterator<Item = &[char]> {
    let last = letters.len().checked_sub(RUN);
    let begins = last.into_iter().flat_map(|last| (0..last).step_by(RUN).chain([last]));
    begins.filter_map(|at| letters.get(at..at + RUN))
}

/// What to `MATCH` for items of one priority.
pub(crate) fn wanted_rank(rank: i64) -> String {
    format!("\"{PRIORITY}{}\"", rank_sign(rank))
}

/// What to `MATCH` for items of any priority.
pub(crate) fn wanted_any_rank() -> String {
    format!("\"{PRIORITY}{RANKED}\"")
}

fn rank_sign(rank: i64) -> char {
    u32::try_from(rank).ok().filter(|_| rank < UNRANKED).and_then(|rank| char::from_u32(RANK + rank)).unwrap_or(END)
}

/// What to `MATCH` for items whose length compares so.
pub(crate) fn wanted_length(compare: Compare, n: i64) -> Option<String> {
    let sign = sign_of(Field::Words)?;
    let (from, to) = match compare {
        Compare::Less => (0, n.saturating_sub(1)),
        Compare::AtMost => (0, n),
        Compare::Equal => (n, n),
        Compare::AtLeast => (n, i64::MAX),
        Compare::More => (n.saturating_add(1), i64::MAX),
    };
    // Nothing is shorter than nothing.
    if to < 0 {
        return Some(format!("\"{sign}{END}\""));
    }
    let classes = class(from)..=class(to);
    let words: Vec<String> = classes.filter_map(class_sign).map(|class| format!("\"{sign}{class}\"")).collect();
    Some(format!("({})", words.join(" OR ")))
}

/// Small letters; what is neither letter nor digit as a sign of its own.
fn letters(field: Field, value: &str) -> Vec<char> {
    let start = (field == Field::Lang && !value.is_empty()).then_some(START);
    let letter =
        |c: char| if c.is_alphanumeric() { c } else { char::from_u32(SIGN + (c as u32 & 0xff)).unwrap_or(END) };
    start.into_iter().chain(value.to_lowercase().chars().map(letter)).collect()
}

/// The order of magnitude of a length, in halves of a power of two.
fn class(words: i64) -> u32 {
    let words = words.clamp(0, i64::from(u32::MAX));
    if words < 4 {
        return u32::try_from(words).unwrap_or(0);
    }
    let power = words.ilog2();
    2 * power + u32::from(words >> (power - 1) & 1 == 1)
}

fn class_sign(class: u32) -> Option<char> {
    char::from_u32(CLASS + class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_story_is_of_no_lower_class() {
        for n in 0..5_000 {
            assert!(class(n) <= class(n + 1), "{n}");
        }
        assert_eq!([class(3), class(4), class(6), class(8)], [3, 4, 5, 6]);
        assert!(class_sign(class(i64::MAX)).is_some());
    }

    #[test]
    fn each_letter_of_a_value_opens_a_word() {
        let traits =
            Traits { byline: Some("A b"), place: None, slug: None, language: None, words: 4, marks: "", rank: 9 };
        let words = of_item(&traits);
        let words: Vec<&str> = words.split(' ').collect();
        assert_eq!(words.len(), 4, "three letters, and the length: {words:?}");
        assert!(words[2].starts_with("\u{e001}b"), "{words:?}");
    }

    #[test]
    fn a_value_is_looked_for_by_the_fewest_runs_that_hold_its_letters() {
        for (value, runs) in
            [("okello", "oke llo"), ("selby", "sel lby"), ("ida", "ida"), ("a", ""), ("tove aas", "tov e\u{e120}a aas")]
        {
            let letters = letters(Field::By, value);
            let found: Vec<String> = cover(&letters).map(|run| run.iter().collect()).collect();
            assert_eq!(found.join(" "), runs, "{value}");
        }
    }

    #[test]
    fn marks_that_come_without_a_filing_are_not_left_to_the_index() {
        assert!(wanted(Field::Mark, "urgent").is_some());
        for mark in ["kill", "KILL", "withdrawn", "hold", "corrected", "embargo", "silent", "unconfirmed"] {
            assert_eq!(wanted(Field::Mark, mark), None, "{mark}");
        }
    }

    #[test]
    fn a_value_too_long_for_the_index_is_found_by_its_own_row() {
        let long = "x".repeat(LONGEST + 1);
        let traits =
            Traits { byline: Some(&long), place: None, slug: None, language: None, words: 1, marks: "", rank: 9 };
        assert!(of_item(&traits).starts_with("\u{e001}\u{e0ff} "));
        assert!(wanted(Field::By, "nobody").unwrap().contains("OR \"\u{e001}\u{e0ff}\""));
    }
}
