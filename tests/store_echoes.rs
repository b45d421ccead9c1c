//! One quotation in several outlets and revisions, and quotations found anew when the rules change.

#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use copytaster::store::{Reader, Workers, Writer};
use copytaster::wire::{Echo, Field, Filing, ItemId, Quote, SayingsOf, SayingsRequest, Source, Span, Term, Verb};

use store_support::{Desk, WORKERS, at, delivery, filing, headlines};

mod store_support;

fn two_outlets() -> Desk {
    Desk::with_sources(&[
        Source::new("Harbour Wire", "https://harbour.example/feed"),
        Source::new("Valley Radio", "https://valley.example/feed"),
    ])
}

fn told(desk: &Desk, id: ItemId) -> Vec<(usize, String, String)> {
    let echoes = desk.reader().echoes(id, None).unwrap();
    let words = |e: &Echo| e.likeness.variants.iter().map(|v| v.there.of(&e.words)).collect::<Vec<_>>().join("/");
    echoes.iter().map(|e| (e.quote, e.source.clone(), words(e))).collect()
}

fn prints(desk: &Desk) -> i64 {
    let conn = rusqlite::Connection::open(desk.path()).unwrap();
    conn.query_row("SELECT count(*) FROM quote_print", [], |r| r.get(0)).unwrap()
}

const MUST: &str = "Mara Olsen said: \"We must close the harbour before the winter comes.\" She left.";
const MAY: &str = "\"We may close the harbour before the winter comes,\" said Mara Olsen on Monday.";

#[test]
fn one_outlet_has_must_where_another_has_may() {
    let mut desk = two_outlets();
    let first = desk.file(10, vec![filing("a", "Harbour to close", MUST)])[0];
    let other = delivery(desk.sources[1].id, 20, vec![filing("b", "Harbour may close", MAY)]);
    let second = desk.writer.ingest(&[other]).unwrap()[0].new[0];
    assert_eq!(told(&desk, first), [], "before the digest");
    desk.digest();
    assert_eq!(told(&desk, first), [(0, "Valley Radio".to_owned(), "may".to_owned())]);
    assert_eq!(told(&desk, second), [(0, "Harbour Wire".to_owned(), "must".to_owned())]);
}

#[test]
fn only_the_newest_filing_of_another_item_counts_and_killed_copy_is_named() {
    let mut desk = two_outlets();
    let first = desk.file(10, vec![filing("a", "Harbour to close", MUST)])[0];
    let source = desk.sources[1].id;
    desk.writer.ingest(&[delivery(source, 20, vec![filing("b", "Harbour may close", MAY)])]).unwrap();
    desk.digest();
    desk.writer.ingest(&[delivery(source, 30, vec![filing("b", "Harbour must close", MUST)])]).unwrap();
    desk.digest();
    assert_eq!(told(&desk, first), [(0, "Valley Radio".to_owned(), String::new())]);
    let mut kill = filing("b", "KILL: Harbour must close", MUST);
    kill.marks.add(copytaster::wire::Mark::Kill);
    desk.writer.ingest(&[delivery(source, 40, vec![kill])]).unwrap();
    desk.digest();
    let echoes = desk.reader().echoes(first, None).unwrap();
    assert!(echoes[0].killed && !echoes[0].differs(), "{echoes:?}");
}

#[test]
fn an_earlier_revision_with_other_words_is_told_and_one_with_the_same_is_not() {
    let mut desk = Desk::new();
    let id = desk.file(10, vec![filing("a", "Harbour to close", MUST)])[0];
    desk.digest();
    desk.file(20, vec![filing("a", "Harbour may close", MAY)]);
    desk.digest();
    let echoes = desk.reader().echoes(id, None).unwrap();
    assert_eq!(echoes.iter().map(|e| (e.earlier, e.revision)).collect::<Vec<_>>(), [(true, 1)]);
    assert_eq!(told(&desk, id)[0].2, "must");
    desk.file(30, vec![filing("a", "Harbour may close soon", &format!("{MAY} It rained."))]);
    desk.digest();
    assert_eq!(told(&desk, id), [], "the words did not change again");
}

