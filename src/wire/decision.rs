//! What an editor decides about copy, and the log that keeps it.

use jiff::Timestamp;

use super::{DecisionId, ItemId, Query, Ticket, Until};

/// What can be done to an item. One verb done by one editor at one time is a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// It was opened, and is read by that: no verdict, so undo passes over it.
    Seen,
    /// Mark as read.
    Read,
    /// Mark as unread.
    Unread,
    /// Flag for follow-up, with a label if any, and after `//` a note.
    Flag(Option<String>),
    /// Take the flag away.
    Unflag,
    /// Hold until something comes, or until released where there is nothing named.
    Hold(Option<Until>),
    /// End a hold.
    Unhold,
    /// Say that the copy was used.
    Use,
    /// Take that back.
    Unuse,
    /// Claim it for the one who decides.
    Claim,
    /// Claim it for somebody, by name, whoever had it before.
    Assign(String),
    /// Give the claim up.
    Release,
    /// Put it on the spike: out of the list, kept in the cache.
    Spike,
    /// Take it off the spike, back to the state before.
    Unspike,
    /// Add a tag.
    Tag(String),
    /// Take a tag away.
    Untag(String),
    /// Set the note; an empty one takes it away.
    Note(String),
    /// Say that the wire's correction or kill of it was seen.
    Acknowledge,
    /// Take it out of its story; it is one of its own from now on (several taken out in one decision are one together).
    Split,
    /// Put it into another story, by that story's number.
    Join(i64),
    /// Give it a priority of the desk's, 1 highest, over what the wire says; the wire's again where `None`.
    Priority(Option<u8>),
}

impl Verb {
    /// The verb's word and its value, as the log keeps them. Times are RFC 3339 in UTC with all their digits.
    pub fn word(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Seen => ("seen", None),
            Self::Read => ("read", None),
            Self::Unread => ("unread", None),
            Self::Flag(label) => ("flag", label.clone()),
            Self::Unflag => ("unflag", None),
            Self::Hold(until) => ("hold", until.map(Until::word)),
            Self::Unhold => ("unhold", None),
            Self::Use => ("use", None),
            Self::Unuse => ("unuse", None),
            Self::Claim => ("claim", None),
            Self::Assign(name) => ("assign", Some(name.clone())),
            Self::Release => ("release", None),
            Self::Spike => ("spike", None),
            Self::Unspike => ("unspike", None),
            Self::Tag(tag) => ("tag", Some(tag.clone())),
            Self::Untag(tag) => ("untag", Some(tag.clone())),
            Self::Note(note) => ("note", Some(note.clone())),
            Self::Acknowledge => ("ack", None),
            Self::Split => ("split", None),
            Self::Join(story) => ("join", Some(story.to_string())),
            Self::Priority(priority) => ("priority", priority.map(|n| n.to_string())),
        }
    }
}

/// The verdict of the desk on one item, folded from the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// Somebody opened it or said so.
    pub read: bool,
    /// Flagged for follow-up; the label may be empty.
    pub flagged: Option<String>,
    /// On hold.
    pub held: bool,
    /// Until when it is held, where that was said.
    pub held_until: Option<Until>,
    /// Used.
    pub used: bool,
    /// Spiked.
    pub spiked: bool,
    /// Who claimed it.
    pub claimed_by: Option<String>,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// A note.
    pub note: Option<String>,
    /// The desk's own priority, 1 highest, in the place of the wire's.
    pub priority: Option<u8>,
    /// The revision that was last acted on (flag, hold, use, claim); `None` if never.
    pub acted_on: Option<u32>,
    /// The number of the last [`Alert`](super::Alert) that somebody acknowledged; 0 if none.
    pub acknowledged: i64,
    /// The story that an editor put it into; `None` where it stands where the program has it.
    pub placed: Option<i64>,
}

impl Status {
    /// The tag that makes a row stand out, and means nothing else.
    pub const HIGHLIGHT: &'static str = "highlight";

