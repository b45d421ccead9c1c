//! The rules of the desk as sentences.

use jiff::Timestamp;
use proptest::prelude::*;

use crate::triage::{MOVES, verb_from, verb_word};

use super::*;

pub(crate) const ANNA: Context = Context {
    who: "anna",
    revision: 2,
    killed: false,
    embargoed: false,
    alerted: 0,
    again: false,
    story: None,
    own: 1,
};

fn refused(status: &Status, verb: Verb, ctx: &Context) -> String {
    apply(status, &verb, ctx).expect_err("should be refused").to_string()
}

#[test]
fn a_tag_with_a_comma_is_refused_since_no_query_for_one_of_two_would_find_it() {
    let why = refused(&Status::default(), Verb::Tag("law, city".into()), &ANNA);
    assert_eq!(why, "a tag has no comma: one tag at a time");
}

#[test]
fn every_verb_has_its_row_in_the_table_and_every_row_its_verb() {
    for verb in one_of_each() {
        assert_eq!(move_of(&verb).verb, verb_word(&verb).0);
    }
    let words: Vec<_> = one_of_each().iter().map(|verb| verb_word(verb).0).collect();
    assert_eq!(words, MOVES.map(|row| row.verb));
}

pub(crate) fn one_of_each() -> Vec<Verb> {
    vec![
        Verb::Seen,
        Verb::Read,
        Verb::Unread,
        Verb::Flag(None),
        Verb::Unflag,
        Verb::Hold(None),
        Verb::Unhold,
        Verb::Use,
        Verb::Unuse,
        Verb::Claim,
        Verb::Assign("ben".into()),
        Verb::Release,
        Verb::Spike,
        Verb::Unspike,
        Verb::Tag("court".into()),
        Verb::Untag("court".into()),
        Verb::Note("call the desk".into()),
        Verb::Acknowledge,
        Verb::Split,
        Verb::Join(7),
        Verb::Priority(Some(2)),
    ]
}

#[test]
fn what_already_stands_is_refused_in_words() {
    let spiked = Status { spiked: true, ..Status::default() };
    assert_eq!(refused(&spiked, Verb::Spike, &ANNA), "already spiked");
    assert_eq!(refused(&Status::default(), Verb::Unspike, &ANNA), "not spiked");
    assert_eq!(refused(&Status::default(), Verb::Unread, &ANNA), "already unread");
    assert_eq!(refused(&Status::default(), Verb::Note("  ".into()), &ANNA), "the note says that already");
    assert!(apply(&spiked, &Verb::Spike, &ANNA).unwrap_err().changes_nothing());
}

#[test]
fn a_flag_without_a_word_keeps_the_label_that_flies_and_one_with_a_word_replaces_it() {
    let court = Status { flagged: Some("court".into()), acted_on: Some(2), ..Status::default() };
    assert_eq!(refused(&court, Verb::Flag(None), &ANNA), "already flagged");
    let earlier = Status { acted_on: Some(1), ..court.clone() };
    assert_eq!(apply(&earlier, &Verb::Flag(None), &ANNA).unwrap(), court, "it was seen at its newest revision");
    let other = apply(&court, &Verb::Flag(Some("rail".into())), &ANNA).unwrap();
    assert_eq!(other.flagged.as_deref(), Some("rail"));
}

#[test]
fn killed_copy_cannot_be_used_nor_spiked_unread() {
    let killed = Context { killed: true, ..ANNA };
    assert_eq!(refused(&Status::default(), Verb::Use, &killed), "killed copy cannot be used");
    assert_eq!(refused(&Status::default(), Verb::Spike, &killed), "killed copy must be opened or acknowledged first");
    let read = Status { read: true, ..Status::default() };
    assert!(apply(&read, &Verb::Spike, &killed).unwrap().spiked);
    assert!(apply(&read, &Verb::Flag(None), &killed).is_ok());
    let told = Context { alerted: 4, ..killed };
    assert_eq!(refused(&read, Verb::Spike, &told), "killed copy, acknowledge the kill first");
    let seen = apply(&Status::default(), &Verb::Acknowledge, &told).unwrap();
    assert_eq!((seen.read, seen.acknowledged), (true, 4));
    assert!(apply(&seen, &Verb::Spike, &told).unwrap().spiked);
}

#[test]
fn copy_under_embargo_can_be_held_but_not_used() {
    let embargoed = Context { embargoed: true, ..ANNA };
    assert_eq!(refused(&Status::default(), Verb::Use, &embargoed), "under embargo: it cannot be used yet");
    let held = apply(&Status::default(), &Verb::Hold(Some(Until::Embargo)), &embargoed).unwrap();
    assert_eq!((held.held, held.held_until), (true, Some(Until::Embargo)));
    let why = refused(&Status::default(), Verb::Hold(Some(Until::Embargo)), &ANNA);
    assert_eq!(why, "not under embargo: hold it until a time or a revision");
}

