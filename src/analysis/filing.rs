//! A draft becomes a filing: the copy cleaned, its marks and parts told apart.

use crate::wire::{Decoded, Draft, Feed, Filing, Fold, Link, Mark, Marks, Markup, clean_line, cut_line, priority_of};

use super::address::{canonical_url, unmasked};
use super::head::is_desk_only;
use super::key::give_keys;
use super::markup::{Copy, read};
use super::parts::Parts;
use super::stable::hash;
use super::tables::Tables;
use super::{chain, embargo, marks, notice, parts};

/// Headlines, slugs and names are cut at this many bytes.
const HEADLINE: usize = 1_024;
/// An item has no more subjects than this.
const SUBJECTS: usize = 100;
/// An address of more bytes than this is none: no server takes it, and a cut one leads elsewhere.
const ADDRESS: usize = 8_192;

/// Reads every entry of a delivery as copy. Keys are unique within the delivery and the same at every poll.
pub fn file_all(decoded: &Decoded, tables: &Tables) -> Vec<Filing> {
    let entries = decoded.drafts.iter().map(|draft| (draft, file(draft, &decoded.feed, tables)));
    give_keys(entries.collect())
}

/// The same of a delivery that is not needed any more: the copy of each entry is let go of as soon as it is read, so that a
/// large delivery is not in memory twice.
pub fn file_and_drop(mut decoded: Decoded, tables: &Tables) -> Vec<Filing> {
    let feed = &decoded.feed;
    let read = decoded.drafts.iter_mut().map(|draft| {
        let filing = file(draft, feed, tables);
        (draft.content, draft.summary) = (None, None);
        filing
    });
    let filings: Vec<Filing> = read.collect();
    give_keys(decoded.drafts.iter().zip(filings).collect())
}

/// The marks that one entry bears.
pub fn marks_of(draft: &Draft, feed: &Feed, tables: &Tables) -> Marks {
    file(draft, feed, tables).marks
}

fn file(draft: &Draft, feed: &Feed, tables: &Tables) -> Filing {
    let base = draft.link.as_deref().or(feed.link.as_deref());
    let body = choose_body(draft, base);
    let text = body.copy.text.as_str();
    let headline = headline(draft, text);
    let slug =
        draft.slug.as_deref().map(clean_line).filter(|slug| !slug.is_empty()).map(|slug| cut_line(slug, HEADLINE));
    let parts = parts::read(&headline, text, tables);
    let marks = all_marks(&headline, slug.as_deref(), text, &parts);
    let canonical = draft.link.as_deref().filter(|link| link.len() <= ADDRESS).and_then(canonical_url);
    let filed = draft.updated.or(draft.published);
    let terms = parts.embargo.as_deref().or_else(|| embargo::terms(&headline));
    let desk = draft.urgency.filter(|urgency| *urgency > 0).map(|urgency| urgency.min(5));
    let agency = agency(draft, &parts, tables);
    let words = words_outside(text, &parts.folds);
    Filing {
        notice: notice::read(&headline, text, &marks, parts.dateline.as_ref(), words),
        chain: chain::of(agency.as_deref(), slug.as_deref()),
        replaces: chain::replaced(draft),
        priority: desk.into_iter().chain(priority_of(&marks)).min(),
        agency,
        byline: parts.byline.clone().or_else(|| authors(draft, tables)),
        dateline: parts.dateline,
        standfirst: parts.standfirst.or(body.standfirst),
        what_changed: parts.what_changed,
        embargo: terms.and_then(|terms| embargo::lifts(terms, filed)),
        words,
        folds: parts.folds,
        marks,
        slug,
        url: address(draft),
        links: other_links(&body.copy, canonical.as_deref()),
        canonical_url: canonical,
        published: draft.published,
        updated: draft.updated,
        markup: body.markup,
        subjects: subjects(draft),
        language: draft.language.as_deref().or(feed.language.as_deref()).map(name).filter(|l| !l.is_empty()),
        version: draft.version.as_deref().map(name).filter(|v| !v.is_empty()),
        fingerprint: hash(&[&headline, text]),
        headline,
        text: body.copy.text,
        key: String::new(),
    }
}

/// The item's address, as it may be shown and opened.
fn address(draft: &Draft) -> Option<String> {
    let link = draft.link.as_deref().filter(|link| link.len() <= ADDRESS)?;
    Some(unmasked(&clean_line(link))).filter(|link| !link.is_empty())
}

/// A name that stands on one line, such as that of a language or a version.
fn name(text: &str) -> String {
    cut_line(clean_line(text), HEADLINE)
}

/// The marks of headline, slug and text together.
fn all_marks(headline: &str, slug: Option<&str>, text: &str, parts: &Parts) -> Marks {
    let mut found = marks::of_headline(headline);
    found.extend(slug.into_iter().flat_map(marks::of_slug));
    found.extend(&parts.marks);
    if !found.iter().any(|mark| mark.forbids_use()) {
        found.extend(notice::asks(headline, text));
    }
    if embargo::terms(headline).is_some() || slug.is_some_and(|slug| embargo::terms(slug).is_some()) {
        found.push(Mark::Embargo);
    }
    if found.is_empty() && (text.is_empty() || text == headline) && marks::is_bare_alert(headline) {
        found.push(Mark::Alert);
    }
    Marks::new(found)
}

