//! Compiles a query to SQL conditions on `item AS i`, and its words to the full-text index.

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::store::error::Error;
use crate::store::ingest::{WIRE_CORRECTED, WIRE_EMBARGO, WIRE_KILLED};
use crate::store::matching::{self, PART_ANY, PART_HEADLINE, PART_TEXT};
use crate::store::names::agency_called;
use crate::store::place::floor_of;
use crate::store::status::split_tags;
use crate::store::tally::{self, What};
use crate::triage;
use crate::wire::{Compare, Field, Query, Term};

/// A query as SQL. Conditions never come out NULL, so that `NOT` means what it says.
pub(crate) struct Compiled {
    /// The words that every match must hold, for `search MATCH`; the index then leads and finds the newest first.
    pub(crate) words: Option<String>,
    /// The same words for items that are not indexed yet; true where there are none.
    pub(crate) unindexed: String,
    /// All other conditions.
    pub(crate) rest: String,
    /// The values of `?1`, `?2` … in all of these.
    pub(crate) values: Vec<Value>,
    /// Whether stories are listed, one row each, and not items.
    pub(crate) stories: bool,
    /// Whether only what is neither read nor spiked is listed.
    pub(crate) hidden: bool,
    /// The kept count that answers how many match.
    pub(crate) counted: Option<Kept>,
    /// Whether time alone changes what matches.
    pub(crate) timed: bool,
}

/// The state that asks for stories instead of items. Views of the screen use it, at the top of their query; nobody types it.
const STORIES: &str = "story";

/// Compiles a query. Sources are looked up by name at once: there are few, and their numbers make better conditions.
/// `now` tells which embargoes have lifted; none has where it is `None`.
pub(crate) fn compile(conn: &Connection, query: &Query, now: Option<Timestamp>) -> Result<Compiled, Error> {
    let mut pen = Pen { conn, now, values: Vec::new() };
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let (mut words, mut unindexed, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let mut stories = false;
    for part in parts {
        match text_of(part) {
            None if is_state(part, STORIES) => stories = true,
            Some((field, text)) if !phrases(text).is_empty() => {
                words.push(format!("({})", matching_of(field, text)));
                let carries = pen.carries(field, text);
                if phrases(text).len() > 1 {
                    // The index knows only that each phrase is there, not that they stand in a row.
                    rest.push(carries.clone());
                }
                unindexed.push(carries);
            }
            _ => rest.push(pen.condition(part)?),
        }
    }
    let words_empty = words.is_empty();
    Ok(Compiled {
        words: (!words.is_empty()).then(|| words.join(" AND ")),
        unindexed: joined(unindexed, " AND ", "1"),
        rest: joined(rest, " AND ", "1"),
        values: pen.values,
        // A search finds items: what matches must not hide behind another item of its story.
        stories: stories && words_empty,
        hidden: parts.iter().any(is_unread) && parts.iter().any(is_off_the_spike),
        counted: counted(query),
        timed: is_timed(query),
    })
}

fn is_timed(query: &Query) -> bool {
    match query {
        Query::All => false,
        Query::And(parts) | Query::Or(parts) => parts.iter().any(is_timed),
        Query::Not(inner) => is_timed(inner),
        Query::Term(term) => matches!(term, Term::State(word) if word == "again" || word == "embargoed"),
    }
}

/// A number that needs no counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// One of the kept counts.
    All(What),
    /// All items but those of a kept count.
    But(What),
}

impl Kept {
    /// The number as it stands.
    pub(crate) fn read(self, conn: &Connection) -> Result<u64, Error> {
        Ok(match self {
            Self::All(what) => tally::read(conn, what)?,
            Self::But(what) => tally::read(conn, What::Items)?.saturating_sub(tally::read(conn, what)?),
        })
    }
}

