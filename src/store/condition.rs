//! Conditions on `item AS i`, in SQL, for the terms of a query.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::store::error::Error;
use crate::store::expression::{matching_of, phrases};
use crate::store::ingest::{WIRE_CORRECTED, WIRE_EMBARGO, WIRE_KILLED};
use crate::store::letters;
use crate::store::matching::{PART_ANY, PART_HEADLINE, PART_TEXT};
use crate::store::names::agency_called;
use crate::store::patterns;
use crate::store::place::floor_of;
use crate::store::query::{FEW, STORIES, is_off_the_spike, is_unread, joined};
use crate::store::seed;
use crate::store::status::split_tags;
use crate::store::tally::What;
use crate::triage;
use crate::wire::{Compare, Field, Query, Sort, Term};

/// How long it may take to find out whether few items hold some words.
const PROBING: Duration = Duration::from_millis(4);
/// Entries between two looks at the clock.
const LOOK: usize = 16;

/// What no item is. Written as a number it would take all other conditions with it, and an index that is asked for would find none
/// that it can serve.
const NOTHING: &str = "i.id < 0";

/// How words of the copy are looked for where the full-text index does not lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    /// In the index, and in the copy of items that wait for it.
    Index,
    /// The same, of items that something else leads to.
    Met,
    /// In the copy of each item.
    Copy,
}

/// Collects the values while conditions are written. Conditions never come out NULL, so that `NOT` means what it says.
pub(crate) struct Pen<'c> {
    pub(crate) conn: &'c Connection,
    now: Option<Timestamp>,
    /// How many items are few: so many may be gathered, or sorted, for one page.
    pub(crate) few: usize,
    /// The order of the list.
    sort: Sort,
    texts: Texts,
    pub(crate) values: Vec<Value>,
}

impl<'c> Pen<'c> {
    /// `now` tells which embargoes have lifted; none has where it is `None`.
    pub(crate) fn new(conn: &'c Connection, now: Option<Timestamp>, few: usize, sort: Sort) -> Self {
        Self { conn, now, few, sort, texts: Texts::Index, values: Vec::new() }
    }

    pub(crate) fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// How many rows a selection has, counted no further than one beyond what is few.
    pub(crate) fn up_to_few(&self, selection: &str) -> Result<usize, Error> {
        let sql = format!("SELECT count(*) FROM ({selection} LIMIT {})", self.few.saturating_add(1).min(1 << 40));
        let mut counted = self.conn.prepare_cached(&sql)?;
        let used = counted.parameter_count();
        for (at, value) in self.values.iter().enumerate().take(used) {
            counted.raw_bind_parameter(at + 1, value)?;
        }
        let mut rows = counted.raw_query();
        let n: i64 = rows.next()?.map_or(Ok(0), |row| row.get(0))?;
        Ok(usize::try_from(n).unwrap_or(0))
    }

    /// Whether more than so many entries of the full-text index match, or more than are few. What takes long to count is reckoned from
    /// the newest ones: who took them for few would sort them all, and wait for seconds.
    pub(crate) fn is_common(&self, matching: &str, few: usize) -> Result<bool, Error> {
        let few = few.min(self.few);
        let mut found =
            self.conn.prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC")?;
        let mut rows = found.query([matching])?;
        let until = Instant::now() + PROBING;
        for met in 1..=few + 1 {
            let Some(row) = rows.next()? else { return Ok(false) };
            if met % LOOK == 0 && Instant::now() >= until {
                return Ok(met as f64 > few as f64 * self.newer_than(row.get(0)?)?);
            }
        }
        Ok(true)
    }

    /// The part of the time of all copy that lies after a place, from 0 to 1.
    fn newer_than(&self, place: i64) -> Result<f64, Error> {
        let (oldest, newest): (Option<i64>, Option<i64>) = self
            .conn
            .prepare_cached("SELECT (SELECT min(place) FROM item), (SELECT max(place) FROM item)")?
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let (Some(oldest), Some(newest)) = (oldest, newest) else { return Ok(1.0) };
        Ok(newest.saturating_sub(place) as f64 / newest.saturating_sub(oldest).max(1) as f64)
    }

    /// The condition of a query with words looked for in each item's own copy.
    pub(crate) fn read(&mut self, query: &Query) -> Result<String, Error> {
        self.condition_with(Texts::Copy, query)
    }

