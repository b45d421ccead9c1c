//! Whom a pronoun stands for.

use crate::analysis::quotes::candidates::Copy;
use crate::analysis::quotes::clauses::guess;
use crate::analysis::quotes::lexicon::{DETERMINER, FEMALE, MALE, PLURAL, PREPOSITION};
use crate::analysis::quotes::names::Name;
use crate::analysis::quotes::people::{Entity, People, REACH};
use crate::analysis::quotes::phrases::{Head, Phrase, gender};
use crate::analysis::quotes::tokens::Kind;

/// Whom a pronoun stands for.
pub(super) enum Meant {
    /// Somebody whom the copy names.
    Named(usize),
    /// Somebody whom it gives a role alone.
    Unnamed(Phrase),
}

impl People {
    /// "he": the last person named as a subject, of a sex that fits. From then on that person is known to be of that sex.
    /// In "The mayor spoke. “…,” he said" it is the phrase before, where the story gives that one no name.
    pub(super) fn meant_by(&mut self, copy: &Copy<'_>, pronoun: Phrase) -> Option<Meant> {
        let woman = sex_of(copy, pronoun)?;
        let named = self.antecedent(copy, pronoun.from, |_, e| e.woman.is_none_or(|w| w == woman));
        let after = named.map_or(0, |(_, name)| name.to);
        let id = match subject_role(copy, pronoun, woman, after) {
            Some(role) => match self.described(copy, role) {
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

    /// The person whom a pronoun stands for, and the mention it goes back to: of the likeliest the nearest.
    pub(super) fn antecedent(
        &self,
        copy: &Copy<'_>,
        before: usize,
        fits: impl Fn(usize, &Entity) -> bool,
    ) -> Option<(usize, Name)> {
        let end = self.mentions.partition_point(|(name, _)| name.to <= before);
        let back = self.mentions.get(end.saturating_sub(REACH)..end).unwrap_or_default();
        let sentence = |at: usize| copy.sentences.partition_point(|s| s.to <= at);
        let here = sentence(before);
        let mut best: Option<(i64, usize, Name)> = None;
        for &(name, id) in back.iter().rev() {
            let at = sentence(name.from);
            let near = 40 - (here - at).min(20) as i64 * 9;
            if best.is_some_and(|(top, ..)| near + MOST <= top) {
                break;
            }
            let Some(entity) = self.entities.get(id).filter(|e| !e.body && fits(id, e)) else {
                continue;
            };
            let likely = likelihood(copy, entity, name, at).map(|likely| near + likely);
            if let Some(score) = likely.filter(|&score| best.is_none_or(|(top, ..)| score > top)) {
                best = Some((score, id, name));
            }
        }
        best.map(|(_, id, name)| (id, name))
    }
}

/// The most that [`likelihood`] can be.
const MOST: i64 = 12 + 6 + 5;

/// How likely a pronoun goes back to the mention of somebody in the sentence at `at`, however far that is; nothing where it
/// cannot.
fn likelihood(copy: &Copy<'_>, entity: &Entity, name: Name, at: usize) -> Option<i64> {
    let owner = copy.tokens.get(name.to - 1).is_some_and(|t| t.possessive);
    let before = name.lead.checked_sub(1).and_then(|i| copy.tokens.get(i));
    let hung = before.is_some_and(|t| t.is(PREPOSITION));
    let speaks = copy.events.binary_search_by(|e| e.subject.to.cmp(&name.to)).is_ok() || near_event(copy, name);
    let full = entity.name.to - entity.name.from > 1;
    let known = entity.woman.is_some();
    // A word that only has a capital may be a place, an agency or the first of its sentence.
    if !(speaks || full || known || entity.role.is_some()) || is_aside(copy, name) {
        return None;
    }
    let subject = copy.sentences.get(at).is_some_and(|s| s.from == name.lead);
    let opens = copy.tokens.get(name.from).is_some_and(|t| t.first && name.to - name.from == 1);
    let likely = 12 * i64::from(speaks) - 8 * i64::from(owner) - 8 * i64::from(hung)
        + 6 * i64::from(full)
        + 5 * i64::from(known)
        + 8 * i64::from(subject && !speaks)
        - i64::from(opens);
    Some(likely)
}

/// The role that is the subject nearest before a pronoun, from the token `after` the name that the pronoun can stand for.
fn subject_role(copy: &Copy<'_>, pronoun: Phrase, woman: bool, after: usize) -> Option<Phrase> {
    /// Sentences looked back over.
    const BACK: usize = 2;
    let here = copy.sentences.partition_point(|s| s.to <= pronoun.from);
    let near = copy.sentences.get(here.saturating_sub(BACK)..here).unwrap_or_default();
    let subjects = near.iter().rev().filter_map(|&sentence| guess(copy.tokens, sentence)).map(|event| event.subject);
    subjects.take_while(|subject| subject.from >= after).find(|subject| {
        let last = copy.tokens.get(subject.to - 1).and_then(|t| copy.text.get(t.start..t.end)).unwrap_or("");
        let one = !last.ends_with('s') && !last.ends_with("men") && !last.ends_with("people");
        let led = copy.tokens.get(subject.from).is_some_and(|t| t.is(DETERMINER) && t.class & PLURAL == 0);
        subject.head == Head::Role && one && led && gender(copy.tokens, *subject).is_none_or(|sex| sex == woman)
    })
}

/// The sex that a pronoun tells: whether it is said of a woman.
fn sex_of(copy: &Copy<'_>, pronoun: Phrase) -> Option<bool> {
    match copy.tokens.get(pronoun.from)?.class & (MALE | FEMALE) {
        MALE => Some(false),
        FEMALE => Some(true),
        _ => None,
    }
}

/// Whether the name stands alone in brackets, as the agency in a dateline does.
pub(super) fn is_aside(copy: &Copy<'_>, name: Name) -> bool {
    let kind = |at: usize| copy.tokens.get(at).map(|t| t.kind);
    name.lead.checked_sub(1).and_then(kind) == Some(Kind::Open) && kind(name.to) == Some(Kind::Close)
}

/// Whether a cue has the name as its subject.
fn near_event(copy: &Copy<'_>, name: Name) -> bool {
    let at = copy.events.partition_point(|e| e.cue + 16 < name.from);
    copy.events
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(6)
        .any(|e| e.subject.from <= name.from && name.to <= e.subject.to)
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn first(text: &str) -> (Option<String>, Option<String>) {
        let quote = quotes(text).into_iter().next().unwrap_or_default();
        (quote.canonical, quote.role)
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
}
