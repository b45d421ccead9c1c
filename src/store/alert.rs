//! What an editor must be told: raises alerts with the filing that brings the news, and reads them.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::change::{self, Kind};
use crate::store::error::Error;
use crate::store::ingest::{WIRE_CORRECTED, WIRE_KILLED, body_id};
use crate::store::reader::Reader;
use crate::store::rows;
use crate::store::status::time;
use crate::store::tally::Tally;
use crate::wire::{Alert, Mark, Marks};

use jiff::Timestamp;

/// Alerts that the screen is told of at most; the number of all is kept as a count.
const TOLD: usize = 100;

/// A filing that corrects or kills copy.
pub(crate) struct News<'a> {
    /// What it does.
    pub(crate) what: Mark,
    /// Its item.
    pub(crate) by: i64,
    /// Its revision of that item.
    pub(crate) revision: u32,
    /// When it was received, in milliseconds.
    pub(crate) at: i64,
    /// Its headline.
    pub(crate) headline: &'a str,
}

/// The gravest mark that whoever acted on the copy must be told of.
pub(crate) fn grave(marks: &Marks) -> Option<Mark> {
    marks.iter().find(|mark| mark.forbids_use() || *mark == Mark::Corrected)
}

/// Raises an alert for an item if somebody acted on it, inside the transaction that brings the news. The same filing is
/// never told twice.
pub(crate) fn raise(conn: &Connection, item: i64, news: &News<'_>, tally: &mut Tally) -> Result<(), Error> {
    let stood: Option<bool> = conn
        .prepare_cached(
            "SELECT alerted > acked FROM item
             WHERE id = ?1 AND (flagged IS NOT NULL OR held = 1 OR used = 1 OR claimed_by IS NOT NULL)",
        )?
        .query_row([item], |r| r.get(0))
        .optional()?;
    let Some(stood) = stood else { return Ok(()) };
    let raised = conn
        .prepare_cached(
            "INSERT OR IGNORE INTO alert (item, by, revision, what, at, headline) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![item, news.by, news.revision, news.what.to_string(), news.at, news.headline])?;
    if raised == 0 {
        return Ok(());
    }
    let n = conn.last_insert_rowid();
    conn.prepare_cached("UPDATE item SET alerted = ?2 WHERE id = ?1")?.execute((item, n))?;
    tally.alert(stood, true);
    change::note(conn, Kind::Touched, item, item)?;
    Ok(())
}

/// Tells of news whoever acted on an item, or on another run of its copy.
pub(crate) fn tell(
    conn: &Connection,
    item: i64,
    reprint: Option<i64>,
    news: &News<'_>,
    tally: &mut Tally,
) -> Result<(), Error> {
    raise(conn, item, news, tally)?;
    reprint.map_or(Ok(()), |reprint| tell_runs(conn, reprint, news, tally))
}

/// Tells of news whoever acted on a run of a copy, other than the run that brings it.
fn tell_runs(conn: &Connection, reprint: i64, news: &News<'_>, tally: &mut Tally) -> Result<(), Error> {
    let runs = conn
        .prepare_cached("SELECT id FROM item WHERE reprint = ?1 AND id <> ?2")?
        .query_map((reprint, news.by), |r| r.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    runs.into_iter().try_for_each(|run| raise(conn, run, news, tally))
}

/// A correction or kill of a copy, by any outlet, with the runs that bear it. A notice brings it to many of them at once.
struct Grave {
    runs: Vec<i64>,
    what: Mark,
    by: i64,
    revision: u32,
    at: i64,
    headline: String,
}

impl Grave {
    fn news(&self) -> News<'_> {
        News { what: self.what, by: self.by, revision: self.revision, at: self.at, headline: &self.headline }
    }
}

/// Tells of corrections and kills within the same copy, where runs of it have come into it or somebody begins to follow them:
/// to whoever acted on one of `ids` where another run brought one, and on any run where one of `ids` brings one.
pub(crate) fn tell_copy(conn: &Connection, reprint: i64, ids: &[i64], tally: &mut Tally) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    for grave in graves(conn, reprint)? {
        let news = grave.news();
        if ids.iter().any(|id| grave.runs.contains(id)) {
            tell_runs(conn, reprint, &news, tally)?;
            continue;
        }
        ids.iter().try_for_each(|id| raise(conn, *id, &news, tally))?;
    }
    Ok(())
}

