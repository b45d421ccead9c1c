//! The few items among which all matches of a query are, where its states and numbers have an index of their own.

use crate::store::condition::{Pen, number};
use crate::store::error::Error;
use crate::store::expression;
use crate::store::letters;
use crate::store::query::{is_off_the_spike, is_unread};
use crate::store::reread::has_fields;
use crate::wire::{Compare, Field, Query, Term};

/// A few items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seed {
    /// Those of a partial index, with its condition on `item AS i`.
    Index(&'static str, &'static str),
    /// Those at the places that this selects.
    Places(String),
}

impl Seed {
    /// Selects their places.
    pub(crate) fn places(&self) -> String {
        match self {
            Self::Index(index, condition) => {
                format!("SELECT i.place AS place FROM item AS i INDEXED BY {index} WHERE {condition}")
            }
            Self::Places(sql) => sql.clone(),
        }
    }
}

/// The partial indexes of states, and what each holds.
const STATES: [(&str, &str, &str); 12] = [
    ("flagged", "item_flagged", "i.flagged IS NOT NULL"),
    ("held", "item_held", "i.held = 1"),
    ("used", "item_used", "i.used = 1"),
    ("spiked", "item_spiked", "i.spiked = 1"),
    ("claimed", "item_claimed", "i.claimed_by IS NOT NULL"),
    ("updated", "item_acted", "i.acted_on IS NOT NULL"),
    ("alert", "item_alert", "i.alerted > i.acked"),
    ("again", "item_back", "i.back IS NOT NULL"),
    ("corrected", "item_wire", "i.wire <> 0"),
    ("killed", "item_wire", "i.wire <> 0"),
    ("embargoed", "item_wire", "i.wire <> 0"),
    ("new", "item_unread", "i.read = 0 AND i.spiked = 0"),
];

/// The smallest seed of a query; `None` where no part of it has one that is small.
pub(crate) fn of(pen: &mut Pen<'_>, query: &Query) -> Result<Option<Seed>, Error> {
    Ok(smallest(pen, query)?.map(|(_, seed)| seed))
}

/// The same, where nothing else finds the few items that hold some words.
pub(crate) fn with_words(pen: &mut Pen<'_>, query: &Query) -> Result<Option<Seed>, Error> {
    Ok(together(pen, std::slice::from_ref(query))?.map(|(_, seed)| seed))
}

fn smallest(pen: &mut Pen<'_>, query: &Query) -> Result<Option<(usize, Seed)>, Error> {
    match query {
        Query::And(parts) => {
            let mut found: Option<(usize, Seed)> = None;
            let unread = parts.iter().any(is_unread) && parts.iter().any(is_off_the_spike);
            if unread {
                found = counted(pen, state("new"))?;
            }
            for part in parts {
                if let Some(one) = smallest(pen, part)?
                    && found.as_ref().is_none_or(|(n, _)| one.0 < *n)
                {
                    found = Some(one);
                }
            }
            Ok(found)
        }
        Query::Or(parts) => together(pen, parts),
        Query::All | Query::Not(_) => Ok(None),
        Query::Term(term) => {
            let seed = of_term(pen, term)?;
            counted(pen, seed)
        }
    }
}

/// The seeds of all alternatives in one.
fn together(pen: &mut Pen<'_>, parts: &[Query]) -> Result<Option<(usize, Seed)>, Error> {
    let mut all: Vec<Seed> = Vec::new();
    let mut n = 0;
    let mut searched = false;
    let fields = has_fields(pen.conn)?;
    for part in parts {
        let seed = match smallest(pen, part)? {
            Some((_, seed)) => seed,
            None => match expression::of(part, fields) {
                Some(found) => {
                    searched = true;
                    let words = pen.value(found.text);
                    Seed::Places(format!("SELECT rowid AS place FROM search WHERE search MATCH {words}"))
                }
                None => return Ok(None),
            },
        };
        let Some((some, seed)) = counted(pen, Some(seed))? else { return Ok(None) };
        if all.contains(&seed) {
            continue;
        }
        n += some;
        if n > pen.few {
            return Ok(None);
        }
        all.push(seed);
    }
    if searched {
        // What waits for the index may hold the words.
        let waiting =
            Seed::Places("SELECT i.place AS place FROM todo AS t CROSS JOIN item AS i ON i.id = t.item".into());
        let Some((some, seed)) = counted(pen, Some(waiting))? else { return Ok(None) };
        n += some;
        all.push(seed);
    }
    if n > pen.few {
        return Ok(None);
    }
    Ok(match all.len() {
        // An index of its own has the order of time.
        0 | 1 => all.pop().map(|seed| (n, seed)),
        _ => {
            let all: Vec<String> = all.iter().map(Seed::places).collect();
            Some((n, Seed::Places(all.join(" UNION "))))
        }
    })
}

