//! Holds two revisions of an item against each other: headline, text, quotations.

use std::collections::BTreeSet;

use crate::analysis::word_diff;
use crate::store::error::Error;
use crate::store::reader::Reader;
use crate::store::reading::revisions_of;
use crate::wire::{Difference, Filing, ItemId, Quote};

impl Reader {
    /// What revision `new` (the newest where `None`) has against revision `old`: where that is `None`, against the one that
    /// somebody acted on, if it is older, else against the one before. Either may be any revision; the older one is always
    /// held to be the old. `None` where the item has not both revisions.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn difference(&mut self, id: ItemId, old: Option<u32>, new: Option<u32>) -> Result<Option<Difference>, Error> {
        let Some((row, _)) = self.row_of(id)? else { return Ok(None) };
        let new = new.unwrap_or(row.revision);
        let acted = row.status.acted_on.filter(|acted| *acted < new);
        let old = old.or(acted).unwrap_or_else(|| new.saturating_sub(1));
        let (old, new) = (old.min(new), old.max(new));
        let revisions = revisions_of(&self.conn, id)?;
        let line = |n| revisions.iter().find(|line| line.revision == n).cloned();
        let (Some(old), Some(new)) = (line(old), line(new)) else { return Ok(None) };
        let (Some(before), Some(after)) = (self.filing(id, old.revision)?, self.filing(id, new.revision)?) else {
            return Ok(None);
        };
        let was = self.said(id, old.revision, &before)?;
        let is = self.said(id, new.revision, &after)?;
        let only = |these: &[(String, String)], those: &[(String, String)]| {
            let known: BTreeSet<&str> = those.iter().map(|(words, _)| words.as_str()).collect();
            these.iter().filter(|(words, _)| !known.contains(words.as_str())).map(|(_, line)| line.clone()).collect()
        };
        Ok(Some(Difference {
            id,
            old,
            new,
            newest: row.revision,
            what_changed: after.what_changed.clone(),
            headline: word_diff(&before.headline, &after.headline),
            text: word_diff(&before.text, &after.text),
            quotes_gone: only(&was, &is),
            quotes_new: only(&is, &was),
        }))
    }

    /// The quotations of a revision: the words alone, and a line with the speaker.
    fn said(&self, id: ItemId, revision: u32, filing: &Filing) -> Result<Vec<(String, String)>, Error> {
        let quotes = self.quotes_of(id, revision, &filing.text)?;
        Ok(quotes.iter().map(|quote| line_of(quote, &filing.text)).collect())
    }
}

fn line_of(quote: &Quote, text: &str) -> (String, String) {
    let words = quote.words(text);
    let mention = quote.speaker.map(|span| span.of(text));
    let who = quote.canonical.as_deref().or(mention).unwrap_or("unattributed");
    let line = format!("“{words}” — {who}");
    (words, line)
}
