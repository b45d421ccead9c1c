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
use crate::store::Tried;
use crate::triage::{self, Hours, Rule};

/// Lists the rules, or tries them on what came since a time.
pub fn run(desk: &Desk, out: &mut Out, asked: &RulesAsked) -> End {
    let rules = run::rules_of(desk.settings()).map_err(Stop::failed)?;
    let named = matches!(asked, RulesAsked::Test { name: Some(_), .. });
    if rules.all.is_empty() && !named {
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

fn test(desk: &Desk, out: &mut Out, rule: &Rule, since: Timestamp, json: bool) -> End {
    let zone = desk.zone();
    let trial = desk.reader()?.try_rule(rule, since, &zone).map_err(Stop::failed)?;
    let found = &trial.found;
    let does = does(rule);
    if !json {
        let items = found.iter().map(|found| found.item).collect::<BTreeSet<_>>().len();
        let legend =
            if found.iter().any(|found| rule.alerts(found.filing.at, &zone)) { " (! raises an alert)" } else { "" };
        out.line(&format!("{}: {}, each: {}{legend}", rule.name, lines::counted(items, "item"), does.join(", ")))?;
    }
    for Tried { item, filing, as_filed } in found {
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
    if trial.missing > 0 {
        let missing = lines::counted(trial.missing, "earlier filing");
        out.flush()?;
        say(&format!("rule {}: {missing} no longer in the cache, and not tried", rule.name));
    }
    Ok(())
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
