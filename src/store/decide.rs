//! The decision log: verbs, undo and redo, each one transaction that is on disk before it is acknowledged.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use crate::store::again;
use crate::store::alert;
use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::error::Error;
use crate::store::fields::ms;
use crate::store::ingest::{WIRE_EMBARGO, WIRE_KILLED};
use crate::store::judge;
use crate::store::places;
use crate::store::query::compile;
use crate::store::scan;
use crate::store::status::{self, from_log, read_status, time, to_log, write_status};
use crate::store::tally::{Home, Tally};
use crate::store::together;
use crate::store::writer::Writer;
use crate::triage::{self, Context};
use crate::wire::{
    Changed, Decision, DecisionId, Done, ItemId, LogEntry, LogKind, Receipt, Sort, Status, Target, Verb,
};

use jiff::Timestamp;

impl Writer {
    /// Writes a decision and tells what became of it. The receipt is given after the commit is on disk, so that an
    /// acknowledged decision outlives a power cut; where nothing was saved it says why, in words.
    pub fn decide(&mut self, decision: &Decision) -> Receipt {
        let result = self.durably(decision).map_err(|error| error.to_string());
        Receipt { ticket: decision.ticket, result }
    }

    fn durably(&mut self, decision: &Decision) -> Result<Done, Error> {
        // Deliveries can be polled again and are not waited for; a decision is.
        self.conn.pragma_update(None, "synchronous", "FULL")?;
        let done = self.write_decision(decision);
        self.conn.pragma_update(None, "synchronous", "NORMAL")?;
        done
    }

    fn write_decision(&mut self, decision: &Decision) -> Result<Done, Error> {
        let tx = self.begin()?;
        let done = write(&tx, decision)?;
        if done.n.is_some() {
            tx.commit()?;
        }
        Ok(done)
    }
}

/// Writes a decision inside a transaction. Where nothing came of it ([`Done::n`] is `None`) nothing was written.
pub(crate) fn write(conn: &Connection, decision: &Decision) -> Result<Done, Error> {
    let mut pen = Pen { conn, tally: Tally::default(), done: Vec::new(), refused: Vec::new(), stirred: Vec::new() };
    let (n, words) = match &decision.kind {
        LogKind::Did(verb) => pen.verb(decision, verb)?,
        LogKind::Undo => pen.undo(decision)?,
        LogKind::Redo => pen.redo(decision)?,
    };
    let Pen { tally, done, refused, stirred, .. } = pen;
    if n.is_some() {
        for id in stirred {
            again::settle(conn, id)?;
        }
        tally.write(conn)?;
    }
    Ok(Done { n: n.map(DecisionId), words, items: done, refused })
}

/// Writes one line of the log and the items it changes.
struct Pen<'c> {
    conn: &'c Connection,
    tally: Tally,
    done: Vec<(ItemId, Status)>,
    refused: Vec<(ItemId, String)>,
    /// Items that may come back at another time than before.
    stirred: Vec<i64>,
}

/// An item as a verb meets it.
struct Met {
    home: Home,
    reprint: Option<i64>,
    revision: u32,
    killed: bool,
    /// When its embargo lifts (milliseconds; the end of time where the wire does not say); `None` where it has none.
    embargo: Option<i64>,
    alerted: i64,
    status: Status,
    /// When it comes back (milliseconds), if it does.
    back: Option<i64>,
    /// Whether anything ever moved about it.
    moved: bool,
}

