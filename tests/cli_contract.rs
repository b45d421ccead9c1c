//! The command line as scripts rely on it: keys and types of its JSON, exit codes, and errors in one line.
#![allow(clippy::unwrap_used, reason = "a test may end at once")]

#[path = "support/wire_server.rs"]
mod wire_server;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::LazyLock;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use wire_server::{Reply, Request, WireServer};

/// Two stories by a made-up outlet: one with quotations, one that was killed.
const FEED: &str = r#"<rss version="2.0"><channel><title>Harbour Wire</title><link>http://harbour.example/</link>
<item><guid>h1</guid><title>Ferry stays in port</title><link>http://harbour.example/1</link>
<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description><![CDATA[<p>ESTERMOUTH, Nov 23 (MP) — The ferry stays in
port. “We will sail tomorrow,” said Ada Brenner, the harbour master.</p><p>See <a href="/more">more</a>.</p>]]></description></item>
<item><guid>h2</guid><title>KILL NOTICE: Lighthouse sold</title><link>http://harbour.example/2</link>
<pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate><description>Please kill the story.</description></item></channel></rss>"#;

/// A story with a note for the desk above it and one below, each with a number to call, and lines about its handling.
const NOTES: &str = r#"<rss version="2.0"><channel><title>Harbour Wire</title><link>http://harbour.example/</link>
<item><guid>n1</guid><title>Quay closes</title><link>http://harbour.example/n1</link>
<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description><![CDATA[<p>EDS: Not for publication: Professor Ada Brenner answers on 555-1111.</p>
<p>Note to editors: pictures from 555-2222.</p><p>By Anna Berg</p>
<p>ESTERMOUTH, Nov 23 (MP) — The quay closes, and the ferry goes from Holm until it has been mended, which takes a year.</p>
<p>“We will sail from Holm,” said Ada Brenner, the harbour master.</p><p>Not for publication:</p>
<p>“This secret note is for you,” said Jo Desk, the press officer. She is on 555-3333.</p>]]></description></item></channel></rss>"#;

/// A story that quotes two speakers.
const SAID: &str = r#"<rss version="2.0"><channel><title>Harbour Wire</title><link>http://harbour.example/</link>
<item><guid>s1</guid><title>Ferry master in court</title><link>http://harbour.example/s1</link>
<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description><![CDATA[<p>TARNHOLM, Nov 23 (MP) — The court heard two of them on Monday.</p>
<p>“We lost two boats in the storm,” said Piet Moor, the ferry master.</p>
<p>“The harbour stays open all winter,” said Ada Oduya, the harbour master.</p>]]></description></item></channel></rss>"#;

const PAGE: &str = r#"<html><head><title>Harbour</title>
<link rel="alternate" type="application/rss+xml" href="/other"></head><body>Welcome</body></html>"#;

fn answer(request: &Request) -> Reply {
    match request.path.as_str() {
        "/feed" if request.header("if-none-match") == Some("\"1\"") => Reply::status(304).with("ETag", "\"1\""),
        "/feed" => Reply::ok(FEED).with("ETag", "\"1\""),
        "/other" => Reply::ok(FEED.replace("Harbour Wire", "Other Wire").replace("guid>h", "guid>o")),
        "/notes" => Reply::ok(NOTES),
        "/said" => Reply::ok(SAID),
        "/page" => {
            Reply::Whole { status: 200, headers: vec![("Content-Type", "text/html".to_owned())], body: PAGE.into() }
        }
        _ => Reply::status(404),
    }
}

/// A desk of its own: files in a folder that goes with it.
struct Desk(TempDir);

