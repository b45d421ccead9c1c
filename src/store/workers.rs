//! The pure work on copy that the cache calls for: it stores what comes of it, and knows nothing of how it is done.

use crate::wire::{Filing, Laid, Quote};

/// Functions handed down at opening. They must not panic on any text.
#[derive(Debug, Clone, Copy)]
pub struct Workers {
    /// Finds the quotations of a clean text.
    pub quotes: fn(&str) -> Vec<Quote>,
    /// Lays a filing out for a width in columns.
    pub lay_out: fn(&Filing, u16) -> Laid,
    /// The version of the rules behind `quotes`: quotations found by other rules are found anew.
    pub rules: u32,
}
