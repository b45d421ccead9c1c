//! Opens a damaged cache so that what is whole in it can be read. Nothing is ever written to it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::store::connect;
use crate::store::error::Error;
use crate::store::rebuild::aside;

/// Roots that may be of another kind than expected before the schema of a new cache is taken for another one.
const STRANGE: usize = 2;

/// A damaged cache, kept from all other processes for as long as it is open.
pub(crate) struct Damaged {
    /// Reads it; or reads the mended copy.
    pub(crate) conn: Connection,
    /// Keeps it, where a copy is read.
    guard: Option<Connection>,
    copy: Option<PathBuf>,
    /// Files that are not to be closed before the lock may end.
    #[expect(dead_code, reason = "held for its Drop")]
    held: Vec<fs::File>,
}

impl Drop for Damaged {
    fn drop(&mut self) {
        if let Some(copy) = &self.copy {
            aside::remove(copy);
        }
    }
}

impl Damaged {
    /// Opens the damaged cache at `path`. Where its header or the list of its tables is what is damaged, a copy is read that has
    /// those of `new`, an empty cache, if both were laid out alike.
    ///
    /// # Errors
    /// [`Error::InUse`] where another process has it open, [`Error::Newer`] where a later version made it.
    pub(crate) fn open(path: &Path, new: &Path) -> Result<Self, Error> {
        let conn = open_past(path)?;
        let whole = roots(&open_past(new)?)?;
        let found = match roots(&conn) {
            Err(Error::Busy) => return Err(Error::InUse),
            found => found.unwrap_or_default(),
        };
        let version = conn.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap_or(0);
        // A version that is itself garbage stands in a file whose tables cannot be found.
        if version > connect::known() && !found.is_empty() {
            return Err(Error::Newer { found: version, known: connect::known() });
        }
        if whole.keys().filter(|name| !name.starts_with("sqlite_")).all(|name| found.contains_key(name)) {
            return Ok(Self { conn, guard: None, copy: None, held: Vec::new() });
        }
        let copy = aside::with(path, ".mending");
        aside::remove(&copy);
        let mut held = Vec::new();
        match mend(path, new, &copy, (&found, &whole), &mut held) {
            Ok(true) => Ok(Self { conn: open_past(&copy)?, guard: Some(conn), copy: Some(copy), held }),
            Ok(false) => Ok(Self { conn, guard: None, copy: Some(copy), held }),
            Err(error) => {
                aside::remove(&copy);
                Err(error.into())
            }
        }
    }
}

impl Damaged {
    /// The file that is read: the mended copy of the one at `path`, or that one.
    pub(crate) fn file<'p>(&'p self, path: &'p Path) -> &'p Path {
        self.copy.as_deref().filter(|_| self.guard.is_some()).unwrap_or(path)
    }
}

/// A connection that reads as much as it can, holds other processes off, and leaves file and log as they are.
pub(crate) fn open_past(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| Error::in_file(e, path))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // Allows a schema of which a part cannot be read, and a file shorter than its header says.
    conn.pragma_update(None, "writable_schema", true)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

/// The first page of each table and index, by name, as far as they can be read.
fn roots(conn: &Connection) -> Result<BTreeMap<String, u32>, Error> {
    let mut roots = BTreeMap::new();
    let mut all = match conn.prepare("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0") {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => return Err(Error::Busy),
        prepared => prepared?,
    };
    let mut rows = all.query([])?;
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                if let (Ok(name), Ok(root)) = (row.get(0), row.get(1)) {
                    roots.insert(name, root);
                }
            }
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => return Err(Error::Busy),
            Ok(None) | Err(_) => return Ok(roots),
        }
    }
}

/// Copies the damaged file and puts header and list of tables of the new cache into the copy; whether they fit.
fn mend(
    path: &Path,
    new: &Path,
    copy: &Path,
    (found, whole): (&BTreeMap<String, u32>, &BTreeMap<String, u32>),
    held: &mut Vec<fs::File>,
) -> io::Result<bool> {
    if found.iter().any(|(name, root)| whole.get(name).is_some_and(|known| known != root)) {
        return Ok(false);
    }
    let model = fs::read(new)?;
    let size = usize::from(u16::from_be_bytes([at(&model, 16), at(&model, 17)]));
    let pages = schema_pages(new).unwrap_or_default();
    if size == 0 || pages.is_empty() {
        return Ok(false);
    }
    held.push(aside::copy(path, copy)?);
    let log = aside::with(path, "-wal");
    if log.exists() {
        fs::copy(&log, aside::with(copy, "-wal"))?;
    }
    let file = fs::OpenOptions::new().read(true).write(true).open(copy)?;
    // Of a file that was cut short some roots are gone, which says nothing against the others.
    let strange = whole.values().filter(|root| **root > 1).filter(|root| {
        let from = start(**root, size);
        let mut kind = [0];
        file.read_exact_at(&mut kind, offset(from)).is_ok() && is_index(kind[0]) != is_index(at(&model, from))
    });
    let strange = strange.count();
    if strange > STRANGE {
        return Ok(false);
    }
    for page in pages {
        let from = start(page, size);
        let Some(bytes) = model.get(from..from + size) else { return Ok(false) };
        file.write_all_at(bytes, offset(from))?;
    }
    // The header says how many pages there are, in bytes 28 to 31.
    let count = u32::try_from(file.metadata()?.len().div_ceil(offset(size))).unwrap_or(u32::MAX);
    file.write_all_at(&count.to_be_bytes(), 28)?;
    file.sync_all()?;
    Ok(true)
}

/// The pages that hold the list of tables of a sound cache, the first page with its header among them.
fn schema_pages(new: &Path) -> Result<Vec<u32>, Error> {
    let conn = open_past(new)?;
    let mut pages = conn.prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' ORDER BY pageno")?;
    let rows = pages.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the first byte of a page says that it belongs to an index, or to a table that is kept as one.
fn is_index(kind: u8) -> bool {
    matches!(kind, 2 | 10)
}

/// Where a page starts.
fn start(page: u32, size: usize) -> usize {
    usize::try_from(page).unwrap_or(0).saturating_sub(1).saturating_mul(size)
}

fn offset(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}

fn at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}
