//! The role that the copy gives a name: before it, or set apart after it.
//!
//! A noun of the table of callings tells a role wherever it stands by a name. Other nouns do where the shape of the phrase says so:
//! between "said" and a name, at the head of a clause whose subject the name is, or set apart after such a subject.

use crate::analysis::quotes::callings::{is_calling, is_noun, is_participle, is_state, word};
use crate::analysis::quotes::lexicon::{
    ADVERB, AND, AUXILIARY, BODY, CALLING, COURTESY, CUE, DETERMINER, FUNCTION, OF, PARTICIPLE, PARTICLE, PREPOSITION,
    PRONOUN, RELATIVE, ROLE, SAY, SUBORDINATOR, TIME, VERB,
};
use crate::analysis::quotes::names::Name;
use crate::analysis::quotes::phrases::{Phrase, ending_at};
use crate::analysis::quotes::subjects::is_place;
use crate::analysis::quotes::tokens::{Kind, Token};

/// Tokens a role may be long.
const LONGEST: usize = 16;

/// Where a phrase begins in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// At the head of the clause.
    Clause,
    /// After "said".
    Said,
    Inside,
}

/// The words that roles are read from.
#[derive(Debug, Clone, Copy)]
struct Words<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

/// The role of a name as a range of tokens: the fuller of what stands before and after.
pub(super) fn role(text: &str, tokens: &[Token], name: Name) -> Option<(usize, usize)> {
    let words = Words { text, tokens };
    let before = words.before(name);
    let after = words.after(name);
    match (before, after) {
        (Some(b), Some(a)) if b.1 - b.0 >= 2 || a.1 - a.0 < 2 => Some(b),
        (b, a) => a.or(b),
    }
}

