//! What the cache costs: filing copy, a page, a search, a reading, and a decision with its receipt.

#![allow(clippy::print_stderr, reason = "a bench reports on stderr")]

use std::cell::RefCell;
use std::path::Path;

use copytaster::store::{Reader, Workers, Writer};
use copytaster::wire::{
    Anchor, Answer, Decision, Delivery, Filing, ItemId, Laid, LogKind, Markup, MarkupKind, Outcome, Page, PageRequest,
    Query, Question, Sort, Source, SourceId, SourceState, Target, Term, Ticket, Verb,
};
use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::Timestamp;

/// Items in the cache that pages and searches are asked of.
const ITEMS: usize = 100_000;

/// Items of one delivery.
const FEED: usize = 30;

const WORKERS: Workers = Workers { quotes: |_| Vec::new(), lay_out: |_, _| Laid::default(), rules: 1 };

const WORDS: [&str; 24] = [
    "harbour", "minister", "ferry", "storm", "council", "budget", "the", "of", "river", "bridge", "night", "police",
    "court", "school", "vote", "rail", "strike", "market", "oil", "island", "museum", "doctor", "storage", "election",
];

fn main() {
    divan::main();
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap_or_default()
}

/// About 4.4 kB of invented copy, text and markup together.
fn filing(rng: &mut fastrand::Rng, n: usize) -> Filing {
    let mut text = String::with_capacity(2_200);
    while text.len() < 2_050 {
        text.push_str(rng.choice(WORDS).unwrap_or("the"));
        text.push_str(&format!("{:x} ", rng.u16(..2_000)));
    }
    if n.is_multiple_of(5_000) {
        text.push_str("axolotl");
    }
    let url = format!("https://wire.example/story/{n}?ref=feed");
    Filing {
        key: url.clone(),
        canonical_url: Some(format!("https://wire.example/story/{n}")),
        url: Some(url),
        headline: format!("{} {n} and the {}", rng.choice(WORDS).unwrap_or("a"), rng.choice(WORDS).unwrap_or("b")),
        published: Some(at(-i64::from(rng.u32(..2_000_000)))),
        markup: Some(Markup { kind: MarkupKind::Html, value: format!("<p>{}</p>", text.replace("the", "</p><p>the")) }),
        words: 350,
        fingerprint: rng.u64(..),
        text,
        ..Filing::default()
    }
}

fn delivery(rng: &mut fastrand::Rng, source: SourceId, first: usize) -> Delivery {
    let filings: Vec<Filing> = (first..first + FEED).map(|n| filing(rng, n)).collect();
    let raw: String = filings
        .iter()
        .map(|f| format!("<item><guid>{}</guid><description>{}</description></item>", f.key, f.text))
        .collect();
    Delivery {
        source,
        at: at(0),
        ms: 5,
        http: Some(200),
        outcome: Outcome::Fresh,
        state: SourceState::fresh(source),
        filings,
        defects: Vec::new(),
        raw: format!("<rss>{raw}</rss>").into_bytes(),
        content_type: None,
    }
}

fn open(dir: &Path) -> (Writer, Vec<SourceId>) {
    let mut writer = Writer::open(&dir.join("cache.db"), WORKERS, at(0)).unwrap_or_else(|e| fail(&e));
    let sources: Vec<Source> =
        (0..100).map(|n| Source::new(format!("s{n}"), format!("https://w{n}.example/"))).collect();
    let states = writer.sync_sources(&sources, at(0)).unwrap_or_else(|e| fail(&e));
    (writer, states.into_iter().map(|s| s.id).collect())
}

fn fail(error: &dyn std::fmt::Display) -> ! {
    eprintln!("{error}");
    std::process::exit(1)
}

struct Cache {
    _dir: tempfile::TempDir,
    writer: Writer,
    reader: Reader,
}

thread_local! {
    static CACHE: RefCell<Option<Cache>> = const { RefCell::new(None) };
}

/// Runs a measurement on the one large cache, which is filled and indexed at its first use.
fn with_cache(run: impl FnOnce(&mut Cache)) {
    CACHE.with(|cell| {
        let mut cache = cell.borrow_mut();
        run(cache.get_or_insert_with(fill));
    });
}

fn fill() -> Cache {
    let dir = tempfile::tempdir().unwrap_or_else(|e| fail(&e));
    let (mut writer, sources) = open(dir.path());
    let mut rng = fastrand::Rng::with_seed(7);
    for batch in (0..ITEMS / FEED).collect::<Vec<_>>().chunks(10) {
        let deliveries: Vec<Delivery> =
            batch.iter().map(|n| delivery(&mut rng, sources[n % sources.len()], n * FEED)).collect();
        writer.ingest(&deliveries).unwrap_or_else(|e| fail(&e));
    }
    let started = std::time::Instant::now();
    while writer.digest(400).unwrap_or_else(|e| fail(&e)).more {}
    eprintln!("indexed {ITEMS} items in {:?}", started.elapsed());
    let reader = Reader::open(&dir.path().join("cache.db"), WORKERS).unwrap_or_else(|e| fail(&e));
    let size = std::fs::metadata(dir.path().join("cache.db")).map_or(0, |m| m.len());
    eprintln!("the cache takes {} MB", size / 1_000_000);
    Cache { _dir: dir, writer, reader }
}

