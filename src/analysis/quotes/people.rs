//! Joins the mentions of a person over the story: the fullest name and the role.

use std::collections::BTreeMap;

use crate::analysis::quotes::callings::word;
use crate::analysis::quotes::candidates::Copy;
use crate::analysis::quotes::descriptions::led_by_of;
use crate::analysis::quotes::english::{ENGLISH, is_of_party};
use crate::analysis::quotes::lexicon::{
    AND, BODY, COURTESY, CUE, DETERMINER, FEMALE, FUNCTION, MALE, NATION, OF, OFFICE, PAPER, PREPOSITION, ROLE, SUFFIX,
    TITLE, VERB,
};
use crate::analysis::quotes::names::{Name, known_by, names};
use crate::analysis::quotes::nations::land;
use crate::analysis::quotes::phrases::{Head, Phrase};
use crate::analysis::quotes::pronouns::{Meant, is_aside};
use crate::analysis::quotes::roles::role;
use crate::analysis::quotes::subjects::is_place;
use crate::analysis::quotes::tokens::{Kind, Token, bare};

/// A person or a body of the story.
#[derive(Debug)]
pub(super) struct Entity {
    /// The fullest name, as tokens.
    pub(super) name: Name,
    pub(super) body: bool,
    pub(super) woman: Option<bool>,
    pub(super) role: Option<(usize, usize)>,
    /// The last one before it that is known by the same word.
    before: Option<usize>,
}

/// Whether the name has three or four words, none of them one that a headline in capitals would have.
fn is_long(copy: &Copy<'_>, name: Name) -> bool {
    let words = copy.tokens.get(name.from..name.to).unwrap_or_default();
    let capitals = words.iter().filter(|t| t.is_name()).count();
    if !matches!(capitals, 3..=4) {
        return false;
    }
    let common =
        |t: &Token| ENGLISH.classes(word(copy.text, t), true) & (CUE | VERB | FUNCTION | DETERMINER | PAPER) != 0;
    let headline = copy.sentences.first().is_some_and(|s| {
        let last = copy.tokens.get(s.from..s.to).unwrap_or_default();
        name.from < s.to && matches!(last, [.., word, end] if word.kind == Kind::Word && end.kind == Kind::Break)
    });
    !headline && !words.iter().any(common)
}

/// The people and bodies of a story, and where each is mentioned.
pub(super) struct People {
    pub(super) entities: Vec<Entity>,
    pub(super) mentions: Vec<(Name, usize)>,
    /// Whom the first sentence describes before a later one names them.
    pub(super) lead: Option<(Phrase, usize)>,
}

/// The entities known by a word.
#[derive(Debug, Default)]
struct Known {
    /// The latest of those whose last name it is; each tells the one before.
    last: Option<usize>,
    /// Those of whose names it is another word.
    other: Vec<usize>,
}

type Index<'a> = BTreeMap<(u64, &'a str), Known>;

/// The word with its first letters as a number before it, which tells nearly all words apart at once.
fn sorted_by(word: &str) -> (u64, &str) {
    let first = word.bytes().take(8).fold(0, |number, byte| number << 8 | u64::from(byte));
    (first, word)
}

/// Mentions looked back over for a pronoun.
pub(super) const REACH: usize = 40;
/// People among whom the holder of an office is looked for.
const HOLDERS: usize = 400;

impl People {
    /// Gathers the names of the copy and joins those of one person.
    pub(super) fn new(copy: &Copy<'_>) -> Self {
        let mut people = Self { entities: Vec::new(), mentions: Vec::new(), lead: None };
        let mut index = Index::new();
        for name in names(copy.text, copy.tokens) {
            let Some(key) = known_by(copy.tokens, name).map(|t| bare(word(copy.text, t))) else { continue };
            // "the Argentine" is no name, but somebody may be called so.
            let nation = name.to - name.lead == 1 && copy.tokens.get(name.from).is_some_and(|t| t.is(NATION));
            if nation && !index.contains_key(&sorted_by(key)) {
                continue;
            }
            let id = people.join(copy, &mut index, name, key);
            people.mentions.push((name, id));
        }
        people.name_lead(copy);
        people
    }

