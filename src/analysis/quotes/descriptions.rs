//! Whom a description means: "the minister", "the 34-year-old", "the Norwegian", "the skipper".

use crate::analysis::quotes::callings::{is_calling, word};
use crate::analysis::quotes::candidates::Copy;
use crate::analysis::quotes::clauses::guess;
use crate::analysis::quotes::english::same_role;
use crate::analysis::quotes::lexicon::{
    AND, BODY, CALLING, CUE, DETERMINER, FEMALE, FUNCTION, MALE, NATION, OF, PLURAL, PREPOSITION, RANK, ROLE, TITLE,
    VERB,
};
use crate::analysis::quotes::names::Name;
use crate::analysis::quotes::nations::land;
use crate::analysis::quotes::people::{Entity, People, REACH};
use crate::analysis::quotes::phrases::{Head, Phrase, gender};
use crate::analysis::quotes::tokens::{Kind, Token};

/// Tokens after a description in which the one meant may be named.
const AHEAD: usize = 120;

impl People {
    /// The person whom a description means, where only one fits.
    pub(super) fn described(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        if let Some((_, id)) = self.lead.filter(|(lead, _)| lead.from == phrase.from && phrase.head == Head::Role) {
            return Some(id);
        }
        let from = with_determiner(copy, phrase.from);
        let first = copy.tokens.get(from)?;
        if !first.is(DETERMINER) {
            return None;
        }
        let whole = Phrase { from, ..phrase };
        let last = copy.tokens.get(phrase.to.checked_sub(1)?)?;
        let the = first.end - first.start == 3 && !first.is(PLURAL | MALE | FEMALE);
        let age = copy.tokens.get(from..phrase.to)?.iter().find_map(|t| age_in(word(copy.text, t)));
        if the && let Some(age) = age {
            let found = self.by_age(copy, whole, age, !last.is(NATION));
            if found.is_some() || phrase.head != Head::Role && !last.is(NATION) {
                return found;
            }
        }
        // "the world number 22"
        let ranked = last.kind == Kind::Number
            && copy.tokens.get(phrase.to.checked_sub(2)?).is_some_and(|t| !t.capital && word(copy.text, t) == "number");
        if the && ranked {
            let fits = |id: usize, _: &Entity| self.somebody(copy, id, None);
            return self.antecedent(copy, phrase.from, fits).map(|(id, _)| id);
        }
        match phrase.head {
            Head::Name if the && last.is(NATION) && phrase.to - from <= 3 => self.by_land(copy, whole),
            Head::Name if the && last.is(ROLE) => self.by_party(copy, whole),
            Head::Role | Head::Other if the => self.by_role(copy, whole).or_else(|| self.named_later(copy, whole)),
            Head::Role => self.named_later(copy, whole),
            _ => None,
        }
    }

    /// The mentions before a token, the nearest at the end.
    fn before(&self, at: usize) -> &[(Name, usize)] {
        let end = self.mentions.partition_point(|(name, _)| name.to <= at);
        self.mentions.get(end.saturating_sub(REACH)..end).unwrap_or_default()
    }

    fn person(&self, id: usize, sex: Option<bool>) -> Option<&Entity> {
        let sex_fits = |e: &&Entity| sex.is_none_or(|s| e.woman.is_none_or(|w| w == s));
        self.entities.get(id).filter(|e| !e.body).filter(sex_fits)
    }

    /// Whether it is a person for sure: by sex or role, or because they speak or are called by the last name.
    fn somebody(&self, copy: &Copy<'_>, id: usize, sex: Option<bool>) -> bool {
        let speaks = |name: Name| copy.events.iter().any(|e| e.subject.from <= name.from && e.subject.to == name.to);
        let known = |e: &Entity| e.woman.is_some() || e.role.is_some();
        let again = |e: &Entity, name: Name| name.to - name.from == 1 && e.name.to - e.name.from > 1;
        let shown = |e: &Entity| self.mentions.iter().any(|&(name, of)| of == id && (speaks(name) || again(e, name)));
        self.person(id, sex).is_some_and(|e| known(e) || shown(e))
    }

