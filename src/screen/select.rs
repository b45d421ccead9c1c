//! The selection: items picked by a range or a query, on which a verb acts as a whole.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::list::{List, order};
use super::message::Effect;
use super::state::{Picked, Screen};
use crate::wire::{Anchor, IdsRequest, ItemId, Query, Question, Row, Sort, Verb};

/// Items that one selection holds at most: more than any cache keeps by default.
pub(crate) const MOST: usize = 250_000;

/// What is selected. It goes with the list it was made in.
#[derive(Debug, Default, Clone)]
pub(crate) struct Selection {
    /// Items selected for good.
    ids: BTreeSet<ItemId>,
    /// The row on which the open range began; its other end is the cursor.
    range: Option<Row>,
    /// The open range as the cache gave it, where it reaches beyond the window, and the item it ends on.
    reach: Option<(ItemId, Vec<ItemId>)>,
}

/// A stretch of the list that only the cache knows whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stretch {
    pub from: Option<Anchor>,
    pub to: Option<Anchor>,
    pub limit: usize,
}

impl Selection {
    /// Whether nothing is selected and no range is open.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.range.is_none()
    }

    /// Whether a range is open.
    pub fn has_range(&self) -> bool {
        self.range.is_some()
    }

    /// Adds items.
    pub fn add(&mut self, items: impl IntoIterator<Item = ItemId>) {
        self.ids.extend(items);
    }
}

impl List {
    /// Whether a row is selected, by the open range too.
    pub fn is_selected(&self, row: &Row, sort: Sort) -> bool {
        let selection = &self.selection;
        if selection.ids.contains(&row.id) {
            return true;
        }
        let (Some(start), Some(end)) = (&selection.range, self.current()) else { return false };
        let place = |id: ItemId| self.rows.iter().position(|known| known.id == id);
        // What is folded open stands beneath its row, and not where the order has it.
        if let (Some(from), Some(at)) = (place(start.id), place(row.id)) {
            return (from.min(self.cursor)..=from.max(self.cursor)).contains(&at);
        }
        let (a, b) = (order(row, start, sort, self.ordered_since), order(row, end, sort, self.ordered_since));
        a == Ordering::Equal || b == Ordering::Equal || a != b
    }

    /// The items of the open range, in order; none where no range is open. The error is the stretch to ask the cache for.
    fn range_ids(&self, sort: Sort) -> Result<Vec<ItemId>, Stretch> {
        let (Some(start), Some(end)) = (&self.selection.range, self.current()) else { return Ok(Vec::new()) };
        if let Some(at) = self.rows.iter().position(|r| r.id == start.id) {
            let (low, high) = (at.min(self.cursor), at.max(self.cursor));
            return Ok(self.rows.iter().take(high + 1).skip(low).map(|r| r.id).collect());
        }
        match &self.selection.reach {
            Some((to, ids)) if *to == end.id => Ok(ids.clone()),
            _ => {
                let down = order(start, end, sort, self.ordered_since) == Ordering::Less;
                let (from, to) = if down { (start, end) } else { (end, start) };
                Err(Stretch { from: Some(Anchor::of(from)), to: Some(Anchor::of(to)), limit: MOST })
            }
        }
    }

    /// Everything selected. The error is the stretch to ask the cache for, which belongs to it too.
    pub fn selected(&self, sort: Sort) -> Result<BTreeSet<ItemId>, Stretch> {
        let mut ids = self.selection.ids.clone();
        ids.extend(self.range_ids(sort)?);
        Ok(ids)
    }

    /// Begins a range at the cursor, or ends the open one: its items join the selection. A range of one item that is
    /// selected already takes it out.
    fn toggle_range(&mut self, sort: Sort) {
        let Some(current) = self.current().cloned() else { return };
        if self.selection.range.is_none() {
            self.touched = true;
            self.selection.range = Some(current);
            return;
        }
        let Ok(ids) = self.range_ids(sort) else { return };
        self.selection.range = None;
        self.selection.reach = None;
        match ids.as_slice() {
            [one] if self.selection.ids.remove(one) => {}
            _ => self.selection.add(ids),
        }
    }
}

impl Screen {
    /// How many items are selected; `None` until the cache has told how far an open range reaches.
    pub(crate) fn selected_count(&self) -> Option<usize> {
        self.list.selected(self.view.order()).ok().map(|ids| ids.len())
    }

