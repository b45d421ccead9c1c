//! How the programs of rules fared: the last failure of each, for who asks `doctor` the next morning.

use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::store::error::Error;
use crate::store::reader::Reader;
use crate::store::status::time;
use crate::store::writer::Writer;

/// What the key of a rule begins with in table `meta`.
const KEY: &str = "program_failed ";

/// The last failure of a rule's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedProgram {
    /// The rule's name.
    pub rule: String,
    /// When it failed.
    pub at: Timestamp,
    /// How, in words.
    pub why: String,
    /// Whether it has run well since.
    pub well_since: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    at: i64,
    why: String,
    well: bool,
}

impl Writer {
    /// Keeps that a rule's program failed, and why; or that it ran well, where that is `None`.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn note_program(&mut self, rule: &str, at: Timestamp, failed: Option<&str>) -> Result<(), Error> {
        let key = format!("{KEY}{rule}");
        match failed {
            Some(why) => {
                let kept = Kept { at: at.as_millisecond(), why: why.to_owned(), well: false };
                let value = serde_json::to_string(&kept).unwrap_or_default();
                self.conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", (key, value))?;
            }
            None => {
                // Only what changes is written: most programs run well again and again.
                let ails =
                    "SELECT EXISTS (SELECT 1 FROM meta WHERE key = ?1 AND json_extract(value, '$.well') IS NOT 1)";
                if self.conn.prepare_cached(ails)?.query_row([&key], |r| r.get(0))? {
                    let well = "UPDATE meta SET value = json_set(value, '$.well', json('true')) WHERE key = ?1";
                    self.conn.prepare_cached(well)?.execute([key])?;
                }
            }
        }
        Ok(())
    }
}

impl Reader {
    /// The last failure of each rule's program, by the rules' names.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn failed_programs(&self) -> Result<Vec<FailedProgram>, Error> {
        failed(&self.conn)
    }
}

fn failed(conn: &Connection) -> Result<Vec<FailedProgram>, Error> {
    let mut kept =
        conn.prepare_cached("SELECT key, value FROM meta WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key")?;
    let mut rows = kept.query([KEY])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, value): (String, String) = (row.get(0)?, row.get(1)?);
        let Some(rule) = key.strip_prefix(KEY) else { continue };
        let Ok(Kept { at, why, well }) = serde_json::from_str(&value) else { continue };
        let at = time(Some(at)).unwrap_or_default();
        all.push(FailedProgram { rule: rule.to_owned(), at, why, well_since: well });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Workers;
    use crate::wire::Laid;

    #[test]
    fn a_program_that_runs_well_writes_that_once() {
        let dir = tempfile::tempdir().unwrap();
        let workers = Workers { quotes: |_| Vec::new(), lay_out: |_, _| Laid::default(), rules: 1 };
        let path = dir.path().join("cache.db");
        let mut writer = Writer::open(&path, workers, Timestamp::UNIX_EPOCH).unwrap();
        let changes =
            |writer: &Writer| -> i64 { writer.conn.query_row("SELECT total_changes()", [], |r| r.get(0)).unwrap() };
        let mut noted = |failed: Option<&str>| {
            let before = changes(&writer);
            writer.note_program("ferry", Timestamp::UNIX_EPOCH, failed).unwrap();
            changes(&writer) - before
        };
        assert_eq!([noted(None), noted(Some("exit status 1")), noted(None), noted(None)], [0, 1, 1, 0]);
        let found = Reader::open(&path, workers).unwrap().failed_programs().unwrap();
        assert!(found.iter().all(|program| program.well_since) && found.len() == 1, "{found:?}");
    }
}
