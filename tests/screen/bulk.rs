//! Scripts of keys about many items at once: selections, counts, what stands above, one decision for all of it.

use crate::world::{World, many_items, three_items, world};
use copytaster::screen::{Message, Worker};
use copytaster::wire::{Change, ItemId, LogKind, Mark, Marks, Target, Verb};

/// The row under the cursor.
fn cursor_row(picture: &str) -> &str {
    picture.lines().find(|l| l.starts_with('▸')).unwrap_or("")
}

#[test]
fn a_range_takes_a_verb_as_one_decision_and_one_undo_takes_it_back() {
    let mut w = world(many_items(30), 80, 24);
    w.keys("j v 3 j");
    assert!(w.picture().contains("4 selected"), "{}", w.picture());
    assert_eq!(w.picture().matches('▌').count(), 4);
    w.hold = true;
    w.keys("x");
    let Target::Items(items) = &w.held[0].target else { panic!("{:?}", w.held) };
    assert_eq!((w.held.len(), items.len()), (1, 4));
    w.release();
    assert!((26..30).all(|n| w.status_of(n).spiked) && !w.status_of(25).spiked && !w.status_of(30).spiked);
    assert!(!w.picture().contains("selected"), "a verb ends the selection");
    assert!(cursor_row(&w.picture()).contains("Story number 25"), "{}", w.picture());
    w.keys("j u");
    assert!(w.items.iter().all(|i| !i.row.status.spiked));
    assert!(cursor_row(&w.picture()).contains("Story number 29"), "undo goes back there: {}", w.picture());
}

#[test]
fn ranges_add_up_and_one_item_twice_is_taken_out() {
    let mut w = world(many_items(30), 80, 24);
    w.keys("v j v 3 j v v");
    assert!(w.picture().contains("3 selected"), "{}", w.picture());
    w.keys("v v");
    assert!(w.picture().contains("2 selected"), "{}", w.picture());
    w.keys("v j Esc");
    assert!(w.picture().contains("2 selected"), "the open range goes first: {}", w.picture());
    w.keys("Esc");
    assert!(!w.picture().contains("selected"));
}

#[test]
fn a_range_over_more_than_the_window_is_known_whole() {
    let mut w = world(many_items(3_000), 80, 24);
    w.keys("v G");
    assert!(w.picture().contains("3000 selected"), "{}", w.picture());
    w.keys("k");
    assert!(w.picture().contains("2999 selected"), "{}", w.picture());
    w.keys("x");
    assert!(w.picture().contains("spike 2999 items?"), "{}", w.picture());
    w.keys("y");
    assert!(w.status_of(2).spiked && w.status_of(3_000).spiked && !w.status_of(1).spiked);
}

#[test]
fn a_count_goes_beyond_the_rows_that_are_there() {
    let mut w = world(many_items(3_000), 80, 24);
    w.keys("1 2 3 4 j");
    assert!(cursor_row(&w.picture()).contains("Story number 1766"), "{}", w.picture());
    w.keys("v 5 0 0 k");
    assert!(cursor_row(&w.picture()).contains("Story number 2266"), "{}", w.picture());
    assert!(w.picture().contains("501 selected"), "{}", w.picture());
    w.keys("Esc 9 9 9 9 j");
    assert!(cursor_row(&w.picture()).ends_with("Story number 1"), "{}", w.picture());
}

#[test]
fn a_query_selects_in_the_view_and_nothing_typed_selects_all_of_it() {
    let mut w = world(many_items(200), 80, 24);
    w.keys("V").line("7");
    assert!(w.picture().contains("38 selected"), "{}", w.picture());
    w.keys("Esc V Enter");
    assert!(w.picture().contains("200 selected"), "{}", w.picture());
    w.keys("f n");
    assert_eq!(w.screen.status(), "left as it was");
    w.keys("j");
    assert!(w.picture().contains("200 selected"), "a question that was refused keeps the selection");
    w.keys("f y");
    assert!(w.items.iter().all(|i| i.row.status.flagged.is_some()));
    w.keys("u");
    assert!(w.items.iter().all(|i| i.row.status.flagged.is_none()));
}

