//! Who said what: quotations, their speakers, and the fullest name and role the story gives each.
//!
//! One pass finds the marks, one pass cuts the text between them into words, and small rules do the rest. The engine knows
//! no word of any language: all words are in a table of classes ([`english`]), so a second language is data.

mod candidates;
mod clauses;
mod english;
mod evidence;
mod extract;
mod lexicon;
mod marks;
mod people;
mod phrases;
mod singles;
mod tokens;
mod weights;

pub use extract::{RULES, quotes};
