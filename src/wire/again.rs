//! Why an item that somebody dealt with is to be looked at again.

use jiff::Timestamp;

use super::ItemId;

/// Until when an item is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Until a time.
    Time(Timestamp),
    /// Until a later filing of it comes.
    Revision,
    /// Until its embargo lifts.
    Embargo,
}

impl Until {
    /// As the log keeps it: a time in RFC 3339, UTC, with all its digits, or a word.
    pub fn word(self) -> String {
        match self {
            Self::Time(at) => at.to_string(),
            Self::Revision => "revision".to_owned(),
            Self::Embargo => "embargo".to_owned(),
        }
    }

    /// What [`Until::word`] wrote; `None` for anything else.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "revision" => Some(Self::Revision),
            "embargo" => Some(Self::Embargo),
            time => time.parse().ok().map(Self::Time),
        }
    }

    /// The time, where there is one.
    pub fn time(self) -> Option<Timestamp> {
        match self {
            Self::Time(at) => Some(at),
            Self::Revision | Self::Embargo => None,
        }
    }
}

/// One reason to look at an item again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// The wire forbids its use since this filing.
    Killed(u32),
    /// This filing puts something right.
    Corrected(u32),
    /// It was held until then.
    Due(Timestamp),
    /// It is followed, and its embargo lifts soon: then.
    Lifts(Timestamp),
    /// It is followed, or was held until then, and its embargo has lifted.
    Lifted,
    /// A later filing came than the one that was acted on.
    Revised {
        /// The newest.
        revision: u32,
        /// The one acted on.
        acted: Option<u32>,
    },
    /// Other outlets ran the same copy.
    Outlets {
        /// How many.
        count: usize,
        /// The first of them.
        source: Option<String>,
    },
    /// Other copy came on the same event.
    Story {
        /// How many items.
        count: usize,
        /// The source of the newest.
        source: Option<String>,
    },
    /// Somebody it quotes said something else elsewhere.
    Quoted {
        /// Who.
        speaker: String,
        /// In which item, if that is still in the cache.
        item: Option<ItemId>,
        /// Of which source.
        source: Option<String>,
    },
}
