//! The subject of a verb: the noun phrase on its left, with whatever is set apart between them passed over.

use crate::analysis::quotes::clauses::Style;
use crate::analysis::quotes::lexicon::{
    ADVERB, AND, AUXILIARY, BODY, DETERMINER, NATION, PAPER, PLACE, PREPOSITION, PRONOUN, RELATIVE, ROLE, SUBORDINATOR,
    THAT, TIME,
};
use crate::analysis::quotes::phrases::{Head, Phrase, ending_at, matching_open};
use crate::analysis::quotes::sentences::Sentence;
use crate::analysis::quotes::tokens::{Kind, Token};

/// The subject on the left of the verb at `verb`.
pub(super) fn subject_before(tokens: &[Token], sentence: Sentence, verb: usize) -> Option<(Phrase, Style)> {
    let floor = sentence.from;
    let mut at = verb;
    let mut style = Style::Plain;
    for _ in 0..10 {
        let last = at.checked_sub(1).filter(|&i| i >= floor)?;
        let token = tokens.get(last)?;
        match token.kind {
            Kind::Word if token.is_name() && !token.is(TIME) => return plain(tokens, floor, last).map(|p| (p, style)),
            Kind::Word if token.class & (AUXILIARY | ADVERB) != 0 => at = last,
            Kind::Word if token.is(TIME) || token.kind == Kind::Number => at = skip_time(tokens, floor, last),
            Kind::Word if token.is(AND) => return None,
            Kind::Word if token.is(RELATIVE) => return antecedent(tokens, floor, last).map(|p| (p, Style::Apart)),
            Kind::Word if token.class & (SUBORDINATOR | PREPOSITION | THAT) != 0 => return None,
            Kind::Word => return plain(tokens, floor, last).map(|p| (p, style)),
            Kind::Number => at = skip_time(tokens, floor, last),
            Kind::Close => {
                at = matching_open(tokens, floor, last)?;
            }
            Kind::Comma => {
                return apart(tokens, floor, last).map(|p| (p, Style::Apart));
            }
            Kind::Dash => {
                let open =
                    (floor..last).rev().take(40).find(|&i| tokens.get(i).is_some_and(|t| t.kind == Kind::Dash))?;
                at = open;
                style = Style::Apart;
            }
            _ => return None,
        }
    }
    None
}

/// Passes over "on Tuesday", "last week", "this month".
fn skip_time(tokens: &[Token], floor: usize, last: usize) -> usize {
    let mut at = last;
    while at > floor
        && tokens.get(at - 1).is_some_and(|t| t.kind == Kind::Number || t.is(TIME) || t.is(DETERMINER) && !t.is(THAT))
    {
        at -= 1;
    }
    if at > floor && tokens.get(at - 1).is_some_and(|t| t.is(PREPOSITION) && !t.is_name()) {
        at -= 1;
    }
    at
}

/// The noun phrase ending at `last`; where it hangs on a preposition, the one before that: "Roe in a letter to Doe said".
fn plain(tokens: &[Token], floor: usize, last: usize) -> Option<Phrase> {
    let phrase = ending_at(tokens, floor, last)?;
    let left = phrase.from.checked_sub(1).filter(|&i| i >= floor).and_then(|i| tokens.get(i));
    // "He did not take questions": what stands behind an auxiliary is a verb.
    if phrase.head == Head::Other && left.is_some_and(|t| t.is(AUXILIARY | ADVERB)) {
        return None;
    }
    if left.is_some_and(|t| t.is(PREPOSITION)) && phrase.from >= floor + 2 {
        let earlier = tokens.get(phrase.from - 2)?;
        if earlier.is_name() || earlier.is(PRONOUN) {
            return ending_at(tokens, floor, phrase.from - 2).or(Some(phrase));
        }
        // "A spokesman for the ministry": what the preposition hangs on speaks.
        if earlier.is(ROLE | BODY | PAPER) {
            let outer = plain(tokens, floor, phrase.from - 2)?;
            let hangs = outer.to + 1 == phrase.from;
            return Some(if hangs { Phrase { to: phrase.to, ..outer } } else { outer });
        }
    }
    Some(phrase)
}

/// Whom "who" at `at` stands for.
pub(super) fn antecedent(tokens: &[Token], floor: usize, at: usize) -> Option<Phrase> {
    let before = at.checked_sub(1).filter(|&i| i >= floor)?;
    match tokens.get(before)?.kind {
        Kind::Comma => apart(tokens, floor, before).or_else(|| {
            // "The ruling was upheld by the court, which": the noun nearest to it.
            let nearest = last_word(tokens, floor, before).and_then(|last| ending_at(tokens, floor, last))?;
            matches!(nearest.head, Head::Body | Head::Paper).then_some(nearest)
        }),
        _ => ending_at(tokens, floor, before),
    }
}

