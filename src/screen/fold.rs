//! Folding: the runs of one copy under one row, opened in place, and the copy beside what other outlets made of it.

use std::collections::{BTreeMap, BTreeSet};

use unicode_width::UnicodeWidthChar;

use super::difference::bracketed;
use super::list::List;
use super::message::Effect;
use super::overlay::{Popup, PopupKind, PopupLineKind, PopupRow};
use super::state::Screen;
use super::times::when;
use super::views::{Fold, View};
use crate::wire::{Beside, Columns, DiffParagraph, ItemId, Question, Row, Ticket, Together};

/// Columns for the name of an outlet.
const OUTLET: usize = 18;

/// Passages shown of each outlet.
const PASSAGES: usize = 3;

/// Places with few other words shown of each outlet.
const CHANGES: usize = 8;

impl Fold {
    /// What an item stands under one row with; `None` where each has a row of its own.
    pub(crate) fn group(self, row: &Row) -> Option<Together> {
        match self {
            Self::Items => None,
            Self::Copies => Some(Together::CopyInStory(row.reprint?, row.story?)),
            Self::Stories => row.story.map(Together::Story),
        }
    }
}

impl Screen {
    /// Opens what is folded under the row with the cursor, or folds it again.
    pub(crate) fn toggle_fold(&mut self, out: &mut Vec<Effect>) {
        let Some(row) = self.list.current().cloned() else { return };
        self.list.touched = true;
        if self.list.close(row.id) {
            // What has got a row of its own while it stood here is now to have it.
            return self.refresh_page(out);
        }
        match self.folded_under(&row) {
            Some(together) => {
                let ticket = self.asks.ticket();
                self.asks.members = Some((ticket, row.id));
                out.push(Effect::Ask(Question::Members(ticket, together)));
            }
            None => self.notes.say("nothing is folded under this row; g d shows its story"),
        }
    }

    /// What is folded under a row of this list; `None` where nothing is.
    pub(crate) fn folded_under(&self, row: &Row) -> Option<Together> {
        self.view.folding().group(row).filter(|_| self.under(row) > 0)
    }

    /// How many more a row stands for: items of its copy, or of its story where stories are listed. Where they are folded under
    /// it, so many does a verb take along: an outlet may have filed the same copy several times, and what an editor put into another
    /// story is not among them.
    pub(crate) fn under(&self, row: &Row) -> u32 {
        let items = match self.view.folding() {
            Fold::Stories => row.story_items,
            Fold::Copies => row.copy_in_story,
            Fold::Items => row.copy_items,
        };
        items.saturating_sub(1)
    }

    /// The same in words: "11 more items under it, 1 other outlet".
    pub(crate) fn under_words(&self, row: &Row) -> Vec<String> {
        let counted =
            |n: u32, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
        let under = if self.list.is_member(row.id) { 0 } else { self.under(row) };
        let items = match self.folded_under(row) {
            Some(_) => counted(under, "more item under it", "more items under it"),
            None => counted(under, "more item of this copy", "more items of this copy"),
        };
        let outlets = counted(row.outlets, "other outlet", "other outlets");
        [items, outlets].into_iter().flatten().collect()
    }

    /// The members of a folded row have come.
    pub(crate) fn members_came(&mut self, ticket: Ticket, members: &[Row]) {
        if let Some((_, under)) = self.asks.members.filter(|(asked, _)| *asked == ticket) {
            self.asks.members = None;
            self.list.unfold(under, members);
        }
    }

    /// The next folding of the view: one row a copy, a story, an item.
    pub(crate) fn toggle_folding(&mut self, out: &mut Vec<Effect>) {
        self.view.fold = self.view.next_fold();
        self.folds.insert(self.view.name.clone(), self.view.fold);
        self.notes.say(match self.view.folding() {
            Fold::Copies => "one row for each copy, however many outlets ran it",
            Fold::Stories if self.view.narrows() => {
                "one row for each story in which something matches: the newest match"
            }
            Fold::Stories => "one row for each story: its newest item that is on top of its copy",
            Fold::Items => "one row for each item",
        });
        self.reload_here(out);
    }

    /// A view folded as the editor chose when it was shown before.
    pub(crate) fn as_folded(&self, view: View) -> View {
        let fold = self.folds.get(&view.name).copied().unwrap_or(view.fold);
        View { fold, ..view }
    }

    /// Asks for the item beside its copy and story.
    pub(crate) fn ask_beside(&mut self, out: &mut Vec<Effect>) {
        let Some(id) = self.current_row().map(|row| row.id) else {
            self.notes.say("there is no item here");
            return;
        };
        let ticket = self.asks.ticket();
        self.show(Popup::waiting(PopupKind::Beside(ticket, None), "same copy, same story"));
        out.push(Effect::Ask(Question::Beside(ticket, id)));
    }

