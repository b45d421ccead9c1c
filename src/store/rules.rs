//! Runs the desk's rules over what a delivery brought, in the transaction that stores it: once for each filing.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension};

use crate::store::decide;
use crate::store::error::Error;
use crate::store::query::compile_for_known;
use crate::store::scan;
use crate::store::writer::Writer;
use crate::triage::Rule;
use crate::wire::{Arrivals, Decision, Delivery, ItemId, LogKind, Sort, Target, Ticket, Verb};

/// Items that one look of a rule is made at: what a query is compiled with.
const AT_ONCE: usize = 400;

/// The rules of a desk, and the zone in which they read times.
#[derive(Debug, Clone)]
pub struct Rules {
    /// In the order in which they are run.
    pub all: Vec<Rule>,
    /// The zone; UTC where nothing else is said.
    pub zone: TimeZone,
}

impl Default for Rules {
    fn default() -> Self {
        Self { all: Vec::new(), zone: TimeZone::UTC }
    }
}

/// A rule that found something, and raises an alert about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// The rule.
    pub rule: Rule,
    /// What it found, newest first.
    pub items: Vec<ItemId>,
}

impl Writer {
    /// From now on every delivery is looked at by these rules.
    pub fn set_rules(&mut self, rules: Rules) {
        self.rules = rules;
    }

    /// The headline of an item, as it stands.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn headline(&self, id: ItemId) -> Result<Option<String>, Error> {
        let mut headline = self.conn.prepare_cached("SELECT headline FROM item WHERE id = ?1")?;
        Ok(headline.query_row([id.0], |r| r.get(0)).optional()?)
    }

    /// The alerts that rules raised since this was last asked.
    pub fn take_fired(&mut self) -> Vec<Fired> {
        std::mem::take(&mut self.fired)
    }
}

/// Runs the rules over a delivery, in its transaction. A rule never changes a verdict that somebody gave, and what a source
/// brings the first time raises no alert: it is not news.
pub(crate) fn run(
    conn: &Connection,
    rules: &Rules,
    delivery: &Delivery,
    arrivals: &Arrivals,
) -> Result<Vec<Fired>, Error> {
    let mut fired = Vec::new();
    let now = delivery.at;
    if rules.all.is_empty() || arrivals.new.is_empty() && arrivals.revised.is_empty() {
        return Ok(fired);
    }
    let news = !is_first(conn, delivery, arrivals)?;
    for rule in rules.all.iter().filter(|rule| rule.is_on(now, &rules.zone)) {
        let new = arrivals.new.iter().filter(|_| rule.new);
        let looked: Vec<i64> = new.chain(arrivals.revised.iter().filter(|_| rule.revised)).map(|id| id.0).collect();
        let found = matching(conn, rule, &looked, now, &rules.zone)?;
        if found.is_empty() {
            continue;
        }
        for deed in &rule.deeds {
            decide_by_rule(conn, rule, deed.verb(now, &rules.zone), &found, now)?;
        }
        if news && rule.alerts(now, &rules.zone) {
            fired.push(Fired { rule: rule.clone(), items: found.into_iter().map(ItemId).collect() });
        }
    }
    Ok(fired)
}

/// Whether the cache held nothing of the source before this delivery.
fn is_first(conn: &Connection, delivery: &Delivery, came: &Arrivals) -> Result<bool, Error> {
    let Some(lowest) = came.new.iter().map(|id| id.0).min() else { return Ok(false) };
    let before: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE source = ?1 AND id < ?2)")?
        .query_row((delivery.source.0, lowest), |r| r.get(0))?;
    Ok(!before)
}

/// Those of the items that the rule's query finds, newest first.
pub(crate) fn matching(
    conn: &Connection,
    rule: &Rule,
    ids: &[i64],
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<i64>, Error> {
    // A rule with a wrong query is refused when the configuration is read.
    let Ok(query) = rule.query(now, zone) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let mut compiled = compile_for_known(conn, &query, Some(now))?;
        let list = some.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        compiled.narrow(&format!("i.id IN ({list})"));
        let ids = scan::ids(conn, &compiled, Sort::Newest, None, AT_ONCE)?;
        found.extend(ids.into_iter().map(|id| id.0));
    }
    Ok(found)
}

fn decide_by_rule(conn: &Connection, rule: &Rule, verb: Verb, ids: &[i64], now: Timestamp) -> Result<(), Error> {
    let taken = match &verb {
        Verb::Flag(Some(words)) if words.contains("//") => "flagged IS NULL AND note IS NULL",
        Verb::Flag(_) => "flagged IS NULL",
        Verb::Hold(_) => "held = 0 AND used = 0",
        Verb::Spike => "spiked = 0 AND marked = 0",
        Verb::Note(_) => "note IS NULL",
        _ => "1",
    };
    let mut free = conn.prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1 AND {taken})"))?;
    let mut items = Vec::new();
    for id in ids {
        if free.query_row([id], |r| r.get(0))? {
            items.push(ItemId(*id));
        }
    }
    let decision = Decision {
        ticket: Ticket(0),
        at: now,
        who: rule.who(),
        kind: LogKind::Did(verb),
        target: Target::Items(items),
    };
    decide::write(conn, &decision)?;
    Ok(())
}
