//! The screen's thread: waits for one event, drains the rest, lets the screen update, performs what it asks, draws once.
//!
//! It never waits for disk, network or a lock: channels are used with `try_send`, and what they do not take is tried again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::layout::Size;
use signal_hook::consts::signal::{SIGCONT, SIGTSTP, SIGWINCH};

use crate::run::clock::Clock;
use crate::run::engine::{Engine, Plan};
use crate::run::event::{self, Event};
use crate::run::outside;
use crate::run::poller::Order;
use crate::run::signals;
use crate::run::terminal::Terminal;
use crate::screen::{self, Effect, Message, Notice, Screen};
use crate::view::{self, Theme};

/// The shortest time between two frames: as often as a terminal can be read, and no more.
const FRAME: Duration = Duration::from_millis(5);
/// When to try again what a full channel did not take.
const RETRY: Duration = Duration::from_millis(5);
/// Events handled before the next frame at most, so that a flood cannot starve the screen.
const DRAIN: usize = 512;

/// How the screen ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The editor quit.
    Quit,
    /// The editor asked for the demo wire.
    Demo,
    /// A signal ended it.
    Signal(i32),
    /// The terminal went away.
    TerminalGone,
}

/// Opens the screen and stays until it ends. The terminal is given back however that happens.
///
/// # Errors
/// When the terminal or the cache cannot be had, or the program has a fault; in words.
pub fn open(setup: screen::Setup, theme: Theme, mouse: bool, plan: Plan) -> anyhow::Result<Ended> {
    let (to, inbox) = sync_channel(1024);
    let clock = plan.clock.clone();
    let mut terminal = Terminal::take(mouse).map_err(|e| anyhow::anyhow!("cannot use the terminal: {e}"))?;
    signals::listen(&to)?;
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let engine = Engine::start(plan, &to)?;
        let mut desk = Desk {
            screen: Screen::new(setup, clock()),
            theme,
            terminal: &mut terminal,
            engine,
            clock,
            size: Size::default(),
            wake: None,
            drawn: None,
            dirty: true,
            ended: None,
        };
        let ended = desk.run(&inbox);
        desk.terminal.leave();
        // Nobody listens from here on: a worker that still wants to say something must not wait for it.
        drop(inbox);
        desk.engine.finish();
        ended
    }));
    terminal.leave();
    // ratatui's terminal complains on standard error when it goes and cannot show the cursor; where the terminal is gone,
    // so is standard error, and the complaint itself would panic.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(terminal)));
    ended.unwrap_or_else(|_| Err(anyhow::anyhow!("{}", event::FAULT)))
}

struct Desk<'a> {
    screen: Screen,
    theme: Theme,
    terminal: &'a mut Terminal,
    engine: Engine,
    clock: Clock,
    size: Size,
    wake: Option<Timestamp>,
    drawn: Option<Instant>,
    dirty: bool,
    ended: Option<Ended>,
}

impl Desk<'_> {
    fn run(&mut self, inbox: &Receiver<Event>) -> anyhow::Result<Ended> {
        self.tell(Message::Tick((self.clock)()))?;
        self.fit(self.terminal.size()?)?;
        let begin = self.screen.start();
        self.perform(begin)?;
        loop {
            if let Some(ended) = self.ended {
                return Ok(ended);
            }
            let waiting = self.engine.flush();
            self.draw()?;
            let first = match self.patience(waiting) {
                None => inbox.recv().map(Some).unwrap_or(Some(Event::TerminalGone)),
                Some(time) => match inbox.recv_timeout(time) {
                    Ok(event) => Some(event),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => Some(Event::TerminalGone),
                },
            };
            let now = (self.clock)();
            let woken = self.wake.is_some_and(|at| at <= now);
            if woken {
                self.wake = None;
                self.dirty = true;
            }
            if first.is_some() || woken {
                self.tell(Message::Tick(now))?;
            }
            let rest = first.into_iter().chain(inbox.try_iter()).take(DRAIN);
            for event in rest {
                self.hear(event)?;
            }
        }
    }

    /// How long to wait for the next event; for ever where nothing is due.
    fn patience(&self, waiting: bool) -> Option<Duration> {
        let frame = self.dirty.then(|| self.drawn.map_or(Duration::ZERO, |at| FRAME.saturating_sub(at.elapsed())));
        let wake = self.wake.map(|at| Duration::try_from(at.duration_since((self.clock)())).unwrap_or_default());
        let retry = waiting.then_some(RETRY);
        [frame, wake, retry].into_iter().flatten().min()
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        if !self.dirty || self.drawn.is_some_and(|at| at.elapsed() < FRAME) {
            return Ok(());
        }
        // The size may have changed and its signal not be heard yet: a frame for another size would leave holes.
        let size = self.terminal.size()?;
        if size != self.size {
            self.fit(size)?;
        }
        let (screen, theme) = (&self.screen, &self.theme);
        self.terminal.draw(|frame| view::draw(screen, theme, frame))?;
        self.drawn = Some(Instant::now());
        self.dirty = false;
        Ok(())
    }

    fn hear(&mut self, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Terminal(event) => match event::message(event) {
                Some(message) => self.tell(message),
                None => Ok(()),
            },
            Event::Message(message) => self.tell(message),
            Event::TerminalGone => {
                self.ended = Some(Ended::TerminalGone);
                Ok(())
            }
            Event::Signal(SIGTSTP) => self.suspend(),
            Event::Signal(SIGWINCH) => self.fit(self.terminal.size()?),
            Event::Signal(SIGCONT) => Ok(()),
            Event::Signal(signal) => {
                self.ended = Some(Ended::Signal(signal));
                Ok(())
            }
        }
    }

    fn tell(&mut self, message: Message) -> anyhow::Result<()> {
        // Time that passes changes nothing that is drawn, unless the screen asked to be woken for it.
        self.dirty |= !matches!(message, Message::Tick(_));
        let effects = screen::update(&mut self.screen, message);
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Ask(question) => self.engine.ask(question),
                Effect::Write(decision) => self.engine.write(decision),
                Effect::Poll(which) => self.engine.order(Order::Poll(which)),
                Effect::AddSource(address) => self.engine.order(Order::Add(address)),
                Effect::RemoveSource(id) => self.engine.order(Order::Remove(id)),
                Effect::Open(address) => {
                    let said = match outside::browse(&address) {
                        Ok(()) => Notice::Info(format!("opened {address}")),
                        Err(why) => Notice::Trouble(why),
                    };
                    self.tell(Message::Notice(said))?;
                }
                Effect::Copy(text) => self.terminal.copy(&text)?,
                Effect::StartDemo => self.ended = Some(Ended::Demo),
                Effect::Suspend => self.suspend()?,
                Effect::Redraw => {
                    self.terminal.clear()?;
                    self.dirty = true;
                }
                Effect::Quit => self.ended = Some(Ended::Quit),
                Effect::WakeAt(at) => self.wake = Some(at),
            }
        }
        Ok(())
    }

    /// Gives the terminal back to the shell and stops, until the shell continues the program.
    fn suspend(&mut self) -> anyhow::Result<()> {
        self.terminal.leave();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.terminal.enter()?;
        self.drawn = None;
        self.fit(self.terminal.size()?)
    }

    /// Lays the screen out for a size and has the next frame drawn whole.
    fn fit(&mut self, size: Size) -> anyhow::Result<()> {
        self.size = size;
        self.terminal.clear()?;
        self.tell(Message::Resize(size.width, size.height))
    }
}

/// The signal's conventional exit code.
pub fn exit_code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(1)
}
