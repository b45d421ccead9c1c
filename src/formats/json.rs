//! JSON Feed 1.0 and 1.1, with the slips that are usual: numbers for ids, one author for many, a missing version.

use serde_json::Value;

use super::dates::parse_date;
use super::decode::nothing;
use super::defects::Defects;
use super::links::{Base, is_web};
use super::newest::Newest;
use super::people;
use super::text::{html, loose_value, plain};
use crate::wire::{Category, Decoded, Draft, Enclosure, Feed, Link, Person, clean_line};

/// Reads a feed in JSON.
pub(crate) fn read(text: &str, base: &Base, defects: &mut Defects) -> Decoded {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => match super::json_repair::repaired(text) {
            Some(value) => {
                defects.note("feed", &format!("JSON mended: {error}"));
                value
            }
            None => return nothing(&format!("JSON that cannot be read: {error}"), defects),
        },
    };
    if let Some(xml) = super::json_rss::to_xml(&value) {
        let read = super::feed::read(&xml, base.clone(), defects);
        return read.unwrap_or_else(|| nothing(NO_FEED, defects));
    }
    let listed = value.get("items").or_else(|| value.get("entries"));
    let Some(items) = listed.and_then(Value::as_array) else {
        if !string(&value, "version").is_some_and(|v| v.contains("jsonfeed.org")) {
            return nothing(NO_FEED, defects);
        }
        defects.note(
            "feed",
            &match listed {
                Some(other) => format!("`items` is {}, where a list is expected; left out", kind(other)),
                None => "no `items` in it".to_owned(),
            },
        );
        return feed_of(&value, base, &[], defects);
    };
    feed_of(&value, base, items, defects)
}

/// Why JSON of something else is refused.
const NO_FEED: &str = "JSON, but not a feed: there is no list of `items` in it";

/// What a value is, in a word.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn feed_of(value: &Value, base: &Base, items: &[Value], defects: &mut Defects) -> Decoded {
    let own = string(value, "feed_url").or_else(|| string(value, "home_page_url"));
    let base = match own.as_deref() {
        Some(own) if base.is_unknown() || !base.shares_host(own) => Base::new(Some(own)),
        _ => base.clone(),
    };
    let address = |key: &str| string(value, key).map(|a| base.resolve(&a));
    let mut links = Vec::new();
    for (key, rel) in [("home_page_url", "alternate"), ("feed_url", "self"), ("next_url", "next")] {
        links.extend(address(key).map(|href| Link { href, rel: Some(rel.into()), ..Link::default() }));
    }
    for hub in value.get("hubs").and_then(Value::as_array).into_iter().flatten() {
        links.extend(string(hub, "url").map(|href| Link { href, rel: Some("hub".into()), ..Link::default() }));
    }
    let version = string(value, "version").unwrap_or_default();
    if !version.contains("jsonfeed.org") {
        defects.note("feed", "no version of JSON Feed given");
    }
    let feed = Feed {
        format: if version.ends_with('1') && !version.ends_with("1.1") { "json-1.0" } else { "json-1.1" }.to_owned(),
        id: address("feed_url"),
        title: string(value, "title").and_then(|t| loose_value(&t)),
        subtitle: string(value, "description").and_then(|t| loose_value(&t)),
        link: address("home_page_url").or_else(|| address("feed_url")),
        links,
        language: string(value, "language"),
        authors: authors(value, &base),
        ..Feed::default()
    };
    let mut newest = Newest::default();
    for (i, item) in items.iter().enumerate() {
        if item.is_object() {
            newest.push(draft(item, &base, &feed, &format!("item {}", i + 1), defects));
        } else {
            defects.note(&format!("item {}", i + 1), &format!("{}, where an object is expected; left out", kind(item)));
        }
    }
    Decoded { drafts: newest.into_drafts(defects), feed, defects: Vec::new() }
}

fn draft(item: &Value, base: &Base, feed: &Feed, at: &str, defects: &mut Defects) -> Draft {
    let address = |key: &str| string(item, key).filter(|a| !a.is_empty()).map(|a| base.resolve(&a));
    if item.get("id").is_some_and(Value::is_number) {
        defects.note(at, "an id that is a number");
    }
    for key in ["id", "url", "title", "summary", "content_html", "content_text", "date_published", "date_modified"] {
        if let Some(other) = item.get(key).filter(|value| value.is_array() || value.is_object()) {
            defects.note(at, &format!("`{key}` is {}, where a text is expected; left out", kind(other)));
        }
    }
    let guid = string(item, "id");
    let guid_is_link = guid.as_deref().is_some_and(is_web);
    let links: Vec<Link> = [("url", "alternate"), ("external_url", "related")]
        .into_iter()
        .filter_map(|(key, rel)| Some(Link { href: address(key)?, rel: Some(rel.into()), ..Link::default() }))
        .collect();
    let text = string(item, "content_text").map(plain);
    let content = string(item, "content_html").filter(|c| !c.is_empty()).map(html).or(text);
    let summary = string(item, "summary").filter(|s| !s.is_empty()).map(plain);
    let link = address("url").or_else(|| address("external_url"));
    let own = authors(item, base);
    let given = ["date_published", "date_modified"].map(|key| string(item, key).filter(|date| !date.is_empty()));
    let [published, updated] = given.each_ref().map(|date| date.as_deref().and_then(parse_date));
    let unread = given.iter().zip([published, updated]).any(|(given, read)| given.is_some() && read.is_none());
    Draft {
        link: link.or_else(|| guid.clone().filter(|_| guid_is_link)),
        guid,
        guid_is_link,
        links,
        title: string(item, "title").and_then(|t| loose_value(&t)),
        authors: if own.is_empty() { feed.authors.clone() } else { own },
        undatable: unread && published.is_none(),
        published,
        updated,
        summary,
        content,
        categories: tags(item),
        enclosures: attachments(item, base),
        language: string(item, "language"),
        slug: wire(item, "slug").or_else(|| wire(item, "slugline")),
        version: wire(item, "version"),
        urgency: wire(item, "urgency").and_then(|u| u.parse().ok()).filter(|u| (1..=9).contains(u)),
        replaces: ["evolvedfrom", "replaces"].into_iter().flat_map(|key| names(item, key)).collect(),
        ..Draft::default()
    }
}

