//! The whole program in one process: the screen over the real engine, a real cache, a wire on loopback, a clock set by hand.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end at once")]

mod faults;
mod full_text;
mod shift;
mod window;
#[path = "../support/wire_server.rs"]
mod wire_server;
