//! The command line: arguments, subcommands, exit codes.

mod entry;
pub mod quotes_jsonl;

pub use entry::main;
