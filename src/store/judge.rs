//! Puts items into stories and reprint groups as they come, in the order of arrival, while nothing else waits.

use rusqlite::{Connection, OptionalExtension};

use crate::analysis::stories::{Arrival, Desk, Print};
use crate::store::again;
use crate::store::alert;
use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::digest::text_of;
use crate::store::error::Error;
use crate::store::places;
use crate::store::tally::Tally;
use crate::store::writer::Writer;

/// Items recalled in one step.
const RECALL: i64 = 256;

/// The key under which `meta` counts what editors and other processes changed about stories.
const VERSION: &str = "stories";

/// The judge with its memory. It is filled from the cache in steps before the first item is judged, and anew when an editor
/// or another process changed the stories.
#[derive(Default)]
pub(crate) struct Judge {
    desk: Desk,
    /// The highest item in its memory; `None` before it has recalled anything.
    seen: Option<i64>,
    /// The version of the stories that it remembers.
    version: i64,
}

/// Says that stories changed otherwise than by the judge of this process: every judge recalls them anew.
pub(crate) fn changed_otherwise(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (?1, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
    )?
    .execute([VERSION])?;
    Ok(())
}

fn version(conn: &Connection) -> Result<i64, rusqlite::Error> {
    let kept: Option<i64> = conn
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1")?
        .query_row([VERSION], |r| r.get(0))
        .optional()?;
    Ok(kept.unwrap_or(0))
}

impl Writer {
    /// Judges at most `limit` items that wait, in one transaction; or recalls some of what was judged before, where that is
    /// not done yet. Says how many were judged, and whether there is more to do.
    pub(crate) fn judge(&mut self, limit: usize) -> Result<(usize, bool), Error> {
        let waiting: bool =
            self.conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM unjudged)")?.query_row([], |r| r.get(0))?;
        if !waiting {
            return Ok((0, false));
        }
        if recall(&mut self.judge, &self.conn)? {
            return Ok((0, true));
        }
        let mut judge = std::mem::take(&mut self.judge);
        let judged = self.judge_next(&mut judge, limit);
        // What was not committed must not be remembered.
        self.judge = if judged.is_ok() { judge } else { Judge::default() };
        judged
    }

    fn judge_next(&mut self, judge: &mut Judge, limit: usize) -> Result<(usize, bool), Error> {
        let tx = self.begin()?;
        let ids: Vec<i64> = tx
            .prepare_cached("SELECT item FROM unjudged ORDER BY item LIMIT ?1")?
            .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        let mut tally = Tally::default();
        for id in &ids {
            judge_one(&tx, judge, *id, &mut tally)?;
            tx.prepare_cached("DELETE FROM unjudged WHERE item = ?1")?.execute([id])?;
        }
        tally.write(&tx)?;
        let newest: i64 = tx.query_row("SELECT ifnull(max(id), 0) FROM item", [], |r| r.get(0))?;
        tx.prepare_cached("DELETE FROM print WHERE item < ?1")?.execute([newest - memory()])?;
        let more = tx.query_row("SELECT EXISTS (SELECT 1 FROM unjudged)", [], |r| r.get(0))?;
        tx.commit()?;
        judge.seen = judge.seen.max(ids.last().copied());
        Ok((ids.len(), more))
    }
}

fn memory() -> i64 {
    i64::try_from(Desk::MEMORY).unwrap_or(i64::MAX)
}

/// Recalls the next items that were judged before or by another process; whether there are more.
fn recall(judge: &mut Judge, conn: &Connection) -> Result<bool, Error> {
    let version = version(conn)?;
    if judge.seen.is_none() || judge.version != version {
        let newest: i64 = conn.query_row("SELECT ifnull(max(id), 0) FROM item", [], |r| r.get(0))?;
        *judge = Judge { desk: Desk::new(), seen: Some(newest - memory()), version };
        for (placed, judged) in apart(conn)? {
            judge.desk.keep_apart(name(placed), name(judged));
        }
    }
    let mut statement = conn.prepare_cached(
        "SELECT p.item, p.bytes, i.place, i.story, i.reprint FROM print AS p JOIN item AS i ON i.id = p.item
         WHERE p.item > ?1 ORDER BY p.item LIMIT ?2",
    )?;
    let mut rows = statement.query((judge.seen, RECALL))?;
    let mut met = 0;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let print = Print::from_bytes(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
        let (story, reprint): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
        if let (Some(print), Some(story), Some(reprint)) = (print, story, reprint) {
            let at = crate::store::place::time_of(row.get(2)?).as_second();
            judge.desk.recall(name(id), &print, Some(at), name(story), name(reprint));
        }
        judge.seen = Some(id);
        met += 1;
    }
    Ok(met == RECALL)
}

/// Pairs of stories that an editor parted: items put into one that the program would put into the other, which still is.
fn apart(conn: &Connection) -> Result<Vec<(i64, i64)>, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT DISTINCT i.story, i.judged FROM item AS i WHERE i.judged IS NOT NULL AND i.story <> i.judged
         AND EXISTS (SELECT 1 FROM story WHERE id = i.judged) ORDER BY i.id DESC LIMIT 1000",
    )?
    .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
    .collect()
}

/// An item's number as the judge has it. Numbers of items are never negative.
fn name(id: i64) -> u64 {
    id.unsigned_abs()
}

fn item_of(name: u64) -> i64 {
    i64::try_from(name).unwrap_or(i64::MAX)
}

fn judge_one(conn: &Connection, judge: &mut Judge, id: i64, tally: &mut Tally) -> Result<(), Error> {
    let found: Option<(u32, String, i64)> = conn
        .prepare_cached("SELECT revision, headline, place FROM item WHERE id = ?1")?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    let Some((revision, headline, place)) = found else { return Ok(()) };
    let text = text_of(conn, id, revision)?;
    let print = Print::of(&Arrival { title: &headline, text: &text });
    let at = crate::store::place::time_of(place).as_second();
    let verdict = judge.desk.arrive(name(id), &print, Some(at));
    conn.prepare_cached("INSERT OR REPLACE INTO print (item, bytes) VALUES (?1, ?2)")?
        .execute((id, print.to_bytes()))?;
    if let Some(merge) = verdict.merged {
        places::merge(conn, item_of(merge.from), item_of(merge.into), tally)?;
    }
    if verdict.merged.is_some() || !verdict.linked.is_empty() {
        // Another process's judge has to hear of it; this one knows.
        changed_otherwise(conn)?;
        judge.version = version(conn)?;
    }
    let reprint = item_of(verdict.reprint);
    let mut linked = Vec::new();
    for link in &verdict.linked {
        linked.extend(copies::link(conn, item_of(link.from), item_of(link.into))?);
    }
    let joins = places::judged(conn, id, item_of(verdict.story), reprint)?;
    if joins && verdict.merged.is_none() && verdict.linked.is_empty() {
        copies::joined(conn, reprint, id, tally)?;
    } else {
        copies::settle(conn, reprint, tally)?;
    }
    let came: Vec<i64> = std::iter::once(id).chain(linked).collect();
    alert::tell_copy(conn, reprint, &came, tally)?;
    again::joined(conn, id, item_of(verdict.story), reprint)?;
    change::note(conn, Kind::Touched, id, id)?;
    Ok(())
}
