//! Scripts of keys: what the screen does, without a terminal and without a clock.

use crate::world::{World, item, many_items, noon, three_items, world, world_with};
use copytaster::screen::{Effect, Message, Mouse, MouseKind, Notice, Pane, Progress, Setup, Showing, Way, Worker};
use copytaster::wire::{
    About, Again, Change, Echo, FoldKind, ItemId, Likeness, Mark, Marks, Noticed, Span, Target, Variant,
};

/// The row under the cursor: the one with the marker.
fn cursor_row(picture: &str) -> &str {
    picture.lines().find(|l| l.starts_with('▸')).unwrap_or("")
}

/// "would" in the first item's second quotation is "could" elsewhere.
fn other_wording(quote: usize, words: &str) -> Echo {
    let variant = Variant { here: Span::new(3, 8), there: Span::new(3, 8) };
    Echo {
        quote,
        item: ItemId(9),
        revision: 1,
        earlier: false,
        source: "Vestrel Times".into(),
        agency: None,
        at: noon(),
        killed: false,
        words: words.into(),
        speaker: Some("Ines Calloway".into()),
        other_speaker: false,
        likeness: Likeness { variants: vec![variant], edges: Vec::new() },
    }
}

#[test]
fn a_flag_is_drawn_hollow_until_its_receipt_has_come() {
    let mut w = world(three_items(), 40, 12);
    w.hold = true;
    w.keys("f k");
    assert!(cursor_row(&w.picture()).contains('☆'), "{}", w.picture());
    assert_eq!(w.screen.pending(), 1);
    w.release();
    assert!(cursor_row(&w.picture()).contains('★'), "{}", w.picture());
    assert_eq!(w.screen.status(), "flagged (u undoes): Harbour bridge to close for a year, minister says");
    w.keys("u");
    assert!(!w.picture().contains(['☆', '★']));
    assert_eq!(w.status_of(3).flagged, None);
}

#[test]
fn a_hold_that_ends_wakes_the_screen_once_and_its_item_comes_back_with_the_reason() {
    let mut w = world(many_items(4), 100, 20);
    let due = noon() + jiff::SignedDuration::from_secs(30);
    w.due = Some(due);
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert_eq!(w.wakes.last(), Some(&due), "sooner than the next full minute");
    w.due = None;
    w.items[2].row.again = vec![Again::Due(due), Again::Revised { revision: 3, acted: Some(2) }];
    w.items[2].row.status.held = true;
    w.send(Message::Tick(due));
    assert_eq!(w.screen.status(), "1 to look at again: g b lists it with the reason");
    assert!(w.picture().contains("1 to look at again"));
    w.keys("g b");
    let picture = w.picture();
    assert!(picture.contains("held until 12:00; revision"), "{picture}");
    assert!(!picture.contains("Story number 4"), "{picture}");
}

#[test]
fn an_embargo_that_is_about_to_lift_is_announced_with_its_headline_and_once() {
    let mut w = world(many_items(4), 100, 20);
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    let lifts = noon() + jiff::SignedDuration::from_secs(300);
    w.items[2].row.again = vec![Again::Lifts(lifts)];
    w.came_due = Some(Box::new((noon(), w.items[2].row.clone())));
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    let said = "the embargo lifts at 12:05 (g b lists it with the reason): ";
    assert!(w.screen.status().starts_with(said), "{}", w.screen.status());
    w.keys("f");
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert!(!w.screen.status().starts_with("the embargo"), "{}", w.screen.status());
    w.items[2].row.again = vec![Again::Lifted];
    w.came_due = Some(Box::new((lifts, w.items[2].row.clone())));
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert!(w.screen.status().starts_with("flagged (u undoes): Story number 4 · the embargo has lifted (g b"));
}

#[test]
fn the_title_bar_of_a_narrow_screen_shows_as_many_counts_as_leave_the_clock_whole() {
    let mut items = many_items(4);
    for (at, item) in items.iter_mut().enumerate() {
        let status = &mut item.row.status;
        (status.used, status.held, status.flagged) = (at == 0, at == 1, (at == 2).then(String::new));
        item.row.again = vec![Again::Revised { revision: 2, acted: Some(1) }];
    }
    for (width, shown) in
        [(100, "4 unread  4 to look at again  1 flagged  1 held  1 used"), (72, "4 unread  4 to look at again  ")]
    {
        let mut w = world(items.clone(), width, 20);
        w.send(Message::Changed(Change { sources: true, ..Change::default() }));
        let picture = w.picture();
        let bar = picture.lines().next().unwrap();
        assert!(bar.contains(shown) && bar.trim_end().ends_with("12:00"), "{width}: {bar}");
    }
}

#[test]
fn beside_an_alert_the_title_bar_shows_a_number_whole_or_not_at_all() {
    let mut items = many_items(511);
    items[0].row.marks = Marks::new(vec![Mark::Kill]);
    (items[0].row.alerted, items[0].row.status.flagged) = (1, Some(String::new()));
    for (width, shown) in [
        (40, " copytaster   ! KILL of flagged copy"),
        (44, " copytaster   ! KILL of flagged copy  12:00"),
        (48, " copytaster   ! KILL of flagged copy      12:00"),
        (56, " copytaster   ! KILL of flagged copy  511 unread  12:00"),
    ] {
        let w = world(items.clone(), width, 12);
        let picture = w.picture();
        assert_eq!(picture.lines().next(), Some(shown), "{width}");
    }
}

#[test]
fn the_links_of_a_story_are_numbered_and_a_number_opens_one() {
    let mut w = world(three_items(), 120, 40);
    w.keys(";");
    assert!(w.picture().contains("1  https://news.example/3"), "{}", w.picture());
    w.keys("7");
    assert_eq!(w.screen.status(), "no link 7; the last is 1");
    w.keys("1");
    assert!(w.effects.contains(&Effect::Open("https://news.example/3".into())), "{:?}", w.effects);
    assert!(!w.picture().contains("a number opens one"));
}

#[test]
fn one_item_a_count_or_a_selection_goes_out_by_a_prompt_and_killed_copy_does_not() {
    let setup = Setup { targets: vec!["cms".into(), "print".into()], ..Setup::default() };
    let mut w = world_with(setup, many_items(5), 100, 20);
    let taken = |w: &mut crate::world::World| {
        let mut out = w.effects.drain(..).filter_map(|effect| match effect {
            Effect::TakeOut(take) => Some((take.items.iter().map(|id| id.0).collect::<Vec<_>>(), take.to)),
            _ => None,
        });
        out.next_back().unwrap()
    };
    w.keys("S");
    assert!(w.picture().contains("save as: story-number-5.md"), "{}", w.picture());
    w.keys("Enter");
    assert_eq!(taken(&mut w), (vec![5], Way::Save("story-number-5.md".into())));
    w.keys("2 |").line("grep -i 'number 4'");
    let words = ["grep", "-i", "number 4"].map(str::to_owned).to_vec();
    assert_eq!(taken(&mut w), (vec![5, 4], Way::Pipe(words)));
    w.keys("B").line("pr");
    assert_eq!(taken(&mut w), (vec![5], Way::Send("print".into())));
    w.keys("B").line("fax");
    assert!(w.picture().contains("no target fax"), "{}", w.picture());
    w.keys("Esc g p").line("lynx -dump &");
    assert_eq!(taken(&mut w).1, Way::OpenWith(vec!["lynx".into(), "-dump".into()], true));
    w.items[0].row.marks = Marks::new(vec![Mark::Kill]);
    w.send(Message::Changed(Change { touched: vec![ItemId(5)], ..Change::default() }));
    w.keys("S");
    assert_eq!(w.screen.status(), "killed copy is not taken out");
}

#[test]
fn every_target_is_offered_as_the_prompt_opens_and_enter_alone_takes_the_first() {
    let setup = Setup { targets: vec!["cms".into(), "print".into(), "archive".into()], ..Setup::default() };
    for (width, height) in [(100, 20), (40, 12)] {
        let mut w = world_with(setup.clone(), many_items(5), width, height);
        let sent = |w: &mut crate::world::World| {
            let sent = w.effects.drain(..).filter_map(|effect| match effect {
                Effect::TakeOut(take) => Some(take.to),
                _ => None,
            });
            sent.collect::<Vec<_>>()
        };
        w.keys("B");
        let picture = w.picture();
        assert!(picture.contains("send to:  Enter: cms"), "{picture}");
        for name in ["│ cms      Enter takes it", "│ print", "│ archive"] {
            assert!(picture.contains(name), "{name}: {picture}");
        }
        w.keys("Enter");
        assert_eq!(sent(&mut w), [Way::Send("cms".into())]);
        w.keys("B p");
        assert!(w.picture().contains("send to: p") && w.picture().contains("│ print"), "{}", w.picture());
        assert!(!w.picture().contains("cms"), "{}", w.picture());
        w.keys("Enter");
        assert_eq!(sent(&mut w), [Way::Send("print".into())]);
        w.keys("B Tab Tab Enter");
        assert_eq!(sent(&mut w), [Way::Send("print".into())]);
        w.keys("B Esc");
        assert_eq!(sent(&mut w), [] as [Way; 0]);
    }
}

