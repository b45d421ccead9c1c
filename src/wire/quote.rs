//! A quotation and who said it.

/// A range of bytes in an item's text, on character boundaries; the end is outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// A span of bytes.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The words of the span, or nothing where it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether the byte is inside.
    pub fn contains(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }
}

/// Words between quotation marks, with the speaker where the copy gives one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quote {
    /// The quoted words without their outer marks. A running quotation over several paragraphs is one span.
    pub span: Span,
    /// The mention of the speaker in the text ("he", "the ministry"); `None` where the copy does not say.
    pub speaker: Option<Span>,
    /// The fullest proper name that the story gives the speaker, without title.
    pub canonical: Option<String>,
    /// The role that the story gives the speaker: "US secretary of state".
    pub role: Option<String>,
    /// The cue: "said", "according to".
    pub cue: Option<Span>,
    /// A few words taken into the reporter's sentence rather than a sentence of its own.
    pub partial: bool,
    /// A quotation that runs over several paragraphs.
    pub running: bool,
}
