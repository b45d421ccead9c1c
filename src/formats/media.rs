//! Attached media: MediaRSS and podcast elements of an item become attached files, links and contributors.

use super::links::Base;
use super::people;
use super::spaces::Space;
use super::xml::Element;
use crate::wire::{Draft, Enclosure, Link, Person};

/// How deep media elements are looked for: `group`, `content` and what stands in it.
const DEPTH: usize = 4;

/// Takes the media of an item.
pub(crate) fn take(draft: &mut Draft, item: &Element<'_>, base: &Base) {
    let base = &*base.within(item);
    for element in item.elements() {
        take_one(draft, element, base, DEPTH);
    }
}

fn take_one(draft: &mut Draft, element: &Element<'_>, base: &Base, depth: usize) {
    match (element.space, element.lower().as_ref()) {
        (Space::Media, "content") => {
            let kind = value(element, "type").or_else(|| of_medium(element));
            let length = value(element, "fileSize").and_then(|length| length.parse().ok());
            add(draft, Enclosure { url: address(element, "url", base), kind, length });
        }
        (Space::Media, "thumbnail") => {
            add(draft, Enclosure { url: address(element, "url", base), kind: Some("image/*".into()), length: None });
        }
        (Space::Media, "credit") => people::add(&mut draft.contributors, people::person(&element.text())),
        (Space::Media, "group") => {}
        (Space::Podcast, "person") => {
            let uri = value(element, "href").map(|href| base.resolve(&href));
            let named = people::person(&element.text()).map(|known| Person { uri, ..known });
            people::add(&mut draft.contributors, named);
        }
        (Space::Podcast, "transcript") => {
            let (href, kind) = (address(element, "url", base), value(element, "type"));
            if !href.is_empty() {
                draft.links.push(Link { href, rel: Some("transcript".into()), kind, title: None });
            }
        }
        _ => return,
    }
    if depth > 0 {
        for inner in element.elements() {
            take_one(draft, inner, base, depth - 1);
        }
    }
}

/// An attribute without the white space around it, if anything is left.
fn value(element: &Element<'_>, name: &str) -> Option<String> {
    element.attribute(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// An attribute that holds an address; empty where there is none.
fn address(element: &Element<'_>, name: &str, base: &Base) -> String {
    value(element, name).map(|address| base.resolve(&address)).unwrap_or_default()
}

/// The kind of file that `medium` tells where `type` does not.
fn of_medium(element: &Element<'_>) -> Option<String> {
    match value(element, "medium")?.as_str() {
        medium @ ("image" | "audio" | "video") => Some(format!("{medium}/*")),
        _ => None,
    }
}

/// Adds an attached file, once an address.
fn add(draft: &mut Draft, enclosure: Enclosure) {
    if !enclosure.url.is_empty() && !draft.enclosures.iter().any(|known| known.url == enclosure.url) {
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
                ("/film.mp4", Some("video/mp4"), Some(12)),
                ("/still.jpg", Some("image/*"), None),
                ("/big.jpg", Some("image/*"), None),
            ]
        );
        let people: Vec<_> = draft.contributors.iter().map(|p| (p.name.as_deref(), p.uri.as_deref())).collect();
        assert_eq!(people, [(Some("Ada Quill & Co"), None), (Some("Ben Oar"), Some("https://outlet.example/ben"))]);
        let transcripts: Vec<_> =
            draft.links.iter().filter(|link| link.rel.as_deref() == Some("transcript")).map(|l| &*l.href).collect();
        assert_eq!(transcripts, ["https://outlet.example/words.vtt"]);
    }
}
