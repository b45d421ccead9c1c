//! Whatever outlets do to their guids, no story is lost, none is doubled by polling again, and a new headline is a revision.

#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod store_support;

use copytaster::analysis::{Tables, file_all};
use copytaster::formats::{Hint, decode};
use copytaster::wire::Source;
use store_support::{Desk, delivery};

/// Polls a feed with these items: how many are new, revised, and as they were.
fn poll(desk: &mut Desk, source: usize, second: i64, items: &str) -> (usize, usize, u32) {
    let feed = format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>");
    let decoded = decode(feed.as_bytes(), &Hint { url: Some("https://outlet.example/feed"), content_type: None });
    let filings = file_all(&decoded, &Tables::default());
    let brought = delivery(desk.sources[source].id, second, filings);
    let arrivals = desk.writer.ingest(&[brought]).unwrap().remove(0);
    (arrivals.new.len(), arrivals.revised.len(), arrivals.unchanged)
}

fn items(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(|n| format!("<item>{}</item>", write(n))).collect()
}

/// Polls three times what `write` makes of the poll's number; the answers.
fn thrice(write: impl Fn(usize) -> String) -> [(usize, usize, u32); 3] {
    let mut desk = Desk::new();
    [0, 1, 2].map(|n| poll(&mut desk, 0, 60 * i64::try_from(n).unwrap(), &write(n)))
}

#[test]
fn items_without_guid_and_link_are_the_same_at_every_poll() {
    let feed = items(10, |n| format!("<title>No name {n}</title><description>Words of story {n}.</description>"));
    assert_eq!(thrice(|_| feed.clone()), [(10, 0, 0), (0, 0, 10), (0, 0, 10)]);
}

#[test]
fn items_that_share_one_guid_are_kept_one_and_all() {
    let feed = items(50, |n| format!("<title>Story {n}</title><guid isPermaLink='false'>same</guid>"));
    assert_eq!(thrice(|_| feed.clone()), [(50, 0, 0), (0, 0, 50), (0, 0, 50)]);
}

#[test]
fn a_guid_that_changes_with_each_poll_makes_no_new_item_of_a_page() {
    let feed = |poll: usize| {
        items(10, |n| {
            format!(
                "<title>Story {n}</title><link>https://outlet.example/{n}</link><guid isPermaLink='false'>{poll}-{n}</guid>"
            )
        })
    };
    assert_eq!(thrice(feed), [(10, 0, 0), (0, 0, 10), (0, 0, 10)]);
}

#[test]
fn a_corrected_headline_is_a_revision_with_a_guid_and_without() {
    let with_guid = |poll: usize| items(1, |_| format!("<title>Toll {poll}</title><guid isPermaLink='false'>g</guid>"));
    assert_eq!(thrice(with_guid), [(1, 0, 0), (0, 1, 0), (0, 1, 0)]);
    let with_link =
        |poll: usize| items(1, |_| format!("<title>Toll {poll}</title><link>https://outlet.example/a</link>"));
    assert_eq!(thrice(with_link), [(1, 0, 0), (0, 1, 0), (0, 1, 0)]);
}

#[test]
fn the_guids_of_one_source_are_none_of_another() {
    let mut desk = Desk::with_sources(&[
        Source::new("North Wire", "https://north.example/feed"),
        Source::new("South Wire", "https://south.example/feed"),
    ]);
    let of = |name: &str| items(5, |n| format!("<title>{name} {n}</title><guid isPermaLink='false'>{n}</guid>"));
    assert_eq!(poll(&mut desk, 0, 0, &of("North")), (5, 0, 0));
    assert_eq!(poll(&mut desk, 1, 1, &of("South")), (5, 0, 0));
    assert_eq!(poll(&mut desk, 0, 2, &of("North")), (0, 0, 5));
}

#[test]
fn a_feed_that_is_empty_for_once_loses_nothing() {
    let full = items(20, |n| format!("<title>Story {n}</title><guid isPermaLink='false'>{n}</guid>"));
    let polls = thrice(|poll| if poll == 1 { String::new() } else { full.clone() });
    assert_eq!(polls, [(20, 0, 0), (0, 0, 0), (0, 0, 20)]);
}
