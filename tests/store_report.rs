//! The hand-over of a shift as the cache tells it.
#![allow(clippy::unwrap_used, reason = "a test may end at once")]

mod store_support;

use copytaster::wire::{Failure, Mark, Marks, Outcome, Source, State, Verb};
use store_support::{Desk, at, delivery, filing};

fn headlines<'a>(rows: impl Iterator<Item = &'a copytaster::wire::Row>) -> Vec<&'a str> {
    rows.map(|row| row.headline.as_str()).collect()
}

#[test]
fn a_shift_is_what_came_and_what_was_decided_in_it_and_what_is_open() {
    let mut desk = Desk::new();
    let before = desk.file(0, vec![filing("a", "Before the shift", "Old."), filing("b", "Flagged before", "Old.")]);
    desk.writer.decide(&decision(10, "noor", Verb::Flag(None), &before[1..]));
    let mut urgent = filing("d", "Fire on the quay", "Now.");
    urgent.priority = Some(2);
    let now = desk.file(200, vec![filing("c", "Ferry late", "New."), urgent, filing("e", "Market quiet", "New.")]);
    desk.writer.decide(&decision(210, "ida", Verb::Use, &now[..1]));
    desk.writer.decide(&decision(220, "ida", Verb::Flag(Some("court // call the clerk".into())), &now[1..2]));
    desk.writer.decide(&decision(230, "noor", Verb::Hold(None), &now[1..2]));
    desk.writer.decide(&decision(240, "noor", Verb::Spike, &now[2..]));
    // What was taken back is not handed over, and neither is what came after the shift.
    desk.writer.decide(&decision(250, "noor", Verb::Claim, &now[1..2]));
    desk.writer.decide(&decision(260, "noor", Verb::Release, &now[1..2]));
    desk.file(900, vec![filing("f", "After the shift", "Later.")]);

    let report = desk.reader().report(at(100), at(800)).unwrap();
    assert_eq!((report.new, report.revisions), (3, 0));
    assert_eq!(report.sources, [("Harbour Wire".into(), 3)]);
    assert_eq!(headlines(report.urgent.iter()), ["Fire on the quay"]);
    let verdicts: Vec<_> = report
        .verdicts
        .iter()
        .map(|v| (v.standing.verb, v.standing.who.as_str(), v.standing.value.as_deref(), v.row.headline.as_str()))
        .collect();
    assert_eq!(
        verdicts,
        [
            ("use", "ida", None, "Ferry late"),
            ("flag", "ida", Some("court"), "Fire on the quay"),
            ("hold", "noor", None, "Fire on the quay"),
        ]
    );
    assert_eq!(report.spiked, [("noor".to_owned(), 1)]);
    assert_eq!(headlines(report.open.iter().map(|f| &f.row)), ["Flagged before", "Fire on the quay"]);
    let standing: Vec<_> = report.open[1].standing.iter().map(|s| (s.verb, s.who.as_str(), s.at)).collect();
    assert_eq!(standing, [("flag", "ida", Some(at(220))), ("hold", "noor", Some(at(230)))]);
}

#[test]
fn corrections_and_kills_are_told_with_who_had_acted_on_the_copy() {
    let mut desk = Desk::new();
    let ids = desk.file(0, vec![filing("a", "Bridge sold", "One."), filing("b", "Rates up", "One.")]);
    desk.writer.decide(&decision(10, "ida", Verb::Use, &ids[1..]));
    let mut kill = filing("a", "KILL: Bridge sold", "Please kill.");
    kill.marks = Marks::new(vec![Mark::Kill]);
    let mut corrected = filing("b", "CORRECTED-Rates up", "Two.");
    corrected.marks = Marks::new(vec![Mark::Corrected]);
    desk.file(200, vec![kill, corrected]);
    // A later plain filing does not hide that there was a correction.
    desk.file(300, vec![filing("b", "Rates up a little", "Three, as the bank says.")]);
    let report = desk.reader().report(at(100), at(800)).unwrap();
    assert_eq!(report.revisions, 3);
    let told: Vec<_> = report.corrections.iter().map(|c| (c.row.id, c.kill, c.revision, c.at)).collect();
    assert_eq!(told, [(ids[0], true, 2, at(200)), (ids[1], false, 2, at(200))]);
    assert!(report.corrections[0].standing.is_empty());
    assert_eq!(report.corrections[1].standing[0].verb, "use");
    let told: Vec<_> = report.alerts.iter().map(|a| (a.row.id, a.what, a.stands())).collect();
    assert_eq!(told, [(ids[1], Mark::Corrected, true)], "of copy that nobody acted on nobody is told");
    assert!(
        desk.reader().report(at(400), at(800)).unwrap().corrections.is_empty(),
        "the shift after knows nothing of it"
    );
}

#[test]
fn a_source_is_out_from_its_first_failure_to_its_next_answer() {
    let mut desk = Desk::with_sources(&[
        Source::new("Harbour Wire", "https://harbour.example/feed"),
        Source::new("Pilot Press", "https://pilot.example/feed"),
    ]);
    let mut poll = |source: usize, seconds: i64, error: Option<&str>| {
        let mut brought = delivery(desk.sources[source].id, seconds, Vec::new());
        brought.state.state = if error.is_some() { State::Failing } else { State::Good };
        brought.state.last_error = error.map(str::to_owned);
        if let Some(error) = error {
            brought.outcome = Outcome::Failed(Failure::TimedOut(error.to_owned()));
        }
        desk.writer.ingest(&[brought]).unwrap();
    };
    poll(0, 0, None);
    poll(0, 100, Some("slow"));
    poll(0, 200, Some("refused"));
    poll(0, 300, None);
    poll(1, 250, Some("no such host"));
    poll(1, 350, Some("no such host"));
    let told = |from, to| {
        let outages = desk.reader().report(at(from), at(to)).unwrap().outages;
        outages.into_iter().map(|o| (o.source.to_string(), o.from, o.until, o.error)).collect::<Vec<_>>()
    };
    let first = ("Harbour Wire".to_owned(), at(100), Some(at(300)), "refused".to_owned());
    let second = ("Pilot Press".to_owned(), at(250), None, "no such host".to_owned());
    assert_eq!(told(0, 800), [first.clone(), second.clone()]);
    assert_eq!(told(400, 800), [second]);
    assert_eq!(told(0, 240), [first]);
}

fn decision(seconds: i64, who: &str, verb: Verb, ids: &[copytaster::wire::ItemId]) -> copytaster::wire::Decision {
    copytaster::wire::Decision {
        ticket: copytaster::wire::Ticket(1),
        at: at(seconds),
        who: who.into(),
        kind: copytaster::wire::LogKind::Did(verb),
        target: copytaster::wire::Target::Items(ids.to_vec()),
    }
}
