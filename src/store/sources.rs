//! What the cache remembers of its sources.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use url::Url;

use crate::store::change::{self, Kind};
use crate::store::error::Error;
use crate::store::fields::ms;
use crate::store::outlets;
use crate::store::place::time_of;
use crate::store::status::{join_tags, split_tags, time};
use crate::store::writer::Writer;
use crate::wire::{Defect, Delivery, Health, Outcome, Source, SourceId, SourceState, State, clean_line, redact};

use jiff::Timestamp;

/// How many repairs of a delivery are kept in words; their number is kept whole.
const REPAIRS: usize = 8;

/// The columns of a source's state, in the order of [`read_state`].
const STATE: &str = "id, title, etag, last_modified, moved_to, state, failures, next_due, last_polled, last_good, last_error, every_s, inside";

impl Writer {
    /// Makes the cache know exactly these sources: adds those it has not, takes over changed names and tags, and marks the
    /// absent ones unsubscribed (their items stay). Answers with their states, in the same order. A source is known by
    /// its address, or by its name where the address is new; a new address starts without validators.
    ///
    /// # Errors
    /// Nothing is changed where there is one.
    pub fn sync_sources(&mut self, sources: &[Source], _now: Timestamp) -> Result<Vec<SourceState>, Error> {
        let tables = Arc::clone(&self.tables);
        let tx = self.begin()?;
        let before: i64 = tx.query_row("SELECT total_changes()", [], |r| r.get(0))?;
        let mut ids = Vec::with_capacity(sources.len());
        for (position, source) in sources.iter().enumerate() {
            let outlet = source.outlet.as_deref().or_else(|| tables.outlet_of(&source.name, &source.url));
            let house = house_of(&source.url, outlet);
            let id = match known(&tx, source, &ids)? {
                Some(id) => {
                    let moved = "UPDATE source SET house = ?2 WHERE id = ?1 AND house IS NOT ?2
                                 RETURNING EXISTS (SELECT 1 FROM item WHERE source = source.id)";
                    let has_copy = tx.prepare_cached(moved)?.query_row((id, &house), |r| r.get(0)).optional()?;
                    if has_copy == Some(true) {
                        outlets::changed(&tx)?;
                    }
                    id
                }
                None => {
                    tx.execute(
                        "INSERT INTO source (url, name) VALUES (?1, ?2)",
                        (redacted(&source.url), &source.name),
                    )?;
                    tx.last_insert_rowid()
                }
            };
            tx.prepare_cached(
                "UPDATE source SET name = ?2, tags = ?3, subscribed = 1, position = ?4, outlet = ?5, house = ?6 WHERE id = ?1
                 AND (name <> ?2 OR tags <> ?3 OR subscribed = 0 OR position <> ?4 OR outlet IS NOT ?5 OR house IS NOT ?6)",
            )?
            .execute(params![
                id,
                source.name,
                join_tags(&source.tags).unwrap_or_default(),
                i64::try_from(position).unwrap_or(i64::MAX),
                outlet,
                house,
            ])?;
            ids.push(id);
        }
        let listed = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        tx.execute(&format!("UPDATE source SET subscribed = 0 WHERE subscribed = 1 AND id NOT IN ({listed})"), [])?;
        let after: i64 = tx.query_row("SELECT total_changes()", [], |r| r.get(0))?;
        let states = ids.iter().map(|id| state_of(&tx, *id)).collect::<Result<Vec<_>, _>>()?;
        if after != before {
            change::note(&tx, Kind::Sources, 0, 0)?;
            tx.commit()?;
        }
        Ok(states)
    }
}

/// Hosts that carry the feeds of many outlets: an address there says nothing of the outlet.
const SHARED_HOSTS: &[&str] = &[
    "feedburner.com",
    "feeds.feedburner.com",
    "feedproxy.google.com",
    "news.google.com",
    "medium.com",
    "reddit.com",
    "youtube.com",
    "github.com",
    "rsshub.app",
    "rss.app",
    "morss.it",
    "politepol.com",
    "fivefilters.org",
    "fetchrss.com",
    "localhost",
    "feed43.com",
    "openrss.org",
    "substack.com",
    "podbean.com",
    "anchor.fm",
    "megaphone.fm",
    "bsky.app",
];

/// What the feeds of one outlet share: the outlet's name where somebody gave it, else the host of the feed's address.
/// `None` where that tells nothing.
fn house_of(address: &str, outlet: Option<&str>) -> Option<String> {
    if let Some(outlet) = outlet {
        return Some(format!("outlet {}", outlet.to_lowercase()));
    }
    let url = Url::parse(address).ok()?;
    // An address in figures may serve anything.
    let url::Host::Domain(host) = url.host()? else { return None };
    let host = host.to_lowercase();
    let bare = ["www.", "feeds.", "feed.", "rss.", "m."]
        .iter()
        .fold(host.as_str(), |host, lead| host.strip_prefix(lead).filter(|rest| rest.contains('.')).unwrap_or(host));
    let shared = SHARED_HOSTS.contains(&bare) || SHARED_HOSTS.contains(&host.as_str());
    (!shared).then(|| format!("host {bare}"))
}