    /// The condition of a query on items to which something else leads.
    pub(crate) fn met(&mut self, query: &Query) -> Result<String, Error> {
        self.condition_with(Texts::Met, query)
    }

    fn condition_with(&mut self, texts: Texts, query: &Query) -> Result<String, Error> {
        let texts = std::mem::replace(&mut self.texts, texts);
        let condition = self.condition(query);
        self.texts = texts;
        condition
    }

    /// The condition of a query.
    pub(crate) fn condition(&mut self, query: &Query) -> Result<String, Error> {
        Ok(match query {
            Query::All => "1".to_owned(),
            Query::And(parts) => self.each(parts, " AND ", "1")?,
            Query::Or(parts) => {
                let any = self.each(parts, " OR ", NOTHING)?;
                // Said so that the index that holds them all is seen.
                seed::holds_all(parts).map_or(any.clone(), |holds| format!("({holds} AND {any})"))
            }
            // Said so that the indexes of unread items see it.
            not if is_unread(not) => "i.read = 0".to_owned(),
            not if is_off_the_spike(not) => "i.spiked = 0".to_owned(),
            Query::Not(inner) => format!("NOT ({})", self.condition(inner)?),
            Query::Term(term) => self.term(term)?,
        })
    }

    fn each(&mut self, parts: &[Query], by: &str, none: &str) -> Result<String, Error> {
        let parts = parts.iter().map(|p| self.condition(p).map(|c| format!("({c})"))).collect::<Result<Vec<_>, _>>()?;
        Ok(format!("({})", joined(parts, by, none)))
    }

    fn term(&mut self, term: &Term) -> Result<String, Error> {
        match term {
            Term::Text(field, text) => self.text(*field, text),
            Term::Regex(part, pattern) => patterns::fits(self, *part, pattern),
            Term::Has(field) => self.has(*field),
            Term::Is(field, value) => self.is(*field, value),
            // What was filed again is many items, in the order of time: nothing to be sorted.
            Term::Number(Field::Revision, compare, n) if !self.by_time() => {
                let condition = number(Field::Revision, *compare, *n)?;
                let index = self.index_of_one(&condition)?;
                Ok(condition.replace("i.revision", &format!("{index}i.revision")))
            }
            Term::Number(field, compare, n) => number(*field, *compare, *n),
            Term::HoldEnds(compare, at) => Ok(hold_ends(*compare, *at)),
            Term::Since(after, at) => {
                // Places know seconds: what is less than a second later than `at` begins with the next one.
                let place = floor_of(at.as_millisecond().saturating_add(999));
                Ok(format!("i.place {} {place}", if *after { ">=" } else { "<" }))
            }
            Term::State(word) => self.state(word),
        }
    }

    /// That a field has a value.
    fn has(&mut self, field: Field) -> Result<String, Error> {
        let given = |column: &str| format!("ifnull({column}, '') <> ''");
        Ok(match field {
            Field::Tag => {
                let of_source = self.sources(|_, tags| !tags.is_empty())?;
                format!("({of_source} OR i.tags IS NOT NULL)")
            }
            Field::Agency => given("i.agency"),
            Field::By => given("i.byline"),
            Field::Place => given("i.dateline"),
            Field::Slug => given("i.slug"),
            Field::Lang => given("i.language"),
            Field::Mark => "i.marks <> ''".to_owned(),
            Field::Priority => "i.rank < 9".to_owned(),
            Field::Quote => patterns::has_quotes(self, "1"),
            Field::Speaker => patterns::has_quotes(self, "ifnull(q.canonical, ifnull(q.speaker, '')) <> ''"),
            Field::Claimed => "i.claimed_by IS NOT NULL".to_owned(),
            Field::Flagged => What::Flagged.condition().to_owned(),
            Field::Held => What::Held.condition().to_owned(),
            Field::Note => "i.note IS NOT NULL".to_owned(),
            // All copy has these.
            _ => "1".to_owned(),
        })
    }

