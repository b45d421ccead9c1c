//! Moving about: in a pane, between panes, from item to item, from quote to quote.

use super::commands::{Command, Pane};
use super::list::Land;
use super::message::Effect;
use super::state::{Screen, Sought};
use crate::wire::Row;

impl Screen {
    /// Moves within the pane that has the focus.
    pub(crate) fn run_move(&mut self, command: Command, count: Option<u32>, out: &mut Vec<Effect>) {
        let page = self.pane_height().max(1) as isize;
        let times = count.unwrap_or(1).clamp(1, 100_000) as isize;
        let by = match command {
            Command::Down => times,
            Command::Up => -times,
            Command::HalfDown => (page / 2).max(1) * times,
            Command::HalfUp => -(page / 2).max(1) * times,
            Command::PageDown => (page - 1).max(1) * times,
            Command::PageUp => -(page - 1).max(1) * times,
            Command::Top | Command::Bottom if let Some(number) = count => return self.jump_to(number, out),
            Command::Top => return self.jump_to_end(false, out),
            _ => return self.jump_to_end(true, out),
        };
        match self.focus {
            Pane::List => {
                self.list.step(by);
                self.more_rows(out);
            }
            Pane::Reader => {
                self.reader.scroll(by);
                self.quote_follows_reader();
            }
            Pane::Quotes => {
                if self.quotes.step_in(by, self.pane_height()) {
                    self.reader_follows_quote();
                }
            }
            Pane::Drawer => self.step_drawer(by),
        }
    }

    /// Goes to the row, line or quote of a number.
    fn jump_to(&mut self, number: u32, out: &mut Vec<Effect>) {
        let before = number.saturating_sub(1).min(100_000) as usize;
        match self.focus {
            Pane::List => {
                self.list.go_to_place(before as u64 + 1);
                self.more_rows(out);
            }
            Pane::Reader => {
                self.reader.scroll(isize::MIN);
                self.reader.scroll(before as isize);
                self.quote_follows_reader();
            }
            Pane::Quotes => {
                // The number is the one that stands before the quote.
                let order = self.quotes.order();
                let least = order.iter().filter(|n| **n <= before).max().or(order.iter().min());
                self.quotes.selected = least.copied();
                self.reader_follows_quote();
            }
            Pane::Drawer => {
                self.step_drawer(isize::MIN);
                self.step_drawer(before as isize);
            }
        }
    }

    fn pane_height(&self) -> usize {
        self.layout.inside(self.focus).map_or(1, |a| usize::from(a.height))
    }

    fn jump_to_end(&mut self, bottom: bool, out: &mut Vec<Effect>) {
        match (self.focus, bottom) {
            (Pane::List, true) if self.list.has_more_below() => self.ask_page(Land::Bottom, out),
            (Pane::List, false) if self.list.has_more_above() => self.ask_page(Land::Top, out),
            (Pane::List, true) => self.list.go(usize::MAX),
            (Pane::List, false) => self.list.go(0),
            (Pane::Reader, _) => {
                self.reader.scroll(if bottom { isize::MAX } else { isize::MIN });
                self.quote_follows_reader();
            }
            (Pane::Quotes, _) => {
                self.quotes.step(if bottom { isize::MAX } else { isize::MIN });
                self.reader_follows_quote();
                if bottom {
                    self.quotes.go_below(self.pane_height());
                }
            }
            (Pane::Drawer, _) => self.step_drawer(if bottom { isize::MAX } else { isize::MIN }),
        }
    }

    /// Moves between panes and changes their sizes.
    pub(crate) fn run_pane(&mut self, command: Command, count: Option<u32>, out: &mut Vec<Effect>) {
        let points = count.unwrap_or(1).clamp(1, 30) as u16 * 2;
        match command {
            Command::GoList if self.focus == Pane::List => self.close_story(),
            Command::GoList => self.focus_on(Pane::List, out),
            Command::GoReader => self.focus_on(Pane::Reader, out),
            Command::GoQuotes => self.focus_on(Pane::Quotes, out),
            Command::GoSources if self.layout.drawer_on && self.focus == Pane::Drawer => self.close_drawer(out),
            Command::GoSources => {
                self.layout.drawer_on = true;
                self.focus_on(Pane::Drawer, out);
                self.follow_drawer();
                self.count_views(out);
            }
            Command::ToggleQuotes => self.toggle_quotes(out),
            Command::Zen => {
                self.layout.zen = !self.layout.zen;
                let to = if self.layout.zen { Pane::Reader } else { self.focus };
                self.focus_on(to, out);
            }
            Command::Layout => self.next_layout(out),
            Command::Narrower => {
                self.layout.share = self.layout.share.saturating_sub(points).max(15);
                self.rearrange(out);
            }
            Command::Wider => {
                self.layout.share = (self.layout.share + points).min(80);
                self.rearrange(out);
            }
            Command::Right | Command::NextPane => self.neighbour(1, command == Command::NextPane, out),
            _ => self.neighbour(-1, command == Command::PreviousPane, out),
        }
    }

    /// Puts the story below the list, or beside it again.
    fn next_layout(&mut self, out: &mut Vec<Effect>) {
        if self.layout.is_narrow() {
            self.notes.say("no room here for two panes");
            return;
        }
        self.layout.zen = false;
        self.layout.stacked = !self.layout.stacked;
        self.notes.say(if self.layout.stacked { "the story below the list" } else { "the story beside the list" });
        self.focus_on(self.focus, out);
    }

