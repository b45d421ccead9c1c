//! A shift under a terminal: five hundred items get their verdicts, and every one is found again after `kill -9`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end at once")]

mod store_support;
#[allow(dead_code, reason = "another file's tests look at how a program ends")]
mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use copytaster::store::Writer;
use copytaster::wire::Source;
use rustix::process::Signal;
use store_support::{WORKERS, at, delivery, filing};
use support::pty::Terminal;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_copytaster");
const ITEMS: usize = 500;

/// The headline of an item, counted from the newest.
fn headline(n: usize) -> String {
    format!("Item {n:03} of the shift")
}

/// A cache with so many items that nobody has seen, newest first as they are counted.
fn fill(home: &Path) {
    let mut writer = Writer::open(&home.join("desk.db"), WORKERS, at(0)).unwrap();
    let sources = writer.sync_sources(&[Source::new("Harbour Wire", "https://harbour.example/feed")], at(0)).unwrap();
    let filings = (0..ITEMS).map(|n| {
        let mut filing = filing(&format!("k{n}"), &headline(n), &format!("Paragraph {n} says {}.", n * 7919));
        filing.published = Some(at(-(n as i64) * 60));
        filing
    });
    writer.ingest(&[delivery(sources[0].id, 0, filings.collect())]).unwrap();
    while writer.digest(100).unwrap().more {}
    writer.close().unwrap();
}

/// The headlines that a query finds, by the program without its screen.
fn found(home: &Path, query: &str) -> BTreeSet<String> {
    let cache = home.join("desk.db");
    let output = Command::new(PROGRAM)
        .args(["--offline", "--cache", cache.to_str().unwrap(), "list", "--json", query])
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let title = |line: &str| -> String {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value["headline"].as_str().or(value["title"].as_str()).expect("a headline").to_owned()
    };
    String::from_utf8(output.stdout).unwrap().lines().map(title).collect()
}

/// The key of an item's verdict: most copy is spiked, some is kept.
fn verdict(n: usize) -> &'static str {
    match n % 10 {
        3 => "f",
        5 => "w",
        7 => "e",
        9 => "c",
        _ => "x",
    }
}

#[test]
fn a_shift_takes_little_more_than_a_key_an_item_and_outlives_kill_9() {
    let home = TempDir::new().unwrap();
    fill(home.path());
    // The shift is of a past year, and nothing of it is to be let go of.
    std::fs::write(home.path().join("config.toml"), "[cache]\nkeep_days = 0\nkeep_items = 0\n").unwrap();
    let args = ["--offline", "--config", "config.toml", "--cache", "desk.db"];
    let mut terminal = Terminal::start(PROGRAM, &args, home.path(), (120, 40));
    terminal.until_text(&headline(0));
    let mut pressed = 0;
    for n in 0..ITEMS {
        // Now and then one is read before it is judged.
        let keys = if n % 25 == 12 { format!("\r{}gl", verdict(n)) } else { verdict(n).to_owned() };
        pressed += keys.len();
        terminal.keys(&keys);
        // The next item, where there is one, is under the cursor before the next key.
        let next = headline(n + 1);
        let under = |line: String| line.starts_with('▸') && line.contains(&next[..12]);
        if n + 1 < ITEMS {
            terminal.until(&next, |screen| screen.rows(0, 60).any(under));
        }
    }
    assert!(pressed * 10 <= ITEMS * 12, "{pressed} keys for {ITEMS} items");
    // What the bar counts is on disk: nothing more is waited for.
    terminal.until_text("50 flagged  50 held  50 used");
    terminal.until_text(&format!("claimed (u undoes): {}", headline(ITEMS - 1)));
    terminal.signal(Signal::KILL);
    assert!(!terminal.end().status.success());
    for (query, key) in
        [("is:spiked", "x"), ("is:flagged", "f"), ("is:held", "w"), ("is:used", "e"), ("is:claimed", "c")]
    {
        let planned: BTreeSet<String> = (0..ITEMS).filter(|n| verdict(*n) == key).map(headline).collect();
        let there = found(home.path(), query);
        assert!(there.is_subset(&planned), "{query} found {:?} too", there.difference(&planned).collect::<Vec<_>>());
        let missing = planned.difference(&there).count();
        assert!(missing == 0, "{query}: {missing} verdicts are missing");
    }
}
