//! Work that need not be done while copy comes in: quotations, and the full-text index.

use rusqlite::{Connection, params};

use crate::store::again;
use crate::store::echoes::{drop_prints, keep_prints};
use crate::store::error::Error;
use crate::store::fields::folds_from_json;
use crate::store::ingest::body_id;
use crate::store::letters::{self, Traits};
use crate::store::pack::unpack_copy;
use crate::store::workers::Workers;
use crate::store::writer::Writer;
use crate::wire::{Fold, Quote};

/// What a step of background work did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digested {
    /// Items done in this step.
    pub done: usize,
    /// Whether more are waiting.
    pub more: bool,
}

/// What the full-text index takes of one item.
struct Entry {
    place: i64,
    /// The headline, and the words that stand for other fields.
    headline: String,
    text: String,
    quotes: String,
    speakers: String,
}

impl Writer {
    /// Puts at most `limit` items that wait into their stories and reprint groups, in the order of arrival. Then finds the
    /// quotations of at most `limit` items that wait, newest first, and puts them into the full-text index, in one
    /// transaction each. Call it while nothing else waits, until there is no more.
    ///
    /// # Errors
    /// Nothing of the step is kept where there is one; the items go on waiting.
    pub fn digest(&mut self, limit: usize) -> Result<Digested, Error> {
        let (judged, unjudged) = self.judge(limit)?;
        let waiting: bool = self.conn.query_row("SELECT EXISTS (SELECT 1 FROM todo)", [], |r| r.get(0))?;
        if !waiting {
            return Ok(Digested { done: judged, more: unjudged });
        }
        let workers = self.workers;
        let tx = self.begin()?;
        let ids = newest_waiting(&tx, limit)?;
        index(&tx, &ids, workers, false)?;
        {
            let mut done = tx.prepare_cached("DELETE FROM todo WHERE item = ?1")?;
            for id in &ids {
                done.execute([id])?;
            }
        }
        again::quoted(&tx, &ids)?;
        let more = tx.query_row("SELECT EXISTS (SELECT 1 FROM todo)", [], |r| r.get(0))?;
        tx.commit()?;
        Ok(Digested { done: ids.len().max(judged), more: more || unjudged })
    }
}

/// Finds the quotations of items and puts them into the full-text index, where they may stand already.
pub(crate) fn index(conn: &Connection, ids: &[i64], workers: Workers, indexed: bool) -> Result<(), Error> {
    let mut entries = Vec::with_capacity(ids.len());
    for id in ids {
        entries.extend(read_entry(conn, *id, workers)?);
    }
    // The index takes rows of rising number into one segment; any other order would write one for each step back.
    entries.sort_unstable_by_key(|e| e.place);
    let mut remove = conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?;
    let mut insert =
        conn.prepare_cached("INSERT INTO search (rowid, headline, text, quote, speaker) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for e in &entries {
        if indexed {
            remove.execute([e.place])?;
        }
        insert.execute(params![e.place, e.headline, e.text, e.quotes, e.speakers])?;
    }
    Ok(())
}

/// Takes an item out of the full-text index until it is put there anew; until then a search reads the item itself.
pub(crate) fn unindex(conn: &Connection, id: i64, place: i64) -> Result<(), rusqlite::Error> {
    let waiting = conn.prepare_cached("INSERT OR IGNORE INTO todo (item) VALUES (?1)")?.execute([id])? == 0;
    if !waiting {
        conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([place])?;
    }
    Ok(())
}

fn newest_waiting(conn: &Connection, limit: usize) -> Result<Vec<i64>, rusqlite::Error> {
    conn.prepare_cached("SELECT item FROM todo ORDER BY item DESC LIMIT ?1")?
        .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |r| r.get(0))?
        .collect()
}