    /// The item beside its copy and story has come.
    pub(crate) fn beside_came(&mut self, ticket: Ticket, beside: Option<&Beside>) {
        let rows = beside.map(|beside| self.beside_rows(beside));
        let Some(popup) = &mut self.popup else { return };
        if popup.kind != PopupKind::Beside(ticket, None) {
            return;
        }
        popup.kind = PopupKind::Beside(ticket, beside.and_then(|b| b.row.story).filter(|_| rows.is_some()));
        popup.fill(rows.unwrap_or_else(|| vec![PopupRow::plain("this item is no longer in the cache")]));
    }

    fn beside_rows(&self, beside: &Beside) -> Vec<PopupRow> {
        let mut rows = Vec::new();
        let outlet = |row: &Row| clip(&row.source, OUTLET);
        let at = |row: &Row| format!("{} {}", when(row.sort_at, self.now, &self.setup.zone), outlet(row));
        let runs = beside.runs.iter().map(|run| outlet(&run.row));
        let lefts = runs.chain(beside.story.iter().map(at)).chain([outlet(&beside.row)]);
        let left = lefts.map(|left| left.columns()).max().unwrap_or(0);
        let pair = |left_of: String, text: String| PopupRow::pair(left_of, text).beside(left);
        let outlets = beside.runs.len() + 1;
        let agency = beside.row.agency.as_deref().map_or(String::new(), |agency| format!(" by {agency}"));
        rows.push(PopupRow::heading(match outlets {
            1 => format!("this copy{agency} ran here only"),
            n => format!("same copy{agency}: {n} runs"),
        }));
        rows.push(pair(outlet(&beside.row), beside.row.headline.to_string()));
        rows.push(pair(String::new(), format!("{} words; the others are held against it", beside.row.words)));
        for run in &beside.runs {
            rows.push(PopupRow::plain(""));
            rows.push(pair(outlet(&run.row), run.row.headline.to_string()));
            let badge = run.row.marks.badges().map_or(String::new(), |badge| format!("{badge}  "));
            rows.push(pair(String::new(), format!("{badge}{} words", run.row.words)));
            for (word, kind, passages) in
                [("cut", PopupLineKind::Removed, &run.cut), ("added", PopupLineKind::Added, &run.added)]
            {
                rows.extend(passage_rows(word, kind, passages).map(|row| row.beside(left)));
            }
            rows.extend(changed_rows(&run.changed).map(|row| row.beside(left)));
        }
        rows.push(PopupRow::plain(""));
        rows.push(PopupRow::heading(match beside.items {
            0 | 1 => "no other item of this story".to_owned(),
            n => format!("same story: {n} items; Enter lists them"),
        }));
        for row in &beside.story {
            rows.push(pair(at(row), row.headline.to_string()));
        }
        rows
    }

    /// Lists a story, every item of it.
    pub(crate) fn list_story(&mut self, story: i64, out: &mut Vec<Effect>) {
        self.go_to(View::story(story), out);
    }
}

/// A name cut to so many columns.
fn clip(name: &str, columns: usize) -> String {
    let mut used = 0;
    name.chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= columns
        })
        .collect()
}

/// Places with few other words, each clipped to four lines; more of them are counted.
fn changed_rows(places: &[DiffParagraph]) -> impl Iterator<Item = PopupRow> {
    let shown = places.iter().take(CHANGES).enumerate().map(|(n, place)| PopupRow {
        words: bracketed(place),
        most: Some(4),
        ..PopupRow::pair(if n == 0 { "changed" } else { "" }, "")
    });
    let more = places.len().checked_sub(CHANGES + 1).map(|n| PopupRow::plain(format!("and {} more changes", n + 1)));
    shown.chain(more)
}

/// Passages with their word to the left, each clipped to two lines; more of them are counted.
fn passage_rows(word: &str, kind: PopupLineKind, passages: &[String]) -> impl Iterator<Item = PopupRow> {
    let shown = passages.iter().take(PASSAGES).enumerate().map(move |(n, passage)| {
        let words = passage.split_whitespace().map(|word| (kind, word.to_owned())).collect();
        PopupRow { words, most: Some(2), ..PopupRow::pair(if n == 0 { word } else { "" }, "") }
    });
    let more =
        passages.len().checked_sub(PASSAGES + 1).map(|n| PopupRow::plain(format!("and {} more passages", n + 1)));
    shown.chain(more)
}

impl List {
    /// Whether a row stands under another.
    pub fn is_member(&self, id: ItemId) -> bool {
        self.unfolded.values().flatten().any(|row| row.id == id)
    }

    /// The row by which the place of the cursor is known to the cache: the one that a member is folded under.
    pub fn anchor_row(&self) -> Option<&Row> {
        let current = self.current()?;
        let over = self.unfolded.iter().find(|(_, rows)| rows.iter().any(|row| row.id == current.id));
        over.map_or(Some(current), |(lead, _)| self.row(*lead))
    }

