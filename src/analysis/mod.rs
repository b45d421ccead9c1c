//! Pure work on copy: a draft becomes a filing; quotes, marks, layout and difference.

mod address;
mod article;
mod bounds;
mod boxes;
mod builder;
mod calendar;
pub mod chain;
mod dateline;
mod diff;
mod embargo;
mod entity;
mod filing;
#[cfg(test)]
mod filing_tests;
mod head;
mod html;
mod key;
mod layout;
#[cfg(test)]
mod layout_tests;
mod marks;
#[cfg(test)]
mod marks_tests;
mod markup;
mod notice;
mod parts;
mod plain;
pub mod quotes;
mod reworded;
mod small;
mod stable;
pub mod stories;
mod structure;
mod tables;
mod tail;
pub mod wording;
mod wrapped;

pub use article::extract;
pub use diff::word_diff;
pub use filing::{file_all, file_and_drop, marks_of};
pub use layout::lay_out;
pub use marks::beside_badge;
pub use markup::plain_text;
pub use notice::{letters as headline_letters, read as notice_in};
pub use quotes::{RULES as QUOTE_RULES, loose_strings, quotes};
pub use reworded::{PASSAGE, joined, reworded};
pub use tables::Tables;
