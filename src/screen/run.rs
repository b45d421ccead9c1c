//! What each command does.

use super::commands::{Command, Pane};
use super::list::Land;
use super::message::Effect;
use super::overlay::{Confirm, Confirmed};
use super::prompt::{Ask, Prompt};
use super::select::{MOST, Stretch};
use super::state::{Picked, Screen, Showing, Then};
use super::verbs::Doing;
use super::views::{Left, View};
use crate::wire::{ItemId, LogKind, Query, Term, Verb, clean_line};

impl Screen {
    /// Does a command. A count means as many times, where that has a meaning.
    pub(crate) fn run(&mut self, command: Command, count: Option<u32>, out: &mut Vec<Effect>) {
        match command {
            Command::Down
            | Command::Up
            | Command::Top
            | Command::Bottom
            | Command::HalfDown
            | Command::HalfUp
            | Command::PageDown
            | Command::PageUp => self.run_move(command, count, out),
            Command::Left
            | Command::Right
            | Command::NextPane
            | Command::PreviousPane
            | Command::GoList
            | Command::GoReader
            | Command::GoQuotes
            | Command::GoSources
            | Command::ToggleQuotes
            | Command::Zen
            | Command::Layout
            | Command::Narrower
            | Command::Wider => self.run_pane(command, count, out),
            Command::Alerts => self.alert_key(count, out),
            Command::Diff => self.ask_difference(count, out),
            Command::Fold => self.toggle_fold(out),
            Command::FoldAll => self.toggle_folding(out),
            Command::Beside => self.ask_beside(out),
            Command::SpikeStory => self.act(Doing::SpikeStories, count, out),
            Command::Split => self.act(Doing::verb(Verb::Split), count, out),
            Command::Join => self.join_stories(out),
            Command::Open
            | Command::NextUnread
            | Command::PreviousUnread
            | Command::NextItem
            | Command::PreviousItem
            | Command::ReadOn => self.run_item(command, count, out),
            Command::NextQuote => self.step_quote(1, count, out),
            Command::PreviousQuote => self.step_quote(-1, count, out),
            Command::CopyQuotes => self.ask_quotes_to_copy(false, out),
            Command::CopyFlaggedQuotes => self.ask_quotes_to_copy(true, out),
            Command::OnlySpeaker => self.only_speaker(),
            Command::LooseStrings => self.loose_strings(),
            Command::JumpToQuote => self.jump_to_quote(out),
            Command::NextHit => self.step_hit(1),
            Command::PreviousHit => self.step_hit(-1),
            Command::Folds => {
                self.reader.folds_open = !self.reader.folds_open;
                self.reader.lay_out();
            }
            Command::Save | Command::SendTo | Command::Pipe | Command::OpenWith => {
                self.ask_way(command, None, count, out);
            }
            Command::ViewFailing => self.show_failing(),
            Command::History => self.show_history(out),
            Command::Report => self.show_report(count, out),
            Command::Help => self.show_help(),
            Command::CopyQuote
            | Command::CopyQuoteMarkdown
            | Command::CopyLink
            | Command::CopyHeadline
            | Command::CopyText
            | Command::CopyMarkdown
            | Command::LinkHints
            | Command::OpenInBrowser
            | Command::OpenInBrowserAndRead
            | Command::Metadata
            | Command::FullText
            | Command::AsReceived
            | Command::SpeakerEverywhere => self.with_reading(command, out),
            Command::Drop => self.drop_level(out),
            Command::Close => self.close(out),
            Command::Quit => out.push(Effect::Quit),
            Command::Suspend => out.push(Effect::Suspend),
            Command::Redraw => out.push(Effect::Redraw),
            Command::Reload => self.ask_settings(out),
            Command::EditSources => out.push(Effect::EditSources),
            Command::Demo => self.ask_demo(out),
            _ => self.run_triage(command, count, out),
        }
    }

