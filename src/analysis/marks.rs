//! Marks at the head of a headline, slug or line: what the wire says of its own copy.

use crate::wire::{Mark, Marks};

use super::small::small;

/// How a mark must be parted from what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// Nothing needs to follow: the words alone say it.
    Anything,
    /// A colon, a dash, a bracket or the end.
    Sign,
    /// The end of the line only, or a sign.
    SignOrNumber,
}

/// Words at the very start, longest first where one begins another. Compared in capitals.
#[rustfmt::skip]
const HEADS: &[(&str, Mark, After)] = &[
    ("MANDATORY KILL", Mark::Kill, After::Anything),
    ("KILL KILL", Mark::Kill, After::Anything),
    ("KILL NOTICE", Mark::Kill, After::Anything),
    ("KILL ADVISORY", Mark::Kill, After::Anything),
    ("STORY KILLED", Mark::Kill, After::Sign),
    ("STORY KILL", Mark::Kill, After::Sign),
    ("KILL", Mark::Kill, After::Sign),
    ("STORY WITHDRAWN", Mark::Withdrawn, After::Anything),
    ("STORY WITHDRAWAL", Mark::Withdrawn, After::Anything),
    ("WITHDRAWAL NOTICE", Mark::Withdrawn, After::Anything),
    ("WITHDRAWN", Mark::Withdrawn, After::Sign),
    ("WITHDRAWAL", Mark::Withdrawn, After::Sign),
    ("TAKEDOWN NOTICE", Mark::Withdrawn, After::Anything),
    ("TAKEDOWN", Mark::Withdrawn, After::Sign),
    ("MANDATORY ELIMINATION", Mark::Withdrawn, After::Anything),
    ("ELIMINATION", Mark::Withdrawn, After::Sign),
    ("RETRACTED", Mark::Withdrawn, After::Sign),
    ("RETRACTION", Mark::Withdrawn, After::Sign),
    ("HOLD HOLD", Mark::Hold, After::Anything),
    ("WITHHELD", Mark::Hold, After::Sign),
    ("WITHHOLD", Mark::Hold, After::Sign),
    ("HOLD", Mark::Hold, After::Sign),
    ("CORRECTED (OFFICIAL)", Mark::Corrected, After::Sign),
    ("CORRECTED", Mark::Corrected, After::Sign),
    ("CORRECTION", Mark::Corrected, After::SignOrNumber),
    ("CORRECTIVE", Mark::Corrected, After::Sign),
    ("KORREKTUR", Mark::Corrected, After::SignOrNumber),
    ("BERICHTIGUNG", Mark::Corrected, After::Sign),
    ("RECTIFICATIF", Mark::Corrected, After::Sign),
    ("CORRECCIÓN", Mark::Corrected, After::Sign),
    ("CORREÇÃO", Mark::Corrected, After::Sign),
    ("RETTIFICA", Mark::Corrected, After::Sign),
    ("FLASH", Mark::Flash, After::Sign),
    ("BULLETIN", Mark::Bulletin, After::Sign),
    ("APNEWSALERT", Mark::Alert, After::Anything),
    ("AP NEWS ALERT", Mark::Alert, After::Sign),
    ("NEWSALERT", Mark::Alert, After::Sign),
    ("NEWS ALERT", Mark::Alert, After::Sign),
    ("ALERT", Mark::Alert, After::Sign),
    ("NEWSNAP", Mark::Snap, After::Sign),
    ("SNAP", Mark::Snap, After::Sign),
    ("BREAKING NEWS", Mark::Breaking, After::Sign),
    ("BREAKING", Mark::Breaking, After::Sign),
    ("EILMELDUNG", Mark::Urgent, After::Sign),
    ("EIL", Mark::Urgent, After::Sign),
    ("ÚLTIMA HORA", Mark::Urgent, After::Sign),
    ("ULTIM'ORA", Mark::Urgent, After::Sign),
    ("ULTIM’ORA", Mark::Urgent, After::Sign),
    ("URGENTE", Mark::Urgent, After::Sign),
    ("URGENT", Mark::Urgent, After::Sign),
    ("REFILED", Mark::Refile, After::Sign),
    ("REFILE", Mark::Refile, After::Sign),
    ("REPEATING", Mark::Repeat, After::Sign),
    ("REPEAT", Mark::Repeat, After::SignOrNumber),
    ("RPT", Mark::Repeat, After::SignOrNumber),
    ("ROUNDUP", Mark::Wrapup(1), After::SignOrNumber),
    ("UPDATED", Mark::Update(1), After::Sign),
    ("UPDATE", Mark::Update(1), After::SignOrNumber),
    ("WRAP-UP", Mark::Wrapup(1), After::SignOrNumber),
    ("WRAPUP", Mark::Wrapup(1), After::SignOrNumber),
    ("WRAP", Mark::Wrapup(1), After::SignOrNumber),
    ("LEAD ALL", Mark::Lede(1), After::SignOrNumber),
    ("LEAD", Mark::Lede(1), After::SignOrNumber),
    ("LEDE", Mark::Lede(1), After::SignOrNumber),
    ("MEDIA ADVISORY", Mark::Advisory, After::Sign),
    ("EDITORS ADVISORY", Mark::Advisory, After::Sign),
    ("EDITORS' ADVISORY", Mark::Advisory, After::Sign),
    ("AP ADVISORY", Mark::Advisory, After::Sign),
    ("NEWS ADVISORY", Mark::Advisory, After::Sign),
    ("ADVISORY", Mark::Advisory, After::Sign),
];

