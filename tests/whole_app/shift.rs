//! A shift at the desk on the demo's wire: what an editor does, and what the next one finds.

use std::sync::Arc;

use copytaster::analysis::Tables;
use copytaster::run::{DemoWire, Ended, Fresh};
use copytaster::screen::Setup;
use copytaster::store::Rules;
use copytaster::triage::{Deed, Rule};
use copytaster::view::Theme;
use copytaster::wire::Source;

use crate::faults::sources;
use crate::window::{Clock, Window, cursor_row, offline, plan};
use crate::wire_server::{Reply, WireServer, rss};

/// A headline that is on the demo's wire from the start and has a row of its own, and words that no other has.
const THERE: &str = "Traffic: A1 shut";
const WORDS: &str = "\"traffic: a1 shut\"";

/// What the title bar says when all of the wire that is there from the start has come.
const ALL: &str = "98 unread";

/// How many items are unread, as the title bar has it. Rows do not tell: copy that comes later may go into a story that is there.
fn unread(picture: &str) -> u32 {
    let words: Vec<&str> = picture.lines().next().unwrap_or("").split_whitespace().collect();
    words.iter().zip(words.iter().skip(1)).find(|(_, word)| **word == "unread").map_or(0, |(n, _)| n.parse().unwrap())
}

#[test]
fn what_an_editor_marks_is_found_after_a_restart_and_can_still_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let wire = DemoWire::start(clock.tell()).unwrap();
    let mut window = Window::open("ida", plan(folder.path(), wire.sources(), &clock));
    window.sees(ALL);
    window.keys("/").line(WORDS);
    window.until("the hit", |picture| picture.contains("search ") && cursor_row(picture).contains(THERE));
    window.keys("f").settles().sees("1 flagged");
    window.keys("Esc /").line("sattel");
    window.until("another hit", |picture| picture.contains("search sattel · newest ") && picture.contains("▸"));
    window.keys("x").settles();
    assert!(window.status().contains("spiked"), "{}", window.status());
    window.keys("u").settles();
    assert!(window.status().contains("undid"), "{}", window.status());
    window.keys("w").settles().sees("1 held");
    window.keys("Q");
    assert_eq!(window.ended(), Some(Ended::Quit));
    window.close();
    drop(wire);

    let mut window = Window::open("ole", offline(folder.path(), Vec::new(), &clock));
    let picture = window.sees("1 flagged  1 held");
    assert!(!picture.contains("spiked"), "the undone spike stays undone:\n{picture}");
    window.keys("g f").sees(THERE);
    assert!(window.cursor_row().contains('★'), "{}", window.picture());
    window.keys("u").sees("nothing of yours to undo: ida decided last");
    window.close();

    let mut window = Window::open("ida", offline(folder.path(), Vec::new(), &clock));
    window.sees("1 flagged  1 held");
    // Two decisions of her last shift.
    window.keys("u u").settles().until("no marks", |p| !p.contains("1 flagged") && !p.contains("1 held"));
    window.keys("U U").settles().sees("1 flagged  1 held");
    window.close();
}

#[test]
fn copy_that_is_filed_later_comes_with_the_next_poll_and_nothing_moves_under_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let wire = DemoWire::start(clock.tell()).unwrap();
    let mut window = Window::open("ida", plan(folder.path(), wire.sources(), &clock));
    window.sees(ALL);
    window.keys("g a").sees(THERE);
    window.keys("j j Enter");
    window.until("a story", |picture| picture.contains(" words"));
    let row = window.settles().cursor_row();
    clock.go_on(25);
    window.keys("g l R").sees("1 new above");
    assert_eq!(window.cursor_row(), row);
    window.close();
}

#[test]
fn two_windows_share_one_cache_and_one_poller_and_see_each_others_marks() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let wire = DemoWire::start(clock.tell()).unwrap();
    let mut ida = Window::open("ida", plan(folder.path(), wire.sources(), &clock));
    ida.sees(ALL);
    let mut ole = Window::open("ole", plan(folder.path(), wire.sources(), &clock));
    ole.sees(THERE);
    ida.keys("/").line(WORDS);
    ida.until("the hit", |picture| picture.contains("search ") && cursor_row(picture).contains(THERE));
    ida.keys("f").settles();
    ole.sees("1 flagged");
    ole.keys("g f").sees(THERE);
    ole.keys("c").settles();
    assert!(ole.status().contains("claimed"), "{}", ole.status());
    ida.keys("g f").until("the claim", |picture| picture.contains("★■"));
    // The second window's own order is carried out although the first holds the lease.
    clock.go_on(25);
    let before = unread(&ida.picture());
    ole.keys("R").until("later copy", |picture| unread(picture) > before);
    ida.until("later copy", |picture| unread(picture) > before);
    ida.close();
    ole.keys("g f").sees(THERE);
    ole.keys("f").settles().until("no flag", |picture| !picture.contains("1 flagged"));
    ole.close();
}

