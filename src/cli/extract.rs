//! `extract`: the story on an article's page, as one JSON object. Touches no cache and no network.

use std::path::Path;

use serde_json::json;

use crate::analysis;
use crate::cli::input;
use crate::cli::out::{End, Out, Stop};
use crate::formats;
use crate::wire::Extracted;

/// Reads the page and prints the story.
pub fn run(out: &mut Out, file: Option<&Path>, url: Option<&str>) -> End {
    let bytes = input::read(file)?;
    match analysis::extract(&formats::page_text(&bytes, None), url) {
        Extracted::Article(article) => out.json(&json!({
            "title": article.title,
            "byline": article.byline,
            "published": article.published.as_deref().and_then(formats::parse_date),
            "language": article.language,
            "html": article.html,
            "text": article.text,
            "cut": article.cut,
        })),
        Extracted::Nothing(why) => {
            Err(Stop::failed(format!("{}: no article could be extracted: {why}", input::name(file))))
        }
    }
}