/// Labels of kind, not of urgency, that may stand between marks.
const LABELS: &[&str] =
    &["EXCLUSIVE", "ANALYSIS", "FACTBOX", "FEATURE", "INSIGHT", "INTERVIEW", "EXPLAINER", "AP", "AFP"];

/// Signs that may stand before a mark.
const OPENING: [char; 9] = [' ', '*', '(', '[', '.', '>', '/', '<', '='];

/// Reads the marks at the start of a headline. Nothing further in counts: a bill that was withdrawn is news.
pub(crate) fn of_headline(headline: &str) -> Vec<Mark> {
    marks_at_start(headline).0
}

/// The headline without the marks at its start.
pub(crate) fn without_marks(headline: &str) -> &str {
    marks_at_start(headline).1
}

/// The headline for a row that ends in the badge of `marks`: without the mark at its start where the badge says the same. What the
/// badge does not say stays, and so does a mark that forbids use: that is to be read in words.
pub fn beside_badge<'h>(headline: &'h str, marks: &Marks) -> &'h str {
    let Some((mark, rest)) = first_mark(headline) else { return headline };
    let rest = rest.trim_start();
    let badge = mark.badge().filter(|_| !mark.forbids_use());
    let said = badge.is_some() && badge == marks.badge();
    if said && !rest.is_empty() && first_mark(rest).is_none() { rest } else { headline }
}

/// The mark that a headline opens with, and what follows it.
fn first_mark(headline: &str) -> Option<(Mark, &str)> {
    let start = headline.trim_start_matches(OPENING);
    head(start).or_else(|| lede(start))
}

fn marks_at_start(headline: &str) -> (Vec<Mark>, &str) {
    let mut marks = Vec::new();
    let mut rest = headline;
    for _ in 0..6 {
        if let Some((mark, tail)) = first_mark(rest) {
            marks.push(mark);
            rest = tail;
        } else if let Some(tail) = label(rest.trim_start_matches(OPENING)).filter(|tail| starts_with_mark(tail)) {
            rest = tail;
        } else {
            break;
        }
    }
    (marks, rest)
}

/// One mark from the table.
fn head(text: &str) -> Option<(Mark, &str)> {
    HEADS.iter().find_map(|(words, mark, after)| {
        let written = text.get(..words.len()).filter(|start| start.eq_ignore_ascii_case(words))?;
        let tail = text.get(words.len()..)?;
        if tail.starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let in_capitals = !written.chars().any(char::is_lowercase) || *words == "APNEWSALERT";
        match after {
            After::Anything => in_capitals.then(|| (*mark, past_sign(tail, true).unwrap_or(tail))),
            After::Sign if mark.forbids_use() && !in_capitals && !words.starts_with("RETRACT") => None,
            After::Sign => Some((*mark, past_sign(tail, in_capitals)?)),
            After::SignOrNumber => match leading_number(tail) {
                (Some(number), tail) => Some((numbered(*mark, number), past_number(tail, in_capitals)?)),
                (None, tail) => Some((*mark, past_sign(tail, in_capitals)?)),
            },
        }
    })
}

