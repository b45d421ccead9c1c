//! Text laid out for a width: lines of styled spans that know where in the copy they come from.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns that text takes on the screen.
pub trait Columns {
    /// Each grapheme has cells of its own, so their widths are summed up. Measured as a whole some text would be narrower than it is
    /// drawn: an Arabic lam with its alef counts as one column there.
    fn columns(&self) -> usize;
}

impl Columns for str {
    fn columns(&self) -> usize {
        match self.is_ascii() {
            true => self.width(),
            false => self.graphemes(true).map(UnicodeWidthStr::width).sum(),
        }
    }
}

/// A body laid out at one width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Laid {
    /// The lines, top to bottom; none is wider than the width it was laid out for.
    pub lines: Vec<Vec<LaidSpan>>,
    /// Addresses of the numbered links, number 1 first.
    pub links: Vec<String>,
    /// A sentence where something was cut (too deep, too long), for the screen to show.
    pub notice: Option<String>,
}

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LaidSpan {
    /// The text; no control characters.
    pub text: String,
    /// Where it starts in the item's clean text, in bytes; `None` for what layout added (bullets, rules, link numbers).
    /// A span with a place holds exactly the bytes that stand there in the clean text.
    pub at: Option<usize>,
    /// How it is set.
    pub style: Style,
}

/// How a run of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Style {
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
    /// Fixed-width.
    pub code: bool,
    /// Struck out.
    pub strike: bool,
    /// A heading.
    pub heading: bool,
    /// Part of a link.
    pub link: bool,
    /// Added by layout: bullets, rules, link numbers.
    pub added: bool,
}
