//! The cache: SQLite, one writer, read-only readers, the decision log.
//!
//! The writer alone changes the file; readers see whole transactions. Nothing here reads a clock or the network, and no
//! text of the wire is thrown away: a later filing stands beside the earlier ones.

mod again;
mod alert;
mod asked;
mod belongs;
mod change;
mod condition;
mod connect;
mod copies;
mod crowd;
#[cfg(test)]
mod cut_tests;
mod decide;
mod difference;
mod digest;
mod doctor;
mod echoes;
mod error;
mod expression;
mod fetched;
mod fields;
mod history;
mod identity;
mod ingest;
mod judge;
mod lease;
mod letters;
mod list;
mod log;
mod matching;
mod meant;
mod move_log;
mod names;
mod newcomer;
mod notice;
mod outlets;
mod pack;
mod page;
mod patterns;
mod pen;
mod place;
mod places;
#[cfg(test)]
mod plan_tests;
mod programs;
mod prune;
mod query;
mod quiet;
mod raw;
mod reader;
mod reading;
mod rebuild;
mod report;
mod reread;
mod rows;
mod rules;
mod sayings;
mod scan;
mod seed;
mod sorted;
mod sources;
mod status;
mod tally;
mod together;
mod tried;
mod values;
mod workers;
mod writer;

pub use asked::Asked;
pub use digest::Digested;
pub use doctor::check_writing;
pub use error::Error;
pub use ingest::Batch;
pub use list::QuoteLine;
pub use move_log::{LogMover, Moved};
pub use programs::FailedProgram;
pub use prune::{Pruned, Retention};
pub use quiet::Quiet;
pub use reader::Reader;
pub use rebuild::{Part, Saved, rebuild};
pub use rules::{Fired, Rules};
pub use tried::{Trial, Tried};
pub use workers::Workers;
pub use writer::Writer;
