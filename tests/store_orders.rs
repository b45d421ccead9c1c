//! Orders of several keys: what stands where, from every side, against the same order made slowly.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails as a test does")]

mod store_support;

use std::cmp::Reverse;

use copytaster::wire::{
    Anchor, Answer, Filing, IdsRequest, ItemId, Mark, Marks, PageRequest, Query, Question, Row, Sort, Source, Ticket,
    Verb,
};
use store_support::{Desk, at, delivery, filing, page, request, state};

/// Ninety items of three outlets, whose priorities and lengths go round at different speeds.
fn desk() -> Desk {
    let source = |name: &str, host: &str| Source::new(name, format!("https://{host}.example/feed"));
    let mut desk = Desk::with_sources(&[source("Zeta Post", "z"), source("alpha wire", "a"), source("Échos", "e")]);
    for (n, source) in desk.sources.clone().into_iter().enumerate() {
        let filings = (0..30_u8).map(|i| {
            let mut filing = filing(&format!("{n}-{i}"), &format!("Ferry {n} {i}"), "The ferry was late.");
            filing.published = Some(at(-(i64::from(i) * 90 + n as i64 * 7)));
            filing.priority = [None, Some(2), Some(5), None, Some(2)][usize::from(i) % 5];
            filing.words = u32::from(i % 4) * 100;
            filing.agency = [None, Some("Norwire".to_owned())][usize::from(i) % 2].clone();
            filing
        });
        let delivery = delivery(source.id, 10, filings.collect());
        desk.writer.ingest(&[delivery]).unwrap();
    }
    desk
}

fn newest_first(desk: &Desk, query: &Query) -> Vec<Row> {
    page(&mut desk.reader(), PageRequest { after: 400, ..request(query.clone()) }).rows.to_vec()
}

/// The order as an editor would make it on paper: the newest few by the keys, the others below.
fn by_hand(mut rows: Vec<Row>, most: usize, keys: &str) -> Vec<ItemId> {
    let rest = rows.split_off(most.min(rows.len()));
    let plain = |name: &str| name.to_lowercase().replace('é', "e");
    rows.sort_by_key(|row| {
        let outlet = plain(&row.source);
        let agency = row.agency.as_deref().map_or(outlet.clone(), plain);
        let (priority, time) = (row.priority.unwrap_or(9), row.sort_at.as_second());
        match keys {
            "priority, outlet, newest" => (priority.to_string(), outlet, String::new(), Reverse(time)),
            "outlet, oldest" => (outlet, String::new(), String::new(), Reverse(-time)),
            "agency, words, newest" => (agency, format!("{:05}", 10_000 - row.words), String::new(), Reverse(time)),
            other => panic!("{other} is not made by hand"),
        }
    });
    rows.iter().chain(&rest).map(|row| row.id).collect()
}

const ORDERS: [&str; 3] = ["priority, outlet, newest", "outlet, oldest", "agency, words, newest"];

#[test]
fn pages_of_several_keys_join_into_the_order_made_by_hand_from_either_end() {
    let desk = desk();
    for (most, keys) in [10_000, 40, 7].into_iter().flat_map(|most| ORDERS.map(|keys| (most, keys))) {
        let sort = Sort::parse(keys).unwrap();
        let expected = by_hand(newest_first(&desk, &Query::All), most, keys);
        let mut reader = desk.reader();
        reader.sort_newest(most);
        let (mut down, mut around) = (Vec::new(), None);
        loop {
            let request = PageRequest { sort, around, after: 8, ..request(Query::All) };
            let got = page(&mut reader, request);
            assert_eq!(got.ordered_since.is_some(), most < 90, "{keys}, {most}");
            assert_eq!((got.total, got.above), (90, (down.len() as u64).saturating_sub(1)), "{keys}, {most}");
            down.extend(got.rows.iter().skip(usize::from(around.is_some())).map(|row| row.id));
            around = got.rows.last().map(Anchor::of);
            if !got.more_below {
                break;
            }
        }
        assert_eq!(down, expected, "{keys}, the newest {most}");
        let mut up = Vec::new();
        loop {
            let got = page(&mut reader, PageRequest { sort, around, before: 8, after: 1, ..request(Query::All) });
            let mut rows: Vec<_> = got.rows.iter().map(|row| row.id).collect();
            around = got.rows.first().map(Anchor::of);
            rows.truncate(rows.len() - usize::from(!up.is_empty()));
            up.splice(0..0, rows);
            if !got.more_above {
                break;
            }
        }
        assert_eq!(up, expected, "{keys}, the newest {most}, upwards");
    }
}

