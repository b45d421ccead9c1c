//! The state of the screen, and how it begins.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::commands::{Command, Pane};
use super::complete::Values;
use super::counted::ViewCounts;
use super::key::KeyPress;
use super::keymap::Keymap;
use super::layout::Layout;
use super::list::{Land, List};
use super::message::{Effect, Progress};
use super::overlay::{Confirm, Popup};
use super::pending::Pending;
use super::preview::Before;
use super::prompt::{History, Prompt};
use super::quotes::Quotes;
use super::reader::Reader;
use super::said::Said;
use super::script::{Late, Queued, Row};
use super::stories::Spiking;
use super::verbs::Doing;
use super::views::{Fold, Left, SavedView, View};
use crate::triage::Needles;
use crate::wire::{Alert, Counts, Field, Health, ItemId, LogEntry, Sort, Ticket};

/// What the settings say of the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// In whose name decisions are made.
    pub who: String,
    /// What keys mean.
    pub keymap: Keymap,
    /// Columns to which stories are wrapped where the pane is as wide.
    pub measure: u16,
    /// The list's part of the width, in percent.
    pub list_width: u16,
    /// Columns that the quotes take at most beside the story.
    pub sidebar_width: u16,
    /// Whether the cursor goes to the next untriaged item after a verb.
    pub advance: bool,
    /// Whether opening an item marks it read.
    pub read_on_open: bool,
    /// Views that the editor has given a name.
    pub views: Vec<SavedView>,
    /// Names and words to be marked wherever they stand in the copy.
    pub watch: Needles,
    /// The targets that copy can be sent to, by name.
    pub targets: Vec<String>,
    /// Whose copy it is.
    pub showing: Showing,
    /// The zone in which times are shown and typed.
    pub zone: TimeZone,
    /// What was typed into prompts before: a prompt's name and a line, oldest first.
    pub typed: Vec<(String, String)>,
    /// The desk's name in the title bar.
    pub desk: String,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            who: "editor".into(),
            keymap: Keymap::default(),
            measure: 72,
            list_width: 36,
            sidebar_width: 38,
            advance: true,
            read_on_open: true,
            views: Vec::new(),
            watch: Needles::default(),
            targets: Vec::new(),
            showing: Showing::default(),
            zone: TimeZone::UTC,
            typed: Vec::new(),
            desk: String::new(),
        }
    }
}

/// Whose copy the screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Showing {
    /// The desk's own.
    #[default]
    Own,
    /// The demo's, for which the program was started.
    Demo,
    /// The demo's, to which an open screen turned: none of it goes where the desk's own copy goes.
    DemoInstead,
}

/// Everything the editor sees, as values. Changed by [`super::update`] alone.
#[derive(Debug)]
pub struct Screen {
    pub(crate) setup: Setup,
    pub(crate) now: Timestamp,
    pub(crate) focus: Pane,
    pub(crate) layout: Layout,
    pub(crate) view: View,
    /// The order of all views that have none of their own.
    pub(crate) order: Sort,
    /// How the editor chose to fold views, by their names.
    pub(crate) folds: BTreeMap<String, Fold>,
    pub(crate) left: Vec<Left>,
    pub(crate) list: List,
    pub(crate) reader: Reader,
    pub(crate) quotes: Quotes,
    pub(crate) desk: Desk,
    pub(crate) prompt: Option<Prompt>,
    /// The items that a prompt for a way out is about.
    pub(crate) leaving: Vec<ItemId>,
    pub(crate) history: History,
    /// The lines that the history shows.
    pub(crate) log: Arc<[LogEntry]>,
    /// Commands that wait for the one before them.
    pub(crate) queue: VecDeque<Queued>,
    /// What the row of commands that is running has done.
    pub(crate) row: Row,
    /// Rows that go on about what has gone out.
    pub(crate) late: VecDeque<Late>,
    /// The list as it stood before the prompt showed results.
    pub(crate) before: Option<Box<Before>>,
    /// What fields hold, as far as the open prompt has asked.
    pub(crate) values: Values,
    pub(crate) view_counts: ViewCounts,
    /// What the view looks for in the copy, and the view that it was made of.
    pub(crate) needles: (Needles, Option<View>),
    pub(crate) popup: Option<Popup>,
    pub(crate) said: Option<Said>,
    pub(crate) confirm: Option<Confirm>,
    pub(crate) typed: Typed,
    pub(crate) pending: Pending,
    pub(crate) notes: Notes,
    pub(crate) asks: Asks,
}

