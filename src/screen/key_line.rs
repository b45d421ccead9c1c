//! A line read as keys, where lines are typed and not keys.

use super::commands::{Command, Pane, table};
use super::key::{Key, KeyPress, NAMED};
use super::keymap::{Keymap, Resolved};
use super::state::Screen;
use super::steps::{Step, takes};
use crate::wire::nearest;

/// A line as keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyLine<'a> {
    /// The keys, counts digit by digit.
    pub keys: Vec<KeyPress>,
    /// What is meant for the prompt that the last key opens; `None` where that opens none, or nothing stands behind it.
    pub text: Option<&'a str>,
}

impl Screen {
    /// Reads a line as keys. Keys and counts are parted by blanks; none is needed behind a count, between the keys of a
    /// chord, where one key is typed several times, and behind a sign such as `/` that opens a prompt.
    ///
    /// # Errors
    /// The first word that is none of these, in words for the editor. Then nothing of the line is to be done: letter by letter
    /// it would be many verbs.
    pub fn key_line<'a>(&self, line: &'a str) -> Result<KeyLine<'a>, String> {
        let keymap = &self.setup.keymap;
        keymap.line(self.focus, line).map_err(|word| {
            if self.names_command(word) {
                return format!("`{word}` is a command: it stands first in its line, without a count");
            }
            let commands = table().iter().map(|line| line.name);
            let macros = keymap.macros().iter().map(|(name, _)| name.as_str());
            match nearest(word, commands.chain(macros).chain(NAMED.iter().map(|(name, _)| *name))) {
                Some(meant) => format!("`{word}` is no command and no key; did you mean `{meant}`?"),
                None => format!(
                    "`{word}` is no command and no key; keys are parted by blanks, `help` tells them all, `quit` leaves"
                ),
            }
        })
    }
}

impl Keymap {
    /// As [`Screen::key_line`]; the error is the word alone.
    fn line<'a>(&self, pane: Pane, line: &'a str) -> Result<KeyLine<'a>, &'a str> {
        let mut read = KeyLine::default();
        let mut chord = Vec::new();
        let mut rest = line.trim();
        while !rest.is_empty() {
            let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
            // Behind a letter a blank is needed: `today` is not the tag `oday`.
            let sign = rest.chars().next().filter(|c| chord.is_empty() && !c.is_alphanumeric());
            if let Some((sign, text)) = sign.and_then(|c| Some((c, rest.strip_prefix(c)?)))
                && self.prompts(pane, &[character(sign)])
            {
                read.keys.push(character(sign));
                read.text = Some(text.trim()).filter(|text| !text.is_empty());
                return Ok(read);
            }
            let keys = self.keys_of(pane, word).ok_or(word)?;
            let last = keys.len().saturating_sub(1);
            for (at, key) in keys.into_iter().enumerate() {
                read.keys.push(key);
                if chord.is_empty() && matches!(key, KeyPress { key: Key::Char('0'..='9'), ctrl: false, .. }) {
                    continue;
                }
                chord.push(key);
                if self.prompts(pane, &chord) {
                    // `tt` would open the prompt and type into it.
                    let text = (at == last).then_some(after.trim()).ok_or(word)?;
                    read.text = Some(text).filter(|text| !text.is_empty());
                    return Ok(read);
                }
                if self.means(pane, &chord) != Resolved::Prefix {
                    chord.clear();
                }
            }
            rest = after.trim_start();
        }
        Ok(read)
    }

    /// The keys of a word: a key, a count, or a count and what it is for.
    fn keys_of(&self, pane: Pane, word: &str) -> Option<Vec<KeyPress>> {
        if let Some(key) = KeyPress::parse(word) {
            return Some(vec![key]);
        }
        let key = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let mut keys: Vec<_> = word.chars().take_while(char::is_ascii_digit).map(character).collect();
        if let Some(one) = KeyPress::parse(key) {
            keys.push(one);
            return Some(keys);
        }
        let each: Vec<_> = key.chars().map(character).collect();
        let Some(first) = each.first() else { return Some(keys) };
        // `ggg` would leave half a chord behind.
        let one_key = each.iter().all(|key| key == first) && self.means(pane, &[*first]) != Resolved::Prefix;
        let is_chord = || matches!(self.means(pane, &each), Resolved::Steps(_));
        (one_key || is_chord()).then(|| {
            keys.extend(each);
            keys
        })
    }

    /// What keys stand for in a pane, or where they mean nothing there, in another: keys before them may lead to it.
    fn means(&self, pane: Pane, keys: &[KeyPress]) -> Resolved {
        let panes = [pane].into_iter().chain(Pane::ALL);
        panes
            .map(|pane| self.resolve(pane, keys))
            .find(|found| *found != Resolved::Nothing)
            .unwrap_or(Resolved::Nothing)
    }

    /// Whether keys open a prompt.
    fn prompts(&self, pane: Pane, keys: &[KeyPress]) -> bool {
        // The key that sorts goes to the next order; an order is asked for by the command's name alone.
        let asks = |command| command == Command::Palette || (command != Command::Sort && takes(command).is_some());
        let opens = |step: &Step| step.argument.is_empty() && asks(step.command);
        matches!(self.means(pane, keys), Resolved::Steps(steps) if steps.iter().any(opens))
    }
}