#[test]
fn other_sources_and_rules_are_taken_over_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let wire = DemoWire::start(clock.tell()).unwrap();
    let few = wire.sources().into_iter().take(1).collect();
    let mut window = Window::open("ida", plan(folder.path(), few, &clock));
    window.until("one source", |picture| picture.contains("1 source") && unread(picture) > 0);
    let rule = Rule {
        name: "roads".into(),
        when: WORDS.into(),
        new: true,
        revised: true,
        deeds: vec![Deed::parse("flag roads").unwrap()],
        hours: None,
        quiet: None,
        bell: false,
        desktop: false,
        run: Vec::new(),
        timeout: std::time::Duration::from_secs(1),
    };
    window.refresh(Fresh {
        setup: Setup { who: "ida".into(), ..Setup::default() },
        theme: Theme::default(),
        rules: Rules { all: vec![rule], ..Rules::default() },
        tables: Arc::default(),
        targets: Vec::new(),
        sources: Some(wire.sources()),
    });
    window.sees(ALL);
    window.sees("1 flagged");
    window.keys("g f").sees(THERE);
    window.close();
}

#[test]
fn an_agency_that_the_configuration_names_anew_is_known_from_the_next_poll_on() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| {
        let own = |words: &str| format!("{words}{}", request.path.trim_start_matches('/'));
        let feed =
            rss(&request.path, 3).replace("<guid>", &own("<guid>")).replace("wire.example/", &own("wire.example/"));
        Reply::ok(feed.replace("<description>", "<description>HOLM, Nov 3 /QQ/ -- "))
    });
    let source = |path: &str| Source::new(path, server.url(&format!("/{path}")));
    let mut window = Window::open("ida", plan(folder.path(), vec![source("first")], &clock));
    window.sees("3 unread");
    let mut tables = Tables::default();
    tables.add_dateline("Quay Press", "{place}, {date} /QQ/ --");
    window.refresh(Fresh {
        setup: Setup { who: "ida".into(), ..Setup::default() },
        theme: Theme::default(),
        rules: Rules::default(),
        tables: Arc::new(tables),
        targets: Vec::new(),
        sources: Some(vec![source("first"), source("second")]),
    });
    window.sees("6 unread");
    window.keys("/").line("agency:\"quay press\"");
    window
        .until("the three of the second feed", |picture| picture.contains("search agency") && picture.contains("1/3"));
    window.close();
}

#[test]
fn where_the_polling_window_was_killed_another_goes_on_once_its_lease_has_run_out() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, 3)));
    let sources = || vec![Source::new("first", server.url("/first"))];
    let mut ida = Window::open("ida", plan(folder.path(), sources(), &clock));
    ida.sees("3 unread");
    ida.close();
    // What a killed process leaves: a lease that nobody gives back.
    clock.go_on(3_600);
    let expires = (clock.tell())().as_millisecond() + 15_000;
    let cache = rusqlite::Connection::open(folder.path().join("desk.db")).unwrap();
    cache.execute("INSERT INTO lease (what, holder, expires) VALUES ('poll', 'killed', ?1)", [expires]).unwrap();
    drop(cache);
    let asked = server.requests().len();
    let mut ole = Window::open("ole", plan(folder.path(), sources(), &clock));
    ole.until("the list", |picture| picture.contains("3 unread") && picture.contains('▸'));
    ole.keys("f").settles().sees("1 flagged");
    assert_eq!(server.requests().len(), asked, "while the lease holds nobody else polls");
    clock.go_on(16);
    ole.until("a poll", |_| server.requests().len() > asked);
    ole.close();
}

#[test]
fn the_first_rows_of_a_window_are_drawn_as_soon_as_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, 3)));
    let mut window = Window::open("ida", plan(folder.path(), sources(&server, &["first"]), &clock));
    window.sees("3 unread");
    window.close();
    let mut window = Window::open("ida", offline(folder.path(), sources(&server, &["first"]), &clock));
    assert!(window.is_wanted_with("1/3"), "it waits for no other frame");
    window.close();
}