impl Desk {
    fn new(sources: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.toml"), "[desk]\nwho = \"kim\"\n[poll]\nmin_interval = \"1s\"\n").unwrap();
        fs::write(folder.path().join("sources.toml"), sources).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.current_dir(self.0.path()).env("HOME", self.0.path()).env("TZ", "UTC").env_remove("COPYTASTER_OFFLINE");
        command.args(["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"]).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// What the command prints; it must succeed.
    fn printed(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, args: &[&str]) -> Vec<Value> {
        self.printed(args).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The command ends with this code and says why in one line that holds these words.
    fn refused(&self, args: &[&str], code: i32, words: &[&str]) {
        let output = self.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{args:?}: {said}");
        assert!(said.starts_with("copytaster: "), "{args:?}: {said}");
        for word in words {
            assert!(said.contains(word), "{args:?} should speak of `{word}`: {said}");
        }
    }
}

fn source(name: &str, url: &str) -> String {
    format!("[[source]]\nname = \"{name}\"\nurl = \"{url}\"\ntags = [\"sea\"]\n")
}

static SERVER: LazyLock<WireServer> = LazyLock::new(|| WireServer::start(answer));

/// A desk that has polled the feed; for tests that only read.
static FILLED: LazyLock<Desk> = LazyLock::new(filled);

fn filled() -> Desk {
    let desk = Desk::new(&source("Harbour", &SERVER.url("/feed")));
    desk.printed(&["poll", "--all"]);
    desk
}

/// The number of the item with this headline.
fn id(desk: &Desk, title: &str) -> String {
    let items = desk.json(&["list", "--json"]);
    items.iter().find(|item| item["title"] == title).unwrap()["id"].to_string()
}

/// Every key is there with a value of that kind: `n` number, `s` text, `b` true or false, `l` list, `o` object, `t`
/// time; a capital letter allows null.
fn has(value: &Value, keys: &[(&str, char)]) {
    for (key, kind) in keys {
        let got = value.get(key);
        assert!(got.is_some(), "no `{key}` in {value}");
        let got = got.unwrap();
        let fits = match kind.to_ascii_lowercase() {
            'n' => got.is_u64(),
            's' => got.is_string(),
            'b' => got.is_boolean(),
            'l' => got.is_array(),
            'o' => got.is_object(),
            _ => got.as_str().is_some_and(|t| t.ends_with('Z') && t.parse::<jiff::Timestamp>().is_ok()),
        };
        assert!(fits || (kind.is_ascii_uppercase() && got.is_null()), "`{key}` is {got}");
    }
}

const LIST: [(&str, char); 15] = [
    ("id", 'n'),
    ("source", 's'),
    ("outlet", 'S'),
    ("agency", 'S'),
    ("title", 's'),
    ("url", 'S'),
    ("published", 'T'),
    ("received", 't'),
    ("priority", 'N'),
    ("marks", 'l'),
    ("revision", 'n'),
    ("story", 'N'),
    ("reprint", 'N'),
    ("words", 'n'),
    ("status", 'o'),
];
const STATUS: [(&str, char); 7] = [
    ("read", 'b'),
    ("flagged", 'b'),
    ("held_until", 'T'),
    ("used", 'b'),
    ("spiked", 'b'),
    ("claimed_by", 'S'),
    ("tags", 'l'),
];
const QUOTE: [(&str, char); 11] = [
    ("item", 'n'),
    ("source", 's'),
    ("published", 'T'),
    ("start", 'n'),
    ("end", 'n'),
    ("text", 's'),
    ("speaker", 'S'),
    ("canonical", 'S'),
    ("role", 'S'),
    ("cue", 'S'),
    ("partial", 'b'),
];

#[test]
fn list_and_show_have_their_keys() {
    let items = FILLED.json(&["list", "--json"]);
    assert_eq!(items.len(), 2);
    for item in &items {
        has(item, &LIST);
        has(&item["status"], &STATUS);
    }
    let shown = FILLED.json(&["show", &id(&FILLED, "Ferry stays in port"), "--json"]);
    let [story] = shown.as_slice() else { unreachable!("one line") };
    has(story, &LIST);
    has(story, &[("byline", 'S'), ("dateline", 'S'), ("standfirst", 'S'), ("text", 's'), ("folds", 'l')]);
    has(story, &[("links", 'l'), ("revisions", 'l'), ("quotes", 'l')]);
    has(&story["revisions"][0], &[("revision", 'n'), ("at", 't'), ("title", 's')]);
    has(&story["quotes"][0], &QUOTE);
    assert_eq!(story["agency"], "MP");
}

#[test]
fn list_takes_an_order() {
    let titles = |order: &str| {
        let items = FILLED.json(&["list", "--sort", order, "--json"]);
        items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (newest, mut oldest) = (titles("newest"), titles("oldest"));
    assert_eq!(
        newest,
        FILLED.json(&["list", "--json"]).iter().map(|i| i["title"].as_str().unwrap()).collect::<Vec<_>>()
    );
    assert_ne!(newest, oldest);
    oldest.reverse();
    assert_eq!(newest, oldest);
    let ranks = FILLED.json(&["list", "--sort", "priority", "--json"]);
    let ranks: Vec<u64> = ranks.iter().map(|item| item["priority"].as_u64().unwrap_or(9)).collect();
    assert!(ranks.is_sorted() && ranks.len() == newest.len(), "{ranks:?}");
    let outlets = FILLED.json(&["list", "--sort", "outlet,oldest", "--json"]);
    let outlets: Vec<_> = outlets.iter().map(|item| item["source"].as_str().unwrap().to_lowercase()).collect();
    assert!(outlets.is_sorted() && outlets.len() == newest.len(), "{outlets:?}");
    let none = FILLED.run(&["list", "--limit", "0"]);
    assert_eq!((none.status.code(), none.stdout.len(), none.stderr.len()), (Some(0), 0, 0), "none was asked for");
    FILLED.refused(
        &["list", "ferry  and   bridge  title:(x"],
        2,
        &["query `ferry  and   bridge  title:(x`, column 28: "],
    );
    FILLED.refused(&["list", "--sort", "sideways"], 2, &["sideways", "newest, oldest, priority"]);
    FILLED.refused(&["list", "--sort", "newest,outlet"], 2, &["nothing can come after `newest`"]);
}

#[test]
fn quotes_point_into_the_copy_by_code_points() {
    let quotes = FILLED.json(&["quotes", "--json"]);
    assert!(!quotes.is_empty());
    for quote in &quotes {
        has(quote, &QUOTE);
        has(quote, &[("url", 'S'), ("running", 'b')]);
        let story = FILLED.json(&["show", &quote["item"].to_string(), "--json"]);
        let text: Vec<char> = story[0]["text"].as_str().unwrap().chars().collect();
        let at = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
        assert_eq!(quote["text"], text[at("start")..at("end")].iter().collect::<String>());
    }
    assert_eq!(FILLED.json(&["quotes", "--speaker", "brenner", "--json"]).len(), quotes.len());
    assert_eq!(FILLED.json(&["quotes", "--speaker", "ada bren", "--json"]).len(), quotes.len());
    assert!(FILLED.json(&["quotes", "--speaker", "nobody", "--json"]).is_empty());
}

#[test]
fn a_story_can_be_shown_in_every_shape() {
    let ferry = id(&FILLED, "Ferry stays in port");
    let text = FILLED.printed(&["show", &ferry]);
    assert_eq!(text.matches("Ferry stays in port").count(), 1, "{text}");
    assert!(text.contains("“We will sail tomorrow,” — Ada Brenner"), "{text}");
    assert!(FILLED.printed(&["show", &ferry, "--markdown"]).starts_with("# Ferry stays in port"));
    assert!(FILLED.printed(&["show", &ferry, "--raw"]).contains("<guid>h1</guid>"));
    assert!(FILLED.printed(&["show", &ferry, "--diff"]).starts_with("nothing came before"));
    FILLED.refused(&["show", &ferry, "--revision", "9"], 1, &["no revision 9", "newest is 1"]);
    FILLED.refused(&["show", &ferry, "--raw", "--json"], 2, &["--raw", "--json", "copytaster show --help"]);
}

#[test]
fn a_poll_says_for_each_source_what_it_brought() {
    let desk = Desk::new(&(source("Harbour", &SERVER.url("/feed")) + &source("Gone", &SERVER.url("/nothing"))));
    let output = desk.run(&["poll", "--all", "--json"]);
    assert_eq!(output.status.code(), Some(1), "one of the two failed");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    for line in &lines[..2] {
        has(line, &[("source", 's'), ("status", 's'), ("http", 'N'), ("items", 'n'), ("new", 'n'), ("revised", 'n')]);
        has(line, &[("defects", 'n'), ("ms", 'n'), ("error", 'S')]);
    }
    has(&lines[2], &[("summary", 'o')]);
    assert_eq!(lines[2]["summary"]["new"], 2);
    desk.printed(&["remove", "Gone"]);
    assert!(desk.printed(&["poll", "--all"]).starts_with("1 source polled: 0 new items, "));
    let again = desk.json(&["poll", "--all", "--json"]);
    assert_eq!(again[0]["status"], "not-modified");
    assert_eq!(again[0]["http"], 304);
}

#[test]
fn verbs_are_logged_and_can_be_undone_and_redone() {
    let desk = filled();
    let (ferry, killed) = (id(&desk, "Ferry stays in port"), id(&desk, "KILL NOTICE: Lighthouse sold"));
    for verb in
        ["flag", "unflag", "hold", "unhold", "use", "unuse", "spike", "unspike", "claim", "release", "read", "unread"]
    {
        desk.printed(&[verb, &ferry]);
    }
    desk.printed(&["note", &ferry, "--text", "ring the harbour"]);
    assert_eq!(
        desk.printed(&["flag", &ferry, &ferry, "--label", "court", "--note", "call them"]).trim_end(),
        "flagged"
    );
    let flagged = desk.json(&["list", "--json", "flagged:court"]);
    assert_eq!((flagged.len(), &flagged[0]["status"]["note"]), (1, &"call them".into()));
    assert_eq!(
        desk.printed(&["undo"]).trim_end(),
        format!("undid: flagged: {ferry}"),
        "items are named as the log does"
    );
    assert!(desk.json(&["list", "is:flagged", "--json"]).is_empty(), "an option may stand after the query");
    desk.printed(&["redo"]);
    let log = desk.json(&["log", "--json"]);
    assert_eq!(log.len(), 16);
    for entry in &log {
        has(
            entry,
            &[("n", 'n'), ("at", 't'), ("who", 's'), ("verb", 's'), ("items", 'l'), ("value", 'S'), ("undone_by", 'N')],
        );
        assert_eq!(entry["who"], "kim");
    }
    assert_eq!((&log[0]["verb"], &log[1]["verb"], &log[2]["verb"]), (&"redo".into(), &"undo".into(), &"flag".into()));
    desk.refused(&["use", &killed], 1, &["killed copy cannot be used", "nothing was changed"]);
    desk.refused(&["use", &killed, &ferry], 1, &["killed copy cannot be used", "the others were changed"]);
    desk.refused(&["show", &killed, "--markdown"], 1, &["the wire has killed item", "--anyway"]);
    assert!(desk.printed(&["show", &killed, "--markdown", "--anyway"]).contains("Lighthouse sold"));
    assert!(desk.printed(&["show", &killed]).contains("! KILLED: the wire has killed this copy"));
    desk.refused(&["undo", "0"], 2, &["'0'", "1.."]);
    desk.refused(&["flag", "999"], 1, &["no item 999", "copytaster list"]);
    // Whatever the clock says now, that is another day: "held until 1 Dec 09:00".
    let held = desk.printed(&["hold", &ferry, "--until", "50h"]);
    assert!(held.starts_with("held until ") && held.split_whitespace().count() >= 5, "{held}");
    let held = desk.printed(&["hold", &ferry, "--until", "revision"]);
    assert_eq!(held.trim_end(), "held until its next revision");
    desk.refused(&["hold", &ferry, "--until", "soon"], 2, &["`soon` is no time", "14:30"]);
    desk.refused(&["hold", &ferry, "--until", "2020-01-01 09:00"], 2, &["is past", "14:30"]);
}

#[test]
fn redo_passes_over_what_the_wire_forbids_by_now_and_does_the_rest() {
    let withdrawn = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let now = std::sync::Arc::clone(&withdrawn);
    let server = WireServer::start(move |_| {
        let mark = if now.load(std::sync::atomic::Ordering::SeqCst) { "STORY WITHDRAWN: " } else { "" };
        Reply::ok(FEED.replace("<title>Ferry stays", &format!("<title>{mark}Ferry stays")))
    });
    let desk = Desk::new(&source("Harbour", &server.url("/feed")));
    desk.printed(&["poll", "--all"]);
    let (ferry, notice) = (id(&desk, "Ferry stays in port"), id(&desk, "KILL NOTICE: Lighthouse sold"));
    for verb in [&["tag", &notice, "--as", "sea"][..], &["use", &ferry], &["flag", &notice], &["flag", &ferry]] {
        desk.printed(verb);
    }
    withdrawn.store(true, std::sync::atomic::Ordering::SeqCst);
    desk.printed(&["poll", "--all"]);
    desk.refused(&["undo", "500"], 1, &["nothing to undo"]);
    let output = desk.run(&["redo", "500"]);
    let (printed, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(
        printed,
        format!("redid: tagged: {notice}\nredid: flagged: {notice}\nredid: flagged: {ferry}\n"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said, format!("copytaster: item {ferry}: the wire has killed it since; the others were changed\n"));
    desk.refused(&["redo", "500"], 1, &[&format!("item {ferry}: the wire has killed it since; nothing was changed")]);
}

#[test]
fn a_rule_is_tried_on_each_filing_as_it_came() {
    let turn = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let now = std::sync::Arc::clone(&turn);
    let server = WireServer::start(move |_| {
        let (title, text) = match now.load(std::sync::atomic::Ordering::SeqCst) {
            0 => ("Harbour head leaves", "He goes at once."),
            1 => ("Harbour head made scapegoat", "He goes at once. The union calls him a scapegoat."),
            _ => ("Harbour head stays", "He stays after all."),
        };
        Reply::ok(format!(
            r#"<rss version="2.0"><channel><title>H</title><item><guid>h1</guid><title>{title}</title>
            <description>{text}</description></item></channel></rss>"#
        ))
    });
    let desk = Desk::new(&source("Harbour", &server.url("/feed")));
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    let rules = "[[rule]]\nname = \"first\"\nwhen = \"scapegoat\"\nalert = [\"bell\"]\n\
        [[rule]]\nname = \"later\"\nwhen = \"scapegoat\"\non = [\"revised\"]\nalert = [\"bell\"]\n\
        [[rule]]\nname = \"any\"\nwhen = \"title:head\"\ndo = [\"flag\"]\n";
    fs::write(desk.path("config.toml"), format!("{config}{rules}")).unwrap();
    desk.printed(&["poll", "--all"]);
    turn.store(1, std::sync::atomic::Ordering::SeqCst);
    desk.printed(&["poll", "--all"]);
    let tried = desk.printed(&["rules", "test", "--since", "1h"]);
    let lines: Vec<&str> = tried.lines().collect();
    assert!(lines[0].starts_with("first: 0 items"), "the word came with the second filing: {tried}");
    assert!(lines[1].starts_with("later: 1 item") && lines[1].ends_with("(! raises an alert)"), "{tried}");
    assert!(lines[2].ends_with("! Harbour head made scapegoat (rev 2)"), "{tried}");
    assert!(lines[3].starts_with("any: 1 item") && lines[4].ends_with(" Harbour head leaves"), "{tried}");
    turn.store(2, std::sync::atomic::Ordering::SeqCst);
    desk.printed(&["poll", "--all"]);
    assert_eq!(
        desk.printed(&["rules", "test", "--since", "1h"]),
        tried,
        "the word has gone, and would have been found all the same"
    );
    let json = desk.json(&["rules", "test", "--since", "1h", "later", "--json"]);
    assert_eq!((json.len(), json[0]["revision"].as_i64(), json[0]["as_filed"].as_bool()), (1, Some(2), Some(true)));
}

#[test]
fn a_command_goes_on_without_keys_that_are_wrong_and_tells_of_them_once() {
    let desk = Desk::new(&source("Harbour", &SERVER.url("/feed")));
    desk.printed(&["poll", "--all"]);
    let config = "[keys]\n\"T\" = \"flg\"\n\"Q\" = \"crt\"\n\"f f\" = \"zen\"\n\"C-i\" = \"\"\n[macros]\ncrt = \"sort oldset\"\n\
        [[view]]\nname = \"courts\"\nquery = \"titel:court\"\nkey = \"x\"\n";
    fs::write(desk.path("config.toml"), config).unwrap();
    let all: Vec<&[&str]> = vec![&["list"], &["show", "1"], &["flag", "1"], &["sources"], &["rules", "list"]];
    for args in all {
        let output = desk.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        let told: Vec<&str> = said.lines().filter(|line| line.contains("config.toml:")).collect();
        let words = "config.toml:2:1: no command is called `flg`; did you mean `flag`? (and 5 more: `copytaster doctor` \
            lists them); the screen refuses this, and this command goes on without";
        assert_eq!(told, [format!("copytaster: {words}")], "{args:?}");
    }
    let doctor = String::from_utf8(desk.run(&["doctor"]).stdout).unwrap();
    let sick: Vec<&str> = doctor.lines().filter_map(|line| line.strip_prefix("SICK config.toml:")).collect();
    for (sick, place) in sick.iter().zip(["2:1: ", "4:1: ", "5:1: ", "7:1: ", "10:9: ", "11:7: "]) {
        assert!(sick.starts_with(place), "{doctor}");
    }
    assert_eq!(sick.len(), 6, "what is wrong in a macro is told of it, and not of its keys: {doctor}");
}

#[test]
fn a_wrong_rule_stops_what_runs_rules_and_nothing_else() {
    let desk = Desk::new("");
    let rule = |name: &str, when: &str| format!("[[rule]]\nname = \"{name}\"\nwhen = \"{when}\"\ndo = [\"flag\"]\n");
    let config = rule("sea", "titel:sea") + &rule("sky", "titel:sky");
    fs::write(desk.path("config.toml"), config).unwrap();
    let output = desk.run(&["-q", "list"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("config.toml:3:8: rule \"sea\"") && said.contains("; a poll refuses this"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    desk.refused(&["rules", "list"], 1, &["config.toml:3:8: rule \"sea\"", "(and 1 more: `copytaster doctor`"]);
    let doctor = String::from_utf8(desk.run(&["doctor"]).stdout).unwrap();
    assert!(doctor.contains("SICK config.toml:3:8: ") && doctor.contains("SICK config.toml:7:8: "), "{doctor}");
}

#[test]
fn rules_decide_in_their_own_name_and_can_be_tried() {
    let desk = Desk::new(&source("Harbour", &SERVER.url("/feed")));
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    let rule = "[[rule]]\nname = \"sea\"\nwhen = \"ferry speaker:brenner\"\ndo = [\"flag sea\", \"highlight\"]\n";
    fs::write(desk.path("config.toml"), format!("{config}{rule}")).unwrap();
    desk.printed(&["poll", "--all"]);
    let flagged = desk.json(&["list", "flagged:sea tag:highlight", "--json"]);
    assert_eq!(flagged[0]["title"], "Ferry stays in port");
    assert!(desk.json(&["log", "--json"]).iter().all(|line| line["who"] == "rule sea"));
    desk.refused(&["undo"], 1, &["nothing to undo"]);
    let tried = desk.json(&["rules", "test", "--since", "1h", "--json"]);
    assert_eq!(tried.len(), 1);
    has(&tried[0], &[("rule", 's'), ("item", 'n'), ("received", 't'), ("title", 's'), ("does", 'l'), ("alerts", 'b')]);
    has(&tried[0], &[("revision", 'n'), ("as_filed", 'b')]);
    let listed = desk.printed(&["rules", "list"]);
    assert_eq!(listed.trim_end(), "sea: ferry speaker:brenner → flag sea, highlight (on new)");
    let limits = "on = [\"new\", \"revised\"]\nhours = \"08:00-18:30\"\nquiet = \"22:00-06:00\"\nrun = [\"true\"]\ntimeout = \"20s\"\n";
    fs::write(desk.path("config.toml"), format!("{config}{rule}{limits}")).unwrap();
    let words = "run true (on new and revised, hours 08:00-18:30, quiet 22:00-06:00, timeout 20s)";
    assert!(desk.printed(&["rules", "list"]).contains(words));
    fs::write(desk.path("config.toml"), format!("{config}{rule}")).unwrap();
    assert!(desk.printed(&["rules", "test"]).starts_with("sea: 1 item, each: flag sea, highlight"));
    desk.refused(&["rules", "test", "nothing"], 2, &["no rule `nothing`"]);
    fs::write(desk.path("config.toml"), format!("{config}{}", rule.replace("flag sea", "use"))).unwrap();
    desk.refused(&["poll"], 1, &["config.toml", "rule \"sea\"", "cannot `use`"]);
    fs::write(desk.path("config.toml"), format!("{config}{}", rule.replace("speaker:", "speakr:"))).unwrap();
    desk.refused(&["rules", "list"], 1, &["`when`, column 7", "speaker:"]);
}

#[test]
fn a_rules_program_that_fails_is_told_of_by_the_poll_and_by_doctor() {
    let desk = Desk::new(&source("Harbour", &SERVER.url("/feed")));
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    let rule = "[[rule]]\nname = \"sea\"\nwhen = \"quay\"\nrun = [\"false\"]\n";
    fs::write(desk.path("config.toml"), format!("{config}{rule}")).unwrap();
    // The first delivery of a source alerts nobody; the same source moves to where there is more.
    desk.printed(&["poll", "--all"]);
    fs::write(desk.path("sources.toml"), source("Harbour", &SERVER.url("/notes"))).unwrap();
    let polled = desk.run(&["poll", "--all"]);
    assert_eq!(polled.status.code(), Some(0), "no source failed");
    let said = String::from_utf8(polled.stderr).unwrap();
    assert!(said.contains("rule sea: false ended with exit status: 1"), "{said}");
    let looked = String::from_utf8(desk.run(&["doctor"]).stdout).unwrap();
    let line = looked.lines().find(|line| line.contains("rule sea")).unwrap();
    assert!(line.starts_with("SICK") && line.ends_with("false ended with exit status: 1"), "{looked}");
}

#[test]
fn a_shift_is_handed_over_in_every_shape() {
    let desk = filled();
    let ferry = id(&desk, "Ferry stays in port");
    desk.printed(&["flag", &ferry, "--label", "harbour"]);
    let report = desk.json(&["report", "--since", "6h", "--json"]);
    let [report] = report.as_slice() else { unreachable!("one line") };
    has(report, &[("from", 't'), ("to", 't'), ("new", 'n'), ("revisions", 'n'), ("sources", 'l'), ("urgent", 'l')]);
    has(report, &[("flagged", 'l'), ("held", 'l'), ("claimed", 'l'), ("used", 'l'), ("spiked", 'l'), ("open", 'l')]);
    has(report, &[("corrections", 'l'), ("alerts", 'l'), ("outages", 'l')]);
    has(&report["flagged"][0], &[("id", 'n'), ("title", 's'), ("who", 'S'), ("at", 'T'), ("value", 'S')]);
    assert_eq!((&report["new"], &report["flagged"][0]["value"]), (&2.into(), &"harbour".into()));
    has(&report["open"][0], &[("id", 'n'), ("standing", 'l'), ("status", 'o')]);
    assert_eq!(report["corrections"][0]["what"], "kill");
    assert!(desk.printed(&["report", "--markdown"]).starts_with("# Hand-over, "));
    assert!(desk.printed(&["report"]).contains("flagged “harbour” by kim"));
    desk.refused(&["report", "--since", "soon"], 2, &["--since soon", "6h"]);
    desk.refused(&["report", "--json", "--markdown"], 2, &["--json", "--markdown"]);
}

#[test]
fn sources_come_and_go() {
    let desk = Desk::new("");
    desk.refused(&["poll"], 1, &["no sources", "copytaster add"]);
    assert!(desk.printed(&["add", &SERVER.url("/page")]).starts_with("added "));
    let sources = desk.json(&["sources", "--json"]);
    assert_eq!(sources[0]["url"], SERVER.url("/other"));
    has(
        &sources[0],
        &[("source", 's'), ("url", 's'), ("title", 'S'), ("tags", 'l'), ("state", 's'), ("last_good", 'T')],
    );
    has(&sources[0], &[("last_error", 'S'), ("items", 'n'), ("unread", 'n'), ("every_s", 'N')]);
    assert_eq!(desk.run(&["add", &SERVER.url("/page")]).status.code(), Some(1), "it is there already");
    let opml = desk.printed(&["export", "opml"]);
    fs::write(desk.path("out.opml"), &opml).unwrap();
    let name = sources[0]["source"].as_str().unwrap();
    desk.printed(&["remove", name]);
    assert!(desk.json(&["sources", "--json"]).is_empty());
    desk.refused(&["remove", name], 1, &["no source"]);
    assert!(desk.printed(&["import", "opml", "out.opml"]).starts_with("1 source added"));
    fs::write(desk.path("urls"), format!("{} sea \"~The harbour\"\n", SERVER.url("/feed"))).unwrap();
    assert!(desk.printed(&["import", "newsboat", "urls"]).starts_with("1 source added"));
    assert_eq!(desk.json(&["sources", "--json"]).len(), 2);
    let runs = "<opml><outline xmlUrl='exec:rm'/><outline xmlUrl='file:///etc/passwd'/>";
    fs::write(desk.path("part.opml"), format!("{runs}<outline text='C' xmlUrl='http://c.example/'/></opml>")).unwrap();
    let output = desk.run(&["import", "opml", "part.opml"]);
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b"1 source added, 2 left out\n"[..]), "in part");
    assert!(String::from_utf8(output.stderr).unwrap().ends_with("copytaster: 2 entries were not taken over\n"));
    assert!(
        desk.printed(&["import", "newsboat", "urls"]).starts_with("0 sources added, 1 left out"),
        "it is there already"
    );
    desk.printed(&["remove", "C"]);
    desk.refused(&["import", "opml", "nowhere"], 1, &["cannot read nowhere"]);
    desk.refused(&["--offline", "poll"], 1, &["offline"]);
}

#[test]
fn a_query_for_a_speaker_or_for_words_of_a_quotation_exports_and_lists_those_quotations_alone() {
    let desk = Desk::new(&source("Harbour", &SERVER.url("/said")));
    desk.printed(&["poll", "--all"]);
    assert_eq!(desk.json(&["export", "quotes", "--json", "court"]).len(), 2);
    for query in ["speaker:moor", "speaker:/^piet/", "quote:boats", "quote:/tw. boats/"] {
        let page = desk.printed(&["export", "quotes", query]);
        assert!(page.contains("We lost two boats") && !page.contains("stays open"), "{query}: {page}");
        for args in [&["export", "quotes", "--json", query][..], &["quotes", "--json", query]] {
            let quotes = desk.json(args);
            assert_eq!((quotes.len(), &quotes[0]["speaker"]), (1, &Value::from("Piet Moor")), "{args:?}");
        }
    }
    assert_eq!(desk.printed(&["export", "quotes", "speaker:moor quote:harbour"]), "", "none is both");
}

fn noted() -> Desk {
    let desk = Desk::new(&source("Harbour", &SERVER.url("/notes")));
    desk.printed(&["poll", "--all"]);
    desk
}

#[test]
fn quotations_in_a_note_for_the_desk_are_listed_nowhere() {
    let desk = noted();
    let item = id(&desk, "Quay closes");
    for args in [vec!["quotes"], vec!["quotes", "--json"], vec!["export", "quotes"], vec!["export", "quotes", "--json"]]
    {
        let page = desk.printed(&args);
        assert!(page.contains("sail from Holm") && !page.contains("secret"), "{args:?}: {page}");
        assert!(!page.contains("Professor"), "the role stands in the note alone: {page}");
    }
    assert_eq!(desk.json(&["show", "--json", &item])[0]["quotes"].as_array().unwrap().len(), 1);
}

#[test]
fn notes_for_the_desk_and_to_editors_stay_in_the_house_in_every_export() {
    let desk = noted();
    let item = id(&desk, "Quay closes");
    for args in
        [vec!["export", "text"], vec!["export", "markdown"], vec!["export", "json"], vec!["show", "--markdown", &item]]
    {
        let page = desk.printed(&args);
        assert!(page.contains("sail from Holm") && page.contains("By Anna Berg"), "{args:?}: {page}");
        let leak = ["555-1111", "555-3333", "secret"].into_iter().find(|words| page.contains(words));
        assert_eq!(leak, None, "{args:?}: {page}");
    }
    let pages = [desk.printed(&["export", "text"]), desk.printed(&["export", "markdown"])];
    assert!(!pages.iter().any(|page| page.contains("555-2222")), "{pages:?}");
    let json = &desk.json(&["export", "json"])[0];
    let text: Vec<char> = json["text"].as_str().unwrap().chars().collect();
    let bound = |key: &str| usize::try_from(json["quotes"][0][key].as_u64().unwrap()).unwrap();
    assert_eq!(
        text[bound("start")..bound("end")].iter().collect::<String>(),
        json["quotes"][0]["text"].as_str().unwrap()
    );
    assert_eq!(json["folds"].as_array().unwrap().len(), 1, "the byline leaves");
    // A field that is there for what speaks to editors keeps it, but for what is not for publication.
    let ninjs = &desk.json(&["export", "ninjs"])[0];
    assert!(!ninjs["body_text"].as_str().unwrap().contains("555"), "{ninjs}");
    assert_eq!(ninjs["ednote"], "Note to editors: pictures from 555-2222.");
    // On the desk itself nothing is gone.
    assert!(desk.printed(&["show", "--json", &item]).contains("555-3333"));
}

#[test]
fn a_login_in_an_address_is_kept_as_the_login_of_the_source() {
    let server = WireServer::start(|request| match (request.path.as_str(), request.header("authorization")) {
        ("/feed", Some("Basic ZGVzazpodW50ZXIy")) => answer(request),
        ("/page", Some(_)) => Reply::Whole {
            status: 200,
            headers: vec![("Content-Type", "text/html".to_owned())],
            body: PAGE.replace("/other", &SERVER.url("/other")).into(),
        },
        _ => Reply::status(401),
    });
    let with_login = |path: &str| server.url(path).replace("http://", "http://desk:hunter2@");
    let desk = Desk::new("");
    let said = desk.printed(&["add", &with_login("/feed")]);
    assert_eq!(said, format!("added Harbour Wire {}; its login is in sources.toml\n", server.url("/feed")));
    desk.printed(&["poll", "--all"]);
    assert_eq!(desk.json(&["sources", "--json"])[0]["state"], "good");
    desk.printed(&["remove", "Harbour Wire"]);
    let said = desk.printed(&["--offline", "add", &with_login("/feed")]);
    assert!(!said.contains("hunter2"), "{said}");
    desk.printed(&["remove", &with_login("/feed")]);
    fs::write(desk.path("in.opml"), format!("<opml><outline text='Paid' xmlUrl='{}'/></opml>", with_login("/feed")))
        .unwrap();
    desk.printed(&["import", "opml", "in.opml"]);
    desk.printed(&["poll", "--all"]);
    let sources = desk.json(&["sources", "--json"]);
    assert_eq!((&sources[0]["state"], &sources[0]["url"]), (&"good".into(), &server.url("/feed").into()));
    let output = desk.run(&["add", &with_login("/page")]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("a server that this login is not sent to") && !said.contains("hunter2"), "{said}");
}

#[test]
fn items_are_exported_unless_they_may_not_leave() {
    let output = FILLED.run(&["export", "json"]);
    assert_eq!(output.status.code(), Some(1), "a part failed");
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().count(), 1, "killed copy stays");
    assert!(String::from_utf8(output.stderr).unwrap().contains("killed copy is not taken out"));
    for format in ["markdown", "json", "ninjs", "text", "quotes"] {
        let output = FILLED.run(&["export", format, "is:killed"]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{format}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.ends_with("copytaster: 1 item was not exported\n"), "{format}: {said}");
    }
    let ninjs = FILLED.json(&["export", "ninjs", "ferry"]);
    has(&ninjs[0], &[("uri", 's'), ("type", 's'), ("version", 's'), ("versioncreated", 't'), ("headline", 's')]);
    has(&ninjs[0], &[("body_text", 's'), ("pubstatus", 's'), ("person", 'l')]);
    assert_eq!(ninjs[0]["person"][0]["name"], "Ada Brenner");
    assert!(FILLED.printed(&["export", "text", "ferry"]).starts_with("Ferry stays in port\n"));
    assert!(FILLED.printed(&["export", "markdown", "ferry"]).starts_with("# Ferry stays in port"));
    let list = FILLED.run(&["export", "quotes"]);
    let page = String::from_utf8(list.stdout).unwrap();
    assert!(page.starts_with("## Ferry stays in port") && page.contains("“We will sail tomorrow,” — **Ada Brenner**"));
    assert!(String::from_utf8(list.stderr).unwrap().contains("killed copy is not taken out"));
    let quotes = FILLED.json(&["export", "quotes", "--json", "ferry"]);
    has(&quotes[0], &QUOTE);
    has(&quotes[0], &[("elsewhere", 'l'), ("revision", 'n')]);
    FILLED.refused(&["export", "opml", "--json"], 2, &["export quotes"]);
}

#[test]
fn what_is_asked_wrongly_ends_with_two_and_one_line() {
    for (args, words) in [
        (&["bogus"][..], &["bogus", "copytaster --help"][..]),
        (&["show"], &["<ID>", "copytaster show --help"]),
        (&["poll", "--al"], &["--al", "--all"]),
        (&["list", "--bogus"], &["--bogus", "copytaster list --help"]),
        (&["completions", "foo"], &["bash"]),
        (&["show", "x"], &["`x` is no item"]),
        (&["list", "is:flaged"], &["column 4", "flagged"]),
        (&["list", "foo OR (bar"], &["column 8"]),
        (&["quotes", "is:"], &["column 4"]),
    ] {
        FILLED.refused(args, 2, words);
    }
    FILLED.refused(&[], 1, &["terminal"]);
}

#[test]
fn a_desk_with_nothing_in_it_says_what_to_do_next() {
    let desk = Desk::new("");
    let output = desk.run(&["list"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("copytaster poll"));
    for args in [&["list", "--json"][..], &["sources", "--json"], &["log", "--json"], &["quotes", "--json"]] {
        let output = desk.run(args);
        assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0), "{args:?}");
    }
    desk.refused(&["show", "5"], 1, &["no item 5"]);
    desk.refused(&["undo"], 1, &["nothing to undo"]);
}

#[test]
fn a_cache_of_a_later_version_is_read_where_it_allows_that_and_never_written() {
    let desk = filled();
    let cache = rusqlite::Connection::open(desk.path("desk.db")).unwrap();
    cache.pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(desk.json(&["list", "--json"]).len(), 2);
    desk.refused(&["poll", "--all"], 1, &["newer copytaster", "--cache"]);
    desk.refused(&["flag", "1"], 1, &["newer copytaster"]);
    let doctor = desk.run(&["doctor"]);
    let said = String::from_utf8(doctor.stdout).unwrap();
    assert_eq!(doctor.status.code(), Some(1), "{said}");
    assert!(
        said.lines().any(|l| l.starts_with("SICK cache") && l.contains("install that version, or choose")),
        "{said}"
    );
    cache.execute("UPDATE meta SET value = '99' WHERE key = 'readable_by'", []).unwrap();
    desk.refused(&["list", "--json"], 1, &["newer copytaster"]);
}

#[cfg(unix)]
#[test]
fn doctor_and_verbs_are_of_one_mind_on_whether_the_cache_can_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let desk = filled();
    let rights = |name: &str, mode| fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    let agree = |note: &str, allowed: bool| {
        let doctor = String::from_utf8(desk.run(&["doctor"]).stdout).unwrap();
        let noted = desk.run(&["note", "1", "--text", note]);
        let said = String::from_utf8(noted.stderr).unwrap();
        // Rights bind nobody who runs the tests as root.
        let written = noted.status.success();
        assert!(written || !allowed, "{said}");
        assert_eq!(doctor.contains("ok   cache: it can be written"), written, "{doctor}{said}");
        assert_eq!(doctor.lines().any(|l| l.starts_with("SICK cache") && l.contains("may only be read")), !written);
    };
    agree("one", true);
    rights("", 0o555);
    agree("two", false);
    rights("", 0o755);
    agree("three", true);
    rights("desk.db", 0o444);
    agree("four", false);
}

#[test]
fn a_cache_that_may_only_be_read_is_read_by_every_command_that_reads() {
    use std::os::unix::fs::PermissionsExt;
    let desk = filled();
    fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o555)).unwrap();
    for (args, words) in [
        (vec!["sources"], "Harbour"),
        (vec!["quotes", "ferry"], "We will sail tomorrow"),
        (vec!["list", "ferry"], "Ferry stays in port"),
        (vec!["report"], "Hand-over"),
    ] {
        let printed = desk.printed(&args);
        assert!(printed.contains(words), "{args:?}: {printed}");
    }
    fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_is_no_cache_and_no_list_of_sources_is_told_as_what_it_is() {
    let desk = filled();
    let folder = desk.path("").display().to_string();
    desk.refused(&["list", "--cache", &folder], 1, &["it is a folder; --cache names a file"]);
    let output = desk.run(&["list", "--sources", &folder]);
    assert!(!String::from_utf8(output.stderr).unwrap().contains("os error"));
    desk.refused(&["list", "--limit", "x"], 2, &["invalid digit", "`copytaster list --help` says how"]);
    desk.refused(&["export", "opml", "ferry"], 2, &["takes no query"]);
    desk.refused(&["rules"], 2, &["a word is missing after it; `copytaster rules --help`"]);
    desk.refused(&["rules", "test", "sea"], 2, &["no rule `sea`"]);
    // Where no list of sources can be written to begin with, the cache is read all the same.
    let blocked = desk.path("desk.db").join("below").display().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_copytaster"))
        .env("HOME", &blocked)
        .env("XDG_CONFIG_HOME", &blocked)
        .args(["--cache", &desk.path("desk.db").display().to_string(), "list", "ferry"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("copytaster: no list of sources to begin with: cannot "), "{said}");
    assert!(String::from_utf8(output.stdout).unwrap().contains("Ferry stays in port"));
}

#[test]
fn a_poll_is_finished_though_nobody_reads_what_it_says() {
    let sources = source("Harbour", &SERVER.url("/feed")) + &source("Other", &SERVER.url("/other"));
    let desk = Desk::new(&sources);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_copytaster"))
        .current_dir(desk.path(""))
        .env("HOME", desk.path(""))
        .args(["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db", "poll", "--all", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(desk.json(&["list", "--json"]).len(), 4, "both sources were polled, and their copy is there");
}

#[cfg(unix)]
#[test]
fn a_watch_that_is_ended_ends_well_though_a_source_failed() {
    let desk = Desk::new(&source("Gone", &SERVER.url("/gone")));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_copytaster"))
        .current_dir(desk.path(""))
        .env("HOME", desk.path(""))
        .args(["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db", "poll", "--watch"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut told).unwrap();
    assert!(told.contains("Gone: the server answered 404"), "{told}");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!((child.wait().unwrap().code(), told.lines().count()), (Some(0), 1), "{told}");
}

#[test]
fn a_reader_that_hangs_up_is_no_failure() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_copytaster"))
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn the_plumbing_reads_standard_input_and_touches_no_cache() {
    let folder = tempfile::tempdir().unwrap();
    let piped = |args: &[&str], input: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.env("HOME", folder.path()).args(args).write_stdin(input.to_owned());
        command.output().unwrap()
    };
    let output = piped(&["parse", "--url", "http://harbour.example/feed"], FEED);
    assert_eq!(output.status.code(), Some(0));
    let feed: Value = serde_json::from_slice(&output.stdout).unwrap();
    has(&feed, &[("format", 's'), ("encoding", 's'), ("id", 'S'), ("title", 'S'), ("subtitle", 'S'), ("link", 'S')]);
    has(
        &feed,
        &[
            ("links", 'l'),
            ("language", 'S'),
            ("rights", 'S'),
            ("updated", 'T'),
            ("authors", 'l'),
            ("items", 'l'),
            ("defects", 'l'),
        ],
    );
    let item = &feed["items"][0];
    has(item, &[("id", 'S'), ("title", 'S'), ("link", 'S'), ("links", 'l'), ("authors", 'l'), ("contributors", 'l')]);
    has(
        item,
        &[("published", 'T'), ("updated", 'T'), ("summary", 'S'), ("content", 'S'), ("text", 'S'), ("categories", 'l')],
    );
    has(item, &[("enclosures", 'l'), ("rights", 'S'), ("marks", 'l')]);
    assert_eq!(piped(&["parse", "-"], "no feed").status.code(), Some(1));
    let output = piped(
        &["quotes", "--jsonl"],
        "{\"id\":\"a\",\"text\":\"Ö: “We sail,” said Bob Marsh.\"}\n{\"id\":2,\"text\":\"\"}\n",
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["id"], &lines[1]["id"]), (&"a".into(), &2.into()));
    let quote = &lines[0]["quotes"][0];
    has(
        quote,
        &[("start", 'n'), ("end", 'n'), ("text", 's'), ("speaker", 'S'), ("speaker_start", 'N'), ("speaker_end", 'N')],
    );
    has(quote, &[("cue", 'S'), ("canonical", 'S'), ("role", 'S')]);
    assert_eq!((&quote["start"], &quote["end"]), (&4.into(), &12.into()));
    has(quote, &[("partial", 'b'), ("running", 'b'), ("quotation", 'n')]);
    // What is wrong with a line is told, and the others are answered.
    let output = piped(&["quotes", "--jsonl"], "{\"id\":1}\nnothing\n\n{\"id\":2,\"text\":\"\"}\n");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "{\"id\":2,\"quotes\":[]}\n");
    let told = String::from_utf8(output.stderr).unwrap();
    for words in [
        "line 1: no \"text\" in it; expected an object such as {",
        "line 2: ",
        "2 of 3 lines of standard input could not be read",
    ] {
        assert!(told.contains(words), "{told}");
    }
    let refused = piped(&["quotes", "--jsonl", "--speaker", "Marsh"], "");
    assert_eq!(refused.status.code(), Some(2), "a speaker is of the cache's quotations");
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing was written");
}

#[test]
fn what_an_import_leaves_out_is_told_with_file_and_line() {
    let desk = Desk::new("");
    fs::write(desk.path("urls"), "# ours\nhttps://a.example/feed\nnonsense\n").unwrap();
    fs::write(desk.path("list.opml"), "<opml><body>\n<outline text='A' xmlUrl=''/></body></opml>").unwrap();
    for (args, words) in [
        (["import", "newsboat", "urls"], "copytaster: urls, line 3: nonsense: it is no whole web address\n"),
        (["import", "opml", "list.opml"], "copytaster: list.opml, line 2: A: it has no address\n"),
        (
            ["import", "opml", "urls"],
            "copytaster: urls: there are no outlines in it: is it OPML? `copytaster import newsboat`",
        ),
        (
            ["import", "newsboat", "list.opml"],
            "copytaster: list.opml: it is no list of addresses; `copytaster import opml`",
        ),
        (["import", "newsboat", "none"], "copytaster: cannot read none: "),
    ] {
        let output = desk.run(&args);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {told}");
        assert!(told.starts_with(words), "{args:?}: {told}");
    }
}

#[test]
fn what_is_wrong_with_the_plumbings_input_is_told_with_its_source_and_its_line() {
    let desk = Desk::new("");
    let piped = |args: &[&str], input: &str| desk.command(args).write_stdin(input.to_owned()).output().unwrap();
    for (args, input, code, words) in [
        (["quotes", "--jsonl", "-"], "[\"1\",\"x\"]", 1, "standard input, line 1: it is no JSON object; expected"),
        (
            ["quotes", "--jsonl", "-"],
            "\n{\"id\":1,\"text\":5}",
            1,
            "line 2: column 16: invalid type: integer `5`, expected a string;",
        ),
        (["quotes", "--jsonl", "-"], "\u{feff}{\"id\":1,\"text\":\"x\"}", 0, ""),
        (["stories", "--jsonl", "-"], "{\"id\":[1]}", 1, "line 1: its \"id\" is neither a text nor a number;"),
        (["stories", "--jsonl", "-"], "{\"id\":1,\"text\":5}", 1, "line 1: its \"text\" is no text;"),
        (["stories", "--jsonl", "none"], "", 1, "cannot read none: No such file"),
        (["quotes", "--jsonl", "/"], "", 1, "cannot read /: Is a directory"),
        (
            ["parse", "--url", "https://a.example/"],
            "{\"a\":1}",
            1,
            "standard input: no feed could be read: JSON, but not a feed: there is no list of `items`",
        ),
        (
            ["parse", "--url", "https://a.example/"],
            "{\n\"items\":[x]}",
            1,
            "JSON that cannot be read: expected value at line 2 column",
        ),
        (["extract", "--url", "https://a.example/"], "x", 1, "standard input: no article could be extracted: "),
    ] {
        let output = piped(&args, input);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?} {told}");
        assert!(told.contains(words), "{args:?} should speak of `{words}`: {told}");
    }
    for args in [vec!["stories"], vec!["quotes", "--jsonl", "a", "b"]] {
        assert_eq!(piped(&args, "").status.code(), Some(2), "{args:?} is asked wrongly");
    }
}

#[test]
fn every_command_explains_itself_and_the_manual_names_them_all() {
    let help = FILLED.printed(&["--help"]);
    let manual = FILLED.printed(&["man"]);
    let commands: Vec<&str> =
        help.lines().skip_while(|l| *l != "Commands:").skip(1).map_while(|l| l.split_whitespace().next()).collect();
    assert!(commands.len() > 25, "{commands:?}");
    for command in commands.iter().filter(|c| help.contains(&format!("\n  {c} "))) {
        assert!(FILLED.printed(&[command, "--help"]).contains("Usage: copytaster"), "{command}");
        assert!(manual.contains(&format!("copytaster\\-{command}")), "{command}");
    }
    assert!(FILLED.printed(&["completions", "bash"]).contains("_copytaster"));
    let doctor = String::from_utf8(FILLED.run(&["doctor"]).stdout).unwrap();
    // Whether the machine of the test is well is not the test's to say.
    assert!(doctor.lines().all(|line| line.starts_with("ok ") || line.starts_with("SICK ")), "{doctor}");
    assert!(doctor.contains("cache: the file is sound"), "{doctor}");
}

#[test]
fn every_line_of_the_example_that_is_commented_out_can_be_used() {
    let example = include_str!("../config.example.toml");
    let folder = tempfile::tempdir().unwrap();
    let (mut config, mut theme) = (String::new(), String::new());
    for line in example.lines() {
        match line.strip_prefix("#   ") {
            Some(line) if theme.is_empty() => theme = format!("{line}\nbase = \"dark\"\n"),
            Some(line) => config.push_str(&format!("{line}\n")),
            None => config.push_str(&format!("{line}\n")),
        }
    }
    let config = config.replace("theme = \"default\"\n", "theme = \"night\"\n");
    assert!(config.contains("[[rule]]") && config.contains("\n\"x\" = \"\"\n"), "{config}");
    let names = example.split_once("these parts of the screen: ").unwrap().1.split_once('.').unwrap().0;
    for name in names.split_whitespace().filter(|name| !["#", "unread"].contains(name)) {
        theme.push_str(&format!("{name} = \"bold red\"\n"));
    }
    assert_eq!(theme.lines().count(), copytaster::view::ROLES.len() + 1, "a part is missing: {names}");
    fs::create_dir(folder.path().join("themes")).unwrap();
    fs::write(folder.path().join("themes/night.toml"), theme).unwrap();
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let told = Command::new(env!("CARGO_BIN_EXE_copytaster"))
        .args(["--config", &folder.path().join("config.toml").display().to_string()])
        .args(["--cache", &folder.path().join("cache.db").display().to_string(), "doctor"])
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    for words in ["configuration", "of your own", "theme night", "1 rule"] {
        assert!(told.lines().any(|line| line.starts_with("ok ") && line.contains(words)), "{words}: {told}");
    }
}