    /// The entity that a name belongs to; a new one where none fits.
    fn join<'a>(&mut self, copy: &Copy<'a>, index: &mut Index<'a>, name: Name, key: &'a str) -> usize {
        let fits = |id: &usize| self.entities.get(*id).is_some_and(|e| e.body == name.body && agrees(copy, e, name));
        let found = self.alike(index.get(&sorted_by(key))).find(fits).or_else(|| self.by_first_name(copy, index, name));
        if let Some((id, entity)) = found.and_then(|id| self.entities.get_mut(id).map(|e| (id, e))) {
            if name.to - name.from > entity.name.to - entity.name.from {
                entity.name = name;
            }
            entity.woman = entity.woman.or(name.woman);
            // One word is said again with more words, and two are enough.
            if entity.role.is_none_or(|old| old.1 - old.0 < 2) {
                let fuller = role(copy.text, copy.tokens, name).filter(|r| entity.role.is_none() || r.1 - r.0 > 1);
                entity.role = fuller.or(entity.role);
            }
            return id;
        }
        let id = self.entities.len();
        let role = role(copy.text, copy.tokens, name).or_else(|| self.shared_role(copy, name));
        let before = index.entry(sorted_by(key)).or_default().last.replace(id);
        self.entities.push(Entity { name, body: name.body, woman: name.woman, role, before });
        // The first word may stand for a name as well, and others where it is one of a person for sure.
        let words = copy.tokens.get(name.from..name.to).unwrap_or_default();
        let last = if is_long(copy, name) { words.len() } else { 1 };
        for token in words.iter().take(last).filter(|t| !name.body && t.is_name()) {
            let other = bare(word(copy.text, token));
            if other != key {
                index.entry(sorted_by(other)).or_default().other.push(id);
            }
        }
        id
    }

    /// The entities known by a word, the likeliest first, and no more than a few.
    fn alike<'k>(&'k self, known: Option<&'k Known>) -> impl Iterator<Item = usize> + 'k {
        let before = |id: &usize| self.entities.get(*id).and_then(|e| e.before);
        let others = known.map(|k| k.other.as_slice()).unwrap_or_default();
        std::iter::successors(known.and_then(|k| k.last), move |id| before(id)).chain(others.iter().copied()).take(8)
    }

    /// Who was called by the first word of a full name alone: "Ann" before "Ann Roe".
    fn by_first_name(&self, copy: &Copy<'_>, index: &Index<'_>, name: Name) -> Option<usize> {
        let first =
            copy.tokens.get(name.from).filter(|t| t.is(MALE | FEMALE) && !name.body && name.to - name.from > 1)?;
        let alone = |e: &Entity| !e.body && e.name.to - e.name.from == 1 && agrees(copy, e, name);
        self.alike(index.get(&sorted_by(word(copy.text, first)))).find(|&id| self.entities.get(id).is_some_and(alone))
    }

    /// "Ann and Bo Roe": the last name of the one who is named by the first alone.
    fn family(&self, copy: &Copy<'_>, name: Name) -> Option<String> {
        let first = copy.tokens.get(name.from).filter(|t| t.is(MALE | FEMALE) && name.to - name.from == 1)?;
        let and = copy.tokens.get(name.to).is_some_and(|t| t.is(AND));
        let at = self.mentions.partition_point(|(other, _)| other.from <= name.to);
        let &(other, _) = self.mentions.get(at).filter(|(o, _)| and && o.lead == name.to + 1 && o.lead == o.from)?;
        let last =
            copy.tokens.get(other.to - 1).filter(|t| other.to - other.from > 1 && !other.body && !t.possessive)?;
        Some(format!("{} {}", word(copy.text, first), word(copy.text, last)))
    }

    /// "astronauts Ann Roe and Bo Finn": the role of the one before, where it is one of several people.
    fn shared_role(&self, copy: &Copy<'_>, name: Name) -> Option<(usize, usize)> {
        let and = name.lead.checked_sub(1).filter(|&i| copy.tokens.get(i).is_some_and(|t| t.is(AND)))?;
        let &(before, id) = self.mentions.last().filter(|(before, _)| before.to == and && !name.body)?;
        let role = self.entities.get(id)?.role.filter(|role| role.1 == before.from)?;
        let noun = copy.tokens.get(role.1 - 1).map_or("", |t| word(copy.text, t));
        (noun.ends_with('s') && !noun.ends_with("ss")).then_some(role)
    }

    /// The fullest name and the role of the one whom the phrase mentions.
    pub(super) fn of(&mut self, copy: &Copy<'_>, phrase: Phrase) -> (Option<String>, Option<String>) {
        let phrase = match phrase.head {
            Head::Name | Head::Body | Head::Other => led_by_of(copy, phrase).unwrap_or(phrase),
            _ => phrase,
        };
        let found = match phrase.head {
            Head::Pronoun => match self.meant_by(copy, phrase) {
                Some(Meant::Unnamed(role)) => return (None, role_text(copy, after_determiner(copy, role), role.to)),
                Some(Meant::Named(id)) => Some(id),
                None => None,
            },
            Head::Name => self.described(copy, phrase).or_else(|| self.named(copy, phrase)),
            Head::Role => {
                let named = self.named_at_end(copy, phrase).or_else(|| self.named_late(copy, phrase));
                named.or_else(|| self.described(copy, phrase))
            }
            Head::Body | Head::Paper | Head::Other => {
                let named = self.titled_at_end(copy, phrase).or_else(|| self.himself(copy, phrase));
                named.or_else(|| self.described(copy, phrase)).or_else(|| self.body(copy, phrase))
            }
        };
        match found.and_then(|id| self.entities.get(id)) {
            Some(entity) => {
                let name = self.full_name(copy, entity);
                let role = entity.role.and_then(|(from, to)| role_text(copy, from, to));
                (name, role)
            }
            None if phrase.head == Head::Role || is_office(copy, phrase) => {
                (None, role_text(copy, after_determiner(copy, phrase), phrase.to))
            }
            None => (None, None),
        }
    }

    fn full_name(&self, copy: &Copy<'_>, entity: &Entity) -> Option<String> {
        let name = entity.name;
        let words = copy.tokens.get(name.from..name.to)?;
        if entity.body
            && let [word] = words
            && word.shout
        {
            let short = copy.text.get(word.start..word.end)?;
            if let Some(full) = self.entities.iter().take(400).find(|e| stands_for(copy, short, e.name)) {
                return slice(copy, full.name.from, full.name.to);
            }
        }
        self.family(copy, name).or_else(|| slice(copy, name.from, name.to))
    }

    /// The mentions inside a range of tokens.
    fn within(&self, from: usize, to: usize) -> &[(Name, usize)] {
        let start = self.mentions.partition_point(|(name, _)| name.to <= from);
        let end = self.mentions.partition_point(|(name, _)| name.from < to);
        self.mentions.get(start..end.max(start)).unwrap_or_default()
    }

    /// Who is meant by a phrase whose head is a name.
    fn named(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let inside = self.within(phrase.from, phrase.to);
        let mut found = None;
        for &(name, id) in inside {
            let before = name.lead.checked_sub(1).filter(|_| name.lead > phrase.from).and_then(|i| copy.tokens.get(i));
            if before.is_some_and(|t| t.kind != Kind::Word || t.is(PREPOSITION | AND)) {
                break;
            }
            if !copy.tokens.get(name.to.saturating_sub(1)).is_some_and(|t| t.possessive) {
                found = Some(id);
            }
        }
        // "the Mayor of Norhaven": the place is not who holds the office.
        let holder = || match is_office(copy, phrase) {
            true => {
                let named = self.named_at_end(copy, phrase).or_else(|| self.named_late(copy, phrase));
                named.or_else(|| self.holder(copy, phrase))
            }
            false => Some(inside.last()?.1),
        };
        found.or_else(holder)
    }

    /// Whoever was told before, of the first [`HOLDERS`], to hold the office that the phrase names.
    fn holder(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let words = |from: usize, to: usize| copy.tokens.get(from..to).unwrap_or_default();
        let same = |(a, b): (&Token, &Token)| word(copy.text, a).eq_ignore_ascii_case(word(copy.text, b));
        let office = words(after_determiner(copy, phrase), phrase.to);
        let holds = |entity: &Entity| {
            let Some((from, to)) = entity.role.filter(|role| !entity.body && role.1 <= phrase.from) else {
                return false;
            };
            let role = words(from, to);
            role.len() >= office.len() && role.iter().rev().zip(office.iter().rev()).all(same)
        };
        self.entities.iter().take(HOLDERS).rposition(holds)
    }

    /// "Secretary of State Jane Roe": an office of two capitals about an "of", and the name that it leads to.
    fn named_at_end(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let &(name, id) = self.within(phrase.from, phrase.to).last()?;
        let of = name.lead.checked_sub(1).filter(|&i| copy.tokens.get(i).is_some_and(|t| t.is(OF)))?;
        let office = copy.tokens.get(of.checked_sub(1)?).is_some_and(|t| t.capital && t.is(TITLE | ROLE | OFFICE));
        (office && name.to == phrase.to && name.lead < name.from && !name.body).then_some(id)
    }

    /// "Bank of Norland Governor Jane Roe": a body, a title and the name that they lead to.
    fn titled_at_end(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let &(name, id) = self.within(phrase.from, phrase.to).last()?;
        let titled = name.lead < name.from && copy.tokens.get(name.from - 1).is_some_and(|t| t.is(TITLE | ROLE));
        (titled && name.to == phrase.to && !name.body).then_some(id)
    }

    /// "Roe himself"
    fn himself(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let last = copy.tokens.get(phrase.to.checked_sub(1)?).map(|t| word(copy.text, t))?;
        let &(name, id) = self.within(phrase.from, phrase.to).first()?;
        (matches!(last, "himself" | "herself" | "itself") && name.to + 1 == phrase.to).then_some(id)
    }

    /// "the firm’s chief executive, Jane Roe": the name follows the role.
    fn named_late(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let comma = copy.tokens.get(phrase.to).is_some_and(|t| t.kind == Kind::Comma);
        let next = self.within(phrase.to + 1, phrase.to + 2).first()?;
        let place = is_place(copy.tokens, phrase.from, phrase.to + 1);
        (comma && !place && next.0.lead == phrase.to + 1 && !next.0.body && next.0.to - next.0.from > 1)
            .then_some(next.1)
    }

    /// A body: its own name, or the last full name of a body that ends in the same word ("the ministry").
    fn body(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let words = copy.tokens.get(phrase.from..phrase.to)?;
        let head = phrase.from + words.iter().take_while(|t| !t.is(PREPOSITION)).count().checked_sub(1)?;
        let last = copy.tokens.get(head)?;
        let owner = words.iter().position(|t| t.possessive).map(|i| phrase.from + i);
        if let Some(&(_, id)) = owner.filter(|_| phrase.head == Head::Paper).and_then(|i| self.within(i, i + 1).first())
        {
            return Some(id);
        }
        if let Some((_, id)) = self.within(head, head + 1).first().filter(|_| last.capital) {
            return Some(*id);
        }
        let noun = word(copy.text, last);
        let end = self.mentions.partition_point(|(name, _)| name.to <= phrase.from);
        let back = self.mentions.get(end.saturating_sub(REACH)..end).unwrap_or_default();
        let has_word = |id: usize| {
            self.entities.get(id).is_some_and(|e| {
                let words = copy.tokens.get(e.name.from..e.name.to).unwrap_or_default();
                e.body && words.len() > 1 && words.iter().any(|t| word(copy.text, t).eq_ignore_ascii_case(noun))
            })
        };
        let same = back.iter().rev().map(|&(_, id)| id).find(|&id| has_word(id));
        same.or_else(|| self.only_initials(copy, words, noun, back))
    }

    /// "the agency": the only body known by its initials that was spoken of, where that can be such a body.
    fn only_initials(&self, copy: &Copy<'_>, words: &[Token], noun: &str, back: &[(Name, usize)]) -> Option<usize> {
        let kinds = [
            "agency",
            "group",
            "organisation",
            "organization",
            "union",
            "watchdog",
            "regulator",
            "charity",
            "broadcaster",
            "bloc",
        ];
        let the = words.first().is_some_and(|t| t.is(DETERMINER) && word(copy.text, t).eq_ignore_ascii_case("the"));
        if !the || !kinds.contains(&noun) {
            return None;
        }
        let dateline = |name: Name| {
            let at = copy.sentences.partition_point(|s| s.to <= name.from);
            let last = copy.sentences.get(at).and_then(|s| copy.tokens.get(s.to - 1));
            last.is_some_and(|t| t.kind == Kind::Dash)
        };
        let short = |id: &usize| {
            self.entities.get(*id).filter(|e| e.body && e.name.to - e.name.from == 1).is_some_and(|e| {
                let word = copy.tokens.get(e.name.from).map_or("", |t| word(copy.text, t));
                let initials = (3..7).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
                initials && land(word).is_none() && !is_aside(copy, e.name) && !dateline(e.name)
            })
        };
        let mut found = back.iter().map(|&(_, id)| id).filter(short);
        let first = found.next()?;
        found.all(|id| id == first).then_some(first)
    }
}

