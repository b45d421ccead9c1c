//! Proper names in the copy: where each begins, what stands before it, and what kind of thing it names.

use crate::analysis::quotes::lexicon::{
    AND, BODY, COURTESY, FEMALE, MALE, OF, OFFICE, PARTICLE, PLACE, ROLE, SUFFIX, TIME, TITLE,
};
use crate::analysis::quotes::tokens::{Kind, Token};

/// A proper name as it stands in the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    /// The first token of the name itself, after titles.
    pub(super) from: usize,
    /// The token after the last.
    pub(super) to: usize,
    /// The first token of the titles before it.
    pub(super) lead: usize,
    /// Whether it names a body rather than a person.
    pub(super) body: bool,
    /// A woman, as far as title or first name tell.
    pub(super) woman: Option<bool>,
}

/// All names outside the quotations, in order.
pub(super) fn names(tokens: &[Token]) -> Vec<Name> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = tokens.get(at..).and_then(|rest| rest.iter().position(Token::is_name)) {
        at += next;
        let end = run_end(tokens, at);
        found.extend(read(tokens, at, end));
        at = end;
    }
    found
}

/// The token after a run of capitalised words. Particles, the "of" of a body and a nickname between marks do not end it.
fn run_end(tokens: &[Token], from: usize) -> usize {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        let next_is_name = next.is_some_and(Token::is_name);
        let previous = at.checked_sub(1).filter(|_| at > from).and_then(|i| tokens.get(i));
        let inner = previous.is_some_and(|before| {
            token.is(PARTICLE) && (next_is_name || next.is_some_and(|t| t.is(PARTICLE)))
                || token.is(OF) && next_is_name && before.is(BODY)
                || token.is(AND) && next_is_name && before.is_name() && is_spelt_out(tokens, from, at)
                || token.kind == Kind::Quote
                    && token.end - token.start < 24
                    && next.is_some_and(|t| t.is_name() && !t.first)
        });
        if !token.is_name() && !inner {
            break;
        }
        at += 1;
        if token.possessive || tokens.get(at).is_some_and(|next| next.first) {
            break;
        }
    }
    at
}

/// Whether the "and" at `at` is part of a name that begins at `from`: its initials stand in brackets after it, as in
/// "Norland Rail and Port (NRP)".
fn is_spelt_out(tokens: &[Token], from: usize, at: usize) -> bool {
    let end = (at + 1..at + 8).find(|&i| tokens.get(i).is_none_or(|t| !t.is_name())).unwrap_or(at);
    let bracket = |i: usize, kind: Kind| tokens.get(i).is_some_and(|t| t.kind == kind);
    let short = tokens.get(end + 1).filter(|t| t.shout && bracket(end, Kind::Open) && bracket(end + 2, Kind::Close));
    let names = tokens.get(from..end).unwrap_or_default().iter().filter(|t| t.is_name()).count();
    short.is_some_and(|t| (names..=names + 1).contains(&(t.end - t.start)))
}

/// Parts the titles from the name; nothing where no name is left.
fn read(tokens: &[Token], lead: usize, to: usize) -> Option<Name> {
    let words = tokens.get(lead..to)?;
    // "Attorney General of Norland": what leads to an "of" is an office.
    let leads = tokens.get(to).is_some_and(|t| t.is(OF)) && words.last().is_some_and(|t| t.is(TITLE | ROLE));
    if leads {
        return None;
    }
    let is_title = |t: &Token| t.is(TITLE | ROLE | OFFICE) && t.class & (BODY | MALE | FEMALE) & !gendered(t) == 0;
    let titles = words.iter().take(words.len().saturating_sub(1)).rposition(is_title);
    let titles = titles.or_else(|| field(tokens, lead, words)?.checked_sub(1));
    let from = lead + titles.map_or(0, |i| i + 1);
    let name = tokens.get(from..to)?;
    let first = name.first()?;
    let titled = titles.is_some();
    let several = name.len() > 1;
    let alone_at_start = !several && !titled && first.first && !first.possessive;
    let common = name.iter().all(|t| t.is(TITLE | ROLE)) && !titled;
    // "Nov" in a dateline, "Monday"; but April may be somebody.
    let time = name.iter().all(|t| t.is(TIME) && t.class & (MALE | FEMALE) == 0);
    if alone_at_start && first.class != 0 || common || time {
        return None;
    }
    let body = !titled && (name.iter().any(|t| t.is(BODY)) || !several && first.shout);
    let woman = sex(words.iter().filter(|t| t.is(COURTESY | ROLE)))
        .or_else(|| if several { sex(name.iter().take(1)) } else { None });
    Some(Name { from, to, lead, body, woman })
}

/// How many of the words after "Secretary of", "Head of" or "Governor of" say what the office is over, where a name follows
/// them: "Defense Jane Roe", "Policy Mia Lund", "Norland Ada Quill".
fn field(tokens: &[Token], lead: usize, words: &[Token]) -> Option<usize> {
    let of = lead.checked_sub(1).filter(|&i| tokens.get(i).is_some_and(|t| t.is(OF)))?;
    let office = tokens.get(of.checked_sub(1)?)?;
    if !office.capital || !office.is(TITLE | ROLE | OFFICE) {
        return None;
    }
    let known = words.iter().take_while(|t| t.is(OFFICE)).count();
    let first = words.iter().skip(1).position(|t| t.class & (MALE | FEMALE) != 0).map(|at| at + 1);
    let place = words.iter().any(|t| t.is(BODY | OFFICE | PLACE));
    match first {
        _ if known > 0 && known < words.len() => Some(known),
        Some(at) if at + 1 < words.len() => Some(at),
        _ => (words.len() == 3 && !place).then_some(1),
    }
}

/// A title such as "Mr." is said of a man without being his name.
fn gendered(token: &Token) -> u64 {
    if token.is(COURTESY | ROLE | TITLE) { MALE | FEMALE } else { 0 }
}

fn sex<'a>(words: impl Iterator<Item = &'a Token>) -> Option<bool> {
    match words.fold(0, |all, t| all | t.class & (MALE | FEMALE)) {
        MALE => Some(false),
        FEMALE => Some(true),
        _ => None,
    }
}

/// The word by which a name is known: the last one, a suffix such as "Jr." left out.
pub(super) fn known_by(tokens: &[Token], name: Name) -> Option<&Token> {
    let words = tokens.get(name.from..name.to)?;
    words.iter().rev().find(|t| !t.is(SUFFIX)).filter(|t| t.kind == Kind::Word)
}
