//! A page cut to bounds within which any tree made of it stays small: how deep it nests and how many elements it has.

/// Elements nested deeper than this lose their tags and keep their text. Trees of pages are walked in recursion.
const DEEPEST: usize = 120;

/// Start tags beyond this number end the page. Long pages of news have some five thousand.
const ELEMENTS: usize = 20_000;

/// Inline tags open at one time. Those left open are opened again in each paragraph that follows (HTML standard, 13.2.4.3), so that
/// few bytes could make many nodes.
const INLINE: usize = 8;

/// Tags that are opened again.
const REOPENED: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements without an end tag, and those that end by themselves where the next one begins.
const SHALLOW: [&str; 29] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "html", "head", "body",
];

/// Elements whose inside is no markup.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// The page within bounds, and whether anything was cut. Costs one pass, and no stack.
pub(crate) fn within_bounds(page: &str) -> (String, bool) {
    let mut kept = String::with_capacity(page.len());
    let (mut depth, mut reopened) = (Depth::default(), Depth::default());
    let mut elements = 0_usize;
    let mut patience = page.len().saturating_mul(4);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        kept.push_str(text);
        if tail.starts_with("<!") || tail.starts_with("<?") {
            rest = after_declaration(tail, &mut kept);
            continue;
        }
        let Some(tag) = Tag::at(tail, &mut patience) else {
            kept.push_str("&lt;");
            rest = tail.get(1..).unwrap_or("");
            continue;
        };
        let (whole, after) = tail.split_at_checked(tag.len).unwrap_or((tail, ""));
        rest = after;
        if !tag.closes {
            elements += 1;
            if elements > ELEMENTS {
                return (kept, true);
            }
        }
        let inline = REOPENED.iter().any(|name| tag.is(name));
        if inline && !reopened.passes(tag.closes, INLINE) {
            continue;
        }
        let nests = !inline && !SHALLOW.iter().any(|name| tag.is(name)) && !whole.ends_with("/>");
        if nests && !depth.passes(tag.closes, DEEPEST) {
            continue;
        }
        kept.push_str(whole);
        if !tag.closes && RAW.iter().any(|name| tag.is(name)) {
            let inside = end_of_raw(rest, tag.name);
            let (raw, after) = rest.split_at_checked(inside).unwrap_or((rest, ""));
            kept.push_str(raw);
            rest = after;
        }
    }
    kept.push_str(rest);
    (kept, depth.cut || reopened.cut)
}

/// How deep the reader stands.
#[derive(Default)]
struct Depth {
    now: usize,
    /// Tags left out that are still open.
    beyond: usize,
    cut: bool,
}

impl Depth {
    /// Counts a tag that nests, up to `most` of them; whether it stays.
    fn passes(&mut self, closes: bool, most: usize) -> bool {
        if closes {
            if self.beyond > 0 {
                self.beyond -= 1;
                return false;
            }
            self.now = self.now.saturating_sub(1);
            return true;
        }
        if self.now >= most {
            self.beyond += 1;
            self.cut = true;
            return false;
        }
        self.now += 1;
        true
    }
}

/// A tag, by its name and length in bytes.
struct Tag<'p> {
    name: &'p str,
    closes: bool,
    len: usize,
}

impl<'p> Tag<'p> {
    /// The tag at the head of `tail`, which begins with `<`; none where that is only a sign, or has no end. A quotation mark that is
    /// never closed must not swallow the page, so its end is looked for only so far; `patience` is how many bytes may be looked
    /// at in vain before quotation marks count no more, so that no page costs more than a few passes.
    fn at(tail: &'p str, patience: &mut usize) -> Option<Self> {
        let inner = tail.get(1..)?;
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name = inner.split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next()?;
        let mut quote = None;
        let far = LONGEST_TAG.min(*patience).min(tail.len());
        let end = tail.bytes().take(far).position(|b| {
            match quote {
                None if b == b'"' || b == b'\'' => quote = Some(b),
                Some(open) if open == b => quote = None,
                _ => {}
            }
            quote.is_none() && b == b'>'
        });
        let end = end.or_else(|| {
            *patience = patience.saturating_sub(far.max(1));
            let near = if *patience == 0 { SHORT_TAG } else { LONGEST_TAG };
            tail.bytes().take(near).position(|b| b == b'>')
        })?;
        Some(Self { name, closes, len: end + 1 })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The longest tag, in bytes: pictures may stand in one as base64.
const LONGEST_TAG: usize = 1 << 16;

/// The longest tag where patience is at its end.
const SHORT_TAG: usize = 1 << 10;

/// Leaves out a comment; keeps a doctype. Returns what follows.
fn after_declaration<'p>(tail: &'p str, kept: &mut String) -> &'p str {
    let comment = tail.starts_with("<!--");
    let end = if comment { tail.find("-->").map(|at| at + 3) } else { None };
    let end = end.or_else(|| tail.find('>').map(|at| at + 1)).unwrap_or(tail.len());
    let (whole, after) = tail.split_at_checked(end).unwrap_or((tail, ""));
    if !comment && whole.len() < 200 {
        kept.push_str(whole);
    }
    after
}

/// How many bytes stand before the end tag of an element that holds no markup.
fn end_of_raw(rest: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find("</")).map(|at| at + from) {
        let here = rest.get(at + 2..at + 2 + name.len()).unwrap_or("");
        if here.eq_ignore_ascii_case(name) {
            return at;
        }
        from = at + 2;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::within_bounds;

    #[test]
    fn an_ordinary_page_stays_as_it_is_but_for_its_comments() {
        let page =
            "<!DOCTYPE html><html><body class=\"a > b\"><!-- x --><p>a < b<br/>c<script>if (a<b) '<p>'</script></body>";
        let (kept, cut) = within_bounds(page);
        let want = "<!DOCTYPE html><html><body class=\"a > b\"><p>a &lt; b<br/>c<script>if (a<b) '<p>'</script></body>";
        assert_eq!((kept.as_str(), cut), (want, false));
    }

    #[test]
    fn what_nests_too_deep_loses_its_tags_and_keeps_its_words() {
        let (kept, cut) = within_bounds(&format!("{}leaf{}end", "<div>".repeat(5_000), "</div>".repeat(5_000)));
        assert_eq!(kept.matches("<div>").count(), super::DEEPEST);
        assert_eq!(kept.matches("</div>").count(), super::DEEPEST);
        assert!(cut && kept.contains("leaf") && kept.ends_with("end"));
    }

    #[test]
    fn a_page_that_would_make_a_great_many_nodes_ends_early() {
        for page in ["<p>x".repeat(200_000), format!("{}{}", "<b>".repeat(190), "<p>x".repeat(9_000))] {
            let (kept, cut) = within_bounds(&page);
            assert!(cut && kept.len() < page.len() && kept.matches("<b>").count() <= super::INLINE);
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_costs_little() {
        for piece in ["<a \"", "<!--", "<script>", "<", "</", "<a '\">", "<a href='"] {
            assert!(within_bounds(&piece.repeat(50_000)).0.len() < 50_000 * 13, "{piece}");
        }
    }
}
