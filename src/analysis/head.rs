//! Lines around the story that are not the story: notes, bylines, repeated headlines, words for the desk.

use crate::wire::{Mark, clean_line};

use super::marks;
use super::small::small;
use super::tables::Tables;

/// Whether the line repeats the headline, or nearly.
pub(crate) fn repeats(headline: &str, line: &str) -> bool {
    if line.len() > headline.len() * 3 / 2 + 40 {
        return false;
    }
    let letters = |text: &str| -> String {
        if text.is_ascii() {
            return text
                .bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|b| char::from(b.to_ascii_lowercase()))
                .collect();
        }
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let line = letters(line);
    if line.is_empty() {
        return false;
    }
    let same = |headline: String| {
        let (short, long) = if headline.len() < line.len() { (&headline, &line) } else { (&line, &headline) };
        headline == line || (short.len() * 10 >= long.len() * 8 && long.contains(short.as_str()))
    };
    let bare = marks::without_marks(headline);
    same(letters(headline)) || (bare != headline && same(letters(bare)))
}

/// How an editor's note opens, in small letters.
const NOTES: &[&str] = &[
    "eds:",
    "ed:",
    "eds.:",
    "editors:",
    "editor's note",
    "editor’s note",
    "editors' note",
    "editors’ note",
    "editors note",
    "note to editors",
    "notes to editors",
    "attention editors",
    "ed note",
    "ed's note",
];

/// An editor's note or the line that says what a filing changes; with the mark that it implies.
pub(crate) fn note(line: &str) -> Option<Option<Mark>> {
    if line.chars().count() > 500 {
        return None;
    }
    let bracketed = (line.starts_with('(') && line.ends_with(')')) || (line.starts_with('[') && line.ends_with(']'));
    const OPENING: [char; 6] = ['(', '[', '*', ' ', '-', '/'];
    // Nearly every line goes this way: it opens with a letter that none of the notes has.
    if !bracketed && !line.trim_start_matches(OPENING).starts_with(['e', 'E', 'n', 'N', 'a', 'A']) {
        return None;
    }
    let low = small(line);
    let start = low.trim_start_matches(OPENING);
    if let Some(rest) = NOTES.iter().find_map(|words| start.strip_prefix(words)) {
        let rest = rest.trim_start_matches([':', ' ', '_', '-', '–', '—', '(']);
        return Some(change(rest).flatten());
    }
    if bracketed { change(start) } else { None }
}

