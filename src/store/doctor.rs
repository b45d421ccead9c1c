//! Looks the cache over: is the file sound, does the index hold what it should, are the kept counts right?

use std::path::Path;

use crate::store::connect;
use crate::store::error::Error;
use crate::store::ingest::WIRE_KILLED;
use crate::store::outlets;
use crate::store::reader::Reader;
use crate::store::tally::{self, What};

/// What SQLite found, in one line.
fn said(found: &[String]) -> String {
    let lines = found.iter().flat_map(|found| found.lines()).filter(|line| !line.starts_with("***"));
    lines.collect::<Vec<_>>().join("; ")
}

/// What to do about damage.
const MEND: &str = "`copytaster doctor --repair` makes the cache anew of what can be read, and keeps the damaged file";

/// Whether the cache could be written, or made where there is none. Nothing is written.
///
/// # Errors
/// What hinders it: [`Error::ReadOnly`], [`Error::Newer`], [`Error::Full`], or as SQLite gives it.
pub fn check_writing(path: &Path) -> Result<(), Error> {
    if path.exists() {
        return connect::try_writing(path);
    }
    // The folders that are missing will be made in the last one that is there.
    let below =
        path.ancestors().find(|part| part.parent().is_none_or(|folder| folder == Path::new("") || folder.exists()));
    if connect::may_write_beside(below.unwrap_or(path)) { Ok(()) } else { Err(Error::ReadOnly) }
}

impl Reader {
    /// Checks the cache and says what it found, a line each; the flag is false where something is wrong. Reads the whole
    /// file, so it takes a while on a large one.
    ///
    /// # Errors
    /// As SQLite gives them, where the file is too damaged to be checked.
    pub fn doctor(&mut self) -> Result<Vec<(bool, String)>, Error> {
        Ok(vec![self.check_file()?, self.check_index()?, self.check_bodies()?, self.check_counts()?, self.size()?])
    }

    fn check_file(&self) -> Result<(bool, String), Error> {
        let mut check = self.conn.prepare("PRAGMA quick_check(5)")?;
        let found = check.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(if found == ["ok"] {
            (true, "the file is sound".into())
        } else {
            (false, format!("the file is damaged ({}); {MEND}", said(&found)))
        })
    }

    fn check_index(&self) -> Result<(bool, String), Error> {
        let (indexed, items, waiting): (i64, i64, i64) = self.conn.query_row(
            "SELECT (SELECT count(*) FROM search_docsize), (SELECT count(*) FROM item), (SELECT count(*) FROM todo)",
            [],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )?;
        let strays: i64 = self.conn.query_row(
            "SELECT count(*) FROM search_docsize AS s LEFT JOIN item AS i ON i.place = s.id WHERE i.id IS NULL",
            [],
            |r| r.get(0),
        )?;
        Ok(if indexed + waiting == items && strays == 0 {
            (true, format!("the full-text index holds {indexed} of {items} items; {waiting} wait"))
        } else {
            (
                false,
                format!(
                    "the full-text index is out of step: {indexed} indexed and {waiting} waiting of {items}, {strays} too many; {MEND}"
                ),
            )
        })
    }

    fn check_bodies(&self) -> Result<(bool, String), Error> {
        let missing: i64 = self.conn.query_row(
            "SELECT count(*) FROM item AS i WHERE NOT EXISTS (SELECT 1 FROM body WHERE id = (i.id << 16 | i.revision))",
            [],
            |r| r.get(0),
        )?;
        Ok(match missing {
            0 => (true, "every item has its copy".into()),
            n => (false, format!("{n} items have lost their copy; {MEND}")),
        })
    }

    fn check_counts(&self) -> Result<(bool, String), Error> {
        let mut wrong = Vec::new();
        for what in What::ALL {
            let kept = tally::read(&self.conn, what)?;
            let sql = format!("SELECT count(*) FROM item AS i WHERE {}", what.condition());
            let counted: i64 = self.conn.query_row(&sql, [], |r| r.get(0))?;
            if i64::try_from(kept) != Ok(counted) {
                wrong.push(format!("{} says {kept}, there are {counted}", what.word()));
            }
        }
        let sources: i64 = self.conn.query_row(
            "SELECT count(*) FROM source AS s
             WHERE s.items <> (SELECT count(*) FROM item AS i WHERE i.source = s.id)
             OR s.unread <> (SELECT count(*) FROM item AS i WHERE i.source = s.id AND i.read = 0 AND i.spiked = 0)",
            [],
            |r| r.get(0),
        )?;
        if sources > 0 {
            wrong.push(format!("{sources} sources have wrong counts"));
        }
        wrong.extend(self.wrong_stories()?);
        Ok(if wrong.is_empty() {
            (true, "the counts are right".into())
        } else {
            (false, format!("the counts are wrong: {}; please report it, and {MEND}", wrong.join("; ")))
        })
    }

    fn wrong_stories(&self) -> Result<Vec<String>, Error> {
        // A source turned out to be of another outlet, and how many ran each copy is still being counted anew.
        let outlets = if outlets::are_uncounted(&self.conn)? { "c.outlets" } else { "counted.outlets" };
        let copies = format!(
            "SELECT count(*) FROM (
                 SELECT i.reprint AS id, count(*) AS items, max(i.wire & {WIRE_KILLED} <> 0) AS killed,
                 count(DISTINCT ifnull(s.house, i.source || '')) AS outlets
                 FROM item AS i JOIN source AS s ON s.id = i.source WHERE i.reprint IS NOT NULL GROUP BY i.reprint)
             AS counted LEFT JOIN copy AS c USING (id)
             WHERE CASE WHEN counted.items > 1
                   THEN (c.items, c.killed, c.outlets) IS NOT (counted.items, counted.killed, {outlets})
                   ELSE c.id IS NOT NULL END"
        );
        let checks = [
            (
                "stories have wrong counts",
                "SELECT count(*) FROM story AS s
                 WHERE s.items <> (SELECT count(*) FROM item AS i WHERE i.story = s.id)
                 OR s.unread <> (SELECT count(*) FROM item AS i WHERE i.story = s.id AND i.read = 0 AND i.spiked = 0)
                 OR s.place <> (SELECT max(place) FROM item AS i WHERE i.story = s.id)",
            ),
            (
                "items stand in a story that is not listed",
                "SELECT count(*) FROM item AS i WHERE i.story IS NOT NULL AND NOT EXISTS (SELECT 1 FROM story WHERE id = i.story)",
            ),
            (
                "runs of copy have no item on top, or several",
                "SELECT count(*) FROM (SELECT sum(lead) AS tops FROM item WHERE reprint IS NOT NULL
                 GROUP BY reprint, story) WHERE tops <> 1",
            ),
            ("runs of copy have wrong counts", &copies),
        ];
        let mut wrong = Vec::new();
        for (what, sql) in checks {
            let n: i64 = self.conn.query_row(sql, [], |r| r.get(0))?;
            if n > 0 {
                wrong.push(format!("{n} {what}"));
            }
        }
        Ok(wrong)
    }

    fn size(&self) -> Result<(bool, String), Error> {
        let (pages, size): (i64, i64) = (
            self.conn.pragma_query_value(None, "page_count", |r| r.get(0))?,
            self.conn.pragma_query_value(None, "page_size", |r| r.get(0))?,
        );
        Ok((true, format!("the cache takes {} MB", pages * size / 1_000_000)))
    }
}
