//! The same quotation in other copy: found by an index of prints, and held against the story's own wording.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use crate::analysis::wording::{Around, Kin, Wording, compare, compare_in_place, kin, prints_asked, prints_kept};
use crate::store::digest::text_of;
use crate::store::error::Error;
use crate::store::ingest::WIRE_KILLED;
use crate::store::place::time_of;
use crate::store::reader::Reader;
use crate::store::reading::span;
use crate::wire::{Echo, ItemId, Likeness, Quote};

/// Quotations looked at for each print, the newest first: a phrase that everybody uses must not cost more than another.
const FOR_A_PRINT: usize = 12;
/// Quotations held against one of the story, those with most prints in common first.
const HELD: usize = 24;
/// Echoes told of one quotation; those that differ come first.
const TOLD: usize = 8;
/// Quotations of a story for which echoes are looked for.
const QUOTATIONS: usize = 200;
/// Other runs of the copy that are read for its quotations, the newest.
const RUNS: usize = 8;
/// Runs among which the newest are looked for; of larger groups those of the sources that came to the desk last. Only copy that
/// runs for ever has so many.
const GROUP: usize = 1_000;
/// Earlier revisions of the story that are read for its quotations.
const EARLIER: u32 = 3;

/// Keeps the prints of a quotation that was just stored.
pub(crate) fn keep_prints(conn: &Connection, quote: i64, words: &str) -> Result<(), rusqlite::Error> {
    let mut insert = conn.prepare_cached("INSERT OR IGNORE INTO quote_print (print, quote) VALUES (?1, ?2)")?;
    for print in prints_kept(&Wording::of(words)) {
        insert.execute((print, quote))?;
    }
    Ok(())
}

/// Drops the prints of all quotations of an item. They are made again from the words, which spares an index by quotation.
pub(crate) fn drop_prints(conn: &Connection, item: i64) -> Result<(), rusqlite::Error> {
    let mut quotes = conn.prepare_cached("SELECT id, words FROM quote WHERE item = ?1")?;
    let mut delete = conn.prepare_cached("DELETE FROM quote_print WHERE print = ?1 AND quote = ?2")?;
    let mut rows = quotes.query([item])?;
    while let Some(row) = rows.next()? {
        let (quote, words): (i64, String) = (row.get(0)?, row.get(1)?);
        for print in prints_kept(&Wording::of(&words)) {
            delete.execute((print, quote))?;
        }
    }
    Ok(())
}

/// The newest other runs of item `?1`'s copy, by arrival. What is put in order is bounded first, and read from the index alone, so
/// neither the size of the group nor what SQLite believes of it matters.
pub(crate) fn newest_runs() -> String {
    format!(
        "SELECT i.id, i.revision, s.name, i.agency, i.place, i.wire FROM (
             SELECT id FROM (
                 SELECT id FROM item INDEXED BY item_reprint
                 WHERE reprint = (SELECT reprint FROM item WHERE id = ?1) AND id <> ?1 ORDER BY source DESC, id DESC LIMIT {GROUP})
             ORDER BY id DESC LIMIT {RUNS}) AS newest
         CROSS JOIN item AS i ON i.id = newest.id JOIN source AS s ON s.id = i.source"
    )
}

/// A quotation of the story, ready to be held against others.
struct Here<'a> {
    wording: Wording,
    speaker: Option<&'a str>,
    around: Around,
}

/// A stored quotation with what is told of its item.
struct There {
    words: String,
    wording: Wording,
    mention: Option<String>,
    canonical: Option<String>,
    /// The words around it, where it is of the same copy.
    around: Option<Around>,
    echo: Echo,
}

