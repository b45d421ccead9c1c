//! Joins the mentions of a person over the story: the fullest name and the role.

use std::collections::BTreeMap;

use crate::analysis::quotes::candidates::Copy;
use crate::analysis::quotes::english::same_role;
use crate::analysis::quotes::lexicon::{
    AND, COURTESY, DETERMINER, FEMALE, MALE, OF, OFFICE, PLURAL, PREPOSITION, ROLE, TITLE,
};
use crate::analysis::quotes::names::{Name, known_by, names};
use crate::analysis::quotes::phrases::{Head, Phrase, gender};
use crate::analysis::quotes::pronouns::{antecedent, sex_of, subject_role};
use crate::analysis::quotes::roles::role;
use crate::analysis::quotes::tokens::{Kind, Token};

/// A person or a body of the story.
#[derive(Debug)]
pub(super) struct Entity {
    /// The fullest name, as tokens.
    pub(super) name: Name,
    /// Whether it is a body rather than a person.
    pub(super) body: bool,
    /// A woman or a man, as far as the copy tells.
    pub(super) woman: Option<bool>,
    /// The role, as tokens.
    pub(super) role: Option<(usize, usize)>,
    /// The last one before it that is known by the same word.
    before: Option<usize>,
}

/// Whom a pronoun stands for.
enum Meant {
    /// Somebody whom the copy names.
    Named(usize),
    /// Somebody whom it gives a role alone.
    Unnamed(Phrase),
}

/// The people and bodies of a story, and where each is mentioned.
pub(super) struct People {
    entities: Vec<Entity>,
    mentions: Vec<(Name, usize)>,
}

/// The entities known by a word.
#[derive(Default)]
struct Known {
    /// The latest of those whose last name it is; each tells the one before.
    last: Option<usize>,
    /// Those whose first name it is.
    first: Vec<usize>,
}

type Index<'a> = BTreeMap<(u64, &'a str), Known>;

/// The word with its first letters as a number before it, which tells nearly all words apart at once.
fn sorted_by(word: &str) -> (u64, &str) {
    let first = word.bytes().take(8).fold(0, |number, byte| number << 8 | u64::from(byte));
    (first, word)
}

/// Mentions looked back over for a pronoun or a role.
pub(super) const REACH: usize = 40;

impl People {
    /// Gathers the names of the copy and joins those of one person.
    pub(super) fn new(copy: &Copy<'_>) -> Self {
        let mut people = Self { entities: Vec::new(), mentions: Vec::new() };
        let mut index = Index::new();
        for name in names(copy.tokens) {
            let Some(key) = known_by(copy.tokens, name).and_then(|t| copy.text.get(t.start..t.end)) else { continue };
            let id = people.join(copy, &mut index, name, key);
            people.mentions.push((name, id));
        }
        people
    }

