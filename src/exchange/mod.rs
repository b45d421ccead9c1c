//! Exchange with other programs: OPML, newsboat urls, Markdown, JSON.

mod import;
mod newsboat;
mod opml;

pub use import::{Import, Refused, public_address, shown_address};
pub use newsboat::read_newsboat;
pub use opml::{read_opml, write_opml};
