//! The feeds that a web page announces.

use super::links::{Base, is_web};
use super::spaces::Space;
use super::tokens::{Token, Tokens};
use super::xml::Element;
use crate::wire::Link;

/// Media types of feeds, in part.
const KINDS: [&str; 5] = ["rss+xml", "atom+xml", "feed+json", "rdf+xml", "application/json"];
/// Ends of addresses that are feeds in all likelihood.
const ENDS: [&str; 8] = ["/feed", "/feed/", "/rss", "/rss/", ".rss", "/rss.xml", "/feed.xml", "/atom.xml"];
/// How much of a page is looked at, in tags.
const TAGS: usize = 20_000;

/// The feeds that a page announces in `link rel="alternate"`, then those that plain links point at; absolute, each once.
pub fn discover(html: &[u8], base: &str) -> Vec<Link> {
    let text = String::from_utf8_lossy(html);
    let mut base = Base::new(Some(base));
    let mut announced = Vec::new();
    let mut linked = Vec::new();
    let mut tokens = Tokens::new(&text);
    for _ in 0..TAGS {
        let (name, attributes) = match tokens.next() {
            Token::Start { name, attributes, .. } => (name, attributes),
            Token::Eof => break,
            _ => continue,
        };
        let tag = Element::new(Space::Core, name, attributes);
        let Some(href) = tag.attribute("href").filter(|h| !h.trim().is_empty()) else { continue };
        let link = Link {
            href: base.resolve(&href),
            rel: Some("alternate".into()),
            kind: tag.attribute("type").map(|t| t.trim().to_ascii_lowercase()),
            title: tag.attribute("title").and_then(|t| super::text::loose_value(&t)),
        };
        if tag.is("base") {
            base = Base::new(Some(&link.href));
        } else if tag.is("link") && is_announced(&tag, &link) {
            add(&mut announced, link);
        } else if tag.is("a") && is_obvious(&link.href) {
            add(&mut linked, link);
        }
    }
    for link in linked {
        add(&mut announced, link);
    }
    announced
}

fn is_announced(tag: &Element<'_>, link: &Link) -> bool {
    let rel = tag.attribute("rel").unwrap_or_default().to_ascii_lowercase();
    let has = |word: &str| rel.split_whitespace().any(|w| w == word);
    let kind = link.kind.as_deref().unwrap_or("");
    let feed =
        KINDS.iter().any(|k| kind.contains(k)) && !link.href.contains("wp-json") && !link.href.contains("oembed");
    has("feed") || (has("alternate") && feed)
}

fn is_obvious(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or("").to_ascii_lowercase();
    is_web(href) && ENDS.iter().any(|end| path.ends_with(end))
}

fn add(list: &mut Vec<Link>, link: Link) {
    if !list.iter().any(|l| l.href == link.href) {
        list.push(link);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announced_feeds_come_before_linked_ones() {
        let page = br#"<!doctype html><html><head><link rel=stylesheet href=/s.css>
            <link rel="alternate" type="application/rss+xml" title="Harbour &amp; docks" href="/rss?a=1&amp;b=2">
            <link rel='alternate' hreflang="de" href="/de/"></head>
            <body><a href="news/feed">Feed</a> <a href="/rss?a=1&b=2">again</a> <a href="/about">About</a></body>"#;
        let found = discover(page, "https://outlet.example/start");
        let all: Vec<_> = found.iter().map(|l| l.href.as_str()).collect();
        assert_eq!(all, ["https://outlet.example/rss?a=1&b=2", "https://outlet.example/news/feed"]);
        assert_eq!(found[0].title.as_deref(), Some("Harbour & docks"));
    }
}