    /// Goes to the next or previous place of what is searched for, and says which it is, or why there is none.
    fn step_hit(&mut self, by: isize) {
        self.reader.next_hit(by);
        let key = self.first_key(Command::Search);
        self.notes.say(match &self.reader.find {
            _ if self.reader.reading.is_none() => "no story is open to find anything in".to_owned(),
            Some(find) => format!("hit {} of {}", find.at + 1, find.hits.len()),
            None if !self.needles.0.is_empty() => {
                "what the list was searched for is not in the text of this story".to_owned()
            }
            None => format!("nothing is searched for: in the story {key} finds words"),
        });
    }

    fn run_triage(&mut self, command: Command, count: Option<u32>, out: &mut Vec<Effect>) {
        match command {
            Command::Flag
            | Command::Spike
            | Command::Hold
            | Command::Use
            | Command::Claim
            | Command::ToggleRead
            | Command::MarkRead
            | Command::MarkUnread
            | Command::Unflag
            | Command::Unspike
            | Command::Unhold
            | Command::Unuse
            | Command::Release => {
                self.act(Doing::Key(command), count, out);
            }
            Command::Undo => (0..count.unwrap_or(1).clamp(1, 99)).for_each(|_| self.undo(LogKind::Undo, out)),
            Command::Redo => (0..count.unwrap_or(1).clamp(1, 99)).for_each(|_| self.undo(LogKind::Redo, out)),
            Command::SelectRange => self.select_range(),
            Command::ReadAbove => self.read_above(out),
            Command::ReadAll => self.ask_read_all(out),
            _ => match self.ask_of(command) {
                Some(ask) => self.open_prompt(ask, count, out),
                None => self.run_view(command, out),
            },
        }
    }

    /// Opens a prompt, with the line that it begins from.
    fn open_prompt(&mut self, ask: Ask, count: Option<u32>, out: &mut Vec<Effect>) {
        let line = match ask {
            Ask::Filter => self.view.filter.as_ref().map_or(String::new(), |(text, _)| text.clone()),
            Ask::Note => {
                let one = match self.row.items() {
                    Some([one]) => self.list.row(*one),
                    Some(_) => None,
                    None => self.list.selection.is_empty().then(|| self.current_row()).flatten(),
                };
                one.and_then(|row| row.status.note.as_deref()).map_or(String::new(), clean_line)
            }
            _ => String::new(),
        };
        self.values.clear();
        // What is typed is meant for the item that stands here now: it does not slip away under newer copy.
        self.list.touched = true;
        let count = match self.row.items().filter(|_| ask.is_of_verb()) {
            Some(items) => u32::try_from(items.len()).ok().filter(|n| *n > 1),
            None => count.filter(|_| ask.is_of_verb() && self.list.selection.is_empty()),
        };
        self.prompt = Some(Prompt::new(ask, &line).about(count));
        self.ask_for_offers(out);
    }

    fn run_view(&mut self, command: Command, out: &mut Vec<Effect>) {
        let who = self.setup.who.clone();
        let view = match command {
            Command::ViewUnread => View::unread(),
            Command::ViewAll => View::all(),
            Command::ViewFlagged => View::in_state("flagged", "flagged"),
            Command::ViewHeld => View::in_state("held", "held"),
            Command::ViewSpiked => View::in_state("spiked", "spiked"),
            Command::ViewUsed => View::in_state("used", "used"),
            Command::ViewClaims => View::claimed_by(&who),
            Command::ViewAgain => View::again(),
            Command::ViewCorrections => View::corrections(),
            Command::ThisSource => match self.current_row() {
                Some(row) => View::source(&row.source.clone(), self.view.hide),
                None => return,
            },
            Command::OnlyThisSource => return self.open_in_drawer(out),
            Command::NextSource => return self.next_source(1, out),
            Command::PreviousSource => return self.next_source(-1, out),
            Command::Back => return self.go_back(out),
            Command::Sort => {
                return self.sort_by(self.view.next_sort(), out);
            }
            Command::ShowHidden => {
                self.view.hide = !self.view.hide;
                self.notes.say(if self.view.hide { "read and spiked hidden" } else { "read and spiked shown" });
                return self.reload_here(out);
            }
            Command::PollAll => return self.poll(None, out),
            Command::PollThis if self.focus == Pane::Drawer && self.desk.on_view.is_some() => {
                self.notes.say("this is a view, and no source");
                return;
            }
            Command::PollThis => {
                let source = self.source_here();
                return self.poll(source, out);
            }
            Command::RemoveSource => return self.ask_remove(),
            _ => return,
        };
        self.go_to(view, out);
    }

