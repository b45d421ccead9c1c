//! Names that a desk adds: an agency is found by all of them, and sources belong to the outlets of the table.

#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod store_support;

use std::sync::Arc;

use copytaster::analysis::Tables;
use copytaster::wire::{Field, Filing, ItemId, Query, Source, Term};
use store_support::{Desk, delivery, filing, headlines};

fn is(field: Field, value: &str) -> Query {
    Query::Term(Term::Is(field, value.into()))
}

fn tables() -> Arc<Tables> {
    let mut tables = Tables::default();
    tables.add_agency("Meridian Press", &["Meridian"], &[]);
    tables.add_codes("Meridian Press", &["MP"]);
    tables.add_outlet("Harbour Herald", &["World"], &["herald.example"]);
    Arc::new(tables)
}

#[test]
fn an_agency_is_found_by_all_its_names() {
    let mut desk = Desk::new();
    let by = |agency: &str| Filing { agency: Some(agency.into()), ..filing(agency, agency, "It is so.") };
    desk.file(10, vec![by("Meridian Press"), by("AP"), by("Harbour Wire")]);
    desk.writer.learn_names(&tables()).unwrap();
    let mut reader = desk.reader();
    for (words, found) in [
        ("MP", "Meridian Press"),
        ("mp", "Meridian Press"),
        ("meridian", "Meridian Press"),
        ("associated press", "AP"),
        ("harbour wire", "Harbour Wire"),
    ] {
        assert_eq!(headlines(&mut reader, is(Field::Agency, words)), [found], "{words}");
    }
    // Another table takes the names away again.
    desk.writer.learn_names(&Arc::default()).unwrap();
    assert!(headlines(&mut reader, is(Field::Agency, "meridian")).is_empty());
}

#[test]
fn sources_belong_to_the_outlets_of_the_table() {
    let mut desk = Desk::new();
    desk.writer.learn_names(&tables()).unwrap();
    let sources = [
        Source::new("World", "https://cdn.example/1"),
        Source::new("Sport", "https://feeds.herald.example/2"),
        Source::new("Valley", "https://valley.example/3"),
    ];
    desk.sources = desk.writer.sync_sources(&sources, store_support::at(1)).unwrap();
    let page = |key: &str| Filing {
        canonical_url: Some("https://herald.example/quay".into()),
        ..filing(key, "Quay", "Shut.")
    };
    let ids: Vec<Vec<ItemId>> = (0..3)
        .map(|n| {
            let brought = delivery(desk.sources[n].id, 10, vec![page(&n.to_string())]);
            desk.writer.ingest(&[brought]).unwrap().remove(0).new
        })
        .collect();
    assert_eq!(ids.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 1], "two feeds of one outlet have one item");
    let mut reader = desk.reader();
    assert_eq!(headlines(&mut reader, is(Field::Source, "harbour herald")).len(), 1);
    assert_eq!(reader.item(ids[0][0]).unwrap().unwrap().outlet.as_deref(), Some("Harbour Herald"));
}
