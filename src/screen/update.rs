//! One message in, the effects out: the only way in which the screen changes.

use std::time::Duration;

use jiff::{Timestamp, Unit};

use super::commands::Pane;
use super::key::{Key, KeyPress};
use super::keymap::Resolved;
use super::message::{Effect, Message, Mouse, MouseKind, Notice, Progress, Worker};
use super::overlay::{Popup, PopupKind};
use super::pending::Pending;
use super::state::Screen;
use crate::triage::Needles;

/// How long a prefix waits before its continuations are shown.
const WHICH_KEY_AFTER: Duration = Duration::from_millis(500);
/// The largest count that can be typed.
pub(super) const MOST: u32 = 99_999;

/// Takes one message in. The effects are to be done in order.
pub fn update(screen: &mut Screen, message: Message) -> Vec<Effect> {
    let mut out = Vec::new();
    match message {
        Message::Key(press) => screen.key(press, &mut out),
        Message::Paste(text) => screen.paste(&text, &mut out),
        Message::Mouse(mouse) => screen.mouse(mouse, &mut out),
        Message::Resize(width, height) => {
            screen.layout.width = width;
            screen.layout.height = height;
            screen.rearrange(&mut out);
            screen.list.scroll_to_cursor();
        }
        Message::ListRows(rows) => {
            screen.layout.list_rows = rows;
            screen.rearrange(&mut out);
        }
        Message::Tick(now) => screen.tick(now, &mut out),
        Message::Answer(answer) => screen.answered(answer, &mut out),
        Message::Changed(change) => screen.changed(&change, &mut out),
        Message::Written(receipt) => screen.written(receipt, &mut out),
        Message::Polling(progress) => screen.polling(progress, &mut out),
        Message::Notice(notice) => screen.noticed(notice),
        Message::TakenOut(how) => screen.taken_out(how),
        Message::Ring(ring) => {
            screen.notes.ring(&ring.words);
            out.push(Effect::Ring(ring));
        }
        Message::SetUp(setup) => screen.set_up(*setup, &mut out),
        Message::Page(item, came) => screen.page_fetched(item, came, &mut out),
        Message::Lost(worker, why) => screen.lost(worker, &why),
    }
    screen.go_on(&mut out);
    screen.follow_range(&mut out);
    screen.follow_view();
    if screen.layout.alone == screen.reader.is_open() {
        screen.rearrange(&mut out);
    }
    screen.wake(&mut out);
    out
}

impl Screen {
    /// Puts the panes in their places; a story that no longer fits its width is asked for again.
    pub(crate) fn rearrange(&mut self, out: &mut Vec<Effect>) {
        self.layout.alone = !self.reader.is_open();
        self.layout.arrange(self.focus);
        if let Some(area) = self.layout.inside(Pane::List) {
            self.list.height = usize::from(area.height);
        }
        let story = self.layout.story;
        self.reader.height = usize::from(story.height);
        let width = story.width.saturating_sub(1).min(self.setup.measure).max(1);
        if width != self.reader.width {
            self.reader.width = width;
            self.reader.lay_out();
            // A story under way was asked for at the old width: ask anew for that one rather than the one shown.
            if let Some(id) = self.reader.wanted.or(self.reader.id()) {
                self.ask_reading(id, None, None, out);
            }
        }
        self.lay_out_popup();
        self.list.scroll_to_cursor();
        self.lay_out_quotes();
        self.lay_out_said();
    }

    pub(super) fn noticed(&mut self, notice: Notice) {
        match notice {
            Notice::Info(line) => self.notes.say(line),
            Notice::Trouble(line) => self.notes.trouble(line),
            Notice::CopyUnsaved(why) => self.notes.copy_unsaved(why),
            Notice::Damaged => self.notes.damaged(),
        }
    }

