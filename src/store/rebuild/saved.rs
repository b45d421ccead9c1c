//! What was saved of a damaged cache, and what was not.

use std::path::PathBuf;

/// How much of one kind was saved, and how much is known to be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Saved.
    pub saved: u64,
    /// Lost; `None` where that cannot be known.
    pub lost: Option<u64>,
}

impl Part {
    fn is_all(self) -> bool {
        self.lost == Some(0)
    }

    /// How much of `what`, which is a word for one.
    fn words(self, what: &str) -> String {
        let all = self.saved + self.lost.unwrap_or(0);
        let things = if all == 1 { what.to_owned() } else { format!("{what}s") };
        match self.lost {
            Some(0) if all > 1 => format!("all {all} {things}"),
            Some(lost) if lost > 0 => format!("{} of {all} {things}", self.saved),
            _ => format!("{all} {things}"),
        }
    }
}

/// What a rebuilding saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The damaged file under its new name.
    pub aside: PathBuf,
    /// Lines of the decision log.
    pub decisions: Part,
    /// Items on which somebody's mark stands.
    pub marked: Part,
    /// Items in all.
    pub items: Part,
    /// Marked items whose copy could not be read; the wire is asked for it again.
    pub without_copy: u64,
}

impl Saved {
    /// Whether everything was saved.
    pub fn is_all(&self) -> bool {
        [self.decisions, self.marked, self.items].into_iter().all(Part::is_all) && self.without_copy == 0
    }

    /// The same in words, for the editor.
    pub fn words(&self) -> String {
        let copy = match self.without_copy {
            0 => String::new(),
            n => format!("; {n} of the marked have lost their copy"),
        };
        if self.decisions.saved + self.items.saved == 0 {
            return format!(
                "nothing of the damaged cache could be read, and a new one is filled at the next poll; the damaged file is kept as {}",
                self.aside.display()
            );
        }
        let again = if self.is_all() { "" } else { "; the next poll asks for whole feeds again" };
        format!(
            "damaged cache made anew with {}, {} and {}{copy}{again}; the damaged file is kept as {}",
            self.decisions.words("decision"),
            self.marked.words("marked item"),
            self.items.words("item"),
            self.aside.display(),
        )
    }
}
