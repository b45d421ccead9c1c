//! The command line: arguments, subcommands, exit codes.

<<<<<<< HEAD
mod parse;

use std::process::ExitCode;

/// Runs the program with the process's arguments and returns its exit code: 0 done, 1 failed, 2 asked wrongly.
pub fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |flag: &str| args.iter().position(|a| a == flag).and_then(|i| args.get(i + 1)).map(String::as_str);
    match args.first().map(String::as_str) {
        Some("parse") => {
            let file = args.get(1).map_or("-", String::as_str);
            parse::parse(file, value("--url"), value("--content-type")).unwrap_or_else(|_| ExitCode::from(1))
        }
        _ => ExitCode::SUCCESS,
    }
}
=======
mod entry;
pub mod quotes_jsonl;

pub use entry::main;
>>>>>>> quotes