impl Pen<'_> {
    fn verb(&mut self, decision: &Decision, verb: &Verb) -> Result<(Option<i64>, String), Error> {
        let ids = match &decision.target {
            Target::Items(ids) => ids.clone(),
            Target::Copies(ids) => together::with_copies(self.conn, ids)?,
            Target::Stories(ids) => together::with_stories(self.conn, ids)?,
            Target::Query(query) => {
                let query = compile(self.conn, query, Some(decision.at))?;
                scan::ids(self.conn, &query, Sort::Newest, None, usize::MAX)?
            }
        };
        let first = ids.first().map_or(0, |id| id.0);
        let n = next_line(self.conn)?;
        let (mut items, mut meet) = (log_item(self.conn)?, meet(self.conn)?);
        for ItemId(id) in ids {
            let Some(met) = read_met(&mut meet, id)? else {
                self.refused.push((ItemId(id), "it is not in the cache any more".into()));
                continue;
            };
            if let Some(why) = self.no_story(verb, &met)? {
                self.refused.push((ItemId(id), why.into()));
                continue;
            }
            let context = Context {
                who: &decision.who,
                revision: met.revision,
                killed: met.killed,
                embargoed: met.embargo.is_some_and(|at| at > decision.at.as_millisecond()),
                alerted: met.alerted,
                again: met.back.is_some_and(|back| back <= decision.at.as_millisecond()),
                story: met.home.story,
                own: first,
            };
            match triage::apply(&met.status, verb, &context) {
                Ok(after) if after == met.status && !context.again => {}
                Ok(after) => {
                    items.execute(params![n, id, met.revision, to_log(&met.status), to_log(&after)])?;
                    self.change(id, &met, after)?;
                }
                Err(refusal) => self.refused.push((ItemId(id), refusal.to_string())),
            }
        }
        if self.done.is_empty() {
            let why = self.refused.first().map_or_else(|| "nothing matches".to_owned(), |(_, why)| why.clone());
            return Ok((None, why));
        }
        let (word, value) = triage::verb_word(verb);
        self.line(n, decision, word, value.as_deref(), None)?;
        Ok((Some(n), words_of(verb, self.done.len())))
    }

    fn undo(&mut self, decision: &Decision) -> Result<(Option<i64>, String), Error> {
        let standing: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(n) FROM decision WHERE of IS NULL AND undone_by IS NULL AND kind <> 'seen' AND who NOT LIKE 'rule %'",
            )?
            .query_row([], |r| r.get(0))?;
        let Some(of) = standing else { return Ok((None, "nothing to undo".into())) };
        let n = next_line(self.conn)?;
        let verb = verb_of(self.conn, of)?;
        self.replay(of, |current, before, after| Ok(triage::undo(current, before, after)), None)?;
        self.line(n, decision, "undo", None, Some(of))?;
        self.conn.prepare_cached("UPDATE decision SET undone_by = ?2 WHERE n = ?1")?.execute((of, n))?;
        Ok((Some(n), format!("undid: {}", self.words_for(of, verb.as_ref())?)))
    }

    fn redo(&mut self, decision: &Decision) -> Result<(Option<i64>, String), Error> {
        // The decision that was taken back last, unless somebody did another verb since.
        let undone: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT n FROM decision AS d WHERE undone_by IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM decision AS later WHERE later.n > d.undone_by AND later.of IS NULL
                                 AND later.kind <> 'seen' AND later.who NOT LIKE 'rule %')
                 ORDER BY undone_by DESC LIMIT 1",
            )?
            .query_row([], |r| r.get(0))
            .optional()?;
        let Some(of) = undone else { return Ok((None, "nothing to redo".into())) };
        let n = next_line(self.conn)?;
        let verb = verb_of(self.conn, of)?;
        self.replay(of, |current, before, after| Ok(triage::undo(current, after, before)), verb.as_ref())?;
        self.line(n, decision, "redo", None, Some(of))?;
        self.conn.prepare_cached("UPDATE decision SET undone_by = NULL WHERE n = ?1")?.execute([of])?;
        Ok((Some(n), format!("redid: {}", self.words_for(of, verb.as_ref())?)))
    }

    /// Changes every item of an earlier decision by what that decision changed, one way or the other. `again` is the verb
    /// where it is done again: copy killed since is not used.
    fn replay(
        &mut self,
        of: i64,
        step: impl Fn(&Status, &Status, &Status) -> Result<Status, Error>,
        again: Option<&Verb>,
    ) -> Result<(), Error> {
        let mut meet = meet(self.conn)?;
        let mut lines = self.conn.prepare_cached("SELECT item, before, after FROM decision_item WHERE n = ?1")?;
        let mut rows = lines.query([of])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let logged = |at| row.get_ref(at).ok().and_then(|v| from_log(v.as_str().ok()?));
            let (Some(before), Some(after)) = (logged(1), logged(2)) else {
                return Err(Error::Corrupt {
                    file: "file".into(),
                    why: format!("line {of} of the log cannot be read"),
                });
            };
            let Some(met) = read_met(&mut meet, id)? else { continue };
            if again == Some(&Verb::Use) && met.killed {
                self.refused.push((ItemId(id), "the wire has killed it since".into()));
                continue;
            }
            let now = step(&met.status, &before, &after)?;
            if now != met.status {
                self.change(id, &met, now)?;
            }
        }
        Ok(())
    }

    fn change(&mut self, id: i64, met: &Met, after: Status) -> Result<(), Error> {
        write_status(self.conn, id, &met.status, &after)?;
        self.tally.changed(met.home, &met.status, &after);
        self.tally.alert(met.alerted > met.status.acknowledged, met.alerted > after.acknowledged);
        if met.back.is_some() || met.moved || after.held_until.is_some() {
            self.stirred.push(id);
        }
        if met.status.placed != after.placed {
            places::placed(self.conn, id, after.placed, &mut self.tally)?;
            judge::changed_otherwise(self.conn)?;
        }
        let followed = met.status.is_followed() != after.is_followed();
        if let Some(reprint) = met.reprint.filter(|_| followed || met.status.spiked != after.spiked) {
            copies::settle(self.conn, reprint, &mut self.tally)?;
            alert::tell_copy(self.conn, reprint, id, &mut self.tally)?;
        }
        self.done.push((ItemId(id), after));
        Ok(())
    }

    /// Why an item has no story that it could leave: it was not judged yet, or it is alone there.
    fn no_story(&self, verb: &Verb, met: &Met) -> Result<Option<&'static str>, Error> {
        if !matches!(verb, Verb::Split | Verb::Join(_)) {
            return Ok(None);
        }
        let Some(story) = met.home.story else { return Ok(Some("in no story yet; it came just now")) };
        let items: i64 = self
            .conn
            .prepare_cached("SELECT ifnull((SELECT items FROM story WHERE id = ?1), 0)")?
            .query_row([story], |r| r.get(0))?;
        Ok((*verb == Verb::Split && items < 2).then_some("a story of its own already"))
    }

    fn line(&self, n: i64, d: &Decision, kind: &str, value: Option<&str>, of: Option<i64>) -> Result<(), Error> {
        self.conn
            .prepare_cached("INSERT INTO decision (n, at, who, kind, value, of) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![n, ms(Some(d.at)), d.who, kind, value, of])?;
        change::note(self.conn, Kind::Decision, of.unwrap_or(n), 0)?;
        Ok(())
    }

    fn words_for(&self, of: i64, verb: Option<&Verb>) -> Result<String, Error> {
        let count: i64 = self
            .conn
            .prepare_cached("SELECT count(*) FROM decision_item WHERE n = ?1")?
            .query_row([of], |r| r.get(0))?;
        let count = usize::try_from(count).unwrap_or(0);
        Ok(verb.map_or_else(|| format!("line {of} of the log"), |verb| words_of(verb, count)))
    }
}

