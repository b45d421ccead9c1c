//! The screen on a real terminal over a wire that means harm: what reaches other programs, and what its log holds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end at once")]

#[allow(dead_code, reason = "this file needs a part of it")]
mod support;
#[path = "support/wire_server.rs"]
mod wire_server;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use support::pty::Terminal;
use wire_server::{Reply, WireServer};

const PROGRAM: &str = env!("CARGO_BIN_EXE_copytaster");
const ARGS: [&str; 6] = ["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"];

/// Links as they stand in a feed, and the address with which each reaches the browser as the page of its item, which is relative to
/// the feed, and out of the copy of the last item, where it is relative to that one's page. `HERE` is the server.
const LINKS: [(&str, Option<(&str, &str)>); 9] = [
    ("--flag", Some(("HERE/--flag", "https://b.example/--flag"))),
    ("-x", Some(("HERE/-x", "https://b.example/-x"))),
    ("http://a.example/ -x", Some(("http://a.example/%20-x", "http://a.example/%20-x"))),
    ("http://a.example/;touch pwned;$(touch pwned)`touch pwned`", Some((SHELL, SHELL))),
    ("file:///etc/passwd", None),
    ("javascript:alert(1)", None),
    ("exec:touch pwned", None),
    ("ssh://-oProxyCommand=touch%20pwned/", None),
    ("https://b.example/end", Some(("https://b.example/end", "https://b.example/end"))),
];

const SHELL: &str = "http://a.example/;touch%20pwned;$(touch%20pwned)%60touch%20pwned%60";

/// A feed with an item for each link, the first one newest; the last has all of them in its copy.
fn feed_of_links() -> String {
    let anchors: String = LINKS.iter().map(|(link, _)| format!("&lt;a href=\"{link}\"&gt;here&lt;/a&gt; ")).collect();
    let items = LINKS.iter().enumerate().map(|(n, (link, _))| {
        let more = if n + 1 == LINKS.len() { anchors.as_str() } else { "" };
        format!(
            "<item><title>Headline {n}</title><link>{link}</link><guid isPermaLink=\"false\">guid-{n}</guid>\
             <pubDate>Mon, 23 Nov 2026 11:{:02}:00 GMT</pubDate><description>Body number {n}. {more}</description></item>",
            50 - n
        )
    });
    let items: String = items.collect();
    format!("<rss version=\"2.0\"><channel><title>Links</title>{items}</channel></rss>")
}

/// A program that writes down how many arguments it got and which, a line each.
fn stub(home: &Path, name: &str) {
    let bin = home.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let script = "#!/bin/sh\nprintf '%s\\n' \"$# $*\" >>\"$HOME/opened\"\n";
    fs::write(bin.join(name), script).unwrap();
    fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// What the stub wrote down, once it has been started so often.
fn opened(home: &Path, times: usize) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let text = fs::read_to_string(home.join("opened")).unwrap_or_default();
        if text.lines().count() >= times || Instant::now() > deadline {
            return text.lines().map(str::to_owned).collect();
        }
        std::thread::yield_now();
    }
}

#[test]
fn links_of_the_wire_reach_the_browser_as_one_web_address_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    stub(home, "xdg-open");
    let server = WireServer::start(|_| Reply::ok(feed_of_links()));
    fs::write(home.join("config.toml"), "[desk]\nwho = \"kim\"\n").unwrap();
    let source = format!("[[source]]\nname = \"links\"\nurl = \"{}\"\n", server.url("/feed"));
    fs::write(home.join("sources.toml"), source).unwrap();

    let mut terminal = Terminal::start(PROGRAM, &ARGS, home, (120, 40));
    terminal.until_text("Headline 0");
    terminal.keys("gg\r");
    for n in 0..LINKS.len() {
        terminal.until_text(&format!("Body number {n}."));
        terminal.keys("oJ");
    }
    terminal.until_text("https://b.example/end");
    // The page of the last item is the first of its links, and no second time among them; what is not of the web has no number.
    for n in 1..=LINKS.iter().filter(|(_, addresses)| addresses.is_some()).count() {
        terminal.keys(";");
        terminal.until_text("a number opens one");
        terminal.keys(&format!("{n}"));
        terminal.until("the links gone", |screen| !screen.contents().contains("a number opens one"));
    }
    terminal.keys("Q");
    assert!(terminal.end().status.success());

    let here = server.url("");
    let web = LINKS.iter().filter_map(|(_, addresses)| *addresses).flat_map(|(page, link)| [page, link]);
    let mut wanted: Vec<String> = web.map(|address| format!("1 {}", address.replace("HERE", &here))).collect();
    let mut got = opened(home, wanted.len());
    wanted.sort();
    got.sort();
    assert_eq!(got, wanted);
    assert!(!home.join("pwned").exists());
}