#[test]
fn a_shift_is_handed_over_on_the_screen_and_copied_as_markdown() {
    let mut w = world(three_items(), 120, 40);
    w.keys("8 g H");
    let picture = w.picture();
    assert!(picture.contains("hand-over, 23 Nov 2026 04:00 to 23 Nov 2026 12:00"), "{picture}");
    assert!(picture.contains("CORRECTION, revision 2: #3"), "{picture}");
    assert!(picture.contains("flagged “harbour” by kim"), "{picture}");
    w.keys("y");
    let copied = w.effects.iter().any(|e| matches!(e, Effect::Copy(text) if text.starts_with("# Hand-over, 23 Nov")));
    assert!(copied, "{:?}", w.effects);
    w.keys("Esc");
    assert!(!w.picture().contains("hand-over"));
}

#[test]
fn a_failed_write_takes_the_mark_back_and_says_why() {
    let mut w = world(three_items(), 80, 24);
    w.broken = Some("the disk is full".into());
    w.keys("f");
    assert!(!w.picture().contains(['☆', '★']));
    assert!(w.screen.status().starts_with("not saved: flag Harbour bridge"));
    assert!(w.screen.status().ends_with("the disk is full"));
    assert!(w.picture().contains("cannot save"));
    w.broken = None;
    w.keys("f");
    assert!(!w.picture().contains("cannot save"));
}

#[test]
fn after_a_verb_the_cursor_goes_to_the_next_item_without_a_verdict() {
    let mut w = world(many_items(9), 60, 20);
    w.keys("j f k k x");
    // 9 was spiked; 8 is flagged already, so 7 is next.
    assert!(w.status_of(9).spiked && w.status_of(8).flagged.is_some());
    assert!(cursor_row(&w.picture()).contains("Story number 7"), "{}", w.picture());
    let setup = Setup { advance: false, ..Setup::default() };
    let mut w = world_with(setup, many_items(9), 60, 20);
    w.keys("f");
    assert!(cursor_row(&w.picture()).contains("Story number 9"));
}

#[test]
fn a_verb_takes_a_count_and_a_second_press_takes_it_back() {
    let mut w = world(many_items(5), 60, 20);
    w.keys("3 f");
    assert!([5, 4, 3].iter().all(|n| w.status_of(*n).flagged.is_some()));
    assert_eq!(w.status_of(2).flagged, None);
    w.keys("g g f");
    assert_eq!(w.status_of(5).flagged, None);
}

#[test]
fn opening_marks_as_read_and_the_wheel_never_does() {
    use copytaster::screen::{Mouse, MouseKind};
    let mut w = world(three_items(), 120, 40);
    for x in [5, 60, 110] {
        w.send(Message::Mouse(Mouse { what: MouseKind::WheelDown, x, y: 5 }));
    }
    assert!(w.items.iter().all(|i| !i.row.status.read));
    w.keys("g g Enter");
    assert!(w.status_of(3).read);
    assert_eq!(w.screen.focus(), Pane::Reader);
    w.keys("J");
    assert!(w.status_of(2).read && !w.picture().contains("PORT ELLERY"));
}

#[test]
fn space_reads_on_and_at_the_end_goes_to_the_next_unread() {
    let mut w = world(three_items(), 60, 12);
    w.keys("Space");
    assert!(w.status_of(3).read && !w.status_of(2).read);
    w.keys("Enter");
    for _ in 0..20 {
        w.keys("Space");
    }
    assert!(w.items.iter().all(|i| i.row.status.read));
    assert_eq!(w.screen.status(), "nothing more is unread in this view");
}

#[test]
fn new_copy_never_moves_the_row_under_the_cursor() {
    let mut w = world(many_items(30), 60, 20);
    w.keys("5 j");
    let before = w.picture();
    let row = before.lines().position(|l| l.starts_with('▸'));
    for n in 31..43 {
        let mut new = item(n, 0, "Norwire", &format!("Story number {n}"), "Text.");
        new.row.sort_at = noon() + jiff::SignedDuration::from_secs(n);
        w.items.push(new);
    }
    w.send(Message::Changed(Change { new: (31..43).map(ItemId).collect(), ..Change::default() }));
    let after = w.picture();
    assert_eq!(after.lines().position(|l| l.starts_with('▸')), row);
    assert_eq!(cursor_row(&after), cursor_row(&before));
    assert!(after.contains("12 new above"), "{after}");
    w.keys("g g");
    assert!(!w.picture().contains("new above"));
    assert!(cursor_row(&w.picture()).contains("Story number 42"));
}

#[test]
fn what_is_unread_again_is_not_new_above_but_what_arrives_beside_it_is() {
    for (count, down) in [(30, "2 0 j"), (300, "2 5 0 j")] {
        let mut w = world(many_items(count), 60, 20);
        w.keys(down).keys("M");
        w.keys("y").send(Message::Changed(Change { unnamed: true, ..Change::default() }));
        assert!(w.status_of(count).read, "{}", w.picture());
        w.keys("u");
        assert!(!w.status_of(count).read);
        assert!(!w.picture().contains("new above"), "{}", w.picture());
        // A colleague takes one back, and two come in.
        w.items[0].row.status.read = true;
        w.send(Message::Changed(Change { touched: vec![ItemId(count)], ..Change::default() }));
        w.items[0].row.status.read = false;
        for n in count + 1..count + 3 {
            let mut new = item(n, 0, "Norwire", &format!("Story number {n}"), "Text.");
            new.row.sort_at = noon() + jiff::SignedDuration::from_secs(n);
            w.items.push(new);
        }
        let (new, colleague) = (vec![ItemId(count + 1), ItemId(count + 2)], vec![ItemId(count)]);
        w.send(Message::Changed(Change { new, touched: colleague.clone(), decided: colleague, ..Change::default() }));
        assert!(w.picture().contains("2 new above"), "{}", w.picture());
    }
}

#[test]
fn a_list_that_was_asked_for_before_the_editor_acted_leaves_the_cursor_where_he_is() {
    let mut w = world(many_items(30), 80, 24);
    w.late = true;
    w.send(Message::Changed(Change { touched: vec![ItemId(30)], ..Change::default() }));
    w.hold = true;
    w.keys("x");
    w.late = false;
    while !w.asked.is_empty() {
        w.answer_one(0);
    }
    assert!(cursor_row(&w.picture()).contains("Story number 29"), "{}", w.picture());
    w.keys("x").release();
    assert!(w.status_of(30).spiked && w.status_of(29).spiked, "{}", w.picture());
}

#[test]
fn an_item_that_no_longer_matches_stays_until_the_view_is_left() {
    let mut w = world(three_items(), 80, 24);
    w.keys("Enter");
    w.send(Message::Changed(Change { touched: vec![ItemId(3)], ..Change::default() }));
    w.keys("g l");
    assert!(cursor_row(&w.picture()).contains("Harbour"), "{}", w.picture());
    assert!(w.picture().contains("1/3"), "it counts as long as it stays:\n{}", w.picture());
    w.keys("g a g u");
    assert!(w.picture().contains("1/2"), "{}", w.picture());
    assert!(!w.picture().lines().any(|l| l.starts_with(['▸', ' ']) && l.contains("Harbour br") && l.contains("U2")));
}

#[test]
fn an_empty_list_follows_the_first_copy_to_its_top() {
    let mut w = world(Vec::new(), 80, 24);
    assert!(w.picture().contains("There are no sources yet."));
    for n in 1..4 {
        w.items.push(item(n, 100 - n, "Norwire", &format!("Story number {n}"), "Text."));
        w.send(Message::Changed(Change { new: vec![ItemId(n)], ..Change::default() }));
        assert!(cursor_row(&w.picture()).contains(&format!("number {n}")), "{}", w.picture());
    }
}

#[test]
fn a_first_start_says_what_it_waits_for_and_offers_the_demo() {
    let mut w = world(three_items(), 100, 24);
    w.items.clear();
    w.send(Message::Changed(Change { unnamed: true, ..Change::default() }));
    w.keys("g a");
    w.send(Message::Polling(Progress { done: 1, total: 3, offline: false }));
    assert!(w.picture().contains("Polling 1 of 3 sources"), "{}", w.picture());
    w.send(Message::Polling(Progress { offline: true, ..Progress::default() }));
    assert!(w.picture().contains("Offline, and there is no copy"));
    assert!(w.picture().contains("g D starts a made-up wire"));
    w.keys("g D");
    assert_eq!(w.effects.last(), Some(&Effect::StartDemo), "there is nothing to leave");
}