/// What was done, in words: "flagged", "spiked 3 items".
fn words_of(verb: &Verb, items: usize) -> String {
    let done = triage::move_of(verb).done;
    if items == 1 { done.to_owned() } else { format!("{done} {items} items") }
}

fn next_line(conn: &Connection) -> Result<i64, Error> {
    Ok(conn.prepare_cached("SELECT ifnull(max(n), 0) + 1 FROM decision")?.query_row([], |r| r.get(0))?)
}

fn verb_of(conn: &Connection, n: i64) -> Result<Option<Verb>, Error> {
    let (kind, value): (String, Option<String>) = conn
        .prepare_cached("SELECT kind, value FROM decision WHERE n = ?1")?
        .query_row([n], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(triage::verb_from(&kind, value.as_deref()))
}

fn meet(conn: &Connection) -> Result<CachedStatement<'_>, Error> {
    let sql = format!(
        "SELECT i.source, i.revision, i.wire, i.embargo, i.alerted,
         i.back, EXISTS (SELECT 1 FROM moved WHERE item = i.id), i.reprint, i.story, i.lead,
         ifnull((SELECT killed FROM copy WHERE id = i.reprint), 0), {} FROM item AS i WHERE i.id = ?1",
        status::COLUMNS
    );
    Ok(conn.prepare_cached(&sql)?)
}