#[test]
fn a_row_that_turns_the_reading_direction_round_leaves_the_next_row_alone_and_keeps_its_letters() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let turned = "\u{202e}\u{2067}\u{2066}\u{200f}\u{61c}שלום عربي\u{202b} left open";
    let server = WireServer::start(move |_| {
        let item = |title: &str, n: u8| {
            format!(
                "<item><title>{title}</title><guid isPermaLink=\"false\">{n}</guid>\
                 <pubDate>Mon, 23 Nov 2026 11:{:02}:00 GMT</pubDate><description>The log has {title}. All is well.</description></item>",
                50 - n
            )
        };
        let items = item(turned, 1) + &item("The ferry waits", 2);
        Reply::ok(format!("<rss version=\"2.0\"><channel><title>Harbour</title>{items}</channel></rss>"))
    });
    fs::write(home.join("config.toml"), "[desk]\nwho = \"kim\"\n").unwrap();
    let source = format!("[[source]]\nname = \"harbour\"\nurl = \"{}\"\n", server.url("/feed"));
    fs::write(home.join("sources.toml"), source).unwrap();

    let mut terminal = Terminal::start(PROGRAM, &ARGS, home, (120, 40));
    terminal.until_text("The ferry waits");
    terminal.keys("gg\r");
    terminal.until_text("left open. All");
    let row_with = |words: &str| {
        let mut rows = terminal.screen().rows(0, 120);
        rows.find(|row| row.contains(words)).unwrap_or_else(|| panic!("no {words}: {}", terminal.screen().contents()))
    };
    // The letters as they came, in the order in which they came.
    assert!(row_with("left open. All").contains("The log has שלום عربي left open. All is well."));
    assert!(row_with("The ferry").contains("The ferry waits"));
    let sent = String::from_utf8(terminal.sent().to_vec()).unwrap();
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!sent.contains(turns), "{:?}", sent.chars().find(|c| turns(*c)));
    terminal.keys("Q");
    assert!(terminal.end().status.success());
}

/// Clears the screen, writes to the clipboard, hides in one byte, and turns the reading direction round.
const ATTACK: &str = "\u{1b}[2J\u{1b}]52;c;cm0=\u{7}\u{9b}31m\u{202e}\u{2067}\u{7f}";

fn feed_that_attacks() -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Harbour {ATTACK}</title><item><title>Ferry {ATTACK} stays</title>\
         <link>/story{ATTACK}?token=hunter2</link><guid isPermaLink=\"false\">one{ATTACK}</guid>\
         <description>“We sail {ATTACK} tomorrow,” said Ada {ATTACK} Brenner, the harbour master.</description></item></channel></rss>"
    )
}

#[test]
fn the_log_of_a_screen_over_hostile_feeds_holds_nothing_that_acts_and_no_password() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let server = WireServer::start(|request| match request.path.split('?').next().unwrap_or("") {
        "/attack" | "/added" => Reply::ok(feed_that_attacks()),
        "/moved" => Reply::redirect(301, "/attack?token=hunter2"),
        "/away" => Reply::redirect(302, "http://kim:hunter2@10.0.0.1/\u{9b}31m?token=hunter2"),
        "/script" => Reply::redirect(302, "javascript:\u{9b}31m//kim:hunter2@a.example/"),
        "/encoding" => Reply::ok("x").with("Content-Encoding", "gzip\u{9b}31m, gzip"),
        "/login" => Reply::status(401).with("WWW-Authenticate", "Basic realm=\"\u{9b}31m\""),
        _ => Reply::ok(format!("<html><title>{ATTACK}</title><p>No story {ATTACK} here.</p></html>")),
    });
    fs::write(home.join("config.toml"), "[desk]\nwho = \"kim\"\n[log]\nlevel = \"trace\"\nfile = \"session.log\"\n")
        .unwrap();
    let secret = server.url("").replace("http://", "http://kim:hunter2@");
    let source = |path: &str| {
        format!(
            "[[source]]\nname = \"{path}\"\nurl = \"{secret}/{path}?token=hunter2\"\nheaders = {{ \"X-Key\" = \"hunter2\" }}\n"
        )
    };
    let paths = ["attack", "moved", "away", "script", "encoding", "login", "page"];
    fs::write(home.join("sources.toml"), paths.map(source).concat()).unwrap();

    let mut terminal = Terminal::start(PROGRAM, &ARGS, home, (120, 40));
    terminal.until_text("Ferry");
    terminal.keys("gg\r");
    terminal.until_text("said Ada");
    terminal.keys("D");
    terminal.until_text("page");
    terminal.keys("go");
    for words in ["it wants a login", "neither http nor https", "compressed as", "a public address", "web page"] {
        terminal.until_text(words);
    }
    assert!(!terminal.screen().contents().contains("hunter2"), "{}", terminal.screen().contents());
    terminal.keys("\x1b");
    terminal.until("the popup gone", |screen| !screen.contents().contains("sources that fail"));
    terminal.keys("a");
    terminal.until_text("add source");
    terminal.keys(&format!("{secret}/added?token=hunter2\r"));
    terminal.until_text("8 sources");
    terminal.keys("Q");
    let ended = terminal.end();
    assert!(ended.status.success() && ended.faults.is_empty(), "{:?}", ended.faults);

    let log = fs::read_to_string(home.join("session.log")).unwrap();
    assert!(log.lines().count() > 10, "{log}");
    let acts = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(acts) || line.contains("hunter2")).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}
