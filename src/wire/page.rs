//! Questions that the screen asks the cache, and their answers.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Again, Alert, Beside, CopyKind, Difference, Echo, Field, Filing, FullText, Health, ItemId, Laid, LogEntry, Marks,
    Noticed, Query, Quote, Report, Saying, SayingsRequest, Sort, Status, Ticket, Together, Until,
};

/// One line of the list: what a copytaster reads at a glance. No bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The item.
    pub id: ItemId,
    /// Its place in the order of time: the earlier of published and first seen.
    pub sort_at: Timestamp,
    /// Its rank among the items of that second.
    pub slot: u8,
    /// The name of the source (the outlet that ran it).
    pub source: Arc<str>,
    /// The agency that wrote it, where known.
    pub agency: Option<Arc<str>>,
    /// The headline as received.
    pub headline: String,
    /// What the wire says of it.
    pub marks: Marks,
    /// Editorial priority, 1 highest.
    pub priority: Option<u8>,
    /// The newest revision, counted from 1.
    pub revision: u32,
    /// The verdict of the desk.
    pub status: Status,
    /// Words of the story.
    pub words: u32,
    /// Other outlets that ran the same copy.
    pub outlets: u32,
    /// Whether one of those outlets killed the copy.
    pub killed_elsewhere: bool,
    /// Whether it is a notice that kills other copy, and no copy itself: its marks say what it does to that.
    pub notice: bool,
    /// Items of its copy, itself among them: an outlet may have filed it more than once.
    pub copy_items: u32,
    /// Those of them that are in its story, itself among them: so many stand under one row where copy is folded.
    pub copy_in_story: u32,
    /// The story it belongs to; `None` until it is judged.
    pub story: Option<i64>,
    /// The reprint group it belongs to; `None` until it is judged.
    pub reprint: Option<i64>,
    /// Items in its story, itself among them.
    pub story_items: u32,
    /// How hot its story is: a time in milliseconds since 1970, which every arrival raises; stories are compared by it.
    pub heat: i64,
    /// The number of the newest [`Alert`](super::Alert) of it; 0 if there never was one.
    pub alerted: i64,
    /// When its embargo lifts, or has lifted.
    pub embargo: Option<Timestamp>,
    /// Why it is to be looked at again, gravest first; empty where it is not.
    pub again: Vec<Again>,
}

impl Row {
    /// Whether a revision came after somebody acted on it.
    pub fn is_updated(&self) -> bool {
        self.status.acted_on.is_some_and(|acted| acted < self.revision)
    }

    /// When its hold ends, where it is held until a time, or for an embargo of which the wire says when it lifts.
    pub fn hold_ends(&self) -> Option<Timestamp> {
        match self.status.held_until? {
            Until::Time(at) => Some(at),
            Until::Embargo => self.embargo,
            Until::Revision => None,
        }
    }

    /// Whether the wire corrected or killed it after somebody acted on it, and nobody has acknowledged that.
    pub fn is_alert(&self) -> bool {
        self.alerted > self.status.acknowledged
    }

    /// Whether the wire forbids its use: in its own filings, or in a run of the same copy by another outlet.
    pub fn is_killed(&self) -> bool {
        (self.marks.killed() && !self.notice) || self.killed_elsewhere
    }

    /// Whether an embargo is in force: its time is known and has not come.
    pub fn is_embargoed(&self, now: Timestamp) -> bool {
        self.embargo.is_some_and(|lifts| lifts > now)
    }
}

/// A row with the fields that only lists for other programs need: what `list --json` says of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    /// The row as it stands on the screen.
    pub row: Row,
    /// The page of the story, as received.
    pub url: Option<String>,
    /// The outlet that ran it: as the sources file or the configuration calls it, else the source's own title, else its name.
    pub outlet: Option<String>,
    /// When the outlet says it published this.
    pub published: Option<Timestamp>,
    /// When this cache first saw it.
    pub received: Timestamp,
}

/// The place of a row in its order: pages are asked for from here, never by counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The row's time.
    pub sort_at: Timestamp,
    /// The row's priority (needed when sorting by it), 9 where it has none.
    pub priority: u8,
    /// The item, which breaks ties.
    pub id: ItemId,
}

impl Anchor {
    /// The place of a row.
    pub fn of(row: &Row) -> Self {
        Self { sort_at: row.sort_at, priority: row.priority.unwrap_or(9), id: row.id }
    }
}