/// The seed with its size, where it is small.
fn counted(pen: &Pen<'_>, seed: Option<Seed>) -> Result<Option<(usize, Seed)>, Error> {
    let Some(seed) = seed else { return Ok(None) };
    let n = pen.up_to_few(&seed.places())?;
    Ok((n <= pen.few && pen.few > 0).then_some((n, seed)))
}

fn state(word: &str) -> Option<Seed> {
    index_of_state(word).map(|(index, holds)| Seed::Index(index, holds))
}

fn index_of_state(word: &str) -> Option<(&'static str, &'static str)> {
    STATES.iter().find(|(known, ..)| *known == word).map(|(_, index, holds)| (*index, *holds))
}

/// The partial index that holds all items of a term, and its condition, where the term alone tells.
fn index_of(term: &Term) -> Option<(&'static str, &'static str)> {
    match term {
        Term::State(word) => index_of_state(word),
        Term::Is(Field::Held, _) | Term::HoldEnds(..) => index_of_state("held"),
        Term::Is(Field::Claimed, _) => index_of_state("claimed"),
        Term::Is(Field::Flagged, _) => index_of_state("flagged"),
        Term::Is(Field::Mark, mark) if letters::is_grave(mark) => index_of_state("killed"),
        Term::Is(Field::Mark, _) | Term::Has(Field::Mark) => Some(("item_marks", "i.marks <> ''")),
        Term::Text(Some(Field::Note), _) | Term::Regex(Some(Field::Note), _) | Term::Has(Field::Note) => {
            Some(("item_note", "i.note IS NOT NULL"))
        }
        Term::Number(Field::Priority, ..) | Term::Has(Field::Priority) => Some(("item_urgent", "i.rank < 9")),
        _ => None,
    }
}

/// The condition of a partial index that holds whatever meets any of these alternatives.
pub(crate) fn holds_all(alternatives: &[Query]) -> Option<&'static str> {
    let (first, others) = alternatives.split_first()?;
    held(first).into_iter().find(|holds| others.iter().all(|other| held(other).contains(holds)))
}

/// The conditions of partial indexes that hold all items of a query.
fn held(query: &Query) -> Vec<&'static str> {
    match query {
        Query::All | Query::Not(_) => Vec::new(),
        Query::And(parts) => parts.iter().flat_map(held).collect(),
        Query::Or(parts) => holds_all(parts).into_iter().collect(),
        Query::Term(term) => index_of(term).into_iter().map(|(_, holds)| holds).collect(),
    }
}

fn of_term(pen: &Pen<'_>, term: &Term) -> Result<Option<Seed>, Error> {
    if let Some((index, holds)) = index_of(term) {
        return Ok(Some(Seed::Index(index, holds)));
    }
    Ok(match term {
        Term::Is(Field::Tag, tag) if !pen.is_tag_of_source(tag)? => {
            Some(Seed::Index("item_tagged", "i.tags IS NOT NULL"))
        }
        Term::Is(Field::Source, name) => pen.places_of_source(name)?.map(Seed::Places),
        // Its index has the number too, so that counting those that are meant reads no item.
        Term::Number(Field::Revision, compare, n) if leaves_out_one(*compare, *n) => Some(Seed::Places(format!(
            "SELECT i.place AS place FROM item AS i INDEXED BY item_refiled WHERE i.revision > 1 AND i.revision {} {n}",
            sign_of(*compare)
        ))),
        // Copy that ran once is in no table of its own.
        Term::Number(Field::Outlets, compare, n) if leaves_out_one(*compare, *n) => {
            let sign = sign_of(*compare);
            Some(Seed::Places(format!(
                "SELECT i.place AS place FROM copy AS c CROSS JOIN item AS i ON i.reprint = c.id WHERE c.outlets {sign} {n}"
            )))
        }
        Term::Number(field @ (Field::Id | Field::Story | Field::Reprint), Compare::Equal, n) => {
            let condition = number(*field, Compare::Equal, *n)?;
            Some(Seed::Places(format!("SELECT i.place AS place FROM item AS i WHERE {condition}")))
        }
        _ => None,
    })
}

/// The sign of a comparison that leaves out what is smaller.
fn sign_of(compare: Compare) -> &'static str {
    match compare {
        Compare::More => ">",
        Compare::AtLeast => ">=",
        _ => "=",
    }
}

/// Whether a comparison leaves out the number one, which most items have.
fn leaves_out_one(compare: Compare, n: i64) -> bool {
    match compare {
        Compare::More => n >= 1,
        Compare::AtLeast | Compare::Equal => n >= 2,
        Compare::Less | Compare::AtMost => false,
    }
}
