//! Cuts the text between the quotations into words and signs, in one pass.

use crate::analysis::quotes::lexicon::{self, Class, Lexicon};
use crate::analysis::quotes::marks::Piece;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Stop,
    Comma,
    Colon,
    Dash,
    Open,
    Close,
    Quote,
    Break,
    Other,
}

/// A word, a sign, or a whole quotation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// The first byte.
    pub(super) start: usize,
    /// The byte after the last, without a possessive ending.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// The classes of the word; for a quotation, its number among the pieces.
    pub(super) class: Class,
    /// Whether its ending is one of a verb in the past, as far as the table of the language tells.
    pub(super) past: bool,
    /// Whether it is written in capitals throughout.
    pub(super) shout: bool,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether a possessive ending follows: "Clinton’s".
    pub(super) possessive: bool,
    /// Whether it begins a sentence, as far as the sign before it tells.
    pub(super) first: bool,
    /// Whether it reads as part of a proper name.
    name: bool,
}

impl Token {
    /// Whether the word has one of the classes.
    pub(super) fn is(&self, class: Class) -> bool {
        self.kind == Kind::Word && self.class & class != 0
    }

    /// Whether it reads as part of a proper name.
    pub(super) fn is_name(&self) -> bool {
        self.name
    }
}

/// The tokens of the text outside the pieces, each piece as one token, each paragraph ended by a break.
pub(super) fn tokens(text: &str, paragraphs: &[(usize, usize)], pieces: &[Piece], lexicon: &Lexicon) -> Vec<Token> {
    let mut cutter = Cutter { text, lexicon, found: Vec::with_capacity(text.len() / 6), first: true };
    let mut next = pieces.iter().enumerate().peekable();
    for &(start, end) in paragraphs {
        let mut at = start;
        cutter.first = true;
        while let Some(&(number, piece)) = next.peek().filter(|(_, p)| p.outer_start < end) {
            next.next();
            cutter.cut(at, piece.outer_start);
            let first = cutter.first;
            cutter.push(piece.outer_start, piece.outer_end, Kind::Quote, number as Class);
            if let Some(token) = cutter.found.last_mut() {
                token.first = first;
            }
            cutter.first = ends_sentence(text, piece);
            at = piece.outer_end;
        }
        cutter.cut(at, end);
        cutter.push(end, end, Kind::Break, 0);
    }
    cutter.found
}

fn ends_sentence(text: &str, piece: &Piece) -> bool {
    piece.said(text).trim_end_matches(['’', '\'', ' ', '\u{a0}']).ends_with(['.', '!', '?', '…'])
}

struct Cutter<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    found: Vec<Token>,
    first: bool,
}