    /// Shows another view; the one left can be gone back to.
    pub(crate) fn go_to(&mut self, view: View, out: &mut Vec<Effect>) {
        let mut view = self.as_folded(view);
        if !view.own_order {
            view.sort = self.order;
        }
        if self.view != view {
            let row = self.list.current().cloned();
            self.left.push(Left { view: std::mem::replace(&mut self.view, view), row });
            // Far more than anybody goes back.
            if self.left.len() > 50 {
                self.left.remove(0);
            }
        }
        self.focus_on(Pane::List, out);
        self.reload(out);
    }

    /// Lists the view afresh, from its top.
    pub(crate) fn reload(&mut self, out: &mut Vec<Effect>) {
        self.list.clear();
        self.give_up("the list was opened anew first");
        self.ask_page(Land::Top, out);
    }

    /// Lists the view afresh around the item that the cursor stands on, where it was put there.
    pub(crate) fn reload_here(&mut self, out: &mut Vec<Effect>) {
        let Some(row) = self.list.current().filter(|_| self.list.touched).cloned() else { return self.reload(out) };
        let id = row.id;
        self.list.clear();
        self.list.rows.push(row);
        self.list.touched = true;
        self.give_up("the list was opened anew first");
        self.ask_page(Land::On(id), out);
    }

    /// Goes back to the view before, if there is one.
    pub(crate) fn go_back(&mut self, out: &mut Vec<Effect>) {
        let Some(left) = self.left.pop() else {
            self.notes.say("this is the first view");
            return;
        };
        let id = left.id();
        self.view = left.view;
        self.list.clear();
        self.give_up("the list was opened anew first");
        self.list.rows.extend(left.row);
        self.list.touched = id.is_some();
        self.ask_page(id.map_or(Land::Top, Land::On), out);
        self.focus_on(Pane::List, out);
    }

    fn next_source(&mut self, by: isize, out: &mut Vec<Effect>) {
        let names: Vec<&str> = self.desk.sources.iter().map(|s| s.name.as_str()).collect();
        if names.is_empty() {
            return;
        }
        // Place 0 is all sources together.
        let here = names.iter().position(|n| *n == self.view.name).map_or(0, |at| at as isize + 1);
        let next = (here + by).rem_euclid(names.len() as isize + 1) as usize;
        let hide = self.view.hide;
        let from_source = here > 0;
        let view = match next.checked_sub(1).and_then(|at| names.get(at)) {
            Some(name) => View::source(name, hide),
            None if hide => View::unread(),
            None => View::all(),
        };
        if from_source {
            // Leafing through sources is one step, not many, on the way back.
            self.view = self.as_folded(View { sort: self.order, ..view });
            self.reload(out);
        } else {
            self.go_to(view, out);
        }
    }

    fn source_here(&self) -> Option<crate::wire::SourceId> {
        if self.focus == Pane::Drawer {
            return self.drawer_source().map(|s| s.id);
        }
        let name = &self.current_row()?.source;
        self.desk.sources.iter().find(|s| *s.name == **name).map(|s| s.id)
    }

    fn poll(&mut self, source: Option<crate::wire::SourceId>, out: &mut Vec<Effect>) {
        if self.desk.progress.offline {
            self.notes.say("offline: nothing is polled");
            return;
        }
        let name = source.and_then(|id| self.desk.sources.iter().find(|s| s.id == id)).map(|s| s.name.clone());
        self.notes.say(format!("polling {}", name.as_deref().unwrap_or("every source")));
        self.desk.poll_asked = true;
        out.push(Effect::Poll(source));
    }

