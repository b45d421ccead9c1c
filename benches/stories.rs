//! What it costs to give an item its story and its reprint group, with few and with many items before it: the judge by itself,
//! and in the cache.
//!
//! `cargo bench --bench stories` goes up to a hundred thousand items; `cargo bench --bench stories -- 1000000` to a million.

#![allow(clippy::print_stderr, reason = "a bench reports on stderr")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::path::Path;
use std::time::{Duration, Instant};

use copytaster::analysis::stories::{Arrival, Desk, Print};
use copytaster::store::{Workers, Writer};
use copytaster::wire::{Delivery, Filing, Laid, Outcome, Source, SourceId, SourceState};
use jiff::Timestamp;

/// Words of one item: some 2,200 bytes.
const WORDS: u64 = 330;
/// Items before the first look, and items timed at each look.
const FIRST: u64 = 10_000;
const TIMED: u64 = 2_000;

/// A number that looks drawn by chance, the same in each run.
fn drawn(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 16
}

/// Made-up copy: every third item opens an event, the others are on an event of late; one in ten is a reprint with a cut
/// tail. A sixth of the words are the event's own, one in a hundred is a number that nobody wrote before, the others are
/// spread as words of a language are.
fn copy(item: u64) -> String {
    if item > 50 && item.is_multiple_of(10) {
        let whole = copy(item - 1 - drawn(item) % 9);
        return whole.get(..whole.len() * 2 / 3).unwrap_or_default().to_owned();
    }
    let event = if item.is_multiple_of(3) { item } else { item.saturating_sub(drawn(item) % 600) / 3 * 3 };
    let mut text = String::with_capacity(2_400);
    for at in 0..WORDS {
        let chance = drawn(item * 1_009 + at);
        match chance % 100 {
            0..18 => text.push_str(&format!("Name{}", drawn(event * 31 + (chance >> 9) % 40) % 200_000)),
            18 => text.push_str(&format!("{}", (chance >> 9) % 100_000_000)),
            _ => {
                let drawn_rank = ((chance >> 8) % 1_000_000) as f64 / 1e6;
                let rank = (drawn_rank * 40_000_f64.ln()).exp() as u64;
                let letters = if rank < 100 { 3 } else { 5 + rank % 4 };
                let mut spelling = drawn(rank);
                for _ in 0..letters {
                    text.push(char::from(b'a' + (spelling % 26) as u8));
                    spelling /= 26;
                }
            }
        }
        text.push_str(if at % 17 == 16 { ". " } else { " " });
    }
    text
}

/// Memory of this process now, in megabytes, where the system tells.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_024
}

fn report(what: &str, items: u64, took: Duration, timed: u64) {
    let each = took.as_secs_f64() / timed as f64;
    let (us, a_second) = (each * 1e6, 1.0 / each);
    eprintln!("{what}, after {items:>9} items: {us:>6.1} µs an item, {a_second:>6.0} items a second; {} MB", memory());
}

/// Where to look: ten thousand items, and each ten times as many up to `most`.
fn looks(most: u64) -> Vec<u64> {
    std::iter::successors(Some(FIRST), |items| Some(items * 10)).take_while(|items| *items <= most).collect()
}

/// The judge by itself, from text to verdict.
fn alone(most: u64) {
    let mut desk = Desk::new();
    let mut next = 0;
    for look in looks(most) {
        let mut judge = |items: u64| {
            let texts: Vec<String> = (next..next + items).map(copy).collect();
            let began = Instant::now();
            for (item, text) in (next..).zip(&texts) {
                desk.arrive(item, &Print::of(&Arrival { title: "", text }), None);
            }
            next += items;
            (next, began.elapsed())
        };
        while judge(1_000).0 < look {}
        let (_, took) = judge(TIMED);
        report("judged", look, took, TIMED);
    }
}

fn fail(error: &dyn std::fmt::Display) -> ! {
    eprintln!("{error}");
    std::process::exit(1)
}

const WORKERS: Workers = Workers { quotes: |_| Vec::new(), lay_out: |_, _| Laid::default(), rules: 1 };

/// One item a second.
fn at(item: u64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + i64::try_from(item).unwrap_or(0)).unwrap_or_default()
}

fn delivery(source: SourceId, items: std::ops::Range<u64>) -> Delivery {
    let end = items.end;
    let filing = |item: u64| {
        let text = copy(item);
        let headline = text.split_inclusive(' ').take(9).collect::<String>().trim().to_owned();
        Filing {
            key: format!("https://wire.example/{item}"),
            headline,
            published: Some(at(item)),
            words: 330,
            fingerprint: item,
            text,
            ..Filing::default()
        }
    };
    Delivery {
        source,
        at: at(end),
        ms: 5,
        http: Some(200),
        outcome: Outcome::Fresh,
        state: SourceState::fresh(source),
        filings: items.map(filing).collect(),
        defects: Vec::new(),
        raw: Vec::new(),
        content_type: None,
    }
}

/// The judge in the cache: reading the copy, the verdict, and all that follows from it, committed. The full-text index is
/// left out: items are taken off its list before it comes to them.
fn stored(dir: &Path, most: u64) {
    let path = dir.join("cache.db");
    let mut writer = Writer::open(&path, WORKERS, at(0)).unwrap_or_else(|e| fail(&e));
    let sources: Vec<Source> =
        (0..100).map(|n| Source::new(format!("s{n}"), format!("https://w{n}.example/"))).collect();
    let sources = writer.sync_sources(&sources, at(0)).unwrap_or_else(|e| fail(&e));
    let beside = rusqlite::Connection::open(&path).unwrap_or_else(|e| fail(&e));
    let mut next = 0;
    let mut judge = |items: u64| {
        let feeds: Vec<Delivery> = (next..next + items)
            .step_by(20)
            .map(|first| delivery(sources[(first / 20) as usize % sources.len()].id, first..first + 20))
            .collect();
        for feeds in feeds.chunks(15) {
            writer.ingest(feeds).unwrap_or_else(|e| fail(&e));
        }
        beside.execute("DELETE FROM todo", []).unwrap_or_else(|e| fail(&e));
        let began = Instant::now();
        while writer.digest(64).unwrap_or_else(|e| fail(&e)).more {}
        next += items;
        (next, began.elapsed())
    };
    for look in looks(most) {
        while judge(1_000).0 < look {}
        let (_, took) = judge(TIMED);
        report("stored", look, took, TIMED);
    }
}

fn main() {
    // The bench runner hands over flags of its own.
    let most = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    alone(most);
    let dir = tempfile::tempdir().unwrap_or_else(|e| fail(&e));
    stored(dir.path(), most);
}
