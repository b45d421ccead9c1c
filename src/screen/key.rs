//! A key as the screen knows it, and how keys are written in the settings: `f`, `C-d`, `Space`, `g g`.

use std::fmt;

/// A key without its modifiers. Shift is part of a character (`G`) and of [`Key::BackTab`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A printable character; the space bar is `Char(' ')`.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// One key going down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPress {
    /// Which key.
    pub key: Key,
    /// Whether Control is held.
    pub ctrl: bool,
    /// Whether Alt is held.
    pub alt: bool,
}

/// The keys that have a name, as written in settings and help.
pub(crate) const NAMED: [(&str, Key); 15] = [
    ("Space", Key::Char(' ')),
    ("Enter", Key::Enter),
    ("Esc", Key::Esc),
    ("Tab", Key::Tab),
    ("S-Tab", Key::BackTab),
    ("Backspace", Key::Backspace),
    ("Del", Key::Delete),
    ("Up", Key::Up),
    ("Down", Key::Down),
    ("Left", Key::Left),
    ("Right", Key::Right),
    ("Home", Key::Home),
    ("End", Key::End),
    ("PgUp", Key::PageUp),
    ("PgDn", Key::PageDown),
];

impl KeyPress {
    /// A key without modifiers.
    pub fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// A character with Control.
    pub fn ctrl(c: char) -> Self {
        Self { key: Key::Char(c), ctrl: true, alt: false }
    }

    /// The key that one word stands for: `f`, `C-d`, `A-x`, `Space`, `F5`. `None` where it stands for none.
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(rest) = word.strip_prefix("C-").filter(|rest| !rest.is_empty()) {
            return Self::parse(rest).map(|k| Self { ctrl: true, ..k });
        }
        if let Some(rest) = word.strip_prefix("A-").filter(|rest| !rest.is_empty()) {
            return Self::parse(rest).map(|k| Self { alt: true, ..k });
        }
        if let Some((_, key)) = NAMED.iter().find(|(name, _)| *name == word) {
            return Some(Self::plain(*key));
        }
        if let Some(n) = word.strip_prefix('F').and_then(|n| n.parse().ok()) {
            return (1..=24).contains(&n).then(|| Self::plain(Key::F(n)));
        }
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() => Some(Self::plain(Key::Char(c))),
            _ => None,
        }
    }

    /// The key a plain terminal sends in place of this one, where it cannot tell the two apart.
    pub fn confused_with(self) -> Option<&'static str> {
        match (self.ctrl, self.key) {
            (true, Key::Char('m')) => Some("Enter"),
            (true, Key::Char('j')) => Some("Enter"),
            (true, Key::Char('i')) => Some("Tab"),
            (true, Key::Char('h')) => Some("Backspace"),
            (true, Key::Char('[')) => Some("Esc"),
            (true, Key::Char('s' | 'q')) => Some("flow control"),
            _ if self.alt => Some("Esc and another key"),
            _ => None,
        }
    }
}

impl fmt::Display for KeyPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("C-")?;
        }
        if self.alt {
            f.write_str("A-")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, key)| *key == self.key) {
            return f.write_str(name);
        }
        match self.key {
            Key::Char(c) => write!(f, "{c}"),
            Key::F(n) => write!(f, "F{n}"),
            _ => Ok(()),
        }
    }
}

/// The keys that a chord is made of: `g g` is two. `None` where a word is no key, or there is none at all.
pub fn chord(text: &str) -> Option<Vec<KeyPress>> {
    let keys: Option<Vec<_>> = text.split_whitespace().map(KeyPress::parse).collect();
    keys.filter(|k| !k.is_empty())
}

/// A chord as written: keys parted by spaces.
pub fn chord_text(keys: &[KeyPress]) -> String {
    keys.iter().map(KeyPress::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chord_reads_back_as_it_was_written() {
        for text in ["f", "C-d", "Space", "g g", "S-Tab", "F5", "|", "C-Space", "<", "C", "F", "Enter", "é"] {
            assert_eq!(chord(text).map(|k| chord_text(&k)).as_deref(), Some(text));
        }
    }

    #[test]
    fn words_that_are_no_keys_are_refused() {
        for text in ["", "  ", "ff", "F0", "F99", "C-", "Return"] {
            if text == "C-" {
                assert_eq!(chord(text), None, "{text:?}");
            } else {
                assert!(chord(text).is_none(), "{text:?}");
            }
        }
    }

    #[test]
    fn keys_that_plain_terminals_confuse_are_known() {
        assert_eq!(KeyPress::ctrl('i').confused_with(), Some("Tab"));
        assert_eq!(KeyPress::ctrl('d').confused_with(), None);
    }
}
