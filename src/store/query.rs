//! Compiles a query to SQL conditions on `item AS i`, and its words to the full-text index; and settles which index leads.

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::store::condition::Pen;
use crate::store::error::Error;
use crate::store::expression::{self, text_of};
use crate::store::letters;
use crate::store::reread::{has_fields, has_ranks};
use crate::store::seed::{self, Seed};
use crate::store::tally::{self, What};
use crate::triage;
use crate::wire::{Field, Query, Sort, Term};

/// So many items may be gathered or sorted for one page: a few milliseconds' work, however large the cache is.
pub(crate) const FEW: usize = 2_000;

/// So many matches are put in the order of their priorities at once. Of more, one rank after another is looked for: each time the
/// index is walked anew, but the first rows come sooner than the last one is met.
const TOGETHER: usize = 400;

/// Rows of a page, as reckoned for [`few_of`].
const PAGE: u64 = 100;

/// How many items of a cache are few. Where `n` of them match, a walk through all meets a page's rows after a hundredth part of
/// `items / n`; with `n` the root of `PAGE * items` that costs what sorting all `n` does, and any other number costs less one way or
/// the other.
pub(crate) fn few_of(conn: &Connection) -> Result<usize, Error> {
    let items = tally::read(conn, What::Items)?;
    Ok(usize::try_from(items.saturating_mul(PAGE).isqrt()).unwrap_or(FEW).max(FEW))
}

/// A query as SQL.
#[derive(Clone)]
pub(crate) struct Compiled {
    /// What every match must hold, for `search MATCH`; the index then leads and finds the newest first.
    pub(crate) words: Option<String>,
    /// The same for items that are not indexed yet; true where there is none.
    pub(crate) unindexed: String,
    /// The ranks that items have, as the index is asked for them: those of a run together, one run after another.
    pub(crate) runs: Vec<Vec<i64>>,
    /// All other conditions.
    pub(crate) rest: String,
    /// The few items among which all matches are.
    pub(crate) seed: Option<Seed>,
    /// The values of `?1`, `?2` … in all of these.
    pub(crate) values: Vec<Value>,
    /// Which item is shown of each, where stories are listed and not items.
    pub(crate) stories: Option<Shown>,
    /// Whether only what is neither read nor spiked is listed.
    pub(crate) hidden: bool,
    /// The kept count that answers how many match.
    pub(crate) counted: Option<Kept>,
    /// Whether time alone changes what matches.
    pub(crate) timed: bool,
}

/// The item that is shown of a story: the newest one that is so.
#[derive(Clone)]
pub(crate) struct Shown {
    /// The condition on `item AS i`.
    pub(crate) so: String,
    /// Whether every story has one, but for what is read or spiked.
    pub(crate) always: bool,
}

impl Compiled {
    /// Asks for one thing more, of which no index is to know.
    pub(crate) fn narrow(&mut self, condition: &str) {
        self.rest = format!("{} AND {condition}", self.rest);
    }
}

/// The state that asks for stories instead of items. Views of the screen use it, at the top of their query; nobody types it.
pub(crate) const STORIES: &str = "story";

/// Compiles a query for a list in an order. Sources are looked up by name at once: there are few, and their numbers make better conditions.
/// `now` tells which embargoes have lifted; none has where it is `None`.
pub(crate) fn compile(conn: &Connection, query: &Query, now: Option<Timestamp>, sort: Sort) -> Result<Compiled, Error> {
    compile_where(conn, query, now, sort, few_of(conn)?)
}

/// The same, where the items that are asked are few and known, and may not be in the full-text index: their own rows and copy
/// decide everything.
pub(crate) fn compile_for_known(conn: &Connection, query: &Query, now: Option<Timestamp>) -> Result<Compiled, Error> {
    let mut pen = Pen::new(conn, now, FEW, Sort::Newest);
    let rest = pen.read(query)?;
    Ok(Compiled { rest, ..finished(query, pen) })
}

