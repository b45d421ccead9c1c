//! Atom 1.0 (RFC 4287) and 0.3, also where their elements stand in RSS.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::extras;
use super::fields::{Fields, rank};
use super::links::{Base, is_web};
use super::people;
use super::spaces::Space;
use super::text::{html, line, plain};
use super::xml::Element;
use crate::wire::{Category, Draft, Enclosure, Link, Markup, Person};

/// An entry.
pub(crate) fn entry(element: &Element<'_>, base: &Base) -> Draft {
    let base = base.within(element);
    let mut fields = Fields::default();
    fields.language.offer(rank::REST, element.xml_attribute("lang").map(|l| l.trim().to_owned()));
    for child in element.elements() {
        match child.space {
            Space::Atom | Space::Core => field(&mut fields, child, &base, rank::OWN),
            _ => extras::field(&mut fields, child, &base),
        }
    }
    fields.id_is_link = fields.id.peek().is_some_and(|id| is_web(id));
    fields.into_draft()
}

/// A field of an entry, or of a feed. `order` is the rank of Atom's word here: its own feed's, or a guest's in RSS.
pub(crate) fn field(fields: &mut Fields, element: &Element<'_>, base: &Base, order: u8) {
    let base = &*base.within(element);
    match element.lower().as_ref() {
        "title" => fields.title.offer(order, construct(element).as_ref().and_then(line)),
        "subtitle" | "tagline" | "summary" | "description" => fields.summary.offer(order, construct(element)),
        "info" => fields.summary.offer(rank::LAST, construct(element)),
        "content" => content(fields, element, base, order),
        "link" => link(fields, element, base, order),
        "id" => fields.id.offer(order, Some(element.text()).filter(|t| !t.is_empty()).map(|id| base.identify(id))),
        "updated" | "modified" => {
            let date = fields.date(&element.text());
            fields.updated.offer(order, date);
        }
        name @ ("published" | "issued" | "pubdate" | "created") => {
            let date = fields.date(&element.text());
            fields.published.offer(if name == "created" { rank::LAST } else { order }, date);
        }
        "author" => people::add(&mut fields.authors, person(element, base)),
        "contributor" => people::add(&mut fields.contributors, person(element, base)),
        "category" => category(fields, element),
        "rights" | "copyright" => fields.rights.offer(order, construct(element).as_ref().and_then(line)),
        "source" => source(fields, element, base),
        "language" => fields.language.offer(order, Some(element.text()).filter(|t| !t.is_empty())),
        _ => extras::wire_field(fields, element),
    }
}

/// A text construct by its `type` and, in Atom 0.3, its `mode`.
pub(crate) fn construct(element: &Element<'_>) -> Option<Markup> {
    let kind = element.attribute("type").map(|t| t.trim().to_ascii_lowercase()).unwrap_or_default();
    let mode = element.attribute("mode").map(|m| m.trim().to_ascii_lowercase());
    let markup = match (kind.as_str(), mode.as_deref()) {
        (_, Some("base64")) => decoded(element, &kind),
        _ if element.has_elements() => html(element.inner_html()),
        ("" | "text" | "text/plain", _) => plain(element.text()),
        ("html" | "text/html" | "xhtml" | "application/xhtml+xml", _) => html(element.text()),
        (other, _) if other.starts_with("text/") || other.ends_with("xml") => html(element.text()),
        _ => decoded(element, &kind),
    };
    Some(markup).filter(|m| !m.value.is_empty())
}

