//! Standard output and error for commands: a broken pipe is success, and nothing of the wire leaves uncleaned.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::config::system_words;
use crate::wire;

/// Standard output, buffered. A reader that closes the pipe ends the command with success.
pub struct Out {
    to: io::BufWriter<io::StdoutLock<'static>>,
}

/// A command's end other than success.
#[derive(Debug)]
pub enum Stop {
    /// It failed, or part of it: exit code 1, with one line for standard error.
    Failed(String),
    /// It was asked wrongly: exit code 2, with one line for standard error.
    Asked(String),
    /// Nobody reads any more: exit code 0.
    ClosedPipe,
}

impl Stop {
    /// A failure said in words.
    pub fn failed(words: impl std::fmt::Display) -> Self {
        Self::Failed(words.to_string())
    }

    /// A wrong question said in words.
    pub fn asked(words: impl std::fmt::Display) -> Self {
        Self::Asked(words.to_string())
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::Failed(format!("cannot write: {}", system_words(&error)))
        }
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}

/// How a command ends.
pub type End = Result<(), Stop>;

impl Out {
    /// Takes standard output.
    pub fn new() -> Self {
        Self { to: io::BufWriter::with_capacity(64 * 1024, io::stdout().lock()) }
    }

    /// A line that may hold words of the wire: it passes the gate, whatever part of the program made it.
    pub fn line(&mut self, text: &str) -> End {
        Ok(writeln!(self.to, "{}", wire::clean_block(text))?)
    }

    /// A line of JSON that is safe on a terminal too, and still the same value to who parses it: serde escapes the C0
    /// controls; what else acts unseen (markup as received may hold it) is escaped here.
    pub fn json(&mut self, value: &impl Serialize) -> End {
        let line = serde_json::to_string(value).map_err(io::Error::from)?;
        Ok(writeln!(self.to, "{}", escaped(&line))?)
    }

    /// Bytes as they are; only for files, pipes and shell code of our own.
    pub fn bytes(&mut self, bytes: &[u8]) -> End {
        Ok(self.to.write_all(bytes)?)
    }

    /// Bytes of the wire as they came, for a file or a pipe. On a terminal they could act: there, what acts unseen is spelt out.
    pub fn received(&mut self, bytes: &[u8]) -> End {
        match self.to.get_ref().is_terminal() {
            true => Ok(writeln!(self.to, "{}", spelt_out(bytes))?),
            false => self.bytes(bytes),
        }
    }

    /// Everything out.
    pub fn flush(&mut self) -> End {
        Ok(self.to.flush()?)
    }
}

/// Bytes in which whatever acts unseen on a terminal, and whatever is not UTF-8, is spelt out: `\u{1b}`, `\xe9`.
fn spelt_out(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if wire::acts_unseen(c) && !matches!(c, '\n' | '\t') {
                out.extend(c.escape_unicode());
            } else {
                out.push(c);
            }
        }
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\x{byte:02x}")));
    }
    out
}

/// Writes characters that the gate would drop, all of which stand inside strings here, as JSON escapes.
fn escaped(line: &str) -> Cow<'_, str> {
    if !line.contains(wire::acts_unseen) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len() + 64);
    for c in line.chars() {
        if wire::acts_unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

impl Default for Out {
    fn default() -> Self {
        Self::new()
    }
}

/// A line on standard error, cleaned; errors of the stream itself are nobody's to hear.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "copytaster: {}", wire::clean_line(text));
}

/// The same for what was typed: blank for blank, so that a column in it can be counted.
pub fn say_as_typed(text: &str) {
    let _ = writeln!(io::stderr().lock(), "copytaster: {}", as_typed(text));
}

/// What was typed, on one line, with as many characters as it had.
fn as_typed(text: &str) -> String {
    let safe = |c: char| match c {
        c if c.is_whitespace() => ' ',
        c if c.is_control() || wire::acts_unseen(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(safe).collect()
}

/// Shows how a long job goes on one line of standard error, if a person sees it.
pub struct Progress {
    on: bool,
    wide: usize,
}

impl Progress {
    /// On a terminal only, and not when asked to be quiet.
    pub fn new(quiet: bool) -> Self {
        Self { on: !quiet && io::stderr().is_terminal(), wide: 0 }
    }

    /// Replaces the line.
    pub fn show(&mut self, text: &str) {
        if self.on {
            let text = wire::clean_line(text);
            let pad = self.wide.saturating_sub(text.chars().count());
            self.wide = text.chars().count();
            let _ = write!(io::stderr().lock(), "\r{text}{:pad$}", "");
        }
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if self.on && self.wide > 0 {
            let _ = write!(io::stderr().lock(), "\r{:1$}\r", "", self.wide);
            self.wide = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_spelt_out_and_the_rest_stands() {
        for (bytes, shown) in [
            (&b"<title>Quay\n\tclosed</title>"[..], "<title>Quay\n\tclosed</title>"),
            (b"osc52:\x1b]52;c;aa\x07:end", "osc52:\\u{1b}]52;c;aa\\u{7}:end"),
            ("Zürich \u{202e}exe\u{9b}2J".as_bytes(), "Zürich \\u{202e}exe\\u{9b}2J"),
            (b"caf\xe9 \x9b", "caf\\xe9 \\x9b"),
        ] {
            assert_eq!(super::spelt_out(bytes), shown);
        }
    }

    #[test]
    fn what_was_typed_is_repeated_character_for_character() {
        assert_eq!(as_typed("a  b\tc\u{1b}[2J\u{202e}\nd"), "a  b c\u{fffd}[2J\u{fffd} d");
    }

    #[test]
    fn json_shows_what_acts_unseen_as_escapes_and_keeps_its_value() {
        let value =
            serde_json::json!({"summary": "a\u{202e}b\u{9b}31m\u{200b}\u{e0041}\u{7f} caf\u{e9} \u{2028}\u{1b}[2J"});
        let line = serde_json::to_string(&value).unwrap();
        let safe = escaped(&line);
        assert!(!safe.chars().any(|c| c.is_control() || wire::acts_unseen(c)), "{safe:?}");
        assert!(safe.contains("\\u202eb\\u009b31m\\u200b\\udb40\\udc41\\u007f caf\u{e9} \\u2028\\u001b[2J"), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
        assert!(matches!(escaped("{\"plain\":1}"), Cow::Borrowed(_)));
    }
}
