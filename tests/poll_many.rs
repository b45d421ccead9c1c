//! Many sources at one time, a watch that keeps a schedule, and stopping.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/poll_desk.rs"]
mod poll_desk;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use copytaster::poll::{Order, Policy, StopToken};
use copytaster::wire::{Outcome, SourceId, State};
use poll_desk::{NOW, job, jobs, poller};
use tokio::sync::mpsc;
use wire_server::{Reply, WireServer, rss};

#[tokio::test(flavor = "multi_thread")]
async fn sources_that_hang_do_not_keep_the_others_waiting() {
    let switch = Arc::new(AtomicBool::new(false));
    let held = Arc::clone(&switch);
    let server = WireServer::start(move |request| {
        if request.path.starts_with("/hang") {
            Reply::Hold(Arc::clone(&held), Box::new(Reply::ok(rss("late", 1))))
        } else {
            Reply::ok(rss("quick", 1))
        }
    });
    // More hang than there are places; the quick ones come last.
    let urls = (0..6).map(|n| format!("/hang/{n}")).chain((0..20).map(|n| format!("/quick/{n}")));
    let jobs = jobs(urls.map(|path| server.url(&path)));
    let poller = poller(Policy { concurrency: 4, patience: Duration::from_millis(20), ..Policy::default() });
    let (out, mut deliveries) = mpsc::channel(4);
    let run = tokio::spawn(async move { poller.run_once(jobs, out, StopToken::never()).await });
    for _ in 0..20 {
        assert_eq!(deliveries.recv().await.unwrap().state.title.as_deref(), Some("quick"));
    }
    switch.store(true, Ordering::SeqCst);
    for _ in 0..6 {
        assert_eq!(deliveries.recv().await.unwrap().state.title.as_deref(), Some("late"));
    }
    assert!(deliveries.recv().await.is_none());
    run.await.unwrap();
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
    let poller = poller(Policy { concurrency: 3, ..Policy::default() });
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
