//! The marks around a quotation that leaves the house, and what stands between it and its source.

use crate::wire::{Filing, Span};

/// How a script or a house sets speech: its marks, and the comma before the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    open: String,
    close: String,
    comma: Comma,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comma {
    /// Within the marks, in place of a full stop.
    Within,
    /// Behind them, as in most languages.
    Behind,
    /// The script has none there.
    None,
}

/// An opening mark, what it is closed by (the usual one first), and how speech within it meets its source. The curly and straight marks
/// of English are not here: many languages have them, each with its own comma.
const OF_OTHER_SCRIPTS: [(char, &[char], Comma); 7] = [
    ('«', &['»'], Comma::Behind),
    ('»', &['«'], Comma::Behind),
    ('„', &['“', '”', '"'], Comma::Behind),
    ('‹', &['›'], Comma::Behind),
    ('‚', &['‘', '’'], Comma::Behind),
    ('「', &['」'], Comma::None),
    ('『', &['』'], Comma::None),
];

impl Marks {
    /// Those that the copy has around some of its words; curly ones where it has these, straight ones, or none.
    pub fn of(filing: &Filing, span: Span) -> Self {
        let (text, words) = (&filing.text, span.of(&filing.text));
        let before = text.get(..span.start).unwrap_or_default();
        let bare = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let open = bare.chars().next_back();
        let Some((open, closing, comma)) = OF_OTHER_SCRIPTS.into_iter().find(|(mark, ..)| Some(*mark) == open) else {
            return Self::curly(words, filing.language.as_deref());
        };
        // French marks keep the space that the copy has within them.
        let space = before.get(bare.len()..).unwrap_or_default();
        let after = text.get(span.end..).unwrap_or_default().trim_start().chars().next();
        let close = closing.iter().find(|mark| Some(**mark) == after).or(closing.first()).copied().unwrap_or(open);
        Self { open: format!("{open}{space}"), close: format!("{space}{close}"), comma }
    }

    /// Those that go by the words alone, where the copy is not at hand.
    pub fn of_words(words: &str) -> Self {
        Self::curly(words, None)
    }

    /// Curly marks, and the brackets of Japanese around Japanese. The comma goes within them in English alone; Latin letters of no
    /// known language are taken for English.
    fn curly(words: &str, language: Option<&str>) -> Self {
        let (kana, han) = (words.contains(is_kana), words.contains(is_han));
        let english = language.map_or_else(
            || !words.chars().any(|c| c.is_alphabetic() && !is_latin(c)),
            |tag| tag.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("en")),
        );
        let (open, close) = if kana { ("「", "」") } else { ("“", "”") };
        let comma = match (kana || han, english) {
            (true, _) => Comma::None,
            (false, true) => Comma::Within,
            (false, false) => Comma::Behind,
        };
        Self { open: open.into(), close: close.into(), comma }
    }

    /// The words between the marks, as they are.
    pub fn around(&self, words: &str) -> String {
        format!("{}{words}{}", self.open, self.close)
    }

    /// The words between their marks, as they stand before their source. In English a full stop becomes a comma, a question stays one;
    /// where only a part of a sentence is quoted the comma stands behind the marks: it belongs to the sentence around them, and
    /// nothing goes between the marks that the copy has not. Elsewhere it always stands there, or nowhere.
    pub fn before_source(&self, words: &str, partial: bool) -> String {
        let stays = words.ends_with(['?', '!', '…', '—', '–']) || words.ends_with("...");
        let bare = words.strip_suffix('.').unwrap_or(words);
        match self.comma {
            Comma::Within if stays || words.ends_with(',') => self.around(words),
            Comma::Within if !partial => self.around(&format!("{bare},")),
            Comma::None => self.around(words),
            _ if stays => self.around(words),
            _ => format!("{},", self.around(bare.trim_end_matches(','))),
        }
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_ends_as_it_reads_best_before_its_source() {
        for (words, whole, part) in [
            ("Go.", "“Go,”", "“Go”,"),
            ("Go", "“Go,”", "“Go”,"),
            ("Go?", "“Go?”", "“Go?”"),
            ("Go,", "“Go,”", "“Go,”"),
            ("Go …", "“Go …”", "“Go …”"),
        ] {
            assert_eq!(Marks::of_words(words).before_source(words, false), whole);
            assert_eq!(Marks::of_words(words).before_source(words, true), part);
        }
    }

    fn pasted(language: Option<&str>, text: &str, words: &str) -> String {
        let filing = Filing { text: text.into(), language: language.map(str::to_owned), ..Filing::default() };
        let start = text.find(words).unwrap();
        Marks::of(&filing, Span::new(start, start + words.len())).before_source(words, false)
    }

    #[test]
    fn copy_in_other_languages_keeps_its_marks_and_gets_no_english_comma() {
        for (language, text, words, wanted) in [
            (
                None,
                "Il a dit : « Le port doit rouvrir », et partit.",
                "Le port doit rouvrir",
                "« Le port doit rouvrir »,",
            ),
            (None, "«\u{a0}Le port rouvre.\u{a0}» Il partit.", "Le port rouvre.", "«\u{a0}Le port rouvre\u{a0}»,"),
            (Some("fr"), "“Le port doit rouvrir”, a-t-il dit.", "Le port doit rouvrir", "“Le port doit rouvrir”,"),
            (Some("de-DE"), "„Der Hafen bleibt zu“, sagte sie.", "Der Hafen bleibt zu", "„Der Hafen bleibt zu“,"),
            (None, "»Der Hafen bleibt zu?«, fragte sie.", "Der Hafen bleibt zu?", "»Der Hafen bleibt zu?«"),
            (None, "市長は「港は月曜日に閉鎖する」と述べた。", "港は月曜日に閉鎖する", "「港は月曜日に閉鎖する」"),
            (None, "市长说：“港口周一关闭。”", "港口周一关闭。", "“港口周一关闭。”"),
            (None, "\"порт закрыт,\" сказала она", "порт закрыт,", "“порт закрыт”,"),
            (Some("en-GB"), "'The port is shut,' she said", "The port is shut,", "“The port is shut,”"),
            (None, "\"The port is shut\"", "The port is shut", "“The port is shut,”"),
        ] {
            assert_eq!(pasted(language, text, words), wanted, "{text}");
        }
    }
}
