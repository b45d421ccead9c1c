//! Markup read as copy: clean text, links, and on request the structure that layout needs.

use url::Url;

use crate::wire::{Markup, MarkupKind, Style, clean_block};

use super::builder::Builder;
use super::html::{Tag, Token, Tokens};
use super::wrapped::paragraphs;

/// What stands between two words, the widest that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// A step of the structure, for layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    /// A container opens.
    Open(Tag),
    /// A container closes.
    Close(Tag),
    /// A new line or paragraph begins.
    Gap(Gap),
    /// Text in one style: bytes of the clean text.
    Run { start: usize, end: usize, style: Style },
    /// The number of the link that just ended, from 1.
    Number(usize),
    /// A rule across the page.
    Rule,
}

/// Copy without markup.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Copy {
    /// Clean text as [`crate::wire::Filing::text`] wants it.
    pub text: String,
    /// Addresses linked to, absolute, each once, in order.
    pub links: Vec<String>,
    /// The structure, if it was asked for.
    pub ops: Vec<Op>,
}

/// The clean text of a piece of markup, as [`crate::wire::Filing::text`] has it.
pub fn plain_text(markup: &Markup) -> String {
    read(markup, None).text
}

/// Reads markup as copy. `base` is what relative links are relative to.
pub(crate) fn read(markup: &Markup, base: Option<&str>) -> Copy {
    build(markup, base, false)
}

/// Reads markup as copy and notes its structure.
pub(crate) fn read_with_structure(markup: &Markup, base: Option<&str>) -> Copy {
    build(markup, base, true)
}

fn build(markup: &Markup, base: Option<&str>, noted: bool) -> Copy {
    if markup.kind == MarkupKind::Text {
        return Copy { text: paragraphs(&clean_block(&markup.value)), ..Copy::default() };
    }
    let mut builder = Builder::new(base, noted);
    builder.out.text.reserve(markup.value.len());
    for token in Tokens::new(&markup.value) {
        match token {
            Token::Text(raw) => builder.text(raw),
            Token::Open(tag, attributes) => builder.open(tag, attributes),
            Token::Close(tag) => builder.close(tag),
        }
    }
    builder.out
}

/// The address a link leads to, where it leads to a page or a mailbox.
pub(crate) fn absolute(href: &str, base: Option<&str>) -> Option<String> {
    let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
    if ["http", "https", "mailto"].iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return Some(href.to_owned());
    }
    let is_other_scheme =
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if is_other_scheme || href.is_empty() || href.starts_with('#') {
        return None;
    }
    let joined = Url::parse(base?).ok()?.join(href).ok()?;
    matches!(joined.scheme(), "http" | "https").then(|| joined.into())
}
