//! What one poll of one source brought, and what the cache made of it.

use jiff::Timestamp;

use super::{Defect, Filing, ItemId, SourceId, SourceState};

/// What one poll of one source brought. It is stored whole, with the source's new state, or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Whose it is.
    pub source: SourceId,
    /// When the poll ended.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub ms: u32,
    /// The HTTP status of the last answer, if there was one.
    pub http: Option<u16>,
    /// What came of it.
    pub outcome: Outcome,
    /// The source's state after this poll, to be stored with it.
    pub state: SourceState,
    /// The filings, in the order of the feed.
    pub filings: Vec<Filing>,
    /// What was repaired, guessed or dropped.
    pub defects: Vec<Defect>,
    /// The body as received (decompressed), kept for a while as evidence; empty where there was none.
    pub raw: Vec<u8>,
    /// The content type of `raw` as received.
    pub content_type: Option<String>,
}

/// How a poll ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A feed was read.
    Fresh,
    /// The server said that nothing has changed (304).
    NotModified,
    /// Nothing could be had or read; or, with [`Failure::Part`], not all of it: then there are filings.
    Failed(Failure),
    /// The server said that the feed is gone for good (410).
    Gone,
}

impl Outcome {
    /// The word for it in `poll --json`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fresh => "ok",
            Self::NotModified => "not-modified",
            Self::Failed(_) => "failed",
            Self::Gone => "gone",
        }
    }
}

/// Why a poll failed, cut by what one can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection: no network, no such host, refused.
    #[error("cannot reach the server: {0}")]
    Offline(String),
    /// A deadline passed.
    #[error("timed out: {0}")]
    TimedOut(String),
    /// The server answered with an error.
    #[error("the server answered {status}{}", hint(*.status))]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The body is larger than allowed.
    #[error(
        "too big: more than {limit} bytes after decompression; raise max_bytes for this source if it is meant to be"
    )]
    TooBig {
        /// The limit in bytes.
        limit: u64,
    },
    /// A redirect that must not be followed, or too many.
    #[error("redirect not followed: {0}")]
    Redirect(String),
    /// TLS could not be set up, with the reason named.
    #[error("no secure connection: {0}")]
    Tls(String),
    /// An answer came, but no feed was in it.
    #[error("no feed in the answer: {0}")]
    Unreadable(String),
    /// The connection gave out while the answer came; the items that had come whole were kept.
    #[error("only a part of the answer came: {why}; kept {kept} whole {}", if *.kept == 1 { "item" } else { "items" })]
    Part {
        /// What happened, with the number of bytes that came.
        why: String,
        /// How many items were kept.
        kept: usize,
    },
    /// The source is set up wrongly: bad address, secret that cannot be had.
    #[error("{0}")]
    Setup(String),
    /// The program's own fault, caught.
    #[error("a fault in copytaster, please report it: {0}")]
    Fault(String),
}

fn hint(status: u16) -> &'static str {
    match status {
        401 | 407 => " (it wants a login)",
        402 => " (it wants to be paid)",
        403 => " (forbidden)",
        404 => " (no such page)",
        408 | 504 => " (too slow)",
        429 => " (asked too often; waiting as told)",
        500..=599 => " (its own fault)",
        _ => "",
    }
}

/// What the cache made of one delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// Items that were not there before.
    pub new: Vec<ItemId>,
    /// Items with a new revision.
    pub revised: Vec<ItemId>,
    /// Items delivered again as they were.
    pub unchanged: u32,
}

/// What changed in the cache, by this process or another: ids, not copies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Items that were not there before.
    pub new: Vec<ItemId>,
    /// Items with a new revision, another status or fresh quotes.
    pub touched: Vec<ItemId>,
    /// Those of `touched` on which an editor decided, undo and redo among it: where a list has them again, they are no arrivals.
    pub decided: Vec<ItemId>,
    /// Whether a source's health changed.
    pub sources: bool,
    /// Whether more may have changed than is named here (another process wrote).
    pub unnamed: bool,
}
