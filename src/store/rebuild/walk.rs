//! Reads every row of a damaged table that can be read: from both ends, and between what is damaged.

use std::collections::VecDeque;

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

/// How far beyond the last row that was read rows are looked for, where the end of the table cannot be read.
const BEYOND: i64 = 100_000;
/// After so many stretches in a row without one row there is taken to be no other: a table whose first page is damaged has none.
const IN_VAIN: u32 = 4_000;

/// A table, and the whole number by which its rows are in order.
pub(crate) struct Path<'a> {
    /// The table.
    pub(crate) table: &'a str,
    /// The column that tells the order.
    pub(crate) key: &'a str,
    /// The columns wanted.
    pub(crate) columns: &'a [String],
    /// The least distance of numbers between which rows are looked for.
    pub(crate) grain: i64,
    /// The highest number known to have been given.
    pub(crate) top: i64,
}

/// Gives each row that can be read to `take`, some of them twice; whether all of them could be read.
pub(crate) fn walk(damaged: &Connection, path: &Path<'_>, take: &mut dyn FnMut(Vec<Value>)) -> bool {
    let mut in_vain = 0;
    // Long stretches come before short ones, so that what is whole between damaged pages is met early.
    let mut stretches = VecDeque::from([(0, i64::MAX)]);
    let mut whole = true;
    while let Some((mut low, mut high)) = stretches.pop_front() {
        let (last, ended) = read(damaged, path, (low, high), "ASC", take);
        if ended {
            in_vain = 0;
            continue;
        }
        whole = false;
        low = last.unwrap_or(low);
        let (first, _) = read(damaged, path, (low, high), "DESC", take);
        in_vain = if last.or(first).is_some() { 0 } else { in_vain + 1 };
        if in_vain > IN_VAIN {
            break;
        }
        high = match first {
            Some(first) => first,
            None if high == i64::MAX => path.top.max(low.saturating_add(BEYOND.saturating_mul(path.grain))),
            None => high,
        };
        if high.saturating_sub(low) >= path.grain {
            let middle = low + (high - low) / 2;
            stretches.extend([(low, middle), (middle + 1, high)]);
        }
    }
    whole
}

/// Reads a stretch in one direction; the last number that was read, and whether the stretch came to its end.
fn read(
    damaged: &Connection,
    path: &Path<'_>,
    stretch: (i64, i64),
    order: &str,
    take: &mut dyn FnMut(Vec<Value>),
) -> (Option<i64>, bool) {
    let Path { table, key, columns, .. } = path;
    let sql = format!(
        "SELECT {key}, {} FROM {table} WHERE {key} BETWEEN ?1 AND ?2 ORDER BY {key} {order}",
        columns.join(", ")
    );
    let mut last = None;
    let Ok(mut statement) = damaged.prepare_cached(&sql) else { return (last, false) };
    let Ok(mut rows) = statement.query(stretch) else { return (last, false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                last = row.get(0).ok().or(last);
                // A text that is none any more costs its row.
                if let Ok(values) = values(row, columns.len()) {
                    take(values);
                }
            }
            Ok(None) => return (last, true),
            Err(_) => return (last, false),
        }
    }
}

fn values(row: &Row<'_>, columns: usize) -> Result<Vec<Value>, rusqlite::Error> {
    (1..=columns).map(|at| row.get(at)).collect()
}
