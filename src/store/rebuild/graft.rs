//! Rows of a table of which an inner page is lost. Its leaves stand in the file all the same, and nothing leads to them: they are
//! looked for, and hung on a new root, in a copy of the file.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::store::error::Error;
use crate::store::rebuild::aside;
use crate::store::rebuild::damaged::open_past;
use crate::store::rebuild::tables::{self, Table};

/// Leaves hung on one root: it has room for more than these, whatever the numbers of their rows, from 4 KiB on.
const AT_ONCE: usize = 200;

/// Types of pages of the file format (https://www.sqlite.org/fileformat.html, 1.6): inside and leaf of a table's tree.
const INSIDE: u8 = 5;
const LEAF: u8 = 13;

/// A table of which not all could be read: where its tree begins, and how many columns it has.
struct Torn<'t> {
    table: &'t Table,
    root: u32,
    columns: usize,
    leaves: Vec<Leaf>,
}

/// A leaf, by its page and the numbers of its first and last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Leaf {
    page: u32,
    last: i64,
    columns: usize,
}

/// Carries over what the leaves of these tables hold that the tables themselves do not lead to. `path` is the damaged file, which is
/// copied and left as it is. What cannot be done is left undone: all of it is gain.
///
/// The file as it was opened for that is to be held for as long as the damaged one is kept from others: closing it would end the
/// lock on it.
///
/// # Errors
/// Those of the new cache, and [`Error::Full`] where the copy finds no room.
pub(crate) fn carry_over(path: &Path, new: &Connection, torn: &[&Table]) -> Result<Option<File>, Error> {
    let copy = aside::with(path, ".grafting");
    aside::remove(&copy);
    let (held, found) = match aside::copy(path, &copy) {
        Ok(held) => (Some(held), look(path, &copy, torn)),
        Err(error) => (None, Err(error.into())),
    };
    let carried = match found {
        Ok((found, size)) => found.iter().try_for_each(|torn| hang(&copy, size, torn, new)),
        // With room for the copy more would be saved: the cache stands as it stood until there is.
        Err(Error::Full) => Err(Error::Full),
        Err(error) => {
            tracing::warn!("leaves of damaged tables could not be looked for: {error}");
            Ok(())
        }
    };
    aside::remove(&copy);
    carried.map(|()| held)
}

/// Finds the leaves in the copy; the size of a page as well.
fn look<'t>(path: &Path, copy: &Path, torn: &[&'t Table]) -> Result<(Vec<Torn<'t>>, usize), Error> {
    let log = aside::with(path, "-wal");
    if log.exists() {
        fs::copy(&log, aside::with(copy, "-wal"))?;
    }
    let conn = Connection::open(copy)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    conn.pragma_update(None, "writable_schema", true)?;
    let _moved: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
    let size: u32 = conn.pragma_query_value(None, "page_size", |r| r.get(0))?;
    let size = usize::try_from(size).unwrap_or(0);
    let mut found = Vec::new();
    for table in torn {
        let sql = "SELECT rootpage, (SELECT count(*) FROM pragma_table_info(?1)) FROM sqlite_schema
                   WHERE name = ?1 AND type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%'";
        let known = conn.query_row(sql, [table.name()], |r| Ok((r.get(0)?, r.get(1)?)));
        if let Ok((root, columns)) = known {
            let columns: u32 = columns;
            found.push(Torn { table, root, columns: usize::try_from(columns).unwrap_or(0), leaves: Vec::new() });
        }
    }
    let mut taken = pages_of_others(&conn, torn);
    drop(conn);
    let file = File::open(copy)?;
    taken.extend(free_pages(&file, size)?);
    sort_out(&file, size, &taken, &mut found)?;
    found.retain(|torn| !torn.leaves.is_empty());
    Ok((found, size))
}

/// Pages that belong to other tables and indexes, as far as those can be read.
fn pages_of_others(conn: &Connection, torn: &[&Table]) -> HashSet<u32> {
    let mut pages = HashSet::new();
    let names: Vec<String> = match conn.prepare("SELECT name FROM sqlite_schema WHERE rootpage > 0") {
        Ok(mut all) => match all.query_map([], |r| r.get(0)) {
            Ok(names) => names.flatten().collect(),
            Err(_) => return pages,
        },
        Err(_) => return pages,
    };
    for name in names.iter().filter(|name| !torn.iter().any(|table| table.name() == name.as_str())) {
        let Ok(mut its) = conn.prepare_cached("SELECT pageno FROM dbstat WHERE name = ?1") else { return pages };
        let Ok(rows) = its.query_map([name], |r| r.get::<_, u32>(0)) else { continue };
        pages.extend(rows.map_while(Result::ok));
    }
    pages
}

/// Pages that hold nothing any more: rows that were let go of stand in some of them.
fn free_pages(file: &File, size: usize) -> io::Result<HashSet<u32>> {
    let mut free = HashSet::new();
    let mut trunk = [0; 4];
    file.read_exact_at(&mut trunk, 32)?;
    let mut next = u32::from_be_bytes(trunk);
    let mut page = vec![0; size];
    while next != 0 && free.insert(next) {
        if file.read_exact_at(&mut page, start(next, size)).is_err() {
            break;
        }
        let count = usize::try_from(number(&page, 4)).unwrap_or(0).min(size / 4);
        free.extend((0..count).map(|n| number(&page, 8 + 4 * n)));
        next = number(&page, 0);
    }
    Ok(free)
}