#[test]
fn the_demo_takes_the_place_of_the_wire_only_after_a_question() {
    let mut w = world(three_items(), 100, 24);
    // The chord is one Shift from `g d`.
    w.keys("g D");
    assert!(!w.effects.contains(&Effect::StartDemo));
    assert!(w.picture().contains("leave your wire for the demo's made-up copy?"), "{}", w.picture());
    w.keys("n");
    assert!(!w.effects.contains(&Effect::StartDemo));
    w.keys("g D y");
    assert_eq!(w.effects.last(), Some(&Effect::StartDemo));
}

#[test]
fn from_the_demo_that_took_its_place_the_same_key_and_q_lead_back_to_the_desks_own_wire() {
    for (width, height) in [(80, 24), (120, 40)] {
        let setup = Setup { showing: Showing::DemoInstead, ..Setup::default() };
        let mut w = world_with(setup, three_items(), width, height);
        assert!(w.picture().contains("g D back to your wire"), "{}", w.picture());
        w.keys("g D");
        assert!(w.picture().contains("leave the demo for your own wire?"), "{}", w.picture());
        w.keys("n");
        assert!(!w.effects.contains(&Effect::EndDemo));
        w.keys("g D y");
        assert_eq!(w.effects.last(), Some(&Effect::EndDemo));
        w.effects.clear();
        // Views are left first.
        w.keys("g a q");
        assert!(w.effects.is_empty());
        w.keys("q");
        assert_eq!(w.effects, [Effect::EndDemo]);
        w.keys("Q");
        assert_eq!(w.effects.last(), Some(&Effect::Quit));
    }
}

#[test]
fn a_wrong_query_is_told_under_the_prompt_and_leaves_the_list_alone() {
    let mut w = world(three_items(), 80, 24);
    w.keys("/").line("bridge (");
    let picture = w.picture();
    assert!(picture.contains("search: bridge ("), "{picture}");
    let arrow = picture.lines().last().unwrap();
    assert!(arrow.contains('↑'), "{picture}");
    assert!(picture.contains("1/1"), "what was found before the error stays: {picture}");
    w.keys("Backspace Backspace Enter");
    assert!(w.picture().contains("search bridge"), "{}", w.picture());
    assert!(w.picture().contains("1/1"));
    w.keys("C-o");
    assert!(w.picture().contains("1/3"));
}

#[test]
fn a_filter_narrows_the_view_and_escape_takes_it_away() {
    let mut w = world(three_items(), 80, 24);
    w.keys("=").line("oil");
    assert!(w.picture().contains("unread = oil · newest"), "{}", w.picture());
    assert!(w.picture().contains("1/1"));
    w.keys("Esc");
    assert!(w.picture().contains("1/3"));
}

#[test]
fn marking_everything_read_asks_first_and_is_one_decision() {
    let mut w = world(many_items(500), 80, 24);
    w.keys("A");
    assert!(w.picture().contains("mark 500 items of “unread” read?"), "{}", w.picture());
    w.keys("n");
    assert!(!w.status_of(1).read);
    w.hold = true;
    w.keys("A y");
    assert!(matches!(&w.held[..], [one] if matches!(&one.target, Target::Items(all) if all.len() == 500)));
    w.release();
    assert!(w.items.iter().all(|i| i.row.status.read));
    w.keys("A");
    assert_eq!(w.screen.status(), "nothing in this view is unread");
    w.keys("u");
    assert!(w.items.iter().all(|i| !i.row.status.read));
}

#[test]
fn what_comes_in_while_the_question_stands_is_not_marked_read_and_folded_copy_is_counted() {
    let mut items = many_items(40);
    for item in items.iter_mut().take(30) {
        item.row.reprint = Some(40);
    }
    let mut w = world(items, 80, 24);
    w.keys("A");
    assert!(w.picture().contains("mark 40 items in 11 rows of “unread” read?"), "{}", w.picture());
    w.items.insert(0, item(41, 0, "Norwire", "Late news", "One paragraph."));
    w.send(Message::Changed(Change { new: vec![ItemId(41)], ..Change::default() }));
    w.keys("y");
    assert!(w.status_of(40).read && w.status_of(1).read && !w.status_of(41).read);
}

#[test]
fn the_next_unread_item_is_found_beyond_the_window() {
    let mut items = many_items(600);
    for i in items.iter_mut().take(450) {
        i.row.status.read = true;
    }
    let mut w = world(items, 60, 20);
    w.keys("g a n");
    assert!(w.status_of(150).read, "the 451st was opened");
    assert!(cursor_row(&w.picture()).contains("Story number 150"), "{}", w.picture());
    assert!(w.picture().contains("451/600"));
    w.keys("p");
    assert_eq!(w.screen.status(), "nothing more is unread in this view");
}

#[test]
fn the_ends_of_a_long_list_are_one_key_away() {
    let mut w = world(many_items(5_000), 60, 20);
    w.keys("G");
    assert!(w.picture().contains("5000/5000"), "{}", w.picture());
    assert!(cursor_row(&w.picture()).contains("Story number 1"));
    w.keys("g g");
    assert!(w.picture().contains("1/5000"));
    w.keys("1 2 0 0 j");
    w.keys("1 2 0 0 j");
    assert!(cursor_row(&w.picture()).contains("Story number"), "{}", w.picture());
}

#[test]
fn prefix_keys_show_what_may_follow_and_never_time_out() {
    let mut w = world(three_items(), 100, 30);
    w.keys("g");
    assert!(!w.picture().contains("list what is flagged"));
    w.send(Message::Tick(noon() + jiff::SignedDuration::from_millis(600)));
    assert!(w.picture().contains("list what is flagged"), "{}", w.picture());
    w.send(Message::Tick(noon() + jiff::SignedDuration::from_hours(2)));
    w.keys("r");
    assert_eq!(w.screen.focus(), Pane::Reader);
}

#[test]
fn quotes_are_walked_from_any_pane_and_copied_with_their_speaker() {
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter } } y q");
    let copied =
        "“We would rather close it now than lose it later,” Ines Calloway, transport minister, Norwire, 23 Nov";
    assert_eq!(w.effects.last(), Some(&Effect::Copy(copied.into())));
    w.keys("} } } y q");
    assert_eq!(w.effects.last(), Some(&Effect::Copy("“Nobody asked us,” unattributed, Norwire, 23 Nov".into())));
}

#[test]
fn what_is_copied_out_goes_by_the_table_of_what_leaves() {
    let mut items = three_items();
    let first = items.remove(0).fold(FoldKind::EditorsNote, "Traders at the fish market were less sure.");
    let first = first.with(|i| i.folds.sort_by_key(|fold| fold.range.start));
    items.insert(0, first);
    let mut w = world(items, 80, 24);
    for keys in ["y a", "y m"] {
        w.keys(keys);
        let Some(Effect::Copy(text)) = w.effects.last() else { panic!("{:?}", w.effects) };
        assert!(!text.contains("Traders") && text.contains("Nobody asked us"), "{text}");
    }
}

#[test]
fn what_is_copied_out_has_no_folded_parts() {
    let mut w = world(three_items(), 80, 24);
    w.keys("y a");
    let Some(Effect::Copy(text)) = w.effects.last() else { panic!("{:?}", w.effects) };
    assert!(text.starts_with("Harbour bridge to close for a year, minister says\n\nPORT ELLERY"), "{text}");
    assert!(!text.contains("syndicated feed"));
    w.keys("y y y h");
    let link = Effect::Copy("https://news.example/3".into());
    let headline = Effect::Copy("Harbour bridge to close for a year, minister says".into());
    assert!(w.effects.ends_with(&[link, headline]));
    assert!(!w.status_of(3).read, "copying is not opening");
}

#[test]
fn a_story_is_searched_without_regard_to_case_and_folds_open_for_a_hit() {
    let mut w = world(three_items(), 80, 24);
    w.keys("Enter /").line("SYNDICATED feed");
    assert_eq!(w.screen.status(), "1 hit");
    assert!(w.picture().contains("published from a"), "{}", w.picture());
    w.keys("/").line("nowhere to be found");
    assert!(w.picture().contains("not in this story"));
}

