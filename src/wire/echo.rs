//! The same quotation in other copy, and where its words differ.

use jiff::Timestamp;

use super::{ItemId, Span};

/// One quotation in two wordings, held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Likeness {
    /// Where they differ, in order; empty where they are the same words, or one is part of the other. Words at the edge of one
    /// of them that turn what is said ("I never said that", "but only if") are here too.
    pub variants: Vec<Variant>,
    /// Other words that only one of them has before or after the rest.
    pub edges: Vec<Variant>,
}

/// Words that stand in the place of others. One of the two may be empty: then words were added, or left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    /// Bytes of the quotation at hand, counted from its first.
    pub here: Span,
    /// Bytes of the other one.
    pub there: Span,
}

/// A quotation of a story as another item, or an earlier revision of the same item, has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// Which quotation of the story, counted from 0.
    pub quote: usize,
    /// The item that has it too.
    pub item: ItemId,
    /// Which revision of that item.
    pub revision: u32,
    /// Whether it is an earlier revision of the story itself.
    pub earlier: bool,
    /// The name of its source.
    pub source: String,
    /// The agency that wrote it, where known.
    pub agency: Option<String>,
    /// Its place in the order of time.
    pub at: Timestamp,
    /// Whether the wire has killed or withdrawn it.
    pub killed: bool,
    /// Its words, without the outer marks.
    pub words: String,
    /// The speaker as that copy names them.
    pub speaker: Option<String>,
    /// Whether that is another person than in the story.
    pub other_speaker: bool,
    /// Where its words differ.
    pub likeness: Likeness,
}

impl Echo {
    /// Whether an editor has to look: other words, or another speaker.
    pub fn differs(&self) -> bool {
        self.other_speaker || !self.likeness.variants.is_empty()
    }

    /// Whether it is the same quotation, word for word and whole, said by the same.
    pub fn is_same(&self) -> bool {
        !self.differs() && self.likeness.edges.is_empty()
    }
}
