//! A shift at the desk on the demo's wire: what an editor does, and what the next one finds.

use copytaster::run::{DemoWire, Ended};

use crate::window::{Clock, Window, offline, plan};

/// A headline that is on the demo's wire from the start, and one that comes half a minute later, cut as the list cuts them.
const THERE: &str = "Oil slips";
const LATER: &str = "FLASH: LINDVALE";

#[test]
fn what_an_editor_marks_is_found_after_a_restart_and_can_still_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let wire = DemoWire::start(clock.tell()).unwrap();
    let mut window = Window::open("ida", plan(folder.path(), wire.sources(), &clock));
    window.sees(THERE);
    window.keys("/").line("oil slips");
    window.until("the one hit", |picture| picture.contains(THERE) && !picture.contains("Storm Ilse"));
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
    // Two decisions of the shift before, taken back by the next.
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
    window.sees(THERE);
    window.keys("g a");
    window.until("all of it", |picture| picture.contains(THERE) && !picture.contains("polling"));
    window.keys("j j Enter");
    let opened = window.until("a story", |picture| picture.contains("words"));
    assert!(!opened.contains(LATER), "{opened}");
    let row = window.cursor_row();
    clock.go_on(25);
    window.keys("g l R").sees("1 new above");
    assert_eq!(window.cursor_row(), row);
    window.keys("g g").sees(LATER);
    window.close();
}

#[test]
fn two_windows_share_one_cache_and_one_poller_and_see_each_others_marks() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at_nine();
    let wire = DemoWire::start(clock.tell()).unwrap();
    let mut ida = Window::open("ida", plan(folder.path(), wire.sources(), &clock));
    ida.until("the wire", |picture| picture.contains(THERE) && !picture.contains("polling"));
    let mut ole = Window::open("ole", plan(folder.path(), wire.sources(), &clock));
    ole.sees(THERE);
    ida.keys("/").line("oil slips");
    ida.until("the one hit", |picture| picture.contains(THERE) && !picture.contains("Storm Ilse"));
    ida.keys("f").settles();
    ole.sees("1 flagged");
    ole.keys("g f").sees(THERE);
    ole.keys("c").settles();
    assert!(ole.status().contains("claimed"), "{}", ole.status());
    ida.keys("g f").until("the claim", |picture| picture.contains("★■"));
    // The second window's own order is carried out although the first holds the lease.
    clock.go_on(25);
    ole.keys("R g a").sees(LATER);
    ida.keys("g a").sees(LATER);
    ida.close();
    ole.keys("g f").sees(THERE);
    ole.keys("f").settles().until("no flag", |picture| !picture.contains("1 flagged"));
    ole.close();
}