    /// Shows the members of a row beneath it. One whose own row matches no more leaves that, unless the cursor stands there.
    pub fn unfold(&mut self, under: ItemId, members: &[Row]) {
        let id = self.current().map(|row| row.id);
        let stays = |row: &Row| Some(row.id) == id || !self.gone.contains(&row.id);
        let listed: BTreeSet<ItemId> = self.rows.iter().filter(|row| stays(row)).map(|row| row.id).collect();
        let own = |row: &&Row| row.id == under || listed.contains(&row.id);
        let rows: Vec<Row> = members.iter().filter(|row| !own(row)).cloned().collect();
        rows.iter().for_each(|row| _ = self.gone.remove(&row.id));
        self.take_members_out();
        self.unfolded.insert(under, rows);
        self.put_members_in();
        self.stay_on(id);
    }

    /// Folds the row again that the item is, or that it stands under; the cursor goes there. Whether it was open.
    pub fn close(&mut self, id: ItemId) -> bool {
        let lead = self.unfolded.iter().find(|(lead, rows)| **lead == id || rows.iter().any(|row| row.id == id));
        let Some(lead) = lead.map(|(lead, _)| *lead) else { return false };
        self.take_members_out();
        self.unfolded.remove(&lead);
        self.put_members_in();
        self.stay_on(Some(lead));
        true
    }

    /// Folds rows that match no more under the row that stands for them: further runs of copy that came in, or what was the newest of
    /// its story. What the editor has in hand stays: the row under the cursor, the story that is read, what was decided on or folded
    /// open here; and everything while rows are selected.
    pub(super) fn fold_away(&mut self, fold: Fold, read: Option<ItemId>) {
        if self.gone.is_empty() || fold == Fold::Items || !self.selection.is_empty() {
            return;
        }
        let looked_at = [self.current().map(|row| row.id), read];
        let in_hand =
            |id: ItemId| looked_at.contains(&Some(id)) || self.acted.contains(&id) || self.unfolded.contains_key(&id);
        let (away, stay): (Vec<&Row>, Vec<&Row>) = self
            .rows
            .iter()
            .filter(|row| !self.is_member(row.id))
            .partition(|row| self.gone.contains(&row.id) && !in_hand(row.id));
        // Where several stand for the same, the one that is folded open.
        let open = self.unfolded.keys().filter_map(|id| self.row(*id));
        let top = |row: &Row| Some((fold.group(row)?, row.id));
        let tops: BTreeMap<_, _> = stay.into_iter().chain(open).filter_map(top).collect();
        let under = |row: &Row| Some((*tops.get(&fold.group(row)?)?, row.clone()));
        let found: Vec<(ItemId, Row)> = away.into_iter().filter_map(under).collect();
        if found.is_empty() {
            return;
        }
        let ids: BTreeSet<ItemId> = found.iter().map(|(_, row)| row.id).collect();
        // What was new above is no row of its own any more.
        let above = self.rows.iter().take(self.cursor).filter(|row| ids.contains(&row.id)).count() as u64;
        let fewer = above.min(std::mem::take(&mut self.fell));
        self.new_above = self.new_above.saturating_sub(fewer);
        self.vanish(&ids);
        self.put_beneath(found);
    }

    /// Puts rows among the members of the rows that they came under, where these are open, newest first as they stand there.
    fn put_beneath(&mut self, found: Vec<(ItemId, Row)>) {
        if self.unfolded.is_empty() {
            return;
        }
        let line = self.cursor.saturating_sub(self.top);
        let here = self.current().map(|row| row.id);
        self.take_members_out();
        for (top, row) in found {
            if let Some(members) = self.unfolded.get_mut(&top) {
                let at = members.partition_point(|known| (known.sort_at, known.slot) > (row.sort_at, row.slot));
                members.insert(at, row);
            }
        }
        self.put_members_in();
        self.stay_on(here);
        self.top = self.cursor.saturating_sub(line);
    }

    /// Leaves the rows that the cache knows of the list.
    pub(super) fn take_members_out(&mut self) {
        let unfolded = &self.unfolded;
        if !unfolded.is_empty() {
            self.rows.retain(|row| !unfolded.values().flatten().any(|member| member.id == row.id));
        }
    }

    /// Puts members beneath their rows again; those whose row is gone go with it. A member that has come to the top of its copy
    /// meanwhile, and has a row of its own now, goes on standing where it stands: nothing is shown twice, and nothing jumps.
    pub(super) fn put_members_in(&mut self) {
        let rows = &self.rows;
        self.unfolded.retain(|lead, _| rows.iter().any(|row| row.id == *lead));
        self.take_members_out();
        for (lead, members) in &self.unfolded {
            if let Some(at) = self.rows.iter().position(|row| row.id == *lead) {
                self.rows.splice(at + 1..at + 1, members.iter().cloned());
            }
        }
    }

    pub(super) fn stay_on(&mut self, id: Option<ItemId>) {
        if let Some(at) = id.and_then(|id| self.rows.iter().position(|row| row.id == id)) {
            self.cursor = at;
        }
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        self.scroll_to_cursor();
    }
}
