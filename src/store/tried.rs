//! What a rule would have done to each filing since a time: found in what is kept, and nothing is written.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::OptionalExtension;

use crate::store::error::Error;
use crate::store::reader::Reader;
use crate::store::reading::revisions_of;
use crate::store::rules::matching;
use crate::store::status::{split_tags, time};
use crate::triage::{self, Facts, Rule};
use crate::wire::{Field, Filing, ItemId, Mark, Marks, Query, Quote, RevisionLine, Row, Term};

/// A filing that a rule would have found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The item.
    pub item: ItemId,
    /// The filing: its revision, when it came, its headline.
    pub filing: RevisionLine,
    /// Whether it was judged as it came; else as the item stands now.
    pub as_filed: bool,
}

/// What a rule would have done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trial {
    /// The filings that it would have found, oldest first.
    pub found: Vec<Tried>,
    /// Earlier filings of the items it was tried on that are in the cache no more, and were not judged.
    pub missing: usize,
}

/// A moment at which items were filed last: each with its revision.
type FiledAt = (Timestamp, Vec<(ItemId, u32)>);

/// An item that was filed within the time that a rule is tried on.
struct Filed {
    id: ItemId,
    revision: u32,
    /// Whether the rule's query finds its newest filing.
    found: bool,
}

impl Reader {
    /// The filings that came since a time and that the rule would have found as they came. What it says of time is read as of
    /// each filing's arrival; what it says of verdicts, and of other copy, as that stands now. The cache answers for the newest
    /// filing of an item. Those before it are read and judged by themselves, where that gives for the newest what the cache says;
    /// where it does not, they are judged as the item stands now.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn try_rule(&mut self, rule: &Rule, since: Timestamp, zone: &TimeZone) -> Result<Trial, Error> {
        let mut trial = Trial::default();
        for (newest_at, items) in self.filed_since(since)? {
            let ids: Vec<i64> = items.iter().map(|(id, _)| id.0).collect();
            let hits = matching(&self.conn, rule, &ids, newest_at, zone)?;
            for (id, revision) in items {
                let filed = Filed { id, revision, found: hits.contains(&id.0) };
                let lines = revisions_of(&self.conn, id)?;
                let kept = u32::try_from(lines.len()).unwrap_or(u32::MAX);
                trial.missing += usize::try_from(revision.saturating_sub(kept)).unwrap_or(0);
                trial.found.extend(self.try_item(rule, &filed, &lines, (since, newest_at), zone)?);
            }
        }
        trial.found.sort_by_key(|tried| (tried.filing.at, tried.item, tried.filing.revision));
        Ok(trial)
    }

    /// The items whose newest filing came since a time, with its number; those of one moment together, and with it.
    fn filed_since(&self, since: Timestamp) -> Result<Vec<FiledAt>, Error> {
        let mut came = self
            .conn
            .prepare_cached("SELECT id, revision, revised FROM item WHERE revised >= ?1 ORDER BY revised, id")?;
        let rows = came.query_map([since.as_millisecond()], |r| Ok((ItemId(r.get(0)?), r.get(1)?, r.get(2)?)))?;
        let all = rows.collect::<Result<Vec<(ItemId, u32, i64)>, _>>()?;
        let together = all.chunk_by(|a, b| a.2 == b.2).filter_map(|some| {
            let at = time(some.first().map(|(_, _, ms)| *ms))?;
            Some((at, some.iter().map(|(id, revision, _)| (*id, *revision)).collect()))
        });
        Ok(together.collect())
    }

    /// The filings of one item that the rule would have found.
    fn try_item(
        &mut self,
        rule: &Rule,
        filed: &Filed,
        lines: &[RevisionLine],
        (since, newest_at): (Timestamp, Timestamp),
        zone: &TimeZone,
    ) -> Result<Vec<Tried>, Error> {
        let looks = |line: &&RevisionLine| {
            let kind = if line.revision > 1 { rule.revised } else { rule.new };
            kind && line.at >= since && rule.is_on(line.at, zone)
        };
        let tried = |filing: &RevisionLine, as_filed| Tried { item: filed.id, filing: filing.clone(), as_filed };
        let is_newest = |line: &&RevisionLine| line.revision == filed.revision;
        let (newest, older): (Vec<_>, Vec<_>) = lines.iter().filter(looks).partition(is_newest);
        let newest = newest.into_iter().filter(|_| filed.found).map(|line| tried(line, true));
        if older.is_empty() {
            return Ok(newest.collect());
        }
        let holds = |facts: &Facts, at| {
            let query = rule.query(at, zone).map_err(|e| Error::Query(e.to_string()))?;
            Ok::<bool, Error>(triage::matches(&query, facts))
        };
        let facts =
            self.facts_through(filed.id, lines, rule.query(newest_at, zone).is_ok_and(|q| asks_for_quotes(&q)))?;
        let tells = match facts.last().filter(|(line, _)| is_newest(line)) {
            Some((_, facts)) => holds(facts, newest_at)? == filed.found,
            None => false,
        };
        let mut found = Vec::new();
        for (line, facts) in facts.iter().filter(|(line, _)| older.contains(line)) {
            let holds = if tells { holds(facts, line.at)? } else { filed.found };
            found.extend(holds.then(|| tried(line, tells)));
        }
        found.extend(newest);
        Ok(found)
    }

    /// What a query can ask of each filing of an item, from the first to the newest, as far as that can be read off it; what the desk
    /// did, and what other copy has to do with it, is as it stands.
    fn facts_through<'l>(
        &mut self,
        id: ItemId,
        lines: &'l [RevisionLine],
        quotes: bool,
    ) -> Result<Vec<(&'l RevisionLine, Facts)>, Error> {
        let Some((row, _)) = self.row_of(id)? else { return Ok(Vec::new()) };
        let (source, tags) = self.source_of(id)?;
        let tags: Vec<String> = tags.into_iter().chain(row.status.tags.iter().cloned()).collect();
        let (mut all, mut carried) = (Vec::new(), Marks::default());
        for line in lines {
            let Some(mut filing) = self.filing(id, line.revision)? else { continue };
            // Killed copy stays killed, whatever is filed under its name later.
            carried.iter().for_each(|mark| filing.marks.add(mark));
            let grave = [Mark::Kill, Mark::Withdrawn, Mark::Unconfirmed];
            grave.into_iter().filter(|mark| filing.marks.has(*mark)).for_each(|mark| carried.add(mark));
            if line.revision == row.revision {
                // Notices have marked the item, and the desk may have given it a priority.
                filing.marks.clone_from(&row.marks);
                filing.priority = row.priority;
            }
            let quotes = if quotes { self.quotes_of(id, line.revision, &filing.text)? } else { Vec::new() };
            let facts = Facts { source: source.clone(), tags: tags.clone(), ..facts_of(&row, filing, line, &quotes) };
            all.push((line, facts));
        }
        Ok(all)
    }

    /// The name of an item's source, with that of its outlet in a line below, and the source's tags.
    fn source_of(&self, id: ItemId) -> Result<(String, Vec<String>), Error> {
        let mut source = self.conn.prepare_cached(
            "SELECT s.name || char(10) || ifnull(s.outlet, ''), s.tags FROM item AS i JOIN source AS s ON s.id = i.source
             WHERE i.id = ?1",
        )?;
        let found = source.query_row([id.0], |r| Ok((r.get(0)?, r.get::<_, Option<String>>(1)?)));
        let (name, tags) = found.optional()?.unwrap_or_default();
        Ok((name, split_tags(&tags.unwrap_or_default())))
    }
}

