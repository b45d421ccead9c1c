//! Which item a filing belongs to: the rules of identity, in their order.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use crate::analysis::chain;
use crate::store::digest::text_of;
use crate::store::error::Error;
use crate::store::identity::{Known, Verdict, judge, judge_other, page_hash};
use crate::store::ingest::{REVISIONS, body_id};
use crate::store::tally::Home;
use crate::wire::{Filing, Mark, Marks};

/// How far apart (milliseconds) two filings of one agency under one slug may be to be of one running story.
const CHAIN_MS: i64 = 48 * 60 * 60 * 1000;

/// Within this time (milliseconds) a like headline and some common text are enough for two such filings that bear no marks.
const SHIFT_MS: i64 = 12 * 60 * 60 * 1000;

/// Items under one slug that are looked at, the newest first.
const CHAINED: i64 = 6;

/// Other feeds of an outlet that are asked for a new item: what an item costs must not grow with their number.
const SISTERS: usize = 64;

/// Hundredths of words that two filings share at least where neither says that it replaces the other. Of 140,000 pairs of copy on
/// different events, three thousand of them look-alikes (two earthquakes, two court cases), none shares so much text.
const ALIKE: usize = 30;

/// Hundredths of the text that they share besides a like headline. Of the look-alikes every sixth pair has a like headline, and
/// one in a hundred has this much text in common as well.
const TOUCH: usize = 5;

/// Runs of three words that are the least of it: a dateline alone has two or three.
const RUNS: usize = 5;

/// Hundredths of the headline's words where one of the texts is too short to tell.
const HEADLINE: usize = 50;

/// How a filing was found to belong to its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// By its own key, in its own source.
    Key,
    /// By the key or page of an item that another feed of the same outlet has.
    House,
    /// It says itself which earlier filing it replaces.
    Link,
    /// By agency and slug.
    Chain,
    /// By the page, which has an item of the same source under another key.
    Page,
}

/// An item as it stands before a filing.
pub(crate) struct Found {
    pub(crate) id: i64,
    pub(crate) place: i64,
    pub(crate) revision: u32,
    pub(crate) seen: i64,
    pub(crate) spiked: bool,
    pub(crate) home: Home,
    pub(crate) reprint: Option<i64>,
    pub(crate) known: Known,
    /// The key under which the item stands.
    pub(crate) key: String,
    pub(crate) by: By,
    /// The name under which this filing is noted, where it is not the item's own.
    pub(crate) alias: Option<String>,
}

impl Found {
    /// What becomes of the filing.
    pub(crate) fn judge(&self, filing: &Filing, now_ms: i64) -> Verdict {
        // An item with one name is judged by itself; so is one whose outlet gave the page a new guid.
        if self.known.filed.is_none() && matches!(self.by, By::Key | By::Page) {
            return judge(&self.known, filing, now_ms);
        }
        judge_other(&self.known, filing, matches!(self.by, By::Link | By::Chain), now_ms)
    }
}

const COLUMNS: &str = "id, place, revision, fingerprint, version, updated, marks, revised, key, seen, read, spiked, source, story, lead, \
                       reprint, published";

/// Looks for the items of one delivery's filings.
pub(crate) struct Finder<'c> {
    conn: &'c Connection,
    source: i64,
    /// The other feeds of the outlet, [`SISTERS`] at most.
    house: Vec<i64>,
}

impl<'c> Finder<'c> {
    pub(crate) fn new(conn: &'c Connection, source: i64) -> Result<Self, Error> {
        let house = conn
            .prepare_cached(
                "SELECT id FROM source WHERE house = (SELECT house FROM source WHERE id = ?1) AND id <> ?1 ORDER BY id",
            )?
            .query_map([source], |r| r.get(0))?
            .take(SISTERS)
            .collect::<Result<_, _>>()?;
        Ok(Self { conn, source, house })
    }

    /// The item that a filing belongs to. `keys` are those of the whole delivery.
    pub(crate) fn find(&self, filing: &Filing, keys: &HashSet<&str>, now_ms: i64) -> Result<Option<Found>, Error> {
        let mut found = match self.named(self.source, &filing.key)? {
            Some(found) => Some(found),
            None => self.in_house(filing)?,
        };
        if found.is_none() {
            found = self.linked(filing)?;
        }
        if found.is_none() {
            found = self.chained(filing, now_ms)?;
        }
        if found.is_none() {
            found = self.on_page(filing, keys)?;
        }
        let Some(mut found) = found else { return Ok(None) };
        let other_name = found.home.source != self.source || found.key != filing.key;
        if other_name && found.by != By::Page {
            found.alias = Some(found.alias.take().unwrap_or_else(|| filing.key.clone()));
        }
        let name = found.alias.as_deref().unwrap_or(&found.key);
        found.known.filed = self.filed(name)?;
        if found.known.fingerprint != filing.fingerprint && found.known.filed != Some(filing.fingerprint) {
            self.look_closer(&mut found, filing)?;
        }
        Ok(Some(found))
    }

