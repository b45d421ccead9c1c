//! What changed, told to every process on the cache: a short list of ranges with a number that only rises.

use rusqlite::Connection;

use crate::store::error::Error;
use crate::wire::{Change, ItemId};

/// Lines kept; who is further behind is told that more may have changed than is named.
const KEPT: i64 = 4_096;

/// Items named in one answer at most.
const NAMED: usize = 4_096;

/// What a line speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// New items from the first to the last id.
    New = 1,
    /// One item touched (the first id), or a range of them.
    Touched = 2,
    /// A source's health changed.
    Sources = 3,
    /// The items of a decision (its number in both ids).
    Decision = 4,
    /// More than is worth naming.
    Unnamed = 5,
}

/// Notes a change inside the transaction that makes it.
pub(crate) fn note(conn: &Connection, kind: Kind, first: i64, last: i64) -> Result<(), rusqlite::Error> {
    conn.prepare_cached("INSERT INTO change (kind, first, last) VALUES (?1, ?2, ?3)")?.execute((
        kind as i64,
        first,
        last,
    ))?;
    let n = conn.last_insert_rowid();
    if n % 256 == 0 {
        conn.prepare_cached("DELETE FROM change WHERE n <= ?1")?.execute([n - KEPT])?;
    }
    Ok(())
}

/// The number of the newest change.
pub(crate) fn newest(conn: &Connection) -> Result<i64, rusqlite::Error> {
    conn.prepare_cached("SELECT ifnull(max(n), 0) FROM change")?.query_row([], |r| r.get(0))
}

/// What changed after number `since`, and the number to ask from next time.
pub(crate) fn after(conn: &Connection, since: i64) -> Result<(i64, Change), Error> {
    let mut change = Change::default();
    let newest = newest(conn)?;
    let oldest: i64 = conn.prepare_cached("SELECT ifnull(min(n), 0) FROM change")?.query_row([], |r| r.get(0))?;
    if newest == since {
        return Ok((newest, change));
    }
    // A number above the newest belongs to another cache: nothing can be named.
    change.unnamed = since > newest || oldest > since + 1;
    let mut lines = conn.prepare_cached("SELECT kind, first, last FROM change WHERE n > ?1 ORDER BY n")?;
    let mut rows = lines.query([since])?;
    while let Some(row) = rows.next()? {
        let (kind, first, last): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match kind {
            1 => name(&mut change.new, &mut change.unnamed, first..=last),
            2 => name(&mut change.touched, &mut change.unnamed, first..=last),
            3 => change.sources = true,
            4 => {
                let mut items = conn.prepare_cached("SELECT item FROM decision_item WHERE n = ?1")?;
                let ids = items.query_map([first], |r| r.get(0))?.collect::<Result<Vec<i64>, _>>()?;
                if !by_rule(conn, first)? {
                    name(&mut change.decided, &mut change.unnamed, ids.iter().copied());
                }
                name(&mut change.touched, &mut change.unnamed, ids.into_iter());
            }
            _ => change.unnamed = true,
        }
    }
    Ok((newest, change))
}

/// Whether a rule made a decision: it does so as the copy arrives.
fn by_rule(conn: &Connection, decision: i64) -> Result<bool, rusqlite::Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM decision WHERE n = ?1 AND who LIKE 'rule %')";
    conn.prepare_cached(sql)?.query_row([decision], |r| r.get(0))
}

fn name(list: &mut Vec<ItemId>, unnamed: &mut bool, ids: impl Iterator<Item = i64>) {
    for id in ids {
        if list.len() == NAMED {
            *unnamed = true;
            return;
        }
        list.push(ItemId(id));
    }
}