/// The same, with the number of items that are few; none ever are where it is 0.
pub(crate) fn compile_where(
    conn: &Connection,
    query: &Query,
    now: Option<Timestamp>,
    sort: Sort,
    few: usize,
) -> Result<Compiled, Error> {
    let fields = has_fields(conn)?;
    let by_rank = matches!(sort, Sort::Priority | Sort::PriorityOldest);
    // An index that does not know the ranks gives the order of time alone.
    let ordered = !by_rank || has_ranks(conn)?;
    let mut pen = Pen::new(conn, now, few, sort);
    let parts = parts_of(query);
    if parts.iter().any(|part| is_state(part, STORIES)) {
        return stories(query, pen);
    }
    let (mut words, mut without, mut unindexed, mut rest) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut typed = false;
    for part in parts {
        let (denied, asked) = match part {
            Query::Not(inner) => (true, &**inner),
            asked => (false, asked),
        };
        match expression::of(asked, fields).filter(|found| found.exact || !denied) {
            Some(found) if denied => {
                without.push((found.text, part));
                continue;
            }
            Some(found) => {
                words.push(found.text);
                let read = pen.read(part)?;
                if !found.exact {
                    rest.push(read.clone());
                }
                if found.exact || text_of(asked).is_some() {
                    typed = true;
                    unindexed.push(read);
                }
            }
            None => {
                typed |= is_piece_of_copy(asked);
                rest.push(pen.condition(part)?);
            }
        }
    }
    if words.is_empty() {
        return walked(query, pen);
    }
    // What is denied can only be taken from something; of items that wait for the index, their copy tells.
    let mut matching = words.join(" AND ");
    for (text, part) in without {
        matching = format!("({matching}) NOT {text}");
        unindexed.push(pen.read(part)?);
    }
    let seeded = seed::of(&mut Pen::new(conn, now, few, sort), query)?.is_some();
    // A state may have an index that holds fewer of them.
    let led = typed || !parts.iter().any(asks_for_state);
    // What leads anyhow need not be counted.
    if !ordered || (seeded || !led) && pen.is_common(&matching, FEW)? {
        return walked(query, Pen::new(conn, now, few, sort));
    }
    let runs = match by_rank {
        true => runs(ranks(conn)?, pen.is_common(&matching, TOGETHER)?),
        false => Vec::new(),
    };
    Ok(Compiled {
        words: Some(matching),
        runs,
        unindexed: joined(unindexed, " AND ", "1"),
        rest: joined(rest, " AND ", "1"),
        ..finished(query, pen)
    })
}

/// Whether it asks for a piece of the copy that the index cannot be asked for.
fn is_piece_of_copy(query: &Query) -> bool {
    matches!(query, Query::Term(Term::Regex(..)))
        || text_of(query).is_some_and(|(_, text)| triage::unspaced(text).is_some())
}

/// The ranks in runs: each by itself where many items match, else all priorities together, and then what has none.
fn runs(ranks: Vec<i64>, many: bool) -> Vec<Vec<i64>> {
    if many {
        return ranks.into_iter().map(|rank| vec![rank]).collect();
    }
    let (given, none): (Vec<i64>, Vec<i64>) = ranks.into_iter().partition(|rank| *rank < letters::UNRANKED);
    [given, none].into_iter().filter(|run| !run.is_empty()).collect()
}

/// The ranks that items have, the first one first.
fn ranks(conn: &Connection) -> Result<Vec<i64>, Error> {
    let mut next = conn.prepare_cached("SELECT min(rank) FROM item WHERE rank > ?1")?;
    let mut found = Vec::new();
    while let Some(rank) = next.query_row([found.last().copied().unwrap_or(-1)], |r| r.get::<_, Option<i64>>(0))? {
        found.push(rank);
    }
    Ok(found)
}

fn asks_for_state(query: &Query) -> bool {
    match query {
        Query::All => false,
        Query::And(parts) | Query::Or(parts) => parts.iter().any(asks_for_state),
        Query::Not(inner) => asks_for_state(inner),
        Query::Term(term) => matches!(term, Term::State(_) | Term::Is(Field::Claimed | Field::Flagged, _)),
    }
}

/// A query whose matches are met on the way of a list, or among a few items.
fn walked(query: &Query, mut pen: Pen<'_>) -> Result<Compiled, Error> {
    let parts = parts_of(query).iter().map(|part| pen.condition(part));
    let rest = joined(parts.collect::<Result<_, _>>()?, " AND ", "1");
    let seed = seed::of(&mut pen, query)?;
    Ok(Compiled { rest, seed, ..finished(query, pen) })
}

