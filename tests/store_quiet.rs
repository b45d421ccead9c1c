//! Sources that go quiet against their own habit.

#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

mod store_support;

use copytaster::store::Quiet;
use copytaster::wire::{SourceState, State};
use store_support::{Desk, at, delivery, filing};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Files an item at a second of the shift and has the source answer then.
fn file(desk: &mut Desk, seconds: i64) {
    answer(desk, seconds, vec![filing(&format!("k{seconds}"), &format!("Number {seconds}"), "Text.")]);
}

fn answer(desk: &mut Desk, seconds: i64, filings: Vec<copytaster::wire::Filing>) {
    let mut copy = delivery(desk.source(), seconds, filings);
    copy.state = SourceState { state: State::Good, last_good: Some(at(seconds)), ..copy.state };
    desk.writer.ingest(&[copy]).unwrap();
}

fn quiet(desk: &mut Desk, seconds: i64) -> Vec<Quiet> {
    answer(desk, seconds, Vec::new());
    desk.writer.gone_quiet(at(seconds)).unwrap()
}

#[test]
fn a_source_that_files_every_quarter_of_an_hour_is_missed_after_half_an_hour_and_said_once() {
    let mut desk = Desk::new();
    (0..30).for_each(|n| file(&mut desk, n * 900));
    let last = 29 * 900;
    assert_eq!(quiet(&mut desk, last + 1_200), []);
    let missed = quiet(&mut desk, last + 1_900);
    assert_eq!((missed.len(), missed[0].name.as_str(), missed[0].last), (1, "Harbour Wire", at(last)));
    assert_eq!(quiet(&mut desk, last + 9_000), [], "a silence is said once");
    assert_eq!(desk.reader().health().unwrap()[0].quiet, Some(at(last)));
    let mut desk = desk.reopened();
    assert_eq!(quiet(&mut desk, last + 9_100), [], "after a restart too");
    file(&mut desk, last + 10_000);
    assert_eq!(desk.reader().health().unwrap()[0].quiet, None, "an item ends it");
}

#[test]
fn nights_are_learnt_and_a_silence_in_busy_hours_is_missed_all_the_same() {
    let mut desk = Desk::new();
    // Four days of copy from morning to evening, nothing for ten hours of the night.
    for day in 0..4 {
        (0..14).for_each(|hour| (0..3).for_each(|third| file(&mut desk, day * DAY + hour * HOUR + third * 1_200)));
    }
    let evening = 3 * DAY + 13 * HOUR + 2_400;
    assert_eq!(quiet(&mut desk, evening + 9 * HOUR), [], "the night is as quiet as every night");
    (0..3).for_each(|hour| file(&mut desk, 4 * DAY + hour * HOUR));
    let morning = 4 * DAY + 2 * HOUR;
    assert_eq!(quiet(&mut desk, morning + HOUR), [], "an hour is too little to be sure");
    assert_eq!(quiet(&mut desk, morning + 2 * HOUR).len(), 1, "at this hour it has always filed");
}

#[test]
fn a_source_that_is_not_asked_or_hardly_known_is_not_called_quiet() {
    let mut desk = Desk::new();
    (0..5).for_each(|n| file(&mut desk, n * 900));
    assert_eq!(quiet(&mut desk, DAY), [], "five items make no habit");
    (0..30).for_each(|n| file(&mut desk, 2 * DAY + n * 900));
    assert_eq!(desk.writer.gone_quiet(at(4 * DAY)).unwrap(), [], "nobody has asked it for a day");
}
