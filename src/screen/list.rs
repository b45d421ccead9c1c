//! The list: a window of rows around a cursor that stays on its item whatever arrives.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::select::Selection;
use crate::analysis::beside_badge;
use crate::wire::{ItemId, Page, Row, Sort, Status};

/// Rows asked for on each side of the cursor.
pub(crate) const REACH: usize = 100;
/// How near the cursor may come to the end of the window before more is asked for.
const MARGIN: usize = 40;

/// Who presses a key so soon after an item came under the cursor by itself has not read it yet: less than it takes to see a
/// line, understand it and choose a key.
const UNSEEN: SignedDuration = SignedDuration::from_millis(500);

/// Where the cursor comes to stand when a page arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Land {
    /// On the first row: the view is new.
    #[default]
    Top,
    /// On the first row, unless the editor has moved or acted since the page was asked for.
    Follow,
    /// On the last row.
    Bottom,
    /// On this item, or on the first row where it is gone: back to a view.
    On(ItemId),
    /// Where it is: the page is laid over the window.
    Keep,
}

/// The headline as a row shows it: what the badge at the row's end says is not said twice.
pub(crate) fn shown_headline(row: &Row) -> &str {
    // The badge of copy that was killed elsewhere is the kill's, not that of its own marks; a notice's headline begins with what it is.
    if row.is_killed() || row.notice { &row.headline } else { beside_badge(&row.headline, &row.marks) }
}

/// The list's state.
#[derive(Debug, Default, Clone)]
pub(crate) struct List {
    /// The window of rows, in order.
    pub rows: Vec<Row>,
    /// Rows of the window that no longer match; they stay until the view is left, or fold away under another row.
    pub(super) gone: BTreeSet<ItemId>,
    /// The row with the cursor, counted from 0 in the window.
    pub cursor: usize,
    /// The first row shown.
    pub top: usize,
    /// Matching rows above the window.
    above: u64,
    more_above: bool,
    more_below: bool,
    /// Rows that match in all.
    pub total: u64,
    /// From which time on the order covers its rows, where it does not cover all.
    pub ordered_since: Option<Timestamp>,
    /// Arrivals above the first row shown.
    pub new_above: u64,
    /// Items decided on since the page was asked for: where they match again, they are no arrivals.
    decided: BTreeSet<ItemId>,
    /// So many fewer matching rows stood above the cursor after the last page than before, beyond those that are new no more.
    pub(super) fell: u64,
    /// Items that were decided on since the view was opened: their rows stay.
    pub acted: BTreeSet<ItemId>,
    /// Whether the editor has moved or acted since the view was opened. Until then the cursor follows the top.
    pub touched: bool,
    /// The item that stood under the cursor until another came there by itself, and when.
    pub slipped: Option<(ItemId, Timestamp)>,
    /// Rows that the cursor has still to go, beyond the window.
    pub owed: isize,
    /// Rows that fit on the screen.
    pub height: usize,
    /// Whether a page has arrived for this view.
    pub loaded: bool,
    /// What verbs act on instead of the cursor's item.
    pub selection: Selection,
    /// Rows that were opened, and what stands beneath each.
    pub unfolded: BTreeMap<ItemId, Vec<Row>>,
}

impl List {
    /// The row under the cursor.
    pub fn current(&self) -> Option<&Row> {
        self.rows.get(self.cursor)
    }

    /// The row of an item, if it is in the window.
    pub fn row(&self, id: ItemId) -> Option<&Row> {
        self.rows.iter().find(|r| r.id == id)
    }

    /// The rows to be drawn.
    pub fn visible(&self) -> &[Row] {
        let end = (self.top + self.height).min(self.rows.len());
        self.rows.get(self.top.min(end)..end).unwrap_or(&[])
    }

    /// The place of the cursor among the rows as they stand there, counted from 1; 0 in an empty list. Rows that match no more
    /// count as long as they stay; what is folded open under a row has its place.
    pub fn place(&self) -> u64 {
        if self.rows.is_empty() {
            return 0;
        }
        self.above + self.rows.iter().take(self.cursor + 1).filter(|r| !self.is_member(r.id)).count() as u64
    }

    /// How many rows there are in all: those that match, and those that did and stay.
    pub fn in_all(&self) -> u64 {
        self.total + self.gone.len() as u64
    }

    /// Matching rows before a row of the window.
    fn live_before(&self, index: usize) -> u64 {
        let live = self.rows.iter().take(index).filter(|r| !self.gone.contains(&r.id) && !self.is_member(r.id)).count();
        self.above + live as u64
    }

    /// Whether the cursor is so near the window's end that more rows are wanted.
    pub fn wants_more(&self) -> bool {
        (self.more_above && self.cursor < MARGIN) || (self.more_below && self.cursor + MARGIN >= self.rows.len())
    }

    /// Whether rows below the window match as well.
    pub fn has_more_below(&self) -> bool {
        self.more_below
    }

    /// Whether rows above the window match as well.
    pub fn has_more_above(&self) -> bool {
        self.more_above
    }

