//! `parse`: what the decoder makes of a feed, as one JSON object. Touches no cache.

use std::path::Path;

use crate::analysis;
use crate::cli::input;
use crate::cli::out::{End, Out, Stop};
use crate::formats;
use crate::wire::Draft;

/// Reads the feed and prints it.
pub fn run(out: &mut Out, file: Option<&Path>, url: Option<&str>, content_type: Option<&str>) -> End {
    let bytes = input::read(file)?;
    let decoded = formats::decode(&bytes, &formats::Hint { url, content_type });
    let tables = analysis::Tables::default();
    let marks = |draft: &Draft| {
        analysis::marks_of(draft, &decoded.feed, &tables).iter().map(|mark| mark.to_string()).collect::<Vec<String>>()
    };
    out.json(&formats::to_json(&decoded, &formats::Reading { text: &analysis::plain_text, marks: &marks }))?;
    out.flush()?;
    if decoded.is_feed() {
        return Ok(());
    }
    let why = decoded.defects.first().map_or("nothing in it looks like RSS, Atom or JSON Feed", |d| d.what.as_str());
    Err(Stop::failed(format!("no feed could be read: {why}")))
}
