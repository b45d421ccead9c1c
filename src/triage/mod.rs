//! The rules of the desk: which verb may follow which, how a decision is undone, the query language.

mod again;
mod apply;
mod error;
mod field;
mod matches;
mod moves;
mod needles;
mod parse;
mod pattern;
mod print;
mod rule;
mod token;
mod undo;
mod unspaced;
mod until;
mod value;
mod words;

pub use again::again_words;
pub use apply::{apply, flag_words};
pub use error::QueryError;
pub use field::{FIELDS, FieldHelp, Kind, MARKS, STATES, SYNTAX, WAITS};
pub use matches::{Facts, matches};
pub use moves::{Bar, Context, MOVES, Move, Refusal, move_of};
pub use needles::Needles;
pub use parse::{parse, parse_in};
pub use pattern::pattern;
pub use print::print;
pub use rule::{Deed, Hours, Rule, SIGNED};
pub use undo::{Among, Past, redo, told_by, undo};
pub use unspaced::unspaced;
pub use until::{hold_until, moment};
pub use value::time_back;
pub use words::{verb_from, verb_word};
