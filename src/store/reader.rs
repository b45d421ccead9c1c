//! The connection that answers the screen's questions and those of other programs. It never writes.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::store::change;
use crate::store::connect;
use crate::store::error::Error;
use crate::store::ingest::WIRE_EMBARGO;
use crate::store::log::{self, Extent};
use crate::store::page::Counted;
use crate::store::query::{Compiled, compile_where, few_of};
use crate::store::rows::{self, Names};
use crate::store::sorted::{Ordered, SORTED};
use crate::store::sources;
use crate::store::status::time;
use crate::store::tally::{self, What};
use crate::store::workers::Workers;
use crate::wire::{Answer, Change, Counts, Health, ItemId, LogEntry, Query, Question, Row, Sort, Ticket};

/// Items that a line of the log in short names at most.
const NAMED: usize = 8;

/// Items that a line of the history names at most: so many are listed where one asks what a bulk decision was about.
const LISTED: usize = 60;

/// Reads the cache. Cheap to open; one thread owns it, and any number of readers may stand beside one writer.
pub struct Reader {
    pub(crate) conn: Connection,
    pub(crate) workers: Workers,
    pub(crate) names: Names,
    pub(crate) counted: Option<Counted>,
    pub(crate) ordered: Option<Ordered>,
    pub(crate) now: Option<Timestamp>,
    damaged: bool,
    /// How many of the newest matches an order of several keys covers.
    pub(crate) sorted: usize,
    /// How many items are few, where it is not the usual number.
    few: Option<usize>,
    seen_version: i64,
    seen_change: i64,
}

impl Reader {
    /// Opens the cache at `path` for reading. Where its directory may not be written, the file is read as it stands.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, [`Error::Newer`] and [`Error::Older`] for another schema,
    /// [`Error::Corrupt`] for a file that is no cache.
    pub fn open(path: &Path, workers: Workers) -> Result<Self, Error> {
        let conn = connect::for_reading(path)?;
        Ok(Self {
            conn,
            workers,
            names: Names::default(),
            counted: None,
            ordered: None,
            now: None,
            damaged: false,
            sorted: SORTED,
            few: None,
            seen_version: -1,
            seen_change: -1,
        })
    }

    /// Tells the time, by which embargoes lift and holds end; before the first call none has.
    pub fn set_clock(&mut self, now: Timestamp) {
        self.now = Some(now);
        self.names.now = now.as_millisecond();
    }

    /// How many items are few enough to be gathered or sorted for one page, where it is not to be the usual number; none are where
    /// it is 0. The answers are the same; how they are come by is not.
    pub fn call_few(&mut self, most: usize) {
        self.few = Some(most);
    }

    /// How many of the newest matches an order of several keys covers on the screen, where it is not to be the usual number.
    pub fn sort_newest(&mut self, most: usize) {
        self.sorted = most;
        self.ordered = None;
    }

    /// Answers a question of the screen; never fails otherwise than by [`Answer::Failed`].
    pub fn answer(&mut self, question: &Question) -> Answer {
        let (ticket, answer) = match question {
            Question::Page(request) => (request.ticket, self.page(request).map(Answer::Page)),
            Question::Reading { ticket, id, revision, copy, width } => {
                let reading = self.reading_of(*id, *revision, *copy, *width);
                (*ticket, reading.map(|reading| Answer::Reading(*ticket, reading.map(Arc::new))))
            }
            Question::Ids(request) => (request.ticket, self.ids(request).map(|ids| Answer::Ids(request.ticket, ids))),
            Question::Sayings(request) => {
                let page = self.sayings(request);
                (request.ticket, page.map(|(found, next)| Answer::Sayings(request.ticket, found.into(), next)))
            }
            Question::Echoes { ticket, id, revision } => {
                (*ticket, self.echoes(*id, *revision).map(|echoes| Answer::Echoes(*ticket, echoes.into())))
            }
            Question::Values(ticket, field) => {
                (*ticket, self.values(*field).map(|all| Answer::Values(*ticket, *field, all)))
            }
            Question::Rows(ticket, ids) | Question::Weigh(ticket, ids) => {
                (*ticket, self.rows(ids).map(|rows| Answer::Rows(*ticket, rows)))
            }
            Question::Report(ticket, from, to) => {
                (*ticket, self.report(*from, *to).map(|report| Answer::Report(*ticket, Arc::new(report))))
            }
            Question::Desk(ticket) => (*ticket, self.desk(*ticket)),
            Question::Count(ticket, query, sort) => {
                (*ticket, self.how_many(query, *sort).map(|n| Answer::Count(*ticket, n)))
            }
            Question::Members(ticket, of) => (*ticket, self.members(*of).map(|rows| Answer::Members(*ticket, rows))),
            Question::Beside(ticket, id) => {
                (*ticket, self.beside(*id).map(|beside| Answer::Beside(*ticket, beside.map(Arc::new))))
            }
            Question::Difference { ticket, id, old, new } => {
                let found = self.difference(*id, *old, *new);
                (*ticket, found.map(|found| Answer::Difference(*ticket, found.map(Arc::new))))
            }
            Question::Log(ticket, limit) => {
                (*ticket, self.history(Some(*limit)).map(|log| Answer::Log(*ticket, log.into())))
            }
        };
        answer.unwrap_or_else(|error| {
            self.damaged |= matches!(error, Error::Corrupt { .. });
            Answer::Failed(ticket, error.in_place(&self.conn).to_string())
        })
    }

