//! What was decided about one item, line by line, as undo and redo weigh it.

use std::collections::HashSet;

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

/// Reads the items of a line that are still in the cache, each as it stands.
pub(crate) fn items_of_line() -> String {
    format!(
        "SELECT x.n, d.kind, d.value, d.undone_by, x.before, x.after, x.item, {}
         FROM decision_item AS x JOIN decision AS d ON d.n = x.n JOIN item AS i ON i.id = x.item {WITH_COPY}
         WHERE x.n = ?1",
        pen::columns()
    )
}

/// An item of a line, from a row of [`items_of_line`].
pub(crate) struct OfLine {
    pub(crate) id: i64,
    pub(crate) met: Met,
}

impl OfLine {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self { id: row.get(6)?, met: Met::read(row, 7)? })
    }
}

/// The other lines that count beside a line. What was taken back before the line was written has left nothing that it could have
/// met.
pub(crate) struct Others<'c> {
    n: i64,
    /// Of each item it is asked whether it has one.
    of_item: CachedStatement<'c>,
    /// The items that have one, where the other lines are about no more items than the line itself.
    known: Option<HashSet<i64>>,
}

impl<'c> Others<'c> {
    pub(crate) fn of(conn: &'c Connection, n: i64) -> Result<Self, Error> {
        let of_item = conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM decision_item AS y LEFT JOIN decision AS e ON e.n = y.n
             WHERE y.item = ?2 AND y.n <> ?1 AND (e.undone_by IS NULL OR e.undone_by > ?1))",
        )?;
        Ok(Self { n, of_item, known: few_others(conn, n)? })
    }

    /// Whether an item has one.
    pub(crate) fn meet(&mut self, item: i64) -> Result<bool, Error> {
        Ok(match &self.known {
            Some(known) => known.contains(&item),
            None => self.of_item.query_row((self.n, item), |r| r.get(0))?,
        })
    }
}

/// The items of all other lines that count; `None` where these are about more items than the line.
fn few_others(conn: &Connection, n: i64) -> Result<Option<HashSet<i64>>, Error> {
    let most: i64 = conn.prepare_cached("SELECT items FROM decision WHERE n = ?1")?.query_row([n], |r| r.get(0))?;
    let mut others = conn.prepare_cached(
        "SELECT n, items FROM decision WHERE of IS NULL AND undone_by IS NULL AND n <> ?1
         UNION ALL SELECT n, items FROM decision WHERE undone_by > ?1 AND n <> ?1",
    )?;
    let (mut lines, mut about) = (Vec::new(), 0);
    let mut rows = others.query([n])?;
    while let Some(row) = rows.next()? {
        about += row.get::<_, i64>(1)?.max(1);
        if about > most {
            return Ok(None);
        }
        lines.push(row.get::<_, i64>(0)?);
    }
    let mut items = conn.prepare_cached("SELECT item FROM decision_item WHERE n = ?1")?;
    let mut known = HashSet::new();
    for line in lines {
        let mut rows = items.query([line])?;
        while let Some(row) = rows.next()? {
            known.insert(row.get(0)?);
        }
    }
    Ok(Some(known))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_lines_count_alike_whether_they_are_few_or_each_item_is_asked_for_its_own() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE decision (n INTEGER PRIMARY KEY, of INTEGER, undone_by INTEGER, items INTEGER NOT NULL);
             CREATE TABLE decision_item (n INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (n, item)) WITHOUT ROWID;
             INSERT INTO decision VALUES (1, NULL, 4, 9), (2, NULL, NULL, 2), (3, NULL, 6, 1), (4, 1, NULL, 0),
                                         (5, NULL, NULL, 8), (6, 3, NULL, 0), (7, NULL, NULL, 1);
             INSERT INTO decision_item SELECT 1, value FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8, 9]');
             INSERT INTO decision_item SELECT 5, value FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8]');
             INSERT INTO decision_item VALUES (2, 1), (2, 2), (3, 3), (7, 8);",
        )
        .unwrap();
        let mut few = Others::of(&conn, 5).unwrap();
        assert_eq!(few.known, Some(HashSet::from([1, 2, 3, 8])), "line 1 was taken back before, line 3 after");
        let asked = |others: &mut Others<'_>| (1..9).filter(|item| others.meet(*item).unwrap()).collect::<Vec<_>>();
        let found = asked(&mut few);
        few.known = None;
        assert_eq!((found, asked(&mut few)), (vec![1, 2, 3, 8], vec![1, 2, 3, 8]));
        assert!(Others::of(&conn, 7).unwrap().known.is_none(), "one item is asked for by itself");
    }
}
