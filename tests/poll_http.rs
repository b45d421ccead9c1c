//! What a poll asks of a server, and what it makes of an honest answer.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/poll_desk.rs"]
mod poll_desk;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::sync::Arc;
use std::time::Duration;

use copytaster::poll::{Policy, Poller};
use copytaster::wire::{Failure, Login, Outcome, Secret, State};
use poll_desk::{NOW, job, poll, poller};
use wire_server::{Reply, WireServer, brotli, gzip, rss, zlib};

#[tokio::test]
async fn a_feed_is_fetched_and_its_validators_come_back_byte_for_byte() {
    let server = WireServer::start(|request| match request.header("if-none-match") {
        None => Reply::ok(rss("Harbour Wire", 3))
            .with("ETag", "W/\"caf\u{e9}-1\"")
            .with("Last-Modified", "Sun, 01 Mar 2026 09:00:00 GMT"),
        Some(_) => Reply::status(304).with("ETag", "\"two\""),
    });
    let poller = poller(Policy::default());
    let first = poll(&poller, job(&server.url("/feed"))).await;
    assert_eq!((first.outcome.clone(), first.http, first.filings.len()), (Outcome::Fresh, Some(200), 3));
    assert_eq!(first.state.title.as_deref(), Some("Harbour Wire"));
    assert_eq!((first.state.state, first.state.last_good), (State::Good, Some(NOW)));
    assert_eq!(first.raw, rss("Harbour Wire", 3).into_bytes());

    let mut again = job(&server.url("/feed"));
    again.state = first.state;
    let second = poll(&poller, again).await;
    assert_eq!((second.outcome.clone(), second.http), (Outcome::NotModified, Some(304)));
    let asked = &server.requests()[1];
    assert_eq!(asked.header("if-none-match"), Some("W/\"caf\u{e9}-1\""));
    assert_eq!(asked.header("if-modified-since"), Some("Sun, 01 Mar 2026 09:00:00 GMT"));
    assert_eq!(second.state.etag.as_deref(), Some("\"two\""));
    assert_eq!(second.state.last_modified.as_deref(), Some("Sun, 01 Mar 2026 09:00:00 GMT"));
    assert!(second.filings.is_empty() && second.raw.is_empty());
}

#[tokio::test]
async fn validators_that_the_server_drops_are_forgotten() {
    let server = WireServer::start(|_| Reply::ok(rss("Harbour Wire", 1)));
    let mut job = job(&server.url("/"));
    job.state.etag = Some("\"old\"".into());
    let delivery = poll(&poller(Policy::default()), job).await;
    assert_eq!((delivery.outcome, delivery.state.etag), (Outcome::Fresh, None));
}

#[tokio::test]
async fn the_three_compressions_are_undone() {
    let server = WireServer::start(|request| {
        let body = rss("Packed", 2).into_bytes();
        match request.path.as_str() {
            "/gzip" => Reply::ok(gzip(&body)).with("Content-Encoding", "gzip"),
            "/deflate" => Reply::ok(zlib(&body)).with("Content-Encoding", "deflate"),
            _ => Reply::ok(brotli(&body)).with("Content-Encoding", "br"),
        }
    });
    for path in ["/gzip", "/deflate", "/br"] {
        let delivery = poll(&poller(Policy::default()), job(&server.url(path))).await;
        assert_eq!((delivery.outcome, delivery.filings.len()), (Outcome::Fresh, 2), "{path}");
    }
}

#[tokio::test]
async fn only_a_chain_of_permanent_redirects_moves_a_source() {
    let server = WireServer::start(|request| match request.path.as_str() {
        "/old" => Reply::redirect(301, "/older"),
        "/older" => Reply::redirect(308, "/new"),
        "/mixed" => Reply::redirect(301, "/temporary"),
        "/temporary" => Reply::redirect(302, "/new"),
        "/to-nothing" => Reply::redirect(301, "/empty"),
        "/new" => Reply::ok(rss("Moved", 1)),
        _ => Reply::ok(""),
    });
    let poller = poller(Policy::default());
    let moved = poll(&poller, job(&server.url("/old"))).await;
    assert_eq!(moved.state.moved_to, Some(server.url("/new")));
    assert_eq!(poll(&poller, job(&server.url("/mixed"))).await.state.moved_to, None);
    assert_eq!(poll(&poller, job(&server.url("/to-nothing"))).await.state.moved_to, None);

    let mut again = job(&server.url("/old"));
    again.state = moved.state;
    poll(&poller, again).await;
    let paths: Vec<String> = server.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths.last().map(String::as_str), Some("/new"));
    assert_eq!(paths.iter().filter(|path| *path == "/old").count(), 1);
}

