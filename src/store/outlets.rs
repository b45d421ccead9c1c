//! How many outlets ran each copy, counted anew where a source turned out to be of another outlet.

use rusqlite::{Connection, OptionalExtension};

use crate::store::change::{self, Kind};
use crate::store::digest::Digested;
use crate::store::error::Error;
use crate::store::writer::Writer;

/// Where the counting stands: copies of a higher number are still to be counted. Absent when all are.
const NEXT: &str = "outlets_next";
/// Copies counted in one step at most.
const COPIES: usize = 400;
/// Runs of copies after which a step ends.
const RUNS: i64 = 4_000;

/// Notes that the outlet of a source with copy changed: every copy that ran more than once is counted anew, in small steps.
/// What comes in meanwhile is added to the old number, and the step that comes by sets that right.
pub(crate) fn changed(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, '0')")?.execute([NEXT])?;
    Ok(())
}

/// Whether copies are still to be counted.
pub(crate) fn are_uncounted(conn: &Connection) -> Result<bool, rusqlite::Error> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM meta WHERE key = ?1)")?.query_row([NEXT], |r| r.get(0))
}

/// A step of the counting, in one transaction; `None` where there is nothing to count. `done` is how many numbers were wrong.
pub(crate) fn count_anew(writer: &mut Writer) -> Result<Option<Digested>, Error> {
    if !are_uncounted(&writer.conn)? {
        return Ok(None);
    }
    let tx = writer.begin()?;
    // Read inside the transaction: another window may have gone on with it.
    let next: Option<i64> = tx
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1")?
        .query_row([NEXT], |r| r.get(0))
        .optional()?;
    let Some(next) = next else { return Ok(None) };
    let (copies, more) = copies_after(&tx, next)?;
    let mut done = 0;
    for copy in &copies {
        done += tx
            .prepare_cached(
                "UPDATE copy SET outlets = counted.n FROM (
                     SELECT count(DISTINCT ifnull(s.house, i.source || '')) AS n
                     FROM item AS i JOIN source AS s ON s.id = i.source WHERE i.reprint = ?1) AS counted
                 WHERE copy.id = ?1 AND copy.outlets <> counted.n",
            )?
            .execute([copy])?;
    }
    if done > 0 {
        change::note(&tx, Kind::Unnamed, 0, 0)?;
    }
    match copies.last() {
        Some(last) if more => {
            tx.prepare_cached("UPDATE meta SET value = ?2 WHERE key = ?1")?.execute((NEXT, last.to_string()))?;
        }
        _ => drop(tx.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([NEXT])?),
    }
    tx.commit()?;
    Ok(Some(Digested { done, more: true }))
}

/// The next copies to be counted, and whether there are more behind them.
fn copies_after(conn: &Connection, next: i64) -> Result<(Vec<i64>, bool), rusqlite::Error> {
    let mut after = conn.prepare_cached("SELECT id, items FROM copy WHERE id > ?1 ORDER BY id")?;
    let mut rows = after.query([next])?;
    let (mut copies, mut runs) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        if copies.len() == COPIES || runs >= RUNS {
            return Ok((copies, true));
        }
        copies.push(row.get(0)?);
        runs += row.get::<_, i64>(1)?;
    }
    Ok((copies, false))
}
