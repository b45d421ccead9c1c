//! Plain text for people out of markup: titles, names, rights. Bodies keep their markup.

use super::entities::unescape;
use super::xml::Element;
use crate::wire::{Markup, MarkupKind, clean_line};

/// HTML elements that turn up in headlines; text in angle brackets that names none of these is text.
const KNOWN: [&str; 59] = [
    "!",
    "a",
    "abbr",
    "acronym",
    "applet",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "center",
    "cite",
    "code",
    "del",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figure",
    "font",
    "frame",
    "h1",
    "h2",
    "h3",
    "head",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "li",
    "link",
    "mark",
    "meta",
    "object",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "script",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "u",
    "ul",
];
/// Elements that part words.
const BLOCKS: [&str; 17] =
    ["p", "br", "div", "li", "tr", "td", "h1", "h2", "h3", "ul", "ol", "table", "blockquote", "pre", "hr", "img", "dd"];

/// A value of which the format does not say whether it is text or markup: markup where it looks so.
pub(crate) fn loose(element: &Element<'_>) -> Option<Markup> {
    let markup = if element.has_elements() { html(element.inner_html()) } else { guess(element.text()) };
    Some(markup).filter(|m| !m.value.is_empty())
}

/// Text or markup, by its looks.
pub(crate) fn guess(value: String) -> Markup {
    let kind = if value.contains(['<', '&']) { MarkupKind::Html } else { MarkupKind::Text };
    Markup { kind, value }
}

/// Markup.
pub(crate) fn html(value: String) -> Markup {
    Markup { kind: MarkupKind::Html, value }
}

/// Text.
pub(crate) fn plain(value: String) -> Markup {
    Markup { kind: MarkupKind::Text, value }
}

/// One line of plain text of a value that is said to be text or markup.
pub(crate) fn line(markup: &Markup) -> Option<String> {
    let text = match markup.kind {
        MarkupKind::Text => clean_line(&markup.value),
        MarkupKind::Html => clean_line(&unescape(&strip(&markup.value, false))),
    };
    Some(text).filter(|t| !t.is_empty())
}

/// One line of plain text of an element that may hold either: only what is known as HTML is taken for markup.
pub(crate) fn loose_line(element: &Element<'_>) -> Option<String> {
    if element.has_elements() {
        return line(&html(element.inner_html()));
    }
    loose_value(&element.text())
}

/// One line of plain text of a value that may be either.
pub(crate) fn loose_value(value: &str) -> Option<String> {
    let text = if value.contains(['<', '&']) { clean_line(&unescape(&strip(value, true))) } else { clean_line(value) };
    Some(text).filter(|t| !t.is_empty())
}

/// Leaves tags out, and what scripts and styles hold. With `known`, only tags that HTML knows.
fn strip(value: &str, known: bool) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        out.push_str(text);
        match tag(tail) {
            Some((name, len)) if !known || is_one_of(name, &KNOWN) => {
                if is_one_of(name, &BLOCKS) {
                    out.push(' ');
                }
                rest = tail.get(len..).unwrap_or("");
                if tail.as_bytes().get(1) != Some(&b'/') && is_one_of(name, &["script", "style"]) {
                    rest = after_end(rest, name);
                }
            }
            _ => {
                out.push('<');
                rest = tail.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

/// The name of the tag at the head of `tail`, and its length in bytes; comments and declarations have the name `!`.
fn tag(tail: &str) -> Option<(&str, usize)> {
    if tail.starts_with("<!") {
        let end = if tail.starts_with("<!--") { "-->" } else { ">" };
        return tail.find(end).map(|at| ("!", at + end.len()));
    }
    let inner = tail.get(1..)?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name = inner.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':'))).next()?;
    let mut quote = None;
    let end = tail.bytes().position(|b| {
        match quote {
            None if b == b'"' || b == b'\'' => quote = Some(b),
            Some(q) if q == b => quote = None,
            _ => {}
        }
        quote.is_none() && b == b'>'
    });
    end.or_else(|| tail.find('>')).map(|at| (name, at + 1))
}

fn is_one_of(name: &str, list: &[&str]) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What follows the end tag `name`; nothing where there is none.
fn after_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|r| r.find("</")).map(|i| i + from) {
        let tail = rest.get(at + 2..).unwrap_or("");
        if tail.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)) {
            return tail.find('>').and_then(|end| tail.get(end + 1..)).unwrap_or("");
        }
        from = at + 2;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_a_reader_would_see() {
        for (value, want) in [
            ("Harbour &amp; docks", "Harbour & docks"),
            ("<b>Flood</b> in <i>Oster</i>", "Flood in Oster"),
            ("one<br>two", "one two"),
            ("Use the <blink182> tag", "Use the <blink182> tag"),
            ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
            ("a<script>alert('x')</script>b", "ab"),
            ("a<!-- b -->c", "ac"),
        ] {
            assert_eq!(loose_value(value).as_deref(), Some(want), "{value}");
        }
        assert_eq!(line(&html("<x-y>a</x-y> &lt;tag&gt;".into())).as_deref(), Some("a <tag>"));
        assert_eq!(line(&plain("a &amp; <b>".into())).as_deref(), Some("a &amp; <b>"));
    }
}
