//! A desk on a bad day: servers that hang, no network, a disk that is full, a cache of a later version.

use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use copytaster::poll::Policy;
use copytaster::run::Plan;
use copytaster::wire::Source;
use rusqlite::Connection;

use crate::window::{Clock, Window, offline, plan};
use crate::wire_server::{Reply, WireServer, rss};

pub fn sources(server: &WireServer, names: &[&str]) -> Vec<Source> {
    names.iter().map(|name| Source::new(*name, server.url(&format!("/{name}")))).collect()
}

#[test]
fn a_server_that_hangs_keeps_nobody_waiting_and_esc_ends_the_wait() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| match request.path.as_str() {
        "/silent" => Reply::Hang(Vec::new()),
        path => Reply::ok(rss(path, 3)),
    });
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["silent", "first", "second"]), &clock));
    window.sees("polling 2/3 (Esc stops)");
    window.sees("6 unread");
    window.keys("f").settles().sees("1 flagged");
    window.keys("Esc").until("the end of the polling", |picture| !picture.contains("polling 2/3"));
    assert!(window.status().starts_with("polling stopped: 2 of 3 sources"), "{}", window.status());
    window.close();
}

#[test]
fn a_server_that_hangs_is_told_of_with_the_sources() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| match request.path.as_str() {
        "/silent" => Reply::Hang(Vec::new()),
        path => Reply::ok(rss(path, 3)),
    });
    let plan = plan(folder.path(), sources(&server, &["silent", "first"]), &clock);
    let policy = Policy { idle: Duration::from_millis(100), ..plan.policy };
    let mut window = Window::open("ida", Plan { policy, ..plan });
    window.sees("1/2 sources");
    window.keys("g s").sees("silent");
    window.close();
}

#[test]
fn without_a_network_the_cache_is_read_and_marked() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, 3)));
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    window.sees("3 unread");
    window.close();
    let asked = server.requests().len();
    let mut window = Window::open("ida", offline(folder.path(), sources(&server, &["first"]), &clock));
    window.until("the cache", |picture| picture.contains("3 unread") && picture.contains("offline"));
    window.keys("f").settles().sees("1 flagged");
    window.keys("R");
    assert_eq!(window.status(), "offline: nothing is polled");
    window.close();
    assert_eq!(server.requests().len(), asked);
}

#[test]
fn a_first_start_without_a_network_says_what_can_be_done() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::open("ida", offline(folder.path(), Vec::new(), &Clock::at_nine()));
    window.until("the way to the demo", |picture| picture.contains("offline") && picture.contains("g D"));
    window.close();
}

#[test]
fn on_a_full_disk_reading_goes_on_and_no_verb_is_reported_as_done() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let grown = Arc::new(AtomicBool::new(false));
    let server = {
        let grown = Arc::clone(&grown);
        WireServer::start(move |request| {
            Reply::ok(rss(&request.path, if grown.load(Ordering::SeqCst) { 1_000 } else { 3 }))
                .with("ETag", format!("\"{}\"", grown.load(Ordering::SeqCst)))
        })
    };
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    window.sees("3 unread");
    window.close();

    // From now on the file may not grow by a page.
    let full = Plan { most_pages: Some(1), ..plan(folder.path(), sources(&server, &["first"]), &clock) };
    let mut window = Window::open("ida", full);
    window.sees("3 unread");
    grown.store(true, Ordering::SeqCst);
    window.keys("R").sees("cannot save what was polled");
    window.keys("Enter").sees("The ferry to Norvik left");
    // Short marks still find room on the pages that are there: labels are longer, and every line of the log stays.
    let mut refused = false;
    window.keys("g l");
    for n in 0..400 {
        window.keys("g g");
        if n % 2 == 0 {
            window.keys("F").line(&"long ".repeat(200)).settles();
        } else {
            window.keys("f").settles();
        }
        if window.status().starts_with("not saved") {
            refused = true;
            break;
        }
    }
    assert!(refused, "{}", window.picture());
    assert!(window.picture().contains("cannot save"), "{}", window.picture());
    window.close();

    // With room again, what could not be saved is polled again: its validators were not kept.
    clock.go_on(7_200);
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    // One of them was opened.
    window.until("all copy", |picture| ["999 unread", "1000 unread"].iter().any(|all| picture.contains(all)));
    window.close();
}

