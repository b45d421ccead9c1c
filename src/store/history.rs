//! What was decided about one item, line by line, as undo and redo weigh it.

use rusqlite::{CachedStatement, Connection, Row};

use crate::store::error::Error;
use crate::store::pen::{self, Met, WITH_COPY};
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

/// Reads the items of a line that are still in the cache, each as it stands. What was taken back before the line was written has
/// left nothing that it could have met.
pub(crate) fn items_of_line() -> String {
    format!(
        "SELECT x.n, d.kind, d.value, d.undone_by, x.before, x.after, x.item,
         EXISTS (SELECT 1 FROM decision_item AS y LEFT JOIN decision AS e ON e.n = y.n
                 WHERE y.item = x.item AND y.n <> x.n AND (e.undone_by IS NULL OR e.undone_by > x.n)), {}
         FROM decision_item AS x JOIN decision AS d ON d.n = x.n JOIN item AS i ON i.id = x.item {WITH_COPY}
         WHERE x.n = ?1",
        pen::columns()
    )
}

/// An item of a line, from a row of [`items_of_line`].
pub(crate) struct OfLine {
    pub(crate) id: i64,
    /// Whether other lines about it count.
    pub(crate) entangled: bool,
    pub(crate) met: Met,
}

impl OfLine {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self { id: row.get(6)?, entangled: row.get(7)?, met: Met::read(row, 8)? })
    }
}

/// What a line changed, item by item. Of ten thousand most say the same as the one before.
#[derive(Default)]
pub(crate) struct Changes {
    /// The last one, with the words it was read from.
    last: Option<(String, String, Past)>,
}

impl Changes {
    /// The line as it changed the item of a row of [`items_of_line`]; `None` where it cannot be read.
    pub(crate) fn line(&mut self, row: &Row<'_>) -> Result<Option<&Past>, Error> {
        let words = |column| row.get_ref(column).map(|value| value.as_str().unwrap_or(""));
        let (before, after) = (words(4)?, words(5)?);
        if self.last.as_ref().is_none_or(|last| (last.0.as_str(), last.1.as_str()) != (before, after)) {
            self.last = past(row)?.map(|past| (before.to_owned(), after.to_owned(), past));
        }
        Ok(self.last.as_ref().map(|(.., past)| past))
    }
}
