//! `rules`: the rules of the desk, and which filings they would have found.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use crate::cli::args::RulesAsked;
use crate::cli::desk::Desk;
use crate::cli::lines;
use crate::cli::out::{End, Out, Stop, say};
use crate::run;
use crate::screen;
use crate::triage::{self, Facts, Hours, Rule};
use crate::wire::{ItemId, Quote, Reading, RevisionLine};

/// Lists the rules, or tries them on what came since a time.
pub fn run(desk: &Desk, out: &mut Out, asked: &RulesAsked) -> End {
    let rules = run::rules_of(desk.settings()).map_err(Stop::failed)?;
    if rules.all.is_empty() {
        say(&format!("no rules; they are written as [[rule]] in {}", desk.settings().paths.config.display()));
        return Ok(());
    }
    match asked {
        RulesAsked::List(format) => {
            for rule in &rules.all {
                if format.json {
                    out.json(&json!({
                        "rule": rule.name, "when": rule.when, "does": does(rule), "on": on(rule),
                        "hours": rule.hours.map(span), "quiet": rule.quiet.map(span),
                        "timeout": (!rule.run.is_empty()).then_some(rule.timeout.as_secs()),
                    }))?;
                } else {
                    let does = does(rule).join(", ");
                    out.line(&format!("{}: {} → {does} ({})", rule.name, rule.when, limits(rule)))?;
                }
            }
            Ok(())
        }
        RulesAsked::Test { since, name, format } => {
            let since = triage::time_back(since, desk.now(), &desk.zone())
                .ok_or_else(|| Stop::asked(format!("--since {since}: write `2d`, `09:00`, `yesterday` or a date")))?;
            let wanted: Vec<&Rule> =
                rules.all.iter().filter(|rule| name.as_ref().is_none_or(|name| *name == rule.name)).collect();
            if wanted.is_empty() {
                let name = name.as_deref().unwrap_or_default();
                return Err(Stop::asked(format!("no rule `{name}`; `copytaster rules list` shows them")));
            }
            wanted.into_iter().try_for_each(|rule| test(desk, out, rule, since, format.json))
        }
    }
}

/// How far back items are looked for whose later filings a rule looks at.
const CHAIN: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);
/// Columns that a text is laid out for, which nobody sees.
const WIDTH: u16 = 80;

/// A filing that a rule would have found.
struct Found {
    item: ItemId,
    filing: RevisionLine,
    /// Whether it was judged as it came; else as the item stands now.
    as_filed: bool,
}

fn test(desk: &Desk, out: &mut Out, rule: &Rule, since: Timestamp, json: bool) -> End {
    let zone = desk.zone();
    let found = found(desk, rule, since)?;
    let does = does(rule);
    if !json {
        let items = found.iter().map(|found| found.item).collect::<BTreeSet<_>>().len();
        let legend =
            if found.iter().any(|found| rule.alerts(found.filing.at, &zone)) { " (! raises an alert)" } else { "" };
        out.line(&format!("{}: {}, each: {}{legend}", rule.name, lines::counted(items, "item"), does.join(", ")))?;
    }
    for Found { item, filing, as_filed } in &found {
        let alerts = rule.alerts(filing.at, &zone);
        if json {
            out.json(&json!({
                "rule": rule.name, "item": item.0, "received": filing.at.to_string(), "title": filing.headline,
                "does": does, "alerts": alerts, "revision": filing.revision, "as_filed": as_filed,
            }))?;
        } else {
            let alert = if alerts { " !" } else { "" };
            let when = screen::when(filing.at, desk.now(), &zone);
            let revision = if filing.revision > 1 { format!(" (rev {})", filing.revision) } else { String::new() };
            let guess = if *as_filed { "" } else { " (judged as the item stands now)" };
            out.line(&format!("{item:>6} {when:>6}{alert} {}{revision}{guess}", filing.headline))?;
        }
    }
    Ok(())
}

