//! Results as one types: the list follows the line of a prompt, and comes back as it was where the prompt is left.

use super::complete::Offer;
use super::list::{Land, List};
use super::message::Effect;
use super::prompt::{Ask, Cycle, Prompt};
use super::state::Screen;
use super::views::View;
use crate::triage;
use crate::wire::{Field, HowMany, Question};

/// The list as it stood when the prompt opened.
#[derive(Debug)]
pub(crate) struct Before {
    view: View,
    list: List,
}

impl Screen {
    /// The line of the prompt changed: its results are asked for, and what could complete it.
    pub(crate) fn line_changed(&mut self, out: &mut Vec<Effect>) {
        let Some(prompt) = self.prompt.as_ref().filter(|p| p.ask.is_query()) else { return };
        if let Some(field) = prompt.here().wants() {
            self.ask_values(field, out);
        }
        let Some(prompt) = &mut self.prompt else { return };
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

    fn ask_values(&mut self, field: Field, out: &mut Vec<Effect>) {
        let known = self.values.iter().any(|(f, _)| *f == field);
        if known || field == Field::Source || self.asks.values.is_some_and(|(_, asked)| asked == field) {
            return;
        }
        let ticket = self.asks.ticket();
        self.asks.values = Some((ticket, field));
        out.push(Effect::Ask(Question::Values(ticket, field)));
    }

    /// What can complete the prompt's line at its cursor.
    pub(crate) fn offers(&self) -> Vec<Offer> {
        match &self.prompt {
            Some(prompt) if prompt.ask.is_query() => prompt.place().offers(&self.desk, &self.values),
            Some(prompt) if prompt.ask == Ask::View => self.view_offers(prompt),
            _ => Vec::new(),
        }
    }

    /// Views whose names begin with what was typed, the editor's own first; all of them where nothing was.
    fn view_offers(&self, prompt: &Prompt) -> Vec<Offer> {
        let typed = prompt.cycle.as_ref().map_or(prompt.line(), |cycle| &cycle.line).trim().to_lowercase();
        let saved = self.setup.views.iter().map(|v| (v.name.clone(), None));
        let counts = Some(&self.desk.counts).filter(|_| self.desk.known);
        let built_in = View::built_in(&self.setup.who).into_iter().map(|view| {
            let count = counts.and_then(|c| match view.name.as_str() {
                "unread" => Some(c.unread),
                "all" => Some(c.items),
                "flagged" => Some(c.flagged),
                "held" => Some(c.held),
                "used" => Some(c.used),
                "spiked" => Some(c.spiked),
                "to look at again" => Some(c.again),
                "to be told" => Some(c.alerts),
                _ => None,
            });
            (view.name, count.map(|n| HowMany { n, or_more: false }))
        });
        let fits = saved.chain(built_in).filter(|(name, _)| name.to_lowercase().starts_with(&typed));
        let known = &self.view_counts.known;
        let offer = |(text, count): (String, Option<HowMany>)| {
            let count = count.or_else(|| known.get(&text).copied());
            let help = if count.is_some_and(|count| count.or_more) { "or more" } else { "" };
            Offer { text, count: count.map(|count| count.n), help }
        };
        fits.map(offer).collect()
    }

    /// Puts the next completion in (1), or the one before (-1).
    pub(crate) fn complete(&mut self, by: isize, out: &mut Vec<Effect>) {
        let offers = self.offers();
        let Some(prompt) = &mut self.prompt else { return };
        let at = match &prompt.cycle {
            Some(cycle) => cycle.at as isize + by,
            None if by < 0 => -1,
            None => 0,
        };
        let Some(at) = (!offers.is_empty()).then(|| at.rem_euclid(offers.len() as isize) as usize) else { return };
        let start = if prompt.ask == Ask::View { 0 } else { prompt.place().start };
        let (line, cursor) = match prompt.cycle.take() {
            Some(cycle) => (cycle.line, cycle.cursor),
            None => (prompt.line().to_owned(), prompt.input.cursor()),
        };
        if let Some(offer) = offers.get(at) {
            *prompt = put_in(prompt, &line, start..cursor, &offer.text);
            prompt.cycle = Some(Cycle { line, cursor, at });
            self.line_changed(out);
        }
    }
}

/// The prompt with a word of its line replaced; a value is followed by a space, a field by what is typed next.
fn put_in(prompt: &Prompt, line: &str, word: std::ops::Range<usize>, text: &str) -> Prompt {
    let mut whole: String = line.chars().take(word.start).collect();
    whole.push_str(text);
    let rest: String = line.chars().skip(word.end).collect();
    if prompt.ask.is_query() && !text.ends_with(':') && !rest.starts_with(' ') {
        whole.push(' ');
    }
    let cursor = whole.chars().count();
    whole.push_str(&rest);
    let mut next = Prompt::new(prompt.ask, &whole);
    next.input = next.input.with_cursor(cursor);
    next
}
