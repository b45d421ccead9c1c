//! The tokens of a document that may be broken: tags, text and CDATA, with every slip read as a person would.
//!
//! quick-xml reads each piece of markup; this layer decides where markup begins, and goes on where quick-xml gives up.

use quick_xml::events::Event;
use quick_xml::{Error, Reader};

/// The longest reference, in bytes.
const LONGEST_REFERENCE: usize = 33;

/// A piece of a document, as it stands in the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'s> {
    /// A start tag: its qualified name, its attributes as written, and whether it closes itself.
    Start { name: &'s str, attributes: &'s str, empty: bool },
    /// An end tag.
    End { name: &'s str },
    /// Text between tags, references unresolved.
    Text(&'s str),
    /// The inside of a CDATA section.
    CData(&'s str),
    /// Comments, declarations, processing instructions.
    Aside,
    /// The end of the document.
    Eof,
}

/// Reads tokens from a document.
pub(crate) struct Tokens<'s> {
    source: &'s str,
    reader: Reader<&'s [u8]>,
    /// Bytes that were searched in vain for the end of some markup. Bounded, so that no document costs quadratic time.
    wasted: usize,
    /// A slip that was mended by the last token.
    pub(crate) slip: Option<&'static str>,
    /// Whether the document stopped in the middle of markup.
    pub(crate) cut: bool,
}

impl<'s> Tokens<'s> {
    /// Tokens of `source`.
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, reader: reader(source), wasted: 0, slip: None, cut: false }
    }

    /// Where the next token begins, in bytes.
    pub(crate) fn at(&self) -> usize {
        self.source.len() - self.reader.get_ref().len()
    }

    /// Goes to a place in the document.
    pub(crate) fn seek(&mut self, at: usize) {
        *self.reader.get_mut() = self.source.as_bytes().get(at..).unwrap_or(&[]);
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Token<'s> {
        let at = self.at();
        let rest = self.source.get(at..).unwrap_or("");
        if rest.is_empty() {
            return Token::Eof;
        }
        match self.text_end(rest) {
            0 => self.markup(at, rest),
            end => {
                self.seek(at + end);
                let text = rest.get(..end).unwrap_or("");
                if self.slip.is_none() && has_bare_ampersand(text) {
                    self.slip = Some("a bare & read as text");
                }
                Token::Text(text)
            }
        }
    }

    /// How many bytes of `rest` are text before the next real markup.
    fn text_end(&mut self, rest: &str) -> usize {
        let mut from = 0;
        while let Some(found) = rest.as_bytes().get(from..).and_then(|r| memchr::memchr(b'<', r)) {
            let at = from + found;
            if is_markup(rest.get(at..).unwrap_or("")) {
                return at;
            }
            self.slip = Some("a bare < read as text");
            from = at + 1;
        }
        rest.len()
    }

    fn markup(&mut self, at: usize, rest: &'s str) -> Token<'s> {
        let event = self.reader.read_event();
        let after = self.at();
        let raw = self.source.get(at..after).unwrap_or("");
        match event {
            Ok(Event::Start(_) | Event::Empty(_)) => self.start(at, raw),
            Ok(Event::End(_)) => Token::End { name: end_name(raw) },
            Ok(Event::CData(_)) => Token::CData(raw.get(9..raw.len().saturating_sub(3)).unwrap_or("")),
            Ok(_) | Err(Error::IllFormed(_)) => Token::Aside,
            Err(_) => self.unfinished(at, rest),
        }
    }

    /// A start tag, unless a missing quote or bracket made it swallow the markup after it.
    fn start(&mut self, at: usize, raw: &'s str) -> Token<'s> {
        let Some(inner) = raw.get(1..) else { return Token::Aside };
        let raw = match (memchr::memchr(b'<', inner.as_bytes()), memchr::memchr(b'>', inner.as_bytes())) {
            (Some(open), Some(close)) if close < open => {
                self.slip = Some("an attribute without its closing quote");
                self.seek(at + close + 2);
                inner.get(..=close).unwrap_or("")
            }
            (Some(open), _) if !in_quotes(inner, open) => {
                self.slip = Some("a tag without its closing >");
                self.seek(at + open + 1);
                return tag(inner.get(..open).unwrap_or(""));
            }
            _ => inner,
        };
        tag(raw.strip_suffix('>').unwrap_or(raw))
    }

    /// Markup that never ends: a tag is taken up to the next `>`, a section up to the end of the document.
    fn unfinished(&mut self, at: usize, rest: &'s str) -> Token<'s> {
        self.wasted = self.wasted.saturating_add(rest.len());
        let len = self.source.len();
        self.reader = reader(self.source);
        self.seek(len);
        if self.wasted > len.saturating_mul(16).saturating_add(1 << 20) {
            self.cut = true;
            return Token::Eof;
        }
        if let Some(inside) = rest.strip_prefix("<![CDATA[") {
            self.cut = true;
            return Token::CData(inside);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            self.slip = Some("a comment or declaration without its end");
            let skip = rest.find('>').map_or(rest.len(), |i| i + 1);
            self.seek(at + skip);
            return Token::Aside;
        }
        let stop = rest.find('>');
        if rest.starts_with("</") {
            self.seek(stop.map_or(len, |i| at + i + 1));
            return Token::End { name: end_name(rest.get(..stop.unwrap_or(rest.len())).unwrap_or("")) };
        }
        let Some(stop) = stop else {
            self.cut = true;
            return Token::Eof;
        };
        self.slip = Some("an attribute without its closing quote");
        self.seek(at + stop + 1);
        tag(rest.get(1..stop).unwrap_or(""))
    }
}

fn reader(source: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    reader
}

/// Whether a `<` begins markup, by what follows it.
fn is_markup(rest: &str) -> bool {
    let mut after = rest.chars().skip(1);
    match after.next() {
        Some('!') => rest.starts_with("<!--") || rest.starts_with("<![CDATA[") || doctype(rest),
        Some('?') => true,
        Some('/') => after.next().is_some_and(|c| c.is_alphabetic() || c == '_'),
        Some(c) => c.is_alphabetic() || c == '_',
        None => false,
    }
}

fn doctype(rest: &str) -> bool {
    rest.get(2..9).is_some_and(|word| word.eq_ignore_ascii_case("doctype"))
}

/// Whether an ampersand begins no reference.
fn has_bare_ampersand(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        let after = text.get(at + 1..).unwrap_or("");
        let end = after.bytes().take(LONGEST_REFERENCE).position(|b| !(b.is_ascii_alphanumeric() || b == b'#'));
        end.is_none_or(|end| end == 0 || after.as_bytes().get(end) != Some(&b';'))
    })
}

