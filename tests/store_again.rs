//! What comes back to the desk: when, why, and when it is off the list again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end at once")]

mod store_support;

use copytaster::wire::{Again, Answer, Counts, Filing, ItemId, Mark, Marks, Query, Question, Ticket, Until, Verb};
use store_support::{Desk, at, filing, page, request, state};

/// What is to be looked at again at a second of the shift, with the reasons.
fn again(desk: &Desk, seconds: i64) -> Vec<(String, Vec<Again>)> {
    let mut reader = desk.reader();
    reader.set_clock(at(seconds));
    let found = page(&mut reader, request(state("again")));
    assert_eq!(found.total, found.rows.len() as u64);
    assert_eq!(counts(desk, seconds).again, found.total, "the count is that of the list");
    found.rows.iter().map(|row| (row.headline.clone(), row.again.clone())).collect()
}

fn counts(desk: &Desk, seconds: i64) -> Counts {
    let mut reader = desk.reader();
    reader.set_clock(at(seconds));
    match reader.answer(&Question::Desk(Ticket(1))) {
        Answer::Desk(_, counts, ..) => counts,
        other => panic!("no counts but {other:?}"),
    }
}

fn headlines(desk: &Desk, seconds: i64) -> Vec<String> {
    again(desk, seconds).into_iter().map(|(headline, _)| headline).collect()
}

fn marked(key: &str, headline: &str, text: &str, mark: Mark) -> Filing {
    Filing { marks: Marks::new(vec![mark]), ..filing(key, headline, text) }
}

fn one(desk: &mut Desk, headline: &str) -> ItemId {
    desk.file(0, vec![filing("k", headline, "One.")])[0]
}

#[test]
fn a_held_item_returns_at_its_time_and_is_off_the_list_once_somebody_has_dealt_with_it() {
    let mut desk = Desk::new();
    let id = one(&mut desk, "Vote at noon");
    // Decisions of these tests are made at second 500.
    desk.verb(Verb::Hold(Some(Until::Time(at(900)))), &[id]);
    assert!(again(&desk, 899).is_empty());
    assert_eq!(counts(&desk, 899).next_due, Some(at(900)));
    assert_eq!(again(&desk, 900), [("Vote at noon".into(), vec![Again::Due(at(900))])]);
    assert_eq!(counts(&desk, 900).next_due, None);
    desk.verb(Verb::Unhold, &[id]);
    assert!(again(&desk, 900).is_empty());
    desk.undo();
    assert_eq!(headlines(&desk, 900), ["Vote at noon"]);
    let late = copytaster::wire::Decision {
        ticket: Ticket(1),
        at: at(910),
        who: "ida".into(),
        kind: copytaster::wire::LogKind::Did(Verb::Acknowledge),
        target: copytaster::wire::Target::Items(vec![id]),
    };
    assert_eq!(desk.writer.decide(&late).result.unwrap().items.len(), 1);
    assert!(again(&desk, 920).is_empty(), "held on, and dealt with");
    desk.undo();
    desk.verb(Verb::Use, &[id]);
    assert!(again(&desk, 900).is_empty(), "what was used is held no longer");
}

/// Who acknowledges the items late enough to have dealt with what came due.
fn acknowledge(desk: &mut Desk, seconds: i64, ids: &[ItemId]) -> copytaster::wire::Done {
    let late = copytaster::wire::Decision {
        ticket: Ticket(1),
        at: at(seconds),
        who: "ida".into(),
        kind: copytaster::wire::LogKind::Did(Verb::Acknowledge),
        target: copytaster::wire::Target::Items(ids.to_vec()),
    };
    desk.writer.decide(&late).result.unwrap()
}

