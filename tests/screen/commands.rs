//! Scripts of commands: arguments, several on one key, macros, views of the settings.

use crate::world::{World, many_items, three_items, world, world_with};
use copytaster::screen::{Keymap, SavedView, Setup, preset};
use copytaster::wire::Sort;

fn bound(keys: &[(&str, &str)], items: Vec<crate::world::Item>) -> World {
    let own = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    let macros = own(&[("sevens", "select-by 7; flag-with seven"), ("broken", "sort sideways; spike")]);
    let keymap = Keymap::build(preset("default").unwrap(), &macros, &own(keys)).unwrap();
    let views = vec![
        SavedView { name: "courts".into(), query: "oil or bridge".into(), sort: Sort::Oldest, ..SavedView::default() },
        SavedView { name: "wrong".into(), query: "(".into(), ..SavedView::default() },
    ];
    world_with(Setup { who: "kim".into(), keymap, views, ..Setup::default() }, items, 80, 24)
}

#[test]
fn a_command_takes_its_argument_from_the_line() {
    let mut w = bound(&[], three_items());
    w.keys(":").line("flag-with court");
    assert_eq!(w.status_of(3).flagged.as_deref(), Some("court"));
    w.keys(":").line("sort pri");
    assert!(w.picture().contains("unread · priority"), "{}", w.picture());
    w.keys(":").line("flag court");
    assert!(w.picture().contains("`flag` takes nothing after its name"), "{}", w.picture());
}

#[test]
fn several_commands_on_a_key_wait_for_one_another() {
    let mut w = bound(&[(", s", "sevens"), ("T", "view-all; sort oldest; spike")], many_items(300));
    w.keys(", s");
    assert!(w.picture().contains("flag 57 items “seven”?"), "the selection came from the cache first: {}", w.picture());
    w.keys("y");
    assert_eq!(w.status_of(77).flagged.as_deref(), Some("seven"));
    w.keys("T");
    assert!(w.status_of(1).spiked, "{}", w.picture());
}

#[test]
fn what_went_wrong_ends_the_row_of_commands() {
    let mut w = bound(&[(", b", "broken")], many_items(5));
    w.keys(", b");
    assert!(w.screen.status().starts_with("no order is called sideways"), "{}", w.screen.status());
    assert!(!w.status_of(5).spiked);
}

#[test]
fn a_command_that_asks_holds_the_next_one_up_and_leaving_it_ends_the_row() {
    let mut w = bound(&[(", t", "tag; spike")], three_items());
    w.keys(", t").line("port");
    assert!(w.status_of(3).spiked && w.status_of(3).tags == ["port"]);
    w.keys(", t Esc");
    assert!(!w.status_of(2).spiked);
}

#[test]
fn views_go_by_their_names_the_editors_own_first() {
    let mut w = bound(&[], three_items());
    w.keys("g v");
    assert!(w.picture().contains("courts") && w.picture().contains("corrections and kills"), "{}", w.picture());
    w.line("cou");
    assert!(w.picture().contains("courts · oldest") && w.picture().contains("1/2"), "{}", w.picture());
    w.keys("g v").line("flagged");
    assert!(w.picture().contains("flagged · "), "{}", w.picture());
    w.keys("g v").line("nowhere");
    assert!(w.picture().contains("no view begins so"), "{}", w.picture());
}

#[test]
fn the_palette_completes_a_name_and_leaves_room_for_its_argument() {
    let mut w = world(three_items(), 80, 24);
    w.keys(": f l a g - w Tab");
    assert!(w.picture().contains("command: flag-with"), "{}", w.picture());
    w.line("court");
    assert_eq!(w.status_of(3).flagged.as_deref(), Some("court"));
}

#[test]
fn keys_for_several_commands_stand_in_the_help() {
    let mut w = bound(&[(", s", "sevens")], three_items());
    w.keys("? s e v e n");
    assert!(w.picture().contains("select-by 7; flag-with seven"), "{}", w.picture());
}
