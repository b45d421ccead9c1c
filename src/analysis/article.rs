//! The story on an article's own page, found by readability's rules behind guards.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability};
use url::Url;

use super::bounds::within_bounds;
use super::boxes;
use super::markup::plain_text;
use crate::wire::{Article, Extracted, Markup, MarkupKind, clean_line};

/// Pages longer than this, in bytes, are read up to here.
const LONGEST: usize = 4 << 20;

/// A story has at least so many letters; less is a notice that there is none to read.
const SHORTEST: usize = 120;

/// Marks that part a headline from the name of its site.
const PARTS: [&str; 6] = [" - ", " | ", " – ", " — ", " · ", " :: "];

/// Finds the story on a page. `url` is where the page came from: relative links are relative to it. Never panics; takes time in
/// proportion to the page.
pub fn extract(page: &str, url: Option<&str>) -> Extracted {
    let (head, long) = match page.get(..page.floor_char_boundary(LONGEST)) {
        Some(head) if head.len() < page.len() => (head, true),
        _ => (page, false),
    };
    let (bounded, cut) = within_bounds(head);
    // The library is handed trees of bounded size only; a fault in it still costs no more than this page.
    let found = catch_unwind(AssertUnwindSafe(|| read(&bounded, url)));
    match found {
        Ok(Some(article)) => Extracted::Article(Box::new(Article { cut: cut || long, ..article })),
        Ok(None) => Extracted::Nothing("no story stands out on the page"),
        Err(_) => Extracted::Nothing("a fault in the extractor, please report it"),
    }
}

fn read(page: &str, url: Option<&str>) -> Option<Article> {
    let url = url.and_then(|url| Url::parse(url).ok()).filter(|url| matches!(url.scheme(), "http" | "https"));
    let open = || {
        let config = Config { max_elements_to_parse: 0, ..Config::default() };
        Readability::new(page, url.as_ref().map(Url::as_str), Some(config)).ok()
    };
    let mut reader = open()?;
    let told = boxes::told_to_machines(&reader.doc);
    boxes::take_out(&reader.doc);
    // A page that calls its own story an advertisement has one all the same.
    found(&mut reader).or_else(|| found(&mut open()?)).or_else(|| machines(&open()?, told?))
}

/// The story that the page shows.
fn found(reader: &mut Readability) -> Option<Article> {
    let found = reader.parse().ok()?;
    let copy = story(found.content.to_string())?;
    let (byline, published, language) = (found.byline, found.published_time, found.lang);
    Some(article(copy, found.title, found.site_name.as_deref(), [byline, published, language]))
}

/// The story that the page has for machines alone. Where the page shows one, that is what its publisher gives.
fn machines(reader: &Readability, told: String) -> Option<Article> {
    let copy = story(told)?;
    let found = reader.get_article_metadata(reader.parse_json_ld());
    let (byline, published, language) = (found.byline, found.published_time, found.lang);
    Some(article(copy, found.title, found.site_name.as_deref(), [byline, published, language]))
}

/// An article of its markup and text, and of what its page says: title, the site's name, and byline, time and language.
fn article(
    (html, text): (String, String),
    title: String,
    site: Option<&str>,
    [byline, published, language]: [Option<String>; 3],
) -> Article {
    Article {
        title: line(Some(title)).map(|title| without_site(&title, site)),
        byline: line(byline).map(|byline| without_by(&byline)),
        published: line(published),
        language: line(language),
        html,
        text,
        cut: false,
    }
}

fn line(text: Option<String>) -> Option<String> {
    text.map(|text| clean_line(&text)).filter(|text| !text.is_empty())
}

/// Markup with its text, if that is long enough for a story. A letter of Chinese or Japanese says as much as three of others.
fn story(html: String) -> Option<(String, String)> {
    let text = plain_text(&Markup { kind: MarkupKind::Html, value: html.clone() });
    let letters = text.chars().filter(|c| c.is_alphabetic()).map(|c| if is_dense(c) { 3 } else { 1 });
    (letters.sum::<usize>() >= SHORTEST).then_some((html, text))
}

/// Kana, Han and Hangul.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

/// A headline without the name of the site behind it.
fn without_site(title: &str, site: Option<&str>) -> String {
    let site = site.map(clean_line).unwrap_or_default();
    let headline = PARTS.iter().find_map(|part| {
        let (headline, tail) = title.rsplit_once(part)?;
        tail.trim().eq_ignore_ascii_case(&site).then_some(headline)
    });
    headline.unwrap_or(title).trim().to_owned()
}

fn without_by(byline: &str) -> String {
    match byline.split_once(' ') {
        Some((by, rest)) if by.eq_ignore_ascii_case("by") || by.eq_ignore_ascii_case("by:") => rest.to_owned(),
        _ => byline.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{without_by, without_site};

    #[test]
    fn the_name_of_the_site_is_no_part_of_the_headline() {
        let site = Some("The Outlet");
        assert_eq!(without_site("Quay shut | the outlet", site), "Quay shut");
        assert_eq!(without_site("Quay shut - for good", site), "Quay shut - for good");
        assert_eq!(without_site("Quay shut - The Outlet", None), "Quay shut - The Outlet");
        assert_eq!(without_by("By Ada Quill"), "Ada Quill");
        assert_eq!(without_by("Byron Oar"), "Byron Oar");
    }
}