#[test]
fn a_notice_says_what_it_kills_and_not_that_it_is_killed_copy() {
    let mut w = world(three_items(), 100, 24);
    let killed = |w: &World| w.picture().contains("the wire has killed this copy");
    let kill = Marks::new(vec![Mark::Kill]);
    (w.items[0].row.marks, w.items[1].row.marks) = (kill.clone(), kill);
    w.items[0].row.notice = true;
    w.items[0].row.revision = 1;
    let about = About { item: ItemId(2), headline: "Oil edges up".into() };
    w.items[0].noticed = vec![Noticed::About(vec![about])];
    w.send(Message::Changed(Change { touched: vec![ItemId(3), ItemId(2)], ..Change::default() }));
    w.keys("g a Enter");
    assert!(w.picture().contains("! this notice is about item 2 “Oil edges up”") && !killed(&w), "{}", w.picture());
    w.keys("J y");
    assert!(killed(&w), "{}", w.picture());
}

#[test]
fn a_silent_edit_has_its_badge_beside_that_of_other_marks_and_none_on_killed_copy() {
    let mut w = world(three_items(), 120, 40);
    let marks: [&[Mark]; 3] =
        [&[Mark::Update(2), Mark::SilentEdit], &[Mark::SilentEdit], &[Mark::Kill, Mark::SilentEdit]];
    for (item, marks) in w.items.iter_mut().zip(marks) {
        item.row.marks = Marks::new(marks.to_vec());
    }
    w.items[0].row.outlets = 0;
    (w.items[0].row.copy_items, w.items[0].row.copy_in_story) = (1, 1);
    w.send(Message::Changed(Change { touched: vec![ItemId(3), ItemId(2), ItemId(1)], ..Change::default() }));
    let picture = w.picture();
    let ends: Vec<&str> = picture.lines().skip(2).take(3).map(str::trim_end).collect();
    assert!(ends[0].ends_with(" U2 S") && ends[1].ends_with(" S") && ends[2].ends_with(" K"), "{picture}");
}

#[test]
fn what_an_item_is_says_by_whose_notice_it_is_killed_and_when() {
    let mut w = world(three_items(), 100, 24);
    w.items[0].row.marks = Marks::new(vec![Mark::Kill]);
    w.items[0].noticed = vec![Noticed::By {
        what: Mark::Kill,
        source: "Meridian Press".into(),
        notice: ItemId(9),
        headline: "KILL NOTICE".into(),
        at: "2026-11-23T11:31:00Z".parse().unwrap(),
    }];
    w.send(Message::Changed(Change { touched: vec![ItemId(3)], ..Change::default() }));
    w.keys("g a Enter y");
    assert!(w.picture().contains("! KILL by a notice of Meridian Press, item 9: KILL"), "{}", w.picture());
    w.keys("i");
    assert!(w.picture().contains("KILL by Meridian Press, "), "{}", w.picture());
    assert!(w.picture().contains("11:31"), "{}", w.picture());
}

#[test]
fn a_kill_of_used_copy_is_told_until_somebody_acknowledges_it() {
    let mut w = world(three_items(), 100, 24);
    w.keys("j j e");
    assert!(w.status_of(1).used);
    let oil = w.items.iter_mut().find(|i| i.row.id == ItemId(1)).unwrap();
    oil.row.revision = 2;
    oil.row.alerted = 1;
    oil.row.marks = Marks::new(vec![Mark::Kill]);
    w.send(Message::Changed(Change { touched: vec![ItemId(1)], ..Change::default() }));
    assert!(w.picture().contains("! KILL of used copy"), "{}", w.picture());
    assert!(w.screen.status().starts_with("KILL of copy that was used (! shows it)"), "{}", w.screen.status());
    w.keys("g g !");
    assert!(w.picture().contains("to acknowledge · kills, newest"), "{}", w.picture());
    w.keys("!");
    assert!(
        w.picture().contains("killed copy, it must not be used. Read it?  y does it, any other key leaves it"),
        "{}",
        w.picture()
    );
    w.keys("n");
    assert!(w.picture().contains("! KILL of used copy"), "saying no leaves it standing");
    w.keys("! y");
    assert!(w.picture().contains("! acknowledges."), "{}", w.picture());
    assert!(w.picture().contains("updated since revision 1 was used; d shows"), "{}", w.picture());
    w.keys("y a");
    assert!(w.screen.status().starts_with("killed copy is not taken out"), "{}", w.screen.status());
    assert_eq!(w.effects, []);
    // The story is on its way anew, for it changed: the key is about it all the same.
    w.slow = true;
    w.send(Message::Changed(Change { touched: vec![ItemId(1)], ..Change::default() }));
    w.keys("!");
    w.slow = false;
    assert!(w.screen.status().starts_with("acknowledged (u undoes)"), "{}", w.screen.status());
    assert!(!w.picture().contains("KILL of used copy"), "{}", w.picture());
    w.keys("u");
    assert!(w.picture().contains("! KILL of used copy"), "{}", w.picture());
}

#[test]
fn the_key_for_alerts_shows_the_alert_that_the_status_line_tells_of_wherever_the_cursor_stands() {
    let mut items = many_items(12);
    (items[5].row.status.used, items[5].row.alerted) = (true, 1);
    items[5].row.marks = Marks::new(vec![Mark::Corrected]);
    items[0].row.again = vec![Again::Due(noon())];
    let mut w = world(items, 100, 24);
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert!(w.screen.status().starts_with("CORRECTED of copy that was used (! shows it)"), "{}", w.screen.status());
    w.keys("g a !");
    assert!(w.picture().contains("to acknowledge · kills, newest"), "{}", w.picture());
    let told = "CORRECTED of copy that was used (! shows it) · C-o goes back to “all”";
    assert_eq!(w.screen.status(), told, "it says where it went, and why");
    w.keys("C-o C-o Enter Esc");
    w.keys("Enter");
    assert!(
        !w.screen.status().contains("(! "),
        "what is open comes first, and nothing else is promised: {}",
        w.screen.status()
    );
    w.keys("!");
    assert!(w.screen.status().starts_with("acknowledged (u undoes): Story number 12"), "{}", w.screen.status());
}

#[test]
fn everything_marked_read_stays_where_it_is_until_the_view_is_left() {
    let mut w = world(many_items(5), 80, 24);
    w.keys("A");
    w.send(Message::Changed(Change { touched: vec![ItemId(3)], unnamed: true, ..Change::default() }));
    assert!(w.picture().contains("Story number 4"), "{}", w.picture());
}

#[test]
fn one_key_goes_from_an_alert_that_was_acknowledged_to_the_next() {
    let mut items = many_items(12);
    for (at, item) in items.iter_mut().enumerate().filter(|(at, _)| at % 4 == 0) {
        (item.row.status.used, item.row.alerted) = (true, i64::try_from(at).unwrap() + 1);
        item.row.marks = Marks::new(vec![Mark::Corrected]);
    }
    let mut w = world(items, 100, 24);
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    w.keys("! !");
    assert!(w.screen.status().starts_with("acknowledged (u undoes): Story number 12"), "{}", w.screen.status());
    w.keys("!");
    let told = "CORRECTED of copy that was used and 1 more (! shows it) · C-o goes back to “unread”";
    assert_eq!(w.screen.status(), told);
    w.keys("! !");
    assert!(w.screen.status().starts_with("acknowledged (u undoes): Story number 8"), "{}", w.screen.status());
    w.keys("! ! !");
    assert_eq!(w.screen.status(), "nothing here waits to be acknowledged");
}

#[test]
fn what_is_to_be_looked_at_again_shows_reason_and_headline_at_every_width() {
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        let mut items = many_items(3);
        let more = |n| Again::Story { count: n, source: Some("Coast Courier".into()) };
        items[1].row.again = vec![Again::Outlets { count: 3, source: Some("Halyard".into()) }, more(15)];
        let mut w = world(items, width, height);
        w.keys("g b");
        let row = cursor_row(&w.picture()).to_owned();
        assert!(row.contains("also run by") && row.contains("Story num"), "{row}");
        let picture = w.picture();
        assert!(picture.contains("also run by Halyard and 2 more"), "in the row or below: {picture}");
    }
}

#[test]
fn copy_under_embargo_shows_its_clock_and_neither_leaves_nor_is_used_before() {
    let mut items = three_items();
    items[0].row.embargo = Some(noon() + jiff::SignedDuration::from_mins(95));
    items[0].row.marks = Marks::new(vec![Mark::Embargo]);
    let mut w = world(items, 100, 24);
    assert!(w.picture().contains("E 13:35"), "{}", w.picture());
    w.keys("Enter");
    assert!(w.picture().contains("under embargo until 13:35, 1 h 35 min from now"), "{}", w.picture());
    w.keys("y m");
    assert!(w.screen.status().starts_with("under embargo until 13:35: not taken out before"), "{}", w.screen.status());
    w.keys("e");
    assert!(!w.status_of(3).used);
    assert_eq!(w.effects, []);
    w.send(Message::Tick(noon() + jiff::SignedDuration::from_mins(95)));
    w.keys("e");
    assert!(w.status_of(3).used, "{}", w.screen.status());
}

