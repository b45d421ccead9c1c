//! What happened, and what the screen asks of the world.

use jiff::Timestamp;

use super::key::KeyPress;
use super::state::Setup;
use crate::wire::{Answer, Change, Decision, ItemId, PageAsk, Question, Receipt, SourceId, Ticket};

/// What happened, grouped by who speaks.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key went down.
    Key(KeyPress),
    /// Text was pasted, as the terminal gave it.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// The list has this many rows at most, however tall the terminal is: where nothing is drawn, what an editor is taken to
    /// oversee.
    ListRows(u16),
    /// What time it is. Sent before every batch of messages, and when an [`Effect::WakeAt`] has come.
    Tick(Timestamp),
    /// The cache answered.
    Answer(Answer),
    /// The cache changed.
    Changed(Change),
    /// A decision was written, or could not be.
    Written(Receipt),
    /// How far polling has come.
    Polling(Progress),
    /// Something to say in the status line.
    Notice(Notice),
    /// How it ended that copy was to be taken out: a program that gets it, the terminal with it too, has run to its end, but for one
    /// that was to run beside.
    TakenOut(TakenOut),
    /// A rule wants somebody to look.
    Ring(Ring),
    /// The configuration was read anew.
    SetUp(Box<Setup>),
    /// The page of an item was fetched and kept, or why not, in words.
    Page(ItemId, Result<(), String>),
    /// A worker has died; why, in words. What it did cannot be done any more.
    Lost(Worker, String),
}

/// A mouse event at a column and row, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub what: MouseKind,
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Click,
    /// The wheel turned down.
    WheelDown,
    /// The wheel turned up.
    WheelUp,
}

/// How far a round of polling has come; all zero when nothing is being polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Sources that have answered or failed.
    pub done: u32,
    /// Sources asked in this round.
    pub total: u32,
    /// Whether the network is switched off (`--offline`).
    pub offline: bool,
}

/// Something to say in the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Something was done.
    Info(String),
    /// Something went wrong.
    Trouble(String),
    /// Copy that came could not be saved; why, in words. It stands until `None` says that all of it is saved.
    CopyUnsaved(Option<String>),
    /// The file of the cache is damaged. It stands until the program ends.
    Damaged,
}

impl Notice {
    /// What it says of itself; nothing where that is in how long it stands.
    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Info(words) | Self::Trouble(words) => words,
            Self::CopyUnsaved(_) | Self::Damaged => "",
        }
    }
}

/// A rule's alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    /// What it is about.
    pub words: String,
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// Whether the terminal shows a notification.
    pub desktop: bool,
}

/// Copy that is to leave the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeOut {
    /// The number under which [`TakenOut`] tells how it ended.
    pub ticket: Ticket,
    /// Which items, in the order of the list.
    pub items: Vec<ItemId>,
    /// Where to.
    pub to: Way,
}

/// How taking copy out ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOut {
    /// The number of the [`TakeOut`].
    pub ticket: Ticket,
    /// What has left: all that was meant, a part of it, or nothing.
    pub left: Vec<ItemId>,
    /// What there is to say of it; why, where nothing has left. `None` where all went to a program that had the terminal, and said
    /// itself how it went.
    pub said: Option<Notice>,
}

/// A way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Into a file, whose name says the form.
    Save(String),
    /// To a target of the settings, by its name.
    Send(String),
    /// Through a program with its arguments, which gets the terminal, and Markdown on standard input.
    Pipe(Vec<String>),
    /// A program gets the address of each item's page as its last argument; it gets the terminal unless it is to run beside.
    OpenWith(Vec<String>, bool),
}

/// A worker that can die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    /// It writes the cache.
    Writer,
    /// It reads the cache.
    Reader,
    /// It polls sources.
    Poller,
}

/// What the screen asks of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the cache.
    Ask(Question),
    /// Write a decision.
    Write(Decision),
    /// Poll one source now, or all where `None`.
    Poll(Option<SourceId>),
    /// Break off the polling that goes on.
    StopPolling,
    /// Fetch an item's own page.
    FetchPage(PageAsk),
    /// Break off the fetching of pages.
    StopPages,
    /// Open an http or https address in the browser.
    Open(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Take copy out of the program.
    TakeOut(TakeOut),
    /// Ring the terminal's bell, or have it notify.
    Ring(Ring),
    /// Subscribe to an address.
    AddSource(String),
    /// Unsubscribe.
    RemoveSource(SourceId),
    /// Keep a line over a restart: what it was typed into, and the line.
    Remember {
        /// The prompt's name.
        prompt: &'static str,
        /// The line.
        line: String,
    },
    /// Read the configuration anew.
    Reload,
    /// Open the sources file in the editor's own program.
    EditSources,
    /// Begin the demo wire.
    StartDemo,
    /// End the demo wire to which the screen had turned, and go on with the desk's own.
    EndDemo,
    /// Give the terminal back to the shell until it continues us.
    Suspend,
    /// Clear the terminal and draw everything afresh.
    Redraw,
    /// End the program.
    Quit,
    /// Send [`Message::Tick`] at this time. It replaces the time asked for before.
    WakeAt(Timestamp),
}
