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

/// Marks that open a quotation, in the scripts the wire uses.
const OPENING: [char; 10] = ['"', '\'', '“', '‘', '„', '‚', '«', '‹', '「', '『'];

impl Quote {
    /// The words in one line, with single blanks. A running quotation opens its marks again at each of its paragraphs: these are
    /// no words of it, and only its outer marks are left out of [`Quote::span`].
    pub fn words(&self, text: &str) -> String {
        let words = self.span.of(text);
        let mut lines = words.lines();
        let first = lines.next().unwrap_or("");
        let rest = lines.map(|line| {
            let line = line.trim_start();
            let bare = line.strip_prefix("``").or_else(|| line.strip_prefix(OPENING));
            bare.filter(|_| self.running).unwrap_or(line)
        });
        std::iter::once(first).chain(rest).flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    /// Who is quoted: the fullest name, else the words by which the copy names them; `None` where it does not say.
    pub fn who<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        let mention = self.speaker.map(|span| span.of(text));
        self.canonical.as_deref().or(mention).filter(|name| !name.is_empty())
    }
}

/// What is told behind a quotation of a few words, or of one that runs over several paragraphs; nothing behind others.
pub fn extent_words(partial: bool, running: bool) -> &'static str {
    match (partial, running) {
        (true, _) => " (partial)",
        (_, true) => " (running)",
        _ => "",
    }
}

/// The role to stand beside the words for a speaker: none where they hold it already ("his wife", "organisers").
pub fn role_beside<'a>(who: &str, role: Option<&'a str>) -> Option<&'a str> {
    role.filter(|role| !role.is_empty() && !who.to_lowercase().contains(&role.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_quotation_is_told_without_the_marks_that_open_its_paragraphs_anew() {
        let text = "“We saw it.\n\n“It came at ‘night’.\n\n“Then it went.”";
        let quote = Quote { span: Span::new(3, text.len() - 3), running: true, ..Quote::default() };
        assert_eq!(quote.words(text), "We saw it. It came at ‘night’. Then it went.");
        let broken = Quote { running: false, ..quote };
        assert!(broken.words(text).contains("“It came"), "marks within one paragraph are words of it");
    }

    #[test]
    fn a_role_that_the_words_for_the_speaker_hold_is_not_told_twice() {
        assert_eq!(role_beside("Marchers", Some("marchers")), None);
        assert_eq!(role_beside("Voters in the port of Halsund", Some("voters in the port of Halsund")), None);
        assert_eq!(role_beside("Ada Oduya", Some("harbour master")), Some("harbour master"));
        assert_eq!(role_beside("Ada Oduya", None), None);
    }
}
