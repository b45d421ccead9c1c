//! What an editor must be told: corrections and kills of copy that somebody acted on.

#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

mod store_support;

use copytaster::store::{Reader, Retention};
use copytaster::wire::{Filing, LogKind, Mark, Marks, Query, Verb};
use store_support::{Desk, at, filing, headlines, state};

fn marked(key: &str, headline: &str, text: &str, mark: Mark) -> Filing {
    Filing { marks: Marks::new(vec![mark]), ..filing(key, headline, text) }
}

/// The words of the alerts that stand.
fn standing(reader: &mut Reader) -> Vec<String> {
    reader.alerts(None).unwrap().iter().filter(|a| a.stands()).map(|a| a.words()).collect()
}

#[test]
fn a_kill_of_used_copy_is_told_through_a_restart_until_it_is_acknowledged() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "Bridge to close", "It closes."), filing("b", "Ferry late", "Late.")]);
    desk.verb(Verb::Use, &ids[..1]);
    assert_eq!(standing(&mut desk.reader()), [""; 0]);
    desk.file(20, vec![marked("a", "KILL: Bridge to close", "Do not use.", Mark::Kill)]);
    desk.file(21, vec![marked("b", "KILL: Ferry late", "Do not use.", Mark::Kill)]);
    let mut desk = desk.reopened();
    let mut reader = desk.reader();
    assert_eq!(standing(&mut reader), ["KILL of copy that was used"]);
    assert_eq!(headlines(&mut reader, state("alert")), ["KILL: Bridge to close"]);
    assert_eq!(reader.counts().unwrap().alerts, 1);
    let done = desk.verb(Verb::Acknowledge, &ids).result.unwrap();
    assert_eq!((done.words.as_str(), done.items.len()), ("acknowledged 2 items", 2));
    assert_eq!(reader.counts().unwrap().alerts, 0);
    let told = reader.alerts(Some(at(0))).unwrap();
    assert_eq!(told[0].acknowledged, Some((at(500), "ida".into())));
    desk.undo();
    assert_eq!(standing(&mut reader).len(), 1, "an acknowledgement can be taken back");
    assert!(desk.reader().alerts(None).unwrap()[0].acknowledged.is_none());
}

#[test]
fn each_correction_is_told_and_the_same_filing_only_once() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "Two hurt", "Two.")]);
    desk.verb(Verb::Flag(None), &ids);
    desk.file(20, vec![marked("a", "CORRECTED-Three hurt", "Three.", Mark::Corrected)]);
    desk.file(30, vec![marked("a", "CORRECTED-Three hurt", "Three.", Mark::Corrected)]);
    desk.file(40, vec![marked("a", "CORRECTED-Three hurt", "Three and a dog.", Mark::Corrected)]);
    assert_eq!(desk.reader().alerts(None).unwrap().len(), 1, "a silent edit of corrected copy corrects nothing");
    desk.verb(Verb::Acknowledge, &ids);
    let mut again = marked("a", "CORRECTED-Four hurt", "Four.", Mark::Corrected);
    again.what_changed = Some("(Corrects number of hurt)".into());
    desk.file(50, vec![again]);
    let mut reader = desk.reader();
    assert_eq!(standing(&mut reader), ["CORRECTED of copy that was flagged"]);
    assert_eq!(reader.alerts(None).unwrap().len(), 2);
    let redone = desk.undo().result.unwrap();
    assert_eq!(redone.words, "undid: acknowledged");
    desk.redo();
    assert_eq!(standing(&mut reader).len(), 1, "what came after an acknowledgement is not acknowledged with it");
}

#[test]
fn killed_copy_that_was_read_before_cannot_be_spiked_or_marked_read_unseen() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "Bridge to close", "It closes.")]);
    desk.verb(Verb::Seen, &ids);
    desk.file(20, vec![marked("a", "WITHDRAWN: Bridge", "Do not use.", Mark::Withdrawn)]);
    assert!(!desk.row(ids[0]).status.read, "a kill is to be seen");
    for verb in [Verb::Spike, Verb::Read, Verb::Use] {
        assert_eq!(desk.verb(verb.clone(), &ids).result.unwrap().n, None, "{verb:?}");
    }
    desk.verb(Verb::Seen, &ids);
    assert!(desk.verb(Verb::Spike, &ids).result.unwrap().n.is_some());
    assert_eq!(desk.reader().counts().unwrap().unread, 0);
}

#[test]
fn copy_of_which_something_is_to_be_told_is_never_dropped() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "Bridge to close", "It closes.")]);
    desk.verb(Verb::Flag(None), &ids);
    desk.file(20, vec![marked("a", "KILL: Bridge", "Do not use.", Mark::Kill)]);
    desk.verb(Verb::Unflag, &ids);
    let nothing = Retention { age: Some(std::time::Duration::from_secs(1)), items: None, raw: None };
    assert_eq!(desk.writer.prune(&nothing, at(9_000_000)).unwrap().items, 0);
    desk.verb(Verb::Acknowledge, &ids);
    assert_eq!(desk.writer.prune(&nothing, at(9_000_000)).unwrap().items, 1);
    assert_eq!(headlines(&mut desk.reader(), Query::All).len(), 0);
}

#[test]
fn what_cannot_be_redone_any_more_stays_taken_back_and_stands_in_the_way_of_nothing() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "Bridge to close", "It closes."), filing("b", "Ferry late", "Late.")]);
    desk.verb(Verb::Use, &ids[..1]);
    desk.verb(Verb::Flag(None), &ids[1..]);
    desk.undo();
    desk.undo();
    desk.file(20, vec![marked("a", "KILL: Bridge to close", "Do not use.", Mark::Kill)]);
    let done = desk.redo().result.unwrap();
    assert_eq!((done.words.as_str(), done.headline.as_deref()), ("redid: flagged", Some("Ferry late")));
    let refused = desk.redo().result.unwrap();
    assert_eq!((refused.n, refused.words.as_str()), (None, "the wire has killed it since"));
    assert!(refused.headline.is_some_and(|headline| headline.contains("Bridge to close")), "it is said of what");
    assert!(!desk.row(ids[0]).status.used && desk.row(ids[1]).status.flagged.is_some());
    let log = desk.reader().brief_log(Some(20)).unwrap();
    let used = log.iter().find(|entry| entry.kind == LogKind::Did(Verb::Use)).unwrap();
    assert!(used.undone_by.is_some(), "nothing in the log says that killed copy was used again");
}

#[test]
fn however_much_cannot_be_redone_what_was_taken_back_before_it_still_is() {
    let mut desk = Desk::new();
    let story = |n: usize| filing(&format!("a{n}"), &format!("Bridge {n} to close"), "It closes.");
    let ids = desk.file(10, (0..121).map(story).collect());
    desk.verb(Verb::Flag(None), &ids[..1]);
    for id in &ids[1..] {
        desk.verb(Verb::Use, &[*id]);
    }
    for _ in &ids {
        desk.undo();
    }
    let kill = |n: usize| marked(&format!("a{n}"), &format!("KILL: Bridge {n} to close"), "Do not use.", Mark::Kill);
    desk.file(20, (1..121).map(kill).collect());
    assert_eq!(desk.redo().result.unwrap().words, "redid: flagged");
}
