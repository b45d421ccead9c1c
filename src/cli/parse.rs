//! `parse`: what a delivery says, as JSON. Touches no cache.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::formats::{Hint, decode, to_json};
use crate::wire::{Markup, clean_block};

/// Reads a file, or standard input for `-`, and prints what it says. 0 where a feed could be read, 1 where not.
///
/// # Errors
/// When the file cannot be read or the output not be written.
pub fn parse(file: &str, url: Option<&str>, content_type: Option<&str>) -> io::Result<ExitCode> {
    let mut bytes = Vec::new();
    if file == "-" {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(Path::new(file))?;
    }
    let decoded = decode(&bytes, &Hint { url, content_type });
    let json = to_json(&decoded, &|markup: &Markup| clean_block(&markup.value));
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &json)?;
    out.write_all(b"\n")?;
    Ok(if decoded.is_feed() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
