//! A disk that runs full at every point there is: nothing that was reported as done is lost, every failure is said in words and
//! by the exit code, and reading goes on. The disk is a library put before the C library, compiled here: no rights are needed.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/wire_server.rs"]
mod wire_server;

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use copytaster::run;
use copytaster::store::Reader;
use wire_server::{Reply, WireServer, rss};

const ITEMS: usize = 120;
const ARGS: [&str; 6] = ["--config", "config.toml", "--sources", "sources.toml", "--cache", "disk/desk.db"];

/// A desk whose cache is on a disk that can be full.
struct Desk {
    home: tempfile::TempDir,
    library: PathBuf,
}

impl Desk {
    fn new(server: &WireServer) -> Self {
        let home = tempfile::tempdir().unwrap();
        let library = home.path().join("full_disk.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/full_disk.c");
        let mut compile = Command::new("cc");
        compile.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl");
        assert!(compile.status().unwrap().success(), "cc, which building copytaster needs too, compiles the full disk");
        fs::create_dir(home.path().join("disk")).unwrap();
        fs::write(home.path().join("config.toml"), "").unwrap();
        let source = format!("[[source]]\nname = \"first\"\nurl = \"{}\"\n", server.url("/first"));
        fs::write(home.path().join("sources.toml"), source).unwrap();
        Self { home, library }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs the program; `room` is how many bytes are left on its disk, as many as there are where `None`.
    fn run(&self, room: Option<u64>, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.args(ARGS).args(args).current_dir(self.home.path()).env("HOME", self.home.path());
        if let Some(room) = room {
            command.env("LD_PRELOAD", &self.library).env("COPYTASTER_TEST_ROOM", room.to_string());
            command.env("COPYTASTER_TEST_DISK", fs::canonicalize(self.path("disk")).unwrap());
        }
        command.stdin(Stdio::null()).output().unwrap()
    }

    fn lines(&self, args: &[&str]) -> usize {
        words(&self.run(None, args).stdout).lines().count()
    }

    /// The disk is as it was kept by [`Desk::keep`].
    fn reset(&self) {
        fs::remove_dir_all(self.path("disk")).unwrap();
        fs::create_dir(self.path("disk")).unwrap();
        for file in fs::read_dir(self.path("kept")).unwrap().flatten() {
            fs::copy(file.path(), self.path("disk").join(file.file_name())).unwrap();
        }
    }

    fn keep(&self) {
        fs::create_dir(self.path("kept")).unwrap();
        for file in fs::read_dir(self.path("disk")).unwrap().flatten() {
            fs::copy(file.path(), self.path("kept").join(file.file_name())).unwrap();
        }
    }

    fn is_sound(&self, when: &str) {
        let mut reader = Reader::open(&self.path("disk/desk.db"), run::workers()).unwrap();
        for (sound, words) in reader.doctor().unwrap() {
            assert!(sound, "{when}: {words}");
        }
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A failure is one by its exit code, and says that it is the disk.
fn is_said(when: &str, output: &Output) {
    let said = words(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{when}: {said}");
    assert_eq!(said.matches("the disk is full").count(), 1, "{when}: {said}");
}

#[test]
fn no_round_is_reported_as_done_that_the_full_disk_refused_and_the_next_one_brings_all() {
    let server = WireServer::start(|request| match request.header("if-none-match") {
        Some(_) => Reply::status(304),
        None => Reply::ok(rss(&request.path, ITEMS)).with("ETag", "\"one\""),
    });
    let desk = Desk::new(&server);
    desk.keep();
    let (mut refused, mut done) = (0, 0);
    // From no room for an empty cache to room for all.
    for room in [0, 40_000, 200_000, 450_000, 600_000, 800_000, 1_000_000, 2_000_000, 8_000_000] {
        desk.reset();
        let round = desk.run(Some(room), &["poll", "--all"]);
        let when = format!("{room} bytes left");
        if round.status.success() {
            done += 1;
        } else {
            refused += 1;
            is_said(&when, &round);
            let again = desk.run(None, &["poll", "--all"]);
            assert!(again.status.success(), "{when}: {}", words(&again.stderr));
        }
        assert_eq!(desk.lines(&["list", "--json", "--limit", "1000"]), ITEMS, "{when}");
        desk.is_sound(&when);
    }
    assert!(refused >= 3 && done >= 1, "{refused} refused, {done} done");
}

#[test]
fn every_verb_that_was_acknowledged_is_there_and_none_that_was_refused() {
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, ITEMS)));
    let desk = Desk::new(&server);
    assert!(desk.run(None, &["poll", "--all"]).status.success());
    assert!(desk.run(None, &["flag", "1"]).status.success());
    desk.keep();
    let long = "a long note ".repeat(900);
    let verbs: [&[&str]; 4] = [&["flag", "2", "3"], &["note", "4", "--text", &long], &["undo"], &["spike", "5"]];
    let mut refused = 0;
    for room in [33_000, 45_000, 60_000, 75_000, 90_000, 120_000, 400_000] {
        desk.reset();
        let mut acknowledged = 1;
        for verb in verbs {
            let output = desk.run(Some(room), verb);
            let when = format!("{verb:.1?} with {room} bytes left");
            if output.status.success() {
                acknowledged += 1;
            } else {
                refused += 1;
                is_said(&when, &output);
                assert_eq!(words(&output.stdout), "", "{when}");
            }
            let listed = desk.run(Some(room), &["list", "--json", "--limit", "1000"]);
            assert!(listed.status.success(), "{when}, reading: {}", words(&listed.stderr));
            assert_eq!(words(&listed.stdout).lines().count(), ITEMS, "{when}");
        }
        assert_eq!(desk.lines(&["log", "--json"]), acknowledged, "{room} bytes left");
        desk.is_sound(&format!("{room} bytes left"));
    }
    assert!(refused >= 3, "{refused}");
}

#[test]
fn a_repair_that_the_full_disk_refuses_leaves_the_damaged_cache_as_it_was() {
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, ITEMS)));
    let desk = Desk::new(&server);
    assert!(desk.run(None, &["poll", "--all"]).status.success());
    assert!(desk.run(None, &["flag", "7"]).status.success());
    let cache = desk.path("disk/desk.db");
    let page: u32 = {
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'item_key'";
        rusqlite::Connection::open(&cache).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    fs::File::options()
        .write(true)
        .open(&cache)
        .unwrap()
        .write_all_at(&[0xa5; 8192], u64::from(page - 1) * 8192)
        .unwrap();
    let damaged = fs::read(&cache).unwrap();
    desk.keep();
    let mut refused = 0;
    for room in [0, 100_000, 300_000, 500_000, 700_000, 900_000] {
        desk.reset();
        let repair = desk.run(Some(room), &["doctor", "--repair"]);
        let said = words(&repair.stdout);
        if said.contains("made anew") {
            continue;
        }
        refused += 1;
        assert_eq!(repair.status.code(), Some(1), "{room}: {said}");
        assert!(said.contains("cannot be repaired: the disk is full"), "{room}: {said}");
        assert!(fs::read(&cache).unwrap() == damaged, "{room} bytes left");
        let files =
            fs::read_dir(desk.path("disk")).unwrap().flatten().map(|file| file.file_name().into_string().unwrap());
        let left: Vec<String> =
            files.filter(|name| name.contains(".damaged") || name.contains(".rebuilding")).collect();
        assert_eq!(left, Vec::<String>::new(), "{room} bytes left");
    }
    assert!(refused >= 2, "{refused}");
    desk.run(None, &["doctor", "--repair"]);
    desk.is_sound("with room again");
    assert_eq!(desk.lines(&["list", "--json", "is:flagged"]), 1);
}

#[test]
fn what_is_exported_onto_a_full_disk_is_not_reported_as_written() {
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, ITEMS)));
    let desk = Desk::new(&server);
    assert!(desk.run(None, &["poll", "--all"]).status.success());
    for args in
        [&["export", "json"][..], &["export", "opml"], &["list"], &["show", "1"], &["report"], &["log", "--json"]]
    {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.args(ARGS).args(args).current_dir(desk.home.path()).env("HOME", desk.home.path());
        let output = command.stdin(Stdio::null()).stdout(full).output().unwrap();
        let said = words(&output.stderr);
        if args[0] == "log" {
            // Nothing was decided: nothing is written, and nothing fails.
            assert!(output.status.success(), "{args:?}: {said}");
        } else {
            assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
            assert!(said.contains("cannot write: No space left on device"), "{args:?}: {said}");
        }
    }
}
