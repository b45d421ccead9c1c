//! The screen for screen readers: a line in, lines out. The same keys and commands, no escape sequence, no picture.

use std::collections::VecDeque;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::run::console::{Console, Inbox};
use crate::run::engine::{Engine, Plan};
use crate::run::event::Event;
use crate::run::outside;
use crate::run::reload::{self, Reload};
use crate::run::session::{Ended, Outward, Session};
use crate::run::takeout;
use crate::run::typed::{self, Typed};
use crate::screen::{Key, KeyPress, Message, Notice, Setup, chord, chord_text};
use crate::view::plain::{self, Told};
use crate::wire::clean_block;

/// Columns and rows that everything is laid out for: every story fits, so that its end is never a page away.
const SIZE: (u16, u16) = (100, 2_000);
/// Rows of the list, as on a terminal of 24 lines: its pages are so long, and what touches more is asked about.
const LIST_ROWS: u16 = 21;
/// What is said first of all.
const WELCOME: &str = "copytaster, line by line. A line is a key, several parted by blanks, or a command; \
    an empty one is Enter; ? tells them all.";
/// How long to wait for the cache's answers to a key before what is there is told.
const ANSWERS: Duration = Duration::from_secs(5);
/// How long the end of the input waits for what its lines began.
const ERRANDS: Duration = Duration::from_secs(60);
/// How many popups, lists and questions lie over one another at most.
const COVERS: usize = 3;
/// When to try again what a full channel did not take.
const RETRY: Duration = Duration::from_millis(5);

/// Opens it on standard input and output and stays until it ends. Where another session follows, the console has what was
/// typed and not heard.
///
/// # Errors
/// When the cache cannot be had or nothing can be written; in words.
pub fn open(mut setup: Setup, plan: Plan, reload: Reload, console: &mut Console) -> anyhow::Result<Ended> {
    let reads_already = console.lines.is_some();
    let Inbox { to, from: inbox } = console.lines.take().unwrap_or_else(Inbox::new);
    let clock = plan.clock.clone();
    let takeout = takeout::Desk {
        cache: plan.cache.clone(),
        clock: plan.clock.clone(),
        zone: setup.zone.clone(),
        targets: plan.targets.clone().into(),
        to: to.clone(),
    };
    let typed = typed::file_beside(&plan.cache);
    setup.typed = typed::read(&typed);
    let engine = Engine::start(plan, &to)?;
    let mut session = Session::start(setup, engine, clock, SIZE);
    // It can ask for nothing outward: nothing was typed yet.
    drop(session.tell(Message::ListRows(LIST_ROWS)));
    let mut desk = Desk {
        session,
        inbox,
        takeout,
        typed: Typed::start(typed),
        reload,
        told: Told::default(),
        said: Vec::new(),
        status: String::new(),
        out: io::stdout(),
        errands: Vec::new(),
        gone: false,
        piped: !io::stdin().is_terminal(),
    };
    if !reads_already {
        listen(to.clone())?;
    }
    let ended = desk.run(console);
    if let Ok(followed) = &ended
        && followed.is_followed()
    {
        let (from, unheard) = meanwhile(desk.inbox, || desk.session.finish());
        console.keep(unheard);
        console.lines = Some(Inbox { to, from });
        return Ok(*followed);
    }
    drop(desk.inbox);
    desk.session.finish();
    match ended {
        // Whoever reads has gone: so has the reason to go on.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Ended::Quit),
        ended => Ok(ended?),
    }
}

/// Does something that may take a moment, while nobody who sends to the inbox has to wait. Gives the inbox back, with what came.
fn meanwhile(inbox: Receiver<Event>, work: impl FnOnce()) -> (Receiver<Event>, Vec<Event>) {
    let (working, done) = sync_channel::<()>(0);
    thread::scope(|scope| {
        let taking = scope.spawn(move || {
            let mut came = Vec::new();
            loop {
                match inbox.recv_timeout(RETRY) {
                    Ok(event) => came.push(event),
                    Err(_) if done.try_recv() == Err(TryRecvError::Disconnected) => return (inbox, came),
                    Err(_) => {}
                }
            }
        });
        work();
        drop(working);
        taking.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))
    })
}

