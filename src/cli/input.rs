//! Files and standard input for commands that read them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use crate::cli::out::{End, Stop, error_words, say};

/// The largest file that is read whole: as much as a source may send at the very most.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Opens the file; `-` and nothing are standard input.
pub fn open(file: Option<&Path>) -> Result<Box<dyn BufRead>, Stop> {
    match file {
        Some(path) if path.as_os_str() != "-" => {
            let file = File::open(path).map_err(|e| {
                let why = error_words(&e);
                Stop::failed(format!("cannot read {}: {why}; `-` reads standard input", path.display()))
            })?;
            Ok(Box::new(BufReader::new(file)))
        }
        _ => Ok(Box::new(BufReader::new(io::stdin().lock()))),
    }
}

/// Reads all of the file.
pub fn read(file: Option<&Path>) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    open(file)?
        .take(LARGEST)
        .read_to_end(&mut bytes)
        .map_err(|e| Stop::failed(format!("cannot read the input: {}", error_words(&e))))?;
    Ok(bytes)
}

/// What a line of JSON Lines holds, as far as `T` wants it. The error says what is wrong with the line.
pub fn parsed<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, String> {
    serde_json::from_str(line).map_err(|e| e.to_string())
}

/// Gives every line of JSON Lines to `each`, one at a time; empty lines are passed over. What is wrong with a line, be it no
/// JSON or whatever else `each` returns as its error, is told with its number and with an `example` of what was expected; the
/// lines after it are read all the same, and the command has failed in part.
pub fn json_lines(file: Option<&Path>, example: &str, mut each: impl FnMut(&str) -> Result<End, String>) -> End {
    let mut input = open(file)?;
    let mut bytes = Vec::new();
    let (mut number, mut answered, mut refused) = (0_u64, 0_u64, 0_u64);
    loop {
        bytes.clear();
        number += 1;
        let read = input.read_until(b'\n', &mut bytes);
        if read.map_err(|e| Stop::failed(format!("line {number}: {}", error_words(&e))))? == 0 {
            break;
        }
        let line = std::str::from_utf8(&bytes).map_err(|_| "not UTF-8".to_owned());
        if line.as_ref().is_ok_and(|line| line.trim().is_empty()) {
            continue;
        }
        match line.and_then(&mut each) {
            Ok(end) => {
                end?;
                answered += 1;
            }
            Err(what) => {
                say(&format!("line {number}: {what}; expected an object such as {example}"));
                refused += 1;
            }
        }
    }
    match refused {
        0 => Ok(()),
        _ => Err(Stop::failed(format!("{refused} of {} lines could not be read", refused + answered))),
    }
}