    /// What is known of the copy itself, which only filings with other words need.
    fn look_closer(&self, found: &mut Found, filing: &Filing) -> Result<(), Error> {
        found.known.seen_before = self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM body WHERE id BETWEEN ?1 AND ?2 AND fingerprint = ?3)")?
            .query_row((body_id(found.id, 0), body_id(found.id, REVISIONS), filing.fingerprint.cast_signed()), |r| {
                r.get(0)
            })?;
        if found.by == By::House {
            let known = text_of(self.conn, found.id, found.revision)?;
            found.known.holds = holds(&known, &filing.text);
        }
        Ok(())
    }

    /// Whether an item of this source stands, or once was filed, under a key.
    pub(crate) fn knows(&self, key: &str) -> Result<bool, Error> {
        let mut known = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM item WHERE source = ?1 AND key = ?2)
             OR EXISTS (SELECT 1 FROM filed_as WHERE source = ?1 AND key = ?2)",
        )?;
        Ok(known.query_row((self.source, key), |r| r.get(0))?)
    }

    /// The item that stands, or once was filed, under a key of a source.
    fn named(&self, source: i64, key: &str) -> Result<Option<Found>, Error> {
        let own = format!("SELECT {COLUMNS} FROM item WHERE source = ?1 AND key = ?2");
        let own = self.conn.prepare_cached(&own)?.query_row((source, key), read_found).optional()?;
        if own.is_some() {
            return Ok(own);
        }
        let other =
            format!("SELECT {COLUMNS} FROM item WHERE id = (SELECT item FROM filed_as WHERE source = ?1 AND key = ?2)");
        Ok(self.conn.prepare_cached(&other)?.query_row((source, key), read_found).optional()?)
    }

    /// The item of another feed of the outlet under the same key, where keys of this kind are never given twice.
    fn in_house(&self, filing: &Filing) -> Result<Option<Found>, Error> {
        if !is_unique(&filing.key) {
            return Ok(None);
        }
        for source in &self.house {
            if let Some(found) = self.named(*source, &filing.key)? {
                return Ok(Some(Found { by: By::House, ..found }));
            }
        }
        Ok(None)
    }

    /// The item that the filing says it replaces.
    fn linked(&self, filing: &Filing) -> Result<Option<Found>, Error> {
        for name in filing.replaces.iter().filter(|name| **name != filing.key) {
            for source in std::iter::once(&self.source).chain(&self.house) {
                let named = match self.named(*source, name)? {
                    Some(found) => Some(found),
                    None => self.pages(&[*source], page_hash(Some(name)))?.pop(),
                };
                if let Some(found) = named {
                    return Ok(Some(Found { by: By::Link, ..found }));
                }
            }
        }
        Ok(None)
    }

    /// The running story of the same agency and slug that the filing carries on.
    fn chained(&self, filing: &Filing, now_ms: i64) -> Result<Option<Found>, Error> {
        let Some(chain) = filing.chain.filter(|_| !filing.marks.has(Mark::Advisory)) else { return Ok(None) };
        let sql = format!(
            "SELECT {COLUMNS}, headline, slug FROM item WHERE chain = ?1 AND source IN ({}) ORDER BY revised DESC, id DESC LIMIT {CHAINED}",
            self.all()
        );
        let mut newest = None;
        let mut under_it = self.conn.prepare(&sql)?;
        let of_it = under_it.query_map([chain], |r| Ok((read_found(r)?, r.get(17)?, r.get(18)?)))?;
        let at = filed_at(filing).unwrap_or(now_ms);
        for candidate in of_it.collect::<Result<Vec<(Found, String, Option<String>)>, _>>()? {
            let (found, headline, slug) = candidate;
            let apart = at - found.known.time().unwrap_or(found.known.at);
            if apart.abs() > CHAIN_MS || found.known.marks.has(Mark::Advisory) {
                continue;
            }
            if !self.carries_on(&found, &headline, slug.as_deref().unwrap_or(""), filing, apart)? {
                continue;
            }
            // UPDATE 2 carries on UPDATE 1, and not the headline that was sent ahead between the two.
            let has_number = chain::step_of(&found.known.marks).is_some_and(|step| step > 0);
            if has_number || chain::step_of(&filing.marks).is_none_or(|step| step < 2) {
                return Ok(Some(Found { by: By::Chain, ..found }));
            }
            newest.get_or_insert(found);
        }
        Ok(newest.map(|found| Found { by: By::Chain, ..found }))
    }

    /// Whether the filing belongs to the story and is not another one under its slug, as a planner of each day is.
    fn carries_on(
        &self,
        found: &Found,
        headline: &str,
        slug: &str,
        filing: &Filing,
        apart: i64,
    ) -> Result<bool, Error> {
        let (before, after) = (&found.known.marks, &filing.marks);
        let (earlier, later) = if apart < 0 { (after, before) } else { (before, after) };
        if later.iter().any(chain::continues) || (apart >= 0 && filing.what_changed.is_some()) {
            return Ok(true);
        }
        // A headline sent ahead tells of something new: it does not replace copy that was there before.
        if later.iter().any(chain::goes_ahead) && !earlier.iter().any(chain::goes_ahead) {
            return Ok(false);
        }
        if chain::is_standing(slug) || chain::is_standing(chain::label_of(&filing.headline)) {
            return Ok(false);
        }
        let like_headline = chain::shared_headline(headline, &filing.headline);
        if like_headline >= ALIKE && earlier.iter().any(chain::goes_ahead) {
            return Ok(true);
        }
        let soon = apart.abs() <= SHIFT_MS;
        match chain::shared(&text_of(self.conn, found.id, found.revision)?, &filing.text) {
            None => Ok(soon && like_headline >= HEADLINE),
            Some(common) if common.share >= ALIKE => Ok(true),
            Some(common) => Ok(soon && like_headline >= ALIKE && common.share >= TOUCH && common.runs >= RUNS),
        }
    }

    /// By the page: where the source has one item on it and this delivery does not bring that item itself; else where the outlet has
    /// one on it.
    fn on_page(&self, filing: &Filing, keys: &HashSet<&str>) -> Result<Option<Found>, Error> {
        let page = page_hash(filing.canonical_url.as_deref());
        let mut own = self.pages(&[self.source], page)?;
        if let Some(one) = own.pop() {
            let is_it = own.is_empty() && !keys.contains(one.key.as_str());
            return Ok(is_it.then_some(Found { by: By::Page, ..one }));
        }
        let mut other = self.pages(&self.house, page)?;
        let one = other.pop().filter(|_| other.is_empty());
        // A guid that changes at every poll must not be noted each time: the page is the name.
        Ok(one.map(|one| Found { by: By::House, alias: filing.canonical_url.clone(), ..one }))
    }

    /// The items of these sources on a page, two at most.
    fn pages(&self, sources: &[i64], page: Option<i64>) -> Result<Vec<Found>, Error> {
        let Some(page) = page.filter(|_| !sources.is_empty()) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        let sql = format!("SELECT {COLUMNS} FROM item WHERE page = ?1 AND source = ?2 LIMIT 2");
        let mut lookup = self.conn.prepare_cached(&sql)?;
        for source in sources {
            found.extend(lookup.query_map((page, source), read_found)?.collect::<Result<Vec<_>, _>>()?);
        }
        found.truncate(2);
        Ok(found)
    }

    /// The fingerprint of what this source filed last under a name of an item that has several.
    fn filed(&self, name: &str) -> Result<Option<u64>, Error> {
        let filed: Option<i64> = self
            .conn
            .prepare_cached("SELECT fingerprint FROM filed_as WHERE source = ?1 AND key = ?2")?
            .query_row((self.source, name), |r| r.get(0))
            .optional()?;
        Ok(filed.map(i64::cast_unsigned))
    }

    /// Notes under which name an item was filed, and what stood there; of an item with one name nothing is noted.
    pub(crate) fn note(&self, found: &Found, filing: &Filing) -> Result<(), Error> {
        if found.alias.is_none() && found.known.filed.is_none() {
            return Ok(());
        }
        if found.known.filed == Some(filing.fingerprint) {
            return Ok(());
        }
        if found.known.filed.is_none() {
            // Its own name, which went without saying until now.
            self.conn
                .prepare_cached(
                    "INSERT OR IGNORE INTO filed_as (source, key, item, fingerprint, away) VALUES (?1, ?2, ?3, ?4, 0)",
                )?
                .execute(params![found.home.source, found.key, found.id, found.known.fingerprint.cast_signed()])?;
        }
        let name = found.alias.as_deref().unwrap_or(&found.key);
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO filed_as (source, key, item, fingerprint, away) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                self.source,
                name,
                found.id,
                filing.fingerprint.cast_signed(),
                self.source != found.home.source
            ])?;
        Ok(())
    }

    /// The outlet's feeds, for a list in SQL.
    fn all(&self) -> String {
        std::iter::once(&self.source).chain(&self.house).map(i64::to_string).collect::<Vec<_>>().join(",")
    }
}