#[test]
fn in_the_same_place_of_one_copy_a_short_quotation_is_known_whatever_became_of_its_words() {
    let copy = |words: &str| {
        format!(
            "The old ferry master Piet Moor of Tarnholm stood before the court on Monday for the loss of two boats in the storm. The \
             judge asked him to speak and he told the court, \"{words}\" before he sat down again beside his lawyer. The trial will \
             go on next week with the harbour board and the crew of the second boat as witnesses, the clerk said."
        )
    };
    let mut desk = two_outlets();
    let first = desk.file(10, vec![filing("a", "Ferry master in court", &copy("I have no excuse"))])[0];
    let source = desk.sources[1].id;
    let other = filing("b", "Moor speaks", &copy("I am a guilty man"));
    desk.writer.ingest(&[delivery(source, 20, vec![other])]).unwrap();
    desk.digest();
    assert_eq!(told(&desk, first), [(0, "Valley Radio".to_owned(), "am a guilty man".to_owned())]);
    desk.file(30, vec![filing("a", "Ferry master in court", &copy("I have an excuse"))]);
    desk.digest();
    let echoes = desk.reader().echoes(first, None).unwrap();
    assert!(echoes.iter().any(|echo| echo.earlier && echo.differs()), "{echoes:?}");
}

/// A worker of quotations that notes which texts it was given.
fn counted(text: &str) -> Vec<Quote> {
    READ.with_borrow_mut(|read| read.push(text.to_owned()));
    store_support::quotes(text)
}