#[test]
fn after_a_query_selected_items_far_away_the_cursor_stays_where_the_editor_is() {
    let mut w = world(many_items(1_000), 80, 24);
    w.keys("2 j V").line("7");
    w.keys("f y");
    assert!(w.status_of(77).flagged.is_some() && w.status_of(777).flagged.is_some(), "{}", w.picture());
    assert!(cursor_row(&w.picture()).contains("Story number 998"), "{}", w.picture());
}

#[test]
fn a_count_before_the_key_for_stories_is_about_as_many_rows() {
    let mut w = world(many_items(4), 80, 24);
    w.keys("2 X");
    assert!(w.picture().contains("spike these 2 stories"), "{}", w.picture());
    w.keys("y");
    assert!(w.status_of(4).spiked && w.status_of(3).spiked && !w.status_of(2).spiked);
}

#[test]
fn no_more_than_a_screenful_is_done_without_a_question() {
    let mut w = world(many_items(100), 80, 24);
    w.keys("2 1 x");
    assert!(w.status_of(80).spiked && !w.status_of(79).spiked, "{}", w.picture());
    w.keys("2 2 x");
    assert!(w.picture().contains("spike 22 items?"), "{}", w.picture());
}

#[test]
fn a_chord_answers_a_question_with_no_and_does_what_it_does() {
    let mut w = world(many_items(100), 80, 24);
    w.keys("2 5 x g a");
    assert!(w.items.iter().all(|item| !item.row.status.spiked));
    assert!(w.picture().contains("all · newest"), "{}", w.picture());
    w.keys("2 5 x n");
    assert_eq!(w.screen.status(), "left as it was");
}

#[test]
fn what_a_bulk_key_leaves_alone_is_counted_and_told_why() {
    let mut w = world(many_items(6), 80, 24);
    w.items[1].row.marks = Marks::new(vec![Mark::Kill]);
    w.items[2].row.status.claimed_by = Some("noor".into());
    w.keys("g a v 3 j e");
    assert!(w.status_of(6).used && w.status_of(3).used && !w.status_of(5).used);
    let said = w.screen.status();
    assert!(said.contains("(2 left alone: killed copy cannot be used)"), "{said}");
}

#[test]
fn where_a_kill_is_to_be_acknowledged_first_the_key_is_said() {
    let mut w = world(many_items(6), 100, 24);
    w.items[1].row.marks = Marks::new(vec![Mark::Kill]);
    w.items[1].row.alerted = 1;
    w.keys("g a v 3 j x");
    let said = w.screen.status();
    assert!(said.contains("(1 left alone: killed copy, acknowledge the kill first (!))"), "{said}");
}

#[test]
fn after_a_count_that_goes_beyond_the_window_the_cursor_goes_on_to_the_next_open_item() {
    let mut w = world(many_items(1_000), 80, 24);
    w.keys("g a 6 0 0 x y");
    assert!(w.status_of(401).spiked && !w.status_of(400).spiked);
    assert!(cursor_row(&w.picture()).ends_with("Story number 400"), "{}", w.picture());
}

#[test]
fn a_count_reaches_beyond_the_window() {
    let mut w = world(many_items(1_000), 80, 24);
    w.keys("6 0 0 m y");
    assert!(w.status_of(401).read && !w.status_of(400).read);
}

#[test]
fn everything_above_is_marked_read_and_the_cursors_item_is_not() {
    let mut w = world(many_items(1_000), 80, 24);
    w.keys("g a 5 j M");
    assert!(w.status_of(996).read && !w.status_of(995).read);
    w.keys("G M");
    assert!(w.picture().contains("mark 994 items read?"), "{}", w.picture());
    w.keys("y");
    assert!(w.status_of(2).read && !w.status_of(1).read);
    w.keys("M");
    assert_eq!(w.screen.status(), "nothing above is unread");
}

#[test]
fn a_key_takes_back_only_what_all_selected_items_have() {
    let mut w = world(many_items(5), 80, 24);
    w.keys("j f g g v 2 j f");
    assert!([5, 4, 3].iter().all(|n| w.status_of(*n).flagged.is_some()));
    w.keys("g g v 2 j f");
    assert!(w.items.iter().all(|i| i.row.status.flagged.is_none()));
}