#[divan::bench(sample_count = 20)]
fn ingest_ten_feeds_of_thirty(bencher: Bencher) {
    let dir = tempfile::tempdir().unwrap_or_else(|e| fail(&e));
    let (writer, sources) = open(dir.path());
    let writer = RefCell::new((writer, 0));
    bencher
        .with_inputs(|| {
            let mut state = writer.borrow_mut();
            let first = state.1;
            state.1 += 10 * FEED;
            let mut rng = fastrand::Rng::with_seed(first as u64);
            (0..10).map(|n| delivery(&mut rng, sources[n], first + n * FEED)).collect::<Vec<_>>()
        })
        .input_counter(|deliveries| ItemsCount::new(deliveries.iter().map(|d| d.filings.len()).sum::<usize>()))
        .bench_local_refs(|deliveries| writer.borrow_mut().0.ingest(deliveries).map(|a| a.len()));
}

fn ask(reader: &mut Reader, query: &Query, around: Option<Anchor>) -> Option<Page> {
    let request = PageRequest {
        ticket: Ticket(1),
        query: query.clone(),
        sort: Sort::Newest,
        around,
        before: 100,
        after: 100,
        hurry: false,
    };
    match reader.answer(&Question::Page(request)) {
        Answer::Page(page) => Some(page),
        _ => None,
    }
}

fn search(words: &str) -> Query {
    Query::Term(Term::Text(None, words.into()))
}

#[divan::bench]
fn page_at_the_top(bencher: Bencher) {
    with_cache(|cache| bencher.bench_local(|| ask(&mut cache.reader, &Query::All, None)));
}

#[divan::bench]
fn page_in_the_middle(bencher: Bencher) {
    with_cache(|cache| {
        let anchor = Anchor { sort_at: at(-1_000_000), priority: 9, id: ItemId(0) };
        bencher.bench_local(|| {
            let reader = &mut cache.reader;
            ask(reader, &Query::Not(Box::new(Query::Term(Term::State("spiked".into())))), Some(anchor))
        });
    });
}

#[divan::bench]
fn page_of_unread_copy_folded(bencher: Bencher) {
    let state = |word: &str| Query::Term(Term::State(word.into()));
    let query = Query::And(vec![state("lead"), state("unread"), Query::Not(Box::new(state("spiked")))]);
    with_cache(|cache| bencher.bench_local(|| ask(&mut cache.reader, &query, None)));
}

#[divan::bench(args = [Sort::Newest, Sort::Size, Sort::Developing])]
fn page_of_stories(bencher: Bencher, sort: Sort) {
    let query = Query::Term(Term::State("story".into()));
    with_cache(|cache| {
        bencher.bench_local(|| {
            let (ticket, around, query) = (Ticket(1), None, query.clone());
            cache.reader.answer(&Question::Page(PageRequest {
                ticket,
                query,
                sort,
                around,
                before: 100,
                after: 100,
                hurry: false,
            }))
        });
    });
}

#[divan::bench]
fn open_and_first_page_with_counts(bencher: Bencher) {
    with_cache(|cache| {
        let path = cache._dir.path().join("cache.db");
        bencher.bench_local(|| {
            let mut reader = Reader::open(&path, WORKERS).ok()?;
            let page = ask(&mut reader, &Query::All, None);
            reader.answer(&Question::Desk(Ticket(2)));
            page
        });
    });
}

#[divan::bench]
fn search_for_a_rare_word(bencher: Bencher) {
    with_cache(|cache| bencher.bench_local(|| ask(&mut cache.reader, &search("axolotl"), None)));
}

#[divan::bench]
fn search_for_a_common_beginning(bencher: Bencher) {
    with_cache(|cache| bencher.bench_local(|| ask(&mut cache.reader, &search("sto*"), None)));
}

#[divan::bench]
fn search_with_a_state(bencher: Bencher) {
    let query = Query::And(vec![search("ferry1*"), Query::Term(Term::State("unread".into()))]);
    with_cache(|cache| bencher.bench_local(|| ask(&mut cache.reader, &query, None)));
}

#[divan::bench]
fn read_an_item(bencher: Bencher) {
    with_cache(|cache| {
        let mut id = 0;
        bencher.bench_local(|| {
            id = id % 90_000 + 977;
            cache.reader.reading(ItemId(id), None, 72)
        });
    });
}

fn decide(writer: &mut Writer, kind: LogKind, target: Target) -> bool {
    let decision = Decision { ticket: Ticket(1), at: at(1), who: "ida".into(), kind, target };
    writer.decide(&decision).result.is_ok()
}

#[divan::bench]
fn flag_to_receipt(bencher: Bencher) {
    with_cache(|cache| {
        let mut id = 0;
        bencher.bench_local(|| {
            id += 1;
            decide(&mut cache.writer, LogKind::Did(Verb::Flag(None)), Target::Items(vec![ItemId(id)]))
        });
    });
}

#[divan::bench(sample_count = 10)]
fn spike_ten_thousand_then_undo(bencher: Bencher) {
    with_cache(|cache| {
        let ids: Vec<ItemId> = (50_000..60_000).map(ItemId).collect();
        bencher.bench_local(|| {
            let started = std::time::Instant::now();
            let done = decide(&mut cache.writer, LogKind::Did(Verb::Spike), Target::Items(ids.clone()));
            let spiked = started.elapsed();
            let undone = decide(&mut cache.writer, LogKind::Undo, Target::Items(Vec::new()));
            eprintln!("spiked 10,000 in {spiked:?}, undone in {:?}", started.elapsed() - spiked);
            done && undone
        });
    });
}
