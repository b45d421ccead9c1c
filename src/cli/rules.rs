//! `rules`: the rules of the desk, and what they would have done.

use serde_json::json;

use crate::cli::args::RulesAsked;
use crate::cli::desk::Desk;
use crate::cli::out::{End, Out, Stop, say};
use crate::run;
use crate::screen;
use crate::triage::{self, Rule};

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
                    out.json(&json!({ "rule": rule.name, "when": rule.when, "does": does(rule) }))?;
                } else {
                    out.line(&format!("{}: {} → {}", rule.name, rule.when, does(rule).join(", ")))?;
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

fn test(desk: &Desk, out: &mut Out, rule: &Rule, since: jiff::Timestamp, json: bool) -> End {
    let zone = desk.zone();
    let found = desk.reader()?.try_rule(rule, since, &zone).map_err(Stop::failed)?;
    let does = does(rule);
    if !json {
        let items = if found.len() == 1 { "1 item".to_owned() } else { format!("{} items", found.len()) };
        out.line(&format!("{}: {items}, each: {}", rule.name, does.join(", ")))?;
    }
    for tried in &found {
        if json {
            out.json(&json!({
                "rule": rule.name, "item": tried.item.0, "received": tried.received.to_string(),
                "title": tried.headline, "does": does, "alerts": rule.alerts(tried.received, &zone),
            }))?;
        } else {
            let alert = if rule.alerts(tried.received, &zone) { " !" } else { "" };
            let when = screen::when(tried.received, desk.now(), &zone);
            out.line(&format!("{:>6} {when:>6}{alert} {}", tried.item, tried.headline))?;
        }
    }
    Ok(())
}

/// What a rule does, in the words of its configuration.
fn does(rule: &Rule) -> Vec<String> {
    let mut words: Vec<String> = rule.deeds.iter().map(ToString::to_string).collect();
    words.extend(rule.bell.then(|| "ring the bell".to_owned()));
    words.extend(rule.desktop.then(|| "notify".to_owned()));
    words.extend(rule.run.first().map(|program| format!("run {program}")));
    words
}
