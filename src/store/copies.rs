//! The same copy in several outlets: how many ran it, whether one of them killed it, and which item stands on top.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::store::change::{self, Kind};
use crate::store::error::Error;
use crate::store::ingest::{WIRE_CORRECTED, WIRE_KILLED};
use crate::store::tally::Tally;

/// A run of the copy.
struct Run {
    id: i64,
    /// The outlet that ran it: what its feeds share, else the source.
    outlet: String,
    story: Option<i64>,
    wire: i64,
    lead: bool,
    read: bool,
    spiked: bool,
    followed: bool,
    words: i64,
    place: i64,
}

impl Run {
    /// What stands on top: killed before corrected copy, then what somebody acted on, then what is not spiked, the fullest,
    /// the newest.
    fn top(&self) -> (bool, bool, bool, bool, i64, i64) {
        let wire = |bit| self.wire & bit != 0;
        (wire(WIRE_KILLED), wire(WIRE_CORRECTED), self.followed, !self.spiked, self.words, self.place)
    }
}

/// Sets the group of a copy right after something changed in it: its numbers, and its item on top in each story.
pub(crate) fn settle(conn: &Connection, reprint: i64, tally: &mut Tally) -> Result<(), Error> {
    let runs = runs(conn, reprint)?;
    let outlets: BTreeSet<&str> = runs.iter().map(|run| run.outlet.as_str()).collect();
    let killed = runs.iter().any(|run| run.wire & WIRE_KILLED != 0);
    if runs.len() > 1 {
        // Most often neither differs: a verdict on a run changes what stands on top alone.
        conn.prepare_cached(
            "INSERT INTO copy (id, outlets, killed, items) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE
             SET outlets = excluded.outlets, killed = excluded.killed, items = excluded.items
             WHERE (outlets, killed, items) <> (excluded.outlets, excluded.killed, excluded.items)",
        )?
        .execute((reprint, outlets.len() as i64, killed, runs.len() as i64))?;
    } else {
        conn.prepare_cached("DELETE FROM copy WHERE id = ?1")?.execute([reprint])?;
    }
    let mut tops: BTreeMap<Option<i64>, &Run> = BTreeMap::new();
    for run in &runs {
        let top = tops.entry(run.story).or_insert(run);
        if run.top() > top.top() {
            *top = run;
        }
    }
    for run in &runs {
        let lead = tops.get(&run.story).is_some_and(|top| top.id == run.id);
        if lead != run.lead {
            conn.prepare_cached("UPDATE item SET lead = ?2 WHERE id = ?1")?.execute((run.id, lead))?;
            tally.lead(!run.read && !run.spiked, lead);
        }
        if lead || run.lead {
            change::note(conn, Kind::Touched, run.id, run.id)?;
        }
    }
    Ok(())
}

/// Two groups turned out to be one copy: every run of `from` is one of `into`. Gives those runs; the group is to be set
/// right by [`settle`] and its kills told by [`crate::store::alert::tell_copy`].
pub(crate) fn link(conn: &Connection, from: i64, into: i64) -> Result<Vec<i64>, Error> {
    let moved = runs(conn, from)?.iter().map(|run| run.id).collect();
    conn.prepare_cached("UPDATE item SET reprint = ?2 WHERE reprint = ?1")?.execute((from, into))?;
    conn.prepare_cached("DELETE FROM copy WHERE id = ?1")?.execute([from])?;
    Ok(moved)
}

fn runs(conn: &Connection, reprint: i64) -> Result<Vec<Run>, rusqlite::Error> {
    conn.prepare_cached(
        "SELECT id, ifnull((SELECT house FROM source WHERE id = item.source), item.source || ''), story, wire, lead, read, spiked,
         flagged IS NOT NULL OR held = 1 OR used = 1 OR claimed_by IS NOT NULL, words, place
         FROM item WHERE reprint = ?1",
    )?
    .query_map([reprint], |r| {
        Ok(Run {
            id: r.get(0)?,
            outlet: r.get(1)?,
            story: r.get(2)?,
            wire: r.get(3)?,
            lead: r.get(4)?,
            read: r.get(5)?,
            spiked: r.get(6)?,
            followed: r.get(7)?,
            words: r.get(8)?,
            place: r.get(9)?,
        })
    })?
    .collect()
}
