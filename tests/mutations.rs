//! Damaged, cut, doubled and mixed input for everything that reads what comes from outside. Nothing may panic, overrun its bounds
//! or let through what acts on a terminal.
//!
//! A run of the tests tries a few hundred inputs for each reader, always the same. With `COPYTASTER_FUZZ_SECONDS` set, each reader is
//! tried for that long, from a seed that is printed; `COPYTASTER_FUZZ_SEED` starts from a seed again.

#![allow(clippy::panic, clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail anywhere, and says where")]
#![allow(clippy::disallowed_methods, reason = "how long it tries is for whoever runs it to say")]

mod promises;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use fastrand::Rng;

/// Inputs tried for each reader in an ordinary run.
const TRIES: usize = 150;

/// No input may be longer, in bytes: what grows without end is another test's matter.
const LONGEST: usize = 60_000;

/// Pieces that mean something to one reader or another.
const PIECES: [&[u8]; 44] = [
    b"<",
    b">",
    b"&",
    b"\"",
    b"'",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<?xml",
    b"?>",
    b"&#0;",
    b"&#27;",
    b"&#155;",
    b"&amp;",
    b"&nbsp;",
    b"&#x202e;",
    b"</item>",
    b"<item>",
    b"<entry>",
    b"</channel>",
    b"<div>",
    b"<table><tr><td>",
    b"<ul><li>",
    b"<blockquote>",
    b"<pre>",
    b"<a href='",
    b"<script>",
    b"\x1b[31m",
    b"\x1b]52;c;",
    b"\x9b",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"\xcc\x80",
    b"\xe2\x80\x9c",
    b"\xe2\x80\x9d",
    b" said",
    b"{",
    b"}",
    b"[",
    b"\\u",
    b"\xff\xfe",
    b"\x00",
    b"\n\n",
];

/// A small corpus: the fixtures of a folder.
fn fixtures(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
        .iter()
        .filter(|path| path.extension().is_none_or(|end| end != "golden"))
        .map(|path| fs::read(path).unwrap())
        .collect()
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// One input: a piece of the corpus with a few injuries.
fn injured(corpus: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut input = rng.choice(corpus).cloned().unwrap_or_default();
    for _ in 0..rng.usize(0..8) {
        let at = rng.usize(0..=input.len());
        let end = (at + rng.usize(0..24)).min(input.len());
        match rng.u8(0..8) {
            0 => input.truncate(at),
            1 => drop(input.splice(at..end, [])),
            2 => drop(input.splice(at..at, rng.choice(PIECES).unwrap_or(b"").iter().copied())),
            3 => {
                let piece = rng.choice(PIECES).unwrap_or(b"").repeat(1 << rng.u32(0..9));
                input.splice(at..at, piece);
            }
            4 => {
                let doubled = input.get(at..end).unwrap_or(&[]).repeat(rng.usize(1..40));
                input.splice(at..at, doubled);
            }
            5 => {
                let other = rng.choice(corpus).cloned().unwrap_or_default();
                let from = rng.usize(0..=other.len());
                input.splice(at..end, other.into_iter().skip(from).take(200));
            }
            6 => input.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << rng.u32(0..8)),
            _ => drop(input.splice(at..end, std::iter::repeat_with(|| rng.u8(..)).take(4).collect::<Vec<_>>())),
        }
        input.truncate(LONGEST);
    }
    input
}

/// Tries a reader with its corpus and what fuzzers kept for it, as they are and then injured. What makes it panic, or fail a promise,
/// is shown as bytes with the seed that made it.
fn try_all(reader: &str, mut corpus: Vec<Vec<u8>>, promise: impl Fn(&[u8])) {
    corpus.extend(fixtures(&format!("fuzz/{reader}")));
    corpus.iter().for_each(|input| promise(input));
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let budget = number("COPYTASTER_FUZZ_SECONDS").map(Duration::from_secs);
    let first = number("COPYTASTER_FUZZ_SEED").unwrap_or_else(|| if budget.is_some() { Rng::new().u64(..) } else { 7 });
    let began = Instant::now();
    for tried in 0_u64.. {
        let over = budget.map_or(tried >= TRIES as u64, |budget| began.elapsed() >= budget);
        if over {
            if budget.is_some() {
                eprintln!("{tried} inputs from seed {first}");
            }
            return;
        }
        let seed = first.wrapping_add(tried);
        let input = injured(&corpus, &mut Rng::with_seed(seed));
        let start = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| promise(&input)));
        let shown = || input.escape_ascii().to_string();
        assert!(done.is_ok(), "seed {seed}: {}", shown());
        // Far beyond what any of them takes, also on a machine that is busy: what is not linear takes minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "seed {seed} took {:?}: {}", start.elapsed(), shown());
    }
}

#[test]
fn no_feed_however_injured_breaks_the_decoder() {
    try_all("feed", fixtures("feeds"), promises::feed);
}

#[test]
fn no_page_however_injured_breaks_discovery_and_extraction() {
    let page = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Quay shut</title><link rel=alternate type='application/rss+xml' href='/f'>\
        </head><body><nav><a href='/'>Home</a></nav><article><h1>Quay shut</h1><p>By Ada Quill</p><p>The quay at Anse is shut until the spring \
        tides have passed, the board said.</p><p>“Not one crate,” its chair said, “before the divers have been under it.”</p><table><tr><td>a<td>b\
        </table></article></body></html>";
    try_all("page", texts(&[page, "<p>x</p>"]), promises::page);
}

#[test]
fn no_markup_however_injured_breaks_the_layout() {
    let copy = "<h2>Votes</h2><p>The board <b>met</b> at <a href='/quay'>the quay</a>, 漢字 مرحبا 👩‍👩‍👧 cafe\u{301}.</p><ul><li>one<ul><li>inner</li></ul></li></ul>\
        <ol><li>first</ol><blockquote><p>Said she.</p></blockquote><table><tr><th>Name</th><th>Votes</th></tr><tr><td>Berg</td><td>12</td></tr></table><pre>a  b\n  c</pre>";
    try_all("markup", texts(&[copy, "<p>x<br>y"]), promises::markup);
}

#[test]
fn no_text_however_injured_passes_the_gate_with_what_acts() {
    let corpus = texts(&[
        "Plain words.",
        "a\u{1b}[31mred\u{1b}]0;title\u{7} b",
        "עברית مرحبا \u{2067}x",
        "Z\u{300}\u{301}algo 👍\u{1f3fd}\u{e0041}",
        "a\tb\r\nc\u{2028}d",
    ]);
    try_all("text", corpus, promises::text);
}

#[test]
fn no_copy_however_injured_breaks_the_quote_extractor() {
    try_all("quotes", fixtures("quotes"), promises::quotes);
}

#[test]
fn no_words_however_injured_break_the_query_language() {
    let corpus = texts(&[
        "harbour \"sea wall\" -strike speaker:merrow agency:MP is:unread since:09:00 priority:<=3",
        "(storm | flood) -is:killed age:<6h tag:\"two words\" source:a,b",
        "a -b -(c d) \"e",
    ]);
    try_all("query", corpus, promises::query);
}

#[test]
fn no_list_of_sources_however_injured_breaks_an_import() {
    let corpus = texts(&[
        "<opml version='2.0'><body><outline text='Desk'><outline text='A' xmlUrl='https://a.example/f'/></outline></body></opml>",
        "https://a.example/f \"tag one\" \"~Name\"\n\"query:x:unread\"\nexec:rm\n# note\n",
    ]);
    try_all("sources", corpus, promises::sources);
}
