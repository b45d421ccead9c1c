//! Compiles a query to SQL conditions on `item AS i`, and its words to the full-text index.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::store::error::Error;
use crate::store::ingest::{WIRE_CORRECTED, WIRE_EMBARGO, WIRE_KILLED};
use crate::store::matching::{self, PART_ANY, PART_HEADLINE, PART_TEXT};
use crate::store::place::floor_of;
use crate::store::status::split_tags;
use crate::store::tally::What;
use crate::wire::{Compare, Field, Query, Term};

/// A query as SQL. Conditions never come out NULL, so that `NOT` means what it says.
pub(crate) struct Compiled {
    /// The words that every match must hold, for `search MATCH`; the index then leads and finds the newest first.
    pub(crate) words: Option<String>,
    /// The same words for items that are not indexed yet; true where there are none.
    pub(crate) unindexed: String,
    /// All other conditions.
    pub(crate) rest: String,
    /// The values of `?1`, `?2` … in all of these.
    pub(crate) values: Vec<Value>,
    /// The kept count that answers how many match.
    pub(crate) counted: Option<What>,
}

/// Compiles a query. Sources are looked up by name at once: there are few, and their numbers make better conditions.
pub(crate) fn compile(conn: &Connection, query: &Query) -> Result<Compiled, Error> {
    let mut pen = Pen { conn, values: Vec::new() };
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let (mut words, mut unindexed, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        match text_of(part) {
            Some((field, text)) if !phrases(text).is_empty() => {
                words.push(format!("({})", matching_of(field, text)));
                unindexed.push(pen.carries(field, text));
            }
            _ => rest.push(pen.condition(part)?),
        }
    }
    Ok(Compiled {
        words: (!words.is_empty()).then(|| words.join(" AND ")),
        unindexed: joined(unindexed, " AND ", "1"),
        rest: joined(rest, " AND ", "1"),
        values: pen.values,
        counted: counted(query),
    })
}

fn counted(query: &Query) -> Option<What> {
    match query {
        Query::All => Some(What::Items),
        Query::And(parts) if parts.is_empty() => Some(What::Items),
        Query::And(parts) => match parts.as_slice() {
            [one] => counted(one),
            _ => None,
        },
        Query::Term(Term::State(word)) => {
            What::ALL.into_iter().find(|what| *what != What::Items && what.word() == word.as_str())
        }
        _ => None,
    }
}

fn joined(parts: Vec<String>, by: &str, none: &str) -> String {
    if parts.is_empty() { none.to_owned() } else { parts.join(by) }
}

fn text_of(query: &Query) -> Option<(Option<Field>, &str)> {
    match query {
        Query::Term(Term::Text(field, text)) => Some((*field, text)),
        Query::Term(Term::Is(field @ (Field::Title | Field::Text | Field::Quote | Field::Speaker), text)) => {
            Some((Some(*field), text))
        }
        _ => None,
    }
}

/// The phrases of a text for the index, each quoted. A word that may go on ends its phrase, because the index knows open
/// words only there; what follows is then another phrase that must be found too.
fn phrases(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut phrase: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let (bare, open) = (word.trim_end_matches('*'), word.ends_with('*'));
        if bare.chars().any(char::is_alphanumeric) {
            phrase.push(bare);
        }
        if open && !phrase.is_empty() {
            all.push(format!("{} *", quoted(&phrase)));
            phrase.clear();
        }
    }
    if !phrase.is_empty() {
        all.push(quoted(&phrase));
    }
    all
}

fn quoted(words: &[&str]) -> String {
    format!("\"{}\"", words.join(" ").replace('"', "\"\"").replace('\0', " "))
}

fn matching_of(field: Option<Field>, text: &str) -> String {
    let column = match field {
        Some(Field::Title) => "{headline} : ",
        Some(Field::Text) => "{text} : ",
        Some(Field::Quote) => "{quote} : ",
        Some(Field::Speaker) => "{speaker} : ",
        _ => "",
    };
    let phrases: Vec<String> = phrases(text).iter().map(|p| format!("{column}{p}")).collect();
    phrases.join(" AND ")
}

