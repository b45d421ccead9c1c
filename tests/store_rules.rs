//! Rules over what comes in: what they do, once for each filing, and what they leave alone.
#![allow(clippy::unwrap_used, reason = "a test may end at once")]

mod store_support;

use std::time::Duration;

use copytaster::store::Rules;
use copytaster::triage::{Deed, Hours, Rule};
use copytaster::wire::{Field, Filing, ItemId, LogKind, Mark, Marks, Status, Term, Until, Verb};
use store_support::{Desk, at, filing, headlines, state};

fn rule(name: &str, when: &str, deeds: &[&str]) -> Rule {
    Rule {
        name: name.into(),
        when: when.into(),
        new: true,
        revised: false,
        deeds: deeds.iter().map(|deed| Deed::parse(deed).unwrap()).collect(),
        hours: None,
        quiet: None,
        bell: false,
        desktop: false,
        run: Vec::new(),
        timeout: Duration::from_secs(1),
    }
}

fn desk(rules: Vec<Rule>) -> Desk {
    let mut desk = Desk::new();
    // The first delivery of a source is history; these tests are about the day after.
    desk.file(0, vec![filing("first", "Of old", "Nothing.")]);
    desk.writer.set_rules(Rules { all: rules, ..Rules::default() });
    desk
}

fn log(desk: &Desk) -> Vec<(String, Verb, Vec<ItemId>)> {
    let lines = desk.reader().log(None).unwrap();
    let did = lines.into_iter().rev().filter_map(|line| match line.kind {
        LogKind::Did(verb) => Some((line.who, verb, line.items)),
        LogKind::Undo | LogKind::Redo => None,
    });
    did.collect()
}

#[test]
fn a_rule_decides_in_its_own_name_on_what_its_query_finds() {
    let mut desk = desk(vec![rule("court", "title:verdict", &["flag court", "tag law", "priority 2", "highlight"])]);
    let ids = desk.file(100, vec![filing("a", "Verdict at noon", "One."), filing("b", "Ferry late", "A verdict.")]);
    let row = desk.row(ids[0]);
    assert_eq!(row.status.flagged.as_deref(), Some("court"));
    assert_eq!(row.status.tags, ["highlight", "law"]);
    assert_eq!((row.priority, row.status.is_highlighted()), (Some(2), true));
    assert_eq!(desk.row(ids[1]).status, Status::default());
    let who: Vec<String> = log(&desk).into_iter().map(|(who, ..)| who).collect();
    assert_eq!(who, ["rule court"; 4]);
    // What a rule did is not what an editor takes back.
    desk.verb(Verb::Read, &ids[1..]);
    desk.undo();
    assert!(!desk.row(ids[1]).status.read);
    assert!(desk.undo().result.unwrap().n.is_none(), "nothing of an editor's is left");
    assert!(desk.row(ids[0]).status.flagged.is_some());
}

#[test]
fn words_and_speakers_are_found_before_anything_is_indexed() {
    let mut desk = desk(vec![rule("sea", "\"sea wall\" or speaker:olsen", &["flag"])]);
    let said = "\"We wait\", said Mara Olsen.";
    let ids = desk.file(100, vec![filing("a", "Storm", "The sea wall holds."), filing("b", "Ferry", said)]);
    assert!(ids.iter().all(|id| desk.row(*id).status.flagged.is_some()));
}

#[test]
fn copy_with_quotations_and_copy_without_is_told_apart_before_they_are_found() {
    let all = [("said", "quote:*"), ("who", "speaker:*"), ("fit", "quote:/w. wait/"), ("dry", "-quote:* -speaker:*")];
    let mut desk = desk(all.iter().map(|(name, when)| rule(name, when, &[&format!("tag {name}")])).collect());
    for said in ["\"We wait\", said Mara Olsen.", "« We wait », Mara Olsen said.", "'We wait', Mara Olsen said."] {
        let ids =
            desk.file(100, vec![filing(said, "Ferry", said), filing("b", "Rail", "The ferry's fares don't rise.")]);
        assert_eq!(desk.row(ids[0]).status.tags, ["fit", "said", "who"], "{said}");
    }
    let dry = headlines(&mut desk.reader(), copytaster::wire::Query::Term(Term::Is(Field::Tag, "dry".into())));
    assert_eq!(dry, ["Rail"]);
}

