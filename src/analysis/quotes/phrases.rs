//! Noun phrases, read forwards from where they begin or backwards from where they end.

use crate::analysis::quotes::lexicon::{
    ADVERB, AND, AUXILIARY, BEING, BODY, COURTESY, CUE, Class, DETERMINER, FEMALE, FUNCTION, MALE, OF, PAPER,
    PARTICIPLE, PARTICLE, PLURAL, PREPOSITION, PRONOUN, RELATIVE, ROLE, SPEECH, SUBORDINATOR, SUFFIX, THAT, TIME,
    TITLE, VERB, WORK,
};
use crate::analysis::quotes::tokens::{Kind, Token};

/// What the head of a noun phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Pronoun,
    Name,
    Role,
    Body,
    Paper,
    Other,
}

/// A noun phrase as a range of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    /// The first token.
    pub(super) from: usize,
    /// The token after the last.
    pub(super) to: usize,
    /// What its head is.
    pub(super) head: Head,
}

/// The words a noun phrase may be long, so that broken copy costs no time.
const LONGEST: usize = 14;
/// Bytes a nickname may be long, with its marks.
const NICKNAME: usize = 24;
/// Nouns: what a preposition can hang on.
const NOUN: Class = ROLE | BODY | PAPER | SPEECH | WORK;

fn get(tokens: &[Token], at: usize) -> Option<&Token> {
    tokens.get(at)
}

fn is_lower_noun(token: &Token) -> bool {
    token.kind == Kind::Word && !token.capital && token.class & (FUNCTION | CUE | DETERMINER | TIME) == 0
}

fn head_of(tokens: &[Token], from: usize, last: usize) -> Head {
    let Some(token) = get(tokens, last) else { return Head::Other };
    if token.is(PRONOUN) {
        return Head::Pronoun;
    }
    let class = token.class;
    let several = last > from;
    if token.capital && class & (ROLE | BODY | PAPER) == 0
        || (token.capital && !token.first && several && class & BODY == 0)
    {
        return Head::Name;
    }
    if class & ROLE != 0 {
        Head::Role
    } else if class & BODY != 0 {
        Head::Body
    } else if class & PAPER != 0 {
        Head::Paper
    } else if token.capital {
        Head::Name
    } else {
        Head::Other
    }
}

/// The noun phrase whose last token is `last`, not reaching before `floor`.
pub(super) fn ending_at(tokens: &[Token], floor: usize, last: usize) -> Option<Phrase> {
    let token = get(tokens, last)?;
    if last < floor || token.kind != Kind::Word {
        return None;
    }
    if token.is(PRONOUN) {
        return Some(Phrase { from: last, to: last + 1, head: Head::Pronoun });
    }
    if token.class & (FUNCTION | TIME) != 0 && !token.is_name()
        || token.is(DETERMINER) && !token.is(PLURAL) && token.class & NOUN == 0
    {
        return None;
    }
    if token.class & CUE != 0 && token.class & NOUN == 0 && !token.capital {
        return None;
    }
    let mut head = last;
    let mut from = last;
    let mut has_role = token.class & NOUN != 0 || !token.capital;
    while from > floor && last - from < LONGEST {
        let Some(left) = get(tokens, from - 1) else { break };
        let here = tokens.get(from).copied().unwrap_or(*token);
        if here.first && !left.possessive {
            break;
        }
        match left.kind {
            Kind::Word if left.possessive => from -= 1,
            Kind::Word if left.is(THAT) => break,
            Kind::Word if left.is(DETERMINER) => {
                from -= 1;
                break;
            }
            Kind::Word if left.is(PREPOSITION) && !left.is_name() => match attached(tokens, floor, from - 1) {
                Some(noun) => {
                    from = noun;
                    head = noun;
                    has_role = true;
                }
                None => break,
            },
            Kind::Word if left.is(AND) => match joined(tokens, floor, from, last) {
                Some(other) => {
                    return Some(Phrase { from: other.from, to: last + 1, head: other.head });
                }
                None => break,
            },
            Kind::Word if left.is_name() => {
                has_role |= left.class & ROLE != 0;
                from -= 1;
            }
            Kind::Word if left.class & PARTICLE != 0 && (here.capital || here.class & PARTICLE != 0) => from -= 1,
            // "Documents show Roe": what stands between the paper and the name is a verb.
            Kind::Word if left.is(CUE) && here.is_name() && follows_paper(tokens, floor, from - 1) => break,
            Kind::Word if left.class & NOUN != 0 && !left.capital => {
                has_role = true;
                from -= 1;
            }
            Kind::Word if has_role && is_lower_noun(left) && left.class & VERB == 0 => from -= 1,
            Kind::Number if has_role => from -= 1,
            // A nickname between marks: "Dario “The Cat” Venturi".
            Kind::Quote if left.end - left.start < NICKNAME && from >= floor + 2 && here.is_name() && !here.first => {
                if !get(tokens, from - 2).is_some_and(Token::is_name) {
                    break;
                }
                from -= 1;
            }
            Kind::Close => match matching_open(tokens, floor, from - 1) {
                Some(open) if open > floor && get(tokens, open - 1).is_some_and(Token::is_name) => from = open,
                _ => break,
            },
            _ => break,
        }
    }
    Some(Phrase { from, to: last + 1, head: head_of(tokens, from, head) })
}