    /// Forgets everything: another view is coming.
    pub fn clear(&mut self) {
        *self = Self { height: self.height, ..Self::default() };
    }

    /// Puts the cursor back on the item that it stood on until just now: a key pressed at `now` was meant for that one.
    pub fn hold_the_seen(&mut self, now: Timestamp) {
        let Some((id, at)) = self.slipped.take().filter(|_| !self.touched) else { return };
        if now.duration_since(at) < UNSEEN
            && let Some(index) = self.rows.iter().position(|r| r.id == id)
        {
            self.go(index);
        }
    }

    /// Moves the cursor by rows. It stays inside the window; what is beyond it is owed until more rows are there.
    pub fn step(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1) as isize;
        let wanted = (self.cursor as isize).saturating_add(by);
        self.go(usize::try_from(wanted).unwrap_or(0));
        self.owed = match wanted {
            beyond if beyond > last && self.more_below => beyond - last,
            beyond if beyond < 0 && self.more_above => beyond,
            _ => 0,
        };
    }

    /// Puts the cursor on the row of a place, counted from 1, or on the last one.
    pub fn go_to_place(&mut self, place: u64) {
        let within = place.checked_sub(self.above + 1).and_then(|n| usize::try_from(n).ok());
        let mut own = self.rows.iter().enumerate().filter(|(_, r)| !self.is_member(r.id)).map(|(index, _)| index);
        match within.and_then(|n| own.nth(n)) {
            Some(index) => {
                self.owed = 0;
                self.go(index);
            }
            None => {
                let far = |n: u64| isize::try_from(n).unwrap_or(isize::MAX);
                self.step(far(place).saturating_sub(far(self.place())));
            }
        }
    }

    /// Puts the cursor on a row of the window, or the last one before it.
    pub fn go(&mut self, index: usize) {
        self.touched = true;
        self.cursor = index.min(self.rows.len().saturating_sub(1));
        self.scroll_to_cursor();
    }

    /// Scrolls without moving the cursor more than it must to stay in sight.
    pub fn scroll(&mut self, by: isize) {
        self.touched = true;
        self.top = self.top.saturating_add_signed(by).min(self.rows.len().saturating_sub(self.height));
        let last = (self.top + self.height).saturating_sub(1);
        self.cursor = self.cursor.clamp(self.top, last.max(self.top)).min(self.rows.len().saturating_sub(1));
        self.settle();
    }

    /// Brings the cursor into sight, with two rows to spare where the list is tall enough.
    pub fn scroll_to_cursor(&mut self) {
        let spare = if self.height > 6 { 2 } else { 0 };
        let lowest = (self.cursor + spare + 1).min(self.rows.len()).saturating_sub(self.height);
        self.top = self.top.max(lowest).min(self.cursor.saturating_sub(spare));
        self.settle();
    }

    fn settle(&mut self) {
        self.new_above = self.new_above.min(self.live_before(self.top));
    }

    /// Takes a page in. Says whether the cursor's row is missing from it, so that it must be asked for again.
    pub fn accept(&mut self, page: Page, sort: Sort, land: Land) -> bool {
        let first = !self.loaded;
        self.loaded = true;
        if land == Land::Keep && !first && !self.rows.is_empty() {
            return self.overlay(page, sort);
        }
        self.gone.clear();
        self.unfolded.clear();
        self.decided.clear();
        self.new_above = 0;
        let stood = self.rows.iter().find(|row| land == Land::On(row.id)).cloned();
        self.take(&page);
        self.rows = page.rows.to_vec();
        // Where the item itself is not in the list any more, to the one that follows in its place.
        let follows = |row: &Row| {
            stood.as_ref().is_some_and(|stood| order(row, stood, sort, self.ordered_since) != Ordering::Less)
        };
        self.cursor = match land {
            Land::Bottom => self.rows.len().saturating_sub(1),
            Land::On(id) => {
                let here = self.rows.iter().position(|r| r.id == id).or_else(|| self.rows.iter().position(follows));
                here.unwrap_or(if stood.is_some() { self.rows.len().saturating_sub(1) } else { 0 })
            }
            Land::Top | Land::Follow | Land::Keep => 0,
        };
        self.top = 0;
        self.scroll_to_cursor();
        false
    }

    fn take(&mut self, page: &Page) {
        self.above = page.above;
        self.more_above = page.more_above;
        self.more_below = page.more_below;
        self.total = page.total;
        self.ordered_since = page.ordered_since;
    }

    /// Lays a page over the window: rows that no longer match stay, the cursor stays on its item and its line.
    fn overlay(&mut self, page: Page, sort: Sort) -> bool {
        let Some(here) = self.current().map(|r| r.id) else { return false };
        // What is folded out is the screen's own: the cache knows the rows above it.
        let Some(id) = self.anchor_row().map(|r| r.id) else { return false };
        let line = self.cursor.saturating_sub(self.top);
        let before = self.live_before(self.cursor);
        let matched: BTreeSet<ItemId> = self.live().map(|row| row.id).collect();
        self.take_members_out();
        let (rows, gone) = merged(&self.rows, &page, sort);
        if rows.iter().all(|r| r.id != id) {
            self.put_members_in();
            return true;
        }
        self.rows = rows;
        self.put_members_in();
        let at = |wanted| self.rows.iter().position(|r| r.id == wanted);
        let Some(cursor) = at(here).or(at(id)) else { return true };
        self.gone = gone;
        self.take(&page);
        self.cursor = cursor;
        self.top = cursor.saturating_sub(line);
        let now = self.live_before(cursor);
        let more = now.saturating_sub(before);
        self.new_above += more.saturating_sub(self.back_above(&matched));
        let counted = self.new_above;
        self.settle();
        self.fell = before.saturating_sub(now).saturating_sub(counted - self.new_above);
        false
    }

    /// Rows that match.
    fn live(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !self.gone.contains(&row.id) && !self.is_member(row.id))
    }

    /// How many of the items that were decided on match again above the cursor, as far as the window tells; of those beyond it,
    /// how many may. `matched` are those of the window that did before.
    fn back_above(&self, matched: &BTreeSet<ItemId>) -> u64 {
        let place: BTreeMap<ItemId, usize> = self.rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let live: BTreeSet<ItemId> = self.live().map(|row| row.id).collect();
        let back = |id: &&ItemId| match place.get(id) {
            Some(at) => *at < self.cursor && live.contains(id) && !matched.contains(id),
            None => self.more_above,
        };
        self.decided.iter().filter(back).count() as u64
    }

    /// Editors have decided on these.
    pub fn decided(&mut self, items: impl Iterator<Item = ItemId>) {
        self.decided.extend(items);
    }

    /// The page knows all that was decided until now.
    pub fn up_to_date(&mut self) {
        self.decided.clear();
    }

    /// Puts newer versions of rows in their places.
    pub fn refresh(&mut self, fresh: &[Row]) {
        for row in self.rows.iter_mut().chain(self.unfolded.values_mut().flatten()) {
            if let Some(new) = fresh.iter().find(|r| r.id == row.id) {
                *row = new.clone();
            }
        }
    }

    /// Takes out rows whose items are not in the cache any more. The cursor stays on its item; where that is gone, it comes to
    /// stand on the next row.
    pub fn vanish(&mut self, ids: &BTreeSet<ItemId>) {
        if ids.is_empty() || !self.rows.iter().any(|r| ids.contains(&r.id)) {
            return;
        }
        let line = self.cursor.saturating_sub(self.top);
        let before = self.rows.iter().take(self.cursor).filter(|r| !ids.contains(&r.id)).count();
        self.rows.retain(|r| !ids.contains(&r.id));
        self.gone.retain(|id| !ids.contains(id));
        self.unfolded.retain(|id, members| {
            members.retain(|r| !ids.contains(&r.id));
            !ids.contains(id)
        });
        self.cursor = before.min(self.rows.len().saturating_sub(1));
        self.top = self.cursor.saturating_sub(line);
        self.settle();
    }

    /// Notes what the desk has decided.
    pub fn set_status(&mut self, done: &[(ItemId, Status)]) {
        self.decided(done.iter().map(|(id, _)| *id));
        // A whole view may have been marked: far more than the window holds.
        let places: BTreeMap<ItemId, usize> = self.rows.iter().enumerate().map(|(at, r)| (r.id, at)).collect();
        for (id, status) in done {
            if let Some(row) = places.get(id).and_then(|at| self.rows.get_mut(*at)) {
                row.status = status.clone();
            }
            for row in self.unfolded.values_mut().flatten().filter(|r| r.id == *id) {
                row.status = status.clone();
            }
        }
    }
}

