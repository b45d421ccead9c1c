//! Questions to the cache and what becomes of the answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::commands::{Command, Pane};
use super::list::{Land, REACH};
use super::message::Effect;
use super::state::{Screen, Sought, Then};
use crate::triage::again_words;
use crate::wire::{
    Anchor, Answer, Change, Counts, ItemId, Page, PageRequest, Query, Question, Reading, Row, Sort, Term, Ticket,
};
use jiff::Timestamp;

/// Items asked for by number at once; changes to more are caught by the page.
const ROWS_AT_ONCE: usize = 500;

impl Screen {
    /// Asks for the list's page, to stand as `land` says. Who opens a view waits for something to be there.
    pub(crate) fn ask_page(&mut self, land: Land, out: &mut Vec<Effect>) {
        self.ask_page_in(land == Land::Top, land, out);
    }

    fn ask_page_in(&mut self, hurry: bool, land: Land, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        self.asks.page = Some((ticket, land));
        self.asks.page_stale = false;
        // One slot a kind: this question takes the place of one that seeks, which nobody would answer any more.
        self.asks.seek = None;
        let around = match land {
            Land::Top | Land::Follow => None,
            Land::Bottom => Some(far_end(self.view.order())),
            Land::On(_) => self.left_anchor(),
            Land::Keep => self.list.anchor_row().map(Anchor::of),
        };
        out.push(Effect::Ask(Question::Page(PageRequest {
            ticket,
            query: self.view.whole(),
            sort: self.view.order(),
            around,
            before: if around.is_some() { REACH } else { 0 },
            after: if around.is_some() { REACH } else { 2 * REACH },
            hurry,
        })));
    }

    /// The place to come back to: the row that [`Screen::go_back`] has put in the list for the time being.
    fn left_anchor(&self) -> Option<Anchor> {
        self.list.current().map(Anchor::of)
    }

    /// Asks for the page again, unless it is under way. What is sought beyond the window comes first: keys wait for it.
    pub(crate) fn refresh_page(&mut self, out: &mut Vec<Effect>) {
        if self.asks.page.is_some() || self.asks.seek.is_some() {
            self.asks.page_stale = true;
            return;
        }
        let follow = !self.list.touched || self.list.rows.is_empty();
        self.ask_page_in(false, if follow { Land::Follow } else { Land::Keep }, out);
    }

    /// Asks for sources and counts, unless they are under way.
    pub(crate) fn ask_desk(&mut self, out: &mut Vec<Effect>) {
        if self.asks.desk.is_some() {
            self.asks.desk_stale = true;
            return;
        }
        let ticket = self.asks.ticket();
        self.asks.desk = Some(ticket);
        self.asks.desk_stale = false;
        out.push(Effect::Ask(Question::Desk(ticket)));
    }

    fn ask_rows(&mut self, ids: &[ItemId], out: &mut Vec<Effect>) {
        let room = ROWS_AT_ONCE.saturating_sub(self.asks.rows_next.len());
        self.asks.rows_next.extend(ids.iter().take(room));
        if self.asks.rows.is_some() || self.asks.rows_next.is_empty() {
            return;
        }
        let ticket = self.asks.ticket();
        self.asks.rows = Some(ticket);
        let ids = std::mem::take(&mut self.asks.rows_next);
        self.asks.rows_of.clone_from(&ids);
        out.push(Effect::Ask(Question::Rows(ticket, ids)));
    }

    /// Asks for a story.
    pub(crate) fn ask_reading(&mut self, id: ItemId, revision: Option<u32>, then: Option<Then>, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        self.asks.reading = Some(ticket);
        self.asks.then = then;
        if then.is_none() {
            self.reader.wanted = Some(id);
        }
        let (copy, width) = (self.reader.copy_of(id), self.reader.width.max(1));
        out.push(Effect::Ask(Question::Reading { ticket, id, revision, copy, width }));
    }

