//! The story of an item's own page beside the wire's copy.

use crate::world::{World, three_items, world};
use copytaster::screen::{Effect, Message, Worker};
use copytaster::view::Theme;
use copytaster::wire::{Change, ItemId, PageAsk, SourceId};

const FULL: &str = "The fish market of Port Ellery smells of diesel this morning.\n\nNobody there has read the notice.";

/// The third item in the reader: the plain one, of one revision.
fn open() -> World {
    let mut w = world(three_items(), 80, 24);
    w.keys("j j Enter");
    w
}

const ITEM: ItemId = ItemId(1);

/// The page has come.
fn fetched(w: &mut World) {
    let id = ITEM;
    w.items.iter_mut().find(|i| i.row.id == id).unwrap().fetched = Some(FULL.into());
    w.send(Message::Page(id, Ok(())));
}

#[test]
fn the_key_fetches_the_page_and_then_changes_between_the_two_texts() {
    let mut w = open();
    let id = ITEM;
    w.keys("D");
    let ask = PageAsk {
        item: id,
        revision: 1,
        source: Some(SourceId(2)),
        url: Some(format!("https://news.example/{id}")),
        by_source: false,
    };
    assert_eq!(w.effects, [Effect::FetchPage(ask)]);
    assert!(w.picture().contains("fetching the full text … (Esc stops)"), "{}", w.picture());
    w.keys("D");
    assert_eq!(w.effects.len(), 1, "what is under way is not asked for again");
    fetched(&mut w);
    let (text, styles) = w.frame(&Theme::default());
    insta::assert_snapshot!("full_text", format!("{text}styles {styles}"));
    w.keys("D");
    let picture = w.picture();
    assert!(!picture.contains("diesel") && picture.contains("D shows it"), "{picture}");
    w.keys("D");
    assert!(w.picture().contains("diesel"), "{}", w.picture());
    assert_eq!(w.effects.len(), 1, "what is there is not fetched again");
}

#[test]
fn a_page_that_comes_while_its_story_is_read_anew_is_shown_all_the_same() {
    let mut w = open();
    w.keys("D");
    w.slow = true;
    w.send(Message::Changed(Change { touched: vec![ITEM], ..Change::default() }));
    w.slow = false;
    fetched(&mut w);
    assert!(w.picture().contains("not from the wire"), "{}", w.picture());
}

#[test]
fn what_is_copied_from_the_page_says_so_and_names_no_agency() {
    let mut w = open();
    w.keys("D");
    fetched(&mut w);
    w.effects.clear();
    w.keys("y m");
    let [Effect::Copy(copied)] = w.effects.as_slice() else { panic!("{:?}", w.effects) };
    assert!(copied.contains("(web page), <https://news.example/") && copied.contains("?full>"), "{copied}");
    assert!(copied.contains("diesel"), "{copied}");
}

#[test]
fn esc_stops_the_fetching_for_the_story_in_view_and_goes_back_where_that_is_another() {
    let mut w = open();
    w.keys("D Esc");
    assert_eq!(w.effects.last(), Some(&Effect::StopPages));
    assert!(!w.picture().contains("fetching the full text"), "{}", w.picture());
    w.keys("D Esc D q");
    w.effects.clear();
    w.keys("g g Enter Esc");
    assert_eq!(w.effects, [], "Esc goes back to the list and stops nothing");
}

#[test]
fn a_page_that_fails_or_whose_fetcher_dies_is_not_waited_for() {
    let mut w = open();
    let id = ITEM;
    w.keys("D").send(Message::Page(id, Err("the server answered 403 (forbidden)\u{1b}[31m".into())));
    assert!(w.picture().contains("no full text: the server answered 403 (forbidden)"), "{}", w.picture());
    w.keys("D").send(Message::Lost(Worker::Poller, "it died".into()));
    assert!(!w.picture().contains("fetching the full text …"), "{}", w.picture());
}

#[test]
fn at_forty_columns_the_origin_of_the_text_still_stands_above_it() {
    let mut w = world(three_items(), 40, 12);
    w.keys("j j Enter D");
    fetched(&mut w);
    let picture = w.picture();
    assert!(picture.contains("not from the wire"), "{picture}");
}
