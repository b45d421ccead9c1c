//! Kill -9 in the middle of polling: what was acknowledged is on disk, feeds are whole, and the cache is sound.
#![allow(clippy::unwrap_used, reason = "a test may end at once")]

#[path = "support/wire_server.rs"]
mod wire_server;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use wire_server::{Reply, WireServer, rss};

const FEEDS: usize = 40;
const ITEMS: usize = 30;

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
    command.env("HOME", home).current_dir(home).stdin(Stdio::null());
    command.args(["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"]);
    command
}

fn run(home: &Path, args: &[&str]) -> Output {
    program(home).args(args).output().unwrap()
}

fn printed(home: &Path, args: &[&str]) -> String {
    let output = run(home, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(lines: &str) -> Vec<serde_json::Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_poller_killed_three_times_loses_no_mark_and_leaves_no_half_feed() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let server = WireServer::start(|request| Reply::ok(rss(&request.path, ITEMS)));
    fs::write(home.join("config.toml"), "").unwrap();
    let mut sources = format!("[[source]]\nname = \"first\"\nurl = \"{}\"\n", server.url("/first"));
    fs::write(home.join("sources.toml"), &sources).unwrap();
    printed(home, &["poll", "--all"]);
    let mut acknowledged = Vec::new();
    for round in 0..3_usize {
        for n in 0..FEEDS {
            let path = format!("/{round}/{n}");
            write!(sources, "[[source]]\nname = \"feed {round} {n}\"\nurl = \"{}\"\n", server.url(&path)).unwrap();
        }
        fs::write(home.join("sources.toml"), &sources).unwrap();
        let asked_before = server.requests().len();
        let mut poller =
            program(home).args(["poll", "--all"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Killed later in each round: after so many requests, with copy on its way to the disk.
        let enough = asked_before + 1 + round * FEEDS / 2;
        let deadline = Instant::now() + Duration::from_secs(30);
        while server.requests().len() < enough && Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert!(server.requests().len() >= enough, "the poller asks");
        let mark = format!("during-{round}");
        if run(home, &["tag", "1", "--as", &mark]).status.success() {
            acknowledged.push(mark);
        }
        poller.kill().unwrap();
        poller.wait().unwrap();
        let after = format!("after-{round}");
        printed(home, &["tag", "2", "--as", &after]);
        acknowledged.push(after);

        let log = printed(home, &["log", "--json"]);
        for words in &acknowledged {
            assert!(log.contains(words.as_str()), "{words:?} was acknowledged and is not in the log:\n{log}");
        }
        for source in json(&printed(home, &["sources", "--json"])) {
            let items = source["items"].as_u64().unwrap();
            assert!(items == 0 || items == ITEMS as u64, "half a feed: {source}");
        }
        let integrity: String = rusqlite::Connection::open(home.join("desk.db"))
            .unwrap()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(integrity, "ok");
    }
    printed(home, &["poll", "--all"]);
    let sources = json(&printed(home, &["sources", "--json"]));
    assert_eq!(sources.len(), 1 + 3 * FEEDS);
    assert!(sources.iter().all(|source| source["items"] == ITEMS), "the next poll fetches what the kills cost");
}
