//! What the process is told from outside: signals, keys, and that its terminal is gone.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::BorrowedFd;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::thread;
use std::time::Duration;

use crossterm::event;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::signal::{SIGABRT, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Event;

/// Starts the three threads that listen to the outside: keys, signals, and the terminal's end.
///
/// # Errors
/// When a thread or the signal handlers cannot be set up.
pub fn listen(to: &SyncSender<Event>) -> io::Result<Parking> {
    let parking = keys(to.clone())?;
    signals(to.clone())?;
    hang_up(to.clone())?;
    Ok(parking)
}

/// Keeps the input thread from reading keys while another program has the terminal.
pub struct Parking {
    bell: PipeWriter,
    parked: Receiver<()>,
    go_on: Sender<()>,
    /// Whether the thread was asked to stop, and not to go on since: the bell is rung once for both.
    is_asked: bool,
}

/// How long to wait for the input thread to stop reading. It needs no time, unless the inbox is full.
const PATIENCE: Duration = Duration::from_secs(1);

impl Parking {
    /// Stops the reading of keys, and comes back when it has stopped. It may be asked for twice.
    pub fn park(&mut self) {
        if self.is_asked {
            return;
        }
        self.is_asked = true;
        // What an answer that came too late has left.
        while self.parked.try_recv().is_ok() {}
        if self.bell.write_all(b"p").is_ok() {
            let _ = self.parked.recv_timeout(PATIENCE);
        }
    }

    /// Lets keys be read again.
    pub fn resume(&mut self) {
        if std::mem::take(&mut self.is_asked) {
            let _ = self.go_on.send(());
        }
    }
}

/// The input thread sleeps until the terminal has something or the bell rings, and only then asks the library, which would
/// not let go of the terminal while it waits.
fn keys(to: SyncSender<Event>) -> io::Result<Parking> {
    let (heard, bell) = io::pipe()?;
    let (tell, parked) = channel();
    let (go_on, going_on) = channel();
    thread::Builder::new().name("input".into()).spawn(move || {
        let mut input = Input { to, heard, tell, going_on, misses: 0 };
        while input.step() {}
    })?;
    Ok(Parking { bell, parked, go_on, is_asked: false })
}

struct Input {
    to: SyncSender<Event>,
    heard: PipeReader,
    tell: Sender<()>,
    going_on: Receiver<()>,
    /// How often in a row the terminal had something and the library did not see it.
    misses: u32,
}

/// How long the library is waited for where it goes on not seeing what the terminal has.
const MISSED: Duration = Duration::from_millis(50);

/// Has the library look at the terminal again. It listens for edges and drops one that comes together with a change of size;
/// setting the terminal to what it is set to makes another.
fn nudge() {
    let stdin = io::stdin();
    if let Ok(as_it_is) = rustix::termios::tcgetattr(&stdin) {
        let _ = rustix::termios::tcsetattr(&stdin, rustix::termios::OptionalActions::Now, &as_it_is);
    }
}

impl Input {
    /// Sends what has come and sleeps for more; whether there is more to come.
    fn step(&mut self) -> bool {
        let patience = if self.misses > 1 { MISSED } else { Duration::ZERO };
        loop {
            let told = match event::poll(patience).and_then(|any| any.then(event::read).transpose()) {
                Ok(None) => break,
                Ok(Some(event)) => {
                    self.misses = 0;
                    self.to.send(Event::Terminal(event))
                }
                Err(_) => {
                    let _ = self.to.send(Event::TerminalGone);
                    return false;
                }
            };
            if told.is_err() {
                return false;
            }
        }
        if self.misses > 0 {
            nudge();
        }
        let stdin = io::stdin();
        let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(&self.heard, PollFlags::IN)];
        if poll(&mut fds, None).is_err() {
            // A signal; the thread for signals hears of it too.
            return true;
        }
        let [terminal, bell] = fds.map(|fd| fd.revents());
        if bell.contains(PollFlags::IN) {
            return self.rest();
        }
        if terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            let _ = self.to.send(Event::TerminalGone);
            return false;
        }
        // Forgotten again as soon as the library hands something over.
        self.misses = self.misses.saturating_add(u32::from(terminal.contains(PollFlags::IN)));
        true
    }

    /// Reads nothing until told to go on.
    fn rest(&mut self) -> bool {
        let mut bell = [0; 16];
        let rung = self.heard.read(&mut bell).unwrap_or(0);
        rung > 0 && self.tell.send(()).is_ok() && self.going_on.recv().is_ok()
    }
}

fn signals(to: SyncSender<Event>) -> io::Result<()> {
    // SIGWINCH too, although crossterm tells of resizes: it loses one that comes together with a key. SIGABRT as others send it: where
    // the process aborts itself (no memory, no stack, a panic within a panic), it ends at once and no thread hears of it.
    let ending = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGABRT];
    let mut signals = Signals::new(ending.iter().chain(&[SIGTSTP, SIGCONT, SIGWINCH]))?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in &mut signals {
            if to.send(Event::Signal(signal)).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// crossterm's `read` never returns and burns a core when the terminal goes away without a SIGHUP (crossterm issue 793).
/// This thread sleeps in `poll` until the terminal hangs up, and says so.
fn hang_up(to: SyncSender<Event>) -> io::Result<()> {
    let tty = rustix::fs::open(
        "/dev/tty",
        rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::CLOEXEC,
        rustix::fs::Mode::empty(),
    );
    thread::Builder::new().name("hang-up".into()).spawn(move || {
        let stdin = io::stdin();
        let fallback = std::os::fd::AsFd::as_fd(&stdin);
        let fd: BorrowedFd<'_> = tty.as_ref().map_or(fallback, std::os::fd::AsFd::as_fd);
        loop {
            let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::empty())];
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(0) => {}
                _ => {
                    let _ = to.send(Event::TerminalGone);
                    return;
                }
            }
        }
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_twice_for_the_keys_to_rest_has_them_back_at_once() {
        let (mut heard, bell) = io::pipe().unwrap();
        let (tell, parked) = channel();
        let (go_on, going_on) = channel();
        let mut parking = Parking { bell, parked, go_on, is_asked: false };
        let input = thread::spawn(move || {
            let mut rests = 0;
            let mut bell = [0; 1];
            while heard.read(&mut bell).unwrap_or(0) > 0 && tell.send(()).is_ok() && going_on.recv().is_ok() {
                rests += 1;
            }
            rests
        });
        // A program is started while another has the terminal.
        parking.park();
        parking.park();
        parking.resume();
        parking.resume();
        parking.park();
        parking.resume();
        drop(parking);
        assert_eq!(input.join().unwrap(), 2);
    }
}
