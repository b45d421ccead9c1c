//! Stories fetched from articles' own pages: kept beside what the wire sent, never in its place.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::store::change::{self, Kind};
use crate::store::error::Error;
use crate::store::fields::from_json;
use crate::store::ingest::{DAY_MS, WIRE_KILLED, body_id};
use crate::store::pack::{join_copy, pack, unpack_copy};
use crate::store::place::floor_of;
use crate::store::status::time;
use crate::store::writer::Writer;
use crate::wire::{FetchedPage, FullText, ItemId, PageAsk, SourceId};

/// Tries for one revision before a page is let be.
const TRIES: i64 = 3;
/// How long a page that could not be had is let be before the next try, for each try so far (ms).
const PAUSE_MS: i64 = 10 * 60_000;

/// Pages of one source that are wanted at one time at least, however many sources there are.
const LEAST_SHARE: usize = 2;

/// A fetched story with its markup, and whether the source's setting asked for it.
pub(crate) struct Kept {
    pub text: FullText,
    pub html: String,
    pub by_source: bool,
}

impl Writer {
    /// Keeps what came of fetching an item's page. A failure is noted and leaves an earlier fetched story as it is. Answers
    /// whether the item is still in the cache.
    ///
    /// # Errors
    /// Nothing is kept where there is one.
    pub fn keep_fetched(
        &mut self,
        ask: &PageAsk,
        came: &Result<FetchedPage, String>,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let tx = self.begin()?;
        let known: bool = tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1)")?
            .query_row([ask.item.0], |r| r.get(0))?;
        if !known {
            return Ok(false);
        }
        tx.prepare_cached(
            "INSERT INTO fetched (item, by_source, tried, tried_revision, tries, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (item) DO UPDATE SET by_source = max(by_source, ?2), tried = ?3, why = ?6,
             tries = CASE WHEN ?5 = 0 THEN 0 WHEN tried_revision = ?4 THEN tries + 1 ELSE 1 END, tried_revision = ?4",
        )?
        .execute((
            ask.item.0,
            ask.by_source,
            at.as_millisecond(),
            ask.revision,
            i64::from(came.is_err()),
            came.as_ref().err(),
        ))?;
        if let Ok(FetchedPage { url, article }) = came {
            tx.prepare_cached(
                "UPDATE fetched SET at = ?2, revision = ?3, url = ?4, cut = ?5, text_len = ?6, copy = ?7 WHERE item = ?1",
            )?
            .execute((
                ask.item.0,
                at.as_millisecond(),
                ask.revision,
                url,
                article.cut,
                i64::try_from(article.text.len()).unwrap_or(0),
                pack(&join_copy(&article.text, &article.html)),
            ))?;
            change::note(&tx, Kind::Touched, ask.item.0, ask.item.0)?;
        }
        tx.commit()?;
        Ok(true)
    }

    /// The pages that the settings of these sources ask for: of items of the last day whose newest revision has none yet,
    /// newest first, `most` of them, though each source has its share. Killed copy is let be. A page that could not be had is tried
    /// a few times more, with pauses.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn wanted_pages(&self, sources: &[SourceId], now: Timestamp, most: usize) -> Result<Vec<PageAsk>, Error> {
        let share = most.div_ceil(sources.len().max(1)).max(LEAST_SHARE);
        let mut wanted = Vec::new();
        for source in sources {
            wanted.extend(wanted_of(&self.conn, *source, now, share)?.into_iter().enumerate());
        }
        // In turn: a source whose pages hang must not keep the others waiting.
        wanted.sort_by_key(|(nth, _)| *nth);
        Ok(wanted.into_iter().map(|(_, ask)| ask).collect())
    }

    /// Whether the source's own server was last reached on a private network.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn is_inside(&self, source: SourceId) -> Result<bool, Error> {
        let mut found = self.conn.prepare_cached("SELECT inside FROM source WHERE id = ?1")?;
        Ok(found.query_row([source.0], |r| r.get(0)).optional()?.unwrap_or(false))
    }
}

fn wanted_of(conn: &Connection, source: SourceId, now: Timestamp, most: usize) -> Result<Vec<PageAsk>, Error> {
    let ms = now.as_millisecond();
    let mut items = conn.prepare_cached(
        "SELECT i.id, i.revision FROM item AS i LEFT JOIN fetched AS f ON f.item = i.id
         WHERE i.source = ?1 AND i.place >= ?2 AND i.wire & ?7 = 0
         AND (f.item IS NULL OR f.tried_revision < i.revision
              OR (f.why IS NOT NULL AND f.tries < ?3 AND f.tried + f.tries * ?4 <= ?5))
         ORDER BY i.place DESC LIMIT ?6",
    )?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let found = items
        .query_map((source.0, floor_of(ms - DAY_MS), TRIES, PAUSE_MS, ms, limit, WIRE_KILLED), |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?
        .collect::<Result<Vec<(i64, u32)>, _>>()?;
    found
        .into_iter()
        .map(|(item, revision)| {
            let url = page_of(conn, item, revision)?;
            Ok(PageAsk { item: ItemId(item), revision, source: Some(source), url, by_source: true })
        })
        .collect()
}

/// The page that the wire gave for a revision.
fn page_of(conn: &Connection, item: i64, revision: u32) -> Result<Option<String>, Error> {
    let fields: Option<String> = conn
        .prepare_cached("SELECT fields FROM body WHERE id = ?1")?
        .query_row([body_id(item, revision)], |r| r.get(0))
        .optional()?;
    let Some(fields) = fields else { return Ok(None) };
    Ok(from_json(&fields, String::new(), String::new(), String::new(), 0)?.url)
}

/// The fetched story of an item, and why the last try to fetch it failed, where it did.
pub(crate) fn kept(conn: &Connection, item: ItemId) -> Result<(Option<Kept>, Option<String>), Error> {
    let mut found = conn
        .prepare_cached("SELECT at, revision, url, cut, text_len, copy, by_source, why FROM fetched WHERE item = ?1")?;
    let mut rows = found.query([item.0])?;
    let Some(row) = rows.next()? else { return Ok((None, None)) };
    let why = row.get(7)?;
    let Some(copy) = row.get_ref(5)?.as_blob_or_null().map_err(rusqlite::Error::from)? else { return Ok((None, why)) };
    let len = usize::try_from(row.get::<_, i64>(4)?).unwrap_or(0);
    let (text, html) = unpack_copy(copy, len)?;
    let text = FullText {
        at: time(row.get(0)?).unwrap_or_default(),
        revision: row.get(1)?,
        url: row.get(2)?,
        cut: row.get(3)?,
        words: u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX),
        text,
    };
    Ok((Some(Kept { text, html, by_source: row.get(6)? }), why))
}