/// Whether a paper or the first word of a sentence stands before `at`.
fn follows_paper(tokens: &[Token], floor: usize, at: usize) -> bool {
    let before = at.checked_sub(1).filter(|&i| i >= floor).and_then(|i| get(tokens, i));
    before.is_some_and(|t| t.is(PAPER) || t.first)
}

/// The noun that the preposition at `at` hangs on.
fn attached(tokens: &[Token], floor: usize, at: usize) -> Option<usize> {
    let noun = at.checked_sub(1).filter(|&n| n >= floor)?;
    let token = get(tokens, noun)?;
    let of = get(tokens, at)?.is(OF);
    let role = noun.checked_sub(1).filter(|&n| n >= floor).and_then(|n| get(tokens, n)).is_some_and(|t| t.is(ROLE));
    if role && is_lower_noun(token) && token.class & NOUN == 0 {
        return Some(noun - 1);
    }
    let fits = token.kind == Kind::Word
        && !token.is(PRONOUN)
        && (token.class & NOUN != 0 && token.class & (CUE | AND) == 0
            || of && (token.is_name() || is_lower_noun(token) || token.is(DETERMINER)));
    fits.then_some(noun)
}

/// The phrase joined by "and" before the token at `from`, where it begins its clause.
fn joined(tokens: &[Token], floor: usize, from: usize, last: usize) -> Option<Phrase> {
    let left = from.checked_sub(2).filter(|&n| n >= floor)?;
    // The floor keeps a long chain of "and" from going deep.
    let other = ending_at(tokens, floor.max(from.saturating_sub(LONGEST)), left)?;
    let begins = other.from == floor
        || get(tokens, other.from - 1).is_none_or(|t| t.kind != Kind::Word || t.class & (AND | THAT) != 0);
    let alike =
        matches!(other.head, Head::Name | Head::Role | Head::Body) && head_of(tokens, from, last) != Head::Pronoun;
    (begins && alike).then_some(other)
}

/// The opening bracket of the closing one at `close`.
pub(super) fn matching_open(tokens: &[Token], floor: usize, close: usize) -> Option<usize> {
    (floor..close).rev().take(12).find(|&at| tokens.get(at).is_some_and(|t| t.kind == Kind::Open))
}