#[test]
fn what_a_rule_forbids_is_left_alone_and_told() {
    let mut w = world(many_items(4), 80, 24);
    w.items[1].row.status.claimed_by = Some("noor".into());
    w.keys("g a v 2 j x");
    assert!(w.status_of(4).spiked && w.status_of(2).spiked && !w.status_of(3).spiked);
    w.keys("g g j x");
    assert!(w.screen.status().starts_with("claimed by noor: Story number 3"), "{}", w.screen.status());
}

#[test]
fn tags_and_notes_are_typed_and_a_flag_takes_both_label_and_note() {
    let mut w = world(three_items(), 80, 24);
    w.keys("t").line("harbour");
    assert_eq!(w.status_of(3).tags, ["harbour"]);
    w.keys("t").line("-harbour");
    assert!(w.status_of(3).tags.is_empty());
    w.hold = true;
    w.keys("F").line("court // call the clerk");
    let verbs: Vec<_> = w.held.iter().map(|d| d.kind.clone()).collect();
    assert_eq!(verbs, [LogKind::Did(Verb::Flag(Some("court // call the clerk".into())))], "one decision, one undo");
    w.release();
    assert!(w.screen.status().contains(" “court”, with a note (u undoes)"), "{}", w.screen.status());
    let status = w.status_of(3);
    assert_eq!((status.flagged.as_deref(), status.note.as_deref()), (Some("court"), Some("call the clerk")));
    w.keys("k N");
    assert!(w.picture().contains("note: call the clerk"), "the note can be gone on with: {}", w.picture());
}

#[test]
fn the_next_item_without_a_verdict_is_found_beyond_the_window() {
    let mut items = many_items(600);
    for i in items.iter_mut().skip(1).take(450) {
        i.row.status.flagged = Some(String::new());
    }
    let mut w = world(items, 80, 24);
    w.keys("x");
    assert!(cursor_row(&w.picture()).contains("Story number 149"), "{}", w.picture());
    assert!(!w.status_of(149).read, "going there is not opening");
}

#[test]
fn keys_go_on_after_a_verb_beyond_the_window_whatever_comes_in_while_the_next_item_is_sought() {
    let mut w = world(many_items(3_000), 80, 24);
    w.keys("V Enter f");
    w.late = true;
    w.keys("y");
    assert!(w.items.iter().all(|item| item.row.status.flagged.is_some()), "{}", w.picture());
    // The verb is on disk; before the next item is found its own change is heard of, and copy comes in.
    w.send(Message::Changed(Change { new: vec![ItemId(3_000)], unnamed: true, ..Change::default() }));
    w.keys("j u");
    w.late = false;
    while !w.asked.is_empty() {
        w.answer_one(0);
    }
    assert!(w.items.iter().all(|item| item.row.status.flagged.is_none()), "the undo was not run: {}", w.picture());
    assert!(!w.screen.waits(), "{}", w.picture());
}

#[test]
fn ten_thousand_waiting_marks_are_drawn_hollow() {
    let mut w = world(many_items(10_000), 80, 24);
    w.hold = true;
    w.keys("V Enter f y");
    let Target::Items(items) = &w.held[0].target else { panic!("{:?}", w.held) };
    assert_eq!(items.len(), 10_000);
    assert!(items.contains(&ItemId(1)));
    assert!(w.picture().matches('☆').count() > 15, "{}", w.picture());
}

#[test]
fn a_verb_is_about_the_story_that_was_opened_and_not_the_one_still_shown() {
    let mut w = world(many_items(9), 120, 24);
    w.keys("Enter h 3 j");
    // The cache is slow: the story under the cursor was asked for and has not come.
    w.slow = true;
    w.keys("Enter e");
    assert!(w.status_of(6).used && !w.status_of(9).used, "{}", w.picture());
}

