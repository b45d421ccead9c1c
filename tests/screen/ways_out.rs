//! Scripts of keys that take copy out and go on about what has left.

use crate::commands::bound;
use crate::world::{World, many_items};
use copytaster::screen::{Effect, Message, Notice, Way};
use copytaster::wire::{Mark, Marks};

/// The items that are used.
fn used(w: &World) -> Vec<i64> {
    w.items.iter().filter(|item| item.row.status.used).map(|item| item.row.id.0).collect()
}

fn trouble(words: &str) -> Notice {
    Notice::Trouble(words.to_owned())
}

/// Thirty items, and a key that pipes and uses; what goes out lingers.
fn lingering() -> World {
    let mut w = bound(&[(", s", "pipe wc; use"), (", b", "pipe tee; pipe wc; use; tag law")], many_items(30));
    w.lingers = true;
    w
}

#[test]
fn what_has_left_is_used_whatever_was_pressed_or_told_meanwhile() {
    let mut w = lingering();
    w.keys("3 , s");
    w.send(Message::Notice(trouble("Norwire has gone quiet")));
    w.keys("5 j x ? /").line("bridge");
    assert_eq!(used(&w), [0; 0], "nothing has left yet");
    w.end_way(0, usize::MAX, None);
    assert_eq!(used(&w), [30, 29, 28], "and a popup is not waited for");
    assert!(w.status_of(25).spiked && !w.status_of(24).used, "{}", w.picture());
    w.keys("Esc Esc");
    let here = w.picture().lines().find(|line| line.starts_with('▸')).unwrap().to_owned();
    assert!(here.contains("number 24"), "the cursor stays where the editor went: {here}");
}

#[test]
fn a_selection_made_meanwhile_stays_and_the_one_that_went_out_ends() {
    let mut w = lingering();
    w.keys("v j v , s G v k v");
    w.end_way(0, usize::MAX, None);
    assert_eq!(used(&w), [30, 29]);
    assert!(w.picture().matches('▌').count() > 1, "{}", w.picture());
    let mut w = lingering();
    w.keys("v j v , s");
    w.end_way(0, usize::MAX, None);
    assert!(!w.picture().contains('▌') && used(&w) == [30, 29], "{}", w.picture());
}

#[test]
fn of_what_went_out_in_part_that_part_is_used_and_what_stayed_is_told() {
    let mut w = lingering();
    w.keys("3 , s");
    w.end_way(0, 2, Some(trouble("sent to wc: 2 items; 1 item stayed: it is killed")));
    assert_eq!(used(&w), [30, 29]);
    let said = w.screen.status();
    assert!(said.starts_with("sent to wc: 2 items; 1 item stayed: it is killed · used"), "{said}");
}

#[test]
fn each_way_out_has_its_own_end_and_its_failure_says_what_is_not_done() {
    let mut w = lingering();
    w.keys("|").line("archive");
    w.keys(", s");
    w.end_way(0, usize::MAX, Some(Notice::Info("archived".into())));
    assert_eq!(used(&w), [0; 0], "another way's end is not this one's");
    w.end_way(0, 0, Some(trouble("wc ended with exit status: 1")));
    assert_eq!((used(&w), w.screen.status()), (vec![], "wc ended with exit status: 1; not done: use"));
    w.keys(", s");
    w.end_way(0, usize::MAX, None);
    w.keys("k , s");
    w.end_way(0, usize::MAX, None);
    assert_eq!(used(&w), [30], "what goes out once more stays used");
}

#[test]
fn one_way_out_follows_another_with_what_has_left_by_the_first() {
    let mut w = lingering();
    w.keys("3 , b");
    let out = |w: &World| -> Vec<(Way, usize)> {
        let takes = w.effects.iter().filter_map(|effect| match effect {
            Effect::TakeOut(take) => Some((take.to.clone(), take.items.len())),
            _ => None,
        });
        takes.collect()
    };
    assert_eq!(out(&w), [(Way::Pipe(vec!["tee".into()]), 3)]);
    w.keys("4 j").end_way(0, 2, Some(trouble("1 item stayed: it is killed")));
    assert_eq!(out(&w)[1..], [(Way::Pipe(vec!["wc".into()]), 2)]);
    w.end_way(0, usize::MAX, None);
    assert_eq!(used(&w), [30, 29]);
    assert!(w.items.iter().all(|item| item.row.status.used != item.row.status.tags.is_empty()));
}

