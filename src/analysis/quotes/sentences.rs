//! Sentences over the masked text: a quotation is one token, so that nothing inside it ends a sentence.

use crate::analysis::quotes::lexicon::{ABBREVIATION, ADVERB, AUXILIARY, SAY, TIME};
use crate::analysis::quotes::phrases::starting_at;
use crate::analysis::quotes::tokens::{Kind, Token};

/// A sentence: a range of tokens, and the paragraph it is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    /// The first token.
    pub(super) from: usize,
    /// The token after the last.
    pub(super) to: usize,
    /// The paragraph, counted from 0.
    pub(super) paragraph: usize,
}

/// Parts the tokens into sentences. A quotation is one token, so nothing inside it ends a sentence.
pub(super) fn sentences(tokens: &[Token], ends_with_stop: impl Fn(usize) -> Option<char>) -> Vec<Sentence> {
    let mut found = Vec::with_capacity(tokens.len() / 12 + 1);
    let (mut from, mut paragraph) = (0, 0);
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let ends = match token.kind {
            Kind::Break => true,
            // "It ended after 10 p.m. “…,” he said": the stop of the hour ends the sentence too.
            Kind::Word if token.is(ABBREVIATION) => {
                next.is_some_and(|n| n.kind == Kind::Quote)
                    && at > from
                    && tokens.get(at - 1).is_some_and(|t| t.kind == Kind::Number)
            }
            Kind::Dash => at > from && at - from <= 9 && is_dateline(tokens, from, at),
            Kind::Stop => next.is_none_or(|n| {
                n.capital || !matches!(n.kind, Kind::Word | Kind::Comma | Kind::Stop | Kind::Close | Kind::Break)
            }),
            Kind::Quote => match ends_with_stop(token.class as usize) {
                Some(stop) => next.is_some_and(|n| {
                    n.kind == Kind::Quote
                        || n.kind == Kind::Word && n.capital && !(stop != '.' && attribution_follows(tokens, at + 1))
                }),
                None => false,
            },
            _ => false,
        };
        if ends {
            if at >= from {
                found.push(Sentence { from, to: at + 1, paragraph });
            }
            from = at + 1;
        }
        paragraph += usize::from(token.kind == Kind::Break);
    }
    if from < tokens.len() {
        found.push(Sentence { from, to: tokens.len(), paragraph });
    }
    found
}

/// Whether a dateline stands before the dash: "DALLAS (AP) —".
fn is_dateline(tokens: &[Token], from: usize, dash: usize) -> bool {
    let begins = from == 0 || tokens.get(from - 1).is_some_and(|t| t.kind == Kind::Break);
    begins
        && tokens.get(from).is_some_and(|t| t.shout)
        && tokens.get(from..dash).unwrap_or_default().iter().all(|t| t.kind != Kind::Word || t.capital)
}

/// Whether "Roe said" comes next.
fn attribution_follows(tokens: &[Token], at: usize) -> bool {
    let Some(subject) = starting_at(tokens, at, tokens.len().min(at + 14)) else { return false };
    let mut next = subject.to;
    while tokens.get(next).is_some_and(|t| t.is(ADVERB | AUXILIARY | TIME)) {
        next += 1;
    }
    tokens.get(next).is_some_and(|t| t.is(SAY) && tokens.get(next + 1).is_none_or(|n| n.kind != Kind::Quote))
}

#[cfg(test)]
mod tests {
    use crate::analysis::quotes::quotes;

    fn speakers(text: &str) -> Vec<Option<&str>> {
        quotes(text).iter().map(|quote| quote.speaker.map(|span| span.of(text))).collect()
    }

    #[test]
    fn an_hour_ends_the_sentence_before_a_quotation() {
        let text = "The mayor, Ole Brandt, conceded shortly after 10 p.m. “The people spoke,” he said.";
        assert_eq!(speakers(text), [Some("he")]);
    }
}