/// Sends each line that is typed; the end of the input is the end of the program.
fn listen(to: SyncSender<Event>) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if to.send(Event::Line(line)).is_err() {
                return;
            }
        }
        let _ = to.send(Event::TerminalGone);
    })?;
    Ok(())
}

struct Desk {
    session: Session,
    inbox: Receiver<Event>,
    takeout: takeout::Desk,
    typed: Typed,
    reload: Reload,
    told: Told,
    /// What the status line has said since it was told last: each key of a line has its word.
    said: Vec<String>,
    /// What it said last.
    status: String,
    out: io::Stdout,
    /// What was begun beside the screen and has not ended: configuration that is read, copy that is taken out.
    errands: Vec<JoinHandle<()>>,
    /// Whether the input has come to its end.
    gone: bool,
    /// Whether the lines come of a pipe or a file, and not of somebody who types.
    piped: bool,
}

impl Desk {
    fn run(&mut self, console: &mut Console) -> io::Result<Ended> {
        self.say(&[WELCOME])?;
        let mut lines = VecDeque::new();
        for event in console.take_ahead() {
            match event {
                Event::Line(line) => lines.push_back(line),
                Event::TerminalGone => self.gone = true,
                _ => {}
            }
        }
        self.settle(&mut lines)?;
        self.tell(true)?;
        loop {
            if let Some(ended) = self.session.ended() {
                if ended.is_followed() {
                    // What was begun beside the screen is told before the next session has the inbox.
                    self.await_errands(&mut lines)?;
                    console.keep(lines.into_iter().map(Event::Line));
                    console.keep(self.gone.then_some(Event::TerminalGone));
                }
                // A pipe that has nothing more to say quits as an editor does.
                return Ok(if ended == Ended::TerminalGone { Ended::Quit } else { ended });
            }
            if let Some(line) = lines.pop_front() {
                self.take(&line, &mut lines)?;
                self.settle(&mut lines)?;
                if self.session.ended().is_none() {
                    self.tell(true)?;
                }
                continue;
            }
            if self.gone {
                self.finish()?;
                self.hear(Event::TerminalGone)?;
                continue;
            }
            let waiting = self.session.flush();
            let wake = self.session.until_wake();
            let time = [wake, waiting.then_some(RETRY)].into_iter().flatten().min();
            let event = match time {
                None => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(time) => self.inbox.recv_timeout(time),
            };
            let outward = self.session.tick();
            self.perform(outward)?;
            match event {
                Ok(Event::Line(line)) => lines.push_back(line),
                Ok(Event::TerminalGone) => self.gone = true,
                Ok(event) => self.hear(event)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Quit),
            }
            self.tell(false)?;
        }
    }

    /// Takes a line: an answer, a command by its name, or keys. A key that opens a prompt has the rest of its line typed into
    /// it; a line with a word that is none of these does nothing.
    fn take(&mut self, line: &str, lines: &mut VecDeque<String>) -> io::Result<()> {
        let outward = self.session.tick();
        self.perform(outward)?;
        let typed = line.trim();
        if self.session.screen().is_prompting() {
            return if typed == "Esc" { self.press(KeyPress::plain(Key::Esc)) } else { self.type_in(line) };
        }
        let is_command = chord(typed).is_none() && self.session.screen().names_command(typed);
        if self.session.screen().is_asking() && !is_command {
            // The question has the line whole: what is no answer must not be half of something else.
            let yes = matches!(typed.to_lowercase().as_str(), "y" | "yes");
            return self.press(KeyPress::plain(if yes { Key::Char('y') } else { Key::Esc }));
        }
        if typed.is_empty() {
            return self.press(KeyPress::plain(Key::Enter));
        }
        if is_command {
            self.uncover()?;
            self.press(KeyPress::plain(Key::Char(':')))?;
            return self.type_in(typed);
        }
        let typed_before = &self.session.screen().typed;
        if typed.starts_with(|c: char| c.is_ascii_digit())
            && typed_before.count.is_some()
            && typed_before.keys.is_empty()
        {
            // A count that an earlier line left is not the beginning of this one's.
            self.press(KeyPress::plain(Key::Esc))?;
        }
        let (keys, text) = match self.session.screen().key_line(typed) {
            Ok(read) => (read.keys, read.text),
            Err(why) => return self.trouble(&why),
        };
        if text.is_some() {
            self.uncover()?;
        }
        let pressed = keys.len();
        for key in keys {
            self.press(key)?;
            if self.session.screen().is_asking() {
                // What follows was typed before the question could be read: it is no answer to it.
                return Ok(());
            }
        }
        let Some(text) = text else { return self.drop_half_chord(pressed) };
        if !self.session.screen().is_prompting() {
            // Which items it is about may have to be asked of the cache first.
            self.settle(lines)?;
        }
        if self.session.screen().is_prompting() { self.type_in(text) } else { Ok(()) }
    }

    /// Drops the beginning of a chord on which a line of so many keys ended after it had done something else: the next line is not
    /// meant to go on with it. A line that is nothing else waits for its key.
    fn drop_half_chord(&mut self, pressed: usize) -> io::Result<()> {
        let typed = &self.session.screen().typed;
        let half = chord_text(&typed.keys);
        let waiting = typed.keys.len() + typed.count.map_or(0, |count| count.to_string().len());
        if half.is_empty() || waiting >= pressed {
            return Ok(());
        }
        self.press(KeyPress::plain(Key::Esc))?;
        self.trouble(&format!("{half} at the end of the line: a key is missing, dropped"))
    }

    /// Closes what lies over the panes: what was told has been read, and a question that is not answered is left.
    fn uncover(&mut self) -> io::Result<()> {
        for _ in 0..COVERS {
            if self.session.screen().is_covered() {
                self.press(KeyPress::plain(Key::Esc))?;
            }
        }
        Ok(())
    }

    fn type_in(&mut self, line: &str) -> io::Result<()> {
        // An empty line keeps what the prompt began with.
        if !line.is_empty() {
            self.press(KeyPress::ctrl('u'))?;
            let outward = self.session.tell(Message::Paste(line.to_owned()));
            self.perform(outward)?;
        }
        self.press(KeyPress::plain(Key::Enter))
    }

    fn press(&mut self, key: KeyPress) -> io::Result<()> {
        let outward = self.session.tell(Message::Key(key));
        self.note();
        self.perform(outward)
    }

    /// Keeps what the status line says, until it is told. A line that only goes on takes the place of its beginning.
    fn note(&mut self) {
        let now = self.session.screen().status();
        if now == self.status {
            return;
        }
        self.status = now.to_owned();
        if !now.is_empty() {
            self.said.pop_if(|last| self.status.starts_with(last.as_str()));
            self.said.push(self.status.clone());
        }
    }

    /// Hears what comes until nothing is asked any more; lines that come meanwhile wait their turn. A script goes on when what it
    /// had polled is there.
    fn settle(&mut self, lines: &mut VecDeque<String>) -> io::Result<()> {
        let polls = self.piped && self.session.screen().is_polling();
        let until = Instant::now() + if polls { ERRANDS } else { ANSWERS };
        let goes_on = |desk: &mut Self| {
            let screen = desk.session.screen();
            screen.waits() || (desk.piped && screen.is_polling()) || desk.busy()
        };
        while goes_on(self) && self.session.ended().is_none() {
            let retry = self.session.flush() || self.busy();
            let time = if retry { RETRY } else { until.saturating_duration_since(Instant::now()) };
            match self.inbox.recv_timeout(time) {
                Ok(Event::Line(line)) => lines.push_back(line),
                Ok(Event::TerminalGone) => self.gone = true,
                Ok(event) => self.hear(event)?,
                Err(_) if Instant::now() >= until => break,
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Waits for what was begun beside the screen and hears how it went; lines that come meanwhile are kept.
    fn await_errands(&mut self, lines: &mut VecDeque<String>) -> io::Result<()> {
        let until = Instant::now() + ERRANDS;
        while self.busy() && Instant::now() < until {
            match self.inbox.recv_timeout(RETRY) {
                Ok(Event::Line(line)) => lines.push_back(line),
                Ok(Event::TerminalGone) => self.gone = true,
                Ok(event) => self.hear(event)?,
                Err(_) => {}
            }
        }
        self.tell(false)
    }

    /// Whether anything begun beside the screen goes on; what it said last may still stand in the inbox.
    fn busy(&mut self) -> bool {
        self.errands.retain(|errand| !errand.is_finished());
        !self.errands.is_empty()
    }

    /// Waits at the end of the input for what its lines began, and tells how it went.
    fn finish(&mut self) -> io::Result<()> {
        let until = Instant::now() + ERRANDS;
        while self.session.ended().is_none() {
            let busy = (self.busy() || self.session.screen().waits()) && Instant::now() < until;
            match self.inbox.recv_timeout(if busy { RETRY } else { Duration::ZERO }) {
                Ok(event) => self.hear(event)?,
                Err(_) if busy => {}
                Err(_) => break,
            }
        }
        self.tell(false)
    }

    fn hear(&mut self, event: Event) -> io::Result<()> {
        let outward = match event {
            Event::Foreground(mut program) => {
                program
                    .tell(Err("no program gets the terminal here; S saves to a file, B sends to a target".to_owned()));
                Vec::new()
            }
            Event::Fresh(Ok(fresh)) => {
                let (_, targets, outward) = self.session.refresh(*fresh);
                self.takeout.targets = targets.into();
                outward
            }
            event => self.session.hear(event),
        };
        self.note();
        self.perform(outward)
    }

    fn perform(&mut self, outward: Vec<Outward>) -> io::Result<()> {
        for wanted in outward {
            match wanted {
                Outward::Open(address) => self.errands.extend(outside::open(address, &self.takeout.to)),
                // There is no clipboard that a pipe leads to: what would be copied is told.
                Outward::Copy(text) => self.say(&[text.trim_end()])?,
                Outward::Ring(ring) => self.say(&[&ring.words])?,
                Outward::TakeOut(take) => self.errands.extend(takeout::begin(&self.takeout, take)),
                Outward::Remember(prompt, line) => self.typed.keep(prompt, &line),
                Outward::Reload => self.errands.extend(reload::begin(&self.reload, &self.takeout.to)),
                Outward::EditSources => {
                    self.trouble("no program gets the terminal here; edit the sources file outside, then: reload")?;
                }
                Outward::Redraw => self.told = Told::default(),
                Outward::Suspend => self.trouble("the shell suspends it")?,
            }
        }
        Ok(())
    }

    fn trouble(&mut self, words: &str) -> io::Result<()> {
        let outward = self.session.tell(Message::Notice(Notice::Trouble(words.to_owned())));
        self.perform(outward)
    }

    fn tell(&mut self, after_key: bool) -> io::Result<()> {
        let screen = self.session.screen();
        let mut said = std::mem::take(&mut self.said);
        said.pop_if(|last| last == screen.status());
        let (told_now, told) = plain::tell(screen, &self.told, after_key);
        // What came by itself is told by its last word.
        let lines: Vec<String> = said.into_iter().filter(|_| after_key).chain(told_now).collect();
        self.told = told;
        self.say(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn say(&mut self, lines: &[&str]) -> io::Result<()> {
        let mut out = self.out.lock();
        for line in lines {
            writeln!(out, "{}", clean_block(line))?;
        }
        out.flush()
    }
}