#[tokio::test]
async fn a_new_address_that_fails_is_given_up_for_the_old_one() {
    let server = WireServer::start(|_| Reply::status(410));
    let mut job = job(&server.url("/old"));
    job.state.moved_to = Some(server.url("/new"));
    let delivery = poll(&poller(Policy::default()), job).await;
    assert_eq!(delivery.outcome, Outcome::Failed(Failure::Refused { status: 410 }));
    assert_eq!(delivery.state.moved_to, None);
}

#[tokio::test]
async fn gone_is_gone() {
    let server = WireServer::start(|_| Reply::status(410));
    let delivery = poll(&poller(Policy::default()), job(&server.url("/"))).await;
    assert_eq!(delivery.outcome, Outcome::Gone);
    assert_eq!((delivery.state.state, delivery.state.next_due), (State::Gone, None));
}

#[tokio::test]
async fn a_server_that_asks_for_a_pause_gets_it() {
    let server = WireServer::start(|request| match request.path.as_str() {
        "/429" => Reply::status(429).with("Retry-After", "1800"),
        "/503" => Reply::status(503).with("Retry-After", "Sun, 01 Mar 2026 13:00:00 GMT"),
        _ => Reply::ok(rss("Fresh", 1)).with("Cache-Control", "max-age=900"),
    });
    let poller = poller(Policy { seed: Some(7), ..Policy::default() });
    for (path, status, wait) in [("/429", 429, 1_800), ("/503", 503, 3_600)] {
        let delivery = poll(&poller, job(&server.url(path))).await;
        assert_eq!(delivery.outcome, Outcome::Failed(Failure::Refused { status }));
        assert_eq!(delivery.state.next_due.unwrap().duration_since(NOW).as_secs(), wait);
        assert_eq!((delivery.state.state, delivery.state.failures), (State::Failing, 1));
        assert!(delivery.state.last_error.unwrap().contains(&status.to_string()));
    }
    let fresh = poll(&poller, job(&server.url("/"))).await;
    assert_eq!(fresh.state.every_s, Some(900));
    assert!(fresh.state.next_due.unwrap().duration_since(NOW).as_secs() >= 900);
}

#[tokio::test]
async fn a_good_poll_wipes_the_slate() {
    let server = WireServer::start(|_| Reply::ok(rss("Back", 1)));
    let mut job = job(&server.url("/"));
    (job.state.state, job.state.failures, job.state.last_error) = (State::Failing, 9, Some("it was down".into()));
    let state = poll(&poller(Policy::default()), job).await.state;
    assert_eq!((state.state, state.failures, state.last_error), (State::Good, 0, None));
}

#[tokio::test]
async fn logins_and_headers_go_to_their_own_origin_and_nowhere_else() {
    let other = Arc::new(WireServer::start(|_| Reply::ok(rss("Other", 1))));
    let elsewhere = other.url("/landing");
    let server = WireServer::start(move |request| match request.path.as_str() {
        "/away" => Reply::redirect(302, elsewhere.clone()),
        "/within" => Reply::redirect(302, "/landing"),
        _ => Reply::ok(rss("Own", 1)),
    });
    let lookup = Arc::new(|name: &str| (name == "WIRE_KEY").then(|| "k3y".to_owned()));
    let poller = Poller::with_environment(Policy::default(), Arc::new(|| NOW), Arc::default(), lookup).unwrap();
    for path in ["/away", "/within"] {
        let mut job = job(&server.url(path));
        job.source.headers =
            vec![("X-Api-Key".into(), Secret::Env("WIRE_KEY".into())), ("Cookie".into(), Secret::Plain("a=b".into()))];
        job.source.login =
            Some(Login { user: "desk".into(), password: Secret::Command(vec!["echo".into(), "hunter2".into()]) });
        assert_eq!(poll(&poller, job).await.outcome, Outcome::Fresh, "{path}");
    }
    let own = server.requests();
    assert_eq!(own.len(), 3);
    for request in &own {
        assert_eq!(request.header("authorization"), Some("Basic ZGVzazpodW50ZXIy"), "{request:?}");
        assert_eq!((request.header("x-api-key"), request.header("cookie")), (Some("k3y"), Some("a=b")));
        assert_eq!(request.header("referer"), None);
    }
    let [seen] = &other.requests()[..] else { panic!("one request was to come") };
    for name in ["authorization", "cookie", "x-api-key", "referer"] {
        assert_eq!(seen.header(name), None, "{seen:?}");
    }
}