/// Reads the file once, and gives each leaf to the tables whose rows it may hold.
fn sort_out(file: &File, size: usize, taken: &HashSet<u32>, found: &mut [Torn<'_>]) -> io::Result<()> {
    let mut pages = BufReader::with_capacity(size * 16, file);
    let mut page = vec![0; size];
    for n in 1_u32.. {
        if pages.read_exact(&mut page).is_err() {
            break;
        }
        let Some(leaf) = leaf(&page, n).filter(|_| n > 1 && !taken.contains(&n)) else { continue };
        // Rows written before a column was added have fewer.
        let exact = found.iter().any(|torn| torn.columns == leaf.columns);
        for torn in found.iter_mut() {
            if torn.columns == leaf.columns || (!exact && torn.columns > leaf.columns) {
                torn.leaves.push(leaf);
            }
        }
    }
    Ok(())
}

/// A page as the leaf of a table, if it can be one.
fn leaf(page: &[u8], n: u32) -> Option<Leaf> {
    if page.first() != Some(&LEAF) {
        return None;
    }
    let cells = usize::from(u16::from_be_bytes([*page.get(3)?, *page.get(4)?]));
    let cell = |at: usize| {
        let pointer = page.get(8 + 2 * at..10 + 2 * at)?;
        let from = usize::from(u16::from_be_bytes([pointer[0], pointer[1]]));
        let rest = page.get(from..).filter(|_| from >= 8 + 2 * cells)?;
        let (_payload, used) = varint(rest)?;
        let (row, more) = varint(rest.get(used..)?)?;
        Some((row, rest.get(used + more..)?))
    };
    let (first, record) = cell(0)?;
    let (last, _) = cell(cells.checked_sub(1)?)?;
    let (length, mut at) = varint(record)?;
    let length = usize::try_from(length).ok().filter(|length| *length <= record.len())?;
    let mut columns = 0;
    while at < length {
        at += varint(record.get(at..)?)?.1;
        columns += 1;
    }
    (first <= last && at == length && columns > 0).then_some(Leaf { page: n, last, columns })
}

/// A number as rows and records have it: seven bits a byte, the ninth byte whole; and how many bytes it took.
fn varint(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut value = 0_u64;
    for (n, byte) in bytes.iter().take(9).enumerate() {
        if n == 8 {
            return Some(((value << 8 | u64::from(*byte)).cast_signed(), 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value.cast_signed(), n + 1));
        }
    }
    None
}

/// Hangs the leaves on the root of their table, some at a time, and carries over what can then be read.
fn hang(copy: &Path, size: usize, torn: &Torn<'_>, new: &Connection) -> Result<(), Error> {
    let mut leaves = torn.leaves.clone();
    leaves.sort_by_key(|leaf| leaf.last);
    for some in leaves.chunks(AT_ONCE) {
        let Some(root) = root(some, size) else { continue };
        OpenOptions::new().write(true).open(copy)?.write_all_at(&root, start(torn.root, size))?;
        let conn = open_past(copy)?;
        tables::carry(&conn, new, torn.table)?;
    }
    Ok(())
}

/// The page that leads to these leaves.
fn root(leaves: &[Leaf], size: usize) -> Option<Vec<u8>> {
    let (right, others) = leaves.split_last()?;
    let mut page = vec![0; size];
    let mut free = size;
    for (n, leaf) in others.iter().enumerate() {
        let mut cell = leaf.page.to_be_bytes().to_vec();
        put_varint(leaf.last, &mut cell);
        free = free.checked_sub(cell.len())?;
        page.get_mut(free..free + cell.len())?.copy_from_slice(&cell);
        page.get_mut(12 + 2 * n..14 + 2 * n)?.copy_from_slice(&u16::try_from(free).ok()?.to_be_bytes());
    }
    page[0] = INSIDE;
    page.get_mut(3..5)?.copy_from_slice(&u16::try_from(others.len()).ok()?.to_be_bytes());
    page.get_mut(5..7)?.copy_from_slice(&u16::try_from(free % 65_536).ok()?.to_be_bytes());
    page.get_mut(8..12)?.copy_from_slice(&right.page.to_be_bytes());
    (free >= 12 + 2 * others.len()).then_some(page)
}

fn put_varint(value: i64, out: &mut Vec<u8>) {
    let value = value.cast_unsigned();
    if value >> 56 != 0 {
        out.extend((0..8).rev().map(|n| 0x80 | u8::try_from(value >> (8 + 7 * n) & 0x7f).unwrap_or(0)));
        out.push(u8::try_from(value & 0xff).unwrap_or(0));
        return;
    }
    let bytes = (1..8).find(|n| value >> (7 * n) == 0).unwrap_or(8);
    for n in (0..bytes).rev() {
        let more = if n > 0 { 0x80 } else { 0 };
        out.push(more | u8::try_from(value >> (7 * n) & 0x7f).unwrap_or(0));
    }
}

fn start(page: u32, size: usize) -> u64 {
    u64::from(page.saturating_sub(1)) * u64::try_from(size).unwrap_or(0)
}

fn number(page: &[u8], at: usize) -> u32 {
    page.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::{put_varint, varint};

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for value in [0, 1, 127, 128, 16_383, 16_384, 1 << 40, (1 << 56) - 1, 1 << 56, i64::MAX, -1, i64::MIN] {
            let mut bytes = Vec::new();
            put_varint(value, &mut bytes);
            assert_eq!(varint(&bytes), Some((value, bytes.len())), "{value}");
        }
        assert_eq!(varint(&[0x80]), None);
    }
}
