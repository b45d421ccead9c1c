//! Which chord asks for what, pane by pane: the defaults of the table with the editor's own bindings laid over them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::commands::{Command, Pane, by_name, line_of, table};
use super::key::{Key, KeyPress, chord, chord_text};
use super::presets::Preset;
use super::steps::{Macros, Step, steps, steps_text};

/// The chords of every pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    panes: BTreeMap<Pane, BTreeMap<Vec<KeyPress>, Arc<[Step]>>>,
    macros: Vec<(String, String)>,
}

/// What keys stand for so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// One command or several.
    Steps(Arc<[Step]>),
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
    /// A command or a macro that takes nothing was given something.
    #[error("`{name}` takes nothing after its name, but there is `{argument}`")]
    TakesNothing {
        /// The command or macro.
        name: String,
        /// What stands after it.
        argument: String,
    },
    /// A macro in itself.
    #[error("the macro `{0}` stands in itself")]
    Endless(String),
    /// Nothing to do.
    #[error("`{0}` is bound to nothing; write none to free a key")]
    Nothing(String),
    /// A macro with the name of a command.
    #[error("`{0}` is a command already")]
    Taken(String),
    /// Two commands, one chord.
    #[error("`{chord}` is bound to both `{one}` and `{other}`")]
    Conflict {
        /// The chord.
        chord: String,
        /// What one binding runs.
        one: String,
        /// What the other runs.
        other: String,
    },
    /// One chord begins another.
    #[error("`{short}` ({one}) begins `{long}` ({other}), which could then never be typed")]
    Prefix {
        /// The short chord.
        short: String,
        /// What it runs.
        one: String,
        /// The long chord.
        long: String,
        /// What that runs.
        other: String,
    },
}

impl Default for Keymap {
    fn default() -> Self {
        let mut map = Self { panes: BTreeMap::new(), macros: Vec::new() };
        for line in table() {
            for keys in line.chords.iter().filter_map(|c| chord(c)) {
                for pane in line.panes {
                    let steps = Arc::from([Step::plain(line.command)]);
                    map.panes.entry(*pane).or_default().insert(keys.clone(), steps);
                }
            }
        }
        map
    }
}

impl Keymap {
    /// The default keymap with a preset and then `bindings` (chord, commands) laid over it. A chord bound anew leaves its
    /// old command; `none` frees a chord. Several commands are parted by `;`; a macro's name stands for its commands.
    ///
    /// # Errors
    /// Unknown commands and keys, keys that plain terminals confuse, one chord for two commands, and a chord that begins
    /// another.
    pub fn build(preset: &Preset, macros: &Macros, bindings: &[(String, String)]) -> Result<Self, KeymapError> {
        let mut map = Self { macros: macros.to_vec(), ..Self::default() };
        if let Some((name, _)) = macros.iter().find(|(name, _)| by_name(name).is_some()) {
            return Err(KeymapError::Taken(name.clone()));
        }
        for (text, commands) in preset.bindings {
            let keys = checked_chord(text)?;
            map.give_way(&keys);
            map.bind(&keys, commands)?;
        }
        let mut own: BTreeMap<(Pane, Vec<KeyPress>), Arc<[Step]>> = BTreeMap::new();
        for (text, commands) in bindings {
            let keys = checked_chord(text)?;
            let (panes, steps) = map.bind(&keys, commands)?;
            for pane in panes {
                if let Some(other) = own.insert((*pane, keys.clone()), steps.clone()).filter(|c| *c != steps) {
                    return Err(KeymapError::Conflict {
                        chord: chord_text(&keys),
                        one: steps_text(&other),
                        other: steps_text(&steps),
                    });
                }
            }
        }
        map.refuse_prefixes()?;
        Ok(map)
    }

    /// Binds a chord in the panes where its first command works; frees it where that is `none`.
    fn bind(&mut self, keys: &[KeyPress], text: &str) -> Result<(&'static [Pane], Arc<[Step]>), KeymapError> {
        if text == "none" {
            for chords in self.panes.values_mut() {
                chords.remove(keys);
            }
            return Ok((&[], Arc::from([])));
        }
        let steps: Arc<[Step]> = steps(text, &self.macros)?.into();
        let first = steps.first().and_then(|step| line_of(step.command));
        let line = first.ok_or_else(|| KeymapError::Nothing(chord_text(keys)))?;
        for pane in line.panes {
            self.panes.entry(*pane).or_default().insert(keys.to_vec(), steps.clone());
        }
        Ok((line.panes, steps))
    }

