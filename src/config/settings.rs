//! The settings as values, and their defaults.

use std::path::PathBuf;
use std::time::Duration;

use super::{AgencyText, OutletText, RuleText, TargetText};
use crate::wire::Sort;

/// The example that is the default: every key with its default value and what it does.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// The keymap that keys are laid over where no other is named.
pub const DEFAULT_PRESET: &str = "default";

/// What `config.toml` says, checked. Everything that is not written there has its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `[desk]`
    pub desk: Desk,
    /// `[screen]`
    pub screen: ScreenSettings,
    /// `[keys]`, in the order of the file: chords beside the default keymap.
    pub keys: Vec<Binding>,
    /// `[keys] preset`: the name of the keymap that `keys` are laid over.
    pub preset: Placed,
    /// `[macros]`: names for commands, in the order of the file.
    pub macros: Vec<Binding>,
    /// `[[view]]`
    pub views: Vec<View>,
    /// `[poll]`
    pub poll: Poll,
    /// `[cache]`
    pub cache: Cache,
    /// `[log]`
    pub log: Log,
    /// `[[rule]]`, in the order of the file.
    pub rules: Vec<RuleText>,
    /// `[[target]]`, in the order of the file.
    pub targets: Vec<TargetText>,
    /// `[[agency]]`
    pub agencies: Vec<AgencyText>,
    /// `[[outlet]]`
    pub outlets: Vec<OutletText>,
}

/// Who sits at the desk, and how it behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The name that decisions are signed with; the login name where `None`.
    pub who: Option<String>,
    /// Whether the cursor goes on to the next untriaged item after a verb.
    pub advance: bool,
}

/// How the screen looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenSettings {
    /// The theme's name: one of [`BUILTIN_THEMES`](super::BUILTIN_THEMES), or a file beside the configuration.
    pub theme: String,
    /// Whether only ASCII signs are drawn.
    pub ascii: bool,
    /// The widest line of copy, in columns.
    pub measure: u16,
    /// The share of the screen that the list takes, in percent.
    pub list_width: u16,
    /// The widest that the quotes sidebar gets, in columns.
    pub sidebar_width: u16,
    /// Whether the mouse is read.
    pub mouse: bool,
    /// Names and words to be marked in the copy.
    pub watch: Vec<String>,
}

/// A text as written, with its place for errors that only another part of the program can find.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// The line of the file, from 1; 0 where it does not stand in it.
    pub line: usize,
    /// The column, in code points from 1.
    pub column: usize,
}

/// A chord bound to a command, with its place for errors that only the keymap can find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The keys as written: `"g u"`, `"C-d"`.
    pub chord: String,
    /// The command's name; empty takes the chord away.
    pub command: String,
    /// The line of the file, from 1.
    pub line: usize,
    /// The column, in code points from 1.
    pub column: usize,
}

/// A view with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// What it lists, in the query language.
    pub query: Placed,
    /// The chord that leads to it, if any.
    pub key: Option<Placed>,
    /// The order: newest, oldest, priority, size or developing.
    pub sort: Sort,
    /// The columns before the headline, by their words; the usual ones where there are none.
    pub columns: Vec<&'static str>,
    /// What stands under one row: items, copies or stories.
    pub fold: &'static str,
    /// Whether read and spiked items are left out.
    pub unread: bool,
}

/// How sources are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The time between two polls of a source that does not say otherwise.
    pub interval: Duration,
    /// The shortest time between two polls, whatever a source or a feed asks for.
    pub min_interval: Duration,
    /// Sources asked at one time.
    pub concurrency: usize,
    /// Sources of one host asked at one time.
    pub per_host: usize,
    /// How long a connection may take to be made.
    pub connect: Duration,
    /// How long a server may be silent.
    pub read: Duration,
    /// How long one poll may take in all.
    pub total: Duration,
    /// The largest body, in bytes after decompression.
    pub max_bytes: u64,
    /// How the program names itself; its name and version where `None`.
    pub user_agent: Option<String>,
    /// Whether the network is left alone.
    pub offline: bool,
    /// The proxy's address; that of the environment where `None`.
    pub proxy: Option<String>,
    /// A PEM file with certificates to trust beside the system's.
    pub tls_ca_file: Option<PathBuf>,
}

/// What the cache keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    /// The cache file; in the user's data directory where `None`.
    pub path: Option<PathBuf>,
    /// Days to keep items that no verdict holds; for ever where 0.
    pub keep_days: u32,
    /// Items to keep in all, newest first; all where 0.
    pub keep_items: u64,
    /// Days to keep deliveries as received; none are kept where 0.
    pub raw_days: u32,
}

/// What is written to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// From which level on: off, error, warn, info, debug, trace.
    pub level: &'static str,
    /// The log file; in the user's state directory where `None`.
    pub file: Option<PathBuf>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            desk: Desk::default(),
            screen: ScreenSettings::default(),
            keys: Vec::new(),
            preset: Placed { text: DEFAULT_PRESET.to_owned(), ..Placed::default() },
            macros: Vec::new(),
            views: Vec::new(),
            poll: Poll::default(),
            cache: Cache::default(),
            log: Log::default(),
            rules: Vec::new(),
            targets: Vec::new(),
            agencies: Vec::new(),
            outlets: Vec::new(),
        }
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self { who: None, advance: true }
    }
}

impl Default for ScreenSettings {
    fn default() -> Self {
        Self {
            theme: "default".to_owned(),
            ascii: false,
            measure: 72,
            list_width: 36,
            sidebar_width: 38,
            mouse: false,
            watch: Vec::new(),
        }
    }
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(5 * 60),
            min_interval: Duration::from_secs(60),
            concurrency: 64,
            per_host: 6,
            connect: Duration::from_secs(10),
            read: Duration::from_secs(15),
            total: Duration::from_secs(60),
            max_bytes: 32 << 20,
            user_agent: None,
            offline: false,
            proxy: None,
            tls_ca_file: None,
        }
    }
}

impl Default for Cache {
    fn default() -> Self {
        Self { path: None, keep_days: 30, keep_items: 200_000, raw_days: 7 }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "warn", file: None }
    }
}