/// The kept count for a query: every item, one state, all but one state, or what the status line calls unread.
fn counted(query: &Query) -> Option<Kept> {
    let states = [What::Flagged, What::Held, What::Used, What::Spiked, What::Alert];
    match query {
        Query::All => Some(Kept::All(What::Items)),
        Query::And(parts) => match parts.as_slice() {
            [] => Some(Kept::All(What::Items)),
            [one] => counted(one),
            [a, b] if is_unread(a) && is_off_the_spike(b) || is_unread(b) && is_off_the_spike(a) => {
                Some(Kept::All(What::Unread))
            }
            [a, b, c] if is_state(a, "lead") && is_unread(b) && is_off_the_spike(c) => {
                Some(Kept::All(What::UnreadLeads))
            }
            _ => None,
        },
        one if is_state(one, "lead") => Some(Kept::All(What::Leads)),
        Query::Not(inner) => states.into_iter().find(|what| is_state(inner, what.word())).map(Kept::But),
        one => states.into_iter().find(|what| is_state(one, what.word())).map(Kept::All),
    }
}

fn is_state(query: &Query, wanted: &str) -> bool {
    matches!(query, Query::Term(Term::State(word)) if word == wanted)
}

fn is_unread(query: &Query) -> bool {
    is_state(query, "unread") || matches!(query, Query::Not(inner) if is_state(inner, "read"))
}

fn is_off_the_spike(query: &Query) -> bool {
    matches!(query, Query::Not(inner) if is_state(inner, "spiked"))
}

fn joined(parts: Vec<String>, by: &str, none: &str) -> String {
    if parts.is_empty() { none.to_owned() } else { parts.join(by) }
}

fn text_of(query: &Query) -> Option<(Option<Field>, &str)> {
    match query {
        Query::Term(Term::Text(field, text)) => Some((*field, text)),
        Query::Term(Term::Is(field @ (Field::Title | Field::Text | Field::Quote | Field::Speaker), text)) => {
            Some((Some(*field), text))
        }
        _ => None,
    }
}

/// The phrases of a text for the index, each quoted. A word that may go on ends its phrase, because the index knows open
/// words only there; what follows is then another phrase that must be found too.
fn phrases(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut phrase: Vec<String> = Vec::new();
    for wanted in matching::wanted(text) {
        phrase.push(wanted.word);
        if wanted.open {
            all.push(format!("\"{}\" *", phrase.join(" ")));
            phrase.clear();
        }
    }
    if !phrase.is_empty() {
        all.push(format!("\"{}\"", phrase.join(" ")));
    }
    all
}

fn matching_of(field: Option<Field>, text: &str) -> String {
    let column = match field {
        Some(Field::Title) => "{headline} : ",
        Some(Field::Text) => "{text} : ",
        Some(Field::Quote) => "{quote} : ",
        Some(Field::Speaker) => "{speaker} : ",
        _ => "",
    };
    let mut phrases = phrases(text);
    if let (Some(Field::Speaker), Some(last)) = (field, phrases.last_mut())
        && !last.ends_with('*')
    {
        // Part of a name will do.
        last.push_str(" *");
    }
    let phrases: Vec<String> = phrases.iter().map(|p| format!("{column}{p}")).collect();
    phrases.join(" AND ")
}

/// Collects the values while conditions are written.
struct Pen<'c> {
    conn: &'c Connection,
    now: Option<Timestamp>,
    values: Vec<Value>,
}

