//! Bytes from the wire become drafts and defects. Never an error, never a panic.
//!
//! The way of a delivery: `charset` makes text of the bytes, `scrub` drops what no text may hold, `decode` sees what it is,
//! and one mapper a format (`rss`, `atom`, `json`) fills in the drafts. The mappers read XML through `xml`, a lenient
//! layer over quick-xml that hands over one element at a time and mends what is broken on the way.
//!
//! Why not feed-rs alone: it gives up on the whole feed where one ampersand is bare, and has no place for half of what a
//! desk needs (permalink guids, sources, Dublin Core, Atom 0.3). What it models best is attached media, and there it
//! works: see `media`.

mod atom;
mod calendar;
mod charset;
mod date_words;
mod dates;
mod decode;
mod defects;
mod discover;
mod doctype;
mod entities;
mod entity_names;
mod extras;
mod feed;
mod fields;
mod growing;
mod json;
mod json_out;
mod json_repair;
mod json_rss;
mod links;
mod media;
mod newest;
mod oddities;
mod people;
mod pieces;
mod rss;
mod scrub;
mod spaces;
mod stand_in;
mod text;
mod tokens;
mod xml;

pub use charset::page_text;
pub use dates::parse_date;
pub use decode::{Hint, decode};
pub use discover::discover;
pub use json_out::{Reading, to_json};
pub use oddities::{ahead, dropped, is_absurd};
