//! What the process is told from outside: signals, keys, and that its terminal is gone.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::mpsc::SyncSender;
use std::thread;

use crossterm::event;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::signal::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Event;

/// Starts the three threads that listen to the outside: keys, signals, and the terminal's end.
///
/// # Errors
/// When a thread or the signal handlers cannot be set up.
pub fn listen(to: &SyncSender<Event>) -> io::Result<()> {
    keys(to.clone())?;
    signals(to.clone())?;
    hang_up(to.clone())
}

fn keys(to: SyncSender<Event>) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        loop {
            let told = match event::read() {
                Ok(event) => to.send(Event::Terminal(event)),
                Err(_) => {
                    let _ = to.send(Event::TerminalGone);
                    return;
                }
            };
            if told.is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

fn signals(to: SyncSender<Event>) -> io::Result<()> {
    // SIGWINCH too, although crossterm tells of resizes: it loses one that comes together with a key.
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
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
