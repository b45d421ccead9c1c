//! Quotations are found anew when the rules have changed, and the index is made anew when it is to hold more of each item: all
//! items once more, the newest first, in small steps.

use rusqlite::{Connection, OptionalExtension};

use crate::analysis::wording::PRINTS;
use crate::store::digest::{Digested, index};
use crate::store::error::Error;
use crate::store::letters;
use crate::store::outlets;
use crate::store::writer::Writer;

/// The rules that the items were, or are being, read by: those of quotations, and those of their prints.
const RULES: &str = "quote_rules";
/// Where the reading stands: items of a lower place are still to be read. Absent when all are.
const NEXT: &str = "quote_next";
/// Which words for the fields of an item every entry of the index has; absent while older entries have none.
const FIELDS: &str = "index_fields";

/// Notes at opening that everything is to be read again, if it was read by older rules. What newer rules found is left as it
/// is: an older program on the same cache must not undo it.
pub(crate) fn plan(conn: &Connection, rules: u32) -> Result<(), Error> {
    let known = meta(conn, RULES)?.and_then(|value| {
        let (rules, prints) = value.split_once('.')?;
        Some((rules.parse::<u32>().ok()?, prints.parse::<u32>().ok()?))
    });
    let stale = known.is_none_or(|known| known < (rules, PRINTS));
    if !stale && version(conn)? == letters::VERSION {
        return Ok(());
    }
    if stale && known.is_none_or(|(_, prints)| prints != PRINTS) {
        // Without conditions this drops the table's pages rather than its rows one by one.
        conn.execute("DELETE FROM quote_print", [])?;
    }
    // What comes from now on is read by today's rules.
    let newest: Option<i64> = conn.query_row("SELECT max(place) FROM item", [], |r| r.get(0))?;
    match newest {
        Some(newest) => set(conn, NEXT, &newest.saturating_add(1).to_string())?,
        None => set(conn, FIELDS, &letters::VERSION.to_string())?,
    }
    if stale { set(conn, RULES, &format!("{rules}.{PRINTS}")) } else { Ok(()) }
}

/// Whether the index knows the fields of every item that stands in it.
pub(crate) fn has_fields(conn: &Connection) -> Result<bool, Error> {
    Ok(version(conn)? >= letters::FIELDS_SINCE)
}

/// Whether it knows their ranks among the priorities.
pub(crate) fn has_ranks(conn: &Connection) -> Result<bool, Error> {
    Ok(version(conn)? >= letters::RANKS_SINCE)
}

fn version(conn: &Connection) -> Result<i64, Error> {
    Ok(meta(conn, FIELDS)?.and_then(|version| version.parse().ok()).unwrap_or(0))
}

impl Writer {
    /// Counts the outlets of some copies anew, where a source turned out to be of another outlet. Then reads at most `limit` items
    /// again, the newest first, in one transaction; nothing to do unless the rules have changed since they were read. Call it while nothing else waits, until there is no more; it goes on where it stopped, after
    /// a restart too.
    ///
    /// # Errors
    /// Nothing of the step is kept where there is one.
    pub fn reread(&mut self, limit: usize) -> Result<Digested, Error> {
        if let Some(counted) = outlets::count_anew(self)? {
            return Ok(counted);
        }
        if meta(&self.conn, NEXT)?.is_none() {
            return Ok(Digested { done: 0, more: false });
        }
        let workers = self.workers;
        let tx = self.begin()?;
        // Read inside the transaction: another window may have gone on with it.
        let Some(next) = meta(&tx, NEXT)?.and_then(|value| value.parse::<i64>().ok()) else {
            return Ok(Digested { done: 0, more: false });
        };
        let found = older(&tx, next, limit)?;
        let stale: Vec<i64> = found.iter().filter(|(.., stale)| *stale).map(|(id, ..)| *id).collect();
        index(&tx, &stale, workers, true)?;
        match found.last() {
            Some((_, place, _)) => set(&tx, NEXT, &place.to_string())?,
            None => {
                tx.execute("DELETE FROM meta WHERE key = ?1", [NEXT])?;
                set(&tx, FIELDS, &letters::VERSION.to_string())?;
            }
        }
        tx.commit()?;
        Ok(Digested { done: stale.len(), more: !found.is_empty() })
    }
}

/// Items below a place, newest first: number, place, and whether they are to be read. Those that wait to be digested will
/// be read by today's rules then.
fn older(conn: &Connection, next: i64, limit: usize) -> Result<Vec<(i64, i64, bool)>, Error> {
    let sql = "SELECT i.id, i.place, NOT EXISTS (SELECT 1 FROM todo WHERE item = i.id)
               FROM item AS i WHERE i.place < ?1 ORDER BY i.place DESC LIMIT ?2";
    let mut items = conn.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = items.query_map((next, limit), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn meta(conn: &Connection, key: &str) -> Result<Option<String>, Error> {
    let found =
        conn.prepare_cached("SELECT value FROM meta WHERE key = ?1")?.query_row([key], |r| r.get(0)).optional()?;
    Ok(found.flatten())
}

fn set(conn: &Connection, key: &str, value: &str) -> Result<(), Error> {
    conn.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?.execute((key, value))?;
    Ok(())
}
