//! Stories and reprints: which items are on one event, and which are the same copy, told as they arrive.

mod desk;
#[cfg(test)]
mod desk_tests;
mod index;
mod quick;
mod rarity;
mod reprints;
mod sketch;
mod vector;
mod words;

pub use desk::{Arrival, Desk, Merge, Verdict};