    /// Looks outside the window for the next (1) or previous (-1) item of a kind.
    pub(crate) fn seek(&mut self, direction: isize, what: Sought, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        self.asks.seek = Some((ticket, direction, what));
        // The page under way is given up: one slot a kind.
        self.asks.page_stale |= self.asks.page.take().is_some();
        let state = |word: &str| Query::Term(Term::State(word.into()));
        let wanted = match what {
            Sought::Unread => state("unread"),
            // Everything there has its verdict already.
            Sought::Untriaged if self.view.says_why() => state("again"),
            Sought::Untriaged => Query::And(vec![state("untriaged"), Query::Not(Box::new(state("killed")))]),
        };
        out.push(Effect::Ask(Question::Page(PageRequest {
            ticket,
            query: self.view.others(wanted, self.list.current().and_then(|row| row.story)),
            sort: self.view.order(),
            around: self.list.current().map(Anchor::of),
            before: if direction < 0 { 2 } else { 0 },
            after: 2,
            hurry: false,
        })));
    }

    /// What was asked for of the list before is not wanted of this one; a verb that waits for it is not done, and that is told.
    pub(crate) fn give_up(&mut self, why: &str) {
        self.asks.seek = None;
        self.asks.ids = None;
        if self.asks.weighed.take().is_some() {
            self.notes.trouble(format!("nothing was done to what was selected: {why}"));
        }
    }

    /// The cache changed: numbers come, copies are asked for.
    pub(crate) fn changed(&mut self, change: &Change, out: &mut Vec<Effect>) {
        self.list.decided(change.decided.iter().copied());
        if !change.touched.is_empty() {
            self.ask_rows(&change.touched, out);
            // A new revision or fresh quotes of the story that is open.
            let idle = self.asks.reading.is_none();
            if let Some(id) = self.reader.id().filter(|id| idle && change.touched.contains(id)) {
                self.ask_reading(id, None, None, out);
            }
        }
        if !change.new.is_empty() || !change.touched.is_empty() || change.unnamed {
            self.refresh_page(out);
            self.ask_echoes(out);
        }
        if change.unnamed {
            // Old copy may have been let go of: what is not in the cache any more leaves the list.
            let ids: Vec<_> = self.list.rows.iter().map(|r| r.id).collect();
            self.ask_rows(&ids, out);
        }
        self.count_views(out);
        self.ask_desk(out);
    }

    /// An answer has come.
    pub(crate) fn answered(&mut self, answer: Answer, out: &mut Vec<Effect>) {
        match answer {
            Answer::Page(page) => self.page_came(page, out),
            Answer::Reading(ticket, reading) => self.reading_came(ticket, reading, out),
            Answer::Ids(ticket, ids) => {
                if let Some((_, then)) = self.asks.ids.take_if(|(t, _)| *t == ticket) {
                    self.ids_came(ids, then, out);
                }
            }
            Answer::Values(ticket, field, all) => {
                if self.asks.values.take_if(|(t, _)| *t == ticket).is_some() {
                    self.values.push((field, all));
                }
            }
            Answer::Rows(ticket, rows) => {
                if let Some((_, doing, items)) = self.asks.weighed.take_if(|(t, ..)| *t == ticket) {
                    self.weighed(&doing, items, rows, out);
                } else if self.asks.rows == Some(ticket) {
                    self.asks.rows = None;
                    self.list.refresh(&rows);
                    let mut missing: BTreeSet<ItemId> = std::mem::take(&mut self.asks.rows_of).into_iter().collect();
                    rows.iter().for_each(|row| _ = missing.remove(&row.id));
                    self.list.vanish(&missing);
                    self.list.fold_away(self.view.folding(), self.reader.id());
                    self.ask_rows(&[], out);
                }
            }
            Answer::Desk(ticket, counts, sources, alerts) => {
                if self.asks.desk == Some(ticket) {
                    self.asks.desk = None;
                    self.say_again(&counts);
                    self.desk.counts = counts;
                    self.desk.sources = sources;
                    self.told(alerts);
                    self.desk.known = true;
                    self.desk.cursor = self.desk.cursor.min(self.desk.sources.len().saturating_sub(1));
                    if self.asks.desk_stale {
                        self.ask_desk(out);
                    }
                }
            }
            Answer::Count(ticket, count) => self.count_came(ticket, count, out),
            Answer::Members(ticket, rows) => self.members_came(ticket, &rows),
            Answer::Difference(ticket, found) => self.difference_came(ticket, found.as_deref()),
            Answer::Beside(ticket, beside) => self.beside_came(ticket, beside.as_deref()),
            Answer::Log(ticket, lines) => self.log_came(ticket, lines),
            Answer::Report(ticket, report) => self.report_came(ticket, &report),
            Answer::Sayings(ticket, found, next) => self.sayings_came(ticket, &found, next, out),
            Answer::Echoes(ticket, found) => self.echoes_came(ticket, found),
            Answer::Failed(ticket, why) => self.answer_failed(ticket, &why, out),
        }
    }

