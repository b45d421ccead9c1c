//! Kill -9 in the middle of polling: what was acknowledged is on disk, feeds are whole, and the cache is sound.
#![allow(clippy::unwrap_used, reason = "a test may end at once")]
#![allow(clippy::print_stdout, reason = "what is killed tells its killer so what it did")]
#![allow(clippy::disallowed_methods, reason = "how often to kill is said in the environment")]

#[path = "support/wire_server.rs"]
mod wire_server;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{channel, sync_channel};
use std::time::{Duration, Instant};

use copytaster::screen::Message;
use copytaster::store::{Reader, Retention};
use copytaster::wire::{Decision, ItemId, LogKind, Source, Target, Ticket, Verb};
use copytaster::{poll, run};
use jiff::SignedDuration;
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

/// The variable that makes a run of this test the one that is killed; it names the folder.
const VICTIM: &str = "COPYTASTER_TEST_VICTIM";
/// How many times to kill; a few where it is not set.
const KILLS: &str = "COPYTASTER_TEST_KILLS";
/// After so many kills a new cache is begun, so that checking does not take longer and longer.
const CACHE_LASTS: usize = 10;

/// What `victim` and its killer have to know of each other.
fn plan(home: &Path, server: &str, generation: i64) -> run::Plan {
    let source = |n: usize| Source::new(format!("feed {n}"), format!("{server}/{generation}/{n}"));
    let clock: run::Clock = Arc::new(move || run::system_clock()() + SignedDuration::from_hours(generation));
    run::Plan {
        targets: Vec::new(),
        cache: home.join("desk.db"),
        // The last one never answers, so that no round comes to its end before it is killed.
        sources: (0..FEEDS).chain([usize::MAX]).map(source).collect(),
        file: None,
        policy: poll::Policy::default(),
        retention: Retention { age: None, items: None, raw: None },
        lookup: Arc::new(|_| None),
        tables: Arc::default(),
        clock,
        most_pages: None,
        rules: copytaster::store::Rules::default(),
    }
}

/// Polls and marks as an open screen does, and prints each decision that was acknowledged, until it is killed.
fn be_killed(home: &Path) -> ! {
    let told = fs::read_to_string(home.join("victim")).unwrap();
    let (server, generation) = told.split_once(' ').unwrap();
    let (inbox, events) = sync_channel(1024);
    let plan = plan(home, server, generation.parse().unwrap());
    let clock = Arc::clone(&plan.clock);
    let mut engine = run::Engine::start(plan, &inbox).unwrap();
    let mut ticket = 0;
    let mut decide = |engine: &mut run::Engine| {
        ticket += 1;
        let kind = LogKind::Did(Verb::Tag(format!("mark-{generation}-{ticket}")));
        let target = Target::Items(vec![ItemId(1 + i64::from(ticket % 2 == 0))]);
        engine.write(Decision { ticket: Ticket(ticket), at: clock(), who: "ida".into(), kind, target });
    };
    decide(&mut engine);
    loop {
        if let run::Event::Message(Message::Written(receipt)) = events.recv().unwrap() {
            // Before the first feed is in there is nothing to mark, and the receipt says so.
            if receipt.result.is_ok_and(|done| done.n.is_some()) {
                println!("mark-{generation}-{}", receipt.ticket.0);
            }
            decide(&mut engine);
        }
        engine.flush();
    }
}

/// What the killed process had printed, whole lines only, after it was killed at a moment drawn by chance.
fn kill_one(home: &Path, server: &WireServer, chance: &mut fastrand::Rng) -> Vec<String> {
    let enough = server.requests().len() + chance.usize(1..=FEEDS);
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "what_was_acknowledged_survives_every_kill", "--nocapture"])
        .env(VICTIM, home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (send, lines) = channel();
    let out = BufReader::new(victim.stdout.take().unwrap());
    let reader = std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    let deadline = Instant::now() + Duration::from_secs(60);
    while server.requests().len() < enough && Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert!(server.requests().len() >= enough, "the victim polls");
    // Somewhere in what follows on that: decoding, writing, a commit, a move of the log.
    let moment = Instant::now() + Duration::from_micros(chance.u64(0..60_000));
    while Instant::now() < moment {
        std::thread::yield_now();
    }
    assert!(victim.try_wait().unwrap().is_none(), "the kill meets a living poller");
    victim.kill().unwrap();
    victim.wait().unwrap();
    drop(reader.join());
    lines.try_iter().filter(|line| line.starts_with("mark-")).collect()
}

#[test]
fn what_was_acknowledged_survives_every_kill() {
    if let Some(home) = std::env::var_os(VICTIM) {
        be_killed(Path::new(&home));
    }
    let kills: usize = std::env::var(KILLS).map_or(4, |n| n.parse().unwrap());
    let server = WireServer::start(|request| {
        if request.path.ends_with(&usize::MAX.to_string()) {
            return Reply::Hang(Vec::new());
        }
        Reply::ok(rss(&request.path, ITEMS).replace("<guid>", &format!("<guid>{}", request.path)))
            .with("ETag", "\"one\"")
    });
    let mut chance = fastrand::Rng::new();
    let (mut acknowledged, mut all) = (Vec::new(), 0);
    let mut folder = tempfile::tempdir().unwrap();
    for n in 0..kills {
        if n > 0 && n % CACHE_LASTS == 0 {
            acknowledged.clear();
            folder = tempfile::tempdir().unwrap();
        }
        let home = folder.path();
        fs::write(home.join("victim"), format!("{} {n}", server.url(""))).unwrap();
        let marks = kill_one(home, &server, &mut chance);
        all += marks.len();
        acknowledged.extend(marks);
        check(home, &acknowledged);
    }
    println!("{kills} kills, each met a living poller; {all} decisions had been acknowledged, none was lost");
}

/// The cache is sound, no acknowledged mark is missing, every feed is whole, and validators are remembered of whole feeds only.
fn check(home: &Path, acknowledged: &[String]) {
    let cache = home.join("desk.db");
    let conn = rusqlite::Connection::open(&cache).unwrap();
    let integrity: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(integrity, "ok");
    let mut feeds = conn.prepare("SELECT name, etag IS NOT NULL, items FROM source").unwrap();
    let mut rows = feeds.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (name, validated, items): (String, bool, isize) =
            (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        assert!(items % ITEMS.cast_signed() == 0, "half a feed: {name} has {items} items");
        assert!(!validated || items > 0, "{name} has validators of copy that is not there");
    }
    let mut reader = Reader::open(&cache, run::workers()).unwrap();
    let log = reader.log(None).unwrap();
    let logged: HashSet<String> = log
        .into_iter()
        .filter_map(|line| match line.kind {
            LogKind::Did(Verb::Tag(tag)) => Some(tag),
            _ => None,
        })
        .collect();
    for mark in acknowledged {
        assert!(logged.contains(mark), "{mark} was acknowledged and is not in the log");
    }
    for (sound, words) in reader.doctor().unwrap() {
        assert!(sound, "{words}");
    }
}