/// The filings since a time that the rule would have found, oldest first. Of an item that was filed again the cache answers for the
/// newest filing; those before it are read and judged by themselves, where that gives for the newest what the cache says.
fn found(desk: &Desk, rule: &Rule, since: Timestamp) -> Result<Vec<Found>, Stop> {
    let zone = desk.zone();
    let mut reader = desk.reader()?;
    // The hours are those of each filing, not of the item's first.
    let any_hour = Rule { hours: None, ..rule.clone() };
    let from = if rule.revised { since.checked_sub(CHAIN).unwrap_or(since) } else { since };
    let mut all = Vec::new();
    for tried in reader.try_rule(&any_hour, from, &zone).map_err(Stop::failed)? {
        let Some(newest) = reader.reading(tried.item, None, WIDTH).map_err(Stop::failed)? else { continue };
        for filing in &newest.revisions {
            let looks = if filing.revision > 1 { rule.revised } else { rule.new };
            if !looks || filing.at < since || !rule.is_on(filing.at, &zone) {
                continue;
            }
            let (item, filing) = (tried.item, filing.clone());
            if filing.revision == newest.revision {
                all.push(Found { item, filing, as_filed: true });
                continue;
            }
            let Ok(query) = rule.query(filing.at, &zone) else { continue };
            let older = reader.reading(item, Some(filing.revision), WIDTH).map_err(Stop::failed)?;
            let knows = triage::matches(&query, &facts(desk, &newest));
            match older.filter(|_| knows) {
                Some(older) if !triage::matches(&query, &facts(desk, &older)) => {}
                older => all.push(Found { item, filing, as_filed: older.is_some() }),
            }
        }
    }
    all.sort_by_key(|found| (found.filing.at, found.item));
    Ok(all)
}

/// What a query can ask of a filing, as far as that can be read off it; what the desk did is as it stands.
fn facts(desk: &Desk, reading: &Reading) -> Facts {
    let (row, filing) = (&reading.row, &reading.filing);
    let source = desk.sources().iter().find(|source| *source.name == *row.source);
    let quotes = reading.quotes.iter();
    let who = |quote: &Quote| quote.canonical.clone().or_else(|| quote.who(&filing.text).map(str::to_owned));
    Facts {
        id: row.id.0,
        title: filing.headline.clone(),
        text: filing.text.clone(),
        quotes: quotes.clone().map(|quote| quote.words(&filing.text)).collect(),
        speakers: quotes.filter_map(who).collect(),
        source: row.source.to_string(),
        tags: source.into_iter().flat_map(|source| &source.tags).chain(&row.status.tags).cloned().collect(),
        agency: filing.agency.clone(),
        by: filing.byline.clone(),
        place: filing.dateline.as_ref().and_then(|dateline| dateline.place.clone()),
        slug: filing.slug.clone(),
        marks: filing.marks.clone(),
        lang: filing.language.clone(),
        priority: row.priority.map(i64::from),
        words: filing.words.into(),
        revision: reading.revision.into(),
        outlets: i64::from(row.outlets) + 1,
        story: row.story,
        reprint: row.reprint,
        hold_ends: row.hold_ends(),
        at: row.sort_at,
        embargoed: row.embargo.is_some(),
        lead: true,
        alert: row.is_alert(),
        again: !row.again.is_empty(),
        status: row.status.clone(),
    }
}

/// When a rule looks and when it is silent, in the words of its configuration.
fn limits(rule: &Rule) -> String {
    let mut words = vec![format!("on {}", on(rule).join(" and "))];
    words.extend(rule.hours.map(|hours| format!("hours {}", span(hours))));
    words.extend(rule.quiet.map(|hours| format!("quiet {}", span(hours))));
    words.extend((!rule.run.is_empty()).then(|| format!("timeout {}s", rule.timeout.as_secs())));
    words.join(", ")
}

/// Which filings a rule looks at.
fn on(rule: &Rule) -> Vec<&'static str> {
    [(rule.new, "new"), (rule.revised, "revised")].into_iter().filter_map(|(is, word)| is.then_some(word)).collect()
}

fn span(hours: Hours) -> String {
    format!("{}-{}", hours.from.strftime("%H:%M"), hours.to.strftime("%H:%M"))
}

/// What a rule does, in the words of its configuration.
fn does(rule: &Rule) -> Vec<String> {
    let mut words: Vec<String> = rule.deeds.iter().map(ToString::to_string).collect();
    words.extend(rule.bell.then(|| "ring the bell".to_owned()));
    words.extend(rule.desktop.then(|| "notify".to_owned()));
    words.extend(rule.run.first().map(|program| format!("run {program}")));
    words
}
