//! How long a decision waits for its receipt while a reload is being written: the whole engine against a server on loopback.

#![allow(clippy::print_stdout, reason = "a bench reports on stdout")]
#![allow(clippy::disallowed_methods, reason = "an editor presses a key every so often, whatever the program does")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use copytaster::run::{Engine, Event, Plan, system_clock};
use copytaster::screen::Message;
use copytaster::store::Retention;
use copytaster::wire::{Decision, ItemId, LogKind, Source, Target, Ticket, Verb};
use copytaster::{analysis, poll};

/// Items of one feed.
const ITEMS: usize = 30;

/// The pause between two decisions: a quick hand on the keys.
const PAUSE: Duration = Duration::from_millis(15);

/// The longest that anything may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    // `cargo bench` says so; `cargo test` runs benches too, only to see that they work.
    let feeds = if std::env::args().any(|arg| arg == "--bench") { 600 } else { 20 };
    let began = Instant::now();
    let waits = decide_during_reload(feeds)?;
    let at =
        |percent: usize| waits.get((waits.len() * percent / 100).min(waits.len() - 1)).copied().unwrap_or_default();
    println!(
        "{} decisions while {feeds} feeds of {ITEMS} items came in ({:.1?}): p50 {:.1?}, p90 {:.1?}, p99 {:.1?}, longest {:.1?}",
        waits.len(),
        began.elapsed(),
        at(50),
        at(90),
        at(99),
        at(100),
    );
    Ok(())
}

/// Polls all feeds while decisions are made; how long each waited for its receipt, shortest first.
fn decide_during_reload(feeds: usize) -> Result<Vec<Duration>> {
    let dir = tempfile::tempdir()?;
    let port = serve()?;
    let sources = (0..feeds).map(|n| Source::new(format!("s{n}"), format!("http://127.0.0.1:{port}/{n}"))).collect();
    let plan = Plan {
        rules: copytaster::store::Rules::default(),
        targets: Vec::new(),
        cache: dir.path().join("cache.db"),
        sources,
        file: None,
        policy: poll::Policy::default(),
        retention: Retention { age: None, items: None, raw: None },
        lookup: Arc::new(|_| None),
        tables: Arc::new(analysis::Tables::default()),
        clock: system_clock(),
        most_pages: None,
    };
    let clock = Arc::clone(&plan.clock);
    let (inbox, events) = sync_channel(1_024);
    let mut engine = Engine::start(plan, &inbox)?;
    let mut waits = Vec::new();
    let (mut polled, mut n) = (false, 0);
    while !polled {
        n += 1;
        let kind = LogKind::Did(if n % 2 == 0 { Verb::Unflag } else { Verb::Flag(None) });
        let target = Target::Items(vec![ItemId(1)]);
        let asked = Instant::now();
        engine.write(Decision { ticket: Ticket(n), at: clock(), who: "ida".into(), kind, target });
        loop {
            match events.recv_timeout(PATIENCE).context("the engine says nothing")? {
                Event::Message(Message::Written(receipt)) => {
                    // Until the first feed is in the cache there is nothing to decide on.
                    if receipt.result.is_ok() {
                        waits.push(asked.elapsed());
                    }
                    break;
                }
                Event::Message(Message::Polling(progress)) => polled |= progress.total == 0,
                Event::Message(Message::Lost(_, why)) => anyhow::bail!(why),
                _ => {}
            }
        }
        thread::sleep(PAUSE);
    }
    engine.finish();
    waits.sort_unstable();
    anyhow::ensure!(!waits.is_empty(), "no decision was taken");
    Ok(waits)
}

/// Serves a feed at every path, on as many connections as are asked for; the port.
fn serve() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    });
    Ok(port)
}

/// Answers one connection until the client ends it.
fn answer(stream: TcpStream) -> std::io::Result<()> {
    let mut to = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(line) = lines.next() {
        let line = line?;
        let Some(number) = line.strip_prefix("GET /").and_then(|rest| rest.split(' ').next()?.parse().ok()) else {
            continue;
        };
        // The rest of the request's head.
        for header in lines.by_ref() {
            if header?.is_empty() {
                break;
            }
        }
        let body = feed(number);
        write!(
            to,
            "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
    }
    Ok(())
}

/// A feed of invented copy, 4.4 kB an item.
fn feed(number: u64) -> String {
    const WORDS: [&str; 16] = [
        "harbour", "minister", "ferry", "storm", "council", "budget", "the", "of", "river", "bridge", "night",
        "police", "court", "school", "vote", "rail",
    ];
    let mut rng = fastrand::Rng::with_seed(number);
    let mut items = String::new();
    for n in 0..ITEMS {
        let mut body = String::new();
        while body.len() < 3_900 {
            let words: Vec<String> =
                (0..40).map(|_| format!("{}{}", rng.choice(WORDS).unwrap_or("the"), rng.u16(..400))).collect();
            body.push_str(&format!("&lt;p&gt;{}.&lt;/p&gt;", words.join(" ")));
        }
        items.push_str(&format!(
            "<item><guid>wire-{number}-{n}</guid><link>https://wire.example/{number}/{n}</link><title>Ferry {number} held at berth {n}</title><pubDate>Mon, 02 Jun 2025 {:02}:{:02}:{:02} GMT</pubDate><description>{body}</description></item>",
            n % 24,
            number % 60,
            rng.u8(..60),
        ));
    }
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire {number}</title>{items}</channel></rss>")
}
