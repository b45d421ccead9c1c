//! Proper names in the copy: where each begins, what stands before it, and what kind of thing it names.

use crate::analysis::quotes::callings::word;
use crate::analysis::quotes::english::ENGLISH;
use crate::analysis::quotes::lexicon::{
    AND, BODY, CALLING, COURTESY, FEMALE, GUILD, MALE, NATION, OF, OFFICE, PARTICLE, PLACE, PREPOSITION, RANK, REALM,
    ROLE, SUFFIX, TIME, TITLE,
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
pub(super) fn names(text: &str, tokens: &[Token]) -> Vec<Name> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = tokens.get(at..).and_then(|rest| rest.iter().position(Token::is_name)) {
        at += next;
        let end = run_end(text, tokens, at);
        found.extend(read(text, tokens, at, end));
        at = end;
    }
    found
}

/// The token after a run of capitalised words. Particles, the "of" of a body and a nickname between marks do not end it.
fn run_end(text: &str, tokens: &[Token], from: usize) -> usize {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        let next_is_name = next.is_some_and(Token::is_name);
        let previous = at.checked_sub(1).filter(|_| at > from).and_then(|i| tokens.get(i));
        let inner = previous.is_some_and(|before| {
            token.is(PARTICLE) && (next_is_name || next.is_some_and(|t| t.is(PARTICLE)))
                || token.is(OF) && next_is_name && (before.is(BODY | GUILD) || is_realm(tokens, from, at))
                || token.is(PREPOSITION) && next_is_name && before.is(BODY) && word(text, token) == "for"
                || token.is(AND) && next_is_name && before.is_name() && goes_on(text, tokens, from, at)
                || token.kind == Kind::Quote
                    && token.end - token.start < 24
                    && next.is_some_and(|t| t.is_name() && !t.first)
        });
        if !token.is_name() && !inner {
            break;
        }
        at += 1;
        let owned = token.possessive
            && !(token.is(ROLE | TITLE | CALLING) && next.is_some_and(|t| t.capital && t.is(BODY | GUILD)));
        if owned || tokens.get(at).is_some_and(|next| next.first) {
            break;
        }
    }
    at
}

/// "Duke of Carrow": one word before "of" and one after it.
fn is_realm(tokens: &[Token], from: usize, of: usize) -> bool {
    of == from + 1 && tokens.get(from).is_some_and(|t| t.is(REALM)) && !tokens.get(of + 2).is_some_and(Token::is_name)
}