    /// Whether retention must keep the item: flagged, held, used, claimed, tagged or noted.
    pub fn is_marked(&self) -> bool {
        self.is_followed() || self.tags.iter().any(|tag| tag != Self::HIGHLIGHT) || self.note.is_some()
    }

    /// Whether somebody has flagged, held, used or claimed it: whoever did must be told what the wire does to it.
    pub fn is_followed(&self) -> bool {
        self.acted_word().is_some()
    }

    /// The weightiest thing that was done to it, in a word; `None` where nothing was.
    pub fn acted_word(&self) -> Option<&'static str> {
        let done = [
            (self.used, "used"),
            (self.flagged.is_some(), "flagged"),
            (self.held, "held"),
            (self.claimed_by.is_some(), "claimed"),
        ];
        done.into_iter().find_map(|(holds, word)| holds.then_some(word))
    }

    /// Whether nobody has given a verdict yet. Tags and notes are none: a rule may have set them.
    pub fn is_untriaged(&self) -> bool {
        !self.spiked && !self.is_followed()
    }

    /// Whether its row is to stand out.
    pub fn is_highlighted(&self) -> bool {
        self.tags.iter().any(|tag| tag == Self::HIGHLIGHT)
    }
}

/// What a decision is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// These items.
    Items(Vec<ItemId>),
    /// These items, and what is folded under each: the other runs of its copy in its story.
    Copies(Vec<ItemId>),
    /// These items, and every other item of the story of each.
    Stories(Vec<ItemId>),
    /// What that is about, and these items.
    With(Box<Self>, Vec<ItemId>),
    /// Every item that matches when the decision is written.
    Query(Box<Query>),
}

/// A decision on its way to the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The number by which the receipt is known.
    pub ticket: Ticket,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub who: String,
    /// What is to be done.
    pub kind: LogKind,
    /// To what; ignored by undo and redo.
    pub target: Target,
}

/// What a line of the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogKind {
    /// A verb was done.
    Did(Verb),
    /// The last decision of the same person that still stands was taken back.
    Undo,
    /// The last of the same person that was taken back was done again.
    Redo,
}

/// What a decision changed of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The item.
    pub item: ItemId,
    /// Its headline now.
    pub headline: String,
    /// Its status before the decision.
    pub before: Status,
    /// Its status after it.
    pub after: Status,
    /// Its status once the decision is taken back; `None` where its items do not all go back to the same or are too many to
    /// look at, where it is taken back already, and where nobody asked.
    pub back: Option<Status>,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Its number.
    pub n: DecisionId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What.
    pub kind: LogKind,
    /// The items it changed; of a bulk decision the first few, where nobody asked for all.
    pub items: Vec<ItemId>,
    /// How many it changed.
    pub count: usize,
    /// For undo and redo: the decision taken back or done again.
    pub of: Option<DecisionId>,
    /// What that decision did.
    pub of_verb: Option<Verb>,
    /// The later line that took this one back, if it still stands.
    pub undone_by: Option<DecisionId>,
    /// What it changed of its first item, where that is in the cache.
    pub first: Option<Box<Changed>>,
}

/// The cache's answer to a decision. Sent after the commit is on disk, never before.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The decision's ticket.
    pub ticket: Ticket,
    /// The log line and the items it changed with their status now, or the reason why nothing was saved, in words.
    pub result: Result<Done, String>,
}

/// A decision that is on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// Its line in the log; `None` where nothing had to change.
    pub n: Option<DecisionId>,
    /// What was done, in words for the status line: "flagged", "undid: spiked 3 items".
    pub words: String,
    /// The items it changed and their status now.
    pub items: Vec<(ItemId, Status)>,
    /// For undo and redo of one item, or of one that is forbidden by now: its headline, since nobody has named it.
    pub headline: Option<String>,
    /// Items it left alone, and why, in words.
    pub refused: Vec<(ItemId, String)>,
}