fn log_item(conn: &Connection) -> Result<CachedStatement<'_>, Error> {
    Ok(conn.prepare_cached(
        "INSERT OR IGNORE INTO decision_item (n, item, revision, before, after) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?)
}

fn read_met(meet: &mut CachedStatement<'_>, id: i64) -> Result<Option<Met>, Error> {
    let met = meet
        .query_row([id], |r| {
            let wire: i64 = r.get(2)?;
            let lifts: Option<i64> = r.get(3)?;
            Ok(Met {
                home: Home { source: r.get(0)?, story: r.get(8)?, lead: r.get(9)? },
                reprint: r.get(7)?,
                revision: r.get(1)?,
                killed: wire & WIRE_KILLED != 0 || r.get(10)?,
                embargo: (wire & WIRE_EMBARGO != 0).then_some(lifts.unwrap_or(i64::MAX)),
                alerted: r.get(4)?,
                back: r.get(5)?,
                moved: r.get(6)?,
                status: read_status(r, 11)?,
            })
        })
        .optional()?;
    Ok(met)
}

/// The log, newest line first.
pub(crate) fn log(conn: &Connection, limit: Option<usize>) -> Result<Vec<LogEntry>, Error> {
    let limit = limit.and_then(|n| i64::try_from(n).ok()).unwrap_or(-1);
    let mut lines =
        conn.prepare_cached("SELECT n, at, who, kind, value, of, undone_by FROM decision ORDER BY n DESC LIMIT ?1")?;
    let mut of_line = conn.prepare_cached("SELECT item FROM decision_item WHERE n = ?1 ORDER BY item")?;
    let mut rows = lines.query([limit])?;
    let mut log = Vec::new();
    while let Some(row) = rows.next()? {
        let (n, of): (i64, Option<i64>) = (row.get(0)?, row.get(5)?);
        let (kind, value): (String, Option<String>) = (row.get(3)?, row.get(4)?);
        let kind = match kind.as_str() {
            "undo" => LogKind::Undo,
            "redo" => LogKind::Redo,
            verb => LogKind::Did(triage::verb_from(verb, value.as_deref()).ok_or_else(|| Error::Corrupt {
                file: "file".into(),
                why: format!("line {n} of the log has an unknown verb {verb}"),
            })?),
        };
        let items = of_line.query_map([of.unwrap_or(n)], |r| r.get(0).map(ItemId))?.collect::<Result<_, _>>()?;
        let first = first_of(conn, of.unwrap_or(n))?.map(Box::new);
        log.push(LogEntry {
            first,
            n: DecisionId(n),
            at: time(row.get(1)?).unwrap_or(Timestamp::UNIX_EPOCH),
            who: row.get(2)?,
            kind,
            items,
            of: of.map(DecisionId),
            undone_by: row.get::<_, Option<i64>>(6)?.map(DecisionId),
        });
    }
    Ok(log)
}

/// What a line changed of its first item; `None` where that is gone.
fn first_of(conn: &Connection, n: i64) -> Result<Option<Changed>, Error> {
    let found = conn
        .prepare_cached(
            "SELECT d.item, i.headline, d.before, d.after FROM decision_item AS d JOIN item AS i ON i.id = d.item
             WHERE d.n = ?1 ORDER BY d.item LIMIT 1",
        )?
        .query_row([n], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?)))
        .optional()?;
    Ok(found.and_then(|(item, headline, before, after)| {
        Some(Changed { item: ItemId(item), headline, before: from_log(&before)?, after: from_log(&after)? })
    }))
}
