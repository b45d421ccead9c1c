//! What queries find, over one invented item.

use super::*;

use crate::triage::parse;
use crate::wire::{Mark, Until};

fn facts() -> Facts {
    Facts {
        id: 17,
        title: "UPDATE 2-Ferry workers in Port Salén end strike".into(),
        text: "PORT SALEN, Nov 23 (AFP) - Ferry crews went back to work on Monday.\n\n“We are tired,” said Ada Oduya."
            .into(),
        quotes: vec!["We are tired,".into()],
        speakers: vec!["Ada Oduya".into()],
        source: "Coast Herald World".into(),
        tags: vec!["transport".into()],
        agency: Some("AFP".into()),
        place: Some("Port Salén".into()),
        marks: Marks::new(vec![Mark::Update(2)]),
        lang: Some("en-GB".into()),
        words: 412,
        revision: 3,
        outlets: 4,
        hold_ends: Some("2026-11-23T09:00:00Z".parse().unwrap()),
        at: "2026-11-23T08:00:00Z".parse().unwrap(),
        status: Status {
            flagged: Some("court".into()),
            note: Some("Ring Zoë\nat the harbour".into()),
            held: true,
            held_until: Some(Until::Embargo),
            acted_on: Some(2),
            ..Status::default()
        },
        ..Facts::default()
    }
}

fn finds(query: &str) -> bool {
    let now = "2026-11-23T08:30:00Z".parse().unwrap();
    matches(&parse(query, now).unwrap(), &facts())
}

#[test]
fn words_are_found_without_regard_to_case_and_accents() {
    for query in [
        "ferry",
        "SALEN",
        "salén",
        "\"ferry workers\"",
        "work*",
        "\"end stri*\"",
        "title:strike",
        "quote:tired",
        "note:zoe",
        "note:\"ring zoë at\"",
        "note:harb*",
    ] {
        assert!(finds(query), "{query}");
    }
    for query in [
        "wor",
        "\"workers ferry\"",
        "title:tired",
        "quote:crews",
        "note:harb",
        "note:ferry",
        "zoe",
        "\"end strike ferry\"",
    ] {
        assert!(!finds(query), "{query}");
    }
}

#[test]
fn fields_compare_as_their_table_says() {
    for query in [
        "source:herald",
        "agency:afp",
        "place:salén",
        "mark:update",
        "lang:en",
        "tag:Transport",
        "speaker:oduya",
        "flagged:COURT",
        "flagged:",
        "words:>300",
        "outlets:>=4",
        "id:17",
        "age:<1h",
        "before:08:15",
        "is:updated",
        "is:unread",
        "/^ferry|crews\\b/",
        "note:/^ring z/",
        "note:*",
        "held:embargo",
        "held:<1h",
    ] {
        assert!(finds(query), "{query}");
    }
    for query in [
        "agency:af",
        "mark:urgent",
        "lang:fr",
        "claimed:",
        "is:new",
        "is:killed",
        "age:>1h",
        "held:revision",
        "held:>1h",
        "tag:trans",
    ] {
        assert!(!finds(query), "{query}");
    }
}

#[test]
fn what_is_missing_compares_with_nothing_so_its_denial_holds() {
    assert!(!finds("priority:<=9"));
    assert!(!finds("priority:>0"));
    assert!(finds("-priority:<=9"));
    assert!(finds("-by:anna"));
}
