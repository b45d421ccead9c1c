//! The hand-over of a shift: what came in, what the desk made of it, and what is left to the next one.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Alert, Row};

/// What happened between two times, and what is open at the end. Lists are in the order in which things happened.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The first moment of the shift.
    pub from: Timestamp,
    /// The moment after its last.
    pub to: Timestamp,
    /// Items that this cache first saw in the shift.
    pub new: u64,
    /// Later filings that came in the shift.
    pub revisions: u64,
    /// New items by source, most first.
    pub sources: Vec<(Arc<str>, u64)>,
    /// New items of priority 1 and 2.
    pub urgent: Vec<Row>,
    /// Verdicts given in the shift that still stand; of an item and a verb, the last.
    pub verdicts: Vec<Verdict>,
    /// Who spiked how many items, of those that are still on the spike.
    pub spiked: Vec<(String, u64)>,
    /// Everything flagged, held or claimed that was not used or spiked, whenever that was, oldest first.
    pub open: Vec<FollowUp>,
    /// Corrections and kills filed in the shift, one an item and a kind.
    pub corrections: Vec<Correction>,
    /// What had to be told of copy that somebody acted on, its reprints too: raised in the shift, or not acknowledged yet.
    pub alerts: Vec<Alert>,
    /// Times without an answer from a source that overlap the shift.
    pub outages: Vec<Outage>,
}

/// A verdict that stands: who gave it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The verb's word, as in the log: flag, hold, claim or use.
    pub verb: &'static str,
    /// Who; empty where the log does not tell.
    pub who: String,
    /// When; `None` where the log does not tell.
    pub at: Option<Timestamp>,
    /// The flag's label, or until when it is held, as the log has it.
    pub value: Option<String>,
}

/// A verdict with its item.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The verdict.
    pub standing: Standing,
    /// The item as it stands now.
    pub row: Row,
}

/// An item that somebody has yet to come back to.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    /// The item as it stands now.
    pub row: Row,
    /// The verdicts on it.
    pub standing: Vec<Standing>,
}

/// A correction or a kill.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// When it was received.
    pub at: Timestamp,
    /// Whether the wire forbids the use (kill, withdrawn, hold) rather than puts something right.
    pub kill: bool,
    /// The filing that says so, counted from 1.
    pub revision: u32,
    /// The item as it stands now.
    pub row: Row,
    /// The verdicts on it; none where nobody had acted on it.
    pub standing: Vec<Standing>,
}

/// A time in which a source failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// The source's name.
    pub source: Arc<str>,
    /// When the first poll failed.
    pub from: Timestamp,
    /// When one succeeded again; `None` while it lasts.
    pub until: Option<Timestamp>,
    /// Why, in words; the last reason given.
    pub error: String,
}
