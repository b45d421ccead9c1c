//! The cache as its callers see it: what goes in comes out, in order, searchable at once.

mod store_support;

use copytaster::wire::{
    Anchor, Answer, Field, Filing, Fold, FoldKind, ItemId, LogKind, Mark, PageRequest, Query, Question, Sort, Source,
    Status, Target, Term, Ticket, Verb,
};
use store_support::{Desk, at, delivery, filing, headlines, page, request, state, text};

#[test]
fn an_item_is_listed_read_and_searched_at_once() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a-1", "Storm nears coast", "Mara Olsen said \"we are ready\" on Monday.")]);
    let mut reader = desk.reader();
    assert_eq!(headlines(&mut reader, Query::All), ["Storm nears coast"]);
    for round in ["before the index", "after it"] {
        assert_eq!(headlines(&mut reader, text("ready on mon*")).len(), 1, "{round}");
        assert_eq!(headlines(&mut reader, text("nobody")).len(), 0, "{round}");
        assert_eq!(headlines(&mut reader, Query::Term(Term::Is(Field::Speaker, "olsen".into()))).len(), 1, "{round}");
        let reading = reader.reading(ids[0], None, 60).unwrap().unwrap();
        assert_eq!(reading.quotes.len(), 1, "{round}");
        assert_eq!(reading.quotes[0].span.of(&reading.filing.text), "we are ready");
        assert_eq!(reading.filing.markup.unwrap().value, "<p>Mara Olsen said \"we are ready\" on Monday.</p>");
        desk.digest();
    }
}

#[test]
fn a_quotation_in_a_fold_that_stays_in_the_house_is_not_listed_and_its_speaker_not_found() {
    let story = "Mara Olsen said \"we are ready\" on Monday.\n\n";
    let note = "For editors only\n\n\"Nobody may read this note,\" Jo Desk said.";
    let mut filed = filing("a-1", "Storm nears coast", &format!("{story}{note}"));
    filed.folds = vec![Fold { what: FoldKind::NotForPublication, range: story.len()..filed.text.len() }];
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filed]);
    let mut reader = desk.reader();
    for round in ["before the index", "after it"] {
        let reading = reader.reading(ids[0], None, 60).unwrap().unwrap();
        let said: Vec<&str> = reading.quotes.iter().map(|quote| quote.span.of(&reading.filing.text)).collect();
        assert_eq!(said, ["we are ready"], "{round}");
        assert_eq!(headlines(&mut reader, text("\"nobody may read\"")).len(), 1, "the desk finds its note {round}");
        desk.digest();
    }
    let by = |name: &str| Query::Term(Term::Is(Field::Speaker, name.into()));
    assert_eq!(headlines(&mut reader, by("olsen")).len(), 1);
    assert_eq!(headlines(&mut reader, by("desk")).len(), 0);
}

#[test]
fn a_changed_headline_is_a_revision_and_the_earlier_one_is_kept() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a-1", "Two hurt in fire", "Text.")]);
    let again = desk.file(20, vec![filing("a-1", "Three hurt in fire", "Text.")]);
    assert_eq!(ids, again);
    let row = desk.row(ids[0]);
    assert_eq!((row.revision, row.headline.as_str()), (2, "Three hurt in fire"));
    assert!(row.marks.has(Mark::SilentEdit));
    let mut reader = desk.reader();
    assert_eq!(reader.filing(ids[0], 1).unwrap().unwrap().headline, "Two hurt in fire");
    assert_eq!(reader.counts().unwrap().items, 1);
    let raw = reader.raw(ids[0], Some(1)).unwrap().unwrap().0;
    assert_eq!(String::from_utf8(raw).unwrap(), "<item><guid>a-1</guid><title>Two hurt in fire</title></item>");
    desk.digest();
    assert_eq!(headlines(&mut reader, text("two")).len(), 0);
    assert_eq!(headlines(&mut reader, text("three")).len(), 1);
}

#[test]
fn copy_delivered_again_is_unchanged_and_an_empty_feed_deletes_nothing() {
    let mut desk = Desk::new();
    desk.file(10, vec![filing("a-1", "One", "Text."), filing("a-2", "Two", "Text.")]);
    assert!(desk.file(20, vec![filing("a-1", "One", "Text.")]).is_empty());
    assert!(desk.file(30, Vec::new()).is_empty());
    assert_eq!(desk.reader().counts().unwrap().items, 2);
}

