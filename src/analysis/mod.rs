//! Pure work on copy: a draft becomes a filing; quotes, marks, layout and difference.
