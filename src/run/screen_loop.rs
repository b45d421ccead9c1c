//! The screen's thread: waits for one event, drains the rest, lets the screen update, performs what it asks, draws once.
//!
//! It never waits for disk, network or a lock: channels are used with `try_send`, and what they do not take is tried again.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use ratatui::layout::Size;
use signal_hook::consts::signal::{SIGCONT, SIGINT, SIGQUIT, SIGTSTP, SIGWINCH};

use crate::run::console::{Console, Inbox};
use crate::run::engine::{Engine, Plan};
use crate::run::event::{self, Event, Foreground};
use crate::run::foreground;
use crate::run::frames::Frames;
use crate::run::outside;
use crate::run::reload::{self, Fresh, Reload};
use crate::run::session::{Ended, Outward, Session};
use crate::run::signals::{self, Parking};
use crate::run::takeout;
use crate::run::terminal::Terminal;
use crate::run::typed::{self, Typed};
use crate::screen::{self, Message, Notice};
use crate::view::{self, Theme};

/// The shortest time between two frames of what comes by itself. What the editor waits for is drawn at once; all keys that have
/// come are heard before a frame, so a flood of them makes no flood of frames.
const FRAME: Duration = Duration::from_millis(10);
/// When to try again what a full channel did not take.
const RETRY: Duration = Duration::from_millis(5);
/// Events handled before the next frame at most, so that a flood cannot starve the screen.
const DRAIN: usize = 512;

/// Opens the screen and stays until it ends. The terminal is given back however that happens, but where another session
/// follows: then the console has it, and what was typed and not heard.
///
/// # Errors
/// When the terminal or the cache cannot be had, or the program has a fault; in words.
pub fn open(
    mut setup: screen::Setup,
    theme: Theme,
    mouse: bool,
    plan: Plan,
    reload: Reload,
    console: &mut Console,
) -> anyhow::Result<Ended> {
    let Inbox { to, from: inbox } = Inbox::new();
    let clock = plan.clock.clone();
    let mut terminal = match console.terminal.take() {
        Some(terminal) => terminal,
        None => Terminal::take(mouse).map_err(|e| anyhow::anyhow!("cannot use the terminal: {e}"))?,
    };
    let parking = signals::listen(&to)?;
    let sources = plan.file.clone();
    let typed = typed::file_beside(&plan.cache);
    setup.typed = typed::read(&typed);
    let away = takeout::Desk {
        cache: plan.cache.clone(),
        clock: plan.clock.clone(),
        zone: setup.zone.clone(),
        targets: plan.targets.clone().into(),
        to: to.clone(),
    };
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let engine = Engine::start(plan, &to)?;
        let size = terminal.size()?;
        let session = Session::start(setup, engine, clock, (size.width, size.height));
        let mut desk = Desk {
            session,
            theme,
            terminal: &mut terminal,
            size,
            drawn: None,
            frames: Frames::default(),
            takeout: away,
            parking,
            typed: Typed::start(typed),
            reload,
            sources,
            editing: false,
            lent: None,
            queue: VecDeque::new(),
            unheard: console.take_ahead(),
        };
        let ended = desk.run(&inbox);
        tracing::debug!("{}", desk.frames.words());
        // What is typed from here on is for whoever reads next: the session that follows, or the shell.
        desk.parking.park();
        if ended.as_ref().is_ok_and(|ended| ended.is_followed()) {
            console.keep(desk.unheard.drain(..).chain(inbox.try_iter()));
        } else {
            desk.terminal.leave();
        }
        if let Some(program) = desk.lent {
            foreground::end(program);
        }
        // Nobody listens from here on: a worker that still wants to say something must not wait for it.
        drop(inbox);
        desk.session.finish();
        ended
    }));
    if let Ok(Ok(followed)) = &ended
        && followed.is_followed()
    {
        console.terminal = Some(terminal);
        return Ok(*followed);
    }
    terminal.leave();
    // ratatui's terminal complains on standard error when it goes and cannot show the cursor; where the terminal is gone,
    // so is standard error, and the complaint itself would panic.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(terminal)));
    ended.unwrap_or_else(|_| Err(anyhow::anyhow!("{}", event::FAULT)))
}

struct Desk<'a> {
    session: Session,
    theme: Theme,
    terminal: &'a mut Terminal,
    size: Size,
    drawn: Option<Instant>,
    frames: Frames,
    takeout: takeout::Desk,
    parking: Parking,
    typed: Typed,
    reload: Reload,
    /// The sources file, if it can be changed.
    sources: Option<PathBuf>,
    /// Whether the program that has the terminal edits it.
    editing: bool,
    /// The program that has the terminal, by its number.
    lent: Option<u32>,
    /// Programs that want it next.
    queue: VecDeque<Foreground>,
    /// What came before the session began, or after it ended.
    unheard: Vec<Event>,
}

