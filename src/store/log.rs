//! Reads the decision log: what was decided, by whom and when, and of which items.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use crate::store::error::Error;
use crate::store::history::Histories;
use crate::store::status::{from_log, time};
use crate::triage::{self, Among};
use crate::wire::{Changed, DecisionId, ItemId, LogEntry, LogKind, Status};

/// Items of a line that are looked at for whether they all go back to the same.
const LOOKED_AT: usize = 200;

/// What is read of the log.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    /// So many of the newest lines; all where `None`.
    pub lines: Option<usize>,
    /// Of each line so many of its items; all where `None`. A bulk decision has thousands, and their number is kept with the line.
    pub items: Option<usize>,
    /// Whether it is told what each line that stands goes back to.
    pub back: bool,
}

/// The lines of the log, newest first.
pub(crate) fn lines(conn: &Connection, extent: Extent) -> Result<Vec<LogEntry>, Error> {
    let bound = |n: Option<usize>| n.and_then(|n| i64::try_from(n).ok()).unwrap_or(-1);
    let mut lines = conn.prepare_cached(
        "SELECT d.n, d.at, d.who, d.kind, d.value, d.of, d.undone_by, ifnull(o.items, d.items), o.kind, o.value
         FROM decision AS d LEFT JOIN decision AS o ON o.n = d.of ORDER BY d.n DESC LIMIT ?1",
    )?;
    let mut of_line = conn.prepare_cached("SELECT item FROM decision_item WHERE n = ?1 ORDER BY item LIMIT ?2")?;
    let mut rows = lines.query([bound(extent.lines)])?;
    let mut log = Vec::new();
    while let Some(row) = rows.next()? {
        let (n, of): (i64, Option<i64>) = (row.get(0)?, row.get(5)?);
        let (kind, value): (String, Option<String>) = (row.get(3)?, row.get(4)?);
        let kind = match kind.as_str() {
            "undo" => LogKind::Undo,
            "redo" => LogKind::Redo,
            verb => LogKind::Did(triage::verb_from(verb, value.as_deref()).ok_or_else(|| Error::Corrupt {
                file: "file".into(),
                why: format!("line {n} of the log has an unknown verb {verb}"),
            })?),
        };
        let (of_kind, of_value): (Option<String>, Option<String>) = (row.get(8)?, row.get(9)?);
        let decided = of.unwrap_or(n);
        let items = of_line
            .query_map((decided, bound(extent.items)), |r| r.get(0).map(ItemId))?
            .collect::<Result<Vec<_>, _>>()?;
        let count = usize::try_from(row.get::<_, i64>(7)?).unwrap_or(items.len());
        let undone_by = row.get::<_, Option<i64>>(6)?.map(DecisionId);
        // What is taken back, or takes back, is not asked.
        let goes_back = extent.back && matches!(kind, LogKind::Did(_)) && undone_by.is_none();
        log.push(LogEntry {
            first: first_of(conn, decided, goes_back.then_some(count))?.map(Box::new),
            n: DecisionId(n),
            at: time(row.get(1)?).unwrap_or(Timestamp::UNIX_EPOCH),
            who: row.get(2)?,
            kind,
            count,
            items,
            of: of.map(DecisionId),
            of_verb: of_kind.and_then(|kind| triage::verb_from(&kind, of_value.as_deref())),
            undone_by,
        });
    }
    Ok(log)
}

/// What a line changed of its first item; `None` where that is gone. What it goes back to is told where the number of its items
/// is given.
fn first_of(conn: &Connection, n: i64, back_of: Option<usize>) -> Result<Option<Changed>, Error> {
    let found = conn
        .prepare_cached(
            "SELECT d.item, i.headline, d.before, d.after FROM decision_item AS d JOIN item AS i ON i.id = d.item
             WHERE d.n = ?1 ORDER BY d.item LIMIT 1",
        )?
        .query_row([n], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?)))
        .optional()?;
    let Some((item, headline, before, after)) = found else { return Ok(None) };
    let (Some(was), Some(is)) = (from_log(&before), from_log(&after)) else { return Ok(None) };
    let back = match back_of {
        Some(1) => Some(back_from(conn, n, item, &is)?),
        Some(2..=LOOKED_AT) if all_go_back_to(conn, n, &before, &after)? && !misses_a_line(conn, n)? => {
            Some(back_from(conn, n, item, &is)?)
        }
        _ => None,
    };
    Ok(Some(Changed { item: ItemId(item), headline, before: was, after: is, back }))
}

/// The status that an item has once this line is taken back, by the lines before it.
fn back_from(conn: &Connection, n: i64, item: i64, after: &Status) -> Result<Status, Error> {
    let lines = Histories::new(conn)?.of(item)?;
    let at = lines.iter().position(|past| past.n == n).unwrap_or(lines.len());
    let (earlier, rest) = lines.split_at(at);
    let line = rest.first().map(|line| triage::undo(after, Among { earlier, line, later: &[] }));
    Ok(line.unwrap_or_else(|| after.clone()))
}

/// Whether all items of a line go back to the same as the one with these statuses, where they were changed.
fn all_go_back_to(conn: &Connection, n: i64, before: &str, after: &str) -> Result<bool, Error> {
    let first = goes_back(before, after);
    let mut items = conn.prepare_cached("SELECT before, after FROM decision_item WHERE n = ?1")?;
    let mut rows = items.query([n])?;
    while let Some(row) = rows.next()? {
        let (Ok(was), Ok(is)) = (row.get_ref(0)?.as_str(), row.get_ref(1)?.as_str()) else { return Ok(false) };
        // Most items of a bulk decision were changed alike.
        if (was, is) != (before, after) && goes_back(was, is) != first {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a line before this one, of an item of this one, has been taken back since: such an item goes back to something else
/// than what was found.
fn misses_a_line(conn: &Connection, n: i64) -> Result<bool, Error> {
    let misses = "SELECT EXISTS (
        SELECT 1 FROM decision_item AS mine CROSS JOIN decision_item AS x ON x.item = mine.item AND x.n < mine.n
        CROSS JOIN decision AS d ON d.n = x.n WHERE mine.n = ?1 AND d.undone_by > ?1)";
    Ok(conn.prepare_cached(misses)?.query_row([n], |r| r.get(0))?)
}

/// What a change takes back to, of what it changed and the history speaks of.
fn goes_back(before: &str, after: &str) -> Option<BTreeMap<String, Option<Value>>> {
    let (before, after): (Map<String, Value>, Map<String, Value>) =
        (serde_json::from_str(before).ok()?, serde_json::from_str(after).ok()?);
    let changed = before.keys().chain(after.keys()).filter(|key| before.get(*key) != after.get(*key));
    let told = changed.filter(|key| !["acted_on", "acked", "placed"].contains(&key.as_str()));
    Some(told.map(|key| (key.clone(), before.get(key).cloned())).collect())
}
