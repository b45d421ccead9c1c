//! Attached media: MediaRSS and podcast elements, whose model feed-rs keeps more completely than a desk ever should.
//!
//! feed-rs gets the media elements of a batch of items alone, in a feed made for them. So a slip elsewhere in the feed
//! costs no media, no body is read twice, and feeds without media pay nothing. Given whole feeds it would double the cost
//! of decoding and lose every feed that is not well-formed. Where it refuses the media of an item too, their addresses are
//! taken as they stand.

use std::fmt::Write;

use feed_rs::model::MediaObject;
use feed_rs::parser::Builder;

use super::links::Base;
use super::people;
use super::spaces::Space;
use super::tokens::{Token, Tokens};
use super::xml::Element;
use crate::wire::{Draft, Enclosure, Link, Person};

const HEAD: &str = "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
                    xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel>";
const TAIL: &str = "</channel></rss>";
/// Elements that name nothing which could be attached.
const WORDS: [&str; 8] = ["title", "description", "text", "keywords", "rating", "category", "hash", "restriction"];

/// The media elements of items that wait to be read together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The place of the item among those waiting, and its media as XML.
    items: Vec<(usize, String)>,
}

impl Batch {
    /// Takes the media elements of an item, the `place`-th of those waiting.
    pub(crate) fn add(&mut self, item: &Element<'_>, place: usize) {
        let is_media =
            |e: &&Element<'_>| matches!(e.space, Space::Media | Space::Podcast) && !WORDS.iter().any(|w| e.is(w));
        let mut xml = String::new();
        for element in item.elements().filter(is_media) {
            element.push_as_xml(&mut xml);
        }
        if !xml.is_empty() {
            self.items.push((place, xml));
        }
    }

    /// Reads what waits: files become enclosures, transcripts links, and those credited contributors of their item.
    pub(crate) fn settle(&mut self, drafts: &mut [Draft], base: &Base) {
        let items = std::mem::take(&mut self.items);
        if items.is_empty() || read(&items, drafts, base) {
            return;
        }
        for item in items {
            if !read(std::slice::from_ref(&item), drafts, base)
                && let Some(draft) = drafts.get_mut(item.0)
            {
                take_plainly(draft, &item.1, base);
            }
        }
    }
}

/// Lets feed-rs read the media of items; `false` where it refuses.
fn read(items: &[(usize, String)], drafts: &mut [Draft], base: &Base) -> bool {
    let mut document = String::from(HEAD);
    for (place, xml) in items {
        // Writing to a string cannot fail.
        let _ = write!(document, "<item><guid>{place}</guid>{xml}</item>");
    }
    document.push_str(TAIL);
    let parser = Builder::new().base_uri(base.as_str()).sanitize_content(false).build();
    let Ok(feed) = parser.parse(document.as_bytes()) else { return false };
    for entry in &feed.entries {
        if let Some(draft) = entry.id.parse().ok().and_then(|place: usize| drafts.get_mut(place)) {
            entry.media.iter().for_each(|object| take(draft, object));
        }
    }
    true
}

fn take(draft: &mut Draft, object: &MediaObject) {
    for content in &object.content {
        if let Some(url) = &content.url {
            let kind = content.content_type.as_ref().map(ToString::to_string);
            add(draft, Enclosure { url: url.to_string(), kind, length: content.size });
        }
    }
    for thumbnail in &object.thumbnails {
        add(draft, Enclosure { url: thumbnail.image.uri.clone(), kind: Some("image/*".to_owned()), length: None });
    }
    for transcript in &object.transcripts {
        let (href, kind) = (transcript.url.to_string(), Some(transcript.content_type.to_string()));
        draft.links.push(Link { href, rel: Some("transcript".into()), kind, title: None });
    }
    for credit in &object.credits {
        people::add(&mut draft.contributors, people::person(&credit.entity));
    }
    for person in &object.people {
        let uri = person.href.as_ref().map(ToString::to_string);
        let named = people::person(&person.name).map(|known| Person { uri, ..known });
        people::add(&mut draft.contributors, named);
    }
}

/// The addresses in the elements, without a model of them.
fn take_plainly(draft: &mut Draft, xml: &str, base: &Base) {
    let mut tokens = Tokens::new(xml);
    loop {
        match tokens.next() {
            Token::Start { name, attributes, .. } => {
                let element = Element::new(Space::Media, name, attributes);
                let kind = element.attribute("type").map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
                let length = element.attribute("fileSize").and_then(|l| l.trim().parse().ok());
                let url = element.attribute("url").map(|u| base.resolve(&u)).unwrap_or_default();
                add(draft, Enclosure { url, kind, length });
            }
            Token::Eof => return,
            _ => {}
        }
    }
}

/// Adds an attached file, once an address.
fn add(draft: &mut Draft, enclosure: Enclosure) {
    if !enclosure.url.is_empty() && !draft.enclosures.iter().any(|e| e.url == enclosure.url) {
        draft.enclosures.push(enclosure);
    }
}