/// The noun phrase that begins at `from`, ending before `ceiling`.
pub(super) fn starting_at(tokens: &[Token], from: usize, ceiling: usize) -> Option<Phrase> {
    let first = get(tokens, from).filter(|_| from < ceiling)?;
    if first.is(PRONOUN) {
        return Some(Phrase { from, to: from + 1, head: Head::Pronoun });
    }
    let mut at = from;
    let mut led = first.is(DETERMINER);
    if led || first.kind == Kind::Number {
        at += 1;
    }
    let mut head = None;
    let mut noun = false;
    while at < ceiling && at - from < LONGEST {
        let Some(token) = get(tokens, at) else { break };
        let open = match token.kind {
            Kind::Word if token.possessive => {
                head = None;
                noun = false;
                led = true;
                at += 1;
                continue;
            }
            Kind::Word if token.is_name() => true,
            Kind::Word
                if token.class & (TITLE | ROLE | BODY | PAPER | SUFFIX) != 0
                    && token.class & (AND | PREPOSITION) == 0 =>
            {
                if token.class & CUE != 0 && !token.capital && noun {
                    break;
                }
                true
            }
            Kind::Word
                if token.class & PARTICLE != 0
                    && get(tokens, at + 1).is_some_and(|t| t.capital || t.class & PARTICLE != 0) =>
            {
                true
            }
            Kind::Word if token.capital && token.first && token.class & (FUNCTION | CUE) == 0 => true,
            Kind::Word if is_lower_noun(token) => {
                (led || at == from || leads_to_name(tokens, at, ceiling)) && !noun
                    || noun
                        && (next_is_role(tokens, at, ceiling)
                            || is_last(tokens, at, ceiling)
                            || led
                                && get(tokens, at - 1).is_some_and(Token::is_name)
                                && ends_phrase(tokens, at, ceiling)
                            || !token.past
                                && get(tokens, at + 1).is_some_and(|t| t.is_name() && !t.first)
                                && at + 1 < ceiling)
            }
            Kind::Word if led && head.is_none() && token.class & (TIME | ADVERB) != 0 => {
                at += 1;
                continue;
            }
            Kind::Number => {
                led && !noun || head.is_some() && get(tokens, at + 1).is_some_and(|t| at + 1 < ceiling && t.is_name())
            }
            _ => false,
        };
        if !open {
            break;
        }
        noun |= token.is_name() || token.class & NOUN != 0;
        head = Some(at);
        at += 1;
    }
    let head = head.or_else(|| {
        get(tokens, at.checked_sub(1)?).filter(|t| at > from && (t.possessive || led && t.is(PLURAL))).map(|_| at - 1)
    })?;
    let mut to = at;
    for _ in 0..3 {
        match tail(tokens, to, ceiling, head) {
            Some(end) => to = end,
            None => break,
        }
    }
    Some(Phrase { from, to, head: head_of(tokens, from, head) })
}

/// Whether a name follows within two more common nouns: "harbour master Glen Adair".
fn leads_to_name(tokens: &[Token], at: usize, ceiling: usize) -> bool {
    let next = (at..ceiling.min(at + 3)).find(|&i| get(tokens, i).is_none_or(|t| !is_lower_noun(t) || t.past));
    next.and_then(|i| get(tokens, i)).is_some_and(Token::is_name)
}

/// Whether the phrase can end with the word: a sign or a preposition follows.
fn is_last(tokens: &[Token], at: usize, ceiling: usize) -> bool {
    let verb = get(tokens, at).is_none_or(|t| t.past);
    !verb
        && (at + 1 >= ceiling
            || get(tokens, at + 1)
                .is_none_or(|t| matches!(t.kind, Kind::Comma | Kind::Stop | Kind::Break | Kind::Quote)))
}

/// Whether a common noun ends a phrase begun by a determiner and a name: "the Norland bombing was". What follows must
/// show that it is no verb.
fn ends_phrase(tokens: &[Token], at: usize, ceiling: usize) -> bool {
    get(tokens, at).is_some_and(|t| !t.past && t.class & VERB == 0)
        && get(tokens, at + 1).filter(|_| at + 1 < ceiling).is_none_or(|t| {
            t.kind != Kind::Word || t.is(AUXILIARY | CUE | AND) && !t.is(PARTICIPLE) || t.is(PREPOSITION)
        })
}

/// Whether a role or a body follows at once: "the opposition party leader".
fn next_is_role(tokens: &[Token], at: usize, ceiling: usize) -> bool {
    at + 1 < ceiling
        && get(tokens, at + 1).is_some_and(|t| t.class & (ROLE | BODY) != 0 && t.class & CUE == 0)
        && get(tokens, at).is_some_and(|t| t.class & CUE == 0 && !t.past)
}