#[test]
fn each_filing_meets_a_rule_once_and_later_filings_only_where_it_says_so() {
    let revised = Rule { new: false, revised: true, ..rule("moved", "ferry", &["tag moved"]) };
    let mut desk = desk(vec![rule("new", "ferry", &["flag"]), revised]);
    let ids = desk.file(100, vec![filing("a", "Ferry late", "One.")]);
    assert_eq!(log(&desk), [("rule new".to_owned(), Verb::Flag(None), ids.clone())]);
    // Delivered again unchanged, and by a process that begins anew.
    desk.file(200, vec![filing("a", "Ferry late", "One.")]);
    assert_eq!(log(&desk).len(), 1);
    desk.verb(Verb::Unflag, &ids);
    desk.file(300, vec![filing("a", "Ferry sunk", "Two.")]);
    let last = log(&desk).pop().unwrap();
    assert_eq!(last, ("rule moved".to_owned(), Verb::Tag("moved".into()), ids.clone()));
    assert_eq!(desk.row(ids[0]).status.flagged, None, "what an editor took back stays taken back");
}

#[test]
fn a_rule_never_changes_what_an_editor_decided() {
    let revised = Rule { revised: true, ..rule("all", "ferry", &["flag rule", "hold 2h", "spike"]) };
    let mut desk = Desk::new();
    let ids = desk.file(0, vec![filing("a", "Ferry late", "One."), filing("b", "Ferry early", "One.")]);
    desk.verb(Verb::Flag(Some("mine".into())), &ids[..1]);
    desk.verb(Verb::Use, &ids[1..]);
    desk.writer.set_rules(Rules { all: vec![revised], ..Rules::default() });
    desk.file(600, vec![filing("a", "Ferry later", "Two."), filing("b", "Ferry earlier", "Two.")]);
    let (a, b) = (desk.row(ids[0]).status, desk.row(ids[1]).status);
    assert_eq!((a.flagged.as_deref(), a.spiked, a.acted_on), (Some("mine"), false, Some(2)));
    assert_eq!(a.held_until, Some(Until::Time(at(600 + 7200))), "two hours from the delivery");
    assert_eq!((b.held, b.spiked), (false, false));
    // The editor is told of the new filing all the same: nobody has looked at it.
    let mut reader = desk.reader();
    reader.set_clock(at(700));
    assert_eq!(headlines(&mut reader, state("again")), ["Ferry later", "Ferry earlier"]);
}

#[test]
fn killed_copy_is_not_spiked_unseen_by_a_rule() {
    let mut desk = desk(vec![rule("tidy", "lighthouse", &["spike"])]);
    let kill = Filing { marks: Marks::new(vec![Mark::Kill]), ..filing("k", "KILL: Lighthouse sold", "Kill.") };
    let ids = desk.file(100, vec![kill, filing("l", "Lighthouse lit", "One.")]);
    assert!(!desk.row(ids[0]).status.spiked);
    assert!(desk.row(ids[1]).status.spiked);
}

#[test]
fn an_alert_is_raised_once_a_delivery_within_its_hours_and_not_for_history() {
    let hours = |text: &str| Hours::parse(text);
    // The invented shift begins at 15:06:40 UTC.
    let bell = Rule { bell: true, ..rule("bell", "ferry", &[]) };
    let quiet = Rule { quiet: hours("15:00-16:00"), bell: true, ..rule("quiet", "ferry", &["tag q"]) };
    let off = Rule { hours: hours("16:00-17:00"), bell: true, ..rule("off", "ferry", &["tag off"]) };
    let mut desk = Desk::new();
    desk.writer.set_rules(Rules { all: vec![bell, quiet, off], ..Rules::default() });
    let history = desk.file(0, vec![filing("a", "Ferry of old", "One.")]);
    assert!(desk.writer.take_fired().is_empty());
    assert_eq!(desk.row(history[0]).status.tags, ["q"], "it decides all the same");
    let ids = desk.file(100, vec![filing("b", "Ferry late", "One."), filing("c", "Ferry early", "One.")]);
    let fired = desk.writer.take_fired();
    assert_eq!(fired.len(), 1);
    assert_eq!((fired[0].rule.name.as_str(), fired[0].items.len()), ("bell", 2));
    assert!(ids.iter().all(|id| desk.row(*id).status.tags == ["q"]));
    assert!(desk.writer.take_fired().is_empty(), "each is told once");
}

