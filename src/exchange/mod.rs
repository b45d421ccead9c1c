//! Exchange with other programs: OPML, newsboat urls, Markdown, JSON, the hand-over of a shift.

mod copy;
mod form;
mod handover;
mod import;
mod json;
mod marks;
mod newsboat;
mod ninjs;
mod opml;
mod quotes;
#[cfg(test)]
mod sample;

pub use copy::{Withheld, attribution, markdown, may_leave, story, text_from, text_page};
pub use form::Form;
pub use handover::{Section, SectionLine, handover, handover_markdown, handover_text, handover_title, report_json};
pub use import::{Import, Refused, public_address};
pub use json::{
    leaving_json, list_json, log_json, poll_json, quote_json, quote_json_of_story, show_json, source_json, status_json,
};
pub use newsboat::read_newsboat;
pub use ninjs::ninjs;
pub use opml::{read_opml, write_opml};
pub use quotes::{quote_markdown, saying_markdown, saying_text, sayings_markdown};
