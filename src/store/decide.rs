//! The decision log: verbs, undo and redo, each one transaction that is on disk before it is acknowledged.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::change::{self, Kind};
use crate::store::error::Error;
use crate::store::fields::ms;
use crate::store::history::{Changes, Histories, OfLine, Others, items_of_line};
use crate::store::pen::{Met, Pen};
use crate::store::query::compile;
use crate::store::scan;
use crate::store::status::to_log;
use crate::store::together;
use crate::store::writer::Writer;
use crate::triage::{self, Among, Context};
use crate::wire::{Decision, DecisionId, Done, ItemId, LogKind, Receipt, Sort, Status, Target, Verb};

impl Writer {
    /// Writes a decision and tells what became of it. The receipt is given after the commit is on disk, so that an
    /// acknowledged decision outlives a power cut; where nothing was saved it says why, in words.
    pub fn decide(&mut self, decision: &Decision) -> Receipt {
        let result = self.durably(decision).map_err(|error| {
            self.damaged |= matches!(error, Error::Corrupt { .. });
            error.in_place(&self.conn).to_string()
        });
        Receipt { ticket: decision.ticket, result }
    }

    /// Whether a decision could not be written because the file is damaged.
    pub fn found_damage(&self) -> bool {
        self.damaged
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
    let mut pen = Pen::new(conn)?;
    let (n, words) = match &decision.kind {
        LogKind::Did(verb) => did(&mut pen, decision, verb)?,
        LogKind::Undo => undo(&mut pen, decision)?,
        LogKind::Redo => redo(&mut pen, decision)?,
    };
    let (items, refused) = pen.lift(n.is_some())?;
    let headline = match decision.kind {
        LogKind::Did(_) => None,
        LogKind::Undo | LogKind::Redo => headline_of_one(conn, &items, &refused)?,
    };
    Ok(Done { n: n.map(DecisionId), words, items, headline, refused })
}

/// The headline of the one item that was changed; where none was, of the first that was refused.
fn headline_of_one(
    conn: &Connection,
    items: &[(ItemId, Status)],
    refused: &[(ItemId, String)],
) -> Result<Option<String>, Error> {
    let (([(ItemId(id), _)], _) | ([], [(ItemId(id), _), ..])) = (items, refused) else { return Ok(None) };
    let mut headlines = conn.prepare_cached("SELECT headline FROM item WHERE id = ?1")?;
    Ok(headlines.query_row([id], |r| r.get(0)).optional()?)
}

/// The items that a target is about; one may be named twice.
fn meant(conn: &Connection, decision: &Decision, target: &Target) -> Result<Vec<ItemId>, Error> {
    match target {
        Target::Items(ids) => Ok(ids.clone()),
        Target::Copies(ids) => together::with_copies(conn, ids),
        Target::Stories(ids) => together::with_stories(conn, ids),
        Target::With(first, ids) => {
            let mut all = meant(conn, decision, first)?;
            all.extend(ids);
            Ok(all)
        }
        Target::Query(query) => {
            let query = compile(conn, query, Some(decision.at), Sort::Newest)?;
            scan::ids(conn, &query, Sort::Newest, None, usize::MAX)
        }
    }
}

fn did(pen: &mut Pen<'_>, decision: &Decision, verb: &Verb) -> Result<(Option<i64>, String), Error> {
    let conn = pen.conn;
    let mut ids = meant(conn, decision, &decision.target)?;
    // Who names an item twice means it once.
    let mut named = HashSet::new();
    ids.retain(|id| named.insert(*id));
    let first = ids.first().map_or(0, |id| id.0);
    let n = next_line(conn)?;
    let mut lines = conn
        .prepare_cached("INSERT INTO decision_item (n, item, revision, before, after) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for ItemId(id) in ids {
        let Some(met) = pen.meet(id)? else {
            pen.refuse(id, "it is not in the cache any more");
            continue;
        };
        if let Some(why) = no_story(conn, verb, &met)? {
            pen.refuse(id, why);
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
                lines.execute(params![n, id, met.revision, to_log(&met.status), to_log(&after)])?;
                pen.change(id, &met, after)?;
            }
            Err(refusal) => pen.refuse(id, refusal.to_string()),
        }
    }
    if pen.done.is_empty() {
        let why = pen.refused.first().map_or_else(|| "nothing matches".to_owned(), |(_, why)| why.clone());
        return Ok((None, why));
    }
    let (word, value) = triage::verb_word(verb);
    line(conn, n, decision, &Line { kind: word, value: value.as_deref(), of: None, items: pen.done.len() })?;
    Ok((Some(n), words_of(verb, pen.done.len())))
}

