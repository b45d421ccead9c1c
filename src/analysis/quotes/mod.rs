//! Who said what: quotations, their speakers, and the fullest name and role the story gives each.
//!
//! One pass finds the marks (`scan`, `marks`, `singles`), one cuts the text between them into words (`tokens`), and small rules
//! name who could have spoken (`clauses`, `mentions`, `candidates`). Small facts then speak for or against each of them
//! (`facts`), and others for or against the words being speech at all (`speech`, `reading`, `inside`); their weights decide
//! (`choice`, `odds`). At last the mentions of a person are joined (`people`, `pronouns`,
//! `descriptions`) and given their roles (`roles`). Words are looked up in a table of
//! classes (`english`), so a second language is mostly data; what is English beside the table is the reading of endings in
//! `tokens`.
//!
//! The weights were fitted on annotated news copy. [`study`] tells how they are made and how to make them again.

mod bylines;
mod callings;
mod candidates;
mod choice;
mod clauses;
mod descriptions;
mod english;
mod evidence;
mod extract;
mod facts;
mod governed;
mod inside;
mod lexicon;
mod loose;
mod marks;
mod mentions;
mod model;
mod named;
mod names;
mod nations;
mod odds;
mod outright;
mod people;
mod phrases;
mod pronouns;
mod reading;
mod roles;
mod scan;
mod sentences;
mod singles;
mod situation;
mod speech;
pub mod study;
mod subjects;
mod tokens;
mod torn;
mod weights;

pub use extract::{RULES, paragraph_spans, quotes, quotes_by};
pub use loose::loose_strings;
pub use model::{BITS, Model};