/// Asks for a window of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRequest {
    /// The question's number.
    pub ticket: Ticket,
    /// What to list.
    pub query: Query,
    /// In which order.
    pub sort: Sort,
    /// The middle of the window: that row itself (if it still matches) belongs to the page. From the top where `None`.
    pub around: Option<Anchor>,
    /// Rows wanted before the anchor.
    pub before: usize,
    /// Rows wanted from the anchor on.
    pub after: usize,
    /// Whether the first rows are waited for: where all of them take long to find, the page may be [`Page::cut`].
    pub hurry: bool,
}

/// Asks which items a stretch of a list holds, for decisions about more than the window shows.
#[derive(Debug, Clone, PartialEq)]
pub struct IdsRequest {
    /// The question's number.
    pub ticket: Ticket,
    /// What is listed.
    pub query: Query,
    /// In which order.
    pub sort: Sort,
    /// The first row of the stretch; from the top where `None`.
    pub from: Option<Anchor>,
    /// The last row of the stretch; to the bottom where `None`.
    pub to: Option<Anchor>,
    /// Items wanted at most.
    pub limit: usize,
}

/// A window of a list. Immutable; shared by pointer.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The question it answers.
    pub ticket: Ticket,
    /// The rows, in order.
    pub rows: Arc<[Row]>,
    /// Whether there are rows above the first.
    pub more_above: bool,
    /// Whether there are rows below the last.
    pub more_below: bool,
    /// How many rows match in all, and how many of them stand above the first row of this page.
    pub total: u64,
    /// Rows that stand above the first row of this page.
    pub above: u64,
    /// Where an order of several keys covers the newest rows alone: from which time on. What is older stands below them, newest
    /// first.
    pub ordered_since: Option<Timestamp>,
    /// Whether it ends before the rows that were wanted, because they take long to find: more are had by asking without hurry.
    pub cut: bool,
}

/// Everything the reader and the sidebar show of one item, laid out for a width.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The row as it stands now.
    pub row: Row,
    /// The revision shown.
    pub revision: u32,
    /// The filing of that revision.
    pub filing: Filing,
    /// The story of the item's own page, where it was fetched.
    pub fetched: Option<FullText>,
    /// Why the last try to fetch it failed, in words, where it did.
    pub unfetched: Option<String>,
    /// Whether `text`, `folds` and `words` of `filing`, the quotations and the layout are those of the fetched story; all else,
    /// the markup too, is the wire's.
    pub shows_fetched: bool,
    /// Its quotations, in order.
    pub quotes: Vec<Quote>,
    /// Its body at `width`.
    pub laid: Laid,
    /// The width in columns that `laid` was made for.
    pub width: u16,
    /// All revisions, oldest first.
    pub revisions: Vec<RevisionLine>,
    /// When this cache first saw the item.
    pub received: Timestamp,
    /// What notices have to do with it.
    pub noticed: Vec<Noticed>,
}

impl Reading {
    /// Whether the wire forbids its use: that of the item, or of the revision shown.
    pub fn is_killed(&self) -> bool {
        self.row.is_killed() || (self.filing.marks.killed() && !self.row.notice)
    }
}

/// One revision in a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionLine {
    /// Its number, from 1.
    pub revision: u32,
    /// When it was received.
    pub at: Timestamp,
    /// Its headline.
    pub headline: String,
}

/// Numbers for the status line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counts {
    /// Items in the cache.
    pub items: u64,
    /// Neither read nor spiked.
    pub unread: u64,
    /// Flagged.
    pub flagged: u64,
    /// Held.
    pub held: u64,
    /// Used.
    pub used: u64,
    /// Spiked.
    pub spiked: u64,
    /// To be looked at again.
    pub again: u64,
    /// When the next hold ends or the next embargo of followed copy lifts, or is about to: its item is to be looked at again.
    pub next_due: Option<Timestamp>,
    /// The item that came back last by the clock alone, with its reasons, and when that was.
    pub came_due: Option<Box<(Timestamp, Row)>>,
    /// Sources subscribed.
    pub sources: u32,
    /// Sources whose last poll failed.
    pub failing: u32,
    /// When any source last answered.
    pub last_poll: Option<Timestamp>,
    /// Items of which an alert stands.
    pub alerts: u64,
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HowMany {
    /// So many at least.
    pub n: u64,
    /// Whether there may be more.
    pub or_more: bool,
}

