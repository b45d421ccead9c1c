//! What the editor sees and does, as state: messages in, effects out. No I/O, no clock.
//!
//! [`Screen::new`], then the effects of [`Screen::start`], then [`update`] for each [`Message`]. Time comes in
//! [`Message::Tick`] alone; [`commands::table`] is the one table that keymap, help, palette and manual are made from.

mod alerts;
mod asks;
pub mod commands;
mod complete;
mod counted;
mod difference;
mod echoes;
mod failing;
mod flow;
mod fold;
mod full_text;
mod history;
mod inside;
mod key;
mod keymap;
mod layout;
mod lines;
mod list;
mod message;
mod moves;
mod overlay;
mod pending;
mod presets;
mod preview;
mod prompt;
mod quote_keys;
mod quotes;
mod reader;
mod report;
mod run;
mod said;
mod script;
mod select;
mod state;
mod steps;
mod takeout;
mod times;
mod update;
mod verbs;
mod views;
mod wrap;

pub(crate) use alerts::embargo_clock;
pub use commands::Pane;
pub use echoes::other_wordings;
pub(crate) use flow::{LineKind, Piece, TextLine};
pub use key::{Key, KeyPress, chord, chord_text};
pub use keymap::{Keymap, KeymapError, Resolved};
pub(crate) use layout::Area;
pub(crate) use lines::completions;
pub(crate) use list::shown_headline;
pub use message::{Effect, Message, Mouse, MouseKind, Notice, Progress, Ring, TakeOut, Way, Worker};
pub(crate) use overlay::{Popup, PopupKind, PopupLine, PopupLineKind};
pub use presets::{PRESETS, Preset, preset};
pub(crate) use prompt::Prompt;
pub(crate) use quotes::{SideKind, SideRow};
pub(crate) use said::Said;
pub use state::{Screen, Setup};
pub use steps::{Macros, Step, steps};
pub use times::{ago, when};
pub use update::update;
pub use views::{Column, SavedView};
pub(crate) use wrap::wrap;