/// What a filing and the item's row tell.
fn facts_of(row: &Row, filing: Filing, line: &RevisionLine, quotes: &[Quote]) -> Facts {
    let who = |quote: &Quote| quote.canonical.clone().or_else(|| quote.who(&filing.text).map(str::to_owned));
    Facts {
        id: row.id.0,
        quotes: quotes.iter().map(|quote| quote.words(&filing.text)).collect(),
        speakers: quotes.iter().filter_map(who).collect(),
        title: filing.headline,
        text: filing.text,
        agency: filing.agency,
        by: filing.byline,
        place: filing.dateline.and_then(|dateline| dateline.place),
        slug: filing.slug,
        embargoed: filing.marks.has(Mark::Embargo) && filing.embargo.is_none_or(|lifts| lifts > line.at),
        marks: filing.marks,
        lang: filing.language,
        priority: filing.priority.map(i64::from),
        words: filing.words.into(),
        revision: line.revision.into(),
        outlets: i64::from(row.outlets) + 1,
        story: row.story,
        reprint: row.reprint,
        hold_ends: row.hold_ends(),
        at: row.sort_at,
        lead: true,
        alert: row.is_alert(),
        again: !row.again.is_empty(),
        status: row.status.clone(),
        ..Facts::default()
    }
}

/// Whether the query asks for quotations or speakers, which take longest to find.
fn asks_for_quotes(query: &Query) -> bool {
    let is = |field: &Field| matches!(field, Field::Quote | Field::Speaker);
    match query {
        Query::All => false,
        Query::And(parts) | Query::Or(parts) => parts.iter().any(asks_for_quotes),
        Query::Not(inner) => asks_for_quotes(inner),
        Query::Term(Term::Text(field, _) | Term::Regex(field, _)) => field.as_ref().is_some_and(is),
        Query::Term(Term::Has(field) | Term::Is(field, _)) => is(field),
        Query::Term(_) => false,
    }
}
