//! Proxies: used where they are set, and their passwords never told.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/poll_desk.rs"]
mod poll_desk;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::net::{Ipv4Addr, TcpListener};

use copytaster::poll::Policy;
use copytaster::wire::Outcome;
use poll_desk::{job, poll, poller};
use wire_server::{Reply, WireServer, rss};

fn through(proxy: String) -> Policy {
    Policy { proxy: Some(proxy), ..Policy::default() }
}

async fn why(policy: Policy, url: &str) -> String {
    match poll(&poller(policy), job(url)).await.outcome {
        Outcome::Failed(why) => why.to_string(),
        other => panic!("{other:?}"),
    }
}

/// A port of loopback where nobody listens.
fn closed() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_proxy_is_asked_in_the_place_of_the_server_and_gets_its_own_login_alone() {
    let proxy = WireServer::start(|_| Reply::ok(rss("wire", 2)));
    let policy = through(format!("http://desk:hunter2@127.0.0.1:{}", proxy.port()));
    let came = poll(&poller(policy), job("http://nowhere.invalid/feed")).await;
    assert_eq!((came.outcome, came.filings.len()), (Outcome::Fresh, 2));
    assert!(!came.state.inside, "that the proxy is near says nothing of the server");
    let asked = proxy.requests().pop().unwrap();
    assert_eq!(asked.path, "http://nowhere.invalid/feed");
    // desk:hunter2
    assert_eq!(asked.header("proxy-authorization"), Some("Basic ZGVzazpodW50ZXIy"));
    assert_eq!(asked.header("authorization"), None);
}

#[tokio::test]
async fn a_proxy_that_cannot_be_reached_is_named_without_its_password() {
    for (proxy, words) in [
        (format!("http://desk:hunter2@127.0.0.1:{}", closed()), "the proxy 127.0.0.1:"),
        (format!("socks5h://desk:hunter2@127.0.0.1:{}", closed()), "the proxy 127.0.0.1:"),
        ("http://desk:hunter2@proxy.invalid:3128".to_owned(), "proxy.invalid"),
    ] {
        for url in ["http://wire.invalid/feed", "https://wire.invalid/feed"] {
            let why = why(through(proxy.clone()), url).await;
            assert!(why.contains(words) && !why.contains("hunter2") && !why.contains("wire.invalid"), "{proxy}: {why}");
        }
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_to_reach_a_server_is_named_without_its_password() {
    let proxy = WireServer::start(|_| Reply::status(407));
    let policy = || through(format!("http://desk:hunter2@127.0.0.1:{}", proxy.port()));
    let plain = why(policy(), "http://wire.invalid/feed").await;
    assert_eq!(plain, "the server answered 407 (it wants a login)");
    let secure = why(policy(), "https://wire.invalid/feed").await;
    assert!(secure.contains("the proxy 127.0.0.1:") && !secure.contains("hunter2"), "{secure}");
}

#[tokio::test]
async fn a_public_server_behind_a_proxy_cannot_redirect_into_the_house() {
    let proxy = WireServer::start(|request| match request.path.as_str() {
        "http://wire.invalid/feed" => Reply::redirect(302, "http://127.0.0.1:1/admin"),
        _ => Reply::ok(rss("inner", 1)),
    });
    let why = why(through(format!("http://127.0.0.1:{}", proxy.port())), "http://wire.invalid/feed").await;
    assert!(why.contains("not a public address"), "{why}");
    assert_eq!(proxy.requests().len(), 1);
}
