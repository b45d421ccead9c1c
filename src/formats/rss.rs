//! RSS 0.9x, 1.0 and 2.0: the elements without a namespace of their own.

use super::atom;
use super::extras;
use super::fields::{Fields, rank};
use super::links::{Base, has_scheme, is_web};
use super::people;
use super::spaces::Space;
use super::text::{loose, loose_line};
use super::xml::Element;
use crate::wire::{Category, Draft, Enclosure, Link};

/// Minutes in the periods of the syndication module.
const PERIODS: [(&str, u32); 5] =
    [("hourly", 60), ("daily", 1_440), ("weekly", 10_080), ("monthly", 43_200), ("yearly", 525_600)];

/// An item.
pub(crate) fn item(element: &Element<'_>, base: &Base) -> Draft {
    let base = base.within(element);
    let mut fields = Fields::default();
    if let Some(about) = element.attribute("about").filter(|a| !a.trim().is_empty()) {
        // A name given on purpose comes before the address of the node in the graph.
        fields.id.offer(rank::REST, Some(about.trim().to_owned()));
        fields.link.offer(rank::LAST, Some(base.resolve(&about)).filter(|l| is_web(l)));
    }
    fields.language.offer(rank::REST, element.xml_attribute("lang").map(|l| l.trim().to_owned()));
    for child in element.elements() {
        field(&mut fields, child, &base, false);
    }
    two_bodies(&mut fields, element);
    fields.into_draft()
}

/// Where an item has `summary` beside `description` and no full text, the description is the full text.
fn two_bodies(fields: &mut Fields, item: &Element<'_>) {
    if fields.content.peek().is_none()
        && let Some(summary) = item.elements().find(|e| e.space == Space::Core && e.is("summary")).and_then(loose)
        && item.elements().any(|e| e.space == Space::Core && e.is("description"))
    {
        let full = std::mem::take(&mut fields.summary);
        fields.content = full;
        fields.summary.offer(rank::OWN, Some(summary));
    }
}

/// A field of an item, or of the feed where `feed` is set, in whatever vocabulary.
pub(crate) fn field(fields: &mut Fields, element: &Element<'_>, base: &Base, feed: bool) {
    match element.space {
        Space::Core => core(fields, element, base, feed),
        Space::Atom => atom::field(fields, element, base, rank::ATOM),
        _ => extras::field(fields, element, base),
    }
}

fn core(fields: &mut Fields, element: &Element<'_>, base: &Base, feed: bool) {
    let name = element.lower();
    match name.as_ref() {
        "title" => fields.title.offer(rank::OWN, loose_line(element)),
        "link" => link(fields, element, base),
        "url" => fields.link.offer(rank::REST, web(base, &element.text())),
        "guid" => guid(fields, element),
        "description" | "desc" => fields.summary.offer(rank::OWN, loose(element)),
        "tagline" | "subtitle" | "summary" | "abstract" => fields.summary.offer(rank::ATOM, loose(element)),
        "content" | "body" | "fullitem" | "fulltext" | "encoded" => fields.content.offer(rank::ATOM, loose(element)),
        "pubdate" | "published" | "issued" | "date" | "created" => {
            let date = fields.date(&element.text());
            fields.published.offer(if name == "pubdate" { rank::OWN } else { rank::REST }, date);
        }
        "lastbuilddate" | "updated" | "modified" => {
            let date = fields.date(&element.text());
            fields.updated.offer(rank::OWN, date);
        }
        "author" | "managingeditor" | "creator" | "byline" => authors(fields, element, base),
        "webmaster" => people::add(&mut fields.contributors, people::person(&element.text())),
        "category" | "keywords" => category(fields, element),
        "enclosure" => enclosure(fields, element, base),
        "source" => source(fields, element, base),
        "comments" => related(fields, base, "replies", &element.text()),
        "copyright" | "rights" => fields.rights.offer(rank::OWN, loose_line(element)),
        "language" => fields.language.offer(rank::OWN, Some(element.text()).filter(|t| !t.is_empty())),
        "ttl" if feed => fields.ttl = element.text().parse().ok(),
        "skiphours" if feed => {
            for hour in element.elements().filter_map(|h| h.text().parse().ok()) {
                fields.skip_hours.add(hour);
            }
        }
        _ => extras::wire_field(fields, element),
    }
}

/// `link` as text; as an attribute where somebody wrote it the way of Atom; also `<link/>http://…` left outside.
fn link(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    if element.attribute("href").is_some() {
        return atom::link(fields, element, base, rank::ATOM);
    }
    let text = element.text();
    if !text.is_empty() {
        fields.link.offer(rank::OWN, Some(base.resolve(&text)));
        let link = Link { href: base.resolve(&text), rel: Some("alternate".into()), ..Link::default() };
        fields.add_link(link);
    }
}

fn web(base: &Base, text: &str) -> Option<String> {
    Some(base.resolve(text)).filter(|l| is_web(l))
}

/// A guid is a permanent link if it says so, or says nothing and looks like a page.
fn guid(fields: &mut Fields, element: &Element<'_>) {
    let id = element.text();
    if id.is_empty() {
        return;
    }
    let says = element.attribute("isPermaLink").map(|v| v.trim().to_ascii_lowercase());
    fields.id_is_link = says.as_deref() != Some("false") && is_web(&id);
    fields.id.offer(rank::OWN, Some(id));
}

fn authors(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    if element.elements().any(|e| e.is("name") || e.is("email")) {
        return people::add(&mut fields.authors, atom::person(element, base));
    }
    people::add(&mut fields.authors, people::person(&element.text()));
}

fn category(fields: &mut Fields, element: &Element<'_>) {
    let scheme = element.attribute("domain").map(|d| d.into_owned()).filter(|d| !d.is_empty());
    if let Some(term) = loose_line(element) {
        fields.add_category(Category { term, scheme, label: None });
    } else if let Some(term) = element.attribute("term").or_else(|| element.attribute("text")) {
        fields.add_category(Category { term: term.trim().to_owned(), scheme, label: None });
    }
}

fn enclosure(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    let Some(url) = element.attribute("url").or_else(|| element.attribute("href")) else { return };
    if url.trim().is_empty() {
        return;
    }
    fields.add_enclosure(Enclosure {
        url: base.resolve(&url),
        kind: element.attribute("type").map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()),
        length: element.attribute("length").and_then(|l| l.trim().parse().ok()),
    });
}

fn source(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    fields.source.offer(rank::OWN, loose_line(element));
    if let Some(url) = element.attribute("url") {
        related(fields, base, "via", &url);
    }
}

fn related(fields: &mut Fields, base: &Base, rel: &str, address: &str) {
    let href = base.resolve(address);
    if !address.trim().is_empty() && has_scheme(&href) {
        fields.add_link(Link { href, rel: Some(rel.to_owned()), ..Link::default() });
    }
}

/// The syndication module's period, in minutes.
pub(crate) fn period(word: &str) -> Option<u32> {
    PERIODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, minutes)| *minutes)
}
