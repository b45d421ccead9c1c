//! What follows from other tables, made anew: counts, stories, copies, what waits to be digested, the next numbers.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::error::Error;
use crate::store::places;
use crate::store::rebuild::tables::given;
use crate::store::tally::{Tally, What};

/// Makes all of it.
pub(crate) fn all(damaged: &Connection, new: &Connection, now: Timestamp) -> Result<(), Error> {
    let made: Option<String> =
        damaged.query_row("SELECT value FROM meta WHERE key = 'made'", [], |r| r.get(0)).ok().flatten();
    let made = made.unwrap_or_else(|| now.to_string());
    new.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('made', ?1)", [made])?;
    // What the servers vouched for may be among what was lost: whole feeds are asked for.
    new.execute("UPDATE source SET etag = NULL, last_modified = NULL, next_due = NULL", [])?;
    // A cache of an earlier version does not say how many items a line of its log has.
    new.execute(
        "UPDATE decision SET items = max(items, (SELECT count(*) FROM decision_item AS x WHERE x.n = decision.n))",
        [],
    )?;
    evidence(new)?;
    new.execute("INSERT OR IGNORE INTO todo (item) SELECT id FROM item", [])?;
    new.execute("DELETE FROM unjudged WHERE item NOT IN (SELECT id FROM item)", [])?;
    new.execute(
        "INSERT OR IGNORE INTO unjudged (item) SELECT id FROM item WHERE story IS NULL AND judged IS NULL",
        [],
    )?;
    together(new)?;
    counts(new)?;
    numbers(damaged, new)?;
    new.execute("DELETE FROM change", [])?;
    change::note(new, Kind::Unnamed, 0, 0)?;
    Ok(())
}

/// Bytes as received whose copy they were packed against is lost cannot be unpacked; copy whose bytes are lost has none.
fn evidence(new: &Connection) -> Result<(), Error> {
    new.execute("DELETE FROM raw WHERE body IS NOT NULL AND body NOT IN (SELECT id FROM body)", [])?;
    new.execute("UPDATE body SET raw = NULL WHERE raw IS NOT NULL AND raw NOT IN (SELECT id FROM raw)", [])?;
    new.execute("DELETE FROM fetched WHERE item NOT IN (SELECT id FROM item)", [])?;
    Ok(())
}

/// Stories and runs of the same copy, from the names that items bear.
fn together(new: &Connection) -> Result<(), Error> {
    for story in ids(new, "SELECT DISTINCT story FROM item WHERE story IS NOT NULL")? {
        places::recount(new, story)?;
    }
    // Copies count what comes on top; all is counted afterwards.
    let mut counted_later = Tally::default();
    new.execute("UPDATE item SET lead = 1 WHERE reprint IS NULL AND lead <> 1", [])?;
    for copy in ids(new, "SELECT DISTINCT reprint FROM item WHERE reprint IS NOT NULL")? {
        copies::settle(new, copy, &mut counted_later)?;
    }
    Ok(())
}

fn ids(new: &Connection, sql: &str) -> Result<Vec<i64>, Error> {
    Ok(new.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
}

fn counts(new: &Connection) -> Result<(), Error> {
    for what in What::ALL {
        let sql = format!(
            "INSERT OR REPLACE INTO tally (what, n) SELECT ?1, count(*) FROM item AS i WHERE {}",
            what.condition()
        );
        new.execute(&sql, [what.word()])?;
    }
    new.execute(
        "UPDATE source SET items = (SELECT count(*) FROM item AS i WHERE i.source = source.id),
         unread = (SELECT count(*) FROM item AS i WHERE i.source = source.id AND i.read = 0 AND i.spiked = 0)",
        [],
    )?;
    Ok(())
}

/// A number is never given twice: the next ones follow on the highest that is known to have been given.
fn numbers(damaged: &Connection, new: &Connection) -> Result<(), Error> {
    let known = [
        ("item", "SELECT ifnull(max(item), 0) FROM decision_item"),
        ("alert", "SELECT ifnull(max(max(alerted), max(acked)), 0) FROM item"),
        ("source", "SELECT ifnull(max(source), 0) FROM item"),
        ("raw", "SELECT 0"),
    ];
    for (table, sql) in known {
        let highest = new.query_row(sql, [], |r| r.get::<_, i64>(0))?.max(given(damaged, table));
        let stands: i64 =
            new.query_row("SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = ?1), 0)", [table], |r| {
                r.get(0)
            })?;
        if highest > stands {
            new.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table])?;
            new.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", (table, highest))?;
        }
    }
    Ok(())
}
