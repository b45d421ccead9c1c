//! The command line: arguments, subcommands, exit codes.

use std::process::ExitCode;

/// Runs the program with the process's arguments and returns its exit code: 0 done, 1 failed, 2 asked wrongly.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
