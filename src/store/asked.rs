//! Which of an item's quotations a query asks for: one that names a speaker, or words inside quotations, is about those that are so,
//! and not about all that the item quotes.

use crate::store::matching::carries_words;
use crate::wire::{Field, Query, Quote, Term};

/// Whether a quotation of an item that the query finds is asked for.
pub(crate) fn is_asked(query: &Query, quote: &Quote, text: &str) -> bool {
    says(query, quote, text) != Some(false)
}

/// What a query says of one quotation; `None` where it speaks of the item alone.
fn says(query: &Query, quote: &Quote, text: &str) -> Option<bool> {
    let of = |query: &Query| says(query, quote, text);
    match query {
        Query::And(all) => {
            let said: Vec<bool> = all.iter().filter_map(of).collect();
            (!said.is_empty()).then(|| said.iter().all(|holds| *holds))
        }
        // The item may have been found by the other part.
        Query::Or(any) => {
            let said: Vec<Option<bool>> = any.iter().map(of).collect();
            let holds = said.contains(&Some(true));
            (holds || !said.contains(&None)).then_some(holds)
        }
        Query::Not(inner) => of(inner).map(|holds| !holds),
        Query::Term(Term::Text(Some(Field::Quote), words)) => Some(carries_words(quote.span.of(text), words)),
        Query::Term(Term::Is(Field::Speaker, name) | Term::Text(Some(Field::Speaker), name)) => {
            let mention = quote.speaker.map_or("", |span| span.of(text));
            let called = |who: &str| carries_words(who, name);
            Some(called(mention) || quote.canonical.as_deref().is_some_and(called))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Span;

    #[test]
    fn a_query_for_a_speaker_or_for_words_of_a_quotation_is_about_those_quotations() {
        let text = "“The harbour stays open,” said Oduya. “We lost two boats,” he said.";
        let quote = |start: usize, words: &str, who: &str| Quote {
            span: Span::new(start, start + words.len()),
            canonical: Some(who.into()),
            ..Quote::default()
        };
        let first = quote(3, "The harbour stays open,", "Ada Oduya");
        let second = quote(text.find("We lost").unwrap(), "We lost two boats,", "Piet Moor");
        for (query, asked) in [
            ("harbour", [true, true]),
            ("quote:harbour", [true, false]),
            ("speaker:moor", [false, true]),
            ("speaker:moor quote:harbour", [false, false]),
            ("speaker:moor or quote:harbour", [true, true]),
            ("ferry or quote:boats", [true, true]),
            ("-speaker:moor", [true, false]),
        ] {
            let now = jiff::Timestamp::UNIX_EPOCH;
            let read = crate::triage::parse(query, now).unwrap();
            let found = [&first, &second].map(|quote| is_asked(&read, quote, text));
            assert_eq!(found, asked, "{query}");
        }
    }
}
