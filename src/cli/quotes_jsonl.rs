//! `quotes --jsonl`: quotations of stories given as JSON Lines. Touches no cache.

use std::path::Path;

use serde_json::{Value, json};

use crate::analysis;
use crate::cli::input;
use crate::cli::out::{End, Out};
use crate::wire::{Quote, Span};

/// Reads `{"id","text"}` a line, prints `{"id","quotes"}` a line in the same order.
///
/// A running quotation is printed one paragraph at a time, so that no span holds a mark; `running` is the number of the
/// quotation they belong to.
pub fn run(out: &mut Out, file: Option<&Path>) -> End {
    input::json_lines(file, r#"{"id":"1","text":"…"}"#, |story| {
        let text = story.get("text").and_then(Value::as_str).ok_or("no \"text\" in it")?;
        let points = CodePoints::of(text);
        let mut quotes = Vec::new();
        for (n, quote) in analysis::quotes(text).iter().enumerate() {
            quotes.extend(
                analysis::quotes::paragraph_spans(text, quote)
                    .into_iter()
                    .map(|span| quote_json(text, &points, quote, span, n)),
            );
        }
        Ok(out.json(&json!({ "id": story.get("id"), "quotes": quotes })))
    })
}

fn quote_json(text: &str, points: &CodePoints<'_>, quote: &Quote, span: Span, number: usize) -> Value {
    let at = |span: Option<Span>| span.map(|s| (points.at(s.start), points.at(s.end)));
    let speaker = at(quote.speaker);
    json!({
        "start": points.at(span.start),
        "end": points.at(span.end),
        "text": span.of(text),
        "speaker": quote.speaker.map(|s| s.of(text)),
        "speaker_start": speaker.map(|s| s.0),
        "speaker_end": speaker.map(|s| s.1),
        "cue": quote.cue.map(|s| s.of(text)),
        "canonical": quote.canonical,
        "role": quote.role,
        "partial": quote.partial,
        "running": quote.running.then_some(number),
    })
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
