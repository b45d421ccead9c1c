//! The one connection that writes, and the frame of its transactions.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::store::connect;
use crate::store::error::Error;
use crate::store::workers::Workers;

/// Writes the cache. One thread of a process owns it; several processes may each have one, and wait for one another.
pub struct Writer {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    pub(crate) workers: Workers,
}

impl Writer {
    /// Opens the cache at `path`, makes it where there is none, and takes the schema steps that are missing.
    ///
    /// # Errors
    /// [`Error::Newer`] for a cache of a later version, [`Error::Corrupt`] for a file that is none, [`Error::ReadOnly`],
    /// [`Error::Full`] and [`Error::Busy`] as they say.
    pub fn open(path: &Path, workers: Workers, now: Timestamp) -> Result<Self, Error> {
        let conn = connect::for_writing(path)?;
        let known: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'made')", [], |r| r.get(0))?;
        if !known {
            conn.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('made', ?1)", [now.to_string()])?;
        }
        Ok(Self { conn, path: path.to_path_buf(), workers })
    }

    /// A transaction that takes the write lock at once, so that it waits its turn instead of failing halfway.
    pub(crate) fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Moves the write-ahead log into the file, lets SQLite refresh its statistics, and closes.
    ///
    /// # Errors
    /// As SQLite gives them; the cache is sound all the same.
    pub fn close(self) -> Result<(), Error> {
        self.conn.execute_batch("PRAGMA analysis_limit = 400; PRAGMA optimize;")?;
        // Another process may be reading: then the log stays for the next one to move.
        let _moved: i64 = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
        self.conn.close().map_err(|(_, error)| Error::in_file(error, &self.path))
    }
}
