//! A quotation by itself: what was said, by whom, and in which copy it stands.

use jiff::Timestamp;

use super::{ItemId, Query, Quote, Reading, Ticket};

/// A quotation taken out of its story, with all that is needed to show and to attribute it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The item it stands in.
    pub item: ItemId,
    /// The revision it was read in.
    pub revision: u32,
    /// Which of the item's quotations it is, counted from 0.
    pub quote: usize,
    /// The name of the item's source.
    pub source: String,
    /// The agency that wrote it, where known.
    pub agency: Option<String>,
    /// The item's headline.
    pub headline: String,
    /// The page of the story.
    pub url: Option<String>,
    /// The item's place in the order of time.
    pub at: Timestamp,
    /// Whether the wire has killed or withdrawn the item.
    pub killed: bool,
    /// Until when the item is under embargo, over or not.
    pub embargo: Option<Timestamp>,
    /// The words in one line, as [`Quote::words`] gives them.
    pub words: String,
    /// The fullest name that the story gives the speaker, else the words by which it names them.
    pub speaker: Option<String>,
    /// The role that the story gives the speaker.
    pub role: Option<String>,
    /// Whether a few words were taken into the reporter's sentence.
    pub partial: bool,
    /// Whether it runs over several paragraphs.
    pub running: bool,
}

impl Saying {
    /// A quotation of a story that is at hand.
    pub fn of(reading: &Reading, quote: &Quote) -> Self {
        let (row, filing) = (&reading.row, &reading.filing);
        Self {
            item: row.id,
            revision: reading.revision,
            quote: reading.quotes.iter().position(|q| q.span == quote.span).unwrap_or(0),
            source: row.source.to_string(),
            agency: row.agency.as_deref().map(str::to_owned),
            headline: filing.headline.clone(),
            url: filing.url.clone(),
            at: row.sort_at,
            killed: row.marks.killed() || filing.marks.killed(),
            embargo: filing.embargo,
            words: quote.words(&filing.text),
            speaker: quote.who(&filing.text).map(str::to_owned),
            role: quote.role.clone(),
            partial: quote.partial,
            running: quote.running,
        }
    }

    /// Whether it may leave the house at a time: killed and embargoed copy may not.
    pub fn may_leave(&self, now: Timestamp) -> bool {
        !self.killed && self.embargo.is_none_or(|until| until <= now)
    }
}

/// Whose quotations are asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum SayingsOf {
    /// Those of one speaker, whose name may be given in part: "Ada Oduya", "Oduya".
    Speaker(String),
    /// Those of somebody whom this item's copy does not name, by its words for them: "the company" is another one elsewhere. In all
    /// runs of the copy.
    Unnamed(ItemId, String),
    /// Those of these items.
    Items(Vec<ItemId>),
    /// Those of every item that a query finds.
    Query(Query),
}

/// Asks for a page of quotations.
#[derive(Debug, Clone, PartialEq)]
pub struct SayingsRequest {
    /// The question's number.
    pub ticket: Ticket,
    /// Whose.
    pub of: SayingsOf,
    /// The item after which the page begins; from the newest where `None`.
    pub after: Option<ItemId>,
    /// How many at least, if there are as many.
    pub limit: usize,
}
