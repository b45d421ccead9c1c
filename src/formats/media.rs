//! Attached media: MediaRSS and podcast elements, whose model feed-rs keeps more completely than a desk ever should.
//!
//! feed-rs gets an item's media elements alone, in a feed made for them. So a slip elsewhere in the feed costs no media,
//! no body is read twice, and feeds without media pay nothing. Given whole feeds it would double the cost of decoding and
//! lose every feed that is not well-formed. Where it refuses the media too, their addresses are taken as they stand.

use feed_rs::model::MediaObject;
use feed_rs::parser::Builder;

use super::fields::Fields;
use super::links::Base;
use super::people;
use super::spaces::Space;
use super::xml::Element;
use crate::wire::{Enclosure, Link, Person};

const HEAD: &str = "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
                    xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><item>";
const TAIL: &str = "</item></channel></rss>";
/// Elements that name nothing which could be attached.
const WORDS: [&str; 8] = ["title", "description", "text", "keywords", "rating", "category", "hash", "restriction"];

/// Takes from an item's media elements the files as enclosures, transcripts as links, and credits as contributors.
pub(crate) fn attach(fields: &mut Fields, item: &Element<'_>, base: &Base) {
    let is_media =
        |e: &&Element<'_>| matches!(e.space, Space::Media | Space::Podcast) && !WORDS.iter().any(|w| e.is(w));
    if !item.elements().any(|e| is_media(&e)) {
        return;
    }
    let mut document = String::from(HEAD);
    for element in item.elements().filter(is_media) {
        element.push_as_xml(&mut document);
    }
    document.push_str(TAIL);
    let parser = Builder::new().base_uri(base.as_str()).sanitize_content(false).build();
    match parser.parse(document.as_bytes()) {
        Ok(feed) => {
            for object in feed.entries.iter().flat_map(|entry| &entry.media) {
                take(fields, object);
            }
        }
        Err(_) => item.elements().filter(is_media).for_each(|element| take_plainly(fields, element, base)),
    }
}

fn take(fields: &mut Fields, object: &MediaObject) {
    for content in &object.content {
        if let Some(url) = &content.url {
            let kind = content.content_type.as_ref().map(ToString::to_string);
            fields.add_enclosure(Enclosure { url: url.to_string(), kind, length: content.size });
        }
    }
    for thumbnail in object.thumbnails.iter().filter(|t| !t.image.uri.is_empty()) {
        let kind = Some("image/*".to_owned());
        fields.add_enclosure(Enclosure { url: thumbnail.image.uri.clone(), kind, length: None });
    }
    for transcript in &object.transcripts {
        let (href, kind) = (transcript.url.to_string(), Some(transcript.content_type.to_string()));
        fields.add_link(Link { href, rel: Some("transcript".into()), kind, title: None });
    }
    for credit in &object.credits {
        people::add(&mut fields.contributors, people::person(&credit.entity));
    }
    for person in &object.people {
        let uri = person.href.as_ref().map(ToString::to_string);
        let named = people::person(&person.name).map(|known| Person { uri, ..known });
        people::add(&mut fields.contributors, named);
    }
}

/// The addresses in the elements, without a model of them.
fn take_plainly(fields: &mut Fields, element: &Element<'_>, base: &Base) {
    if let Some(url) = element.attribute("url").filter(|u| !u.trim().is_empty()) {
        fields.add_enclosure(Enclosure {
            url: base.resolve(&url),
            kind: element.attribute("type").map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()),
            length: element.attribute("fileSize").and_then(|l| l.trim().parse().ok()),
        });
    }
    for inner in element.elements() {
        take_plainly(fields, inner, base);
    }
}