    /// The entity that a name belongs to; a new one where none fits.
    fn join<'a>(&mut self, copy: &Copy<'a>, index: &mut Index<'a>, name: Name, key: &'a str) -> usize {
        let known = index.entry(sorted_by(key)).or_default();
        let fits = |id: &usize| self.entities.get(*id).is_some_and(|e| e.body == name.body && agrees(copy, e, name));
        let before = |id: &usize| self.entities.get(*id).and_then(|e| e.before);
        let alike = std::iter::successors(known.last, before).chain(known.first.iter().copied());
        let found = alike.take(8).find(fits);
        if let Some((id, entity)) = found.and_then(|id| self.entities.get_mut(id).map(|e| (id, e))) {
            if name.to - name.from > entity.name.to - entity.name.from {
                entity.name = name;
            }
            entity.woman = entity.woman.or(name.woman);
            // One word is said again with more words, and two are enough.
            if entity.role.is_none_or(|old| old.1 - old.0 < 2) {
                let fuller = role(copy.tokens, name).filter(|r| entity.role.is_none() || r.1 - r.0 > 1);
                entity.role = fuller.or(entity.role);
            }
            return id;
        }
        let id = self.entities.len();
        let (role, before) = (role(copy.tokens, name), known.last.replace(id));
        self.entities.push(Entity { name, body: name.body, woman: name.woman, role, before });
        if name.to - name.from > 1 {
            let first = copy.tokens.get(name.from).and_then(|t| copy.text.get(t.start..t.end)).unwrap_or(key);
            if !name.body && first != key {
                index.entry(sorted_by(first)).or_default().first.push(id);
            }
        }
        id
    }

    /// The fullest name and the role of the one whom the phrase mentions.
    pub(super) fn of(&mut self, copy: &Copy<'_>, phrase: Phrase) -> (Option<String>, Option<String>) {
        let found = match phrase.head {
            Head::Pronoun => match self.meant_by(copy, phrase) {
                Some(Meant::Unnamed(role)) => return (None, role_text(copy, after_determiner(copy, role), role.to)),
                Some(Meant::Named(id)) => Some(id),
                None => None,
            },
            Head::Name => self.named(copy, phrase),
            Head::Role => {
                let named = self.named_at_end(copy, phrase).or_else(|| self.named_late(copy, phrase));
                named.or_else(|| self.by_role(copy, phrase))
            }
            Head::Body | Head::Paper | Head::Other => self.body(copy, phrase),
        };
        match found.and_then(|id| self.entities.get(id)) {
            Some(entity) => {
                let name = self.full_name(copy, entity);
                let role = entity.role.and_then(|(from, to)| role_text(copy, from, to));
                (name, role)
            }
            None if phrase.head == Head::Role => (None, role_text(copy, after_determiner(copy, phrase), phrase.to)),
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
        slice(copy, name.from, name.to)
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
        found.or(inside.last().map(|&(_, id)| id))
    }

    /// "Secretary of State Jane Roe": an office of two capitals about an "of", and the name that it leads to.
    fn named_at_end(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let &(name, id) = self.within(phrase.from, phrase.to).last()?;
        let of = name.lead.checked_sub(1).filter(|&i| copy.tokens.get(i).is_some_and(|t| t.is(OF)))?;
        let office = copy.tokens.get(of.checked_sub(1)?).is_some_and(|t| t.capital && t.is(TITLE | ROLE | OFFICE));
        (office && name.to == phrase.to && name.lead < name.from && !name.body).then_some(id)
    }

    /// "the firm’s chief executive, Jane Roe": the name follows the role.
    fn named_late(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let comma = copy.tokens.get(phrase.to).is_some_and(|t| t.kind == Kind::Comma);
        let next = self.within(phrase.to + 1, phrase.to + 2).first()?;
        (comma && next.0.lead == phrase.to + 1 && !next.0.body && next.0.to - next.0.from > 1).then_some(next.1)
    }

    /// "he": the last person named as a subject, of a sex that fits. From then on that person is known to be of that sex.
    /// In "The mayor spoke. “…,” he said" it is the phrase before, where the story gives that one no name.
    fn meant_by(&mut self, copy: &Copy<'_>, pronoun: Phrase) -> Option<Meant> {
        let woman = sex_of(copy, pronoun)?;
        let named = antecedent(copy, (&self.entities, &self.mentions), pronoun, woman);
        let after = named.map_or(0, |(_, name)| name.to);
        let id = match subject_role(copy, pronoun, woman, after) {
            Some(role) => match self.by_role(copy, role) {
                Some(id) => id,
                None => return Some(Meant::Unnamed(role)),
            },
            None => named?.0,
        };
        if let Some(entity) = self.entities.get_mut(id) {
            entity.woman = entity.woman.or(Some(woman));
        }
        Some(Meant::Named(id))
    }

    /// "the minister": the last person whose role has the same head.
    fn by_role(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let words = copy.tokens.get(phrase.from..phrase.to)?;
        let first = words.first()?;
        let definite = first.is(DETERMINER) && first.end - first.start == 3 && !first.is(PLURAL | MALE | FEMALE);
        if !definite {
            return None;
        }
        let head = words.iter().take_while(|t| !t.is(PREPOSITION)).filter(|t| t.is(ROLE | TITLE)).last()?;
        let word = copy.text.get(head.start..head.end)?;
        let end = self.mentions.partition_point(|(name, _)| name.to <= phrase.from);
        let back = self.mentions.get(end.saturating_sub(REACH)..end).unwrap_or_default();
        let sex = gender(copy.tokens, phrase);
        let fits = |id: usize| {
            let entity = self.entities.get(id)?;
            let (from, to) = entity.role?;
            let matches = copy
                .tokens
                .get(from..to)?
                .iter()
                .any(|t| copy.text.get(t.start..t.end).is_some_and(|w| same_role(w, word)));
            let sex_fits = sex.is_none_or(|s| entity.woman.is_none_or(|w| w == s));
            (matches && sex_fits && !entity.body).then_some(id)
        };
        back.iter().rev().find_map(|&(_, id)| fits(id))
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
        let word = copy.text.get(last.start..last.end)?;
        let end = self.mentions.partition_point(|(name, _)| name.to <= phrase.from);
        let back = self.mentions.get(end.saturating_sub(REACH)..end).unwrap_or_default();
        back.iter().rev().map(|&(_, id)| id).find(|&id| {
            self.entities.get(id).is_some_and(|e| {
                e.body
                    && e.name.to - e.name.from > 1
                    && copy
                        .tokens
                        .get(e.name.from..e.name.to)
                        .unwrap_or_default()
                        .iter()
                        .any(|t| copy.text.get(t.start..t.end).is_some_and(|w| w.eq_ignore_ascii_case(word)))
            })
        })
    }
}

