//! The names under which agencies go, kept in the cache so that a query finds an agency by any of them.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use crate::analysis::Tables;
use crate::store::error::Error;
use crate::store::writer::Writer;

/// The key under which `meta` keeps which names the cache has.
const KNOWN: &str = "names";

impl Writer {
    /// From now on sources belong to the outlets of these tables, and queries know their agencies by all their names. Nothing is
    /// written where the cache knows them already.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn learn_names(&mut self, tables: &Arc<Tables>) -> Result<(), Error> {
        self.tables = Arc::clone(tables);
        let mut names: Vec<(&str, &str)> = tables.agency_names().collect();
        names.sort_unstable();
        let all = names.iter().map(|(word, name)| format!("{word}\t{name}\n")).collect::<String>();
        let known: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([KNOWN], |r| r.get(0))
            .optional()?;
        if known.as_ref() == Some(&all) {
            return Ok(());
        }
        let tx = self.begin()?;
        tx.execute("DELETE FROM agency_name", [])?;
        for (word, name) in names {
            tx.prepare_cached("INSERT INTO agency_name (word, name) VALUES (?1, ?2)")?.execute((word, name))?;
        }
        tx.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", (KNOWN, &all))?;
        tx.commit()?;
        Ok(())
    }
}

/// The name of the agency that goes under these words; the words themselves where none does.
pub(crate) fn agency_called(conn: &Connection, words: &str) -> Result<String, rusqlite::Error> {
    let name: Option<String> = conn
        .prepare_cached("SELECT name FROM agency_name WHERE word = ?1")?
        .query_row([words.trim().to_lowercase()], |r| r.get(0))
        .optional()?;
    Ok(name.unwrap_or_else(|| words.to_owned()))
}
