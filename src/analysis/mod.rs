//! Pure work on copy: a draft becomes a filing; quotes, marks, layout and difference.

mod quotes;

pub use quotes::quotes;