#[test]
fn copy_that_could_not_be_saved_is_asked_for_again_in_the_same_window() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| match request.header("if-none-match") {
        Some("\"big\"") => Reply::status(304),
        _ => Reply::ok(rss(&request.path, 2_000)).with("ETag", "\"big\""),
    });
    let full = Plan { most_pages: Some(1), ..plan(folder.path(), sources(&server, &["first"]), &clock) };
    let mut window = Window::open("ida", full);
    window.sees("cannot save what was polled");
    let asked = server.requests().len();
    window.keys("Esc R");
    window.until("another question", |_| server.requests().len() > asked);
    let last = server.requests().pop().unwrap();
    assert_eq!(last.header("if-none-match"), None, "the validators of copy that is not in the cache are not sent");
    window.close();
}

#[test]
fn a_cache_of_a_later_version_is_read_if_that_allows_it_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, 3)));
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    window.sees("3 unread");
    window.close();
    let cache = Connection::open(folder.path().join("desk.db")).unwrap();
    cache.pragma_update(None, "user_version", 99).unwrap();
    drop(cache);
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    let picture =
        window.until("the cache", |picture| picture.contains("3 unread") && picture.contains("newer copytaster"));
    assert!(picture.contains("read-only"), "{picture}");
    window.keys("f");
    assert!(!window.picture().contains("1 flagged") && !window.cursor_row().contains('★'), "{}", window.picture());
    assert!(window.status().contains("not saved") || window.status().contains("cannot"), "{}", window.status());
    // An order that nobody can carry out is not swallowed either.
    window.keys("R");
    assert!(window.status().starts_with("nothing is polled: the cache was made by a newer"), "{}", window.status());
    window.close();
}

#[test]
fn a_cache_that_is_too_damaged_to_open_is_made_anew_and_the_editor_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, 3)));
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    window.until("the list", |picture| picture.contains("3 unread") && picture.contains('▸'));
    window.keys("f").settles().sees("1 flagged");
    window.close();
    let cache = folder.path().join("desk.db");
    let mut bytes = std::fs::read(&cache).unwrap();
    bytes[..100].fill(b'?');
    std::fs::write(&cache, &bytes).unwrap();
    let mut window = Window::open("ida", offline(folder.path(), sources(&server, &["first"]), &clock));
    window.until("what was saved", |picture| {
        picture.contains("1 flagged")
            && picture.contains("damaged cache made anew with 1 decision, 1 marked item and all 3 items")
    });
    window.keys("u").settles().until("no flag", |picture| !picture.contains("1 flagged"));
    window.close();
    let kept = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<_> =
        kept.filter(|path| path.to_string_lossy().ends_with("desk.db.damaged-2026-02-23-090000")).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(std::fs::read(&kept[0]).unwrap(), bytes);
}

/// Overwrites the first page of a table, as a failing disk does.
fn garble(cache: &Path, table: &str) {
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let page: u32 = Connection::open(cache).unwrap().query_row(sql, [table], |row| row.get(0)).unwrap();
    let file = std::fs::File::options().write(true).open(cache).unwrap();
    file.write_all_at(&[0xa5; 8192], u64::from(page - 1) * 8192).unwrap();
}

#[test]
fn damage_under_an_open_window_is_told_and_stays_told_while_the_rest_is_read_and_marked() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, 3)));
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    window.sees("3 unread");
    window.close();

    let mut window = Window::open("ida", offline(folder.path(), sources(&server, &["first"]), &clock));
    window.until("the list", |picture| picture.contains("3 unread") && picture.contains('▸'));
    garble(&folder.path().join("desk.db"), "body");
    let picture = window.keys("Enter").sees("This story cannot be read: the cache");
    assert!(picture.contains("cache damaged"), "{picture}");
    window.until("what to do", |picture| picture.contains("end every window, then run `copytaster doctor --repair`"));
    // The list and the marks stand elsewhere in the file.
    let picture = window.keys("f").settles().sees("1 flagged");
    assert!(picture.contains("cache damaged") && picture.contains('★'), "{picture}");

    // A second window reads what can be read, and makes nothing anew under the first.
    let mut second = Window::open("kim", offline(folder.path(), sources(&server, &["first"]), &clock));
    second.sees("1 flagged");
    second.close();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("damaged")), "{names:?}");
    window.close();
}

#[test]
fn copy_that_is_not_saved_stands_in_the_title_bar_until_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, 2_000)));
    let full = Plan { most_pages: Some(1), ..plan(folder.path(), sources(&server, &["first"]), &clock) };
    let mut window = Window::open("ida", full);
    window.sees("cannot save what was polled");
    let picture = window.keys("?").keys("Esc").keys("j").picture();
    assert!(picture.contains("copy not saved"), "{picture}");
    window.close();
}
