//! Words between marks that are no speech: titles, names, terms, slogans.

use crate::analysis::quotes::marks::{paragraphs, pieces};
use crate::wire::{Quote, Span};

/// What stands between marks in a text and belongs to none of its quotations, in order. Offsets are bytes, without the marks.
pub fn loose_strings(text: &str, quotes: &[Quote]) -> Vec<Span> {
    let spans = pieces(text, &paragraphs(text)).into_iter().map(|piece| Span::new(piece.start, piece.end));
    let apart = |span: &Span| quotes.iter().all(|q| q.span.end <= span.start || span.end <= q.span.start);
    spans.filter(|span| !span.of(text).trim().is_empty() && apart(span)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::quotes::quotes;

    #[test]
    fn titles_and_names_are_told_apart_from_what_was_said() {
        let text = "“We will rebuild it,” mayor Piet Moor said. His book “Walls of Anse” came out in May, and the ship \
                    “Heron” was named after it.";
        let found = loose_strings(text, &quotes(text));
        assert_eq!(found.iter().map(|s| s.of(text)).collect::<Vec<_>>(), ["Walls of Anse", "Heron"]);
    }
}
