//! The rebuilding from beginning to end.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use crate::store::connect;
use crate::store::error::Error;
use crate::store::rebuild::aside;
use crate::store::rebuild::damaged::Damaged;
use crate::store::rebuild::graft;
use crate::store::rebuild::saved::{Part, Saved};
use crate::store::rebuild::{recount, revive, tables};

/// Puts a damaged cache aside, under a name of its own that has the time in it, and makes a new one of what can be read. The
/// file is never changed nor deleted. Where nothing of it can be read the new cache is empty.
///
/// # Errors
/// [`Error::InUse`] where another process has it open, [`Error::Full`], [`Error::ReadOnly`], [`Error::Newer`]; then the
/// cache stands as it stood.
pub fn rebuild(path: &Path, now: Timestamp) -> Result<Saved, Error> {
    let new = aside::with(path, ".rebuilding");
    aside::remove(&new);
    let saved = fill(path, &new, now);
    aside::remove(&new);
    saved
}

fn fill(path: &Path, new: &Path, now: Timestamp) -> Result<Saved, Error> {
    settle_log(connect::for_writing(new)?, new)?;
    let damaged = Damaged::open(path, new)?;
    let conn = connect::for_writing(new)?;
    // Until it takes its place nobody misses it: a power cut leaves the damaged cache as it was.
    conn.pragma_update(None, "synchronous", "OFF")?;
    let whole = tables::carry_over(&damaged.conn, &conn)?;
    let torn: Vec<_> = tables::TABLES.iter().filter(|table| !whole.contains(&table.name())).collect();
    let _held = match torn.is_empty() {
        true => None,
        false => graft::carry_over(damaged.file(path), &conn, &torn)?,
    };
    conn.execute_batch("BEGIN")?;
    let lost = revive::items(&damaged.conn, &conn)?;
    let without_copy = revive::copy(&conn)?;
    recount::all(&damaged.conn, &conn, now)?;
    conn.execute_batch("COMMIT")?;
    let mut saved = count(&damaged.conn, &conn, &whole, lost)?;
    saved.without_copy = without_copy;
    settle_log(conn, new)?;
    let put = aside::put_aside(path, now)?;
    // The damaged cache is held open, and with it everybody off, until the new one stands in its place.
    if let Err(error) = aside::replace(path, new) {
        if path.exists() {
            aside::take_back(&put);
        }
        return Err(error.into());
    }
    saved.aside = put;
    Ok(saved)
}

/// Moves all that was written into the file itself, and closes it.
fn settle_log(conn: Connection, path: &Path) -> Result<(), Error> {
    let _moved: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
    conn.close().map_err(|(_, error)| Error::in_file(error, path))
}

/// What stands in the new cache, held against what can be known of the damaged one.
fn count(damaged: &Connection, new: &Connection, whole: &[&str], marked_lost: u64) -> Result<Saved, Error> {
    let one = |sql: &str| new.query_row(sql, [], |r| r.get::<_, i64>(0).map(|n| u64::try_from(n).unwrap_or(0)));
    let decisions = one("SELECT count(*) FROM decision")?;
    // Lines have numbers without a gap, and two tables know them.
    let newest =
        one("SELECT max(ifnull((SELECT max(n) FROM decision), 0), ifnull((SELECT max(n) FROM decision_item), 0),
                    ifnull((SELECT max(undone_by) FROM decision), 0))")?;
    let numbered = ["decision", "decision_item"].iter().any(|table| whole.contains(table));
    let items = one("SELECT count(*) FROM item")?;
    let had = damaged.query_row("SELECT n FROM tally WHERE what = 'items'", [], |r| r.get::<_, i64>(0)).ok();
    let had = had.and_then(|n| u64::try_from(n).ok()).or(whole.contains(&"item").then_some(items));
    let marks_known = had == Some(items) || whole.contains(&"decision_item");
    Ok(Saved {
        aside: PathBuf::new(),
        decisions: Part { saved: decisions, lost: numbered.then(|| newest.saturating_sub(decisions)) },
        marked: Part {
            saved: one("SELECT count(*) FROM item WHERE marked = 1 OR spiked = 1")?,
            lost: marks_known.then_some(marked_lost),
        },
        items: Part { saved: items, lost: had.map(|had| had.saturating_sub(items)) },
        without_copy: 0,
    })
}
