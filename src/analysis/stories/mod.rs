//! Stories and reprints: which items are on one event, and which are the same copy, told as they arrive.

mod centre;
mod decisions;
mod desk;
#[cfg(test)]
mod desk_tests;
mod index;
mod likeness;
mod live;
mod lookup;
mod pairs;
mod print;
mod quick;
mod rarity;
mod reprints;
mod sketch;
mod trail;
mod vector;
mod words;

pub use decisions::Split;
pub use desk::{Desk, Merge, Verdict};
pub use print::{Arrival, Print};
