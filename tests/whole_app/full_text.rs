//! The story of an item's own page, fetched with a key or because its source says so.

use copytaster::wire::Source;

use crate::window::{Clock, Window, offline, plan};
use crate::wire_server::{Reply, Request, WireServer, html, page};

/// A feed of one teaser whose page stands on the same server.
fn teaser(request: &Request) -> Reply {
    let host = request.header("host").unwrap();
    Reply::ok(format!(
        "<rss version=\"2.0\"><channel><title>Harbour</title><item><title>Harbour story</title>\
         <link>http://{host}/story</link><guid>g</guid><description>The teaser of it.</description></item></channel></rss>"
    ))
}

fn story(request: &Request) -> Reply {
    if request.path == "/feed" { teaser(request) } else { html(page("Harbour story")) }
}

fn sources(server: &WireServer) -> Vec<Source> {
    vec![Source::new("harbour", server.url("/feed"))]
}

fn pages_asked(server: &WireServer) -> usize {
    server.requests().iter().filter(|request| request.path == "/story").count()
}

/// Opens the one item, once it is in the list.
fn open(window: &mut Window) {
    window.until("the item", |picture| picture.contains("Harbour story"));
    window.keys("Enter");
}

#[test]
fn d_fetches_the_page_and_changes_between_it_and_the_wires_copy_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(story);
    let mut window = Window::open("ida", plan(folder.path(), sources(&server), &clock));
    open(&mut window);
    window.sees("The teaser of it");
    window.keys("D");
    let picture = window.sees("This is paragraph 1");
    assert!(picture.contains("not from the wire: fetched 09:00 from"), "{picture}");
    assert!(!picture.contains("The teaser of it"), "{picture}");
    window.keys("D").until("the wire's copy", |picture| {
        picture.contains("The teaser of it") && picture.contains("was fetched 09:00")
    });
    window.close();
    let mut window = Window::open("ida", offline(folder.path(), sources(&server), &clock));
    // What was read is hidden from the list of what is unread.
    window.keys("g a");
    open(&mut window);
    window.sees("was fetched 09:00");
    window.keys("D").sees("This is paragraph 1");
    window.close();
    assert_eq!(pages_asked(&server), 1, "what is kept is not fetched again");
}

#[test]
fn a_page_that_cannot_be_had_is_said_in_words_and_with_the_story() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        WireServer::start(|request| if request.path == "/feed" { teaser(request) } else { Reply::status(403) });
    let mut window = Window::open("ida", plan(folder.path(), sources(&server), &Clock::at_nine()));
    open(&mut window);
    window.sees("The teaser of it");
    window.keys("D").sees("no full text: the server answered 403 (forbidden); D");
    assert_eq!(window.status(), "no full text: the server answered 403 (forbidden)");
    window.close();
}

#[test]
fn a_page_that_hangs_keeps_nobody_waiting_and_esc_breaks_it_off() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        WireServer::start(|request| if request.path == "/feed" { teaser(request) } else { Reply::Hang(Vec::new()) });
    let mut window = Window::open("ida", plan(folder.path(), sources(&server), &Clock::at_nine()));
    open(&mut window);
    window.sees("The teaser of it");
    window.keys("D").sees("fetching the full text … (Esc stops)");
    window.keys("f").settles().sees("1 flagged");
    window.keys("Esc");
    assert_eq!(window.status(), "fetching stopped");
    assert!(!window.picture().contains("fetching the full text"), "{}", window.picture());
    window.close();
}

#[test]
fn a_source_with_full_text_has_the_page_of_a_new_item_fetched_once_and_shown_first() {
    let folder = tempfile::tempdir().unwrap();
    let server = WireServer::start(story);
    let wants = sources(&server).into_iter().map(|source| Source { full_text: true, ..source }).collect();
    let mut window = Window::open("ida", plan(folder.path(), wants, &Clock::at_nine()));
    open(&mut window);
    window.sees("This is paragraph 1");
    window.keys("D").sees("The teaser of it");
    window.close();
    assert_eq!(pages_asked(&server), 1);
}

#[test]
fn where_nothing_can_be_written_nothing_is_fetched_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(story);
    let mut window = Window::open("ida", plan(folder.path(), sources(&server), &clock));
    window.sees("1 unread");
    window.close();
    let cache = rusqlite::Connection::open(folder.path().join("desk.db")).unwrap();
    cache.pragma_update(None, "user_version", 99).unwrap();
    drop(cache);
    let mut window = Window::open("ida", plan(folder.path(), sources(&server), &clock));
    open(&mut window);
    window.sees("The teaser of it");
    window.keys("D");
    assert!(window.status().starts_with("no full text: nothing is polled"), "{}", window.status());
    window.close();
    assert_eq!(pages_asked(&server), 0);
}

#[test]
fn a_page_whose_address_came_over_the_wire_does_not_reach_into_the_house() {
    let folder = tempfile::tempdir().unwrap();
    let inner = WireServer::start(|_| html(page("The router")));
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>H</title><item><title>Harbour story</title><link>{}</link>\
         <description>The teaser of it.</description></item></channel></rss>",
        inner.url("/admin")
    );
    let server = WireServer::start(move |_| Reply::ok(feed.clone()));
    let wants = sources(&server).into_iter().map(|source| Source { full_text: true, ..source }).collect();
    let mut window = Window::open("ida", plan(folder.path(), wants, &Clock::at_nine()));
    open(&mut window);
    window.sees("The teaser of it");
    window.keys("D").sees("not a public address");
    window.close();
    assert!(inner.requests().is_empty());
}
