//! What a feed, or the head of an answer, says to a terminal comes out of no command, whatever the field it stands in, and of no file
//! but the cache, which keeps the bytes as received.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/wire_server.rs"]
mod wire_server;

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;
use wire_server::{Reply, WireServer};

/// Clears the screen, writes to the clipboard, names the window, hides in one byte, turns the reading direction round and leaves it so,
/// takes no room, and speaks in tags.
const ATTACK: &str =
    "\u{1b}[2J\u{1b}]52;c;cm0=\u{7}\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{2067}\u{200b}\u{ad}\u{2028}\u{e0041}\u{7f}";

/// A feed of one item that says it in every field; each control as `write` writes it.
fn feed(revision: u32, write: fn(char) -> String) -> String {
    let attack: String = ATTACK.chars().map(write).collect();
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Harbour {attack}</title>\
         <link>http://harbour.example/{attack}</link><language>en{attack}</language><item><title>Ferry {revision} {attack} stays</title>\
         <link>http://harbour.example/1{attack}</link><guid>one{attack}</guid><dc:creator>Ada{attack} Brenner</dc:creator>\
         <category>sea{attack}</category><enclosure url=\"http://harbour.example/a.mp3{attack}\" type=\"audio/x{attack}\" length=\"9\"/>\
         <description>&lt;p&gt;ESTERMOUTH{attack} (MP) — “We will {revision} {attack} sail tomorrow,” said Ada {attack} Brenner, the harbour \
         master{attack}, in &lt;a href=\"/x{attack}\"&gt;Ester{attack}mouth&lt;/a&gt;.&lt;/p&gt;</description></item></channel></rss>"
    )
}

fn literal(sign: char) -> String {
    sign.to_string()
}

fn reference(sign: char) -> String {
    format!("&#{};", u32::from(sign))
}

fn reference_in_html(sign: char) -> String {
    format!("&amp;#{};", u32::from(sign))
}

fn acts(sign: char) -> bool {
    let named = matches!(sign, '\u{ad}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}');
    named || (sign.is_control() && !matches!(sign, '\n' | '\t'))
}

fn is_clean(text: &str, of: &str) {
    let found: Vec<char> = text.chars().filter(|&sign| acts(sign)).collect();
    assert!(found.is_empty(), "{of}: {found:?} in {text:?}");
}

fn run(home: &Path, args: &[&str], typed: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
    command.current_dir(home).env("HOME", home).env("TZ", "UTC").env_remove("COPYTASTER_OFFLINE");
    command.args(["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"]).args(args);
    let output = command.write_stdin(typed.to_owned()).output().unwrap();
    for part in [&output.stdout, &output.stderr] {
        is_clean(std::str::from_utf8(part).unwrap(), &args.join(" "));
    }
    output
}

/// Every file below a folder but the cache.
fn look_at_files(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            look_at_files(&path);
        } else if !name.to_string_lossy().starts_with("desk.db") {
            is_clean(&String::from_utf8_lossy(&fs::read(&path).unwrap()), &path.to_string_lossy());
        }
    }
}

fn desk(server: &WireServer) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let config = "[desk]\nwho = \"kim\"\n[log]\nlevel = \"debug\"\n";
    fs::write(home.path().join("config.toml"), config).unwrap();
    let paths = ["literal", "reference", "html", "encoding", "kind", "page", "redirect"];
    let source = |name| format!("[[source]]\nname = \"{name}\"\nurl = \"{}\"\n", server.url(&format!("/{name}")));
    fs::write(home.path().join("sources.toml"), paths.map(source).concat()).unwrap();
    home
}

