//! Damaged caches: what can be read of them stands in a new one, and the damaged file is kept as it was.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end at once")]

mod store_support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use copytaster::store::{Error, Reader, Saved, Writer, rebuild};
use copytaster::wire::{ItemId, Query, Source, Status, Verb};
use rusqlite::Connection;
use store_support::{Desk, WORKERS, at, delivery, filing, headlines, page, request};

const PAGE: usize = 8192;
const ITEMS: i64 = 300;
/// Lines of the log of [`filled`].
const DECISIONS: u64 = 65;

/// A closed cache with copy of two sources, marks on some of it and a decision taken back, in a folder of its own.
fn filled() -> (tempfile::TempDir, PathBuf) {
    let sources = ["Harbour Wire", "Valley Post"].map(|name| {
        Source::new(name, format!("https://{}.example/feed", name.split(' ').next().unwrap().to_lowercase()))
    });
    let mut desk = Desk::with_sources(&sources);
    for (source, at) in [(desk.sources[0].id, 10), (desk.sources[1].id, 20)] {
        let copy = |n: i64| {
            let words: String = (0..60).map(|w| format!("word{} ", (n * 7 + w * w) % 997)).collect();
            filing(&format!("{at}-{n}"), &format!("Headline {n} at {at}"), &format!("Text {n} \"is quoted\" {words}"))
        };
        desk.writer.ingest(&[delivery(source, at, (0..ITEMS / 2).map(copy).collect())]).unwrap();
    }
    desk.digest();
    let id = |n: i64| ItemId(n);
    for n in (1..=ITEMS).step_by(5) {
        desk.verb(Verb::Flag(Some(format!("label {n}"))), &[id(n)]).result.unwrap();
    }
    desk.verb(Verb::Hold(None), &[id(2), id(152)]).result.unwrap();
    desk.verb(Verb::Spike, &[id(3)]).result.unwrap();
    desk.verb(Verb::Note("ring the harbour".into()), &[id(299)]).result.unwrap();
    desk.verb(Verb::Flag(None), &[id(4)]).result.unwrap();
    desk.undo().result.unwrap();
    let Desk { dir, writer, .. } = desk;
    writer.close().unwrap();
    let path = dir.path().join("cache.db");
    (dir, path)
}

fn statuses(path: &Path) -> BTreeMap<i64, Status> {
    let mut reader = Reader::open(path, WORKERS).unwrap();
    let ids: Vec<ItemId> = (1..=ITEMS).map(ItemId).collect();
    let rows = reader.rows(&ids).unwrap();
    rows.into_iter().filter(|row| row.status != Status::default()).map(|row| (row.id.0, row.status)).collect()
}

/// What is damaged: the list of tables, each table that is read, and some of what is not, such as indexes.
const PARTS: [&str; 11] = [
    "sqlite_schema",
    "decision",
    "decision_item",
    "decision_undone",
    "source",
    "item",
    "item_key",
    "body",
    "tally",
    "story",
    "sqlite_sequence",
];

/// The first and the last page of each part.
fn pages(path: &Path) -> Vec<(&'static str, usize)> {
    let conn = Connection::open(path).unwrap();
    let mut pages =
        conn.prepare("SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype <> 'overflow' ORDER BY path").unwrap();
    let mut all = Vec::new();
    for part in PARTS {
        let of_part: Vec<usize> = pages
            .query_map([part], |r| r.get::<_, isize>(0))
            .unwrap()
            .map(|page| page.unwrap().cast_unsigned())
            .collect();
        let mut some = vec![of_part[0], of_part[of_part.len() - 1]];
        some.dedup();
        all.extend(some.into_iter().map(|page| (part, page)));
    }
    all
}

/// A copy of a cache with bytes of it overwritten by what means nothing.
fn garbled(path: &Path, from: usize, len: usize) -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("cache.db");
    let mut bytes = fs::read(path).unwrap();
    for (n, byte) in bytes.iter_mut().skip(from).take(len).enumerate() {
        *byte = (n as u8).wrapping_mul(151) ^ 0xa5;
    }
    fs::write(&copy, &bytes).unwrap();
    (dir, copy, bytes)
}

/// The new cache is sound and can be worked with, and the damaged file is kept byte for byte.
fn is_well(what: &str, path: &Path, saved: &Saved, damaged: &[u8]) {
    assert!(fs::read(&saved.aside).unwrap() == damaged, "{what}: the damaged file was touched");
    let mut writer = Writer::open(path, WORKERS, at(600)).unwrap();
    while writer.digest(100).unwrap().more {}
    let mut reader = Reader::open(path, WORKERS).unwrap();
    for (sound, words) in reader.doctor().unwrap() {
        assert!(sound, "{what}: {words}");
    }
    reader.log(None).unwrap();
    let rows = page(&mut reader, request(Query::All)).rows;
    for row in rows.iter().take(20) {
        reader.reading(row.id, None, 80).unwrap().unwrap();
    }
}

