//! The places of what came together: items of one delivery that have the same second, as all do that give no date.
//!
//! The feed's own order holds among them, its first item on top.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::store::belongs::Finder;
use crate::store::error::Error;
use crate::store::newcomer::sort_at;
use crate::store::place::{Places, floor_of};
use crate::wire::Filing;

/// The filings of one delivery by their seconds, and the places that were set aside for them.
pub(crate) struct Crowd {
    received: i64,
    /// Filings that share a second, until the first of them is new.
    seconds: HashMap<i64, Vec<usize>>,
    places: HashMap<usize, i64>,
}

impl Crowd {
    pub(crate) fn of(filings: &[Filing], received: i64) -> Self {
        let mut seconds: HashMap<i64, Vec<usize>> = HashMap::new();
        for (index, filing) in filings.iter().enumerate() {
            seconds.entry(floor_of(sort_at(filing, received))).or_default().push(index);
        }
        seconds.retain(|_, indexes| indexes.len() > 1);
        Self { received, seconds, places: HashMap::new() }
    }

    /// The place of a filing that is a new item.
    pub(crate) fn place(
        &mut self,
        conn: &Connection,
        places: &mut Places,
        finder: &Finder<'_>,
        filings: &[Filing],
        index: usize,
    ) -> Result<i64, Error> {
        let ms = filings.get(index).map_or(self.received, |filing| sort_at(filing, self.received));
        if let Some(indexes) = self.seconds.remove(&floor_of(ms)) {
            self.set_aside(conn, finder, filings, &indexes, ms)?;
        }
        // What took a place meanwhile (an update that was moved up) did not know that it was set aside.
        match self.places.remove(&index) {
            Some(place) if is_free(conn, place)? => Ok(place),
            _ => Ok(places.take(conn, ms)?),
        }
    }

    /// Sets places aside for those that seem to be new, which their keys tell of nearly all. What belongs to an item all the same
    /// leaves its place free.
    fn set_aside(
        &mut self,
        conn: &Connection,
        finder: &Finder<'_>,
        filings: &[Filing],
        indexes: &[usize],
        ms: i64,
    ) -> Result<(), Error> {
        let mut fresh = Vec::new();
        for index in indexes {
            if let Some(filing) = filings.get(*index)
                && !finder.knows(&filing.key)?
            {
                fresh.push(*index);
            }
        }
        if fresh.len() > 1 {
            let found = Places::below_each_other(conn, ms, fresh.len())?;
            self.places.extend(fresh.into_iter().zip(found));
        }
        Ok(())
    }
}

fn is_free(conn: &Connection, place: i64) -> Result<bool, Error> {
    let mut taken = conn.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM item WHERE place = ?1)")?;
    Ok(taken.query_row([place], |r| r.get(0))?)
}
