//! A walk that is broken off gives a beginning of the list, whatever leads it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use rusqlite::Connection;

use crate::store::connect;
use crate::store::query::compile_where;
use crate::store::scan::{Spot, Walk, Way, rows_in_time, statement};
use crate::store::{Workers, Writer};
use crate::wire::{Delivery, Filing, Laid, Outcome, Query, Sort, Source, SourceId, SourceState, Term};

const WORKERS: Workers = Workers { quotes: |_| Vec::new(), lay_out: |_, _| Laid::default(), rules: 1 };

/// Items of which every third holds the word, some of them with a priority.
const ITEMS: i64 = 240;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap()
}

fn filing(n: i64) -> Filing {
    let url = format!("https://wire.example/{n}");
    Filing {
        key: url.clone(),
        url: Some(url),
        headline: format!("Take {n}"),
        text: if n % 3 == 0 { "the ferry sails".into() } else { "the ferry waits".into() },
        priority: [None, Some(3), None, None, Some(1)][usize::try_from(n % 5).unwrap()],
        // Not in the order of arrival.
        published: Some(at(-(n * 77 % ITEMS) * 10)),
        words: 3,
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

/// The spots of the rows that a walk gives until `most` of them were read and the database is asked to break off; and whether it was.
fn broken_off_after(
    conn: &mut Connection,
    query: &Query,
    sort: Sort,
    few: usize,
    most: usize,
) -> Option<(Vec<Spot>, bool)> {
    let compiled = compile_where(conn, query, None, sort, few).unwrap();
    let walk = Walk { sort, way: Way::Down, from: None, inclusive: true };
    let read = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&read);
    conn.progress_handler(1, Some(move || seen.load(Ordering::Relaxed) >= most)).unwrap();
    let found = rows_in_time(conn, &compiled, &walk, "i.place, i.rank", 1_000, |row| {
        read.fetch_add(1, Ordering::Relaxed);
        Ok(((), Spot { place: row.get(0)?, rank: row.get(1)? }))
    });
    conn.progress_handler(0, None::<fn() -> bool>).unwrap();
    let found = found.ok()?;
    Some((found.rows.into_iter().map(|(_, spot)| spot).collect(), found.cut))
}

#[test]
fn what_is_found_before_a_walk_is_broken_off_is_the_beginning_of_the_list() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    let mut writer = Writer::open(&path, WORKERS, at(0)).unwrap();
    let source = writer.sync_sources(&[Source::new("Harbour Wire", "https://harbour.example/")], at(0)).unwrap()[0].id;
    writer.ingest(&[delivery(source, (0..ITEMS).map(filing).collect())]).unwrap();
    let mut conn = connect::for_reading(&path).unwrap();
    let word = Query::Term(Term::Text(None, "sails".into()));
    let mut cut = 0;
    // Nothing is indexed, then half of it, then all.
    for _ in 0..3 {
        for (query, few) in [(&word, 0), (&word, 2_000), (&Query::All, 0)] {
            for sort in [Sort::Newest, Sort::Oldest, Sort::Priority, Sort::PriorityOldest] {
                let (whole, _) = broken_off_after(&mut conn, query, sort, few, usize::MAX).unwrap();
                assert_eq!(whole.len(), if *query == Query::All { 240 } else { 80 }, "{query:?} by {sort:?}");
                for most in [1, 7, 50] {
                    let Some((found, early)) = broken_off_after(&mut conn, query, sort, few, most) else { continue };
                    assert!(!found.is_empty());
                    assert_eq!(found, whole[..found.len()], "{query:?} by {sort:?}, {few} are few, after {most}");
                    assert!(early || found.len() == whole.len(), "rows are missing and nobody says so");
                    cut += usize::from(early);
                }
            }
        }
        writer.digest(120).unwrap();
    }
    let sorts = |few, sort| {
        let compiled = compile_where(&conn, &word, None, sort, few).unwrap();
        let walk = Walk { sort, way: Way::Down, from: None, inclusive: true };
        (0..)
            .map_while(|leg| statement(&compiled, &walk, leg, "i.id", 100))
            .filter(|sql| sql.contains("AS top"))
            .count()
    };
    for sort in [Sort::Priority, Sort::PriorityOldest] {
        assert_eq!(sorts(2_000, sort), 1, "the few that have a priority are put in order");
        assert_eq!(sorts(0, sort), 0, "many come in order, one rank after another");
    }
    assert!(cut > 30, "{cut} walks were broken off");
}