/// The noun phrase before an apposition that ends with the comma at `comma`: "Roe, 45, a teacher from Reno,".
pub(super) fn apart(tokens: &[Token], floor: usize, comma: usize) -> Option<Phrase> {
    let mut end = comma;
    let mut best = None;
    for _ in 0..5 {
        let from = (floor..end)
            .rev()
            .find(|&i| tokens.get(i).is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Quote | Kind::Dash)))
            .map_or(floor, |i| i + 1);
        if from >= end || end - from > 30 {
            break;
        }
        let first = tokens.get(from)?;
        let adjunct = first.is(RELATIVE | PREPOSITION | DETERMINER | SUBORDINATOR | ADVERB) && !first.is_name()
            || first.kind == Kind::Number
            || first.kind == Kind::Word && !first.capital && !first.is(PRONOUN);
        let phrase = last_word(tokens, from, end).and_then(|last| ending_at(tokens, from, last));
        let lead = phrase.map_or(0, |p| p.from - from);
        let fills = phrase.is_some_and(|p| {
            lead == 0
                || (p.from - lead..p.from)
                    .all(|i| tokens.get(i).is_some_and(|t| t.is(AND | THAT | SUBORDINATOR | ADVERB | TIME)))
        });
        if let Some(found) = phrase
            .filter(|p| fills && matches!(p.head, Head::Name | Head::Pronoun | Head::Role | Head::Body | Head::Paper))
        {
            best = Some(found);
            if !adjunct && found.head != Head::Other && !is_place(tokens, floor, from) {
                break;
            }
        } else if from == floor || !adjunct {
            // The head of the clause, with more than a noun phrase before the comma: "Doe met Roe, who said".
            if best.is_none() {
                best = phrase.filter(|p| matches!(p.head, Head::Name | Head::Role));
            }
            break;
        }
        if from == floor || tokens.get(from - 1).is_some_and(|t| t.kind != Kind::Comma) {
            break;
        }
        end = from - 1;
    }
    best
}

/// The last word before `end` that can end a noun phrase, a bracket passed over.
fn last_word(tokens: &[Token], from: usize, end: usize) -> Option<usize> {
    let last = end.checked_sub(1).filter(|&i| i >= from)?;
    if tokens.get(last)?.kind == Kind::Close {
        return matching_open(tokens, from, last)?.checked_sub(1).filter(|&i| i >= from);
    }
    Some(last)
}

/// Whether the segment at `from` is the second half of "of Reno, Nevada,". Two names that no place begins with are a person: "the Mayor
/// of Reno, Jane Roe,".
pub(super) fn is_place(tokens: &[Token], floor: usize, from: usize) -> bool {
    let is_name = |at: usize| tokens.get(at).is_some_and(Token::is_name);
    let Some(comma) = from.checked_sub(1).filter(|&i| tokens.get(i).is_some_and(|t| t.kind == Kind::Comma)) else {
        return false;
    };
    let before = (floor..comma).rev().take(4).find(|&i| !is_name(i));
    let hangs = before.is_some_and(|i| i + 1 < comma && tokens.get(i).is_some_and(|t| t.is(PREPOSITION)));
    hangs && !(from..from + 2).all(|i| is_name(i) && tokens.get(i).is_some_and(|t| !t.is(PLACE | NATION)))
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn speakers(text: &str) -> Vec<Option<&str>> {
        quotes(text).iter().map(|quote| quote.speaker.map(|span| span.of(text))).collect()
    }

    #[test]
    fn what_a_preposition_hangs_on_is_the_subject_with_all_that_follows() {
        for (text, speaker) in [
            ("A spokesman for the ministry said: “No comment.”", "A spokesman for the ministry"),
            ("The chairman of the board said: “We are sorry.”", "The chairman of the board"),
            ("A lawyer for the family said: “They want answers.”", "A lawyer for the family"),
            (
                "A spokeswoman for the North East Harbour Service said: “We are sorry for the delay.”",
                "A spokeswoman for the North East Harbour Service",
            ),
            (
                "A spokesperson for the U.S. National Security Council said “all options” were open.",
                "A spokesperson for the U.S. National Security Council",
            ),
            ("Ines Koval in a letter to the board said: “We will leave.”", "Ines Koval"),
        ] {
            assert_eq!(speakers(text), [Some(speaker)], "{text}");
        }
    }

    #[test]
    fn the_party_and_the_seat_of_a_lawmaker_are_no_speaker() {
        for (text, speaker) in [
            ("State Rep. Jo Ellen Whit, R-Lindvale, called it “over the top” on Monday.", "State Rep. Jo Ellen Whit"),
            ("Rep. Ann Moor, D-Calif., told reporters on Monday: “We have the votes.”", "Rep. Ann Moor"),
        ] {
            assert_eq!(speakers(text), [Some(speaker)], "{text}");
        }
    }
}