fn undo(pen: &mut Pen<'_>, decision: &Decision) -> Result<(Option<i64>, String), Error> {
    let conn = pen.conn;
    // One's own: what somebody else decided meanwhile is not what one means to take back.
    let standing: Option<i64> = conn
        .prepare_cached(
            "SELECT n FROM decision WHERE of IS NULL AND undone_by IS NULL AND kind <> 'seen' AND who = ?1
             ORDER BY n DESC LIMIT 1",
        )?
        .query_row([&decision.who], |r| r.get(0))
        .optional()?;
    let Some(of) = standing else { return Ok((None, nothing_to_undo(conn, &decision.who)?)) };
    let n = next_line(conn)?;
    let met = replay(pen, of, triage::undo, None)?;
    line(conn, n, decision, &Line { kind: "undo", value: None, of: Some(of), items: 0 })?;
    conn.prepare_cached("UPDATE decision SET undone_by = ?2 WHERE n = ?1")?.execute((of, n))?;
    Ok((Some(n), format!("undid: {}{}", words_for(conn, of)?, unchanged(pen, met))))
}

/// That there is nothing of one's own to take back: all of it is taken back already, or somebody else decided last.
fn nothing_to_undo(conn: &Connection, who: &str) -> Result<String, Error> {
    let last: Option<String> = conn
        .prepare_cached(
            "SELECT who FROM decision WHERE of IS NULL AND undone_by IS NULL AND kind <> 'seen' AND who NOT LIKE 'rule %'
             ORDER BY n DESC LIMIT 1",
        )?
        .query_row([], |r| r.get(0))
        .optional()?;
    let Some(last) = last else { return Ok("nothing to undo".to_owned()) };
    let all_undone: bool = conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM decision WHERE undone_by IS NOT NULL AND kind <> 'seen' AND who = ?1)",
        )?
        .query_row([who], |r| r.get(0))?;
    Ok(match all_undone {
        true => "nothing more of yours to undo".to_owned(),
        false => format!("nothing of yours to undo: {last} decided last"),
    })
}

