//! Walks the matches of a query in the order of a list, from any place, in either direction.

use rusqlite::{Connection, ErrorCode};

use crate::store::error::Error;
use crate::store::letters;
use crate::store::query::{Compiled, Shown};
use crate::store::seed::Seed;
use crate::wire::{ItemId, Sort};

/// Which way to walk, as the list is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Down,
    Up,
}

/// A place in the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) rank: i64,
    pub(crate) place: i64,
}

/// Ranks that items have: the priorities, and 9 for those without one.
const RANKS: std::ops::RangeInclusive<i64> = 0..=9;

/// A walk has no more legs than there are ranks.
const MOST_LEGS: usize = 10;

/// A run of matches that one index gives in order.
struct Leg {
    bound: String,
    order: String,
    /// The ranks that it is of, where the full-text index is asked for them; else none.
    ranks: Vec<i64>,
}

/// The part of a list that a walk covers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk {
    pub(crate) sort: Sort,
    pub(crate) way: Way,
    /// From where; from the list's end where `None`.
    pub(crate) from: Option<Spot>,
    /// Whether the item at `from` belongs to the walk.
    pub(crate) inclusive: bool,
}

impl Walk {
    /// The runs to take one after another. By priority, the rest of the first rank comes before the others, so that each
    /// run begins right at its first row.
    fn legs(&self, place: &str, query: &Compiled) -> Vec<Leg> {
        let (stories, lead) = (query.stories.is_some(), leads(query));
        let rising = matches!(self.sort, Sort::Oldest | Sort::PriorityOldest);
        let falling = rising == (self.way == Way::Up);
        let sign = match (falling, self.inclusive) {
            (true, true) => "<=",
            (true, false) => "<",
            (false, true) => ">=",
            (false, false) => ">",
        };
        let by_place = if falling { format!("{place} DESC") } else { place.to_owned() };
        let Some((key, rises)) = key(self.sort, stories) else {
            let bound = self.from.map_or("1".into(), |spot| format!("{place} {sign} {}", spot.place));
            return vec![Leg { bound, order: by_place, ranks: Vec::new() }];
        };
        let (way, beyond) = if (self.way == Way::Down) == rises { ("", ">") } else { (" DESC", "<") };
        let order = format!("{key}{way}, {by_place}");
        if lead {
            return self.run_by_run(&query.runs, &by_place, &order, |Spot { rank, place: at }| {
                format!("({key} {beyond} {rank} OR ({key} = {rank} AND {place} {sign} {at}))")
            });
        }
        if self.sort == Sort::PriorityOldest {
            return self.rank_by_rank(key, place, sign);
        }
        match self.from {
            None => vec![Leg { bound: "1".into(), order, ranks: Vec::new() }],
            Some(Spot { rank, place: at }) => vec![
                Leg {
                    bound: format!("{key} = {rank} AND {place} {sign} {at}"),
                    order: order.clone(),
                    ranks: Vec::new(),
                },
                Leg { bound: format!("{key} {beyond} {rank}"), order, ranks: Vec::new() },
            ],
        }
    }

    /// A leg for each run of ranks: the full-text index gives the order of time, which is that of a list within one rank.
    fn run_by_run(&self, runs: &[Vec<i64>], by_place: &str, order: &str, beyond: impl Fn(Spot) -> String) -> Vec<Leg> {
        let leg = |run: &Vec<i64>| {
            let ranks: Vec<String> = run.iter().map(i64::to_string).collect();
            let bound = self.from.map_or("1".into(), &beyond);
            Leg {
                bound: format!("i.rank IN ({}) AND {bound}", ranks.join(", ")),
                order: if run.len() == 1 { by_place.to_owned() } else { order.to_owned() },
                ranks: run.clone(),
            }
        };
        let from = self.from.map(|from| from.rank);
        match self.way {
            Way::Down => runs.iter().filter(|run| run.last().copied() >= from).map(leg).collect(),
            Way::Up => {
                runs.iter().rev().filter(|run| from.is_none() || run.first().copied() <= from).map(leg).collect()
            }
        }
    }

    /// A leg for each rank: the index has the newest of a rank first, so one that wants the oldest first is walked backwards,
    /// rank by rank.
    fn rank_by_rank(&self, key: &str, place: &str, sign: &str) -> Vec<Leg> {
        let leg = |rank: i64| Leg {
            bound: match self.from.filter(|spot| spot.rank == rank) {
                Some(spot) => format!("{key} = {rank} AND {place} {sign} {}", spot.place),
                None => format!("{key} = {rank}"),
            },
            order: match self.way {
                Way::Down => format!("{key} DESC, {place}"),
                Way::Up => format!("{key}, {place} DESC"),
            },
            ranks: Vec::new(),
        };
        let from = self.from.map(|spot| spot.rank.clamp(*RANKS.start(), *RANKS.end()));
        match self.way {
            Way::Down => (from.unwrap_or(*RANKS.start())..=*RANKS.end()).map(leg).collect(),
            Way::Up => (*RANKS.start()..=from.unwrap_or(*RANKS.end())).rev().map(leg).collect(),
        }
    }

