//! What a field of the query language holds in this cache, for completion.

use std::collections::{BTreeMap, BTreeSet};

use crate::store::error::Error;
use crate::store::reader::Reader;
use crate::store::status::split_tags;
use crate::wire::Field;

/// Items looked at, newest first: what an editor types is of today, and a look at all of a large cache takes too long.
const ITEMS: usize = 5_000;

/// Quotations of them looked at, those of the newest items first.
const QUOTES: usize = 20_000;

/// Values of one answer at most.
const VALUES: usize = 300;

impl Reader {
    /// The values of a field among the newest items, each with how many of these have it, the most frequent first. Empty
    /// for fields whose values are no names.
    pub(crate) fn values(&self, field: Field) -> Result<Vec<(String, u64)>, Error> {
        let Some(sql) = statement(field) else { return Ok(Vec::new()) };
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        // Who is quoted several times in an item is one speaker of it; the quotations of an item come together.
        let (mut item, mut speakers) = (0_i64, BTreeSet::new());
        while let Some(row) = rows.next()? {
            let Some(value) = row.get::<_, Option<String>>(0)?.filter(|v| !v.is_empty()) else { continue };
            if field == Field::Speaker {
                let of = row.get(1)?;
                if std::mem::replace(&mut item, of) != of {
                    speakers.clear();
                }
                if !speakers.insert(value.clone()) {
                    continue;
                }
            }
            let each = if field == Field::Tag { split_tags(&value) } else { vec![value] };
            for value in each {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut all: Vec<_> = counts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(VALUES);
        Ok(all)
    }
}

/// A row for each of the newest items and, where it may have several values of the field, for each of these; `None` for fields
/// whose values are no names.
pub(crate) fn statement(field: Field) -> Option<String> {
    let newest = |columns: &str, those: &str| {
        format!("SELECT {columns} FROM item WHERE {those} ORDER BY place DESC LIMIT {ITEMS}")
    };
    Some(match field {
        Field::Agency => newest("agency", "1"),
        Field::By => newest("byline", "1"),
        Field::Place => newest("dateline", "1"),
        Field::Slug => newest("slug", "1"),
        Field::Lang => newest("language", "1"),
        Field::Claimed => newest("claimed_by", "claimed_by IS NOT NULL"),
        Field::Flagged => newest("flagged", "flagged IS NOT NULL"),
        Field::Tag => newest("tags", "1"),
        Field::Source => newest("(SELECT name FROM source WHERE id = item.source)", "1"),
        // What only an earlier revision quotes is not found by the name either.
        Field::Speaker => format!(
            "SELECT q.canonical, q.item FROM ({}) AS i
             CROSS JOIN quote AS q ON q.item = i.id AND q.revision = i.revision LIMIT {QUOTES}",
            newest("id, revision", "1")
        ),
        _ => return None,
    })
}
