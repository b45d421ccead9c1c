//! What a round costs in memory where every source does its worst at once: measured on the program itself, from outside.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/wire_server.rs"]
mod wire_server;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use wire_server::{Reply, WireServer, gzip_bomb, rss};

/// The most that the program may ever have had in memory, in kB.
const MOST: u64 = 150_000;

/// A feed of one item with this description.
fn one(description: &str) -> String {
    rss("one", 1).replacen("</item>", &format!("<description><![CDATA[{description}]]></description></item>"), 1)
}

fn misbehave(path: &str) -> Reply {
    let block = [b"4000\r\n", &[b'x'; 0x4000][..], b"\r\n"].concat();
    match path {
        "/bomb" => Reply::ok(gzip_bomb(100 << 20)).with("Content-Encoding", "gzip"),
        "/endless" => Reply::Repeat {
            first: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(),
            again: block,
            pause: std::time::Duration::ZERO,
        },
        "/many" => Reply::ok(rss("many", 60_000)),
        "/wide" => Reply::ok(one(&format!(
            "<table>{}</table>",
            format!("<tr>{}</tr>", "<td>x</td>".repeat(1_000)).repeat(1_000)
        ))),
        "/deep" => Reply::ok(one(&"<div>".repeat(100_000))),
        "/spans" => Reply::ok(one(&"<b><i>word ".repeat(400_000))),
        "/plain" => Reply::ok(one(&"word ".repeat(4_000_000))),
        "/long" => Reply::ok(rss(&"Quay closed ".repeat(750_000), 3)),
        "/attributes" => {
            let all: String = (0..200_000).map(|n| format!(" a{n}='{n}'")).collect();
            Reply::ok(rss("x", 9).replacen("<item>", &format!("<item{all}>"), 1))
        }
        _ => Reply::ok(rss(path, 30)),
    }
}

#[test]
fn a_round_stays_small_where_every_source_is_a_bomb() {
    let server = WireServer::start(|request| misbehave(&request.path));
    let home = tempfile::tempdir().unwrap();
    let bad = ["bomb", "endless", "many", "wide", "deep", "spans", "long", "plain", "attributes"];
    let sources = bad.map(|name| (name.to_owned(), server.url(&format!("/{name}"))));
    let good = (0..10).map(|n| (format!("good{n}"), server.url(&format!("/good{n}"))));
    let all: Vec<_> = sources.into_iter().chain(good).collect();
    let file: String =
        all.iter().map(|(name, url)| format!("[[source]]\nname = \"{name}\"\nurl = \"{url}\"\n")).collect();
    fs::write(home.path().join("sources.toml"), file).unwrap();
    fs::write(home.path().join("config.toml"), "").unwrap();
    let mut poll = Command::new(env!("CARGO_BIN_EXE_copytaster"));
    poll.args([
        "--config",
        "config.toml",
        "--sources",
        "sources.toml",
        "--cache",
        "desk.db",
        "poll",
        "--all",
        "--json",
    ]);
    poll.current_dir(home.path()).env("HOME", home.path()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut poll = poll.spawn().unwrap();
    let status = format!("/proc/{}/status", poll.id());
    let (mut told, mut most) = (0, 0);
    // The kernel keeps the most there ever was: the last line is said before the program ends.
    for line in BufReader::new(poll.stdout.take().unwrap()).lines() {
        told += usize::from(line.unwrap().contains("\"source\""));
        let now = fs::read_to_string(&status).unwrap_or_default();
        let peak = now.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        most = most.max(peak.unwrap_or(0));
    }
    poll.wait().unwrap();
    assert_eq!(told, all.len(), "every source is told of");
    assert!(most > 1_000 && most <= MOST, "{most} kB");
}
