//! Which chord asks for what, pane by pane: the defaults of the table with the editor's own bindings laid over them.

use std::collections::BTreeMap;

use super::commands::{Command, Pane, by_name, line_of, table};
use super::key::{Key, KeyPress, chord, chord_text};
use crate::wire::nearest;

/// The chords of every pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    panes: BTreeMap<Pane, BTreeMap<Vec<KeyPress>, Command>>,
}

/// What keys stand for so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// A command.
    Command(Command),
    /// The beginning of longer chords.
    Prefix,
    /// Nothing.
    Nothing,
}

/// A binding that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No such command.
    #[error("no command is called `{name}`{}", nearest.map_or(String::new(), |n| format!("; did you mean `{n}`?")))]
    UnknownCommand {
        /// The name as written.
        name: String,
        /// The name in the table that is most like it, if any is.
        nearest: Option<&'static str>,
    },
    /// No such key.
    #[error("`{0}` is no key; write f, C-d, Space, Enter, F5, or several parted by spaces")]
    UnknownKey(String),
    /// A plain terminal cannot send it.
    #[error("`{chord}` cannot be bound: a plain terminal does not tell it from {with}")]
    Confusing {
        /// The chord as written.
        chord: String,
        /// What it is confused with.
        with: &'static str,
    },
    /// A digit begins a count.
    #[error("`{0}` cannot be bound: digits are counts")]
    Digit(String),
    /// Two commands, one chord.
    #[error("`{chord}` is bound to both `{one}` and `{other}`")]
    Conflict {
        /// The chord.
        chord: String,
        /// One command.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// One chord begins another.
    #[error("`{short}` ({one}) begins `{long}` ({other}), which could then never be typed")]
    Prefix {
        /// The short chord.
        short: String,
        /// Its command.
        one: &'static str,
        /// The long chord.
        long: String,
        /// Its command.
        other: &'static str,
    },
}

impl Default for Keymap {
    fn default() -> Self {
        let mut map = Self { panes: BTreeMap::new() };
        for line in table() {
            for keys in line.chords.iter().filter_map(|c| chord(c)) {
                for pane in line.panes {
                    map.panes.entry(*pane).or_default().insert(keys.clone(), line.command);
                }
            }
        }
        map
    }
}

impl Keymap {
    /// The default keymap with `bindings` (chord, command name) laid over it. A chord bound anew leaves its old command;
    /// the command `none` frees a chord.
    ///
    /// # Errors
    /// Unknown commands and keys, keys that plain terminals confuse, one chord for two commands, and a chord that begins
    /// another.
    pub fn build(bindings: &[(String, String)]) -> Result<Self, KeymapError> {
        let mut map = Self::default();
        let mut own: BTreeMap<(Pane, Vec<KeyPress>), Command> = BTreeMap::new();
        for (text, name) in bindings {
            let keys = checked_chord(text)?;
            if name == "none" {
                for chords in map.panes.values_mut() {
                    chords.remove(&keys);
                }
                continue;
            }
            let Some(line) = by_name(name) else {
                return Err(KeymapError::UnknownCommand {
                    name: name.clone(),
                    nearest: nearest(name, table().iter().map(|l| l.name)),
                });
            };
            for pane in line.panes {
                if let Some(other) = own.insert((*pane, keys.clone()), line.command).filter(|c| *c != line.command) {
                    return Err(KeymapError::Conflict {
                        chord: chord_text(&keys),
                        one: name_of(other),
                        other: line.name,
                    });
                }
                map.panes.entry(*pane).or_default().insert(keys.clone(), line.command);
            }
        }
        map.refuse_prefixes()?;
        Ok(map)
    }

    fn refuse_prefixes(&self) -> Result<(), KeymapError> {
        for chords in self.panes.values() {
            // Sorted, so that a chord stands right before those that it begins.
            for ((short, one), (long, other)) in chords.iter().zip(chords.iter().skip(1)) {
                if long.starts_with(short) {
                    return Err(KeymapError::Prefix {
                        short: chord_text(short),
                        one: name_of(*one),
                        long: chord_text(long),
                        other: name_of(*other),
                    });
                }
            }
        }
        Ok(())
    }

    /// What `keys` stand for in a pane.
    pub fn resolve(&self, pane: Pane, keys: &[KeyPress]) -> Resolved {
        let Some(chords) = self.panes.get(&pane) else { return Resolved::Nothing };
        if let Some(command) = chords.get(keys) {
            return Resolved::Command(*command);
        }
        match chords.keys().any(|c| c.starts_with(keys)) {
            true => Resolved::Prefix,
            false => Resolved::Nothing,
        }
    }

