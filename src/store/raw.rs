//! Finds the bytes of each item in a delivery as received, so that evidence costs the item and not the whole feed.

use memchr::memmem::Finder;

use crate::wire::Filing;

/// Above this many items, elements that do not stand in the order of the filings are not searched for.
const SEARCHED: usize = 300;

/// A name shorter than this many bytes may stand in an element by chance: it must be all that a tag holds.
const SURE: usize = 12;

/// A delivery cut into its items' elements, where that can be done by looking for tags alone.
pub(crate) struct Elements<'a> {
    elements: Vec<&'a str>,
}

impl<'a> Elements<'a> {
    /// Cuts a body at `<item>` or `<entry>` elements. Finds none in JSON, in UTF-16, or where an element does not end.
    pub(crate) fn of(raw: &'a [u8]) -> Self {
        let Ok(text) = std::str::from_utf8(raw) else { return Self { elements: Vec::new() } };
        for (open, close) in [("<item", "</item>"), ("<entry", "</entry>")] {
            let elements = cut(text, open, close);
            if !elements.is_empty() {
                return Self { elements };
            }
        }
        Self { elements: Vec::new() }
    }

    /// The element of the filing that stands at `index` in the delivery.
    pub(crate) fn of_filing(&self, filing: &Filing, index: usize) -> Option<&'a str> {
        if let Some(element) = self.elements.get(index).filter(|e| names(e, filing)) {
            return Some(element);
        }
        if self.elements.len() > SEARCHED {
            return None;
        }
        self.elements.iter().find(|e| names(e, filing)).copied()
    }
}

fn cut<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let (opens, closes) = (Finder::new(open), Finder::new(close));
    let find = |what: &Finder<'_>, from: usize| {
        text.as_bytes().get(from..).and_then(|rest| what.find(rest)).map(|at| at + from)
    };
    let mut elements = Vec::new();
    let mut from = 0;
    while let Some(start) = find(&opens, from) {
        let after = start + open.len();
        // `<items>` of RSS 1.0 is another element.
        let is_tag = text.as_bytes().get(after).is_some_and(|b| matches!(b, b'>' | b'/') || b.is_ascii_whitespace());
        if !is_tag {
            from = after;
            continue;
        }
        let Some(end) = find(&closes, after).map(|at| at + close.len()) else { break };
        elements.extend(text.get(start..end));
        from = end;
    }
    elements
}

/// Whether the element is surely the filing's: it holds its key or its address, as it stands or with `&` escaped.
fn names(element: &str, filing: &Filing) -> bool {
    [Some(filing.key.as_str()), filing.url.as_deref()].into_iter().flatten().any(|name| {
        if name.len() < SURE {
            return !name.is_empty() && element.contains(&format!(">{name}<"));
        }
        element.contains(name) || (name.contains('&') && element.contains(&name.replace('&', "&amp;")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = "<rss><channel><items/><item><guid>wire-1</guid></item>\n<item rdf:about='x'><link>https://a.example/?p=2&amp;q=1</link></item></channel></rss>";

    fn filing(key: &str) -> Filing {
        Filing { key: key.into(), ..Filing::default() }
    }

    #[test]
    fn each_item_finds_its_own_element() {
        let elements = Elements::of(FEED.as_bytes());
        assert_eq!(elements.of_filing(&filing("wire-1"), 0), Some("<item><guid>wire-1</guid></item>"));
        let second = elements.of_filing(&filing("https://a.example/?p=2&q=1"), 0).unwrap();
        assert!(second.starts_with("<item rdf:about"));
        assert_eq!(elements.of_filing(&filing("wire-9"), 0), None);
    }

    #[test]
    fn a_feed_cut_short_gives_the_whole_elements_only() {
        let elements = Elements::of(b"<rss><item><guid>wire-1</guid></item><item><guid>wire-2");
        assert!(elements.of_filing(&filing("wire-1"), 0).is_some());
        assert!(elements.of_filing(&filing("wire-2"), 1).is_none());
    }
}
