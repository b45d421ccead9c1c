//! The verdict of the desk as columns of an item, and as the log keeps it.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Row as SqlRow, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::store::digest;
use crate::wire::{Status, Until};

/// The columns that [`read_status`] reads, in its order.
pub(crate) const COLUMNS: &str =
    "i.read, i.spiked, i.held, i.used, i.acted_on, i.held_until, i.flagged, i.claimed_by, i.tags, i.note, i.acked,
     i.held_for, CASE WHEN i.judged IS NOT NULL THEN i.story END, i.ranked";

/// How many they are.
pub(crate) const WIDTH: usize = 14;

/// A status from the [`WIDTH`] columns that begin at `at`.
pub(crate) fn read_status(row: &SqlRow<'_>, at: usize) -> Result<Status, rusqlite::Error> {
    Ok(Status {
        read: row.get(at)?,
        spiked: row.get(at + 1)?,
        held: row.get(at + 2)?,
        used: row.get(at + 3)?,
        acted_on: row.get(at + 4)?,
        held_until: until(row.get(at + 5)?, row.get_ref(at + 11)?.as_str_or_null()?),
        flagged: row.get(at + 6)?,
        claimed_by: row.get(at + 7)?,
        tags: split_tags(row.get_ref(at + 8)?.as_str_or_null()?.unwrap_or("")),
        note: row.get(at + 9)?,
        acknowledged: row.get(at + 10)?,
        placed: row.get(at + 12)?,
        priority: row.get(at + 13)?,
    })
}

/// Writes what differs between two statuses of an item, and only that: each column named costs the indexes on it. A bulk decision
/// says the same of thousands of items: those that follow one another are written in one statement.
pub(crate) struct Scribe<'c> {
    conn: &'c Connection,
    /// What is not written yet: columns with their new values, and the items that get them.
    columns: Vec<(&'static str, Value)>,
    items: Vec<i64>,
}

impl<'c> Scribe<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Self {
        Self { conn, columns: Vec::new(), items: Vec::new() }
    }

    /// Takes down the status `now` of an item that has the status `before`. It is written by [`Scribe::finish`] at the latest.
    pub(crate) fn write(&mut self, id: i64, before: &Status, now: &Status) -> Result<(), rusqlite::Error> {
        let mut columns = differences(before, now);
        if before.priority != now.priority {
            let rank = now.priority.map_or_else(|| wire_rank(self.conn, id), |n| Ok(i64::from(n)))?;
            columns.push(("rank", rank.into()));
            // The index holds the rank.
            let mut item = self.conn.prepare_cached("SELECT place FROM item WHERE id = ?1")?;
            digest::unindex(self.conn, id, item.query_row([id], |r| r.get(0))?)?;
        }
        if columns.is_empty() {
            return Ok(());
        }
        if columns != self.columns {
            self.finish()?;
            self.columns = columns;
        }
        self.items.push(id);
        Ok(())
    }

    /// Writes what was taken down.
    pub(crate) fn finish(&mut self) -> Result<(), rusqlite::Error> {
        if self.items.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = self.columns.iter().map(|(column, _)| *column).collect();
        let sql = format!("UPDATE item SET {} = ? WHERE id IN (SELECT value FROM json_each(?))", names.join(" = ?, "));
        let values = self.columns.drain(..).map(|(_, value)| value).chain([list_of(&self.items).into()]);
        self.conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        self.items.clear();
        Ok(())
    }
}

/// Rows as one value, for `IN (SELECT value FROM json_each(?))`.
pub(crate) fn list_of(ids: &[i64]) -> String {
    serde_json::Value::from(ids).to_string()
}

/// The columns in which two statuses differ, with their values in the second.
fn differences(before: &Status, now: &Status) -> Vec<(&'static str, Value)> {
    let ms = |t: Option<Timestamp>| t.map(|t| t.as_millisecond());
    let mut changes: Vec<(&'static str, Value)> = Vec::new();
    let mut set = |column: &'static str, differs: bool, value: Value| {
        if differs {
            changes.push((column, value));
        }
    };
    set("read", before.read != now.read, now.read.into());
    set("spiked", before.spiked != now.spiked, now.spiked.into());
    set("held", before.held != now.held, now.held.into());
    set("used", before.used != now.used, now.used.into());
    set("acted_on", before.acted_on != now.acted_on, now.acted_on.map(i64::from).into());
    let (was, is) = (before.held_until, now.held_until);
    set("held_until", was != is, ms(is.and_then(Until::time)).into());
    let waits = |until: Option<Until>| until.filter(|u| u.time().is_none()).map(Until::word);
    set("held_for", waits(was) != waits(is), waits(is).into());
    set("flagged", before.flagged != now.flagged, now.flagged.clone().into());
    set("claimed_by", before.claimed_by != now.claimed_by, now.claimed_by.clone().into());
    set("tags", before.tags != now.tags, join_tags(&now.tags).into());
    set("note", before.note != now.note, now.note.clone().into());
    set("acked", before.acknowledged != now.acknowledged, now.acknowledged.into());
    set("marked", before.is_marked() != now.is_marked(), now.is_marked().into());
    set("ranked", before.priority != now.priority, now.priority.into());
    changes
}

