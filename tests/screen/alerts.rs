//! What must be told and what is to be looked at again: one at a time, or all that is selected.

use crate::world::{World, many_items, noon, world, world_with};
use copytaster::screen::{Message, Ring, Setup};
use copytaster::wire::{Again, Change, Mark, Marks};

/// A screen over items of which the first six are to be looked at again.
fn six_again(width: u16) -> World {
    let mut items = many_items(12);
    for item in &mut items[..6] {
        item.row.status.flagged = Some(String::new());
        let more = |count| Again::Story { count, source: Some("Coast Courier".into()) };
        item.row.again = vec![Again::Outlets { count: 3, source: Some("Halyard".into()) }, more(15)];
    }
    let mut w = world(items, width, 24);
    w.keys("g b");
    w
}

fn corrected(w: &mut World, at: usize) {
    let row = &mut w.items[at].row;
    (row.status.used, row.alerted, row.marks) = (true, 1, Marks::new(vec![Mark::Corrected]));
    w.send(Message::Changed(Change { sources: true, touched: vec![w.items[at].row.id], ..Change::default() }));
}

/// The row under the cursor: the one with the marker.
fn cursor_row(w: &World) -> String {
    w.picture().lines().find(|l| l.starts_with('▸')).unwrap_or("").to_owned()
}

fn last_line(w: &World) -> String {
    w.picture().lines().last().unwrap_or("").to_owned()
}

#[test]
fn the_key_for_alerts_takes_off_what_is_selected_or_counted() {
    let mut w = six_again(100);
    w.keys("v j j !");
    assert_eq!(w.screen.status(), "acknowledged (u undoes)");
    assert!(!last_line(&w).contains("selected"), "{}", w.picture());
    w.keys("g b 2 !");
    assert_eq!(w.screen.status(), "acknowledged (u undoes)");
    let mut w = six_again(100);
    (6..9).for_each(|at| corrected(&mut w, at));
    w.keys("g u ! v G !");
    assert_eq!(w.screen.status(), "acknowledged (u undoes)", "none is opened, and nothing is asked");
    assert!(!w.picture().contains("of used copy"), "{}", w.picture());
}

#[test]
fn one_press_takes_an_item_off_the_list_of_what_to_look_at_again_and_goes_on() {
    let mut w = six_again(100);
    w.keys("!");
    assert!(w.screen.status().starts_with("acknowledged (u undoes): Story number 12"), "{}", w.screen.status());
    assert!(cursor_row(&w).contains("Story"), "{}", w.picture());
    w.keys("!");
    assert!(w.screen.status().starts_with("acknowledged (u undoes): Story number 11"), "{}", w.screen.status());
    // Also while an alert stands elsewhere; the alert itself is read first.
    corrected(&mut w, 11);
    w.keys("!");
    assert!(w.screen.status().starts_with("acknowledged (u undoes): Story number 10"), "{}", w.screen.status());
}

#[test]
fn a_reason_stands_in_the_status_line_as_soon_as_the_cursor_has_moved() {
    let mut w = six_again(80);
    let reason = "also run by Halyard and 2 more, 15 more in the story";
    w.keys("f");
    assert!(last_line(&w).contains("flag"), "{}", w.picture());
    w.keys("j");
    assert!(last_line(&w).contains("also run by Halyard and 2 more"), "{reason}: {}", w.picture());
    corrected(&mut w, 11);
    assert!(last_line(&w).contains("CORRECTED of copy that was used"), "{}", w.picture());
    w.keys("k");
    assert!(last_line(&w).contains("also run by Halyard and 2 more"), "{}", w.picture());
}

#[test]
fn a_question_that_is_answered_with_yes_leaves_no_word_of_the_no_before() {
    let mut items = many_items(3);
    items[0].row.marks = Marks::new(vec![Mark::Kill]);
    let mut w = world(items, 100, 24);
    w.keys("g a Enter n");
    assert_eq!(w.screen.status(), "left as it was");
    w.keys("Enter y");
    assert_eq!(w.screen.status(), "");
    assert!(w.picture().contains("it must not be used"), "{}", w.picture());
}

#[test]
fn one_correction_that_three_outlets_run_is_one_word_of_a_rule() {
    let mut w = world(many_items(3), 100, 24);
    let ring = |words: &str| Message::Ring(Ring { words: words.into(), bell: false, desktop: false });
    w.send(ring("mine: Fire traps shift")).send(ring("mine: Fire traps shift"));
    assert_eq!(w.screen.status(), "mine: Fire traps shift");
    w.send(ring("sea: Ferry stays in port"));
    assert_eq!(w.screen.status(), "sea: Ferry stays in port · mine: Fire traps shift");
}

#[test]
fn what_is_told_in_one_line_and_is_longer_ends_in_an_ellipsis() {
    for width in [80, 40] {
        let mut w = world(many_items(3), width, 12);
        let words = "of a wire that has more to say than the width of a small screen";
        w.items[0].row.headline = format!("A headline {words}, {words}, {words}");
        corrected(&mut w, 0);
        // The line of the alert that stands, once what was told of it has been seen.
        w.keys("j Esc");
        assert!(last_line(&w).trim_end().ends_with('…'), "{}", w.picture());
        w.keys("v");
        w.keys("3");
        assert!(last_line(&w).ends_with("… 3") || last_line(&w).contains("  3"), "{}", w.picture());
    }
}

#[test]
fn counts_and_what_stands_at_the_end_of_the_title_bar_have_room_between_them() {
    for desk in 0..24 {
        let mut items = many_items(12);
        for item in &mut items {
            (item.row.status.held, item.row.status.flagged) = (true, Some(String::new()));
            item.row.again = vec![Again::Due(noon())];
        }
        let setup = Setup { desk: "x".repeat(desk), ..Setup::default() };
        let mut w = world_with(setup, items, 100, 24);
        w.send(Message::Changed(Change { sources: true, ..Change::default() }));
        let picture = w.picture();
        let bar = picture.lines().next().unwrap();
        let (before, _) = bar.split_once("1 source").unwrap();
        assert!(before.ends_with("  "), "{bar}");
    }
}

#[test]
fn what_is_undone_is_named_also_where_it_stands_in_another_view() {
    let mut w = world(many_items(5), 100, 24);
    w.keys("e g f u");
    assert!(w.screen.status().ends_with(": Story number 5"), "{}", w.screen.status());
}