#[test]
fn the_claim_of_another_stands_in_the_way_of_working_on_the_copy() {
    let bens = Status { claimed_by: Some("ben".into()), ..Status::default() };
    for verb in [Verb::Claim, Verb::Release, Verb::Use, Verb::Spike] {
        assert_eq!(refused(&bens, verb, &ANNA), "claimed by ben");
    }
    assert!(apply(&bens, &Verb::Flag(None), &ANNA).is_ok());
    let ben = Context { who: "ben", ..ANNA };
    assert_eq!(apply(&bens, &Verb::Release, &ben).unwrap(), Status::default());
}

#[test]
fn copy_can_be_claimed_for_somebody_whoever_had_it_and_spiked_copy_cannot() {
    let bens = apply(&Status::default(), &Verb::Assign(" ben ".into()), &ANNA).unwrap();
    assert_eq!((bens.claimed_by.as_deref(), bens.acted_on), (Some("ben"), Some(ANNA.revision)));
    assert_eq!(refused(&bens, Verb::Use, &ANNA), "claimed by ben");
    let caras = apply(&bens, &Verb::Assign("cara".into()), &ANNA).unwrap();
    assert_eq!(caras.claimed_by.as_deref(), Some("cara"));
    assert_eq!(refused(&caras, Verb::Assign("cara".into()), &ANNA), "already claimed by that name");
    assert_eq!(refused(&caras, Verb::Assign(" ".into()), &ANNA), "whose claim? write a name");
    let spiked = Status { spiked: true, ..Status::default() };
    assert_eq!(refused(&spiked, Verb::Assign("ben".into()), &ANNA), "spiked: take it off the spike first");
}

#[test]
fn a_flag_takes_its_note_along_after_two_strokes() {
    let noted = Status { note: Some("old".into()), ..Status::default() };
    let flag = |words: &str| apply(&noted, &Verb::Flag(Some(words.into())), &ANNA).unwrap();
    let with = flag("court // call the clerk");
    assert_eq!((with.flagged.as_deref(), with.note.as_deref()), (Some("court"), Some("call the clerk")));
    let without = flag("court //");
    assert_eq!((without.flagged.as_deref(), without.note.as_deref()), (Some("court"), Some("old")));
}

#[test]
fn unspiking_returns_to_the_state_before() {
    let flagged = apply(&Status::default(), &Verb::Flag(Some("court".into())), &ANNA).unwrap();
    let spiked = apply(&flagged, &Verb::Spike, &ANNA).unwrap();
    assert_eq!(refused(&spiked, Verb::Use, &ANNA), "spiked: take it off the spike first");
    assert_eq!(apply(&spiked, &Verb::Unspike, &ANNA).unwrap(), flagged);
}

#[test]
fn a_verdict_notes_the_revision_it_was_given_on_and_can_be_renewed() {
    let used = apply(&Status::default(), &Verb::Use, &ANNA).unwrap();
    assert_eq!(used.acted_on, Some(2));
    assert_eq!(refused(&used, Verb::Use, &ANNA), "already used");
    let again = apply(&used, &Verb::Use, &Context { revision: 3, ..ANNA }).unwrap();
    assert_eq!(again, Status { acted_on: Some(3), ..used.clone() });
    assert_eq!(apply(&used, &Verb::Unuse, &ANNA).unwrap(), Status::default());
}

#[test]
fn tags_are_sorted_cleaned_and_the_same_without_regard_to_case() {
    let one = apply(&Status::default(), &Verb::Tag(" Vote  2 ".into()), &ANNA).unwrap();
    let two = apply(&one, &Verb::Tag("Courts".into()), &ANNA).unwrap();
    assert_eq!(two.tags, ["Courts", "Vote 2"]);
    assert_eq!(refused(&two, Verb::Tag("courts".into()), &ANNA), "already tagged so");
    assert_eq!(refused(&two, Verb::Tag(" \u{1b}".into()), &ANNA), "a tag needs at least one letter");
    assert_eq!(apply(&two, &Verb::Untag("COURTS".into()), &ANNA).unwrap().tags, ["Vote 2"]);
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-c]{1,2}", "\\PC{0,6}"]
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0i64..4_000_000_000, 0i32..1_000_000_000).prop_map(|(s, n)| Timestamp::new(s, n).unwrap())
}

fn until() -> impl Strategy<Value = Until> {
    prop_oneof![time().prop_map(Until::Time), Just(Until::Revision), Just(Until::Embargo)]
}

pub(crate) fn any_verb() -> impl Strategy<Value = Verb> {
    prop_oneof![
        proptest::sample::select(one_of_each()),
        proptest::option::of(label()).prop_map(Verb::Flag),
        proptest::option::of(until()).prop_map(Verb::Hold),
        label().prop_map(Verb::Tag),
        label().prop_map(Verb::Untag),
        label().prop_map(Verb::Note),
        proptest::option::of(1..9_u8).prop_map(Verb::Priority),
    ]
}

proptest! {
    #[test]
    fn every_verb_comes_back_from_the_log_as_it_went_in(verb in any_verb()) {
        let (word, value) = verb_word(&verb);
        prop_assert_eq!(verb_from(word, value.as_deref()), Some(verb));
    }
}