impl Reader {
    /// Where else the quotations of a revision stand: in other items' newest filings, and in earlier revisions of the item
    /// itself where the words were others, or more or fewer. In the order of the story's quotations; of each, those that differ
    /// first, then those that have a part of it or more than it, then the newest. Items whose newest filing waits to be digested are not found yet.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn echoes(&self, id: ItemId, revision: Option<u32>) -> Result<Vec<Echo>, Error> {
        let mut newest = self.conn.prepare_cached("SELECT revision FROM item WHERE id = ?1")?;
        let Some(newest) = newest.query_row([id.0], |r| r.get::<_, u32>(0)).optional()? else {
            return Ok(Vec::new());
        };
        let revision = revision.unwrap_or(newest);
        let text = text_of(&self.conn, id.0, revision)?;
        let quotes = self.quotes_of(id, revision, &text)?;
        self.echoes_of(id, revision, &text, &quotes)
    }

    /// The same for quotations that are at hand.
    pub(crate) fn echoes_of(
        &self,
        id: ItemId,
        revision: u32,
        text: &str,
        quotes: &[Quote],
    ) -> Result<Vec<Echo>, Error> {
        if quotes.is_empty() {
            return Ok(Vec::new());
        }
        let earlier = self.earlier(id, revision)?;
        let runs = self.runs(id)?;
        let mut all = Vec::new();
        for (n, quote) in quotes.iter().take(QUOTATIONS).enumerate() {
            let here = Here {
                wording: Wording::of(quote.span.of(text)),
                speaker: quote.canonical.as_deref(),
                around: Around::of(text, quote.span),
            };
            let mut found: Vec<Echo> = earlier_wording(&here, &earlier).into_iter().collect();
            self.elsewhere(id, &here, &mut found)?;
            in_place(&here, &runs, &mut found);
            found.sort_by_key(|e| (!e.differs(), e.is_same(), !e.earlier, std::cmp::Reverse(e.at)));
            found.truncate(TOLD);
            all.extend(found.into_iter().map(|echo| Echo { quote: n, ..echo }));
        }
        Ok(all)
    }

    /// The quotations of other items that are this one; of each item the nearest.
    fn elsewhere(&self, id: ItemId, here: &Here<'_>, found: &mut Vec<Echo>) -> Result<(), Error> {
        // One that has the very words speaks for its item, whatever else is said there with some of them.
        let mut nearest: Vec<Echo> = Vec::new();
        for quote in self.candidates(here)? {
            let Some(there) = self.stored(quote)?.filter(|t| t.echo.item != id) else { continue };
            let known = nearest.iter_mut().find(|known| known.item == there.echo.item);
            match (known, there) {
                (Some(known), _) if known.is_same() => {}
                (Some(known), there) => {
                    if let Some(echo) = there.held_against(here).filter(Echo::is_same) {
                        *known = echo;
                    }
                }
                (None, there) => nearest.extend(there.held_against(here)),
            }
        }
        found.append(&mut nearest);
        Ok(())
    }

    /// The stored quotations that share most prints with this one.
    fn candidates(&self, here: &Here<'_>) -> Result<Vec<i64>, Error> {
        let asked = prints_asked(&here.wording);
        let mut shared: HashMap<i64, usize> = HashMap::new();
        let sql = format!("SELECT quote FROM quote_print WHERE print = ?1 ORDER BY quote DESC LIMIT {FOR_A_PRINT}");
        let mut lookup = self.conn.prepare_cached(&sql)?;
        for print in &asked {
            let mut rows = lookup.query([print])?;
            while let Some(row) = rows.next()? {
                *shared.entry(row.get(0)?).or_default() += 1;
            }
        }
        let mut ranked: Vec<(i64, usize)> = shared.into_iter().collect();
        ranked.sort_unstable_by_key(|(quote, n)| std::cmp::Reverse((*n, *quote)));
        ranked.truncate(HELD);
        Ok(ranked.into_iter().map(|(quote, _)| quote).collect())
    }

    /// A stored quotation, if it belongs to the newest filing of its item.
    fn stored(&self, quote: i64) -> Result<Option<There>, Error> {
        let sql = "SELECT q.words, q.speaker, q.canonical, i.id, i.revision, s.name, i.agency, i.place, i.wire
                   FROM quote AS q JOIN item AS i ON i.id = q.item AND i.revision = q.revision
                   JOIN source AS s ON s.id = i.source WHERE q.id = ?1";
        let read = |r: &rusqlite::Row<'_>| {
            let killed = r.get::<_, i64>(8)? & WIRE_KILLED != 0;
            let echo = Echo { killed, ..from(r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?, r.get(7)?) };
            let words: String = r.get(0)?;
            let wording = Wording::of(&words);
            Ok(There { words, wording, mention: r.get(1)?, canonical: r.get(2)?, around: None, echo })
        };
        Ok(self.conn.prepare_cached(sql)?.query_row([quote], read).optional()?)
    }

    /// The quotations of earlier revisions, the latest first.
    fn earlier(&self, id: ItemId, revision: u32) -> Result<Vec<There>, Error> {
        let mut all = Vec::new();
        for before in (1..revision).rev().take(EARLIER as usize) {
            let sql =
                "SELECT s.name, i.agency, i.place FROM item AS i JOIN source AS s ON s.id = i.source WHERE i.id = ?1";
            let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get(1)?, r.get(2)?));
            let (source, agency, place): (String, Option<String>, i64) =
                self.conn.prepare_cached(sql)?.query_row([id.0], read)?;
            let echo = Echo { earlier: true, ..from(id.0, before, source, agency, place) };
            self.quoted_in(id, before, &echo, &mut all)?;
        }
        Ok(all)
    }

    /// The quotations of other runs of the copy that are kept. Those of a run that waits to be digested are not looked for:
    /// finding them would take longer than the editor's page may wait.
    fn runs(&self, id: ItemId) -> Result<Vec<There>, Error> {
        let mut runs = self.conn.prepare_cached(&newest_runs())?;
        let mut runs = runs.query([id.0])?;
        let mut all = Vec::new();
        while let Some(r) = runs.next()? {
            let killed = r.get::<_, i64>(5)? & WIRE_KILLED != 0;
            let echo = Echo { killed, ..from(r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?) };
            self.kept_in(&echo, &mut all)?;
        }
        Ok(all)
    }

    /// The quotations that are kept of a revision, each with what is told of its item.
    fn kept_in(&self, echo: &Echo, all: &mut Vec<There>) -> Result<(), Error> {
        let sql = format!(
            "SELECT span_start, span_end, speaker, canonical FROM quote WHERE item = ?1 AND revision = ?2 ORDER BY id LIMIT {QUOTATIONS}"
        );
        let mut kept = self.conn.prepare_cached(&sql)?;
        let mut kept = kept.query((echo.item.0, echo.revision))?;
        // Most copy has no quotations, and is not unpacked for none.
        let mut text = None;
        while let Some(r) = kept.next()? {
            let text = match &text {
                Some(text) => text,
                None => text.insert(text_of(&self.conn, echo.item.0, echo.revision)?),
            };
            let span = span(r.get(0)?, r.get(1)?).unwrap_or_default();
            let around = Some(Around::of(text, span));
            let words = span.of(text).to_owned();
            let (wording, echo) = (Wording::of(&words), echo.clone());
            all.push(There { words, wording, mention: r.get(2)?, canonical: r.get(3)?, around, echo });
        }
        Ok(())
    }

    /// The quotations of a revision, each with what is told of its item.
    fn quoted_in(&self, id: ItemId, revision: u32, echo: &Echo, all: &mut Vec<There>) -> Result<(), Error> {
        let text = text_of(&self.conn, id.0, revision)?;
        for quote in self.quotes_of(id, revision, &text)? {
            all.push(There {
                words: quote.span.of(&text).to_owned(),
                wording: Wording::of(quote.span.of(&text)),
                mention: quote.speaker.map(|s| s.of(&text).to_owned()),
                around: Some(Around::of(&text, quote.span)),
                canonical: quote.canonical,
                echo: echo.clone(),
            });
        }
        Ok(())
    }
}

