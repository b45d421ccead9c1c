//! The palette: the commands and macros that fit a line, and what Enter runs of it.

use super::commands::{Command, by_name, table};
use super::key::Key;
use super::keymap::{Keymap, KeymapError};
use super::message::Effect;
use super::prompt::{Ask, Prompt};
use super::state::Screen;
use super::steps::{Step, called_elsewhere, takes};
use super::update::MOST;
use crate::triage;
use crate::wire::Sort;

/// Completions shown at once.
const COMPLETIONS: usize = 8;
/// Names that are told where a word begins several.
const NAMES: usize = 4;

/// What is wrong with a line, and at which character, counted from 0, where one can be named.
type Wrong = (Option<usize>, String);

/// A command or a macro that fits a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Completion<'a> {
    pub name: &'a str,
    /// What it does; of a macro the commands that it stands for.
    pub help: &'a str,
    /// `None` for a macro.
    pub command: Option<Command>,
}

/// Commands and macros whose name or help has every word of the line, best first: those whose name begins with it.
pub(crate) fn completions<'a>(keymap: &'a Keymap, line: &str) -> Vec<Completion<'a>> {
    let line = counted(line).1.to_lowercase();
    // What follows a command's whole name is its argument.
    if let Some(named) = line.split_once(' ').and_then(|(name, _)| by_name(name)).filter(|l| takes(l.command).is_some())
    {
        return vec![Completion { name: named.name, help: named.help, command: Some(named.command) }];
    }
    let line = line.trim_end();
    let macros = keymap.macros().iter().map(|(name, help)| Completion { name, help, command: None });
    let commands = table().iter().map(|l| Completion { name: l.name, help: l.help, command: Some(l.command) });
    let fits = |c: &Completion<'_>| line.split_whitespace().all(|w| c.name.contains(w) || c.help.contains(w));
    let mut found: Vec<_> = macros.chain(commands).filter(fits).collect();
    found.sort_by_key(|c| (c.name != line, !c.name.starts_with(line), !c.name.contains(line)));
    found.truncate(COMPLETIONS);
    found
}

/// The count that a line begins with, and what follows it.
pub(super) fn counted(line: &str) -> (Option<u32>, &str) {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.get(..line.len() - rest.len()).filter(|digits| !digits.is_empty());
    let count = digits.map(|digits| digits.parse().unwrap_or(MOST).min(MOST)).filter(|count| *count > 0);
    (count, rest.trim_start())
}

/// The names that a word means: its own where there is one, else those that it begins.
fn meant<'a>(keymap: &'a Keymap, word: &str) -> Vec<&'a str> {
    let names = || table().iter().map(|l| l.name).chain(keymap.macros().iter().map(|(name, _)| name.as_str()));
    if let Some(own) = names().find(|name| *name == word) {
        return vec![own];
    }
    // What is called so in another program is not to run something else here.
    if word.is_empty() || called_elsewhere(word).is_some() {
        return Vec::new();
    }
    names().filter(|name| name.starts_with(word)).collect()
}

/// Reads a line of the palette: a count, commands, the first of which may be the beginning of a name.
fn read(keymap: &Keymap, line: &str) -> Result<(Option<u32>, Vec<Step>), String> {
    let (count, rest) = counted(line);
    if rest.is_empty() && !line.is_empty() {
        return Err("a command follows a count, as in `3 flag`".to_owned());
    }
    let word = rest.split([' ', ';']).next().unwrap_or("");
    let steps = match (keymap.read(rest), meant(keymap, word).as_slice()) {
        (Err(KeymapError::UnknownCommand { name, .. }), [one]) if name == word => {
            keymap.read(&format!("{one}{}", rest.get(word.len()..).unwrap_or("")))
        }
        (Err(KeymapError::UnknownCommand { name, .. }), [_, _, ..]) if name == word => {
            return Err(several(word, &meant(keymap, word)));
        }
        // What was meant as text ends at a semicolon.
        (Err(why @ KeymapError::UnknownCommand { .. }), [one])
            if rest.contains(';') && by_name(one).is_some_and(|line| takes(line.command).is_some()) =>
        {
            return Err(format!("{why}; quotation marks keep a semicolon in a text: {one} \"…; …\""));
        }
        (read, _) => read,
    };
    steps.map(|steps| (count, steps)).map_err(|why| why.to_string())
}

fn several(word: &str, names: &[&str]) -> String {
    let how = "Tab or the arrows choose";
    match names.split_last() {
        Some((last, rest)) if names.len() <= NAMES => format!("`{word}` begins {} and {last}; {how}", rest.join(", ")),
        _ => format!("`{word}` begins {} commands; {how}", names.len()),
    }
}

impl Screen {
    /// Which of the completions Enter would run: the one that was chosen, else the only one that is meant.
    pub(crate) fn enter_runs(&self, prompt: &Prompt) -> Option<usize> {
        let keymap = &self.setup.keymap;
        prompt.choice.or_else(|| {
            let word = counted(prompt.line()).1.split([' ', ';']).next().unwrap_or("");
            let names = meant(keymap, word);
            let [name] = names.as_slice() else { return None };
            completions(keymap, prompt.line()).iter().position(|c| c.name == *name)
        })
    }