fn character(c: char) -> KeyPress {
    KeyPress::plain(Key::Char(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::chord_text;

    /// The keys and the text of a line, or the word that is refused.
    fn read(line: &str) -> Result<(String, Option<&str>), &str> {
        Keymap::default().line(Pane::List, line).map(|read| (chord_text(&read.keys), read.text))
    }

    #[test]
    fn keys_and_counts_are_read_with_blanks_and_where_it_is_clear_without() {
        for (line, keys) in [
            ("f", "f"),
            ("3 f", "3 f"),
            ("12 f", "1 2 f"),
            ("12f", "1 2 f"),
            (" 12  ", "1 2"),
            ("j 10 k", "j 1 0 k"),
            ("gg", "g g"),
            ("g u", "g u"),
            ("8gH", "8 g H"),
            ("8 g H", "8 g H"),
            ("yq", "y q"),
            ("jjj", "j j j"),
            ("}}", "} }"),
            ("2C-d", "2 C-d"),
            ("F5", "F5"),
            ("s s", "s s"),
            ("g l Enter", "g l Enter"),
        ] {
            assert_eq!(read(line), Ok((keys.to_owned(), None)), "{line}");
        }
    }

    #[test]
    fn what_stands_behind_a_key_that_opens_a_prompt_is_typed_into_it() {
        for (line, keys, text) in [
            ("/storm  front", "/", Some("storm  front")),
            ("/ f", "/", Some("f")),
            ("/", "/", None),
            (":view all", ":", Some("view all")),
            ("F court", "F", Some("court")),
            ("3 F f", "3 F", Some("f")),
            ("11F court", "1 1 F", Some("court")),
            ("j V is:unread", "j V", Some("is:unread")),
            ("gv all", "g v", Some("all")),
            ("g v all", "g v", Some("all")),
            ("S", "S", None),
        ] {
            assert_eq!(read(line), Ok((keys.to_owned(), text)), "{line}");
        }
    }

    #[test]
    fn a_word_that_would_be_other_keys_letter_by_letter_is_refused() {
        for (line, word) in [
            ("exit", "exit"),
            ("xit", "xit"),
            ("jf", "jf"),
            ("today", "today"),
            ("tt", "tt"),
            ("ggg", "ggg"),
            ("f exit", "exit"),
            ("3rd", "3rd"),
            ("12 jf", "jf"),
            ("-x", "-x"),
            ("élan", "élan"),
        ] {
            assert_eq!(read(line), Err(word), "{line}");
        }
    }
}
