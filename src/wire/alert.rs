//! What an editor must be told: the wire corrected or killed copy that somebody acted on.

use std::sync::Arc;

use jiff::Timestamp;

use super::{ItemId, Mark, Row};

/// News of copy that was flagged, held, claimed or used, kept until somebody acknowledges it.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its number, which only rises: an item whose status acknowledges this number or a higher one has been seen to.
    pub n: i64,
    /// What the wire did: kill, withdrawn, hold or corrected.
    pub what: Mark,
    /// When the filing that says so was received.
    pub at: Timestamp,
    /// The item of that filing: the copy itself, or a reprint of it by another outlet.
    pub by: ItemId,
    /// The name of that item's source.
    pub from: Arc<str>,
    /// The revision of that filing.
    pub revision: u32,
    /// Its headline.
    pub headline: String,
    /// The copy that was acted on, as it stands now.
    pub row: Row,
    /// Who acknowledged it and when; `None` while it stands.
    pub acknowledged: Option<(Timestamp, String)>,
}

impl Alert {
    /// Whether nobody has acknowledged it yet.
    pub fn stands(&self) -> bool {
        self.n > self.row.status.acknowledged
    }

    /// The news in words: "KILL of copy that was used", "CORRECTED by Harbour Herald of copy that was flagged".
    pub fn words(&self) -> String {
        let acted = self.row.status.acted_word().unwrap_or("acted on");
        if self.by == self.row.id {
            format!("{} of copy that was {acted}", self.what)
        } else {
            format!("{} by {} of copy that was {acted}", self.what, self.from)
        }
    }
}
