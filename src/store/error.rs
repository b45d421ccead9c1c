//! What can go wrong with the cache, cut by what one can do about it.

use std::path::Path;

use rusqlite::ErrorCode;

/// A fault of the cache. Each says in words what happened and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Another process kept the cache locked for longer than the patience of this one.
    #[error("the cache is busy: another copytaster has been writing for several seconds; nothing was saved, try again")]
    Busy,
    /// The disk (or the quota) is full.
    #[error("the disk is full: nothing of this was saved; reading goes on, free some space and try again")]
    Full,
    /// The file or its directory may not be written.
    #[error(
        "the cache may only be read; check the rights of the file and of its directory, and whether the disk is mounted read-only, or choose another with --cache"
    )]
    ReadOnly,
    /// A folder stands where the file is to be.
    #[error("it is a folder; --cache names a file, such as cache.db in it")]
    Folder,
    /// The file is no cache, or it is damaged.
    #[error(
        "the cache {file} is damaged ({why}); end copytaster and run `copytaster doctor --repair`: it saves what can be read and keeps the damaged file"
    )]
    Corrupt {
        /// The file.
        file: String,
        /// What SQLite said.
        why: String,
    },
    /// Another process has the cache open, which must be left alone for this.
    #[error(
        "the cache is damaged, and another copytaster has it open, which still reads what it can: end that first, then start again"
    )]
    InUse,
    /// The disk gave an error of its own.
    #[error("the disk failed ({0}); nothing of this was saved; see to the disk and its quota, then try again")]
    Disk(String),
    /// A later version of the program made the cache.
    #[error(
        "the cache was made by a newer copytaster (schema {found}, this one knows {known}); install that version, or choose another cache with --cache"
    )]
    Newer {
        /// The schema of the file.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// An earlier version made the cache, and it can only be read here.
    #[error(
        "the cache was made by an older copytaster (schema {found}); run `copytaster poll` once to bring it up to date"
    )]
    Older {
        /// The schema of the file.
        found: i64,
    },
    /// There is no cache to read.
    #[error("there is no cache at {0} yet; run `copytaster poll` to fill one")]
    Missing(String),
    /// The question cannot be answered.
    #[error("{0}")]
    Query(String),
    /// Anything else SQLite says.
    #[error("the cache failed: {0}; run `copytaster doctor`")]
    Other(String),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Other(error.to_string()),
        }
    }
}

impl Error {
    /// The fault as SQLite gave it, with the file it came from.
    pub(crate) fn in_file(error: rusqlite::Error, file: &Path) -> Self {
        match Self::from(error) {
            Self::Corrupt { why, .. } => Self::Corrupt { file: file.display().to_string(), why },
            other => other,
        }
    }
}

impl Error {
    /// The same, with the file of the connection by its name.
    pub(crate) fn in_place(self, conn: &rusqlite::Connection) -> Self {
        match (self, conn.path()) {
            (Self::Corrupt { why, .. }, Some(file)) if !file.is_empty() => Self::Corrupt { file: file.to_owned(), why },
            (other, _) => other,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            // Its shared memory found no room.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::Full
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt { file: "file".into(), why: error.to_string() }
            }
            Some(ErrorCode::SystemIoFailure) => Self::Disk(error.to_string()),
            Some(ErrorCode::CannotOpen) => Self::Other(format!("its file cannot be opened ({error})")),
            _ => Self::Other(error.to_string()),
        }
    }
}