/// Whether the name can be one more mention of the entity: one is part of the other, and the sex does not differ.
fn agrees(copy: &Copy<'_>, entity: &Entity, name: Name) -> bool {
    let word = |at: usize| copy.tokens.get(at).map_or("", |t| bare(word(copy.text, t)));
    if let (Some(a), Some(b)) = (entity.woman, name.woman)
        && a != b
    {
        return false;
    }
    let (long, short) = if entity.name.to - entity.name.from >= name.to - name.from {
        (entity.name, name)
    } else {
        (name, entity.name)
    };
    if short.to - short.from == 1 {
        let only = word(short.from);
        return (long.from..long.to).any(|i| word(i).eq_ignore_ascii_case(only));
    }
    let is_junior = |name: Name| copy.tokens.get(name.to - 1).is_some_and(|t| t.is(SUFFIX));
    if is_junior(long) != is_junior(short) {
        return false;
    }
    let (a, b) = (word(long.from), word(short.from));
    a == b
        || a.starts_with(b.trim_end_matches('.')) && b.len() <= 4
        || (long.from..long.to).any(|i| word(i).eq_ignore_ascii_case(b))
}

/// Whether the short form is made of the initials of the name; small words such as "of" and "and" may have no letter in it.
fn stands_for(copy: &Copy<'_>, short: &str, name: Name) -> bool {
    let words = copy.tokens.get(name.from..name.to).unwrap_or_default();
    let initial = |t: &Token| copy.text.get(t.start..).and_then(|w| w.chars().next());
    let all = words.iter().filter_map(initial);
    let large = words.iter().filter(|t| t.capital).filter_map(initial);
    name.to - name.from > 1 && (large.eq(short.chars()) || all.flat_map(char::to_uppercase).eq(short.chars()))
}

