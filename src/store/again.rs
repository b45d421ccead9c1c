//! When an item comes back to the desk, and why: its hold ends, its copy moves, somebody it quotes is quoted anew.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::store::change;
use crate::store::error::Error;
use crate::store::ingest::{DAY_MS, WIRE_EMBARGO};
use crate::store::place::floor_of;
use crate::store::status::{self, read_status, time};
use crate::wire::{Again, ItemId, Mark, Marks, Status, Until};

/// Quotations bring back copy of this many days at most: an older story is another one by now.
const DAYS: i64 = 7;

/// What moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moved {
    Kill,
    Correction,
    Revision,
    Quote,
    Outlet,
    Story,
}

impl Moved {
    const ALL: [Self; 6] = [Self::Kill, Self::Correction, Self::Revision, Self::Quote, Self::Outlet, Self::Story];

    fn word(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Correction => "correction",
            Self::Revision => "revision",
            Self::Quote => "quote",
            Self::Outlet => "outlet",
            Self::Story => "story",
        }
    }

    /// Whether it is told of copy that was put away, too.
    fn is_grave(self) -> bool {
        matches!(self, Self::Kill | Self::Correction)
    }
}

/// An item as this file looks at it.
struct Stand {
    status: Status,
    embargo: Option<i64>,
    under_embargo: bool,
    /// The last line of the log by which somebody dealt with the item, and its time; 0 and the beginning where nobody did.
    last: (i64, i64),
}

/// Lines of the log that say nothing of having dealt with an item: who tidies stories has not looked at what came back. What a
/// rule did, nobody has looked at.
const NO_ACT: &str =
    "d.kind IN ('seen', 'read', 'unread', 'tag', 'untag', 'note', 'split', 'join', 'priority') OR d.who LIKE 'rule %'";

fn stand(conn: &Connection, id: i64) -> Result<Option<Stand>, Error> {
    let sql = format!("SELECT i.embargo, i.wire, {} FROM item AS i WHERE i.id = ?1", status::COLUMNS);
    let found = conn
        .prepare_cached(&sql)?
        .query_row([id], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?, read_status(r, 2)?)))
        .optional()?;
    let Some((embargo, wire, status)) = found else { return Ok(None) };
    let under_embargo = wire & WIRE_EMBARGO != 0;
    Ok(Some(Stand { status, embargo, under_embargo, last: last_act(conn, id)? }))
}

