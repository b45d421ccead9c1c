//! What stands once a decision is taken back or done again: as if those that are taken back had never been.
//!
//! Several editors decide about one item, and each takes back his own. What a decision found is therefore no measure of what
//! is left without it: what it found may be another's that was taken back since. What counts are the decisions that stand.

use crate::wire::{Status, Verb};

use super::apply::{add_tag, flag_words};

/// A line of the log, as it changed one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its number.
    pub n: i64,
    /// What was done; `None` where that cannot be read any more.
    pub verb: Option<Verb>,
    /// The item before.
    pub before: Status,
    /// The item after.
    pub after: Status,
    /// The line that took it back, where it is taken back.
    pub undone_by: Option<i64>,
}

/// A decision about an item, between those before it and those after it in the log.
#[derive(Debug, Clone, Copy)]
pub struct Among<'a> {
    /// What was decided before.
    pub earlier: &'a [Past],
    /// The decision.
    pub line: &'a Past,
    /// What was decided since.
    pub later: &'a [Past],
}

/// Takes one decision back. What it decided goes to what the last decision about the same thing that still stands left
/// there, or to what was there before any; what was decided since stays. Tags are taken one by one, a hold together with
/// its time.
pub fn undo(current: &Status, among: Among<'_>) -> Status {
    Step { among, again: false }.taken(current)
}

/// Does a decision again that was taken back. What was decided since about the same thing stays.
pub fn redo(current: &Status, among: Among<'_>) -> Status {
    Step { among, again: true }.taken(current)
}

/// The status that the lines of the log alone lead to: what each that stands decided, one after the other.
pub fn told_by(lines: &[Past]) -> Status {
    let stand: Vec<Past> = lines.iter().filter(|past| past.stands()).cloned().collect();
    let each = stand.iter().enumerate();
    each.fold(Status::default(), |status, (at, line)| {
        redo(&status, Among { earlier: stand.get(..at).unwrap_or_default(), line, later: &[] })
    })
}

impl Past {
    fn stands(&self) -> bool {
        self.undone_by.is_none()
    }

    /// Whether it gave a verdict on some revision.
    fn is_verdict(&self) -> bool {
        let given =
            matches!(self.verb, Some(Verb::Flag(_) | Verb::Hold(_) | Verb::Use | Verb::Claim | Verb::Assign(_)));
        (given || self.before.acted_on != self.after.acted_on) && self.after.acted_on.is_some()
    }
}

/// A decision that is taken back, or done again.
struct Step<'a> {
    among: Among<'a>,
    again: bool,
}

impl Step<'_> {
    fn taken(&self, current: &Status) -> Status {
        let mut next = Status {
            read: self.read(current.read),
            flagged: self.flag(current),
            used: self.thing(current, |s| s.used, |verb| *verb == Verb::Use),
            spiked: self.thing(current, |s| s.spiked, |_| false),
            claimed_by: self.thing(
                current,
                |s| s.claimed_by.clone(),
                |verb| matches!(verb, Verb::Claim | Verb::Assign(_)),
            ),
            note: self.thing(current, |s| s.note.clone(), notes),
            priority: self.thing(current, |s| s.priority, |_| false),
            acknowledged: self.thing(current, |s| s.acknowledged, |_| false),
            placed: self.thing(current, |s| s.placed, |_| false),
            ..current.clone()
        };
        let hold = |s: &Status| (s.held, s.held_until);
        (next.held, next.held_until) = self.thing(current, hold, |verb| matches!(verb, Verb::Hold(_)));
        self.tags(&mut next);
        next.acted_on = if next.is_followed() { self.acted_on() } else { None };
        next
    }

    /// Whether a flag flies and what stands on it are two things: a flag without a word leaves the label that is there.
    fn flag(&self, current: &Status) -> Option<String> {
        let flies = self.thing(current, |s| s.flagged.is_some(), |verb| matches!(verb, Verb::Flag(_)));
        let label = |s: &Status| s.flagged.clone().unwrap_or_default();
        let label = self.thing(current, label, |verb| matches!(verb, Verb::Flag(Some(_))));
        flies.then_some(label)
    }

    /// One thing that decisions are about. `said` tells verbs that say what it is to be even where it is so already: a verdict
    /// is given once more on a later filing, and stands without the first.
    fn thing<T: PartialEq>(&self, current: &Status, read: impl Fn(&Status) -> T, said: impl Fn(&Verb) -> bool) -> T {
        let Among { earlier, line, later } = self.among;
        let decides = |past: &Past| read(&past.before) != read(&past.after) || past.verb.as_ref().is_some_and(&said);
        let now = read(current);
        if !decides(line) || later.iter().any(|past| past.stands() && decides(past)) {
            return now;
        }
        if self.again {
            return read(&line.after);
        }
        if now != read(&line.after) {
            return now;
        }
        let left = earlier.iter().rev().find(|past| past.stands() && decides(past));
        let first = || earlier.iter().find(|past| decides(past)).unwrap_or(line);
        left.map_or_else(|| read(&first().before), |past| read(&past.after))
    }

    /// The wire makes copy unread as well, and that is in no log. Here it counts what the decision found, less what was taken
    /// back since.
    fn read(&self, now: bool) -> bool {
        let Among { earlier, line, later } = self.among;
        let decides = |past: &Past| past.before.read != past.after.read;
        if !decides(line) || later.iter().any(|past| past.stands() && decides(past)) {
            return now;
        }
        if self.again {
            return line.after.read;
        }
        if now != line.after.read {
            return now;
        }
        let since = |past: &&Past| past.undone_by.is_none_or(|by| by > line.n);
        let mut found = line.before.read;
        for past in earlier.iter().rev().filter(|past| decides(past)).filter(since) {
            if past.stands() {
                break;
            }
            if past.after.read == found {
                found = past.before.read;
            }
        }
        found
    }

    fn tags(&self, next: &mut Status) {
        let current = next.clone();
        let Past { before, after, .. } = self.among.line;
        for tag in before.tags.iter().chain(&after.tags) {
            if self.thing(&current, |s| s.tags.contains(tag), |_| false) {
                add_tag(&mut next.tags, tag.clone());
            } else {
                next.tags.retain(|have| have != tag);
            }
        }
    }

    /// The revision that the last verdict which stands was given on: it must not be forgotten with one that is taken back.
    fn acted_on(&self) -> Option<u32> {
        let Among { earlier, line, later } = self.among;
        let line_stands = self.again.then_some(line);
        let stand = |past: &&Past| past.stands();
        let newest_first =
            later.iter().rev().filter(stand).chain(line_stands).chain(earlier.iter().rev().filter(stand));
        let last = newest_first.into_iter().find(|past| past.is_verdict());
        last.map_or(earlier.first().unwrap_or(line).before.acted_on, |past| past.after.acted_on)
    }
}

/// Whether a verb leaves a note.
fn notes(verb: &Verb) -> bool {
    match verb {
        Verb::Note(_) => true,
        Verb::Flag(Some(words)) => flag_words(words).1.is_some(),
        _ => false,
    }
}

#[cfg(test)]
#[path = "undo_tests.rs"]
mod tests;