    /// Whether an answer has failed because the file is damaged.
    pub fn found_damage(&self) -> bool {
        self.damaged
    }

    /// Compiles a query as this reader answers it.
    pub(crate) fn compile(&self, query: &Query, sort: Sort) -> Result<Compiled, Error> {
        let few = self.few.map_or_else(|| few_of(&self.conn), Ok)?;
        compile_where(&self.conn, query, self.now, sort, few)
    }

    fn desk(&mut self, ticket: Ticket) -> Result<Answer, Error> {
        let alerts = self.alerts_standing()?;
        let mut counts = self.counts()?;
        if counts.again > 0 {
            counts.came_due = self.came_due()?;
        }
        Ok(Answer::Desk(ticket, counts, self.health()?.into(), alerts.into()))
    }

    /// The rows of these items as they stand now; those that are gone are left out.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn rows(&mut self, ids: &[ItemId]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(self.row_of(*id)?.map(|(row, _)| row));
        }
        Ok(rows)
    }

    /// The subscribed sources with their health, in the order of the sources file.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn health(&mut self) -> Result<Vec<Health>, Error> {
        self.names.forget();
        sources::health(&self.conn)
    }

    /// Numbers for the status line. None of them is counted anew. What came back last is left to [`Question::Desk`].
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn counts(&self) -> Result<Counts, Error> {
        let (sources, failing, last_poll): (u32, u32, Option<i64>) = self
            .conn
            .prepare_cached(
                "SELECT count(*), count(*) FILTER (WHERE state IN ('failing', 'gone')), max(last_good)
                 FROM source WHERE subscribed = 1",
            )?
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let now = self.names.now;
        // Of what is back already, an embargo may still be to lift.
        let (again, next_due): (i64, Option<i64>) = self
            .conn
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE back <= ?1),
                 min(CASE WHEN back > ?1 THEN back WHEN embargo > ?1 AND wire & ?2 THEN embargo END)
                 FROM item INDEXED BY item_back WHERE back IS NOT NULL",
            )?
            .query_row((now, WIRE_EMBARGO), |r| Ok((r.get(0)?, r.get(1)?)))?;
        let n = |what| tally::read(&self.conn, what);
        Ok(Counts {
            items: n(What::Items)?,
            unread: n(What::Unread)?,
            flagged: n(What::Flagged)?,
            held: n(What::Held)?,
            used: n(What::Used)?,
            spiked: n(What::Spiked)?,
            again: u64::try_from(again).unwrap_or(0),
            next_due: time(next_due),
            came_due: None,
            sources,
            failing,
            last_poll: time(last_poll),
            alerts: n(What::Alert)?,
        })
    }

    /// The item that came back last by the clock alone, and when.
    fn came_due(&mut self) -> Result<Option<Box<(Timestamp, Row)>>, Error> {
        let now = self.names.now;
        let sql = format!(
            "SELECT {}, max(i.back, CASE WHEN i.embargo <= ?1 AND i.wire & ?2 THEN i.embargo ELSE 0 END) AS since
             FROM item AS i INDEXED BY item_back WHERE i.back IS NOT NULL AND i.back BETWEEN 1 AND ?1 ORDER BY since DESC LIMIT 1",
            rows::columns()
        );
        let (conn, names) = (&self.conn, &mut self.names);
        let mut latest = conn.prepare_cached(&sql)?;
        let mut found = latest.query((now, WIRE_EMBARGO))?;
        let Some(row) = found.next()? else { return Ok(None) };
        let since = time(Some(row.get(rows::COLUMNS)?)).unwrap_or_default();
        let (item, ..) = names.row(conn, row)?;
        Ok(Some(Box::new((since, item))))
    }

    /// The decision log, newest line first; all of it where `limit` is `None`.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn log(&self, limit: Option<usize>) -> Result<Vec<LogEntry>, Error> {
        log::lines(&self.conn, Extent { lines: limit, ..Extent::default() })
    }

    /// The decision log in short: as [`Reader::log`], but each line names its first few items only, so that bulk decisions cost
    /// what others do.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn brief_log(&self, limit: Option<usize>) -> Result<Vec<LogEntry>, Error> {
        log::lines(&self.conn, Extent { lines: limit, items: Some(NAMED), back: false })
    }

    /// The decision log as editors read it: as [`Reader::brief_log`], and each line that stands tells what its items go back to
    /// once it is taken back.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn history(&self, limit: Option<usize>) -> Result<Vec<LogEntry>, Error> {
        log::lines(&self.conn, Extent { lines: limit, items: Some(LISTED), back: true })
    }

    /// The number of the newest change, to ask [`Reader::changes_since`] from.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn newest_change(&self) -> Result<i64, Error> {
        Ok(change::newest(&self.conn)?)
    }

    /// What anybody changed after number `since`, and the number to ask from next time. Costs next to nothing while
    /// nobody writes, so it may be asked several times a second.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn changes_since(&mut self, since: i64) -> Result<(i64, Change), Error> {
        let version = self.version()?;
        if version == self.seen_version && since == self.seen_change {
            return Ok((since, Change::default()));
        }
        let (newest, change) = change::after(&self.conn, since)?;
        if change.sources {
            self.names.forget();
        }
        (self.seen_version, self.seen_change) = (version, newest);
        Ok((newest, change))
    }

    /// SQLite's number for the state of the file as this connection sees it; another one whenever somebody committed.
    pub(crate) fn version(&self) -> Result<i64, Error> {
        Ok(self.conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?)
    }
}