#[test]
fn the_history_says_what_would_come_back_and_leads_to_the_item() {
    use copytaster::wire::{Changed, DecisionId, LogEntry, Status};
    let mut w = world(many_items(400), 100, 24);
    let line = |n: i64, item: i64, verb: Verb, after: Status| LogEntry {
        n: DecisionId(n),
        at: crate::world::noon(),
        who: "kim".into(),
        kind: LogKind::Did(verb),
        items: vec![ItemId(item)],
        count: 1,
        of: None,
        of_verb: None,
        undone_by: None,
        first: Some(Box::new(Changed {
            item: ItemId(item),
            headline: format!("Story number {item}"),
            before: Status::default(),
            after,
            back: Some(Status::default()),
        })),
    };
    let flagged = Status { flagged: Some(String::new()), ..Status::default() };
    let spiked = Status { spiked: true, read: true, ..Status::default() };
    w.lines = vec![line(2, 390, Verb::Flag(None), flagged), line(1, 12, Verb::Spike, spiked)];
    w.keys("g h");
    assert!(w.picture().contains("flag · Story number 390 · by kim · if undone: not flagged"), "{}", w.picture());
    assert!(
        w.picture().contains("spike · Story number 12 · by kim · if undone: not read, not spiked"),
        "{}",
        w.picture()
    );
    w.keys("Enter");
    assert!(cursor_row(&w.picture()).contains("Story number 390"), "{}", w.picture());
    // Several items that do not go back to the same, a hold that had another end, and the undo of a flag.
    let held = |until: &str| Status {
        held: true,
        held_until: Some(copytaster::wire::Until::Time(until.parse().unwrap())),
        ..Status::default()
    };
    let mut each = line(3, 12, Verb::Flag(Some("news".into())), Status::default());
    (each.items, each.count) = (vec![ItemId(12), ItemId(13)], 2);
    each.first.as_mut().unwrap().back = None;
    let mut longer = line(2, 390, Verb::Hold(None), Status { held: true, ..Status::default() });
    longer.first.as_mut().unwrap().back = Some(held("2026-12-01T09:00:00Z"));
    let mut undo = line(4, 390, Verb::Read, Status::default());
    (undo.kind, undo.of) = (LogKind::Undo, Some(DecisionId(1)));
    undo.of_verb = Some(Verb::Flag(Some("court".into())));
    w.lines = vec![undo, each, longer];
    w.keys("g h");
    for told in [
        "undo of 1, flag court · Story number 390 · by kim",
        "flag news · 2 items · by kim · if undone: what each was",
        "hold · Story number 390 · by kim · if undone: held until 1 Dec 09:00",
    ] {
        assert!(w.picture().contains(told), "{told}: {}", w.picture());
    }
}

#[test]
fn what_is_folded_under_the_rows_counts_where_a_verb_takes_it_along() {
    let mut items = many_items(20);
    for item in &mut items {
        // One other outlet, which filed it twice.
        let row = &mut item.row;
        (row.story, row.reprint, row.outlets) = (Some(row.id.0), Some(row.id.0), 1);
        (row.copy_items, row.copy_in_story) = (3, 3);
    }
    let mut w = world(items, 80, 24);
    w.keys("v 9 j v");
    assert!(w.picture().contains("10 selected (30 with what is folded)"), "{}", w.picture());
    assert!(w.picture().contains("(x spikes)") && !w.picture().contains("adds"), "whole hints only: {}", w.picture());
    w.keys("x");
    assert!(w.picture().contains("spike 30 items?"), "more than a screenful is touched: {}", w.picture());
    w.keys("n v 9 k v f");
    assert!(w.picture().contains("flagged"), "a flag is put on what is seen, without a question: {}", w.picture());
}

#[test]
fn a_verb_that_comes_before_the_selection_waits_for_it() {
    let mut w = world(many_items(40), 80, 24);
    let asked_by_verb = |w: &mut crate::world::World, query: &str, verb: &str| {
        w.late = true;
        w.keys("V").line(query);
        w.keys(verb);
        w.late = false;
        while !w.asked.is_empty() {
            w.answer_one(0);
        }
    };
    asked_by_verb(&mut w, "Story", "x");
    assert!(w.picture().contains("spike 40 items?"), "{}", w.picture());
    w.keys("n Esc");
    asked_by_verb(&mut w, "nowhere", "x");
    assert!(w.picture().contains("nothing in this view matches"), "{}", w.picture());
    assert!(w.items.iter().all(|item| !item.row.status.spiked), "nor is it done to the item under the cursor");
}