impl Words<'_> {
    fn get(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    fn is(&self, at: usize, class: u64) -> bool {
        self.get(at).is_some_and(|t| t.is(class))
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.get(at).map(|t| t.kind)
    }

    fn is_calling(&self, at: usize) -> bool {
        self.get(at).is_some_and(|t| is_calling(self.text, t))
    }

    fn is_plural(&self, at: usize) -> bool {
        let word = self.get(at).filter(|t| !t.capital).map_or("", |t| word(self.text, t));
        word.ends_with('s') && !word.ends_with("ss")
    }

    /// "US Secretary of State" before the name, or "the firm’s chief executive," with a comma.
    fn before(&self, name: Name) -> Option<(usize, usize)> {
        let floor = name.from.saturating_sub(LONGEST);
        let phrase = ending_at(self.tokens, floor, name.to.checked_sub(1)?)?;
        let noun =
            name.lead.checked_sub(1).filter(|&i| name.lead == name.from && self.is_plural(i) && self.is_calling(i));
        if noun.is_some() && !self.is(name.to, AND) {
            return None;
        }
        let near = self.role_beside(phrase.from, name.from).or_else(|| self.nouns_before(name, floor));
        near.or_else(|| self.set_apart_before(name, floor))
    }

    /// "retired postman Al Finn": nouns that no phrase is read from, and where they stand.
    fn nouns_before(&self, name: Name, floor: usize) -> Option<(usize, usize)> {
        let last = name.lead.checked_sub(1).filter(|_| !name.body)?;
        let noun = self.get(last).filter(|t| t.kind == Kind::Word && !t.capital && !t.possessive)?;
        let known = is_calling(self.text, noun);
        if !known && !is_noun(self.text, noun) || known && noun.class & CUE != 0 {
            return None;
        }
        let from = self.run_before(last, floor);
        let plain = || (from..last).all(|i| !self.is(i, ROLE | BODY) && !self.is_plural(i));
        let fits = match self.begins(from) {
            _ if known => true,
            Begins::Said => true,
            Begins::Clause => self.is_verb_or_comma(name.to) && plain(),
            Begins::Inside => false,
        };
        fits.then_some((from, name.from))
    }

    /// The first of the words that belong to the noun at `last`: names and nouns, an owner at their head.
    fn run_before(&self, last: usize, floor: usize) -> usize {
        let mut from = last;
        while from > floor && self.get(from).is_some_and(|t| !t.first) {
            let Some(left) = self.get(from - 1) else { break };
            let plain = left.class & (FUNCTION | CUE | DETERMINER | TIME | PARTICLE | VERB) == 0
                && (!is_participle(self.text, left) || self.opens(from - 1));
            if left.kind != Kind::Word || !left.possessive && !left.is_name() && (left.capital || !plain) {
                break;
            }
            from -= 1;
        }
        from
    }

    /// Whether a noun phrase can begin at the token, so that a participle there is no verb of what stands before.
    fn opens(&self, at: usize) -> bool {
        let Some(left) = at.checked_sub(1).and_then(|i| self.get(i)) else { return true };
        // "after beating Roe" has a verb, "against retired boxer Roe" has none.
        let hung = left.is(PREPOSITION) && self.get(at).is_some_and(|t| t.past);
        left.kind != Kind::Word || left.possessive || left.is(DETERMINER | SAY | ADVERB | AND) || hung
    }

    /// Where a phrase begins that has its first token at `from`.
    fn begins(&self, from: usize) -> Begins {
        let Some(left) = from.checked_sub(1).and_then(|i| self.get(i)) else { return Begins::Clause };
        let first = self.get(from).is_some_and(|t| t.first);
        match left.kind {
            Kind::Word if left.is(SAY) && !left.capital && !left.is(PARTICIPLE) => Begins::Said,
            Kind::Word | Kind::Number if !first => Begins::Inside,
            _ => Begins::Clause,
        }
    }

    /// Whether the name that ends before `at` is the subject of what follows, or something is set apart after it.
    fn is_verb_or_comma(&self, at: usize) -> bool {
        self.get(at).is_some_and(|t| {
            let verb = t.is(AUXILIARY | VERB) || t.is(CUE) && !t.is(PARTICIPLE) || t.past;
            t.kind == Kind::Comma || verb && !t.capital
        })
    }

    /// "the firm’s chief executive," before the name.
    fn set_apart_before(&self, name: Name, floor: usize) -> Option<(usize, usize)> {
        let comma = name.lead.checked_sub(1).filter(|&i| self.kind(i) == Some(Kind::Comma))?;
        if is_place(self.tokens, floor, name.lead) {
            return None;
        }
        let last = comma.checked_sub(1)?;
        let person = !name.body && (name.to - name.from > 1 || name.woman.is_some());
        let alone = person && self.kind(name.to).is_some_and(|kind| !matches!(kind, Kind::Word | Kind::Number));
        let phrase = self.apart(last, floor, alone);
        let found = phrase.filter(|p| {
            let owner = p.from.checked_sub(1).is_some_and(|i| self.is(i, RELATIVE));
            let led = owner || self.get(p.from).is_some_and(|t| t.is(DETERMINER) || t.possessive);
            // "the Bank of Norland governor": of the body, and not of the noun before "of".
            let of_body = self.is_calling(last) && last > p.from && self.get(last - 1).is_some_and(Token::is_name);
            led && (of_body || self.is_calling(self.main(p.from, last + 1)))
        });
        match found {
            Some(phrase) => self.role_within(phrase.from, last + 1),
            None if alone => self.before_clause(last, floor),
            None => None,
        }
    }

    /// The phrase that ends at `last`, with the office before it: "the Secretary of the Treasury". Before a name that stands
    /// alone between commas it may hang on other words: "a spokesman for the ministry".
    fn apart(&self, last: usize, floor: usize, alone: bool) -> Option<Phrase> {
        let mut phrase = ending_at(self.tokens, floor, last)?;
        for _ in 0..2 {
            let Some(prep) = phrase.from.checked_sub(1).filter(|&i| i > floor && self.is(i, PREPOSITION)) else {
                break;
            };
            let hangs = |t: &Token| t.is(OF) || alone && matches!(word(self.text, t), "for" | "at" | "in" | "with");
            if !self.get(prep).is_some_and(hangs) {
                break;
            }
            let office = ending_at(self.tokens, floor, prep - 1).filter(|o| self.is_calling(o.to - 1));
            let Some(office) = office else { break };
            phrase.from = office.from;
        }
        Some(phrase)
    }

    /// "The engineer who certified the dam," before the name.
    fn before_clause(&self, last: usize, floor: usize) -> Option<(usize, usize)> {
        let who =
            (floor..last).rev().find(|&i| self.is(i, RELATIVE) || self.get(i).is_some_and(|t| t.kind != Kind::Word))?;
        let noun = who.checked_sub(1).filter(|&i| self.is(who, RELATIVE) && self.is_calling(i))?;
        let from = self.run_before(noun, floor);
        let led = from.checked_sub(1).is_some_and(|i| self.get(i).is_some_and(|t| t.is(DETERMINER) && t.first));
        if led { self.role_within(from, who) } else { None }
    }

    /// The last token of a phrase before its first "of" or "for", or before what more is told of it: "an engineer based in".
    fn main(&self, from: usize, to: usize) -> usize {
        let ends = |i: usize| {
            self.get(i).is_some_and(|t| {
                let function = t.class & FUNCTION != 0 && !t.is_name();
                let told = is_participle(self.text, t) && !(i == from && (t.past || is_state(word(self.text, t))));
                (function || told) && !(i > from && self.opens(i) && !t.is(PREPOSITION))
            })
        };
        (from..to).find(|&i| ends(i)).unwrap_or(to).saturating_sub(1).max(from)
    }

    /// The role that the words from `from` to the name at `to` tell: what belongs to others before it is left out.
    fn role_beside(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let joined = (from..to).rev().find(|&i| self.is(i, AND));
        let names_before =
            joined.filter(|&i| i > from && self.get(i - 1).is_some_and(Token::is_name) && !self.is_calling(i - 1));
        let start = names_before.map_or(from, |i| i + 1);
        let start = self.after_verb(start, to);
        self.role_within(self.after_kin(start, to), to)
    }

    fn role_within(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let mut start = from;
        // "(AFP) - The minister": inside a sentence a capital hides the article.
        let article = |t: &Token| t.is(DETERMINER | AND) || matches!(word(self.text, t), "The" | "A" | "An");
        while start < to && self.get(start).is_some_and(|t| article(t) || t.class & COURTESY != 0) {
            start += 1;
        }
        let mut end = to;
        while end > start && self.get(end - 1).is_some_and(|t| t.class & COURTESY != 0) {
            end -= 1;
        }
        let words = self.tokens.get(start..end)?;
        // "a reporter’s request for comment on Roe", "officials met in Carrow": what leads on to the name is no role of it.
        let leads_on =
            words.last().is_some_and(|t| t.possessive || t.class & (FUNCTION | DETERMINER) != 0 && !t.is_name());
        (words.iter().any(|t| is_calling(self.text, t)) && !leads_on).then_some((start, end))
    }

    /// "Police arrested mafia boss Roe": the role begins after the verb.
    fn after_verb(&self, start: usize, end: usize) -> usize {
        let verb = |i: &usize| {
            self.get(*i)
                .is_some_and(|t| !t.capital && (t.is(VERB | PARTICIPLE) || t.past && is_participle(self.text, t)))
        };
        let subject = |i: usize| {
            self.get(i).is_some_and(|t| t.is_name() || t.is(BODY)) || self.is_calling(i) || self.is_plural(i)
        };
        (start + 1..end).rev().find(|i| verb(i) && subject(*i - 1)).map_or(start, |i| i + 1)
    }

    /// "the mother of pupil Roe": the role of the one named begins after "of".
    fn after_kin(&self, start: usize, end: usize) -> usize {
        let last =
            end.checked_sub(1).filter(|&i| self.is(i, ROLE | CALLING) && self.get(i).is_some_and(|t| !t.capital));
        let of = last.and_then(|last| (start + 1..last).rev().find(|&i| self.is(i, OF)));
        of.filter(|&of| self.get(of - 1).is_some_and(|t| !t.capital) && self.is_calling(of - 1))
            .map_or(start, |of| of + 1)
    }

    /// ", 45, a teacher from Reno," after the name.
    fn after(&self, name: Name) -> Option<(usize, usize)> {
        let at = name.to;
        if self.get(at.checked_sub(1)?)?.possessive {
            return None;
        }
        let mut from = at;
        if self.kind(from)? == Kind::Open {
            from = (from..from + 8).find(|&i| self.kind(i) == Some(Kind::Close))? + 1;
        }
        if self.kind(from) != Some(Kind::Comma) {
            return None;
        }
        from = self.after_insert(self.after_insert(from + 1));
        let to = (from..from + LONGEST).find(|&i| self.get(i).is_none_or(ends))?;
        let closing = to;
        // "co-author of “Salt Hours”"
        let to = (from..to).rfind(|&i| self.get(i).is_some_and(|t| t.class & FUNCTION == 0 || t.is_name()))? + 1;
        let first = self.get(from)?;
        if first.kind != Kind::Word
            || first.is(CUE | AUXILIARY | PRONOUN | SUBORDINATOR | RELATIVE | VERB) && !first.is(ROLE)
        {
            return None;
        }
        let closed = self.get(closing).is_some_and(|t| {
            matches!(t.kind, Kind::Comma | Kind::Stop | Kind::Break | Kind::Close | Kind::Dash | Kind::Quote)
                || t.is(RELATIVE)
        });
        let main = self.main(from, to);
        let several = (from..=main).any(|i| self.is(i, AND));
        if !closed || several || !(self.is_calling(main) || self.is_somebody(name, from, main)) {
            return None;
        }
        self.role_within(from, to).or_else(|| self.without_article(from, to))
    }

    /// Whether the noun at `main` of a phrase set apart after a name tells what that person is, though no table has it.
    fn is_somebody(&self, name: Name, from: usize, main: usize) -> bool {
        let person = !name.body && (name.to - name.from > 1 || name.woman.is_some() || name.lead < name.from);
        let led = self.is(from, DETERMINER) || (from..main).any(|i| self.get(i).is_some_and(|t| t.possessive));
        person
            && led
            && self.begins(name.lead) != Begins::Inside
            && self.get(main).is_some_and(|t| is_noun(self.text, t))
    }

    fn without_article(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let start = from + usize::from(self.is(from, DETERMINER));
        (start < to).then_some((start, to))
    }

    /// The token after "45,", "of Reno," or "D-Ohio," where that stands at `from`.
    fn after_insert(&self, from: usize) -> usize {
        let comma = (from..from + 5).find(|&i| self.kind(i) == Some(Kind::Comma));
        let Some(comma) = comma.filter(|&i| i > from) else { return from };
        let age = comma == from + 1 && self.kind(from) == Some(Kind::Number);
        let place = self.get(from).is_some_and(|t| t.is(OF) || word(self.text, t) == "from")
            && (from + 1..comma).all(|i| self.get(i).is_some_and(Token::is_name));
        let party = comma == from + 1
            && self
                .get(from)
                .is_some_and(|t| matches!(word(self.text, t).as_bytes(), [b'A'..=b'Z', b'-', b'A'..=b'Z', ..]));
        if age || place || party { comma + 1 } else { from }
    }
}

