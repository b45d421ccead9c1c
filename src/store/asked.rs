//! Which of an item's quotations a query asks for: one that names a speaker, or words inside quotations, is about those that are so,
//! and not about all that the item quotes.

use regex::Regex;

use crate::store::matching::Phrase;
use crate::triage;
use crate::wire::{Field, Query, Quote, Term};

/// What a query says of quotations, made ready once for all that it is held against.
#[derive(Debug)]
pub struct Asked(Part);

#[derive(Debug)]
enum Part {
    All(Vec<Part>),
    Any(Vec<Part>),
    Not(Box<Part>),
    /// Words inside the quotation.
    Words(Phrase),
    /// Words of the speaker's name, or of the mention.
    Speaker(Phrase),
    /// Somebody is named.
    Named,
    /// An expression matches the words; none does where it is no expression.
    WordsFit(Option<Regex>),
    /// An expression matches who is quoted.
    SpeakerFits(Option<Regex>),
    /// It speaks of the item alone.
    Item,
}

impl Asked {
    /// What the query says of quotations.
    pub fn of(query: &Query) -> Self {
        Self(Part::of(query))
    }

    /// Whether a quotation of an item that the query finds is asked for; its spans are bytes into `text`.
    pub fn holds(&self, quote: &Quote, text: &str) -> bool {
        self.0.says(quote, text) != Some(false)
    }
}

impl Part {
    fn of(query: &Query) -> Self {
        match query {
            Query::And(all) => Self::All(all.iter().map(Self::of).collect()),
            Query::Or(any) => Self::Any(any.iter().map(Self::of).collect()),
            Query::Not(inner) => Self::Not(Box::new(Self::of(inner))),
            Query::Term(Term::Text(Some(Field::Quote), words)) => Self::Words(Phrase::of(words)),
            Query::Term(Term::Is(Field::Speaker, name) | Term::Text(Some(Field::Speaker), name)) => {
                Self::Speaker(Phrase::of(name))
            }
            Query::Term(Term::Has(Field::Speaker)) => Self::Named,
            Query::Term(Term::Regex(Some(Field::Quote), pattern)) => Self::WordsFit(triage::pattern(pattern).ok()),
            Query::Term(Term::Regex(Some(Field::Speaker), pattern)) => Self::SpeakerFits(triage::pattern(pattern).ok()),
            Query::All | Query::Term(_) => Self::Item,
        }
    }

    /// What it says of one quotation; `None` where it speaks of the item alone.
    fn says(&self, quote: &Quote, text: &str) -> Option<bool> {
        let of = |part: &Self| part.says(quote, text);
        let fits = |pattern: &Option<Regex>, text: &str| pattern.as_ref().is_some_and(|p| p.is_match(text));
        match self {
            Self::All(all) => {
                let said: Vec<bool> = all.iter().filter_map(of).collect();
                (!said.is_empty()).then(|| said.iter().all(|holds| *holds))
            }
            // The item may have been found by the other part.
            Self::Any(any) => {
                let said: Vec<Option<bool>> = any.iter().map(of).collect();
                let holds = said.contains(&Some(true));
                (holds || !said.contains(&None)).then_some(holds)
            }
            Self::Not(inner) => of(inner).map(|holds| !holds),
            Self::Words(words) => Some(words.stand_in(quote.span.of(text))),
            Self::Speaker(name) => {
                let mention = quote.speaker.map_or("", |span| span.of(text));
                Some(name.stand_in(mention) || quote.canonical.as_deref().is_some_and(|who| name.stand_in(who)))
            }
            Self::Named => Some(quote.who(text).is_some()),
            Self::WordsFit(pattern) => Some(fits(pattern, quote.span.of(text))),
            Self::SpeakerFits(pattern) => Some(quote.who(text).is_some_and(|who| fits(pattern, who))),
            Self::Item => None,
        }
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
        let unnamed = Quote { canonical: None, ..first.clone() };
        for (query, asked) in [
            ("harbour", [true, true, true]),
            ("quote:harbour", [true, false, true]),
            ("speaker:moor", [false, true, false]),
            ("speaker:moor quote:harbour", [false, false, false]),
            ("speaker:moor or quote:harbour", [true, true, true]),
            ("ferry or quote:boats", [true, true, true]),
            ("-speaker:moor", [true, false, true]),
            ("quote:*", [true, true, true]),
            ("speaker:*", [true, true, false]),
            ("-speaker:*", [false, false, true]),
            ("quote:/harb.ur/", [true, false, true]),
            ("speaker:/^piet/", [false, true, false]),
            ("-speaker:/moor$/", [true, false, true]),
        ] {
            let now = jiff::Timestamp::UNIX_EPOCH;
            let read = crate::triage::parse(query, now).unwrap();
            let found = [&first, &second, &unnamed].map(|quote| Asked::of(&read).holds(quote, text));
            assert_eq!(found, asked, "{query}");
        }
    }
}
