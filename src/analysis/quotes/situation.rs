//! How a quotation stands in its sentence: what bears on every candidate alike.

use crate::analysis::quotes::candidates::{Copy, Place};
use crate::analysis::quotes::lexicon::{AND, CUE, DETERMINER, PREPOSITION, SAY, THAT};
use crate::analysis::quotes::sentences::Sentence;
use crate::analysis::quotes::tokens::{Kind, Token};

/// The facts about a quotation, each a small number.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Situation {
    /// The sign that the words end with: comma, stop, question, dash, none.
    pub(super) ending: u32,
    /// Whether it begins its sentence (2) and with a capital (1).
    pub(super) opening: u32,
    /// How many words it has, in six steps.
    pub(super) size: u32,
    /// What stands before it.
    pub(super) before: u32,
    /// What stands after it.
    pub(super) after: u32,
    /// Whether it goes on with the one before (1), is closed (2), fills its paragraph (4).
    pub(super) state: u32,
    /// The word before it.
    pub(super) word_before: u32,
    /// The word after it.
    pub(super) word_after: u32,
}

/// How the quotation at `place` stands.
pub(super) fn situation(copy: &Copy<'_>, place: Place, sentence: Sentence) -> Situation {
    let piece = copy.pieces.get(place.piece);
    let words = piece.map_or("", |p| p.said(copy.text));
    let trimmed = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '‘' | '’' | '\'' | '"' | '“' | '”'));
    let ending = match trimmed.chars().next_back() {
        Some(',') => 0,
        Some('.' | '…') => 1,
        Some('?' | '!') => 2,
        Some('-' | '—' | '–' | ';' | ':') => 3,
        _ => 4,
    };
    let upper = trimmed.starts_with(|c: char| c.is_uppercase() || matches!(c, '[' | '…' | '.'));
    let begins = (sentence.from..place.token)
        .all(|i| copy.tokens.get(i).is_none_or(|t| t.kind != Kind::Word && t.kind != Kind::Quote));
    let size = match trimmed.split_ascii_whitespace().take(13).count() {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4..=6 => 3,
        7..=12 => 4,
        _ => 5,
    };
    let alone = begins
        && copy.tokens.get(place.token + 1).is_none_or(|t| t.kind == Kind::Break)
        && (place.token == 0 || copy.tokens.get(place.token - 1).is_some_and(|t| t.kind == Kind::Break));
    let (goes_on, closed) = piece.map_or((false, false), |p| (p.goes_on, p.closed));
    let previous = place.token.checked_sub(1).filter(|&i| i >= sentence.from);
    Situation {
        ending,
        opening: u32::from(begins) * 2 + u32::from(upper),
        size,
        before: side(copy.tokens, previous, false),
        after: side(copy.tokens, Some(place.token + 1), true),
        state: u32::from(goes_on) + u32::from(closed) * 2 + u32::from(alone) * 4,
        word_before: previous.map_or(1, |i| word(copy, i)),
        word_after: word(copy, place.token + 1),
    }
}

/// What a token is, as a neighbour.
pub(super) fn side(tokens: &[Token], at: Option<usize>, after: bool) -> u32 {
    let Some(token) = at.and_then(|i| tokens.get(i)) else { return 0 };
    match token.kind {
        Kind::Break => 1,
        Kind::Stop => 2,
        Kind::Comma => 3,
        Kind::Colon => 4,
        Kind::Dash => 5,
        Kind::Open | Kind::Close | Kind::Other => 6,
        Kind::Quote => 7,
        Kind::Number => 15,
        Kind::Word if token.is(SAY) => 8,
        Kind::Word if token.is(CUE) => 9,
        Kind::Word if token.is(THAT) => 10,
        Kind::Word if token.is(PREPOSITION) => 11,
        Kind::Word if token.is(AND) => 12,
        Kind::Word if token.is(DETERMINER) || token.possessive => 13,
        Kind::Word if token.capital && after => 14,
        Kind::Word => 15,
    }
}

/// The bytes of a word that its number is made of.
const LONGEST: usize = 20;

/// The word at a token as a number: a fact about a word is learnt only where the word is frequent. Small numbers are signs.
pub(super) fn word(copy: &Copy<'_>, at: usize) -> u32 {
    let Some(token) = copy.tokens.get(at) else { return 0 };
    if token.kind != Kind::Word {
        return token.kind as u32 + 2;
    }
    let end = token.end.min(token.start + LONGEST);
    let bytes = copy.text.as_bytes().get(token.start..end).unwrap_or_default();
    bytes.iter().fold(0x811C_9DC5_u32, |hash, b| (hash ^ u32::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0193))
        | 64
}
