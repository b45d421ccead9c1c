//! Undo and redo against a plain model, and what a query finds against its meaning spelled out.

#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

mod store_support;

use std::collections::BTreeMap;

use copytaster::store::Retention;
use copytaster::triage::{self, Among, Context, Past};
use copytaster::wire::{ItemId, LogEntry, LogKind, Query, Status, Target, Until, Verb};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use store_support::{Desk, filing};

#[derive(Debug, Clone)]
enum Step {
    Do(Verb, Vec<usize>),
    Undo,
    Redo,
    /// The process is killed, and another opens the cache.
    Kill,
}

fn verb() -> impl Strategy<Value = Verb> {
    prop_oneof![
        Just(Verb::Read),
        Just(Verb::Unread),
        Just(Verb::Flag(None)),
        Just(Verb::Flag(Some("x".into()))),
        Just(Verb::Flag(Some("x // call them".into()))),
        Just(Verb::Unflag),
        Just(Verb::Spike),
        Just(Verb::Unspike),
        Just(Verb::Use),
        Just(Verb::Claim),
        "[a-b]".prop_map(Verb::Assign),
        Just(Verb::Release),
        Just(Verb::Hold(None)),
        Just(Verb::Unhold),
        "[a-c]".prop_map(Verb::Tag),
        "[a-c]?".prop_map(Verb::Note),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (verb(), proptest::collection::vec(0_usize..4, 1..4)).prop_map(|(verb, on)| Step::Do(verb, on)),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => Just(Step::Kill),
    ]
}

/// The statuses that the log alone leads to: each verb done again from nothing, each undo and redo by the decisions that stand
/// when it is done.
fn told_by(log: &[LogEntry], ids: &[ItemId]) -> Vec<Status> {
    let mut now: BTreeMap<ItemId, Status> = ids.iter().map(|id| (*id, Status::default())).collect();
    let mut told: BTreeMap<ItemId, Vec<Past>> = BTreeMap::new();
    for entry in log.iter().rev() {
        match &entry.kind {
            LogKind::Did(verb) => {
                let context = Context {
                    who: &entry.who,
                    revision: 1,
                    killed: false,
                    embargoed: false,
                    alerted: 0,
                    again: false,
                    story: None,
                    own: 0,
                };
                for id in &entry.items {
                    let after = triage::apply(&now[id], verb, &context).unwrap();
                    let before = now.insert(*id, after.clone()).unwrap();
                    let past = Past { n: entry.n.0, verb: Some(verb.clone()), before, after, undone_by: None };
                    told.entry(*id).or_default().push(past);
                }
            }
            LogKind::Undo | LogKind::Redo => {
                let of = entry.of.unwrap().0;
                for (id, lines) in &mut told {
                    let Some(at) = lines.iter().position(|past| past.n == of) else { continue };
                    let among = Among { earlier: &lines[..at], line: &lines[at], later: &lines[at + 1..] };
                    let undone = entry.kind == LogKind::Undo;
                    let step = if undone { triage::undo } else { triage::redo };
                    now.insert(*id, step(&now[id], among));
                    lines[at].undone_by = undone.then_some(entry.n.0);
                }
            }
        }
    }
    now.into_values().collect()
}

fn statuses(desk: &Desk, ids: &[ItemId]) -> Vec<Status> {
    desk.reader().rows(ids).unwrap().into_iter().map(|row| row.status).collect()
}

#[test]
fn the_log_says_what_each_decision_changed_of_its_first_item() {
    let mut desk = Desk::new();
    let ids = desk.file(1, vec![filing("k1", "Ferry late", "Text."), filing("k2", "Storm", "Text.")]);
    desk.verb(Verb::Spike, &ids);
    let log = desk.reader().log(None).unwrap();
    let first = log[0].first.as_ref().unwrap();
    assert_eq!((first.headline.as_str(), first.before.spiked, first.after.spiked), ("Ferry late", false, true));
    desk.undo();
    assert_eq!(desk.reader().log(Some(1)).unwrap()[0].first.as_ref().unwrap().item, ids[0], "undo names it too");
}