    /// The order of two spots along this walk.
    fn compare(&self, a: Spot, b: Spot) -> std::cmp::Ordering {
        let down = match self.sort {
            Sort::Newest | Sort::Size | Sort::Developing => b.place.cmp(&a.place),
            Sort::Oldest => a.place.cmp(&b.place),
            Sort::Priority => a.rank.cmp(&b.rank).then(b.place.cmp(&a.place)),
            Sort::PriorityOldest => a.rank.cmp(&b.rank).then(a.place.cmp(&b.place)),
            // What is put in order is gathered in the order of time.
            Sort::Keys(_) => b.place.cmp(&a.place),
        };
        if self.way == Way::Up { down.reverse() } else { down }
    }
}

/// What a list is ordered by before time, and whether the least of it comes first.
pub(crate) fn key(sort: Sort, stories: bool) -> Option<(&'static str, bool)> {
    match (sort, stories) {
        (Sort::Priority | Sort::PriorityOldest, false) => Some(("i.rank", true)),
        (Sort::Priority | Sort::PriorityOldest, true) => Some(("s.rank", true)),
        (Sort::Size, true) => Some(("s.items", false)),
        (Sort::Developing, true) => Some(("s.heat", false)),
        _ => None,
    }
}

/// A list of stories, each with the item that is shown of it, which need not be looked up to count them where each has one: those with
/// something unread where it shows no other, those of the few items that can match, and by size and growth those of several items.
fn stories_from(query: &Compiled, Shown { so, always }: &Shown, sort: Sort, counted: bool) -> String {
    let unread = if query.hidden { "s.unread > 0" } else { "1" };
    let several = if matches!(sort, Sort::Size | Sort::Developing) { "s.items > 1" } else { "1" };
    let few = query.seed.as_ref().map_or("1".to_owned(), |few| {
        format!("s.id IN (SELECT i.story FROM ({}) AS few CROSS JOIN item AS i ON i.place = few.place)", few.places())
    });
    let item = match counted && *always {
        true => String::new(),
        false => format!(
            "CROSS JOIN item AS i ON i.id =
             (SELECT i.id FROM item AS i INDEXED BY item_story WHERE i.story = s.id AND {so} ORDER BY i.place DESC LIMIT 1)"
        ),
    };
    format!("story AS s {item} WHERE {unread} AND {several} AND {few}")
}

/// The statement of one leg; `columns` are those of the caller. Shown to tests, which look at its plan.
pub(crate) fn statement(query: &Compiled, walk: &Walk, leg: usize, columns: &str, limit: usize) -> Option<String> {
    let Selection { from, order, sorted } = selection(query, walk, leg, true)?;
    Some(match order {
        None => format!("SELECT {columns} FROM {from} LIMIT {limit}"),
        // Of all that is sorted, only the rows that are wanted are read.
        Some(order) if sorted => format!(
            "SELECT {columns} FROM (SELECT i.id AS id FROM {from} ORDER BY {order} LIMIT {limit}) AS top
             CROSS JOIN item AS i ON i.id = top.id ORDER BY {}",
            order.replace("search.rowid", "i.place")
        ),
        Some(order) => format!("SELECT {columns} FROM {from} ORDER BY {order} LIMIT {limit}"),
    })
}

/// What a leg selects from, with all conditions; and by what it is to be ordered, where it is not ordered so already.
struct Selection {
    from: String,
    order: Option<String>,
    /// Whether what leads has another order than the list.
    sorted: bool,
}