    /// The same, with what stands under the selected rows, as far as the window knows it.
    pub(crate) fn selected_with_folded(&self) -> Option<usize> {
        let ids: Vec<_> = self.list.selected(self.view.order()).ok()?.into_iter().collect();
        Some(self.touched(&Verb::Spike, &ids, &BTreeMap::new()))
    }

    /// The key for ranges.
    pub(crate) fn select_range(&mut self) {
        if self.list.current().is_none() {
            self.notes.say("there is no item here");
            return;
        }
        self.list.toggle_range(self.view.order());
        let words = if self.list.selection.has_range() { "a range begins here: move, then a verb" } else { "" };
        self.notes.say(words);
    }

    /// Selects what a query finds in the view.
    pub(crate) fn select_by(&mut self, query: Query, out: &mut Vec<Effect>) {
        let query = match (self.view.whole(), query) {
            (whole, Query::All) => whole,
            (Query::All, query) => query,
            (whole, query) => Query::And(vec![whole, query]),
        };
        self.notes.say("selecting…");
        let all = Stretch { from: None, to: None, limit: MOST + 1 };
        self.ask_ids(query, all, Picked::Select, out);
    }

    /// Whether a query is still to select what is meant; then this is done once it has.
    pub(crate) fn once_selected(&mut self, then: Picked) -> bool {
        let Some((_, picked @ Picked::Select)) = &mut self.asks.ids else { return false };
        if self.row.items().is_some() {
            return false;
        }
        *picked = then;
        true
    }

    /// Drops the open range, else the selection. Says whether there was one.
    pub(crate) fn drop_selection(&mut self) -> bool {
        let selection = &mut self.list.selection;
        if selection.is_empty() {
            return false;
        }
        if selection.range.take().is_none() {
            selection.ids.clear();
        }
        selection.reach = None;
        true
    }

    /// Asks the cache for the open range, where it begins outside the window and the cursor has moved.
    pub(crate) fn follow_range(&mut self, out: &mut Vec<Effect>) {
        if self.asks.ids.is_some() || !self.list.selection.has_range() {
            return;
        }
        if let Err(stretch) = self.list.selected(self.view.order())
            && let Some(end) = self.list.current().map(|r| r.id)
        {
            self.ask_ids(self.view.whole(), stretch, Picked::Range(end), out);
        }
    }

    /// Asks which items a stretch holds.
    pub(crate) fn ask_ids(&mut self, query: Query, stretch: Stretch, then: Picked, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        self.asks.ids = Some((ticket, then));
        let Stretch { from, to, limit } = stretch;
        out.push(Effect::Ask(Question::Ids(IdsRequest { ticket, query, sort: self.view.order(), from, to, limit })));
    }

    /// The cache has told which items a stretch holds.
    pub(crate) fn ids_came(&mut self, ids: Vec<ItemId>, then: Picked, out: &mut Vec<Effect>) {
        match then {
            Picked::Select | Picked::Act(_) | Picked::TakeOut(..) if ids.len() > MOST => {
                self.notes.trouble(format!("more than {MOST} items match: narrow the query"));
            }
            Picked::Select => {
                // How many there are stands in the status line for as long as they are selected.
                self.notes.say(if ids.is_empty() { "nothing in this view matches" } else { "" });
                self.list.selection.add(ids);
            }
            Picked::Range(end) => self.list.selection.reach = Some((end, ids)),
            Picked::Act(doing) => {
                let mut all = self.list.selection.ids.clone();
                all.extend(ids);
                if all.is_empty() {
                    return self.notes.say("nothing in this view matches");
                }
                self.act_on(&doing, all.into_iter().collect(), out);
            }
            Picked::TakeOut(command, to) => {
                let mut all = self.list.selection.ids.clone();
                all.extend(ids);
                self.ask_way_of(command, to, all.into_iter().collect(), out);
            }
            Picked::SpikeStories(spiking) => self.spiked_came(spiking, ids),
            Picked::ReadAll => self.unread_came(ids, out),
            Picked::ReadAbove(current) => {
                let above = ids.into_iter().filter(|id| *id != current).collect();
                self.read_these(above, out);
            }
        }
    }
}
