//! Keymaps for hands that know other readers: what differs from the default keys, in the words of the settings.

/// A preset: its name, and its chords with their commands.
pub struct Preset {
    /// Its name in the settings.
    pub name: &'static str,
    /// Chords and commands, laid over the default keys.
    pub bindings: &'static [(&'static str, &'static str)],
}

/// Every preset. Keys of theirs for which there is no command here keep their meaning here.
pub const PRESETS: &[Preset] = &[
    Preset { name: "default", bindings: &[] },
    // After the default keys of newsboat's manual; marking an article deleted is the spike. What its keys displace stands behind
    // the comma.
    Preset {
        name: "newsboat",
        bindings: &[
            ("N", "toggle-read"),
            ("C", "read-all"),
            ("D", "spike"),
            ("l", "show-hidden"),
            ("F", "filter"),
            ("C-e", "flag-with"),
            ("C-l", "next-unread"),
            ("s", "save"),
            ("u", "links"),
            (", s", "sort"),
            (", u", "undo"),
            (", n", "note"),
            (", f", "flag-with"),
            (", d", "full-text"),
            (", c", "assign"),
            (", l", "redraw"),
        ],
    },
    // After the key bindings in eilmeldung's documentation; its mark is the flag. What its keys displace stands there too.
    Preset {
        name: "eilmeldung",
        bindings: &[
            ("r", "mark-read; next-unread"),
            ("u", "mark-unread"),
            ("R", "read-all"),
            ("U", "select-by *; mark-unread"),
            ("m", "flag"),
            ("v", "unflag"),
            ("M", "select-by *; flag"),
            ("V", "select-by *; unflag"),
            ("s", "poll-all"),
            ("x", "none"),
            ("z", "zen"),
            ("n", "next-hit"),
            ("N", "previous-hit"),
            ("\\", "sort"),
            ("g f", "sources"),
            ("g a", "list"),
            ("g c", "reader"),
            (", u", "undo"),
            (", r", "redo"),
            (", p", "poll"),
            (", m", "toggle-read"),
            (", x", "spike"),
            (", v", "select"),
            (", V", "select-by"),
            (", M", "read-above"),
            (", s", "sort"),
            (", z", "folds"),
            (", n", "next-unread"),
            (", N", "note"),
            (", \\", "toggle-quotes"),
            (", f", "view-flagged"),
            (", a", "view-all"),
            (", c", "view-claims"),
        ],
    },
];

/// The preset of a name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}
