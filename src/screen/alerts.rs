//! What an editor must be told: from the cache to banner, status line and story, until somebody acknowledges it.

use std::sync::Arc;

use super::commands::Command;
use super::message::Effect;
use super::overlay::{Confirm, Confirmed};
use super::state::{Picked, Screen};
use super::times::{in_time, when};
use super::verbs::Doing;
use super::views::View;
use crate::exchange;
use crate::triage::moment;
use crate::wire::{Alert, ItemId, Noticed, Reading, Row, Sort, Verb};

impl Screen {
    /// Takes over the alerts that stand; says the newest one that was not said yet.
    pub(crate) fn told(&mut self, alerts: Arc<[Alert]>) {
        let newest = alerts.iter().max_by_key(|alert| alert.n);
        if let Some(alert) = newest.filter(|alert| alert.n > self.notes.told) {
            let line = self.alert_line(alert);
            self.notes.alert(&line);
            self.notes.told = alert.n;
        }
        let here = self.reader.id();
        let news = |all: &[Alert]| all.iter().filter(|a| Some(a.row.id) == here).map(|a| a.n).max();
        let changed = news(&alerts) != news(&self.desk.alerts);
        self.desk.alerts = alerts;
        if changed && let Some(reading) = self.reader.reading.clone() {
            self.reader.notices = self.notices(&reading);
            self.reader.lay_out();
        }
    }

    /// The item that the key for alerts is about: an alert under the cursor, or what is to be looked at again. While an alert stands
    /// the latter waits, unless it is open or listed with its reason: the status line promises that the key shows the alert.
    fn alert_here(&self) -> Option<ItemId> {
        let row = self.current_row()?;
        let told = self.desk.alerts.is_empty() || self.is_shown(row.id) || self.view.says_why();
        (row.is_alert() || (!row.again.is_empty() && told)).then_some(row.id)
    }

    /// Whether the key acknowledges an item from here: its story is open, or its row says the whole reason.
    fn is_told(&self, id: ItemId) -> bool {
        let reason = self.view.says_why() && self.current_row().is_some_and(|row| row.id == id && !row.is_alert());
        reason || self.is_shown(id)
    }

    /// Whether the reader shows an item, and no other is on its way there.
    fn is_shown(&self, id: ItemId) -> bool {
        self.reader.id() == Some(id) && self.reader.wanted.is_none_or(|coming| coming == id)
    }

    /// The key that leads through alerts: first to their list, then into the copy, then it acknowledges. What is selected or counted
    /// is acknowledged at once.
    pub(crate) fn alert_key(&mut self, count: Option<u32>, out: &mut Vec<Effect>) {
        let selects = !self.list.selection.is_empty() || matches!(self.asks.ids, Some((_, Picked::Select)));
        if selects || count.is_some_and(|count| count > 1) {
            return self.act(Doing::verb(Verb::Acknowledge), count, out);
        }
        match self.alert_here() {
            Some(id) if self.is_told(id) => self.act_on(&Doing::verb(Verb::Acknowledge), vec![id], out),
            Some(_) => self.run(Command::Open, None, out),
            None if self.view.says_why() && self.desk.alerts.is_empty() => {
                self.notes.say("nothing here waits to be acknowledged");
            }
            None if self.view == (View { sort: self.view.sort, ..View::alerts() }) => {
                // What was acknowledged stays where it is until one leaves it; the next one waits elsewhere in the list.
                match self.list.rows.iter().position(Row::is_alert) {
                    Some(at) => {
                        self.list.go(at);
                        self.open_current(out);
                    }
                    None => self.notes.say("nothing here waits to be acknowledged"),
                }
            }
            None => self.go_to_alerts(out),
        }
    }

