//! Brings a notice to the copy that it is about: a kill filed without the copy must reach whoever acted on it.

use rusqlite::{Connection, OptionalExtension, params};

use crate::analysis::notice_in;
use crate::store::again;
use crate::store::alert::{self, News};
use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::digest::text_of;
use crate::store::error::Error;
use crate::store::ingest::{WIRE_KILLED, WIRE_NOTICE};
use crate::store::meant::{Came, Candidate, Meant, Names, REACH_MS, meant};
use crate::store::status::time;
use crate::store::tally::{Home, Tally};
use crate::wire::{About, Filing, ItemId, Mark, Marks, Noticed, Status};

/// Stories that a notice may mean which are named at most.
const NAMED: usize = 5;

/// Notices that met nothing and wait for their copy, the newest first.
const WAITING: i64 = 200;

/// How sure it is that a notice is about an item, as `notice.sure` keeps it.
const UNSURE: i64 = 0;
const SURE: i64 = 1;
/// It names the item, but its source is not known to run the agency's copy.
const UNCONFIRMED: i64 = 2;

/// An item as it stood before a notice.
struct Stood {
    marks: Marks,
    status: Status,
    home: Home,
    revision: u32,
}

/// Finds what notices are about and does to it what each says: forbids its use, and tells whoever acted on it. What cannot be
/// told surely is left alone, and noted as such; a kill by a source that does not run the agency's copy is told, and forbids
/// nothing.
pub(crate) fn carry_out(conn: &Connection, all: &[Came], now: i64, tally: &mut Tally) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    for (came, Meant { copy, sure }) in all.iter().zip(meant(conn, all, now)?) {
        conn.prepare_cached("DELETE FROM notice WHERE notice = ?1")?.execute([came.id])?;
        if copy.is_empty() {
            // An item's number is never 0.
            note(conn, came, 0, UNSURE)?;
        }
        let mut met = false;
        for candidate in copy.iter().take(if sure { usize::MAX } else { NAMED }) {
            let confirmed = candidate.vouched || !came.notice.what.forbids_use();
            let certainty = match (sure, confirmed) {
                (false, _) => UNSURE,
                (true, true) => SURE,
                (true, false) => UNCONFIRMED,
            };
            note(conn, came, candidate.id, certainty)?;
            met |= certainty == SURE;
            match certainty {
                SURE => reach(conn, came, candidate, tally)?,
                UNCONFIRMED => doubt(conn, came, candidate, tally)?,
                _ => {}
            }
        }
        if met {
            is_no_copy(conn, came.id, tally)?;
        }
    }
    Ok(())
}

/// A notice that has killed other copy is not killed copy itself: it may be read, put away and sent on. One that met nothing, of
/// which it is not sure what it means, or that nobody vouches for may be the copy, and so may one that was filed anew.
fn is_no_copy(conn: &Connection, id: i64, tally: &mut Tally) -> Result<(), Error> {
    let reprint: Option<Option<i64>> = conn
        .prepare_cached(
            "UPDATE item SET wire = (wire & ~?2) | ?3 WHERE id = ?1 AND revision = 1 AND wire & ?2 <> 0 RETURNING reprint",
        )?
        .query_row((id, WIRE_KILLED, WIRE_NOTICE), |r| r.get(0))
        .optional()?;
    let Some(reprint) = reprint else { return Ok(()) };
    if let Some(reprint) = reprint {
        copies::settle(conn, reprint, tally)?;
    }
    change::note(conn, Kind::Touched, id, id)?;
    Ok(())
}

fn note(conn: &Connection, came: &Came, item: i64, sure: i64) -> Result<(), Error> {
    conn.prepare_cached("INSERT OR REPLACE INTO notice (notice, item, sure, what) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![came.id, item, sure, came.notice.what.to_string()])?;
    Ok(())
}

/// Notices that met nothing, the newest first, without their number.
pub(crate) const UNMET: &str =
    "SELECT i.id, i.source, i.received, i.published, i.agency, i.headline, i.marks, i.words, i.revision
    FROM notice AS n JOIN item AS i ON i.id = n.notice
    WHERE n.item = 0 ORDER BY n.notice DESC LIMIT ?1";

/// The notices of the last week that met nothing.
pub(crate) fn waiting(conn: &Connection, now: i64) -> Result<Vec<Came>, Error> {
    let mut unmet = conn.prepare_cached(UNMET)?;
    let mut rows = unmet.query([WAITING])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, at, headline): (i64, i64, String) = (row.get(0)?, row.get(2)?, row.get(5)?);
        if at < now - REACH_MS {
            // Those that are left came even earlier.
            break;
        }
        let marks = Marks::from_words(row.get_ref(6)?.as_str().unwrap_or(""));
        let text = text_of(conn, id, row.get(8)?)?;
        let Some(notice) = notice_in(&headline, &text, &marks, None, row.get(7)?) else { continue };
        let (source, filed, agency) = (row.get(1)?, row.get(3)?, row.get(4)?);
        all.push(Came { id, source, at, filed, agency, headline, notice });
    }
    Ok(all)
}

/// Of the notices that wait, those that may mean one of these filings.
pub(crate) fn met(waiting: &[Came], filings: &[&Filing]) -> Vec<Came> {
    let may = |came: &&Came| {
        let names = Names::of(came);
        filings.iter().any(|filing| filing.notice.is_none() && names.may_mean(filing))
    };
    waiting.iter().filter(may).cloned().collect()
}

