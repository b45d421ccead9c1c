//! A program that has the terminal until it ends. Meanwhile nobody here reads a key or draws a cell.

use std::io::{BufRead, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::SyncSender;
use std::thread;

use crate::run::event::{Event, Foreground};

/// Starts the program; [`Event::Back`] tells when it has ended, and how, and so is told who waits for it. The terminal must have been
/// given back before.
///
/// # Errors
/// Why it could not be started, in words.
pub fn start(mut program: Foreground, to: SyncSender<Event>) -> Result<u32, String> {
    let mut child = spawn(&program).inspect_err(|why| program.tell(Err(why.clone())))?;
    let id = child.id();
    let name = program.argv.first().cloned().unwrap_or_default();
    let begun = thread::Builder::new().name("foreground".into()).spawn(move || {
        let ended = see_through(&mut child, &program);
        let said = match ended {
            Ok(status) if status.success() => Ok(format!("{name} has ended")),
            Ok(status) => Err(format!("{name} ended with {status}")),
            Err(error) => Err(format!("{name} could not be waited for: {error}")),
        };
        let how = said.as_ref().map(drop).map_err(Clone::clone);
        let ended = program.ended.take();
        // The file for the program goes here, and not before.
        drop(program);
        let _ = to.send(Event::Back(said));
        if let Some(ended) = ended {
            let _ = ended.try_send(how);
        }
    });
    begun.map(|_| id).map_err(|e| format!("nobody can wait for the program: {e}"))
}

fn spawn(program: &Foreground) -> Result<Child, String> {
    let Some((name, arguments)) = program.argv.split_first() else { return Err("no program".to_owned()) };
    let input = if program.input.is_some() { Stdio::piped() } else { Stdio::inherit() };
    let started = Command::new(name).args(arguments).stdin(input).spawn();
    started.map_err(|e| format!("{name} could not be started: {e}"))
}

fn see_through(child: &mut Child, program: &Foreground) -> std::io::Result<std::process::ExitStatus> {
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), &program.input) {
        // A pager that is left before its end closes its input; that is no fault.
        let _ = stdin.write_all(input);
    }
    let status = child.wait()?;
    if program.wait {
        // What it printed would be gone with the next frame.
        let tty = std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty");
        if let Ok(mut tty) = tty {
            let _ = tty.write_all(b"\n[Enter goes back to copytaster] ");
            let _ = std::io::BufReader::new(tty).read_line(&mut String::new());
        }
    }
    Ok(status)
}

/// Ends the program, because this one ends.
pub fn end(id: u32) {
    if let Some(pid) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
}
