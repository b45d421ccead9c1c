//! A notice about other copy: the wire kills, withdraws or corrects a story without filing it again.

use jiff::Timestamp;

use super::{ItemId, Mark};

/// Items that a notice is said to be about one by one; of more, the number is said.
const NAMED: usize = 5;

/// What a notice says of the copy that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it does to it.
    pub what: Mark,
    /// The slug it names.
    pub slug: Option<String>,
    /// Headlines it may mean: those it quotes, then its own without marks.
    pub headlines: Vec<String>,
}

/// An item that a notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The item.
    pub item: ItemId,
    /// Its headline; empty where it is not in the cache any more.
    pub headline: String,
}

/// What notices and items have to do with each other in a cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noticed {
    /// The item is a notice about these.
    About(Vec<About>),
    /// The item is a notice, and it is not sure about which of these; about none that is known, where there are none.
    Unsure(Vec<About>),
    /// The item is a notice about these, from a source that is not known to run the copy of their agency.
    Unconfirmed(Vec<About>),
    /// A notice was filed about the item.
    By {
        /// What it does to the item.
        what: Mark,
        /// The name of its source.
        source: String,
        /// The notice.
        notice: ItemId,
        /// Its headline.
        headline: String,
        /// When it was received.
        at: Timestamp,
    },
    /// A source that is not known to run the copy of the item's agency filed a notice about it.
    Said {
        /// What the notice would do to the item.
        what: Mark,
        /// The source's name.
        source: String,
        /// The notice.
        notice: ItemId,
        /// Its headline.
        headline: String,
    },
}

impl Noticed {
    /// Whether it tells that the item is itself a notice, and not copy that one was filed about. Where nothing is known that it could be
    /// about, it may be the copy.
    pub fn is_a_notice(&self) -> bool {
        match self {
            Self::About(ids) | Self::Unsure(ids) | Self::Unconfirmed(ids) => !ids.is_empty(),
            Self::By { .. } | Self::Said { .. } => false,
        }
    }

    /// In words, for people.
    pub fn words(&self) -> String {
        match self {
            Self::About(ids) => format!("this notice is about {}", list(ids)),
            Self::Unsure(ids) if ids.is_empty() => {
                "no story in the cache is surely the one that this notice is about: look for it".to_owned()
            }
            Self::Unsure(ids) => {
                format!("it is not sure which story this notice is about: look at {}", list(ids))
            }
            Self::Unconfirmed(ids) => format!(
                "this notice is about {}, and nothing was blocked: its source is not known to run that agency's copy",
                list(ids)
            ),
            Self::Said { what, source, notice, headline } => format!(
                "unconfirmed {what}: {source}, which is not known to run this agency's copy, says so in item {notice}: {headline}"
            ),
            Self::By { what, source, notice, headline, .. } => {
                format!("{what} by a notice of {source}, item {notice}: {headline}")
            }
        }
    }
}

/// Items by their numbers and headlines, the first of them where there are many.
fn list(all: &[About]) -> String {
    let mut words: Vec<String> = all.iter().take(NAMED).map(About::words).collect();
    if all.len() > NAMED {
        words.push(format!("{} more", all.len() - NAMED));
    }
    words.join(", ")
}

impl About {
    fn words(&self) -> String {
        match self.headline.as_str() {
            "" => format!("item {}", self.item),
            headline => format!("item {} “{headline}”", self.item),
        }
    }
}
