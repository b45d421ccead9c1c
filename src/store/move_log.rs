//! Moves the write-ahead log into the cache's file, beside the writer, so that no decision waits for it.

use std::path::Path;

use rusqlite::Connection;

use crate::store::connect;
use crate::store::error::Error;

/// A connection that does nothing but move the log. One thread owns it.
pub struct LogMover {
    conn: Connection,
}

/// What one move did, in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The pages that stood in the log.
    pub log: u32,
    /// Those of them that stand in the file now. When all do, the next commit begins the log anew.
    pub moved: u32,
}

impl LogMover {
    /// Opens the cache at `path`, which must be there.
    ///
    /// # Errors
    /// As [`crate::store::Writer::open`] gives them.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self { conn: connect::for_moving(path)? })
    }

    /// Moves what is committed and what no reader still needs as it was. Neither waits for anybody nor keeps anybody waiting.
    ///
    /// # Errors
    /// As SQLite gives them: a full disk, most likely. The log is sound all the same, and grows.
    pub fn step(&mut self) -> Result<Moved, Error> {
        let pages = |n: i64| u32::try_from(n).unwrap_or(0);
        let moved = self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |r| {
            Ok(Moved { log: pages(r.get(1)?), moved: pages(r.get(2)?) })
        })?;
        Ok(moved)
    }
}
