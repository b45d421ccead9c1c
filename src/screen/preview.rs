//! Results as one types: the list follows the line of a prompt, and comes back as it was where the prompt is left.

use super::list::{Land, List};
use super::message::Effect;
use super::prompt::Ask;
use super::state::Screen;
use super::views::View;
use crate::triage;

/// The list as it stood when the prompt opened.
#[derive(Debug)]
pub(crate) struct Before {
    view: View,
    list: List,
}

impl Screen {
    /// The line of the prompt changed: its results are asked for, and what could complete it.
    pub(crate) fn line_changed(&mut self, out: &mut Vec<Effect>) {
        self.ask_for_offers(out);
        let Some(prompt) = self.prompt.as_mut().filter(|p| p.ask.is_query()) else { return };
        let (ask, line) = (prompt.ask, prompt.line().trim().to_owned());
        let parsed = triage::parse_in(prompt.line(), self.now, &self.setup.zone);
        prompt.hint = parsed.as_ref().err().map(|e| (e.column, e.message.clone()));
        let Ok(query) = parsed else { return };
        let base = self.before.as_ref().map_or(&self.view, |before| &before.view).clone();
        let view = match ask {
            Ask::Filter => View { filter: (!line.is_empty()).then_some((line, query)), ..base },
            Ask::Search if line.is_empty() => base,
            Ask::Search => View { sort: base.sort, ..View::search(&line, query) },
            _ => return,
        };
        if view == self.view {
            return;
        }
        let old = std::mem::replace(&mut self.view, view);
        let list = &self.list;
        let before = self.before.get_or_insert_with(|| Box::new(Before { view: old, list: list.clone() }));
        if before.view == self.view {
            self.list = before.list.clone();
            return self.ask_page(Land::Keep, out);
        }
        // The old rows stay until the new ones are there, but belong to nothing any more.
        self.list.selection = super::select::Selection::default();
        self.list.touched = false;
        self.ask_page(Land::Top, out);
    }

    /// The prompt was left: the list is as it was.
    pub(crate) fn end_preview(&mut self, out: &mut Vec<Effect>) {
        if let Some(before) = self.before.take() {
            self.view = before.view;
            self.list = before.list;
            self.ask_page(if self.list.rows.is_empty() { Land::Top } else { Land::Keep }, out);
        }
    }

    /// The line is finished: does with the list what the prompt is for, beginning from how it was. Rows that are there
    /// already stay until the answer comes.
    pub(crate) fn keep_preview(&mut self, go: impl FnOnce(&mut Self)) {
        let seen = self.before.take().map(|before| {
            let view = std::mem::replace(&mut self.view, before.view);
            (view, std::mem::replace(&mut self.list, before.list))
        });
        go(self);
        if let Some((view, list)) = seen
            && view == self.view
        {
            self.list = list;
        }
    }
}