thread_local! {
    static READ: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[test]
fn what_others_made_of_the_copy_is_asked_of_what_is_kept_and_their_texts_are_not_read_for_quotations() {
    const STEM: &str = "The old ferry master Piet Moor of Tarnholm stood before the court on Monday for the loss of two boats in the storm. \
        The judge asked him to speak and he told the court that he was ready, before he sat down again beside his lawyer. The trial \
        will go on next week with the harbour board and the crew of the second boat as witnesses, the clerk said.";
    let mut desk = upgraded(two_outlets(), Workers { quotes: counted, ..WORKERS });
    let whole = format!("{STEM} He said on the steps of the court that it was over: \"I have no excuse\".");
    let first = desk.file(10, vec![filing("a", "Ferry master in court", &whole)])[0];
    let source = desk.sources[1].id;
    let cuts = (0..3).map(|n| filing(&format!("b{n}"), "Moor in court", STEM)).collect();
    desk.writer.ingest(&[delivery(source, 20, cuts)]).unwrap();
    desk.digest();
    assert_eq!(desk.row(first).outlets, 1, "they are one copy");
    let reader = Reader::open(&desk.path(), Workers { quotes: counted, ..WORKERS }).unwrap();
    READ.take();
    assert_eq!(reader.echoes(first, None).unwrap(), []);
    assert_eq!(READ.take(), [""; 0]);
}

#[test]
fn of_short_quotations_in_like_places_of_one_copy_those_with_the_same_words_are_one() {
    let answer = |boat: &str, word: &str| {
        format!(
            "The clerk asked him whether the {boat} boat was sound and he told the court, \"{word}\" before he sat down. "
        )
    };
    let copy = format!(
        "The old ferry master Piet Moor of Tarnholm stood before the court on Monday for the loss of two boats in the storm. {}{}The \
         trial will go on next week with the harbour board and the crew of the second boat as witnesses, the clerk said.",
        answer("first", "No"),
        answer("second", "Yes"),
    );
    let mut desk = two_outlets();
    let first = desk.file(10, vec![filing("a", "Ferry master in court", &copy)])[0];
    let source = desk.sources[1].id;
    desk.writer.ingest(&[delivery(source, 20, vec![filing("b", "Moor speaks", &copy)])]).unwrap();
    desk.digest();
    let same = |n: usize| (n, "Valley Radio".to_owned(), String::new());
    assert_eq!(told(&desk, first), [same(0), same(1)], "and none has yes for no");
}

#[test]
fn only_the_same_words_are_the_same_and_what_is_cut_off_and_turns_them_is_a_difference() {
    let said = |words: &str| format!("\"{words},\" Mara Olsen said on the northern shore.");
    let mut desk = Desk::with_sources(&[
        Source::new("Harbour Wire", "https://harbour.example/feed"),
        Source::new("Valley Radio", "https://valley.example/feed"),
        Source::new("Moor Post", "https://moor.example/feed"),
        Source::new("Isle News", "https://isle.example/feed"),
    ]);
    let first = desk.file(10, vec![filing("a", "Wall", &said("We will pay for the wall on the northern shore"))])[0];
    for (source, words) in [
        (1, "We will pay for the wall on the northern shore, but only if a court orders us to"),
        (2, "We will pay for the wall on the northern shore, and for the bridge"),
        (3, "We'll pay for the wall on the northern shore"),
    ] {
        let copy = filing("b", &format!("Wall {source}"), &said(words));
        desk.writer.ingest(&[delivery(desk.sources[source].id, 20, vec![copy])]).unwrap();
    }
    desk.digest();
    let echoes = desk.reader().echoes(first, None).unwrap();
    let told: Vec<_> = echoes.iter().map(|e| (e.source.as_str(), e.differs(), e.is_same())).collect();
    assert_eq!(told, [("Valley Radio", true, false), ("Moor Post", false, false), ("Isle News", false, true)]);
    let edge = echoes[1].likeness.edges[0];
    assert_eq!(edge.there.of(&echoes[1].words), "and for the bridge");
}

#[test]
fn copy_that_is_let_go_of_leaves_no_prints() {
    let mut desk = Desk::new();
    desk.file(10, vec![filing("a", "Harbour to close", MUST)]);
    desk.digest();
    desk.file(20, vec![filing("a", "Harbour may close", MAY)]);
    desk.digest();
    assert!(prints(&desk) > 0);
    let retention =
        copytaster::store::Retention { age: Some(std::time::Duration::from_secs(60)), items: None, raw: None };
    assert_eq!(desk.writer.prune(&retention, at(10_000_000)).unwrap().items, 1);
    assert_eq!(prints(&desk), 0);
}

/// Other rules: they know another speaker.
fn newer_quotes(text: &str) -> Vec<Quote> {
    let speaker = text.find("the council").map(|at| Span::new(at, at + "the council".len()));
    let mut quotes = store_support::quotes(text);
    for quote in &mut quotes {
        quote.speaker = speaker;
        quote.canonical = Some("Anse Council".into());
    }
    quotes
}

const NEWER: Workers = Workers { quotes: newer_quotes, rules: 2, ..WORKERS };

fn copy(n: i64) -> Filing {
    let mut f = filing(
        &format!("k{n}"),
        &format!("Number {n}"),
        &format!("\"The wall held on day {n} of the great storm,\" said the council and Mara Olsen."),
    );
    f.published = Some(at(n - 1000));
    f
}

fn upgraded(desk: Desk, rules: Workers) -> Desk {
    let Desk { dir, writer, sources } = desk;
    writer.close().unwrap();
    let writer = Writer::open(&dir.path().join("cache.db"), rules, at(1)).unwrap();
    Desk { dir, writer, sources }
}

fn by_speaker(desk: &Desk, name: &str) -> Vec<String> {
    headlines(&mut desk.reader(), copytaster::wire::Query::Term(Term::Is(Field::Speaker, name.into())))
}

#[test]
fn after_an_upgrade_the_newest_copy_is_read_again_first_and_a_restart_goes_on() {
    let mut desk = Desk::new();
    let ids = desk.file(10, (0..10).map(copy).collect());
    desk.digest();
    assert!(!desk.writer.reread(4).unwrap().more, "the rules are those of before");
    let mut desk = upgraded(desk, NEWER);
    let step = desk.writer.reread(4).unwrap();
    assert_eq!((step.done, step.more), (4, true));
    assert_eq!(by_speaker(&desk, "Anse Council"), ["Number 9", "Number 8", "Number 7", "Number 6"]);
    // A decision goes between two steps.
    assert!(desk.verb(Verb::Flag(None), &ids[..1]).result.is_ok());
    let mut desk = upgraded(desk, NEWER);
    let mut steps = 0;
    while desk.writer.reread(4).unwrap().more {
        steps += 1;
        assert!(steps < 5);
    }
    assert_eq!(by_speaker(&desk, "Anse Council").len(), 10);
    assert_eq!(by_speaker(&desk, "Olsen").len(), 0);
    assert!(desk.row(ids[0]).status.flagged.is_some());
    let rules: Vec<i64> = {
        let conn = rusqlite::Connection::open(desk.path()).unwrap();
        let mut all = conn.prepare("SELECT DISTINCT rules FROM quote").unwrap();
        all.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(rules, [2]);
    let sound = desk.reader().doctor().unwrap();
    assert!(sound.iter().all(|(good, _)| *good), "{sound:?}");
    // The program of before, on the same cache, takes nothing back.
    let mut desk = upgraded(desk, WORKERS);
    assert_eq!(desk.writer.reread(4).unwrap().done, 0);
}

#[test]
fn a_cache_without_prints_gets_them_in_the_background() {
    let mut desk = two_outlets();
    let first = desk.file(10, vec![filing("a", "Harbour to close", MUST)])[0];
    let other = delivery(desk.sources[1].id, 20, vec![filing("b", "Harbour may close", MAY)]);
    desk.writer.ingest(&[other]).unwrap();
    desk.digest();
    let conn = rusqlite::Connection::open(desk.path()).unwrap();
    conn.execute_batch("DELETE FROM quote_print; DELETE FROM meta WHERE key LIKE 'quote_%';").unwrap();
    drop(conn);
    let mut desk = desk.reopened();
    assert_eq!(told(&desk, first), []);
    while desk.writer.reread(1).unwrap().more {}
    assert_eq!(told(&desk, first), [(0, "Valley Radio".to_owned(), "may".to_owned())]);
}

fn said(desk: &Desk, of: SayingsOf, after: Option<ItemId>, limit: usize) -> (Vec<String>, Option<ItemId>) {
    let request = SayingsRequest { ticket: copytaster::wire::Ticket(1), of, after, limit };
    let (found, next) = desk.reader().sayings(&request).unwrap();
    (found.into_iter().map(|s| s.headline).collect(), next)
}

#[test]
fn whom_the_copy_does_not_name_is_looked_for_in_the_runs_of_that_copy_alone() {
    let copy = "A dam at the Norrverk mine above Halsund broke on Monday and flooded the lower town. Nobody was hurt, the fire brigade \
                told reporters at the bridge. \"We will pay for every house in the valley,\" the company said in a statement.";
    let mut desk = upgraded(two_outlets(), Workers { quotes: copytaster::analysis::quotes, ..WORKERS });
    let first = desk.file(10, vec![filing("a", "Dam breaks", copy)])[0];
    let source = desk.sources[1].id;
    let other = "The shares of Hanbit fell. \"We have sold all that we made,\" the company said on Monday. Olsen left.";
    desk.writer
        .ingest(&[delivery(source, 20, vec![filing("b", "Flood at mine", copy), filing("c", "Hanbit down", other)])])
        .unwrap();
    desk.digest();
    let (mut found, _) = said(&desk, SayingsOf::Unnamed(first, "The company".into()), None, 9);
    found.sort();
    assert_eq!(found, ["Dam breaks", "Flood at mine"]);
    assert!(said(&desk, SayingsOf::Speaker("The company".into()), None, 9).0.is_empty());
    let asked = |query: &str| {
        let query = copytaster::triage::parse(query, at(0)).unwrap();
        said(&desk, SayingsOf::Query(query), None, 9).0
    };
    assert_eq!(asked("quote:sold"), ["Hanbit down"]);
    assert_eq!(asked("hanbit -quote:sold"), [""; 0]);
}

#[test]
fn a_speaker_is_found_by_name_or_surname_newest_first_and_page_by_page() {
    let mut desk = Desk::new();
    let ids = desk.file(10, (0..5).map(copy).collect());
    desk.file(20, vec![filing("z", "Nobody here", "\"It rained on all of us that day,\" somebody said.")]);
    desk.digest();
    let mut late = copy(9);
    late.headline = "Not digested yet".into();
    desk.file(30, vec![late]);
    for name in ["Mara Olsen", "olsen", "M. Olsen"] {
        let (found, next) = said(&desk, SayingsOf::Speaker(name.into()), None, 100);
        assert_eq!(found.first().map(String::as_str), Some("Not digested yet"), "{name}");
        assert_eq!((found.len(), next), (6, None), "{name}");
    }
    let (first, next) = said(&desk, SayingsOf::Speaker("Olsen".into()), None, 3);
    assert_eq!(
        (first.as_slice(), next),
        (&["Not digested yet", "Number 4", "Number 3"].map(str::to_owned)[..], Some(ids[3]))
    );
    let (rest, next) = said(&desk, SayingsOf::Speaker("Olsen".into()), next, 3);
    assert_eq!((rest.len(), rest[0].as_str()), (3, "Number 2"));
    assert_eq!(said(&desk, SayingsOf::Speaker("Olsen".into()), next, 3), (Vec::new(), None));
    assert!(said(&desk, SayingsOf::Speaker("Ben Olsen".into()), None, 3).0.is_empty());
    let of_items = said(&desk, SayingsOf::Items(vec![ids[1], ids[4]]), None, 9);
    assert_eq!(of_items, (vec!["Number 4".to_owned(), "Number 1".to_owned()], None));
    assert_eq!(said(&desk, SayingsOf::Query(store_support::text("rained")), None, 9).0, ["Nobody here"]);
}