/// Whether the byte at `at` stands between quotes.
fn in_quotes(tag: &str, at: usize) -> bool {
    let mut quote = None;
    for b in tag.bytes().take(at) {
        match quote {
            None if b == b'"' || b == b'\'' => quote = Some(b),
            Some(q) if q == b => quote = None,
            _ => {}
        }
    }
    quote.is_some()
}

/// A start tag from what stands between its brackets.
fn tag(inside: &str) -> Token<'_> {
    let (inside, empty) = match inside.strip_suffix('/') {
        Some(shorter) => (shorter, true),
        None => (inside, false),
    };
    let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(end);
    Token::Start { name, attributes, empty }
}

fn end_name(raw: &str) -> &str {
    let inner = raw.trim_start_matches("</").trim_end_matches('>');
    inner.split(|c: char| c.is_ascii_whitespace() || c == '<').next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(source: &str) -> Vec<String> {
        let mut tokens = Tokens::new(source);
        let mut seen = Vec::new();
        loop {
            seen.push(match tokens.next() {
                Token::Start { name, attributes, empty } => {
                    format!("+{name}{}{}", attributes.trim_end(), if empty { "/" } else { "" })
                }
                Token::End { name } => format!("-{name}"),
                Token::Text(text) => format!("'{text}'"),
                Token::CData(text) => format!("[{text}]"),
                Token::Aside => "~".into(),
                Token::Eof => return seen,
            });
        }
    }

    #[test]
    fn slips_are_read_as_a_person_would() {
        for (source, want) in [
            ("<a>x</a>", "+a 'x' -a"),
            ("<a b='1'/>", "+a b='1'/"),
            ("<a>1 < 2 & 3</a>", "+a '1 < 2 & 3' -a"),
            ("<a><![CDATA[<b>]]></a>", "+a [<b>] -a"),
            ("<a><!-- <x> --><?p q?></a>", "+a ~ ~ -a"),
            ("<a href=\"x>y</a>", "+a href=\"x 'y' -a"),
            ("<a t=\"x < y\">z</a>", "+a t=\"x < y\" 'z' -a"),
            ("<a<b>z</b>", "+a +b 'z' -b"),
            ("<a>z</a", "+a 'z' -a"),
            ("<a>z<![CDATA[cut", "+a 'z' [cut]"),
            ("<a>z<b c='", "+a 'z'"),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "~ +a/"),
        ] {
            assert_eq!(all(source).join(" "), want, "{source}");
        }
    }

    #[test]
    fn a_megabyte_of_open_tags_costs_little() {
        assert!(all(&"<a '".repeat(250_000)).len() < 1_000_000);
    }
}