/// The end of "of the ministry", "(R-Ohio)" or "and his wife" after the token before `at`.
fn tail(tokens: &[Token], at: usize, ceiling: usize, head: usize) -> Option<usize> {
    let token = get(tokens, at).filter(|_| at < ceiling)?;
    if token.kind == Kind::Open {
        let close = (at..ceiling.min(at + 10)).find(|&i| get(tokens, i).is_some_and(|t| t.kind == Kind::Close))?;
        return Some(close + 1);
    }
    // "a source familiar with the plan"
    if get(tokens, head).is_some_and(|t| t.class & ROLE != 0)
        && is_lower_noun(token)
        && at + 1 < ceiling
        && get(tokens, at + 1).is_some_and(|t| t.is(PREPOSITION | AUXILIARY) && !t.is(BEING))
    {
        return short(tokens, at + 2, ceiling);
    }
    let noun = get(tokens, head).is_some_and(|t| t.class & NOUN != 0 || t.capital);
    if token.is(PREPOSITION) && (token.is(OF) || noun && get(tokens, head).is_some_and(|t| t.class & NOUN != 0)) {
        let next = get(tokens, at + 1)?;
        if next.is(TIME) || next.is(PRONOUN) {
            return None;
        }
        let inner = short(tokens, at + 1, ceiling)?;
        return Some(inner);
    }
    None
}

/// The end of a plain noun phrase without any tail.
fn short(tokens: &[Token], from: usize, ceiling: usize) -> Option<usize> {
    let mut at = from;
    let mut lower = 0;
    while let Some(token) = get(tokens, at).filter(|_| at < ceiling.min(from + LONGEST)) {
        let fits = match token.kind {
            Kind::Word if at == from && token.is(DETERMINER) => true,
            Kind::Word if token.is_name() || token.possessive => true,
            Kind::Word if is_lower_noun(token) => {
                lower += 1;
                lower <= 3
            }
            Kind::Number => true,
            _ => false,
        };
        if !fits {
            break;
        }
        at += 1;
    }
    (at > from).then_some(at)
}

/// The subject of the clause that begins at `from`: leading adverbs, adjuncts and subordinate clauses are passed over.
pub(super) fn clause_subject(tokens: &[Token], from: usize, ceiling: usize) -> Option<Phrase> {
    let mut at = from;
    let mut hops = 0;
    while at < ceiling && hops < 8 {
        hops += 1;
        let token = get(tokens, at)?;
        if token.kind != Kind::Word {
            at += 1;
            continue;
        }
        let adverbial = token.class & (AND | ADVERB) != 0 && !token.is_name();
        if adverbial {
            at += 1;
            continue;
        }
        if token.class & (RELATIVE | THAT) != 0 && token.class & DETERMINER == 0 {
            return None;
        }
        let gerund = !token.is_name() && token.class & (PARTICIPLE) != 0;
        let adjunct =
            token.class & (PREPOSITION | SUBORDINATOR) != 0 || gerund || token.is(TIME) || is_opening_participle(token);
        if adjunct {
            let comma = (at..ceiling.min(at + 40)).find(|&i| {
                get(tokens, i).is_some_and(|t| match t.kind {
                    Kind::Comma | Kind::Dash => true,
                    // The comma behind a quotation is part of it: "Citing “…”, the embassy".
                    Kind::Quote => get(tokens, i + 1).is_some_and(|n| n.is_name() || n.is(DETERMINER | PRONOUN | ROLE)),
                    _ => false,
                })
            })?;
            at = comma + 1;
            continue;
        }
        return starting_at(tokens, at, ceiling).or_else(|| {
            let next = (at + 1..ceiling.min(at + 6))
                .find(|&i| get(tokens, i).is_some_and(|t| t.is_name() || t.is(PRONOUN)))?;
            starting_at(tokens, next, ceiling)
        });
    }
    None
}

/// A capitalised participle at the head of the sentence, in copy: "Asked about", "Pressed on".
fn is_opening_participle(token: &Token) -> bool {
    token.first && token.capital && token.class & CUE != 0
}

/// Whether the words of a phrase mark a man or a woman: `Some(true)` for a woman.
pub(super) fn gender(tokens: &[Token], phrase: Phrase) -> Option<bool> {
    let words = tokens.get(phrase.from..phrase.to)?;
    let class = words
        .iter()
        .filter(|t| t.kind == Kind::Word && !t.possessive)
        .fold(0, |all, t| all | t.class & (MALE | FEMALE));
    match class {
        FEMALE => Some(true),
        MALE => Some(false),
        _ => words.iter().find(|t| t.is(COURTESY)).and_then(|t| match t.class & (MALE | FEMALE) {
            FEMALE => Some(true),
            MALE => Some(false),
            _ => None,
        }),
    }
}
