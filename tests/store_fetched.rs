//! Stories fetched from their pages stand beside the wire's copy.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end at once")]

mod store_support;

use std::time::Duration;

use copytaster::store::{Reader, Retention};
use copytaster::wire::{Article, CopyKind, FetchedPage, Filing, ItemId, Mark, Marks, PageAsk, Reading, Source};
use store_support::{Desk, at, delivery, filing};

const FULL: &str = "The ferry sank. \"We saw it go down\", Mara Olsen said.";

fn ask(item: ItemId, revision: u32, by_source: bool) -> PageAsk {
    PageAsk { item, revision, source: None, url: Some("https://harbour.example/k".into()), by_source }
}

fn page(text: &str) -> Result<FetchedPage, String> {
    let article = Article { html: format!("<p>{text}</p>"), text: text.into(), ..Article::default() };
    Ok(FetchedPage { url: "https://harbour.example/k?full".into(), article })
}

fn one(desk: &mut Desk) -> ItemId {
    desk.file(0, vec![filing("k", "Ferry sinks", "The ferry sank.")])[0]
}

fn read(desk: &Desk, id: ItemId, copy: CopyKind) -> Reading {
    desk.reader().reading_of(id, None, copy, 60).unwrap().unwrap()
}

#[test]
fn a_fetched_story_stands_beside_the_wires_copy_with_time_and_address_and_survives_a_restart() {
    let mut desk = Desk::new();
    let id = one(&mut desk);
    assert!(desk.writer.keep_fetched(&ask(id, 1, false), &page(FULL), at(60)).unwrap());
    let desk = desk.reopened();
    let wire = read(&desk, id, CopyKind::AsSet);
    assert_eq!((wire.filing.text.as_str(), wire.shows_fetched), ("The ferry sank.", false));
    let kept = wire.fetched.unwrap();
    assert_eq!((kept.at, kept.url.as_str(), kept.revision), (at(60), "https://harbour.example/k?full", 1));
    let full = read(&desk, id, CopyKind::Fetched);
    assert!(full.shows_fetched);
    assert_eq!(full.filing.text, FULL);
    assert_eq!(full.quotes[0].span.of(&full.filing.text), "We saw it go down");
    assert_eq!(full.filing.words, 11);
    assert_eq!(full.filing.markup, wire.filing.markup, "what was received is the wire's");
    assert_eq!(full.revisions.len(), 1, "it is no filing");
}

#[test]
fn a_source_that_wants_pages_has_them_shown_first_until_the_wire_says_something_new() {
    let mut desk = Desk::new();
    let id = one(&mut desk);
    desk.writer.keep_fetched(&ask(id, 1, true), &page(FULL), at(60)).unwrap();
    assert_eq!(read(&desk, id, CopyKind::AsSet).filing.text, FULL);
    assert_eq!(read(&desk, id, CopyKind::Wire).filing.text, "The ferry sank.");
    desk.file(90, vec![filing("k", "CORRECTED: Ferry afloat", "It did not sink.")]);
    let corrected = read(&desk, id, CopyKind::AsSet);
    assert_eq!((corrected.filing.text.as_str(), corrected.shows_fetched), ("It did not sink.", false));
    assert_eq!(read(&desk, id, CopyKind::Fetched).filing.text, FULL, "it can still be read");
    let old = desk.reader().reading_of(id, Some(1), CopyKind::Fetched, 60).unwrap().unwrap();
    assert_eq!(old.filing.text, "The ferry sank.", "a revision that is asked for is the wire's");
}

#[test]
fn a_failure_is_kept_in_words_and_leaves_an_earlier_story_as_it_is() {
    let mut desk = Desk::new();
    let id = one(&mut desk);
    let failed = Err("the server answered 403 (forbidden)".to_owned());
    desk.writer.keep_fetched(&ask(id, 1, false), &failed, at(10)).unwrap();
    let reading = read(&desk, id, CopyKind::Fetched);
    assert_eq!((reading.fetched, reading.unfetched.as_deref()), (None, Some("the server answered 403 (forbidden)")));
    desk.writer.keep_fetched(&ask(id, 1, false), &page(FULL), at(20)).unwrap();
    assert_eq!(read(&desk, id, CopyKind::Fetched).unfetched, None);
    desk.writer.keep_fetched(&ask(id, 2, false), &failed, at(30)).unwrap();
    let reading = read(&desk, id, CopyKind::Fetched);
    assert_eq!((reading.filing.text.as_str(), reading.fetched.unwrap().at), (FULL, at(20)));
    assert!(reading.unfetched.is_some());
}

#[test]
fn a_page_is_wanted_once_for_each_revision_and_a_failing_one_a_few_times_with_pauses() {
    let mut desk = Desk::new();
    let id = one(&mut desk);
    let sources = [desk.source()];
    let wanted = |desk: &Desk, seconds: i64| {
        let asks = desk.writer.wanted_pages(&sources, at(seconds), 20).unwrap();
        asks.into_iter().map(|ask| (ask.item, ask.revision, ask.url.unwrap())).collect::<Vec<_>>()
    };
    let first = vec![(id, 1, "https://harbour.example/k".to_owned())];
    assert_eq!(wanted(&desk, 1), first);
    assert_eq!(wanted(&desk, 2 * 86_400), [], "old copy is let be");
    let failed = Err("timed out".to_owned());
    let mut now = 10;
    for tries in 1..=3 {
        desk.writer.keep_fetched(&ask(id, 1, true), &failed, at(now)).unwrap();
        assert_eq!(wanted(&desk, now + 600 * tries - 1), []);
        now += 600 * tries;
        assert_eq!(wanted(&desk, now), if tries < 3 { first.clone() } else { Vec::new() });
    }
    desk.file(9_000, vec![filing("k", "Ferry sinks", "The ferry sank at noon.")]);
    assert_eq!(wanted(&desk, 9_001), [(id, 2, "https://harbour.example/k".to_owned())]);
    desk.writer.keep_fetched(&ask(id, 2, true), &page(FULL), at(9_002)).unwrap();
    assert_eq!(wanted(&desk, 9_003), []);
}

