//! What stands together: the same copy in other outlets, and other copy on the same event.

use super::{DiffParagraph, Row};

/// Which items are asked for together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Together {
    /// The runs of one piece of copy, by its number, in whatever story they are.
    Copy(i64),
    /// Those of them that are in one story, by the numbers of both.
    CopyInStory(i64, i64),
    /// The items of one story, by its number.
    Story(i64),
}

/// One item beside the others of its copy and its story.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The item.
    pub row: Row,
    /// Other runs of the same copy, newest first, held against the item's.
    pub runs: Vec<Run>,
    /// Other items of the same story that are not the same copy, newest first.
    pub story: Vec<Row>,
    /// Items of the story in all.
    pub items: u32,
}

/// The same copy as another outlet ran it.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its item.
    pub row: Row,
    /// Passages of the copy that this outlet left out, in order.
    pub cut: Vec<String>,
    /// Passages that stand in this outlet's run alone, in order.
    pub added: Vec<String>,
    /// Places where this outlet has few other words, in order: what was taken out and put in, with the words around.
    pub changed: Vec<DiffParagraph>,
}
