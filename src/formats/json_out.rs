//! What was decoded, as the JSON that `parse` prints.

use serde_json::{Value, json};

use crate::wire::{Category, Decoded, Draft, Enclosure, Link, Markup, Person};

/// What is read out of an entry on a higher floor, for its JSON.
pub struct Reading<'r> {
    /// Clean text of markup.
    pub text: &'r dyn Fn(&Markup) -> String,
    /// The marks of each entry, as they are spelt in lists.
    pub marks: &'r [Vec<String>],
}

/// The JSON of a delivery. Missing values are null, times RFC 3339 in UTC.
pub fn to_json(decoded: &Decoded, reading: &Reading<'_>) -> Value {
    let feed = &decoded.feed;
    json!({
        "format": feed.format,
        "encoding": feed.encoding,
        "id": feed.id,
        "title": feed.title,
        "subtitle": feed.subtitle,
        "link": feed.link,
        "links": feed.links.iter().map(link).collect::<Vec<_>>(),
        "language": feed.language,
        "rights": feed.rights,
        "updated": feed.updated,
        "authors": feed.authors.iter().map(person).collect::<Vec<_>>(),
        "categories": feed.categories.iter().map(category).collect::<Vec<_>>(),
        "items": decoded.drafts.iter().enumerate().map(|(n, d)| item(n, d, reading)).collect::<Vec<_>>(),
        "defects": decoded.defects.iter().map(|d| json!({"at": d.at, "what": d.what})).collect::<Vec<_>>(),
    })
}

fn item(n: usize, draft: &Draft, reading: &Reading<'_>) -> Value {
    json!({
        "id": draft.guid,
        "title": draft.title,
        "link": draft.link,
        "links": draft.links.iter().map(link).collect::<Vec<_>>(),
        "authors": draft.authors.iter().map(person).collect::<Vec<_>>(),
        "contributors": draft.contributors.iter().map(person).collect::<Vec<_>>(),
        "published": draft.published,
        "updated": draft.updated,
        "summary": draft.summary.as_ref().map(|m| &m.value),
        "content": draft.content.as_ref().map(|m| &m.value),
        "text": draft.content.as_ref().or(draft.summary.as_ref()).map(reading.text),
        "categories": draft.categories.iter().map(category).collect::<Vec<_>>(),
        "enclosures": draft.enclosures.iter().map(enclosure).collect::<Vec<_>>(),
        "rights": draft.rights,
        "language": draft.language,
        "source": draft.source,
        "marks": reading.marks.get(n).map_or(&[][..], Vec::as_slice),
    })
}

fn link(link: &Link) -> Value {
    json!({"href": link.href, "rel": link.rel, "type": link.kind, "title": link.title})
}

fn person(person: &Person) -> Value {
    json!({"name": person.name, "email": person.email, "uri": person.uri})
}

fn category(category: &Category) -> Value {
    json!({"term": category.term, "scheme": category.scheme, "label": category.label})
}

fn enclosure(enclosure: &Enclosure) -> Value {
    json!({"url": enclosure.url, "type": enclosure.kind, "length": enclosure.length})
}
