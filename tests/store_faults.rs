//! The cache when things go wrong: full disks, other writers, newer and damaged files, directories that are read-only.

mod store_support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use copytaster::store::{Error, Reader, Retention, Writer};
use copytaster::wire::{LogKind, Query, Target, Verb};
use rusqlite::Connection;
use store_support::{Desk, WORKERS, at, delivery, filing, headlines, text};

#[test]
fn a_newer_schema_is_never_written_and_read_only_where_it_says_that_it_can_be() {
    let mut desk = Desk::new();
    desk.file(10, vec![filing("a", "Ferry late", "Text.")]);
    let newer = Connection::open(desk.path()).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Writer::open(&desk.path(), WORKERS, at(0)).err(), Some(Error::Newer { found: 99, .. })));
    let mut reader = Reader::open(&desk.path(), WORKERS).unwrap();
    assert_eq!(headlines(&mut reader, Query::All), ["Ferry late"]);
    newer.execute("UPDATE meta SET value = '98' WHERE key = 'readable_by'", []).unwrap();
    let writer = Writer::open(&desk.path(), WORKERS, at(0)).err().unwrap();
    assert!(matches!(writer, Error::Newer { found: 99, .. }), "{writer:?}");
    assert!(writer.to_string().contains("newer copytaster"), "{writer}");
    assert_eq!(Reader::open(&desk.path(), WORKERS).err(), Some(writer));
}

#[test]
fn a_file_that_is_no_cache_is_named_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    fs::write(&path, "these are not the pages of a database, but a letter to the editor".repeat(100)).unwrap();
    for error in [Writer::open(&path, WORKERS, at(0)).err(), Reader::open(&path, WORKERS).err()] {
        let words = error.unwrap().to_string();
        assert!(words.contains("cache.db is damaged") && words.contains("doctor"), "{words}");
    }
    let missing = Reader::open(&dir.path().join("none.db"), WORKERS).err().unwrap();
    assert!(matches!(missing, Error::Missing(_)), "{missing:?}");
}

#[test]
fn a_cache_in_a_read_only_directory_can_still_be_read() {
    let mut desk = Desk::new();
    desk.file(10, vec![filing("a", "Ferry late", "Text.")]);
    let Desk { dir, writer, .. } = desk;
    writer.close().unwrap();
    let path = dir.path().join("cache.db");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let opened = Reader::open(&path, WORKERS).map(|mut reader| headlines(&mut reader, Query::All));
    let leftovers = fs::read_dir(dir.path()).unwrap().count();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(opened.unwrap(), ["Ferry late"]);
    assert!(leftovers >= 1);
}

#[test]
fn a_full_disk_saves_nothing_says_so_and_reading_goes_on() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "Ferry late", "Text.")]);
    desk.writer.limit_pages(0).unwrap();
    let noise: String =
        (0..60_000_u32).map(|n| char::from_u32(0x4e00 + n.wrapping_mul(7919) % 20_000).unwrap()).collect();
    let big = delivery(desk.source(), 20, vec![filing("b", "Too much", &noise)]);
    assert_eq!(desk.writer.ingest(&[big]).err(), Some(Error::Full));
    let receipt = (0..200)
        .map(|n| desk.verb(Verb::Note(format!("{n}{noise}")), &ids))
        .find(|receipt| receipt.result.is_err())
        .unwrap();
    assert!(receipt.result.unwrap_err().contains("disk is full"));
    let mut reader = desk.reader();
    assert_eq!(headlines(&mut reader, Query::All), ["Ferry late"]);
    assert!(reader.doctor().unwrap().iter().all(|(sound, _)| *sound));
    let standing = reader.log(None).unwrap().len();
    desk.writer.limit_pages(u32::MAX).unwrap();
    desk.verb(Verb::Flag(None), &ids).result.unwrap();
    assert_eq!(desk.reader().log(None).unwrap().len(), standing + 1);
}

#[test]
fn two_writers_take_turns_and_lose_nothing() {
    let mut desk = Desk::new();
    let source = desk.source();
    let path = desk.path();
    let other = std::thread::spawn(move || {
        let mut writer = Writer::open(&path, WORKERS, at(0)).unwrap();
        for n in 0..50 {
            writer.ingest(&[delivery(source, n, vec![filing(&format!("other-{n}"), "Theirs", "Text.")])]).unwrap();
        }
    });
    let ids = desk.file(1, vec![filing("mine", "Ours", "Text.")]);
    for _ in 0..20 {
        desk.verb(Verb::Flag(None), &ids).result.unwrap();
        desk.verb(Verb::Unflag, &ids).result.unwrap();
    }
    other.join().unwrap();
    desk.digest();
    let mut reader = desk.reader();
    assert_eq!(reader.counts().unwrap().items, 51);
    assert_eq!(reader.log(None).unwrap().len(), 40);
    for (sound, words) in reader.doctor().unwrap() {
        assert!(sound, "{words}");
    }
}

