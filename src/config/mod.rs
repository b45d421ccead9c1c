//! The configuration as written, then as checked settings; the sources file and its edits; theme files; paths.

mod edit;
mod error;
mod files;
mod load;
mod names;
mod parse;
mod reader;
mod rules;
mod settings;
mod sources;
mod theme;
mod views;

pub use edit::{LeftOut, add_sources, install_starter, remove_source};
pub use error::{Error, Faults, system_words};
pub use load::{Env, Flags, Home, Lookup, Paths, Settings, environment, load, load_with};
pub use names::{AgencyText, OutletText};
pub use parse::parse_config;
pub use rules::{RuleText, TARGET_PARTS, TargetText};
pub use settings::{Binding, Cache, Desk, EXAMPLE, File, Log, Placed, Poll, ScreenSettings, View};
pub use sources::{STARTER, check_address, parse_sources, read_sources};
pub use theme::{BUILTIN_THEMES, ThemeFile, read_theme, theme_table};