    /// "the 34-year-old": who is said to be of that age, or who was last spoken of, if the copy tells no age
    /// of theirs and the age stands `alone`.
    fn by_age(&self, copy: &Copy<'_>, phrase: Phrase, age: &str, alone: bool) -> Option<usize> {
        let sex = gender(copy.tokens, phrase);
        let of_age = |&&(name, id): &&(Name, usize)| age_of(copy, name) == Some(age) && self.person(id, sex).is_some();
        if let Some(&(_, id)) = self.mentions.iter().rev().find(of_age) {
            return Some(id);
        }
        if !alone {
            return None;
        }
        let other = |id: usize| self.mentions.iter().any(|&(name, of)| of == id && age_of(copy, name).is_some());
        let fits = |id: usize, _: &Entity| self.somebody(copy, id, sex) && !other(id);
        self.antecedent(copy, phrase.from, fits).map(|(id, _)| id)
    }

    /// "the Norwegian": who is said to be of that land, or who was last spoken of and is of no other.
    fn by_land(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let last = copy.tokens.get(phrase.to - 1)?;
        let (land, people) = (land(word(copy.text, last)), word(copy.text, last));
        let sex = match people {
            _ if people.ends_with("woman") => Some(true),
            _ if people.ends_with("man") && people.len() > 7 && !people.ends_with("rman") => Some(false),
            _ => None,
        };
        let back = self.before(phrase.from);
        let of = |name: Name| land_of(copy, name);
        let found = back.iter().rev().find(|&&(name, id)| of(name) == land && self.person(id, sex).is_some());
        if let Some(&(_, id)) = found {
            return Some(id);
        }
        let other = |id: usize| self.mentions.iter().any(|&(name, of_id)| of_id == id && of(name).is_some());
        let fits = |id: usize, _: &Entity| self.somebody(copy, id, sex) && !other(id);
        self.antecedent(copy, phrase.from, fits).map(|(id, _)| id)
    }