#[test]
fn one_page_under_a_new_key_is_one_item_unless_both_stand_in_one_feed() {
    let mut desk = Desk::new();
    let on_page = |key: &str, headline: &str| {
        let mut f = filing(key, headline, "Text.");
        f.canonical_url = Some("https://harbour.example/ferry".into());
        f
    };
    let first = desk.file(10, vec![on_page("k1", "Ferry late")]);
    let second = desk.file(20, vec![on_page("k2", "Ferry very late")]);
    assert_eq!(first, second);
    let both = desk.file(30, vec![on_page("k2", "Ferry very late"), on_page("k3", "Ferry sunk")]);
    assert_eq!(both.len(), 1);
    assert_ne!(both, first);
}

#[test]
fn pages_join_without_gap_or_overlap_in_every_order() {
    let mut desk = Desk::new();
    let filings = (0..97)
        .map(|n| {
            let mut f = filing(&format!("k{n}"), &format!("Number {n}"), "Text.");
            f.published = Some(at(-(n * 7) % 50));
            f.priority = [None, Some(1), Some(3)][usize::try_from(n % 3).unwrap()];
            f
        })
        .collect();
    desk.file(0, filings);
    let mut reader = desk.reader();
    for sort in [Sort::Newest, Sort::Oldest, Sort::Priority, Sort::PriorityOldest] {
        let whole: Vec<ItemId> =
            page(&mut reader, PageRequest { sort, ..request(Query::All) }).rows.iter().map(|r| r.id).collect();
        assert_eq!(whole.len(), 97);
        let middle = page(&mut reader, PageRequest { sort, ..request(Query::All) }).rows[40].clone();
        let ask = PageRequest { sort, around: Some(Anchor::of(&middle)), before: 10, after: 10, ..request(Query::All) };
        let part = page(&mut reader, ask);
        let ids: Vec<ItemId> = part.rows.iter().map(|r| r.id).collect();
        assert_eq!(ids, whole[30..50], "{sort:?}");
        assert_eq!((part.total, part.above, part.more_above, part.more_below), (97, 30, true, true), "{sort:?}");
    }
}

