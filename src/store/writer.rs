//! The one connection that writes, and the frame of its transactions.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::analysis::Tables;
use crate::store::connect;
use crate::store::error::Error;
use crate::store::judge::Judge;
use crate::store::move_log::LogMover;
use crate::store::reread;
use crate::store::rules::{Fired, Rules};
use crate::store::workers::Workers;

/// Writes the cache. One thread of a process owns it; several processes may each have one, and wait for one another.
pub struct Writer {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    pub(crate) workers: Workers,
    log: Arc<AtomicU32>,
    pub(crate) judge: Judge,
    pub(crate) rules: Rules,
    pub(crate) fired: Vec<Fired>,
    pub(crate) tables: Arc<Tables>,
    /// Whether a decision could not be written because the file is damaged.
    pub(crate) damaged: bool,
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
        // On a full disk the cache can still be opened, and is read again another time.
        let _ = reread::plan(&conn, workers.rules);
        Ok(Self {
            conn,
            path: path.to_path_buf(),
            workers,
            log: Arc::default(),
            judge: Judge::default(),
            rules: Rules::default(),
            fired: Vec::new(),
            tables: Arc::default(),
            damaged: false,
        })
    }

    /// Gives the moving of the write-ahead log out of hand. From here on no commit of this writer moves it; whoever has the
    /// mover does, by what [`Writer::log_pages`] says.
    ///
    /// # Errors
    /// As SQLite gives them; the writer then goes on moving the log itself.
    pub fn hand_over_log(&mut self) -> Result<LogMover, Error> {
        let mover = LogMover::open(&self.path)?;
        let log = Arc::clone(&self.log);
        // SQLite's own checkpoints are such a hook: this one takes their place.
        self.conn.wal_hook(Some(move |_: &mut Wal, pages| {
            log.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(mover)
    }

    /// How many pages stood in the write-ahead log after the last commit, once the log is handed over.
    pub fn log_pages(&self) -> u32 {
        self.log.load(Ordering::Relaxed)
    }

    /// The cache's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A transaction that takes the write lock at once, so that it waits its turn instead of failing halfway.
    pub(crate) fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Lets the file grow to `pages` at most (never below what it takes now), as a full disk would: for tests and for desks
    /// that must not fill theirs.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn limit_pages(&mut self, pages: u32) -> Result<(), Error> {
        let _in_force: i64 =
            self.conn.query_row(&format!("PRAGMA max_page_count = {}", pages.max(1)), [], |r| r.get(0))?;
        Ok(())
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