impl Desk<'_> {
    fn run(&mut self, inbox: &Receiver<Event>) -> anyhow::Result<Ended> {
        self.terminal.clear()?;
        let ahead = std::mem::take(&mut self.unheard);
        self.hear_all(ahead.into_iter())?;
        loop {
            if let Some(ended) = self.session.ended() {
                return Ok(ended);
            }
            let waiting = self.session.flush();
            self.draw()?;
            let first = match self.patience(waiting) {
                None => inbox.recv().map(Some).unwrap_or(Some(Event::TerminalGone)),
                Some(time) => match inbox.recv_timeout(time) {
                    Ok(event) => Some(event),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => Some(Event::TerminalGone),
                },
            };
            let begun = Instant::now();
            let outward = self.session.tick();
            self.perform(outward)?;
            let rest = first.into_iter().chain(inbox.try_iter()).take(DRAIN);
            self.hear_all(rest)?;
            self.frames.worked(begun.elapsed());
        }
    }

    /// Hears events until the session ends; what comes after that is left for the next.
    fn hear_all(&mut self, events: impl Iterator<Item = Event>) -> anyhow::Result<()> {
        for event in events {
            match self.session.ended() {
                Some(ended) if ended.is_followed() => self.unheard.push(event),
                _ => self.hear(event)?,
            }
        }
        Ok(())
    }

    /// How long to wait for the next event; for ever where nothing is due.
    fn patience(&self, waiting: bool) -> Option<Duration> {
        let frame = (self.session.is_dirty() && self.lent.is_none()).then(|| self.until_frame());
        let wake = self.session.until_wake();
        let retry = waiting.then_some(RETRY);
        [frame, wake, retry].into_iter().flatten().min()
    }

    /// How long until the next frame may be drawn.
    fn until_frame(&self) -> Duration {
        let pause = if self.session.is_wanted() { Duration::ZERO } else { FRAME };
        self.drawn.map_or(Duration::ZERO, |at| pause.saturating_sub(at.elapsed()))
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        if self.lent.is_some() || !self.session.is_dirty() || !self.until_frame().is_zero() {
            return Ok(());
        }
        // The size may have changed and its signal not be heard yet: a frame for another size would leave holes.
        let size = self.terminal.size()?;
        if size != self.size {
            self.fit(size)?;
        }
        let (screen, theme) = (self.session.screen(), &self.theme);
        let begun = Instant::now();
        self.terminal.draw(|frame| view::draw(screen, theme, frame))?;
        self.frames.drawn(begun.elapsed());
        self.drawn = Some(Instant::now());
        self.session.drawn();
        Ok(())
    }

    fn hear(&mut self, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Foreground(program) => return self.lend(program),
            Event::Fresh(Ok(fresh)) => return self.refresh(*fresh),
            Event::Back(_) => {
                self.take_back()?;
                if std::mem::take(&mut self.editing) {
                    let _ = reload::begin(&self.reload, &self.takeout.to);
                }
            }
            // The keys of the program that has the terminal are its own, and reach this one as signals all the same.
            Event::Signal(SIGTSTP) if self.lent.is_some() => {
                signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
                return Ok(());
            }
            Event::Signal(SIGINT | SIGQUIT | SIGWINCH) if self.lent.is_some() => return Ok(()),
            Event::Signal(SIGTSTP) => return self.suspend(),
            Event::Signal(SIGWINCH) => return self.fit(self.terminal.size()?),
            Event::Signal(SIGCONT) => return Ok(()),
            _ => {}
        }
        let outward = self.session.hear(event);
        self.perform(outward)
    }

    fn perform(&mut self, outward: Vec<Outward>) -> anyhow::Result<()> {
        for wanted in outward {
            match wanted {
                Outward::Open(address) => {
                    let _ = outside::open(address, &self.takeout.to);
                }
                Outward::Remember(prompt, line) => self.typed.keep(prompt, &line),
                Outward::Reload => {
                    let _ = reload::begin(&self.reload, &self.takeout.to);
                }
                Outward::EditSources => self.edit_sources()?,
                Outward::TakeOut(take) => {
                    let _ = takeout::begin(&self.takeout, take);
                }
                // Nothing is written into the picture of another program.
                _ if self.lent.is_some() => {}
                Outward::Copy(text) => self.terminal.copy(&text)?,
                Outward::Ring(ring) => self.terminal.ring(&ring)?,
                Outward::Suspend => self.suspend()?,
                Outward::Redraw => self.terminal.clear()?,
            }
        }
        Ok(())
    }

    fn refresh(&mut self, fresh: Fresh) -> anyhow::Result<()> {
        let (theme, targets, outward) = self.session.refresh(fresh);
        self.theme = theme;
        self.takeout.targets = targets.into();
        self.perform(outward)
    }

    /// Lends the terminal to the editor's own program, with the sources file; what it saved is read when it has ended.
    fn edit_sources(&mut self) -> anyhow::Result<()> {
        let program = self.sources.as_deref().ok_or("the demo wire has its own sources; edit yours outside of it");
        match program.map_err(str::to_owned).and_then(outside::editor) {
            Ok(argv) if self.lent.is_none() => {
                self.editing = true;
                self.lend(Foreground { argv, input: None, wait: false, file: None, ended: None })
            }
            Ok(_) => Ok(()),
            Err(why) => {
                let outward = self.session.tell(Message::Notice(Notice::Trouble(why)));
                self.perform(outward)
            }
        }
    }

    /// Lends the terminal to a program, now or when the one before has given it back.
    fn lend(&mut self, program: Foreground) -> anyhow::Result<()> {
        if self.lent.is_some() {
            self.queue.push_back(program);
            return Ok(());
        }
        self.parking.park();
        self.terminal.leave();
        match foreground::start(program, self.takeout.to.clone()) {
            Ok(id) => {
                self.lent = Some(id);
                Ok(())
            }
            Err(why) => {
                self.take_back()?;
                let outward = self.session.tell(Message::Notice(Notice::Trouble(why)));
                self.perform(outward)
            }
        }
    }

    /// Takes the terminal back from a program that has ended, or lends it to the next.
    fn take_back(&mut self) -> anyhow::Result<()> {
        self.lent = None;
        if let Some(next) = self.queue.pop_front() {
            return self.lend(next);
        }
        self.terminal.enter()?;
        self.parking.resume();
        self.drawn = None;
        self.fit(self.terminal.size()?)
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
        let outward = self.session.tell(Message::Resize(size.width, size.height));
        self.perform(outward)
    }
}

/// The signal's conventional exit code.
pub fn exit_code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(1)
}
