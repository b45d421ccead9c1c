//! Functions that SQL calls for what it cannot do itself: text that is not indexed yet, expressions, case.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Error as SqlError};

use crate::store::pack::unpack_text;
use crate::triage;
use crate::wire::plain_letters;

/// Makes the functions known to a connection:
/// `contains(hay, needle)`, `same(a, b)` and `begins(a, b)` without regard to case,
/// `carries(words, part, headline, text_len, copy)` whether a copy holds words in a row, and
/// `fits(expression, headline, text_len, copy)` whether a regular expression matches the headline, where there is one, or the text, and
/// `holds(expression, text)` whether it matches a text, where there is one.
pub(crate) fn register(conn: &Connection) -> Result<(), SqlError> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("contains", 2, pure, |ctx| compare(ctx, |a, b| a.contains(b)))?;
    conn.create_scalar_function("same", 2, pure, |ctx| compare(ctx, |a, b| a == b))?;
    conn.create_scalar_function("begins", 2, pure, |ctx| compare(ctx, |a, b| a.starts_with(b)))?;
    conn.create_scalar_function("carries", 5, pure, carries)?;
    conn.create_scalar_function("fits", 4, pure, fits)?;
    conn.create_scalar_function("holds", 2, pure, |ctx| {
        let expression = expression(ctx)?;
        Ok(ctx.get_raw(1).as_str_or_null()?.is_some_and(|text| expression.is_match(text)))
    })
}

fn compare(ctx: &Context<'_>, holds: fn(&str, &str) -> bool) -> Result<bool, SqlError> {
    let (Some(a), Some(b)) = (ctx.get_raw(0).as_str_or_null()?, ctx.get_raw(1).as_str_or_null()?) else {
        return Ok(false);
    };
    Ok(holds(&a.to_lowercase(), &b.to_lowercase()))
}

/// The part of the copy that `carries` looks at: everything, the headline, or the text.
pub(crate) const PART_ANY: i64 = 0;
/// The headline alone.
pub(crate) const PART_HEADLINE: i64 = 1;
/// The text alone.
pub(crate) const PART_TEXT: i64 = 2;

fn carries(ctx: &mut Context<'_>) -> Result<bool, SqlError> {
    let words = ctx.get_or_create_aux(0, |v| -> Result<Vec<Wanted>, SqlError> { Ok(wanted(v.as_str()?)) })?;
    let part: i64 = ctx.get(1)?;
    let headline = ctx.get_raw(2).as_str()?;
    if part != PART_TEXT && holds_in_row(headline, &words) {
        return Ok(true);
    }
    if part == PART_HEADLINE {
        return Ok(false);
    }
    Ok(holds_in_row(&text_of(ctx, 3)?, &words))
}

fn fits(ctx: &mut Context<'_>) -> Result<bool, SqlError> {
    let expression = expression(ctx)?;
    let in_headline = ctx.get_raw(1).as_str_or_null()?.is_some_and(|headline| expression.is_match(headline));
    Ok(in_headline || expression.is_match(&text_of(ctx, 2)?))
}

/// The regular expression that is the first argument, made once for all rows.
fn expression(ctx: &Context<'_>) -> Result<std::sync::Arc<regex::Regex>, SqlError> {
    ctx.get_or_create_aux(0, |v| -> Result<_, Box<dyn std::error::Error + Send + Sync>> {
        Ok(triage::pattern(v.as_str()?)?)
    })
}

fn text_of(ctx: &Context<'_>, at: usize) -> Result<String, SqlError> {
    let len = usize::try_from(ctx.get::<i64>(at)?).unwrap_or(0);
    let copy = ctx.get_raw(at + 1).as_blob()?;
    unpack_text(copy, len).map_err(|e| SqlError::UserFunctionError(e.into()))
}

/// A word to be found; `open` where it may go on.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) word: String,
    pub(crate) open: bool,
}

/// The words of a phrase, in small letters without accents. A `*` right after a word leaves it open.
pub(crate) fn wanted(phrase: &str) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    let mut rest = phrase;
    while let Some(start) = rest.find(is_word) {
        let word = rest.get(start..).unwrap_or("");
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        rest = word.get(end..).unwrap_or("");
        let word = plain_letters(word.get(..end).unwrap_or(""));
        if !word.is_empty() {
            all.push(Wanted { word, open: rest.starts_with('*') });
        }
    }
    all
}

