//! What keys do about quotations: going from one to the next, one speaker alone, loose strings, copying.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::commands::{Command, Pane};
use super::excerpt::beginning;
use super::message::Effect;
use super::state::{Screen, Then};
use crate::analysis::loose_strings;
use crate::wire::{Quote, Reading, clean_block, clean_line};

/// Letters of a quote by which a message tells which one it is about.
const BEGINNING: usize = 32;

/// Writes a quote of a story for pasting.
type Writer = fn(&Reading, &Quote, &TimeZone) -> String;

impl Screen {
    /// Selects another quote of the story and shows it there. From the list it is the story under the cursor, which is
    /// fetched first where the reader shows another.
    pub(crate) fn step_quote(&mut self, by: isize, count: Option<u32>, out: &mut Vec<Effect>) {
        let here = self.current_row().map(|r| r.id);
        if let Some(id) = here.filter(|id| self.reader.id() != Some(*id)) {
            let command = if by > 0 { Command::NextQuote } else { Command::PreviousQuote };
            return self.ask_reading(id, None, Some(Then::Run(command, count)), out);
        }
        let Some(reading) = self.reader.reading.clone() else { return };
        let passing = self.quotes.passing(&reading);
        if passing.is_empty() {
            self.notes.say("no quotes in this story");
            return;
        }
        let times = count.unwrap_or(1).clamp(1, 10_000) as isize;
        let at = self.quotes.selected.map(|n| passing.binary_search(&n));
        let next = match at {
            Some(Ok(at)) => at.saturating_add_signed(by * times),
            // The selected one does not pass: from where it stands.
            Some(Err(at)) => at.saturating_add_signed(if by > 0 { times - 1 } else { -times }),
            None => {
                let first = self.reader.quotes_in_sight().find_map(|n| passing.binary_search(&n).ok());
                let first = first.unwrap_or(if by > 0 { 0 } else { passing.len() - 1 });
                first.saturating_add_signed(by * (times - 1))
            }
        };
        self.quotes.selected = passing.get(next.min(passing.len() - 1)).copied();
        self.reader_follows_quote();
        if self.layout.inside(Pane::Reader).is_none() && self.layout.inside(Pane::Quotes).is_none() {
            // Where one pane has all the room, a quote is shown in its story.
            self.focus_on(Pane::Reader, out);
        }
    }

    /// Enter in the sidebar: to the quote's place in the story.
    pub(crate) fn jump_to_quote(&mut self, out: &mut Vec<Effect>) {
        self.reader_follows_quote();
        self.focus_on(Pane::Reader, out);
    }

    /// Scrolls the story to the selected quote.
    pub(crate) fn reader_follows_quote(&mut self) {
        if let Some(n) = self.quotes.selected {
            self.reader.reveal_quote(n);
        }
        self.follow_quotes();
    }

    /// Selects the first quote in sight, where the selected one has left it.
    pub(crate) fn quote_follows_reader(&mut self) {
        if self.quotes.selected.is_none_or(|n| !self.reader.sees_quote(n)) {
            self.quotes.selected = self.quote_in_sight().or(self.quotes.selected);
            self.follow_quotes();
        }
    }

    /// The first quote in sight that the sidebar lists.
    pub(crate) fn quote_in_sight(&self) -> Option<usize> {
        let passing = self.quotes.passing(self.reader.reading.as_ref()?);
        self.reader.quotes_in_sight().find(|n| passing.binary_search(n).is_ok())
    }

    /// Scrolls the sidebar to its selection.
    pub(crate) fn follow_quotes(&mut self) {
        if let Some(area) = self.layout.inside(Pane::Quotes) {
            self.quotes.follow(usize::from(area.height));
        }
    }

    /// Makes the sidebar's lines anew.
    pub(crate) fn lay_out_quotes(&mut self) {
        let Some(area) = self.layout.inside(Pane::Quotes) else { return };
        if let Some(reading) = self.reader.reading.clone() {
            self.quotes.lay_out(&reading, area.width);
        }
        self.follow_quotes();
    }

    /// A story has come into the reader: another one, or the same (`before`) at another width or in a new revision. In a new
    /// revision the selection stays on its words, if they are still there.
    pub(crate) fn quotes_came(&mut self, before: Option<&Reading>) {
        let Some(reading) = self.reader.reading.clone() else { return };
        match before {
            Some(before) if before.revision == reading.revision && before.shows_fetched == reading.shows_fetched => {}
            Some(before) => {
                let words = self.quotes.selected.and_then(|n| Some(before.quotes.get(n)?.span.of(&before.filing.text)));
                let same = |words| reading.quotes.iter().position(|q| q.span.of(&reading.filing.text) == words);
                self.quotes.selected = words.and_then(same);
                self.keep_to_listed(&reading);
            }
            None => {
                self.quotes.selected = None;
                self.quotes.only = None;
                self.quotes.top = 0;
            }
        }
        self.find_loose_strings(&reading);
    }