    fn key(&mut self, press: KeyPress, out: &mut Vec<Effect>) {
        let unread = self.notes.fresh;
        self.notes.seen();
        self.asks.saving = None;
        if let Some(confirm) = self.confirm.take() {
            match press.key {
                Key::Char('y' | 'Y') if !press.ctrl => {
                    if !unread {
                        // What was said before the question was asked is not the answer to it.
                        self.notes.say("");
                    }
                    self.confirmed(confirm.what, out);
                }
                _ => {
                    self.queue.clear();
                    self.notes.say("left as it was");
                    // What begins a chord goes on as one: the second key of `g l` by itself would be another command.
                    if self.setup.keymap.resolve(self.focus, &[press]) == Resolved::Prefix {
                        self.chord_key(press, out);
                    }
                }
            }
        } else if self.prompt.is_some() {
            self.prompt_key(press, out);
        } else if let Some(shown) = self.compared(press) {
            self.step_difference(shown, press, out);
        } else if self.said.is_some() && self.popup.is_none() {
            self.said_key(press, out);
        } else if let Some(popup) = &mut self.popup {
            if let Some(text) = popup.copies.as_ref().filter(|_| press == KeyPress::plain(Key::Char('y'))) {
                out.push(Effect::Copy(text.clone()));
                self.notes.say("copied as Markdown");
            } else if let (PopupKind::Beside(_, Some(story)), Key::Enter) = (popup.kind, press.key) {
                self.popup = None;
                self.list_story(story, out);
            } else if let (PopupKind::History(_), Key::Enter) = (popup.kind, press.key) {
                self.go_to_decided(out);
            } else if (popup.kind, press.key) == (PopupKind::Failing, Key::Enter) {
                self.go_to_failing(out);
            } else if let Some(digit) = link_digit(popup, press) {
                self.link_key(digit, out);
            } else if !popup.key(press) {
                self.popup = None;
            }
        } else {
            self.chord_key(press, out);
        }
    }

    /// A key outside every prompt: part of a count, of a chord, or nothing.
    fn chord_key(&mut self, press: KeyPress, out: &mut Vec<Effect>) {
        if let (Key::Char(c), false, true) = (press.key, press.ctrl, self.typed.keys.is_empty()) {
            let digit = c.to_digit(10).filter(|d| *d > 0 || self.typed.count.is_some());
            if let Some(digit) = digit {
                let count = self.typed.count.unwrap_or(0).saturating_mul(10).saturating_add(digit);
                self.typed.count = Some(count.min(MOST));
                return;
            }
        }
        let dropped = press == KeyPress::plain(Key::Esc) && (!self.typed.keys.is_empty() || self.typed.count.is_some());
        self.typed.keys.push(press);
        match self.setup.keymap.resolve(self.focus, &self.typed.keys) {
            _ if dropped => self.typed = super::state::Typed::default(),
            Resolved::Steps(steps) => {
                let count = self.typed.count;
                self.typed = super::state::Typed::default();
                // Another key ends a long way.
                self.list.owed = 0;
                if self.focus == Pane::List {
                    self.list.hold_the_seen(self.now);
                }
                self.run_steps(&steps, count, out);
            }
            Resolved::Prefix => {
                if self.typed.popup_at.is_none() {
                    self.typed.popup_at = self.now.checked_add(WHICH_KEY_AFTER).ok();
                }
            }
            Resolved::Nothing => {
                let chord = super::key::chord_text(&self.typed.keys);
                self.typed = super::state::Typed::default();
                self.notes.say(format!("{chord} means nothing here; ? shows the keys"));
            }
        }
    }

    /// Time passes. Where a hold has ended by it, its item comes back. Copy that came in is digested a little later, so
    /// echoes are looked for again with each minute.
    fn tick(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        let minute = |at: Timestamp| at.as_second().div_euclid(60);
        let another = minute(now) != minute(self.now);
        self.now = now;
        if another {
            self.ask_echoes(out);
        }
        if self.desk.counts.next_due.is_some_and(|due| due <= now) {
            self.desk.counts.next_due = None;
            self.ask_desk(out);
            self.refresh_page(out);
        }
    }

