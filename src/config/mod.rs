//! The configuration as written, then as checked settings; the sources file and its edits; theme files; paths.

mod error;
mod reader;
mod settings;

pub use error::Error;
pub use settings::{Binding, Cache, Desk, EXAMPLE, File, Log, Poll, ScreenSettings, parse_config};
