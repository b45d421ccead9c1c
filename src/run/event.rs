//! What reaches the screen loop: the terminal, signals, and what the screen itself is told.

use std::sync::mpsc::SyncSender;

use crate::run::reload::Fresh;
use crate::screen::{Key, KeyPress, Message, Mouse, MouseKind};
use crossterm::event::{self, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

/// Something that happened outside the screen.
#[derive(Debug)]
pub enum Event {
    /// A key, a paste, the mouse, another size.
    Terminal(event::Event),
    /// Something for the screen.
    Message(Message),
    /// A line was typed, where there is no screen.
    Line(String),
    /// A program is to have the terminal.
    Foreground(Foreground),
    /// The program that had the terminal has ended; how, in words.
    Back(Result<String, String>),
    /// The configuration was read anew, or could not be; why, in words.
    Fresh(Result<Box<Fresh>, String>),
    /// A signal, by its number.
    Signal(i32),
    /// The terminal is gone; there is nobody left to draw for.
    TerminalGone,
}

/// A program that gets the terminal until it ends.
#[derive(Debug)]
pub struct Foreground {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// What it gets on standard input; the terminal where `None`.
    pub input: Option<Vec<u8>>,
    /// Whether its last words stay until Enter is pressed.
    pub wait: bool,
    /// A file that goes when it has ended.
    pub file: Option<tempfile::TempPath>,
    /// Who waits for how it ends.
    pub ended: Option<SyncSender<Result<(), String>>>,
}

impl Foreground {
    /// Tells who waits for it how it ended.
    pub fn tell(&mut self, how: Result<(), String>) {
        if let Some(ended) = self.ended.take() {
            // There is room for the one word that is said.
            let _ = ended.try_send(how);
        }
    }
}

/// What an event of the terminal means to the screen; nothing, for key releases and focus changes, and for resizes, which
/// the loop hears of by their signal.
pub fn message(event: event::Event) -> Option<Message> {
    match event {
        event::Event::Key(key) if key.kind != KeyEventKind::Release => key_press(key).map(Message::Key),
        event::Event::Paste(text) => Some(Message::Paste(text)),
        event::Event::Mouse(mouse) => {
            let what = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseKind::Click,
                MouseEventKind::ScrollDown => MouseKind::WheelDown,
                MouseEventKind::ScrollUp => MouseKind::WheelUp,
                _ => return None,
            };
            Some(Message::Mouse(Mouse { what, x: mouse.column, y: mouse.row }))
        }
        _ => None,
    }
}

fn key_press(key: event::KeyEvent) -> Option<KeyPress> {
    let code = match key.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(n) => Key::F(n),
        _ => return None,
    };
    Some(KeyPress {
        key: code,
        ctrl: key.modifiers.contains(KeyModifiers::CONTROL),
        alt: key.modifiers.contains(KeyModifiers::ALT),
    })
}

/// What is said of a worker that has died.
pub const FAULT: &str = "a fault in copytaster; what was marked is safe, please start it again and report it";