/// The verbs with which a what-changed line opens.
fn change(low: &str) -> Option<Option<Mark>> {
    const PLAIN: &[&str] = &[
        "adds",
        "updates",
        "recasts",
        "rewrites",
        "changes",
        "removes",
        "inserts",
        "includes",
        "clarifies",
        "deletes",
        "drops",
        "edits",
        "updating",
        "adding",
        "recasting",
        "raises",
        "updated with",
        "writes through",
        "writethru",
        "no change",
        "trims",
        "restores",
        "new throughout",
        "new story",
        "releads",
        "tops with",
        "with",
        "fixes",
        "amends",
        "paragraph",
        "releases",
    ];
    let word = low.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    match word {
        "corrects" | "corrected" | "correcting" | "correction" => return Some(Some(Mark::Corrected)),
        "refiles" | "refiled" | "refiling" => return Some(Some(Mark::Refile)),
        "repeats" | "repeating" | "repeated" => return Some(Some(Mark::Repeat)),
        "with" | "paragraph" | "releases" => return None,
        _ => {}
    }
    PLAIN
        .iter()
        .any(|verb| low.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
        .then_some(None)
}

/// A note at the end that says the story was corrected.
pub(crate) fn amended(line: &str) -> Option<Mark> {
    if line.chars().count() > 600 {
        return None;
    }
    const OPENING: [char; 6] = ['(', '[', '*', '•', ' ', '-'];
    if !line.trim_start_matches(OPENING).starts_with(['c', 'C', 't', 'T', 'a', 'A']) {
        return None;
    }
    let low = small(line);
    let start = low.trim_start_matches(OPENING);
    let told = start.starts_with("correction: ")
        || start.starts_with("correction (")
        || start.starts_with("this article was amended on")
        || start.starts_with("this story has been corrected")
        || start.starts_with("this article has been corrected")
        || start.starts_with("this story was corrected")
        || (start.starts_with("an earlier version of this")
            && (low.contains("misstated") || low.contains("incorrect") || low.contains("wrong")));
    told.then_some(Mark::Corrected)
}

/// A byline on a line of its own, and the agency if it names one.
pub(crate) fn byline(line: &str, tables: &Tables) -> Option<(String, Option<String>)> {
    let rest = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")).or_else(|| line.strip_prefix("by "))?;
    let names = rest.trim_end_matches([':', ' ']);
    let words = names.split_whitespace().count();
    let starts_well =
        names.chars().next().is_some_and(|c| c.is_uppercase() || (!c.is_lowercase() && c.is_alphabetic()));
    if !(1..=14).contains(&words) || names.chars().count() > 110 || !starts_well || names.ends_with(['.', '?', '!']) {
        return None;
    }
    let small = names.split_whitespace().filter(|word| word.chars().next().is_some_and(char::is_lowercase));
    const JOINS: &[&str] = &[
        "and", "de", "van", "von", "der", "del", "la", "el", "al", "bin", "in", "at", "for", "da", "dos", "di", "with",
        "of", "the",
    ];
    if small.clone().any(|word| !JOINS.contains(&word.trim_matches(','))) {
        return None;
    }
    let (name, rest) = names.split_once([',', '|', '/']).unwrap_or((names, ""));
    let agency = tables.agency(name.trim()).or_else(|| tables.agency_in(rest));
    Some((clean_line(if agency.is_some() { name } else { names }), agency.map(str::to_owned)))
}

/// How a line opens that is for the desk alone, in small letters and ASCII.
const DESK_ONLY: &[&str] = &[
    "not for publication",
    "not intended for publication",
    "the following is not for publication",
    "the following information is not for publication",
    "the following information is not intended for publication",
    "the following is not intended for publication",
    "notes not for publication",
    "contacts (not for publication",
    "contact (not for publication",
    "notes (not for publication",
    "note (not for publication",
    "internal, not for publication",
    "internal: not for publication",
    "for editors only",
    "for editors' information only",
    "for editors’ information only",
    "for the information of editors only",
    "for the desk only",
    "for desks only",
    "for desk use only",
    "for newsroom use only",
    "for internal use only",
];

/// What may stand between such an opening and what it keeps in the house.
const DESK_ONLY_TOO: &[&str] = &[
    "or broadcast",
    "broadcast",
    "or transmission",
    "or distribution",
    "or release",
    "or use",
    "or republication",
    "in any form",
];

/// A line that opens a note for the desk: "Not for publication", with or without the note behind it, also behind the opening of an
/// editor's note. Running text that begins with these words goes on in small letters, and is none.
pub(crate) fn is_desk_only(line: &str) -> bool {
    desk_only(line).is_some()
}

/// Whether such a line says no more than that, so that what it speaks of stands below it.
pub(crate) fn is_bare_desk_only(line: &str) -> bool {
    desk_only(line).is_some_and(|note| !note.contains(char::is_alphanumeric))
}

/// The note behind the opening of a line for the desk.
fn desk_only(line: &str) -> Option<&str> {
    // The name of a report or a remark may be quoted; no note for the desk is.
    if line.len() > 2_000 || line.starts_with(['"', '“', '„', '«', '‘', '\'']) {
        return None;
    }
    let bare = |c: char| !c.is_alphanumeric();
    let start = line.trim_start_matches(bare);
    // Nearly every line of a story ends here.
    if !start.starts_with(['n', 'N', 't', 'T', 'c', 'C', 'i', 'I', 'f', 'F', 'e', 'E', 'a', 'A']) {
        return None;
    }
    if let Some(note) = NOTES.iter().find_map(|words| strip(start, words)) {
        // Editors are spoken to already, so the words may stand further on: "EDS: Her number, not for publication, is …".
        let note = note.trim_start_matches(bare);
        let (at, rest) =
            note.char_indices().find_map(|(at, _)| Some((at, strip(note.get(at..)?, "not for publication")?)))?;
        return (!is_until(rest)).then_some(if at == 0 { rest } else { note });
    }
    let mut rest = DESK_ONLY.iter().find_map(|words| strip(start, words))?;
    while let Some(more) = DESK_ONLY_TOO.iter().find_map(|words| strip(rest.trim_start_matches([' ', '/', ',']), words))
    {
        rest = more;
    }
    let note = rest.trim_start_matches([' ', '*', '_']);
    let runs_on = rest.starts_with(char::is_alphanumeric)
        || note.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | '\'' | '’' | '"' | '”' | '»'));
    // Words that run on are a sentence of the story, unless they give a number to call.
    ((!runs_on || is_contact(note)) && !is_until(rest)).then_some(note)
}

fn strip<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let start = text.get(..words.len())?;
    start.eq_ignore_ascii_case(words).then(|| text.get(words.len()..)).flatten()
}

/// Whether a ban on publication ends at a time: that is an embargo.
fn is_until(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    ["before", "until"].iter().any(|word| strip(rest, word).is_some())
}

/// A line of a note for the desk that says where somebody can be reached: it holds an address of mail or a telephone number.
pub(crate) fn is_contact(line: &str) -> bool {
    if line.len() > 300 {
        return false;
    }
    let is_mail = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let (mut digits, mut parts) = (0, 0);
    for c in line.chars() {
        match c {
            '0'..='9' => digits += 1,
            ' ' | '-' | '–' | '(' | ')' | '+' | '/' if digits > 0 => parts += 1,
            _ => (digits, parts) = (0, 0),
        }
        // A sum of money has commas, a year four digits, and a result few more.
        if digits >= 7 && parts > 0 {
            return true;
        }
    }
    line.split_whitespace().any(is_mail)
}