#[test]
fn commands_can_be_run_by_name_and_nearest_names_are_offered() {
    let mut w = world(three_items(), 100, 24);
    w.keys(":").line("view-flagged");
    assert!(w.picture().contains("flagged · newest"), "{}", w.picture());
    w.keys(":").line("spkie");
    assert!(w.picture().contains("did you mean `spike`?"), "{}", w.picture());
}

#[test]
fn a_source_is_added_and_removed_with_a_question_first() {
    let mut w = world(three_items(), 100, 24);
    w.keys("a").line("ftp://news.example/feed");
    assert!(w.picture().contains("only http and https are polled"));
    w.keys("Esc a").line("news.example/feed");
    assert_eq!(w.effects, [Effect::AddSource("https://news.example/feed".into())]);
    w.keys("g s j d d");
    assert!(w.picture().contains("remove Norwire?"), "{}", w.picture());
    w.keys("y");
    assert!(matches!(w.effects.last(), Some(Effect::RemoveSource(_))));
}

#[test]
fn esc_drops_every_level_before_it_stops_the_polling() {
    let mut w = world(three_items(), 120, 24);
    w.send(Message::Polling(Progress { done: 3, total: 40, offline: false }));
    assert!(w.picture().contains("polling 3/40 (Esc stops)"), "{}", w.picture());
    w.keys("Enter Esc");
    assert_eq!(w.effects, []);
    w.keys("Esc");
    assert_eq!(w.effects, [Effect::StopPolling]);
    w.send(Message::Polling(Progress::default())).keys("Esc");
    assert_eq!(w.effects, [Effect::StopPolling]);
}

#[test]
fn q_closes_goes_back_and_at_last_quits() {
    let mut w = world(three_items(), 100, 24);
    w.keys("g f g a Enter q q q");
    assert_eq!(w.effects, []);
    w.keys("q");
    assert_eq!(w.effects, [Effect::Quit]);
}

#[test]
fn a_dead_worker_is_told_and_the_screen_lives_on() {
    let mut w = world(three_items(), 100, 24);
    w.hold = true;
    w.keys("f");
    w.send(Message::Lost(Worker::Writer, "the disk went away".into()));
    assert!(w.picture().contains("decisions cannot be saved: the disk went away"), "{}", w.picture());
    assert!(!w.picture().contains('☆'), "no receipt will come for it:\n{}", w.picture());
    w.send(Message::Notice(Notice::Info("copied".into()))).keys("j j k");
    assert!(cursor_row(&w.picture()).contains("東湾"));
}

#[test]
fn a_story_that_was_asked_for_is_not_lost_to_a_change_of_the_one_shown() {
    let mut w = world(three_items(), 120, 24);
    w.keys("Enter g l j");
    w.send(Message::Changed(Change { touched: vec![ItemId(3)], ..Change::default() }));
    w.keys("Enter");
    assert!(w.picture().contains("fishermen"), "{}", w.picture());
}

#[test]
fn what_an_empty_list_says_can_be_read_whole_at_every_width() {
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        let w = world(Vec::new(), width, height);
        // The list stands at the left; a line of the picture ends it at the rule, where there is one.
        let picture = w.picture();
        let list = picture.lines().map(|line| line.split('│').next().unwrap_or_default());
        let said = list.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        for words in ["of a page that has one", "to try everything without a network", "shows every key"] {
            assert!(said.contains(words), "{words:?} at {width} columns:\n{picture}");
        }
    }
}

#[test]
fn another_wording_elsewhere_is_told_under_its_quotation_and_counted_in_the_title() {
    let mut items = three_items();
    items[0].echoes = vec![other_wording(1, "We could rather close it now than lose it later")];
    let mut w = world(items, 120, 40);
    w.keys("Enter");
    let picture = w.picture();
    assert!(picture.contains("≠ “could” for") && picture.contains("“would”: Vestrel"), "{picture}");
    assert!(picture.contains("≠ 1"), "{picture}");
    // It is asked for again with the next minute, since copy comes in.
    w.items[0].echoes.clear();
    w.send(Message::Tick(noon() + jiff::SignedDuration::from_mins(1)));
    assert!(!w.picture().contains('≠'), "{}", w.picture());
}

#[test]
fn what_is_told_of_one_storys_quotes_never_stands_under_those_of_another() {
    let mut items = three_items();
    items[0].echoes = vec![other_wording(0, "We could rather close it now than lose it later")];
    items[2] = item(1, 95, "Norwire", "Oil slips", "“Nobody buys,” said a trader.").quote("Nobody buys,", None);
    let mut w = world(items, 120, 40);
    w.keys("Enter");
    assert!(w.picture().contains('≠'), "{}", w.picture());
    // The other story has a quotation that stands nowhere else.
    w.keys("J J");
    assert!(w.picture().contains("Nobody buys"), "{}", w.picture());
    assert!(!w.picture().contains('≠'), "{}", w.picture());
    w.keys("K K");
    assert!(w.picture().contains('≠'), "{}", w.picture());
    // Nor are they told of a story without any, in whose title they would be counted.
    w.keys("J");
    assert!(w.picture().contains("0 quotes") && !w.picture().contains('≠'), "{}", w.picture());
}

#[test]
fn a_key_about_a_quote_takes_the_one_that_is_highlighted_wherever_the_cursor_of_the_list_stands() {
    let mut items = three_items();
    items[2] = item(1, 95, "Norwire", "Oil slips", "“Nobody buys,” said a trader.").quote("Nobody buys,", None);
    let mut w = world(items, 140, 40);
    let copied = |w: &crate::world::World| match w.effects.last() {
        Some(Effect::Copy(text)) => text.clone(),
        other => panic!("nothing copied but {other:?}"),
    };
    // With nothing highlighted it is the story under the cursor, and the message says whose words these are.
    w.keys("j j y q");
    assert_eq!(copied(&w), "“Nobody buys,” unattributed, Norwire, 23 Nov");
    assert_eq!(w.screen.status(), "quote 1 copied: “Nobody buys”, unattributed");
    w.keys("k k Enter } } y q");
    assert_eq!(w.screen.status(), "quote 2 copied: “We would rather close it now…”, Ines Calloway");
    w.keys("g l j j");
    assert!(cursor_row(&w.picture()).contains("Oil slips"), "{}", w.picture());
    w.keys("y q");
    assert!(copied(&w).starts_with("“We would rather close it now"), "{}", copied(&w));
    let told = "quote 2 of the story shown copied: “We would rather close it now…”, Ines Calloway";
    assert_eq!(w.screen.status(), told);
    w.keys("y Q");
    assert!(copied(&w).contains("**Ines Calloway**"), "{}", copied(&w));
    assert_eq!(w.screen.status(), told.replace("copied", "copied as Markdown"));
    w.keys("g Q");
    assert!(w.picture().contains("Ines Calloway"), "{}", w.picture());
    w.keys("Esc");
    // The quotes of a whole story are those of the one under the cursor, and it is named.
    w.keys("y l");
    assert_eq!(w.screen.status(), "1 quote of 1 story copied as Markdown: Oil slips");
    // Its own quote is highlighted by going to it.
    w.keys("} y q");
    assert_eq!(w.screen.status(), "quote 1 copied: “Nobody buys”, unattributed");
}

#[test]
fn a_count_before_the_first_step_to_a_quote_is_kept() {
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter 3 } y q");
    assert_eq!(w.screen.status(), "quote 3 copied: “beyond repair”, Ines Calloway");
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter 9 } y q");
    assert_eq!(w.screen.status(), "quote 4 copied: “Nobody asked us”, unattributed");
}

#[test]
fn one_speaker_can_be_listed_alone_and_the_next_quote_is_then_theirs() {
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter } } } '");
    assert_eq!(w.screen.status(), "quotes of Ines Calloway alone");
    assert!(w.picture().contains("3 of 4 quotes") && !w.picture().contains("unattributed"), "{}", w.picture());
    w.keys("} }");
    w.keys("'");
    assert!(w.picture().contains("─ 4 quotes") && w.picture().contains("unattributed"), "{}", w.picture());
    w.keys("} y q");
    let copied = |w: &crate::world::World| match w.effects.last() {
        Some(Effect::Copy(text)) => text.clone(),
        other => panic!("nothing copied but {other:?}"),
    };
    assert_eq!(
        copied(&w),
        "“Nobody asked us,” unattributed, Norwire, 23 Nov",
        "the filter ended, so the fourth came after the third"
    );
    w.keys("{ y q");
    assert_eq!(copied(&w), "“beyond repair”, Ines Calloway, transport minister, Norwire, 23 Nov");
    w.keys("y Q");
    assert!(copied(&w).starts_with("> “beyond repair”\n>\n> — **Ines Calloway**, transport minister, [Norwire via"));
    // Another story begins with everybody.
    w.keys("' h h j Enter");
    assert!(w.picture().contains("0 quotes"), "{}", w.picture());
}

