//! Many sources at one time, a watch that keeps a schedule, and stopping.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/poll_desk.rs"]
mod poll_desk;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use copytaster::poll::{Order, Policy, StopToken};
use copytaster::wire::{Outcome, SourceId, State};
use poll_desk::{NOW, job, jobs, poller};
use tokio::sync::mpsc;
use wire_server::{Reply, WireServer, rss};

/// The head of an answer that promises more than comes, and the beginning of its feed.
fn begun(items: usize) -> Vec<u8> {
    let feed = rss("never whole", items);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 30000000\r\n\r\n";
    [head.as_bytes(), feed.trim_end_matches("</channel></rss>").as_bytes()].concat()
}

/// Breaks nothing off within the time of a test, on however busy a machine: what comes first came beside what is still held.
fn forbearing() -> Policy {
    Policy { idle: Duration::from_secs(300), total: Duration::from_secs(300), ..Policy::default() }
}

/// The titles of the first deliveries of a round; what is under way then is dropped.
async fn first(count: usize, policy: Policy, urls: Vec<String>) -> Vec<String> {
    let poller = poller(policy);
    let (out, mut deliveries) = mpsc::channel(4);
    let (stopper, stop) = StopToken::pair();
    let run = tokio::spawn(async move { poller.run_once(jobs(urls), out, stop).await });
    let mut titles = Vec::new();
    for _ in 0..count {
        let delivery = deliveries.recv().await.unwrap();
        titles.push(format!("{:?} {}", delivery.outcome, delivery.state.title.unwrap_or_default()));
    }
    stopper.stop();
    run.await.unwrap();
    titles
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_sources_hang_stall_or_drip_the_others_come_while_these_are_still_held() {
    let server = WireServer::start(|request| match request.path.split('/').nth(1) {
        Some("hang") => Reply::Hang(Vec::new()),
        Some("stall") => Reply::Hang(begun(600)),
        Some("drip") => Reply::Repeat { first: begun(600), again: b"x".to_vec(), pause: Duration::from_millis(5) },
        _ => Reply::ok(rss("quick", 30)),
    });
    // More of each kind than there are places for requests or bodies, and all of them before the quick ones.
    let bad = ["hang", "stall", "drip"].into_iter().flat_map(|kind| (0..30).map(move |n| format!("/{kind}/{n}")));
    let urls = bad.chain((0..20).map(|n| format!("/quick/{n}"))).map(|path| server.url(&path)).collect();
    assert_eq!(first(20, Policy { concurrency: 8, ..forbearing() }, urls).await, vec!["Fresh quick"; 20]);
    assert!(server.requests().len() > 20 + 8, "more bad ones are under way than there are places");
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_above_two_megabytes_that_stall_keep_no_other_such_feed_waiting() {
    // On a busy machine the whole ones are slow, too. There is room for all five beside the one place for such feeds.
    let items = 13_000;
    assert!((2 << 20..3 << 20).contains(&begun(items).len()));
    let server = WireServer::start(move |request| {
        if request.path.starts_with("/stall") { Reply::Hang(begun(items)) } else { Reply::ok(rss("whole", items)) }
    });
    let urls = ["/stall/1", "/stall/2", "/stall/3", "/whole/1", "/whole/2"].map(|path| server.url(path)).to_vec();
    assert_eq!(first(2, forbearing(), urls).await, vec!["Fresh whole"; 2]);
}

#[tokio::test]
async fn a_server_of_many_feeds_that_hang_leaves_the_first_places_to_the_others() {
    let held = WireServer::start(|_| Reply::Hang(Vec::new()));
    let other = WireServer::start(|_| Reply::ok(rss("quick", 1)));
    let urls = (0..9).map(|n| held.url(&format!("/{n}"))).chain([other.url("/")]).collect();
    let patient = Policy { concurrency: 2, patience: Duration::from_secs(60), ..Policy::default() };
    assert_eq!(first(1, patient, urls).await, ["Fresh quick"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_source_is_asked_once_and_no_more_at_a_time_than_allowed() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (under_way, peak) = (Arc::clone(&now), Arc::clone(&most));
    let server = WireServer::start(move |_| {
        peak.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::yield_now();
        under_way.fetch_sub(1, Ordering::SeqCst);
        Reply::ok(rss("x", 2))
    });
    let jobs = jobs((0..60).map(|n| server.url(&format!("/{n}"))));
    // However slow the server is here, it keeps its place: those that wait for it come on top of what is allowed.
    let patience = Duration::from_secs(300);
    let poller = poller(Policy { concurrency: 3, patience, ..forbearing() });
    let (out, mut deliveries) = mpsc::channel(1);
    let run = tokio::spawn(async move { poller.run_once(jobs, out, StopToken::never()).await });
    let mut ids = Vec::new();
    while let Some(delivery) = deliveries.recv().await {
        assert_eq!(delivery.outcome, Outcome::Fresh);
        ids.push(delivery.source.0);
    }
    run.await.unwrap();
    ids.sort_unstable();
    assert_eq!(ids, (1..=60).collect::<Vec<_>>());
    assert_eq!(server.requests().len(), 60);
    assert!(most.load(Ordering::SeqCst) <= 3);
}

#[tokio::test]
async fn stopping_ends_a_round_and_a_watch_whatever_hangs() {
    let server = WireServer::start(|_| Reply::Hang(Vec::new()));
    let poller = poller(Policy::default());
    let (stopper, stop) = StopToken::pair();
    let (out, mut deliveries) = mpsc::channel(1);
    let (_orders, orders) = mpsc::channel(1);
    let jobs = vec![job(&server.url("/"))];
    let both = async {
        tokio::join!(
            poller.run_once(jobs.clone(), out.clone(), stop.clone()),
            poller.run_watch(jobs.clone(), orders, out.clone(), stop.clone())
        )
    };
    let stopping = async {
        while server.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        stopper.stop();
    };
    tokio::join!(both, stopping);
    drop(out);
    assert!(deliveries.recv().await.is_none());
}

#[tokio::test]
async fn offline_nothing_is_asked() {
    let server = WireServer::start(|_| Reply::ok(rss("x", 1)));
    let poller = poller(Policy { offline: true, ..Policy::default() });
    let (out, mut deliveries) = mpsc::channel(1);
    poller.run_once(vec![job(&server.url("/"))], out, StopToken::never()).await;
    assert!(deliveries.recv().await.is_none());
    assert!(poller.find_feed(&server.url("/")).await.is_err());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_watch_polls_what_is_due_and_obeys_orders() {
    let server =
        WireServer::start(|request| if request.path == "/gone" { Reply::status(410) } else { Reply::ok(rss("x", 1)) });
    let mut jobs = jobs(["/due", "/later", "/gone"].map(|path| server.url(path)));
    jobs[1].state.state = State::Good;
    jobs[1].state.next_due = Some(NOW + Duration::from_secs(3_600));
    jobs[2].state.state = State::Gone;
    let poller = poller(Policy::default());
    let (stopper, stop) = StopToken::pair();
    let (out, mut deliveries) = mpsc::channel(1);
    let (orders, ordered) = mpsc::channel(1);
    let listed = jobs.clone();
    let watch = tokio::spawn(async move { poller.run_watch(listed, ordered, out, stop).await });

    let mut next = async || deliveries.recv().await.unwrap().source;
    assert_eq!(next().await, SourceId(1));
    orders.send(Order::Poll(SourceId(2))).await.unwrap();
    assert_eq!(next().await, SourceId(2));
    orders.send(Order::Poll(SourceId(3))).await.unwrap();
    assert_eq!(next().await, SourceId(3));
    orders.send(Order::PollAll).await.unwrap();
    let mut two = [next().await, next().await];
    two.sort_unstable();
    assert_eq!(two, [SourceId(1), SourceId(2)]);

    // A source that stays keeps its schedule; one with a new address is asked at once.
    let mut changed = jobs[1].clone();
    changed.source.url = server.url("/moved");
    changed.state.next_due = None;
    orders.send(Order::Replace(vec![jobs[0].clone(), changed])).await.unwrap();
    assert_eq!(next().await, SourceId(2));
    orders.send(Order::PollAll).await.unwrap();
    let mut two = [next().await, next().await];
    two.sort_unstable();
    assert_eq!(two, [SourceId(1), SourceId(2)]);
    stopper.stop();
    watch.await.unwrap();
    let paths: Vec<String> = server.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths.iter().filter(|path| *path == "/gone").count(), 1);
    assert_eq!(paths.iter().filter(|path| *path == "/moved").count(), 2);
}

#[tokio::test]
async fn a_watch_ends_when_nobody_listens() {
    let server = WireServer::start(|_| Reply::ok(rss("x", 1)));
    let (out, deliveries) = mpsc::channel(1);
    let (_orders, ordered) = mpsc::channel(1);
    drop(deliveries);
    poller(Policy::default()).run_watch(vec![job(&server.url("/"))], ordered, out, StopToken::never()).await;
}
