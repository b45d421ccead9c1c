//! Which tables are read from a damaged cache, and which of their rows are believed.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::store::error::Error;
use crate::store::fields::from_json;
use crate::store::pack::unpack_copy;
use crate::store::rebuild::walk::{Path, walk};
use crate::store::status::from_log;
use crate::triage;

/// Rows written in one transaction.
const STEP: usize = 4_096;

/// A table whose rows cannot be made anew from others.
pub(crate) struct Table {
    name: &'static str,
    key: &'static str,
    grain: i64,
    believed: fn(&Named<'_>) -> bool,
}

/// What is dearest comes first: decisions, then what they are about.
pub(crate) const TABLES: [Table; 14] = [
    Table { name: "decision", key: "n", grain: 1, believed: is_line },
    Table { name: "decision_item", key: "n", grain: 1, believed: is_change },
    Table { name: "source", key: "id", grain: 1, believed: any },
    Table { name: "item", key: "id", grain: 1, believed: is_item },
    Table { name: "body", key: "id", grain: 1 << 16, believed: is_body },
    Table { name: "alert", key: "n", grain: 1, believed: any },
    Table { name: "outage", key: "id", grain: 1, believed: any },
    Table { name: "print", key: "item", grain: 1, believed: any },
    Table { name: "moved", key: "item", grain: 1, believed: any },
    Table { name: "unjudged", key: "item", grain: 1, believed: any },
    Table { name: "filed_as", key: "source", grain: 1, believed: any },
    Table { name: "notice", key: "notice", grain: 1, believed: any },
    Table { name: "fetched", key: "item", grain: 1, believed: is_fetched },
    Table { name: "raw", key: "id", grain: 1, believed: any },
];

impl Table {
    /// What it is called.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

/// The values of a row by the names of their columns.
pub(crate) struct Named<'r> {
    columns: &'r [String],
    values: &'r [Value],
}

impl Named<'_> {
    fn value(&self, name: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|column| column == name)?;
        self.values.get(at)
    }

    fn text(&self, name: &str) -> Option<&str> {
        match self.value(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn number(&self, name: &str) -> Option<i64> {
        match self.value(name)? {
            Value::Integer(n) => Some(*n),
            _ => None,
        }
    }
}

fn any(_: &Named<'_>) -> bool {
    true
}

fn is_line(row: &Named<'_>) -> bool {
    row.number("n").is_some_and(|n| n > 0)
        && row
            .text("kind")
            .is_some_and(|kind| matches!(kind, "undo" | "redo") || triage::verb_from(kind, row.text("value")).is_some())
}

fn is_change(row: &Named<'_>) -> bool {
    ["before", "after"].iter().all(|side| row.text(side).and_then(from_log).is_some())
}

fn is_item(row: &Named<'_>) -> bool {
    row.number("id").is_some_and(|id| id > 0) && row.number("revision").is_some_and(|n| n > 0)
}

fn is_body(row: &Named<'_>) -> bool {
    let Some(Value::Blob(copy)) = row.value("copy") else { return false };
    let length = row.number("text_len").and_then(|n| usize::try_from(n).ok());
    let Some((text, markup)) = length.and_then(|length| unpack_copy(copy, length).ok()) else { return false };
    let fields = row.text("fields").unwrap_or_default();
    is_clean(&text) && from_json(fields, String::new(), text, markup, 0).is_ok()
}

fn is_fetched(row: &Named<'_>) -> bool {
    let copy = match row.value("copy") {
        Some(Value::Blob(copy)) => copy,
        other => return matches!(other, Some(Value::Null)),
    };
    let length = row.number("text_len").and_then(|n| usize::try_from(n).ok());
    let whole = ["at", "revision", "cut"].iter().all(|name| row.number(name).is_some()) && row.text("url").is_some();
    whole && length.and_then(|length| unpack_copy(copy, length).ok()).is_some_and(|(text, _)| is_clean(&text))
}

/// Whether a text can have passed the gate: damage may have made anything of it.
fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}

