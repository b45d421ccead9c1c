//! The nouns of the newsroom: plain values that every floor shares. No I/O and no clock here.
//!
//! Times are [`jiff::Timestamp`] (UTC). Offsets into text are **bytes** on character boundaries;
//! the command line converts them to code points at its edge.

mod again;
mod alert;
mod article;
mod decision;
mod delivery;
mod difference;
mod draft;
mod echo;
mod filing;
mod gate;
mod ids;
mod mark;
mod nearest;
mod notice;
mod order;
mod page;
mod query;
mod quote;
mod redact;
mod report;
mod saying;
mod source;
mod text;
mod together;
mod weekday;

pub use again::{Again, Until};
pub use alert::Alert;
pub use article::{Article, CopyKind, Extracted, FetchedPage, FullText, PageAsk};
pub use decision::{Changed, Decision, Done, LogEntry, LogKind, Receipt, Status, Target, Verb};
pub use delivery::{Arrivals, Change, Delivery, Failure, Outcome};
pub use difference::{DiffKind, DiffParagraph, DiffRun, Difference};
pub use draft::{Category, Decoded, Defect, Draft, Enclosure, Feed, Hours, Link, Markup, MarkupKind, Person};
pub use echo::{Echo, Likeness, Variant};
pub use filing::{Dateline, Filing, Fold, FoldKind};
pub(crate) use gate::count_dropped;
pub use gate::{acts_unseen, clean_block, clean_line, cut_line, dropped_so_far};
pub use ids::{DecisionId, ItemId, SourceId, Ticket};
pub use mark::{Mark, Marks, priority_of};
pub use nearest::nearest;
pub use notice::{About, Notice, Noticed};
pub use order::{Compared, Key, Keys, SORT_KEYS, Sort, kill_rank, plain_letters};
pub use page::{
    Anchor, Answer, Counts, HowMany, IdsRequest, ListItem, Page, PageRequest, Question, Reading, RevisionLine, Row,
};
pub use query::{Compare, Field, Query, Term};
pub use quote::{Quote, Span, extent_words, role_beside};
pub use redact::redact;
pub use report::{Correction, FollowUp, Outage, Report, Standing, Verdict};
pub use saying::{Saying, SayingsOf, SayingsRequest};
pub use source::{Health, Login, Secret, Source, SourceState, State, credit};
pub use text::{Columns, Laid, LaidSpan, Style};
pub use together::{Beside, Run, Together};
pub use weekday::weekday;
