//! A cache in a temporary directory and invented copy to fill it with.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails as a test does")]

use std::path::PathBuf;

use copytaster::store::{Reader, Workers, Writer};
use copytaster::wire::{
    Answer, Decision, Delivery, Filing, ItemId, Laid, LogKind, Markup, MarkupKind, Outcome, Page, PageRequest, Query,
    Question, Quote, Receipt, Row, Sort, Source, SourceId, SourceState, Span, Target, Term, Ticket, Verb,
};
use jiff::Timestamp;

/// Words between straight quotation marks: enough to see that quotations are found, kept and searched.
pub fn quotes(text: &str) -> Vec<Quote> {
    let marks: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    let speaker = text.find("Mara Olsen").map(|at| Span::new(at, at + "Mara Olsen".len()));
    marks
        .chunks_exact(2)
        .map(|pair| Quote {
            span: Span::new(pair[0] + 1, pair[1]),
            speaker,
            canonical: speaker.map(|s| s.of(text).to_owned()),
            ..Quote::default()
        })
        .collect()
}

pub const WORKERS: Workers = Workers { quotes, lay_out: |_, _| Laid::default(), rules: 1 };

/// Seconds after an invented shift began.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap()
}

pub struct Desk {
    pub dir: tempfile::TempDir,
    pub writer: Writer,
    pub sources: Vec<SourceState>,
}

impl Desk {
    pub fn new() -> Self {
        Self::with_sources(&[Source::new("Harbour Wire", "https://harbour.example/feed")])
    }

    pub fn with_sources(sources: &[Source]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(&dir.path().join("cache.db"), WORKERS, at(0)).unwrap();
        let sources = writer.sync_sources(sources, at(0)).unwrap();
        Self { dir, writer, sources }
    }

    /// The same cache after its process ended and another began.
    pub fn reopened(self) -> Self {
        let Self { dir, writer, sources } = self;
        writer.close().unwrap();
        let writer = Writer::open(&dir.path().join("cache.db"), WORKERS, at(1)).unwrap();
        Self { dir, writer, sources }
    }

    /// The same cache after its process was killed: what stands in its files at this moment, opened by another.
    pub fn killed(self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for name in ["cache.db", "cache.db-wal"] {
            std::fs::copy(self.dir.path().join(name), dir.path().join(name)).unwrap();
        }
        let writer = Writer::open(&dir.path().join("cache.db"), WORKERS, at(1)).unwrap();
        Self { dir, writer, sources: self.sources }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("cache.db")
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.path(), WORKERS).unwrap()
    }

    pub fn source(&self) -> SourceId {
        self.sources[0].id
    }

    /// Files copy at a second of the shift; the ids of what is new or revised.
    pub fn file(&mut self, seconds: i64, filings: Vec<Filing>) -> Vec<ItemId> {
        let delivery = delivery(self.source(), seconds, filings);
        let mut arrivals = self.writer.ingest(&[delivery]).unwrap().remove(0);
        arrivals.new.append(&mut arrivals.revised);
        arrivals.new
    }

    pub fn digest(&mut self) {
        while self.writer.digest(100).unwrap().more {}
    }

    pub fn verb(&mut self, verb: Verb, ids: &[ItemId]) -> Receipt {
        self.decide(LogKind::Did(verb), Target::Items(ids.to_vec()))
    }

    pub fn decide(&mut self, kind: LogKind, target: Target) -> Receipt {
        self.decide_as("ida", kind, target)
    }

    pub fn decide_as(&mut self, who: &str, kind: LogKind, target: Target) -> Receipt {
        self.writer.decide(&Decision { ticket: Ticket(7), at: at(500), who: who.into(), kind, target })
    }

    pub fn undo(&mut self) -> Receipt {
        self.decide(LogKind::Undo, Target::Items(Vec::new()))
    }

    pub fn redo(&mut self) -> Receipt {
        self.decide(LogKind::Redo, Target::Items(Vec::new()))
    }

    pub fn row(&self, id: ItemId) -> Row {
        self.reader().rows(&[id]).unwrap().remove(0)
    }
}

pub fn delivery(source: SourceId, seconds: i64, filings: Vec<Filing>) -> Delivery {
    let raw: String =
        filings.iter().map(|f| format!("<item><guid>{}</guid><title>{}</title></item>\n", f.key, f.headline)).collect();
    Delivery {
        source,
        at: at(seconds),
        ms: 12,
        http: Some(200),
        outcome: Outcome::Fresh,
        state: SourceState { etag: Some(format!("\"{seconds}\"")), ..SourceState::fresh(source) },
        filings,
        defects: Vec::new(),
        raw: format!("<rss><channel>{raw}</channel></rss>").into_bytes(),
        content_type: Some("application/rss+xml".into()),
    }
}

/// A filing whose key, headline and text follow from a name.
pub fn filing(key: &str, headline: &str, text: &str) -> Filing {
    let fingerprint = headline
        .bytes()
        .chain(text.bytes())
        .fold(17_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)));
    Filing {
        key: key.into(),
        url: Some(format!("https://harbour.example/{key}")),
        headline: headline.into(),
        text: text.into(),
        markup: Some(Markup { kind: MarkupKind::Html, value: format!("<p>{text}</p>") }),
        words: 3,
        fingerprint,
        ..Filing::default()
    }
}

pub fn request(query: Query) -> PageRequest {
    PageRequest { ticket: Ticket(1), query, sort: Sort::Newest, around: None, before: 0, after: 100, hurry: false }
}

pub fn page(reader: &mut Reader, request: PageRequest) -> Page {
    match reader.answer(&Question::Page(request)) {
        Answer::Page(page) => page,
        other => panic!("no page but {other:?}"),
    }
}

pub fn headlines(reader: &mut Reader, query: Query) -> Vec<String> {
    page(reader, request(query)).rows.iter().map(|row| row.headline.clone()).collect()
}

pub fn text(words: &str) -> Query {
    Query::Term(Term::Text(None, words.into()))
}

pub fn state(word: &str) -> Query {
    Query::Term(Term::State(word.into()))
}
