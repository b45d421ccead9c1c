//! Reads the decision log: what was decided, by whom and when, and of which items.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::store::error::Error;
use crate::store::status::{from_log, time};
use crate::triage;
use crate::wire::{Changed, DecisionId, ItemId, LogEntry, LogKind};

/// The newest lines of the log, newest first; all where `limit` is `None`. Of each line the first `most` items are named,
/// all where that is `None`: a bulk decision has thousands, and its number is kept with the line.
pub(crate) fn lines(conn: &Connection, limit: Option<usize>, most: Option<usize>) -> Result<Vec<LogEntry>, Error> {
    let bound = |n: Option<usize>| n.and_then(|n| i64::try_from(n).ok()).unwrap_or(-1);
    let mut lines = conn.prepare_cached(
        "SELECT d.n, d.at, d.who, d.kind, d.value, d.of, d.undone_by, ifnull(o.items, d.items)
         FROM decision AS d LEFT JOIN decision AS o ON o.n = d.of ORDER BY d.n DESC LIMIT ?1",
    )?;
    let mut of_line = conn.prepare_cached("SELECT item FROM decision_item WHERE n = ?1 ORDER BY item LIMIT ?2")?;
    let mut rows = lines.query([bound(limit)])?;
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
        let decided = of.unwrap_or(n);
        let items =
            of_line.query_map((decided, bound(most)), |r| r.get(0).map(ItemId))?.collect::<Result<Vec<_>, _>>()?;
        log.push(LogEntry {
            first: first_of(conn, decided)?.map(Box::new),
            n: DecisionId(n),
            at: time(row.get(1)?).unwrap_or(Timestamp::UNIX_EPOCH),
            who: row.get(2)?,
            kind,
            count: usize::try_from(row.get::<_, i64>(7)?).unwrap_or(items.len()),
            items,
            of: of.map(DecisionId),
            undone_by: row.get::<_, Option<i64>>(6)?.map(DecisionId),
        });
    }
    Ok(log)
}

/// What a line changed of its first item; `None` where that is gone.
fn first_of(conn: &Connection, n: i64) -> Result<Option<Changed>, Error> {
    let found = conn
        .prepare_cached(
            "SELECT d.item, i.headline, d.before, d.after FROM decision_item AS d JOIN item AS i ON i.id = d.item
             WHERE d.n = ?1 ORDER BY d.item LIMIT 1",
        )?
        .query_row([n], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?)))
        .optional()?;
    Ok(found.and_then(|(item, headline, before, after)| {
        Some(Changed { item: ItemId(item), headline, before: from_log(&before)?, after: from_log(&after)? })
    }))
}
