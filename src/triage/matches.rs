//! The meaning of a query, spelled out slowly over plain values: what the cache's fast answers are tested against.

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::wire::{Compare, Field, Mark, Marks, Query, Status, Term};

use super::{pattern, unspaced};

/// All that a query can ask of one item.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The item's number.
    pub id: i64,
    /// The headline.
    pub title: String,
    /// The clean text.
    pub text: String,
    /// The words of each quotation.
    pub quotes: Vec<String>,
    /// Who is quoted: the canonical names, or the mentions where there are none.
    pub speakers: Vec<String>,
    /// The source's name.
    pub source: String,
    /// The tags of source and item.
    pub tags: Vec<String>,
    /// The agency that wrote it.
    pub agency: Option<String>,
    /// The byline.
    pub by: Option<String>,
    /// The dateline's place.
    pub place: Option<String>,
    /// The slug.
    pub slug: Option<String>,
    /// What the wire says of it.
    pub marks: Marks,
    /// The language tag.
    pub lang: Option<String>,
    /// Editorial priority.
    pub priority: Option<i64>,
    /// Words of the story.
    pub words: i64,
    /// The newest revision.
    pub revision: i64,
    /// Outlets that ran it.
    pub outlets: i64,
    /// Its story.
    pub story: Option<i64>,
    /// Its reprint group.
    pub reprint: Option<i64>,
    /// When its hold ends, where it is held until a time or for an embargo.
    pub hold_ends: Option<Timestamp>,
    /// Its place in the order of time: the earlier of published and first seen.
    pub at: Timestamp,
    /// Whether an embargo has not lifted.
    pub embargoed: bool,
    /// Whether it stands on top of the outlets that ran the same copy.
    pub lead: bool,
    /// Whether an alert of it stands.
    pub alert: bool,
    /// Whether it is to be looked at again.
    pub again: bool,
    /// The verdict of the desk.
    pub status: Status,
}

/// Whether the query finds the item. A value that is missing is neither equal to, less nor more than anything, so `-` of
/// such a term holds. An unknown state or a broken pattern finds nothing.
pub fn matches(query: &Query, facts: &Facts) -> bool {
    match query {
        Query::All => true,
        Query::And(parts) => parts.iter().all(|part| matches(part, facts)),
        Query::Or(parts) => parts.iter().any(|part| matches(part, facts)),
        Query::Not(inner) => !matches(inner, facts),
        Query::Term(term) => holds(term, facts),
    }
}

fn holds(term: &Term, facts: &Facts) -> bool {
    match term {
        Term::Text(part, words) => text_holds(*part, words, facts),
        Term::Regex(part, text) => pattern(text).is_ok_and(|regex| any_part(*part, facts, |text| regex.is_match(text))),
        Term::Has(Field::Priority) => facts.priority.is_some(),
        Term::Has(Field::Mark) => facts.marks.iter().next().is_some(),
        Term::Has(Field::Lang) => facts.lang.as_deref().is_some_and(|lang| !lang.is_empty()),
        Term::Has(Field::Agency) => facts.agency.as_deref().is_some_and(|agency| !agency.is_empty()),
        Term::Has(Field::Tag) => !facts.tags.is_empty(),
        Term::Has(part) => any_part(Some(*part), facts, |text| !text.is_empty()),
        Term::Is(field, value) => is(*field, value, facts),
        Term::Number(field, compare, wanted) => {
            number(*field, facts).is_some_and(|have| compares(have, *compare, *wanted))
        }
        Term::HoldEnds(compare, wanted) => {
            facts.hold_ends.is_some_and(|end| compares(end.as_millisecond(), *compare, wanted.as_millisecond()))
        }
        Term::Since(true, at) => facts.at >= *at,
        Term::Since(false, at) => facts.at < *at,
        Term::State(state) => in_state(state, facts),
    }
}

/// Whether a part of the copy holds what is asked; headline and text where none is named.
fn any_part(part: Option<Field>, facts: &Facts, holds: impl Fn(&str) -> bool) -> bool {
    let some = |text: &Option<String>| text.as_deref().is_some_and(&holds);
    match part {
        None => holds(&facts.title) || holds(&facts.text),
        Some(Field::Title) => holds(&facts.title),
        Some(Field::Text) => holds(&facts.text),
        Some(Field::Quote) => facts.quotes.iter().any(|quote| holds(quote)),
        Some(Field::Speaker) => facts.speakers.iter().any(|who| holds(who)),
        Some(Field::By) => some(&facts.by),
        Some(Field::Place) => some(&facts.place),
        Some(Field::Slug) => some(&facts.slug),
        Some(Field::Note) => some(&facts.status.note),
        Some(_) => false,
    }
}

