//! What an editor waits for in a large cache: pages, searches, filters and views, question to answer, in this process.
//!
//! `COPYTASTER_BENCH_ITEMS=1000000` gives the size, `COPYTASTER_BENCH_DIR=DIR` keeps the caches that it makes and uses those
//! that are there: a million items take many minutes to make.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench reports on its output")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copytaster::store::{Reader, Workers, Writer};
use copytaster::triage;
use copytaster::wire::{
    Answer, Dateline, Decision, Delivery, Filing, ItemId, Laid, LogKind, Mark, Marks, Outcome, PageRequest, Query,
    Question, Sort, Source, SourceId, SourceState, Target, Term, Ticket, Verb,
};
use jiff::Timestamp;

const FEED: usize = 50;
const SOURCES: usize = 200;

/// The rules are of a number that no program has, so that none that opens the cache reads it again.
const WORKERS: Workers = Workers { quotes: |_| Vec::new(), lay_out: |_, _| Laid::default(), rules: 1_000_000 };

/// Questions asked of each kind, and how often.
const ROUNDS: usize = 15;

const COMMON: [&str; 16] = [
    "the", "of", "minister", "ferry", "storm", "council", "budget", "river", "night", "court", "school", "vote",
    "rail", "market", "island", "doctor",
];
const NAMES: [&str; 12] =
    ["Okello", "Aas", "Brandt", "Nilsen", "Oduya", "Marsh", "Tamm", "Vidal", "Roy", "Sato", "Costa", "Weir"];
const PLACES: [&str; 10] =
    ["PORT SELBY", "NORHAVEN", "KESTREL BAY", "OSTWALD", "TAMMERFORD", "LIRA", "SUND", "MARL", "ELIN", "VARNA HILL"];
const SLUGS: [&str; 8] = ["STORM", "BUDGET", "FERRY", "COURT", "VOTE", "RAIL", "OIL", "SCHOOL"];
const AGENCIES: [&str; 6] = ["Harbour Wire", "North Press", "MP", "Sund Bureau", "Coast Agency", "Lira News"];

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap_or_default()
}

fn fail(error: &dyn std::fmt::Display) -> ! {
    eprintln!("{error}");
    std::process::exit(1)
}

/// A number from 0 to `most`, small ones more often.
fn few(rng: &mut fastrand::Rng, most: usize) -> usize {
    let x = rng.f64();
    ((x * x * x) * most as f64) as usize
}

/// Invented copy of some seventy words; one in ten is run by several outlets.
fn filing(n: usize) -> Filing {
    let copy = if n % 20 < 2 { n - n % 20 } else { n };
    let mut rng = fastrand::Rng::with_seed(copy as u64);
    let mut text = String::with_capacity(600);
    for _ in 0..70 {
        match rng.u8(..4) {
            0 => text.push_str(rng.choice(COMMON).unwrap_or("the")),
            _ => text.push_str(&format!("w{:x}", few(&mut rng, 60_000))),
        }
        text.push(' ');
    }
    if copy.is_multiple_of(5_000) {
        text.push_str("axolotl");
    }
    let headline = format!(
        "{} {} {copy} w{:x}",
        rng.choice(COMMON).unwrap_or("a"),
        rng.choice(NAMES).unwrap_or("b"),
        few(&mut rng, 60_000)
    );
    let fingerprint = rng.u64(..);
    // What an outlet adds of its own.
    let mut rng = fastrand::Rng::with_seed(!(n as u64));
    let url = format!("https://wire.example/{n}");
    let mut marks = Vec::new();
    match n % 1_000 {
        0..20 => marks.push(Mark::Urgent),
        20..25 => marks.push(Mark::Corrected),
        25 => marks.push(Mark::Kill),
        26..76 => marks.push(Mark::Update(2)),
        _ => {}
    }
    Filing {
        key: url.clone(),
        url: Some(url),
        headline,
        marks: Marks::new(marks),
        priority: (rng.u8(..10) == 0).then(|| rng.u8(1..=5)),
        agency: (rng.u8(..10) < 7).then(|| AGENCIES[few(&mut rng, AGENCIES.len())].to_owned()),
        byline: (rng.u8(..10) < 6).then(|| {
            let name = rng.choice(NAMES).unwrap_or("Aas");
            format!("By {}{} {name}", char::from(b'A' + rng.u8(..26)), rng.u8(..200))
        }),
        dateline: (rng.u8(..10) < 5).then(|| {
            let place = match rng.u8(..50) {
                0 => format!("OUTPOST {}", rng.u16(..2_000)),
                _ => PLACES[few(&mut rng, PLACES.len())].to_owned(),
            };
            Dateline { text: place.clone(), place: Some(place), ..Dateline::default() }
        }),
        slug: (rng.u8(..10) < 5).then(|| format!("{}-{}", rng.choice(SLUGS).unwrap_or("STORM"), n / 30)),
        language: Some(
            match rng.u16(..1_000) {
                0 => "sw",
                1..100 => "fr",
                _ => "en-GB",
            }
            .to_owned(),
        ),
        published: Some(at(-i64::from(rng.u32(..6_000_000)))),
        words: 20 + few(&mut rng, 3_000) as u32,
        fingerprint,
        text,
        ..Filing::default()
    }
}

