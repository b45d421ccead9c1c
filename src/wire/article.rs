//! A story read from an article's own page, kept beside what the wire sent and never instead of it.

use jiff::Timestamp;

use super::{ItemId, SourceId};

/// What was found on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extracted {
    /// A story.
    Article(Box<Article>),
    /// None, and why, in words.
    Nothing(&'static str),
}

/// A story as its page has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// The headline, one clean line, without the name of the site.
    pub title: Option<String>,
    /// Who wrote it, one clean line.
    pub byline: Option<String>,
    /// When it was published, as the page writes it.
    pub published: Option<String>,
    /// The language that the page says it is in.
    pub language: Option<String>,
    /// The story's markup, without the page around it.
    pub html: String,
    /// The story as clean text, in the form of [`crate::wire::Filing::text`].
    pub text: String,
    /// Whether the page went beyond the bounds, so that some of it was not looked at.
    pub cut: bool,
}

/// The question for an item's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAsk {
    /// The item.
    pub item: ItemId,
    /// Its newest revision when this was asked.
    pub revision: u32,
    /// Its source, whose login its own server may get; `None` where it is not subscribed any more.
    pub source: Option<SourceId>,
    /// The page, as the wire gave it; `None` where it gave none.
    pub url: Option<String>,
    /// Whether the source's setting asks (`full_text`), and no editor.
    pub by_source: bool,
}

/// A story as it came from its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedPage {
    /// Where the page came from in the end, without any login.
    pub url: String,
    /// What stood on it.
    pub article: Article,
}

/// The fetched story that the cache keeps beside an item's own copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullText {
    /// When it was fetched.
    pub at: Timestamp,
    /// Where it came from in the end.
    pub url: String,
    /// The item's newest revision at that time: a later one may say otherwise.
    pub revision: u32,
    /// Whether the page went beyond the bounds, so that some of it was not looked at.
    pub cut: bool,
    /// The story as clean text.
    pub text: String,
    /// Words of the text.
    pub words: u32,
}

/// Which of an item's two texts is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CopyKind {
    /// As its source is set: the fetched one where that asks for it, and the wire has sent nothing newer and not killed the copy; else the wire's.
    #[default]
    AsSet,
    /// What the wire sent.
    Wire,
    /// What was fetched, where there is such.
    Fetched,
}
