//! Writes deliveries: new items, revisions, and the source's new state, whole feeds only.

use std::collections::HashSet;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::store::again;
use crate::store::alert::{self, News};
use crate::store::belongs::{By, Finder, Found, filed_at, in_order};
use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::crowd::Crowd;
use crate::store::digest;
use crate::store::error::Error;
use crate::store::fields::{ms, to_json};
use crate::store::identity::{Verdict, page_hash};
use crate::store::meant::Came;
use crate::store::newcomer::{self, Newcomer, wire_bits};
use crate::store::notice;
use crate::store::pack::{join_copy, pack, pack_against};
use crate::store::place::{Places, floor_of};
use crate::store::raw::Elements;
use crate::store::rules::{self, Fired, Rules};
use crate::store::sources::save_state;
use crate::store::tally::Tally;
use crate::store::writer::Writer;
use crate::wire::{Arrivals, Delivery, Filing, ItemId, Mark, Marks, Status};

/// The bit of `item.wire` for copy that the wire forbids to use.
pub(crate) const WIRE_KILLED: i64 = 1;
/// The bit for corrected copy.
pub(crate) const WIRE_CORRECTED: i64 = 2;
/// The bit for copy under an embargo, lifted or not.
pub(crate) const WIRE_EMBARGO: i64 = 4;

/// The bit, in the place of [`WIRE_KILLED`], for a notice that kills other copy and is none itself.
pub(crate) const WIRE_NOTICE: i64 = 8;

/// How often at most (milliseconds) it is noted that a feed still shows an item.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Notices of one delivery that are carried out.
const NOTICES: usize = 20;

/// Bits of a body's number that hold the revision.
const REVISION_BITS: u32 = 16;

/// The highest revision that is kept apart; a live page that is filed even more often overwrites its last one.
pub(crate) const REVISIONS: u32 = (1 << REVISION_BITS) - 1;

/// The number of the body of a revision.
pub(crate) fn body_id(item: i64, revision: u32) -> i64 {
    (item << REVISION_BITS) | i64::from(revision.min(REVISIONS))
}

impl Writer {
    /// Writes deliveries in one transaction, each whole and with its source's state (validators with the copy they vouch
    /// for). Says for each what was new, revised or unchanged, in the same order. An empty delivery deletes nothing.
    ///
    /// # Errors
    /// Nothing of any delivery is stored where there is one.
    pub fn ingest(&mut self, deliveries: &[Delivery]) -> Result<Vec<Arrivals>, Error> {
        let mut batch = self.batch()?;
        for delivery in deliveries {
            batch.add(delivery)?;
        }
        batch.commit()
    }

    /// Begins a batch of deliveries. Until it is committed, or dropped and with it undone, no other process can write.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn batch(&mut self) -> Result<Batch<'_>, Error> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (places, tally) = (Places::default(), Tally::default());
        let (rules, tell) = (&self.rules, &mut self.fired);
        Ok(Batch { tx, rules, tell, fired: Vec::new(), places, tally, waiting: None, all: Vec::new(), filings: 0 })
    }
}

/// Deliveries that are written one by one and committed together.
pub struct Batch<'w> {
    tx: Transaction<'w>,
    rules: &'w Rules,
    /// Where alerts go once the batch is on disk.
    tell: &'w mut Vec<Fired>,
    fired: Vec<Fired>,
    places: Places,
    tally: Tally,
    waiting: Option<Vec<Came>>,
    all: Vec<Arrivals>,
    filings: usize,
}

impl Batch<'_> {
    /// Writes one more.
    ///
    /// # Errors
    /// The batch must not be committed where there is one.
    pub fn add(&mut self, delivery: &Delivery) -> Result<(), Error> {
        let (places, tally) = (std::mem::take(&mut self.places), std::mem::take(&mut self.tally));
        let mut pen = Pen { conn: &self.tx, places, tally, waiting: self.waiting.take() };
        let arrivals = pen.delivery(delivery)?;
        self.waiting = pen.waiting.take();
        (self.places, self.tally) = (pen.places, pen.tally);
        self.fired.extend(rules::run(&self.tx, self.rules, delivery, &arrivals)?);
        self.all.push(arrivals);
        self.filings += delivery.filings.len();
        Ok(())
    }

    /// How many filings it holds.
    pub fn filings(&self) -> usize {
        self.filings
    }

    /// Commits, and says for each delivery what was new, revised or unchanged, in the order in which they were added.
    ///
    /// # Errors
    /// Nothing of any delivery is stored where there is one.
    pub fn commit(self) -> Result<Vec<Arrivals>, Error> {
        self.tally.write(&self.tx)?;
        note_changes(&self.tx, &self.all)?;
        self.tx.commit()?;
        self.tell.extend(self.fired);
        Ok(self.all)
    }
}