#[test]
fn undoing_an_acknowledgement_that_changed_no_mark_brings_the_item_back_and_redo_takes_it_off_again() {
    let mut desk = Desk::new();
    let ids = desk.file(0, vec![filing("v", "Vote at noon", "One."), filing("k", "Lighthouse sold", "One.")]);
    desk.verb(Verb::Hold(Some(Until::Time(at(900)))), &ids[..1]);
    desk.verb(Verb::Flag(None), &ids[1..]);
    desk.verb(Verb::Spike, &ids[1..]);
    desk.file(600, vec![marked("k", "CORRECTED-Lighthouse sold", "Two.", Mark::Corrected)]);
    let mut stood = headlines(&desk, 1_000);
    stood.sort();
    assert_eq!(stood, ["CORRECTED-Lighthouse sold", "Vote at noon"]);
    assert_eq!(acknowledge(&mut desk, 950, &ids).items.len(), 2);
    assert!(again(&desk, 1_000).is_empty());
    let undone = desk.undo().result.unwrap();
    assert_eq!((undone.items.len(), undone.words.as_str()), (2, "undid: acknowledged 2 items"));
    let mut back = headlines(&desk, 1_000);
    back.sort();
    assert_eq!(back, stood);
    assert_eq!(desk.redo().result.unwrap().items.len(), 2);
    assert!(again(&desk, 1_000).is_empty());
}

#[test]
fn a_hold_until_a_revision_or_an_embargo_ends_with_it() {
    let mut desk = Desk::new();
    let mut embargoed = filing("e", "Report due", "One.");
    embargoed.embargo = Some(at(800));
    let ids = desk.file(0, vec![filing("r", "Storm nears", "One."), embargoed]);
    let refused = desk.verb(Verb::Hold(Some(Until::Embargo)), &ids[..1]).result.unwrap();
    assert!(refused.refused[0].1.contains("not under embargo"));
    // At second 500 the embargo holds.
    desk.verb(Verb::Hold(Some(Until::Revision)), &ids[..1]);
    desk.verb(Verb::Hold(Some(Until::Embargo)), &ids[1..]);
    assert_eq!(desk.row(ids[1]).status.held_until, Some(Until::Embargo));
    assert!(again(&desk, 799).is_empty());
    assert_eq!(again(&desk, 800), [("Report due".into(), vec![Again::Lifted])]);
    desk.file(600, vec![filing("r", "Storm nears coast", "Two.")]);
    assert_eq!(again(&desk, 700), [("Storm nears coast".into(), vec![Again::Revised { revision: 2, acted: Some(1) }])]);
    // The wire can lift an embargo before its time.
    desk.file(650, vec![filing("e", "Report out", "Two.")]);
    assert!(headlines(&desk, 700).contains(&"Report out".to_owned()));
}

#[test]
fn whoever_flagged_or_claimed_embargoed_copy_is_told_shortly_before_it_lifts_and_when_it_has() {
    for verb in [Verb::Flag(None), Verb::Claim, Verb::Hold(Some(Until::Revision))] {
        let mut desk = Desk::new();
        let embargoed = Filing { embargo: Some(at(2_000)), ..filing("e", "Report due", "One.") };
        let ids = desk.file(0, vec![embargoed.clone(), Filing { key: "n".into(), ..embargoed }]);
        desk.verb(verb, &ids[..1]);
        assert!(again(&desk, 1_699).is_empty());
        assert_eq!(counts(&desk, 1_699).next_due, Some(at(1_700)), "five minutes before");
        assert_eq!(again(&desk, 1_700), [("Report due".into(), vec![Again::Lifts(at(2_000))])]);
        let now = counts(&desk, 1_700);
        assert_eq!(now.next_due, Some(at(2_000)), "and again when it lifts");
        assert_eq!(now.came_due.map(|due| (due.0, due.1.id)), Some((at(1_700), ids[0])));
        assert_eq!(again(&desk, 2_000), [("Report due".into(), vec![Again::Lifted])]);
        let now = counts(&desk, 2_000);
        assert_eq!((now.next_due, now.came_due.map(|due| due.0)), (None, Some(at(2_000))));
        // Dealt with; what nobody follows never came back.
        desk.verb(Verb::Spike, &ids[..1]);
        assert!(again(&desk, 3_000).is_empty());
    }
}

