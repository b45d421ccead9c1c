//! The way in: which subcommand runs, and what it exits with.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::process::ExitCode;

use crate::cli::quotes_jsonl;

/// Runs the program with the process's arguments and returns its exit code: 0 done, 1 failed, 2 asked wrongly.
pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["quotes", "--jsonl", rest @ ..] => quotes(rest.first().copied()),
        _ => return ExitCode::SUCCESS,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write as _;
            // Nothing is left to do where even the error cannot be told.
            let _ = writeln!(io::stderr(), "copytaster: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn quotes(file: Option<&str>) -> anyhow::Result<()> {
    let output = BufWriter::new(io::stdout().lock());
    match file {
        None | Some("-") => quotes_jsonl::run(io::stdin().lock(), output),
        Some(path) => quotes_jsonl::run(BufReader::new(File::open(path)?), output),
    }
}
