//! Regular expressions of a query, built one way for parser, cache and screen.

use regex::{Regex, RegexBuilder};

/// The most memory a compiled pattern may take, in bytes.
const MAX_COMPILED: usize = 1 << 20;

/// Compiles the pattern of a [`Term::Regex`](crate::wire::Term::Regex): letters of either case are the same, `^` and `$`
/// stand at the ends of lines. Matching takes time in proportion to the text, whatever the pattern.
///
/// # Errors
///
/// Why it is no regular expression, in words on one line.
pub fn pattern(text: &str) -> Result<Regex, String> {
    if text.is_empty() {
        return Err("there is nothing between the slashes".into());
    }
    if text.chars().any(char::is_control) {
        return Err("it holds a control character".into());
    }
    RegexBuilder::new(text)
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(MAX_COMPILED)
        .nest_limit(64)
        .build()
        .map_err(|e| match e {
            regex::Error::CompiledTooBig(_) => "it is too large".into(),
            other => last_line(&other.to_string()),
        })
}

/// The crate explains over several lines, the reason on the last: `error: unclosed group`.
fn last_line(words: &str) -> String {
    let line = words.lines().last().unwrap_or("it cannot be read");
    line.trim().trim_start_matches("error: ").to_owned()
}
