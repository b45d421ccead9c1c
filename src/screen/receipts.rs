//! Receipts: what became of a decision, as marks and in words.

use std::collections::BTreeMap;

use super::commands::{Command, Pane};
use super::message::Effect;
use super::pending::Waiting;
use super::state::{Screen, Sought};
use super::times::until_words;
use crate::triage::{self, Refusal};
use crate::wire::{Columns, ItemId, Receipt, Row, Status, Verb};
use unicode_segmentation::UnicodeSegmentation;

/// Columns of the status line that a label leaves free: for the verb, the way back and the beginning of a headline.
const BESIDE_LABEL: usize = 34;

impl Screen {
    /// A receipt has come: pending becomes done, or is taken back with the reason.
    pub(crate) fn written(&mut self, receipt: Receipt, out: &mut Vec<Effect>) {
        let Some(waiting) = self.pending.take(receipt.ticket) else { return };
        match receipt.result {
            Ok(done) => {
                self.notes.unsaved = None;
                self.list.set_status(&done.items);
                if waiting.verb.is_none() {
                    self.desk.undone.extend(done.items.iter().map(|(id, _)| *id));
                    self.go_to_changed(&done.items, out);
                }
                if !waiting.quiet {
                    self.say_done(&waiting, &done);
                }
                let here = self.list.current().map(|row| row.id);
                // Unless the editor has gone elsewhere meanwhile.
                if waiting.goes_on && here.is_some_and(|id| waiting.items().binary_search(&id).is_ok()) {
                    self.seek(1, Sought::Untriaged, out);
                }
                self.ask_desk(out);
                // Undo, redo and whole views change rows that nobody has named here.
                if waiting.items().is_empty() {
                    self.refresh_page(out);
                }
            }
            Err(why) => {
                let what = waiting.verb.as_ref().map_or("undo", |v| triage::verb_word(v).0);
                let about = if waiting.words.is_empty() { String::new() } else { format!(" {}", waiting.words) };
                self.notes.trouble(format!("not saved: {what}{about}: {why}"));
                self.notes.unsaved = Some(why);
            }
        }
    }

    /// After undo and redo: to the first item they changed, where it is in the window, so that one can decide anew. A cursor that
    /// stands on one of them stays.
    fn go_to_changed(&mut self, items: &[(ItemId, Status)], out: &mut Vec<Effect>) {
        let changed: BTreeMap<ItemId, &Status> = items.iter().map(|(id, status)| (*id, status)).collect();
        let here = self.list.current().filter(|row| changed.contains_key(&row.id)).map(|row| row.id);
        let first = || self.list.rows.iter().find(|row| changed.contains_key(&row.id)).map(|row| row.id);
        let Some(id) = here.or_else(first) else { return };
        let (Some(status), Some(at)) = (changed.get(&id), self.list.rows.iter().position(|r| r.id == id)) else {
            return;
        };
        self.list.go(at);
        let killed = self.list.current().is_some_and(Row::is_killed);
        // A verb is about the story that is read: that goes along, unless opening it would mark it read again or ask a question.
        match self.focus {
            Pane::List | Pane::Drawer => {}
            Pane::Reader | Pane::Quotes if status.read && !killed => self.open_current(out),
            Pane::Reader | Pane::Quotes => self.focus_on(Pane::List, out),
        }
    }

    /// What a verb was given, as it was understood, to stand behind the word for it.
    fn with_what(&self, verb: &Verb) -> String {
        match verb {
            Verb::Hold(Some(until)) => format!(" until {}", until_words(*until, self.now, &self.setup.zone)),
            Verb::Assign(name) => format!(" to {}", self.shortened(name)),
            Verb::Flag(Some(words)) => {
                let (label, note) = triage::flag_words(words);
                let label = if label.is_empty() { label } else { format!(" “{}”", self.shortened(&label)) };
                if note.is_some() { format!("{label}, with a note") } else { label }
            }
            Verb::Tag(what) | Verb::Untag(what) if !what.is_empty() => format!(" “{}”", self.shortened(what)),
            _ => String::new(),
        }
    }

    /// A label for the status line: no longer than leaves room for the verb, the way back and the beginning of a headline. Read
    /// out instead of drawn it is whole.
    fn shortened(&self, label: &str) -> String {
        let room = usize::from(self.layout.width).saturating_sub(BESIDE_LABEL).max(8);
        if self.layout.list_rows < u16::MAX || label.columns() <= room {
            return label.to_owned();
        }
        let mut used = 0;
        let fits = |grapheme: &&str| {
            used += grapheme.columns();
            used < room
        };
        format!("{}…", label.graphemes(true).take_while(fits).collect::<String>().trim_end())
    }

    fn say_done(&mut self, waiting: &Waiting, done: &crate::wire::Done) {
        // The way back stands before the headline, which may be longer than the line.
        let undo = self.setup.keymap.chords_of(Command::Undo);
        let mut line = match done.n {
            Some(_) => done.words.clone(),
            None => self.refusal_words(&done.words),
        };
        if let (Some(verb), Some(_)) = (&waiting.verb, done.n) {
            line.push_str(&self.with_what(verb));
        }
        if let (Some(key), Some(_), Some(_)) = (undo.first(), &waiting.verb, done.n) {
            line = format!("{line} ({key} undoes)");
        }
        // What undo and redo are about nobody has named.
        let about = done.headline.clone().unwrap_or_else(|| waiting.words.clone());
        if !about.is_empty() {
            line = format!("{line}: {about}");
        }
        let later = done.refused.first().map(|(_, why)| self.refusal_words(why)).filter(|_| done.n.is_some());
        let (before, earlier) = waiting.left.clone().map_or((0, None), |(count, why)| (count, Some(why)));
        let refused = if later.is_some() { done.refused.len() } else { 0 };
        if let Some(why) = earlier.or(later) {
            line = format!("{line} ({} left alone: {why})", before + refused);
        }
        self.notes.done(line);
    }

    /// Why a verb was refused, with the key that clears the way, where one does.
    pub(super) fn refusal_words(&self, why: &str) -> String {
        let key = self.first_key(Command::Alerts);
        if key.is_empty() || why != Refusal::OpenAlert.to_string() {
            return why.to_owned();
        }
        format!("{why} ({key})")
    }
}
