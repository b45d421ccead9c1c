//! OPML 2.0 (<http://opml.org/spec2.opml>): lists of feeds of other readers, in and out.

use std::fmt::Write;

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};

use crate::wire::{Source, clean_line};

use super::import::{Import, MAX_BYTES};
use super::public_address;

/// How deep outlines may nest; what is deeper keeps the tags of this depth.
const MAX_DEPTH: usize = 32;

/// Reads an OPML file. Outlines with an `xmlUrl` are sources; the outlines around them, and their `category`, are tags.
/// A file that is damaged gives what stands before the damage; what was left out is named.
pub fn read_opml(bytes: &[u8]) -> Import {
    let mut import = Import::default();
    if bytes.len() > MAX_BYTES {
        import.refuse("", &format!("it is larger than {MAX_BYTES} bytes"));
        return import;
    }
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut folders: Vec<String> = Vec::new();
    let mut depth: usize = 0;
    let mut outlines: usize = 0;
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    loop {
        import.line = Some(lines.line_at(reader.buffer_position()));
        match reader.read_event() {
            Ok(Event::Start(tag)) if is_outline(tag.name().as_ref()) => {
                outlines += 1;
                let outline = Outline::of(&tag);
                if !outline.put_into(&mut import, &folders) {
                    break;
                }
                depth += 1;
                if depth <= MAX_DEPTH {
                    folders.push(outline.folder());
                }
            }
            Ok(Event::Empty(tag)) if is_outline(tag.name().as_ref()) => {
                outlines += 1;
                if !Outline::of(&tag).put_into(&mut import, &folders) {
                    break;
                }
            }
            Ok(Event::End(tag)) if is_outline(tag.name().as_ref()) => {
                depth = depth.saturating_sub(1);
                folders.truncate(depth);
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => {
                import.line = Some(lines.line_at(reader.error_position()));
                import.refuse("", &format!("the file is damaged, and its rest was not read: {e}"));
                break;
            }
        }
    }
    if outlines == 0 && import.refused.is_empty() {
        import.line = None;
        import.refuse(
            "",
            "there are no outlines in it: is it OPML? `copytaster import newsboat` reads lists of addresses",
        );
    }
    import
}

/// Counts the lines of a text as it is read.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a place, from 1; no place lies before the one asked for last.
    fn line_at(&mut self, byte: u64) -> usize {
        let to = usize::try_from(byte).unwrap_or(usize::MAX).clamp(self.at, self.text.len());
        let passed = self.text.as_bytes().get(self.at..to).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = to;
        self.line
    }
}

/// The bytes as text: by byte order mark, else by the XML declaration, else as UTF-8.
fn decode(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or(&[])).into_owned();
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        let mark = rest.chars().next()?;
        rest.get(1..)?.split(mark).next()
    });
    let encoding = declared.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(encoding_rs::UTF_8);
    // `decode` lets a byte order mark go before whatever is declared.
    encoding.decode(bytes).0.into_owned()
}

fn is_outline(name: impl AsRef<[u8]>) -> bool {
    name.as_ref().eq_ignore_ascii_case(b"outline")
}

/// The attributes of an outline that matter here.
#[derive(Default)]
struct Outline {
    name: String,
    address: Option<String>,
    categories: String,
}

impl Outline {
    fn of(tag: &BytesStart) -> Self {
        let mut outline = Self::default();
        let mut title = String::new();
        for attribute in tag.attributes().with_checks(false).flatten() {
            // A bare `&` in an address is common; such a value is taken as it stands.
            let raw: &str = attribute.value.as_ref();
            let value = unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned);
            let name: &str = attribute.key.as_ref();
            match name.to_ascii_lowercase().as_str() {
                "xmlurl" => outline.address = Some(value),
                "text" => outline.name = value,
                "title" => title = value,
                "category" => outline.categories = value,
                _ => {}
            }
        }
        if clean_line(&outline.name).is_empty() {
            outline.name = title;
        }
        outline
    }

    /// The tag that it gives to what stands in it: none where it is a source itself.
    fn folder(&self) -> String {
        if self.address.is_some() { String::new() } else { clean_line(&self.name) }
    }

    fn put_into(&self, import: &mut Import, folders: &[String]) -> bool {
        let Some(address) = &self.address else { return true };
        // Categories are parted by commas, and may be paths that begin with a slash.
        let categories = self.categories.split([',', '/']).map(str::to_owned);
        let tags: Vec<String> = folders.iter().cloned().chain(categories).collect();
        import.take(&self.name, address, &tags)
    }
}

/// Writes sources as OPML. Headers, logins and passwords in addresses stay in the house.
pub fn write_opml(title: &str, sources: &[Source]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n");
    // Writing into a string cannot fail.
    let _ = writeln!(text, "    <title>{}</title>\n  </head>\n  <body>", escaped(title));
    for source in sources {
        let (name, address) = (escaped(&source.name), escaped(&public_address(&source.url)));
        let _ = write!(text, "    <outline type=\"rss\" text=\"{name}\" title=\"{name}\" xmlUrl=\"{address}\"");
        if !source.tags.is_empty() {
            let _ = write!(text, " category=\"{}\"", escaped(&source.tags.join(",")));
        }
        text.push_str("/>\n");
    }
    text.push_str("  </body>\n</opml>\n");
    text
}

fn escaped(text: &str) -> String {
    escape(clean_line(text)).into_owned()
}

#[cfg(test)]
#[path = "opml_tests.rs"]
mod tests;