/// What the screen can ask of the cache. One slot a kind: a newer question of a kind replaces one not yet answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// A window of the list.
    Page(PageRequest),
    /// One item to read.
    Reading {
        /// The question's number.
        ticket: Ticket,
        /// Which.
        id: ItemId,
        /// Which revision; the newest where `None`.
        revision: Option<u32>,
        /// Which text of it.
        copy: CopyKind,
        /// Columns to lay it out in.
        width: u16,
    },
    /// Quotations by themselves, newest item first.
    Sayings(SayingsRequest),
    /// Where else the quotations of an item stand; of its newest revision where `revision` is `None`.
    Echoes {
        /// The question's number.
        ticket: Ticket,
        /// Which item.
        id: ItemId,
        /// Which revision.
        revision: Option<u32>,
    },
    /// Rows by id, in no order: those on screen that changed.
    Rows(Ticket, Vec<ItemId>),
    /// How items stand to which something is to be done, as rows in no order.
    Weigh(Ticket, Vec<ItemId>),
    /// The items of a stretch of the list.
    Ids(IdsRequest),
    /// What a field holds among the newest items.
    Values(Ticket, Field),
    /// The sources with their health, the counts, and what must be told (the newest alerts that stand, newest first).
    Desk(Ticket),
    /// How many rows a list in this order has, as far as that is soon told.
    Count(Ticket, Query, Sort),
    /// The items that stand together.
    Members(Ticket, Together),
    /// An item beside the others of its copy and its story.
    Beside(Ticket, ItemId),
    /// Two revisions of an item held against each other.
    Difference {
        /// The question's number.
        ticket: Ticket,
        /// Which item.
        id: ItemId,
        /// Against which revision; against the one acted on, else the one before, where `None`.
        old: Option<u32>,
        /// Which revision; the newest where `None`.
        new: Option<u32>,
    },
    /// The newest lines of the decision log, newest first.
    Log(Ticket, usize),
    /// The hand-over of the shift between two times.
    Report(Ticket, Timestamp, Timestamp),
}

impl Question {
    /// Its number.
    pub fn ticket(&self) -> Ticket {
        match self {
            Self::Page(request) => request.ticket,
            Self::Sayings(request) => request.ticket,
            Self::Ids(request) => request.ticket,
            Self::Reading { ticket, .. }
            | Self::Difference { ticket, .. }
            | Self::Rows(ticket, _)
            | Self::Weigh(ticket, _)
            | Self::Values(ticket, _)
            | Self::Desk(ticket)
            | Self::Members(ticket, _)
            | Self::Count(ticket, ..)
            | Self::Beside(ticket, _)
            | Self::Log(ticket, _)
            | Self::Echoes { ticket, .. }
            | Self::Report(ticket, ..) => *ticket,
        }
    }
}

/// An answer of the cache.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To [`Question::Page`].
    Page(Page),
    /// To [`Question::Reading`]; `None` where the item is not in the cache any more.
    Reading(Ticket, Option<Arc<Reading>>),
    /// To [`Question::Sayings`], and the item after which it goes on, if there may be more.
    Sayings(Ticket, Arc<[Saying]>, Option<ItemId>),
    /// To [`Question::Echoes`], in the order of the story's quotations.
    Echoes(Ticket, Arc<[Echo]>),
    /// To [`Question::Rows`] and [`Question::Weigh`].
    Rows(Ticket, Vec<Row>),
    /// To [`Question::Ids`]: the items in the order of the list.
    Ids(Ticket, Vec<ItemId>),
    /// To [`Question::Values`]: each value with how many items have it, the most frequent first.
    Values(Ticket, Field, Vec<(String, u64)>),
    /// To [`Question::Desk`].
    Desk(Ticket, Counts, Arc<[Health]>, Arc<[Alert]>),
    /// To [`Question::Count`]; `None` where it was not soon told.
    Count(Ticket, Option<HowMany>),
    /// To [`Question::Members`].
    Members(Ticket, Vec<Row>),
    /// To [`Question::Beside`]; `None` where the item is not in the cache any more.
    Beside(Ticket, Option<Arc<Beside>>),
    /// To [`Question::Difference`]; `None` where there are not both revisions.
    Difference(Ticket, Option<Arc<Difference>>),
    /// To [`Question::Log`].
    Log(Ticket, Arc<[LogEntry]>),
    /// To [`Question::Report`].
    Report(Ticket, Arc<Report>),
    /// The cache could not answer; why, in words.
    Failed(Ticket, String),
}

impl Answer {
    /// The number of the question it answers.
    pub fn ticket(&self) -> Ticket {
        match self {
            Self::Page(page) => page.ticket,
            Self::Reading(ticket, _)
            | Self::Difference(ticket, _)
            | Self::Rows(ticket, _)
            | Self::Values(ticket, ..)
            | Self::Desk(ticket, ..)
            | Self::Members(ticket, _)
            | Self::Count(ticket, _)
            | Self::Beside(ticket, _)
            | Self::Log(ticket, _)
            | Self::Report(ticket, _)
            | Self::Ids(ticket, _)
            | Self::Echoes(ticket, _)
            | Self::Sayings(ticket, ..)
            | Self::Failed(ticket, _) => *ticket,
        }
    }
}
