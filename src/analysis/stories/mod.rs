//! Stories and reprints: which items are on one event, and which are the same copy, told as they arrive.

mod desk;
mod index;
mod rarity;
mod reprints;
mod sketch;
mod vector;
mod words;

pub use desk::{Arrival, Desk, Merge, Verdict};