/// The stories of what matches. Where all of a story does, an item on top of its copy stands for it; a match of any other query must
/// not hide behind the run on top, which may not match.
fn stories(query: &Query, mut pen: Pen<'_>) -> Result<Compiled, Error> {
    let asked: Vec<&Query> = parts_of(query).iter().filter(|part| !is_state(part, STORIES)).collect();
    let conditions = asked.iter().map(|part| pen.met(part)).collect::<Result<_, _>>()?;
    let so = joined(conditions, " AND ", "1");
    let always = asked.iter().all(|part| is_unread(part) || is_off_the_spike(part));
    let (so, seed) = match always {
        true => (format!("i.lead = 1 AND {so}"), None),
        false => (so, seed::with_words(&mut pen, query)?),
    };
    Ok(Compiled { stories: Some(Shown { so, always }), seed, ..finished(query, pen) })
}

/// What follows from the query alone.
fn finished(query: &Query, pen: Pen<'_>) -> Compiled {
    let parts = parts_of(query);
    Compiled {
        words: None,
        runs: Vec::new(),
        unindexed: "1".to_owned(),
        rest: "1".to_owned(),
        seed: None,
        values: pen.values,
        stories: None,
        hidden: parts.iter().any(is_unread) && parts.iter().any(is_off_the_spike),
        counted: counted(query),
        timed: is_timed(query),
    }
}

pub(crate) fn parts_of(query: &Query) -> &[Query] {
    match query {
        Query::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    }
}

fn is_timed(query: &Query) -> bool {
    match query {
        Query::All => false,
        Query::And(parts) | Query::Or(parts) => parts.iter().any(is_timed),
        Query::Not(inner) => is_timed(inner),
        Query::Term(term) => matches!(term, Term::State(word) if word == "again" || word == "embargoed"),
    }
}

/// A number that needs no counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// One of the kept counts.
    All(What),
    /// All items but those of a kept count.
    But(What),
}

impl Kept {
    /// The number as it stands.
    pub(crate) fn read(self, conn: &Connection) -> Result<u64, Error> {
        Ok(match self {
            Self::All(what) => tally::read(conn, what)?,
            Self::But(what) => tally::read(conn, What::Items)?.saturating_sub(tally::read(conn, what)?),
        })
    }
}

/// The kept count for a query: every item, one state, all but one state, or what the status line calls unread.
fn counted(query: &Query) -> Option<Kept> {
    let states = [What::Flagged, What::Held, What::Used, What::Spiked, What::Alert];
    match query {
        Query::All => Some(Kept::All(What::Items)),
        Query::And(parts) => match parts.as_slice() {
            [] => Some(Kept::All(What::Items)),
            [one] => counted(one),
            [a, b] if is_unread(a) && is_off_the_spike(b) || is_unread(b) && is_off_the_spike(a) => {
                Some(Kept::All(What::Unread))
            }
            [a, b, c] if is_state(a, "lead") && is_unread(b) && is_off_the_spike(c) => {
                Some(Kept::All(What::UnreadLeads))
            }
            _ => None,
        },
        one if is_state(one, "lead") => Some(Kept::All(What::Leads)),
        Query::Not(inner) => states.into_iter().find(|what| is_state(inner, what.word())).map(Kept::But),
        one => states.into_iter().find(|what| is_state(one, what.word())).map(Kept::All),
    }
}

pub(crate) fn is_state(query: &Query, wanted: &str) -> bool {
    matches!(query, Query::Term(Term::State(word)) if word == wanted)
}

pub(crate) fn is_unread(query: &Query) -> bool {
    is_state(query, "unread") || matches!(query, Query::Not(inner) if is_state(inner, "read"))
}

pub(crate) fn is_off_the_spike(query: &Query) -> bool {
    matches!(query, Query::Not(inner) if is_state(inner, "spiked"))
}

pub(crate) fn joined(parts: Vec<String>, by: &str, none: &str) -> String {
    if parts.is_empty() { none.to_owned() } else { parts.join(by) }
}