/// Whether a phrase names an office and not its holder: "the Secretary of State".
fn is_office(copy: &Copy<'_>, phrase: Phrase) -> bool {
    let words = copy.tokens.get(phrase.from..phrase.to).unwrap_or_default();
    let of = words.iter().position(|t| t.is(OF)).filter(|&of| of > 0);
    of.and_then(|of| words.get(of - 1)).is_some_and(|t| t.capital && t.is(ROLE | OFFICE | TITLE) && !t.is(BODY))
}

fn after_determiner(copy: &Copy<'_>, phrase: Phrase) -> usize {
    // "Critics" is a role as well as what leads to one.
    let led = |t: &Token| phrase.to > phrase.from + 1 && (t.is(DETERMINER) || t.class & COURTESY != 0);
    phrase.from + usize::from(copy.tokens.get(phrase.from).is_some_and(led))
}

/// The words of a role; a common noun at the head of a sentence loses its capital, but for the name of a party.
fn role_text(copy: &Copy<'_>, from: usize, to: usize) -> Option<String> {
    let mut words = slice(copy, from, to)?;
    let first = copy.tokens.get(from)?;
    if first.first && first.is(ROLE) && !first.is(TITLE) && !first.shout && !is_of_party(word(copy.text, first)) {
        let lower = words.get(..1)?.to_ascii_lowercase();
        words.replace_range(..1, &lower);
    }
    Some(words)
}