#[test]
fn nothing_is_used_where_no_way_out_was_named() {
    let mut w = bound(&[(", s", "pipe; use"), (", t", "send-to; use")], many_items(5));
    w.keys(", s Enter , t");
    assert_eq!(used(&w), [0; 0], "{}", w.screen.status());
    w.items[0].row.marks = Marks::new(vec![Mark::Kill]);
    w.keys(", s Esc");
    assert_eq!(used(&w), [0; 0]);
}

#[test]
fn what_a_late_selection_takes_out_is_what_the_row_goes_on_about() {
    let mut w = bound(&[(", s", "pipe wc; use")], many_items(30));
    w.late = true;
    w.keys("V").line("7");
    w.keys(", s");
    w.late = false;
    while !w.asked.is_empty() {
        w.answer_one(0);
    }
    assert_eq!(used(&w), [27, 17, 7]);
}

#[test]
fn that_copy_went_out_is_told_also_where_what_follows_is_refused() {
    let mut w = lingering();
    w.keys(", s");
    w.items[0].row.marks = Marks::new(vec![Mark::Kill]);
    w.send(Message::Changed(copytaster::wire::Change {
        touched: vec![copytaster::wire::ItemId(30)],
        ..copytaster::wire::Change::default()
    }));
    w.end_way(0, usize::MAX, Some(Notice::Info("sent to wc: Story number 30".into())));
    assert_eq!(used(&w), [0; 0]);
    let said = w.screen.status();
    assert!(said.starts_with("sent to wc: Story number 30; and then: killed copy cannot be used"), "{said}");
}

#[test]
fn nothing_goes_out_where_what_is_to_follow_is_forbidden_by_now() {
    let mut w = lingering();
    w.items[0].row.status.claimed_by = Some("noor".into());
    w.send(Message::Changed(copytaster::wire::Change {
        touched: vec![copytaster::wire::ItemId(30)],
        ..copytaster::wire::Change::default()
    }));
    w.keys(", s");
    assert!(!w.effects.iter().any(|effect| matches!(effect, Effect::TakeOut(_))), "{:?}", w.effects);
    let said = w.screen.status();
    assert!(said.starts_with("nothing went out: claimed by noor: Story number 30"), "{said}");
    // Of several, those that may are used.
    w.keys("2 , s");
    w.end_way(0, usize::MAX, None);
    assert_eq!(used(&w), [29]);
}

#[test]
fn where_a_file_cannot_be_saved_the_prompt_stays_with_its_name_and_says_why() {
    let mut w = bound(&[(", s", "save; use")], many_items(30));
    w.fails = Some("notes.xyz: no form is called .xyz".into());
    w.keys("2 , s C-u").line("notes.xyz");
    assert!(w.picture().contains("save as: notes.xyz"), "{}", w.picture());
    assert!(w.picture().contains("no form is called .xyz"), "{}", w.picture());
    assert_eq!(used(&w), [0; 0]);
    w.fails = None;
    w.keys("Backspace Backspace Backspace").line("md");
    let names: Vec<&Way> =
        w.effects.iter().filter_map(|e| if let Effect::TakeOut(t) = e { Some(&t.to) } else { None }).collect();
    assert_eq!(names, [&Way::Save("notes.xyz".into()), &Way::Save("notes.md".into())]);
    assert_eq!(used(&w), [30, 29], "what was to follow has waited for another name");
}

#[test]
fn a_file_that_fails_after_another_key_is_told_and_no_prompt_takes_the_next_keys() {
    let mut w = lingering();
    w.keys("S C-u").line("notes.md").keys("j");
    w.end_way(0, 0, Some(trouble("notes.md is there already; save under another name")));
    assert_eq!(w.screen.status(), "notes.md is there already; save under another name");
    assert!(!w.picture().contains("save as:"), "{}", w.picture());
    w.keys("f");
    assert!(w.status_of(29).flagged.is_some());
}
