//! Words in dates: months in the languages of the wire, zones by name, halves of the day.

use super::dates::joined_offset;

/// The beginnings of months' names, in lower case; longer beginnings stand before shorter ones that they contain.
const MONTHS: [(&str, i8); 88] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("jän", 1),
    ("fév", 2),
    ("fev", 2),
    ("mär", 3),
    ("maa", 3),
    ("maart", 3),
    ("mrt", 3),
    ("mrz", 3),
    ("avr", 4),
    ("abr", 4),
    ("mai", 5),
    ("mei", 5),
    ("maj", 5),
    ("mag", 5),
    ("juin", 6),
    ("giu", 6),
    ("juil", 7),
    ("lug", 7),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("set", 9),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("des", 12),
    ("gen", 1),
    ("ene", 1),
    ("ιαν", 1),
    ("φεβ", 2),
    ("μάρ", 3),
    ("μαρ", 3),
    ("απρ", 4),
    ("μάι", 5),
    ("μαΐ", 5),
    ("μαι", 5),
    ("ιούν", 6),
    ("ιουν", 6),
    ("ιούλ", 7),
    ("ιουλ", 7),
    ("αύγ", 8),
    ("αυγ", 8),
    ("σεπ", 9),
    ("οκτ", 10),
    ("νοέ", 11),
    ("νοε", 11),
    ("δεκ", 12),
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("мая", 5),
    ("май", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
    ("már", 3),
    ("ápr", 4),
    ("máj", 5),
    ("jún", 6),
    ("júl", 7),
    ("szep", 9),
    ("oca", 1),
    ("şub", 2),
    ("nis", 4),
    ("haz", 6),
    ("tem", 7),
    ("eyl", 9),
    ("ara", 12),
];

/// Zones by name, in seconds east of UTC. Where a name has several meanings, the one that news feeds mean.
const ZONES: [(&str, i32); 50] = [
    ("gmt", 0),
    ("ut", 0),
    ("utc", 0),
    ("z", 0),
    ("wet", 0),
    ("est", -18_000),
    ("edt", -14_400),
    ("cst", -21_600),
    ("cdt", -18_000),
    ("mst", -25_200),
    ("mdt", -21_600),
    ("pst", -28_800),
    ("pdt", -25_200),
    ("akst", -32_400),
    ("akdt", -28_800),
    ("hst", -36_000),
    ("ast", -14_400),
    ("adt", -10_800),
    ("nst", -12_600),
    ("ndt", -9_000),
    ("brt", -10_800),
    ("art", -10_800),
    ("bst", 3_600),
    ("ist", 19_800),
    ("west", 3_600),
    ("cet", 3_600),
    ("met", 3_600),
    ("mez", 3_600),
    ("cest", 7_200),
    ("mest", 7_200),
    ("mesz", 7_200),
    ("eet", 7_200),
    ("eest", 10_800),
    ("msk", 10_800),
    ("sast", 7_200),
    ("cat", 7_200),
    ("eat", 10_800),
    ("wat", 3_600),
    ("pkt", 18_000),
    ("wib", 25_200),
    ("hkt", 28_800),
    ("sgt", 28_800),
    ("awst", 28_800),
    ("jst", 32_400),
    ("kst", 32_400),
    ("acst", 34_200),
    ("acdt", 37_800),
    ("aest", 36_000),
    ("aedt", 39_600),
    ("nzst", 43_200),
];

/// The month that a word begins, 1 to 12.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.trim_matches(['.', ',', '(', ')']).to_lowercase();
    if !word.starts_with(char::is_alphabetic) {
        return None;
    }
    let matching = MONTHS.iter().filter(|(name, _)| word.starts_with(name));
    let best = matching.max_by_key(|(name, _)| name.len());
    best.filter(|_| !is_weekday(&word)).map(|(_, month)| *month)
}

/// Words that begin as a month does and are days of the week: `mardi`, `martes`, `mar.` beside a month is left to the caller.
fn is_weekday(word: &str) -> bool {
    ["mardi", "martes", "martedì", "marți", "maandag", "setmana"].contains(&word)
}

/// The offset of a zone's name in seconds east of UTC, also with an offset joined to it (`GMT+1`) or its area (`Etc/GMT`).
pub(crate) fn zone(word: &str) -> Option<i32> {
    let word = word.trim_matches(['(', ')', '.', '"']).to_ascii_lowercase();
    let word = word.rsplit('/').next().unwrap_or("");
    if word == "nzdt" {
        return Some(46_800);
    }
    let end = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    let (name, rest) = word.split_at(end);
    let seconds = ZONES.iter().find(|(known, _)| *known == name).map(|(_, seconds)| *seconds)?;
    if rest.starts_with(['+', '-']) { joined_offset(rest) } else { Some(seconds) }
}

/// Whether a word says "after noon" (`true`) or "before noon".
pub(crate) fn meridiem(word: &str) -> Option<bool> {
    match word.trim_matches('.').to_lowercase().as_str() {
        "pm" | "p.m" | "오후" | "下午" | "午後" => Some(true),
        "am" | "a.m" | "오전" | "上午" | "午前" => Some(false),
        _ => None,
    }
}
