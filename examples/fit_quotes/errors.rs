//! The kinds of errors that are left, told without reading the copy: what was missed, what was too much, and what kind of mention was
//! taken for the speaker instead of which.

use std::collections::BTreeMap;

use copytaster::wire::Span;

use crate::gold::Story;
use crate::score::{Found, overlap, pairs, same_speaker, trimmed};

/// How many errors there are of each kind.
#[derive(Default)]
pub struct Errors(BTreeMap<String, usize>);

const PRONOUNS: &str = " he she they it we i you who him her them his their that ";

/// What kind of mention it is.
fn kind(mention: Option<&str>) -> &'static str {
    let Some(mention) = mention else { return "nobody" };
    let words: Vec<&str> = mention.split_whitespace().collect();
    if let [word] = words.as_slice()
        && PRONOUNS.contains(&format!(" {} ", word.to_lowercase()))
    {
        return "a pronoun";
    }
    let is_name = |word: &&str| word.starts_with(char::is_uppercase);
    match words.iter().skip(1).any(is_name) || (words.len() == 1 && words.iter().any(is_name)) {
        true => "a name",
        false => "a common noun",
    }
}

impl Errors {
    /// Adds those of one story.
    pub fn add(&mut self, story: &Story, found: &[Found]) {
        let text = story.text.as_str();
        let spans: Vec<Span> = found.iter().map(|f| f.span).collect();
        let partner = pairs(text, story, &spans);
        let touches = |one: Span, other: Span| overlap(trimmed(text, one), trimmed(text, other)) > 0.0;
        for (quote, partner) in story.quotes.iter().zip(&partner) {
            let Some(one) = partner.map(|f| &found[f]) else {
                let near = found.iter().any(|one| touches(one.span, quote.span));
                let what = if quote.direct { "a sentence" } else { "a part of one" };
                self.count(&format!("not found: {what}{}", if near { ", but words of it" } else { "" }));
                continue;
            };
            let said_by = one.speaker.map(|s| s.of(text));
            if !same_speaker(quote.speaker.as_deref(), said_by) {
                self.count(&format!("{} instead of {}", kind(said_by), kind(quote.speaker.as_deref())));
            }
        }
        for (_, one) in found.iter().enumerate().filter(|(n, _)| !partner.contains(&Some(*n))) {
            let near = story.quotes.iter().any(|quote| touches(quote.span, one.span));
            let loose = story.loose.iter().any(|&loose| touches(loose, one.span));
            let alone = one.speaker.is_none();
            self.count(match (near, loose) {
                (true, _) => "too much: words of another quotation",
                _ if alone => "too much: listed without a speaker",
                (_, true) => "too much: a title, a name or a term said by somebody",
                _ => "too much: other words said by somebody",
            });
        }
    }

    fn count(&mut self, kind: &str) {
        *self.0.entry(kind.to_owned()).or_default() += 1;
    }

    /// A line a kind, the most frequent first, with its share.
    pub fn lines(&self) -> Vec<String> {
        let all: usize = self.0.values().sum();
        let mut kinds: Vec<(&String, &usize)> = self.0.iter().collect();
        kinds.sort_by_key(|(kind, n)| (std::cmp::Reverse(**n), *kind));
        let line =
            |(kind, n): (&String, &usize)| format!("{n:5} {:4.1} %  {kind}", 100.0 * *n as f64 / all.max(1) as f64);
        kinds.into_iter().map(line).collect()
    }
}
