//! A window on a cache: keys in, pictures out, and waiting for what is to be seen.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use copytaster::run::{Ended, Engine, Event, Fresh, Outward, Plan, Session};
use copytaster::screen::{Key, KeyPress, Message, Setup, chord};
use copytaster::store::Retention;
use copytaster::view::{Theme, draw};
use copytaster::wire::Source;
use copytaster::{analysis, poll};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// The longest that anything is waited for. A slow machine may need some of it; a test that passes never uses it up.
const DEADLINE: Duration = Duration::from_secs(60);
/// Columns and rows.
const SIZE: (u16, u16) = (140, 40);

/// A clock that goes only when it is moved. Clones show the same time.
#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Stands at 09:00 UTC on a Monday.
    pub fn at_nine() -> Self {
        Self(Arc::new(AtomicI64::new(1_771_837_200)))
    }

    pub fn go_on(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn tell(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let seconds = Arc::clone(&self.0);
        Arc::new(move || Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap())
    }
}

/// What an engine on the cache in `folder` is built from.
pub fn plan(folder: &Path, sources: Vec<Source>, clock: &Clock) -> Plan {
    Plan {
        rules: copytaster::store::Rules::default(),
        targets: Vec::new(),
        cache: folder.join("desk.db"),
        sources,
        file: None,
        policy: poll::Policy { seed: Some(7), ..poll::Policy::default() },
        retention: Retention { age: None, items: None, raw: None },
        lookup: Arc::new(|_| None),
        tables: Arc::new(analysis::Tables::default()),
        clock: clock.tell(),
        most_pages: None,
    }
}

/// The same without the network.
pub fn offline(folder: &Path, sources: Vec<Source>, clock: &Clock) -> Plan {
    let plan = plan(folder, sources, clock);
    Plan { policy: poll::Policy { offline: true, ..plan.policy }, ..plan }
}

/// The row of a picture on which the cursor stands.
pub fn cursor_row(picture: &str) -> &str {
    picture.lines().find(|line| line.starts_with('▸')).unwrap_or("")
}

pub struct Window {
    session: Session,
    events: Receiver<Event>,
    /// What was asked of the terminal.
    pub outward: Vec<Outward>,
}

impl Window {
    /// Opens one for an editor of this name.
    pub fn open(who: &str, plan: Plan) -> Self {
        let (inbox, events) = sync_channel(1024);
        let clock = Arc::clone(&plan.clock);
        let engine = Engine::start(plan, &inbox).unwrap();
        let setup = Setup { who: who.into(), ..Setup::default() };
        Self { session: Session::start(setup, engine, clock, SIZE), events, outward: Vec::new() }
    }

    /// Presses keys, written as chords: `j f u`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for press in chord(keys).unwrap() {
            self.hear(Event::Message(Message::Key(press)));
        }
        self
    }

    /// Types a text and presses Enter.
    pub fn line(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.hear(Event::Message(Message::Key(KeyPress::plain(Key::Char(c)))));
        }
        self.hear(Event::Message(Message::Key(KeyPress::plain(Key::Enter))));
        self
    }

    fn hear(&mut self, event: Event) {
        self.session.tick();
        let outward = self.session.hear(event);
        self.outward.extend(outward);
        self.session.flush();
    }

    /// Lets happen what happens until the picture is as wanted; `what` names that where it does not come about.
    pub fn until(&mut self, what: &str, mut wanted: impl FnMut(&str) -> bool) -> String {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let picture = self.picture();
            if wanted(&picture) {
                return picture;
            }
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(event) => {
                    self.hear(event);
                    while let Ok(event) = self.events.try_recv() {
                        self.hear(event);
                    }
                }
                Err(why) => panic!("never saw {what} ({why}):\n{picture}"),
            }
        }
    }

    /// Waits until these words stand on the screen.
    pub fn sees(&mut self, words: &str) -> String {
        self.until(words, |picture| picture.contains(words))
    }

    /// Waits until every decision has its receipt.
    pub fn settles(&mut self) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        while self.session.screen().pending() > 0 {
            let event = self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())).unwrap();
            self.hear(event);
        }
        self
    }

    /// Takes one event after the other until this is on the screen; whether the frame that shows it is one the editor waits for.
    pub fn is_wanted_with(&mut self, words: &str) -> bool {
        self.session.drawn();
        while !self.picture().contains(words) {
            self.session.drawn();
            let event = self.events.recv_timeout(DEADLINE).unwrap();
            self.hear(event);
        }
        self.session.is_wanted()
    }

    /// What the status line says.
    pub fn status(&self) -> &str {
        self.session.screen().status()
    }

    /// How the window ended, if it has.
    pub fn ended(&self) -> Option<Ended> {
        self.session.ended()
    }

    /// The row under the cursor.
    pub fn cursor_row(&self) -> String {
        cursor_row(&self.picture()).to_owned()
    }

    /// The screen as text, one line a row.
    pub fn picture(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
        terminal.draw(|frame| draw(self.session.screen(), &Theme::default(), frame)).unwrap();
        let cells = terminal.backend().buffer().content();
        let row = |row: &[ratatui::buffer::Cell]| row.iter().map(|cell| cell.symbol()).collect::<String>();
        cells.chunks(usize::from(SIZE.0)).map(|cells| row(cells).trim_end().to_owned() + "\n").collect()
    }

    /// Goes on by another configuration, as after it was read anew.
    pub fn refresh(&mut self, fresh: Fresh) {
        let (_, _, outward) = self.session.refresh(fresh);
        self.outward.extend(outward);
    }

    /// Closes it; what was decided goes to disk.
    pub fn close(self) {
        let Self { session, events, .. } = self;
        // Nobody listens from here on, as after the screen has gone.
        drop(events);
        session.finish();
    }
}
