//! The table of legal moves: what bars each verb, and the words for a refusal.

use std::fmt;

use crate::wire::{Status, Verb};

use super::verb_word;

/// What the rules need to know beside the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// Who decides.
    pub who: &'a str,
    /// The item's newest revision, counted from 1.
    pub revision: u32,
    /// The wire forbids use of the copy (kill, withdrawn, hold), in any revision or reprint.
    pub killed: bool,
    /// An embargo has not lifted yet.
    pub embargoed: bool,
    /// The number of the newest alert of the item; 0 if there never was one.
    pub alerted: i64,
    /// It is to be looked at again.
    pub again: bool,
    /// The story it stands in; `None` until it is judged.
    pub story: Option<i64>,
    /// The number that a story of its own would have.
    pub own: i64,
}

/// Something that can stand in the way of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// The item is on the spike.
    Spiked,
    /// Somebody else has claimed the item.
    Claimed,
    /// The wire forbids use.
    Killed,
    /// The wire forbids use, and nobody has read or acknowledged that: a kill must not vanish unseen.
    UnreadKill,
    /// The embargo has not lifted.
    Embargo,
}

/// A row of the table: one verb and its rules. A verb that would change nothing is refused in the words of `already`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The verb's word, as in the log and on the command line.
    pub verb: &'static str,
    /// The words for it once done: "flagged".
    pub done: &'static str,
    /// What stands in its way; the first that holds is the reason given.
    pub bars: &'static [Bar],
    /// Why it is refused where it would change nothing.
    pub already: &'static str,
}

/// Every verb with its rules. Verbs that take something back, and verbs about the editor's own reading and notes, have
/// no bars: what was done can always be undone.
pub const MOVES: [Move; 21] = [
    Move { verb: "seen", done: "opened", bars: &[], already: "already read" },
    Move { verb: "read", done: "read", bars: &[Bar::UnreadKill], already: "already read" },
    Move { verb: "unread", done: "marked unread", bars: &[], already: "already unread" },
    Move { verb: "flag", done: "flagged", bars: &[Bar::Spiked], already: "already flagged" },
    Move { verb: "unflag", done: "unflagged", bars: &[], already: "not flagged" },
    Move { verb: "hold", done: "held", bars: &[Bar::Spiked], already: "already held" },
    Move { verb: "unhold", done: "no longer held", bars: &[], already: "not held" },
    Move {
        verb: "use",
        done: "used",
        bars: &[Bar::Killed, Bar::Embargo, Bar::Spiked, Bar::Claimed],
        already: "already used",
    },
    Move { verb: "unuse", done: "no longer used", bars: &[], already: "not used" },
    Move { verb: "claim", done: "claimed", bars: &[Bar::Claimed, Bar::Spiked], already: "already claimed by you" },
    Move { verb: "assign", done: "assigned", bars: &[Bar::Spiked], already: "already claimed by that name" },
    Move { verb: "release", done: "released", bars: &[Bar::Claimed], already: "not claimed" },
    Move { verb: "spike", done: "spiked", bars: &[Bar::Claimed, Bar::UnreadKill], already: "already spiked" },
    Move { verb: "unspike", done: "taken off the spike", bars: &[], already: "not spiked" },
    Move { verb: "tag", done: "tagged", bars: &[], already: "already tagged so" },
    Move { verb: "untag", done: "untagged", bars: &[], already: "not tagged so" },
    Move { verb: "note", done: "noted", bars: &[], already: "the note says that already" },
    Move { verb: "ack", done: "acknowledged", bars: &[], already: "nothing to acknowledge" },
    Move { verb: "split", done: "taken out of its story", bars: &[], already: "a story of its own already" },
    Move { verb: "join", done: "put into that story", bars: &[], already: "in that story already" },
    Move { verb: "priority", done: "given a priority", bars: &[], already: "it has that priority" },
];

/// The row of the table for a verb.
pub fn move_of(verb: &Verb) -> Move {
    let (word, _) = verb_word(verb);
    // Every verb has its row (a test holds it); a verb without one is refused as changing nothing rather than let through.
    MOVES.into_iter().find(|row| row.verb == word).unwrap_or(Move {
        verb: "",
        done: "",
        bars: &[],
        already: "no such verb",
    })
}

/// Why a verb was refused, displayed as words for the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It would change nothing.
    Already(&'static str),
    /// A tag with no letters in it.
    EmptyTag,
    /// A tag with a comma in it: two tags were meant, and neither would be found.
    TwoTags,
    /// A claim for nobody.
    NoName,
    /// The item is on the spike.
    Spiked,
    /// Somebody else has claimed the item.
    ClaimedBy(String),
    /// The wire forbids use.
    Killed,
    /// The wire forbids use, and the kill was not read yet.
    UnreadKill,
    /// The copy was killed since somebody acted on it, and nobody has said that he knows.
    OpenAlert,
    /// The embargo has not lifted.
    Embargo,
    /// A hold until the embargo lifts, of copy that has none.
    NoEmbargo,
}

impl Refusal {
    /// Whether it is refused only because everything is already so: no reason to trouble an editor who marks a thousand.
    pub fn changes_nothing(&self) -> bool {
        matches!(self, Self::Already(_))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Already(words) => f.write_str(words),
            Self::NoName => f.write_str("whose claim? write a name"),
            Self::EmptyTag => f.write_str("a tag needs at least one letter"),
            Self::TwoTags => f.write_str("a tag has no comma: one tag at a time"),
            Self::Spiked => f.write_str("spiked: take it off the spike first"),
            Self::ClaimedBy(who) => write!(f, "claimed by {who}"),
            Self::Killed => f.write_str("killed copy cannot be used"),
            Self::UnreadKill => f.write_str("killed copy must be opened or acknowledged first"),
            Self::OpenAlert => f.write_str("killed copy, acknowledge the kill first"),
            Self::Embargo => f.write_str("under embargo: it cannot be used yet"),
            Self::NoEmbargo => f.write_str("not under embargo: hold it until a time or a revision"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The refusal that a bar leads to, if it holds.
pub(super) fn barred(bar: Bar, status: &Status, ctx: &Context) -> Option<Refusal> {
    match bar {
        Bar::Spiked => status.spiked.then_some(Refusal::Spiked),
        Bar::Claimed => {
            status.claimed_by.as_deref().filter(|who| *who != ctx.who).map(|who| Refusal::ClaimedBy(who.to_owned()))
        }
        Bar::Killed => ctx.killed.then_some(Refusal::Killed),
        Bar::UnreadKill => {
            let alert = (ctx.alerted > status.acknowledged).then_some(Refusal::OpenAlert);
            alert.or_else(|| (!status.read).then_some(Refusal::UnreadKill)).filter(|_| ctx.killed)
        }
        Bar::Embargo => ctx.embargoed.then_some(Refusal::Embargo),
    }
}
