//! Brings a notice to the copy that it is about: a kill filed without the copy must reach whoever acted on it.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use crate::analysis::{chain, headline_letters};
use crate::store::again;
use crate::store::alert::{self, News};
use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::error::Error;
use crate::store::ingest::WIRE_KILLED;
use crate::store::tally::{Home, Tally};
use crate::wire::{Filing, ItemId, Mark, Marks, Notice, Noticed, Status};

/// How far back (milliseconds) a notice reaches.
const REACH_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Items looked at, the newest filed first.
const LOOKED_AT: i64 = 20_000;

/// Stories that a notice may mean which are named at most.
const NAMED: usize = 5;

/// An item that may be meant.
struct Candidate {
    id: i64,
    source: i64,
    reprint: Option<i64>,
    by_slug: bool,
    by_headline: bool,
}

/// An item as it stood before a notice.
struct Stood {
    marks: Marks,
    status: Status,
    home: Home,
    revision: u32,
}

/// A notice as it came.
pub(crate) struct Came<'f> {
    pub(crate) id: i64,
    pub(crate) source: i64,
    pub(crate) at: i64,
    pub(crate) filing: &'f Filing,
    pub(crate) notice: &'f Notice,
}

/// Finds what the notices of a delivery are about and does to it what each says: forbids its use, and tells whoever acted on it.
/// What cannot be told surely is left alone, and noted as such.
pub(crate) fn carry_out(conn: &Connection, all: &[Came<'_>], tally: &mut Tally) -> Result<(), Error> {
    for (came, found) in all.iter().zip(candidates(conn, all)?) {
        let (meant, sure) = meant(found);
        for candidate in meant.iter().take(if sure { usize::MAX } else { NAMED }) {
            note(conn, came, candidate.id, sure)?;
        }
        if meant.is_empty() {
            // An item's number is never 0.
            note(conn, came, 0, false)?;
        }
        if sure {
            for candidate in &meant {
                reach(conn, came, candidate, tally)?;
            }
        }
    }
    Ok(())
}

fn note(conn: &Connection, came: &Came<'_>, item: i64, sure: bool) -> Result<(), Error> {
    conn.prepare_cached("INSERT OR REPLACE INTO notice (notice, item, sure, what) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![came.id, item, sure, came.notice.what.to_string()])?;
    Ok(())
}

/// What a notice names, in the forms in which it is compared.
struct Names {
    agency: Option<String>,
    slug: Option<String>,
    headlines: Vec<String>,
}

impl Names {
    fn of(came: &Came<'_>) -> Self {
        Self {
            agency: came.filing.agency.as_deref().map(str::to_lowercase),
            slug: came.notice.slug.as_deref().map(chain::base_of).filter(|base| !base.is_empty()),
            headlines: came.notice.headlines.iter().map(|line| headline_letters(line)).collect(),
        }
    }
}

/// For each notice of a delivery, the items of the same agency or outlet that go under the slug or the headline that it names.
/// The copy of a week is gone through once, however many there are.
fn candidates(conn: &Connection, all: &[Came<'_>]) -> Result<Vec<Vec<Candidate>>, Error> {
    let mut found: Vec<Vec<Candidate>> = all.iter().map(|_| Vec::new()).collect();
    let Some(first) = all.first() else { return Ok(found) };
    let names: Vec<Names> = all.iter().map(Names::of).collect();
    let house: HashSet<i64> = conn
        .prepare_cached("SELECT id FROM source WHERE id = ?1 OR house = (SELECT house FROM source WHERE id = ?1)")?
        .query_map([first.source], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let mut recent = conn.prepare_cached(
        "SELECT id, source, reprint, agency, slug, headline FROM item
         WHERE revised >= ?1 AND NOT EXISTS (SELECT 1 FROM notice WHERE notice = item.id) ORDER BY revised DESC, id DESC LIMIT ?2",
    )?;
    let mut rows = recent.query((first.at - REACH_MS, LOOKED_AT))?;
    while let Some(row) = rows.next()? {
        let (id, source, reprint): (i64, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if all.iter().any(|came| came.id == id) {
            continue;
        }
        let agency = row.get_ref(3)?.as_str_or_null().ok().flatten().map(str::to_lowercase);
        let same = |names: &&Names| match (&names.agency, &agency) {
            (Some(one), Some(other)) => one == other,
            _ => house.contains(&source),
        };
        if !names.iter().any(|names| same(&names)) {
            continue;
        }
        let slug = row.get_ref(4)?.as_str_or_null().ok().flatten().map(chain::base_of);
        let headline = headline_letters(row.get_ref(5)?.as_str().unwrap_or(""));
        for (names, found) in names.iter().zip(&mut found).filter(|(names, _)| same(names)) {
            let by_slug = names.slug.is_some() && names.slug == slug;
            let by_headline = names.headlines.contains(&headline);
            if by_slug || by_headline {
                found.push(Candidate { id, source, reprint, by_slug, by_headline });
            }
        }
    }
    Ok(found)
}

/// Those that are meant, and whether that is sure: by both names before either, and no two stories of one source.
fn meant(mut found: Vec<Candidate>) -> (Vec<Candidate>, bool) {
    for both in [|c: &Candidate| c.by_slug && c.by_headline, |c: &Candidate| c.by_slug] {
        if found.iter().any(both) {
            found.retain(both);
            break;
        }
    }
    let mut copies: HashMap<i64, i64> = HashMap::new();
    let two_stories = found.iter().any(|c| {
        let copy = c.reprint.unwrap_or(c.id);
        *copies.entry(c.source).or_insert(copy) != copy
    });
    let sure = !found.is_empty() && !two_stories;
    (found, sure)
}

/// What is said of copy is said of the item: its use is forbidden, it is to be seen again, and who acted on it is told.
fn reach(conn: &Connection, came: &Came<'_>, meant: &Candidate, tally: &mut Tally) -> Result<(), Error> {
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
    let news = News { what, by: came.id, revision: 1, at: came.at, headline: &came.filing.headline };
    if what.forbids_use() && !before.has(what) {
        let mut marks = before.clone();
        marks.add(what);
        conn.prepare_cached("UPDATE item SET marks = ?2, wire = wire | ?3, read = 0 WHERE id = ?1")?
            .execute(params![meant.id, marks.to_words(), WIRE_KILLED])?;
        if status.read {
            tally.changed(home, &status, &Status { read: false, ..status.clone() });
        }
    }
    alert::raise(conn, meant.id, &news, tally)?;
    again::filed(conn, meant.id, revision, &before, &Marks::new(vec![what]))?;
    if let Some(reprint) = meant.reprint {
        copies::settle(conn, reprint, tally)?;
        alert::tell_copy(conn, reprint, meant.id, tally)?;
    }
    change::note(conn, Kind::Touched, meant.id, meant.id)?;
    Ok(())
}

/// What notices have to do with an item.
pub(crate) fn of(conn: &Connection, id: i64) -> Result<Vec<Noticed>, Error> {
    let mut all = Vec::new();
    let mut about = conn.prepare_cached("SELECT item, sure FROM notice WHERE notice = ?1 ORDER BY item")?;
    let about = about.query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<Vec<(i64, bool)>, _>>()?;
    if let Some((_, sure)) = about.first() {
        let ids = about.iter().filter(|(item, _)| *item != 0).map(|(item, _)| ItemId(*item)).collect();
        all.push(if *sure { Noticed::About(ids) } else { Noticed::Unsure(ids) });
    }
    let mut by = conn.prepare_cached(
        "SELECT n.what, n.notice, i.headline FROM notice AS n JOIN item AS i ON i.id = n.notice
         WHERE n.item = ?1 AND n.sure = 1 ORDER BY n.notice DESC LIMIT 5",
    )?;
    let by = by.query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    for (what, notice, headline) in by.collect::<Result<Vec<(String, i64, String)>, _>>()? {
        all.push(Noticed::By(Mark::from_word(&what).unwrap_or(Mark::Kill), ItemId(notice), headline));
    }
    Ok(all)
}
