//! What lies over the panes, at every width.

use crate::world::{World, three_items, world};
use copytaster::screen::Message;
use copytaster::wire::{Changed, DecisionId, ItemId, LogEntry, LogKind, Status, Verb};

/// Decisions about one item, the newest first.
fn log(count: i64) -> Vec<LogEntry> {
    let line = |n: i64| LogEntry {
        n: DecisionId(n),
        at: crate::world::noon(),
        who: "kim".into(),
        kind: LogKind::Did(Verb::Spike),
        items: vec![ItemId(3)],
        count: 1,
        of: None,
        undone_by: None,
        first: Some(Box::new(Changed {
            item: ItemId(3),
            headline: "Harbour bridge to close for a year, minister says".into(),
            before: Status::default(),
            after: Status { spiked: true, read: true, ..Status::default() },
        })),
    };
    (1..=count).rev().map(line).collect()
}

/// The screen without its title bar and status line, which go on to change beneath a popup.
fn middle(w: &World) -> String {
    let picture = w.picture();
    let lines: Vec<&str> = picture.lines().collect();
    lines[1..lines.len() - 1].join("\n")
}

#[test]
fn an_open_popup_is_laid_out_anew_for_another_width() {
    for keys in ["?", "i", "I", "d", "g d", "g h", "? s p i k e"] {
        for (before, after) in [((80, 24), (40, 12)), ((40, 12), (80, 24))] {
            let mut resized = world(three_items(), before.0, before.1);
            resized.lines = log(4);
            resized.keys(keys);
            resized.send(Message::Resize(after.0, after.1));
            let mut fresh = world(three_items(), after.0, after.1);
            fresh.lines = log(4);
            fresh.keys(keys);
            assert_eq!(middle(&resized), middle(&fresh), "{keys} from {before:?} to {after:?}");
        }
    }
}

#[test]
fn no_line_of_a_popup_is_cut_on_a_narrow_screen() {
    for keys in ["?", "i", "d", "g h"] {
        let mut w = world(three_items(), 40, 12);
        w.lines = log(4);
        w.keys(keys);
        for _ in 0..60 {
            let picture = middle(&w);
            let text: Vec<&str> = picture.lines().skip(1).filter(|line| line.contains('│')).collect();
            assert!(text.iter().all(|line| !line.contains('…')), "{keys}: {picture}");
            w.keys("C-d");
        }
    }
}

#[test]
fn a_popup_stays_at_its_place_when_the_width_changes() {
    let mut w = world(three_items(), 80, 24);
    w.keys("?");
    while !middle(&w).lines().nth(1).is_some_and(|first| first.contains("triage")) {
        w.keys("Down");
    }
    let before = middle(&w);
    w.send(Message::Resize(40, 12));
    assert!(middle(&w).lines().nth(1).is_some_and(|first| first.contains("triage")), "{}", middle(&w));
    w.send(Message::Resize(80, 24));
    assert_eq!(middle(&w), before);
}

#[test]
fn the_selected_line_of_the_history_is_in_sight_after_a_resize() {
    let mut w = world(three_items(), 80, 24);
    w.lines = log(12);
    w.keys("g h G");
    w.send(Message::Resize(40, 12));
    assert!(middle(&w).lines().any(|line| line.contains(" 1  12:00")), "{}", middle(&w));
}