    fn toggle_quotes(&mut self, out: &mut Vec<Effect>) {
        if self.layout.is_wide() {
            self.layout.quotes_on = !self.layout.quotes_on;
            let to = if self.focus == Pane::Quotes { Pane::Reader } else { self.focus };
            self.focus_on(to, out);
        } else if self.focus == Pane::Quotes {
            self.focus_on(Pane::Reader, out);
        } else {
            self.focus_on(Pane::Quotes, out);
        }
    }

    fn neighbour(&mut self, by: isize, round: bool, out: &mut Vec<Effect>) {
        let panes: Vec<Pane> = match self.layout.drawer_on {
            true => Pane::ALL.to_vec(),
            false => Pane::ALL.into_iter().filter(|p| *p != Pane::Drawer).collect(),
        };
        let count = panes.len() as isize;
        let here = panes.iter().position(|p| *p == self.focus).unwrap_or(0) as isize;
        let next = if round { (here + by).rem_euclid(count) } else { (here + by).clamp(0, count - 1) };
        if let Some(pane) = panes.get(next as usize) {
            self.focus_on(*pane, out);
        }
    }

    /// Closes the drawer.
    pub(crate) fn close_drawer(&mut self, out: &mut Vec<Effect>) {
        self.layout.drawer_on = false;
        self.focus_on(Pane::List, out);
    }

    /// Closes the story that is open: the list has its room.
    fn close_story(&mut self) {
        self.asks.reading = None;
        self.reader.close();
        self.quotes = super::quotes::Quotes { loose_on: self.quotes.loose_on, ..Default::default() };
    }

    /// Gives a pane the focus. The reader, entered with nothing in it, opens the current item.
    pub(crate) fn focus_on(&mut self, pane: Pane, out: &mut Vec<Effect>) {
        self.focus = pane;
        self.rearrange(out);
        let wants_story = matches!(pane, Pane::Reader | Pane::Quotes);
        if wants_story && self.confirm.is_none() && self.reader.reading.is_none() && self.reader.wanted.is_none() {
            self.open_current(out);
        }
        if pane == Pane::Quotes && self.quotes.selected.is_none() {
            self.quotes.selected = self.quote_in_sight().or_else(|| self.quotes.order().first().copied());
            self.follow_quotes();
        }
    }

    /// Goes from item to item.
    pub(crate) fn run_item(&mut self, command: Command, count: Option<u32>, out: &mut Vec<Effect>) {
        let times = count.unwrap_or(1).clamp(1, 100_000) as isize;
        match command {
            Command::Open => {
                self.open_current(out);
                if self.confirm.is_none() {
                    self.focus_on(Pane::Reader, out);
                }
            }
            Command::NextItem => self.open_beside(times, out),
            Command::PreviousItem => self.open_beside(-times, out),
            Command::NextUnread => (0..times.min(100)).for_each(|_| self.open_unread(1, out)),
            Command::PreviousUnread => (0..times.min(100)).for_each(|_| self.open_unread(-1, out)),
            _ => self.read_on(out),
        }
    }

    fn open_beside(&mut self, by: isize, out: &mut Vec<Effect>) {
        self.list.step(by);
        self.open_current(out);
    }

    /// Opens the next unread item of the view, above or below, asking the cache where the window has none.
    fn open_unread(&mut self, direction: isize, out: &mut Vec<Effect>) {
        let who = &self.setup.who;
        let unread = |r: &Row| !self.pending.expected(r, who).read && !r.status.spiked;
        // A cursor that was never moved stands on the first unread item itself.
        let from = if self.list.touched { self.list.cursor + 1 } else { self.list.cursor };
        let found = if direction > 0 {
            self.list.rows.iter().skip(from).position(unread).map(|at| from + at)
        } else {
            self.list.rows.iter().take(self.list.cursor).rposition(unread)
        };
        match found {
            Some(at) => {
                self.list.go(at);
                self.open_current(out);
                let to = if self.focus == Pane::Quotes { Pane::Reader } else { self.focus };
                self.focus_on(to, out);
            }
            None if direction > 0 && self.list.has_more_below() => self.seek(1, Sought::Unread, out),
            None if direction < 0 && self.list.has_more_above() => self.seek(-1, Sought::Unread, out),
            None if self.list.new_above > 0 => self.notes.say("nothing unread below; new copy is above: g g"),
            None => self.notes.say("nothing more is unread in this view"),
        }
    }

    /// The space bar: a page on, and at the story's end to the next unread one.
    fn read_on(&mut self, out: &mut Vec<Effect>) {
        let here = self.current_row().map(|r| r.id);
        if self.reader.id().is_none() || (self.focus == Pane::List && self.reader.id() != here) {
            self.open_current(out);
            return;
        }
        if !self.reader.at_end() {
            let page = self.reader.height.max(2) as isize;
            self.reader.scroll(page - 1);
            self.quote_follows_reader();
            return;
        }
        if let Some(id) = self.reader.id() {
            self.mark_read(id, out);
        }
        self.open_unread(1, out);
    }
}
