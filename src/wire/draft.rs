//! Copy as parsed: what a feed says, field by field, before anybody judges it.

use jiff::Timestamp;

/// What a decoder could read of one delivery. Never an error: what could not be read is a defect beside the rest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decoded {
    /// The feed's own fields.
    pub feed: Feed,
    /// Its entries, in the order of the document.
    pub drafts: Vec<Draft>,
    /// Everything that was repaired, guessed or dropped.
    pub defects: Vec<Defect>,
}

impl Decoded {
    /// Whether a feed was recognised at all, be it empty or damaged.
    pub fn is_feed(&self) -> bool {
        !self.feed.format.is_empty()
    }
}

/// The fields of a feed as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feed {
    /// The format, such as `rss-2.0`, `rss-1.0`, `atom-1.0`, `json-1.1`; empty when nothing was recognised.
    pub format: String,
    /// The character set the bytes were read in, in the WHATWG's spelling.
    pub encoding: String,
    /// The feed's own id.
    pub id: Option<String>,
    /// Plain text, entities resolved.
    pub title: Option<String>,
    /// Plain text: description, tagline or subtitle.
    pub subtitle: Option<String>,
    /// The main link: the page the feed belongs to, absolute where a base is known.
    pub link: Option<String>,
    /// All links.
    pub links: Vec<Link>,
    /// The language tag as given.
    pub language: Option<String>,
    /// Copyright or rights, plain text.
    pub rights: Option<String>,
    /// When the feed says it changed.
    pub updated: Option<Timestamp>,
    /// The people the feed names.
    pub authors: Vec<Person>,
    /// The subjects the feed names for all its items.
    pub categories: Vec<Category>,
    /// RSS `ttl` (or the syndication module's period), in minutes.
    pub ttl_minutes: Option<u32>,
    /// RSS `skipHours`: hours of the day (UTC) in which not to ask.
    pub skip_hours: Hours,
}

/// A set of hours of the day, 0 to 23, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours(u32);

impl Hours {
    /// Adds an hour; numbers above 23 wrap to the hour they mean (24 is 0).
    pub fn add(&mut self, hour: u8) {
        self.0 |= 1 << (hour % 24);
    }

    /// Whether the hour is in the set.
    pub fn contains(self, hour: u8) -> bool {
        self.0 & (1 << (hour % 24)) != 0
    }

    /// Whether no hour is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether every hour is in the set (which says nothing, and is ignored).
    pub fn is_all(self) -> bool {
        self.0 == 0xff_ffff
    }
}

/// One entry of a feed as parsed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// The entry's own id as received (guid, atom:id, JSON id), trimmed.
    pub guid: Option<String>,
    /// Whether the guid is said or seen to be a permanent link.
    pub guid_is_link: bool,
    /// An explicit version, where the format has one.
    pub version: Option<String>,
    /// The main link, absolute where a base is known.
    pub link: Option<String>,
    /// All links.
    pub links: Vec<Link>,
    /// Headline as plain text, entities resolved, white space folded.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Who else had a hand in it.
    pub contributors: Vec<Person>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Whether it gives a date that cannot be read, and none that can be of when it was published.
    pub undatable: bool,
    /// The short text, markup as received.
    pub summary: Option<Markup>,
    /// The full text, markup as received.
    pub content: Option<Markup>,
    /// Subjects.
    pub categories: Vec<Category>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
    /// Copyright or rights, plain text.
    pub rights: Option<String>,
    /// The outlet it was taken from (RSS `source`, Atom `source/title`).
    pub source: Option<String>,
    /// The language tag, where the entry has its own.
    pub language: Option<String>,
    /// The slug or keyword line, where the wire gives one.
    pub slug: Option<String>,
    /// Editorial priority 1 (flash) to 9 where the wire gives one.
    pub urgency: Option<u8>,
    /// Ids or addresses of earlier filings that the entry says it replaces, as received.
    pub replaces: Vec<String>,
}

/// Text with its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup {
    /// How to read `value`.
    pub kind: MarkupKind,
    /// The text as received, character set and XML escaping undone.
    pub value: String,
}

/// How a piece of text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkupKind {
    /// Plain text; `<` is a less-than sign.
    Text,
    /// HTML or XHTML.
    Html,
}

/// A link of a feed or an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// The address, absolute where a base is known.
    pub href: String,
    /// `alternate`, `self`, `hub`, `enclosure`, `via`, `replies` …
    pub rel: Option<String>,
    /// The media type as given.
    pub kind: Option<String>,
    /// A title as given.
    pub title: Option<String>,
}

/// Somebody named as author, editor or contributor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name.
    pub name: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// A page of theirs.
    pub uri: Option<String>,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Category {
    /// The term.
    pub term: String,
    /// The scheme or domain it belongs to.
    pub scheme: Option<String>,
    /// A label for people.
    pub label: Option<String>,
}

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Enclosure {
    /// The address.
    pub url: String,
    /// The media type as given.
    pub kind: Option<String>,
    /// The size in bytes as given.
    pub length: Option<u64>,
}

/// Something in a delivery that was repaired, guessed or dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Where: `feed`, `item 3`, `line 12`.
    pub at: String,
    /// What was wrong and what was done, in words.
    pub what: String,
}

impl Defect {
    /// A defect at a place.
    pub fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}
