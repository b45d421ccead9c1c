//! The rules of the desk: which verb may follow which, how a decision is undone, the query language.

mod apply;
mod moves;
mod words;

pub use apply::{apply, undo};
pub use moves::{Bar, Context, MOVES, Move, Refusal, move_of};
pub use words::{verb_from, verb_word};
