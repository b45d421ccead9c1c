//! Servers that hang, drip, bomb, cut and lie: each costs its own source one failure with a true sentence, and nothing else.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/poll_desk.rs"]
mod poll_desk;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::time::Duration;

use copytaster::poll::{Policy, StopToken};
use copytaster::wire::{Failure, Outcome, Source};
use poll_desk::{job, jobs, poll, poller};
use tokio::sync::mpsc;
use wire_server::{Reply, WireServer, gzip, gzip_bomb, rss};

const LIMIT: u64 = 1 << 20;

/// Deadlines of a test: short, but long enough for a machine that is busy with other things.
fn strict() -> Policy {
    Policy { idle: Duration::from_millis(300), total: Duration::from_secs(1), max_bytes: LIMIT, ..Policy::default() }
}

/// Why a server that does so fails.
async fn failure(policy: Policy, reply: impl Fn(&wire_server::Request) -> Reply + Send + Sync + 'static) -> Failure {
    let server = WireServer::start(reply);
    let mut job = job(&server.url("/feed"));
    job.state.etag = Some("\"kept\"".into());
    let delivery = poll(&poller(policy), job).await;
    assert!(delivery.filings.is_empty());
    assert_eq!(delivery.state.etag.as_deref(), Some("\"kept\""), "a failure must not touch the validators");
    assert!(delivery.state.next_due.is_some());
    match delivery.outcome {
        Outcome::Failed(failure) => {
            assert_eq!(delivery.state.last_error, Some(failure.to_string()));
            failure
        }
        other => panic!("{other:?}"),
    }
}

fn head(rest: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n{rest}\r\n").into_bytes()
}

fn repeat(first: Vec<u8>, again: &[u8], pause_ms: u64) -> Reply {
    Reply::Repeat { first, again: again.to_vec(), pause: Duration::from_millis(pause_ms) }
}

#[tokio::test]
async fn a_bomb_is_stopped_at_the_limit_counted_after_decompression() {
    let bomb = gzip_bomb(64 << 20);
    assert!(u64::try_from(bomb.len()).unwrap() < LIMIT);
    let failed = failure(strict(), move |_| Reply::ok(bomb.clone()).with("Content-Encoding", "gzip")).await;
    assert_eq!(failed, Failure::TooBig { limit: LIMIT });
}

#[tokio::test]
async fn an_endless_body_and_an_honest_giant_are_too_big() {
    let block = [b"4000\r\n", &[b'x'; 0x4000][..], b"\r\n"].concat();
    let endless = failure(strict(), move |_| repeat(head("Transfer-Encoding: chunked\r\n"), &block, 0)).await;
    assert_eq!(endless, Failure::TooBig { limit: LIMIT });
    let giant = failure(strict(), |_| Reply::Hang(head("Content-Length: 900000000\r\n"))).await;
    assert_eq!(giant, Failure::TooBig { limit: LIMIT });
}

#[tokio::test]
async fn a_source_may_have_its_own_limit() {
    let server = WireServer::start(|_| Reply::ok(rss("Large", 50)));
    let mut small = job(&server.url("/"));
    small.source = Source { max_bytes: Some(1_000), ..small.source };
    let delivery = poll(&poller(strict()), small).await;
    assert_eq!(delivery.outcome, Outcome::Failed(Failure::TooBig { limit: 1_000 }));
}

#[tokio::test]
async fn each_kind_of_slowness_meets_its_deadline() {
    let silent = failure(strict(), |_| Reply::Hang(Vec::new())).await;
    let slow_head = failure(strict(), |_| repeat(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec(), b"a", 10)).await;
    let stalled =
        failure(strict(), |_| Reply::Hang([head("Content-Length: 900\r\n"), b"<rss".to_vec()].concat())).await;
    let drip = failure(strict(), |_| repeat(head("Transfer-Encoding: chunked\r\n"), b"1\r\nx\r\n", 10)).await;
    for (failed, words) in [
        (silent, "no answer from 127.0.0.1"),
        (slow_head, "no answer from 127.0.0.1"),
        (stalled, "no more of the body came within 0.3 s, after 4 bytes"),
        (drip, "it was not done within 1 s, after "),
    ] {
        assert!(matches!(failed, Failure::TimedOut(_)), "{failed:?}");
        assert!(failed.to_string().contains(words), "{failed} / {words}");
    }
}