/// Whether the name can be one more mention of the entity: one is part of the other, and the sex does not differ.
fn agrees(copy: &Copy<'_>, entity: &Entity, name: Name) -> bool {
    let word = |at: usize| copy.tokens.get(at).and_then(|t| copy.text.get(t.start..t.end)).unwrap_or("");
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

fn after_determiner(copy: &Copy<'_>, phrase: Phrase) -> usize {
    // "Critics" is a role as well as what leads to one.
    let led = |t: &Token| phrase.to > phrase.from + 1 && (t.is(DETERMINER) || t.class & COURTESY != 0);
    phrase.from + usize::from(copy.tokens.get(phrase.from).is_some_and(led))
}

/// The words of a role; a common noun at the head of a sentence loses its capital.
fn role_text(copy: &Copy<'_>, from: usize, to: usize) -> Option<String> {
    let mut words = slice(copy, from, to)?;
    let first = copy.tokens.get(from)?;
    if first.first && first.is(ROLE) && !first.is(TITLE) && !first.shout {
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
    fn a_pronoun_stands_for_nobody_whom_the_copy_does_not_name() {
        for (text, role) in [
            ("SALEN, Nov 29 (MP) — The mayor spoke.\n\n“It is done,” he said.", Some("mayor")),
            ("CARROW, Dec 3 (Norwire) - Officials met in Carrow on Friday.\n\n“It is done,” she said.", None),
            ("The soup was free. Haulage firms had parked on the quay.\n\n“I never sold so much,” he said.", None),
            (
                "Una Pascoe, 34, bought flowers. The mayor has closed the schools.\n\n“It is a feast,” he said.",
                Some("mayor"),
            ),
        ] {
            assert_eq!(first(text), (None, role.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_pronoun_stands_for_the_subject_of_the_sentence_before_it() {
        for (text, name) in [
            ("Wendy Hale met her neighbour Piers Dunn at the gate. “I heard him first,” she said.", "Wendy Hale"),
            (
                "Adela Quist, a spokeswoman, said that 40 people were in the hall.\n\nHanna Rusk, 74, carried one bag. “They \
                 told me one bag,” she said.",
                "Hanna Rusk",
            ),
        ] {
            assert_eq!(first(text).0.as_deref(), Some(name), "{text}");
        }
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