#[test]
fn followed_copy_returns_when_it_is_filed_anew_and_undo_brings_it_back_again() {
    let mut desk = Desk::new();
    let id = one(&mut desk, "Ferry late");
    desk.file(100, vec![filing("k", "Ferry later", "Two.")]);
    assert!(again(&desk, 1_000).is_empty(), "nobody follows it");
    desk.verb(Verb::Flag(None), &[id]);
    assert!(again(&desk, 1_000).is_empty(), "the one who flagged it has seen revision 2");
    desk.file(600, vec![filing("k", "Ferry sunk", "Three.")]);
    let why = vec![Again::Revised { revision: 3, acted: Some(2) }];
    assert_eq!(again(&desk, 1_000), [("Ferry sunk".into(), why.clone())]);
    // Reading it is not dealing with it; using it is, or acknowledging it, and undo takes that back.
    desk.verb(Verb::Read, &[id]);
    desk.verb(Verb::Tag("sea".into()), &[id]);
    assert_eq!(again(&desk, 1_000), [("Ferry sunk".into(), why.clone())]);
    desk.verb(Verb::Use, &[id]);
    assert!(again(&desk, 1_000).is_empty());
    desk.undo();
    assert_eq!(again(&desk, 1_000), [("Ferry sunk".into(), why.clone())]);
    desk.verb(Verb::Acknowledge, &[id]);
    assert!(again(&desk, 1_000).is_empty());
    assert_eq!(desk.row(id).status.acted_on, Some(3), "whoever acknowledges it has seen revision 3");
    desk.undo();
    assert_eq!(again(&desk, 1_000), [("Ferry sunk".into(), why)]);
    let desk = desk.reopened();
    assert_eq!(headlines(&desk, 1_000), ["Ferry sunk"]);
}

#[test]
fn spiked_copy_stays_quiet_until_it_is_corrected_or_killed() {
    let mut desk = Desk::new();
    let id = one(&mut desk, "Lighthouse sold");
    desk.verb(Verb::Flag(None), &[id]);
    desk.verb(Verb::Spike, &[id]);
    desk.file(600, vec![filing("k", "Lighthouse sold, buyer named", "Two.")]);
    assert!(again(&desk, 1_000).is_empty());
    desk.file(610, vec![marked("k", "CORRECTED-Lighthouse sold", "Three.", Mark::Corrected)]);
    desk.file(620, vec![marked("k", "KILL: Lighthouse sold", "Please kill.", Mark::Kill)]);
    assert_eq!(again(&desk, 1_000)[0].1, [Again::Killed(4), Again::Corrected(3)]);
    desk.verb(Verb::Unspike, &[id]);
    assert!(again(&desk, 1_000).is_empty());
}

#[test]
fn what_waits_for_a_time_is_left_in_peace_by_a_plain_revision() {
    let mut desk = Desk::new();
    let id = one(&mut desk, "Vote at noon");
    desk.verb(Verb::Hold(Some(Until::Time(at(2_000)))), &[id]);
    desk.file(600, vec![filing("k", "Vote at one", "Two.")]);
    assert!(again(&desk, 1_000).is_empty());
    desk.file(610, vec![marked("k", "CORRECTED-Vote at two", "Three.", Mark::Corrected)]);
    assert_eq!(again(&desk, 1_000)[0].1, [Again::Corrected(3)]);
}

#[test]
fn a_person_quoted_anew_brings_followed_copy_back_and_the_same_words_do_not() {
    let mut desk = Desk::new();
    let said = "Mara Olsen said: \"The storm did it,\" and left.";
    let ids = desk.file(0, vec![filing("a", "Ferry late", said), filing("b", "Not followed", said)]);
    desk.digest();
    desk.verb(Verb::Flag(None), &ids[..1]);
    // The same words in another outlet's hands, and part of them, are no news.
    desk.file(600, vec![filing("c", "Ferry very late", "\"The storm did it\", Mara Olsen says.")]);
    desk.file(610, vec![filing("d", "Late again", "It was \"the storm\", says Mara Olsen.")]);
    desk.digest();
    // Stories are another test's: of the reasons, those that speak of quotations.
    let quoted = |desk: &Desk| {
        let reasons = again(desk, 1_000).into_iter().flat_map(|(_, reasons)| reasons);
        reasons.filter(|reason| matches!(reason, Again::Quoted { .. })).collect::<Vec<_>>()
    };
    assert!(quoted(&desk).is_empty());
    let other = desk.file(620, vec![filing("e", "Ferry to sail", "\"We sail at dawn\", said Mara Olsen.")])[0];
    desk.digest();
    let why = Again::Quoted { speaker: "Mara Olsen".into(), item: Some(other), source: Some("Harbour Wire".into()) };
    assert_eq!(quoted(&desk), [why]);
    desk.decide(copytaster::wire::LogKind::Did(Verb::Unflag), copytaster::wire::Target::Query(Box::new(Query::All)));
    assert!(again(&desk, 1_000).is_empty());
}