/// Base64, if it is: otherwise the text as it stands.
fn decoded(element: &Element<'_>, kind: &str) -> Markup {
    let text = element.text();
    let compact: String = text.split_whitespace().collect();
    let value =
        STANDARD.decode(compact.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or(text);
    if kind.contains("html") { html(value) } else { plain(value) }
}

/// `content`, inline or by address.
fn content(fields: &mut Fields, element: &Element<'_>, base: &Base, order: u8) {
    if let Some(src) = element.attribute("src").filter(|s| !s.trim().is_empty()) {
        let kind = element.attribute("type").map(|t| t.trim().to_owned());
        let href = base.resolve(&src);
        if kind
            .as_deref()
            .is_some_and(|k| k.starts_with("image/") || k.starts_with("audio/") || k.starts_with("video/"))
        {
            fields.add_enclosure(Enclosure { url: href, kind, length: None });
        } else {
            fields.add_link(Link { href, rel: Some("alternate".into()), kind, title: None });
        }
        return;
    }
    fields.content.offer(order, construct(element));
}

/// A link; the first alternate one is the main link, one that is a web page before one that is not.
pub(crate) fn link(fields: &mut Fields, element: &Element<'_>, base: &Base, order: u8) {
    let base = &*base.within(element);
    let said = element.attribute("href");
    let to_itself = said.is_some() && !base.is_unknown();
    let address = said.map_or_else(|| element.text(), |h| h.into_owned());
    if address.trim().is_empty() && !to_itself {
        return;
    }
    let href = base.resolve(&address);
    let rel = element.attribute("rel").map(|r| r.trim().to_ascii_lowercase()).filter(|r| !r.is_empty());
    let rel = rel.map(|r| r.strip_prefix("http://www.iana.org/assignments/relation/").map_or(r.clone(), str::to_owned));
    let kind = element.attribute("type").map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let title = element.attribute("title").and_then(|t| super::text::loose_value(&t));
    match rel.as_deref() {
        None | Some("alternate") => {
            let page = kind.as_deref().is_none_or(|k| k.contains("html"));
            fields.link.offer(if page { order } else { order.max(rank::REST) }, Some(href.clone()));
        }
        Some("enclosure") => fields.add_enclosure(Enclosure {
            url: href.clone(),
            kind: kind.clone(),
            length: element.attribute("length").and_then(|l| l.trim().parse().ok()),
        }),
        _ => {}
    }
    fields.add_link(Link { href, rel, kind, title });
}

/// A person construct; plain text is read as RSS would.
pub(crate) fn person(element: &Element<'_>, base: &Base) -> Option<Person> {
    let base = &*base.within(element);
    if !element.has_elements() {
        return people::person(&element.text());
    }
    let part = |names: &[&str]| element.elements().find(|e| names.iter().any(|n| e.is(n))).map(Element::text);
    let name = part(&["name"]).and_then(|n| super::text::loose_value(&n));
    let email = part(&["email"]).filter(|t| !t.is_empty());
    let uri = part(&["uri", "url", "homepage"]).filter(|t| !t.is_empty()).map(|u| base.resolve(&u));
    let person = Person { name, email, uri };
    (person != Person::default()).then_some(person)
}

fn category(fields: &mut Fields, element: &Element<'_>) {
    let value = |name: &str| element.attribute(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let text = || Some(element.text()).filter(|t| !t.is_empty());
    if let Some(term) = value("term").or_else(text).or_else(|| value("label")) {
        fields.add_category(Category { term, scheme: value("scheme"), label: value("label") });
    }
}

/// The feed that an entry was taken from: its title, its page, and its author where the entry has none.
fn source(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    for child in element.elements() {
        match child.local {
            "title" => fields.source.offer(rank::OWN, construct(child).as_ref().and_then(line)),
            "link" => {
                if let Some(href) = child.attribute("href").filter(|h| !h.trim().is_empty()) {
                    let kind = child.attribute("type").map(|t| t.trim().to_owned());
                    fields.add_link(Link { href: base.resolve(&href), rel: Some("via".into()), kind, title: None });
                }
            }
            "author" if fields.authors.is_empty() => people::add(&mut fields.authors, person(child, base)),
            _ => {}
        }
    }
    if !element.has_elements() {
        fields.source.offer(rank::OWN, super::text::loose_line(element));
    }
}