    /// Lists the alerts; says what it is that comes before all else, and the way back.
    fn go_to_alerts(&mut self, out: &mut Vec<Effect>) {
        let from = self.view.in_words();
        self.go_to(View::alerts(), out);
        let Some(alert) = self.gravest() else { return };
        let (key, back) = (self.first_key(Command::Alerts), self.first_key(Command::Back));
        let more = match self.alerts_in_all() {
            0 | 1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        self.notes.say(format!("{}{more} ({key} shows it) · {back} goes back to {from}", alert.words()));
    }

    /// How many alerts stand.
    fn alerts_in_all(&self) -> u64 {
        self.desk.counts.alerts.max(self.desk.alerts.len() as u64)
    }

    /// Asks before killed copy is shown. Says whether it asked.
    pub(crate) fn asks_first(&mut self, id: ItemId) -> bool {
        let Some(row) = self.list.row(id).filter(|row| row.is_killed() && self.reader.id() != Some(id)) else {
            return false;
        };
        // What came as a kill may be no more than the notice of one; its row does not tell. The words are short enough that the
        // keys stand beside them on a narrow screen.
        let words = match row.marks.killed() && row.revision == 1 {
            true => "a kill: nothing of it may be used. Read it?",
            false => "killed copy, it must not be used. Read it?",
        };
        self.confirm = Some(Confirm { words: words.to_owned(), what: Confirmed::OpenKilled(id) });
        true
    }

    /// Why copy may not be taken out of the program; `None` where it may.
    pub(crate) fn withheld(&self, reading: &Reading) -> Option<String> {
        let why = exchange::may_leave(reading, self.now).err()?;
        Some(why.words(|lifts| moment(lifts, self.now, &self.setup.zone)))
    }

    /// The lines above a story that must not be missed.
    pub(crate) fn notices(&self, reading: &Reading) -> Vec<String> {
        let row = &reading.row;
        let mut lines = Vec::new();
        for alert in self.desk.alerts.iter().filter(|alert| alert.row.id == row.id) {
            let key = self.first_key(Command::Alerts);
            lines.push(format!("! {}, {}. {key} acknowledges.", alert.words(), self.clock(alert.at)));
            if alert.by != row.id {
                lines.push(format!("  {}: {}", alert.from, alert.headline));
            }
        }
        let told = !lines.is_empty() || reading.noticed.iter().any(|noticed| matches!(noticed, Noticed::By { .. }));
        // A notice is no killed copy: it says what it kills. Copy that was filed anew as a notice is.
        let notice = row.revision == 1 && reading.noticed.iter().any(Noticed::is_a_notice);
        if row.is_killed() && !told && !notice {
            // What was acknowledged is killed all the same.
            let key = self.first_key(Command::Beside);
            lines.push(match row.marks.killed() {
                true => "! the wire has killed this copy, it must not be used".to_owned(),
                false => format!("! another outlet has killed this copy, it must not be used; {key} shows which"),
            });
        }
        lines.extend(reading.noticed.iter().map(|noticed| format!("! {}", noticed.words())));
        if let (Some(acted), Some(word)) = (row.status.acted_on.filter(|_| row.is_updated()), row.status.acted_word()) {
            let key = self.first_key(Command::Diff);
            lines.push(format!("• updated since revision {acted} was {word}; {key} shows the difference"));
        }
        if let Some(lifts) = row.embargo.filter(|lifts| *lifts > self.now) {
            lines.push(format!("under embargo until {}, {} from now", self.clock(lifts), in_time(lifts, self.now)));
        }
        lines
    }

    /// What the status line says where nothing just happened and an alert stands.
    pub(crate) fn standing(&self) -> Option<String> {
        self.gravest().map(|alert| self.alert_line(alert))
    }

    /// The alert that comes before all others, here as in their list: a kill before a correction, then the newest copy.
    fn gravest(&self) -> Option<&Alert> {
        self.desk.alerts.iter().min_by(|a, b| Sort::KILLS.compare(&a.row, &b.row))
    }

    /// An alert, with what the key does from here.
    fn alert_line(&self, alert: &Alert) -> String {
        let key = self.first_key(Command::Alerts);
        let does = match self.alert_here().filter(|id| self.is_told(*id)) {
            Some(id) if id == alert.row.id => format!(" ({key} acknowledges it)"),
            // The key is about the story that is open, or the row that says why it is listed.
            Some(_) => String::new(),
            None => format!(" ({key} shows it)"),
        };
        format!("{}{does}: {}", alert.words(), alert.row.headline)
    }

    /// What the title bar says of alerts that stand, the gravest first.
    pub(crate) fn banner(&self) -> Option<String> {
        let gravest = self.gravest()?;
        let acted = gravest.row.status.acted_word().unwrap_or("followed");
        let more = match self.alerts_in_all() {
            0 | 1 => String::new(),
            n => format!(" +{}", n - 1),
        };
        Some(format!("! {} of {acted} copy{more}", gravest.what))
    }

    /// A time of the clock, or a date where that says more.
    pub(crate) fn clock(&self, at: jiff::Timestamp) -> String {
        when(at, self.now, &self.setup.zone).trim().to_owned()
    }

    pub(crate) fn first_key(&self, command: Command) -> String {
        self.setup.keymap.chords_of(command).into_iter().next().unwrap_or_default()
    }
}

/// The clock of a row under embargo: the time at which it lifts; `None` where none is in force.
pub(crate) fn embargo_clock(row: &Row, screen: &Screen) -> Option<String> {
    row.embargo.filter(|lifts| *lifts > screen.now).map(|lifts| format!("E {}", screen.clock(lifts)))
}
