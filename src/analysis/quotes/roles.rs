//! The role that the copy gives a name: before it, or set apart after it.

use crate::analysis::quotes::lexicon::{
    AND, AUXILIARY, COURTESY, CUE, DETERMINER, FUNCTION, OF, OFFICE, PRONOUN, RELATIVE, ROLE, SUBORDINATOR, TITLE, VERB,
};
use crate::analysis::quotes::names::Name;
use crate::analysis::quotes::phrases::{Phrase, ending_at};
use crate::analysis::quotes::tokens::{Kind, Token};

/// Tokens a role may be long.
const LONGEST: usize = 16;

/// The role of a name as a range of tokens: the fuller of what stands before and after.
pub(super) fn role(tokens: &[Token], name: Name) -> Option<(usize, usize)> {
    let before = before(tokens, name);
    let after = after(tokens, name.to);
    match (before, after) {
        (Some(b), Some(a)) if b.1 - b.0 >= 2 || a.1 - a.0 < 2 => Some(b),
        (b, a) => a.or(b),
    }
}

/// "US Secretary of State" before the name, or "the firm’s chief executive," with a comma.
fn before(tokens: &[Token], name: Name) -> Option<(usize, usize)> {
    let floor = name.from.saturating_sub(LONGEST);
    let phrase = ending_at(tokens, floor, name.to.checked_sub(1)?)?;
    if let Some(found) = role_within(tokens, phrase.from, name.from) {
        return Some(found);
    }
    let comma = name.lead.checked_sub(1).filter(|&i| tokens.get(i).is_some_and(|t| t.kind == Kind::Comma))?;
    let last = comma.checked_sub(1)?;
    let apart = apart(tokens, last)?;
    let led = tokens.get(apart.from).is_some_and(|t| t.is(DETERMINER) || t.possessive);
    if !led || !is_role(tokens.get(head(tokens, apart.from, last + 1))?) {
        return None;
    }
    role_within(tokens, apart.from, last + 1)
}

/// The phrase that ends at `last`, with the office before it: "the Secretary of the Treasury".
fn apart(tokens: &[Token], last: usize) -> Option<Phrase> {
    let floor = last.saturating_sub(LONGEST);
    let phrase = ending_at(tokens, floor, last)?;
    let of = phrase.from.checked_sub(1).filter(|&i| i > floor && tokens.get(i).is_some_and(|t| t.is(OF)));
    let office =
        of.and_then(|of| ending_at(tokens, floor, of - 1)).filter(|o| tokens.get(o.to - 1).is_some_and(is_role));
    Some(Phrase { from: office.map_or(phrase.from, |o| o.from), ..phrase })
}

/// The last token of a phrase before its first "of" or "for".
fn head(tokens: &[Token], from: usize, to: usize) -> usize {
    (from..to)
        .find(|&i| tokens.get(i).is_some_and(|t| t.class & FUNCTION != 0 && !t.is_name()))
        .unwrap_or(to)
        .saturating_sub(1)
        .max(from)
}

fn is_role(token: &Token) -> bool {
    token.is(ROLE | TITLE | OFFICE) && token.class & COURTESY == 0
}

fn role_within(tokens: &[Token], from: usize, to: usize) -> Option<(usize, usize)> {
    let joined = (from..to).rev().find(|&i| tokens.get(i).is_some_and(|t| t.is(AND)));
    let names_before =
        joined.filter(|&i| tokens.get(from..i).is_some_and(|w| w.last().is_some_and(|t| t.is_name() && !is_role(t))));
    let mut start = names_before.map_or(from, |i| i + 1);
    while tokens.get(start).is_some_and(|t| start < to && (t.is(DETERMINER | AND) || t.class & COURTESY != 0)) {
        start += 1;
    }
    let mut end = to;
    while end > start && tokens.get(end - 1).is_some_and(|t| t.class & COURTESY != 0) {
        end -= 1;
    }
    let words = tokens.get(start..end)?;
    // "a reporter’s request for comment on Roe", "officials met in Carrow": what leads on to the name is no role of it.
    let leads_on = words.last().is_some_and(|t| t.possessive || t.class & (FUNCTION | DETERMINER) != 0 && !t.is_name());
    (words.iter().any(is_role) && !leads_on).then_some((start, end))
}

/// ", 45, a teacher from Reno," after the name.
fn after(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    if tokens.get(at.checked_sub(1)?)?.possessive {
        return None;
    }
    let mut from = at;
    if tokens.get(from)?.kind == Kind::Open {
        from = (from..from + 8).find(|&i| tokens.get(i).is_some_and(|t| t.kind == Kind::Close))? + 1;
    }
    if tokens.get(from).is_none_or(|t| t.kind != Kind::Comma) {
        return None;
    }
    from += 1;
    if tokens.get(from)?.kind == Kind::Number && tokens.get(from + 1)?.kind == Kind::Comma {
        from += 2;
    }
    let to = (from..from + LONGEST).find(|&i| tokens.get(i).is_none_or(ends))?;
    let words = tokens.get(from..to)?;
    let first = words.first()?;
    if first.kind != Kind::Word
        || first.is(CUE | AUXILIARY | PRONOUN | SUBORDINATOR | RELATIVE | VERB) && !first.is(ROLE)
    {
        return None;
    }
    let closed = tokens.get(to).is_some_and(|t| {
        matches!(t.kind, Kind::Comma | Kind::Stop | Kind::Break | Kind::Close | Kind::Dash)
            || t.is(RELATIVE)
            || t.kind == Kind::Quote
    });
    let main = head(tokens, from, to);
    let enough = closed && is_role(tokens.get(main)?) && !words.iter().take(main + 1 - from).any(|t| t.is(AND));
    if !enough {
        return None;
    }
    role_within(tokens, from, to)
}

/// What a role cannot go over.
fn ends(token: &Token) -> bool {
    match token.kind {
        Kind::Word => token.is(RELATIVE | AUXILIARY) || token.is(CUE) && !token.capital && token.class & ROLE == 0,
        Kind::Number => false,
        _ => true,
    }
}