    /// "the Norland Democrat": the last one with that party after the name, as in "(D-Nor.)", or in the role.
    fn by_party(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let party = word(copy.text, copy.tokens.get(phrase.to - 1)?);
        let place = word(copy.text, copy.tokens.get(phrase.from + 1).filter(|_| phrase.to > phrase.from + 2)?);
        let letters = (party.as_bytes().first()?, place.as_bytes().first()?);
        let of_party = |name: Name| {
            let sign = copy.tokens.get(name.to).is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Open));
            let code = copy.tokens.get(name.to + 1).map(|t| word(copy.text, t).as_bytes());
            sign && matches!(code, Some([party, b'-', place, ..]) if (party, place) == letters)
        };
        let fits = |id: usize, name: Name| {
            let words = |e: &Entity| e.role.and_then(|(from, to)| copy.tokens.get(from..to)).unwrap_or_default();
            let has = |e: &Entity, other: &str| words(e).iter().any(|t| word(copy.text, t).eq_ignore_ascii_case(other));
            let in_role = |e: &Entity| has(e, party) && has(e, place);
            self.person(id, None).is_some_and(|e| of_party(name) || in_role(e))
        };
        self.before(phrase.from).iter().rev().find(|&&(name, id)| fits(id, name)).map(|&(_, id)| id)
    }

    /// "the minister": the last person whose role has the same head.
    fn by_role(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let head = head(copy, phrase)?;
        let noun = word(copy.text, copy.tokens.get(head)?);
        let sex = gender(copy.tokens, phrase);
        let fits = |id: usize| {
            let entity = self.person(id, sex).filter(|e| e.role.is_some())?;
            let same = has_word(copy, entity.role, |w| same_role(w, noun));
            (same && !is_of_another(copy, (phrase.from, head), entity.role?)).then_some(id)
        };
        self.before(phrase.from).iter().rev().find_map(|&(_, id)| fits(id))
    }

    /// "the store’s manager", where only later copy names one of that role, and only one.
    fn named_later(&self, copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
        let first = copy.tokens.get(phrase.from)?;
        let head = head(copy, phrase)?;
        let noun = word(copy.text, copy.tokens.get(head)?);
        let one = first.end - first.start < 3;
        let lead = copy.sentences.first().is_some_and(|s| phrase.from < s.to || s.paragraph == 0 && phrase.from < 40);
        if first.is(PLURAL) || is_plural(noun) || one && !lead || is_one_of_many(noun) {
            return None;
        }
        let sex = gender(copy.tokens, phrase);
        let same = |e: &Entity| {
            has_word(copy, e.role.map(|(_, to)| (to.saturating_sub(1), to)), |w| same_role(w, noun))
                || e.role.is_some_and(|role| role_head(copy, role).is_some_and(|w| same_role(w, noun)))
        };
        let mut fitting = (0..self.entities.len()).filter(|&id| self.person(id, sex).is_some_and(same));
        let id = fitting.next().filter(|_| fitting.next().is_none())?;
        let named = self.mentions.iter().find(|&&(_, of)| of == id)?.0;
        (named.from >= phrase.to && named.from < phrase.to + AHEAD).then_some(id)
    }

    /// "The boss of the mill said … Jane Roe told reporters …": whom the first sentence describes and the next names.
    pub(super) fn name_lead(&mut self, copy: &Copy<'_>) {
        let Some((phrase, id)) = self.lead_of(copy) else { return };
        self.lead = Some((phrase, id));
        if let Some(entity) = self.entities.get_mut(id) {
            entity.role = Some((phrase.from + 1, phrase.to));
        }
    }

    fn lead_of(&self, copy: &Copy<'_>) -> Option<(Phrase, usize)> {
        let at = copy.sentences.iter().position(|s| s.to - s.from > 8)?;
        let (first, rest) = (copy.sentences.get(at)?, copy.sentences.get(at + 1..)?);
        let subject = guess(copy.tokens, *first)?.subject;
        let head = head(copy, subject)?;
        let noun = copy.tokens.get(head)?;
        let led =
            copy.tokens.get(subject.from).is_some_and(|t| t.is(DETERMINER) && t.class & (PLURAL | MALE | FEMALE) == 0);
        let one = !is_plural(word(copy.text, noun)) && is_calling(copy.text, noun) && !noun.is(PLURAL);
        // Whoever else speaks in the first sentence may be the one whom the next names.
        let mut speakers = copy.events.iter().map(|e| e.subject).take_while(|s| s.from < first.to);
        let another = speakers.any(|s| s.from >= subject.to && matches!(s.head, Head::Name | Head::Role | Head::Body));
        if subject.from != first.from
            || another
            || subject.head != Head::Role
            || !led
            || !one
            || is_one_of_many(word(copy.text, noun))
        {
            return None;
        }
        let sex = gender(copy.tokens, Phrase { to: head + 1, ..subject });
        let unnamed = |name: &Name| name.from >= subject.to;
        // Only a name that opens the next paragraph or speaks in it, and the only one there that has no role.
        let next = rest.iter().find(|s| s.paragraph > first.paragraph)?.paragraph;
        let (from, to) =
            (rest.iter().find(|s| s.paragraph == next)?.from, rest.iter().rfind(|s| s.paragraph == next)?.to);
        let earlier = self
            .mentions
            .iter()
            .any(|(name, _)| unnamed(name) && name.from < first.to && !name.body && name.to - name.from > 1);
        let mut here = self.mentions.iter().filter(|(name, _)| (from..to).contains(&name.from)).filter(|(name, id)| {
            let full = name.to - name.from > 1 || name.woman.is_some();
            full && self.person(*id, sex).is_some_and(|e| e.role.is_none())
        });
        let &(name, id) = here.next()?;
        let speaks = copy
            .events
            .iter()
            .any(|e| e.subject.from <= name.from && name.to <= e.subject.to && e.subject.to <= name.to + 1);
        let alone = here.all(|&(_, other)| other == id) && !earlier;
        (speaks && alone && self.mentions.iter().find(|&&(_, of)| of == id)?.0.from >= from).then_some((subject, id))
    }
}

/// "the mother of pupil Roe", "a spokesman for the Council": whom the words before a name describe, where they lead up to it.
pub(super) fn led_by_of(copy: &Copy<'_>, phrase: Phrase) -> Option<Phrase> {
    let noun = |t: &Token| {
        t.kind == Kind::Word && !t.capital && !t.possessive && t.class & (FUNCTION | CUE | DETERMINER | VERB) == 0
    };
    let back = |at: usize| at.checked_sub(1).and_then(|i| copy.tokens.get(i));
    let mut at = phrase.from;
    for _ in 0..3 {
        if back(at).is_none_or(|t| !noun(t)) {
            break;
        }
        at -= 1;
    }
    at -= usize::from(back(at).is_some_and(|t| t.is(DETERMINER) && !t.is(PLURAL)));
    let of =
        at.checked_sub(1).filter(|&i| copy.tokens.get(i).is_some_and(|t| t.is(OF) || word(copy.text, t) == "for"))?;
    let head = back(of)
        .filter(|t| !t.capital && !t.possessive && is_calling(copy.text, t) && t.is(ROLE | CALLING) && !t.is(PLURAL))?;
    let mut from = of - 1;
    while back(from).is_some_and(|t| noun(t) || t.is_name() && !t.first) && of - from < 4 && !head.first {
        from -= 1;
    }
    let led = back(from).is_some_and(|t| t.is(DETERMINER) || t.possessive);
    let to = phrase.to;
    // Who is led to by an article has a word before; a text may begin with the noun itself.
    (led && !is_plural(word(copy.text, head))).then(|| Phrase { from: from - 1, to, head: Head::Role })
}

