//! The noun phrases of a sentence that could name a speaker, whatever verb stands by them.

use crate::analysis::quotes::lexicon::{BODY, DETERMINER, PAPER, PRONOUN, ROLE, TITLE};
use crate::analysis::quotes::phrases::{Head, Phrase, starting_at};
use crate::analysis::quotes::sentences::Sentence;
use crate::analysis::quotes::tokens::{Kind, Token};

/// The mentions of a sentence, in order.
pub(super) fn mentions(tokens: &[Token], sentence: Sentence) -> impl Iterator<Item = Phrase> {
    let mut at = sentence.from;
    std::iter::from_fn(move || {
        while at < sentence.to {
            let token = tokens.get(at)?;
            let begins = token.kind == Kind::Word
                && (token.is_name() || token.is(PRONOUN | DETERMINER | ROLE | BODY | PAPER | TITLE));
            let phrase = if begins { starting_at(tokens, at, sentence.to) } else { None };
            match phrase.filter(|phrase| phrase.to > at) {
                Some(phrase) => {
                    at = phrase.to;
                    if phrase.head != Head::Other {
                        return Some(phrase);
                    }
                }
                None => at += 1,
            }
        }
        None
    })
}
