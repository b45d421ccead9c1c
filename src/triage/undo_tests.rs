//! The law that undo puts back what stood, and that what is taken back might never have been.

use proptest::prelude::*;

use crate::triage::apply::after;
use crate::triage::apply::tests::{ANNA, any_verb};
use crate::triage::{Context, apply};

use super::*;

/// An item with its log.
#[derive(Default)]
struct Desk {
    now: Status,
    log: Vec<(Past, &'static str, u32)>,
    n: i64,
}

impl Desk {
    fn does(&mut self, who: &'static str, revision: u32, verb: Verb) -> bool {
        let ctx = Context { who, revision, ..ANNA };
        let Ok(after) = apply(&self.now, &verb, &ctx) else { return false };
        self.n += 1;
        let before = std::mem::replace(&mut self.now, after.clone());
        let past = Past { n: self.n, verb: Some(verb), before, after, undone_by: None };
        self.log.push((past, who, revision));
        true
    }

    /// Takes back the decision at this place of the log, or does it again; the cache has its own rules for which that is.
    fn turns(&mut self, at: usize) {
        self.n += 1;
        let lines: Vec<Past> = self.log.iter().map(|(past, ..)| past.clone()).collect();
        let among = Among { earlier: &lines[..at], line: &lines[at], later: &lines[at + 1..] };
        if among.line.stands() {
            self.now = undo(&self.now, among);
            self.log[at].0.undone_by = Some(self.n);
        } else {
            self.now = redo(&self.now, among);
            self.log[at].0.undone_by = None;
        }
    }

    /// What those decisions lead to which stand, each done to what those before it left.
    fn as_if(&self) -> Status {
        let stand = self.log.iter().filter(|(past, ..)| past.stands());
        stand.fold(Status::default(), |status, (past, who, revision)| {
            after(&status, past.verb.as_ref().unwrap(), &Context { who, revision: *revision, ..ANNA })
        })
    }
}

fn flag(label: &str) -> Verb {
    Verb::Flag(Some(label.into()))
}

#[test]
fn undo_leaves_alone_what_was_decided_since() {
    let mut desk = Desk::default();
    for verb in [Verb::Flag(None), Verb::Tag("vote".into()), Verb::Use] {
        assert!(desk.does("anna", 2, verb));
    }
    desk.turns(0);
    assert_eq!(desk.now, Status { used: true, tags: vec!["vote".into()], acted_on: Some(2), ..Status::default() });
}

#[test]
fn undo_leaves_what_somebody_else_decided_about_the_same_since_and_redo_does_not_write_over_it() {
    let mut desk = Desk::default();
    desk.does("anna", 1, flag("court"));
    desk.does("bert", 1, flag("rail"));
    desk.turns(0);
    assert_eq!(desk.now.flagged.as_deref(), Some("rail"), "the label is another's by now");
    desk.turns(0);
    assert_eq!(desk.now.flagged.as_deref(), Some("rail"));
}

#[test]
fn what_somebody_took_back_does_not_come_back_with_the_undo_of_another() {
    let until = crate::wire::Until::Revision;
    for (annas, berts) in [
        (Verb::Hold(None), Verb::Hold(Some(until))),
        (flag("court"), flag("rail")),
        (Verb::Use, Verb::Use),
        (Verb::Assign("cara".into()), Verb::Assign("ida".into())),
        (Verb::Note("call".into()), Verb::Note("wait".into())),
    ] {
        let mut desk = Desk::default();
        assert!(desk.does("anna", 1, annas.clone()) && desk.does("bert", 2, berts.clone()));
        let both = desk.now.clone();
        desk.turns(0);
        assert_eq!(desk.now, both, "{berts:?} stands without {annas:?}");
        desk.turns(1);
        assert_eq!(desk.now, Status::default(), "{annas:?} was taken back");
        desk.turns(0);
        assert_eq!(desk.now, desk.log[0].0.after, "{annas:?} is done again");
        desk.turns(1);
        assert_eq!(desk.now, both);
    }
}

#[test]
fn what_another_decided_once_more_stays_when_the_first_is_taken_back() {
    let mut desk = Desk::default();
    desk.does("anna", 1, Verb::Use);
    desk.does("bert", 2, Verb::Use);
    desk.turns(0);
    assert_eq!((desk.now.used, desk.now.acted_on), (true, Some(2)));
}

#[test]
fn a_flag_and_its_note_go_back_in_one_step() {
    let mut desk = Desk::default();
    desk.does("anna", 1, Verb::Note("old".into()));
    let noted = desk.now.clone();
    desk.does("anna", 1, flag("court // call the clerk"));
    desk.turns(1);
    assert_eq!(desk.now, noted);
}

#[test]
fn copy_that_the_wire_made_unread_goes_back_to_unread() {
    let mut desk = Desk::default();
    desk.does("anna", 1, Verb::Read);
    desk.now.read = false;
    desk.does("anna", 1, Verb::Read);
    desk.turns(1);
    assert!(!desk.now.read);
}

#[test]
fn read_and_unread_by_two_are_taken_back_by_both() {
    let mut desk = Desk::default();
    desk.does("anna", 1, Verb::Read);
    desk.does("bert", 1, Verb::Unread);
    desk.turns(0);
    desk.turns(1);
    assert!(!desk.now.read);
}

#[derive(Debug, Clone)]
enum Step {
    Does(Verb, u32, bool),
    Turns(proptest::sample::Index),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (any_verb(), 1u32..4, any::<bool>()).prop_map(|(verb, revision, anna)| Step::Does(verb, revision, anna)),
        1 => any::<proptest::sample::Index>().prop_map(Step::Turns),
    ]
}

proptest! {
    #[test]
    fn undo_restores_the_status_whatever_was_done_before(steps in proptest::collection::vec((any_verb(), 1u32..4, any::<bool>()), 1..20)) {
        let mut desk = Desk::default();
        let mut trail = Vec::new();
        for (verb, revision, anna) in steps {
            let before = desk.now.clone();
            if desk.does(if anna { "anna" } else { "bert" }, revision, verb) {
                trail.push(before);
                let after = desk.now.clone();
                desk.turns(trail.len() - 1);
                prop_assert_eq!(&desk.now, trail.last().unwrap());
                desk.turns(trail.len() - 1);
                prop_assert_eq!(&desk.now, &after);
            }
        }
        for (at, before) in trail.iter().enumerate().rev() {
            desk.turns(at);
            prop_assert_eq!(&desk.now, before);
        }
        prop_assert_eq!(desk.now, Status::default());
    }

    #[test]
    fn whatever_is_taken_back_and_done_again_in_any_order_only_what_stands_counts(steps in proptest::collection::vec(any_step(), 1..24)) {
        let mut desk = Desk::default();
        for step in steps {
            match step {
                // Who reads is another law: the wire makes copy unread beside the log.
                Step::Does(Verb::Read | Verb::Unread | Verb::Seen, ..) => {}
                Step::Does(verb, revision, anna) => {
                    desk.does(if anna { "anna" } else { "bert" }, revision, verb);
                }
                Step::Turns(at) if !desk.log.is_empty() => desk.turns(at.index(desk.log.len())),
                Step::Turns(_) => {}
            }
            prop_assert_eq!(&desk.now, &desk.as_if());
            let lines: Vec<Past> = desk.log.iter().map(|(past, ..)| past.clone()).collect();
            prop_assert_eq!(told_by(&lines), desk.now.clone(), "the log says the same");
        }
    }
}