impl Cutter<'_> {
    fn push(&mut self, start: usize, end: usize, kind: Kind, class: Class) {
        let first = self.first && kind == Kind::Word;
        self.found.push(Token {
            start,
            end,
            kind,
            class,
            past: false,
            shout: false,
            capital: false,
            possessive: false,
            first,
            name: false,
        });
    }

    fn cut(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(&byte) = bytes.get(at).filter(|_| at < to) {
            let sign = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    at += 1;
                    continue;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'@' | b'#' => None,
                b'.' | b'!' | b'?' => Some((Kind::Stop, 1)),
                b',' => Some((Kind::Comma, 1)),
                b':' | b';' => Some((Kind::Colon, 1)),
                b'-' => Some((Kind::Dash, 1)),
                b'(' | b'[' => Some((Kind::Open, 1)),
                b')' | b']' => Some((Kind::Close, 1)),
                0..0x80 => Some((Kind::Other, 1)),
                _ => self.wide(at, to),
            };
            let Some((kind, length)) = sign else {
                at = self.word(at, to);
                continue;
            };
            if kind != Kind::Other {
                self.push(at, at + length, kind, 0);
                self.first = matches!(kind, Kind::Stop | Kind::Colon)
                    || (self.first && kind != Kind::Comma)
                    || (kind == Kind::Dash && length > 1);
            }
            at += length;
        }
    }

    /// A sign outside ASCII and its length, or nothing where a word begins.
    fn wide(&self, at: usize, to: usize) -> Option<(Kind, usize)> {
        let c = self.text.get(at..to)?.chars().next()?;
        match c {
            _ if c.is_alphanumeric() => None,
            '—' | '–' | '―' | '−' => Some((Kind::Dash, c.len_utf8())),
            '…' | '。' => Some((Kind::Stop, c.len_utf8())),
            _ => Some((Kind::Other, c.len_utf8())),
        }
    }

    /// Cuts one word and returns where it ends. A full stop belongs to the word in abbreviations and initials.
    fn word(&mut self, start: usize, to: usize) -> usize {
        let (end, joined) = self.word_end(start, to);
        let end = end.max(start + 1);
        let Some(whole) = self.text.get(start..end) else { return end };
        let (base, possessive) = if joined { strip_possessive(whole) } else { (whole, false) };
        let mut stop = start + base.len();
        let mut after = end;
        let capital = base.starts_with(char::is_uppercase) || joined && after_particle(base).is_some();
        let mut class = self.lexicon.classes(base, joined);
        if !possessive && self.text.as_bytes().get(end) == Some(&b'.') && end < to && base.len() <= 6 {
            let found = self.lexicon.classes(self.text.get(start..end + 1).unwrap_or(base), joined);
            let initial = base.len() == 1 && capital && base != "I";
            if found & lexicon::ABBREVIATION != 0 || initial || base.contains('.') {
                (stop, after, class) = (end + 1, end + 1, found);
            }
        }
        let first = self.first;
        let contracted = joined && base.contains(['\'', '’']);
        if capital && !first && !contracted && !matches!(base, "I" | "He" | "She" | "They") {
            class &= lexicon::IN_NAME;
        }
        let shout = capital && base.len() > 1 && !base.bytes().any(|b| b.is_ascii_lowercase());
        let ending = base.as_bytes().last_chunk::<2>();
        let past = !capital && base.len() > 3 && ending == Some(b"ed");
        let apart = self.found.last().is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Open));
        let numeral = base.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let kind = if numeral || apart && is_seat(base) { Kind::Number } else { Kind::Word };
        if class == 0 && !capital && base.len() > 4 && ending == Some(b"ly") {
            class = lexicon::ADVERB;
        }
        let name =
            kind == Kind::Word && capital && class & (lexicon::FUNCTION | lexicon::DETERMINER | lexicon::TIME) == 0;
        self.first = false;
        self.found.push(Token { start, end: stop, kind, class, past, shout, capital, possessive, first, name });
        after
    }

    /// Where the word ends, and whether it has more than letters and digits of ASCII.
    fn word_end(&self, start: usize, to: usize) -> (usize, bool) {
        let bytes = self.text.as_bytes();
        let mut at = start;
        let mut joined = false;
        loop {
            at = to.min(at + run(bytes.get(at..).unwrap_or_default()));
            if at >= to || bytes.get(at) == Some(&b' ') {
                break;
            }
            let Some(length) = joiner(self.text, start, at, to) else { break };
            joined = true;
            at += length;
        }
        (at, joined)
    }
}

/// How many letters and digits of ASCII the bytes begin with.
#[inline]
pub(super) fn run(bytes: &[u8]) -> usize {
    static PLAIN: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < table.len() {
            table[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        table
    };
    bytes.iter().position(|&byte| !PLAIN[usize::from(byte)]).unwrap_or(bytes.len())
}

/// How many bytes the sign or letter at `at` has, where the word that begins at `start` goes on over it: letters beside those of
/// ASCII, inner apostrophes, hyphens and full stops between letters.
fn joiner(text: &str, start: usize, at: usize, to: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..to)?;
    let before = at.checked_sub(1).and_then(|i| text.as_bytes().get(i)).copied().unwrap_or(b' ');
    match *rest {
        [byte @ (b'\'' | b'-' | b'.' | b'&' | b','), ..] => {
            let next = rest.get(1).copied().unwrap_or(b' ');
            let joins = match byte {
                b',' => before.is_ascii_digit() && next.is_ascii_digit(),
                b'.' => {
                    (before.is_ascii_digit() && next.is_ascii_digit())
                        || (next.is_ascii_alphabetic()
                            && at - start <= 5
                            && short_parts(text.as_bytes().get(start..at)))
                }
                b'\'' if before == b's' && !next.is_ascii_alphanumeric() => next == b' ',
                _ => next.is_ascii_alphanumeric() || next >= 0xC3,
            };
            (joins && at > start).then_some(1)
        }
        [b'@' | b'#' | b'_', ..] => Some(1),
        [0xE2, 0x80, 0x99, next, ..] if next.is_ascii_alphabetic() || (next == b' ' && before == b's') => Some(3),
        [0xE2, 0x80, 0x90 | 0x91, next, ..] if next.is_ascii_alphanumeric() => Some(3),
        [0xE2, ..] => None,
        [0x80..=0xFF, ..] => {
            let letter = text.get(at..to)?.chars().next()?;
            (letter.is_alphanumeric() || is_joiner(letter)).then_some(letter.len_utf8())
        }
        _ => None,
    }
}

