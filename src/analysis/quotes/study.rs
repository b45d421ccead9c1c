//! The choices behind the quotations of a text, laid open so that weights can be fitted to them.
//!
//! The weights in `weights` were made by `cargo run --release --example fit_quotes -- STORIES.jsonl --write`, from
//! stories of which people have said who is quoted; the example tells the form of that file. Run it again whenever the
//! questions of `facts` or `speech`, the candidates or the words of `english` change: weights belong to the facts they
//! were fitted with. It also prints how the extractor does on stories that were left out of the fitting, in folds.

use crate::analysis::quotes::candidates::Search;
use crate::analysis::quotes::choice::attribute;
use crate::analysis::quotes::english::ENGLISH;
use crate::analysis::quotes::evidence::Kin;
use crate::analysis::quotes::extract::{Parsed, span_of};
use crate::analysis::quotes::marks::{paragraphs, pieces};
use crate::analysis::quotes::model::Model;
use crate::analysis::quotes::tokens::tokens;
use crate::wire::Span;

/// One quotation and all who could have said it.
pub struct Choice {
    /// The words between the marks, in bytes.
    pub span: Span,
    /// Everybody who could have said it.
    pub options: Vec<Choosable>,
    /// The places of the facts that bear on its being speech at all.
    pub speech: Vec<u32>,
    /// The sum of their weights.
    pub weight: i32,
}

/// One who could have said it.
pub struct Choosable {
    /// The mention in the text.
    pub speaker: Span,
    /// What kind of candidate, for error reports.
    pub kin: Kin,
    /// The sum of the weights of its facts.
    pub weight: i32,
    /// The places of its facts in the table of weights.
    pub facts: Vec<u32>,
}

/// The choices of a text, in order. `told` may settle one, with nobody or with the number of an option; the choices
/// after it then go on from there.
pub fn study(text: &str, model: &Model, told: &mut dyn FnMut(&Choice) -> Option<Option<usize>>) -> Vec<Choice> {
    let paragraphs = paragraphs(text);
    let pieces = pieces(text, &paragraphs);
    let tokens = tokens(text, &paragraphs, &pieces, &ENGLISH);
    let parsed = Parsed::new(text, &pieces, &tokens);
    let copy = parsed.copy(text, &pieces, &tokens);
    let mut found = Vec::new();
    attribute(&copy, &mut Search::new(model, true), &mut |place, search| {
        let piece = pieces.get(place.piece)?;
        let options = search.found.iter().map(|c| Choosable {
            speaker: span_of(&tokens, c.said.subject.from, c.said.subject.to).unwrap_or_default(),
            kin: c.kin,
            weight: c.weight,
            facts: c.places.clone(),
        });
        let choice = Choice {
            span: Span::new(piece.start, piece.end),
            options: options.collect(),
            speech: search.speech_places.clone(),
            weight: search.speech,
        };
        let settled = told(&choice);
        found.push(choice);
        settled
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_one_choice_is_where_the_next_one_starts_from() {
        let text = "“The bridge is gone,” mayor Jane Roe said. “We will build it again.”";
        let carried = |told: Option<usize>| {
            let mut first = true;
            let choices = study(text, &Model::new(&[]), &mut |_| std::mem::take(&mut first).then_some(told));
            assert_eq!(choices.len(), 2);
            choices[1].options.iter().any(|option| option.kin == Kin::SameParagraph)
        };
        assert!(!carried(None), "nobody said the first, so nobody is carried on");
        assert!(carried(Some(0)));
    }

    #[test]
    fn the_weight_of_an_option_is_the_sum_of_those_at_the_places_of_its_facts() {
        let text = "“The bridge is gone,” mayor Jane Roe said.";
        let facts = |model: &Model| study(text, model, &mut |_| None).swap_remove(0).options.swap_remove(0);
        let plain = facts(&Model::new(&[]));
        assert_eq!(plain.weight, 0);
        let mut places = plain.facts.clone();
        places.sort_unstable();
        places.dedup();
        let weighted = facts(&Model::new(&places.iter().map(|&place| (place, 3)).collect::<Vec<_>>()));
        assert_eq!(weighted.facts, plain.facts, "weights change no fact");
        assert_eq!(weighted.weight, 3 * plain.facts.len() as i32);
    }
}