/// When the outlet says it filed this, in milliseconds.
pub(crate) fn filed_at(filing: &Filing) -> Option<i64> {
    filing.updated.or(filing.published).map(|at| at.as_millisecond())
}

/// The order in which the filings of a delivery are taken: that of the feed, but for those of one running story, which feeds show
/// newest first: they are taken from the first to the last.
pub(crate) fn in_order(filings: &[Filing]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..filings.len()).collect();
    let mut chains: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, filing) in filings.iter().enumerate() {
        if let Some(chain) = filing.chain {
            chains.entry(chain).or_default().push(at);
        }
    }
    let key = |at: &usize| filings.get(*at).map(|f| (filed_at(f), chain::step_of(&f.marks).unwrap_or(u8::MAX)));
    for places in chains.into_values() {
        let mut sorted = places.clone();
        // Where the feed gives no times, the later stands first.
        sorted.reverse();
        sorted.sort_by_key(key);
        for (place, at) in places.into_iter().zip(sorted) {
            if let Some(slot) = order.get_mut(place) {
                *slot = at;
            }
        }
    }
    replaced_first(filings, &mut order);
    order
}

/// Puts what a filing replaces before it.
fn replaced_first(filings: &[Filing], order: &mut [usize]) {
    if filings.iter().all(|filing| filing.replaces.is_empty()) {
        return;
    }
    let mut named: HashMap<&str, usize> = HashMap::new();
    for (at, filing) in filings.iter().enumerate() {
        for name in std::iter::once(filing.key.as_str()).chain(filing.canonical_url.as_deref()) {
            named.entry(name).or_insert(at);
        }
    }
    // Chains of replacements are short; a ring of them ends here.
    for _ in 0..8 {
        let mut places: Vec<usize> = vec![0; order.len()];
        for (place, at) in order.iter().enumerate() {
            places[*at] = place;
        }
        let mut moved = false;
        for place in 0..order.len() {
            let at = order[place];
            let replaced = filings[at].replaces.iter().filter_map(|name| named.get(name.as_str()));
            let earlier =
                replaced.copied().find(|other| places[*other] > place && filings[*other].key != filings[at].key);
            if let Some(other) = earlier {
                order.swap(place, places[other]);
                places.swap(at, other);
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

/// Whether keys of this kind are given once for all, so that two feeds of an outlet mean the same by it.
fn is_unique(key: &str) -> bool {
    key.len() >= 20 || key.contains("://") || ["tag:", "urn:"].iter().any(|scheme| key.starts_with(scheme))
}

/// Whether all words of `part` stand in `whole` in a row, as those of a summary that is cut do.
fn holds(whole: &str, part: &str) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    letters(whole).contains(&letters(part))
}

fn read_found(row: &SqlRow<'_>) -> Result<Found, rusqlite::Error> {
    Ok(Found {
        id: row.get(0)?,
        place: row.get(1)?,
        revision: row.get(2)?,
        seen: row.get(9)?,
        spiked: row.get(11)?,
        home: Home { source: row.get(12)?, story: row.get(13)?, lead: row.get(14)? },
        reprint: row.get(15)?,
        known: Known {
            fingerprint: row.get::<_, i64>(3)?.cast_unsigned(),
            version: row.get(4)?,
            updated: row.get(5)?,
            published: row.get(16)?,
            marks: Marks::from_words(row.get_ref(6)?.as_str_or_null()?.unwrap_or("")),
            at: row.get(7)?,
            ..Known::default()
        },
        key: row.get(8)?,
        by: By::Key,
        alias: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filing(key: &str, replaces: &[&str]) -> Filing {
        let replaces = replaces.iter().map(|name| (*name).to_owned()).collect();
        Filing { key: key.into(), replaces, ..Filing::default() }
    }

    #[test]
    fn what_is_replaced_comes_first_and_a_ring_of_replacements_ends() {
        let filings = [filing("third", &["second"]), filing("second", &["first"]), filing("first", &[])];
        assert_eq!(in_order(&filings), [2, 1, 0]);
        let ring = [filing("a", &["b"]), filing("b", &["a", "a"]), filing("c", &["c", "gone"])];
        let mut order = in_order(&ring);
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2]);
    }
}
