//! The whole program on a disk that gives errors: nothing is said to be saved that is not, and all can be done again.
#![allow(clippy::unwrap_used, reason = "a test may end at once")]

#[path = "support/wire_server.rs"]
mod wire_server;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use copytaster::run;
use copytaster::store::Reader;
use wire_server::{Reply, WireServer, rss};

const ITEMS: usize = 40;
const ARGS: [&str; 6] = ["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"];

/// Runs the program where no file may be written beyond so many blocks of 512 bytes: the system then answers a write with an
/// error that is not that of a full disk. With `None` all goes well.
fn run_within(home: &Path, blocks: Option<u32>, args: &[&str]) -> Output {
    let limit = blocks.map_or(String::new(), |blocks| format!("trap '' XFSZ; ulimit -f {blocks} || exit 9; "));
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{limit}exec \"$0\" \"$@\"")).arg(env!("CARGO_BIN_EXE_copytaster"));
    command.args(ARGS).args(args).current_dir(home).env("HOME", home).stdin(Stdio::null());
    command.output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a cache that holds one feed.
fn desk(server: &WireServer) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), "").unwrap();
    fs::write(
        home.path().join("sources.toml"),
        format!("[[source]]\nname = \"first\"\nurl = \"{}\"\n", server.url("/first")),
    )
    .unwrap();
    home
}

/// Blocks in which the cache can be opened (its shared memory takes 32 KiB) and its log holds some pages, but not a decision.
const NARROW: u32 = 64;

#[test]
fn a_decision_that_the_disk_refuses_is_not_reported_and_can_be_made_again() {
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, ITEMS)));
    let home = desk(&server);
    let home = home.path();
    assert!(run_within(home, None, &["poll", "--all"]).status.success());
    let refused = run_within(home, Some(NARROW), &["flag", "1", "2"]);
    let said = words(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("the disk failed") && said.contains("nothing of this was saved"), "{said}");
    assert_eq!(words(&refused.stdout), "");
    let listed = run_within(home, Some(NARROW), &["list", "--limit", "1"]);
    assert!(listed.status.success(), "reading goes on: {}", words(&listed.stderr));

    assert_eq!(words(&run_within(home, None, &["log", "--json"]).stdout), "");
    assert!(run_within(home, None, &["flag", "1", "2"]).status.success());
    assert_eq!(words(&run_within(home, None, &["list", "--json", "is:flagged"]).stdout).lines().count(), 2);
    let mut reader = Reader::open(&home.join("desk.db"), run::workers()).unwrap();
    for (sound, words) in reader.doctor().unwrap() {
        assert!(sound, "{words}");
    }
}

#[test]
fn copy_that_the_disk_refuses_is_told_of_and_asked_for_again_without_validators() {
    let server = WireServer::start(|request| match request.header("if-none-match") {
        Some(_) => Reply::status(304),
        None => Reply::ok(rss(&request.path, ITEMS)).with("ETag", "\"one\""),
    });
    let home = desk(&server);
    let home = home.path();
    // An empty cache, so that there is one to open.
    assert!(run_within(home, None, &["list"]).status.success());
    let refused = run_within(home, Some(NARROW), &["poll", "--all"]);
    assert_eq!(refused.status.code(), Some(1), "{}", words(&refused.stderr));
    assert!(words(&refused.stderr).contains("the disk failed"), "{}", words(&refused.stderr));
    assert_eq!(words(&run_within(home, None, &["list", "--json"]).stdout), "");

    let again = run_within(home, None, &["poll", "--all"]);
    assert!(again.status.success(), "{}", words(&again.stderr));
    assert_eq!(words(&run_within(home, None, &["list", "--json"]).stdout).lines().count(), ITEMS);
    assert!(server.requests().iter().all(|request| request.header("if-none-match").is_none()));
}
