//! Colours and modifiers by role. The built-in theme uses the terminal's own sixteen colours and its own background.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

/// How each part of the screen is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; ROLES.len()],
    ascii: bool,
}

/// A part of the screen that has a style of its own. The names in theme files are those of [`ROLES`].
#[allow(missing_docs)] // each is named for what it draws; ROLES gives the word for it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    Dim,
    Accent,
    Bar,
    Border,
    Title,
    TitleFocus,
    Cursor,
    CursorElsewhere,
    Selected,
    Unread,
    Flagged,
    Held,
    Used,
    Claimed,
    Spiked,
    Pending,
    Badge,
    Alert,
    Quote,
    QuoteSelected,
    Speaker,
    Hit,
    Watched,
    Link,
    Heading,
    Fold,
    Added,
    Removed,
    Error,
    Good,
    Key,
}

/// Every role with its name in theme files and its style in the theme that respects the terminal's palette.
pub const ROLES: [(Role, &str, &str); 32] = [
    (Role::Text, "text", ""),
    (Role::Dim, "dim", "dim"),
    (Role::Accent, "accent", "cyan"),
    (Role::Bar, "bar", "bold"),
    (Role::Border, "border", "dim"),
    (Role::Title, "title", "dim"),
    (Role::TitleFocus, "title_focus", "bold cyan"),
    (Role::Cursor, "cursor", "reverse"),
    (Role::CursorElsewhere, "cursor_elsewhere", "underline"),
    (Role::Selected, "selected", "bold yellow"),
    (Role::Unread, "unread", "bold"),
    (Role::Flagged, "flagged", "yellow"),
    (Role::Held, "held", "blue"),
    (Role::Used, "used", "green"),
    (Role::Claimed, "claimed", "magenta"),
    (Role::Spiked, "spiked", "dim"),
    (Role::Pending, "pending", "dim"),
    (Role::Badge, "badge", "cyan"),
    (Role::Alert, "alert", "bold red"),
    (Role::Quote, "quote", "cyan"),
    (Role::QuoteSelected, "quote_selected", "bold cyan underline"),
    (Role::Speaker, "speaker", "bold"),
    (Role::Hit, "hit", "reverse yellow"),
    (Role::Watched, "watched", "underline yellow"),
    (Role::Link, "link", "underline"),
    (Role::Heading, "heading", "bold"),
    (Role::Fold, "fold", "dim italic"),
    (Role::Added, "added", "green underline"),
    (Role::Removed, "removed", "red strike"),
    (Role::Error, "error", "red"),
    (Role::Good, "good", "green"),
    (Role::Key, "key", "cyan"),
];

/// The true-colour themes that come with the program: name and file.
pub const FILES: [(&str, &str); 2] = [
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
];

/// A line of a theme file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// No such role.
    #[error("no part of the screen is called `{name}`{}", nearest.map_or(String::new(), |n| format!("; did you mean `{n}`?")))]
    UnknownRole {
        /// As written.
        name: String,
        /// The role most like it, if any is.
        nearest: Option<&'static str>,
    },
    /// A word that is neither colour nor modifier.
    #[error("`{role}`: `{word}` is no colour and no modifier; write as in `bold #88aaff on #202020`")]
    UnknownWord {
        /// The role.
        role: String,
        /// The word.
        word: String,
    },
}

impl Default for Theme {
    fn default() -> Self {
        Self { styles: ROLES.map(|(_, _, words)| parse(words).unwrap_or_default()), ascii: false }
    }
}

impl Theme {
    /// The theme for `NO_COLOR`: the default's modifiers, and none of its colours.
    pub fn monochrome() -> Self {
        let mut theme = Self::default();
        for style in &mut theme.styles {
            style.fg = None;
            style.bg = None;
        }
        theme
    }

    /// The default theme with the roles of a theme file laid over it.
    ///
    /// # Errors
    /// Roles that do not exist and words that are neither colour nor modifier.
    pub fn from_table(table: &BTreeMap<String, String>) -> Result<Self, ThemeError> {
        Self::default().with_table(table)
    }

    /// This theme with the roles of a theme file laid over it.
    ///
    /// # Errors
    /// As [`Theme::from_table`].
    pub fn with_table(self, table: &BTreeMap<String, String>) -> Result<Self, ThemeError> {
        let mut theme = self;
        for (name, words) in table {
            let Some(at) = ROLES.iter().position(|(_, known, _)| known == name) else {
                let nearest = crate::wire::nearest(name, ROLES.iter().map(|(_, known, _)| *known));
                return Err(ThemeError::UnknownRole { name: name.clone(), nearest });
            };
            let style = parse(words).map_err(|word| ThemeError::UnknownWord { role: name.clone(), word })?;
            if let Some(slot) = theme.styles.get_mut(at) {
                *slot = style;
            }
        }
        Ok(theme)
    }

    /// The same theme with ASCII symbols only.
    pub fn in_ascii(self) -> Self {
        Self { ascii: true, ..self }
    }

    /// Whether ASCII alone is drawn, but for the copy.
    pub(super) fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// The style of a role.
    pub fn of(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// A symbol, or what stands for it where only ASCII is drawn.
    pub fn symbol(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }
}

/// A style in words: modifiers and a colour, then `on` and a background. The error is the word not understood.
fn parse(words: &str) -> Result<Style, String> {
    let mut style = Style::default();
    let mut behind = false;
    for word in words.split_whitespace() {
        let modifier = match word {
            "on" => {
                behind = true;
                continue;
            }
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reverse" => Modifier::REVERSED,
            "strike" => Modifier::CROSSED_OUT,
            "default" => {
                style = if behind { style.bg(Color::Reset) } else { style.fg(Color::Reset) };
                continue;
            }
            _ => {
                let color: Color = word.parse().map_err(|_| word.to_owned())?;
                style = if behind { style.bg(color) } else { style.fg(color) };
                continue;
            }
        };
        style = style.add_modifier(modifier);
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roles_stand_in_the_table_in_their_own_order() {
        for (at, (role, name, words)) in ROLES.iter().enumerate() {
            assert_eq!(*role as usize, at, "{name}");
            assert!(parse(words).is_ok(), "{name}");
        }
    }

    #[test]
    fn the_files_that_come_with_the_program_name_every_role() {
        for (name, file) in FILES {
            let table: BTreeMap<String, String> = toml::from_str(file).unwrap();
            assert!(Theme::from_table(&table).is_ok(), "{name}");
            assert_eq!(table.len(), ROLES.len(), "{name}");
        }
    }

    #[test]
    fn without_colour_modifiers_remain() {
        let theme = Theme::monochrome();
        assert!(ROLES.iter().all(|(role, _, _)| theme.of(*role).fg.is_none() && theme.of(*role).bg.is_none()));
        assert!(theme.of(Role::Unread).add_modifier.contains(Modifier::BOLD));
    }

    #[test]
    fn wrong_lines_are_named() {
        let table = |k: &str, v: &str| BTreeMap::from([(k.to_owned(), v.to_owned())]);
        let words = |t| Theme::from_table(&t).unwrap_err().to_string();
        assert_eq!(words(table("unred", "bold")), "no part of the screen is called `unred`; did you mean `unread`?");
        assert!(words(table("unread", "blod")).starts_with("`unread`: `blod` is no colour"));
    }
}