    /// Takes away what would stand in a preset's way: chords that begin this one, or that it begins.
    fn give_way(&mut self, keys: &[KeyPress]) {
        for chords in self.panes.values_mut() {
            chords
                .retain(|other, _| other.len() == keys.len() || !(other.starts_with(keys) || keys.starts_with(other)));
        }
    }

    /// Reads commands as a key of this map would run them.
    ///
    /// # Errors
    /// As [`steps`].
    pub fn read(&self, text: &str) -> Result<Vec<Step>, KeymapError> {
        steps(text, &self.macros)
    }

    /// What a chord runs already in a pane where these commands would work, if that is something else.
    pub fn has_otherwise(&self, text: &str, commands: &str) -> Option<String> {
        let (keys, steps) = (chord(text)?, self.read(commands).ok()?);
        let panes = line_of(steps.first()?.command)?.panes;
        let mut there = panes.iter().filter_map(|pane| self.panes.get(pane)?.get(&keys));
        there.find(|other| ***other != *steps).map(|other| steps_text(other))
    }

    /// The macros, with what they stand for.
    pub fn macros(&self) -> &Macros {
        &self.macros
    }

    /// Chords that run more than one command, or one with an argument: the chord and the commands.
    pub fn longer(&self) -> BTreeMap<String, String> {
        let all = self.panes.values().flatten();
        let longer = all.filter(|(_, steps)| !matches!(&***steps, [one] if one.argument.is_empty()));
        longer.map(|(keys, steps)| (chord_text(keys), steps_text(steps))).collect()
    }

    fn refuse_prefixes(&self) -> Result<(), KeymapError> {
        for chords in self.panes.values() {
            // Sorted, so that a chord stands right before those that it begins.
            for ((short, one), (long, other)) in chords.iter().zip(chords.iter().skip(1)) {
                if long.starts_with(short) {
                    return Err(KeymapError::Prefix {
                        short: chord_text(short),
                        one: steps_text(one),
                        long: chord_text(long),
                        other: steps_text(other),
                    });
                }
            }
        }
        Ok(())
    }

    /// What `keys` stand for in a pane.
    pub fn resolve(&self, pane: Pane, keys: &[KeyPress]) -> Resolved {
        let Some(chords) = self.panes.get(&pane) else { return Resolved::Nothing };
        if let Some(steps) = chords.get(keys) {
            return Resolved::Steps(steps.clone());
        }
        match chords.keys().any(|c| c.starts_with(keys)) {
            true => Resolved::Prefix,
            false => Resolved::Nothing,
        }
    }

    /// The chords that begin with `keys` in a pane: what is left to type, and what it does, in words.
    pub fn continuations(&self, pane: Pane, keys: &[KeyPress]) -> Vec<(String, String)> {
        let chords = self.panes.get(&pane).into_iter().flatten();
        let does = |steps: &[Step]| match steps {
            [one] if one.argument.is_empty() => line_of(one.command).map_or("", |l| l.help).to_owned(),
            several => steps_text(several),
        };
        chords.filter_map(|(c, steps)| Some((chord_text(c.strip_prefix(keys)?), does(steps)))).collect()
    }