#[test]
fn whoever_looks_at_the_cache_hears_of_a_fetched_story_and_pruning_takes_it_along() {
    let mut desk = Desk::new();
    let id = one(&mut desk);
    let mut reader = desk.reader();
    let seen = reader.newest_change().unwrap();
    desk.writer.keep_fetched(&ask(id, 1, false), &page(FULL), at(60)).unwrap();
    assert_eq!(reader.changes_since(seen).unwrap().1.touched, [id]);
    let retention = Retention { age: Some(Duration::from_secs(60)), items: None, raw: None };
    assert_eq!(desk.writer.prune(&retention, at(10 * 86_400)).unwrap().items, 1);
    assert!(!desk.writer.keep_fetched(&ask(id, 1, false), &page(FULL), at(70)).unwrap(), "the item is gone");
    let left: i64 = rusqlite::Connection::open(desk.path())
        .unwrap()
        .query_row("SELECT count(*) FROM fetched", [], |r| r.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn killed_copy_has_no_page_fetched_for_its_source_and_none_shown_first() {
    let mut desk = Desk::new();
    let id = one(&mut desk);
    desk.file(10, vec![killed()]);
    assert_eq!(desk.writer.wanted_pages(&[desk.source()], at(11), 20).unwrap(), []);
    desk.writer.keep_fetched(&ask(id, 2, true), &page(FULL), at(12)).unwrap();
    let reading = read(&desk, id, CopyKind::AsSet);
    assert_eq!((reading.shows_fetched, reading.filing.text.as_str()), (false, "Do not use this story."));
    assert!(read(&desk, id, CopyKind::Fetched).shows_fetched, "an editor may read it all the same");
}

fn killed() -> Filing {
    Filing { marks: Marks::new(vec![Mark::Kill]), ..filing("k", "KILL: Ferry sinks", "Do not use this story.") }
}

#[test]
fn sources_have_their_share_of_the_pages_fetched_and_come_in_turn() {
    let source = |name: &str| Source::new(name, format!("https://{name}.example/feed"));
    let mut desk = Desk::with_sources(&[source("first"), source("second")]);
    desk.file(0, (0..30).map(|n| filing(&format!("a{n}"), "A", "Of the first.")).collect());
    let (first, second) = (desk.source(), desk.sources[1].id);
    let theirs = delivery(second, 1, (0..3).map(|n| filing(&format!("b{n}"), "B", "Of the second.")).collect());
    desk.writer.ingest(&[theirs]).unwrap();
    let asks = desk.writer.wanted_pages(&[first, second], at(2), 20).unwrap();
    let of = |source| asks.iter().filter(|ask| ask.source == Some(source)).count();
    assert_eq!((of(first), of(second)), (10, 3));
    assert_eq!(asks.iter().take(3).map(|ask| ask.source.unwrap()).collect::<Vec<_>>(), [first, second, first]);
}

#[test]
fn the_cache_remembers_which_sources_stand_on_a_private_network() {
    let mut desk = Desk::new();
    let source = desk.source();
    assert!(!desk.writer.is_inside(source).unwrap());
    let mut came = delivery(source, 1, Vec::new());
    came.state.inside = true;
    desk.writer.ingest(&[came]).unwrap();
    let desk = desk.reopened();
    assert!(desk.writer.is_inside(source).unwrap());
}

#[test]
fn a_cache_made_anew_keeps_the_fetched_stories_that_can_be_read() {
    let mut desk = Desk::new();
    let ids =
        desk.file(0, ["k", "l"].map(|key| filing(key, "Ferry sinks", &format!("The ferry sank ({key})."))).into());
    for id in &ids {
        desk.writer.keep_fetched(&ask(*id, 1, false), &page(FULL), at(60)).unwrap();
    }
    let Desk { dir, writer, .. } = desk;
    let path = dir.path().join("cache.db");
    writer.close().unwrap();
    let spoilt = rusqlite::Connection::open(&path).unwrap();
    spoilt.execute("UPDATE fetched SET copy = x'00' WHERE item = ?1", [ids[1].0]).unwrap();
    spoilt.close().unwrap();
    copytaster::store::rebuild(&path, at(100)).unwrap();
    let mut reader = Reader::open(&path, store_support::WORKERS).unwrap();
    let mut read = |id| reader.reading_of(id, None, CopyKind::Fetched, 60).unwrap().unwrap();
    assert_eq!(read(ids[0]).filing.text, FULL);
    let spoilt = read(ids[1]);
    assert_eq!((spoilt.shows_fetched, spoilt.filing.text.as_str()), (false, "The ferry sank (l)."));
}