    /// The sidebar lists the selected quote, whoever says it.
    pub(crate) fn list_selected_quote(&mut self) {
        let Some(reading) = &self.reader.reading else { return };
        if self.quotes.selected.is_some_and(|n| self.quotes.passing(reading).binary_search(&n).is_err()) {
            self.quotes.only = None;
        }
        self.lay_out_quotes();
    }

    /// In what has come the one speaker may say nothing any more, and the selected words may be somebody else's.
    fn keep_to_listed(&mut self, reading: &Reading) {
        let listed = self.quotes.passing(reading);
        if listed.is_empty() {
            self.quotes.only = None;
        } else {
            self.quotes.selected = self.quotes.selected.filter(|n| listed.binary_search(n).is_ok());
        }
    }

    /// The quotes of the selected one's speaker alone, or all again.
    pub(crate) fn only_speaker(&mut self) {
        let Some(reading) = self.reader.reading.clone() else {
            self.notes.say("open a story first");
            return;
        };
        if self.quotes.only.take().is_none() {
            let n = self.quotes.selected.or_else(|| self.quote_in_sight()).unwrap_or(0);
            let Some(quote) = reading.quotes.get(n) else {
                self.notes.say("no quotes in this story");
                return;
            };
            let name = quote.who(&reading.filing.text).map(str::to_owned);
            self.quotes.selected = Some(n);
            self.notes.say(format!("quotes of {} alone", someone(name.as_deref())));
            self.quotes.only = Some(name);
        } else {
            self.notes.say("the quotes of all speakers");
        }
        self.quotes.top = 0;
        self.lay_out_quotes();
    }

    /// Lists what stands between marks and is no speech, or not.
    pub(crate) fn loose_strings(&mut self) {
        self.quotes.loose_on = !self.quotes.loose_on;
        let words = if self.quotes.loose_on { "titles and names between marks are listed" } else { "quotes only" };
        self.notes.say(words);
        if let Some(reading) = self.reader.reading.clone() {
            self.find_loose_strings(&reading);
        }
        self.lay_out_quotes();
    }

    /// Looks for them, if they are wanted.
    pub(crate) fn find_loose_strings(&mut self, reading: &Reading) {
        self.quotes.loose = match self.quotes.loose_on {
            true => loose_strings(&reading.filing.text, &reading.quotes),
            false => Vec::new(),
        };
        self.quotes.loose.retain(|words| !reading.filing.folds.iter().any(|fold| fold.keeps(*words)));
    }

    /// The open story, where one of its quotes is highlighted in the panes. That quote is what the editor sees, so a key about one
    /// quote means it, wherever the list's cursor stands.
    pub(crate) fn highlighted(&self) -> Option<Arc<Reading>> {
        let n = self.quotes.selected?;
        if self.reader.wanted.is_some() {
            return None;
        }
        let in_story = self.layout.inside(Pane::Reader).is_some() && self.reader.sees_quote(n);
        let in_sidebar = self
            .layout
            .inside(Pane::Quotes)
            .is_some_and(|area| self.quotes.shown().take(usize::from(area.height)).any(|row| row.quote == Some(n)));
        self.reader.reading.clone().filter(|reading| (in_story || in_sidebar) && n < reading.quotes.len())
    }

    /// Which quote of a story a key means: the selected one, else the first in sight, else the first that the sidebar lists, where the
    /// story is the open one; else its first.
    pub(crate) fn quote_meant(&self, reading: &Reading) -> usize {
        let open = self.reader.reading.as_ref().filter(|open| open.row.id == reading.row.id);
        let seen = open.and_then(|open| {
            let listed = || self.quotes.passing(open).first().copied();
            self.quotes.selected.or_else(|| self.quote_in_sight()).or_else(listed)
        });
        seen.unwrap_or(0)
    }

    /// Copies a quote and says which: on the screen nothing else tells it from the one before.
    pub(crate) fn copy_quote(&mut self, reading: &Reading, (write, form): (Writer, &str), out: &mut Vec<Effect>) {
        let n = self.quote_meant(reading);
        let Some(quote) = reading.quotes.get(n) else {
            self.notes.say(format!("no quote{form} to copy"));
            return;
        };
        out.push(Effect::Copy(clean_block(&write(reading, quote, &self.setup.zone))));
        let elsewhere = self.current_row().is_some_and(|row| row.id != reading.row.id);
        let of = if elsewhere { " of the story shown" } else { "" };
        let (words, who) = (quote.words(&reading.filing.text), quote.who(&reading.filing.text));
        self.notes.say(format!("quote {}{of} copied{form}: {}", n + 1, told(&words, who)));
    }
}

/// Who speaks, where the copy may not say.
pub(crate) fn someone(name: Option<&str>) -> &str {
    name.unwrap_or("nobody in particular")
}

/// A quote in a few words: how it begins, and who says it.
pub(crate) fn told(words: &str, who: Option<&str>) -> String {
    clean_line(&format!("“{}”, {}", beginning(words.trim_end_matches(','), BEGINNING), who.unwrap_or("unattributed")))
}
