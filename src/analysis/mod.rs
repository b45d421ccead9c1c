//! Pure work on copy: a draft becomes a filing; quotes, marks, layout and difference.

mod address;
mod diff;
mod entity;
mod filing;
mod html;
mod key;
mod layout;
mod markup;
mod plain;
mod quotes;
mod stable;
mod tables;
mod wrapped;

pub use diff::{DiffKind, DiffParagraph, DiffRun, word_diff};
pub use filing::file_all;
pub use layout::lay_out;
pub use markup::plain_text;
pub use quotes::{RULES as QUOTE_RULES, quotes};
pub use tables::Tables;