fn redo(pen: &mut Pen<'_>, decision: &Decision) -> Result<(Option<i64>, String), Error> {
    let conn = pen.conn;
    // The decisions of one's own that were taken back, the last first, unless one did another verb since.
    let undone: Vec<i64> = conn
        .prepare_cached(
            "SELECT n FROM decision AS d WHERE undone_by IS NOT NULL AND who = ?1
             AND NOT EXISTS (SELECT 1 FROM decision AS later WHERE later.n > d.undone_by AND later.of IS NULL
                             AND later.kind <> 'seen' AND later.who = ?1)
             ORDER BY undone_by DESC",
        )?
        .query_map([&decision.who], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let n = next_line(conn)?;
    for of in undone {
        let refused = pen.refused.len();
        let met = replay(pen, of, triage::redo, verb_of(conn, of)?.as_ref())?;
        if pen.done.is_empty() && pen.refused.len() > refused {
            // What cannot be done any more stays taken back, and does not stand in the way of what was taken back before it.
            continue;
        }
        line(conn, n, decision, &Line { kind: "redo", value: None, of: Some(of), items: 0 })?;
        conn.prepare_cached("UPDATE decision SET undone_by = NULL WHERE n = ?1")?.execute([of])?;
        return Ok((Some(n), format!("redid: {}{}", words_for(conn, of)?, unchanged(pen, met))));
    }
    let why = pen.refused.first().map_or("nothing to redo", |(_, why)| why.as_str());
    Ok((None, why.to_owned()))
}

/// Why nothing has changed, where it has not: what somebody decided since about the same stays, or there is nothing left of it.
fn unchanged(pen: &Pen<'_>, met: bool) -> &'static str {
    match pen.done.is_empty() && pen.refused.is_empty() {
        true if met => "; what was decided since stays",
        true => "; nothing of it is in the cache any more",
        false => "",
    }
}

/// Changes every item of an earlier decision by what that decision decided, one way or the other. `again` is the verb where
/// it is done again: copy killed since is not used. Whether any of the items was met.
fn replay(
    pen: &mut Pen<'_>,
    of: i64,
    step: impl Fn(&Status, Among<'_>) -> Status,
    again: Option<&Verb>,
) -> Result<bool, Error> {
    let mut any = false;
    let mut items = pen.conn.prepare_cached(&items_of_line())?;
    let mut rows = items.query([of])?;
    let mut changes = Changes::default();
    let mut others = Others::of(pen.conn, of)?;
    let mut histories = Histories::new(pen.conn)?;
    let unreadable = || Error::Corrupt { file: "file".into(), why: format!("line {of} of the log cannot be read") };
    // Lifting the pen settles when each item comes back, by the log as it stands then: the line is marked before that.
    while let Some(row) = rows.next()? {
        any = true;
        let OfLine { id, met } = OfLine::read(row)?;
        let lines = if others.meet(id)? { histories.of(id)? } else { Vec::new() };
        let alone = changes.line(row)?.ok_or_else(unreadable)?;
        let at = lines.iter().position(|past| past.n == of).unwrap_or(0);
        let (earlier, rest) = lines.split_at(at);
        let (line, later) = rest.split_first().unwrap_or((alone, &[]));
        if again == Some(&Verb::Use) && met.killed {
            pen.refuse(id, "the wire has killed it since");
            continue;
        }
        let now = step(&met.status, Among { earlier, line, later });
        // Who acknowledged an item that had come back may have changed nothing of it; it comes back all the same.
        if now != met.status || line.before == line.after {
            pen.change(id, &met, now)?;
        }
    }
    Ok(any)
}

/// Why an item has no story that it could leave: it was not judged yet, or it is alone there.
fn no_story(conn: &Connection, verb: &Verb, met: &Met) -> Result<Option<&'static str>, Error> {
    if !matches!(verb, Verb::Split | Verb::Join(_)) {
        return Ok(None);
    }
    let Some(story) = met.home.story else { return Ok(Some("in no story yet; it came just now")) };
    let items: i64 = conn
        .prepare_cached("SELECT ifnull((SELECT items FROM story WHERE id = ?1), 0)")?
        .query_row([story], |r| r.get(0))?;
    Ok((*verb == Verb::Split && items < 2).then_some("a story of its own already"))
}

/// What a line of the log says beside its number, its time and who decided.
struct Line<'a> {
    kind: &'a str,
    value: Option<&'a str>,
    of: Option<i64>,
    items: usize,
}

fn line(conn: &Connection, n: i64, d: &Decision, line: &Line<'_>) -> Result<(), Error> {
    let items = i64::try_from(line.items).unwrap_or(i64::MAX);
    conn.prepare_cached(
        "INSERT INTO decision (n, at, who, kind, value, of, items) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![n, ms(Some(d.at)), d.who, line.kind, line.value, line.of, items])?;
    change::note(conn, Kind::Decision, line.of.unwrap_or(n), 0)?;
    Ok(())
}

/// What an earlier line did, in words.
fn words_for(conn: &Connection, of: i64) -> Result<String, Error> {
    let items: i64 = conn.prepare_cached("SELECT items FROM decision WHERE n = ?1")?.query_row([of], |r| r.get(0))?;
    let items = usize::try_from(items).unwrap_or(0);
    Ok(verb_of(conn, of)?.map_or_else(|| format!("line {of} of the log"), |verb| words_of(&verb, items)))
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
