//! What a key or the palette asks for: commands with their arguments, one after another, and macros that stand for such.

use super::commands::{Command, by_name, line_of, table};
use super::keymap::KeymapError;
use crate::wire::nearest;

/// How deep macros may stand in one another.
const DEPTH: usize = 8;
/// How many commands one key may run.
const MOST: usize = 64;

/// A command and what was written after its name; nothing where it is to ask for that itself, or needs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The command.
    pub command: Command,
    /// Its argument, trimmed.
    pub argument: String,
}

impl Step {
    /// A command without an argument.
    pub fn plain(command: Command) -> Self {
        Self { command, argument: String::new() }
    }
}

/// Commands that somebody has given a name: name and text.
pub type Macros = [(String, String)];

/// What a command takes after its name, in a word; `None` where it takes nothing.
pub(crate) fn takes(command: Command) -> Option<&'static str> {
    Some(match command {
        Command::FlagWith => "label // note",
        Command::HoldUntil => "time",
        Command::Tag => "tag",
        Command::Note => "text",
        Command::Assign => "name",
        Command::SelectBy | Command::Search | Command::Filter => "query",
        Command::AddSource => "address",
        Command::Sort => "order",
        Command::View => "name",
        Command::Save => "file",
        Command::SendTo => "target",
        Command::Pipe | Command::OpenWith => "program",
        _ => return None,
    })
}

/// Reads commands parted by `;`, such as `flag-with court; next-unread`. A `;` between quotation marks parts nothing.
///
/// # Errors
/// Names that are neither command nor macro, arguments where none belong, macros that stand in themselves.
pub fn steps(text: &str, macros: &Macros) -> Result<Vec<Step>, KeymapError> {
    let mut all = Vec::new();
    read(text, macros, DEPTH, &mut all)?;
    Ok(all)
}

/// What commands are called in other programs.
const ELSEWHERE: [(&str, &str); 11] = [
    ("q", "quit"),
    ("exit", "quit"),
    ("star", "flag"),
    ("delete", "spike"),
    ("archive", "spike"),
    ("refresh", "poll-all"),
    ("yank", "copy-link"),
    ("export", "save"),
    ("read", "mark-read"),
    ("unread", "mark-unread"),
    ("all", "view-all"),
];

/// What a command is called here that has this name in other programs.
pub(super) fn called_elsewhere(name: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(word, _)| *word == name).map(|(_, here)| *here)
}

fn read(text: &str, macros: &Macros, depth: usize, all: &mut Vec<Step>) -> Result<(), KeymapError> {
    for part in parts(text) {
        let (name, argument) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
        let argument = argument.trim();
        if let Some((_, inner)) = macros.iter().find(|(known, _)| known == name) {
            if depth == 0 || all.len() >= MOST {
                return Err(KeymapError::Endless(name.to_owned()));
            }
            if !argument.is_empty() {
                return Err(KeymapError::TakesNothing { name: name.to_owned(), argument: argument.to_owned() });
            }
            read(inner, macros, depth - 1, all)?;
            continue;
        }
        let Some(line) = by_name(name) else {
            let names = table().iter().map(|l| l.name).collect::<Vec<_>>();
            return Err(KeymapError::UnknownCommand {
                name: name.to_owned(),
                nearest: called_elsewhere(name).or_else(|| nearest(name, names)),
            });
        };
        if !argument.is_empty() && takes(line.command).is_none() {
            return Err(KeymapError::TakesNothing { name: name.to_owned(), argument: argument.to_owned() });
        }
        let is_text = matches!(line.command, Command::Note | Command::FlagWith | Command::Tag | Command::Assign);
        let argument = if is_text { unquoted(argument) } else { argument };
        all.push(Step { command: line.command, argument: argument.to_owned() });
    }
    Ok(())
}

/// The parts of a text between semicolons, trimmed; empty ones are left out.
fn parts(text: &str) -> Vec<&str> {
    let mut quoted = false;
    let split = text.split(move |c| {
        quoted ^= matches!(c, '"' | '“' | '”');
        c == ';' && !quoted
    });
    split.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A text without the quotation marks around all of it that kept its semicolons; others are its own.
fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.filter(|inner| inner.contains(';') && !inner.contains('"')).unwrap_or(text)
}

/// The commands as they are written in the settings.
pub(crate) fn steps_text(steps: &[Step]) -> String {
    let each = steps.iter().map(|step| {
        let name = line_of(step.command).map_or("", |l| l.name);
        if step.argument.is_empty() { name.to_owned() } else { format!("{name} {}", step.argument) }
    });
    each.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(written: &str, macros: &[(&str, &str)]) -> Result<String, String> {
        let macros: Vec<_> = macros.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        steps(written, &macros).map(|all| steps_text(&all)).map_err(|e| e.to_string())
    }

    #[test]
    fn commands_are_parted_by_semicolons_and_keep_their_arguments() {
        assert_eq!(text(" flag-with court ;next-unread; ", &[]).unwrap(), "flag-with court; next-unread");
        assert_eq!(text("search \"a; b\"; open", &[]).unwrap(), "search \"a; b\"; open");
        assert_eq!(text("flag twice", &[]).unwrap_err(), "`flag` takes nothing after its name, but there is `twice`");
        assert_eq!(text("flg", &[]).unwrap_err(), "no command is called `flg`; did you mean `flag`?");
        assert_eq!(text("exit", &[]).unwrap_err(), "no command is called `exit`; did you mean `quit`?");
    }

    #[test]
    fn what_is_called_otherwise_elsewhere_is_called_so_nowhere_here() {
        for (word, here) in ELSEWHERE {
            assert!(by_name(word).is_none() && by_name(here).is_some(), "{word}, {here}");
        }
    }

    #[test]
    fn a_macro_stands_for_its_commands_and_never_for_itself() {
        let macros = [("court", "flag-with court; next-unread"), ("twice", "court; court"), ("loop", "open; loop")];
        assert_eq!(text("twice", &macros).unwrap(), "flag-with court; next-unread; flag-with court; next-unread");
        assert_eq!(text("loop", &macros).unwrap_err(), "the macro `loop` stands in itself");
    }
}
