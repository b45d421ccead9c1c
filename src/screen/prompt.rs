//! Prompts: one line to be typed, with its history, and the error that its text last met.

use std::collections::BTreeMap;

use tui_input::{Input, InputRequest};

use super::key::{Key, KeyPress};
use crate::wire::clean_line;

/// Lines remembered for each kind of prompt.
const HISTORY: usize = 100;

/// What a prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ask {
    Search,
    Find,
    Filter,
    Select,
    FlagLabel,
    HoldUntil,
    Tag,
    Note,
    Assign,
    AddSource,
    View,
    Palette,
    Save,
    SendTo,
    Pipe,
    OpenWith,
}

impl Ask {
    /// Whether the line is a query.
    pub fn is_query(self) -> bool {
        matches!(self, Self::Search | Self::Filter | Self::Select)
    }

    /// Whether the line goes with a verb.
    pub fn is_of_verb(self) -> bool {
        matches!(self, Self::FlagLabel | Self::HoldUntil | Self::Tag | Self::Note | Self::Assign)
    }

    /// What stands before the line.
    pub fn words(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Find => "find in story",
            Self::Filter => "filter",
            Self::Select => "select (nothing: all in view)",
            Self::FlagLabel => "flag with label // note",
            Self::HoldUntil => "hold until",
            Self::Tag => "tag (-tag takes it off)",
            Self::Note => "note",
            Self::Assign => "claim for",
            Self::AddSource => "add source",
            Self::View => "view",
            Self::Palette => "command",
            Self::Save => "save as",
            Self::SendTo => "send to",
            Self::Pipe => "pipe to",
            Self::OpenWith => "open with",
        }
    }
}

impl Ask {
    const ALL: [Self; 16] = [
        Self::Search,
        Self::Find,
        Self::Filter,
        Self::Select,
        Self::FlagLabel,
        Self::HoldUntil,
        Self::Tag,
        Self::Note,
        Self::Assign,
        Self::AddSource,
        Self::View,
        Self::Palette,
        Self::Save,
        Self::SendTo,
        Self::Pipe,
        Self::OpenWith,
    ];

    /// The name under which its lines are kept over a restart.
    fn kept_as(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Find => "find",
            Self::Filter => "filter",
            Self::Select => "select",
            Self::FlagLabel => "flag",
            Self::HoldUntil => "hold",
            Self::Tag => "tag",
            Self::Note => "note",
            Self::Assign => "assign",
            Self::AddSource => "add",
            Self::View => "view",
            Self::Palette => "command",
            Self::Save => "save",
            Self::SendTo => "send",
            Self::Pipe => "pipe",
            Self::OpenWith => "open",
        }
    }
}

/// A prompt on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub ask: Ask,
    pub input: Input,
    /// What was wrong with the line, and at which character, counted from 0, where one can be named.
    pub error: Option<(Option<usize>, String)>,
    /// The line of history shown, counted back from the newest; `None` while a new one is typed.
    back: Option<usize>,
    /// The new line as it stood when history was gone back to.
    draft: String,
    /// What is wrong with a query that is still being typed, and at which character.
    pub hint: Option<(usize, String)>,
    /// The completion put in last, until another key is pressed.
    pub cycle: Option<Cycle>,
    /// The line chosen among the palette's completions, once one was.
    pub choice: Option<usize>,
    /// How many items from the current one on the verb is about, where a count was typed before its key.
    pub count: Option<u32>,
    /// What Enter takes where nothing is typed.
    pub otherwise: Option<String>,
}

/// Completions being leafed through: the line as it was typed, and which of them stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cycle {
    pub line: String,
    pub cursor: usize,
    pub at: usize,
}

/// What a key did to a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// The line was finished.
    Done,
    /// The prompt was left.
    Left,
    /// The line or its cursor changed, or nothing did.
    Stays,
}

/// The lines typed before, newest last.
#[derive(Debug, Default)]
pub(crate) struct History {
    lines: BTreeMap<Ask, Vec<String>>,
}

impl History {
    /// The history that was kept: prompts by their names, and lines, oldest first.
    pub fn of(kept: &[(String, String)]) -> Self {
        let mut history = Self::default();
        for (name, line) in kept {
            if let Some(ask) = Ask::ALL.into_iter().find(|ask| ask.kept_as() == name) {
                history.remember(ask, line);
            }
        }
        history
    }

    /// Remembers a line. Gives the name under which it is to be kept over a restart; an address may hold a password, and is
    /// remembered for as long as the program runs.
    pub fn remember(&mut self, ask: Ask, line: &str) -> Option<&'static str> {
        let lines = self.lines.entry(ask).or_default();
        lines.retain(|l| l != line);
        lines.push(line.to_owned());
        if lines.len() > HISTORY {
            lines.remove(0);
        }
        (ask != Ask::AddSource && !line.contains("://")).then(|| ask.kept_as())
    }

    fn back(&self, ask: Ask, steps: usize) -> Option<&str> {
        let lines = self.lines.get(&ask)?;
        lines.len().checked_sub(steps + 1).and_then(|at| lines.get(at)).map(String::as_str)
    }
}

