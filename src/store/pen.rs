//! Writes what one decision changes of its items. A bulk decision changes ten thousand: its statements are prepared once, and
//! what holds for a whole copy is set right once, at the end.

use std::collections::BTreeMap;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};

use crate::store::again;
use crate::store::alert;
use crate::store::copies;
use crate::store::error::Error;
use crate::store::ingest::{WIRE_EMBARGO, WIRE_KILLED};
use crate::store::judge;
use crate::store::places;
use crate::store::status::{self, Scribe, read_status};
use crate::store::tally::{Home, Tally};
use crate::wire::{ItemId, Status};

/// Items with what a decision made of each, or with why it left them alone.
type Of<T> = Vec<(ItemId, T)>;

/// The pen that one decision is written with.
pub(crate) struct Pen<'c> {
    pub(crate) conn: &'c Connection,
    /// What was changed so far.
    pub(crate) done: Of<Status>,
    /// What was left alone, and why.
    pub(crate) refused: Of<String>,
    tally: Tally,
    meet: CachedStatement<'c>,
    scribe: Scribe<'c>,
    /// Items that may come back at another time than before.
    stirred: Vec<i64>,
    /// Copy of which another run may come on top; with those of its runs that nobody followed before, who must be told of the others.
    copies: BTreeMap<i64, Vec<i64>>,
}

/// An item as a verb meets it.
pub(crate) struct Met {
    pub(crate) home: Home,
    /// Its copy, where more than one run of it is in the cache.
    reprint: Option<i64>,
    pub(crate) revision: u32,
    pub(crate) killed: bool,
    /// When its embargo lifts (milliseconds; the end of time where the wire does not say); `None` where it has none.
    pub(crate) embargo: Option<i64>,
    pub(crate) alerted: i64,
    pub(crate) status: Status,
    /// When it comes back (milliseconds), if it does.
    pub(crate) back: Option<i64>,
    /// Whether anything ever moved about it.
    moved: bool,
}

/// What [`columns`] need beside the item.
pub(crate) const WITH_COPY: &str = "LEFT JOIN copy AS c ON c.id = i.reprint";

/// The columns that [`Met::read`] reads, in its order, of `item AS i` [`WITH_COPY`].
pub(crate) fn columns() -> String {
    format!(
        "i.source, i.story, i.lead, c.id, i.revision, i.wire, c.killed, i.embargo, i.alerted, i.back,
         EXISTS (SELECT 1 FROM moved WHERE item = i.id), {}",
        status::COLUMNS
    )
}

impl Met {
    /// An item from the [`columns`] that begin at `at`.
    pub(crate) fn read(row: &Row<'_>, at: usize) -> Result<Self, rusqlite::Error> {
        let wire: i64 = row.get(at + 5)?;
        let lifts: Option<i64> = row.get(at + 7)?;
        Ok(Self {
            home: Home { source: row.get(at)?, story: row.get(at + 1)?, lead: row.get(at + 2)? },
            reprint: row.get(at + 3)?,
            revision: row.get(at + 4)?,
            killed: wire & WIRE_KILLED != 0 || row.get::<_, Option<bool>>(at + 6)? == Some(true),
            embargo: (wire & WIRE_EMBARGO != 0).then_some(lifts.unwrap_or(i64::MAX)),
            alerted: row.get(at + 8)?,
            back: row.get(at + 9)?,
            moved: row.get(at + 10)?,
            status: read_status(row, at + 11)?,
        })
    }
}

impl<'c> Pen<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Result<Self, Error> {
        let sql = format!("SELECT {} FROM item AS i {WITH_COPY} WHERE i.id = ?1", columns());
        Ok(Self {
            conn,
            done: Vec::new(),
            refused: Vec::new(),
            tally: Tally::default(),
            meet: conn.prepare_cached(&sql)?,
            scribe: Scribe::new(conn),
            stirred: Vec::new(),
            copies: BTreeMap::new(),
        })
    }

    /// An item as it stands; `None` where it is not in the cache any more.
    pub(crate) fn meet(&mut self, id: i64) -> Result<Option<Met>, Error> {
        Ok(self.meet.query_row([id], |row| Met::read(row, 0)).optional()?)
    }

    /// Leaves an item alone, and says why.
    pub(crate) fn refuse(&mut self, id: i64, why: impl Into<String>) {
        self.refused.push((ItemId(id), why.into()));
    }

    /// Gives an item another status.
    pub(crate) fn change(&mut self, id: i64, met: &Met, after: Status) -> Result<(), Error> {
        self.scribe.write(id, &met.status, &after)?;
        self.tally.changed(met.home, &met.status, &after);
        self.tally.alert(met.alerted > met.status.acknowledged, met.alerted > after.acknowledged);
        if met.back.is_some() || met.moved || met.embargo.is_some() || after.held_until.is_some() {
            self.stirred.push(id);
        }
        if met.status.placed != after.placed {
            self.scribe.finish()?;
            places::placed(self.conn, id, after.placed, &mut self.tally)?;
            judge::changed_otherwise(self.conn)?;
        }
        let (was, is) = (met.status.is_followed(), after.is_followed());
        let moved = met.status.spiked != after.spiked || met.status.placed != after.placed;
        if let Some(copy) = met.reprint.filter(|_| was != is || moved) {
            let to_tell = self.copies.entry(copy).or_default();
            if is && !was {
                to_tell.push(id);
            }
        }
        self.done.push((ItemId(id), after));
        Ok(())
    }

    /// Lifts the pen: sets right what follows from the changes, where they are to be kept. Gives what was changed and what was
    /// left alone.
    pub(crate) fn lift(mut self, keep: bool) -> Result<(Of<Status>, Of<String>), Error> {
        if keep {
            self.scribe.finish()?;
            for (copy, to_tell) in &self.copies {
                copies::settle(self.conn, *copy, &mut self.tally)?;
                alert::tell_copy(self.conn, *copy, to_tell, &mut self.tally)?;
            }
            for id in &self.stirred {
                again::settle(self.conn, *id)?;
            }
            self.tally.write(self.conn)?;
        }
        Ok((self.done, self.refused))
    }
}
