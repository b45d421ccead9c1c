//! One element at a time from a document that may be broken: a small tree with its tags balanced.

use std::borrow::Cow;

use quick_xml::escape::escape;
use quick_xml::events::attributes::Attributes;

use super::entities::unescape;
use super::spaces::{Space, by_address, by_prefix, split};

/// More namespace declarations in force than this are ignored.
const DECLARATIONS: usize = 128;

/// An element with all that is in it.
#[derive(Debug, Clone)]
pub(crate) struct Element<'s> {
    /// Its vocabulary.
    pub(crate) space: Space,
    /// The qualified name as written.
    pub(crate) name: &'s str,
    /// The name without prefix.
    pub(crate) local: &'s str,
    /// The attributes as written.
    pub(crate) attributes: &'s str,
    /// What is in it.
    pub(crate) children: Vec<Node<'s>>,
}

/// A part of an element.
#[derive(Debug, Clone)]
pub(crate) enum Node<'s> {
    /// An element.
    Element(Element<'s>),
    /// Text with references.
    Text(&'s str),
    /// Text without.
    CData(&'s str),
}

impl<'s> Element<'s> {
    /// An element without children.
    pub(crate) fn new(space: Space, name: &'s str, attributes: &'s str) -> Self {
        Self { space, name, local: split(name).1, attributes, children: Vec::new() }
    }

    /// Whether it has this local name, in any case of letters.
    pub(crate) fn is(&self, local: &str) -> bool {
        self.local.eq_ignore_ascii_case(local)
    }

    /// The local name in lower case.
    pub(crate) fn lower(&self) -> Cow<'s, str> {
        if self.local.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(self.local.to_ascii_lowercase())
        } else {
            Cow::Borrowed(self.local)
        }
    }

    /// An attribute's value, by local name whatever its prefix, references resolved. `xml:` ones are not found here.
    pub(crate) fn attribute(&self, local: &str) -> Option<Cow<'s, str>> {
        self.find(|key| {
            let (prefix, own) = split(key);
            own.eq_ignore_ascii_case(local) && prefix != "xml"
        })
    }

    /// An `xml:` attribute's value.
    pub(crate) fn xml_attribute(&self, local: &str) -> Option<Cow<'s, str>> {
        self.find(|key| key.strip_prefix("xml:") == Some(local))
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<Cow<'s, str>> {
        if self.attributes.is_empty() {
            return None;
        }
        attributes(self.attributes).find(|(key, _)| wanted(key)).map(|(_, value)| value)
    }

    /// The elements directly in it.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element<'s>> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// Whether there are elements in it.
    pub(crate) fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }

    /// All text in it, references resolved, tags left out, ends trimmed.
    pub(crate) fn text(&self) -> String {
        if let [only] = self.children.as_slice() {
            match only {
                Node::Text(raw) => return unescape(raw.trim()).trim().to_owned(),
                Node::CData(raw) => return raw.trim().to_owned(),
                Node::Element(_) => {}
            }
        }
        let mut out = String::new();
        self.push_text(&mut out);
        let trimmed = out.trim();
        if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
    }

    fn push_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.push_text(out),
                Node::Text(raw) => out.push_str(&unescape(raw)),
                Node::CData(raw) => out.push_str(raw),
            }
        }
    }

    /// What is in it as HTML source: elements as tags, text as written (references stay), CDATA as it is.
    pub(crate) fn inner_html(&self) -> String {
        let mut out = String::new();
        self.push_inner(&mut out);
        out.trim().to_owned()
    }

    fn push_inner(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.push_outer(out),
                Node::Text(raw) | Node::CData(raw) => out.push_str(raw),
            }
        }
    }

    fn push_outer(&self, out: &mut String) {
        let name = if self.space == Space::Xhtml { self.local } else { self.name };
        out.push('<');
        out.push_str(name);
        out.push_str(self.attributes.trim_end());
        out.push('>');
        if is_void(name) && self.children.is_empty() {
            return;
        }
        self.push_inner(out);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }

    /// The element as well-formed XML: references renewed, the usual prefix instead of its own.
    pub(crate) fn push_as_xml(&self, out: &mut String) {
        let prefix = match self.space {
            Space::Media => "media:",
            Space::Podcast => "podcast:",
            _ => return,
        };
        out.push('<');
        out.push_str(prefix);
        out.push_str(self.local);
        for (key, value) in attributes(self.attributes).filter(|(key, _)| !key.contains(':') && *key != "xmlns") {
            out.push(' ');
            out.push_str(key);
            out.push_str("=\"");
            out.push_str(&escape(value.trim()));
            out.push('"');
        }
        out.push('>');
        for node in &self.children {
            match node {
                Node::Element(element) => element.push_as_xml(out),
                Node::Text(raw) => out.push_str(&escape(&*unescape(raw))),
                Node::CData(raw) => out.push_str(&escape(*raw)),
            }
        }
        out.push_str("</");
        out.push_str(prefix);
        out.push_str(self.local);
        out.push('>');
    }
}

/// Attributes of a tag as key and value, references resolved. Those that cannot be read are skipped.
pub(crate) fn attributes(raw: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let mut all = Attributes::html(raw, 0);
    all.with_checks(false);
    all.filter_map(Result::ok).map(|a| {
        let value = match a.value {
            Cow::Borrowed(v) => unescape(v),
            Cow::Owned(v) => Cow::Owned(unescape(&v).into_owned()),
        };
        (a.key.into_inner(), value)
    })
}

/// HTML elements that have no end tag.
pub(crate) fn is_void(name: &str) -> bool {
    ["br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"]
        .iter()
        .any(|void| void.eq_ignore_ascii_case(name))
}

/// The namespace declarations in force.
#[derive(Debug, Default)]
pub(crate) struct Declarations<'s> {
    list: Vec<(usize, &'s str, Space)>,
}

impl<'s> Declarations<'s> {
    /// Takes up the declarations of a start tag at a depth.
    pub(crate) fn enter(&mut self, depth: usize, raw: &'s str) {
        if !raw.contains("xmlns") {
            return;
        }
        for (key, value) in attributes(raw) {
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => rest.trim_start_matches(':'),
                None => continue,
            };
            if self.list.len() < DECLARATIONS {
                let space = by_address(&value).unwrap_or_else(|| by_prefix(prefix));
                self.list.push((depth, prefix, space));
            }
        }
    }

    /// Forgets the declarations made at `depth` or deeper.
    pub(crate) fn leave(&mut self, depth: usize) {
        while self.list.last().is_some_and(|(at, _, _)| *at >= depth) {
            self.list.pop();
        }
    }

    /// The vocabulary of a qualified name.
    pub(crate) fn space_of(&self, name: &str) -> Space {
        let (prefix, _) = split(name);
        self.list.iter().rev().find(|(_, p, _)| *p == prefix).map_or_else(|| by_prefix(prefix), |(_, _, s)| *s)
    }
}
