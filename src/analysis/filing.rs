//! A draft becomes a filing: the copy cleaned, its marks and parts told apart.

use crate::wire::{Decoded, Draft, Feed, Filing, Link, Markup, clean_line};

use super::address::canonical_url;
use super::key::give_keys;
use super::markup::{Copy, read};
use super::stable::hash;
use super::tables::Tables;

/// Headlines are cut at this many bytes.
const HEADLINE: usize = 1_024;

/// Reads every entry of a delivery as copy. Keys are unique within the delivery and the same at every poll.
pub fn file_all(decoded: &Decoded, tables: &Tables) -> Vec<Filing> {
    let entries = decoded.drafts.iter().map(|draft| (draft, file(draft, &decoded.feed, tables)));
    give_keys(entries.collect())
}

fn file(draft: &Draft, feed: &Feed, _tables: &Tables) -> Filing {
    let base = draft.link.as_deref().or(feed.link.as_deref());
    let body = choose_body(draft, base);
    let headline = headline(draft, &body.copy.text);
    let canonical = draft.link.as_deref().and_then(canonical_url);
    Filing {
        url: draft.link.as_deref().map(clean_line).filter(|link| !link.is_empty()),
        links: other_links(&body.copy, canonical.as_deref()),
        canonical_url: canonical,
        slug: draft.slug.as_deref().map(clean_line).filter(|slug| !slug.is_empty()),
        standfirst: body.standfirst,
        published: draft.published,
        updated: draft.updated,
        markup: body.markup,
        subjects: subjects(draft),
        words: u32::try_from(body.copy.text.split_whitespace().count()).unwrap_or(u32::MAX),
        language: draft.language.as_deref().or(feed.language.as_deref()).map(clean_line).filter(|l| !l.is_empty()),
        version: draft.version.as_deref().map(clean_line).filter(|v| !v.is_empty()),
        fingerprint: hash(&[&headline, &body.copy.text]),
        headline,
        text: body.copy.text,
        ..Filing::default()
    }
}

/// The body of an entry, and the short text beside it where that says something else.
struct Body {
    copy: Copy,
    markup: Option<Markup>,
    standfirst: Option<String>,
}

/// Takes the fuller of content and summary.
fn choose_body(draft: &Draft, base: Option<&str>) -> Body {
    let content = draft.content.as_ref().map(|markup| (markup, read(markup, base)));
    let summary = draft.summary.as_ref().map(|markup| (markup, read(markup, base)));
    match (content, summary) {
        (Some((markup, copy)), Some((_, short))) if copy.text.len() >= short.text.len() => {
            let standfirst = standfirst_of(&short.text, &copy.text);
            Body { copy, markup: Some(markup.clone()), standfirst }
        }
        (_, Some((markup, copy))) | (Some((markup, copy)), None) => {
            Body { copy, markup: Some(markup.clone()), standfirst: None }
        }
        (None, None) => Body { copy: Copy::default(), markup: None, standfirst: None },
    }
}

/// The summary, where it is one short paragraph of its own and no beginning of the body.
fn standfirst_of(summary: &str, body: &str) -> Option<String> {
    let line = clean_line(summary);
    let start = line.trim_end_matches(['…', '.', ' ']).trim_end_matches("[").trim_end();
    let head: String = start.chars().take(60).collect();
    let near: String = body.split_whitespace().take(150).collect::<Vec<_>>().join(" ");
    let is_own = !line.is_empty() && line.chars().count() <= 400 && !near.contains(&head);
    is_own.then_some(line)
}

/// The title, or the first sentence where there is none; one line of at most a kilobyte.
fn headline(draft: &Draft, text: &str) -> String {
    let title = clean_line(draft.title.as_deref().unwrap_or(""));
    if title.is_empty() { first_sentence(text) } else { cut(title, HEADLINE) }
}

fn cut(mut line: String, bytes: usize) -> String {
    if line.len() > bytes {
        line.truncate(line.floor_char_boundary(bytes - '…'.len_utf8()));
        line.push('…');
    }
    line
}

/// The first sentence of the text, cut at a word near 100 characters.
fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let end = line.find(". ").map_or(line.len(), |at| at + 1);
    let sentence = line.get(..end).unwrap_or(line);
    let mut out = String::new();
    for word in sentence.split_whitespace() {
        if !out.is_empty() && out.chars().count() + word.chars().count() > 100 {
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    cut(out, HEADLINE)
}

/// Links of the copy other than to the item itself.
fn other_links(copy: &Copy, own: Option<&str>) -> Vec<Link> {
    let others = copy.links.iter().filter(|href| own.is_none() || canonical_url(href).as_deref() != own);
    others.map(|href| Link { href: href.clone(), ..Link::default() }).collect()
}

fn subjects(draft: &Draft) -> Vec<String> {
    let mut subjects: Vec<String> = Vec::new();
    for category in &draft.categories {
        let name = clean_line(category.label.as_deref().unwrap_or(&category.term));
        if !name.is_empty() && !subjects.contains(&name) {
            subjects.push(name);
        }
    }
    subjects
}
