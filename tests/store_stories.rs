//! Stories and reprints in the cache: judged as copy comes, kept through a restart, decided by an editor.

#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

mod store_support;

use copytaster::store::Reader;
use copytaster::wire::{
    Anchor, Answer, Compare, Field, Filing, IdsRequest, ItemId, ListItem, LogKind, Mark, Marks, PageRequest, Query,
    Question, Row, SayingsOf, SayingsRequest, Sort, Source, Target, Term, Ticket, Together, Verb,
};
use store_support::{Desk, at, delivery, filing, headlines, page, request, state, text};

const FIRE: &str = "A fire in the old cannery at Port Ellery burned through the night and brought down the roof of the \
    northern hall, the fire service said on Monday. Sixty firefighters from four towns fought the flames with water from \
    the harbour. Nobody was hurt. Chief Officer Rhea Madigan said the cause was not known and that the hall would be torn \
    down by Thursday because the walls could fall into Quay Street at any time.";
const STRIKE: &str = "Tram drivers in Vellmar will stop work for two days next week over night shifts, their union said. \
    Talks with the city company ended without result on Sunday evening. The mayor, Tomas Brandt, asked both sides to \
    return to the table and said that school buses would run as usual on every line of the eastern district.";

/// A desk with three outlets.
fn desk() -> Desk {
    let outlet = |n: &str| Source::new(n, format!("https://{}.example/feed", n.to_lowercase()));
    Desk::with_sources(&[outlet("Harbour"), outlet("Valley"), outlet("Courier")])
}

/// Files copy in an outlet; the item.
fn file(desk: &mut Desk, outlet: usize, seconds: i64, filing: Filing) -> ItemId {
    let copy = delivery(desk.sources[outlet].id, seconds, vec![filing]);
    let arrivals = desk.writer.ingest(&[copy]).unwrap().remove(0);
    arrivals.new.into_iter().chain(arrivals.revised).next().unwrap()
}

