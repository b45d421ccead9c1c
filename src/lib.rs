//! copytaster: a copytaster's desk in a terminal.
//!
//! The floors, from the bottom: [`wire`] holds the nouns; [`formats`], [`analysis`], [`triage`] and [`exchange`] are pure
//! workers; [`store`], [`poll`] and [`screen`] do one thing each; [`view`] draws; [`config`] reads settings; [`run`] lets
//! the parts meet; [`cli`] speaks to the shell. No file imports from a floor above its own (`tests/floors.rs` holds it).

pub mod analysis;
pub mod cli;
pub mod config;
pub mod exchange;
pub mod formats;
pub mod poll;
pub mod run;
pub mod screen;
pub mod store;
pub mod triage;
pub mod view;
pub mod wire;
