//! The shapes that scripts rely on.

use crate::exchange::sample::{at, item, reading};
use crate::wire::{DecisionId, SourceId, SourceState, Verb};

use super::*;

/// The keys of an object, in order of the alphabet.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Whether every one of these keys is there.
fn has(value: &Value, wanted: &[&str]) {
    for key in wanted {
        assert!(keys(value).contains(key), "{key} in {value}");
    }
}

const LIST: [&str; 19] = [
    "id",
    "source",
    "outlet",
    "agency",
    "title",
    "url",
    "published",
    "received",
    "priority",
    "marks",
    "revision",
    "story",
    "reprint",
    "words",
    "outlets",
    "alert",
    "embargo",
    "status",
    "again",
];

#[test]
fn a_line_of_the_list_has_the_promised_keys_and_null_for_what_is_missing() {
    let line = list_json(&item());
    let mut promised = LIST;
    promised.sort_unstable();
    assert_eq!(keys(&line), promised);
    has(&line["status"], &["read", "flagged", "held_until", "used", "spiked", "claimed_by", "tags"]);
    assert_eq!(line["id"], 17);
    assert_eq!(line["outlet"], Value::Null);
    assert_eq!(line["published"], "2026-11-23T08:00:00Z");
    assert_eq!(line["marks"], json!(["UPDATE 2"]));
    assert_eq!(line["status"]["flagged"], true);
    assert_eq!(line["status"]["label"], Value::Null);
}

#[test]
fn an_item_has_the_keys_of_the_list_and_the_copy() {
    let shown = show_json(&item(), &reading(), &[]);
    has(&shown, &LIST);
    has(&shown, &["byline", "dateline", "standfirst", "text", "folds", "links", "notices", "revisions", "quotes"]);
    assert_eq!(
        shown["folds"],
        json!([{ "what": "not for publication", "text": "Not for publication: call the desk." }])
    );
    assert_eq!(shown["revisions"][0]["at"], "2026-11-23T07:00:00Z");
}

#[test]
fn the_offsets_of_a_quotation_are_code_points() {
    let (item, reading) = (item(), reading());
    let quote = &show_json(&item, &reading, &[])["quotes"][0];
    let text: Vec<char> = reading.filing.text.chars().collect();
    let bound = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
    assert_eq!(text[bound("start")..bound("end")].iter().collect::<String>(), "We are\ntired.");
    assert_eq!((&quote["speaker"], &quote["cue"]), (&json!("Ada Oduya"), &json!("said")));
    has(quote, &["item", "source", "published", "text", "canonical", "role", "partial"]);
}

#[test]
fn a_source_shows_no_password() {
    let health = Health {
        id: SourceId(1),
        name: "Paid".into(),
        url: "https://desk:hunter2@paid.example/feed".into(),
        tags: vec![],
        state: SourceState::fresh(SourceId(1)),
        items: 3,
        unread: 2,
        quiet: None,
        defects: 0,
        repairs: Vec::new(),
    };
    let line = source_json(&health);
    has(&line, &["source", "url", "title", "tags", "state", "last_good", "last_error", "items", "unread", "every_s"]);
    assert_eq!((&line["state"], &line["url"]), (&json!("new"), &json!("https://desk:…@paid.example/feed")));
}

#[test]
fn a_line_of_the_log_says_who_did_what_when_and_what_took_it_back() {
    let entry = LogEntry {
        first: None,
        n: DecisionId(3),
        at: at("2026-11-23T09:00:00.25Z"),
        who: "anna".into(),
        kind: LogKind::Did(Verb::Flag(Some("court".into()))),
        items: vec![ItemId(17), ItemId(18)],
        count: 2,
        of: None,
        of_verb: None,
        undone_by: Some(DecisionId(4)),
    };
    let line = log_json(&entry);
    let expected = json!({
        "n": 3, "at": "2026-11-23T09:00:00.25Z", "who": "anna", "verb": "flag", "items": [17, 18], "value": "court",
        "of": null, "undone_by": 4
    });
    assert_eq!(line, expected);
    let undo = log_json(&LogEntry { kind: LogKind::Undo, ..entry });
    assert_eq!((&undo["verb"], &undo["value"]), (&json!("undo"), &Value::Null));
}

#[test]
fn a_failed_poll_says_why() {
    let delivery = Delivery {
        source: SourceId(1),
        at: at("2026-11-23T09:00:00Z"),
        ms: 120,
        http: Some(404),
        outcome: Outcome::Failed(Failure::Refused { status: 404 }),
        state: SourceState::fresh(SourceId(1)),
        filings: vec![],
        defects: vec![],
        raw: vec![],
        content_type: None,
    };
    let line = poll_json("Coast Wire", &delivery, &Arrivals::default());
    let expected = json!({
        "source": "Coast Wire", "status": "failed", "http": 404, "items": 0, "new": 0, "revised": 0, "defects": 0,
        "ms": 120, "error": "the server answered 404 (no such page)"
    });
    assert_eq!(line, expected);
}