    /// Says that something is to be looked at again, where it was not so before; what the clock alone brought, with its reason.
    fn say_again(&mut self, counts: &Counts) {
        // An answer that was asked for before the undo may know of it already, and the next one will.
        let undone = match self.asks.desk_stale {
            true => self.desk.undone.clone(),
            false => std::mem::take(&mut self.desk.undone),
        };
        let before = &self.desk.counts;
        let keys = self.setup.keymap.chords_of(Command::ViewAgain);
        let key = keys.first().map_or(String::new(), |key| format!("{key} lists it with the reason"));
        let due_before = before.came_due.as_ref().map(|due| due.0);
        let newer = |due: &&(Timestamp, Row)| due_before.is_none_or(|before| before < due.0);
        let due = counts.came_due.as_deref().filter(newer).filter(|due| !undone.contains(&due.1.id));
        let more = counts.again.saturating_sub(before.again).saturating_sub(undone.len() as u64);
        match due {
            _ if !self.desk.known => {}
            Some(due) => {
                let (why, headline) = (again_words(&due.1, self.now, &self.setup.zone), &due.1.headline);
                self.notes.news(&format!("{why} ({key}): {headline}"));
            }
            None if more > 0 => {
                let besides = if before.again == 0 { "" } else { " more" };
                self.notes.news(&format!("{more}{besides} to look at again: {key}"));
            }
            None => {}
        }
    }

    fn page_came(&mut self, page: Page, out: &mut Vec<Effect>) {
        if let Some((_, direction, what)) = self.asks.seek.filter(|(t, ..)| *t == page.ticket) {
            self.asks.seek = None;
            self.sought(&page, direction, what, out);
            return;
        }
        let Some((_, land)) = self.asks.page.filter(|(t, _)| *t == page.ticket) else { return };
        self.asks.page = None;
        let land = match land {
            // What the editor did while the page was under way counts.
            Land::Follow if self.list.touched => Land::Keep,
            land => land,
        };
        let before = self.list.current().map(|row| row.id);
        let cut = page.cut;
        let missing = self.list.accept(page, self.view.order(), land);
        self.list.fold_away(self.view.folding(), self.reader.id());
        if !missing && !self.asks.page_stale {
            self.list.up_to_date();
        }
        if !self.list.touched && before != self.list.current().map(|row| row.id) {
            self.list.slipped = before.map(|id| (id, self.now));
        }
        let owed = std::mem::take(&mut self.list.owed);
        if owed != 0 {
            self.list.step(owed);
            self.more_rows(out);
        }
        if missing || cut || self.asks.page_stale {
            self.refresh_page(out);
        }
    }

    fn sought(&mut self, page: &Page, direction: isize, what: Sought, out: &mut Vec<Effect>) {
        let here = self.list.current();
        let beyond = |r: &&Row| {
            let side = here.map(|h| super::list::order(r, h, self.view.order(), page.ordered_since));
            side.is_none_or(|s| s == if direction < 0 { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater })
        };
        let found = if direction < 0 { page.rows.iter().rfind(beyond) } else { page.rows.iter().find(beyond) };
        match found.cloned() {
            Some(row) => {
                let id = row.id;
                let selection = std::mem::take(&mut self.list.selection);
                self.list.clear();
                self.list.selection = selection;
                self.list.rows.push(row);
                self.list.touched = true;
                if what == Sought::Unread || self.focus != Pane::List {
                    self.open(id, out);
                }
                self.ask_page(Land::On(id), out);
            }
            None => {
                if what == Sought::Unread {
                    self.notes.say("nothing more is unread in this view");
                }
                if self.asks.page_stale {
                    self.refresh_page(out);
                }
            }
        }
    }

