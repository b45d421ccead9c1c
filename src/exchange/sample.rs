//! One invented item for the tests of this folder.

use jiff::Timestamp;

use crate::wire::{
    Dateline, Filing, Fold, FoldKind, ItemId, Laid, ListItem, Mark, Marks, Quote, Reading, RevisionLine, Row, Span,
    Status,
};

/// A time.
pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Where some words stand in a text.
pub(super) fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap();
    Span::new(start, start + words.len())
}

/// A ferry story of three paragraphs with a quotation and a notice.
pub(super) fn reading() -> Reading {
    let text =
        "PORT SALÉN, Nov 23 (AFP) - Ferry *crews* went back to work.\n\n“We are\ntired.” said Ada Oduya, the harbour \
                master.\n\nNot for publication: call the desk."
            .to_owned();
    let quote = Quote {
        span: span(&text, "We are\ntired."),
        speaker: Some(span(&text, "Ada Oduya")),
        canonical: Some("Ada Oduya".into()),
        role: Some("harbour master".into()),
        cue: Some(span(&text, "said")),
        ..Quote::default()
    };
    let notice = span(&text, "Not for publication: call the desk.");
    let filing = Filing {
        url: Some("https://coast.example/ferry".into()),
        headline: "UPDATE 2-Ferry strike ends".into(),
        marks: Marks::new(vec![Mark::Update(2)]),
        agency: Some("AFP".into()),
        dateline: Some(Dateline {
            text: "PORT SALÉN, Nov 23 (AFP) -".into(),
            place: Some("Port Salén".into()),
            ..Dateline::default()
        }),
        published: Some(at("2026-11-23T08:00:00Z")),
        folds: vec![Fold { what: FoldKind::NotForPublication, range: notice.start..notice.end }],
        words: 17,
        text,
        ..Filing::default()
    };
    let row = Row {
        id: ItemId(17),
        sort_at: at("2026-11-23T08:00:00Z"),
        slot: 0,
        source: "Coast Herald".into(),
        agency: Some("AFP".into()),
        headline: filing.headline.clone(),
        marks: filing.marks.clone(),
        priority: Some(3),
        revision: 2,
        status: Status {
            flagged: Some(String::new()),
            acted_on: Some(1),
            tags: vec!["sea".into()],
            ..Status::default()
        },
        words: 17,
        outlets: 0,
        killed_elsewhere: false,
        notice: false,
        story: Some(4),
        reprint: None,
        copy_items: 1,
        copy_in_story: 1,
        story_items: 1,
        heat: 0,
        alerted: 0,
        embargo: None,
        again: Vec::new(),
    };
    let revisions = vec![RevisionLine { revision: 1, at: at("2026-11-23T07:00:00Z"), headline: "Ferry strike".into() }];
    Reading {
        row,
        revision: 2,
        filing,
        fetched: None,
        unfetched: None,
        shows_fetched: false,
        quotes: vec![quote],
        laid: Laid::default(),
        width: 72,
        revisions,
        received: at("2026-11-23T08:01:00Z"),
        noticed: Vec::new(),
    }
}

/// The same item as a line of a list.
pub(super) fn item() -> ListItem {
    let reading = reading();
    ListItem {
        url: reading.filing.url.clone(),
        outlet: None,
        published: reading.filing.published,
        received: reading.received,
        row: reading.row,
    }
}
