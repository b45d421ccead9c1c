//! A story read from an article's own page, kept beside what the wire sent and never instead of it.

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