#[tokio::test]
async fn a_login_in_the_address_is_sent_as_one_and_never_shown() {
    let server = WireServer::start(|request| match request.header("authorization") {
        Some("Basic ZGVzazpodW50ZXIy") => Reply::status(500),
        _ => Reply::status(401),
    });
    let url = server.url("/").replace("http://", "http://desk:hunter2@");
    let delivery = poll(&poller(Policy::default()), job(&url)).await;
    assert_eq!(delivery.outcome, Outcome::Failed(Failure::Refused { status: 500 }));
    assert!(!format!("{delivery:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_secret_that_is_missing_fails_the_source_before_anything_is_asked() {
    let server = WireServer::start(|_| Reply::ok(rss("Own", 1)));
    let mut job = job(&server.url("/"));
    job.source.headers = vec![("X-Api-Key".into(), Secret::Env("NOT_THERE".into()))];
    let delivery = poll(&poller(Policy::default()), job).await;
    let Outcome::Failed(Failure::Setup(why)) = delivery.outcome else { panic!("{:?}", delivery.outcome) };
    assert!(why.contains("NOT_THERE"));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_feed_is_found_at_its_own_address_or_through_a_page() {
    let server = WireServer::start(|request| match request.path.as_str() {
        "/feed" => Reply::ok(rss("Harbour Wire", 1)),
        "/page" => Reply::ok(
            "<!doctype html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed\"></head><body>x</body></html>",
        ),
        _ => Reply::ok("<!doctype html><html><head><title>x</title></head><body>nothing</body></html>"),
    });
    let poller = poller(Policy::default());
    let found = poller.find_feed(&server.url("/feed")).await.unwrap();
    assert_eq!((found[0].href.clone(), found[0].title.as_deref()), (server.url("/feed"), Some("Harbour Wire")));
    assert_eq!(poller.find_feed(&server.url("/page")).await.unwrap()[0].href, server.url("/feed"));
    assert!(matches!(poller.find_feed(&server.url("/none")).await, Err(Failure::Unreadable(_))));
    assert!(matches!(poller.find_feed("ftp://wire.example/").await, Err(Failure::Setup(_))));
}

#[tokio::test]
async fn the_interval_learned_from_a_body_holds_through_not_modified() {
    let server = WireServer::start(|request| match request.header("if-none-match") {
        None => Reply::ok(rss("Slow", 1).replace("<channel>", "<channel><ttl>30</ttl>")).with("ETag", "\"1\""),
        Some(_) => Reply::status(304),
    });
    let poller = poller(Policy::default());
    let first = poll(&poller, job(&server.url("/"))).await;
    assert_eq!(first.state.every_s, Some(1_800));
    let mut again = job(&server.url("/"));
    again.state = first.state;
    let second = poll(&poller, again).await;
    assert_eq!((second.outcome, second.state.every_s), (Outcome::NotModified, Some(1_800)));
    assert!(second.state.next_due.unwrap() >= NOW + Duration::from_secs(1_800));
}

#[tokio::test]
async fn what_was_replaced_told_apart_or_dropped_is_one_defect_each_and_harmless_copy_is_none() {
    let item = |guid: &str, title: &str, date: &str, text: &str| {
        format!(
            "<item><guid>{guid}</guid><title>{title}</title><pubDate>{date}</pubDate><description>{text}</description></item>"
        )
    };
    let good = "Sun, 01 Mar 2026 11:00:00 GMT";
    let odd = [
        item("a", "One", "yesterday", "pay\u{200b}pal"),
        item("b", "Two \u{202e}owt", "2026-02-30T00:00:00Z", "Text&#27;[2J."),
        item("c", "Three", "Thu, 01 Jan 1970 00:00:00 GMT", "Text."),
        item("d", "Four", "Wed, 01 Apr 2026 00:00:00 GMT", "Text."),
        item("same", "Five", good, "Text."),
        item("same", "Six", good, "Other text."),
    ];
    let harmless = [
        item(
            "a",
            "Donau\u{ad}dampf\u{ad}schiff ❤\u{fe0f}",
            "",
            "\u{feff}Text,\t&#160;and می\u{200c}خواهم\u{200e} more.",
        ),
        item("b", "Tomorrow’s paper", "Mon, 02 Mar 2026 06:00:00 GMT", "Text."),
    ];
    let feed =
        |items: &[String]| format!("<rss version=\"2.0\"><channel><title>W</title>{}</channel></rss>", items.concat());
    let (odd, harmless) = (feed(&odd), feed(&harmless));
    let server = WireServer::start(move |request| {
        Reply::ok(if request.path == "/odd" { odd.clone() } else { harmless.clone() })
    });
    let delivery = poll(&poller(Policy::default()), job(&server.url("/odd"))).await;
    let what: Vec<_> = delivery.defects.iter().map(|defect| defect.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "2 items with a date that cannot be read, listed as if undated",
            "1 item with an absurd date, before 1971 or after 2099",
            "2 items whose id others of this feed bear too, told apart by the rest",
            "3 characters that act unseen, or pile up, dropped from the copy",
            "1 item dated more than a day ahead, listed as if undated",
        ]
    );
    let delivery = poll(&poller(Policy::default()), job(&server.url("/harmless"))).await;
    assert_eq!(delivery.defects, []);
}