#[test]
fn what_is_copied_is_what_the_sidebar_lists() {
    let mut w = world(three_items(), 120, 40);
    let copied = |w: &World| match w.effects.last() {
        Some(Effect::Copy(text)) => text.clone(),
        other => panic!("nothing copied but {other:?}"),
    };
    let headline = "Harbour bridge to close for a year, minister…";
    w.keys("Enter ' y l");
    let told = format!("3 quotes of 1 story copied as Markdown, those of Ines Calloway alone: {headline}");
    assert_eq!(w.screen.status(), told);
    assert!(!copied(&w).contains("Nobody asked us"), "{}", copied(&w));
    // From the list too, where the cursor stands on the story that is read; of another story all are meant.
    w.keys("g l y l");
    assert_eq!(w.screen.status(), told);
    w.keys("j y l");
    assert_eq!(w.screen.status(), "no quotes to copy");
    w.keys("k l ' y l");
    assert_eq!(w.screen.status(), format!("4 quotes of 1 story copied as Markdown: {headline}"));
    w.keys("g g 4 } ' y l");
    let told = format!("1 quote of 1 story copied as Markdown, those of nobody in particular alone: {headline}");
    assert_eq!(w.screen.status(), told);
    // A click on what Calloway says lists her again, and that quote is copied.
    let line = w.picture().lines().position(|l| l.contains("“We would")).unwrap();
    let x = w.picture().lines().nth(line).unwrap().split("We would").next().unwrap().chars().count();
    w.send(Message::Mouse(Mouse {
        what: MouseKind::Click,
        x: u16::try_from(x).unwrap(),
        y: u16::try_from(line).unwrap(),
    }));
    assert!(w.picture().contains("4 quotes"), "{}", w.picture());
    w.keys("y q");
    assert!(copied(&w).starts_with("“We would rather"), "{}", copied(&w));
}

#[test]
fn a_new_revision_without_the_one_speaker_lists_all_and_copies_what_is_listed() {
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter } '");
    for quote in &mut w.items[0].quotes[..3] {
        quote.canonical = Some("Noor Amadi".into());
    }
    w.items[0].row.revision = 3;
    w.send(Message::Changed(Change { touched: vec![ItemId(3)], ..Change::default() }));
    assert!(w.picture().contains("4 quotes") && w.picture().contains("Noor Amadi"), "{}", w.picture());
    w.keys("y q");
    assert!(w.screen.status().contains("Noor Amadi"), "{}", w.screen.status());
}

#[test]
fn from_the_list_the_next_quote_is_that_of_the_story_under_the_cursor() {
    let mut w = world(three_items(), 120, 40);
    w.keys("j Enter h");
    w.keys("k }");
    assert!(w.picture().contains("Ines Calloway"), "{}", w.picture());
    w.keys("} y q");
    assert!(
        matches!(w.effects.last(), Some(Effect::Copy(text)) if text.starts_with("“We would rather")),
        "{:?}",
        w.effects
    );
}

#[test]
fn strings_that_are_no_speech_are_listed_on_request() {
    let mut items = three_items();
    items[0].text.push_str(" The ship “Heron of Ellery” lies there.");
    let mut w = world(items, 120, 40);
    w.keys("Enter \"");
    assert!(w.picture().contains("not speech"), "{}", w.picture());
    assert!(w.picture().contains("│     “Heron of Ellery”"), "{}", w.picture());
    w.keys("\"");
    assert!(!w.picture().contains("not speech"), "{}", w.picture());
}

#[test]
fn strings_that_are_no_speech_can_be_reached_below_the_last_quote_on_a_small_screen() {
    let mut items = three_items();
    for ship in [
        "Heron of Ellery",
        "Gannet of Anse",
        "Tern of Halsund",
        "Petrel of Moor",
        "Skua",
        "Auk",
        "Eider",
        "Merlin",
        "Curlew of Lindvale",
    ] {
        items[0].text.push_str(&format!(" The ship “{ship}” lies there."));
    }
    let below = |w: &crate::world::World| w.picture().contains("Curlew of Lindvale");
    let mut w = world(items, 40, 12);
    w.keys("Enter \" g q");
    assert!(!below(&w) && w.picture().contains("at least a year"), "{}", w.picture());
    w.keys("G");
    assert!(below(&w), "{}", w.picture());
    w.keys("g g");
    assert!(!below(&w) && w.picture().contains("at least a year"), "{}", w.picture());
    w.keys("j j j j j j j j j j j j j j j j");
    assert!(below(&w), "{}", w.picture());
    w.keys("8 k");
    assert!(!below(&w) && w.picture().contains("Nobody asked us"), "{}", w.picture());
    w.keys("C-f C-f C-f C-f");
    assert!(below(&w), "{}", w.picture());
    w.keys("C-b C-b");
    assert!(w.picture().contains("at least a year"), "{}", w.picture());
}

#[test]
fn a_count_before_the_keys_for_the_ends_goes_to_that_row() {
    let mut w = world(many_items(600), 100, 24);
    for (keys, headline) in [
        ("2 G", "Story number 599"),
        ("6 G", "Story number 595"),
        ("4 g g", "Story number 597"),
        ("5 5 0 G", "Story number 51"),
        ("3 G", "Story number 598"),
        ("9 9 9 9 G", "Story number 1"),
        ("G 1 G", "Story number 600"),
    ] {
        w.keys(keys);
        assert!(cursor_row(&w.picture()).contains(headline), "{keys}: {}", w.picture());
    }
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter g q 3 G y q");
    assert_eq!(w.screen.status(), "quote 3 copied: “beyond repair”, Ines Calloway");
}

#[test]
fn a_click_on_quoted_words_selects_their_quote() {
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter");
    let lines: Vec<String> = w.picture().lines().map(str::to_owned).collect();
    let (y, line) = lines.iter().enumerate().find(|(_, l)| l.contains("state of the piers “beyond")).unwrap();
    let x = unicode_width::UnicodeWidthStr::width(line.split("beyond").next().unwrap());
    let at = |n: usize| u16::try_from(n).unwrap();
    w.send(Message::Mouse(Mouse { what: MouseKind::Click, x: at(x) + 2, y: at(y) }));
    w.keys("y q");
    assert!(
        matches!(w.effects.last(), Some(Effect::Copy(text)) if text.starts_with("“beyond repair")),
        "{:?}",
        w.effects
    );
}

/// Calloway, quoted in as many stories as wanted.
fn calloway_everywhere(count: i64) -> Vec<crate::world::Item> {
    let mut items = three_items();
    for n in 10..10 + count {
        let headline = format!("Calloway on pier {n}");
        let text = format!("“Pier {n} will not last the winter,” minister Ines Calloway said.");
        let words = format!("Pier {n} will not last the winter,");
        items.push(item(n, 100 + n, "Norwire", &headline, &text).quote(&words, Some(("Ines Calloway", "minister"))));
    }
    items
}

#[test]
fn a_speaker_is_listed_across_the_cache_and_a_story_opens_at_its_quote() {
    let mut w = world(calloway_everywhere(2), 120, 40);
    w.keys("Enter g Q");
    let picture = w.picture();
    assert!(picture.contains("Ines Calloway · 5 quotes, newest first"), "{picture}");
    assert!(picture.contains("Calloway on pier 11") && picture.contains("https://news.example/3"), "{picture}");
    w.keys("G");
    assert!(w.picture().contains("https://news.example/11"), "{}", w.picture());
    w.keys("y");
    let text = "“Pier 11 will not last the winter,” Ines Calloway, minister, Norwire, 23 Nov";
    assert_eq!(w.effects.last(), Some(&Effect::Copy(text.into())));
    w.keys("k Enter");
    assert!(w.picture().contains("━ Norwire") && w.status_of(10).read, "{}", w.picture());
    w.keys("y q");
    assert!(matches!(w.effects.last(), Some(Effect::Copy(text)) if text.starts_with("“Pier 10 ")), "{:?}", w.effects);
    w.keys("g Q g j j Enter y q");
    assert!(
        matches!(w.effects.last(), Some(Effect::Copy(text)) if text.starts_with("“beyond repair")),
        "{:?}",
        w.effects
    );
    w.keys("g Q Esc");
    assert!(!w.picture().contains("newest first"), "{}", w.picture());
}

