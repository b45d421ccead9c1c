//! Whom "he" and "she" stand for.

use crate::analysis::quotes::candidates::Copy;
use crate::analysis::quotes::clauses::guess;
use crate::analysis::quotes::lexicon::{DETERMINER, FEMALE, MALE, PLURAL, PREPOSITION};
use crate::analysis::quotes::names::Name;
use crate::analysis::quotes::people::{Entity, REACH};
use crate::analysis::quotes::phrases::{Head, Phrase, gender};
use crate::analysis::quotes::tokens::Kind;

/// The person whom a pronoun stands for, and the mention it goes back to: of the likeliest the nearest.
pub(super) fn antecedent(
    copy: &Copy<'_>,
    (entities, mentions): (&[Entity], &[(Name, usize)]),
    pronoun: Phrase,
    woman: bool,
) -> Option<(usize, Name)> {
    let end = mentions.partition_point(|(name, _)| name.to <= pronoun.from);
    let back = mentions.get(end.saturating_sub(REACH)..end).unwrap_or_default();
    let sentence = |at: usize| copy.sentences.partition_point(|s| s.to <= at);
    let here = sentence(pronoun.from);
    let mut best: Option<(i64, usize, Name)> = None;
    for &(name, id) in back.iter().rev() {
        let at = sentence(name.from);
        let near = 40 - (here - at).min(20) as i64 * 9;
        if best.is_some_and(|(top, ..)| near + MOST <= top) {
            break;
        }
        let Some(entity) = entities.get(id).filter(|e| !e.body && e.woman.is_none_or(|w| w == woman)) else {
            continue;
        };
        let likely = likelihood(copy, entity, name, at).map(|likely| near + likely);
        if let Some(score) = likely.filter(|&score| best.is_none_or(|(top, ..)| score > top)) {
            best = Some((score, id, name));
        }
    }
    best.map(|(_, id, name)| (id, name))
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
pub(super) fn subject_role(copy: &Copy<'_>, pronoun: Phrase, woman: bool, after: usize) -> Option<Phrase> {
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
pub(super) fn sex_of(copy: &Copy<'_>, pronoun: Phrase) -> Option<bool> {
    match copy.tokens.get(pronoun.from)?.class & (MALE | FEMALE) {
        MALE => Some(false),
        FEMALE => Some(true),
        _ => None,
    }
}

/// Whether the name stands alone in brackets, as the agency in a dateline does.
fn is_aside(copy: &Copy<'_>, name: Name) -> bool {
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