#[test]
fn trying_a_rule_changes_nothing_and_reads_ages_as_of_the_arrival() {
    let mut desk = Desk::new();
    let mut old = filing("a", "Ferry of old", "One.");
    old.published = Some(at(-50_000));
    let mut fresh = filing("b", "Ferry now", "One.");
    fresh.published = Some(at(90));
    desk.file(100, vec![old, fresh]);
    desk.file(9_000, vec![filing("c", "Market quiet", "One.")]);
    let tried = |when: &str, since: i64| {
        let found = desk.reader().try_rule(&rule("t", when, &["spike"]), at(since), &jiff::tz::TimeZone::UTC).unwrap();
        found.found.into_iter().map(|t| t.filing.headline).collect::<Vec<_>>()
    };
    assert_eq!(tried("ferry age:<1h", 0), ["Ferry now"]);
    assert_eq!(tried("ferry", 0), ["Ferry of old", "Ferry now"]);
    assert!(tried("ferry", 200).is_empty());
    assert!(desk.reader().log(None).unwrap().is_empty());
}

/// An item that was filed three times: as it first came, corrected, and as it stands now.
fn corrected(desk: &mut Desk) -> ItemId {
    let id = desk.file(100, vec![filing("a", "Ferry late", "The ferry is an hour late. The union is to blame.")])[0];
    let mut second = filing("a", "CORRECTED: Ferry late", "The ferry is an hour late.");
    second.marks.add(Mark::Corrected);
    desk.file(4_000, vec![second]);
    desk.file(8_000, vec![filing("a", "Ferry sails", "The ferry sails at noon.")]);
    assert_eq!(desk.row(id).revision, 3);
    id
}

/// What a rule would have found: the revision, and whether it was judged as it came.
fn tried(desk: &Desk, rule: &Rule, since: i64) -> Vec<(u32, bool)> {
    let trial = desk.reader().try_rule(rule, at(since), &jiff::tz::TimeZone::UTC).unwrap();
    trial.found.into_iter().map(|tried| (tried.filing.revision, tried.as_filed)).collect()
}

#[test]
fn a_rule_is_tried_on_every_filing_since_a_time_and_not_on_the_newest_alone() {
    let mut desk = desk(Vec::new());
    let id = corrected(&mut desk);
    let both = |when: &str| Rule { revised: true, ..rule("t", when, &["flag"]) };
    let revised = |when: &str| Rule { new: false, ..both(when) };
    let filings = [(1, true), (2, true), (3, true)];
    assert_eq!(tried(&desk, &revised("is:corrected"), 50), [(2, true)], "the newest is no correction any more");
    assert_eq!(tried(&desk, &rule("t", "union", &["flag"]), 50), [(1, true)], "the word has gone since");
    assert_eq!(tried(&desk, &both("title:late"), 50), filings[..2]);
    assert_eq!(tried(&desk, &both("ferry"), 50), filings);
    assert_eq!(tried(&desk, &both("ferry"), 3_000), filings[1..], "what came before is not asked about");
    assert_eq!(tried(&desk, &both("revision:2"), 50), filings[1..2]);
    assert_eq!(tried(&desk, &both("-title:late -is:corrected"), 50), filings[2..]);
    // An hour of the day that the second filing alone came in.
    let from = jiff::tz::TimeZone::UTC.to_datetime(at(3_900)).time();
    let hours = Hours { from, to: from.saturating_add(jiff::SignedDuration::from_mins(30)) };
    assert_eq!(tried(&desk, &Rule { hours: Some(hours), ..both("ferry") }, 50), filings[1..2], "each in its own hour");
    // What the desk did counts as it stands.
    desk.verb(Verb::Flag(None), &[id]);
    assert_eq!(tried(&desk, &both("is:flagged"), 50), filings);
    desk.verb(Verb::Hold(Some(Until::Time(at(9_000)))), &[id]);
    assert_eq!(tried(&desk, &both("held:<1h"), 50), filings[2..], "the hold ends within the hour of the last alone");
}

#[test]
fn earlier_filings_that_are_not_in_the_cache_any_more_are_counted() {
    let mut desk = desk(Vec::new());
    let id = corrected(&mut desk);
    let conn = rusqlite::Connection::open(desk.path()).unwrap();
    assert_eq!(conn.execute("DELETE FROM body WHERE id = ?1 * 65536 + 2", [id.0]).unwrap(), 1);
    let rule = Rule { revised: true, ..rule("t", "title:late", &["flag"]) };
    let trial = desk.reader().try_rule(&rule, at(0), &jiff::tz::TimeZone::UTC).unwrap();
    assert_eq!((trial.found.len(), trial.missing), (1, 1));
}
