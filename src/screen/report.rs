//! The hand-over of a shift as a popup, to be read, and copied as Markdown for the next one.

use jiff::SignedDuration;

use super::message::Effect;
use super::overlay::{Popup, PopupKind, PopupRow};
use super::state::Screen;
use crate::exchange;
use crate::wire::{Question, Report, Ticket, clean_line};

/// The shift that is reported where no count says how many hours.
const HOURS: u32 = 6;

impl Screen {
    /// Asks for what happened in the last hours, and opens its popup.
    pub(crate) fn show_report(&mut self, hours: Option<u32>, out: &mut Vec<Effect>) {
        let hours = SignedDuration::from_hours(hours.unwrap_or(HOURS).into());
        let Ok(from) = self.now.checked_sub(hours) else {
            self.notes.say("no shift is as long as that");
            return;
        };
        let ticket = self.asks.ticket();
        self.show(Popup::waiting(PopupKind::Report(ticket), "hand-over"));
        out.push(Effect::Ask(Question::Report(ticket, from, self.now)));
    }

    /// The report has come: its sections become the popup's rows.
    pub(crate) fn report_came(&mut self, ticket: Ticket, report: &Report) {
        let zone = &self.setup.zone;
        let Some(popup) = self.popup.as_mut().filter(|p| p.kind == PopupKind::Report(ticket)) else { return };
        popup.title = exchange::handover_title(report, zone);
        popup.copies = Some(exchange::handover_markdown(report, zone));
        let mut rows = Vec::new();
        for section in exchange::handover(report, zone) {
            if !rows.is_empty() {
                rows.push(PopupRow::plain(""));
            }
            rows.push(PopupRow::heading(section.heading));
            // Times and numbers stand in a column of their own.
            let lines = section.lines.into_iter();
            rows.extend(lines.map(|line| PopupRow::pair(line.left, clean_line(&line.text)).beside(12)));
        }
        popup.fill(rows);
    }
}