/// The known source that this one is: of the same address, else of the same name.
fn known(conn: &Connection, source: &Source, taken: &[i64]) -> Result<Option<i64>, Error> {
    let url = redacted(&source.url);
    let mut same_url = conn.prepare_cached("SELECT id FROM source WHERE url = ?1 ORDER BY subscribed DESC, id")?;
    let ids = same_url.query_map([&url], |r| r.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    if let Some(id) = ids.into_iter().find(|id| !taken.contains(id)) {
        return Ok(Some(id));
    }
    let named: Option<i64> = conn
        .prepare_cached("SELECT id FROM source WHERE name = ?1 AND subscribed = 1 ORDER BY id LIMIT 1")?
        .query_row([&source.name], |r| r.get(0))
        .optional()?;
    let Some(id) = named.filter(|id| !taken.contains(id)) else { return Ok(None) };
    conn.execute(
        "UPDATE source SET url = ?2, etag = NULL, last_modified = NULL, moved_to = NULL, state = 'new', failures = 0,
         next_due = NULL, last_error = NULL, inside = 0 WHERE id = ?1",
        (id, &url),
    )?;
    Ok(Some(id))
}

fn state_of(conn: &Connection, id: i64) -> Result<SourceState, rusqlite::Error> {
    let sql = format!("SELECT {STATE} FROM source WHERE id = ?1");
    conn.prepare_cached(&sql)?.query_row([id], |r| read_state(r, 0))
}

fn read_state(row: &SqlRow<'_>, at: usize) -> Result<SourceState, rusqlite::Error> {
    Ok(SourceState {
        id: SourceId(row.get(at)?),
        title: row.get(at + 1)?,
        etag: row.get(at + 2)?,
        last_modified: row.get(at + 3)?,
        moved_to: row.get(at + 4)?,
        state: State::from_word(row.get_ref(at + 5)?.as_str()?).unwrap_or_default(),
        failures: row.get(at + 6)?,
        next_due: time(row.get(at + 7)?),
        last_polled: time(row.get(at + 8)?),
        last_good: time(row.get(at + 9)?),
        last_error: row.get(at + 10)?,
        every_s: row.get(at + 11)?,
        inside: row.get(at + 12)?,
    })
}

/// Stores the state that a delivery brings; whether the source is known.
pub(crate) fn save_state(conn: &Connection, delivery: &Delivery) -> Result<bool, rusqlite::Error> {
    let s = &delivery.state;
    note_outage(conn, delivery)?;
    let changed = conn
        .prepare_cached(
            "UPDATE source SET title = ?2, etag = ?3, last_modified = ?4, moved_to = ?5, state = ?6, failures = ?7,
             next_due = ?8, last_polled = ?9, last_good = ?10, last_error = ?11, every_s = ?12, inside = ?16,
             defects = CASE WHEN ?14 THEN ?13 ELSE defects END, repairs = CASE WHEN ?14 THEN ?15 ELSE repairs END
             WHERE id = ?1",
        )?
        .execute(params![
            delivery.source.0,
            s.title,
            s.etag,
            s.last_modified,
            s.moved_to,
            s.state.word(),
            s.failures,
            ms(s.next_due),
            ms(s.last_polled),
            ms(s.last_good),
            s.last_error,
            s.every_s,
            u32::try_from(delivery.defects.len()).unwrap_or(u32::MAX),
            // A delivery that broke off has been read as well, as far as it came.
            delivery.outcome == Outcome::Fresh || !delivery.filings.is_empty(),
            repairs(&delivery.defects),
            s.inside,
        ])?;
    Ok(changed == 1)
}

/// Keeps the times without an answer: one begins with the first poll that fails, and ends with the next good one.
fn note_outage(conn: &Connection, delivery: &Delivery) -> Result<(), rusqlite::Error> {
    let (source, at) = (delivery.source.0, delivery.at.as_millisecond());
    let state = &delivery.state;
    match state.state {
        State::New => {}
        State::Good => {
            conn.prepare_cached("UPDATE outage SET ended = ?2 WHERE source = ?1 AND ended IS NULL")?
                .execute((source, at))?;
        }
        State::Failing | State::Gone => {
            let error = state.last_error.as_deref().unwrap_or(state.state.word());
            let lasts = conn
                .prepare_cached("UPDATE outage SET error = ?2 WHERE source = ?1 AND ended IS NULL")?
                .execute((source, error))?;
            if lasts == 0 {
                conn.prepare_cached("INSERT INTO outage (source, began, error) VALUES (?1, ?2, ?3)")?
                    .execute((source, at, error))?;
            }
        }
    }
    Ok(())
}

/// The first repairs in words, a line each. Their words come of the program; what they quote of the wire has passed the gate.
fn repairs(defects: &[Defect]) -> String {
    let lines: Vec<String> =
        defects.iter().take(REPAIRS).map(|defect| clean_line(&format!("{}: {}", defect.at, defect.what))).collect();
    lines.join("\n")
}

/// Every subscribed source with its health, in the order of the sources file.
pub(crate) fn health(conn: &Connection) -> Result<Vec<Health>, Error> {
    let sql = format!(
        "SELECT name, url, tags, items, unread, defects, repairs,
         CASE WHEN quiet = (SELECT max(place) FROM item AS i WHERE i.source = source.id) THEN quiet END, {STATE} FROM source WHERE subscribed = 1 ORDER BY position, id"
    );
    let mut all = conn.prepare_cached(&sql)?;
    let rows = all.query_map([], |row| {
        Ok(Health {
            name: row.get(0)?,
            url: redact(row.get_ref(1)?.as_str()?),
            tags: split_tags(row.get_ref(2)?.as_str()?),
            items: count(row.get(3)?),
            unread: count(row.get(4)?),
            defects: row.get(5)?,
            repairs: row.get_ref(6)?.as_str()?.lines().map(str::to_owned).collect(),
            quiet: row.get::<_, Option<i64>>(7)?.map(time_of),
            state: read_state(row, 8)?,
            id: SourceId(row.get(8)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// An address without its password, as it is stored.
fn redacted(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            // Fails only for addresses that cannot hold a password, which this one does.
            let _kept = parsed.set_password(Some("***"));
            parsed.into()
        }
        _ => url.to_owned(),
    }
}