/// Words as the full-text index parts them, as they stand in the text: runs of letters and digits.
fn words_of(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|c: char| !is_word(c)).filter(|w| !w.is_empty())
}

fn is_word(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric(),
        false => c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c),
    }
}

/// Words to be found in a row, as the index compares them: without regard to case and accents; a word with a `*` after it may go
/// on. Made once for all texts.
#[derive(Debug)]
pub(crate) enum Phrase {
    /// Words, each whole.
    Words(Vec<Wanted>),
    /// A piece of text, in a script that puts no blank between words.
    Piece(regex::Regex),
}

impl Phrase {
    /// The phrase of some words.
    pub(crate) fn of(words: &str) -> Self {
        match triage::unspaced(words).and_then(|piece| triage::pattern(&piece).ok()) {
            Some(piece) => Self::Piece(piece),
            None => Self::Words(wanted(words)),
        }
    }

    /// Whether a text holds it.
    pub(crate) fn stand_in(&self, text: &str) -> bool {
        match self {
            Self::Words(words) => holds_in_row(text, words),
            Self::Piece(piece) => piece.is_match(text),
        }
    }
}

fn holds_in_row(text: &str, wanted: &[Wanted]) -> bool {
    // Most copy lacks the word: a cheap look spares cutting it into words.
    if wanted.is_empty() || !wanted.iter().all(|want| may_hold(text, want)) {
        return false;
    }
    let mut words = words_of(text);
    loop {
        let mut row = words.clone();
        if wanted.iter().all(|want| row.next().is_some_and(|word| want.is(word))) {
            return true;
        }
        if words.next().is_none() {
            return false;
        }
    }
}

impl Wanted {
    /// Whether it is this word of a text.
    fn is(&self, word: &str) -> bool {
        if !word.is_ascii() {
            let word = plain_letters(word);
            return if self.open { word.starts_with(&self.word) } else { word == self.word };
        }
        // Most words of most copy: compared as they stand, without a folded one being made.
        let begun = word.as_bytes().get(..self.word.len()).filter(|_| self.open || word.len() == self.word.len());
        begun.is_some_and(|begun| begun.eq_ignore_ascii_case(self.word.as_bytes()))
    }
}

/// Whether the text could hold the word: its letters stand somewhere as they are, or a word with accents folds to it.
fn may_hold(text: &str, want: &Wanted) -> bool {
    !want.word.is_ascii()
        || has_ascii(text.as_bytes(), want.word.as_bytes())
        || accented_words(text).flat_map(words_of).any(|word| want.is(word))
}

/// The stretches of letters and digits that hold a character beyond ASCII, punctuation beyond ASCII among them.
fn accented_words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let within = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80;
    let mut from = 0;
    std::iter::from_fn(move || {
        let high = from + bytes.get(from..)?.iter().position(|b| *b >= 0x80)?;
        let back = bytes.get(from..high)?.iter().rev().take_while(|b| within(b)).count();
        let on = bytes.get(high..)?.iter().take_while(|b| within(b)).count();
        from = high + on;
        // Both ends stand beside ASCII, so they are character boundaries.
        text.get(high - back..high + on)
    })
}

/// Whether the lower-case needle stands anywhere in the bytes, without regard to case.
fn has_ascii(mut hay: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    while let Some(at) = hay.iter().position(|b| b.to_ascii_lowercase() == *first) {
        hay = hay.get(at..).unwrap_or(&[]);
        if hay.get(..needle.len()).is_some_and(|window| window.eq_ignore_ascii_case(needle)) {
            return true;
        }
        hay = hay.get(1..).unwrap_or(&[]);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, phrase: &str, expected: bool) {
        assert_eq!(holds_in_row(text, &wanted(phrase)), expected, "{phrase:?} in {text:?}");
    }

    #[test]
    fn words_are_found_in_a_row_whole_and_without_accents() {
        check("Storm nears the coast, thousands flee", "the coast thousands", true);
        check("Storm nears the coast", "coast the", false);
        check("Storm nears the coast", "coas", false);
        check("Storm nears the coast", "coas*", true);
        check("Wahl in Köln", "koln", true);
        check("Wahl in Ko\u{308}ln", "köln", true);
        check("face-to-face talks", "face-to-face", true);
        check("anything", "—", false);
        check("new yorkers of the city", "new yo* of", true);
    }
}
