//! The whole program: copy is used, then withdrawn by another outlet that ran it; the editor is told, and told again after
//! a restart, until it is acknowledged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end at once")]

#[allow(dead_code, reason = "this file needs a part of it")]
mod support;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use support::pty::Terminal;
use wire_server::{Reply, WireServer};

const PROGRAM: &str = env!("CARGO_BIN_EXE_copytaster");
const ARGS: [&str; 6] = ["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"];

const COPY: &str = "PORT ELLERY, Nov 23 (Norwire) - A fire in the old cannery burned through the night and brought down \
    the roof of the northern hall, the fire service said on Monday. Sixty firefighters from four towns fought the flames \
    with water from the harbour. Nobody was hurt, and the hall will be torn down by Thursday.";

fn feed(outlet: &str, title: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>{outlet}</title><link>http://{outlet}.example/</link>\
         <item><guid>{outlet}-1</guid><title>{title}</title><link>http://{outlet}.example/1</link>\
         <description>{COPY}</description></item></channel></rss>"
    )
}

fn run(home: &Path, args: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    command.args(ARGS).args(args).current_dir(home).env("HOME", home).env("TZ", "UTC");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn listed(home: &Path, query: &str) -> Vec<Value> {
    run(home, &["list", "--json", query]).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn screen(home: &Path, more: &[&str]) -> Terminal {
    let args: Vec<&str> = ARGS.iter().chain(more).copied().collect();
    Terminal::start(PROGRAM, &args, home, (120, 30))
}

#[test]
fn copy_that_was_used_and_then_withdrawn_by_another_outlet_is_told_until_it_is_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let withdrawn = Arc::new(AtomicBool::new(false));
    let stage = Arc::clone(&withdrawn);
    let server = WireServer::start(move |request| match (request.path.as_str(), stage.load(Ordering::SeqCst)) {
        ("/valley", true) => Reply::ok(feed("valley", "STORY WITHDRAWN: Cannery burns")),
        ("/valley", false) => Reply::ok(feed("valley", "Cannery burns")),
        _ => Reply::ok(feed("harbour", "Fire guts the old cannery")),
    });
    std::fs::write(home.join("config.toml"), "[desk]\nwho = \"kim\"\n").unwrap();
    let sources = ["harbour", "valley"]
        .map(|name| format!("[[source]]\nname = \"{name}\"\nurl = \"{}\"\n", server.url(&format!("/{name}"))));
    std::fs::write(home.join("sources.toml"), sources.concat()).unwrap();

    run(home, &["poll", "--all"]);
    let both = listed(home, "cannery");
    assert_eq!(both.len(), 2);
    assert!(both[0]["reprint"].is_number() && both[0]["reprint"] == both[1]["reprint"], "{both:?}");
    let used = listed(home, "source:harbour")[0]["id"].to_string();
    run(home, &["use", &used]);

    withdrawn.store(true, Ordering::SeqCst);
    let mut terminal = screen(home, &[]);
    terminal.until_text("1 used");
    terminal.keys("R");
    terminal.until_text("WITHDRAWN of used copy");
    terminal.keys("Q");
    assert!(terminal.end().status.success());
    assert_eq!(listed(home, "is:alert")[0]["id"].to_string(), used);

    let mut terminal = screen(home, &["--offline"]);
    terminal.until_text("WITHDRAWN of used copy");
    terminal.keys("!");
    terminal.until_text("to acknowledge");
    terminal.until_text("1/1");
    terminal.keys("!");
    terminal.until_text("must not be used. Read it?");
    terminal.keys("y");
    terminal.until_text("acknowledges.");
    terminal.keys("!");
    terminal.until("the banner gone", |screen| !screen.contents().contains("WITHDRAWN of used copy"));
    terminal.keys("Q");
    assert!(terminal.end().status.success());
    assert_eq!(listed(home, "is:alert"), Vec::<Value>::new());
    let log = run(home, &["log", "--json"]);
    let newest: Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!((newest["verb"].as_str(), newest["who"].as_str()), (Some("ack"), Some("kim")));
}