fn text_holds(part: Option<Field>, words: &str, facts: &Facts) -> bool {
    if let Some(regex) = unspaced(words).and_then(|words| pattern(&words).ok()) {
        let holds = |text: &str| regex.is_match(text);
        return any_part(part, facts, holds) || (part.is_none() && any_part(Some(Field::Quote), facts, holds));
    }
    let title = || stands_in(words, &facts.title);
    let text = || stands_in(words, &facts.text);
    let quote = || facts.quotes.iter().any(|quote| stands_in(words, quote));
    match part {
        Some(Field::Title) => title(),
        Some(Field::Text) => text(),
        Some(Field::Quote) => quote(),
        Some(Field::Note) => facts.status.note.as_deref().is_some_and(|note| stands_in(words, note)),
        _ => title() || text() || quote(),
    }
}

/// Whether the words stand in the text one after another; a word with `*` after it is the beginning of one.
fn stands_in(words: &str, text: &str) -> bool {
    let wanted = split(words);
    let have = split(text);
    !wanted.is_empty()
        && have.windows(wanted.len()).any(|run| {
            run.iter().zip(&wanted).all(
                |((word, _), (want, open))| {
                    if *open { word.starts_with(want.as_str()) } else { word == want }
                },
            )
        })
}

/// Words in small letters without accents, and whether a `*` follows each at once.
fn split(text: &str) -> Vec<(String, bool)> {
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut inside = false;
    for c in text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match words.last_mut() {
            Some((word, _)) if inside && c.is_alphanumeric() => word.push(c),
            Some((_, open)) if inside && c == '*' => *open = true,
            _ if c.is_alphanumeric() => words.push((c.to_string(), false)),
            _ => {}
        }
        inside = c.is_alphanumeric();
    }
    words
}

fn is(field: Field, value: &str, facts: &Facts) -> bool {
    let value = &value.to_lowercase();
    let equals = |have: &str| have.to_lowercase() == *value;
    let contains = |have: &str| have.to_lowercase().contains(value.as_str());
    match field {
        Field::Source => contains(&facts.source),
        Field::Speaker => facts.speakers.iter().any(|who| contains(who)),
        Field::Tag => facts.tags.iter().any(|tag| equals(tag)),
        Field::Agency => facts.agency.as_deref().is_some_and(equals),
        Field::By => facts.by.as_deref().is_some_and(contains),
        Field::Place => facts.place.as_deref().is_some_and(contains),
        Field::Slug => facts.slug.as_deref().is_some_and(contains),
        Field::Mark => facts.marks.iter().any(|mark| mark.to_string().split(' ').next().is_some_and(equals)),
        Field::Lang => facts.lang.as_deref().is_some_and(|lang| lang.to_lowercase().starts_with(value.as_str())),
        Field::Held => facts.status.held_until.is_some_and(|until| equals(&until.word())),
        Field::Claimed => facts.status.claimed_by.as_deref().is_some_and(equals),
        Field::Flagged => facts.status.flagged.as_deref().is_some_and(equals),
        _ => false,
    }
}

fn number(field: Field, facts: &Facts) -> Option<i64> {
    match field {
        Field::Priority => facts.priority,
        Field::Words => Some(facts.words),
        Field::Revision => Some(facts.revision),
        Field::Outlets => Some(facts.outlets),
        Field::Id => Some(facts.id),
        Field::Story => facts.story,
        Field::Reprint => facts.reprint,
        _ => None,
    }
}

fn compares(have: i64, compare: Compare, wanted: i64) -> bool {
    match compare {
        Compare::Less => have < wanted,
        Compare::AtMost => have <= wanted,
        Compare::Equal => have == wanted,
        Compare::AtLeast => have >= wanted,
        Compare::More => have > wanted,
    }
}

fn in_state(state: &str, facts: &Facts) -> bool {
    let status = &facts.status;
    match state {
        "new" => !status.read && status.is_untriaged(),
        "untriaged" => status.is_untriaged(),
        "read" => status.read,
        "unread" => !status.read,
        "flagged" => status.flagged.is_some(),
        "held" => status.held,
        "used" => status.used,
        "spiked" => status.spiked,
        "claimed" => status.claimed_by.is_some(),
        "updated" => status.acted_on.is_some_and(|acted| i64::from(acted) < facts.revision),
        "lead" => facts.lead,
        "alert" => facts.alert,
        "again" => facts.again,
        "corrected" => facts.marks.has(Mark::Corrected),
        "killed" => facts.marks.killed(),
        "embargoed" => facts.embargoed,
        _ => false,
    }
}

#[cfg(test)]
#[path = "matches_tests.rs"]
mod tests;