/// Collects the values while conditions are written.
struct Pen<'c> {
    conn: &'c Connection,
    values: Vec<Value>,
}

impl Pen<'_> {
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn condition(&mut self, query: &Query) -> Result<String, Error> {
        Ok(match query {
            Query::All => "1".to_owned(),
            Query::And(parts) => self.each(parts, " AND ", "1")?,
            Query::Or(parts) => self.each(parts, " OR ", "0")?,
            Query::Not(inner) => format!("NOT ({})", self.condition(inner)?),
            Query::Term(term) => self.term(term)?,
        })
    }

    fn each(&mut self, parts: &[Query], by: &str, none: &str) -> Result<String, Error> {
        let parts = parts.iter().map(|p| self.condition(p).map(|c| format!("({c})"))).collect::<Result<Vec<_>, _>>()?;
        Ok(joined(parts, by, none))
    }

    fn term(&mut self, term: &Term) -> Result<String, Error> {
        match term {
            Term::Text(field, text) => Ok(self.text(*field, text)),
            Term::Regex(pattern) => {
                if let Err(error) = matching::expression(pattern) {
                    return Err(Error::Query(format!("/{pattern}/ is no regular expression: {error}")));
                }
                let pattern = self.value(pattern.clone());
                Ok(format!("fits({pattern}, i.headline, {COPY})"))
            }
            Term::Is(field, value) => self.is(*field, value),
            Term::Number(field, compare, n) => number(*field, *compare, *n),
            Term::Since(after, at) => {
                let place = floor_of(at.as_millisecond());
                Ok(format!("i.place {} {place}", if *after { ">=" } else { "<" }))
            }
            Term::State(word) => state(word).map(str::to_owned),
        }
    }

    fn text(&mut self, field: Option<Field>, text: &str) -> String {
        if phrases(text).is_empty() {
            return "0".to_owned();
        }
        let words = self.value(matching_of(field, text));
        let carries = self.carries(field, text);
        format!(
            "(i.place IN (SELECT rowid FROM search WHERE search MATCH {words})
              OR (i.id IN (SELECT item FROM todo) AND {carries}))"
        )
    }

    /// Words of an item that is not indexed yet. Its quotations are not known yet either: their words and speakers are
    /// looked for in the whole text until they are.
    fn carries(&mut self, field: Option<Field>, text: &str) -> String {
        let part = match field {
            Some(Field::Title) => PART_HEADLINE,
            Some(Field::Text | Field::Quote | Field::Speaker) => PART_TEXT,
            _ => PART_ANY,
        };
        let words = self.value(text.to_owned());
        format!("carries({words}, {part}, i.headline, {COPY})")
    }

    fn is(&mut self, field: Field, value: &str) -> Result<String, Error> {
        let by_name = |pen: &mut Self, function: &str, column: &str| {
            let value = pen.value(value.to_owned());
            format!("{function}({column}, {value})")
        };
        Ok(match field {
            Field::Title | Field::Text | Field::Quote | Field::Speaker => self.text(Some(field), value),
            Field::Source => {
                let wanted = value.to_lowercase();
                self.sources(|name, _| name.to_lowercase().contains(&wanted))?
            }
            Field::Tag => {
                let of_source =
                    self.sources(|_, tags| tags.iter().any(|t| t.to_lowercase() == value.to_lowercase()))?;
                let tag = self.value(format!("\n{value}\n"));
                format!("({of_source} OR contains(i.tags, {tag}))")
            }
            Field::Agency => by_name(self, "same", "i.agency"),
            Field::By => by_name(self, "contains", "i.byline"),
            Field::Place => by_name(self, "contains", "i.dateline"),
            Field::Slug => by_name(self, "contains", "i.slug"),
            Field::Lang => by_name(self, "begins", "i.language"),
            Field::Claimed => by_name(self, "same", "i.claimed_by"),
            Field::Flagged => by_name(self, "same", "i.flagged"),
            Field::Mark => {
                let (alone, numbered) = (
                    self.value(format!(",{},", value.to_uppercase())),
                    self.value(format!(",{} ", value.to_uppercase())),
                );
                format!("(instr(',' || i.marks || ',', {alone}) > 0 OR instr(',' || i.marks, {numbered}) > 0)")
            }
            Field::Id
            | Field::Priority
            | Field::Words
            | Field::Revision
            | Field::Outlets
            | Field::Story
            | Field::Reprint => {
                let n = value.parse().map_err(|_| Error::Query(format!("{value} is no number")))?;
                number(field, Compare::Equal, n)?
            }
        })
    }

    /// A condition on the sources that `wanted` picks by name and tags.
    fn sources(&self, wanted: impl Fn(&str, &[String]) -> bool) -> Result<String, Error> {
        let mut all = self.conn.prepare_cached("SELECT id, name, tags FROM source")?;
        let mut rows = all.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            if wanted(row.get_ref(1)?.as_str().unwrap_or(""), &split_tags(row.get_ref(2)?.as_str().unwrap_or(""))) {
                ids.push(row.get::<_, i64>(0)?);
            }
        }
        Ok(match ids.as_slice() {
            [] => "0".to_owned(),
            [one] => format!("i.source = {one}"),
            // The plus keeps the order of time in the lead: many sources would each have to be sorted in.
            many => format!("+i.source IN ({})", many.iter().map(i64::to_string).collect::<Vec<_>>().join(",")),
        })
    }
}

