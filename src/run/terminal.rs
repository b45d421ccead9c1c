//! The terminal: taken once, always given back.
//!
//! Given back on a normal exit, on an error, on a panic of the screen thread (all by `Drop`), and before the process stops
//! or ends by a signal (by the screen loop, which hears of signals as messages).

use std::io::{self, BufWriter, Stdout, Write};
use std::mem::ManuallyDrop;

use crate::screen::Ring;
use crate::wire::clean_line;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::layout::Size;

/// One frame is collected here and leaves in one write.
type Backend = CrosstermBackend<BufWriter<Stdout>>;

/// The terminal while the program has it.
pub struct Terminal {
    /// Never dropped: that would complain on standard error where the cursor cannot be shown, and a terminal that has gone away
    /// takes standard error with it, so that the complaint panics. [`Terminal::leave`] has done all that is to be done.
    inner: ManuallyDrop<ratatui::Terminal<Backend>>,
    mouse: bool,
    taken: bool,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, the mouse if wanted.
    ///
    /// # Errors
    /// When standard output is no terminal, or cannot be written.
    pub fn take(mouse: bool) -> io::Result<Self> {
        let out = BufWriter::with_capacity(64 * 1024, io::stdout());
        let inner = ManuallyDrop::new(ratatui::Terminal::new(CrosstermBackend::new(out))?);
        let mut terminal = Self { inner, mouse, taken: false };
        terminal.enter()?;
        Ok(terminal)
    }

    /// Takes the terminal again after [`Terminal::leave`].
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.taken = true;
        let out = self.inner.backend_mut();
        execute!(out, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        if self.mouse {
            execute!(out, EnableMouseCapture)?;
        }
        self.wipe()
    }

    /// Gives the terminal back as it was found. Every step is tried, even when one before it fails.
    pub fn leave(&mut self) {
        if !self.taken {
            return;
        }
        self.taken = false;
        let mouse = self.mouse;
        let out = self.inner.backend_mut();
        if mouse {
            let _ = execute!(out, DisableMouseCapture);
        }
        let _ = execute!(out, EndSynchronizedUpdate, DisableBracketedPaste, Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }

    /// Draws one frame, as one update where the terminal knows how.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn draw(&mut self, render: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        queue!(self.inner.backend_mut(), BeginSynchronizedUpdate)?;
        self.inner.draw(render)?;
        execute!(self.inner.backend_mut(), EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn clear(&mut self) -> io::Result<()> {
        self.wipe()
    }

    // Not the library's own `clear`: that asks the terminal where its cursor is, and fails after two seconds where no answer
    // comes. Both buffers are emptied, so the next frame is drawn whole.
    fn wipe(&mut self) -> io::Result<()> {
        self.inner.backend_mut().clear()?;
        self.inner.swap_buffers();
        self.inner.swap_buffers();
        Ok(())
    }

    /// The size in cells. Asks the terminal; cheap.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    /// Hands text to the terminal's clipboard (OSC 52). The text is encoded, so nothing in it can speak to the terminal.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        use base64::Engine;
        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
        let out = self.inner.backend_mut();
        write!(out, "\x1b]52;c;{encoded}\x1b\\")?;
        io::Write::flush(out)
    }
}

impl Terminal {
    /// Rings the bell and shows a notification, as asked. The words pass the gate: none of theirs can end the sequence.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub fn ring(&mut self, ring: &Ring) -> io::Result<()> {
        let out = self.inner.backend_mut();
        if ring.bell {
            out.write_all(b"\x07")?;
        }
        if ring.desktop {
            out.write_all(notification(&ring.words).as_bytes())?;
        }
        io::Write::flush(out)
    }
}

/// The longest notification, in code points: more is cut by every desktop anyway.
const LONGEST: usize = 200;

/// A notification as two families of terminals have it: OSC 9 (iTerm2, kitty, WezTerm, Windows Terminal) begins with words,
/// never with a digit, which would mean progress to some; OSC 777 (urxvt, foot, VTE) has title and body. Each family drops
/// what the other reads.
fn notification(words: &str) -> String {
    let words: String = clean_line(words).chars().take(LONGEST).collect();
    format!("\x1b]9;copytaster: {words}\x1b\\\x1b]777;notify;copytaster;{words}\x1b\\")
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::notification;

    #[test]
    fn no_headline_can_speak_to_the_terminal() {
        let said = notification("court: Verdict\u{1b}]0;x\u{7}\u{9c}\n now");
        let escapes = said.matches('\u{1b}').count();
        assert_eq!(escapes, 4, "the program's own alone: {said:?}");
        assert!(!said.chars().any(|c| c != '\u{1b}' && c.is_control()), "{said:?}");
    }
}