impl Pen<'_> {
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn condition(&mut self, query: &Query) -> Result<String, Error> {
        Ok(match query {
            Query::All => "1".to_owned(),
            Query::And(parts) => self.each(parts, " AND ", "1")?,
            Query::Or(parts) => self.each(parts, " OR ", "0")?,
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
            Term::Text(field, text) => Ok(self.text(*field, text)),
            Term::Regex(pattern) => {
                if let Err(why) = triage::pattern(pattern) {
                    return Err(Error::Query(format!("/{pattern}/ is no regular expression: {why}")));
                }
                let pattern = self.value(pattern.clone());
                Ok(format!("fits({pattern}, i.headline, {COPY})"))
            }
            Term::Is(field, value) => self.is(*field, value),
            Term::Number(field, compare, n) => number(*field, *compare, *n),
            Term::Since(after, at) => {
                // Places know seconds: what is less than a second later than `at` begins with the next one.
                let place = floor_of(at.as_millisecond().saturating_add(999));
                Ok(format!("i.place {} {place}", if *after { ">=" } else { "<" }))
            }
            Term::State(word) => self.state(word),
        }
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

    fn text(&mut self, field: Option<Field>, text: &str) -> String {
        if phrases(text).is_empty() {
            return "0".to_owned();
        }
        let words = self.value(matching_of(field, text));
        let carries = self.carries(field, text);
        let in_a_row = if phrases(text).len() > 1 { format!(" AND {carries}") } else { String::new() };
        format!(
            "((i.place IN (SELECT rowid FROM search WHERE search MATCH {words}){in_a_row})
              OR (i.id IN (SELECT item FROM todo) AND {carries}))"
        )
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
        format!("carries({words}, {part}, i.headline, {COPY})")
    }

    fn is(&mut self, field: Field, value: &str) -> Result<String, Error> {
        let by_name = |pen: &mut Self, function: &str, column: &str| {
            let value = pen.value(value.to_owned());
            format!("{function}({column}, {value})")
        };
        Ok(match field {
            Field::Title | Field::Text | Field::Quote | Field::Speaker => self.text(Some(field), value),
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
                if of_source == "0" { own } else { format!("({of_source} OR {own})") }
            }
            // The index folds the case of ASCII alone.
            Field::Agency => {
                let name = agency_called(self.conn, value)?;
                let is_ascii = name.is_ascii();
                let agency = self.value(name);
                if is_ascii {
                    format!("(i.agency IS NOT NULL AND i.agency = {agency} COLLATE NOCASE)")
                } else {
                    format!("same(i.agency, {agency})")
                }
            }
            Field::By => by_name(self, "contains", "i.byline"),
            Field::Place => by_name(self, "contains", "i.dateline"),
            Field::Slug => by_name(self, "contains", "i.slug"),
            Field::Lang => by_name(self, "begins", "i.language"),
            // Said so that the indexes of claimed and flagged items see it.
            Field::Claimed => format!("(i.claimed_by IS NOT NULL AND {})", by_name(self, "same", "i.claimed_by")),
            Field::Flagged => format!("(i.flagged IS NOT NULL AND {})", by_name(self, "same", "i.flagged")),
            Field::Mark => {
                let (alone, numbered) = (
                    self.value(format!(",{},", value.to_uppercase())),
                    self.value(format!(",{} ", value.to_uppercase())),
                );
                format!(
                    "(i.marks <> '' AND (instr(',' || i.marks || ',', {alone}) > 0 OR instr(',' || i.marks, {numbered}) > 0))"
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

    /// A condition on the sources that `wanted` picks by name (with that of its outlet in a line below) and tags.
    fn sources(&self, wanted: impl Fn(&str, &[String]) -> bool) -> Result<String, Error> {
        let mut all =
            self.conn.prepare_cached("SELECT id, name || char(10) || ifnull(outlet, ''), tags FROM source")?;
        let mut rows = all.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            if wanted(row.get_ref(1)?.as_str().unwrap_or(""), &split_tags(row.get_ref(2)?.as_str().unwrap_or(""))) {
                ids.push(row.get::<_, i64>(0)?);
            }
        }
        let also = self.filed_there(&ids)?;
        Ok(match ids.as_slice() {
            [] => "0".to_owned(),
            all if also => {
                let all = all.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
                format!(
                    "(+i.source IN ({all}) OR i.id IN (SELECT item FROM filed_as WHERE away = 1 AND source IN ({all})))"
                )
            }
            [one] => format!("i.source = {one}"),
            // The plus keeps the order of time in the lead: many sources would each have to be sorted in.
            many => format!("+i.source IN ({})", many.iter().map(i64::to_string).collect::<Vec<_>>().join(",")),
        })
    }
}

/// No verdict stands: tags and notes are none.
const UNDECIDED: &str = "i.flagged IS NULL AND i.held = 0 AND i.used = 0 AND i.claimed_by IS NULL";

/// The text of an item's newest filing as `carries` and `fits` take it.
const COPY: &str = "(SELECT text_len FROM body WHERE id = (i.id << 16 | i.revision)), \
                    (SELECT copy FROM body WHERE id = (i.id << 16 | i.revision))";

fn number(field: Field, compare: Compare, n: i64) -> Result<String, Error> {
    let column = match field {
        // Copy without a priority is neither above nor below any.
        Field::Priority => "i.rank < 9 AND i.rank",
        Field::Words => "i.words",
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
    let sign = match compare {
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::Equal => "=",
        Compare::AtLeast => ">=",
        Compare::More => ">",
    };
    Ok(format!("({column} {sign} {n})"))
}