/// Past the sign that parts a mark from the headline. Words not in capitals take a colon only, so that "UPDATE - " is a
/// mark and "Snap-happy" never is.
fn past_sign(tail: &str, in_capitals: bool) -> Option<&str> {
    let trimmed = tail.trim_start_matches([')', ']', '*', '>', '=', ' ']);
    if let Some(rest) = trimmed.strip_prefix(':') {
        return Some(rest.trim_start_matches([':', ' ']));
    }
    if !in_capitals {
        return None;
    }
    let closed = tail.starts_with([')', ']']);
    if trimmed.is_empty() || closed {
        return Some(trimmed.trim_start_matches(['-', '–', '—', ' ']));
    }
    let rest = trimmed.strip_prefix(['-', '–', '—', '|', '/', '_', '(', '.'])?;
    let follows = rest.trim_start_matches(['-', ' ', '.']);
    // "KILL-OR-CURE budget": a hyphen without spaces and a word in capitals with one more is a compound.
    let is_glued = tail.starts_with('-') && !rest.starts_with([' ', '-']);
    let word = rest.split(' ').next().unwrap_or("");
    let is_compound = is_glued && word.contains('-') && !word.chars().skip(1).any(char::is_lowercase);
    (!is_compound || starts_with_mark(follows)).then_some(follows)
}

fn starts_with_mark(text: &str) -> bool {
    // Marks may follow one another without end; the next few words tell enough.
    let text = text.get(..text.floor_char_boundary(40)).unwrap_or(text);
    head(text).is_some() || lede(text).is_some() || label(text).is_some()
}

/// Past the sign after a numbered mark: a number leaves no doubt.
fn past_number(tail: &str, in_capitals: bool) -> Option<&str> {
    let trimmed = tail.trim_start();
    let signs: &[char] = if in_capitals { &[':', '-', '–', '—', '|', '/', ')', '.'] } else { &[':'] };
    if trimmed.is_empty() {
        return Some(trimmed);
    }
    trimmed.strip_prefix(signs).map(|rest| rest.trim_start_matches(['-', ' ', ':']))
}

/// A number after a mark: ` 2`, `-2` is none, `(2)` is none.
fn leading_number(tail: &str) -> (Option<u8>, &str) {
    let trimmed = tail.trim_start_matches(' ');
    let digits = trimmed.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = trimmed.split_at_checked(digits).unwrap_or(("", trimmed));
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return (None, tail);
    }
    match number.parse() {
        Ok(n) => (Some(n), rest),
        Err(_) => (None, tail),
    }
}

fn numbered(mark: Mark, n: u8) -> Mark {
    match mark {
        Mark::Update(_) => Mark::Update(n),
        Mark::Wrapup(_) => Mark::Wrapup(n),
        Mark::Lede(_) => Mark::Lede(n),
        mark => mark,
    }
}

fn label(text: &str) -> Option<&str> {
    LABELS.iter().find_map(|label| {
        let tail = text.strip_prefix(label)?;
        tail.trim_start().strip_prefix(['-', ':', '–', '—']).map(str::trim_start)
    })
}

/// `2nd Lead`, `3rd Ld-Writethru`, `1st Ld`.
fn lede(text: &str) -> Option<(Mark, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits)?.parse().ok()?;
    let tail = text.get(digits..)?;
    let tail = ["st", "nd", "rd", "th"].iter().find_map(|ending| strip_word(tail, ending))?;
    let tail = tail.trim_start_matches([' ', '-']);
    let tail = ["lead", "lede", "ld"].iter().find_map(|word| strip_word(tail, word))?;
    let writethru = strip_word(tail.trim_start_matches(['-', ' ']), "writethru");
    let tail = writethru.unwrap_or(tail);
    if tail.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let marks_it =
        writethru.is_some() || tail.is_empty() || tail.trim_start().starts_with(['-', ':', ',', ')', '/', '–', '—']);
    marks_it.then(|| (Mark::Lede(number), tail.trim_start_matches(['-', '–', '—', ':', ',', ')', ' '])))
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    if start.eq_ignore_ascii_case(word) { text.get(word.len()..) } else { None }
}