#[test]
fn a_garbled_page_costs_no_mark_wherever_it_is() {
    let (_dir, path) = filled();
    let marked = statuses(&path);
    assert!(marked.len() > 60);
    for (name, page) in pages(&path) {
        let what = format!("page {page} of {name}");
        let (_dir, copy, damaged) = garbled(&path, (page - 1) * PAGE, PAGE);
        let saved = rebuild(&copy, at(600)).unwrap();
        is_well(&what, &copy, &saved, &damaged);
        assert_eq!(statuses(&copy), marked, "{what}: {}", saved.words());
        assert_eq!(saved.marked.lost, Some(0), "{what}");
        // One page of the log holds all of this one, and is its first and last.
        let lost = if name == "decision" { DECISIONS - 1 } else { 0 };
        assert_eq!(saved.decisions.lost, Some(lost), "{what}: {}", saved.words());
    }
}

#[test]
fn a_header_that_is_overwritten_costs_nothing() {
    let (_dir, path) = filled();
    let marked = statuses(&path);
    for (from, len) in [(0, 16), (16, 84), (0, 100)] {
        let what = format!("{len} bytes from {from}");
        let (_dir, copy, damaged) = garbled(&path, from, len);
        let saved = rebuild(&copy, at(600)).unwrap();
        is_well(&what, &copy, &saved, &damaged);
        assert_eq!(statuses(&copy), marked, "{what}");
        assert!(saved.is_all(), "{what}: {}", saved.words());
    }
}

#[test]
fn of_a_file_that_is_cut_short_what_is_left_is_saved_and_what_is_lost_is_told() {
    let (_dir, path) = filled();
    let whole = fs::read(&path).unwrap();
    for tenths in [1, 3, 5, 7, 9] {
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("cache.db");
        let cut = &whole[..whole.len() * tenths / 10];
        fs::write(&copy, cut).unwrap();
        let saved = rebuild(&copy, at(600)).unwrap();
        is_well(&format!("{tenths} tenths"), &copy, &saved, cut);
        // What stands at the end of a file is mostly indexes.
        assert!(tenths > 5 || !saved.is_all(), "{}", saved.words());
        if tenths > 3 {
            assert_eq!(saved.decisions.saved, DECISIONS, "the log stands near the beginning: {}", saved.words());
        }
    }
}

#[test]
fn a_log_that_was_deleted_leaves_a_cache_that_can_be_worked_with() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "Ferry late", "Text.")]);
    desk.verb(Verb::Flag(None), &ids).result.unwrap();
    let desk = desk.reopened();
    let path = desk.path();
    let Desk { dir, mut writer, sources } = desk;
    writer.ingest(&[delivery(sources[0].id, 20, vec![filing("b", "Ferry sunk", "Text.")])]).unwrap();
    let copy = dir.path().join("without.db");
    fs::copy(&path, &copy).unwrap();
    let mut reader = Reader::open(&copy, WORKERS).unwrap();
    assert_eq!(headlines(&mut reader, Query::All), ["Ferry late"]);
    assert!(reader.rows(&ids).unwrap()[0].status.flagged.is_some());
    assert!(reader.doctor().unwrap().iter().all(|(sound, _)| *sound));
}

#[test]
fn what_stands_in_the_log_beside_a_damaged_file_is_saved_too() {
    let (_dir, path) = filled();
    let mut writer = Writer::open(&path, WORKERS, at(500)).unwrap();
    let tag = copytaster::wire::Decision {
        ticket: copytaster::wire::Ticket(1),
        at: at(501),
        who: "ida".into(),
        kind: copytaster::wire::LogKind::Did(Verb::Tag("late".into())),
        target: copytaster::wire::Target::Items(vec![ItemId(7)]),
    };
    writer.decide(&tag).result.unwrap();
    // As a process that was killed leaves it.
    let page = pages(&path).into_iter().find(|(part, _)| *part == "item").unwrap().1;
    let (dir, copy, _) = garbled(&path, (page - 1) * PAGE, PAGE);
    fs::copy(path.with_file_name("cache.db-wal"), dir.path().join("cache.db-wal")).unwrap();
    drop(writer);
    let saved = rebuild(&copy, at(600)).unwrap();
    assert_eq!(statuses(&copy)[&7].tags, ["late"], "{}", saved.words());
    assert!(fs::metadata(format!("{}-wal", saved.aside.display())).unwrap().len() > 0, "the log is kept beside it");
}

