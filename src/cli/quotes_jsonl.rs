//! `quotes --jsonl`: quotations of stories given as JSON Lines. Touches no cache.

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::analysis;
use crate::cli::input;
use crate::cli::out::{End, Out};
use crate::wire::{Quote, Span};

/// A story as it is read. What else stands in the line is passed over without being taken in.
#[derive(Deserialize)]
struct Story<'a> {
    #[serde(default)]
    id: Value,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
}

/// What is printed of a story.
#[derive(Serialize)]
struct Quotes<'a> {
    id: Value,
    quotes: Vec<Part<'a>>,
}

/// One paragraph of a quotation; offsets are code points.
#[derive(Serialize)]
struct Part<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    speaker: Option<&'a str>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    cue: Option<&'a str>,
    canonical: Option<&'a str>,
    role: Option<&'a str>,
    partial: bool,
    running: bool,
    quotation: usize,
}

/// Reads `{"id","text"}` a line, prints `{"id","quotes"}` a line in the same order.
///
/// A running quotation is printed one paragraph at a time, so that no span holds a mark; all of them have the same `quotation`, the
/// number of the one that they belong to. What is wrong with a line is told, and the others are answered.
pub fn run(out: &mut Out, file: Option<&Path>) -> End {
    input::json_lines(file, r#"{"id":"1","text":"…"}"#, |line| {
        let Story { id, text } = input::parsed(line)?;
        let text = text.as_deref().ok_or("no \"text\" in it")?;
        let points = CodePoints::of(text);
        let found = analysis::quotes(text);
        let parts = found.iter().enumerate().flat_map(|(number, quote)| {
            let spans = analysis::quotes::paragraph_spans(text, quote).into_iter();
            spans.map(|span| part(text, &points, quote, span, number)).collect::<Vec<_>>()
        });
        Ok(out.json(&Quotes { id, quotes: parts.collect() }))
    })
}

fn part<'a>(text: &'a str, points: &CodePoints<'_>, quote: &'a Quote, span: Span, number: usize) -> Part<'a> {
    Part {
        start: points.at(span.start),
        end: points.at(span.end),
        text: span.of(text),
        speaker: quote.speaker.map(|s| s.of(text)),
        speaker_start: quote.speaker.map(|s| points.at(s.start)),
        speaker_end: quote.speaker.map(|s| points.at(s.end)),
        cue: quote.cue.map(|s| s.of(text)),
        canonical: quote.canonical.as_deref(),
        role: quote.role.as_deref(),
        partial: quote.partial,
        running: quote.running,
        quotation: number,
    }
}

/// Turns byte offsets of one text into code points: every 64th boundary is known, the rest is counted.
struct CodePoints<'a> {
    text: &'a str,
    every: Vec<usize>,
}

/// Bytes between two known places.
const STEP: usize = 64;

impl<'a> CodePoints<'a> {
    fn of(text: &'a str) -> Self {
        let mut every = Vec::with_capacity(text.len() / STEP + 1);
        let mut points = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % STEP == 0 {
                every.push(points);
            }
            // A byte that continues a character begins no code point.
            points += usize::from(byte & 0xc0 != 0x80);
        }
        every.push(points);
        Self { text, every }
    }

    fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let known = byte / STEP;
        let from = self.text.as_bytes().get(known * STEP..byte).unwrap_or_default();
        self.every.get(known).copied().unwrap_or(0) + from.iter().filter(|b| **b & 0xc0 != 0x80).count()
    }
}

#[cfg(test)]
mod tests {
    use super::CodePoints;

    #[test]
    fn byte_offsets_become_code_points_whatever_the_script() {
        let text = "“Ça va”, a dit Zoë à 東京. ".repeat(20);
        let points = CodePoints::of(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(at), n);
        }
        assert_eq!(points.at(text.len()), text.chars().count());
    }
}