    /// The chords of a command, in the list where it works there, else in the first of its panes; empty where it has none.
    pub fn chords_of(&self, command: Command) -> Vec<String> {
        let panes = line_of(command).map_or(&[][..], |line| line.panes);
        let Some(pane) = panes.iter().find(|pane| **pane == Pane::List).or(panes.first()) else { return Vec::new() };
        let chords = self.panes.get(pane).into_iter().flatten();
        let plain = |steps: &[Step]| steps == [Step::plain(command)];
        let mut all: Vec<_> = chords.filter(|(_, steps)| plain(steps)).map(|(keys, _)| chord_text(keys)).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{PRESETS, preset};

    #[test]
    fn the_keys_that_are_shown_for_a_command_run_it_in_every_preset() {
        for known in PRESETS {
            let map = Keymap::build(known, &[], &[]).unwrap();
            for line in crate::screen::commands::table() {
                let pane =
                    if line.panes.contains(&Pane::List) { Pane::List } else { line.panes.first().copied().unwrap() };
                for shown in map.chords_of(line.command) {
                    let name = runs(&map, pane, &shown);
                    assert_eq!(name, line.name, "{}: {shown}", known.name);
                }
            }
        }
        let map = Keymap::build(preset("eilmeldung").unwrap(), &[], &[]).unwrap();
        assert_eq!(map.chords_of(Command::Undo), [", u"], "u marks unread there");
    }

    fn build(bindings: &[(&str, &str)]) -> Result<Keymap, KeymapError> {
        let owned: Vec<_> = bindings.iter().map(|(c, n)| ((*c).to_owned(), (*n).to_owned())).collect();
        Keymap::build(preset("default").unwrap(), &[], &owned)
    }

    /// What a chord runs in a pane; `…` where it is the beginning of others.
    fn runs(map: &Keymap, pane: Pane, text: &str) -> String {
        match map.resolve(pane, &chord(text).unwrap()) {
            Resolved::Steps(steps) => steps_text(&steps),
            Resolved::Prefix => "…".into(),
            Resolved::Nothing => String::new(),
        }
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
        assert_eq!(runs(&map, Pane::List, "Enter"), "open");
        assert_eq!(runs(&map, Pane::Quotes, "Enter"), "jump-to-quote");
        assert_eq!(runs(&map, Pane::List, "d"), "diff");
        assert_eq!(runs(&map, Pane::Drawer, "d"), "…");
        assert_eq!(runs(&map, Pane::List, "g"), "…");
        assert_eq!(runs(&map, Pane::List, "g %"), "");
    }

    #[test]
    fn an_own_binding_takes_the_chord_over() {
        let map = build(&[("f", "spike"), ("C-x", "quit")]).unwrap();
        assert_eq!(runs(&map, Pane::List, "f"), "spike");
        assert_eq!(runs(&map, Pane::List, "C-x"), "quit");
        assert_eq!(map.chords_of(Command::Flag), Vec::<String>::new());
        assert_eq!(runs(&build(&[("u", "none")]).unwrap(), Pane::List, "u"), "");
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

    #[test]
    fn every_preset_is_a_keymap_without_clashes() {
        for preset in PRESETS {
            assert!(Keymap::build(preset, &[], &[]).is_ok(), "{}", preset.name);
        }
        let map = Keymap::build(preset("eilmeldung").unwrap(), &[], &[("r".into(), "poll".into())]).unwrap();
        assert_eq!(runs(&map, Pane::List, "r"), "poll", "own keys go before the preset's");
        assert_eq!(runs(&map, Pane::List, "M"), "select-by *; flag");
    }

    #[test]
    fn what_has_a_key_by_default_has_one_in_every_preset() {
        for known in PRESETS {
            let map = Keymap::build(known, &[], &[]).unwrap();
            let without = table().iter().filter(|l| !l.chords.is_empty() && map.chords_of(l.command).is_empty());
            assert_eq!(without.map(|l| l.name).collect::<Vec<_>>(), Vec::<&str>::new(), "{}", known.name);
        }
    }

    #[test]
    fn a_key_may_run_several_commands_with_arguments_and_macros() {
        let macros = [("court".to_owned(), "flag-with court; next-unread".to_owned())];
        let keys = [(", c".to_owned(), "court".to_owned()), ("g 1".to_owned(), "sort oldest".to_owned())];
        let map = Keymap::build(preset("default").unwrap(), &macros, &keys).unwrap();
        assert_eq!(runs(&map, Pane::List, ", c"), "flag-with court; next-unread");
        assert_eq!(
            map.continuations(Pane::List, &chord(",").unwrap()),
            [("c".into(), "flag-with court; next-unread".into())]
        );
        let named = [("flag".to_owned(), "spike".to_owned())];
        let error = Keymap::build(preset("default").unwrap(), &named, &[]).unwrap_err();
        assert_eq!(error.to_string(), "`flag` is a command already");
    }
}