#[test]
fn copy_from_the_future_stands_at_the_time_it_came_and_copy_of_any_year_has_a_place() {
    let mut desk = Desk::new();
    let dated = |key: &str, published: &str| Filing {
        published: Some(published.parse().unwrap()),
        ..filing(key, &format!("Dated {published}"), "Text.")
    };
    desk.file(10, vec![filing("k1", "Undated", "Text.")]);
    let odd = ["9999-12-30T00:00:00Z", "2300-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "-009999-01-03T00:00:00Z"];
    let ids = desk.file(20, odd.iter().zip(["k2", "k3", "k4", "k5"]).map(|(date, key)| dated(key, date)).collect());
    desk.file(30, vec![filing("k6", "Later", "Text.")]);
    let order = headlines(&mut desk.reader(), Query::All);
    assert_eq!(order.first().map(String::as_str), Some("Later"), "a date ahead pins nothing to the top: {order:?}");
    assert_eq!(order.len(), 6, "{order:?}");
    let times: Vec<_> = ids.iter().map(|id| desk.row(*id).sort_at).collect();
    assert!(times.iter().all(|time| *time <= at(20)), "{times:?}");
    assert_eq!(times[..2], [at(20); 2], "as if they had come with no date");
    assert!(times[2] < at(0) && times[3] <= times[2], "{times:?}");
}

#[test]
fn items_of_one_delivery_that_have_no_date_or_the_same_stand_in_the_order_of_the_feed() {
    let named = |n: i64| filing(&format!("k{n}"), &format!("Item {n}"), "Text.");
    let titles = |all: std::ops::Range<i64>| all.map(|n| format!("Item {n}")).collect::<Vec<_>>();
    let mut desk = Desk::new();
    let first = desk.file(10, vec![named(500), named(501)]);
    desk.file(10, (0..200).map(named).collect());
    let rows = page(&mut desk.reader(), PageRequest { after: 400, ..request(Query::All) }).rows.to_vec();
    assert!(rows.iter().all(|row| row.sort_at <= at(10) && row.sort_at > at(5)));
    assert!(rows.is_sorted_by(|a, b| Sort::Newest.compare(a, b).is_lt()), "the screen orders rows as the cache does");
    let second: Vec<_> = rows.into_iter().filter(|row| !first.contains(&row.id)).map(|row| row.headline).collect();
    assert_eq!(second, titles(0..200));
    // New items among known ones, with one date for all of them.
    let dated = |n: i64| Filing { published: Some(at(15)), ..named(n) };
    desk.file(20, [300, 0, 301, 1, 302].into_iter().map(dated).collect());
    assert_eq!(headlines(&mut desk.reader(), Query::All)[..5], [titles(300..303), titles(0..2)].concat());
}

#[test]
fn words_and_states_and_sources_are_found_together() {
    let mut second = Source::new("Valley Radio", "https://valley.example/feed");
    second.tags = vec!["region".into()];
    let mut desk = Desk::with_sources(&[Source::new("Harbour Wire", "https://harbour.example/feed"), second]);
    let ids = desk
        .file(10, vec![filing("a", "Rail strike ends", "Trains run."), filing("b", "Rail fares rise", "Trains cost.")]);
    let other = delivery(desk.sources[1].id, 11, vec![filing("c", "Rail bridge opens", "Trains cross.")]);
    desk.writer.ingest(&[other]).unwrap();
    desk.verb(Verb::Flag(None), &ids[..1]);
    let mut reader = desk.reader();
    for round in ["before the index", "after it"] {
        let both = Query::And(vec![text("rail"), state("flagged")]);
        assert_eq!(headlines(&mut reader, both), ["Rail strike ends"], "{round}");
        let not = Query::And(vec![text("trains"), Query::Not(Box::new(text("fares")))]);
        assert_eq!(headlines(&mut reader, not), ["Rail bridge opens", "Rail strike ends"], "{round}");
        let either = Query::Or(vec![text("fares"), Query::Term(Term::Is(Field::Tag, "Region".into()))]);
        assert_eq!(headlines(&mut reader, either), ["Rail bridge opens", "Rail fares rise"], "{round}");
        let regex = Query::Term(Term::Regex(None, "^rail (fares|bridge)".into()));
        assert_eq!(headlines(&mut reader, regex).len(), 2, "{round}");
        assert_eq!(page(&mut reader, request(text("rail"))).total, 3, "{round}");
        desk.digest();
    }
    let wrong = reader.answer(&Question::Page(request(Query::Term(Term::Regex(None, "(".into())))));
    assert!(matches!(wrong, Answer::Failed(Ticket(1), _)), "{wrong:?}");
}

#[test]
fn undo_and_redo_outlive_a_restart_and_a_new_verb_clears_redo() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "One", "T."), filing("b", "Two", "T."), filing("c", "Three", "T.")]);
    desk.verb(Verb::Flag(Some("later".into())), &ids[..1]);
    let spiked = desk.decide(LogKind::Did(Verb::Spike), Target::Query(Box::new(text("two"))));
    assert_eq!(spiked.result.unwrap().items.len(), 1);
    let mut desk = desk.reopened();
    assert!(desk.undo().result.unwrap().words.starts_with("undid: spiked"));
    assert!(desk.undo().result.unwrap().words.starts_with("undid: flagged"));
    assert_eq!(desk.undo().result.unwrap().n, None);
    assert_eq!(desk.row(ids[0]).status, Status::default());
    assert!(desk.redo().result.unwrap().words.starts_with("redid: flagged"));
    assert_eq!(desk.row(ids[0]).status.flagged.as_deref(), Some("later"));
    desk.verb(Verb::Read, &ids[2..]);
    assert_eq!(desk.redo().result.unwrap().words, "nothing to redo");
    let log = desk.reader().log(None).unwrap();
    assert_eq!(log.iter().map(|l| l.n.0).collect::<Vec<_>>(), [6, 5, 4, 3, 2, 1]);
    assert_eq!(log[4].undone_by.map(|n| n.0), Some(3));
    assert_eq!(log[5].undone_by, None);
}

