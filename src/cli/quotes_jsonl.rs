<<<<<<< HEAD
//! `quotes --jsonl`: quotations of stories given as JSON Lines. Touches no cache.

use std::path::Path;

use serde_json::{Value, json};

use crate::analysis;
use crate::cli::input;
use crate::cli::out::{End, Out, Stop};
use crate::wire::{Quote, Span};

/// Reads `{"id","text"}` a line, prints `{"id","quotes"}` a line in the same order.
pub fn run(out: &mut Out, file: Option<&Path>) -> End {
    let mut input = input::open(file)?;
    let mut line = String::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        number += 1;
        if input.read_line(&mut line).map_err(|e| Stop::failed(format!("line {number}: {e}")))? == 0 {
            return Ok(());
        }
        if line.trim().is_empty() {
            continue;
        }
        let story: Value = serde_json::from_str(&line).map_err(|e| wrong(number, &e.to_string()))?;
        let Some(text) = story.get("text").and_then(Value::as_str) else {
            return Err(wrong(number, "no \"text\" in it"));
        };
        let points = CodePoints::of(text);
        let quotes: Vec<Value> = analysis::quotes(text).iter().map(|quote| quote_json(text, &points, quote)).collect();
        out.json(&json!({ "id": story.get("id"), "quotes": quotes }))?;
    }
}

fn wrong(line: u64, what: &str) -> Stop {
    Stop::failed(format!("line {line}: {what}; expected an object such as {{\"id\":\"1\",\"text\":\"…\"}}"))
}

fn quote_json(text: &str, points: &CodePoints, quote: &Quote) -> Value {
    let at = |span: Option<Span>| span.map(|s| (points.at(s.start), points.at(s.end)));
    let speaker = at(quote.speaker);
    json!({
        "start": points.at(quote.span.start),
        "end": points.at(quote.span.end),
        "text": quote.span.of(text),
        "speaker": quote.speaker.map(|s| s.of(text)),
        "speaker_start": speaker.map(|s| s.0),
        "speaker_end": speaker.map(|s| s.1),
=======
//! `quotes --jsonl`: stories in, one a line; their quotations out, in the same order.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::analysis;
use crate::wire::{Quote, Span};

/// Reads `{"id","text"}` a line and writes `{"id","quotes":[…]}` a line; offsets are Unicode code points.
///
/// A running quotation is written one paragraph at a time, so that a span never holds a mark; `running` numbers the
/// quotation it belongs to.
///
/// # Errors
/// A line that is no JSON object, or a reader or writer that fails.
pub fn run(input: impl BufRead, mut output: impl Write) -> Result<()> {
    for (number, line) in input.lines().enumerate() {
        let line = line.context("cannot read the stories")?;
        if line.trim().is_empty() {
            continue;
        }
        let story: Value = serde_json::from_str(&line).with_context(|| format!("line {} is no JSON", number + 1))?;
        let text = story.get("text").and_then(Value::as_str).unwrap_or("");
        let id = story.get("id").cloned().unwrap_or(Value::Null);
        let answer = json!({ "id": id, "quotes": records(text) });
        writeln!(output, "{answer}").context("cannot write the quotations")?;
    }
    output.flush().context("cannot write the quotations")
}

fn records(text: &str) -> Vec<Value> {
    let points = Points::new(text);
    let mut found = Vec::new();
    for (number, quote) in analysis::quotes(text).iter().enumerate() {
        for span in paragraphs(text, quote) {
            found.push(record(text, &points, quote, span, number));
        }
    }
    found
}

fn record(text: &str, points: &Points, quote: &Quote, span: Span, number: usize) -> Value {
    json!({
        "start": points.at(span.start),
        "end": points.at(span.end),
        "text": span.of(text),
        "speaker": quote.speaker.map(|s| s.of(text)),
        "speaker_start": quote.speaker.map(|s| points.at(s.start)),
        "speaker_end": quote.speaker.map(|s| points.at(s.end)),
>>>>>>> quotes
        "cue": quote.cue.map(|s| s.of(text)),
        "canonical": quote.canonical,
        "role": quote.role,
        "partial": quote.partial,
<<<<<<< HEAD
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
=======
        "running": quote.running.then_some(number),
    })
}

/// The span of each paragraph of a quotation, without the marks that open it again.
fn paragraphs(text: &str, quote: &Quote) -> Vec<Span> {
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

/// Code points counted at every 64th byte, so that an offset is found without counting from the start.
struct Points {
    starts: Vec<usize>,
    text: Vec<u8>,
}

const STEP: usize = 64;

impl Points {
    fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            starts.push(count);
            count += count_points(chunk);
        }
        starts.push(count);
        Self { starts, text: text.as_bytes().to_vec() }
    }

    fn at(&self, byte: usize) -> usize {
        let chunk = byte / STEP;
        let before = self.starts.get(chunk).copied().unwrap_or(0);
        before + count_points(self.text.get(chunk * STEP..byte).unwrap_or_default())
    }
}

fn count_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_code_points_and_spans_leave_out_the_marks() {
        let line = json!({"id": 7, "text": "Zoë said: “Go — now,” in Köln. The mayor of the town was not at home."})
            .to_string();
        let mut out = Vec::new();
        run(line.as_bytes(), &mut out).unwrap();
        let answer: Value = serde_json::from_slice(&out).unwrap();
        let quote = &answer["quotes"][0];
        assert_eq!(answer["id"], 7);
        assert_eq!((quote["start"].as_u64(), quote["end"].as_u64()), (Some(11), Some(20)));
        assert_eq!(quote["text"], "Go — now,");
        assert_eq!(quote["speaker"], "Zoë");
    }

    #[test]
    fn a_line_that_is_no_json_is_named() {
        let error = run("{}\nno".as_bytes(), Vec::new()).unwrap_err();
        assert!(error.to_string().contains("line 2"));
>>>>>>> quotes
    }
}