/// Counts, sources and polling: what the title bar and the drawer show.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub counts: Counts,
    pub sources: Arc<[Health]>,
    /// What must be told and nobody has acknowledged, newest first.
    pub alerts: Arc<[Alert]>,
    /// Whether the cache has told of them yet.
    pub known: bool,
    /// What the editor's own undo changed since the cache told: that it is to be looked at again is no news.
    pub undone: BTreeSet<ItemId>,
    pub progress: Progress,
    /// Whether an editor asked for the polling that goes on.
    pub poll_asked: bool,
    /// The source selected in the drawer, counted from 0.
    pub cursor: usize,
    /// The view selected in the drawer instead of a source.
    pub on_view: Option<usize>,
    /// The first line of the drawer shown.
    pub top: usize,
}

/// Keys typed and not resolved yet.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    /// The beginning of a chord.
    pub keys: Vec<KeyPress>,
    /// The count typed before it.
    pub count: Option<u32>,
    /// When the list of continuations is to be shown.
    pub popup_at: Option<Timestamp>,
    /// Whether it is shown.
    pub popup: bool,
}

/// What the status line and the banner say.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// What just happened.
    pub line: String,
    /// Whether that is trouble.
    pub trouble: bool,
    /// Whether no key has been pressed since it was said.
    pub fresh: bool,
    /// What the editor's last decision did, until the next key: news must not take its place.
    pub done: Option<String>,
    /// Where in the line the news begins that came after what was done: a narrow line cuts both, and neither whole.
    pub news_at: Option<usize>,
    /// Why decisions cannot be saved at the moment.
    pub unsaved: Option<String>,
    /// Why copy that came cannot be saved at the moment.
    pub copy_unsaved: Option<String>,
    /// Whether the file of the cache was found damaged.
    pub damaged: bool,
    /// Workers that have died.
    pub lost: Vec<String>,
    /// The number of the newest alert that was said.
    pub told: i64,
}

impl Notes {
    /// Says what was done.
    pub fn say(&mut self, line: impl Into<String>) {
        self.line = line.into();
        self.trouble = false;
        self.fresh = true;
        (self.done, self.news_at) = (None, None);
    }

    /// Says what a decision did.
    pub fn done(&mut self, line: String) {
        if self.trouble && self.fresh {
            // Trouble that nobody can have read yet stays.
            self.line = format!("{} · {line}", self.line);
            return;
        }
        self.say(line.clone());
        self.done = Some(line);
    }

    /// Says what came in meanwhile, after what the editor's last decision did. Trouble that nobody can have read yet stays;
    /// the title bar counts what is new.
    pub fn news(&mut self, line: &str) {
        if self.trouble && self.fresh {
            return;
        }
        match self.done.take() {
            Some(done) => {
                self.say(format!("{done} · {line}"));
                self.news_at = Some(done.len());
                self.done = Some(done);
            }
            None => self.say(line),
        }
    }

    /// Says what must be told at once, before what the editor's last decision did.
    pub fn alert(&mut self, line: &str) {
        let done = self.done.take();
        self.trouble(done.map_or_else(|| line.to_owned(), |done| format!("{line} · {done}")));
    }

    /// Says what a rule raised an alert for, before all else that is new.
    pub fn ring(&mut self, line: &str) {
        if self.fresh && self.line.split(" · ").any(|told| told == line) {
            // Another outlet ran the same copy.
            return;
        }
        if self.trouble && self.fresh {
            self.line = format!("{} · {line}", self.line);
            return;
        }
        let done = self.done.take().map_or_else(|| line.to_owned(), |done| format!("{line} · {done}"));
        self.done(done);
    }

    /// A key was pressed: what stands there has been seen.
    pub fn seen(&mut self) {
        (self.fresh, self.done) = (false, None);
    }

    /// Says what went wrong.
    pub fn trouble(&mut self, line: impl Into<String>) {
        self.line = line.into();
        self.trouble = true;
        self.fresh = true;
        (self.done, self.news_at) = (None, None);
    }

