//! What a bulk decision costs: ten thousand items spiked, and that taken back, from the decision to the receipt.

#![allow(clippy::print_stderr, reason = "a bench reports on stderr")]

use std::cell::RefCell;

use copytaster::store::{Workers, Writer};
use copytaster::wire::{
    Decision, Delivery, Filing, ItemId, Laid, LogKind, Outcome, Source, SourceId, SourceState, Target, Ticket, Verb,
};
use divan::Bencher;
use jiff::Timestamp;

/// Items in the cache, and of one delivery.
const ITEMS: usize = 60_000;
const FEED: usize = 50;

/// Items of one decision.
const BULK: i64 = 10_000;

/// Every so many takes, several outlets run the same copy.
const SHARED: usize = 20;

const WORKERS: Workers = Workers { quotes: |_| Vec::new(), lay_out: |_, _| Laid::default(), rules: 1 };

fn main() {
    divan::main();
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap_or_default()
}

fn fail(error: &dyn std::fmt::Display) -> ! {
    eprintln!("{error}");
    std::process::exit(1)
}

/// Invented copy: a story of its own, or the same as the two takes before it.
fn filing(n: usize) -> Filing {
    let copy = if n % SHARED < 3 { n - n % SHARED } else { n };
    let mut rng = fastrand::Rng::with_seed(copy as u64);
    let text: String = (0..60).map(|_| format!("w{:x} ", rng.u32(..9_000_000))).collect();
    let url = format!("https://wire.example/{n}");
    Filing {
        key: url.clone(),
        url: Some(url),
        headline: format!("Take {copy} of {:x}", rng.u64(..)),
        published: Some(at(-i64::from(fastrand::Rng::with_seed(n as u64).u32(..2_000_000)))),
        words: 60,
        fingerprint: rng.u64(..),
        text,
        ..Filing::default()
    }
}

fn delivery(source: SourceId, first: usize) -> Delivery {
    Delivery {
        source,
        at: at(0),
        ms: 5,
        http: Some(200),
        outcome: Outcome::Fresh,
        state: SourceState::fresh(source),
        filings: (0..FEED).map(|n| filing(first + n)).collect(),
        defects: Vec::new(),
        raw: Vec::new(),
        content_type: None,
    }
}

/// A desk with its cache, and whether the bulk is on the spike.
struct Desk {
    _dir: tempfile::TempDir,
    writer: Writer,
    spiked: bool,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(desk());
}

fn desk() -> Desk {
    let dir = tempfile::tempdir().unwrap_or_else(|e| fail(&e));
    let mut writer = Writer::open(&dir.path().join("cache.db"), WORKERS, at(0)).unwrap_or_else(|e| fail(&e));
    let sources: Vec<Source> =
        (0..60).map(|n| Source::new(format!("s{n}"), format!("https://w{n}.example/"))).collect();
    let states = writer.sync_sources(&sources, at(0)).unwrap_or_else(|e| fail(&e));
    let feeds: Vec<usize> = (0..ITEMS / FEED).collect();
    for batch in feeds.chunks(20) {
        let deliveries: Vec<Delivery> = batch.iter().map(|n| delivery(states[n % states.len()].id, n * FEED)).collect();
        writer.ingest(&deliveries).unwrap_or_else(|e| fail(&e));
    }
    while writer.digest(400).unwrap_or_else(|e| fail(&e)).more {}
    Desk { _dir: dir, writer, spiked: false }
}

impl Desk {
    fn decide(&mut self, kind: LogKind, target: Target) -> usize {
        let decision = Decision { ticket: Ticket(1), at: at(1), who: "ida".into(), kind, target };
        self.writer.decide(&decision).result.map_or(0, |done| done.items.len())
    }

    fn spike(&mut self) -> usize {
        self.spiked = true;
        let ids = (20_000..20_000 + BULK).map(ItemId).collect();
        self.decide(LogKind::Did(Verb::Spike), Target::Items(ids))
    }

    fn undo(&mut self) -> usize {
        self.spiked = false;
        self.decide(LogKind::Undo, Target::Items(Vec::new()))
    }
}

/// One side of the pair is measured; the other makes ready for it.
fn alternate(bencher: Bencher, spiked: bool, measured: fn(&mut Desk) -> usize) {
    DESK.with_borrow_mut(|desk| {
        let desk = RefCell::new(desk);
        bencher
            .with_inputs(|| {
                let mut desk = desk.borrow_mut();
                match (desk.spiked, spiked) {
                    (true, false) => desk.undo(),
                    (false, true) => desk.spike(),
                    _ => 0,
                }
            })
            .bench_local_values(|_| measured(&mut desk.borrow_mut()));
    });
}

#[divan::bench(sample_count = 12)]
fn spike_ten_thousand(bencher: Bencher) {
    alternate(bencher, false, Desk::spike);
}

#[divan::bench(sample_count = 12)]
fn undo_a_spike_of_ten_thousand(bencher: Bencher) {
    alternate(bencher, true, Desk::undo);
}