#[test]
fn what_a_colleague_took_back_stays_taken_back_when_one_undoes_ones_own() {
    let mut desk = Desk::new();
    let ids = desk.file(1, vec![filing("k1", "Ferry late", "Text.")]);
    let until = Until::Time(store_support::at(9_000));
    let mut does = |who: &str, kind: LogKind| desk.decide_as(who, kind, Target::Items(ids.clone())).result.unwrap();
    does("anna", LogKind::Did(Verb::Hold(None)));
    does("bert", LogKind::Did(Verb::Hold(Some(until))));
    let undone = does("anna", LogKind::Undo);
    assert_eq!((undone.items.len(), undone.words.as_str()), (0, "undid: held; what was decided since stays"));
    let undone = does("bert", LogKind::Undo);
    assert_eq!((undone.items.len(), undone.words.as_str()), (1, "undid: held"));
    assert_eq!(desk.row(ids[0]).status, Status::default());
    let lines = desk.reader().log(None).unwrap();
    assert_eq!(told_by(&lines, &ids), [Status::default()], "the log says the same");
}

#[test]
fn undo_of_what_has_left_the_cache_says_so() {
    let mut desk = Desk::new();
    let ids = desk.file(1, vec![filing("k1", "Ferry late", "Text.")]);
    desk.verb(Verb::Read, &ids);
    let nothing = Retention { age: Some(std::time::Duration::from_secs(1)), items: None, raw: None };
    assert_eq!(desk.writer.prune(&nothing, store_support::at(9_000_000)).unwrap().items, 1);
    let words = desk.undo().result.unwrap().words;
    assert!(words.ends_with("; nothing of it is in the cache any more"), "{words}");
}

#[test]
fn the_log_says_what_a_decision_goes_back_to_and_that_its_items_go_back_to_different_things() {
    let mut desk = Desk::new();
    let ids = desk.file(1, (0..3).map(|n| filing(&format!("k{n}"), &format!("H {n}"), "Text.")).collect());
    desk.verb(Verb::Flag(Some("court".into())), &ids[..1]);
    desk.verb(Verb::Flag(Some("sport".into())), &ids[1..2]);
    desk.verb(Verb::Flag(Some("news".into())), &ids);
    desk.verb(Verb::Spike, &ids);
    let back = |desk: &Desk, at: usize| desk.reader().history(None).unwrap()[at].first.as_ref().unwrap().back.clone();
    assert_eq!(back(&desk, 0).map(|status| status.spiked), Some(false), "whatever their labels are");
    assert_eq!(back(&desk, 1), None, "court, sport, and none");
    assert_eq!(back(&desk, 2), Some(Status::default()));
    assert!(desk.reader().log(None).unwrap().iter().all(|line| line.first.as_ref().unwrap().back.is_none()));
    desk.undo();
    assert_eq!(desk.reader().history(None).unwrap()[0].of_verb, Some(Verb::Spike));
    assert_eq!((back(&desk, 0), back(&desk, 1)), (None, None), "the undo, and what it took back");
    // What a colleague has taken back does not come back.
    let who = |desk: &mut Desk, who: &str, kind| desk.decide_as(who, kind, Target::Items(ids[..1].to_vec()));
    who(&mut desk, "anna", LogKind::Did(Verb::Hold(None)));
    who(&mut desk, "bert", LogKind::Did(Verb::Hold(Some(Until::Revision))));
    who(&mut desk, "anna", LogKind::Undo);
    let log = desk.reader().history(None).unwrap();
    assert_eq!(log[1].first.as_ref().unwrap().back.as_ref().map(|status| status.held), Some(false));
}

#[test]
fn items_of_which_a_colleague_took_something_back_go_back_to_what_each_was() {
    let mut desk = Desk::new();
    let ids = desk.file(1, (0..2).map(|n| filing(&format!("k{n}"), &format!("H {n}"), "Text.")).collect());
    let flag = |label: &str| LogKind::Did(Verb::Flag(Some(label.into())));
    let back = |desk: &Desk, at: usize| desk.reader().history(None).unwrap()[at].first.as_ref().unwrap().back.clone();
    desk.decide_as("anna", flag("court"), Target::Items(ids[..1].to_vec()));
    desk.decide_as("anna", flag("court"), Target::Items(ids[1..].to_vec()));
    desk.decide_as("bert", flag("rail"), Target::Items(ids.clone()));
    assert_eq!(back(&desk, 0).and_then(|status| status.flagged), Some("court".into()));
    desk.decide_as("anna", LogKind::Undo, Target::Items(Vec::new()));
    assert_eq!(back(&desk, 1), None, "one to court, one to no flag");
    desk.decide_as("bert", LogKind::Undo, Target::Items(Vec::new()));
    let flags = ids.iter().map(|id| desk.row(*id).status.flagged).collect::<Vec<_>>();
    assert_eq!(flags, [Some("court".to_owned()), None]);
}