    /// A key that completes, or chooses among what fits. Says whether it was one.
    pub(super) fn palette_key(&mut self, key: Key, out: &mut Vec<Effect>) -> bool {
        let Some(prompt) = self.prompt.as_ref().filter(|prompt| prompt.ask == Ask::Palette) else { return false };
        let runs = self.enter_runs(prompt);
        let found = completions(&self.setup.keymap, prompt.line());
        let line = found.get(runs.unwrap_or(0)).map(|choice| {
            let (count, _) = counted(prompt.line());
            let count = count.map_or(String::new(), |count| format!("{count} "));
            let gap = if choice.command.is_some_and(|command| takes(command).is_some()) { " " } else { "" };
            format!("{count}{}{gap}", choice.name)
        });
        let Some(prompt) = &mut self.prompt else { return false };
        if key != Key::Tab {
            // The arrows go on from what is lit up.
            if key == Key::Down && prompt.chooses() {
                prompt.choice = runs;
            }
            return false;
        }
        if let Some(line) = line {
            *prompt = Prompt::new(Ask::Palette, &line);
        }
        self.ask_for_offers(out);
        true
    }

    /// Runs what a line of the palette says exactly, what was chosen, or the one command that it begins; nothing else.
    pub(super) fn take_command(&mut self, prompt: &Prompt, line: &str, out: &mut Vec<Effect>) -> Result<(), Wrong> {
        let keymap = &self.setup.keymap;
        let (count, rest) = counted(line);
        let word = rest.split([' ', ';']).next().unwrap_or("");
        let chosen = prompt.choice.and_then(|choice| completions(keymap, line).get(choice).copied());
        let (count, steps) = match chosen.filter(|chosen| chosen.name != word) {
            Some(chosen) => (count, keymap.read(chosen.name).map_err(|why| (None, why.to_string()))?),
            None => read(keymap, line).map_err(|why| (None, why))?,
        };
        for (n, step) in steps.iter().enumerate() {
            if let Some((column, why)) = self.wrong_argument(step, n == 0) {
                // Of a macro's argument the line shows nothing.
                let from = prompt.line().rfind(&step.argument).and_then(|at| prompt.line().get(..at));
                return Err((from.map(|before| before.chars().count() + column), why));
            }
        }
        self.run_steps(&steps, count, out);
        Ok(())
    }

    /// What is wrong with what stands behind a command's name, and at which character of it, as far as that is known before
    /// the command runs.
    fn wrong_argument(&self, step: &Step, first: bool) -> Option<(usize, String)> {
        let (argument, zone) = (step.argument.as_str(), &self.setup.zone);
        let query = || triage::parse_in(argument, self.now, zone).err().map(|e| (e.column, e.message));
        match step.command {
            _ if argument.is_empty() => None,
            Command::Filter | Command::SelectBy => query(),
            // In a story it looks for words; where a command before it leads is not known yet.
            Command::Search if first && self.ask_of(Command::Search) == Some(Ask::Search) => query(),
            Command::Sort => Sort::parse(argument).err().map(|why| (0, why.to_string())),
            Command::HoldUntil => triage::hold_until(argument, self.now, zone).err().map(|why| (0, why)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::preset;
    use crate::screen::steps::steps_text;

    fn keymap() -> Keymap {
        let macros = [("court".to_owned(), "flag-with court; next-unread".to_owned())];
        Keymap::build(preset("default").unwrap(), &macros, &[]).unwrap()
    }

    /// The count and the commands of a line, or what is said of it.
    fn runs(line: &str) -> String {
        match read(&keymap(), line) {
            Ok((count, steps)) => format!("{} {}", count.unwrap_or(0), steps_text(&steps)),
            Err(why) => why,
        }
    }

    #[test]
    fn a_line_runs_what_it_says_and_the_one_command_that_it_begins() {
        for (line, words) in [
            ("flag", "0 flag"),
            ("3 flag", "3 flag"),
            ("3flag", "3 flag"),
            ("3  flag-with court // note", "3 flag-with court // note"),
            ("999999999999 flag", "99999 flag"),
            ("fil ferry", "0 filter ferry"),
            ("2 cou", "2 flag-with court; next-unread"),
            ("zen; flag", "0 zen; flag"),
            ("note \"he said; she said\"; flag", "0 note he said; she said; flag"),
            ("note \"he said\", she said", "0 note \"he said\", she said"),
            ("view all", "0 view all"),
        ] {
            assert_eq!(runs(line), words, "{line}");
        }
    }

    #[test]
    fn a_line_that_means_nothing_or_several_things_says_so() {
        for (line, words) in [
            ("3", "a command follows a count, as in `3 flag`"),
            ("3 spkie", "no command is called `spkie`; did you mean `spike`?"),
            ("unread", "no command is called `unread`; did you mean `mark-unread`?"),
            ("read", "no command is called `read`; did you mean `mark-read`?"),
            ("all", "no command is called `all`; did you mean `view-all`?"),
            ("q", "no command is called `q`; did you mean `quit`?"),
            ("flags", "no command is called `flags`; did you mean `flag`?"),
            ("spi", "`spi` begins spike and spike-story; Tab or the arrows choose"),
            ("v", "`v` begins 11 commands; Tab or the arrows choose"),
            ("flag court", "`flag` takes nothing after its name, but there is `court`"),
            ("court now", "`court` takes nothing after its name, but there is `now`"),
            (
                "note he said; she said",
                "no command is called `she`; quotation marks keep a semicolon in a text: note \"…; …\"",
            ),
            ("zen; fla", "no command is called `fla`; did you mean `flag`?"),
        ] {
            assert_eq!(runs(line), words, "{line}");
        }
    }

    #[test]
    fn macros_are_completed_as_commands_are() {
        let keymap = keymap();
        let names = |line: &str| completions(&keymap, line).iter().map(|c| c.name).collect::<Vec<_>>();
        assert_eq!(names("cou"), ["court", "down"], "the help of the other speaks of a count");
        assert_eq!(names("3 fla")[..2], ["flag", "flag-with"]);
        assert_eq!(names("view fl"), ["view"]);
    }
}
