//! `parse`: what the decoder makes of a feed, as one JSON object. Touches no cache; knows the agencies of the configuration.

use std::path::Path;
use std::sync::Arc;

use crate::analysis;
use crate::cli::args::Global;
use crate::cli::desk::Desk;
use crate::cli::input;
use crate::cli::out::{End, Out, Stop, say};
use crate::formats;
use crate::run::tables_of;
use crate::wire::{Draft, dropped_so_far};

/// Reads the feed and prints it.
pub fn run(global: &Global, out: &mut Out, file: Option<&Path>, url: Option<&str>, content_type: Option<&str>) -> End {
    let tables = match Desk::settings_of(global) {
        Ok(settings) => tables_of(&settings),
        // A feed can be read without a configuration that can.
        Err(Stop::Failed(why) | Stop::Asked(why)) => {
            say(&format!("the agencies of the configuration are not known: {why}"));
            Arc::default()
        }
        Err(stop) => return Err(stop),
    };
    let bytes = input::read(file)?;
    let before = dropped_so_far();
    let mut decoded = formats::decode(&bytes, &formats::Hint { url, content_type });
    let marks_of = |draft: &Draft| -> Vec<String> {
        analysis::marks_of(draft, &decoded.feed, &tables).iter().map(|mark| mark.to_string()).collect()
    };
    let marks: Vec<Vec<String>> = decoded.drafts.iter().map(marks_of).collect();
    // For its marks an entry is read as copy, which passes the gate once.
    decoded.defects.extend(formats::dropped(dropped_so_far() - before));
    out.json(&formats::to_json(&decoded, &formats::Reading { text: &analysis::plain_text, marks: &marks }))?;
    out.flush()?;
    if decoded.is_feed() {
        return Ok(());
    }
    let why = decoded.defects.first().map_or("nothing in it looks like RSS, Atom or JSON Feed", |d| d.what.as_str());
    Err(Stop::failed(format!("{}: no feed could be read: {why}", input::name(file))))
}
