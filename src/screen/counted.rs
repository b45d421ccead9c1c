//! How many items the views have that the cache keeps no count of: asked one after another while the views are offered, so that
//! nothing else that is asked waits longer than for one of them.

use std::collections::{BTreeMap, VecDeque};

use super::message::Effect;
use super::offers::Subject;
use super::prompt::Prompt;
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
        if !self.offers_views() {
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

    /// Whether the views' numbers are to be seen: in a prompt that completes their names, or in the drawer.
    fn offers_views(&self) -> bool {
        let prompted = self.prompt.as_ref().and_then(Prompt::subject);
        self.layout.drawer_on || matches!(prompted, Some((Subject::View, _)))
    }

    /// Every view, the editor's own first, with how many items it has, as far as that is known.
    pub(crate) fn views_counted(&self) -> Vec<(String, Option<HowMany>)> {
        let saved = self.setup.views.iter().map(|view| (view.name.clone(), None));
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
                "to acknowledge" => Some(c.alerts),
                _ => None,
            });
            (view.name, count.map(|n| HowMany { n, or_more: false }))
        });
        let known = |(name, count): (String, Option<HowMany>)| {
            let count = count.or_else(|| self.view_counts.known.get(&name).copied());
            (name, count)
        };
        saved.chain(built_in).map(known).collect()
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
        if !self.offers_views() {
            self.view_counts.next.clear();
        } else if self.view_counts.stale && self.view_counts.next.is_empty() {
            self.count_views(out);
        } else {
            self.count_next_view(out);
        }
    }
}