/// The page's rows, with those rows of the old window that lie in its range but match no more.
fn merged(old: &[Row], page: &Page, sort: Sort) -> (Vec<Row>, BTreeSet<ItemId>) {
    let known: BTreeSet<ItemId> = page.rows.iter().map(|r| r.id).collect();
    let mut rows = page.rows.to_vec();
    let mut gone = BTreeSet::new();
    for row in old.iter().filter(|r| !known.contains(&r.id)) {
        let above = page.rows.first().is_some_and(|f| order(row, f, sort, page.ordered_since) == Ordering::Less);
        let below = page.rows.last().is_some_and(|l| order(row, l, sort, page.ordered_since) == Ordering::Greater);
        if (above && page.more_above) || (below && page.more_below) {
            continue;
        }
        let at = rows.partition_point(|r| order(r, row, sort, page.ordered_since) == Ordering::Less);
        rows.insert(at, row.clone());
        gone.insert(row.id);
    }
    (rows, gone)
}

/// The order of two rows in a list. Ties are broken by the item, so that it is total. Where the order covers what came since a time
/// alone, what is older stands below.
pub(crate) fn order(a: &Row, b: &Row, sort: Sort, since: Option<Timestamp>) -> Ordering {
    let older = |row: &Row| since.is_some_and(|since| row.sort_at < since);
    match (older(a), older(b)) {
        (false, false) => sort.compare(a, b),
        (true, true) => Sort::Newest.compare(a, b),
        (one, other) => one.cmp(&other),
    }
}