#[test]
fn a_quote_chosen_from_the_list_is_shown_whatever_the_size_and_the_count_holds_for_a_story_still_to_come() {
    for (width, height) in [(120, 40), (40, 12)] {
        let mut w = world(three_items(), width, height);
        w.keys("2 } 2 }");
        assert!(width > 40 || w.screen.focus() == Pane::Reader, "one pane has all the room");
        w.keys("y q");
        let copied = format!("{:?}", w.effects.last());
        w.effects.clear();
        let mut w = world(three_items(), width, height);
        w.keys("} } } } y q");
        assert_eq!(copied, format!("{:?}", w.effects.last()), "at {width} columns");
    }
}

#[test]
fn the_list_of_a_speaker_goes_on_as_one_comes_to_its_end() {
    let mut w = world(calloway_everywhere(150), 40, 12);
    w.keys("Enter g Q");
    assert!(w.picture().contains("60+ quotes"), "{}", w.picture());
    w.keys("G G");
    assert!(w.picture().contains("153 quotes"), "{}", w.picture());
    w.keys("G");
    assert!(w.picture().contains("news.example/159"), "{}", w.picture());
}

#[test]
fn the_quotes_of_a_selection_or_of_what_is_flagged_are_copied_as_a_list_without_killed_copy() {
    let mut items = calloway_everywhere(3);
    items.last_mut().unwrap().row.marks = Marks::new(vec![Mark::Kill]);
    let mut w = world(items, 120, 40);
    w.keys("y l");
    assert_eq!(
        w.screen.status(),
        "4 quotes of 1 story copied as Markdown: Harbour bridge to close for a year, minister…"
    );
    w.keys("j j j v j j v y l");
    assert_eq!(w.screen.status(), "2 quotes of 2 stories copied as Markdown; 1 story killed or under embargo left out");
    let copied = |w: &crate::world::World| match w.effects.last() {
        Some(Effect::Copy(text)) => text.clone(),
        other => panic!("nothing copied but {other:?}"),
    };
    assert!(copied(&w).starts_with("## Calloway on pier 10\n\n[Norwire](<https://news.example/10>), 23 Nov 2026"));
    w.keys("Esc g g f y f");
    assert!(w.screen.status().starts_with("4 quotes of 1 story copied as Markdown: Harbour bridge"));
    assert!(
        copied(&w).contains("- “beyond repair” (partial) — **Ines Calloway**, transport minister"),
        "{}",
        copied(&w)
    );
}

#[test]
fn headlines_have_the_whole_width_until_a_story_is_open_and_again_once_it_is_put_away() {
    let whole = "Harbour bridge to close for a year, minister says";
    for (width, height) in [(120, 40), (80, 24)] {
        let mut w = world(three_items(), width, height);
        assert!(cursor_row(&w.picture()).contains(whole), "{}", w.picture());
        w.keys("Enter");
        assert!(w.picture().contains("Detour through the old town"), "{}", w.picture());
        let picture = w.picture();
        assert!(!cursor_row(&picture).split('│').next().unwrap().contains(whole), "{picture}");
        w.keys("g l");
        assert!(w.picture().contains("Detour through the old town"), "the list has the focus, the story stays");
        w.keys("g l");
        assert!(cursor_row(&w.picture()).contains(whole), "{}", w.picture());
        assert!(!w.picture().contains("Detour through the old town"), "{}", w.picture());
        w.keys("Tab");
        assert!(w.picture().contains("Detour through the old town"), "{}", w.picture());
    }
}

#[test]
fn a_key_pressed_as_new_copy_slips_under_a_cursor_that_was_never_moved_is_meant_for_the_item_before() {
    let mut w = world(three_items(), 80, 24);
    w.items.insert(0, item(9, 0, "Norwire", "Ferry aground off Port Ellery", "A ferry ran aground."));
    w.send(Message::Changed(Change { new: vec![ItemId(9)], ..Change::default() }));
    assert!(cursor_row(&w.picture()).contains("Ferry aground"), "{}", w.picture());
    w.keys("x");
    assert!(w.status_of(3).spiked && !w.status_of(9).spiked);
    w.keys("g g x");
    assert!(w.status_of(9).spiked, "gone to, then meant");
}

#[test]
fn a_key_pressed_when_the_new_item_could_be_read_is_meant_for_it() {
    let mut w = world(three_items(), 80, 24);
    w.items.insert(0, item(9, 0, "Norwire", "Ferry aground off Port Ellery", "A ferry ran aground."));
    w.send(Message::Changed(Change { new: vec![ItemId(9)], ..Change::default() }));
    w.send(Message::Tick(noon() + jiff::SignedDuration::from_secs(1)));
    w.keys("x");
    assert!(w.status_of(9).spiked && !w.status_of(3).spiked);
}

/// The item under the cursor.
fn under(w: &World) -> Option<i64> {
    let picture = w.picture();
    let row = picture.lines().find(|line| line.contains('▸'))?;
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
    let stands = |headline: &str| row.split_once(headline).is_some_and(|(_, rest)| ends(rest));
    w.items.iter().find(|i| stands(&i.row.headline)).map(|i| i.row.id.0)
}

#[test]
fn copy_that_is_let_go_of_leaves_the_list_and_the_cursor_stays_on_its_item() {
    let mut w = world(many_items(30), 120, 40);
    w.keys("j j j j j");
    let here = under(&w).unwrap();
    w.items.retain(|i| i.row.id.0 == here || i.row.id.0 % 3 != 0);
    w.send(Message::Changed(Change { unnamed: true, ..Change::default() }));
    assert_eq!(under(&w), Some(here));
    let left = w.items.len();
    assert!(left < 25 && w.picture().contains(&format!("/{left} ")), "it counts what is left:\n{}", w.picture());
    // Where it goes itself, the next row comes under the cursor, and verbs are meant for that.
    w.items.retain(|i| i.row.id.0 != here);
    w.send(Message::Changed(Change { unnamed: true, ..Change::default() }));
    let next = under(&w).unwrap();
    assert!(next < here, "{next} is older");
    w.keys("f");
    assert!(w.status_of(next).flagged.is_some());
    w.items.clear();
    w.send(Message::Changed(Change { unnamed: true, ..Change::default() }));
    assert_eq!(under(&w), None);
    w.keys("j f G g g");
}

#[test]
fn the_place_in_a_list_counts_rows_that_stay_though_they_match_no_more() {
    let mut w = world(many_items(6), 120, 40);
    w.keys("g u");
    assert!(w.picture().contains(" 1/6 "), "{}", w.picture());
    w.keys("m m m");
    assert!(w.picture().contains("/6 "), "{}", w.picture());
    w.keys("g g");
    assert!(w.picture().contains(" 1/6 "), "{}", w.picture());
    w.keys("G");
    assert!(w.picture().contains(" 6/6 "), "{}", w.picture());
}

#[test]
fn news_takes_neither_the_place_of_what_a_verb_did_nor_of_trouble_that_nobody_has_read() {
    let mut w = world(many_items(4), 120, 20);
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    w.keys("f");
    let did = w.screen.status().to_owned();
    assert!(did.starts_with("flagged (u undoes): Story number 4"), "{did}");
    w.items[2].row.again = vec![Again::Revised { revision: 3, acted: Some(2) }];
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert_eq!(w.screen.status(), format!("{did} · 1 to look at again: g b lists it with the reason"));
    let ring = copytaster::screen::Ring { words: "court: Verdict due".into(), bell: true, desktop: false };
    w.keys("f").send(Message::Ring(ring));
    w.items[1].row.again = vec![Again::Revised { revision: 3, acted: Some(2) }];
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert!(w.screen.status().starts_with("court: Verdict due · flagged (u undoes): "), "{}", w.screen.status());
    assert!(w.screen.status().ends_with("1 more to look at again: g b lists it with the reason"));
    w.broken = Some("the disk is full".into());
    w.keys("f");
    let trouble = w.screen.status().to_owned();
    assert!(trouble.starts_with("not saved: "), "{trouble}");
    w.items[3].row.again = vec![Again::Revised { revision: 3, acted: Some(2) }];
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert_eq!(w.screen.status(), trouble);
}

#[test]
fn folding_and_hiding_leave_the_cursor_on_its_item_or_on_the_next() {
    let mut items = many_items(600);
    items.iter_mut().skip(340).for_each(|i| i.row.status.read = true);
    let mut w = world(items, 80, 24);
    w.keys("g a 9 0 j 9 0 j 9 0 j 6 0 j");
    assert!(cursor_row(&w.picture()).contains("Story number 270"), "{}", w.picture());
    for keys in [".", ".", "g +", "g +"] {
        w.keys(keys);
        assert!(cursor_row(&w.picture()).contains("Story number 270"), "{keys}: {}", w.picture());
    }
    w.keys("m .");
    assert!(cursor_row(&w.picture()).contains("Story number 269"), "{}", w.picture());
    w.keys(". 1 0 0 j .");
    assert!(cursor_row(&w.picture()).contains("Story number 261"), "nothing follows: {}", w.picture());
}

