//! Opens the cache's file for writing or reading, and brings its schema up to date.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::store::error::Error;
use crate::store::matching;

/// Schema steps in order; step `n` takes a cache from `user_version` n to n + 1. They only go forward.
const STEPS: [&str; 20] = [
    include_str!("schema/001.sql"),
    include_str!("schema/002.sql"),
    include_str!("schema/003.sql"),
    include_str!("schema/004.sql"),
    include_str!("schema/005.sql"),
    include_str!("schema/006.sql"),
    include_str!("schema/007.sql"),
    include_str!("schema/008.sql"),
    include_str!("schema/009.sql"),
    include_str!("schema/010.sql"),
    include_str!("schema/011.sql"),
    include_str!("schema/012.sql"),
    include_str!("schema/013.sql"),
    include_str!("schema/014.sql"),
    include_str!("schema/015.sql"),
    include_str!("schema/016.sql"),
    include_str!("schema/017.sql"),
    include_str!("schema/018.sql"),
    include_str!("schema/019.sql"),
    include_str!("schema/020.sql"),
];

/// The oldest schema whose programs can read what this one writes. It stands in the cache, so that an older program knows.
const READABLE_BY: i64 = 11;

/// Pages that a connection keeps in memory, in kibibytes.
const KIB: i64 = 8_192;

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The newest schema this program knows.
pub(crate) fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Opens the file for writing, making it (and its directory) where there is none.
pub(crate) fn for_writing(path: &Path) -> Result<Connection, Error> {
    if path.is_dir() {
        return Err(Error::Folder);
    }
    if let Some(dir) = path.parent().filter(|d| !d.as_os_str().is_empty()) {
        std::fs::create_dir_all(dir).map_err(|e| match e.kind() {
            std::io::ErrorKind::StorageFull => Error::Full,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
            _ => Error::Other(format!("its directory {} cannot be made ({e})", dir.display())),
        })?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(|e| cannot_open(e, path))?;
    prepare_writing(&mut conn).map_err(|e| told_plainly(e, path))?;
    Ok(conn)
}

/// Whether a cache that is there could be written: takes the writer's turn and gives it back, which changes nothing. That another
/// process is writing is no fault.
pub(crate) fn try_writing(path: &Path) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| cannot_open(e, path))?;
    match take_turn(&conn).map_err(|e| told_plainly(e, path)) {
        Err(Error::Busy) => Ok(()),
        other => other,
    }
}

fn take_turn(conn: &Connection) -> Result<(), Error> {
    conn.busy_timeout(PATIENCE)?;
    let found = version(conn)?;
    if found > known() {
        return Err(Error::Newer { found, known: known() });
    }
    if conn.is_readonly("main")? {
        return Err(Error::ReadOnly);
    }
    Ok(conn.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?)
}

/// What hinders writing, where SQLite gives no more than that it failed.
fn told_plainly(error: Error, path: &Path) -> Error {
    match error {
        Error::Corrupt { why, .. } => Error::Corrupt { file: path.display().to_string(), why },
        Error::Other(_) | Error::Disk(_) if !may_write_beside(path) => Error::ReadOnly,
        Error::Other(_) | Error::Disk(_) if is_full(path) => Error::Full,
        other => other,
    }
}

/// SQLite says of a file system mounted read-only no more than that it cannot open a file.
fn cannot_open(error: rusqlite::Error, path: &Path) -> Error {
    if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) && !may_write_beside(path) {
        return Error::ReadOnly;
    }
    Error::in_file(error, path)
}

/// Whether files can be made beside the cache, as WAL needs; asks the system, which knows of mounts and of rights.
pub(crate) fn may_write_beside(path: &Path) -> bool {
    let dir = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    rustix::fs::access(dir, rustix::fs::Access::WRITE_OK).is_ok()
}

/// Whether not one page could be added beside the cache: SQLite calls it an I/O error where its shared memory finds no room.
fn is_full(path: &Path) -> bool {
    let dir = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    rustix::fs::statvfs(dir).is_ok_and(|found| found.f_bavail.saturating_mul(found.f_frsize) < 64 * 1024)
}

fn prepare_writing(conn: &mut Connection) -> Result<(), Error> {
    conn.busy_timeout(PATIENCE)?;
    let found = version(conn)?;
    if found > known() {
        return Err(Error::Newer { found, known: known() });
    }
    // 8 KiB pages: two to three packed stories each, where 4 KiB would leave half of each page empty.
    conn.pragma_update(None, "page_size", 8192)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update(None, "cache_size", -KIB)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    conn.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    if conn.is_readonly("main")? {
        return Err(Error::ReadOnly);
    }
    migrate(conn)?;
    common(conn)
}

fn migrate(conn: &mut Connection) -> Result<(), Error> {
    if version(conn)? == known() {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again inside the transaction: another process may have taken the steps while this one waited.
    let found = version(&tx)?;
    if found > known() {
        return Err(Error::Newer { found, known: known() });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('readable_by', ?1)", [READABLE_BY.to_string()])?;
    tx.pragma_update(None, "user_version", known())?;
    tx.commit()?;
    Ok(())
}

/// Opens a cache that is there already, to move its log and nothing else.
pub(crate) fn for_moving(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| cannot_open(e, path))?;
    conn.busy_timeout(PATIENCE)?;
    // What stands in the file must be on disk before the log is begun anew.
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(conn)
}

/// Opens the file for reading only. In a directory that may not be written, where WAL files cannot be made, the file is
/// read as one that does not change.
pub(crate) fn for_reading(path: &Path) -> Result<Connection, Error> {
    if !path.exists() {
        return Err(Error::Missing(path.display().to_string()));
    }
    if path.is_dir() {
        return Err(Error::Folder);
    }
    match open_reading(path, false) {
        Err(Error::Other(_) | Error::Disk(_) | Error::Full | Error::ReadOnly) => open_reading(path, true),
        other => other,
    }
}

fn open_reading(path: &Path, immutable: bool) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let uri = uri(path, immutable);
    let conn = Connection::open_with_flags(uri, flags).map_err(|e| Error::in_file(e, path))?;
    conn.busy_timeout(PATIENCE)?;
    let found = version(&conn).map_err(|e| Error::in_file(e, path))?;
    if found > known() && !is_readable(&conn) {
        return Err(Error::Newer { found, known: known() });
    }
    if found < known() {
        let empty: bool = conn
            .query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |r| r.get(0))
            .map_err(|e| Error::in_file(e, path))?;
        return Err(if empty { Error::Missing(path.display().to_string()) } else { Error::Older { found } });
    }
    conn.pragma_update(None, "cache_size", -KIB)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    common(&conn)?;
    Ok(conn)
}

/// Whether a cache of a later schema says that this program can read it. One that says nothing is left alone.
fn is_readable(conn: &Connection) -> bool {
    let by: Result<String, _> = conn.query_row("SELECT value FROM meta WHERE key = 'readable_by'", [], |r| r.get(0));
    by.ok().and_then(|by| by.parse::<i64>().ok()).is_some_and(|by| by <= known())
}

fn common(conn: &Connection) -> Result<(), Error> {
    conn.set_prepared_statement_cache_capacity(48);
    matching::register(conn)?;
    Ok(())
}

fn version(conn: &Connection) -> Result<i64, rusqlite::Error> {
    conn.pragma_query_value(None, "user_version", |r| r.get(0))
}

/// The path as a `file:` URI; every byte that means something in a URI is escaped.
fn uri(path: &Path, immutable: bool) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut uri = String::from("file:");
    for byte in absolute.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    if immutable {
        uri.push_str("?immutable=1");
    }
    uri
}
