//! What was decided about one item, line by line, as undo and redo weigh it.

use std::collections::HashSet;

use rusqlite::{CachedStatement, Connection, Row};

use crate::store::error::Error;
use crate::store::status::from_log;
use crate::triage::{self, Past};

/// Reads the histories of items, one after the other.
pub(crate) struct Histories<'c> {
    lines: CachedStatement<'c>,
}

impl<'c> Histories<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Result<Self, Error> {
        let lines = conn.prepare_cached(
            "SELECT x.n, d.kind, d.value, d.undone_by, x.before, x.after
             FROM decision_item AS x LEFT JOIN decision AS d ON d.n = x.n WHERE x.item = ?1 ORDER BY x.n",
        )?;
        Ok(Self { lines })
    }

    /// The lines about an item that can be read, oldest first.
    pub(crate) fn of(&mut self, item: i64) -> Result<Vec<Past>, Error> {
        let mut rows = self.lines.query([item])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.extend(past(row)?);
        }
        Ok(lines)
    }
}

/// A line as it changed one item: its number, kind, value, what took it back, and the item before and after. `None` where that
/// cannot be read.
fn past(row: &Row<'_>) -> Result<Option<Past>, Error> {
    let status = |column| Ok::<_, Error>(row.get_ref(column)?.as_str().ok().and_then(from_log));
    let (Some(before), Some(after)) = (status(4)?, status(5)?) else { return Ok(None) };
    let value: Option<String> = row.get(2)?;
    let kind: Option<String> = row.get(1)?;
    let verb = kind.and_then(|kind| triage::verb_from(&kind, value.as_deref()));
    Ok(Some(Past { n: row.get(0)?, verb, before, after, undone_by: row.get(3)? }))
}

/// The items of one line of the log. A line may have ten thousand, most of which say the same and have no other line that
/// counts beside it.
pub(crate) struct Changes {
    /// Items with other lines that count.
    entangled: HashSet<i64>,
    /// The last line that was read, with the words it was read from.
    last: Option<(String, String, Past)>,
}

/// The items of a line, as [`Changes::line`] reads them.
pub(crate) const OF_LINE: &str = "SELECT x.n, d.kind, d.value, d.undone_by, x.before, x.after, x.item
    FROM decision_item AS x JOIN decision AS d ON d.n = x.n WHERE x.n = ?1";

impl Changes {
    /// What was taken back before line `n` was written has left nothing that it could have met.
    pub(crate) fn of(conn: &Connection, n: i64) -> Result<Self, Error> {
        let mut others = conn.prepare_cached(
            "SELECT x.item FROM decision_item AS mine JOIN decision_item AS x ON x.item = mine.item AND x.n <> mine.n
             LEFT JOIN decision AS d ON d.n = x.n WHERE mine.n = ?1 AND (d.undone_by IS NULL OR d.undone_by > ?1)",
        )?;
        let entangled = others.query_map([n], |r| r.get(0))?.collect::<Result<_, _>>()?;
        Ok(Self { entangled, last: None })
    }

    /// Whether an item has other lines that count.
    pub(crate) fn is_entangled(&self, item: i64) -> bool {
        self.entangled.contains(&item)
    }

    /// The line as it changed the item of this row; `None` where it cannot be read.
    pub(crate) fn line(&mut self, row: &Row<'_>) -> Result<Option<&Past>, Error> {
        let words = |column| row.get_ref(column).map(|value| value.as_str().unwrap_or("").to_owned());
        let (before, after) = (words(4)?, words(5)?);
        if self.last.as_ref().is_none_or(|last| (&last.0, &last.1) != (&before, &after)) {
            self.last = past(row)?.map(|past| (before, after, past));
        }
        Ok(self.last.as_ref().map(|(.., past)| past))
    }
}
