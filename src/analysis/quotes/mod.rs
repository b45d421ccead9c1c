//! Who said what: quotations, their speakers, and the fullest name and role the story gives each.
//!
//! One pass finds the marks, one pass cuts the text between them into words, and small rules do the rest: they name who
//! could have spoken, and weighed evidence chooses among them. Words are looked up in a table of classes (`english`), so
//! a second language is mostly data; what is English beside the table is the reading of endings in `tokens`.

mod candidates;
mod clauses;
mod english;
mod evidence;
mod extract;
mod lexicon;
mod loose;
mod marks;
mod names;
mod people;
mod phrases;
mod roles;
mod sentences;
mod singles;
mod tokens;
mod weights;

pub use extract::{RULES, quotes};
pub use loose::loose_strings;
