//! Files and standard input for commands that read them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use crate::cli::out::{End, Stop, say};
use crate::config::system_words;

/// The largest file that is read whole: as much as a source may send at the very most.
const LARGEST: u64 = 512 * 1024 * 1024;

/// What a file is called in messages.
pub fn name(file: Option<&Path>) -> String {
    match file {
        Some(path) if path.as_os_str() != "-" => path.display().to_string(),
        _ => "standard input".to_owned(),
    }
}

/// Opens the file; `-` and nothing are standard input.
pub fn open(file: Option<&Path>) -> Result<Box<dyn BufRead>, Stop> {
    match file {
        Some(path) if path.as_os_str() != "-" => {
            let file = File::open(path)
                .map_err(|e| Stop::failed(format!("{}; `-` reads standard input", unreadable(Some(path), &e))))?;
            Ok(Box::new(BufReader::new(file)))
        }
        _ => Ok(Box::new(BufReader::new(io::stdin().lock()))),
    }
}

/// Reads all of the file.
pub fn read(file: Option<&Path>) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    open(file)?.take(LARGEST).read_to_end(&mut bytes).map_err(|e| Stop::failed(unreadable(file, &e)))?;
    Ok(bytes)
}

fn unreadable(file: Option<&Path>, error: &io::Error) -> String {
    format!("cannot read {}: {}", name(file), system_words(error))
}

/// What a line of JSON Lines holds, as far as `T` wants it. The error says what is wrong with the line, and in which column.
pub fn parsed<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, String> {
    if !line.trim_start().starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    serde_json::from_str(line).map_err(|error| {
        let words = error.to_string();
        // Its own number of the line counts within the one line that it was given.
        let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
        format!("column {}: {words}", error.column())
    })
}

/// Gives every line of JSON Lines to `each`, one at a time; empty lines are passed over. What is wrong with a line, be it no
/// JSON or whatever else `each` returns as its error, is told with its number and with an `example` of what was expected; the
/// lines after it are read all the same, and the command has failed in part.
pub fn json_lines(file: Option<&Path>, example: &str, mut each: impl FnMut(&str) -> Result<End, String>) -> End {
    let (mut input, name) = (open(file)?, name(file));
    let mut bytes = Vec::new();
    let (mut number, mut answered, mut refused) = (0_u64, 0_u64, 0_u64);
    loop {
        bytes.clear();
        number += 1;
        let read = input.read_until(b'\n', &mut bytes);
        if read.map_err(|e| Stop::failed(unreadable(file, &e)))? == 0 {
            break;
        }
        // Some programs begin a file of text with a mark that is none of it.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| number == 1).unwrap_or(&bytes);
        let line = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned());
        if line.as_ref().is_ok_and(|line| line.trim().is_empty()) {
            continue;
        }
        match line.and_then(&mut each) {
            Ok(end) => {
                end?;
                answered += 1;
            }
            Err(what) => {
                say(&format!("{name}, line {number}: {what}; expected an object such as {example}"));
                refused += 1;
            }
        }
    }
    match refused {
        0 => Ok(()),
        _ => Err(Stop::failed(format!("{refused} of {} lines of {name} could not be read", refused + answered))),
    }
}