fn note_changes(conn: &Connection, all: &[Arrivals]) -> Result<(), rusqlite::Error> {
    // New ids of one transaction are contiguous.
    let new = || all.iter().flat_map(|a| a.new.iter()).map(|id| id.0);
    if let (Some(first), Some(last)) = (new().min(), new().max()) {
        change::note(conn, Kind::New, first, last)?;
    }
    for id in all.iter().flat_map(|a| a.revised.iter()) {
        change::note(conn, Kind::Touched, id.0, id.0)?;
    }
    if !all.is_empty() {
        change::note(conn, Kind::Sources, 0, 0)?;
    }
    Ok(())
}

/// Writes the filings of one transaction.
struct Pen<'c> {
    conn: &'c Connection,
    places: Places,
    tally: Tally,
    /// Notices of before that met nothing; `None` until they are looked up, once a batch.
    waiting: Option<Vec<Came>>,
}

/// The evidence of one delivery: elements are cut, and the whole is stored, only when somebody asks.
struct Evidence<'d> {
    delivery: &'d Delivery,
    elements: Option<Elements<'d>>,
    whole: Option<i64>,
}

impl Pen<'_> {
    fn delivery(&mut self, delivery: &Delivery) -> Result<Arrivals, Error> {
        if !save_state(self.conn, delivery)? {
            return Err(Error::Query(format!("source {} is not in the cache", delivery.source)));
        }
        let mut arrivals = Arrivals::default();
        let keys: HashSet<&str> = delivery.filings.iter().map(|f| f.key.as_str()).collect();
        let mut evidence = Evidence { delivery, elements: None, whole: None };
        let finder = Finder::new(self.conn, delivery.source.0)?;
        let now = delivery.at.as_millisecond();
        let (source, mut notices, mut fresh) = (delivery.source.0, Vec::new(), Vec::new());
        let mut crowd = None;
        for index in in_order(&delivery.filings) {
            let Some(filing) = delivery.filings.get(index) else { continue };
            let Some(found) = finder.find(filing, &keys, now)? else {
                let crowd = crowd.get_or_insert_with(|| Crowd::of(&delivery.filings, now));
                let place = crowd.place(self.conn, &mut self.places, &finder, &delivery.filings, index)?;
                let id = self.add(&mut evidence, filing, index, place)?;
                notices.extend(Came::of(id, source, now, filing));
                arrivals.new.push(ItemId(id));
                fresh.push(filing);
                continue;
            };
            match found.judge(filing, now) {
                Verdict::Unchanged | Verdict::Stale => {
                    self.see_again(&found, now)?;
                    arrivals.unchanged += 1;
                }
                verdict => {
                    self.revise(&mut evidence, filing, index, &found, verdict)?;
                    arrivals.revised.push(ItemId(found.id));
                }
            }
            finder.note(&found, filing)?;
        }
        // A feed shows a kill before what it kills.
        notices.truncate(NOTICES);
        notice::carry_out(self.conn, &notices, now, &mut self.tally)?;
        self.meet(&fresh, now)?;
        if !notices.is_empty() {
            self.waiting = None;
        }
        Ok(arrivals)
    }

    /// Brings copy that came to notices that came before it, and met nothing then.
    fn meet(&mut self, fresh: &[&Filing], now: i64) -> Result<(), Error> {
        if fresh.is_empty() {
            return Ok(());
        }
        let waiting = match self.waiting.take() {
            Some(waiting) => waiting,
            None => notice::waiting(self.conn, now)?,
        };
        let mut met = notice::met(&waiting, fresh);
        met.truncate(NOTICES);
        notice::carry_out(self.conn, &met, now, &mut self.tally)?;
        self.waiting = met.is_empty().then_some(waiting);
        Ok(())
    }

    fn add(&mut self, evidence: &mut Evidence<'_>, filing: &Filing, index: usize, place: i64) -> Result<i64, Error> {
        let delivery = evidence.delivery;
        let received = delivery.at.as_millisecond();
        let source = delivery.source.0;
        let item = Newcomer { id: None, source, received, revised: received, revision: 1, filing };
        let id = newcomer::write(self.conn, place, &item)?;
        self.write_body(id, 1, evidence, filing, index, &filing.marks)?;
        self.conn.prepare_cached("INSERT INTO todo (item) VALUES (?1)")?.execute([id])?;
        self.conn.prepare_cached("INSERT INTO unjudged (item) VALUES (?1)")?.execute([id])?;
        self.tally.arrived(delivery.source.0);
        Ok(id)
    }

    fn revise(
        &mut self,
        evidence: &mut Evidence<'_>,
        filing: &Filing,
        index: usize,
        found: &Found,
        verdict: Verdict,
    ) -> Result<(), Error> {
        let at = evidence.delivery.at.as_millisecond();
        let mut marks = filing.marks.clone();
        if verdict == Verdict::SilentEdit {
            marks.add(Mark::SilentEdit);
        }
        let revision = (found.revision + 1).min(REVISIONS);
        self.write_body(found.id, revision, evidence, filing, index, &marks)?;
        // Killed copy stays killed, whatever is filed under its name later; and what was said of it stays said.
        for grave in [Mark::Kill, Mark::Withdrawn, Mark::Unconfirmed].into_iter().filter(|m| found.known.marks.has(*m))
        {
            marks.add(grave);
        }
        // Filings with guids of their own may give no time but that of their publication.
        let updated = if matches!(found.by, By::Link | By::Chain) { filed_at(filing) } else { ms(filing.updated) };
        self.conn
            .prepare_cached(
                "UPDATE item SET rank = ifnull(ranked, ?2), revision = ?3, words = ?4, wire = ?5, page = ifnull(?6, page),
                 updated = ifnull(?7, updated), revised = ?8, seen = ?8, embargo = ?9, fingerprint = ?10,
                 version = ifnull(?11, version), headline = ?12, marks = ?13, agency = ?14, byline = ?15, dateline = ?16,
                 slug = ?17, language = ?18, url = ifnull(?19, url), key = ?20, chain = ifnull(?21, chain) WHERE id = ?1",
            )?
            .execute(params![
                found.id,
                filing.priority.unwrap_or(9),
                revision,
                filing.words,
                wire_bits(filing, &marks),
                page_hash(filing.canonical_url.as_deref()),
                updated,
                at,
                ms(filing.embargo),
                filing.fingerprint.cast_signed(),
                filing.version,
                filing.headline,
                marks.to_words(),
                filing.agency,
                filing.byline,
                filing.dateline.as_ref().and_then(|d| d.place.as_deref()),
                filing.slug,
                filing.language,
                filing.url,
                if found.by == By::Page { &filing.key } else { &found.key },
                filing.chain,
            ])?;
        if matches!(found.by, By::Link | By::Chain) {
            // A take of its own is news: in a feed it is an entry that nobody has seen.
            if !found.spiked {
                self.unread(found)?;
            }
            self.move_up(found, filed_at(filing).map_or(at, |filed| filed.min(at)))?;
        }
        self.tell(evidence.delivery, filing, found, verdict, revision)?;
        again::filed(self.conn, found.id, revision, &found.known.marks, &filing.marks)?;
        if let Some(story) = found.home.story {
            let rank = filing.priority.unwrap_or(9);
            self.conn.prepare_cached("UPDATE story SET rank = min(rank, ?2) WHERE id = ?1")?.execute((story, rank))?;
        }
        if let Some(reprint) = found.reprint {
            copies::settle(self.conn, reprint, &mut self.tally)?;
        }
        self.conn.prepare_cached("INSERT OR IGNORE INTO unjudged (item) VALUES (?1)")?.execute([found.id])?;
        Ok(digest::unindex(self.conn, found.id, found.place)?)
    }

    /// Tells of a correction or kill whoever acted on the copy. Words changed without a mark while the last filing was
    /// marked so already are no news; a kill of copy that was read makes it unread, since it must be seen.
    fn tell(
        &mut self,
        delivery: &Delivery,
        filing: &Filing,
        found: &Found,
        verdict: Verdict,
        revision: u32,
    ) -> Result<(), Error> {
        let Some(what) = alert::grave(&filing.marks) else { return Ok(()) };
        let known = found.known.marks.has(what);
        if known && (what.forbids_use() || verdict == Verdict::SilentEdit) {
            return Ok(());
        }
        let at = delivery.at.as_millisecond();
        let news = News { what, by: found.id, revision, at, headline: &filing.headline };
        alert::tell(self.conn, found.id, found.reprint, &news, &mut self.tally)?;
        if what.forbids_use() {
            self.unread(found)?;
        }
        Ok(())
    }

    /// Makes an item that was read unread, for what has come is to be seen.
    fn unread(&mut self, found: &Found) -> Result<(), Error> {
        if self.conn.prepare_cached("UPDATE item SET read = 0 WHERE id = ?1 AND read = 1")?.execute([found.id])? == 1 {
            let before = Status { read: true, spiked: found.spiked, ..Status::default() };
            self.tally.changed(found.home, &before, &Status { read: false, ..before.clone() });
        }
        Ok(())
    }

    /// Gives an item the place of its newest take: an update that stood where the first take came, hours down the list, would
    /// be seen by nobody. Its entry in the full-text index still stands under the old place.
    fn move_up(&mut self, found: &Found, filed_ms: i64) -> Result<(), Error> {
        if floor_of(filed_ms) <= found.place {
            return Ok(());
        }
        let place = self.places.take(self.conn, filed_ms)?;
        self.conn.prepare_cached("UPDATE item SET place = ?2 WHERE id = ?1")?.execute((found.id, place))?;
        if let Some(story) = found.home.story {
            self.conn
                .prepare_cached("UPDATE story SET place = max(place, ?2) WHERE id = ?1")?
                .execute((story, place))?;
        }
        Ok(())
    }

    /// Notes that the feed still shows the item, at most once a day: what a feed shows is not dropped, or it would come
    /// back as new.
    fn see_again(&self, found: &Found, now: i64) -> Result<(), Error> {
        if now - found.seen > DAY_MS {
            self.conn.prepare_cached("UPDATE item SET seen = ?2 WHERE id = ?1")?.execute((found.id, now))?;
        }
        Ok(())
    }

    fn write_body(
        &self,
        item: i64,
        revision: u32,
        evidence: &mut Evidence<'_>,
        filing: &Filing,
        index: usize,
        marks: &Marks,
    ) -> Result<(), Error> {
        let markup = filing.markup.as_ref().map_or("", |m| m.value.as_str());
        let copy = join_copy(&filing.text, markup);
        let id = body_id(item, revision);
        // The last body there can be is written over: nothing may lean on it.
        let raw = self.keep_raw(evidence, filing, index, (revision < REVISIONS).then_some((id, &copy)))?;
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO body (id, at, raw, headline, fingerprint, fields, text_len, copy)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                id,
                evidence.delivery.at.as_millisecond(),
                raw,
                filing.headline,
                filing.fingerprint.cast_signed(),
                to_json(filing, marks),
                i64::try_from(filing.text.len()).unwrap_or(i64::MAX),
                pack(&copy),
            ])?;
        Ok(())
    }

    /// Keeps the bytes that brought a filing, packed against its copy where that is there to lean on: the number and the bytes
    /// of its body.
    fn keep_raw(
        &self,
        evidence: &mut Evidence<'_>,
        filing: &Filing,
        index: usize,
        copy: Option<(i64, &Vec<u8>)>,
    ) -> Result<Option<i64>, Error> {
        let delivery = evidence.delivery;
        if delivery.raw.is_empty() {
            return Ok(None);
        }
        let elements = evidence.elements.get_or_insert_with(|| Elements::of(&delivery.raw));
        if let Some(element) = elements.of_filing(filing, index) {
            let packed = match copy {
                Some((_, copy)) => pack_against(element.as_bytes(), copy),
                None => pack(element.as_bytes()),
            };
            return self.write_raw(delivery, packed, copy.map(|(body, _)| body)).map(Some);
        }
        let whole = match evidence.whole {
            Some(id) => id,
            None => self.write_raw(delivery, pack(&delivery.raw), None)?,
        };
        evidence.whole = Some(whole);
        Ok(Some(whole))
    }

    fn write_raw(&self, delivery: &Delivery, packed: Vec<u8>, body: Option<i64>) -> Result<i64, Error> {
        self.conn
            .prepare_cached("INSERT INTO raw (at, content_type, bytes, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute((delivery.at.as_millisecond(), &delivery.content_type, packed, body))?;
        Ok(self.conn.last_insert_rowid())
    }
}
