//! The whole way from a text to its quotations.

use crate::analysis::quotes::candidates::{Copy, Place, Search};
use crate::analysis::quotes::choice::{self, attribute};
use crate::analysis::quotes::clauses::{Event, events};
use crate::analysis::quotes::english::{ENGLISH, is_english, is_english_line};
use crate::analysis::quotes::marks::{Piece, paragraphs, pieces};
use crate::analysis::quotes::model::{FITTED, Model};
use crate::analysis::quotes::people::People;
use crate::analysis::quotes::sentences::{Sentence, sentences};
use crate::analysis::quotes::tokens::{Kind, Token, tokens};
use crate::wire::{Quote, Span};

/// The version of the rules, raised with every change of what they find and of which folds (`FoldKind::leaves`) hold none: a cache
/// extracts quotations of older rules anew.
pub const RULES: u32 = 11;

/// The quotations of a text in order, with the speaker where the copy tells. Offsets are bytes.
///
/// Titles of works, names and terms between marks are left out. In a language without a table the words between marks
/// come without speakers.
pub fn quotes(text: &str) -> Vec<Quote> {
    quotes_by(text, &FITTED)
}

/// The same with other weights.
pub fn quotes_by(text: &str, model: &Model) -> Vec<Quote> {
    let paragraphs = paragraphs(text);
    let pieces = pieces(text, &paragraphs);
    if pieces.is_empty() {
        return Vec::new();
    }
    let tokens = tokens(text, &paragraphs, &pieces, &ENGLISH);
    if !speaks_english(text, &paragraphs, &tokens) {
        let partial = |piece: &Piece| !is_sentence(piece.said(text));
        return gather(text, &pieces, |at| Verdict {
            keep: true,
            partial: pieces.get(at).is_some_and(partial),
            ..Verdict::default()
        });
    }
    let parsed = Parsed::new(text, &pieces, &tokens);
    let copy = parsed.copy(text, &pieces, &tokens);
    let said = attribute(&copy, &mut Search::new(model, false), &mut |_, _| None);
    let mut people = People::new(&copy);
    gather(text, &pieces, |piece| {
        let Some(&found) = said.get(piece) else { return Verdict::default() };
        verdict(&copy, &mut people, piece, found)
    })
}

/// Whether the copy is English; where nearly all of it is quoted, the quoted words are asked too.
fn speaks_english(text: &str, paragraphs: &[(usize, usize)], outside: &[Token]) -> bool {
    const OUTSIDE: usize = 12;
    const WHOLE: usize = 18;
    let few = outside.iter().filter(|t| t.kind == Kind::Word).take(12).count() < 12;
    if !few {
        return is_english(outside);
    }
    is_english_line(outside, OUTSIDE) || is_english_line(&tokens(text, paragraphs, &[], &ENGLISH), WHOLE)
}

/// Sentences and cues.
pub(super) struct Parsed {
    sentences: Vec<Sentence>,
    events: Vec<Event>,
    ranges: Vec<(usize, usize)>,
}

impl Parsed {
    /// Parses the tokens.
    pub(super) fn new(text: &str, pieces: &[Piece], tokens: &[Token]) -> Self {
        let sentences = sentences(tokens, |piece| closing_stop(text, pieces.get(piece)?));
        let mut found = Vec::with_capacity(sentences.len());
        let mut ranges = Vec::with_capacity(sentences.len());
        for &sentence in &sentences {
            let from = found.len();
            events(tokens, sentence, &mut found);
            ranges.push((from, found.len()));
        }
        Self { sentences, events: found, ranges }
    }

    /// All that candidates are drawn from.
    pub(super) fn copy<'a>(&'a self, text: &'a str, pieces: &'a [Piece], tokens: &'a [Token]) -> Copy<'a> {
        Copy { text, pieces, tokens, sentences: &self.sentences, events: &self.events, ranges: &self.ranges }
    }
}

/// The sign that ends a sentence at the end of the piece.
fn closing_stop(text: &str, piece: &Piece) -> Option<char> {
    let words = piece.said(text).trim_end_matches(['’', '\'', '"', '”', ' ', '\u{a0}']);
    words.chars().next_back().filter(|c| matches!(c, '.' | '!' | '?' | '…'))
}