fn is_plural(noun: &str) -> bool {
    noun.ends_with('s') && !noun.ends_with("ss")
}

/// Nouns that say what many people of a story are.
fn is_one_of_many(noun: &str) -> bool {
    const MANY: &[&str] = &[
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "official",
        "source",
        "witness",
        "resident",
        "expert",
        "analyst",
        "man",
        "woman",
        "person",
        "member",
        "voter",
        "supporter",
        "critic",
        "worker",
        "user",
        "people",
        "crowd",
        "audience",
        "opposition",
        "head",
        "local",
        "lawmaker",
        "senator",
        "congressman",
        "lawyer",
        "attorney",
        "rival",
        "opponent",
        "officer",
        "researcher",
        "scientist",
    ];
    MANY.iter().any(|many| noun.eq_ignore_ascii_case(many))
}

/// The first token of a description with an age and the article before it: "the 35-year-old" before "Norwegian".
fn with_determiner(copy: &Copy<'_>, from: usize) -> usize {
    let led = |at: usize| copy.tokens.get(at).is_some_and(|t| t.is(DETERMINER));
    let before = |at: usize| at.checked_sub(1).and_then(|i| copy.tokens.get(i));
    if led(from) {
        return from;
    }
    let number = usize::from(before(from).is_some_and(|t| t.kind == Kind::Number));
    let article = from.checked_sub(number + 1).filter(|&i| led(i));
    article.unwrap_or(from)
}

/// The number in "34-year-old".
fn age_in(word: &str) -> Option<&str> {
    word.strip_suffix("-year-old").filter(|age| age.bytes().all(|b| b.is_ascii_digit()))
}

/// The age that is told of somebody by a name: after it, or before it.
fn age_of<'a>(copy: &Copy<'a>, name: Name) -> Option<&'a str> {
    let kind = |at: usize| copy.tokens.get(at).map(|t| t.kind);
    let after = kind(name.to) == Some(Kind::Comma) && kind(name.to + 1) == Some(Kind::Number);
    let closed = matches!(kind(name.to + 2), Some(Kind::Comma | Kind::Stop | Kind::Dash | Kind::Break));
    if after && closed {
        return copy.tokens.get(name.to + 1).map(|t| word(copy.text, t));
    }
    let near = copy.tokens.get(name.lead.saturating_sub(5)..name.lead)?;
    near.iter()
        .rev()
        .take_while(|t| t.kind != Kind::Comma && t.kind != Kind::Stop)
        .find_map(|t| age_in(word(copy.text, t)))
}

/// The land that the words right before a name tell: "Czech qualifier", "Norland’s".
fn land_of(copy: &Copy<'_>, name: Name) -> Option<usize> {
    let words = copy.tokens.get(name.lead.saturating_sub(4)..name.from)?;
    let near = words.iter().rev().take_while(|t| t.kind == Kind::Word && !t.is(AND | PREPOSITION));
    near.filter(|t| t.capital && (t.is(NATION) || t.possessive)).find_map(|t| land(word(copy.text, t)))
}

/// Whether one of the nouns of a role fits.
fn has_word(copy: &Copy<'_>, range: Option<(usize, usize)>, fits: impl Fn(&str) -> bool) -> bool {
    let words = range.and_then(|(from, to)| copy.tokens.get(from..to)).unwrap_or_default();
    words.iter().any(|t| t.is(ROLE | TITLE | CALLING | RANK) && fits(word(copy.text, t)))
}

