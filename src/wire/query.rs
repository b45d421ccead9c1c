//! A question about items, as a tree. Written and read as text by `triage::query`, compiled to SQL by `store`.

use jiff::Timestamp;

/// Which items are meant.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Query {
    /// Every item.
    #[default]
    All,
    /// Items for which all hold.
    And(Vec<Query>),
    /// Items for which at least one holds.
    Or(Vec<Query>),
    /// Items for which it does not hold.
    Not(Box<Query>),
    /// Items for which one thing holds.
    Term(Term),
}

/// One thing that can hold for an item. Text is compared without regard to case.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// These words stand together, in this order, in the given part of the copy; in any part where `None`.
    /// A word that ends in `*` matches every word that begins so.
    Text(Option<Field>, String),
    /// A regular expression matches the field; headline or text where `None`. Checked row by row: slow, so best beside other
    /// terms.
    Regex(Option<Field>, String),
    /// The field has a value, whatever it is.
    Has(Field),
    /// A field of text is, or contains, the value (which: see [`Field`]).
    Is(Field, String),
    /// A number compares so: `priority:<=3`, `words:>300`, `outlets:>3`, `revision:>1`, `id:17`.
    Number(Field, Compare, i64),
    /// The time or the end of the embargo that it is held until compares so: `held:<1h`.
    HoldEnds(Compare, Timestamp),
    /// First seen or published at or after (`true`) or before (`false`) a time.
    Since(bool, Timestamp),
    /// It is in this state: new untriaged read unread flagged held used spiked claimed updated again corrected killed
    /// embargoed.
    State(String),
}

/// A part or property of an item that a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Headline words.
    Title,
    /// Body words.
    Text,
    /// Words inside quotations.
    Quote,
    /// Who is quoted (contains).
    Speaker,
    /// The source's name (contains).
    Source,
    /// A tag of the source or the item (equals).
    Tag,
    /// The agency that wrote it (equals).
    Agency,
    /// The byline (contains).
    By,
    /// The dateline's place (contains).
    Place,
    /// The slug (contains).
    Slug,
    /// A mark, by its first word (equals).
    Mark,
    /// The language tag (begins with).
    Lang,
    /// Who claimed it (equals).
    Claimed,
    /// The flag's label (equals).
    Flagged,
    /// What it is held for where that is no time: `revision` or `embargo` (equals).
    Held,
    /// Words of the desk's own note.
    Note,
    /// Priority, 1 highest.
    Priority,
    /// Words of the story.
    Words,
    /// Revision number.
    Revision,
    /// Outlets that ran it.
    Outlets,
    /// The item's number.
    Id,
    /// The story it belongs to.
    Story,
    /// The reprint group it belongs to.
    Reprint,
}

/// How a number compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// Less.
    Less,
    /// Less or equal.
    AtMost,
    /// Equal.
    Equal,
    /// Greater or equal.
    AtLeast,
    /// Greater.
    More,
}