    /// Says that copy cannot be saved, or that it is saved again.
    pub fn copy_unsaved(&mut self, why: Option<String>) {
        match &why {
            Some(why) => self.trouble(format!("cannot save what was polled: {why}")),
            None => self.say("what was polled is saved again"),
        }
        self.copy_unsaved = why;
    }

    /// Says that the file of the cache is damaged, and what to do.
    pub fn damaged(&mut self) {
        self.damaged = true;
        if let Some((_, words)) = self.ailing() {
            self.trouble(words);
        }
    }

    /// What has gone wrong and is not over, the gravest first: what it is in two or three words, and what to do.
    pub fn ailing(&self) -> Option<(&'static str, String)> {
        let unsaved = |why: &String| ("cannot save", format!("nothing can be saved: {why}"));
        let copy = |why: &String| ("copy not saved", format!("cannot save what was polled: {why}"));
        if self.damaged {
            let what = "the cache is damaged: end every window, then run `copytaster doctor --repair`";
            return Some(("cache damaged", what.to_owned()));
        }
        self.unsaved
            .as_ref()
            .map(unsaved)
            .or_else(|| self.lost.last().map(|why| ("read-only", why.clone())))
            .or_else(|| self.copy_unsaved.as_ref().map(copy))
    }
}

/// Questions under way. One of a kind at a time: what comes up meanwhile is asked when the answer is there.
#[derive(Debug, Default)]
pub(crate) struct Asks {
    last: u64,
    pub page: Option<(Ticket, Land)>,
    /// Whether the list may have changed since the page was asked for.
    pub page_stale: bool,
    /// A search for an item outside the window, and its direction.
    pub seek: Option<(Ticket, isize, Sought)>,
    pub reading: Option<Ticket>,
    /// What is to be done with the reading once it is there.
    pub then: Option<Then>,
    pub desk: Option<Ticket>,
    pub desk_stale: bool,
    pub rows: Option<Ticket>,
    /// Items to ask for when the rows under way have come.
    pub rows_next: Vec<ItemId>,
    /// The rows that are being asked for.
    pub rows_of: Vec<ItemId>,
    /// The values of a field.
    pub values: Option<(Ticket, Field)>,
    /// Which items a stretch of the list holds, and what for.
    pub ids: Option<(Ticket, Picked)>,
    /// How these items stand, to which something is to be done.
    pub weighed: Option<(Ticket, Doing, Vec<ItemId>)>,
    /// The members of this row, which is to be unfolded.
    pub members: Option<(Ticket, ItemId)>,
    /// Copy on its way out, each with the commands of its row that wait for how that ends.
    pub out: BTreeMap<Ticket, Vec<Queued>>,
    /// The file that copy is being saved to, as it was typed, and the items: until the next key, the prompt comes back where that fails.
    pub saving: Option<(Ticket, String, Vec<ItemId>)>,
    /// Quotations that are to be copied.
    pub copied: Option<Ticket>,
    /// The one speaker whose quotations are to be, where the sidebar lists no others.
    pub copied_of: Option<Option<String>>,
    /// The time at which a tick was asked for.
    pub wake: Option<Timestamp>,
}

/// What is to be done with a reading that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Show it and run the command that wanted it.
    Run(Command, Option<u32>),
    /// Run the command on it, and leave the reader as it is.
    Look(Command),
    /// Select this quote of it.
    Quote(usize),
}

/// What is looked for outside the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sought {
    /// The next unread item, to open it.
    Unread,
    /// The next item without a verdict, to go there.
    Untriaged,
}

/// What the items of a stretch are asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Picked {
    /// To be selected.
    Select,
    /// They are the open range, up to this item.
    Range(ItemId),
    /// To do this to them and to the rest of the selection.
    Act(Doing),
    /// To be taken out by this command, with the rest of the selection; to where, if that was said with it.
    TakeOut(Command, Option<String>),
    /// They are spiked, of the stories that are to be.
    SpikeStories(Spiking),
    /// To be marked read, all of them.
    ReadAll,
    /// To be marked read, but for this item.
    ReadAbove(ItemId),
}

impl Asks {
    /// A number for a question or a decision; each is given once.
    pub fn ticket(&mut self) -> Ticket {
        self.last += 1;
        Ticket(self.last)
    }
}