#[tokio::test]
async fn broken_answers_are_told_apart() {
    let cut = failure(strict(), |_| Reply::Raw([head("Content-Length: 900\r\n"), b"<rss".to_vec()].concat())).await;
    let chunk = failure(strict(), |_| {
        Reply::Raw([head("Transfer-Encoding: chunked\r\n"), b"ZZZ\r\nhello\r\n".to_vec()].concat())
    })
    .await;
    let not_gzip = failure(strict(), |_| Reply::ok(rss("x", 1)).with("Content-Encoding", "gzip")).await;
    let half_gzip = failure(strict(), |_| {
        let whole = gzip(rss("x", 9).as_bytes());
        Reply::ok(whole.get(..whole.len() / 2).unwrap()).with("Content-Encoding", "gzip")
    })
    .await;
    let twice = failure(strict(), |_| Reply::ok(gzip(&gzip(b"x"))).with("Content-Encoding", "gzip, gzip")).await;
    let empty = failure(strict(), |_| Reply::ok("\r\n")).await;
    let no_http = failure(strict(), |_| Reply::Raw(b"\x15\x03\x01 no http\r\n\r\n".to_vec())).await;
    for (failed, words) in [
        (cut, "the body was cut short after 4 bytes"),
        (chunk, "framing"),
        (not_gzip, "its compression is broken"),
        (half_gzip, "cut short"),
        (twice, "compressed as “gzip, gzip”"),
        (empty, "the body is empty"),
        (no_http, "is not HTTP"),
    ] {
        assert!(matches!(failed, Failure::Unreadable(_)), "{failed:?}");
        assert!(failed.to_string().contains(words), "{failed} / {words}");
    }
}

#[tokio::test]
async fn items_that_came_whole_before_the_connection_gave_out_are_kept() {
    let feed = rss("Cut", 20).into_bytes();
    let part = feed.get(..feed.len() * 7 / 10).unwrap().to_vec();
    let length = head(&format!("Content-Length: {}\r\n", feed.len()));
    let chunk = [format!("{:x}\r\n", part.len()).into_bytes(), part.clone(), b"\r\n".to_vec()].concat();
    let chunked = [head("Transfer-Encoding: chunked\r\n"), chunk].concat();
    let half = [length, part.clone()].concat();
    let garbled = [chunked.clone(), b"ZZZ\r\nhello\r\n".to_vec()].concat();
    let replies = [
        (false, half.clone(), "cut short after"),
        (true, half, "no more of the body came within 0.3 s"),
        (false, chunked, "cut short after"),
        (false, garbled, "framing"),
    ];
    for (hangs, bytes, words) in replies {
        let server =
            WireServer::start(move |_| if hangs { Reply::Hang(bytes.clone()) } else { Reply::Raw(bytes.clone()) });
        let mut job = job(&server.url("/feed"));
        job.state.etag = Some("\"kept\"".into());
        let delivery = poll(&poller(strict()), job).await;
        let kept = delivery.filings.len();
        assert!((10..20).contains(&kept), "{words}: {kept}");
        let said = delivery.state.last_error.unwrap();
        assert!(said.starts_with("only a part of the answer came: ") && said.contains(words), "{said}");
        assert!(said.ends_with(&format!("; kept {kept} whole items")), "{said}");
        assert!(matches!(delivery.outcome, Outcome::Failed(Failure::Part { .. })), "{words}");
        assert_eq!(delivery.state.etag.as_deref(), Some("\"kept\""), "the validators vouch for the whole");
        assert_eq!(delivery.raw, part);
    }
}

#[tokio::test]
async fn nothing_is_kept_of_a_body_whose_compression_is_broken() {
    let mut body = gzip(rss("x", 200).as_bytes());
    let middle = body.len() / 2;
    body.iter_mut().skip(middle).for_each(|byte| *byte = !*byte);
    let failed = failure(strict(), move |_| Reply::ok(body.clone()).with("Content-Encoding", "gzip")).await;
    assert!(matches!(&failed, Failure::Unreadable(why) if why.contains("compression is broken")), "{failed:?}");
}

