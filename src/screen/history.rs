//! The log of decisions as a popup: what was decided, what taking it back would bring back, and the way to the item.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::message::Effect;
use super::overlay::{Popup, PopupKind, PopupRow};
use super::state::Screen;
use super::times::{until_words, when};
use super::views::View;
use crate::triage;
use crate::wire::{Changed, Columns, LogEntry, LogKind, Question, Status, Ticket, Verb};

/// Lines of the log that the history shows.
const LOG_LINES: usize = 500;

impl Screen {
    /// Asks for the decision log and opens its popup.
    pub(crate) fn show_history(&mut self, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        self.show(Popup::waiting(PopupKind::History(ticket), "decisions, newest first"));
        out.push(Effect::Ask(Question::Log(ticket, LOG_LINES)));
    }

    /// The log has come.
    pub(crate) fn log_came(&mut self, ticket: Ticket, lines: Arc<[LogEntry]>) {
        let Some(popup) = self.popup.as_mut().filter(|p| p.kind == PopupKind::History(ticket)) else { return };
        popup.cursor = (!lines.is_empty()).then_some(0);
        let number = lines.iter().map(|line| line.n.to_string().columns()).max().unwrap_or(0);
        popup.fill(match lines.is_empty() {
            true => vec![PopupRow::plain("nothing has been decided yet")],
            false => PopupRow::in_column(lines.iter().map(|l| log_row(l, number, self.now, &self.setup.zone)), 0),
        });
        self.log = lines;
    }

    /// Goes to the item of the line under the cursor: in the list where it stands there, else in a view of its own. Of a bulk decision
    /// it lists those that the log names.
    pub(crate) fn go_to_decided(&mut self, out: &mut Vec<Effect>) {
        let cursor = self.popup.take().and_then(|popup| popup.cursor);
        let Some(entry) = cursor.and_then(|at| self.log.get(at)) else { return };
        let Some(id) = entry.first.as_ref().map(|first| first.item) else {
            self.notes.say("this item is no longer in the cache");
            return;
        };
        if entry.count > 1 {
            return self.go_to(View::decided(entry), out);
        }
        match self.list.rows.iter().position(|row| row.id == id) {
            Some(at) => self.list.go(at),
            None => self.go_to(View::item(id), out),
        }
    }
}

fn log_row(entry: &LogEntry, number: usize, now: Timestamp, zone: &TimeZone) -> PopupRow {
    let of = |step: &str| {
        let n = entry.of.map_or(step.to_owned(), |of| format!("{step} of {of}"));
        entry.of_verb.as_ref().map_or(n.clone(), |verb| format!("{n}, {}", done(verb, now, zone)))
    };
    let what = match &entry.kind {
        LogKind::Did(verb) => done(verb, now, zone),
        LogKind::Undo => of("undo"),
        LogKind::Redo => of("redo"),
    };
    let items = match (entry.items.as_slice(), &entry.first) {
        ([_], Some(first)) => first.headline.clone(),
        ([one], None) => format!("item {one}"),
        _ => format!("{} items", entry.count),
    };
    let back = match (&entry.kind, entry.undone_by, &entry.first) {
        (_, Some(n), _) => format!(" · undone by {n}"),
        (LogKind::Did(_), None, Some(first)) => format!(" · if undone: {}", back_to(first, now, zone)),
        _ => String::new(),
    };
    // What and which item come first: on a narrow screen the rest follows on further lines.
    PopupRow::pair(
        format!("{:>number$}  {}", entry.n, when(entry.at, now, zone)),
        format!("{what} · {items} · by {}{back}", entry.who),
    )
}

/// What was done, in words.
fn done(verb: &Verb, now: Timestamp, zone: &TimeZone) -> String {
    match verb {
        Verb::Hold(Some(until)) => format!("hold until {}", until_words(*until, now, zone)),
        verb => {
            let (word, value) = triage::verb_word(verb);
            value.map_or(word.to_owned(), |v| format!("{word} {v}"))
        }
    }
}

/// What taking a decision back brings back, in words.
fn back_to(changed: &Changed, now: Timestamp, zone: &TimeZone) -> String {
    let Some(before) = &changed.back else { return "what each was".to_owned() };
    let after = &changed.after;
    let mut words: Vec<String> = Vec::new();
    let mut say = |differs: bool, text: String| {
        if differs {
            words.push(text);
        }
    };
    let yes = |is: bool, word: &str| if is { word.to_owned() } else { format!("not {word}") };
    say(before.read != after.read, yes(before.read, "read"));
    let flag = before.flagged.as_deref().map(|label| format!("flagged {label}").trim_end().to_owned());
    say(before.flagged != after.flagged, flag.unwrap_or_else(|| "not flagged".to_owned()));
    let hold = |s: &Status| (s.held, s.held_until);
    let until = before.held_until.map(|until| format!("held until {}", until_words(until, now, zone)));
    say(hold(before) != hold(after), until.unwrap_or_else(|| yes(before.held, "held")));
    say(before.used != after.used, yes(before.used, "used"));
    say(before.spiked != after.spiked, yes(before.spiked, "spiked"));
    let claim = before.claimed_by.as_ref().map(|who| format!("claimed by {who}"));
    say(before.claimed_by != after.claimed_by, claim.unwrap_or_else(|| "not claimed".to_owned()));
    let tags = if before.tags.is_empty() { "no tag".to_owned() } else { format!("tags {}", before.tags.join(", ")) };
    say(before.tags != after.tags, tags);
    let priority = before.priority.map_or("the wire's priority".to_owned(), |n| format!("priority {n}"));
    say(before.priority != after.priority, priority);
    let note = before.note.as_ref().map(|note| format!("note “{note}”"));
    say(before.note != after.note, note.unwrap_or_else(|| "no note".to_owned()));
    if words.is_empty() { "what it was".to_owned() } else { words.join(", ") }
}