impl Screen {
    /// A screen of no size, with nothing on it, at the time `now`. Follow with [`Screen::start`].
    pub fn new(setup: Setup, now: Timestamp) -> Self {
        let layout = Layout { share: setup.list_width, sidebar: setup.sidebar_width, ..Layout::default() };
        let history = History::of(&setup.typed);
        Self {
            setup,
            now,
            focus: Pane::List,
            layout,
            view: View::unread(),
            order: Sort::default(),
            folds: BTreeMap::new(),
            left: Vec::new(),
            list: List::default(),
            reader: Reader::default(),
            quotes: Quotes::default(),
            desk: Desk::default(),
            prompt: None,
            leaving: Vec::new(),
            history,
            log: Arc::from([]),
            queue: VecDeque::new(),
            row: Row::default(),
            late: VecDeque::new(),
            before: None,
            values: Values::new(),
            view_counts: ViewCounts::default(),
            needles: (Needles::default(), None),
            popup: None,
            said: None,
            confirm: None,
            typed: Typed::default(),
            pending: Pending::default(),
            notes: Notes::default(),
            asks: Asks::default(),
        }
    }

    /// Asks for the settings to be read anew; [`super::Message::SetUp`] brings them.
    pub(crate) fn ask_settings(&mut self, out: &mut Vec<Effect>) {
        self.notes.say("reading the configuration anew");
        out.push(Effect::Reload);
    }

    /// Takes over other settings while the screen goes on: the view, the cursor and what is being typed stay.
    pub(crate) fn set_up(&mut self, setup: Setup, out: &mut Vec<Effect>) {
        let (was, is) = (&self.setup, &setup);
        if was.list_width != is.list_width {
            self.layout.share = is.list_width;
        }
        if was.views != is.views {
            // They say anew how they are folded.
            self.folds.clear();
        }
        self.layout.sidebar = is.sidebar_width;
        self.setup = setup;
        // What was typed of a chord was typed by other keys.
        self.typed = Typed::default();
        if let Some(reading) = &self.reader.reading {
            self.reader.watched = self.setup.watch.find(&reading.filing.text);
            self.reader.lay_out();
        }
        self.rearrange(out);
        self.notes.say("the configuration was read anew");
    }

    /// The first questions. Send [`super::Message::Resize`] as well, before the first frame.
    pub fn start(&mut self) -> Vec<Effect> {
        let mut out = Vec::new();
        self.ask_page(Land::Top, &mut out);
        self.ask_desk(&mut out);
        out
    }

    /// How many decisions wait for their receipt.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Whether what an editor asked to be polled is still being polled.
    pub fn is_polling(&self) -> bool {
        self.desk.poll_asked && !self.desk.progress.offline
    }

    /// Whether a line begins with the name of a command or a macro: it is meant as one, and not as keys.
    pub fn names_command(&self, line: &str) -> bool {
        let name = line.split([' ', ';']).next().unwrap_or("");
        self.setup.keymap.read(name).is_ok_and(|steps| !steps.is_empty())
    }

    /// Whether something lies over the panes that has the keys: a popup, a list of quotations, a question.
    pub fn is_covered(&self) -> bool {
        self.popup.is_some() || self.said.is_some() || self.confirm.is_some()
    }

    /// Whether a question is to be answered.
    pub fn is_asking(&self) -> bool {
        self.confirm.is_some()
    }

    /// Whether a line is being typed into a prompt.
    pub fn is_prompting(&self) -> bool {
        self.prompt.is_some()
    }

    /// Whether anything that was asked of the cache has not been answered yet.
    pub fn waits(&self) -> bool {
        let asks = &self.asks;
        let asked = [&asks.reading, &asks.desk, &asks.rows].into_iter().any(Option::is_some);
        let list = asks.page.is_some() || asks.seek.is_some() || asks.members.is_some();
        let list = list || asks.ids.is_some() || asks.weighed.is_some();
        let over =
            self.popup.as_ref().is_some_and(Popup::waits) || self.said.as_ref().is_some_and(|s| s.asked.is_some());
        asked || list || over || self.pending.len() > 0
    }

    /// The pane that has the focus.
    pub fn focus(&self) -> Pane {
        self.focus
    }

    /// Columns and rows of the terminal.
    pub fn size(&self) -> (u16, u16) {
        (self.layout.width, self.layout.height)
    }

    /// What the status line says.
    pub fn status(&self) -> &str {
        &self.notes.line
    }
}