#[tokio::test]
async fn no_answer_at_all_is_told_apart() {
    let closed = failure(strict(), |_| Reply::Raw(Vec::new())).await;
    assert!(closed.to_string().contains("closed the connection without an answer"), "{closed}");
    let port = WireServer::start(|_| Reply::status(500)).port();
    let mut refused = String::new();
    // The server is gone with its port; its thread may take a moment to let go of it.
    for _ in 0..100 {
        let delivery = poll(&poller(strict()), job(&format!("http://127.0.0.1:{port}/"))).await;
        refused = delivery.state.last_error.unwrap();
        if refused.contains("refused") {
            break;
        }
    }
    assert_eq!(refused, format!("cannot reach the server: 127.0.0.1:{port} refused the connection"));
    let unknown = poll(&poller(strict()), job("http://no-such-host.invalid/")).await.outcome;
    assert!(matches!(unknown, Outcome::Failed(Failure::Offline(why)) if why.contains("no-such-host.invalid")));
    let plain = WireServer::start(|_| Reply::status(200));
    let tls = poll(&poller(strict()), job(&plain.url("/").replace("http:", "https:"))).await.outcome;
    assert!(matches!(&tls, Outcome::Failed(Failure::Tls(_))), "{tls:?}");
}

#[tokio::test]
async fn redirects_end_and_stay_on_the_web() {
    let redirected = |to: &'static str| failure(strict(), move |_| Reply::redirect(302, to));
    for (to, words) in [
        ("/feed", "in a circle"),
        ("file:///etc/passwd", "neither http nor https"),
        ("javascript:alert(1)", "neither http nor https"),
        ("http://[::1", "is not an address"),
    ] {
        let failed = redirected(to).await;
        assert!(matches!(failed, Failure::Redirect(_)), "{failed:?}");
        assert!(failed.to_string().contains(words), "{failed}");
    }
    let chain = failure(strict(), |request| Reply::redirect(302, format!("{}x", request.path))).await;
    assert_eq!(chain, Failure::Redirect("more than 10 one after another".into()));
    let nowhere = failure(strict(), |_| Reply::status(301)).await;
    assert!(matches!(nowhere, Failure::Redirect(_)), "{nowhere:?}");
}

#[tokio::test]
async fn a_server_cannot_send_us_to_an_address_that_is_not_public() {
    let inner = WireServer::start(|_| Reply::ok(rss("secret", 1)));
    let port = inner.port();
    for host in [
        "127.9.9.9",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706434",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
    ] {
        let failed = failure(strict(), move |_| Reply::redirect(301, format!("http://{host}:{port}/"))).await;
        assert!(
            matches!(&failed, Failure::Redirect(why) if why.contains("not a public address")),
            "{host}: {failed:?}"
        );
    }
    assert!(inner.requests().is_empty());
}

#[tokio::test]
async fn the_name_of_a_feed_is_cut_where_it_goes_on_for_ever() {
    let feed = rss("good", 2).replacen("<title>", &format!("<title>{}", "&a;".repeat(100_000)), 1);
    let server = WireServer::start(move |_| Reply::ok(feed.clone()));
    let delivery = poll(&poller(strict()), job(&server.url("/feed"))).await;
    assert_eq!(delivery.filings.len(), 2);
    assert!(delivery.state.title.unwrap().len() <= 1_024);
}

/// What a bad source of a round answers, and words that must stand in what is said of it.
const BAD: [(&str, &str); 22] = [
    ("hang", "no answer from 127.0.0.1"),
    ("slow-head", "no answer from 127.0.0.1"),
    ("stall", "no more of the body came"),
    ("drip", "it was not done within"),
    ("endless", "too big: more than 1048576 bytes"),
    ("bomb", "too big: more than 1048576 bytes"),
    ("giant", "too big: more than 1048576 bytes"),
    ("big-head", "the head of the answer is too large"),
    ("cut", "cut short after"),
    ("chunk", "its framing (chunk sizes) is broken"),
    ("no-gzip", "its compression is broken"),
    ("twice", "compressed as “gzip, gzip”"),
    ("no-http", "is not HTTP"),
    ("closed", "closed the connection without an answer"),
    ("empty", "the body is empty"),
    ("circle", "in a circle"),
    ("chain", "more than 10 one after another"),
    ("file", "file:///etc/passwd is neither http nor https"),
    ("inner", "is not a public address"),
    ("page", "it is a web page"),
    ("list", "which can be imported"),
    ("login", "the server answered 401 (it wants a login)"),
];