fn last_act(conn: &Connection, id: i64) -> Result<(i64, i64), Error> {
    let sql = format!(
        "SELECT d.n, d.at FROM decision_item AS x JOIN decision AS d ON d.n = x.n
         WHERE x.item = ?1 AND d.of IS NULL AND d.undone_by IS NULL AND NOT ({NO_ACT}) ORDER BY x.n DESC LIMIT 1"
    );
    let found = conn.prepare_cached(&sql)?.query_row([id], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    Ok(found.unwrap_or((0, i64::MIN)))
}

/// How long before its embargo lifts (milliseconds) copy that somebody follows comes back: time to read it once more.
const SOON_MS: i64 = 5 * 60 * 1000;

impl Stand {
    /// When a hold ends, in milliseconds; `None` where nothing ends it by itself, or somebody has dealt with its end.
    fn hold_ends(&self) -> Option<i64> {
        if !self.status.held || self.status.used || self.status.spiked {
            return None;
        }
        let end = match self.status.held_until? {
            Until::Time(at) => at.as_millisecond(),
            Until::Embargo if self.under_embargo => self.embargo?,
            Until::Embargo => 0,
            Until::Revision => return None,
        };
        (end == 0 || self.last.1 < end).then_some(end)
    }

    /// When the embargo of followed copy lifts, and when that is soon; each only if nobody has dealt with it since.
    fn embargo_ends(&self) -> (Option<i64>, Option<i64>) {
        let s = &self.status;
        let followed = s.held || s.flagged.is_some() || s.claimed_by.is_some();
        let lifts = self.embargo.filter(|_| followed && self.under_embargo && !s.used && !s.spiked);
        let open = |end: &i64| self.last.1 < *end;
        (lifts.filter(open), lifts.map(|end| end - SOON_MS).filter(open))
    }

    /// The first time from which it is to be looked at again by the clock alone, in milliseconds.
    fn due(&self) -> Option<i64> {
        let (lifts, soon) = self.embargo_ends();
        [self.hold_ends(), soon, lifts].into_iter().flatten().min()
    }

    /// Whether a move brings the item back. What is on the spike stays there unless it was put right or killed, and so does
    /// what waits for a time and nothing else.
    fn minds(&self, moved: Moved) -> bool {
        let s = &self.status;
        let waits = s.held && matches!(s.held_until, Some(Until::Time(_) | Until::Embargo));
        let followed = s.flagged.is_some() || s.used || s.claimed_by.is_some() || (s.held && !waits);
        if s.spiked { moved.is_grave() } else { followed || (s.held && moved.is_grave()) }
    }
}

/// What moved since somebody dealt with the item: the kind, what it was, and the other item it came from.
fn pending(conn: &Connection, id: i64, stand: &Stand) -> Result<Vec<(Moved, String, Option<i64>)>, Error> {
    let mut moves = conn.prepare_cached("SELECT kind, what, other FROM moved WHERE item = ?1 AND after >= ?2")?;
    let mut rows = moves.query((id, stand.last.0))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let word: String = row.get(0)?;
        if let Some(kind) = Moved::ALL.into_iter().find(|kind| kind.word() == word && stand.minds(*kind)) {
            all.push((kind, row.get(1)?, row.get(2)?));
        }
    }
    Ok(all)
}

/// Keeps `back` of an item true, after its status, its copy or what moved about it changed.
pub(crate) fn settle(conn: &Connection, id: i64) -> Result<(), Error> {
    let Some(stand) = stand(conn, id)? else { return Ok(()) };
    let back = if pending(conn, id, &stand)?.is_empty() { stand.due() } else { Some(0) };
    conn.prepare_cached("UPDATE item SET back = ?2 WHERE id = ?1 AND back IS NOT ?2")?.execute((id, back))?;
    Ok(())
}

/// Notes a move, once; whether it is news.
fn note(conn: &Connection, id: i64, kind: Moved, what: &str, other: Option<i64>) -> Result<bool, Error> {
    let noted = conn
        .prepare_cached(
            "INSERT OR IGNORE INTO moved (item, kind, what, other, after)
             VALUES (?1, ?2, ?3, ?4, (SELECT ifnull(max(n), 0) FROM decision))",
        )?
        .execute(params![id, kind.word(), what, other])?;
    Ok(noted == 1)
}

/// A later filing of an item came, with the marks that the filing before had and those that it has itself.
pub(crate) fn filed(conn: &Connection, id: i64, revision: u32, before: &Marks, now: &Marks) -> Result<(), Error> {
    let Some(stand) = stand(conn, id)? else { return Ok(()) };
    if stand.status.acted_on.is_none() && !stand.status.spiked {
        return Ok(());
    }
    let kind = if now.killed() && !before.killed() {
        Moved::Kill
    } else if now.has(Mark::Corrected) && !before.has(Mark::Corrected) {
        Moved::Correction
    } else {
        Moved::Revision
    };
    if !stand.status.spiked || kind.is_grave() {
        note(conn, id, kind, &revision.to_string(), None)?;
    }
    settle(conn, id)
}

/// The outlet of a source, as the first of its feeds.
fn outlet_of(conn: &Connection, source: i64) -> Result<i64, Error> {
    let first = conn
        .prepare_cached("SELECT min(id) FROM source WHERE house = (SELECT house FROM source WHERE id = ?1)")?
        .query_row([source], |r| r.get::<_, Option<i64>>(0))?;
    Ok(first.unwrap_or(source))
}