/// Who wrote the copy: as dateline, credit, notice, author, source and rights say, in this order; else whose page it is.
fn agency(draft: &Draft, parts: &Parts, tables: &Tables) -> Option<String> {
    let said = parts.dateline.as_ref().and_then(|dateline| dateline.agency.clone());
    let said = said.or_else(|| parts.credit.clone()).or_else(|| parts.notice.clone());
    let named = |words: &Option<String>| words.as_deref().and_then(|words| tables.agency(words)).map(str::to_owned);
    said.or_else(|| draft.authors.iter().find_map(|person| named(&person.name)))
        .or_else(|| named(&draft.source))
        .or_else(|| draft.rights.as_deref().and_then(|rights| tables.agency_in(rights)).map(str::to_owned))
        .or_else(|| draft.link.as_deref().and_then(|link| tables.agency_of_page(link)).map(str::to_owned))
}

/// The people whom the feed names as authors, without agencies.
fn authors(draft: &Draft, tables: &Tables) -> Option<String> {
    let names = draft.authors.iter().filter_map(|person| person.name.as_deref()).map(clean_line);
    let people: Vec<String> = names.filter(|name| !name.is_empty() && tables.agency(name).is_none()).take(8).collect();
    (!people.is_empty()).then(|| cut_line(people.join(", "), HEADLINE))
}

/// Words of the text that are not folded.
fn words_outside(text: &str, folds: &[Fold]) -> u32 {
    let folded: usize = folds.iter().map(|fold| count_words(text.get(fold.range.clone()).unwrap_or(""))).sum();
    u32::try_from(count_words(text).saturating_sub(folded)).unwrap_or(u32::MAX)
}

/// Words of clean text, in which spaces and line ends are the only white space.
fn count_words(text: &str) -> usize {
    // So few at a time that their number fits a byte, and the processor counts many at once.
    const FEW: usize = 255;
    let bytes = text.as_bytes();
    let second = bytes.get(1..).unwrap_or_default();
    let is_space = |b: &u8| (*b == b' ') | (*b == b'\n');
    let starts = |a: &[u8], b: &[u8]| {
        a.iter().zip(b).fold(0_u8, |n, (a, b)| n.wrapping_add(u8::from(is_space(a) & !is_space(b))))
    };
    let later: usize = bytes.chunks(FEW).zip(second.chunks(FEW)).map(|(a, b)| usize::from(starts(a, b))).sum();
    usize::from(bytes.first().is_some_and(|b| !is_space(b))) + later
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
    // A note for the desk sums nothing up, and would go out with the copy.
    if line.is_empty() || body.starts_with(&head) || is_desk_only(&line) {
        return None;
    }
    let near: String = body.split_whitespace().take(150).collect::<Vec<_>>().join(" ");
    let is_own = line.chars().count() <= 400 && !near.contains(&head);
    is_own.then_some(line)
}

/// The title, or the first sentence where there is none; one line of at most a kilobyte.
fn headline(draft: &Draft, text: &str) -> String {
    let title = clean_line(draft.title.as_deref().unwrap_or(""));
    if title.is_empty() { first_sentence(text) } else { cut_line(title, HEADLINE) }
}

/// The first sentence of the text that is not for the desk alone, cut at a word near 100 characters.
fn first_sentence(text: &str) -> String {
    let line = text.lines().find(|line| !line.is_empty() && !is_desk_only(line)).unwrap_or("");
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
    cut_line(out, HEADLINE)
}

/// Links of the copy other than to the item itself.
fn other_links(copy: &Copy, own: Option<&str>) -> Vec<Link> {
    let others = copy.links.iter().filter(|href| own.is_none() || canonical_url(href).as_deref() != own);
    others.map(|href| Link { href: href.clone(), ..Link::default() }).collect()
}

fn subjects(draft: &Draft) -> Vec<String> {
    let mut subjects: Vec<String> = Vec::new();
    for category in &draft.categories {
        let name = name(category.label.as_deref().unwrap_or(&category.term));
        if subjects.len() >= SUBJECTS {
            break;
        }
        if !name.is_empty() && !subjects.contains(&name) {
            subjects.push(name);
        }
    }
    subjects
}

#[cfg(test)]
mod tests {
    use super::count_words;

    #[test]
    fn words_are_counted_across_every_run_of_white_space() {
        for (text, words) in [("", 0), (" \n", 0), ("a", 1), (" a\nb  c ", 3), ("“ä” ö", 2)] {
            assert_eq!(count_words(text), words, "{text:?}");
        }
        for n in [127, 128, 255, 256, 1_000] {
            assert_eq!(count_words(&"a ".repeat(n)), n);
        }
    }
}