    fn paste(&mut self, text: &str, out: &mut Vec<Effect>) {
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text);
            self.line_changed(out);
        } else if let Some(popup) = self.popup.as_mut().filter(|_| self.confirm.is_none()) {
            popup.paste(text);
        }
    }

    /// What the view looks for is marked in its rows and in the story.
    fn follow_view(&mut self) {
        if self.needles.1.as_ref() == Some(&self.view) {
            return;
        }
        self.needles = (Needles::of(&self.view.whole()), Some(self.view.clone()));
        self.reader.mark(&self.needles.0);
    }

    fn mouse(&mut self, mouse: Mouse, out: &mut Vec<Effect>) {
        if self.prompt.is_some() || self.popup.is_some() || self.said.is_some() || self.confirm.is_some() {
            return;
        }
        let panes = self.layout.panes.iter().rev();
        let Some((pane, _)) = panes.clone().find(|(_, a)| a.contains(mouse.x, mouse.y)).copied() else { return };
        let line =
            self.layout.inside(pane).filter(|a| a.contains(mouse.x, mouse.y)).map(|a| usize::from(mouse.y - a.y));
        match (mouse.what, pane) {
            (MouseKind::Click, Pane::List) => {
                self.focus_on(Pane::List, out);
                let row = line.map(|l| self.list.top + l).filter(|row| *row < self.list.rows.len());
                match row {
                    // A second click on the row under the cursor opens it.
                    Some(row) if row == self.list.cursor && self.list.touched => self.open_current(out),
                    Some(row) => self.list.go(row),
                    None => {}
                }
                self.more_rows(out);
            }
            (MouseKind::Click, Pane::Quotes) => {
                self.focus_on(Pane::Quotes, out);
                let row = line.and_then(|l| self.quotes.shown().nth(l));
                if let Some(n) = row.and_then(|r| r.quote) {
                    self.quotes.selected = Some(n);
                    self.reader_follows_quote();
                }
            }
            (MouseKind::Click, Pane::Reader) => {
                self.focus_on(Pane::Reader, out);
                let column = self.layout.inside(pane).map_or(0, |a| usize::from(mouse.x.saturating_sub(a.x)));
                if let Some(n) = line.and_then(|l| self.reader.quote_at(l, column)) {
                    // That of another speaker ends the list of one alone.
                    self.quotes.selected = Some(n);
                    self.list_selected_quote();
                }
            }
            (MouseKind::Click, Pane::Drawer) => {
                let again = self.focus == Pane::Drawer;
                self.focus_on(Pane::Drawer, out);
                if let Some(line) = line {
                    self.click_drawer(line, again, out);
                }
            }
            (wheel, pane) => self.wheel(if wheel == MouseKind::WheelDown { 3 } else { -3 }, pane, out),
        }
    }

    fn wheel(&mut self, by: isize, pane: Pane, out: &mut Vec<Effect>) {
        match pane {
            Pane::List => {
                self.list.scroll(by);
                self.more_rows(out);
            }
            Pane::Reader => {
                self.reader.scroll(by);
                self.quote_follows_reader();
            }
            Pane::Quotes => {
                let last = self.quotes.rows.len().saturating_sub(1);
                self.quotes.top = self.quotes.top.saturating_add_signed(by).min(last);
            }
            Pane::Drawer => self.scroll_drawer(by),
        }
    }

    fn polling(&mut self, progress: Progress, out: &mut Vec<Effect>) {
        let ended = self.desk.progress.total > 0 && progress.total == 0;
        let asked = std::mem::take(&mut self.desk.poll_asked);
        match (asked, ended, self.desk.progress.total) {
            (true, true, 1) => self.notes.say("polled 1 source"),
            (true, true, n) => self.notes.say(format!("polled {n} sources")),
            // A round of nothing is over as it begins.
            (true, false, _) => self.desk.poll_asked = progress.total > 0,
            (false, ..) => {}
        }
        self.desk.progress = progress;
        if ended {
            self.ask_desk(out);
        }
    }

    fn lost(&mut self, worker: Worker, why: &str) {
        let what = match worker {
            Worker::Writer => "decisions cannot be saved",
            Worker::Reader => "the cache cannot be read any more",
            Worker::Poller => "nothing is polled any more",
        };
        if worker == Worker::Writer {
            // Their receipts will not come: the marks must not stay hollow for ever.
            self.pending = Pending::default();
        }
        if worker == Worker::Reader {
            // Nothing answers any more: no key must wait for it.
            self.give_up("the cache cannot be read any more");
        }
        if worker == Worker::Poller {
            self.fetching_died();
        }
        self.notes.lost.push(format!("{what}: {why}"));
    }

    /// Asks to be woken for the next thing that time alone will change.
    fn wake(&mut self, out: &mut Vec<Effect>) {
        if self.typed.popup_at.is_some_and(|at| at <= self.now) {
            self.typed.popup = true;
        }
        let popup = self.typed.popup_at.filter(|_| !self.typed.popup);
        let next = [popup.or_else(|| next_minute(self.now)), self.desk.counts.next_due].into_iter().flatten().min();
        if let Some(at) = next.filter(|at| self.asks.wake != Some(*at)) {
            self.asks.wake = Some(at);
            out.push(Effect::WakeAt(at));
        }
    }
}

/// The digit, or Enter as `None` within, that chooses a link in a popup of links.
fn link_digit(popup: &Popup, press: KeyPress) -> Option<Option<char>> {
    match press.key {
        _ if popup.kind != PopupKind::Links || press.ctrl => None,
        Key::Char(digit) if digit.is_ascii_digit() => Some(Some(digit)),
        Key::Enter if !popup.needle.is_empty() => Some(None),
        _ => None,
    }
}

/// The next full minute, when the clock in the title bar changes.
fn next_minute(now: Timestamp) -> Option<Timestamp> {
    let later = now.checked_add(Duration::from_secs(60)).ok()?;
    let rounding = jiff::TimestampRound::new().smallest(Unit::Minute).mode(jiff::RoundMode::Trunc);
    later.round(rounding).ok()
}