fn delivery(source: SourceId, filings: Vec<Filing>) -> Delivery {
    Delivery {
        source,
        at: at(0),
        ms: 5,
        http: Some(200),
        outcome: Outcome::Fresh,
        state: SourceState::fresh(source),
        filings,
        defects: Vec::new(),
        raw: Vec::new(),
        content_type: None,
    }
}

fn decide(writer: &mut Writer, verb: Verb, ids: Vec<i64>) {
    let target = Target::Items(ids.into_iter().map(ItemId).collect());
    let decision = Decision { ticket: Ticket(1), at: at(1), who: "ida".into(), kind: LogKind::Did(verb), target };
    if let Err(why) = writer.decide(&decision).result {
        eprintln!("a decision of the making failed: {why}");
    }
}

/// A desk that was worked at for long: half of the copy read, some of it spiked, flagged, held, used, claimed, and refiled since.
fn make(path: &Path, items: usize) {
    let started = Instant::now();
    let mut writer = Writer::open(path, WORKERS, at(0)).unwrap_or_else(|e| fail(&e));
    let sources: Vec<Source> =
        (0..SOURCES).map(|n| Source::new(format!("s{n}"), format!("https://w{n}.example/"))).collect();
    let states = writer.sync_sources(&sources, at(0)).unwrap_or_else(|e| fail(&e));
    let home = |n: usize| states[n % states.len()].id;
    for batch in (0..items / FEED).collect::<Vec<_>>().chunks(20) {
        let copy = |n: &usize| delivery(home(*n), (0..FEED).map(|i| filing(n * FEED + i)).collect());
        writer.ingest(&batch.iter().map(copy).collect::<Vec<_>>()).unwrap_or_else(|e| fail(&e));
    }
    eprintln!("{items} items stored after {:?}", started.elapsed());
    while writer.digest(400).unwrap_or_else(|e| fail(&e)).more {}
    eprintln!("digested after {:?}", started.elapsed());
    let n = items as i64;
    for from in (1..n / 2).step_by(10_000) {
        decide(&mut writer, Verb::Read, (from..(from + 10_000).min(n / 2)).collect());
    }
    decide(&mut writer, Verb::Spike, (n / 3..n / 3 + n / 100).collect());
    for (verb, step) in [
        (Verb::Flag(None), 331),
        (Verb::Flag(Some("court".into())), 2_003),
        (Verb::Hold(None), 503),
        (Verb::Use, 409),
        (Verb::Claim, 1_009),
    ] {
        decide(&mut writer, verb, (1..300).map(|i| 1 + (i * step * 7) % n).collect());
    }
    // One item in fifty is filed again, what was acted on among them.
    for batch in (0..items / FEED).collect::<Vec<_>>().chunks(20) {
        let again = |n: &usize| {
            let mut filing = filing(n * FEED);
            filing.text.push_str("and more since");
            filing.fingerprint ^= 1;
            delivery(home(*n), vec![filing])
        };
        writer.ingest(&batch.iter().map(again).collect::<Vec<_>>()).unwrap_or_else(|e| fail(&e));
    }
    while writer.digest(400).unwrap_or_else(|e| fail(&e)).more {}
    writer.close().unwrap_or_else(|e| fail(&e));
    eprintln!("made in {:?}", started.elapsed());
}

struct Desk {
    reader: Reader,
    now: Timestamp,
    ticket: u64,
}

impl Desk {
    /// The first rows of a list, as the screen asks for them, or all of a page where that does not hurry. Gives how long it took
    /// and how many rows there are.
    fn page(&mut self, words: &str, stories: bool, sort: Sort, hurry: bool) -> (Duration, usize, u64) {
        let query = match (stories, words) {
            (true, _) => Query::Term(Term::State("story".into())),
            (false, words) => triage::parse(words, self.now).unwrap_or_else(|e| fail(&e)),
        };
        self.ticket += 1;
        let request =
            PageRequest { ticket: Ticket(self.ticket), query, sort, around: None, before: 100, after: 100, hurry };
        let asked = Instant::now();
        match self.reader.answer(&Question::Page(request)) {
            Answer::Page(page) => (asked.elapsed(), page.rows.len(), page.total),
            other => fail(&format!("{words}: {other:?}")),
        }
    }
}