/// The priority that the wire gave, 9 where it gave none.
fn wire_rank(conn: &Connection, id: i64) -> Result<i64, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT ifnull(json_extract(b.fields, '$.priority'), 9) FROM item AS i
         JOIN body AS b ON b.id = (i.id << 16 | i.revision) WHERE i.id = ?1",
    )?
    .query_row([id], |r| r.get(0))
}

/// Until when an item is held, from its two columns.
fn until(ms: Option<i64>, word: Option<&str>) -> Option<Until> {
    word.and_then(Until::from_word).or_else(|| time(ms).map(Until::Time))
}

/// Tags as one column: each between line feeds, so that one can be found whole; `None` where there are none.
pub(crate) fn join_tags(tags: &[String]) -> Option<String> {
    (!tags.is_empty()).then(|| format!("\n{}\n", tags.join("\n")))
}

/// The tags of a column.
pub(crate) fn split_tags(column: &str) -> Vec<String> {
    column.split('\n').filter(|t| !t.is_empty()).map(str::to_owned).collect()
}

/// A time from a column in milliseconds.
pub(crate) fn time(ms: Option<i64>) -> Option<Timestamp> {
    ms.and_then(|ms| Timestamp::from_millisecond(ms).ok())
}

/// A status as the log keeps it: what is usual is left out, so that a bulk decision stays small.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Kept {
    #[serde(skip_serializing_if = "no")]
    read: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    flagged: Option<String>,
    #[serde(skip_serializing_if = "no")]
    held: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waits: Option<String>,
    #[serde(skip_serializing_if = "no")]
    used: bool,
    #[serde(skip_serializing_if = "no")]
    spiked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acted_on: Option<u32>,
    #[serde(skip_serializing_if = "none")]
    acked: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<i64>,
}

fn none(n: &i64) -> bool {
    *n == 0
}

fn no(b: &bool) -> bool {
    !*b
}

/// The log's form of a status.
pub(crate) fn to_log(s: &Status) -> String {
    let kept = Kept {
        read: s.read,
        flagged: s.flagged.clone(),
        held: s.held,
        until: s.held_until.and_then(Until::time).map(|t| t.as_millisecond()),
        waits: s.held_until.filter(|u| u.time().is_none()).map(Until::word),
        used: s.used,
        spiked: s.spiked,
        claimed: s.claimed_by.clone(),
        tags: s.tags.clone(),
        note: s.note.clone(),
        priority: s.priority,
        acted_on: s.acted_on,
        acked: s.acknowledged,
        placed: s.placed,
    };
    serde_json::to_string(&kept).unwrap_or_default()
}

/// A status from the log's form; `None` where it cannot be read.
pub(crate) fn from_log(text: &str) -> Option<Status> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    Some(Status {
        read: kept.read,
        flagged: kept.flagged,
        held: kept.held,
        held_until: until(kept.until, kept.waits.as_deref()),
        used: kept.used,
        spiked: kept.spiked,
        claimed_by: kept.claimed,
        tags: kept.tags,
        note: kept.note,
        priority: kept.priority,
        acted_on: kept.acted_on,
        acknowledged: kept.acked,
        placed: kept.placed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_survives_the_log() {
        let status = Status {
            read: true,
            flagged: Some(String::new()),
            held: true,
            held_until: Some(Until::Time(Timestamp::from_second(1_700_000_000).unwrap())),
            used: true,
            spiked: true,
            claimed_by: Some("mara".into()),
            tags: vec!["a b".into(), "c".into()],
            priority: Some(2),
            note: Some("see \"2\"".into()),
            acted_on: Some(3),
            acknowledged: 9,
            placed: Some(4),
        };
        assert_eq!(from_log(&to_log(&status)), Some(status.clone()));
        let waits = Status { held_until: Some(Until::Embargo), ..status };
        assert_eq!(from_log(&to_log(&waits)), Some(waits));
        assert_eq!(to_log(&Status::default()), "{}");
    }
}
