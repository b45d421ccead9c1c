//! What of a query the full-text index can be asked: words of the copy, and parts of fields.

use crate::store::letters;
use crate::store::matching;
use crate::triage;
use crate::wire::{Field, Query, Term};

/// Something to `MATCH`. It finds every item of the index that the query finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) text: String,
    /// Whether it finds no other items.
    pub(crate) exact: bool,
    /// Whether quotations or speakers are asked for, of which the index alone knows.
    quoted: bool,
}

/// The expression of a query; `fields` says whether the index knows the fields of items. `None` where the index does not bound
/// what the query finds.
pub(crate) fn of(query: &Query, fields: bool) -> Option<Expression> {
    let found = unbounded(query, fields)?;
    // What is not exact is decided by the rows, which know no quotations.
    (found.exact || !found.quoted).then_some(found)
}

fn unbounded(query: &Query, fields: bool) -> Option<Expression> {
    match query {
        Query::All | Query::Not(_) => None,
        Query::And(parts) => {
            let known: Vec<Expression> = parts.iter().filter_map(|part| unbounded(part, fields)).collect();
            let whole = known.len() == parts.len();
            joined(known, " AND ").map(|all| Expression { exact: all.exact && whole, ..all })
        }
        Query::Or(parts) => {
            let known: Option<Vec<Expression>> = parts.iter().map(|part| unbounded(part, fields)).collect();
            joined(known?, " OR ")
        }
        Query::Term(Term::Is(field @ (Field::By | Field::Place | Field::Slug | Field::Lang | Field::Mark), value))
            if fields =>
        {
            letters::wanted(*field, value).map(|text| Expression { text, exact: false, quoted: false })
        }
        Query::Term(Term::Number(Field::Words, compare, n)) if fields => {
            letters::wanted_length(*compare, *n).map(|text| Expression { text, exact: false, quoted: false })
        }
        Query::Term(_) => {
            let (field, text) = text_of(query)?;
            // To the index a whole run of such letters is one word.
            if triage::unspaced(text).is_some() {
                return None;
            }
            let phrases = phrases(text).len();
            (phrases > 0).then(|| Expression {
                text: format!("({})", matching_of(field, text)),
                // The index knows only that each phrase is there, not that they stand in a row.
                exact: phrases == 1,
                quoted: matches!(field, Some(Field::Quote | Field::Speaker)),
            })
        }
    }
}

fn joined(parts: Vec<Expression>, by: &str) -> Option<Expression> {
    let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    (!parts.is_empty()).then(|| Expression {
        text: format!("({})", texts.join(by)),
        exact: parts.iter().all(|part| part.exact),
        quoted: parts.iter().any(|part| part.quoted),
    })
}

/// The words that a term looks for in the copy, and in which part of it.
pub(crate) fn text_of(query: &Query) -> Option<(Option<Field>, &str)> {
    match query {
        Query::Term(Term::Text(field, text)) if *field != Some(Field::Note) => Some((*field, text)),
        Query::Term(Term::Is(field @ (Field::Title | Field::Text | Field::Quote | Field::Speaker), text)) => {
            Some((Some(*field), text))
        }
        _ => None,
    }
}

/// The phrases of a text for the index, each quoted. A word that may go on ends its phrase, because the index knows open
/// words only there; what follows is then another phrase that must be found too.
pub(crate) fn phrases(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut phrase: Vec<String> = Vec::new();
    for wanted in matching::wanted(text) {
        phrase.push(wanted.word);
        if wanted.open {
            all.push(format!("\"{}\" *", phrase.join(" ")));
            phrase.clear();
        }
    }
    if !phrase.is_empty() {
        all.push(format!("\"{}\"", phrase.join(" ")));
    }
    all
}

/// What to `MATCH` for the words of one term.
pub(crate) fn matching_of(field: Option<Field>, text: &str) -> String {
    let column = match field {
        Some(Field::Title) => "{headline} : ",
        Some(Field::Text) => "{text} : ",
        Some(Field::Quote) => "{quote} : ",
        Some(Field::Speaker) => "{speaker} : ",
        _ => "",
    };
    let mut phrases = phrases(text);
    if let (Some(Field::Speaker), Some(last)) = (field, phrases.last_mut())
        && !last.ends_with('*')
    {
        // Part of a name will do.
        last.push_str(" *");
    }
    let phrases: Vec<String> = phrases.iter().map(|p| format!("{column}{p}")).collect();
    phrases.join(" AND ")
}