/// The answer of a bad source; `inner` is the port of a server that nobody may be sent to.
fn misbehave(path: &str, inner: u16) -> Reply {
    let whole = rss("x", 9);
    let block = [b"4000\r\n", &[b'x'; 0x4000][..], b"\r\n"].concat();
    match path.split('/').nth(1).unwrap_or("") {
        "hang" => Reply::Hang(Vec::new()),
        "slow-head" => repeat(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec(), b"a", 10),
        "stall" => Reply::Hang([head("Content-Length: 900\r\n"), b"<rss".to_vec()].concat()),
        "drip" => repeat(head("Transfer-Encoding: chunked\r\n"), b"1\r\nx\r\n", 10),
        "endless" => repeat(head("Transfer-Encoding: chunked\r\n"), &block, 0),
        "bomb" => Reply::ok(gzip_bomb(64 << 20)).with("Content-Encoding", "gzip"),
        "giant" => Reply::Hang(head("Content-Length: 900000000\r\n")),
        "big-head" => Reply::ok(whole).with("X-Big", "A".repeat(1 << 20)),
        "cut" => Reply::Raw([head("Content-Length: 900\r\n"), b"<rss".to_vec()].concat()),
        "chunk" => Reply::Raw([head("Transfer-Encoding: chunked\r\n"), b"ZZZ\r\nhello\r\n".to_vec()].concat()),
        "no-gzip" => Reply::ok(whole).with("Content-Encoding", "gzip"),
        "twice" => Reply::ok(gzip(&gzip(whole.as_bytes()))).with("Content-Encoding", "gzip, gzip"),
        "no-http" => Reply::Raw(b"\x15\x03\x01 no http\r\n\r\n".to_vec()),
        "closed" => Reply::Raw(Vec::new()),
        "circle" => Reply::redirect(302, "/circle"),
        "chain" => Reply::redirect(302, format!("{path}/x")),
        "file" => Reply::redirect(302, "file:///etc/passwd"),
        "inner" => Reply::redirect(302, format!("http://127.9.9.9:{inner}/")),
        "page" => Reply::ok("<!doctype html><html><body>Not a feed</body></html>"),
        "list" => Reply::ok("<opml version=\"2.0\"><body/></opml>"),
        "login" => Reply::status(401),
        "empty" => Reply::ok(""),
        _ => Reply::ok(rss("good", 30)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn good_sources_are_there_before_any_bad_one_times_out_and_each_bad_one_has_a_true_sentence() {
    let inner = WireServer::start(|_| Reply::ok(rss("secret", 1)));
    let port = inner.port();
    let server = WireServer::start(move |request| misbehave(&request.path, port));
    let bad = BAD.iter().map(|(path, _)| server.url(&format!("/{path}")));
    let jobs = jobs(bad.chain((0..50).map(|n| server.url(&format!("/good/{n}")))));
    let policy = Policy { idle: Duration::from_secs(3), total: Duration::from_secs(4), ..strict() };
    let (out, mut deliveries) = mpsc::channel(100);
    let poller = poller(policy);
    let round = tokio::spawn(async move { poller.run_once(jobs, out, StopToken::never()).await });
    let (mut good, mut late) = (0, 0);
    while let Some(delivery) = deliveries.recv().await {
        let Some((path, words)) = usize::try_from(delivery.source.0 - 1).ok().and_then(|n| BAD.get(n)) else {
            assert_eq!((delivery.outcome, delivery.filings.len()), (Outcome::Fresh, 30));
            assert_eq!(late, 0, "a good source waited for one that hangs");
            good += 1;
            continue;
        };
        let Outcome::Failed(failure) = &delivery.outcome else { panic!("{path}: {:?}", delivery.outcome) };
        assert!(failure.to_string().contains(words), "{path}: {failure}");
        assert_eq!(delivery.state.last_error, Some(failure.to_string()), "{path}");
        late += usize::from(matches!(failure, Failure::TimedOut(_)));
    }
    round.await.unwrap();
    assert_eq!((good, late), (50, 4));
    assert!(inner.requests().is_empty());
}

#[tokio::test]
async fn a_page_instead_of_a_feed_is_named_with_the_feed_it_announces() {
    let page = "<!doctype html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/real\"></head><body></body></html>";
    let announced = failure(strict(), move |_| Reply::ok(page)).await.to_string();
    assert!(announced.contains("announces a feed at http://127.0.0.1") && announced.contains("/real"), "{announced}");
    let other = failure(strict(), |_| Reply::ok("{\"hello\": 1}")).await;
    assert!(matches!(other, Failure::Unreadable(_)), "{other:?}");
}

#[tokio::test]
async fn what_cannot_be_polled_is_said_before_anything_is_asked() {
    for url in ["file:///etc/passwd", "exec:rm", "wire.example/feed", "", "gopher://u:hunter2@wire.example/"] {
        let delivery = poll(&poller(strict()), job(url)).await;
        assert!(matches!(delivery.outcome, Outcome::Failed(Failure::Setup(_))), "{url}");
        assert!(!delivery.state.last_error.unwrap().contains("hunter2"));
    }
}
