//! Reads one item whole: a revision with its quotations, laid out.

use rusqlite::{Connection, OptionalExtension};

use crate::store::digest::quotes_in;
use crate::store::error::Error;
use crate::store::fetched::kept;
use crate::store::fields::from_json;
use crate::store::ingest::body_id;
use crate::store::notice;
use crate::store::pack::{unpack, unpack_against, unpack_copy};
use crate::store::reader::Reader;
use crate::store::rows;
use crate::store::status::time;
use crate::wire::{CopyKind, Filing, ItemId, Markup, MarkupKind, Quote, Reading, RevisionLine, Row, Span};

use jiff::Timestamp;

/// Bytes as received, and their content type.
type Raw = (Vec<u8>, Option<String>);

impl Reader {
    /// Everything of one item as the wire sent it, laid out for `width` columns: the revision asked for, or the newest. `None` where item or
    /// revision is not in the cache.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn reading(&mut self, id: ItemId, revision: Option<u32>, width: u16) -> Result<Option<Reading>, Error> {
        self.reading_of(id, revision, CopyKind::Wire, width)
    }

    /// The same with the text asked for: what the wire sent, or what was fetched from the item's page. A revision that is asked
    /// for by its number, and one that came after the page was fetched, is the wire's unless the fetched text is asked for.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn reading_of(
        &mut self,
        id: ItemId,
        revision: Option<u32>,
        copy: CopyKind,
        width: u16,
    ) -> Result<Option<Reading>, Error> {
        let Some((row, received)) = self.row_of(id)? else { return Ok(None) };
        let newest = row.revision;
        let revision = revision.unwrap_or(newest);
        let Some(mut filing) = filing_of(&self.conn, id, revision)? else { return Ok(None) };
        let (kept, unfetched) = kept(&self.conn, id)?;
        let shown = kept.as_ref().filter(|kept| match copy {
            CopyKind::Wire => false,
            CopyKind::Fetched => revision == newest,
            CopyKind::AsSet => revision == newest && kept.by_source && kept.text.revision >= newest && !row.is_killed(),
        });
        let (quotes, laid) = match shown {
            None => (self.quotes_of(id, revision, &filing.text)?, (self.workers.lay_out)(&filing, width)),
            Some(kept) => {
                filing.text.clone_from(&kept.text.text);
                (filing.words, filing.folds) = (kept.text.words, Vec::new());
                // The layout wants the markup that the text was read from; what was received stays the wire's.
                let page = Markup { kind: MarkupKind::Html, value: kept.html.clone() };
                let received = filing.markup.replace(page);
                let laid = (self.workers.lay_out)(&filing, width);
                filing.markup = received;
                ((self.workers.quotes)(&filing.text), laid)
            }
        };
        let shows_fetched = shown.is_some();
        let fetched = kept.map(|kept| kept.text);
        let revisions = revisions_of(&self.conn, id)?;
        let noticed = notice::of(&self.conn, id.0)?;
        Ok(Some(Reading {
            row,
            revision,
            filing,
            fetched,
            unfetched,
            shows_fetched,
            quotes,
            laid,
            width,
            revisions,
            received,
            noticed,
        }))
    }

    /// One revision as it was filed.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn filing(&self, id: ItemId, revision: u32) -> Result<Option<Filing>, Error> {
        filing_of(&self.conn, id, revision)
    }

    /// The bytes as received that brought a revision (the item's own element of the feed where it could be told, else the
    /// whole delivery), with their content type; `None` where they are not kept any more.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn raw(&self, id: ItemId, revision: Option<u32>) -> Result<Option<Raw>, Error> {
        let revision = match revision {
            Some(revision) => revision,
            None => {
                let newest: Option<u32> = self
                    .conn
                    .prepare_cached("SELECT revision FROM item WHERE id = ?1")?
                    .query_row([id.0], |r| r.get(0))
                    .optional()?;
                let Some(newest) = newest else { return Ok(None) };
                newest
            }
        };
        let found: Option<(Raw, Option<Vec<u8>>)> = self
            .conn
            .prepare_cached(
                "SELECT raw.bytes, raw.content_type, leant_on.copy FROM body JOIN raw ON raw.id = body.raw
                 LEFT JOIN body AS leant_on ON leant_on.id = raw.body WHERE body.id = ?1",
            )?
            .query_row([body_id(id.0, revision)], |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?)))
            .optional()?;
        let Some(((packed, content_type), copy)) = found else { return Ok(None) };
        let bytes = match copy {
            Some(copy) => unpack_against(&packed, &unpack(&copy)?)?,
            None => unpack(&packed)?,
        };
        Ok(Some((bytes, content_type)))
    }

    pub(crate) fn row_of(&mut self, id: ItemId) -> Result<Option<(Row, Timestamp)>, Error> {
        let sql = format!("SELECT {}, i.received FROM item AS i WHERE i.id = ?1", rows::columns());
        let (conn, names) = (&self.conn, &mut self.names);
        let found = conn
            .prepare_cached(&sql)?
            .query_row([id.0], |r| Ok((names.row(conn, r)?.0, time(r.get(rows::COLUMNS)?).unwrap_or_default())))
            .optional()?;
        Ok(found)
    }

    /// The quotations of a revision: those that are kept, if today's rules found them; else found now.
    pub(crate) fn quotes_of(&self, id: ItemId, revision: u32, text: &str) -> Result<Vec<Quote>, Error> {
        let waits: bool = self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM todo WHERE item = ?1)
                 OR NOT EXISTS (SELECT 1 FROM quote WHERE item = ?1 AND revision = ?2 AND rules = ?3)",
            )?
            .query_row((id.0, revision, self.workers.rules), |r| r.get(0))?;
        if waits {
            return quotes_in(&self.conn, id.0, revision, text, self.workers);
        }
        let mut quotes = self.conn.prepare_cached(
            "SELECT span_start, span_end, speaker_start, speaker_end, canonical, role, cue_start, cue_end, partial, running
             FROM quote WHERE item = ?1 AND revision = ?2 ORDER BY id",
        )?;
        let rows = quotes.query_map((id.0, revision), |r| {
            Ok(Quote {
                span: span(r.get(0)?, r.get(1)?).unwrap_or_default(),
                speaker: span(r.get(2)?, r.get(3)?),
                canonical: r.get(4)?,
                role: r.get(5)?,
                cue: span(r.get(6)?, r.get(7)?),
                partial: r.get(8)?,
                running: r.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A span as its two columns have it.
pub(crate) fn span(start: Option<i64>, end: Option<i64>) -> Option<Span> {
    Some(Span::new(usize::try_from(start?).ok()?, usize::try_from(end?).ok()?))
}

fn filing_of(conn: &Connection, id: ItemId, revision: u32) -> Result<Option<Filing>, Error> {
    let mut body =
        conn.prepare_cached("SELECT headline, fingerprint, fields, text_len, copy FROM body WHERE id = ?1")?;
    let mut rows = body.query([body_id(id.0, revision)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let len = usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0);
    let (text, markup) = unpack_copy(row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?, len)?;
    let json = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
    from_json(json, row.get(0)?, text, markup, row.get(1)?).map(Some)
}

pub(crate) fn revisions_of(conn: &Connection, id: ItemId) -> Result<Vec<RevisionLine>, Error> {
    let mut lines =
        conn.prepare_cached("SELECT id & 65535, at, headline FROM body WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let rows = lines.query_map((body_id(id.0, 0), body_id(id.0, u32::MAX)), |r| {
        Ok(RevisionLine { revision: r.get(0)?, at: time(r.get(1)?).unwrap_or_default(), headline: r.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
