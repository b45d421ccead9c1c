//! What stands in for a missing headline, feed title or feed link.

use super::defects::Defects;
use super::text::line;
use crate::wire::{Decoded, Draft, Markup};

/// The longest headline made of an item's own words, in code points.
const WORDS: usize = 100;
/// How much of a body is looked at for it, in bytes.
const LOOK: usize = 4_096;

/// Fills in, from what there is, what no list can do without.
pub(crate) fn fill(decoded: &mut Decoded, url: Option<&str>, defects: &mut Defects) {
    if !decoded.is_feed() {
        return;
    }
    let mut untitled = 0_usize;
    for draft in decoded.drafts.iter_mut().filter(|d| d.title.is_none()) {
        untitled += 1;
        draft.title = first_words(draft).or_else(|| draft.link.clone());
    }
    if untitled > 0 {
        defects.note("feed", &format!("{untitled} items without a title; their first words stand in"));
    }
    let feed = &mut decoded.feed;
    if feed.link.is_none() {
        let own = feed.links.iter().find(|l| matches!(l.rel.as_deref(), Some("self") | None));
        feed.link = own.map(|l| l.href.clone()).or_else(|| url.map(str::to_owned));
    }
    if feed.title.is_none() {
        feed.title.clone_from(&feed.link);
    }
}

/// The first words of an item.
fn first_words(draft: &Draft) -> Option<String> {
    let bodies = [draft.summary.as_ref(), draft.content.as_ref()];
    let text = bodies.into_iter().flatten().find_map(|body| line(&head(body)))?;
    let Some((cut, _)) = text.char_indices().nth(WORDS) else { return Some(text) };
    let start = text.get(..cut)?;
    let whole = start.rfind(' ').and_then(|at| start.get(..at)).unwrap_or(start);
    Some(format!("{}…", whole.trim_end_matches([',', ';', ':', ' '])))
}

/// The head of a body.
fn head(body: &Markup) -> Markup {
    let mut end = LOOK.min(body.value.len());
    while !body.value.is_char_boundary(end) {
        end -= 1;
    }
    Markup { kind: body.kind, value: body.value.get(..end).unwrap_or("").to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::MarkupKind;

    #[test]
    fn the_first_words_are_cut_between_words() {
        let check = |body: &str, want: Option<&str>| {
            let summary = Some(Markup { kind: MarkupKind::Html, value: body.to_owned() });
            assert_eq!(first_words(&Draft { summary, ..Draft::default() }).as_deref(), want);
        };
        check("<p>The quay is <b>closed</b>.</p>", Some("The quay is closed."));
        check("<img src='x'>", None);
        check(&"seven, ".repeat(40), Some(&format!("{}…", ["seven"; 14].join(", "))));
    }
}
