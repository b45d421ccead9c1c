//! The drawer: the views with their numbers, the sources below them, and a cursor that goes through both.

use super::message::Effect;
use super::state::Screen;
use crate::wire::{Health, HowMany};

/// Lines between the views and the sources.
const GAP: usize = 1;
/// Lines of a source: its name, and how it fares.
const OF_SOURCE: usize = 2;

impl Screen {
    /// The views as the drawer lists them, each with how many items it has, as far as that is known.
    pub(crate) fn drawer_views(&self) -> Vec<(String, Option<HowMany>)> {
        self.views_counted()
    }

    /// The view under the drawer's cursor.
    pub(crate) fn drawer_view(&self) -> Option<String> {
        let on = self.desk.on_view?;
        self.drawer_views().into_iter().nth(on).map(|(name, _)| name)
    }

    /// The source under the drawer's cursor; none where that is on a view.
    pub(crate) fn drawer_source(&self) -> Option<&Health> {
        self.desk.sources.get(self.desk.cursor).filter(|_| self.desk.on_view.is_none())
    }

    /// Puts the drawer's cursor on a source.
    pub(crate) fn drawer_to_source(&mut self, at: usize) {
        self.desk.on_view = None;
        self.desk.cursor = at;
        self.follow_drawer();
    }

    /// Moves the drawer's cursor: from the first view to the last source.
    pub(crate) fn step_drawer(&mut self, by: isize) {
        let (views, sources) = (self.drawer_views().len(), self.desk.sources.len());
        let here = self.desk.on_view.unwrap_or(views + self.desk.cursor);
        let to = here.saturating_add_signed(by).min((views + sources).saturating_sub(1));
        match to.checked_sub(views) {
            Some(source) => self.drawer_to_source(source),
            None => {
                self.desk.on_view = Some(to);
                self.follow_drawer();
            }
        }
    }

    /// A click on a line of the drawer puts its cursor there; one `again` on what is under the cursor lists that.
    pub(crate) fn click_drawer(&mut self, line: usize, again: bool, out: &mut Vec<Effect>) {
        let (line, views) = (self.desk.top + line, self.drawer_views().len());
        let source = line.checked_sub(views + GAP).map(|line| line / OF_SOURCE);
        let source = source.filter(|at| *at < self.desk.sources.len());
        let before = (self.desk.on_view, self.desk.cursor);
        match source {
            _ if line < views => self.desk.on_view = Some(line),
            Some(at) => (self.desk.on_view, self.desk.cursor) = (None, at),
            None => return,
        }
        if again && before == (self.desk.on_view, self.desk.cursor) {
            self.open_in_drawer(out);
        }
    }

    /// Scrolls the drawer's lines, not its cursor.
    pub(crate) fn scroll_drawer(&mut self, by: isize) {
        let lines = self.drawer_views().len() + GAP + self.desk.sources.len() * OF_SOURCE;
        let last = lines.saturating_sub(self.drawer_height());
        self.desk.top = self.desk.top.saturating_add_signed(by).min(last);
    }

    /// Scrolls the drawer so that its cursor can be seen.
    pub(crate) fn follow_drawer(&mut self) {
        let source = self.drawer_views().len() + GAP + self.desk.cursor * OF_SOURCE;
        let (first, last) = self.desk.on_view.map_or((source, source + OF_SOURCE - 1), |view| (view, view));
        let height = self.drawer_height();
        self.desk.top = self.desk.top.max((last + 1).saturating_sub(height)).min(first);
    }

    fn drawer_height(&self) -> usize {
        self.layout.inside(super::commands::Pane::Drawer).map_or(1, |area| usize::from(area.height)).max(1)
    }

    /// Lists what the drawer's cursor stands on.
    pub(crate) fn open_in_drawer(&mut self, out: &mut Vec<Effect>) {
        if let Some(name) = self.drawer_view() {
            if let Err((_, why)) = self.take_view(&name, out) {
                self.notes.trouble(why);
            }
        } else if let Some(name) = self.drawer_source().map(|source| source.name.clone()) {
            self.go_to(super::views::View::source(&name, self.view.hide), out);
        }
    }
}
