//! The screen over a made-up wire: scripts of keys, and pictures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on should stop there

mod alerts;
mod bulk;
mod chance;
mod commands;
mod floods;
mod full_text;
mod pictures;
mod popups;
mod prompts;
mod scripts;
mod stories;
mod ways_out;
mod world;