/// The words of a range of tokens, white space folded.
fn slice(copy: &Copy<'_>, from: usize, to: usize) -> Option<String> {
    let (first, last) = (copy.tokens.get(from)?, copy.tokens.get(to.checked_sub(1)?)?);
    let inner = copy.tokens.get(from..to)?;
    if inner.iter().any(|t| t.kind == Kind::Quote) {
        // A nickname between marks is no part of the full name.
        let words = inner.iter().filter(|t| t.kind != Kind::Quote).filter_map(|t| copy.text.get(t.start..t.end));
        return Some(words.collect::<Vec<_>>().join(" "));
    }
    let mut folded = String::with_capacity(last.end.saturating_sub(first.start));
    for word in copy.text.get(first.start..last.end)?.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    Some(folded)
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn first(text: &str) -> (Option<String>, Option<String>) {
        let quote = quotes(text).into_iter().next().unwrap_or_default();
        (quote.canonical, quote.role)
    }

    #[test]
    fn an_office_with_its_field_is_the_role_and_what_follows_the_name() {
        for (role, name) in [
            ("Secretary of Defense", "Jane Roe"),
            ("Chief of Staff", "Otto Brandt"),
            ("White House Chief of Staff", "Otto Brandt"),
            ("Attorney General of Norland", "Ada Quill"),
            ("Prime Minister of Norland", "Ada Quill"),
            ("Head of Policy", "Mia Lund"),
        ] {
            let text = format!("“We will go there and we will stay,” {role} {name} said.");
            assert_eq!(first(&text), (Some(name.to_owned()), Some(role.to_owned())), "{text}");
        }
    }

    #[test]
    fn the_place_of_an_office_is_not_who_holds_it() {
        for (text, name, role) in [
            ("“We will,” the Mayor of Norhaven, Jane Roe, said.", Some("Jane Roe"), "Mayor of Norhaven"),
            ("“We will,” the US Secretary of State, Jane Roe, said.", Some("Jane Roe"), "US Secretary of State"),
            ("SUND (HWN) - The Secretary of State Jane Roe said: “We will.”", Some("Jane Roe"), "Secretary of State"),
            (
                "Jane Roe, the Mayor of Norhaven, left. The Mayor of Norhaven said: “We will.”",
                Some("Jane Roe"),
                "Mayor of Norhaven",
            ),
            ("“We will,” the Mayor of Norhaven said.", None, "Mayor of Norhaven"),
            ("The mayor of Norhaven, Sund, said: “We will.”", None, "mayor of Norhaven"),
            ("The Bank of Norland governor, Jane Roe, said: “We will.”", Some("Jane Roe"), "Bank of Norland governor"),
            ("Republican candidate Jane Roe said: “We will.”", Some("Jane Roe"), "Republican candidate"),
        ] {
            assert_eq!(first(text), (name.map(str::to_owned), Some(role.to_owned())), "{text}");
        }
    }

    #[test]
    fn an_office_set_apart_before_the_name_is_told_with_its_field() {
        let text = "“It is over and it will stay over,” the Secretary of the Treasury, Ada Quill, said.";
        assert_eq!(first(text), (Some("Ada Quill".to_owned()), Some("Secretary of the Treasury".to_owned())));
    }

    #[test]
    fn a_land_of_three_words_after_an_office_is_not_parted_into_a_place_and_a_name() {
        let (name, _) = first("“It is over and it will stay over,” the President of United Arab Emirates said.");
        assert_ne!(name.as_deref(), Some("Arab Emirates"));
    }

    #[test]
    fn what_leads_on_to_a_name_is_no_role_of_it() {
        for text in [
            "Answering a reporter's request for comment on Koval, the mayor said: “No.” “I will not go,” Koval said.",
            "Officials met in Carrow. “We will pay for it and we will pay well,” Carrow said.",
        ] {
            let said = quotes(text).pop().unwrap_or_default();
            assert_eq!(said.role, None, "{text}");
        }
    }

    #[test]
    fn a_role_in_the_plural_without_more_words_is_still_told() {
        assert_eq!(first("“It is over and it will stay over,” critics said.").1.as_deref(), Some("critics"));
    }
}
