//! Draws the screen. Changes nothing.
//!
//! One file a pane; each takes the screen's state and puts the visible part of it into cells. Lines come wrapped from
//! [`crate::screen`]; here they are only clipped.

mod bar;
mod draw;
mod drawer;
mod frame;
mod list;
mod paint;
pub mod plain;
mod popup;
mod prompt;
mod quotes;
mod reader;
mod said;
mod theme;

pub use draw::draw;
pub use theme::{FILES, ROLES, Role, Theme, ThemeError};
