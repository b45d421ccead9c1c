//! Reads rows of the list. Names that repeat are kept once.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Row as SqlRow};

use crate::store::again;
use crate::store::ingest::WIRE_NOTICE;
use crate::store::place::{slot_of, time_of};
use crate::store::status::{self, read_status};
use crate::wire::{Again, ItemId, Marks, Row};

/// Names kept at most before the cupboard is emptied.
const KEPT: usize = 4_096;

/// In the number of a row's copy: other stories have runs of it too.
const PARTED: i64 = 1 << 31;

/// The columns of a row.
pub(crate) fn columns() -> String {
    format!(
        "i.id, i.place, i.source, i.agency, i.headline, i.marks, i.rank, i.revision, i.words, i.alerted, i.embargo, i.back,
         i.story, i.reprint,
         (SELECT (items << 32) + outlets * 2 + killed + (EXISTS (
              SELECT 1 FROM item INDEXED BY item_lead WHERE reprint = copy.id AND lead = 1 AND story <> i.story) << 31)
          FROM copy WHERE id = i.reprint),
         (SELECT items FROM story WHERE id = i.story),
         (SELECT CAST(heat AS INTEGER) FROM story WHERE id = i.story), i.wire, {}",
        status::COLUMNS
    )
}

/// The column after the last one of [`columns`].
pub(crate) const COLUMNS: usize = 18 + status::WIDTH;

/// Names of sources and agencies, shared by the rows that show them.
#[derive(Default)]
pub(crate) struct Names {
    sources: HashMap<i64, Arc<str>>,
    agencies: HashMap<String, Arc<str>>,
    /// How many runs of a copy each story has, of copy that stands in several, and the state of the cache in which it was counted.
    parts: (i64, HashMap<(i64, i64), u32>),
    /// What time it is (milliseconds): which holds have ended. None has, before anybody says.
    pub(crate) now: i64,
}

impl Names {
    /// Forgets the sources' names, which may have changed.
    pub(crate) fn forget(&mut self) {
        self.sources.clear();
    }

    /// The row, with its place and rank.
    pub(crate) fn row(&mut self, conn: &Connection, row: &SqlRow<'_>) -> Result<(Row, i64, i64), rusqlite::Error> {
        let place = row.get(1)?;
        let rank: i64 = row.get(6)?;
        // Items, whether other stories have some of them, outlets, and whether any of them killed it, in one number; an item that ran
        // once has none.
        let copies = row.get::<_, Option<i64>>(14)?.unwrap_or(1 << 32 | 1 << 1);
        let (story, reprint) = (row.get(12)?, row.get(13)?);
        let copy_items = (copies >> 32) as u32;
        let copy_in_story = match (reprint, story) {
            (Some(reprint), Some(story)) if copies & PARTED != 0 => self.part(conn, reprint, story)?,
            _ => copy_items,
        };
        let read = Row {
            id: ItemId(row.get(0)?),
            sort_at: time_of(place),
            slot: slot_of(place),
            source: self.source(conn, row.get(2)?)?,
            agency: row.get_ref(3)?.as_str_or_null()?.map(|name| self.agency(name)),
            headline: row.get(4)?,
            marks: Marks::from_words(row.get_ref(5)?.as_str()?),
            priority: u8::try_from(rank).ok().filter(|rank| *rank < 9),
            revision: row.get(7)?,
            status: read_status(row, 18)?,
            words: row.get(8)?,
            outlets: ((copies & !PARTED) as u32 >> 1).saturating_sub(1),
            killed_elsewhere: copies & 1 == 1,
            notice: row.get::<_, i64>(17)? & WIRE_NOTICE != 0,
            copy_items,
            copy_in_story,
            story,
            reprint,
            story_items: row.get::<_, Option<u32>>(15)?.unwrap_or(1),
            heat: row.get::<_, Option<i64>>(16)?.unwrap_or(0),
            alerted: row.get(9)?,
            embargo: status::time(row.get(10)?),
            again: self.again(conn, row)?,
        };
        Ok((read, place, rank))
    }

    /// Why the item is to be looked at again. Few are, so only these are asked about.
    fn again(&self, conn: &Connection, row: &SqlRow<'_>) -> Result<Vec<Again>, rusqlite::Error> {
        let due = row.get::<_, Option<i64>>(11)?.is_some_and(|back| back <= self.now);
        // A reason that cannot be read must not take the row with it: the item is listed without words.
        if due { Ok(again::reasons(conn, row.get(0)?, self.now).unwrap_or_default()) } else { Ok(Vec::new()) }
    }

    /// How many runs of a copy a story has. An editor has parted few, so only these are counted, and once for all their rows.
    fn part(&mut self, conn: &Connection, reprint: i64, story: i64) -> Result<u32, rusqlite::Error> {
        let version: i64 = conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?;
        if self.parts.0 != version {
            self.parts = (version, HashMap::new());
        }
        if let Some(n) = self.parts.1.get(&(reprint, story)) {
            return Ok(*n);
        }
        let n = conn
            .prepare_cached("SELECT count(*) FROM item INDEXED BY item_reprint WHERE reprint = ?1 AND story = ?2")?
            .query_row([reprint, story], |r| r.get(0))?;
        self.parts.1.insert((reprint, story), n);
        Ok(n)
    }

    /// The name of a source.
    pub(crate) fn source(&mut self, conn: &Connection, id: i64) -> Result<Arc<str>, rusqlite::Error> {
        if let Some(name) = self.sources.get(&id) {
            return Ok(name.clone());
        }
        let name: String =
            conn.prepare_cached("SELECT name FROM source WHERE id = ?1")?.query_row([id], |r| r.get(0))?;
        let name: Arc<str> = name.into();
        self.sources.insert(id, name.clone());
        Ok(name)
    }

    fn agency(&mut self, name: &str) -> Arc<str> {
        if let Some(shared) = self.agencies.get(name) {
            return shared.clone();
        }
        if self.agencies.len() >= KEPT {
            self.agencies.clear();
        }
        let shared: Arc<str> = name.into();
        self.agencies.insert(name.to_owned(), shared.clone());
        shared
    }
}