fn read_entry(conn: &Connection, id: i64, workers: Workers) -> Result<Option<Entry>, Error> {
    let mut item = conn.prepare_cached(
        "SELECT place, revision, headline, byline, dateline, slug, language, words, marks, rank FROM item WHERE id = ?1",
    )?;
    let mut rows = item.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (place, revision, mut headline): (i64, u32, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let field = |at| -> Result<Option<String>, rusqlite::Error> { row.get(at) };
    let (byline, place_line, slug, language) = (field(3)?, field(4)?, field(5)?, field(6)?);
    headline.push_str(BREAK);
    headline.push_str(&letters::of_item(&Traits {
        byline: byline.as_deref(),
        place: place_line.as_deref(),
        slug: slug.as_deref(),
        language: language.as_deref(),
        words: row.get(7)?,
        marks: &row.get::<_, String>(8)?,
        rank: row.get(9)?,
    }));
    let text = text_of(conn, id, revision)?;
    let quotes = quotes_in(conn, id, revision, &text, workers)?;
    write_quotes(conn, id, revision, workers.rules, &text, &quotes)?;
    let mut words = String::new();
    let mut speakers = String::new();
    for quote in &quotes {
        push_line(&mut words, quote.span.of(&text));
        let mention = quote.speaker.map_or("", |s| s.of(&text));
        push_line(&mut speakers, quote.canonical.as_deref().unwrap_or(mention));
    }
    Ok(Some(Entry { place, headline, text, quotes: words, speakers }))
}

/// Stands between two quotations as a word that nobody types, so that no phrase runs from one into the next.
const BREAK: &str = "\n\u{e000}\n";

fn push_line(list: &mut String, line: &str) {
    if !line.is_empty() {
        list.push_str(line);
        list.push_str(BREAK);
    }
}

/// The clean text of a revision.
pub(crate) fn text_of(conn: &Connection, item: i64, revision: u32) -> Result<String, Error> {
    let (len, copy): (i64, Vec<u8>) = conn
        .prepare_cached("SELECT text_len, copy FROM body WHERE id = ?1")?
        .query_row([body_id(item, revision)], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(unpack_copy(&copy, usize::try_from(len).unwrap_or(0))?.0)
}

/// The quotations of a revision's text, without what stands in a fold that stays in the house: nothing that lists or copies
/// quotations may hold it, nor name a speaker or a role by it.
pub(crate) fn quotes_in(
    conn: &Connection,
    item: i64,
    revision: u32,
    text: &str,
    workers: Workers,
) -> Result<Vec<Quote>, Error> {
    let fields: String = conn
        .prepare_cached("SELECT fields FROM body WHERE id = ?1")?
        .query_row([body_id(item, revision)], |r| r.get(0))?;
    let mut folds = folds_from_json(&fields, text);
    folds.retain(|fold| !fold.what.leaves());
    if folds.is_empty() {
        return Ok((workers.quotes)(text));
    }
    let mut quotes = (workers.quotes)(&blanked(text, &folds));
    quotes.retain(|quote| !folds.iter().any(|fold| fold.keeps(quote.span)));
    Ok(quotes)
}

/// The text with blanks in place of these folds, byte for byte, so that offsets hold; line breaks stay.
fn blanked(text: &str, folds: &[Fold]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for fold in folds {
        blanked.push_str(text.get(at..fold.range.start).unwrap_or(""));
        let hidden = text.get(fold.range.start.max(at)..fold.range.end).unwrap_or("");
        blanked.extend(hidden.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
        at = at.max(fold.range.end);
    }
    blanked.push_str(text.get(at..).unwrap_or(""));
    blanked
}

fn write_quotes(
    conn: &Connection,
    item: i64,
    revision: u32,
    rules: u32,
    text: &str,
    quotes: &[Quote],
) -> Result<(), rusqlite::Error> {
    drop_prints(conn, item)?;
    conn.prepare_cached("DELETE FROM quote WHERE item = ?1 AND revision = ?2")?.execute((item, revision))?;
    let mut insert = conn.prepare_cached(
        "INSERT INTO quote (item, revision, rules, span_start, span_end, speaker_start, speaker_end, cue_start, cue_end,
         partial, running, words, speaker, canonical, role, cue)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    for q in quotes {
        insert.execute(params![
            item,
            revision,
            rules,
            offset(q.span.start),
            offset(q.span.end),
            q.speaker.map(|s| offset(s.start)),
            q.speaker.map(|s| offset(s.end)),
            q.cue.map(|s| offset(s.start)),
            q.cue.map(|s| offset(s.end)),
            q.partial,
            q.running,
            q.span.of(text),
            q.speaker.map(|s| s.of(text)),
            q.canonical,
            q.role,
            q.cue.map(|s| s.of(text)),
        ])?;
        keep_prints(conn, conn.last_insert_rowid(), q.span.of(text))?;
    }
    Ok(())
}

fn offset(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}
