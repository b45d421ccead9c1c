//! Verdicts: from a key to a decision on its way, and from its receipt to a mark.

use super::commands::{Command, Pane};
use super::message::Effect;
use super::pending::{Waiting, context};
use super::state::Screen;
use crate::triage::{self, Context};
use crate::wire::{Decision, ItemId, LogKind, Receipt, Row, Status, Target, Verb};

/// The verb that a key means for an item: do it, or take it back where it is done already.
fn verb_for(command: Command, status: &Status, who: &str) -> Option<Verb> {
    let verb = match command {
        Command::Flag if status.flagged.is_some() => Verb::Unflag,
        Command::Flag => Verb::Flag(None),
        Command::Spike if status.spiked => Verb::Unspike,
        Command::Spike => Verb::Spike,
        Command::Hold if status.held => Verb::Unhold,
        Command::Hold => Verb::Hold(None),
        Command::Use if status.used => Verb::Unuse,
        Command::Use => Verb::Use,
        Command::Claim if status.claimed_by.as_deref() == Some(who) => Verb::Release,
        Command::Claim => Verb::Claim,
        Command::ToggleRead if status.read => Verb::Unread,
        Command::ToggleRead => Verb::Read,
        _ => return None,
    };
    Some(verb)
}

/// Whether the editor is done with an item after this verb.
fn moves_on(verb: &Verb) -> bool {
    matches!(verb, Verb::Flag(_) | Verb::Spike | Verb::Hold(_) | Verb::Use | Verb::Claim)
}

impl Screen {
    /// The item that a command is about: the story in the reader when that has the focus, else the cursor's.
    pub(crate) fn current_row(&self) -> Option<&Row> {
        let reading = self.reader.reading.as_ref();
        match self.focus {
            Pane::Reader | Pane::Quotes => match reading {
                Some(reading) => self.list.row(reading.row.id).or(Some(&reading.row)),
                None => self.list.current(),
            },
            Pane::List | Pane::Drawer => self.list.current(),
        }
    }

    /// The items that a verb with a count is about.
    fn verb_rows(&self, count: Option<u32>) -> Vec<Row> {
        let Some(row) = self.current_row() else { return Vec::new() };
        let count = count.unwrap_or(1).max(1) as usize;
        match self.list.rows.iter().position(|r| r.id == row.id) {
            Some(at) => self.list.rows.iter().skip(at).take(count).cloned().collect(),
            None => vec![row.clone()],
        }
    }

    /// A verb was asked for by its key.
    pub(crate) fn verb_key(&mut self, command: Command, count: Option<u32>, out: &mut Vec<Effect>) {
        let rows = self.verb_rows(count);
        let Some(first) = rows.first() else {
            self.notes.say("there is no item here");
            return;
        };
        let status = self.pending.expected(first, &self.setup.who);
        if let Some(verb) = verb_for(command, &status, &self.setup.who) {
            self.decide(&verb, &rows, out);
        }
    }

    /// A verb with a value, from its prompt, on the current item.
    pub(crate) fn verb_with(&mut self, verb: &Verb, out: &mut Vec<Effect>) {
        let rows = self.verb_rows(None);
        self.decide(verb, &rows, out);
    }

    /// Sends a verb for those rows that the rules allow it for; says why for the others.
    fn decide(&mut self, verb: &Verb, rows: &[Row], out: &mut Vec<Effect>) {
        let mut items = Vec::new();
        let mut refused = None;
        for row in rows {
            let status = self.pending.expected(row, &self.setup.who);
            let rules = Context { embargoed: row.is_embargoed(self.now), ..context(row, &self.setup.who) };
            match triage::apply(&status, verb, &rules) {
                Ok(_) => items.push(row.id),
                Err(why) => refused = Some((row, why)),
            }
        }
        if let Some((row, why)) = refused.filter(|_| items.is_empty()) {
            self.notes.trouble(format!("{why}: {}", row.headline));
            return;
        }
        let words = match rows {
            [one] => one.headline.clone(),
            _ => format!("{} items", items.len()),
        };
        if moves_on(verb) && self.setup.advance {
            self.send(LogKind::Did(verb.clone()), Target::Items(items.clone()), words, false, out);
            self.advance(&items, out);
        } else {
            self.send(LogKind::Did(verb.clone()), Target::Items(items), words, false, out);
        }
        self.list.touched = true;
    }