#[test]
fn copy_that_was_there_before_the_flag_is_no_news_however_late_its_quotes_are_found() {
    let mut desk = Desk::new();
    let id = desk.file(0, vec![filing("a", "Ferry late", "\"It was the storm\", said Mara Olsen.")])[0];
    desk.digest();
    desk.file(10, vec![filing("b", "Ferry to sail", "\"We sail at dawn\", said Mara Olsen.")]);
    desk.verb(Verb::Flag(None), &[id]);
    desk.digest();
    assert!(again(&desk, 1_000).is_empty());
}

#[test]
fn another_outlet_with_the_copy_and_other_copy_on_the_event_bring_followed_copy_back() {
    const COPY: &str = "PORT SELBY (HWN) - Dockers at the harbour of Port Selby walked out at dawn on Monday after talks over \
        night shifts collapsed, leaving eleven container ships at anchor outside the breakwater, the port authority said. \
        The union said that its members would stay out until the operator withdrew a plan to run the cranes around the clock. \
        Lorries queued for six kilometres along the coast road by noon, police said, and two ferries were turned back.";
    const OTHER: &str = "PORT SELBY - A strike by dockers at Port Selby entered its second day on Tuesday with eleven container \
        ships still at anchor outside the breakwater. The port authority called the union back to talks over the night shifts \
        and the plan to run the cranes around the clock. Ferries were turned back again, and lorries queued on the coast road.";
    let sources = ["Harbour Wire", "Pilot Press", "Quay Post"].map(|name| {
        copytaster::wire::Source::new(name, format!("https://{}.example/feed", name.to_lowercase().replace(' ', "")))
    });
    let mut desk = Desk::with_sources(&sources);
    let file = |desk: &mut Desk, source: usize, seconds: i64, key: &str, headline: &str, text: &str| {
        let id = desk.sources[source].id;
        desk.writer.ingest(&[store_support::delivery(id, seconds, vec![filing(key, headline, text)])]).unwrap();
        desk.digest();
    };
    file(&mut desk, 0, 0, "a", "Dockers walk out at Port Selby over night shifts", COPY);
    // One that came before the flag is no news, whenever it is judged.
    file(&mut desk, 2, 10, "b", "Dockers walk out at Port Selby, ships wait", COPY);
    let id = desk.reader().rows(&[ItemId(1)]).unwrap()[0].id;
    desk.verb(Verb::Flag(None), &[id]);
    assert!(again(&desk, 1_000).is_empty());
    file(&mut desk, 1, 600, "c", "Port Selby dockers walk out over night shifts", COPY);
    let ran = Again::Outlets { count: 1, source: Some("Pilot Press".into()) };
    assert_eq!(again(&desk, 1_000)[0].1, std::slice::from_ref(&ran));
    file(&mut desk, 2, 700, "d", "Port Selby dockers' strike enters second day, ships wait", OTHER);
    let went_on = Again::Story { count: 1, source: Some("Quay Post".into()) };
    assert_eq!(again(&desk, 1_000)[0].1, [ran.clone(), went_on.clone()]);
    // Who tidies the story has not dealt with what came back.
    desk.verb(Verb::Split, &[id]);
    assert_eq!(again(&desk, 1_000)[0].1, [ran, went_on]);
    desk.verb(Verb::Acknowledge, &[id]);
    // Decisions of these tests are made at second 500: the log alone says what came after.
    assert!(again(&desk, 1_000).is_empty());
}