    /// Asks before made-up copy takes the place of the wire: that is one Shift away from what is asked of a story. Who has no copy yet
    /// leaves none. The same key leads back, after a question too.
    fn ask_demo(&mut self, out: &mut Vec<Effect>) {
        match self.setup.showing {
            Showing::Own => {}
            Showing::Demo => return self.notes.say("this is the demo wire"),
            Showing::DemoInstead => {
                let words = "leave the demo for your own wire? Nothing of the demo is kept.".to_owned();
                self.confirm = Some(Confirm { words, what: Confirmed::EndDemo });
                return;
            }
        }
        if self.desk.known && self.desk.counts.items == 0 {
            return out.push(Effect::StartDemo);
        }
        let words =
            "leave your wire for the demo's made-up copy? Yours is not polled until you are back; nothing of the demo is kept."
                .to_owned();
        self.confirm = Some(Confirm { words, what: Confirmed::Demo });
    }

    fn ask_remove(&mut self) {
        if self.desk.on_view.is_some() {
            self.notes.say("this is a view, and no source; views of your own stand in the configuration");
        } else if let Some(source) = self.drawer_source() {
            let words = format!("remove {}? Its copy stays in the cache.", source.name);
            self.confirm = Some(Confirm { words, what: Confirmed::RemoveSource(source.id) });
        }
    }

    /// Counts what is unread in the view, folded copy too: the question is about items, and what comes in while it stands is
    /// not part of it.
    fn ask_read_all(&mut self, out: &mut Vec<Effect>) {
        if self.list.total == 0 {
            self.notes.say("there is nothing in this view");
            return;
        }
        let unread = Query::Term(Term::State("unread".into()));
        let query = match self.view.every() {
            Query::All => unread,
            every => Query::And(vec![every, unread]),
        };
        self.ask_ids(query, Stretch { from: None, to: None, limit: MOST + 1 }, Picked::ReadAll, out);
    }

    /// It is known what is unread in the view.
    pub(crate) fn unread_came(&mut self, items: Vec<ItemId>, out: &mut Vec<Effect>) {
        let (count, rows, name) = (items.len(), self.list.total, self.view.in_words());
        let in_rows = if rows < count as u64 { format!(" in {rows} rows") } else { String::new() };
        let (words, what) = match count {
            0 => return self.notes.say("nothing in this view is unread"),
            n if n > MOST => (format!("mark more than {MOST} items in {name} read?"), Confirmed::ReadAll),
            1 => (format!("mark the 1 unread item of {name} read?"), Confirmed::ReadThese(items)),
            n => (format!("mark {n} items{in_rows} of {name} read?"), Confirmed::ReadThese(items)),
        };
        if count <= self.list.height.max(1) {
            return self.confirmed(what, out);
        }
        self.confirm = Some(Confirm { words, what });
    }

    /// Does what was confirmed.
    pub(crate) fn confirmed(&mut self, what: Confirmed, out: &mut Vec<Effect>) {
        match what {
            Confirmed::ReadAll => self.read_all(out),
            Confirmed::ReadThese(items) => self.read_in_view(items, out),
            Confirmed::Decide(decisions) => self.decide(decisions, None, out),
            Confirmed::RemoveSource(id) => out.push(Effect::RemoveSource(id)),
            Confirmed::SpikeStories(items) => self.spike_stories(items, out),
            Confirmed::Demo => out.push(Effect::StartDemo),
            Confirmed::EndDemo => out.push(Effect::EndDemo),
            Confirmed::OpenKilled(id) => {
                self.open_all_the_same(id, out);
                self.focus_on(Pane::Reader, out);
            }
        }
    }

    /// Opens an item: into the reader, and read.
    pub(crate) fn open(&mut self, id: ItemId, out: &mut Vec<Effect>) {
        self.list.touched = true;
        if self.asks_first(id) {
            return;
        }
        self.open_all_the_same(id, out);
    }