    fn reading_came(&mut self, ticket: Ticket, reading: Option<Arc<Reading>>, out: &mut Vec<Effect>) {
        if self.asks.reading != Some(ticket) {
            return;
        }
        self.asks.reading = None;
        let then = self.asks.then.take();
        let Some(reading) = reading else {
            self.reader.wanted = None;
            self.notes.trouble("this item is no longer in the cache");
            return;
        };
        self.reader.wanted = None;
        if let Some(Then::Look(command)) = then {
            // What is copied or looked at from the list needs no place on the screen.
            self.list.refresh(std::slice::from_ref(&reading.row));
            let selected = self.quotes.selected.take();
            self.look_into(command, &reading, out);
            self.quotes.selected = selected;
            return;
        }
        let before = self.reader.reading.clone().filter(|r| r.row.id == reading.row.id);
        let meta = self.meta_line(&reading);
        self.reader.notices = self.notices(&reading);
        self.reader.origin = self.origin(&reading);
        self.list.refresh(std::slice::from_ref(&reading.row));
        self.reader.watched = self.setup.watch.find(&reading.filing.text);
        self.reader.show(reading, meta);
        self.reader.mark(&self.needles.0);
        self.quotes_came(before.as_deref());
        self.lay_out_quotes();
        self.ask_echoes(out);
        match then {
            Some(Then::Run(command, count)) => self.run(command, count, out),
            Some(Then::Quote(n)) => self.select_quote(n),
            Some(Then::Look(_)) | None => {}
        }
    }

    fn answer_failed(&mut self, ticket: Ticket, why: &str, out: &mut Vec<Effect>) {
        self.count_came(ticket, None, out);
        let asks = &mut self.asks;
        let mine = asks.page.is_some_and(|(t, _)| t == ticket);
        if mine {
            asks.page = None;
            // An own view whose query the cache refuses must not stand empty without a word.
            self.list.loaded = true;
        }
        let sought = asks.seek.take_if(|(t, ..)| *t == ticket).is_some();
        if asks.values.is_some_and(|(t, _)| t == ticket) {
            asks.values = None;
        }
        if asks.ids.as_ref().is_some_and(|(t, _)| *t == ticket) {
            asks.ids = None;
            // Else the range would be asked for again at once, and fail again.
            self.list.selection = super::select::Selection::default();
        }
        asks.weighed.take_if(|(t, ..)| *t == ticket);
        let unread = asks.reading == Some(ticket);
        for slot in [&mut asks.reading, &mut asks.desk, &mut asks.rows, &mut asks.copied] {
            if *slot == Some(ticket) {
                *slot = None;
            }
        }
        if unread {
            self.reader.cannot_show(why);
            self.quotes.selected = None;
            self.lay_out_quotes();
        }
        if self.asks.reading.is_none() {
            self.reader.wanted = None;
        }
        if let Some(said) = self.said.as_mut().filter(|said| said.asked == Some(ticket)) {
            said.asked = None;
        }
        match self.notes.damaged {
            true => self.notes.damaged(),
            false => self.notes.trouble(format!("the cache cannot answer: {why}")),
        }
        if (mine || sought) && self.asks.page_stale {
            self.refresh_page(out);
        }
    }
}

/// The place after every row of an order.
fn far_end(sort: Sort) -> Anchor {
    match sort.is_rising() {
        false => Anchor { sort_at: Timestamp::MIN, priority: u8::MAX, id: ItemId(i64::MIN) },
        true => Anchor { sort_at: Timestamp::MAX, priority: u8::MAX, id: ItemId(i64::MAX) },
    }
}
