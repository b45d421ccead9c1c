//! A real terminal for the tests: a program on a pty, its screen as a person would see it, and what it leaves behind.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use vt100::{MouseProtocolMode, Parser, Screen};

/// The longest that anything is waited for. A slow machine may need some of it; a test that passes never uses it up.
const DEADLINE: Duration = Duration::from_secs(30);

/// A program on a terminal of its own. It is killed when this is dropped.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    pid: Pid,
    output: Receiver<Vec<u8>>,
    exit: Receiver<ExitStatus>,
    parser: Parser,
    sent: Vec<u8>,
    /// The line discipline before the program started.
    cooked: [u64; 4],
}

impl Terminal {
    /// Starts `program` with `args` on a terminal of `columns` by `rows`, with `home` for its home and every XDG folder
    /// inside it, so that it sees nothing of the machine's own settings. Programs are looked for in its `bin` first.
    pub fn start(program: &str, args: &[&str], home: &Path, (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pty can be had");
        let cooked = discipline(pair.master.as_ref());
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        command.cwd(home);
        for (name, folder) in [
            ("HOME", ""),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ] {
            command.env(name, home.join(folder));
        }
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("USER", "kit")] {
            command.env(name, value);
        }
        command.env("PATH", format!("{}/bin:/usr/bin:/bin", home.display()));
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        // Ours must go, or the reader would never see the end.
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("the pty can be read");
        let (send, output) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            // A pty ends with an error on Linux and with nothing elsewhere.
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let pid = Pid::from_raw(child.process_id().expect("a pid") as i32).expect("a pid");
        let killer = child.clone_killer();
        let (send, exit) = mpsc::channel();
        thread::spawn(move || child.wait().map(|status| send.send(status)));
        Self {
            writer: pair.master.take_writer().expect("the pty can be written"),
            master: pair.master,
            killer,
            pid,
            output,
            exit,
            parser: Parser::new(cells(rows), cells(columns), 0),
            sent: Vec::new(),
            cooked,
        }
    }

    /// Types these keys, as bytes of a terminal: `\x1b` is Esc, `\r` Enter, `\x03` Ctrl-C.
    pub fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).and_then(|()| self.writer.flush()).expect("the program takes keys");
    }

    /// The screen as it was last seen.
    pub fn screen(&self) -> &Screen {
        self.parser.screen()
    }

    /// Waits until the screen holds this text on one line.
    pub fn until_text(&mut self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen is as wanted; `what` names that where it does not come about.
    pub fn until(&mut self, what: &str, mut wanted: impl FnMut(&Screen) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !wanted(self.parser.screen()) {
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    self.sent.extend(bytes);
                }
                Err(why) => panic!("never saw {what:?} ({why}); the screen:\n{}", self.screen().contents()),
            }
        }
    }

    /// What the program has sent so far, as it came.
    #[allow(dead_code, reason = "not every file that uses the terminal looks at the bytes")]
    pub fn sent(&self) -> &[u8] {
        &self.sent
    }

    /// Waits until the program is stopped: what goes on before it has stopped stops for good.
    #[allow(dead_code, reason = "one file of several that use the terminal stops the program")]
    pub fn until_stopped(&self) {
        let deadline = Instant::now() + DEADLINE;
        let seen = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
        while waitid(WaitId::Pid(self.pid), seen).expect("the program is a child of ours").is_none() {
            assert!(Instant::now() < deadline, "never stopped");
            thread::yield_now();
        }
    }

    /// The four flag words of the line discipline, as the program has it now.
    pub fn line_discipline(&self) -> [u64; 4] {
        discipline(self.master.as_ref())
    }

    /// Gives the terminal another size; the program hears of it by SIGWINCH.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).expect("the pty can be resized");
    }

    /// Sends a signal to the program alone.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).expect("the program can be signalled");
    }

    /// Waits until the program has ended, and tells how and what it left behind.
    pub fn end(mut self) -> Ended {
        let deadline = Instant::now() + DEADLINE;
        loop {
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("did not end; the screen:\n{}", self.screen().contents()),
            }
        }
        let status = self.exit.recv_timeout(DEADLINE).expect("the program has ended");
        let screen = self.screen();
        let faults = [
            (discipline(self.master.as_ref()) != self.cooked, "the line discipline is not as it was"),
            (screen.alternate_screen(), "the alternate screen is still up"),
            (screen.hide_cursor(), "the cursor is hidden"),
            (screen.bracketed_paste(), "bracketed paste is on"),
            (screen.mouse_protocol_mode() != MouseProtocolMode::None, "the mouse is captured"),
        ];
        let faults = faults.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
        Ended { status, faults, last: screen.contents() }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Most have ended by now; the signal then finds nobody, and that is well.
        let _ = self.killer.kill();
    }
}

/// How a program ended.
pub struct Ended {
    /// Its exit status.
    pub status: ExitStatus,
    /// What is not as it was before; empty where the terminal was restored.
    pub faults: Vec<&'static str>,
    /// What stands on the screen after it.
    pub last: String,
}

/// The four flag words of the terminal's line discipline: input, output, control, local.
fn discipline(master: &dyn MasterPty) -> [u64; 4] {
    let termios = master.get_termios().expect("a pty has a line discipline");
    [
        u64::from(termios.input_flags.bits()),
        u64::from(termios.output_flags.bits()),
        u64::from(termios.control_flags.bits()),
        u64::from(termios.local_flags.bits()),
    ]
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a terminal has a size")
}