/// `ordered`: whether the order matters; it does not where rows are counted alone.
fn selection(query: &Compiled, walk: &Walk, leg: usize, ordered: bool) -> Option<Selection> {
    let lead = leads(query);
    let place = match &query.stories {
        Some(_) => "s.place",
        None if lead => "search.rowid",
        None => "i.place",
    };
    let leg = walk.legs(place, query).into_iter().nth(leg)?;
    let mut order = Some(leg.order);
    let from = match (&query.stories, &query.seed) {
        (Some(shown), _) => stories_from(query, shown, walk.sort, !ordered),
        _ if lead => format!(
            "search CROSS JOIN item AS i ON i.place = search.rowid WHERE search MATCH ?{}",
            query.values.len() + 1
        ),
        (_, Some(Seed::Index(index, holds))) => format!("item AS i INDEXED BY {index} WHERE {holds}"),
        // Places alone are soon put in order; then their items need not be looked up beyond those that are wanted. A join walks its
        // first table as that comes, and one with a limit of its own comes in its order.
        (_, Some(Seed::Places(sql))) if ordered && key(walk.sort, false).is_none() => {
            let way = if order.take().is_some_and(|order| order.ends_with("DESC")) { " DESC" } else { "" };
            format!("({sql} ORDER BY place{way} LIMIT -1) AS few CROSS JOIN item AS i ON i.place = few.place WHERE 1")
        }
        (_, Some(Seed::Places(sql))) => format!("({sql}) AS few CROSS JOIN item AS i ON i.place = few.place WHERE 1"),
        (_, None) => "item AS i WHERE 1".to_owned(),
    };
    let by_time = key(walk.sort, query.stories.is_some()).is_none();
    let sorted = if lead { leg.ranks.len() > 1 } else { query.stories.is_none() && query.seed.is_some() && !by_time };
    Some(Selection { from: format!("{from} AND {} AND {}", leg.bound, query.rest), order, sorted })
}

/// Whether the full-text index leads.
fn leads(query: &Compiled) -> bool {
    query.words.is_some()
}

/// What a leg asks the full-text index for, where that leads.
pub(crate) fn asked(query: &Compiled, walk: &Walk, leg: usize) -> Option<String> {
    let words = query.words.as_ref()?;
    let ranks = walk.legs("search.rowid", query).into_iter().nth(leg)?.ranks;
    Some(match ranks.as_slice() {
        [letters::UNRANKED] if query.runs.len() > 1 => format!("({words}) NOT {}", letters::wanted_any_rank()),
        [] | [letters::UNRANKED] => words.clone(),
        [one] => format!("{} AND ({words})", letters::wanted_rank(*one)),
        _ => format!("{} AND ({words})", letters::wanted_any_rank()),
    })
}

/// What a leg selects from among the items that wait for the index, and by what that is to be ordered.
fn tail(query: &Compiled, walk: &Walk, leg: usize) -> Option<(String, String)> {
    let leg = walk.legs("i.place", query).into_iter().nth(leg)?;
    let from = format!(
        "todo AS t CROSS JOIN item AS i ON i.id = t.item WHERE {} AND {} AND {}",
        leg.bound, query.rest, query.unindexed
    );
    Some((from, leg.order))
}

/// The rows of a walk.
pub(crate) struct Found<T> {
    pub(crate) rows: Vec<(T, Spot)>,
    /// Whether the walk was broken off after these.
    pub(crate) cut: bool,
}