/// A column of the new cache that the damaged one has too, and of which type its values are.
struct Column {
    name: String,
    kind: String,
}

impl Column {
    fn fits(&self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Integer(_) => self.kind != "TEXT" && self.kind != "BLOB",
            Value::Real(_) => self.kind == "REAL",
            Value::Text(text) => self.kind == "TEXT" && is_clean(text),
            Value::Blob(_) => self.kind == "BLOB",
        }
    }
}

/// Carries every row over that can be read and believed. Returns the names of the tables that could be read whole.
///
/// # Errors
/// Those of the new cache: a full disk, most likely.
pub(crate) fn carry_over(damaged: &Connection, new: &Connection) -> Result<Vec<&'static str>, Error> {
    let mut whole = Vec::new();
    for table in &TABLES {
        if carry(damaged, new, table)? {
            whole.push(table.name);
        }
    }
    Ok(whole)
}

/// Carries the rows of one table over; whether it could be read whole.
///
/// # Errors
/// Those of the new cache.
pub(crate) fn carry(damaged: &Connection, new: &Connection, table: &Table) -> Result<bool, Error> {
    let columns = shared_columns(damaged, new, table.name)?;
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    if names.is_empty() {
        return Ok(false);
    }
    let marks = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {} ({}) VALUES ({marks})", table.name, names.join(", "));
    let mut insert = new.prepare(&sql)?;
    let top = given(damaged, table.name).saturating_mul(table.grain);
    let path = Path { table: table.name, key: table.key, columns: &names, grain: table.grain, top };
    let (mut failed, mut written, mut doubted) = (None, 0_usize, false);
    new.execute_batch("BEGIN")?;
    let whole = walk(damaged, &path, &mut |values| {
        let row = Named { columns: &names, values: &values };
        let believed = columns.iter().zip(&values).all(|(column, value)| column.fits(value)) && (table.believed)(&row);
        doubted |= !believed;
        if !believed || failed.is_some() {
            return;
        }
        written += 1;
        let stored = insert.execute(params_from_iter(&values)).and_then(|_| match written % STEP {
            0 => new.execute_batch("COMMIT; BEGIN"),
            _ => Ok(()),
        });
        failed = stored.err();
    });
    match failed {
        Some(error) => Err(error.into()),
        None => {
            new.execute_batch("COMMIT")?;
            Ok(whole && !doubted)
        }
    }
}

/// The columns that both have, with their types as the new cache declares them.
fn shared_columns(damaged: &Connection, new: &Connection, table: &str) -> Result<Vec<Column>, Error> {
    let there: Vec<String> = columns(damaged, table).unwrap_or_default().into_iter().map(|c| c.name).collect();
    let mut shared = columns(new, table)?;
    shared.retain(|column| there.contains(&column.name));
    Ok(shared)
}

fn columns(conn: &Connection, table: &str) -> Result<Vec<Column>, rusqlite::Error> {
    let mut info = conn.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
    let rows = info.query_map([table], |r| Ok(Column { name: r.get(0)?, kind: r.get(1)? }))?;
    rows.collect()
}

/// The highest number that the damaged cache has given in a table, where it says so.
pub(crate) fn given(damaged: &Connection, table: &str) -> i64 {
    damaged.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table], |r| r.get(0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::TABLES;
    use crate::store::connect;

    /// What follows from other tables, or is of the moment.
    const MADE_ANEW: [&str; 12] = [
        "agency_name",
        "meta",
        "tally",
        "quote",
        "quote_print",
        "todo",
        "search",
        "change",
        "lease",
        "copy",
        "story",
        "sqlite_sequence",
    ];

    #[test]
    fn every_table_is_carried_over_or_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let conn = connect::for_writing(&dir.path().join("cache.db")).unwrap();
        let mut all = conn
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'search_*' AND name NOT GLOB 'sqlite_stat*'")
            .unwrap();
        let all: BTreeSet<String> = all.query_map([], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let known: BTreeSet<String> =
            TABLES.iter().map(|table| table.name).chain(MADE_ANEW).map(str::to_owned).collect();
        assert_eq!(all, known);
    }
}
