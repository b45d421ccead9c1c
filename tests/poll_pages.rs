//! Articles' own pages are fetched behind the same guards as feeds.

#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/poll_desk.rs"]
mod poll_desk;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::time::Duration;

use copytaster::poll::{Home, Policy};
use copytaster::wire::{Login, Secret, Source};
use poll_desk::{job, poll, poller};
use wire_server::{Reply, WireServer, html, page};

fn source(server: &WireServer) -> Source {
    Source::new("wire", server.url("/feed"))
}

fn home(source: Source) -> Home {
    Home { source, inside: true }
}

async fn fails(home: Option<&Home>, url: &str) -> String {
    let policy = Policy { idle: Duration::from_millis(200), ..Policy::default() };
    poller(policy).fetch_page(home, url, true).await.unwrap_err()
}

#[tokio::test]
async fn the_story_is_found_on_its_page_and_comes_with_the_address_it_had_in_the_end() {
    let server = WireServer::start(|request| match request.path.as_str() {
        "/short" => Reply::redirect(302, "/long?id=7"),
        _ => html(page("Quay shut for a week")),
    });
    let found =
        poller(Policy::default()).fetch_page(Some(&home(source(&server))), &server.url("/short"), true).await.unwrap();
    assert_eq!(found.url, server.url("/long?id=7"));
    assert_eq!(found.article.title.as_deref(), Some("Quay shut for a week"));
    assert!(found.article.text.contains("paragraph 3"), "{}", found.article.text);
    assert!(!found.article.text.contains("cookies"), "{}", found.article.text);
    assert!(server.requests()[0].header("accept").unwrap().starts_with("text/html"));
}

#[tokio::test]
async fn an_address_that_came_over_the_wire_reaches_no_other_server_on_a_private_network() {
    let inner = WireServer::start(|_| html(page("The router's settings")));
    let (port, inner_url) = (inner.port(), inner.url("/"));
    let server = WireServer::start(move |_| Reply::redirect(302, format!("http://127.0.0.1:{port}/")));
    let own = home(source(&server));
    for (asker, url) in [
        (Some(&own), inner_url.clone()),
        (Some(&own), format!("http://localhost:{port}/")),
        (Some(&own), format!("http://[::ffff:127.0.0.1]:{port}/")),
        (Some(&own), server.url("/moved")),
        (None, inner_url),
        (None, server.url("/")),
    ] {
        let why = fails(asker, &url).await;
        assert!(why.contains("not a public address"), "{url}: {why}");
    }
    assert!(inner.requests().is_empty());
}

#[tokio::test]
async fn only_the_sources_own_server_gets_its_login_and_headers() {
    let server = WireServer::start(|_| html(page("For subscribers")));
    let mut own = source(&server);
    own.headers = vec![("X-Key".to_owned(), Secret::Plain("k1".to_owned()))];
    own.login = Some(Login { user: "desk".to_owned(), password: Secret::Plain("hunter2".to_owned()) });
    let own = home(own);
    poller(Policy::default()).fetch_page(Some(&own), &server.url("/story"), true).await.unwrap();
    let asked = server.requests().pop().unwrap();
    assert!(asked.header("authorization").is_some() && asked.header("x-key") == Some("k1"));
    let elsewhere = home(Source { url: "http://elsewhere.example/feed".to_owned(), ..own.source });
    let with_login = server.url("/story").replace("http://", "http://eve:pw@");
    fails(Some(&elsewhere), &with_login).await;
    assert_eq!(server.requests().len(), 1, "a private address of another server is not asked at all");
}

#[tokio::test]
async fn what_cannot_be_had_is_said_in_words_that_fit_a_page() {
    let server = WireServer::start(|request| match request.path.as_str() {
        "/gone" => Reply::status(404),
        "/silent" => Reply::Hang(Vec::new()),
        "/cut" => {
            Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n<p>Half".to_vec())
        }
        "/big" => html("x".repeat(9 << 20)),
        "/thin" => html("<html><body><p>Log in to read on.</p></body></html>".to_owned()),
        "/loop" => Reply::redirect(302, "/loop"),
        _ => Reply::redirect(302, "file:///etc/passwd"),
    });
    let own = home(source(&server));
    for (path, words) in [
        ("/gone", "404 (no such page)"),
        ("/silent", "timed out"),
        ("/cut", "the body was cut short"),
        ("/big", "the page is larger than 8 MB"),
        ("/thin", "no story stands out on the page"),
        ("/loop", "circle"),
        ("/file", "neither http nor https"),
    ] {
        let why = fails(Some(&own), &server.url(path)).await;
        assert!(why.contains(words) && !why.contains("feed"), "{path}: {why}");
    }
    let why = fails(Some(&own), "javascript:alert(1)").await;
    assert!(why.contains("neither http nor https"), "{why}");
}

#[tokio::test]
async fn what_says_it_is_no_page_is_not_read() {
    let server = WireServer::start(|_| Reply::Whole {
        status: 200,
        headers: vec![("Content-Type", "application/pdf".to_owned())],
        body: b"%PDF-1.7".to_vec(),
    });
    let why = fails(Some(&home(source(&server))), &server.url("/report.pdf")).await;
    assert_eq!(why, "it is no web page (application/pdf)");
}

#[tokio::test]
async fn a_server_with_too_much_to_do_is_spared_by_all_but_an_editor_who_waits() {
    let server = WireServer::start(|_| Reply::status(429));
    let (poller, home) = (poller(Policy::default()), home(source(&server)));
    let mut whys = Vec::new();
    for asked in [false, false, true] {
        whys.push(poller.fetch_page(Some(&home), &server.url("/story"), asked).await.unwrap_err());
    }
    assert!(whys[0].contains("429") && whys[2].contains("429"), "{whys:?}");
    assert_eq!(whys[1], "its server wants to be left alone for a while");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_poll_remembers_whether_its_server_stands_on_a_private_network() {
    let server = WireServer::start(|request| match request.path.as_str() {
        "/feed" => Reply::ok(wire_server::rss("wire", 1)),
        _ => Reply::status(500),
    });
    let poller = poller(Policy::default());
    assert!(poll(&poller, job(&server.url("/feed"))).await.state.inside);
    assert!(!poll(&poller, job(&server.url("/ill"))).await.state.inside, "an answer that is no feed proves nothing");
}