#[test]
fn undo_takes_back_what_the_same_editor_decided_and_leaves_what_others_did_meanwhile() {
    let mut desk = Desk::new();
    let ids = desk.file(10, vec![filing("a", "One", "T."), filing("b", "Two", "T.")]);
    let none = || Target::Items(Vec::new());
    let one = |n: usize| Target::Items(vec![ids[n]]);
    desk.decide_as("ida", LogKind::Did(Verb::Spike), one(0));
    desk.decide_as("ben", LogKind::Did(Verb::Flag(None)), one(1));
    let undo = desk.decide_as("ida", LogKind::Undo, none()).result.unwrap();
    assert_eq!((undo.words.as_str(), undo.items[0].0), ("undid: spiked", ids[0]));
    assert!(desk.row(ids[1]).status.flagged.is_some(), "ben's flag stands");
    let more = desk.decide_as("ida", LogKind::Undo, none()).result.unwrap();
    assert_eq!((more.n, more.words.as_str()), (None, "nothing more of yours to undo"));
    desk.decide_as("ben", LogKind::Did(Verb::Use), one(1));
    assert_eq!(desk.decide_as("ben", LogKind::Redo, none()).result.unwrap().words, "nothing to redo");
    assert_eq!(desk.decide_as("ida", LogKind::Redo, none()).result.unwrap().words, "redid: spiked");
}

#[test]
fn another_process_learns_what_changed() {
    let mut desk = Desk::new();
    let mut reader = desk.reader();
    let (start, _) = reader.changes_since(0).unwrap();
    let ids = desk.file(10, vec![filing("a", "One", "T."), filing("b", "Two", "T.")]);
    let (next, change) = reader.changes_since(start).unwrap();
    assert_eq!((change.new, change.sources, change.unnamed), (ids.clone(), true, false));
    desk.verb(Verb::Use, &ids[1..]);
    let (last, change) = reader.changes_since(next).unwrap();
    assert_eq!((change.new.len(), change.touched, change.decided), (0, vec![ids[1]], vec![ids[1]]));
    assert_eq!(reader.changes_since(last).unwrap().0, last);
}

#[test]
fn any_two_revisions_are_held_against_each_other_with_headline_and_quotes() {
    let mut desk = Desk::new();
    let ids =
        desk.file(10, vec![filing("a", "Two hurt in fire", "Same.\n\nMara Olsen said \"we are ready\" at noon.")]);
    desk.file(20, vec![filing("a", "Two hurt in fire", "Same.\n\nMara Olsen said \"we are late\" at noon.")]);
    desk.verb(Verb::Use, &ids);
    let mut third =
        filing("a", "Three hurt in fire", "Same.\n\nMara Olsen said \"we are late\" at noon.\n\nRain fell.");
    third.what_changed = Some("(Adds rain)".into());
    desk.file(30, vec![third.clone()]);
    third.text.push_str("\n\nMore rain.");
    third.fingerprint += 1;
    desk.file(40, vec![third]);
    let mut reader = desk.reader();
    let since_used = reader.difference(ids[0], None, None).unwrap().unwrap();
    assert_eq!((since_used.old.revision, since_used.new.revision, since_used.newest), (2, 4, 4));
    assert_eq!(since_used.what_changed.as_deref(), Some("(Adds rain)"));
    assert!(since_used.headline[0].is_changed());
    let signs: Vec<_> = since_used.text.iter().map(|paragraph| paragraph.sign()).collect();
    assert_eq!(signs, ["", "", "+", "+"]);
    assert!(since_used.quotes_gone.is_empty() && since_used.quotes_new.is_empty());
    let first = reader.difference(ids[0], Some(1), Some(3)).unwrap().unwrap();
    assert_eq!(first.quotes_gone, ["“we are ready” — Mara Olsen"]);
    assert_eq!(first.quotes_new, ["“we are late” — Mara Olsen"]);
    assert_eq!(first.text[1].sign(), "±");
    assert!(reader.difference(ids[0], Some(1), Some(9)).unwrap().is_none());
}
