//! Sources that fare badly, each with its whole reason: the drawer has room for the beginning of one only.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::commands::Pane;
use super::message::Effect;
use super::overlay::{Popup, PopupKind, PopupLineKind, PopupRow};
use super::state::Screen;
use super::times::{ago, when};
use crate::wire::{Health, State};

impl Screen {
    /// Opens the list of sources that fail, are gone or have gone quiet.
    pub(crate) fn show_failing(&mut self) {
        let (now, zone) = (self.now, &self.setup.zone);
        let rows: Vec<_> = self.desk.sources.iter().flat_map(|source| rows_of(source, now, zone)).collect();
        if rows.is_empty() {
            self.notes.say(match self.desk.sources.len() {
                0 => "no sources yet".to_owned(),
                n => format!("all {n} sources fare well"),
            });
            return;
        }
        let mut popup = Popup::new(PopupKind::Failing, "sources that fail", rows);
        popup.cursor = Some(0);
        self.show(popup);
    }

    /// Goes to the source under the popup's cursor, in the drawer.
    pub(crate) fn go_to_failing(&mut self, out: &mut Vec<Effect>) {
        let Some(popup) = self.popup.take() else { return };
        let mut upto = popup.rows().iter().take(popup.cursor.unwrap_or(0) + 1);
        let name = upto.rfind(|row| row.kind == PopupLineKind::Heading).map(|row| row.text.as_str());
        if let Some(at) = self.desk.sources.iter().position(|source| Some(source.name.as_str()) == name) {
            self.layout.drawer_on = true;
            self.focus_on(Pane::Drawer, out);
            self.drawer_to_source(at);
        }
    }
}

/// The rows of a source: its name, what is wrong, and since when; none where it fares well.
fn rows_of(source: &Health, now: Timestamp, zone: &TimeZone) -> Vec<PopupRow> {
    let state = &source.state;
    let polls = if state.failures == 1 { "1 poll".to_owned() } else { format!("{} polls in a row", state.failures) };
    let what = match (state.state, source.quiet) {
        (State::Failing, _) => {
            format!("failing, {polls}: {}", state.last_error.as_deref().unwrap_or("no reason is known"))
        }
        (State::Gone, _) => "gone for good, says its server; it is not asked again".to_owned(),
        (State::Good, Some(since)) => format!("quiet for {}, against its habit", ago(since, now)),
        (State::New | State::Good, _) => return Vec::new(),
    };
    let last = state.last_good.map_or("it never gave anything".to_owned(), |at| {
        format!("last good at {}, {} ago", when(at, now, zone).trim(), ago(at, now))
    });
    let next = match state.next_due.filter(|_| state.state == State::Failing) {
        Some(at) => format!("; asked again at {}", when(at, now, zone).trim()),
        None => String::new(),
    };
    let mut rows = vec![PopupRow::heading(source.name.clone())];
    let texts = [what, format!("{last}{next}"), source.url.clone()];
    rows.extend(texts.map(|text| PopupRow::plain(text).beside(2)));
    rows
}
