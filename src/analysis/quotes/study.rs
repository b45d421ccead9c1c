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
    pub speech: Vec<u16>,
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
    pub facts: Vec<u16>,
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
        };
        let settled = told(&choice);
        found.push(choice);
        settled
    });
    found
}