fn listed(reader: &mut Reader, query: &Query) -> Vec<ListItem> {
    let mut all = Vec::new();
    reader
        .list(query, Sort::Oldest, None, &mut |item| {
            all.push(item);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    all
}

fn stories(desk: &Desk) -> Vec<(i64, i64)> {
    let all = listed(&mut desk.reader(), &Query::All);
    all.iter().map(|item| (item.row.story.unwrap(), item.row.reprint.unwrap())).collect()
}

fn number(field: Field, compare: Compare, n: i64) -> Query {
    Query::Term(Term::Number(field, compare, n))
}

fn lead() -> Query {
    state("lead")
}

fn checked(desk: &Desk) {
    for (fine, what) in desk.reader().doctor().unwrap() {
        assert!(fine, "{what}");
    }
}

#[test]
fn reprints_and_stories_are_told_as_copy_comes_and_kept_through_a_restart() {
    let mut desk = desk();
    let a = file(&mut desk, 0, 10, Filing { words: 80, ..filing("a", "Fire guts cannery", FIRE) });
    let b = file(&mut desk, 1, 20, filing("b", "Night fire at Port Ellery", &FIRE[..300]));
    file(&mut desk, 2, 30, filing("c", "Trams to stand still", STRIKE));
    let unjudged = listed(&mut desk.reader(), &Query::All);
    assert!(unjudged.iter().all(|item| item.row.story.is_none()), "nothing waits for the judge");
    desk.digest();
    assert_eq!(stories(&desk), [(1, 1), (1, 1), (3, 3)]);
    let mut desk = desk.reopened();
    let d = file(&mut desk, 2, 40, filing("d", "Cannery burns down", &FIRE[..320]));
    desk.digest();
    assert_eq!(stories(&desk)[3], (1, 1), "the judge remembers through a restart");
    let mut reader = desk.reader();
    let top = page(&mut reader, request(lead()));
    let numbers = |row: &Row| (row.outlets, row.copy_items, row.story_items);
    let shown: Vec<_> = top.rows.iter().map(|row| (row.headline.as_str(), numbers(row))).collect();
    assert_eq!(
        shown,
        [("Trams to stand still", (0, 1, 1)), ("Fire guts cannery", (2, 3, 3))],
        "the fullest stands on top"
    );
    assert_eq!(top.total, 2);
    assert_eq!(headlines(&mut reader, number(Field::Outlets, Compare::AtLeast, 3)).len(), 3);
    assert_eq!(headlines(&mut reader, number(Field::Story, Compare::Equal, 1)).len(), 3);
    assert_eq!(headlines(&mut reader, number(Field::Reprint, Compare::Equal, 3)), ["Trams to stand still"]);
    checked(&desk);
    desk.verb(Verb::Flag(None), &[d]);
    assert_eq!(headlines(&mut desk.reader(), lead())[0], "Cannery burns down", "what was acted on is not folded away");
    file(
        &mut desk,
        1,
        50,
        Filing { marks: Marks::new(vec![Mark::Corrected]), ..filing("b", "CORRECTED-Night fire", FIRE) },
    );
    assert_eq!(headlines(&mut desk.reader(), lead())[1], "CORRECTED-Night fire", "corrected copy stands above it");
    desk.verb(Verb::Seen, &[a, b]);
    checked(&desk);
}

#[test]
fn a_kill_in_one_outlet_is_told_to_whoever_used_the_copy_of_another() {
    let mut desk = desk();
    let a = file(&mut desk, 0, 10, filing("a", "Fire guts cannery", FIRE));
    let b = file(&mut desk, 1, 20, filing("b", "Night fire at Port Ellery", FIRE));
    desk.digest();
    desk.verb(Verb::Use, &[b]);
    let kill = Marks::new(vec![Mark::Kill]);
    file(&mut desk, 0, 30, Filing { marks: kill.clone(), ..filing("a", "KILL Fire guts cannery", FIRE) });
    let mut desk = desk.reopened();
    let told = desk.reader().alerts(None).unwrap();
    assert_eq!(told.len(), 1, "at once, before any digest");
    assert_eq!((told[0].row.id, told[0].by, &*told[0].from), (b, a, "Harbour"));
    assert_eq!(told[0].words(), "KILL by Harbour of copy that was used");
    assert!(desk.row(b).is_killed() && desk.row(b).is_alert());
    desk.verb(Verb::Acknowledge, &[b]);
    // Copy that comes killed in a third outlet is told again; copy that is acted on after the kill is told at once.
    file(&mut desk, 2, 40, Filing { marks: kill, ..filing("c", "STORY WITHDRAWN Cannery", FIRE) });
    desk.digest();
    assert_eq!(desk.reader().counts().unwrap().alerts, 1);
    assert_eq!(desk.verb(Verb::Use, &[b]).result.unwrap().n, None);
    desk.verb(Verb::Acknowledge, &[b]);
    let d = file(&mut desk, 2, 50, filing("d", "Old cannery burns", FIRE));
    desk.digest();
    assert_eq!(desk.verb(Verb::Use, &[d]).result.unwrap().refused[0].1, "killed copy cannot be used");
    desk.verb(Verb::Flag(None), &[d]);
    assert!(desk.row(d).is_alert());
    checked(&desk);
}

#[test]
fn quotations_of_copy_that_was_killed_in_another_outlet_are_marked_so() {
    let mut desk = desk();
    let text = format!("{FIRE}\n\n\"We could not save the northern hall,\" Madigan said.");
    file(&mut desk, 0, 10, filing("a", "Fire guts cannery", &text));
    let b = file(&mut desk, 1, 20, filing("b", "Night fire at Port Ellery", &text));
    desk.digest();
    let killed = |desk: &Desk| {
        let mut reader = desk.reader();
        let request = SayingsRequest { ticket: Ticket(1), of: SayingsOf::Items(vec![b]), after: None, limit: 9 };
        let (said, _) = reader.sayings(&request).unwrap();
        let mut listed = Vec::new();
        let query = Query::Term(Term::Number(Field::Id, Compare::Equal, b.0));
        reader
            .quotes(&query, None, &mut |line| {
                listed.push(line.killed);
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
        (said.iter().map(|s| s.killed).collect::<Vec<_>>(), listed)
    };
    assert_eq!(killed(&desk), (vec![false], vec![false]));
    let kill = Marks::new(vec![Mark::Kill]);
    file(&mut desk, 0, 30, Filing { marks: kill, ..filing("a", "KILL Fire guts cannery", &text) });
    assert_eq!(killed(&desk), (vec![true], vec![true]));
}

#[test]
fn a_whole_copy_links_two_cut_ones_and_a_kill_of_one_is_told_to_whoever_used_the_other() {
    let mut desk = desk();
    let (start, end) = FIRE.split_once(" Nobody was hurt.").unwrap();
    let used = file(&mut desk, 0, 10, filing("a", "Cannery burns", start));
    let kill = Marks::new(vec![Mark::Kill]);
    let killed = file(&mut desk, 1, 20, Filing { marks: kill, ..filing("b", "KILL Hall to be torn down", end) });
    desk.verb(Verb::Use, &[used]);
    desk.digest();
    assert!(desk.reader().alerts(None).unwrap().is_empty());
    file(&mut desk, 2, 40, filing("c", "Cannery fire at Port Ellery", FIRE));
    desk.digest();
    assert_eq!(stories(&desk).iter().map(|told| told.1).collect::<std::collections::BTreeSet<_>>().len(), 1);
    let told = desk.reader().alerts(None).unwrap();
    assert!(told.iter().any(|alert| alert.row.id == used && alert.by == killed));
    checked(&desk);
}

#[test]
fn an_editor_splits_and_joins_stories_and_the_program_keeps_to_it() {
    let mut desk = desk();
    let a = file(&mut desk, 0, 10, filing("a", "Fire guts cannery", FIRE));
    let b = file(&mut desk, 1, 20, filing("b", "Night fire at Port Ellery", FIRE));
    let c = file(&mut desk, 2, 30, filing("c", "Trams to stand still", STRIKE));
    desk.digest();
    assert_eq!(desk.verb(Verb::Split, &[c]).result.unwrap().words, "a story of its own already");
    // The item that named the story takes its name along.
    assert_eq!(desk.verb(Verb::Split, &[a]).result.unwrap().words, "taken out of its story");
    assert_eq!(stories(&desk), [(1, 1), (2, 1), (3, 3)]);
    assert_eq!(headlines(&mut desk.reader(), lead()).len(), 3, "what was split off is not folded away");
    let mut desk = desk.reopened();
    file(&mut desk, 2, 40, filing("d", "Cannery burns", &FIRE[..310]));
    desk.digest();
    assert_eq!(stories(&desk).len(), 4);
    assert_eq!(desk.row(a).story, Some(1), "it stays split off");
    checked(&desk);
    desk.undo();
    let back = desk.row(a).story;
    assert_eq!(back, desk.row(b).story, "undo puts it back");
    assert_eq!(desk.reader().rows(&[a]).unwrap()[0].status.placed, None);
    checked(&desk);
    let all = Target::Query(Box::new(number(Field::Story, Compare::Equal, 3)));
    let joined = desk.decide(LogKind::Did(Verb::Join(back.unwrap())), all);
    assert_eq!(joined.result.unwrap().words, "put into that story");
    file(&mut desk, 1, 50, filing("e", "Tram strike looms", STRIKE));
    desk.digest();
    let ids: Vec<_> = stories(&desk).into_iter().map(|(story, _)| story).collect();
    assert!(ids.iter().all(|story| Some(*story) == back), "{ids:?}: what is like a joined story joins it");
    assert_eq!(desk.row(c).story_items, 5);
    checked(&desk);
    assert!(at(1) > at(0));
}

#[test]
fn a_row_of_copy_that_an_editor_parted_counts_what_a_verb_takes_along() {
    let mut desk = desk();
    let runs: Vec<ItemId> = (0..4)
        .map(|n| file(&mut desk, n % 3, 10 + n as i64, filing(&n.to_string(), "Fire guts cannery", FIRE)))
        .collect();
    desk.digest();
    let mut reader = desk.reader();
    // Runs of the copy in all, under the one row, those that `+` shows, and those that a spike touches.
    let mut numbers = |desk: &mut Desk, id: ItemId| {
        let row = reader.rows(&[id]).unwrap().remove(0);
        let together = Together::CopyInStory(row.reprint.unwrap(), row.story.unwrap());
        let shown = reader.members(together).unwrap().len();
        let spiked = desk.decide(LogKind::Did(Verb::Spike), Target::Copies(vec![id])).result.unwrap().items.len();
        desk.undo();
        (row.copy_items, row.copy_in_story, shown, spiked)
    };
    assert_eq!(numbers(&mut desk, runs[2]), (4, 4, 4, 4));
    desk.verb(Verb::Split, &[runs[2]]);
    let both = Target::With(Box::new(Target::Copies(vec![runs[2]])), vec![runs[0], runs[2]]);
    assert_eq!(desk.decide(LogKind::Did(Verb::Spike), both).result.unwrap().items.len(), 2);
    desk.undo();
    assert_eq!(numbers(&mut desk, runs[2]), (4, 1, 1, 1));
    assert_eq!(numbers(&mut desk, runs[0]), (4, 3, 3, 3));
    desk.verb(Verb::Join(3), &[runs[3]]);
    assert_eq!(numbers(&mut desk, runs[2]), (4, 2, 2, 2));
    assert_eq!(numbers(&mut desk, runs[0]), (4, 2, 2, 2));
    desk.undo();
    assert_eq!(numbers(&mut desk, runs[0]), (4, 3, 3, 3), "counted anew after each change");
    desk.undo();
    assert_eq!(numbers(&mut desk, runs[2]), (4, 4, 4, 4));
    checked(&desk);
}

#[test]
fn stories_are_listed_by_time_size_and_growth_and_pages_of_them_join() {
    let mut desk = desk();
    file(&mut desk, 0, 10, filing("a", "Trams to stand still", STRIKE));
    file(&mut desk, 1, 20, filing("b", "Tram strike looms", STRIKE));
    file(&mut desk, 2, 30, filing("c", "No trams in Vellmar", STRIKE));
    file(&mut desk, 0, 90_000, filing("d", "Fire guts cannery", FIRE));
    let e = file(&mut desk, 1, 90_010, filing("e", "Night fire at Port Ellery", FIRE));
    let f =
        file(&mut desk, 2, 99_000, filing("f", "Otter seen at weir", "An otter was seen at the weir in Lower Tamm."));
    desk.digest();
    let mut reader = desk.reader();
    let mut listed = |query: &Query, sort| {
        let page = page(&mut reader, PageRequest { sort, ..request(query.clone()) });
        let rows = page.rows.iter().map(|row| (row.story.unwrap(), row.story_items)).collect::<Vec<_>>();
        (rows, page.total)
    };
    let (cannery, trams, otter) = ((4, 2), (1, 3), (6, 1));
    assert_eq!(listed(&state("story"), Sort::Newest), (vec![otter, cannery, trams], 3));
    assert_eq!(listed(&state("story"), Sort::Oldest), (vec![trams, cannery, otter], 3));
    assert_eq!(listed(&state("story"), Sort::Size), (vec![trams, cannery], 2));
    assert_eq!(
        listed(&state("story"), Sort::Developing),
        (vec![cannery, trams], 2),
        "three of yesterday are cold by now"
    );
    let unread = Query::And(vec![state("story"), state("unread"), Query::Not(Box::new(state("spiked")))]);
    desk.verb(Verb::Read, &[f]);
    desk.verb(Verb::Spike, &[e]);
    let mut reader = desk.reader();
    let shown = page(&mut reader, request(unread)).rows.iter().map(|row| row.headline.clone()).collect::<Vec<_>>();
    assert_eq!(
        shown,
        ["Fire guts cannery", "No trams in Vellmar"],
        "a run that is spiked gives way to one that is not"
    );
    for sort in [Sort::Newest, Sort::Oldest, Sort::Priority, Sort::PriorityOldest, Sort::Size, Sort::Developing] {
        let whole = page(&mut reader, PageRequest { sort, ..request(state("story")) }).rows;
        for (at, row) in whole.iter().enumerate() {
            let around = Some(Anchor::of(row));
            let part = page(&mut reader, PageRequest { sort, around, before: 1, after: 1, ..request(state("story")) });
            let ids: Vec<ItemId> = part.rows.iter().map(|row| row.id).collect();
            let wanted: Vec<ItemId> = whole[at.saturating_sub(1)..=at].iter().map(|row| row.id).collect();
            assert_eq!((ids, part.above), (wanted, at.saturating_sub(1) as u64), "{sort:?}");
        }
    }
    checked(&desk);
}

#[test]
fn a_query_lists_the_stories_in_which_something_matches_by_the_newest_match() {
    let mut desk = desk();
    let a = file(&mut desk, 0, 10, filing("a", "Trams to stand still", STRIKE));
    let b = file(&mut desk, 1, 20, filing("b", "Tram strike looms", STRIKE));
    let c = file(&mut desk, 2, 30, filing("c", "No trams in Vellmar", STRIKE));
    let d = file(&mut desk, 0, 90_000, filing("d", "Fire guts cannery", FIRE));
    file(&mut desk, 1, 90_010, filing("e", "Night fire at Port Ellery", FIRE));
    file(&mut desk, 2, 99_000, filing("f", "Otter seen at weir", "An otter was seen at the weir in Lower Tamm."));
    desk.digest();
    desk.verb(Verb::Note("ring the weir".into()), &[b]);
    let first = Query::Term(Term::Is(Field::Source, "harbour".into()));
    let hidden = [state("unread"), Query::Not(Box::new(state("spiked")))];
    let noted = Query::Term(Term::Text(Some(Field::Note), "weir".into()));
    let check = |desk: &Desk, asked: &[Query], shown: &[ItemId]| {
        let query = Query::And([&[state("story")], asked].concat());
        let keys = Sort::parse("size, newest").unwrap();
        for few in [2_000, 0] {
            let mut reader = desk.reader();
            reader.call_few(few);
            for sort in [Sort::Newest, Sort::Oldest, Sort::Priority, Sort::Size, keys] {
                let list = page(&mut reader, PageRequest { sort, ..request(query.clone()) });
                let mut rows: Vec<ItemId> = list.rows.iter().map(|row| row.id).collect();
                assert_eq!(list.total, shown.len() as u64, "{sort:?} {asked:?}");
                for row in list.rows.iter() {
                    let around = Some(Anchor::of(row));
                    let part = page(&mut reader, PageRequest { sort, around, after: 1, ..request(query.clone()) });
                    assert_eq!(part.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [row.id], "{sort:?} {asked:?}");
                }
                if matches!(sort, Sort::Oldest | Sort::Size | Sort::Keys(_)) && shown.len() > 1 {
                    rows.reverse();
                }
                assert_eq!(rows, shown, "{sort:?} {asked:?}");
            }
        }
    };
    check(&desk, &[text("looms")], &[b]);
    check(&desk, &[text("trams"), text("vellmar")], &[c]);
    check(&desk, std::slice::from_ref(&first), &[d, a]);
    check(&desk, &[noted], &[b]);
    desk.verb(Verb::Read, &[d]);
    check(&desk, &[&[first], hidden.as_slice()].concat(), &[a]);
    checked(&desk);
}

#[test]
fn above_a_story_stand_the_stories_that_are_newer_whichever_item_is_shown_of_each() {
    let mut desk = desk();
    let a = file(&mut desk, 0, 10, filing("a", "Trams to stand still", STRIKE));
    let b = file(&mut desk, 0, 50, filing("b", "Fire guts cannery", FIRE));
    file(&mut desk, 1, 100, filing("c", "Tram strike looms", STRIKE));
    desk.digest();
    let mut parts = vec![state("story"), Query::Term(Term::Is(Field::Source, "harbour".into()))];
    let mut reader = desk.reader();
    let list = page(&mut reader, request(Query::And(parts.clone()))).rows;
    assert_eq!(list.iter().map(|row| row.id).collect::<Vec<_>>(), [a, b]);
    parts.push(state("unread"));
    for (row, above) in list.iter().zip([vec![], vec![a]]) {
        let other = Query::Not(Box::new(number(Field::Story, Compare::Equal, row.story.unwrap())));
        let query = Query::And([parts.as_slice(), &[other]].concat());
        let to = Some(Anchor::of(row));
        let stretch = IdsRequest { ticket: Ticket(2), query, sort: Sort::Newest, from: None, to, limit: 100 };
        assert_eq!(reader.answer(&Question::Ids(stretch)), Answer::Ids(Ticket(2), above), "{}", row.headline);
    }
}

#[test]
fn runs_of_one_copy_are_held_against_each_other() {
    let mut desk = desk();
    let a = file(&mut desk, 0, 10, filing("a", "Fire guts cannery", FIRE));
    let longer = format!("{FIRE}\n\nOur reporter saw the last wall come down at noon.");
    file(&mut desk, 1, 20, filing("b", "Night fire at Port Ellery", &longer));
    desk.digest();
    let beside = desk.reader().beside(a).unwrap().unwrap();
    assert_eq!((beside.runs.len(), beside.story.len(), beside.items), (1, 0, 2));
    assert_eq!(beside.runs[0].added, ["Our reporter saw the last wall come down at noon."]);
    assert!(beside.runs[0].cut.is_empty());
}

#[test]
fn a_bulk_decision_keeps_counts_and_tops_of_shared_copy_right_there_and_back() {
    let mut desk = desk();
    let mut all = Vec::new();
    for n in 0..4 {
        all.push(file(
            &mut desk,
            0,
            10 + n,
            filing(&format!("s{n}"), &format!("Take {n}"), &format!("{STRIKE} Take {n}.")),
        ));
    }
    for outlet in 0..3 {
        all.push(file(&mut desk, outlet, 20, filing(&format!("f{outlet}"), "Fire guts cannery", FIRE)));
    }
    desk.digest();
    let tops = |desk: &Desk| headlines(&mut desk.reader(), lead());
    let before = tops(&desk);
    // All but one run: that one comes on top.
    desk.verb(Verb::Spike, &all[..all.len() - 1]);
    checked(&desk);
    let spiked = Query::Not(Box::new(state("spiked")));
    assert_eq!(headlines(&mut desk.reader(), Query::And(vec![lead(), spiked])), ["Fire guts cannery"]);
    desk.undo();
    checked(&desk);
    assert_eq!(tops(&desk), before);
    desk.redo();
    checked(&desk);
}