/// An echo that tells no more yet than where it is from.
fn from(item: i64, revision: u32, source: String, agency: Option<String>, place: i64) -> Echo {
    Echo {
        quote: 0,
        item: ItemId(item),
        revision,
        earlier: false,
        source,
        agency,
        at: time_of(place),
        killed: false,
        words: String::new(),
        speaker: None,
        other_speaker: false,
        likeness: Likeness::default(),
    }
}

impl There {
    /// What is told of it, if it is the same quotation.
    fn held_against(&self, here: &Here<'_>) -> Option<Echo> {
        let kin = kin(here.speaker, self.canonical.as_deref());
        let wording = &self.wording;
        let places = self.around.as_ref().map(|around| around.held_against(&here.around));
        let in_place = || compare_in_place(&here.wording, wording, places?);
        let likeness = compare(&here.wording, wording, kin).or_else(in_place)?;
        Some(Echo {
            words: self.words.clone(),
            speaker: self.canonical.clone().or_else(|| self.mention.clone()).filter(|name| !name.is_empty()),
            other_speaker: kin == Kin::Other,
            likeness,
            ..self.echo.clone()
        })
    }
}

/// The quotation as other runs of the copy have it in the same place, where its words did not tell that it is the same. Short ones
/// may stand in like places of one run: the one with the same words is it, else the first.
fn in_place(here: &Here<'_>, runs: &[There], found: &mut Vec<Echo>) {
    for run in runs.chunk_by(|a, b| a.echo.item == b.echo.item) {
        let is_of_run = |known: &Echo| run.first().is_some_and(|there| known.item == there.echo.item);
        if found.iter().any(|known| !known.earlier && is_of_run(known)) {
            continue;
        }
        let mut first = None;
        for echo in run.iter().filter_map(|there| there.held_against(here)) {
            let same = echo.likeness.variants.is_empty();
            if same || first.is_none() {
                first = Some(echo);
            }
            if same {
                break;
            }
        }
        found.extend(first);
    }
}

/// The latest earlier revision that has the quotation, where its words were others. Unchanged words are no news.
fn earlier_wording(here: &Here<'_>, earlier: &[There]) -> Option<Echo> {
    let latest = earlier.first()?.echo.revision;
    let of_latest = earlier.iter().take_while(|t| t.echo.revision == latest);
    let mut echoes: Vec<Echo> = of_latest.filter_map(|there| there.held_against(here)).collect();
    if echoes.is_empty() {
        // It came and went: an older revision may still have it.
        echoes = earlier.iter().filter_map(|there| there.held_against(here)).collect();
    }
    // One that has these very words shows that nothing changed.
    if echoes.iter().any(Echo::is_same) {
        return None;
    }
    echoes.into_iter().min_by_key(Echo::differs)
}