    /// Marks an item read without a word, because it was opened or read to its end.
    pub(crate) fn mark_read(&mut self, id: ItemId, out: &mut Vec<Effect>) {
        let known = self.list.row(id).or_else(|| self.reader.reading.as_ref().map(|r| &r.row).filter(|r| r.id == id));
        if known.is_some_and(|row| self.pending.expected(row, &self.setup.who).read) {
            return;
        }
        self.send(LogKind::Did(Verb::Seen), Target::Items(vec![id]), String::new(), true, out);
    }

    /// Marks everything in the view read, in one decision.
    pub(crate) fn read_all(&mut self, out: &mut Vec<Effect>) {
        let target = Target::Query(Box::new(self.view.whole()));
        self.send(LogKind::Did(Verb::Read), target, format!("everything in “{}”", self.view.name), false, out);
    }

    /// Asks for the last decision to be taken back, or done again.
    pub(crate) fn undo(&mut self, kind: LogKind, out: &mut Vec<Effect>) {
        self.send(kind, Target::Items(Vec::new()), String::new(), false, out);
    }

    fn send(&mut self, kind: LogKind, target: Target, words: String, quiet: bool, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        let items = match &target {
            Target::Items(items) => items.clone(),
            Target::Query(_) => Vec::new(),
        };
        let verb = match &kind {
            LogKind::Did(verb) => Some(verb.clone()),
            LogKind::Undo | LogKind::Redo => None,
        };
        self.pending.note(ticket, Waiting { verb, items, words, quiet });
        let who = self.setup.who.clone();
        out.push(Effect::Write(Decision { ticket, at: self.now, who, kind, target }));
    }

    /// Goes to the next item without a verdict; a reader with the focus opens it.
    fn advance(&mut self, done: &[ItemId], out: &mut Vec<Effect>) {
        let Some(last) = done.last().and_then(|id| self.list.rows.iter().position(|r| r.id == *id)) else { return };
        let who = &self.setup.who;
        let open = |r: &Row| self.pending.expected(r, who).is_untriaged() && !r.marks.killed();
        let Some(next) = self.list.rows.iter().skip(last + 1).position(open) else {
            return;
        };
        self.list.go(last + 1 + next);
        if self.focus != Pane::List {
            self.open_current(out);
        }
    }

    /// A receipt has come: pending becomes done, or is taken back with the reason.
    pub(crate) fn written(&mut self, receipt: Receipt, out: &mut Vec<Effect>) {
        let Some(waiting) = self.pending.take(receipt.ticket) else { return };
        match receipt.result {
            Ok(done) => {
                self.notes.unsaved = None;
                self.list.set_status(&done.items);
                if !waiting.quiet {
                    self.say_done(&waiting, &done);
                }
                self.ask_desk(out);
                // Undo, redo and whole views change rows that nobody has named here.
                if waiting.items.is_empty() {
                    self.refresh_page(out);
                }
            }
            Err(why) => {
                let what = waiting.verb.as_ref().map_or("undo", |v| triage::verb_word(v).0);
                self.notes.trouble(format!("not saved: {what} {}: {why}", waiting.words));
                self.notes.unsaved = Some(why);
            }
        }
    }

    fn say_done(&mut self, waiting: &Waiting, done: &crate::wire::Done) {
        // The way back stands before the headline, which may be longer than the line.
        let undo = self.setup.keymap.chords_of(Command::Undo);
        let mut line = done.words.clone();
        if let (Some(key), Some(_), Some(_)) = (undo.first(), &waiting.verb, done.n) {
            line = format!("{line} ({key} undoes)");
        }
        if !waiting.words.is_empty() {
            line = format!("{line}: {}", waiting.words);
        }
        if let Some((_, why)) = done.refused.first() {
            line = format!("{line} ({} left alone: {why})", done.refused.len());
        }
        self.notes.say(line);
    }
}