/// What a source says of copy that is not known to be its to kill: whoever acted on any run of it is told, and the copy bears
/// a mark that forbids nothing.
fn doubt(conn: &Connection, came: &Came, meant: &Candidate, tally: &mut Tally) -> Result<(), Error> {
    let runs: Vec<i64> = match meant.reprint {
        None => vec![meant.id],
        Some(reprint) => conn
            .prepare_cached("SELECT id FROM item WHERE reprint = ?1")?
            .query_map([reprint], |r| r.get(0))?
            .collect::<Result<_, _>>()?,
    };
    let news = News { what: Mark::Unconfirmed, by: came.id, revision: 1, at: came.at, headline: &came.headline };
    for run in runs {
        let marks: String =
            conn.prepare_cached("SELECT marks FROM item WHERE id = ?1")?.query_row([run], |r| r.get(0))?;
        let mut marks = Marks::from_words(&marks);
        marks.add(Mark::Unconfirmed);
        conn.prepare_cached("UPDATE item SET marks = ?2 WHERE id = ?1")?.execute((run, marks.to_words()))?;
        alert::raise(conn, run, &news, tally)?;
        change::note(conn, Kind::Touched, run, run)?;
    }
    Ok(())
}

/// What is said of copy is said of the item: its use is forbidden, it is to be seen again, and who acted on it is told.
fn reach(conn: &Connection, came: &Came, meant: &Candidate, tally: &mut Tally) -> Result<(), Error> {
    let what = came.notice.what;
    let stood = conn
        .prepare_cached("SELECT marks, read, spiked, source, story, lead, revision FROM item WHERE id = ?1")?
        .query_row([meant.id], |r| {
            Ok(Stood {
                marks: Marks::from_words(r.get_ref(0)?.as_str().unwrap_or("")),
                status: Status { read: r.get(1)?, spiked: r.get(2)?, ..Status::default() },
                home: Home { source: r.get(3)?, story: r.get(4)?, lead: r.get(5)? },
                revision: r.get(6)?,
            })
        })
        .optional()?;
    let Some(Stood { marks: before, status, home, revision }) = stood else { return Ok(()) };
    let news = News { what, by: came.id, revision: 1, at: came.at, headline: &came.headline };
    if what.forbids_use() && !before.has(what) {
        let mut marks = before.clone();
        marks.add(what);
        conn.prepare_cached("UPDATE item SET marks = ?2, wire = wire | ?3, read = 0 WHERE id = ?1")?
            .execute(params![meant.id, marks.to_words(), WIRE_KILLED])?;
        if status.read {
            tally.changed(home, &status, &Status { read: false, ..status.clone() });
        }
    }
    alert::tell(conn, meant.id, meant.reprint, &news, tally)?;
    again::filed(conn, meant.id, revision, &before, &Marks::new(vec![what]))?;
    if let Some(reprint) = meant.reprint {
        copies::settle(conn, reprint, tally)?;
    }
    change::note(conn, Kind::Touched, meant.id, meant.id)?;
    Ok(())
}

/// What notices have to do with an item.
pub(crate) fn of(conn: &Connection, id: i64) -> Result<Vec<Noticed>, Error> {
    let mut all = Vec::new();
    let mut about = conn.prepare_cached(
        "SELECT n.item, n.sure, ifnull(i.headline, '') FROM notice AS n LEFT JOIN item AS i ON i.id = n.item
         WHERE n.notice = ?1 ORDER BY n.item",
    )?;
    let about = about
        .query_map([id], |r| Ok((r.get(1)?, About { item: ItemId(r.get(0)?), headline: r.get(2)? })))?
        .collect::<Result<Vec<(i64, About)>, _>>()?;
    let of = |certainty: i64| -> Vec<About> {
        about.iter().filter(|(sure, of)| of.item.0 != 0 && *sure == certainty).map(|(_, of)| of.clone()).collect()
    };
    let (sure, unconfirmed, unsure) = (of(SURE), of(UNCONFIRMED), of(UNSURE));
    if !about.is_empty() && sure.is_empty() && unconfirmed.is_empty() {
        all.push(Noticed::Unsure(unsure));
    }
    all.extend((!sure.is_empty()).then_some(Noticed::About(sure)));
    all.extend((!unconfirmed.is_empty()).then_some(Noticed::Unconfirmed(unconfirmed)));
    let mut by = conn.prepare_cached(
        "SELECT n.what, n.notice, i.headline, n.sure, s.name, i.received FROM notice AS n JOIN item AS i ON i.id = n.notice
         JOIN source AS s ON s.id = i.source WHERE n.item = ?1 AND n.sure > 0 ORDER BY n.notice DESC LIMIT 5",
    )?;
    let mut by = by.query([id])?;
    while let Some(row) = by.next()? {
        let what = Mark::from_word(row.get_ref(0)?.as_str().unwrap_or("")).unwrap_or(Mark::Kill);
        let (notice, headline, source) = (ItemId(row.get(1)?), row.get(2)?, row.get(4)?);
        let confirmed = row.get::<_, i64>(3)? == SURE;
        all.push(if confirmed {
            Noticed::By { what, source, notice, headline, at: time(row.get(5)?).unwrap_or_default() }
        } else {
            Noticed::Said { what, source, notice, headline }
        });
    }
    Ok(all)
}
