//! What changed between two revisions of an item.

use super::{ItemId, RevisionLine};

/// A paragraph of the newer text, of the older one, or of both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiffParagraph {
    /// Its runs in reading order. What was taken out stands before what was put in.
    pub runs: Vec<DiffRun>,
}

impl DiffParagraph {
    /// Whether anything in it changed.
    pub fn is_changed(&self) -> bool {
        self.runs.iter().any(|run| run.kind != DiffKind::Equal)
    }

    /// The sign for it: `+` where all of it is new, `-` where all of it is gone, `±` where words changed, else nothing.
    pub fn sign(&self) -> &'static str {
        let all = |kind| self.runs.iter().all(|run| run.kind == kind);
        match () {
            () if !self.is_changed() => "",
            () if all(DiffKind::Added) => "+",
            () if all(DiffKind::Removed) => "-",
            () => "±",
        }
    }
}

/// Words that share a fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffRun {
    /// What became of them.
    pub kind: DiffKind,
    /// The words, with the spaces around them as they stand in their text.
    pub text: String,
}

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffKind {
    /// In both texts.
    Equal,
    /// In the new text only.
    Added,
    /// In the old text only.
    Removed,
}

/// Two revisions of one item held against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The item.
    pub id: ItemId,
    /// The older revision.
    pub old: RevisionLine,
    /// The newer one.
    pub new: RevisionLine,
    /// The newest revision there is.
    pub newest: u32,
    /// What the newer filing itself says that it changed.
    pub what_changed: Option<String>,
    /// The headline, as one paragraph.
    pub headline: Vec<DiffParagraph>,
    /// The text.
    pub text: Vec<DiffParagraph>,
    /// Quotations of the older revision that the newer has not, with their speakers.
    pub quotes_gone: Vec<String>,
    /// Quotations that only the newer has.
    pub quotes_new: Vec<String>,
}

impl Difference {
    /// Whether nothing changed that can be seen.
    pub fn is_empty(&self) -> bool {
        self.headline.iter().chain(&self.text).all(|paragraph| !paragraph.is_changed())
    }
}
