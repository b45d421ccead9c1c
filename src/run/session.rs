//! The screen with the engine under it: one event in, what the screen asks performed. It has no terminal, so tests drive it as it is.

use std::time::Duration;

use jiff::Timestamp;

use crate::run::clock::Clock;
use crate::run::engine::Engine;
use crate::run::event::{self, Event};
use crate::run::poller::Order;
use crate::run::reload::{self, Fresh};
use crate::run::takeout::Target;
use crate::screen::{self, Effect, Message, Notice, Ring, Screen, TakeOut};
use crate::view::Theme;
use crate::wire::{Question, Ticket};

/// How the screen ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The editor quit.
    Quit,
    /// The editor asked for the demo wire.
    Demo,
    /// The editor went back from the demo wire to the desk's own.
    Own,
    /// A signal ended it.
    Signal(i32),
    /// The terminal went away.
    TerminalGone,
}

impl Ended {
    /// Whether another session follows in this process: that one gets the terminal, and what was typed and not heard.
    pub fn is_followed(self) -> bool {
        matches!(self, Self::Demo | Self::Own)
    }
}

/// What only the owner of the terminal can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outward {
    /// Open an http or https address in the browser.
    Open(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Take copy out of the program.
    TakeOut(TakeOut),
    /// Ring the bell, or have the terminal notify.
    Ring(Ring),
    /// Keep a line that was typed into this prompt.
    Remember(&'static str, String),
    /// Read the configuration anew.
    Reload,
    /// Have the sources file edited.
    EditSources,
    /// Give the terminal back until the shell continues us.
    Suspend,
    /// Draw everything afresh.
    Redraw,
}

/// One window on the cache. Nothing here waits.
pub struct Session {
    screen: Screen,
    engine: Engine,
    clock: Clock,
    wake: Option<Timestamp>,
    dirty: bool,
    /// Whether what is to be drawn is what the editor waits for.
    wanted: bool,
    /// The last question and decision that came of the editor's own keys.
    asked: Option<Ticket>,
    decided: Option<Ticket>,
    ended: Option<Ended>,
}

impl Session {
    /// A window of this size, which has asked its first questions.
    pub fn start(setup: screen::Setup, engine: Engine, clock: Clock, (width, height): (u16, u16)) -> Self {
        let screen = Screen::new(setup, clock());
        let mut session = Self {
            screen,
            engine,
            clock,
            wake: None,
            dirty: true,
            wanted: true,
            asked: None,
            decided: None,
            ended: None,
        };
        // Neither can ask for anything outward: nothing was typed yet.
        drop(session.tell(Message::Tick((session.clock)())));
        drop(session.tell(Message::Resize(width, height)));
        let begin = session.screen.start();
        // Who opens a window waits for its first rows.
        session.asked = begin.iter().find_map(|effect| match effect {
            Effect::Ask(Question::Page(request)) => Some(request.ticket),
            _ => None,
        });
        drop(session.perform(begin));
        session
    }

    /// The screen as it is now.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Whether the screen may look otherwise than when this was last asked for and reset by [`Session::drawn`].
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Whether the editor waits for what is to be drawn: it comes of a key, or answers one.
    pub fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// The screen was drawn as it is.
    pub fn drawn(&mut self) {
        self.dirty = false;
        self.wanted = false;
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// Ends it.
    pub fn end(&mut self, how: Ended) {
        self.ended = Some(how);
    }

    /// How long until the screen wants to hear the time, whatever else happens; `None` where it does not.
    pub fn until_wake(&self) -> Option<Duration> {
        self.wake.map(|at| Duration::try_from(at.duration_since((self.clock)())).unwrap_or_default())
    }

    /// Sends what full channels did not take before. Returns whether something still waits.
    pub fn flush(&mut self) -> bool {
        self.engine.flush()
    }

    /// Tells the screen what time it is; to be done before every batch of events.
    pub fn tick(&mut self) -> Vec<Outward> {
        let now = (self.clock)();
        if self.wake.is_some_and(|at| at <= now) {
            self.wake = None;
            self.dirty = true;
        }
        self.tell(Message::Tick(now))
    }

    /// Takes one event in. Signals other than those that end the program are for the owner of the terminal.
    pub fn hear(&mut self, event: Event) -> Vec<Outward> {
        match event {
            Event::Terminal(event) => {
                let Some(message) = event::message(event) else { return Vec::new() };
                self.wanted = true;
                let effects = self.update(message);
                for effect in &effects {
                    match effect {
                        Effect::Ask(question) => self.asked = Some(question.ticket()),
                        Effect::Write(decision) => self.decided = Some(decision.ticket),
                        _ => {}
                    }
                }
                self.perform(effects)
            }
            Event::Message(message) => {
                self.wanted |= match &message {
                    Message::Answer(answer) => self.asked == Some(answer.ticket()),
                    Message::Written(receipt) => self.decided == Some(receipt.ticket),
                    _ => false,
                };
                self.tell(message)
            }
            Event::Back(Ok(said)) => self.tell(Message::Notice(Notice::Info(said))),
            Event::Back(Err(why)) => self.tell(Message::Notice(Notice::Trouble(why))),
            // Whoever has a theme and targets takes it in by `refresh`.
            Event::Fresh(Ok(fresh)) => self.refresh(*fresh).2,
            Event::Fresh(Err(why)) => self.tell(Message::Notice(reload::refused(&why))),
            // Lines are for whoever reads them as keys.
            Event::Line(_) => Vec::new(),
            // Only the owner of the terminal can lend it; without one there is nothing to lend.
            Event::Foreground(mut program) => {
                program.tell(Err("there is no terminal to lend".into()));
                Vec::new()
            }
            Event::TerminalGone => {
                self.ended = Some(Ended::TerminalGone);
                Vec::new()
            }
            Event::Signal(signal) => {
                self.ended = Some(Ended::Signal(signal));
                Vec::new()
            }
        }
    }

    /// Goes on by another configuration. Gives what only the owner of the terminal has: the theme and the targets.
    pub fn refresh(&mut self, fresh: Fresh) -> (Theme, Vec<Target>, Vec<Outward>) {
        let outward = self.tell(Message::SetUp(Box::new(fresh.setup)));
        self.engine.rules(fresh.rules);
        // Before the sources, which are asked for their outlets as they are subscribed.
        self.engine.names(&fresh.tables);
        if let Some(sources) = fresh.sources {
            self.engine.order(Order::Subscribe(sources));
        }
        (fresh.theme, fresh.targets, outward)
    }

    /// Tells the screen something, and performs what it asks.
    pub fn tell(&mut self, message: Message) -> Vec<Outward> {
        let effects = self.update(message);
        self.perform(effects)
    }

    fn update(&mut self, message: Message) -> Vec<Effect> {
        // Time that passes changes nothing that is drawn, unless the screen asked to be woken for it.
        self.dirty |= !matches!(message, Message::Tick(_));
        screen::update(&mut self.screen, message)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Vec<Outward> {
        let mut outward = Vec::new();
        for effect in effects {
            match effect {
                Effect::Ask(question) => self.engine.ask(question),
                Effect::Write(decision) => {
                    if let Some(refused) = self.engine.write(decision) {
                        outward.extend(self.tell(Message::Written(refused)));
                    }
                }
                Effect::Poll(which) => outward.extend(self.order(Order::Poll(which))),
                Effect::StopPolling => outward.extend(self.order(Order::Break)),
                Effect::FetchPage(ask) => {
                    let item = ask.item;
                    if let Some(why) = self.engine.order(Order::Page(ask)) {
                        outward.extend(self.tell(Message::Page(item, Err(why))));
                    }
                }
                Effect::StopPages => outward.extend(self.order(Order::BreakPages)),
                Effect::AddSource(address) => outward.extend(self.order(Order::Add(address))),
                Effect::RemoveSource(id) => outward.extend(self.order(Order::Remove(id))),
                Effect::StartDemo => self.ended = Some(Ended::Demo),
                Effect::EndDemo => self.ended = Some(Ended::Own),
                Effect::Quit => self.ended = Some(Ended::Quit),
                Effect::WakeAt(at) => self.wake = Some(at),
                Effect::Open(address) => outward.push(Outward::Open(address)),
                Effect::Copy(text) => outward.push(Outward::Copy(text)),
                Effect::TakeOut(take) => outward.push(Outward::TakeOut(take)),
                Effect::Ring(ring) => outward.push(Outward::Ring(ring)),
                Effect::Remember { prompt, line } => outward.push(Outward::Remember(prompt, line)),
                Effect::Reload => outward.push(Outward::Reload),
                Effect::EditSources => outward.push(Outward::EditSources),
                Effect::Suspend => outward.push(Outward::Suspend),
                Effect::Redraw => outward.push(Outward::Redraw),
            }
        }
        outward
    }

    /// Gives the poller an order; where there is no poller, the editor is told why nothing comes of it.
    fn order(&mut self, order: Order) -> Vec<Outward> {
        match self.engine.order(order) {
            Some(why) => self.tell(Message::Notice(Notice::Trouble(why))),
            None => Vec::new(),
        }
    }

    /// Ends the threads under it: what was decided goes to disk first.
    pub fn finish(self) {
        self.engine.finish();
    }
}