#[test]
fn a_cache_that_is_open_elsewhere_or_of_a_later_version_is_left_alone() {
    let (dir, path) = filled();
    let writer = Writer::open(&path, WORKERS, at(500)).unwrap();
    assert_eq!(rebuild(&path, at(600)).err(), Some(Error::InUse));
    writer.close().unwrap();
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    assert!(matches!(rebuild(&path, at(600)).err(), Some(Error::Newer { found: 99, .. })));
    let left: Vec<String> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("damaged") || name.contains("rebuilding") || name.contains("mending"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn of_a_file_that_is_no_cache_nothing_is_read_and_nothing_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    let letter = "these are not the pages of a database, but a letter to the editor".repeat(500);
    fs::write(&path, &letter).unwrap();
    let saved = rebuild(&path, at(0)).unwrap();
    assert_eq!(fs::read_to_string(&saved.aside).unwrap(), letter);
    assert_eq!((saved.items.saved, saved.decisions.saved), (0, 0));
    let mut desk = Writer::open(&path, WORKERS, at(1)).unwrap();
    desk.sync_sources(&[Source::new("Harbour Wire", "https://harbour.example/feed")], at(1)).unwrap();
}

#[test]
fn doctor_names_the_damage_and_mends_it_when_asked() {
    let (_dir, path) = filled();
    let page = pages(&path).into_iter().find(|(part, _)| *part == "item_key").unwrap().1;
    let (dir, copy, _) = garbled(&path, (page - 1) * PAGE, PAGE);
    let doctor = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.env("HOME", dir.path()).env("XDG_CONFIG_HOME", dir.path()).arg("--cache").arg(&copy).arg("doctor");
        String::from_utf8(command.args(more).output().unwrap().stdout).unwrap()
    };
    let before = doctor(&[]);
    let sick = before.lines().find(|line| line.starts_with("SICK cache")).unwrap_or_else(|| panic!("{before}"));
    assert!(sick.contains("damaged") && sick.contains("doctor --repair"), "{sick}");
    let mended = doctor(&["--repair"]);
    assert!(mended.contains("ok   damaged cache made anew with all 65 decisions"), "{mended}");
    assert!(mended.contains("ok   cache: the file is sound"), "{mended}");
    let after = doctor(&["--repair"]);
    assert!(!after.contains("made anew") && !after.contains("SICK cache"), "a sound cache is left alone: {after}");
}

/// The page that leads to all others of a table, overwritten.
fn without_root(path: &Path, table: &str) -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let root: usize = Connection::open(path).unwrap().query_row(sql, [table], |r| r.get::<_, u32>(0)).unwrap() as usize;
    let inside = fs::read(path).unwrap()[(root - 1) * PAGE] == 5;
    assert!(inside, "{table} must be large enough to have a root that holds no rows itself");
    garbled(path, (root - 1) * PAGE, PAGE)
}

#[test]
fn copy_to_which_no_page_leads_any_more_is_found_in_the_file_itself() {
    let (_dir, path) = filled();
    let texts = |path: &Path| {
        let mut reader = Reader::open(path, WORKERS).unwrap();
        (1..=ITEMS)
            .map(|n| reader.reading(ItemId(n), None, 80).unwrap().map(|r| r.filing.text.clone()))
            .collect::<Vec<_>>()
    };
    let (whole, marked) = (texts(&path), statuses(&path));
    assert!(whole.iter().flatten().all(|text| text.contains("is quoted")));
    for table in ["body", "item"] {
        let (dir, copy, damaged) = without_root(&path, table);
        let saved = rebuild(&copy, at(600)).unwrap();
        is_well(table, &copy, &saved, &damaged);
        assert!(saved.is_all(), "{table}: {}", saved.words());
        assert!(texts(&copy) == whole && statuses(&copy) == marked, "{table}");
        let left = fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        assert!(left.into_iter().all(|name| !name.contains("grafting")), "{table}");
    }
}

#[test]
fn copy_that_was_let_go_of_does_not_come_back_from_free_pages() {
    let (dir, path) = filled();
    let cache = Connection::open(&path).unwrap();
    cache.execute_batch("DELETE FROM body WHERE id >> 16 > 200; DELETE FROM item WHERE id > 200; DELETE FROM decision_item WHERE item > 200;").unwrap();
    let free: i64 = cache.pragma_query_value(None, "freelist_count", |r| r.get(0)).unwrap();
    assert!(free > 5, "{free}");
    cache.close().unwrap();
    let (_dir, copy, _) = without_root(&path, "body");
    let saved = rebuild(&copy, at(600)).unwrap();
    assert_eq!(saved.items.saved, 200, "{}", saved.words());
    drop(dir);
}
