//! Attached media: MediaRSS and podcast elements become attached files, links and contributors.
//!
//! A picture that stands alone, which is what most feeds have, is an address and a kind, and is taken as it stands. Groups
//! and whatever else is nested go to feed-rs, which models them more completely than a desk ever should: it gets these
//! elements of a batch of items alone, in a feed made for them. So a slip elsewhere in the feed costs no media, no body is read twice,
//! and feeds without such media pay nothing. Where it refuses the media of an item, their addresses are taken as they stand.

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
    /// Takes the media of an item, the `place`-th of those waiting: what stands alone at once, the rest when the batch is
    /// read.
    pub(crate) fn add(&mut self, draft: &mut Draft, item: &Element<'_>, place: usize, base: &Base) {
        let base = &*base.within(item);
        let mut xml = String::new();
        for element in item.elements().filter(|e| matches!(e.space, Space::Media | Space::Podcast)) {
            if !take_alone(draft, element, base) {
                element.push_as_xml(&mut xml);
            }
        }
        if !xml.is_empty() {
            self.items.push((place, xml));
        }
    }

    /// Reads what waits: files become enclosures, and those credited contributors of their item.
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
    for credit in &object.credits {
        people::add(&mut draft.contributors, people::person(&credit.entity));
    }
}

/// The addresses in the elements, without a model of them.
fn take_plainly(draft: &mut Draft, xml: &str, base: &Base) {
    let mut tokens = Tokens::new(xml);
    loop {
        match tokens.next() {
            Token::Start { name, attributes, .. } => {
                let element = Element::new(Space::Media, name, attributes);
                add(draft, file(&element, base));
            }
            Token::Eof => return,
            _ => {}
        }
    }
}

/// Takes an element that has nothing in it but words about itself; `false` for one that others stand in.
fn take_alone(draft: &mut Draft, element: &Element<'_>, base: &Base) -> bool {
    let is_word = |e: &Element<'_>| WORDS.iter().any(|word| e.is(word));
    if is_word(element) {
        return true;
    }
    if element.elements().any(|inner| !is_word(inner) && !inner.is("credit")) {
        return false;
    }
    match (element.space, element.lower().as_ref()) {
        (Space::Media, "content" | "thumbnail") => {
            add(draft, file(element, base));
            for credit in element.elements().filter(|inner| inner.is("credit")) {
                people::add(&mut draft.contributors, people::person(&credit.text()));
            }
        }
        (Space::Podcast, "person") => {
            let uri = value(element, "href").map(|href| base.resolve(&href));
            let named = people::person(&element.text()).map(|known| Person { uri, ..known });
            people::add(&mut draft.contributors, named);
        }
        (Space::Podcast, "transcript") => {
            if let Some(url) = value(element, "url") {
                let (href, kind) = (base.resolve(&url), value(element, "type"));
                draft.links.push(Link { href, rel: Some("transcript".into()), kind, title: None });
            }
        }
        _ => return false,
    }
    true
}

/// The file that an element's attributes name; with an empty address where they name none.
fn file(element: &Element<'_>, base: &Base) -> Enclosure {
    let kind = value(element, "type").or_else(|| match value(element, "medium")?.as_str() {
        medium @ ("image" | "audio" | "video") => Some(format!("{medium}/*")),
        _ => None,
    });
    let kind = kind.or_else(|| element.is("thumbnail").then(|| "image/*".to_owned()));
    let length = value(element, "fileSize").and_then(|length| length.parse().ok());
    let url = value(element, "url").map(|url| base.resolve(&url)).unwrap_or_default();
    Enclosure { url, kind, length }
}

/// An attribute without the white space around it, if anything is left.
fn value(element: &Element<'_>, name: &str) -> Option<String> {
    element.attribute(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Adds an attached file, once an address.
fn add(draft: &mut Draft, enclosure: Enclosure) {
    if !enclosure.url.is_empty() && !draft.enclosures.iter().any(|e| e.url == enclosure.url) {
        draft.enclosures.push(enclosure);
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::{Hint, decode};

    #[test]
    fn pictures_credits_people_and_transcripts_are_found_where_people_put_them() {
        let feed = "<rss xmlns:media='http://search.yahoo.com/mrss/' xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><item>\
            <media:thumbnail url='/small.jpg'/>\
            <media:group><media:content url='/film.mp4' type='video/mp4' fileSize='12'><media:thumbnail url='/still.jpg'/>\
            <media:credit role='author'>Ada Quill & Co</media:credit></media:content></media:group>\
            <media:content url='/big.jpg' medium='image'/><media:content url='/big.jpg' medium='image'/><media:content/>\
            <podcast:person role='host' href='/ben'>Ben Oar</podcast:person>\
            <podcast:transcript url='/words.vtt' type='text/vtt'/><podcast:transcript/></item></channel></rss>";
        let decoded = decode(feed.as_bytes(), &Hint { url: Some("https://outlet.example/feed"), content_type: None });
        let draft = &decoded.drafts[0];
        let files: Vec<_> = draft
            .enclosures
            .iter()
            .map(|e| (e.url.trim_start_matches("https://outlet.example"), e.kind.as_deref(), e.length))
            .collect();
        assert_eq!(
            files,
            [
                ("/small.jpg", Some("image/*"), None),
                ("/big.jpg", Some("image/*"), None),
                ("/film.mp4", Some("video/mp4"), Some(12)),
                ("/still.jpg", Some("image/*"), None),
            ]
        );
        let people: Vec<_> = draft.contributors.iter().map(|p| (p.name.as_deref(), p.uri.as_deref())).collect();
        assert_eq!(people, [(Some("Ben Oar"), Some("https://outlet.example/ben")), (Some("Ada Quill & Co"), None)]);
        let transcripts: Vec<_> =
            draft.links.iter().filter(|link| link.rel.as_deref() == Some("transcript")).map(|l| &*l.href).collect();
        assert_eq!(transcripts, ["https://outlet.example/words.vtt"]);
    }
}
