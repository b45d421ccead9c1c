//! What was decided about one item, line by line, as undo and redo weigh it.

use rusqlite::{CachedStatement, Connection};

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
            let status = |column| Ok::<_, Error>(row.get_ref(column)?.as_str().ok().and_then(from_log));
            let (Some(before), Some(after)) = (status(4)?, status(5)?) else { continue };
            let value: Option<String> = row.get(2)?;
            let kind: Option<String> = row.get(1)?;
            let verb = kind.and_then(|kind| triage::verb_from(&kind, value.as_deref()));
            lines.push(Past { n: row.get(0)?, verb, before, after, undone_by: row.get(3)? });
        }
        Ok(lines)
    }
}