#[test]
fn of_a_bulk_decision_over_hundreds_nobody_looks_at_each_for_what_it_goes_back_to() {
    let mut desk = Desk::new();
    let ids = desk.file(1, (0..201).map(|n| filing(&format!("k{n}"), &format!("H {n}"), "Text.")).collect());
    desk.verb(Verb::Flag(Some("court".into())), &ids);
    desk.verb(Verb::Flag(Some("rail".into())), &ids[..200]);
    let log = desk.reader().history(None).unwrap();
    let back = |at: usize| log[at].first.as_ref().unwrap().back.as_ref();
    assert_eq!(back(0).map(|status| status.flagged.as_deref()), Some(Some("court")));
    assert_eq!(back(1), None, "one more than is looked at");
}

#[test]
fn the_history_names_the_first_items_of_a_bulk_decision_and_counts_them_all() {
    let mut desk = Desk::new();
    let ids = desk.file(1, (0..70).map(|n| filing(&format!("k{n}"), &format!("H {n}"), "Text.")).collect());
    // An item named twice is meant once.
    let done = desk.decide(LogKind::Did(Verb::Spike), Target::Items([&ids[..], &ids[..1]].concat())).result.unwrap();
    assert_eq!((done.items.len(), done.words.as_str()), (70, "spiked 70 items"));
    assert_eq!(done.refused, [], "nor is it refused the second time");
    assert_eq!(desk.undo().result.unwrap().words, "undid: spiked 70 items");
    let lines = desk.reader().history(None).unwrap();
    let told: Vec<_> = lines.iter().map(|line| (line.count, line.items.as_slice())).collect();
    assert_eq!(told, [(70, &ids[..60]), (70, &ids[..60])], "the undo, and what it is of");
    assert_eq!(desk.reader().log(None).unwrap()[0].items, ids);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The model: a stack of whole states behind, a stack ahead; a decision that changes something clears what is ahead.
    #[test]
    fn undo_and_redo_walk_the_states_as_a_stack(steps in proptest::collection::vec(step(), 1..25), reopen in any::<bool>()) {
        let mut desk = Desk::new();
        let ids = desk.file(1, (0..4).map(|n| filing(&format!("k{n}"), &format!("H {n}"), "Text.")).collect());
        let (mut behind, mut ahead) = (Vec::new(), Vec::new());
        for step in steps {
            let now = statuses(&desk, &ids);
            if matches!(step, Step::Kill) {
                desk = desk.killed();
                prop_assert_eq!(statuses(&desk, &ids), now);
                continue;
            }
            let (kind, on) = match &step {
                Step::Do(verb, on) => (LogKind::Did(verb.clone()), on.iter().map(|n| ids[*n]).collect()),
                Step::Undo => (LogKind::Undo, Vec::new()),
                Step::Redo | Step::Kill => (LogKind::Redo, Vec::new()),
            };
            let done = desk.decide(kind, Target::Items(on)).result.unwrap();
            match step {
                Step::Do(..) if done.n.is_some() => {
                    behind.push(now);
                    ahead.clear();
                }
                Step::Do(..) => prop_assert_eq!(statuses(&desk, &ids), now),
                Step::Undo => match behind.pop() {
                    Some(before) => {
                        prop_assert_eq!(statuses(&desk, &ids), before);
                        ahead.push(now);
                    }
                    None => prop_assert_eq!(done.n, None),
                },
                Step::Redo | Step::Kill => match ahead.pop() {
                    Some(after) => {
                        prop_assert_eq!(statuses(&desk, &ids), after);
                        behind.push(now);
                    }
                    None => prop_assert_eq!(done.n, None),
                },
            }
            if reopen {
                desk = desk.reopened();
            }
        }
        let mut reader = desk.reader();
        prop_assert_eq!(told_by(&reader.log(None).unwrap(), &ids), statuses(&desk, &ids), "the log says the same");
        for (sound, words) in reader.doctor().unwrap() {
            assert!(sound, "{words}");
        }
        let counts = reader.counts().unwrap();
        let now = statuses(&desk, &ids);
        prop_assert_eq!(counts.flagged, now.iter().filter(|s| s.flagged.is_some()).count() as u64);
        prop_assert_eq!(counts.unread, now.iter().filter(|s| !s.read && !s.spiked).count() as u64);
        prop_assert_eq!(store_support::headlines(&mut reader, Query::All).len(), 4);
    }
}
