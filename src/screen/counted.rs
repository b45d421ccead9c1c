//! How many items the views have that the cache keeps no count of: asked one after another while the views are offered, so that
//! nothing else that is asked waits longer than for one of them.

use std::collections::{BTreeMap, VecDeque};

use super::message::Effect;
use super::prompt::Ask;
use super::state::Screen;
use super::views::View;
use crate::triage;
use crate::wire::{HowMany, Question, Ticket};

/// The numbers of views by their names, and those that are still to be asked for.
#[derive(Debug, Default)]
pub(crate) struct ViewCounts {
    pub known: BTreeMap<String, HowMany>,
    next: VecDeque<View>,
    asked: Option<(Ticket, String)>,
    /// Whether the cache changed since the first was asked for.
    stale: bool,
}

impl Screen {
    /// Asks for the numbers of the views, where these are being offered. What is known stands there meanwhile.
    pub(crate) fn count_views(&mut self, out: &mut Vec<Effect>) {
        if self.prompt.as_ref().is_none_or(|prompt| prompt.ask != Ask::View) {
            return;
        }
        if self.view_counts.asked.is_some() {
            self.view_counts.stale = true;
            return;
        }
        let saved = self.setup.views.iter().filter_map(|saved| {
            let query = triage::parse_in(&saved.query, self.now, &self.setup.zone).ok()?;
            Some(View::saved(saved, query))
        });
        self.view_counts.stale = false;
        self.view_counts.next = saved.chain([View::claimed_by(&self.setup.who), View::corrections()]).collect();
        self.count_next_view(out);
    }

    fn count_next_view(&mut self, out: &mut Vec<Effect>) {
        let Some(view) = self.view_counts.next.pop_front() else { return };
        let ticket = self.asks.ticket();
        out.push(Effect::Ask(Question::Count(ticket, view.whole(), view.order())));
        self.view_counts.asked = Some((ticket, view.name));
    }

    /// A number has come, or none, where there is more to be counted than is counted for this.
    pub(crate) fn count_came(&mut self, ticket: Ticket, count: Option<HowMany>, out: &mut Vec<Effect>) {
        let Some((_, name)) = self.view_counts.asked.take_if(|(asked, _)| *asked == ticket) else { return };
        match count {
            Some(count) => self.view_counts.known.insert(name, count),
            None => self.view_counts.known.remove(&name),
        };
        if self.prompt.as_ref().is_none_or(|prompt| prompt.ask != Ask::View) {
            self.view_counts.next.clear();
        } else if self.view_counts.stale && self.view_counts.next.is_empty() {
            self.count_views(out);
        } else {
            self.count_next_view(out);
        }
    }
}
