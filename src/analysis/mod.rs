//! Pure work on copy: a draft becomes a filing; quotes, marks, layout and difference.

mod address;
mod calendar;
mod dateline;
mod embargo;
mod entity;
mod filing;
mod html;
mod key;
mod layout;
mod marks;
mod markup;
mod parts;
mod plain;
mod stable;
mod tables;
mod tail;
mod wrapped;

pub use filing::file_all;
pub use layout::lay_out;
pub use tables::Tables;