/// A combining accent or a soft hyphen inside a word.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200d}')
}

/// Whether all parts so far are single letters, as in "U.S" and "D-N.Y": a full stop then joins the next letter.
fn short_parts(bytes: Option<&[u8]>) -> bool {
    bytes.is_some_and(|b| b.split(|c| matches!(c, b'.' | b'-')).all(|part| part.len() == 1 || part == b"Ph"))
}

/// The particles that are written as one word with the name after them.
static PARTICLES: &[&str] =
    &["al", "el", "ad", "ar", "as", "ash", "at", "ath", "az", "an", "ul", "ben", "bin", "abu", "d", "l"];

/// The name in a word that begins with a particle in small letters: "al-Sayed", "d’Aubry".
fn after_particle(word: &str) -> Option<&str> {
    if !word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let (particle, rest) = word.split_once(['-', '\'', '’'])?;
    (rest.starts_with(char::is_uppercase) && PARTICLES.contains(&particle)).then_some(rest)
}

/// The name without the particle that is written as one word with it.
#[inline]
pub(super) fn bare(word: &str) -> &str {
    let joined = |byte: u8| matches!(byte, b'-' | b'\'' | 0xE2);
    match *word.as_bytes() {
        [_, b, c, d, ..] if joined(b) || joined(c) || joined(d) => without_particle(word),
        _ => word,
    }
}

fn without_particle(word: &str) -> &str {
    after_particle(word).or_else(|| word.strip_prefix("Al-")).or_else(|| word.strip_prefix("El-")).unwrap_or(word)
}

/// Whether the word is the party and the place of a lawmaker, "R-Ohio": an insert that names nobody, as an age does.
fn is_seat(word: &str) -> bool {
    matches!(word.as_bytes(), [b'R' | b'D' | b'I', b'-', place, ..] if place.is_ascii_uppercase())
}

/// The word without "’s" or a trailing apostrophe, and whether it had one.
fn strip_possessive(word: &str) -> (&str, bool) {
    for ending in ["’s", "'s", "’", "'"] {
        if let Some(base) = word.strip_suffix(ending) {
            let contraction = ["it", "he", "she", "that", "there", "what", "who", "let", "here"]
                .iter()
                .any(|w| base.eq_ignore_ascii_case(w));
            return (base, !contraction);
        }
    }
    (word, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::quotes::english::ENGLISH;

    fn words(text: &str) -> Vec<String> {
        tokens(text, &[(0, text.len())], &[], &ENGLISH).iter().map(|t| text[t.start..t.end].to_owned()).collect()
    }

    #[test]
    fn abbreviations_and_initials_keep_their_full_stop() {
        assert_eq!(
            words("Sen. J. Roe of the U.S. didn’t, he said."),
            ["Sen.", "J.", "Roe", "of", "the", "U.S.", "didn’t", ",", "he", "said", ".", ""]
        );
    }

    #[test]
    fn a_possessive_ending_is_not_part_of_the_name() {
        assert_eq!(words("Roe’s and Sanders’ plan"), ["Roe", "and", "Sanders", "plan", ""]);
    }
}
