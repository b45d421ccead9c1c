//! Elements of other vocabularies that stand in RSS and Atom alike: Dublin Core, content, podcasts, XHTML, wire fields.

use super::fields::{Fields, rank};
use super::links::{Base, is_web};
use super::people;
use super::rss::period;
use super::spaces::Space;
use super::text::{html, loose, loose_line};
use super::xml::Element;
use crate::wire::Category;

/// Takes what a guest element says.
pub(crate) fn field(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    match element.space {
        Space::Dc | Space::DcTerms => dublin_core(fields, element, base),
        Space::Content if element.is("encoded") => fields.content.offer(rank::OWN, loose(element)),
        Space::Xhtml if element.is("body") || element.is("div") => {
            fields.content.offer(rank::DC, Some(html(element.inner_html())).filter(|m| !m.value.is_empty()));
        }
        Space::Itunes => podcast(fields, element),
        Space::Media => media(fields, element),
        Space::Syndication if element.is("updatePeriod") => fields.period = period(&element.text()),
        Space::Syndication if element.is("updateFrequency") => fields.frequency = element.text().parse().ok(),
        Space::Rdf | Space::Podcast | Space::Xml | Space::Content | Space::Xhtml | Space::Syndication => {}
        Space::Core | Space::Atom | Space::Other => wire_field(fields, element),
    }
}

fn dublin_core(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    match element.lower().as_ref() {
        "title" => fields.title.offer(rank::DC, loose_line(element)),
        "description" | "abstract" => fields.summary.offer(rank::DC, loose(element)),
        "creator" | "author" => people::add(&mut fields.authors, people::person(&element.text())),
        "publisher" | "contributor" => people::add(&mut fields.contributors, people::person(&element.text())),
        "date" => {
            let date = fields.date(&element.text());
            fields.published.offer(rank::DC, date);
            fields.updated.offer(rank::LAST, None);
        }
        "issued" | "created" | "available" => {
            let date = fields.date(&element.text());
            fields.published.offer(rank::DC, date);
        }
        "modified" => {
            let date = fields.date(&element.text());
            fields.updated.offer(rank::DC, date);
        }
        "subject" => {
            if let Some(term) = loose_line(element) {
                fields.add_category(Category { term, scheme: None, label: None });
            }
        }
        "rights" | "rightsholder" => fields.rights.offer(rank::DC, loose_line(element)),
        "replaces" => replaces(fields, element),
        "language" => fields.language.offer(rank::DC, Some(element.text()).filter(|t| !t.is_empty())),
        "identifier" => {
            let id = element.text();
            fields.link.offer(rank::LAST, Some(base.resolve(&id)).filter(|l| is_web(l)));
            fields.id.offer(rank::DC, Some(id).filter(|t| !t.is_empty()));
        }
        _ => {}
    }
}

fn podcast(fields: &mut Fields, element: &Element<'_>) {
    match element.lower().as_ref() {
        "author" => people::add(&mut fields.authors, people::person(&element.text())),
        "title" => fields.title.offer(rank::LAST, loose_line(element)),
        "summary" => fields.summary.offer(rank::REST, loose(element)),
        "subtitle" => fields.summary.offer(rank::LAST, loose(element)),
        "keywords" => keywords(fields, &element.text()),
        "category" => category(fields, element),
        "owner" => {
            if let Some(owner) = super::atom::person(element, &Base::default()) {
                people::add(&mut fields.contributors, Some(owner));
            }
        }
        _ => {}
    }
}

/// An iTunes category, with those inside it.
fn category(fields: &mut Fields, element: &Element<'_>) {
    if let Some(term) = element.attribute("text") {
        let scheme = Some("http://www.itunes.com/".to_owned());
        fields.add_category(Category { term: term.trim().to_owned(), scheme, label: None });
    }
    for inner in element.elements() {
        category(fields, inner);
    }
}

fn keywords(fields: &mut Fields, list: &str) {
    let parts: Vec<&str> =
        if list.contains(',') { list.split(',').collect() } else { list.split_whitespace().collect() };
    for term in parts.into_iter().map(str::trim) {
        fields.add_category(Category { term: term.to_owned(), scheme: None, label: None });
    }
}

/// MediaRSS text fields; the files themselves are read in `media`.
fn media(fields: &mut Fields, element: &Element<'_>) {
    match element.lower().as_ref() {
        "title" => fields.title.offer(rank::LAST, loose_line(element)),
        "description" | "text" => fields.summary.offer(rank::LAST, loose(element)),
        "keywords" => keywords(fields, &element.text()),
        "copyright" => fields.rights.offer(rank::REST, loose_line(element)),
        "category" => {
            if let Some(term) = loose_line(element) {
                let scheme = element.attribute("scheme").map(|s| s.into_owned());
                fields.add_category(Category {
                    term,
                    scheme,
                    label: element.attribute("label").map(|l| l.into_owned()),
                });
            }
        }
        "group" => {
            for inner in element.elements() {
                media(fields, inner);
            }
        }
        _ => {}
    }
}

/// Fields of agency wires, in whatever namespace an agency gives them: slug, urgency or priority, version.
pub(crate) fn wire_field(fields: &mut Fields, element: &Element<'_>) {
    match element.lower().as_ref() {
        "slug" | "slugline" if fields.slug.is_none() => fields.slug = loose_line(element),
        "urgency" | "priority" if fields.urgency.is_none() => {
            fields.urgency = element.text().parse().ok().filter(|u| (1..=9).contains(u));
        }
        "version" if fields.version.is_none() => fields.version = loose_line(element),
        "evolvedfrom" | "replaces" | "supersedes" | "management-doc-idref" => replaces(fields, element),
        _ => {}
    }
}

/// Names of earlier filings, as text or as an attribute that refers to one.
fn replaces(fields: &mut Fields, element: &Element<'_>) {
    let attributes = ["idref", "id-string", "residref", "href", "ref", "resource"];
    let named = attributes.iter().find_map(|name| element.attribute(name)).map(|id| id.trim().to_owned());
    fields.replaces.extend(named.or_else(|| Some(element.text())).filter(|id| !id.is_empty()));
}