/// Reads the marks of a slug: at its start, in its bracket `(UPDATE 1, PIX, TV)`, and a lede number at its end.
pub(crate) fn of_slug(slug: &str) -> Vec<Mark> {
    let mut marks = of_headline(slug);
    let bracket = slug.split_once('(').map_or("", |(_, tail)| tail.split(')').next().unwrap_or(""));
    for part in bracket.split(',') {
        marks.extend(head(part.trim()).map(|(mark, _)| mark));
    }
    for (at, _) in slug.char_indices().filter(|(_, c)| matches!(c, ',' | ' ' | '-' | '/')) {
        let part = slug.get(at + 1..).unwrap_or("").trim_start();
        marks.extend(lede(part).map(|(mark, _)| mark));
    }
    marks
}

/// Whether the words are nothing but the number of a filing: `3rdLd-Writethru`, `UPDATE 2`, `2nd Ld`. A word alone is none, for
/// bills are withdrawn and lead is a metal.
pub(crate) fn is_filing_number(words: &str) -> bool {
    let words = words.trim_start();
    if let Some((_, rest)) = lede(words) {
        return rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    }
    let numbered = words.trim_end().ends_with(|c: char| c.is_ascii_digit());
    numbered
        && head(words).is_some_and(|(mark, rest)| {
            matches!(mark, Mark::Update(_) | Mark::Wrapup(_) | Mark::Lede(_)) && rest.trim().is_empty()
        })
}

/// Reads the marks of a line of the body: only those that speak of a killed, withdrawn or held story, in capitals.
pub(crate) fn of_line(line: &str) -> Vec<Mark> {
    let mut marks = of_headline(line);
    marks.retain(|mark| mark.forbids_use());
    let low = small(line.get(..line.floor_char_boundary(400)).unwrap_or(line));
    // Each of the sentences below has one of these words, and nearly no other line does.
    if !["mandatory", "withdrawn", "retracted", "no substitute", "no replacement"].iter().any(|word| low.contains(word))
    {
        return marks;
    }
    if low.contains("this kill is mandatory") || low.contains("a kill is mandatory") {
        marks.push(Mark::Kill);
    }
    let withdrawn = [
        "is wrong and is withdrawn",
        "is withdrawn. there will be no",
        "this story has been withdrawn",
        "this article has been withdrawn",
        "this article has been retracted",
        "this story has been retracted",
        "the story is withdrawn",
        "there will be no substitute story",
        "there will be no replacement story",
    ];
    if withdrawn.iter().any(|words| low.contains(words)) {
        marks.push(Mark::Withdrawn);
    }
    marks
}

/// Whether a headline stands in capitals and is short enough for an alert that was sent ahead of any copy.
pub(crate) fn is_bare_alert(headline: &str) -> bool {
    let letters = headline.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 8
        && headline.chars().count() <= 100
        && headline.contains(' ')
        && headline.chars().filter(|c| c.is_uppercase()).count() == letters
}

#[cfg(test)]
mod tests {
    use super::beside_badge;
    use crate::wire::{Mark, Marks};

    #[test]
    fn a_row_does_not_say_in_words_what_its_badge_says() {
        let beside = |headline, marks: &[Mark]| beside_badge(headline, &Marks::new(marks.to_vec())).to_owned();
        assert_eq!(beside("UPDATE 2-Sea wall to be raised", &[Mark::Update(2)]), "Sea wall to be raised");
        assert_eq!(beside("3rdLd-Writethru: Ferry count grows", &[Mark::Lede(3)]), "Ferry count grows");
        // The badge says another thing, or nothing, or the words must be read.
        for (headline, marks) in [
            ("CORRECTED-UPDATE 2-Sea wall to be raised", vec![Mark::Corrected, Mark::Update(2)]),
            ("UPDATE 2-Sea wall to be raised", vec![Mark::Corrected, Mark::Update(2)]),
            ("EXCLUSIVE-UPDATE 2-Sea wall to be raised", vec![Mark::Update(2)]),
            ("URGENT: Sea wall breached", vec![Mark::Urgent]),
            ("KILL NOTICE: Sea wall story", vec![Mark::Kill]),
            ("UPDATE 2-", vec![Mark::Update(2)]),
            ("Update on the sea wall", vec![Mark::Update(2)]),
        ] {
            assert_eq!(beside(headline, &marks), headline);
        }
    }
}