    fn state(&mut self, word: &str) -> Result<String, Error> {
        let wire = |bit: i64| format!("(i.wire <> 0 AND i.wire & {bit} <> 0)");
        Ok(match word {
            "new" => format!("(i.read = 0 AND i.spiked = 0 AND {UNDECIDED})"),
            "untriaged" => format!("(i.spiked = 0 AND {UNDECIDED})"),
            "read" => "i.read = 1".to_owned(),
            "unread" => "i.read = 0".to_owned(),
            "flagged" => What::Flagged.condition().to_owned(),
            "held" => What::Held.condition().to_owned(),
            "used" => What::Used.condition().to_owned(),
            "spiked" => What::Spiked.condition().to_owned(),
            "claimed" => "i.claimed_by IS NOT NULL".to_owned(),
            "updated" => "(i.acted_on IS NOT NULL AND i.acted_on < i.revision)".to_owned(),
            // Below the top it asks for nothing.
            STORIES => "1".to_owned(),
            "lead" => "i.lead = 1".to_owned(),
            "alert" => "i.alerted > i.acked".to_owned(),
            "again" => {
                let now = self.now.map_or(0, |now| now.as_millisecond());
                format!("(i.back IS NOT NULL AND i.back <= {now})")
            }
            "corrected" => wire(WIRE_CORRECTED),
            "killed" => wire(WIRE_KILLED),
            "embargoed" => {
                let now = self.now.map_or(i64::MIN, |now| now.as_millisecond());
                format!("({} AND (i.embargo IS NULL OR i.embargo > {now}))", wire(WIRE_EMBARGO))
            }
            other => return Err(Error::Query(format!("`{other}` is no state of an item"))),
        })
    }

    fn text(&mut self, field: Option<Field>, text: &str) -> Result<String, Error> {
        if phrases(text).is_empty() {
            return Ok(NOTHING.to_owned());
        }
        if let Some(piece) = triage::unspaced(text) {
            if triage::pattern(&piece).is_err() {
                return Err(Error::Query("the words are too many to be looked for in a row; leave some out".into()));
            }
            return patterns::fits(self, field, &piece);
        }
        if field == Some(Field::Note) {
            let words = self.value(text.to_owned());
            return Ok(noted(&format!("carries({words}, {PART_HEADLINE}, ifnull(i.note, ''), 0, NULL)")));
        }
        let carries = self.carries(field, text);
        if self.texts == Texts::Copy {
            return Ok(carries);
        }
        let matching = matching_of(field, text);
        let words = self.value(matching.clone());
        let quoted = matches!(field, Some(Field::Quote | Field::Speaker));
        let in_a_row = if phrases(text).len() > 1 { format!(" AND {carries}") } else { String::new() };
        let found = format!("FROM search WHERE search MATCH {words}");
        // What few items hold is gathered once. What many hold is looked for in each item that is met, and soon found there: the
        // copy is read far sooner than the index finds its way to one item; but of quotations only the index knows.
        let many = self.is_common(&matching, FEW)?;
        let indexed = match (many, quoted) {
            (true, false) => return Ok(carries),
            (true, true) => format!("EXISTS (SELECT 1 {found} AND rowid = i.place)"),
            // The plus keeps what is found from being looked up for each item.
            (false, _) if self.texts == Texts::Met => format!("+i.place IN (SELECT rowid {found})"),
            (false, _) => format!("i.place IN (SELECT rowid {found})"),
        };
        Ok(format!("(({indexed}{in_a_row}) OR (i.id IN (SELECT item FROM todo) AND {carries}))"))
    }

    /// Words of an item that is not indexed yet. Its quotations are not known yet either: their words and speakers are
    /// looked for in the whole text until they are.
    fn carries(&mut self, field: Option<Field>, text: &str) -> String {
        let part = match field {
            Some(Field::Title) => PART_HEADLINE,
            Some(Field::Text | Field::Quote | Field::Speaker) => PART_TEXT,
            _ => PART_ANY,
        };
        let words = self.value(text.to_owned());
        match part {
            PART_HEADLINE => format!("carries({words}, {part}, i.headline, 0, NULL)"),
            _ => of_copy(&format!("carries({words}, {part}, i.headline, {COPY})")),
        }
    }