/// The noun of a description before its first preposition.
fn head(copy: &Copy<'_>, phrase: Phrase) -> Option<usize> {
    let words = copy.tokens.get(phrase.from..phrase.to)?;
    let noun = |t: &Token| t.is(ROLE | TITLE | CALLING | RANK) && t.class & BODY == 0 && !t.possessive;
    let plain = words.iter().take_while(|t| !t.is(PREPOSITION)).count();
    words.get(..plain)?.iter().rposition(noun).map(|at| phrase.from + at)
}

fn role_head<'a>(copy: &Copy<'a>, role: (usize, usize)) -> Option<&'a str> {
    let at = head(copy, Phrase { from: role.0, to: role.1, head: Head::Role })?;
    copy.tokens.get(at).map(|t| word(copy.text, t))
}

/// Whether a description says with initials or a land that its role is held elsewhere: "the NRP spokesman" is none of the ministry.
fn is_of_another(copy: &Copy<'_>, (from, head): (usize, usize), role: (usize, usize)) -> bool {
    let words = copy.tokens.get(from..head).unwrap_or_default();
    let of = copy.tokens.get(role.0..role.1).unwrap_or_default();
    let has = |word_of: &str| of.iter().any(|t| word(copy.text, t) == word_of);
    let lands = || of.iter().filter(|t| t.is(NATION) || t.possessive || t.shout).find_map(|t| land(word(copy.text, t)));
    words.iter().filter(|t| !t.first && (t.is(NATION) || t.possessive || t.shout)).any(|t| {
        let text = word(copy.text, t);
        match land(text) {
            Some(land) => lands().is_some_and(|other| other != land),
            None => t.shout && of.len() > 1 && !has(text),
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    /// The full name and the role of who said the last quotation.
    fn last(text: &str) -> (Option<String>, Option<String>) {
        let quote = quotes(text).pop().unwrap_or_default();
        (quote.canonical, quote.role)
    }

    #[test]
    fn a_text_may_begin_with_the_word_for_what_somebody_is() {
        for text in [
            "official of the board said that it was “a ruin”, and went.",
            "model of the band said it was “a ruin”, and went.",
        ] {
            assert_eq!(crate::analysis::quotes::quotes(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn an_age_a_land_or_a_rank_means_the_one_of_whom_the_copy_tells_it() {
        for (text, name) in [
            (
                "Nadia Holt, 34, met Ines Roe, 51, at the gate. “It is over for us,” the 34-year-old said.",
                Some("Nadia Holt"),
            ),
            (
                "Third seed Ignac Barra beat Czech qualifier Tomas Hruby in the first round of the cup. “I thought of home,” the 35-year-old Argentine said.",
                Some("Ignac Barra"),
            ),
            (
                "Spain’s Rafa Nadel beat Dutch qualifier Tim Loos in the first round of the cup. “I thought of home,” the Dutchman said.",
                Some("Tim Loos"),
            ),
            (
                "Sen. Amy Hale, D-Minn., met Sen. Bob Roe, R-Wis., on Monday. “It is a bad bill,” the Wisconsin Republican said.",
                Some("Bob Roe"),
            ),
            ("Pope Otto met the crowd on Monday. “Go in peace, all of you,” the pontiff said.", Some("Otto")),
            ("The crowd was large on Monday. “I thought of home,” the Argentine said.", None),
        ] {
            assert_eq!(last(text).0.as_deref(), name, "{text}");
        }
    }

    #[test]
    fn whom_the_first_sentence_describes_the_next_paragraph_names() {
        let text = "The boss of energy supplier Brightmill has said sorry to all of its customers.\n\nFiona Macrae told MPs the firm had \
                    “let people down”.";
        assert_eq!(
            last(text),
            (Some("Fiona Macrae".to_owned()), Some("boss of energy supplier Brightmill".to_owned()))
        );
        let text = "A bear in a shop was “more scared than anybody,” the store’s manager said.\n\nIt went for the honey, manager Skip \
                    Dougal said.";
        assert_eq!(last(text).0.as_deref(), Some("Skip Dougal"));
    }

    #[test]
    fn a_description_of_another_body_or_person_is_not_joined() {
        for text in [
            "Foreign ministry spokesman Otto Brandt spoke. The NRC spokesman called it “all bluster”.",
            "Ellie Rudd was 15. The mother of murdered schoolgirl Ellie Rudd said it was “an insult”.",
        ] {
            assert_eq!(last(text).0, None, "{text}");
        }
    }
}