#[test]
fn killed_copy_stands_first_in_its_order_and_before_what_is_only_said_to_be_killed() {
    let mut desk = Desk::with_sources(&[
        Source::new("Harbour", "https://harbour.example/feed"),
        Source::new("Valley", "https://valley.example/feed"),
    ]);
    let copy = "The ferry of the northern line ran onto a sandbank off Port Ellery on Monday evening with sixty people on \
        board, the coast guard said. Nobody was hurt, and a tug pulled it free at high water.";
    let marked = |key: &str, marks: Vec<Mark>| Filing {
        published: Some(at(-i64::from(key.as_bytes()[0]))),
        marks: Marks::new(marks),
        ..filing(key, &format!("Ferry {key}"), "The ferry was late.")
    };
    let of_copy = |key: &str, marks| Filing { text: copy.into(), ..marked(key, marks) };
    let filings = vec![
        marked("a", vec![]),
        marked("b", vec![Mark::Corrected]),
        marked("c", vec![Mark::Unconfirmed]),
        marked("d", vec![Mark::Kill]),
        of_copy("e", vec![]),
    ];
    desk.file(10, filings);
    let other = delivery(desk.sources[1].id, 20, vec![of_copy("f", vec![Mark::Withdrawn])]);
    desk.writer.ingest(&[other]).unwrap();
    desk.digest();
    assert_eq!(Sort::parse("kills"), Ok(Sort::KILLS));
    let got = page(&mut desk.reader(), PageRequest { sort: Sort::KILLS, ..request(Query::All) });
    let order: Vec<&str> = got.rows.iter().map(|row| &row.headline["Ferry ".len()..]).collect();
    assert_eq!(order, ["d", "e", "f", "c", "a", "b"], "the outlet that did not kill the copy has it as killed too");
    let mut rows = got.rows.to_vec();
    rows.sort_by(|a, b| Sort::KILLS.compare(a, b));
    assert_eq!(rows, got.rows.to_vec(), "the screen has the same order");
}

#[test]
fn a_page_begins_where_an_item_stood_that_matches_no_more() {
    let mut desk = desk();
    let unread = state("unread");
    let sort = Sort::parse(ORDERS[0]).unwrap();
    for most in [10_000, 40] {
        let expected = by_hand(newest_first(&desk, &unread), most, ORDERS[0]);
        let mut reader = desk.reader();
        reader.sort_newest(most);
        // One of the head, and one near the end: of the rest, where there is one.
        for at in [20, 80] {
            let row = reader.rows(&[expected[at]]).unwrap().remove(0);
            desk.verb(Verb::Read, &[row.id]);
            let around = Some(Anchor::of(&row));
            let got = page(&mut reader, PageRequest { sort, around, before: 2, after: 2, ..request(unread.clone()) });
            let ids: Vec<_> = got.rows.iter().map(|row| row.id).collect();
            if most == 10_000 {
                assert_eq!(
                    ids,
                    [expected[at - 2], expected[at - 1], expected[at + 1], expected[at + 2]],
                    "{most}, {at}"
                );
            }
            assert!(!ids.contains(&row.id) && ids.len() == 4);
            desk.undo();
        }
    }
}

#[test]
fn a_stretch_of_an_order_holds_what_stands_between_its_ends() {
    let desk = desk();
    for most in [10_000, 40] {
        let expected = by_hand(newest_first(&desk, &Query::All), most, ORDERS[0]);
        let mut reader = desk.reader();
        reader.sort_newest(most);
        let anchor = |reader: &mut copytaster::store::Reader, at: usize| {
            reader.rows(&[expected[at]]).unwrap().first().map(Anchor::of)
        };
        let (from, to) = (anchor(&mut reader, 5), anchor(&mut reader, 70));
        let sort = Sort::parse(ORDERS[0]).unwrap();
        for (from, to, range) in [(from, to, 5..71), (None, from, 0..6), (to, None, 70..90)] {
            let asked = IdsRequest { ticket: Ticket(1), query: Query::All, sort, from, to, limit: 500 };
            let Answer::Ids(_, ids) = reader.answer(&Question::Ids(asked)) else { panic!("no ids") };
            assert_eq!(ids, expected[range], "{most}");
        }
    }
}

#[test]
fn the_list_for_other_programs_is_in_order_to_its_end() {
    let desk = desk();
    let mut reader = desk.reader();
    reader.sort_newest(7);
    let mut got = Vec::new();
    let sort = Sort::parse(ORDERS[2]).unwrap();
    let each = &mut |item: copytaster::wire::ListItem| {
        got.push(item.row.id);
        std::ops::ControlFlow::Continue(())
    };
    reader.list(&Query::All, sort, None, each).unwrap();
    assert_eq!(got, by_hand(newest_first(&desk, &Query::All), 10_000, ORDERS[2]));
}
