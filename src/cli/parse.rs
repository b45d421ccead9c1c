//! `parse`: what the decoder makes of a feed, as one JSON object. Touches no cache.

use std::path::Path;

use crate::analysis;
use crate::cli::input;
use crate::cli::out::{End, Out, Stop};
use crate::formats;

/// Reads the feed and prints it.
pub fn run(out: &mut Out, file: Option<&Path>, url: Option<&str>, content_type: Option<&str>) -> End {
    let bytes = input::read(file)?;
    let decoded = formats::decode(&bytes, &formats::Hint { url, content_type });
    out.json(&formats::to_json(&decoded, &|markup| analysis::plain_text(markup)))?;
    out.flush()?;
    if decoded.is_feed() {
        return Ok(());
    }
    let why = decoded.defects.first().map_or("nothing in it looks like RSS, Atom or JSON Feed", |d| d.what.as_str());
    Err(Stop::failed(format!("no feed could be read: {why}")))
}
