//! Files and standard input for commands that read them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::cli::out::{Stop, error_words};

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
