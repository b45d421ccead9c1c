//! The odds of all candidates for one quotation, and which of them has the best.

use crate::analysis::quotes::candidates::{Candidate, Copy, Said};
use crate::analysis::quotes::choice::Best;
use crate::analysis::quotes::lexicon::FUNCTION;
use crate::analysis::quotes::phrases::{Head, Phrase};
use crate::analysis::quotes::subjects::is_place;
use crate::analysis::quotes::tokens::Kind;

/// The best candidate, those that name one speaker taken together: by the same last word, or one set apart after the other.
pub(super) fn best(copy: &Copy<'_>, found: &[Candidate]) -> Option<Best> {
    let top = found.iter().map(|c| c.weight).max().unwrap_or(0);
    let odds: Vec<f32> = found.iter().map(|c| ((c.weight - top) as f32 / 100.0).exp()).collect();
    let whole: f32 = odds.iter().sum();
    // Where no phrase can lead to a name after it, heads tell all.
    let apart = found.iter().any(|c| leads_on(copy, c.said.subject));
    let mut best: Option<(f32, &Candidate)> = None;
    for candidate in found {
        let (head, subject) = (candidate.head, candidate.said.subject);
        let is_same = |other: &Candidate| {
            let other = (other.head, other.said.subject);
            other.0 == head
                || apart
                    && [(other.1, subject), (subject, other.1)].iter().any(|&(a, b)| apposition(copy, a, b).is_some())
        };
        let same = found.iter().zip(&odds).filter(|(other, _)| is_same(other));
        let mass: f32 = same.map(|(_, odds)| *odds).sum();
        if best.is_none_or(|(m, b)| mass > m + 1e-4 || mass > m - 1e-4 && candidate.weight > b.weight) {
            best = Some((mass, candidate));
        }
    }
    let (mass, first) = best?;
    // The same phrase or a fuller one, with the verb that reports it.
    let (from, to) = (first.said.subject.from, first.said.subject.to);
    let same = found.iter().filter(|c| c.said.cue.is_some() && c.said.subject.to == to && c.said.subject.from <= from);
    let chosen = same.max_by_key(|c| c.weight).unwrap_or(first);
    let leads = leads_on(copy, chosen.said.subject);
    let name = found.iter().filter(|_| leads).find_map(|c| apposition(copy, chosen.said.subject, c.said.subject));
    let said = Said { subject: name.unwrap_or(chosen.said.subject), ..chosen.said };
    Some(Best { said, kin: first.kin, share: mass / whole.max(f32::MIN_POSITIVE), outright: false })
}

/// The name that is set apart after the phrase that tells what that person is, with the words before it: "the firm’s
/// lawyer, Jane Roe, said", "said one, shop owner Jane Roe."
fn apposition(copy: &Copy<'_>, phrase: Phrase, name: Phrase) -> Option<Phrase> {
    let from = phrase.to + 1;
    let kind = |at: usize| copy.tokens.get(at).map(|t| t.kind);
    let is_set_apart = name.head == Head::Name
        && (from..from + 3).contains(&name.from)
        && leads_on(copy, phrase)
        && !is_place(copy.tokens, phrase.from, name.from)
        && matches!(kind(name.to), Some(Kind::Comma | Kind::Stop | Kind::Break));
    let lead = copy.tokens.get(from..name.from)?;
    (is_set_apart && lead.iter().all(|t| t.kind == Kind::Word && !t.capital && t.class & FUNCTION == 0))
        .then_some(Phrase { from, ..name })
}

/// Whether a name can be set apart after the phrase.
fn leads_on(copy: &Copy<'_>, phrase: Phrase) -> bool {
    phrase.head != Head::Name && copy.tokens.get(phrase.to).is_some_and(|t| t.kind == Kind::Comma)
}
