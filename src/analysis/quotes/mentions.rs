//! The noun phrases of a sentence that could name a speaker, whatever verb stands by them.

use crate::analysis::quotes::lexicon::{BODY, DETERMINER, PAPER, PRONOUN, ROLE, TITLE};
use crate::analysis::quotes::phrases::{Head, Phrase, starting_at};
use crate::analysis::quotes::sentences::Sentence;
use crate::analysis::quotes::tokens::{Kind, Token};

/// Fills `found` with the mentions of a sentence, in order.
pub(super) fn mentions(tokens: &[Token], sentence: Sentence, found: &mut Vec<Phrase>) {
    found.clear();
    let mut at = sentence.from;
    while at < sentence.to {
        let Some(token) = tokens.get(at) else { break };
        let begins = token.kind == Kind::Word
            && (token.is_name() || token.is(PRONOUN | DETERMINER | ROLE | BODY | PAPER | TITLE));
        let phrase = if begins { starting_at(tokens, at, sentence.to) } else { None };
        match phrase {
            Some(phrase) if phrase.to > at => {
                if phrase.head != Head::Other {
                    found.push(phrase);
                }
                at = phrase.to;
            }
            _ => at += 1,
        }
    }
}
