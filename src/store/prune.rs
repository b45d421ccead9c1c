//! Drops what is old: items that nobody marked, and the bytes they came in.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::echoes::drop_prints;
use crate::store::error::Error;
use crate::store::ingest::{DAY_MS, body_id};
use crate::store::place::floor_of;
use crate::store::places;
use crate::store::status::{self, read_status, time};
use crate::store::tally::{self, Home, Tally, What};
use crate::store::writer::Writer;

/// Items dropped in one transaction, so that no decision waits behind a large clean-up: each takes half a millisecond, most of it
/// in the full-text index.
const STEP: i64 = 32;

/// When old copy was let go of last, in milliseconds.
const LAST: &str = "let_go";

/// What the cache keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Unmarked items are kept this long after a feed last showed them; for ever where `None`.
    pub age: Option<Duration>,
    /// Unmarked items beyond this number are dropped, oldest first; any number is kept where `None`.
    pub items: Option<u64>,
    /// Bytes as received are kept this long; for ever where `None`.
    pub raw: Option<Duration>,
}

/// What one step of pruning did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Items dropped.
    pub items: usize,
    /// Deliveries' bytes dropped.
    pub raw: usize,
    /// Whether another step would drop more.
    pub more: bool,
}

impl Writer {
    /// The time by which a round of [`Writer::prune`] may go: now, but at most a day after that of the round before. A clock that is
    /// wrong by years for a while lets go of one day's copy a round, and not of all at once; a desk that was closed for a month
    /// takes some rounds more.
    ///
    /// # Errors
    /// As SQLite gives them; then nothing must be let go of.
    pub fn time_to_let_go(&mut self, now: Timestamp) -> Result<Timestamp, Error> {
        let now = now.as_millisecond();
        let tx = self.begin()?;
        let last: Option<i64> =
            tx.query_row("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1", [LAST], |r| r.get(0)).optional()?;
        let believed = last.map_or(now, |last| now.min(last.saturating_add(DAY_MS)));
        if last != Some(believed) {
            tx.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", (LAST, believed.to_string()))?;
            tx.commit()?;
        }
        Ok(time(Some(believed)).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// Drops a few dozen of what is beyond `retention`. Call it while nothing else waits, until there is no more. Never
    /// drops an item that is flagged, held, used, claimed, tagged, noted or spiked,
    /// nor one that its feed showed within the last days.
    ///
    /// # Errors
    /// Nothing of the step is dropped where there is one.
    pub fn prune(&mut self, retention: &Retention, now: Timestamp) -> Result<Pruned, Error> {
        let before = |age: Duration| now.as_millisecond() - i64::try_from(age.as_millis()).unwrap_or(i64::MAX / 2);
        let tx = self.begin()?;
        let mut pruned = Pruned::default();
        let mut ids = Vec::new();
        if let Some(age) = retention.age {
            ids = older_than(&tx, before(age))?;
        }
        if let (Some(most), true) = (retention.items, ids.is_empty()) {
            ids = beyond(&tx, most, now.as_millisecond() - 2 * DAY_MS)?;
        }
        let mut tally = Tally::default();
        let mut bereft = Bereft::default();
        for id in &ids {
            drop_item(&tx, *id, &mut bereft, &mut tally)?;
        }
        bereft.settle(&tx, &mut tally)?;
        tally.write(&tx)?;
        pruned.items = ids.len();
        if let Some(age) = retention.raw {
            // Evidence comes in with rising numbers and times, so the oldest stands first.
            pruned.raw = tx.execute(
                "DELETE FROM raw WHERE id IN (SELECT id FROM (SELECT id, at FROM raw ORDER BY id LIMIT ?1) WHERE at < ?2)",
                (STEP, before(age)),
            )?;
        }
        let full = usize::try_from(STEP).unwrap_or(usize::MAX);
        pruned.more = pruned.items == full || pruned.raw == full;
        if pruned.items > 0 {
            change::note(&tx, Kind::Unnamed, 0, 0)?;
        }
        if pruned.items > 0 || pruned.raw > 0 {
            tx.commit()?;
        }
        Ok(pruned)
    }
}

/// What may be dropped: copy on which no decision stands but that it was read, and of which nothing is to be told.
const PRUNABLE: &str = "marked = 0 AND spiked = 0 AND alerted <= acked";

fn older_than(conn: &Connection, ms: i64) -> Result<Vec<i64>, Error> {
    // Nothing that stands later in time can have been seen earlier: the walk ends there.
    let sql = format!("SELECT id FROM item WHERE {PRUNABLE} AND place < ?1 AND seen < ?2 ORDER BY place LIMIT {STEP}");
    let rows = conn.prepare_cached(&sql)?.query_map((floor_of(ms), ms), |r| r.get(0))?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The oldest beyond a number, but none that a feed showed after `ms`: it would come back as new.
fn beyond(conn: &Connection, most: u64, ms: i64) -> Result<Vec<i64>, Error> {
    let over = tally::read(conn, What::Items)?.saturating_sub(most);
    if over == 0 {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT id FROM item WHERE {PRUNABLE} AND seen < ?2 ORDER BY place LIMIT ?1");
    let limit = i64::try_from(over).unwrap_or(STEP).min(STEP);
    let rows = conn.prepare_cached(&sql)?.query_map([limit, ms], |r| r.get(0))?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// What dropped items stood in: set right once a step, since much of a step may be of one story.
#[derive(Default)]
struct Bereft {
    stories: BTreeSet<i64>,
    copies: BTreeSet<i64>,
}

impl Bereft {
    fn settle(&self, conn: &Connection, tally: &mut Tally) -> Result<(), Error> {
        for story in &self.stories {
            places::recount(conn, *story)?;
        }
        for copy in &self.copies {
            copies::settle(conn, *copy, tally)?;
        }
        Ok(())
    }
}

fn drop_item(conn: &Connection, id: i64, bereft: &mut Bereft, tally: &mut Tally) -> Result<(), Error> {
    let sql = format!(
        "SELECT i.source, i.place, i.story, i.lead, i.reprint, {} FROM item AS i WHERE i.id = ?1",
        status::COLUMNS
    );
    let found = conn
        .prepare_cached(&sql)?
        .query_row([id], |r| {
            let home = Home { source: r.get(0)?, story: r.get(2)?, lead: r.get(3)? };
            Ok((home, r.get::<_, i64>(1)?, r.get::<_, Option<i64>>(4)?, read_status(r, 5)?))
        })
        .optional()?;
    let Some((home, place, reprint, status)) = found else { return Ok(()) };
    let waited = conn.prepare_cached("DELETE FROM todo WHERE item = ?1")?.execute([id])? == 1;
    if !waited {
        conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([place])?;
    }
    drop_prints(conn, id)?;
    conn.prepare_cached("DELETE FROM quote WHERE item = ?1")?.execute([id])?;
    conn.prepare_cached("DELETE FROM filed_as WHERE item = ?1")?.execute([id])?;
    conn.prepare_cached("DELETE FROM notice WHERE notice = ?1 OR item = ?1")?.execute([id])?;
    conn.prepare_cached("DELETE FROM moved WHERE item = ?1")?.execute([id])?;
    conn.prepare_cached("DELETE FROM fetched WHERE item = ?1")?.execute([id])?;
    conn.prepare_cached("DELETE FROM body WHERE id BETWEEN ?1 AND ?2")?
        .execute((body_id(id, 0), body_id(id, u32::MAX)))?;
    conn.prepare_cached("DELETE FROM item WHERE id = ?1")?.execute([id])?;
    conn.prepare_cached("DELETE FROM alert WHERE item = ?1")?.execute([id])?;
    for sql in ["DELETE FROM print WHERE item = ?1", "DELETE FROM unjudged WHERE item = ?1"] {
        conn.prepare_cached(sql)?.execute([id])?;
    }
    bereft.stories.extend(home.story);
    bereft.copies.extend(reprint);
    tally.dropped(home, &status);
    Ok(())
}