#[test]
fn a_verb_that_waits_to_know_how_items_stand_outlives_changes_and_further_keys() {
    let touched = |id| Message::Changed(Change { touched: vec![ItemId(id)], ..Change::default() });
    let answer_all = |w: &mut World| {
        w.late = false;
        while !w.asked.is_empty() {
            w.answer_one(0);
        }
    };
    // A change of the rows on screen before the verb and after it.
    let mut w = world(many_items(1_000), 80, 24);
    w.keys("V").line("Story");
    w.late = true;
    w.send(touched(1_000)).keys("x");
    w.send(touched(999));
    answer_all(&mut w);
    assert!(w.picture().contains("spike 1000 items?"), "{}", w.picture());
    assert!(w.asked.is_empty() && !w.screen.waits(), "rows go on being asked for");
    w.keys("n");
    // A key pressed meanwhile has its turn after the answer.
    w.late = true;
    w.keys("m f");
    answer_all(&mut w);
    w.keys("y");
    let flagged = w.items.iter().filter(|item| item.row.status.flagged.is_some()).count();
    assert!(w.items.iter().all(|item| item.row.status.read) && flagged == 1, "{flagged}: {}", w.picture());
    // Esc leaves it; another list ends it, in words.
    let mut w = world(many_items(1_000), 80, 24);
    w.keys("V").line("Story");
    w.late = true;
    w.keys("x Esc");
    assert_eq!(w.screen.status(), "left as it was");
    assert!(w.picture().contains("▌12:00"), "the selection stays: {}", w.picture());
    w.keys("x").send(Message::Lost(Worker::Reader, "a fault".into()));
    let said = w.screen.status().to_owned();
    assert_eq!(said, "nothing was done to what was selected: the cache cannot be read any more");
    answer_all(&mut w);
    assert!(w.items.iter().all(|item| !item.row.status.spiked) && !w.picture().contains("spike 1000"));
}

#[test]
fn a_question_about_rows_out_of_sight_counts_the_folded_copy_that_comes_along() {
    let mut items = many_items(1_000);
    for item in &mut items {
        let row = &mut item.row;
        (row.story, row.reprint, row.outlets) = (Some(row.id.0), Some(row.id.0), 2);
        (row.copy_items, row.copy_in_story) = (3, 3);
    }
    let mut w = world(items, 80, 24);
    w.keys("V").line("Story");
    w.keys("x");
    assert!(w.picture().contains("spike 3000 items?"), "{}", w.picture());
    w.keys("n f");
    assert!(w.picture().contains("flag 1000 items?"), "a flag is put on what is seen: {}", w.picture());
}

#[test]
fn a_key_takes_back_what_all_have_beyond_the_window_too() {
    let mut items = many_items(1_000);
    for item in &mut items {
        item.row.status.spiked = true;
    }
    let mut w = world(items, 80, 24);
    w.keys("g x V").line("Story");
    w.keys("x");
    assert!(w.picture().contains("unspike 1000 items?"), "{}", w.picture());
    w.keys("y");
    assert!(w.items.iter().all(|item| !item.row.status.spiked));
    w.keys("g a V").line("Story");
    w.keys(":").line("mark-unread");
    assert_eq!(
        w.screen.status(),
        "nothing done, 1000 items left alone, the last: already unread: Story number 1000",
        "and no question about what cannot be done"
    );
}

#[test]
fn a_verb_in_one_direction_has_a_name() {
    let mut items = many_items(4);
    items[0].row.status.held = true;
    items[1].row.status.used = true;
    items[2].row.status.spiked = true;
    let mut w = world(items, 80, 24);
    w.keys("g a c");
    for command in ["unhold", "release", "unuse", "unspike"] {
        w.keys("g g");
        w.keys(if command == "unuse" {
            "j"
        } else if command == "unspike" {
            "2 j"
        } else {
            "g g"
        });
        w.keys(":").line(command);
        w.keys(":").line(command);
        assert!(!w.screen.status().contains("undoes"), "{command} never goes the other way: {}", w.screen.status());
    }
    assert!(w.items.iter().all(|item| {
        let status = &item.row.status;
        !status.held && !status.used && !status.spiked && status.claimed_by.is_none()
    }));
}