#[test]
fn nothing_that_a_server_says_to_the_terminal_comes_out_of_any_command_or_log() {
    let revision = std::sync::atomic::AtomicU32::new(0);
    let server = WireServer::start(move |request| match request.path.as_str() {
        "/literal" => Reply::ok(feed(revision.fetch_add(1, std::sync::atomic::Ordering::SeqCst), literal)),
        "/reference" => Reply::ok(feed(7, reference)),
        "/html" => Reply::ok(feed(8, reference_in_html)),
        // What may stand in a head beyond ASCII is a byte of Latin-1, and 9B is an introducer there.
        "/encoding" => Reply::ok("x").with("Content-Encoding", "gzip\u{9b}31m, gzip"),
        "/kind" => {
            let headers = vec![("Content-Type", "text/\u{9b}31m".to_owned()), ("ETag", "\"\u{9b}2J\"".to_owned())];
            Reply::Whole { status: 200, headers, body: b"no feed".to_vec() }
        }
        "/page" => Reply::ok(format!(
            "<html><link rel=\"alternate\" type=\"application/rss+xml\" title=\"{ATTACK}\" href=\"/x{ATTACK}\"></html>"
        )),
        _ => Reply::redirect(302, "javascript:\u{9b}31m"),
    });
    let home = desk(&server);
    let typing = |args: &[&str], typed: &str| run(home.path(), args, typed);
    let run = |args: &[&str]| typing(args, "");
    run(&["poll", "--all"]);
    run(&["poll", "--all", "--json"]);
    let list = String::from_utf8(run(&["list", "--json"]).stdout).unwrap();
    let ids: Vec<String> =
        list.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string()).collect();
    assert_eq!(ids.len(), 3, "{list}");
    for id in &ids {
        for shape in [&[][..], &["--json"], &["--markdown"], &["--diff"]] {
            assert!(run(&[&["show", id], shape].concat()).status.success());
        }
        assert!(run(&["flag", id]).status.success());
    }
    for shape in ["json", "ninjs", "text", "markdown", "quotes"] {
        let output = run(&["export", shape]);
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && printed.contains("sail tomorrow"), "{shape}: {printed}");
    }
    for args in [&["list"][..], &["sources"], &["sources", "--json"], &["export", "opml"], &["quotes"], &["log"]] {
        assert!(!run(args).stdout.is_empty(), "{args:?}");
    }
    for args in
        [&["report"][..], &["report", "--markdown"], &["report", "--json"], &["log", "--json"], &["quotes", "--json"]]
    {
        assert!(run(args).status.success(), "{args:?}");
    }
    let said = String::from_utf8(run(&["sources", "--json"]).stdout).unwrap();
    for words in ["compressed as", "no feed of a known form", "announces a feed", "neither http nor https"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let told =
        String::from_utf8(typing(&["--plain", "--offline"], "\n}\nI\nEsc\ni\nEsc\nS\nferry.md\nQ\n").stdout).unwrap();
    assert!(told.contains("sail tomorrow") && told.contains("headline: "), "{told}");
    assert!(home.path().join("ferry.md").exists(), "{told}");
    look_at_files(home.path());
}

#[test]
fn a_list_of_sources_brings_names_and_web_addresses_and_nothing_that_runs_or_speaks_to_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), "[desk]\nwho = \"kim\"\n").unwrap();
    let breakout =
        "x\"&#10;login = {user = 'u', password = {command = ['touch', 'pwned']}}&#10;[[source]]&#10;name = 'y'";
    let attack: String = ATTACK.chars().map(reference).collect();
    let outline = |name: &str, address: &str| format!("<outline text='{name}' category='{name}' xmlUrl='{address}'/>");
    let outlines: String = [
        outline(&breakout.replace('\'', "&#39;"), "http://a.example/feed"),
        outline(&format!("Harbour {attack}"), "http://b.example/feed"),
        outline("quoted", &format!("http://c.example/{}", breakout.replace('\'', "&#39;"))),
        outline("acts", &format!("http://d.example/{attack}")),
        outline("runs", "exec:touch%20pwned"),
        outline("filters", "filter:touch pwned:http://e.example/"),
        outline("reads", "file:///etc/passwd"),
        outline("option", "--config=/etc/passwd"),
    ]
    .concat();
    fs::write(home.path().join("list.opml"), format!("<opml version='2.0'><body>{outlines}</body></opml>")).unwrap();
    let output = run(home.path(), &["--offline", "import", "opml", "list.opml"], "");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("2 sources added"), "{said} {}", String::from_utf8_lossy(&output.stderr));

    let text = fs::read_to_string(home.path().join("sources.toml")).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let sources = table["source"].as_array().unwrap();
    for source in sources.iter().map(|source| source.as_table().unwrap()) {
        let keys: Vec<&str> = source.keys().map(String::as_str).collect();
        assert!(keys.iter().all(|key| ["name", "tags", "url"].contains(key)), "{keys:?}");
        source.values().for_each(|value| is_clean(&value.to_string(), "sources.toml"));
    }
    let addresses: Vec<&str> = sources.iter().map(|source| source["url"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["http://a.example/feed", "http://b.example/feed"]);
    for args in [&["--offline", "sources"][..], &["--offline", "sources", "--json"], &["--offline", "export", "opml"]] {
        assert!(run(home.path(), args, "").status.success(), "{args:?}");
    }
    assert!(!home.path().join("pwned").exists());
}