/// What somebody follows of a story, without one item.
pub(crate) const FOLLOWED_OF_STORY: &str = "SELECT id, reprint, source FROM item
    WHERE story = ?1 AND acted_on IS NOT NULL AND spiked = 0 AND id <> ?2";

/// An item came into a story: what somebody follows of that story comes back, because another outlet runs the same copy, or
/// because there is other copy.
pub(crate) fn joined(conn: &Connection, id: i64, story: i64, reprint: i64) -> Result<(), Error> {
    let came: Option<(i64, i64)> = conn
        .prepare_cached("SELECT received, source FROM item WHERE id = ?1")?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((came, source)) = came else { return Ok(()) };
    let source = outlet_of(conn, source)?;
    let mut followed = conn.prepare_cached(FOLLOWED_OF_STORY)?;
    let rows = followed.query_map((story, id), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    for (item, copy, outlet) in rows.collect::<Result<Vec<(i64, Option<i64>, i64)>, _>>()? {
        // Stories are found after the copy came: what was there before somebody dealt with the item is no news.
        if last_act(conn, item)?.1 >= came {
            continue;
        }
        let same_copy = copy == Some(reprint);
        let (kind, what) = match same_copy {
            // The same outlet with the same copy again tells nobody anything.
            true if outlet_of(conn, outlet)? == source => continue,
            true => (Moved::Outlet, source),
            false => (Moved::Story, id),
        };
        if note(conn, item, kind, &what.to_string(), Some(id))? {
            settle(conn, item)?;
            change::note(conn, change::Kind::Touched, item, item)?;
        }
    }
    Ok(())
}

/// Quotations of followed items, by speaker: the items, and the words each has of that speaker.
type Followed = HashMap<String, Vec<(i64, String)>>;

/// Quotations of these items were found: items that somebody follows come back where a person they quote says something
/// they have not.
pub(crate) fn quoted(conn: &Connection, ids: &[i64]) -> Result<(), Error> {
    let mut newest = conn.prepare_cached("SELECT revised FROM item WHERE id = ?1")?;
    let mut latest = i64::MIN;
    for id in ids {
        latest = latest.max(newest.query_row([id], |r| r.get(0)).optional()?.unwrap_or(i64::MIN));
    }
    let followed = followed(conn, latest.saturating_sub(DAYS * DAY_MS))?;
    if followed.is_empty() {
        return Ok(());
    }
    let mut said = conn.prepare_cached(
        "SELECT q.canonical, q.words, i.revised FROM item AS i JOIN quote AS q ON q.item = i.id AND q.revision = i.revision
         WHERE i.id = ?1 AND q.canonical IS NOT NULL",
    )?;
    for id in ids {
        let lines = said.query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        for (speaker, words, came) in lines.collect::<Result<Vec<(String, String, i64)>, _>>()? {
            let Some(known) = followed.get(&speaker.to_lowercase()) else { continue };
            bring_back(conn, known, *id, &speaker, &letters(&words), came)?;
        }
    }
    Ok(())
}

fn bring_back(
    conn: &Connection,
    known: &[(i64, String)],
    from: i64,
    speaker: &str,
    words: &str,
    came: i64,
) -> Result<(), Error> {
    let mut items: Vec<i64> = known.iter().map(|(item, _)| *item).filter(|item| *item != from).collect();
    items.dedup();
    for item in items {
        let has = known.iter().any(|(id, have)| *id == item && (have.contains(words) || words.contains(have.as_str())));
        // Copy that was there before anybody dealt with the item is no news, however late its quotations are found.
        if has || words.is_empty() || last_act(conn, item)?.1 >= came {
            continue;
        }
        if note(conn, item, Moved::Quote, &format!("{speaker}\n{words}"), Some(from))? {
            settle(conn, item)?;
            change::note(conn, change::Kind::Touched, item, item)?;
        }
    }
    Ok(())
}

fn followed(conn: &Connection, since_ms: i64) -> Result<Followed, Error> {
    let mut quotes = conn.prepare_cached(
        "SELECT q.canonical, i.id, q.words FROM item AS i CROSS JOIN quote AS q ON q.item = i.id AND q.revision = i.revision
         WHERE i.acted_on IS NOT NULL AND i.spiked = 0 AND i.place >= ?1 AND q.canonical IS NOT NULL ORDER BY i.id",
    )?;
    let mut rows = quotes.query([floor_of(since_ms)])?;
    let mut followed = Followed::new();
    while let Some(row) = rows.next()? {
        let (speaker, words): (String, String) = (row.get(0)?, row.get(2)?);
        followed.entry(speaker.to_lowercase()).or_default().push((row.get(1)?, letters(&words)));
    }
    Ok(followed)
}

/// The letters and digits of a quotation in small letters: two outlets agree in these, and not in their marks.
fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Why an item is to be looked at again at `now` (milliseconds), gravest first; nothing where it is not.
pub(crate) fn reasons(conn: &Connection, id: i64, now: i64) -> Result<Vec<Again>, Error> {
    let Some(stand) = stand(conn, id)? else { return Ok(Vec::new()) };
    let mut grave = Vec::new();
    let mut newest: Option<u32> = None;
    let mut quoted: Vec<(String, Option<i64>)> = Vec::new();
    let (mut outlets, mut others) = (Vec::new(), Vec::new());
    for (kind, what, other) in pending(conn, id, &stand)? {
        let revision = what.parse().unwrap_or(0);
        match kind {
            Moved::Kill => grave.push(Again::Killed(revision)),
            Moved::Correction => grave.push(Again::Corrected(revision)),
            Moved::Revision => newest = newest.max(Some(revision)),
            Moved::Outlet => outlets.extend(other),
            Moved::Story => others.extend(other),
            Moved::Quote => {
                let speaker = what.split('\n').next().unwrap_or_default().to_owned();
                if quoted.iter().all(|(known, _)| *known != speaker) {
                    quoted.push((speaker, other));
                }
            }
        }
    }
    grave.sort_unstable_by_key(|again| !matches!(again, Again::Killed(_)));
    let past = |end: &i64| *end <= now;
    let (lifts, soon) = stand.embargo_ends();
    let waits_for_it = stand.status.held_until == Some(Until::Embargo);
    if lifts.is_some_and(|end| past(&end)) || (waits_for_it && stand.hold_ends().is_some_and(|end| past(&end))) {
        grave.push(Again::Lifted);
    } else if let Some(at) = soon.filter(past).and(time(lifts)) {
        grave.push(Again::Lifts(at));
    }
    if let Some(end) = stand.hold_ends().filter(|end| past(end) && !waits_for_it) {
        grave.push(Again::Due(time(Some(end)).unwrap_or(Timestamp::UNIX_EPOCH)));
    }
    grave.extend(newest.map(|revision| Again::Revised { revision, acted: stand.status.acted_on }));
    let mut source =
        conn.prepare_cached("SELECT s.name FROM item AS i JOIN source AS s ON s.id = i.source WHERE i.id = ?1")?;
    let mut name = |item: i64| source.query_row([item], |r| r.get::<_, String>(0)).optional();
    if let Some(first) = outlets.first() {
        grave.push(Again::Outlets { count: outlets.len(), source: name(*first)? });
    }
    if let Some(last) = others.last() {
        grave.push(Again::Story { count: others.len(), source: name(*last)? });
    }
    for (speaker, other) in quoted {
        let from = other.map(&mut name).transpose()?.flatten();
        grave.push(Again::Quoted { speaker, item: other.map(ItemId), source: from });
    }
    Ok(grave)
}
