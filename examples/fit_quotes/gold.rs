//! Annotated stories, read from JSON Lines.

use copytaster::wire::Span;
use serde_json::Value;

/// A quotation of the gold.
pub struct Gold {
    /// The quoted words, in bytes.
    pub span: Span,
    /// The mention of the speaker.
    pub speaker: Option<String>,
    /// A sentence of its own, not words taken into another.
    pub direct: bool,
}

/// A story with its quotations.
pub struct Story {
    /// The copy.
    pub text: String,
    /// Whether it comes from an agency.
    pub wire: bool,
    /// What is said in it.
    pub quotes: Vec<Gold>,
    /// Words between marks that nobody said.
    pub loose: Vec<Span>,
}

/// Reads one story a line: `{"id","text","wire","quotes":[{"start","end","kind","speaker"}],"loose":[[start,end]]}`, offsets in
/// code points.
///
/// # Errors
///
/// Tells the first line that is not of that shape.
pub fn read(lines: &str) -> Result<Vec<Story>, String> {
    let numbered = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered.map(|(n, line)| story(line).ok_or_else(|| format!("line {}: no story in it", n + 1))).collect()
}

fn story(line: &str) -> Option<Story> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = value.get("text")?.as_str()?.to_owned();
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let at = |value: &Value| bytes.get(usize::try_from(value.as_u64()?).ok()?).copied();
    let span = |value: &Value, from: &str, to: &str| Some(Span::new(at(value.get(from)?)?, at(value.get(to)?)?));
    let gold = |quote: &Value| {
        Some(Gold {
            span: span(quote, "start", "end")?,
            speaker: quote.get("speaker").and_then(Value::as_str).map(str::to_owned),
            direct: quote.get("kind").and_then(Value::as_str) != Some("partial"),
        })
    };
    let pair = |pair: &Value| Some(Span::new(at(pair.get(0)?)?, at(pair.get(1)?)?));
    Some(Story {
        wire: value.get("wire").is_some_and(|wire| wire.as_str().is_some_and(|name| !name.is_empty())),
        quotes: value.get("quotes")?.as_array()?.iter().map(gold).collect::<Option<_>>()?,
        loose: value
            .get("loose")
            .and_then(Value::as_array)
            .map(|all| all.iter().filter_map(pair).collect())
            .unwrap_or_default(),
        text,
    })
}
