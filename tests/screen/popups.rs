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
        of_verb: None,
        undone_by: None,
        first: Some(Box::new(Changed {
            item: ItemId(3),
            headline: "Harbour bridge to close for a year, minister says".into(),
            before: Status::default(),
            after: Status { spiked: true, read: true, ..Status::default() },
            back: Some(Status::default()),
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

#[test]
fn the_history_tells_what_and_which_item_on_a_narrow_screen() {
    let mut w = world(three_items(), 40, 12);
    w.lines = log(2);
    w.keys("g h");
    let picture = middle(&w);
    let first: Vec<&str> = picture.lines().skip(1).take(2).collect();
    assert!(first[0].contains("2  12:00  spike · Harbour bridge to"), "{picture}");
    assert!(first[1].contains("close for a year, minister"), "{picture}");
    assert!(picture.contains("not read, not spiked"), "{picture}");
}

#[test]
fn which_way_copies_are_compared_is_told_on_a_narrow_screen() {
    let mut w = world(three_items(), 40, 20);
    w.keys("g d");
    let picture = middle(&w);
    let words = picture.lines().flat_map(|line| line.trim_matches('│').split_whitespace());
    let all = words.collect::<Vec<_>>().join(" ");
    assert!(all.contains("words; the others are held against it"), "{picture}");
}

#[test]
fn no_word_of_a_speakers_quotes_is_cut_at_any_width() {
    for width in 40..60 {
        let mut w = world(three_items(), width, 20);
        w.keys("Enter } g Q");
        let picture = middle(&w);
        let all: String = picture.lines().map(|line| line.trim_matches(['│', ' '])).collect::<Vec<_>>().join(" ");
        assert!(all.contains("“We would rather close it now than lose it later,”"), "{width}: {picture}");
    }
}

#[test]
fn a_long_label_leaves_the_way_back_and_the_headline_in_sight() {
    let mut w = world(three_items(), 40, 12);
    w.keys("F").line("to be held against the court's own account of the hearing");
    let picture = w.picture();
    let status = picture.lines().last().unwrap();
    assert!(status.contains("flagged “to be"), "{picture}");
    assert!(status.contains("…” (u undoes): Harbour"), "{picture}");
    let mut w = world(three_items(), 120, 30);
    w.keys("F").line("to be held against the court's own account of the hearing");
    assert!(w.screen.status().contains("account of the hearing”"), "what fits is whole: {}", w.screen.status());
}

#[test]
fn the_quotes_always_show_who_is_speaking() {
    let mut items = three_items();
    let item = &mut items[0];
    item.text = (0..6)
        .map(|n| {
            format!("“These are the words of the sentence with number {n}, and a few more of them,” Calloway said.\n\n")
        })
        .collect();
    item.quotes.clear();
    let mut first = item.clone();
    for n in 0..6 {
        let words = format!("These are the words of the sentence with number {n}, and a few more of them,");
        let who =
            if n < 5 { ("Ines Calloway", "transport minister and deputy leader") } else { ("Noor Amadi", "Governor") };
        first = first.quote(&words, Some(who));
    }
    items[0] = first;
    let mut w = world(items, 40, 12);
    w.keys("Enter g q");
    for n in 0..6 {
        if n > 0 {
            w.keys("j");
        }
        let picture = middle(&w);
        let name = if n < 5 { "Ines Calloway" } else { "Noor Amadi" };
        assert!(picture.contains(name), "{n}: {picture}");
        assert!(picture.contains(&format!("{} “These", n + 1)), "{n}: {picture}");
        assert!(n < 5 || picture.lines().nth(1).is_some_and(|l| !l.contains("Governor")), "{picture}");
    }
    for n in (0..5).rev() {
        w.keys("k");
        assert!(middle(&w).contains("Ines Calloway"), "{n}: {}", middle(&w));
    }
}

#[test]
fn esc_closes_the_quotes_over_the_panes_before_it_ends_a_range() {
    let mut w = world(three_items(), 80, 24);
    w.keys("v j Enter g q");
    assert!(w.picture().contains("Esc"), "{}", w.picture());
    w.keys("Esc");
    assert!(!w.picture().contains("' speaker · Esc"), "{}", w.picture());
    w.keys("g l");
    assert!(w.picture().contains("selected"), "the range goes on: {}", w.picture());
    w.keys("Esc");
    assert!(!w.picture().contains("selected"), "{}", w.picture());
}

#[test]
fn what_is_pasted_into_the_help_is_searched_for() {
    let mut w = world(three_items(), 100, 24);
    w.keys("?");
    w.send(Message::Paste("unflag\n".into()));
    assert!(w.picture().contains("search: unflag · "), "{}", w.picture());
    assert!(w.picture().contains("take the flag away"), "{}", w.picture());
    w.keys("Esc Esc i");
    w.send(Message::Paste("unflag".into()));
    assert!(!w.picture().contains("unflag"), "only the help is searched: {}", w.picture());
}
