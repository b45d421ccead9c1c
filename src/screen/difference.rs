//! The difference between two revisions, and the keys that step through them.

use super::key::{Key, KeyPress};
use super::message::Effect;
use super::overlay::{Popup, PopupKind, PopupLineKind, PopupRow};
use super::state::Screen;
use super::times::when;
use crate::wire::{DiffKind, DiffParagraph, Difference, ItemId, Question, Ticket};

/// Columns for the sign beside a paragraph.
const SIGN: usize = 1;

/// Which revisions a popup shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Compared {
    pub id: ItemId,
    pub old: u32,
    pub new: u32,
    pub newest: u32,
}

impl Compared {
    /// The revisions that a key leads to: `[` `]` move the older one, `{` `}` the newer.
    fn step(self, key: Key) -> Option<(u32, u32)> {
        let (old, new) = match key {
            Key::Char('[') => (self.old.checked_sub(1)?, self.new),
            Key::Char(']') => (self.old + 1, self.new),
            Key::Char('{') => (self.old, self.new.checked_sub(1)?),
            Key::Char('}') => (self.old, self.new + 1),
            _ => return None,
        };
        (old >= 1 && old < new && new <= self.newest).then_some((old, new))
    }
}

impl Screen {
    /// Asks what changed in the current item: since the revision that `count` names, else since it was acted on, else since
    /// the revision before.
    pub(crate) fn ask_difference(&mut self, count: Option<u32>, out: &mut Vec<Effect>) {
        let Some(row) = self.current_row().cloned() else {
            self.notes.say("there is no item here");
            return;
        };
        match count {
            _ if row.revision < 2 => self.notes.say("there is only one revision"),
            Some(old) if old >= row.revision => {
                self.notes.say(format!("the newest revision is {}; a count names an older one", row.revision));
            }
            _ if self.asks_first(row.id) => {}
            _ => self.compare(row.id, count, None, out),
        }
    }

    fn compare(&mut self, id: ItemId, old: Option<u32>, new: Option<u32>, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        self.show(Popup::waiting(PopupKind::Difference(ticket, None), "difference"));
        out.push(Effect::Ask(Question::Difference { ticket, id, old, new }));
    }

    /// The revisions that the popup shows, where the key steps through them.
    pub(crate) fn compared(&self, press: KeyPress) -> Option<Compared> {
        let PopupKind::Difference(_, shown) = self.popup.as_ref()?.kind else { return None };
        shown.filter(|_| !press.ctrl && matches!(press.key, Key::Char('[' | ']' | '{' | '}')))
    }

    /// Steps to other revisions.
    pub(crate) fn step_difference(&mut self, shown: Compared, press: KeyPress, out: &mut Vec<Effect>) {
        match shown.step(press.key) {
            Some((old, new)) => self.compare(shown.id, Some(old), Some(new), out),
            None => self.notes.say("there is no such revision to hold against this one"),
        }
    }

    /// The difference has come.
    pub(crate) fn difference_came(&mut self, ticket: Ticket, difference: Option<&Difference>) {
        let waits = self.popup.as_ref().is_some_and(|popup| popup.kind == PopupKind::Difference(ticket, None));
        if !waits {
            return;
        }
        let Some(found) = difference else {
            self.popup = None;
            self.notes.say("there is no such revision in the cache any more");
            return;
        };
        let time = |at| when(at, self.now, &self.setup.zone).trim().to_owned();
        let (old, new) = (found.old.revision, found.new.revision);
        let title = format!("revision {new} ({}) against {old} ({})", time(found.new.at), time(found.old.at));
        if let Some(popup) = &mut self.popup {
            popup.kind = PopupKind::Difference(ticket, Some(Compared { id: found.id, old, new, newest: found.newest }));
            popup.title = title;
            popup.fill(rows_of(found));
        }
    }
}

/// What changed, on top what the filing itself says; paragraphs as before are counted, not shown.
fn rows_of(found: &Difference) -> Vec<PopupRow> {
    let mut rows = Vec::new();
    if let Some(what) = &found.what_changed {
        rows.push(PopupRow::plain(what.as_str()).beside(SIGN));
        rows.push(PopupRow::plain(""));
    }
    if found.headline.iter().any(DiffParagraph::is_changed) {
        rows.push(PopupRow::heading("headline"));
        rows.extend(found.headline.iter().map(changed));
        rows.push(PopupRow::plain(""));
    }
    if found.is_empty() {
        rows.push(PopupRow::plain("the words are the same").beside(SIGN));
    }
    let mut same = 0;
    let mut text = Vec::new();
    for paragraph in &found.text {
        if paragraph.is_changed() {
            text.extend(as_before(&mut same));
            text.push(changed(paragraph));
            text.push(PopupRow::plain(""));
        } else {
            same += 1;
        }
    }
    if !text.is_empty() {
        rows.push(PopupRow::heading("text"));
        rows.extend(text);
        rows.extend(as_before(&mut same));
    }
    for (sign, kind, quotes) in
        [("-", PopupLineKind::Removed, &found.quotes_gone), ("+", PopupLineKind::Added, &found.quotes_new)]
    {
        if !quotes.is_empty() {
            let word = if sign == "-" { "quotes that are gone" } else { "quotes that are new" };
            rows.push(PopupRow::heading(word));
        }
        for quote in quotes {
            let words = quote.split_whitespace().map(|word| (kind, word.to_owned())).collect();
            rows.push(PopupRow { words, quoted: true, ..PopupRow::pair(sign, "") });
        }
    }
    rows
}

fn as_before(same: &mut usize) -> Option<PopupRow> {
    let n = std::mem::take(same);
    match n {
        0 => None,
        1 => Some(PopupRow::plain("(1 paragraph as before)").beside(SIGN)),
        n => Some(PopupRow::plain(format!("({n} paragraphs as before)")).beside(SIGN)),
    }
}

/// A paragraph with its changed words, and its sign beside it.
fn changed(paragraph: &DiffParagraph) -> PopupRow {
    PopupRow { words: bracketed(paragraph), ..PopupRow::pair(paragraph.sign(), "") }.beside(SIGN)
}

/// The words of a paragraph, the changed ones between brackets, as `wdiff` writes them: they are told apart without colour too.
pub(super) fn bracketed(paragraph: &DiffParagraph) -> Vec<(PopupLineKind, String)> {
    let mut words: Vec<(PopupLineKind, String)> = Vec::new();
    // Where all of it is new or gone the sign beside it says so.
    let whole = paragraph.sign() != "±";
    for run in &paragraph.runs {
        let (kind, open, close) = match run.kind {
            DiffKind::Equal => (PopupLineKind::Plain, "", ""),
            DiffKind::Added => (PopupLineKind::Added, "{+", "+}"),
            DiffKind::Removed => (PopupLineKind::Removed, "[-", "-]"),
        };
        let from = words.len();
        words.extend(run.text.split_whitespace().map(|word| (kind, word.to_owned())));
        if !whole {
            if let Some((_, first)) = words.get_mut(from) {
                first.insert_str(0, open);
            }
            if let Some((_, last)) = words.get_mut(from..).and_then(<[_]>::last_mut) {
                last.push_str(close);
            }
        }
    }
    words
}