/// The text of an item's newest filing as `carries` and `fits` take it.
const COPY: &str = "(SELECT text_len FROM body WHERE id = (i.id << 16 | i.revision)), \
                    (SELECT copy FROM body WHERE id = (i.id << 16 | i.revision))";

fn number(field: Field, compare: Compare, n: i64) -> Result<String, Error> {
    let column = match field {
        Field::Priority => "i.rank",
        Field::Words => "i.words",
        Field::Revision => "i.revision",
        Field::Id => "i.id",
        Field::Outlets | Field::Story | Field::Reprint => {
            return Err(Error::Query(
                "this cache does not group items into stories, so it cannot search for them".into(),
            ));
        }
        _ => return Err(Error::Query("only priority, words, revision and id compare with a number".into())),
    };
    let sign = match compare {
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::Equal => "=",
        Compare::AtLeast => ">=",
        Compare::More => ">",
    };
    Ok(format!("{column} {sign} {n}"))
}

fn state(word: &str) -> Result<&'static str, Error> {
    const { assert!(WIRE_KILLED == 1 && WIRE_CORRECTED == 2 && WIRE_EMBARGO == 4) };
    Ok(match word {
        "new" => "i.read = 0 AND i.spiked = 0 AND i.marked = 0",
        "read" => "i.read = 1",
        "unread" => What::Unread.condition(),
        "flagged" => What::Flagged.condition(),
        "held" => What::Held.condition(),
        "used" => What::Used.condition(),
        "spiked" => What::Spiked.condition(),
        "claimed" => "i.claimed_by IS NOT NULL",
        "updated" => "i.acted_on IS NOT NULL AND i.acted_on < i.revision",
        "corrected" => "i.wire <> 0 AND i.wire & 2 <> 0",
        "killed" => "i.wire <> 0 AND i.wire & 1 <> 0",
        "embargoed" => "i.wire <> 0 AND i.wire & 4 <> 0",
        other => {
            return Err(Error::Query(format!(
                "{other} is no state; there are new, read, unread, flagged, held, used, spiked, claimed, updated, corrected, killed, embargoed"
            )));
        }
    })
}