#[test]
fn what_a_verb_was_given_stands_in_what_it_says() {
    let mut w = world(many_items(30), 80, 20);
    w.keys("C").line("anna");
    assert!(w.screen.status().contains(" to anna (u undoes): Story number 30"), "{}", w.screen.status());
    w.keys("t").line("law");
    assert!(w.screen.status().contains(" “law” (u undoes): Story number 29"), "{}", w.screen.status());
    w.keys("F").line("court");
    assert!(w.screen.status().contains(" “court” (u undoes): Story number 29"), "{}", w.screen.status());
}

#[test]
fn a_hold_says_until_when_as_it_was_understood() {
    let mut w = world(many_items(30), 80, 20);
    w.keys("W").line("2h");
    assert_eq!(w.screen.status(), "held until 14:00 (u undoes): Story number 30");
    w.keys("W").line("09:00");
    assert_eq!(w.screen.status(), "held until 24 Nov 09:00 (u undoes): Story number 29");
    w.keys("2 0 W").line("revision");
    assert!(w.picture().contains("hold 20 items until its next revision?"), "{}", w.picture());
}

#[test]
fn a_click_in_the_drawer_goes_to_its_line_and_another_lists_it() {
    let mut w = world(three_items(), 120, 40);
    w.keys("k f g s");
    let at = |w: &World, word: &str| w.picture().lines().position(|line| line.starts_with(word)).expect("a line");
    let click = |w: &mut World, line: usize| {
        w.send(Message::Mouse(Mouse { what: MouseKind::Click, x: 3, y: u16::try_from(line).unwrap() }));
    };
    let flagged = at(&w, " flagged");
    click(&mut w, flagged);
    assert!(w.picture().contains("unread · newest"), "one click lists nothing: {}", w.picture());
    click(&mut w, flagged);
    assert!(w.picture().contains("flagged · newest"), "{}", w.picture());
    let norwire = at(&w, " Norwire");
    click(&mut w, norwire + 1);
    assert!(w.screen.focus() == Pane::Drawer && w.picture().contains("flagged · newest"), "{}", w.picture());
    click(&mut w, norwire);
    assert!(w.picture().contains("Norwire · newest"), "{}", w.picture());
}

#[test]
fn on_a_narrow_screen_what_a_key_did_stands_first_and_the_news_is_seen_beside_it() {
    let headline = "Oil slips as traders weigh a quiet winter and a very long headline that cannot fit any row";
    let mut w = world(vec![item(2, 1, "Norwire", headline, "Oil."), item(1, 2, "Norwire", "Rain", "Rain.")], 40, 12);
    w.keys("f");
    w.items[1].row.again = vec![Again::Revised { revision: 3, acted: Some(2) }];
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    let picture = w.picture();
    let last = picture.lines().last().unwrap();
    assert!(last.starts_with(" flagged (u undoes): Oil") && last.contains("… · 1 to look"), "{last}");
}

#[test]
fn what_the_editors_own_undo_brings_back_is_no_news() {
    let mut w = world(many_items(4), 120, 20);
    w.keys("f");
    w.items[0].row.again = vec![Again::Lifted];
    w.came_due = Some(Box::new((noon(), w.items[0].row.clone())));
    w.keys("u");
    assert_eq!(w.screen.status(), "undid it: Story number 4");
    w.items[1].row.again = vec![Again::Lifted];
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    assert_eq!(w.screen.status(), "undid it: Story number 4 · 1 more to look at again: g b lists it with the reason");
}

#[test]
fn a_verb_on_what_is_to_be_looked_at_again_goes_on_to_the_next_of_it() {
    let mut items = many_items(300);
    for item in &mut items {
        item.row.status.held = true;
        item.row.again = vec![Again::Lifted];
    }
    let mut w = world(items, 100, 20);
    w.keys("g b f");
    assert!(cursor_row(&w.picture()).contains("Story number 299"), "{}", w.picture());
    w.items[2].row.again.clear();
    w.send(Message::Changed(Change { touched: vec![ItemId(298)], ..Change::default() }));
    w.keys("e");
    assert!(cursor_row(&w.picture()).contains("Story number 297"), "{}", w.picture());
}

#[test]
fn the_reason_to_look_again_is_read_whole_beside_an_open_story() {
    let mut items = many_items(3);
    let lifts = noon() + jiff::SignedDuration::from_secs(300);
    items[1].row.again = vec![Again::Lifts(lifts), Again::Revised { revision: 3, acted: Some(2) }];
    (items[1].row.status.held, items[1].row.embargo) = (true, Some(lifts));
    let mut w = world(items, 80, 24);
    w.keys("g b Enter");
    let picture = w.picture();
    assert!(picture.lines().last().unwrap().contains("the embargo lifts at 12:05; revision 3, held at 2"), "{picture}");
    let row = cursor_row(&picture);
    assert!(row.contains("the embargo") && row.contains("… · S"), "{row}");
}

#[test]
fn a_row_shows_every_mark_that_its_item_has_and_most_headlines_stand_where_they_stood() {
    let mut items = many_items(3);
    items[0].row.status.held = true;
    let status = &mut items[1].row.status;
    (status.held, status.used, status.claimed_by) = (true, true, Some("noor".into()));
    let mut w = world(items, 60, 12);
    w.keys("g a f");
    let picture = w.picture();
    for (row, marks) in [(2, " ◆★ Story number 3"), (3, " ●◆■ Story number 2"), (4, "    Story number 1")] {
        assert!(picture.lines().nth(row).unwrap().contains(marks), "{marks}: {picture}");
    }
}

#[test]
fn the_key_for_the_next_hit_says_which_it_is_or_why_there_is_none() {
    let mut w = world(three_items(), 100, 20);
    w.keys("C-n");
    assert_eq!(w.screen.status(), "no story is open to find anything in");
    w.keys("Enter C-n");
    assert_eq!(w.screen.status(), "nothing is searched for: in the story / finds words");
    w.keys("/").line("Calloway");
    w.keys("C-n");
    assert_eq!(w.screen.status(), "hit 2 of 2");
    w.keys("C-n");
    assert_eq!(w.screen.status(), "hit 1 of 2");
    w.keys("g l /").line("Oil");
    w.items[2].text = "Nothing of it.".into();
    w.keys("Enter C-n");
    assert_eq!(w.screen.status(), "what the list was searched for is not in the text of this story");
}

#[test]
fn a_kill_comes_before_a_correction_that_is_newer() {
    let mut items = many_items(5);
    for (at, n, mark) in [(1, 2, Mark::Corrected), (3, 1, Mark::Kill)] {
        let row = &mut items[at].row;
        (row.alerted, row.status.used, row.marks) = (n, true, Marks::new(vec![mark]));
    }
    let mut w = world(items, 100, 20);
    w.keys("j j");
    assert!(w.picture().lines().last().unwrap().contains("KILL of copy that was used (! shows it)"), "{}", w.picture());
    w.keys("!");
    let picture = w.picture();
    let listed: Vec<&str> = picture.lines().filter(|line| line.contains("Story num")).take(2).collect();
    assert!(
        listed[0].starts_with('▸') && listed[0].contains("number 2") && listed[1].contains("number 4"),
        "{picture}"
    );
}

#[test]
fn the_time_of_another_year_has_its_day_and_month() {
    let mut items = many_items(3);
    items[2].row.sort_at = "2025-03-03T09:00:00Z".parse().unwrap();
    let mut w = world(items, 80, 24);
    w.keys("g a");
    let picture = w.picture();
    let at = |row: usize, word: &str| picture.lines().nth(row).unwrap().find(word);
    assert!(at(4, " 3 Mar 25 Norwire").is_some(), "{picture}");
    assert_eq!(at(3, "Norwire"), at(4, "Norwire"), "{picture}");
}

#[test]
fn beside_an_alert_what_is_to_be_looked_at_again_and_what_is_flagged_are_counted() {
    let mut items = many_items(12);
    items[0].row.marks = Marks::new(vec![Mark::Corrected]);
    (items[0].row.alerted, items[0].row.status.used) = (1, true);
    for item in &mut items[1..6] {
        item.row.status.flagged = Some(String::new());
        item.row.again = vec![Again::Lifted];
    }
    let setup = Setup { desk: "World desk".into(), ..Setup::default() };
    for (width, shown) in [(120, "5 to look at again  5 flagged"), (80, "12 unread  5 again  5 flagged")] {
        let w = world_with(setup.clone(), items.clone(), width, 24);
        let picture = w.picture();
        let bar = picture.lines().next().unwrap();
        assert!(bar.contains("! CORRECTED of used copy") && bar.contains(shown) && bar.ends_with("12:00"), "{bar}");
    }
}
