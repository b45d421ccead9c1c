//! A body laid out for a width.

use crate::wire::{Filing, Laid};

use super::plain::lay_out_plain;

/// Lays the body of a filing out for a width in columns. Every span with a place holds the bytes that stand there in
/// [`Filing::text`]; no line is wider than `width`.
pub fn lay_out(filing: &Filing, width: u16) -> Laid {
    lay_out_plain(&filing.text, width)
}