/// The place of each piece.
pub(super) fn places(copy: &Copy<'_>) -> Vec<Place> {
    let mut found = Vec::with_capacity(copy.pieces.len());
    for (number, sentence) in copy.sentences.iter().enumerate() {
        let words = copy.tokens.get(sentence.from..sentence.to).unwrap_or_default();
        for (offset, token) in words.iter().enumerate().filter(|(_, t)| t.kind == Kind::Quote) {
            found.push(Place { piece: token.class as usize, token: sentence.from + offset, sentence: number });
        }
    }
    found
}

/// What is said of one piece.
#[derive(Default)]
struct Verdict {
    keep: bool,
    speaker: Option<Span>,
    cue: Option<Span>,
    canonical: Option<String>,
    role: Option<String>,
    partial: bool,
}

fn verdict(copy: &Copy<'_>, people: &mut People, piece: usize, said: choice::Verdict) -> Verdict {
    let words = copy.pieces.get(piece).map_or("", |p| p.said(copy.text));
    let partial = !is_sentence(words) && !stands_alone(copy.text, copy.pieces.get(piece));
    let said = match said {
        choice::Verdict::NotSpeech => return Verdict::default(),
        choice::Verdict::Unattributed => return Verdict { keep: true, partial, ..Verdict::default() },
        choice::Verdict::Said(said) => said,
    };
    let span = span_of(copy.tokens, said.subject.from, said.subject.to);
    let cue = said.cue.and_then(|c| span_of(copy.tokens, c, c + 1));
    let (canonical, role) = people.of(copy, said.subject);
    Verdict { keep: true, speaker: span, cue, canonical, role, partial }
}

/// Whether the words stand as a sentence of their own: they begin as one, and are long enough or end as one.
pub(super) fn is_sentence(words: &str) -> bool {
    let words = words.trim();
    let begins = |c: char| {
        c.is_alphanumeric() && !c.is_lowercase() || matches!(c, '[' | '…' | '.' | '¿' | '¡' | '‘' | '“' | '\'' | '"')
    };
    if words.ends_with(['!', '?']) {
        return true;
    }
    if !words.starts_with(begins) {
        return false;
    }
    let count = words.split_whitespace().take(4).count();
    let caseless = words.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
    let ends = words.ends_with([',', '.', '!', '?', '…', '—', '-', ';']);
    count > 3 || count > 1 && ends || caseless && words.len() > 18
}

/// Whether one word is all that was said: “Never,” she said. In “he called it “Absurd.”” a word leads up to it.
fn stands_alone(text: &str, piece: Option<&Piece>) -> bool {
    let Some(piece) = piece else { return false };
    let words = piece.said(text).trim();
    let before = text.get(..piece.outer_start).and_then(|t| t.chars().rev().find(|c| *c == '\n' || !c.is_whitespace()));
    words.starts_with(char::is_uppercase)
        && words.ends_with([',', '.', '…'])
        && !words.contains(char::is_whitespace)
        && before.is_none_or(|c| !c.is_alphanumeric())
}

pub(super) fn span_of(tokens: &[Token], from: usize, to: usize) -> Option<Span> {
    let (first, last) = (tokens.get(from)?, tokens.get(to.checked_sub(1)?)?);
    (first.start < last.end).then(|| Span::new(first.start, last.end))
}