/// A value as text: a string trimmed, a number or truth value as written.
fn string(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A field of agency wires: of the item itself, or of an extension of it (`_wire`, a name that begins with an underscore).
fn wire(item: &Value, key: &str) -> Option<String> {
    let own = item.get(key).is_some_and(|value| value.is_string() || value.is_number());
    let of = if own { item } else { extensions(item).find(|extension| extension.get(key).is_some())? };
    string(of, key).map(|text| clean_line(&text)).filter(|text| !text.is_empty())
}

/// One or many ids.
fn names(item: &Value, key: &str) -> Vec<String> {
    let found = std::iter::once(item).chain(extensions(item)).find_map(|part| part.get(key));
    let text = |value: &Value| value.as_str().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    match found {
        Some(Value::Array(many)) => many.iter().filter_map(text).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    }
}

fn extensions(item: &Value) -> impl Iterator<Item = &Value> {
    let fields = item.as_object().into_iter().flatten();
    fields.filter(|(name, value)| name.starts_with('_') && value.is_object()).map(|(_, value)| value)
}

/// `authors` (1.1), `author` (1.0), each as one or many, as an object or a name.
fn authors(value: &Value, base: &Base) -> Vec<Person> {
    let mut list = Vec::new();
    for key in ["authors", "author"] {
        match value.get(key) {
            Some(Value::Array(many)) => many.iter().for_each(|one| people::add(&mut list, author(one, base))),
            Some(one) => people::add(&mut list, author(one, base)),
            None => {}
        }
    }
    list
}

fn author(value: &Value, base: &Base) -> Option<Person> {
    if let Value::String(name) = value {
        return people::person(name);
    }
    let uri = string(value, "url").filter(|u| !u.is_empty());
    let mail = uri.as_deref().and_then(|u| u.strip_prefix("mailto:")).map(str::to_owned);
    let name = string(value, "name").and_then(|n| loose_value(&n));
    let person = Person { name, email: mail.or_else(|| string(value, "email")), uri: uri.map(|u| base.resolve(&u)) };
    (person != Person::default()).then_some(person)
}

fn tags(item: &Value) -> Vec<Category> {
    let tag = |value: &Value| value.as_str().and_then(loose_value);
    let terms: Vec<String> = match item.get("tags") {
        Some(Value::Array(many)) => many.iter().filter_map(tag).collect(),
        Some(one) => tag(one).map(|t| t.split(',').map(|p| p.trim().to_owned()).collect()).unwrap_or_default(),
        None => Vec::new(),
    };
    terms.into_iter().filter(|t| !t.is_empty()).map(|term| Category { term, ..Category::default() }).collect()
}

fn attachments(item: &Value, base: &Base) -> Vec<Enclosure> {
    let all = item.get("attachments").and_then(Value::as_array).into_iter().flatten();
    let all = all.filter_map(|a| {
        let url = string(a, "url").filter(|u| !u.is_empty())?;
        let length = a.get("size_in_bytes").and_then(|n| n.as_u64().or_else(|| n.as_str()?.parse().ok()));
        Some(Enclosure { url: base.resolve(&url), kind: string(a, "mime_type"), length })
    });
    let image = string(item, "image").filter(|u| !u.is_empty());
    let image = image.map(|u| Enclosure { url: base.resolve(&u), kind: Some("image/*".into()), length: None });
    all.chain(image).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The defects of a feed with this head and these items, each with its place.
    fn defects_of(rest: &str) -> Vec<String> {
        let text = format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\"{rest}}}");
        let mut defects = Defects::default();
        read(&text, &Base::new(Some("https://a.example/feed.json")), &mut defects);
        defects.into_list().into_iter().map(|defect| format!("{}: {}", defect.at, defect.what)).collect()
    }

    #[test]
    fn what_is_of_the_wrong_kind_is_told_with_its_item_and_what_was_expected() {
        for (rest, told) in [
            ("", "feed: no `items` in it"),
            (",\"items\":{\"a\":1}", "feed: `items` is an object, where a list is expected; left out"),
            (",\"items\":[{\"id\":\"1\"},7]", "item 2: a number, where an object is expected; left out"),
            (
                ",\"items\":[{\"id\":\"1\",\"content_html\":[\"x\"]}]",
                "item 1: `content_html` is a list, where a text is expected; left out",
            ),
        ] {
            assert!(defects_of(rest).iter().any(|line| line == told), "{told}: {:?}", defects_of(rest));
        }
    }
}