impl Prompt {
    /// An empty prompt, or one with a line to begin from.
    pub fn new(ask: Ask, line: &str) -> Self {
        let input = Input::new(line.to_owned());
        Self {
            ask,
            input,
            error: None,
            hint: None,
            cycle: None,
            back: None,
            draft: String::new(),
            choice: None,
            count: None,
            otherwise: None,
        }
    }

    /// The same for a verb on so many items.
    pub fn about(self, count: Option<u32>) -> Self {
        Self { count, ..self }
    }

    /// The same with a line that Enter takes where nothing is typed.
    pub fn or_else(self, otherwise: Option<String>) -> Self {
        Self { otherwise, ..self }
    }

    /// What Enter would take instead of the line, which is empty.
    pub fn instead(&self) -> Option<&str> {
        self.otherwise.as_deref().filter(|_| self.line().is_empty())
    }

    /// The line so far.
    pub fn line(&self) -> &str {
        self.input.value()
    }

    /// Takes pasted text in, cleaned to one line.
    pub fn paste(&mut self, text: &str) {
        for c in clean_line(text).chars() {
            self.input.handle(InputRequest::InsertChar(c));
        }
        (self.error, self.choice) = (None, None);
    }

    /// Takes a key.
    pub fn key(&mut self, press: KeyPress, history: &History) -> Typed {
        if let Some(request) = request(press) {
            let changed = self.input.handle(request).is_some_and(|c| c.value);
            if changed {
                self.error = None;
                self.choice = None;
                self.back = None;
            }
            return Typed::Stays;
        }
        match (press.ctrl, press.key) {
            (false, Key::Enter) => Typed::Done,
            (false, Key::Esc) | (true, Key::Char('c' | 'g')) => Typed::Left,
            // In the palette the arrows choose among what fits; before anything is typed they go through what was asked.
            (false, Key::Up) if self.chooses() => self.choose(-1),
            (false, Key::Down) if self.chooses() => self.choose(1),
            (false, Key::Up) | (true, Key::Char('p')) => self.older(history),
            (false, Key::Down) | (true, Key::Char('n')) => self.newer(history),
            _ => Typed::Stays,
        }
    }

    /// Whether the arrows choose among the palette's completions.
    pub fn chooses(&self) -> bool {
        self.ask == Ask::Palette
            && self.back.is_none()
            && (!self.line().is_empty() || self.choice.is_some_and(|n| n > 0))
    }

    fn choose(&mut self, by: isize) -> Typed {
        self.error = None;
        self.choice = Some(self.choice.map_or(0, |choice| choice.saturating_add_signed(by)));
        Typed::Stays
    }

    fn older(&mut self, history: &History) -> Typed {
        let steps = self.back.map_or(0, |b| b + 1);
        if let Some(line) = history.back(self.ask, steps) {
            if self.back.is_none() {
                self.draft = self.line().to_owned();
            }
            (self.error, self.choice) = (None, None);
            self.back = Some(steps);
            self.input = Input::new(line.to_owned());
        }
        Typed::Stays
    }

    fn newer(&mut self, history: &History) -> Typed {
        if self.back.is_none() && self.ask == Ask::Palette {
            return self.choose(1);
        }
        let Some(steps) = self.back else { return Typed::Stays };
        self.back = steps.checked_sub(1);
        let line = match self.back {
            Some(steps) => history.back(self.ask, steps).unwrap_or_default().to_owned(),
            None => std::mem::take(&mut self.draft),
        };
        (self.error, self.choice) = (None, None);
        self.input = Input::new(line);
        Typed::Stays
    }
}

fn request(press: KeyPress) -> Option<InputRequest> {
    match (press.ctrl, press.alt, press.key) {
        (false, false, Key::Char(c)) => Some(InputRequest::InsertChar(c)),
        (true, _, Key::Char('a')) | (false, _, Key::Home) => Some(InputRequest::GoToStart),
        (true, _, Key::Char('e')) | (false, _, Key::End) => Some(InputRequest::GoToEnd),
        (true, _, Key::Char('b')) | (false, false, Key::Left) => Some(InputRequest::GoToPrevChar),
        (true, _, Key::Char('f')) | (false, false, Key::Right) => Some(InputRequest::GoToNextChar),
        (true, _, Key::Left) | (_, true, Key::Left | Key::Char('b')) => Some(InputRequest::GoToPrevWord),
        (true, _, Key::Right) | (_, true, Key::Right | Key::Char('f')) => Some(InputRequest::GoToNextWord),
        (true, _, Key::Char('w')) | (_, true, Key::Backspace) => Some(InputRequest::DeletePrevWord),
        (true, _, Key::Char('u')) => Some(InputRequest::DeleteLine),
        (true, _, Key::Char('k')) => Some(InputRequest::DeleteTillEnd),
        (true, _, Key::Char('h')) | (false, false, Key::Backspace) => Some(InputRequest::DeletePrevChar),
        (false, _, Key::Delete) | (true, _, Key::Char('d')) => Some(InputRequest::DeleteNextChar),
        _ => None,
    }
}