fn report(what: &str, mut times: Vec<Duration>, rows: usize, total: u64) {
    times.sort_unstable();
    let ms = |d: Option<&Duration>| d.map_or(0.0, |d| d.as_secs_f64() * 1e3);
    let (half, most) = (ms(times.get(times.len() / 2)), ms(times.last()));
    println!("{what:<58} p50 {half:>8.2} ms  max {most:>8.2} ms  {rows:>4} rows of {total}");
}

/// What is asked in prompts.
const SEARCHES: [&str; 45] = [
    "axolotl",
    "minister",
    "w1*",
    "\"the storm\"",
    "storm or flood",
    "minister is:flagged",
    "minister is:unread",
    "-storm",
    "storm -minister",
    "by:okello",
    "by:\"B7 Okello\"",
    "by:kell",
    "by:ok",
    "place:selby",
    "place:\"outpost 77\"",
    "slug:storm",
    "slug:vote-77",
    "lang:en",
    "lang:sw",
    "lang:zz",
    "words:>300",
    "words:>2900",
    "words:>3100",
    "words:<21",
    "revision:>1",
    "revision:>2",
    "outlets:>1",
    "outlets:>9",
    "agency:MP",
    "agency:\"lira news\"",
    "priority:<=2",
    "mark:kill",
    "mark:urgent",
    "source:s17",
    "source:s1",
    "tag:none",
    "by:okello place:selby lang:fr",
    "lang:sw words:>1000 is:unread",
    "minister by:tamm is:unread",
    "slug:rail-1 place:lira -is:read",
    "by:weir or by:roy",
    "by:b7 or place:outpost",
    "-by:okello",
    "age:<1d is:unread lang:fr",
    "id:17",
];

/// The program's own views, and such as desks give themselves.
const VIEWS: [&str; 22] = [
    "is:unread",
    "-is:spiked",
    "is:flagged",
    "is:held",
    "is:again",
    "is:used",
    "is:spiked",
    "is:claimed",
    "is:updated",
    "is:alert",
    "is:corrected or is:killed",
    "is:killed",
    "is:flagged or is:held",
    "is:flagged or is:held or is:claimed or is:used",
    "flagged:court",
    "is:new",
    "is:untriaged",
    "is:unread -is:spiked",
    "is:lead is:unread -is:spiked",
    "is:read",
    "is:flagged is:unread",
    "is:unread mark:urgent priority:<=3",
];

impl Desk {
    /// Asks for one list several times, each time as if it were opened anew: its numbers are not known yet.
    fn measure(&mut self, what: &str, words: &str, stories: bool, sort: Sort) {
        for hurry in [true, false] {
            let mut seen = (0, 0);
            let times = (0..ROUNDS)
                .map(|_| {
                    self.page("id:0", false, Sort::Newest, false);
                    let (took, rows, total) = self.page(words, stories, sort, hurry);
                    seen = (rows, total);
                    took
                })
                .collect();
            report(&format!("{what}{}", if hurry { ": first rows" } else { ": page" }), times, seen.0, seen.1);
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a bench has no settings but these")]
fn main() {
    let items = std::env::var("COPYTASTER_BENCH_ITEMS").ok().and_then(|n| n.parse().ok()).unwrap_or(60_000);
    let kept = std::env::var_os("COPYTASTER_BENCH_DIR").map(PathBuf::from);
    let passing = tempfile::tempdir().unwrap_or_else(|e| fail(&e));
    let path = kept.unwrap_or_else(|| passing.path().to_owned()).join(format!("desk-{items}.db"));
    if !path.exists() {
        make(&path, items);
    }
    let only = std::env::args().nth(1).filter(|arg| !arg.starts_with('-')).unwrap_or_default();
    let mut reader = Reader::open(&path, WORKERS).unwrap_or_else(|e| fail(&e));
    reader.set_clock(at(100));
    let mut desk = Desk { reader, now: at(100), ticket: 0 };
    for (kind, words) in SEARCHES.iter().map(|w| ("search", w)).chain(VIEWS.iter().map(|w| ("view", w))) {
        for sort in [Sort::Newest, Sort::Priority] {
            let what = format!("{kind} {words} {sort:?}");
            if what.contains(&only) {
                desk.measure(&what, words, false, sort);
            }
        }
    }
    for sort in [Sort::Newest, Sort::Priority, Sort::Size, Sort::Developing] {
        let what = format!("stories {sort:?}");
        if what.contains(&only) {
            desk.measure(&what, "", true, sort);
        }
    }
    let times = (0..ROUNDS as u64).map(|n| {
        let asked = Instant::now();
        let _ = desk.reader.answer(&Question::Desk(Ticket(1_000_000 + n)));
        asked.elapsed()
    });
    let times = times.collect();
    report("counts, sources, alerts", times, 0, 0);
}
