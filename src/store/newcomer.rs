//! Writes the row of an item that is new: what lists show of its filing.

use rusqlite::{Connection, params};

use crate::store::error::Error;
use crate::store::fields::ms;
use crate::store::identity::page_hash;
use crate::store::ingest::{WIRE_CORRECTED, WIRE_EMBARGO, WIRE_KILLED};
use crate::wire::{Filing, Mark, Marks};

/// An item as its first row tells of it. Times are in milliseconds.
pub(crate) struct Newcomer<'f> {
    /// Its number, where it had one before.
    pub(crate) id: Option<i64>,
    /// Its source.
    pub(crate) source: i64,
    /// When its first filing came.
    pub(crate) received: i64,
    /// When its newest filing came.
    pub(crate) revised: i64,
    /// Which revision the filing is.
    pub(crate) revision: u32,
    /// The newest filing.
    pub(crate) filing: &'f Filing,
}

/// The time by which an item stands in the list: when it was published, but not later than it came.
pub(crate) fn sort_at(filing: &Filing, received: i64) -> i64 {
    ms(filing.published).map_or(received, |published| published.min(received))
}

/// Writes it, at its place in the order of time, and answers its number.
pub(crate) fn write(conn: &Connection, place: i64, item: &Newcomer<'_>) -> Result<i64, Error> {
    let filing = item.filing;
    conn.prepare_cached(
        "INSERT INTO item (id, place, source, rank, revision, words, wire, page, published, updated, received, revised, seen,
         embargo, fingerprint, version, headline, marks, agency, byline, dateline, slug, language, url, key, chain)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
    )?
    .execute(params![
        item.id,
        place,
        item.source,
        filing.priority.unwrap_or(9),
        item.revision,
        filing.words,
        wire_bits(filing, &filing.marks),
        page_hash(filing.canonical_url.as_deref()),
        ms(filing.published),
        ms(filing.updated),
        item.received,
        item.revised,
        ms(filing.embargo),
        filing.fingerprint.cast_signed(),
        filing.version,
        filing.headline,
        filing.marks.to_words(),
        filing.agency,
        filing.byline,
        filing.dateline.as_ref().and_then(|d| d.place.as_deref()),
        filing.slug,
        filing.language,
        filing.url,
        filing.key,
        filing.chain,
    ])?;
    Ok(conn.last_insert_rowid())
}

/// What the wire says of copy that lists and rules ask for, as the bits of `item.wire`.
pub(crate) fn wire_bits(filing: &Filing, marks: &Marks) -> i64 {
    let mut bits = 0;
    for (bit, holds) in [
        (WIRE_KILLED, marks.killed()),
        (WIRE_CORRECTED, marks.has(Mark::Corrected)),
        (WIRE_EMBARGO, filing.embargo.is_some() || marks.has(Mark::Embargo)),
    ] {
        bits |= if holds { bit } else { 0 };
    }
    bits
}