    fn is(&mut self, field: Field, value: &str) -> Result<String, Error> {
        let by_name = |pen: &mut Self, function: &str, column: &str| {
            let value = pen.value(value.to_owned());
            format!("{function}({column}, {value})")
        };
        Ok(match field {
            Field::Title | Field::Text | Field::Quote | Field::Speaker | Field::Note => {
                self.text(Some(field), value)?
            }
            Field::Source => {
                let wanted = value.to_lowercase();
                self.sources(|name, _| name.to_lowercase().contains(&wanted))?
            }
            Field::Tag => {
                let of_source =
                    self.sources(|_, tags| tags.iter().any(|t| t.to_lowercase() == value.to_lowercase()))?;
                let tag = self.value(format!("\n{value}\n"));
                let own = format!("(i.tags IS NOT NULL AND contains(i.tags, {tag}))");
                // Where no source has the tag, the few items that have any are walked alone.
                if of_source == NOTHING { own } else { format!("({of_source} OR {own})") }
            }
            // The index folds the case of ASCII alone.
            Field::Agency => {
                let name = agency_called(self.conn, value)?;
                let is_ascii = name.is_ascii();
                let agency = self.value(name);
                if is_ascii {
                    let condition = format!("i.agency IS NOT NULL AND i.agency = {agency} COLLATE NOCASE");
                    let index = self.index_of_one(&condition)?;
                    format!("({})", condition.replacen("i.agency =", &format!("{index}i.agency ="), 1))
                } else {
                    format!("same(i.agency, {agency})")
                }
            }
            Field::By => by_name(self, "contains", "i.byline"),
            Field::Place => by_name(self, "contains", "i.dateline"),
            Field::Slug => by_name(self, "contains", "i.slug"),
            Field::Lang => by_name(self, "begins", "i.language"),
            // Said so that the indexes of held, claimed and flagged items see it.
            Field::Held => format!("({} AND {})", What::Held.condition(), by_name(self, "same", "i.held_for")),
            Field::Claimed => format!("(i.claimed_by IS NOT NULL AND {})", by_name(self, "same", "i.claimed_by")),
            Field::Flagged => format!("(i.flagged IS NOT NULL AND {})", by_name(self, "same", "i.flagged")),
            Field::Mark => {
                // Said so that the index of what the wire corrects or takes back sees it.
                let bounded = if letters::is_grave(value) { "i.wire <> 0" } else { "i.marks <> ''" };
                let (alone, numbered) = (
                    self.value(format!(",{},", value.to_uppercase())),
                    self.value(format!(",{} ", value.to_uppercase())),
                );
                format!(
                    "({bounded} AND (instr(',' || i.marks || ',', {alone}) > 0 OR instr(',' || i.marks, {numbered}) > 0))"
                )
            }
            Field::Id
            | Field::Priority
            | Field::Words
            | Field::Revision
            | Field::Outlets
            | Field::Story
            | Field::Reprint => {
                let n = value.parse().map_err(|_| Error::Query(format!("{value} is no number")))?;
                number(field, Compare::Equal, n)?
            }
        })
    }

    /// Whether the list is in the order of time.
    pub(crate) fn by_time(&self) -> bool {
        matches!(self.sort, Sort::Newest | Sort::Oldest)
    }

    /// What stands before a column whose index holds the items of one value in the order of time: nothing, or the plus that keeps the
    /// index away where the list has another order and they are too many to be sorted.
    fn index_of_one(&self, condition: &str) -> Result<&'static str, Error> {
        Ok(match self.by_time() || self.up_to_few(&format!("SELECT 1 FROM item AS i WHERE {condition}"))? <= self.few {
            true => "",
            false => "+",
        })
    }

    /// Whether one of these sources has filed an item that stands under another feed of its outlet.
    fn filed_there(&self, sources: &[i64]) -> Result<bool, Error> {
        let mut there =
            self.conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM filed_as WHERE away = 1 AND source = ?1)")?;
        for source in sources {
            if there.query_row([source], |r| r.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The numbers of the sources that `wanted` picks by name (with that of its outlet in a line below) and tags, and how many
    /// items they have.
    fn picked(&self, wanted: impl Fn(&str, &[String]) -> bool) -> Result<(Vec<i64>, i64), Error> {
        let mut all =
            self.conn.prepare_cached("SELECT id, name || char(10) || ifnull(outlet, ''), tags, items FROM source")?;
        let mut rows = all.query([])?;
        let (mut ids, mut items) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            if wanted(row.get_ref(1)?.as_str().unwrap_or(""), &split_tags(row.get_ref(2)?.as_str().unwrap_or(""))) {
                ids.push(row.get::<_, i64>(0)?);
                items += row.get::<_, i64>(3)?;
            }
        }
        Ok((ids, items))
    }

    /// Whether any source has the tag, so that all its items do.
    pub(crate) fn is_tag_of_source(&self, tag: &str) -> Result<bool, Error> {
        let tag = tag.to_lowercase();
        Ok(!self.picked(|_, tags| tags.iter().any(|t| t.to_lowercase() == tag))?.0.is_empty())
    }

    /// Selects the places of the items of the sources of that name, where these are few; `None` where they are many.
    pub(crate) fn places_of_source(&self, name: &str) -> Result<Option<String>, Error> {
        let wanted = name.to_lowercase();
        let (ids, items) = self.picked(|name, _| name.to_lowercase().contains(&wanted))?;
        if usize::try_from(items).unwrap_or(0) > self.few {
            return Ok(None);
        }
        let all = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let own = format!("SELECT i.place AS place FROM item AS i WHERE i.source IN ({all})");
        Ok(Some(match self.filed_there(&ids)? {
            false => own,
            true => format!(
                "{own} UNION SELECT i.place AS place FROM filed_as AS f CROSS JOIN item AS i ON i.id = f.item
                 WHERE f.away = 1 AND f.source IN ({all})"
            ),
        }))
    }

    /// A condition on the sources that `wanted` picks.
    fn sources(&self, wanted: impl Fn(&str, &[String]) -> bool) -> Result<String, Error> {
        let (ids, _) = self.picked(wanted)?;
        let also = self.filed_there(&ids)?;
        Ok(match ids.as_slice() {
            [] => NOTHING.to_owned(),
            all if also => {
                let all = all.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
                format!(
                    "(+i.source IN ({all}) OR i.id IN (SELECT item FROM filed_as WHERE away = 1 AND source IN ({all})))"
                )
            }
            [one] => {
                let condition = format!("i.source = {one}");
                format!("{}{condition}", self.index_of_one(&condition)?)
            }
            // The plus keeps the order of time in the lead: many sources would each have to be sorted in.
            many => format!("+i.source IN ({})", many.iter().map(i64::to_string).collect::<Vec<_>>().join(",")),
        })
    }
}