    /// Opens an item without asking first.
    fn open_all_the_same(&mut self, id: ItemId, out: &mut Vec<Effect>) {
        if self.reader.id() != Some(id) || self.reader.wanted.is_some_and(|w| w != id) {
            self.ask_reading(id, None, None, out);
        }
        if self.setup.read_on_open {
            self.mark_read(id, out);
        }
    }

    /// Opens the item under the cursor.
    pub(crate) fn open_current(&mut self, out: &mut Vec<Effect>) {
        if let Some(id) = self.list.current().map(|r| r.id) {
            self.open(id, out);
        }
        self.more_rows(out);
    }

    /// Asks for more of the list where the cursor nears the window's end.
    pub(crate) fn more_rows(&mut self, out: &mut Vec<Effect>) {
        if self.list.wants_more() && self.asks.page.is_none() && self.asks.seek.is_none() {
            self.ask_page(Land::Keep, out);
        }
    }

    /// Runs a command that needs the whole item, once that is there.
    fn with_reading(&mut self, command: Command, out: &mut Vec<Effect>) {
        let of_a_quote =
            matches!(command, Command::CopyQuote | Command::CopyQuoteMarkdown | Command::SpeakerEverywhere);
        if of_a_quote && let Some(reading) = self.highlighted() {
            return self.look_into(command, &reading, out);
        }
        let Some(id) = self.current_row().map(|r| r.id) else {
            self.notes.say("there is no item here");
            return;
        };
        match self.reader.reading.clone().filter(|reading| reading.row.id == id) {
            Some(reading) => self.look_into(command, &reading, out),
            // Text that is fetched is read, and so is a story that is on its way to the reader.
            None if command == Command::FullText || self.reader.wanted.is_some() => {
                self.ask_reading(id, None, Some(Then::Run(command, None)), out)
            }
            None => self.ask_reading(id, None, Some(Then::Look(command)), out),
        }
    }

    /// Drops one level: the quotes over the panes, a selection, what was searched for in the story, the reader, the filter, the
    /// view; last, the polling that goes on.
    fn drop_level(&mut self, out: &mut Vec<Effect>) {
        self.queue.clear();
        if self.asks.weighed.take().is_some() {
            self.notes.say("left as it was");
            return;
        }
        // What lies on top and names the key goes first.
        let on_top = self.focus == Pane::Quotes && self.layout.popup;
        if !on_top && self.stop_fetching(out) {
            return;
        }
        if on_top {
            self.focus_on(Pane::Reader, out);
        } else if self.drop_selection() {
            // That was the level.
        } else if self.focus == Pane::Quotes {
            self.focus_on(Pane::Reader, out);
        } else if self.focus == Pane::Drawer {
            self.close_drawer(out);
        } else if self.reader.find.as_ref().is_some_and(|f| f.typed) {
            self.reader.find = None;
            self.reader.mark(&self.needles.0);
        } else if self.layout.zen {
            self.layout.zen = false;
            self.rearrange(out);
        } else if self.focus == Pane::Reader {
            self.focus_on(Pane::List, out);
        } else if self.view.filter.take().is_some() {
            self.reload(out);
        } else if !self.left.is_empty() {
            self.go_back(out);
        } else if self.desk.progress.total > 0 && !self.desk.progress.offline {
            out.push(Effect::StopPolling);
        }
        self.notes.say("");
    }

    fn close(&mut self, out: &mut Vec<Effect>) {
        match self.focus {
            Pane::Drawer => self.close_drawer(out),
            Pane::Quotes => self.focus_on(Pane::Reader, out),
            Pane::Reader => {
                self.layout.zen = false;
                self.focus_on(Pane::List, out);
            }
            Pane::List if !self.left.is_empty() => self.go_back(out),
            // Beneath the last view of a demo that took its place lies the desk's own wire.
            Pane::List if self.setup.showing == Showing::DemoInstead => out.push(Effect::EndDemo),
            Pane::List => out.push(Effect::Quit),
        }
    }
}