/// Makes the quotations: pieces that go on are joined to the one before.
fn gather(text: &str, pieces: &[Piece], mut verdict: impl FnMut(usize) -> Verdict) -> Vec<Quote> {
    let mut found: Vec<Quote> = Vec::with_capacity(pieces.len());
    let mut kept = false;
    for (number, piece) in pieces.iter().enumerate() {
        let span = trim(text, piece.start, piece.end);
        let found_out = verdict(number);
        // Where a lost mark lets words between the pieces name the speaker, the pieces are two quotations.
        let apart = |quote: &Quote| {
            let speaker = quote.speaker.or(found_out.speaker);
            speaker.is_none_or(|s| s.end <= quote.span.start || span.end <= s.start)
        };
        if let Some(last) = found.last_mut().filter(|last| piece.goes_on && kept && apart(last)) {
            last.span.end = span.end.max(last.span.end);
            last.running = true;
            last.partial = false;
            if last.speaker.is_none() {
                (last.speaker, last.cue, last.canonical, last.role) =
                    (found_out.speaker, found_out.cue, found_out.canonical, found_out.role);
            }
            continue;
        }
        kept = found_out.keep && span.start < span.end;
        if kept {
            // "“A,” Roe said, “b.”": the second half of a broken quotation is as whole as its first.
            let broken = found.last().is_some_and(|last| {
                let between = text.get(last.span.end..span.start).unwrap_or("\n");
                let mut signs = between.chars();
                let comma_behind = signs.next().is_some_and(|c| !c.is_alphanumeric()) && signs.next() == Some(',');
                !last.partial
                    && last.speaker == found_out.speaker
                    && (last.span.of(text).ends_with(',') || comma_behind)
                    && between.trim_end_matches(['"', '“', '‘', '\'', '`', '«', '„']).ends_with(", ")
                    && !between.contains('\n')
            });
            found.push(Quote {
                span,
                speaker: found_out.speaker,
                canonical: found_out.canonical,
                role: found_out.role,
                cue: found_out.cue,
                partial: found_out.partial && !broken,
                running: false,
            });
        }
    }
    found
}

fn trim(text: &str, start: usize, end: usize) -> Span {
    let words = text.get(start..end).unwrap_or("");
    let begin = start + (words.len() - words.trim_start().len());
    Span::new(begin, begin + words.trim().len())
}

/// The span of each paragraph of a quotation, without the marks that open it again.
pub fn paragraph_spans(text: &str, quote: &Quote) -> Vec<Span> {
    if !quote.running {
        return vec![quote.span];
    }
    let mut found = Vec::new();
    let mut at = quote.span.start;
    for line in quote.span.of(text).split_inclusive('\n') {
        let words = line.trim_start().trim_start_matches(['“', '"', '«', '„', '`', '「', '‘', '\'']);
        let start = at + (line.len() - words.len());
        let end = start + words.trim_end().len();
        if start < end {
            found.push(Span::new(start, end));
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_a_whole_quotation_where_no_word_leads_up_to_it() {
        let partial = |text: &str| quotes(text).iter().map(|quote| quote.partial).collect::<Vec<_>>();
        assert_eq!(partial("The mayor was asked twice. “Never,” she said."), [false]);
        assert_eq!(partial("Ada Quill said that the plan was “absurd.”"), [true]);
    }

    #[test]
    fn a_sentence_of_another_language_names_nobody() {
        for text in [
            "El ministro dijo: \"No vamos a ceder\".",
            "Le ministre a dit : « Nous ne céderons pas ».",
            "Der Minister will nicht gehen: „Ich bleibe hier.“",
            "De minister zei: \"Wij geven niet toe\".",
        ] {
            let found = quotes(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].speaker, None, "{text}");
        }
        let text = "“I am not going,” Ola Kant said.";
        assert_eq!(quotes(text)[0].speaker.map(|span| span.of(text)), Some("Ola Kant"));
    }

    #[test]
    fn a_nickname_between_marks_does_not_say_itself() {
        let text = "‘ by Mr. [ Secretary of Defense \")  ...‘ by J.—»   - J. ary of Defense\n? was called 「 [’``\"«…Mr. [ Secretary of Defense \")  ...‘ by  J.—»   - J. ";
        for quote in quotes(text) {
            let inside = quote.speaker.is_some_and(|s| s.start < quote.span.end && quote.span.start < s.end);
            assert!(!inside, "{quote:?}");
        }
        for quote in quotes("Dario “The Cat” Venturi said “the race was lost on the first day.”") {
            assert_ne!(quote.span.of("Dario “The Cat” Venturi said “the race was lost on the first day.”"), "The Cat");
        }
    }
}