/// Whether the name that begins at `from` goes on after the "and" at `at`: "Ministry of Trade and Industry".
fn goes_on(text: &str, tokens: &[Token], from: usize, at: usize) -> bool {
    let whole = tokens.get(from..at).unwrap_or_default();
    let over = whole.iter().any(|t| t.is(OF | PREPOSITION) && !t.is_name());
    let count = tokens.get(at + 1..).unwrap_or_default().iter().take(3).take_while(|t| t.is_name()).count();
    let next = tokens.get(at + 1..at + 1 + count).unwrap_or_default();
    let field =
        next.iter().all(|t| !t.shout && !t.possessive && t.class & (BODY | GUILD | TITLE | ROLE | MALE | FEMALE) == 0);
    let plural = next.last().is_some_and(|t| word(text, t).ends_with('s'));
    over && field && (count == 1 || count == 2 && plural) || is_spelt_out(tokens, from, at)
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
fn read(text: &str, tokens: &[Token], lead: usize, to: usize) -> Option<Name> {
    let words = tokens.get(lead..to)?;
    // "Attorney General of Norland": what leads to an "of" is an office.
    let leads = tokens.get(to).is_some_and(|t| t.is(OF)) && words.last().is_some_and(|t| t.is(TITLE | ROLE));
    if leads {
        return None;
    }
    let whole = |body| Some(Name { from: lead, to, lead, body, woman: sex(words.iter().take(1)) });
    if let [one, of, _] = words
        && one.is(REALM)
        && of.is(OF)
    {
        return whole(false);
    }
    if is_of_many(text, words) {
        return whole(true);
    }
    let is_title =
        |t: &Token| t.is(TITLE | ROLE | OFFICE | RANK) && t.class & (BODY | MALE | FEMALE) & !gendered(t) == 0;
    let titles = words.iter().take(words.len().saturating_sub(1)).rposition(is_title);
    let titles = titles.or_else(|| field(tokens, lead, words)?.checked_sub(1)).or_else(|| calling(words));
    // "State Department", "Sheriff’s Office": what is left is no name.
    let titles =
        titles.filter(|&i| !matches!(words.get(i + 1..), Some([last]) if last.is(BODY | GUILD) && !last.shout));
    let from = lead + titles.map_or(0, |i| i + 1);
    let name = tokens.get(from..to)?;
    let first = name.first()?;
    let titled = titles.is_some();
    let several = name.len() > 1;
    let alone_at_start = !several && !titled && first.first && !first.possessive;
    let common = name.iter().all(|t| t.is(TITLE | ROLE)) && !titled;
    // "Nov" in a dateline, "Monday"; but April may be somebody.
    let time = name.iter().all(|t| t.is(TIME) && t.class & (MALE | FEMALE) == 0);
    if alone_at_start && first.class & !(CALLING | GUILD | NATION | MALE | FEMALE) != 0 || common || time {
        return None;
    }
    let body = !titled && (name.iter().any(|t| t.is(BODY | GUILD)) || !several && first.shout);
    let woman = sex(words.iter().filter(|t| t.is(COURTESY | ROLE)))
        .or_else(|| if several { sex(name.iter().take(1)) } else { None });
    Some(Name { from, to, lead, body, woman })
}

/// The calling that a name has before it at the head of a sentence, or where there is enough left without it: "Drummer Bo Finn".
fn calling(words: &[Token]) -> Option<usize> {
    let first = words.first().filter(|t| t.is(CALLING) && !t.possessive)?;
    let named = words.get(1).is_some_and(|t| t.class & (BODY | GUILD) == 0);
    (named && (first.first && words.len() > 1 || words.len() > 2)).then_some(0)
}

/// "Doctors Without Borders": no title stands before a preposition.
fn is_of_many(text: &str, words: &[Token]) -> bool {
    let [first, second, _, ..] = words else { return false };
    let plural = first.is(ROLE | CALLING) && word(text, first).ends_with('s');
    plural && ENGLISH.classes(word(text, second), true) & PREPOSITION != 0
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

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    /// The full name and the role of who said the last quotation.
    fn last(text: &str) -> (Option<String>, Option<String>) {
        let quote = quotes(text).pop().unwrap_or_default();
        (quote.canonical, quote.role)
    }

    fn name_of(text: &str) -> Option<String> {
        last(text).0
    }

    #[test]
    fn a_particle_in_one_word_with_the_name_belongs_to_it() {
        for text in [
            "Rebel leader Hassan al-Mokri met the press. Mokri said it was “a gift to us all”.",
            "Rebel leader Hassan al-Mokri said it was “a gift to us all”.",
        ] {
            assert_eq!(name_of(text).as_deref(), Some("Hassan al-Mokri"), "{text}");
        }
    }

    #[test]
    fn a_title_or_a_rank_is_no_part_of_the_name() {
        for (text, name) in [
            ("The Rev Piers Oakham said it was “for the roof”.", "Piers Oakham"),
            ("Monsignor Eve Quiroga said it was “a gesture”.", "Eve Quiroga"),
            ("Detective Chief Inspector Ann Vane came. Det Ch Insp Vane said it was “not over”.", "Ann Vane"),
            ("Drummer Bo Finn Larsen said it was “loud”.", "Bo Finn Larsen"),
            ("Bank of Norland Governor Andrew Marsh said it was “a close call”.", "Andrew Marsh"),
        ] {
            assert_eq!(name_of(text).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_body_is_read_whole() {
        for (text, name) in [
            (
                "The Centre for Fever Control and Prevention said it was “over, most likely”.",
                "Centre for Fever Control and Prevention",
            ),
            ("The State Department said the sale was “in line with the law”.", "State Department"),
            ("The Carrow County Sheriff’s Office said it was “a sad day”.", "Carrow County Sheriff’s Office"),
            (
                "The group Doctors Without Walls came. Doctors Without Walls said it was “a sad day”.",
                "Doctors Without Walls",
            ),
            ("The Duke of Carrow said he was “past it all”.", "Duke of Carrow"),
        ] {
            assert_eq!(name_of(text).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn any_word_of_a_long_name_may_stand_for_it_and_a_son_is_not_his_father() {
        for (text, name) in [
            ("Lawyer Luz Ibarra Montes came in the morning. Ibarra said it was “a sad day”.", "Luz Ibarra Montes"),
            (
                "Coach Mike Halvor shrugged. “Not me,” he said. Manager Mike Halvor Jr. said it was “a trade”.",
                "Mike Halvor Jr.",
            ),
            ("James and Wanda Pick saw the storm. James said it was “a freight train”.", "James Pick"),
        ] {
            assert_eq!(name_of(text).as_deref(), Some(name), "{text}");
        }
    }
}