#[test]
fn what_was_not_committed_when_the_process_died_leaves_no_trace() {
    let mut desk = Desk::new();
    let ids = desk.file(1, vec![filing("a", "Ferry late", "Text.")]);
    desk.verb(Verb::Flag(None), &ids).result.unwrap();
    // A copy of the files as they stand on disk while a transaction is open is what a killed process leaves.
    let open = Connection::open(desk.path()).unwrap();
    open.execute_batch("BEGIN IMMEDIATE; UPDATE item SET flagged = NULL; DELETE FROM body;").unwrap();
    let after = tempfile::tempdir().unwrap();
    for name in ["cache.db", "cache.db-wal"] {
        fs::copy(desk.dir.path().join(name), after.path().join(name)).unwrap();
    }
    let mut writer = Writer::open(&after.path().join("cache.db"), WORKERS, at(2)).unwrap();
    while writer.digest(10).unwrap().more {}
    let mut reader = Reader::open(&after.path().join("cache.db"), WORKERS).unwrap();
    assert!(reader.rows(&ids).unwrap()[0].status.flagged.is_some());
    assert_eq!(headlines(&mut reader, text("ferry")), ["Ferry late"]);
    assert!(reader.doctor().unwrap().iter().all(|(sound, _)| *sound));
}

#[test]
fn retention_drops_old_copy_but_never_what_somebody_marked() {
    let mut desk = Desk::new();
    let ids = desk.file(0, (0..300).map(|n| filing(&format!("k{n}"), &format!("Old {n}"), "Text.")).collect());
    desk.digest();
    desk.verb(Verb::Flag(None), &ids[..2]);
    desk.verb(Verb::Read, &ids[9..20]);
    desk.verb(Verb::Spike, &ids[7..8]);
    desk.file(39 * 24 * 3600, vec![filing("k8", "Old 8", "Text.")]);
    desk.decide(LogKind::Did(Verb::Tag("keep".into())), Target::Items(vec![ids[5]]));
    let month = Duration::from_secs(30 * 24 * 3600);
    let keep = Retention { age: Some(month), items: Some(1_000), raw: Some(month) };
    assert_eq!(desk.writer.prune(&keep, at(100)).unwrap().items, 0);
    loop {
        let step = desk.writer.prune(&keep, at(40 * 24 * 3600)).unwrap();
        assert!(step.items < 40, "a decision would wait for {} of them", step.items);
        if !step.more {
            break;
        }
    }
    let mut reader = desk.reader();
    assert_eq!(reader.counts().unwrap().items, 5, "two flags, a tag, a spike, and one that its feed still shows");
    assert_eq!(reader.raw(ids[0], None).unwrap(), None);
    for (sound, words) in reader.doctor().unwrap() {
        assert!(sound, "{words}");
    }
    let most = Retention { age: None, items: Some(0), raw: None };
    assert_eq!(desk.writer.prune(&most, at(100)).unwrap().items, 0);
    let new = desk.file(1, vec![filing("k0-again", "New", "Text.")]);
    assert!(new[0] > ids[299], "a number is never given twice");
}

#[test]
fn a_clock_that_is_years_ahead_for_a_while_empties_no_cache() {
    let day = 24 * 3600;
    let mut desk = Desk::new();
    for n in 0..40 {
        desk.file(n * day, vec![filing(&format!("k{n}"), &format!("Of day {n}"), "Text.")]);
    }
    let keep = Retention { age: Some(Duration::from_secs(30 * 24 * 3600)), items: None, raw: None };
    let mut round = |at: i64| {
        let believed = desk.writer.time_to_let_go(self::at(at)).unwrap();
        while desk.writer.prune(&keep, believed).unwrap().more {}
        Reader::open(&desk.path(), WORKERS).unwrap().counts().unwrap().items
    };
    assert_eq!(round(35 * day), 35, "what came on the first five days is older than thirty");
    assert_eq!(round(36 * day), 34);
    let years = 3_650 * day;
    assert_eq!(round(years), 33, "one day a round, however late it is");
    assert_eq!(round(36 * day + 60), 33);
    assert_eq!(round(37 * day), 33, "what went early is all that it cost");
    assert_eq!(round(38 * day), 32);
    // After a month without the desk it takes some rounds.
    let all: Vec<u64> = (0..4).map(|hour| round(68 * day + hour * 3_600)).collect();
    assert_eq!(all, [31, 30, 29, 28]);
}

#[test]
fn one_process_polls_until_its_lease_runs_out() {
    let mut desk = Desk::new();
    let minute = Duration::from_secs(60);
    assert!(desk.writer.take_lease("first", at(0), minute).unwrap());
    assert!(!desk.writer.take_lease("second", at(30), minute).unwrap());
    assert!(desk.writer.take_lease("first", at(50), minute).unwrap());
    assert!(!desk.writer.take_lease("second", at(90), minute).unwrap());
    assert!(desk.writer.take_lease("second", at(111), minute).unwrap());
    desk.writer.drop_lease("first").unwrap();
    assert!(!desk.writer.take_lease("first", at(112), minute).unwrap());
    desk.writer.drop_lease("second").unwrap();
    assert!(desk.writer.take_lease("first", at(113), minute).unwrap());
}