#[test]
fn a_count_before_a_verb_with_a_line_holds_for_it_as_for_any_other() {
    let mut w = world(many_items(30), 80, 24);
    w.keys("3 F");
    assert!(w.picture().contains("flag with label // note, 3 items:"), "{}", w.picture());
    w.line("court");
    let flagged = |w: &crate::world::World| w.items.iter().filter(|i| i.row.status.flagged.is_some()).count();
    assert_eq!((flagged(&w), w.status_of(28).flagged.as_deref()), (3, Some("court")));
    w.keys("g g 2 W").line("2h");
    w.keys("g g 4 t").line("law");
    w.keys("g g 5 C").line("anna");
    let count = |has: fn(&copytaster::wire::Status) -> bool| w.items.iter().filter(|i| has(&i.row.status)).count();
    assert_eq!((count(|s| s.held), count(|s| !s.tags.is_empty()), count(|s| s.claimed_by.is_some())), (2, 4, 5));
}

#[test]
fn what_is_typed_is_meant_for_the_item_that_stood_there_when_the_prompt_opened() {
    let mut w = world(many_items(5), 80, 24);
    w.keys("F");
    w.items.insert(0, crate::world::item(6, 0, "Norwire", "Late news", "One paragraph."));
    w.send(copytaster::screen::Message::Changed(Change { new: vec![ItemId(6)], ..Change::default() }));
    w.line("court");
    assert_eq!((w.status_of(6).flagged.as_deref(), w.status_of(5).flagged.as_deref()), (None, Some("court")));
}

#[test]
fn what_was_done_is_told_although_something_is_selected() {
    let mut w = world(many_items(10), 80, 24);
    w.keys("j j v j A");
    let picture = w.picture();
    assert!(picture.lines().last().unwrap().contains("(u undoes): everything in “unread”"), "{picture}");
    w.keys("j");
    assert!(w.picture().lines().last().unwrap().contains("3 selected"), "{}", w.picture());
}

#[test]
fn how_a_way_out_ended_is_told_although_something_is_selected() {
    let mut w = world(many_items(10), 80, 24);
    w.keys("v j");
    w.send(copytaster::screen::Message::Notice(copytaster::screen::Notice::Info("saved to out.md: 1 item".into())));
    assert!(w.picture().contains("saved to out.md: 1 item"), "{}", w.picture());
    w.keys("j");
    assert!(w.picture().contains("3 selected"), "{}", w.picture());
}

#[test]
fn undo_goes_to_the_one_item_it_changed_and_the_reader_goes_along() {
    let mut w = world(many_items(20), 120, 40);
    w.keys("j Enter f f");
    assert!(w.status_of(19).flagged.is_some() && w.status_of(18).flagged.is_some());
    w.keys("u u");
    assert!(cursor_row(&w.picture()).contains("number 19"), "{}", w.picture());
    w.keys("x");
    assert!(w.status_of(19).spiked, "the verb is about the item under the cursor: {}", w.picture());
    assert!(!w.status_of(17).spiked, "and not about the story that was open when it was undone");
}

#[test]
fn undo_of_many_leaves_a_cursor_that_stands_on_one_of_them() {
    let mut w = world(many_items(200), 80, 24);
    w.keys("v 4 j v f 2 k");
    let before = cursor_row(&w.picture()).replace('★', " ");
    w.keys("u");
    assert!(w.status_of(200).flagged.is_none());
    assert_eq!(cursor_row(&w.picture()).split_whitespace().last(), before.split_whitespace().last());
}

#[test]
fn a_row_counts_what_its_own_outlet_filed_again_as_a_verb_does() {
    let mut items = many_items(12);
    for item in &mut items {
        let row = &mut item.row;
        (row.story, row.reprint, row.copy_items, row.copy_in_story) = (Some(12), Some(12), 12, 12);
    }
    let mut w = world(items, 80, 24);
    let row = |w: &crate::world::World| w.picture().lines().nth(2).unwrap().to_owned();
    assert!(row(&w).ends_with("+11"), "{}", w.picture());
    w.keys("x");
    assert_eq!((1..=12).filter(|id| w.status_of(*id).spiked).count(), 12);
}
