//! Ten programs on one cache: every acknowledged decision is there, one of them polls, and each sees what the others did.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end at once")]

mod store_support;

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use copytaster::store::{Reader, Writer};
use copytaster::wire::{Decision, ItemId, LogKind, SourceId, Target, Ticket, Verb};
use store_support::{Desk, WORKERS, at, delivery, filing};

const WINDOWS: u32 = 10;
const DECISIONS: u32 = 8;
/// Of so many decisions each is followed by copy.
const FEEDS: u32 = 4;

/// What one of them does: decisions and copy in turn. The labels that were acknowledged, and how often it got the lease.
fn work(window: u32, path: &std::path::Path, source: SourceId, together: &Barrier) -> (Vec<String>, u32) {
    let mut writer = Writer::open(path, WORKERS, at(0)).unwrap();
    let mut acknowledged = Vec::new();
    let mut leases = 0;
    together.wait();
    for n in 0..DECISIONS {
        let label = format!("{window}-{n}");
        let decision = Decision {
            ticket: Ticket(n.into()),
            at: at(500),
            who: format!("editor {window}"),
            kind: LogKind::Did(Verb::Tag(label.clone())),
            target: Target::Items(vec![ItemId(i64::from(1 + window % 3))]),
        };
        writer.decide(&decision).result.unwrap_or_else(|why| panic!("{label}: {why}"));
        acknowledged.push(label);
        if n < FEEDS {
            let copy = (0..5).map(|item| filing(&format!("{window}-{n}-{item}"), "Theirs", "Text.")).collect();
            writer.ingest(&[delivery(source, 600, copy)]).unwrap();
        }
        leases += u32::from(writer.take_lease(&window.to_string(), at(700), Duration::from_secs(15)).unwrap());
    }
    (acknowledged, leases)
}

#[test]
fn ten_writers_lose_no_decision_and_one_of_them_polls() {
    let mut desk = Desk::new();
    desk.file(1, (0..3).map(|n| filing(&format!("first-{n}"), "Ours", "Text.")).collect());
    let (path, source) = (desk.path(), desk.source());
    let together = Arc::new(Barrier::new(WINDOWS.try_into().unwrap()));
    let windows: Vec<_> = (0..WINDOWS)
        .map(|window| {
            let (path, together) = (path.clone(), Arc::clone(&together));
            thread::spawn(move || work(window, &path, source, &together))
        })
        .collect();
    let done: Vec<(Vec<String>, u32)> = windows.into_iter().map(|window| window.join().unwrap()).collect();

    let pollers: Vec<u32> = done.iter().map(|(_, leases)| *leases).filter(|leases| *leases > 0).collect();
    assert_eq!(pollers, [DECISIONS], "who has the lease keeps it, and nobody else gets it");
    let mut reader = Reader::open(&path, WORKERS).unwrap();
    let rows = reader.rows(&[ItemId(1), ItemId(2), ItemId(3)]).unwrap();
    let tags: Vec<&String> = rows.iter().flat_map(|row| &row.status.tags).collect();
    for label in done.iter().flat_map(|(labels, _)| labels) {
        assert!(tags.contains(&label), "{label} was acknowledged");
    }
    assert_eq!(u32::try_from(reader.log(None).unwrap().len()), Ok(WINDOWS * DECISIONS));
    assert_eq!(reader.counts().unwrap().items, u64::from(3 + WINDOWS * FEEDS * 5));
    drop(reader);
    desk.digest();
    for (sound, words) in desk.reader().doctor().unwrap() {
        assert!(sound, "{words}");
    }
}

#[test]
fn the_lease_of_a_killed_poller_goes_to_another_once_it_has_run_out_and_not_before() {
    let mut desk = Desk::new();
    let ttl = Duration::from_secs(15);
    assert!(desk.writer.take_lease("killed", at(0), ttl).unwrap());
    for window in 0..WINDOWS {
        assert!(!desk.writer.take_lease(&window.to_string(), at(14), ttl).unwrap());
    }
    let after: Vec<bool> =
        (0..WINDOWS).map(|window| desk.writer.take_lease(&window.to_string(), at(15), ttl).unwrap()).collect();
    assert_eq!(after.iter().filter(|taken| **taken).count(), 1);
}

#[test]
fn a_clock_that_is_set_leaves_no_cache_without_a_poller() {
    let mut desk = Desk::new();
    let ttl = Duration::from_secs(15);
    let (hour, year) = (3_600, 365 * 24 * 3_600);
    assert!(desk.writer.take_lease("first", at(0), ttl).unwrap());
    // Set back: a lease that ends so far ahead was written by a clock that was wrong.
    for back in [hour, year] {
        assert!(desk.writer.take_lease("first", at(0), ttl).unwrap());
        assert!(desk.writer.take_lease("second", at(-back), ttl).unwrap(), "{back} s back");
        assert!(!desk.writer.take_lease("first", at(-back + 5), ttl).unwrap());
        desk.writer.drop_lease("second").unwrap();
    }
    // Set forward: the lease has run out, whoever asks first has it, and only one does.
    assert!(desk.writer.take_lease("first", at(0), ttl).unwrap());
    assert!(desk.writer.take_lease("second", at(year), ttl).unwrap());
    assert!(!desk.writer.take_lease("first", at(year + 1), ttl).unwrap());
}