/// Calls `read` for each row of each leg until `limit` rows are had; rows that wait for the index are merged in.
pub(crate) fn rows<T>(
    conn: &Connection,
    query: &Compiled,
    walk: &Walk,
    columns: &str,
    limit: usize,
    read: impl FnMut(&rusqlite::Row<'_>) -> Result<(T, Spot), rusqlite::Error>,
) -> Result<Vec<(T, Spot)>, Error> {
    let found = rows_in_time(conn, query, walk, columns, limit, read)?;
    if found.cut { Err(broken_off()) } else { Ok(found.rows) }
}

fn broken_off() -> Error {
    Error::Other("broken off".into())
}

/// The same, where a progress handler may break the walk off: what was met by then are all rows up to the last one. An error where
/// there are none, or where it was broken off among items that wait for the index.
pub(crate) fn rows_in_time<T>(
    conn: &Connection,
    query: &Compiled,
    walk: &Walk,
    columns: &str,
    limit: usize,
    mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<(T, Spot), rusqlite::Error>,
) -> Result<Found<T>, Error> {
    let mut all = Found { rows: Vec::new(), cut: false };
    let waits = leads(query) && waiting(conn)?;
    for leg in 0..MOST_LEGS {
        let left = limit.saturating_sub(all.rows.len());
        if left == 0 || all.cut {
            break;
        }
        let Some(sql) = statement(query, walk, leg, columns, left) else { break };
        let Found { rows: mut found, mut cut } = run(conn, query, &sql, asked(query, walk, leg).as_deref(), &mut read)?;
        if waits && let Some((from, order)) = tail(query, walk, leg) {
            let sql = format!("SELECT {columns} FROM {from} ORDER BY {order} LIMIT {left}");
            let ends = cut.then(|| found.last().map(|(_, spot)| *spot));
            let waiting = run(conn, query, &sql, None, &mut read)?;
            if waiting.cut {
                return Err(broken_off());
            }
            // What lies beyond the break comes after rows that were not met.
            let met = |spot| ends.is_none_or(|end| end.is_some_and(|end| walk.compare(spot, end).is_le()));
            found.extend(waiting.rows.into_iter().filter(|(_, spot)| met(*spot)));
            found.sort_by(|a, b| walk.compare(a.1, b.1));
            cut &= found.len() <= left;
            found.truncate(left);
        }
        all.rows.extend(found);
        all.cut = cut;
    }
    if all.cut && all.rows.is_empty() { Err(broken_off()) } else { Ok(all) }
}

fn run<T>(
    conn: &Connection,
    query: &Compiled,
    sql: &str,
    words: Option<&str>,
    read: &mut impl FnMut(&rusqlite::Row<'_>) -> Result<(T, Spot), rusqlite::Error>,
) -> Result<Found<T>, Error> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, query, words)?;
    let mut rows = statement.raw_query();
    let mut found = Found { rows: Vec::new(), cut: false };
    loop {
        match rows.next() {
            Ok(Some(row)) => found.rows.push(read(row)?),
            Ok(None) => return Ok(found),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                return Ok(Found { cut: true, ..found });
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// How many rows a walk meets. Costs a scan; the caller bounds its time.
pub(crate) fn count(conn: &Connection, query: &Compiled, walk: &Walk) -> Result<u64, Error> {
    let mut n = 0_i64;
    let waits = leads(query) && waiting(conn)?;
    for leg in 0..MOST_LEGS {
        let Some(Selection { from, .. }) = selection(query, walk, leg, false) else { break };
        n += one(conn, query, &format!("SELECT count(*) FROM {from}"), asked(query, walk, leg).as_deref())?;
        if waits && let Some((from, _)) = tail(query, walk, leg) {
            n += one(conn, query, &format!("SELECT count(*) FROM {from}"), None)?;
        }
    }
    Ok(u64::try_from(n).unwrap_or(0))
}

fn one(conn: &Connection, query: &Compiled, sql: &str, words: Option<&str>) -> Result<i64, Error> {
    // Where nothing but words is asked for, the index can count alone.
    let sql = if query.rest == "1" && !sql.contains("i.rank") {
        sql.replace("search CROSS JOIN item AS i ON i.place = search.rowid", "search")
    } else {
        sql.to_owned()
    };
    let mut statement = conn.prepare_cached(&sql)?;
    bind(&mut statement, query, words)?;
    let mut rows = statement.raw_query();
    Ok(rows.next()?.map_or(Ok(0), |r| r.get(0))?)
}

/// Binds what the statement uses: the tail has no words for the index, the index no words for the tail.
fn bind(statement: &mut rusqlite::Statement<'_>, query: &Compiled, words: Option<&str>) -> Result<(), rusqlite::Error> {
    let used = statement.parameter_count();
    for (at, value) in query.values.iter().enumerate().take(used) {
        statement.raw_bind_parameter(at + 1, value)?;
    }
    match words {
        Some(words) if used > query.values.len() => statement.raw_bind_parameter(query.values.len() + 1, words),
        _ => Ok(()),
    }
}

/// Whether any item waits for the index.
fn waiting(conn: &Connection) -> Result<bool, Error> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM todo)")?.query_row([], |r| r.get(0))?)
}

/// The condition that a row stands at a spot or above it in a list.
pub(crate) fn not_below(sort: Sort, Spot { rank, place }: Spot, stories: bool) -> String {
    let at = if stories { "s.place" } else { "i.place" };
    match key(sort, stories) {
        Some((key, rises)) => {
            let before = if rises { "<" } else { ">" };
            let above = if sort == Sort::PriorityOldest { "<=" } else { ">=" };
            format!("({key} {before} {rank} OR ({key} = {rank} AND {at} {above} {place}))")
        }
        None if sort == Sort::Oldest => format!("{at} <= {place}"),
        None => format!("{at} >= {place}"),
    }
}

/// The items that match, in the order of a list, from a spot on: its own item first, if it matches.
pub(crate) fn ids(
    conn: &Connection,
    query: &Compiled,
    sort: Sort,
    from: Option<Spot>,
    limit: usize,
) -> Result<Vec<ItemId>, Error> {
    let walk = Walk { sort, way: Way::Down, from, inclusive: true };
    let limit = limit.min(usize::MAX >> 1);
    let found = rows(conn, query, &walk, "i.id, i.place, i.rank", limit, |r| {
        Ok((ItemId(r.get(0)?), Spot { place: r.get(1)?, rank: r.get(2)? }))
    })?;
    Ok(found.into_iter().map(|(id, _)| id).collect())
}