/// What a role cannot go over.
fn ends(token: &Token) -> bool {
    match token.kind {
        Kind::Word => token.is(RELATIVE | AUXILIARY) || token.is(CUE) && !token.capital && token.class & ROLE == 0,
        Kind::Number => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    /// The full name and the role of who said the last quotation.
    fn last(text: &str) -> (Option<String>, Option<String>) {
        let quote = quotes(text).pop().unwrap_or_default();
        (quote.canonical, quote.role)
    }

    fn role_of(text: &str) -> Option<String> {
        last(text).1
    }

    #[test]
    fn a_noun_that_no_table_has_is_a_role_between_said_and_a_name_or_at_the_head_of_a_clause() {
        for (text, role) in [
            ("“The ash is warm and it is deep,” said ash-watcher Ketil Moen.", "ash-watcher"),
            ("Consumer wizard Gwen Pryor said: “Sorry is not good enough for us.”", "Consumer wizard"),
            ("Retired postman Alf Thorne said the street was “a river”.", "Retired postman"),
            ("Top seed Anouk Lindt said she was “over the moon”.", "Top seed"),
            ("Her uncle, Tarek Aziz Moor, told reporters: “Two coffins in one day.”", "uncle"),
        ] {
            assert_eq!(role_of(text).as_deref(), Some(role), "{text}");
        }
    }

    #[test]
    fn what_is_set_apart_after_a_subject_is_its_role_whatever_its_noun() {
        for (text, role) in [
            (
                "Karl Oster, an oceanographer at the University of Salen, said it was “a warm year”.",
                "oceanographer at the University of Salen",
            ),
            (
                "Una Glynn, principal of St Brigid’s in Carrow, said: “The children were calm.”",
                "principal of St Brigid’s in Carrow",
            ),
            ("Ron Beck, the boy’s grandfather, said he was “a good lad”.", "boy’s grandfather"),
            ("Ada Quill, 61, of Carrow, a lock sculler, said the race was “a mess”.", "lock sculler"),
        ] {
            assert_eq!(role_of(text).as_deref(), Some(role), "{text}");
        }
    }

    #[test]
    fn a_role_before_a_comma_may_hang_on_a_body_or_have_a_clause_of_its_own() {
        for (text, role) in [
            (
                "A spokesperson for the Grain Council, Dries van Hal, said it was “fully committed”.",
                "spokesperson for the Grain Council",
            ),
            ("The engineer who certified the dam, Alois Brandt, said he was “pressed hard”.", "engineer"),
            ("Norland’s president-elect, Cata Munro, said she would be “fair to all”.", "Norland’s president-elect"),
        ] {
            assert_eq!(role_of(text).as_deref(), Some(role), "{text}");
        }
    }

    #[test]
    fn a_text_may_begin_with_what_somebody_is_and_a_comma() {
        assert_eq!(last("Analyst, Jane Roe, said: “We will.”").0.as_deref(), Some("Jane Roe"));
    }

    #[test]
    fn ages_places_parties_verbs_and_lists_are_no_roles() {
        for text in [
            "Ada Quill, 34, said it was “too late for us”.",
            "Ada Quill, of Carrow, said it was “too late for us”.",
            "Ada Quill, R-Carrow, said it was “too late for us”.",
            "Ada Quill, Bob Hale and Ann Moss said it was “too late for us”.",
            "Ada Quill, born in Carrow, said it was “too late for us”.",
            "The wall Quill promised was built. Quill said it was “too late for us”.",
        ] {
            assert_eq!(role_of(text), None, "{text}");
        }
        let text = "Norland police arrested mafia boss Sal Lo Pinto on Monday. Lo Pinto said it was “a mistake”.";
        assert_eq!(role_of(text).as_deref(), Some("mafia boss"));
    }

    #[test]
    fn people_named_together_share_a_role_in_the_plural() {
        let text = "Space agency astronauts Rick Dale and Suni Hargreave landed. Hargreave said it was “like rain”.";
        assert_eq!(last(text), (Some("Suni Hargreave".to_owned()), Some("Space agency astronauts".to_owned())));
    }
}