/// No verdict stands: tags and notes are none.
const UNDECIDED: &str = "i.flagged IS NULL AND i.held = 0 AND i.used = 0 AND i.claimed_by IS NULL";

/// A condition on the desk's note, said so that the index of what has one sees it.
pub(crate) fn noted(condition: &str) -> String {
    format!("(i.note IS NOT NULL AND {condition})")
}

/// The text of an item's newest filing as `carries` and `fits` take it, within [`of_copy`].
pub(crate) const COPY: &str = "b.text_len, b.copy";

/// A condition on an item's newest filing, `body AS b`, which is looked up once.
pub(crate) fn of_copy(condition: &str) -> String {
    format!("EXISTS (SELECT 1 FROM body AS b WHERE b.id = (i.id << 16 | i.revision) AND {condition})")
}

/// Whether a comparison leaves out all that is smaller.
fn asks_for_more(compare: Compare) -> bool {
    matches!(compare, Compare::More | Compare::AtLeast | Compare::Equal)
}

pub(crate) fn number(field: Field, compare: Compare, n: i64) -> Result<String, Error> {
    let column = match field {
        // Copy without a priority is neither above nor below any.
        Field::Priority => "i.rank < 9 AND i.rank",
        Field::Words => "i.words",
        // Said so that the index of what was filed again sees it.
        Field::Revision if (compare == Compare::More && n >= 1) || (n >= 2 && asks_for_more(compare)) => {
            "i.revision > 1 AND i.revision"
        }
        Field::Revision => "i.revision",
        Field::Id => "i.id",
        Field::Outlets => "ifnull((SELECT outlets FROM copy WHERE id = i.reprint), 1)",
        // What is not judged yet belongs to none.
        Field::Story => "i.story IS NOT NULL AND i.story",
        Field::Reprint => "i.reprint IS NOT NULL AND i.reprint",
        _ => {
            return Err(Error::Query(
                "only priority, words, revision, outlets, story, reprint and id compare with a number".into(),
            ));
        }
    };
    Ok(format!("({column} {} {n})", sign(compare)))
}

/// When a hold ends: for an embargo, when that lifts; at once, where there is none any more.
fn hold_ends(compare: Compare, at: Timestamp) -> String {
    let end = format!(
        "CASE WHEN i.held_for IS NULL THEN i.held_until
              WHEN i.held_for = 'embargo' THEN CASE WHEN i.wire & {WIRE_EMBARGO} THEN i.embargo ELSE 0 END END"
    );
    format!("({} AND ifnull({end} {} {}, 0))", What::Held.condition(), sign(compare), at.as_millisecond())
}

fn sign(compare: Compare) -> &'static str {
    match compare {
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::Equal => "=",
        Compare::AtLeast => ">=",
        Compare::More => ">",
    }
}