    /// The chords that begin with `keys` in a pane, with what is left to type and the command.
    pub fn continuations(&self, pane: Pane, keys: &[KeyPress]) -> Vec<(String, Command)> {
        let chords = self.panes.get(&pane).into_iter().flatten();
        chords.filter_map(|(c, command)| Some((chord_text(c.strip_prefix(keys)?), *command))).collect()
    }

    /// The chords of a command, in the first of its panes; empty where it has none.
    pub fn chords_of(&self, command: Command) -> Vec<String> {
        let Some(pane) = line_of(command).and_then(|l| l.panes.first()) else { return Vec::new() };
        let chords = self.panes.get(pane).into_iter().flatten();
        let mut all: Vec<_> = chords.filter(|(_, c)| **c == command).map(|(keys, _)| chord_text(keys)).collect();
        all.sort_by_key(|text| (text.chars().count(), text.clone()));
        all
    }
}

fn checked_chord(text: &str) -> Result<Vec<KeyPress>, KeymapError> {
    let keys = chord(text).ok_or_else(|| KeymapError::UnknownKey(text.to_owned()))?;
    if let Some(with) = keys.iter().find_map(|k| k.confused_with()) {
        return Err(KeymapError::Confusing { chord: text.to_owned(), with });
    }
    if keys.first().is_some_and(|k| !k.ctrl && matches!(k.key, Key::Char('0'..='9'))) {
        return Err(KeymapError::Digit(text.to_owned()));
    }
    Ok(keys)
}

fn name_of(command: Command) -> &'static str {
    line_of(command).map_or("", |l| l.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(bindings: &[(&str, &str)]) -> Result<Keymap, KeymapError> {
        let owned: Vec<_> = bindings.iter().map(|(c, n)| ((*c).to_owned(), (*n).to_owned())).collect();
        Keymap::build(&owned)
    }

    fn resolve(map: &Keymap, pane: Pane, text: &str) -> Resolved {
        map.resolve(pane, &chord(text).unwrap())
    }

    #[test]
    fn the_default_chords_have_no_conflict_no_prefix_clash_and_no_confusing_key() {
        let mut seen = BTreeMap::new();
        for line in table() {
            for text in line.chords {
                let keys = checked_chord(text).unwrap();
                for pane in line.panes {
                    assert_eq!(seen.insert((*pane, keys.clone()), line.name), None, "{text} in {pane:?}");
                }
            }
        }
        assert!(build(&[]).is_ok());
    }

    #[test]
    fn one_chord_may_mean_different_things_in_different_panes() {
        let map = Keymap::default();
        assert_eq!(resolve(&map, Pane::List, "Enter"), Resolved::Command(Command::Open));
        assert_eq!(resolve(&map, Pane::Quotes, "Enter"), Resolved::Command(Command::JumpToQuote));
        assert_eq!(resolve(&map, Pane::List, "d"), Resolved::Command(Command::Diff));
        assert_eq!(resolve(&map, Pane::Drawer, "d"), Resolved::Prefix);
        assert_eq!(resolve(&map, Pane::List, "g"), Resolved::Prefix);
        assert_eq!(resolve(&map, Pane::List, "g %"), Resolved::Nothing);
    }

    #[test]
    fn an_own_binding_takes_the_chord_over() {
        let map = build(&[("f", "spike"), ("C-x", "quit")]).unwrap();
        assert_eq!(resolve(&map, Pane::List, "f"), Resolved::Command(Command::Spike));
        assert_eq!(resolve(&map, Pane::List, "C-x"), Resolved::Command(Command::Quit));
        assert_eq!(map.chords_of(Command::Flag), Vec::<String>::new());
        assert_eq!(resolve(&build(&[("u", "none")]).unwrap(), Pane::List, "u"), Resolved::Nothing);
    }

    #[test]
    fn bindings_that_cannot_be_are_named() {
        for (bindings, words) in [
            (vec![("f", "flg")], "no command is called `flg`; did you mean `flag`?"),
            (
                vec![("Return", "flag")],
                "`Return` is no key; write f, C-d, Space, Enter, F5, or several parted by spaces",
            ),
            (vec![("C-i", "flag")], "`C-i` cannot be bound: a plain terminal does not tell it from Tab"),
            (vec![("3", "flag")], "`3` cannot be bound: digits are counts"),
            (vec![("T", "flag"), ("T", "spike")], "`T` is bound to both `flag` and `spike`"),
            (vec![("f f", "zen")], "`f` (flag) begins `f f` (zen), which could then never be typed"),
        ] {
            assert_eq!(build(&bindings).unwrap_err().to_string(), words);
        }
    }
}
