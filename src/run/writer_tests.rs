//! What the writer leaves on disk while it is at work.

use std::sync::mpsc::sync_channel;

use crate::wire::{Filing, Outcome};

use super::*;
use crate::run::upkeep::DIGEST_ALONE;

const ITEMS: usize = 480;
const PAGE: u64 = 8192;

#[test]
fn the_log_is_bounded_also_while_a_first_poll_is_digested() {
    let dir = tempfile::tempdir().unwrap();
    let cache = dir.path().join("cache.db");
    let clock: Clock = Arc::new(|| "2026-11-23T12:00:00Z".parse().unwrap());
    let mut store = Writer::open(&cache, crate::run::workers(), clock()).unwrap();
    let source = store.sync_sources(&[Source::new("Harbour Wire", "https://harbour.example/feed")], clock()).unwrap();
    let filing = |n: usize| {
        let words = |from: usize| (from..from + 150).map(|w| format!("w{} ", w * 7919 % 9973)).collect::<String>();
        Filing { key: n.to_string(), headline: format!("Quay {n}"), text: words(n * 150), ..Filing::default() }
    };
    let delivery = Delivery {
        source: source[0].id,
        at: clock(),
        ms: 1,
        http: Some(200),
        outcome: Outcome::Fresh,
        state: SourceState::fresh(source[0].id),
        filings: (0..ITEMS).map(filing).collect(),
        defects: Vec::new(),
        raw: Vec::new(),
        content_type: None,
    };
    store.ingest(&[delivery]).unwrap();
    let habits = Habits {
        retention: Retention { age: None, items: None, raw: None },
        lease: Duration::from_secs(60),
        digest: true,
        digest_at_end: 0,
        rules: Rules::default(),
        log_pages: 100,
    };
    let (tell, sizes) = sync_channel(ITEMS);
    let log = dir.path().join("cache.db-wal");
    let writer = start(store, habits, clock, move |_| {
        let _ = tell.try_send(std::fs::metadata(&log).map_or(0, |m| m.len()));
    })
    .unwrap();
    let most = sizes.iter().take(ITEMS / DIGEST_ALONE).max().unwrap_or(0);
    writer.finish();
    assert!(most > 50 * PAGE, "the digest wrote {most} bytes: too few to tell");
    assert!(most < 400 * PAGE, "the log grew to {most} bytes");
}