/// What corrects or kills a copy, each once.
fn graves(conn: &Connection, reprint: i64) -> Result<Vec<Grave>, Error> {
    let runs = conn
        .prepare_cached(
            "SELECT id, revision, revised, headline, marks FROM item INDEXED BY item_grave
             WHERE reprint = ?1 AND wire <> 0 AND wire & ?2 <> 0",
        )?
        .query_map((reprint, WIRE_KILLED | WIRE_CORRECTED), |r| {
            let run: i64 = r.get(0)?;
            let marks = Marks::from_words(r.get_ref(4)?.as_str()?);
            let what = grave(&marks).unwrap_or(Mark::Corrected);
            let newest =
                Grave { runs: vec![run], what, by: run, revision: r.get(1)?, at: r.get(2)?, headline: r.get(3)? };
            Ok((marks, newest))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let mut all: BTreeMap<(i64, u32), Grave> = BTreeMap::new();
    for (marks, newest) in runs {
        let run = newest.by;
        let found = match noticed(conn, run, &marks)? {
            Some(found) => found,
            None => filed(conn, run, newest.what)?.unwrap_or(newest),
        };
        all.entry((found.by, found.revision)).and_modify(|known| known.runs.push(run)).or_insert(found);
    }
    Ok(all.into_values().collect())
}

/// The first notice that brought a run a mark which it still bears and which forbids its use; `None` where its own filing did.
fn noticed(conn: &Connection, run: i64, marks: &Marks) -> Result<Option<Grave>, Error> {
    let mut notices = conn.prepare_cached(
        "SELECT n.what, n.notice, i.received, i.headline FROM notice AS n JOIN item AS i ON i.id = n.notice
         WHERE n.item = ?1 AND n.sure = 1 ORDER BY n.notice",
    )?;
    let mut rows = notices.query([run])?;
    while let Some(row) = rows.next()? {
        let what = Mark::from_word(&row.get::<_, String>(0)?);
        if let Some(what) = what.filter(|what| what.forbids_use() && marks.has(*what)) {
            let (by, at, headline) = (row.get(1)?, row.get(2)?, row.get(3)?);
            return Ok(Some(Grave { runs: vec![run], what, by, revision: 1, at, headline }));
        }
    }
    Ok(None)
}

/// The filing of a run that brought a mark: of a kill the first, for killed copy stays killed; of a hold the last that followed
/// one without; of corrections the last. `None` where no filing that is kept did.
fn filed(conn: &Connection, run: i64, what: Mark) -> Result<Option<Grave>, Error> {
    let mut filings = conn.prepare_cached(
        "SELECT id & 65535, at, headline, json_extract(fields, '$.marks') FROM body WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    )?;
    let mut rows = filings.query((body_id(run, 0), body_id(run, u32::MAX)))?;
    let (mut found, mut had) = (None, false);
    while let Some(row) = rows.next()? {
        let marks = Marks::from_words(&row.get::<_, Option<String>>(3)?.unwrap_or_default());
        let has = marks.has(what);
        let brings = match what {
            Mark::Hold => !had,
            Mark::Corrected => !marks.has(Mark::SilentEdit),
            _ => found.is_none(),
        };
        if has && brings {
            let (revision, at, headline) = (row.get(0)?, row.get(1)?, row.get(2)?);
            found = Some(Grave { runs: vec![run], what, by: run, revision, at, headline });
        }
        had = has;
    }
    Ok(found)
}

impl Reader {
    /// The alerts that stand, newest first: the newest of each item, a hundred at most.
    pub(crate) fn alerts_standing(&mut self) -> Result<Vec<Alert>, Error> {
        self.read_alerts("a.n IN (SELECT alerted FROM item AS s WHERE s.alerted > s.acked)", TOLD)
    }

    /// Every alert raised at or after `since` (every one that is kept, where `None`), and every one that still stands,
    /// newest first, with who acknowledged it and when. What the hand-over of a shift reports.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn alerts(&mut self, since: Option<Timestamp>) -> Result<Vec<Alert>, Error> {
        let since = since.map_or(i64::MIN, |at| at.as_millisecond());
        self.read_alerts(&format!("(a.at >= {since} OR i.alerted > i.acked AND a.n > i.acked)"), usize::MAX >> 1)
    }

    fn read_alerts(&mut self, which: &str, limit: usize) -> Result<Vec<Alert>, Error> {
        let sql = format!(
            "SELECT {}, a.n, a.by, a.revision, a.what, a.at, a.headline,
             ifnull((SELECT source FROM item WHERE id = a.by), i.source),
             (SELECT d.at FROM decision_item AS di JOIN decision AS d ON d.n = di.n
              WHERE di.item = a.item AND d.kind = 'ack' AND d.undone_by IS NULL AND d.at >= a.at
              ORDER BY di.n LIMIT 1),
             (SELECT d.who FROM decision_item AS di JOIN decision AS d ON d.n = di.n
              WHERE di.item = a.item AND d.kind = 'ack' AND d.undone_by IS NULL AND d.at >= a.at
              ORDER BY di.n LIMIT 1)
             FROM alert AS a JOIN item AS i ON i.id = a.item WHERE {which} ORDER BY a.n DESC LIMIT {limit}",
            rows::columns()
        );
        let (conn, names) = (&self.conn, &mut self.names);
        let mut statement = conn.prepare_cached(&sql)?;
        let mut found = statement.query([])?;
        let mut alerts = Vec::new();
        while let Some(r) = found.next()? {
            const FIRST: usize = rows::COLUMNS;
            let (row, ..) = names.row(conn, r)?;
            let n: i64 = r.get(FIRST)?;
            let who: Option<String> = r.get(FIRST + 8)?;
            let seen = time(r.get(FIRST + 7)?).zip(who).filter(|_| n <= row.status.acknowledged);
            alerts.push(Alert {
                n,
                by: crate::wire::ItemId(r.get(FIRST + 1)?),
                revision: r.get(FIRST + 2)?,
                what: Mark::from_word(&r.get::<_, String>(FIRST + 3)?).unwrap_or(Mark::Corrected),
                at: time(r.get(FIRST + 4)?).unwrap_or_default(),
                headline: r.get(FIRST + 5)?,
                from: names.source(conn, r.get(FIRST + 6)?)?,
                row,
                acknowledged: seen,
            });
        }
        Ok(alerts)
    }
}
