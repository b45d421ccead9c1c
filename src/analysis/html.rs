//! HTML cut into tokens: lenient, in one pass, never deeper than a flat list.

/// What a tag means to copy. Tags that mean nothing to it are [`Tag::Inline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// A paragraph or any other block.
    Block,
    /// A line break.
    Break,
    /// A heading of any level.
    Heading,
    /// A list; `true` where it is numbered.
    List(bool),
    /// A list item.
    Item,
    /// A block quotation.
    Quote,
    /// Preformatted text.
    Pre,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A rule across the page.
    Rule,
    /// A link.
    Link,
    /// Bold.
    Strong,
    /// Italic.
    Emphasis,
    /// Fixed width.
    Code,
    /// Struck out.
    Strike,
    /// Anything else.
    Inline,
    /// Not copy: dropped with all that is in it.
    Skipped,
}

/// A piece of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Text, entities not resolved.
    Text(&'a str),
    /// A tag opens; its attributes as written.
    Open(Tag, &'a str),
    /// A tag closes.
    Close(Tag),
}

/// The tokens of a piece of HTML. Scripts, styles, navigation and controls are left out.
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    /// Searches that came to nothing once and need not be tried again.
    no_comment_end: bool,
    no_tag_end: bool,
    unclosed: Vec<&'a str>,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self { rest: html, no_comment_end: false, no_tag_end: false, unclosed: Vec::new() }
    }

    fn cut(&mut self, at: usize) -> &'a str {
        let (head, tail) = self.rest.split_at_checked(at).unwrap_or((self.rest, ""));
        self.rest = tail;
        head
    }

    /// Text up to the next thing that looks like a tag.
    fn text(&mut self) -> Token<'a> {
        let from = usize::from(self.rest.starts_with('<'));
        let mut at = from;
        while let Some(found) = self.rest.as_bytes().get(at..).and_then(|tail| memchr::memchr(b'<', tail)) {
            at += found;
            if self.opens_here(at) {
                return Token::Text(self.cut(at));
            }
            at += 1;
        }
        Token::Text(self.cut(self.rest.len()))
    }

    fn opens_here(&self, at: usize) -> bool {
        let next = self.rest.as_bytes().get(at + 1);
        !self.no_tag_end && next.is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
    }

    /// A comment, doctype, declaration or CDATA section.
    fn declaration(&mut self) -> Option<Token<'a>> {
        if let Some(tail) = self.rest.strip_prefix("<![CDATA[") {
            let end = tail.find("]]>").unwrap_or(tail.len());
            let text = tail.get(..end).unwrap_or("");
            self.rest = tail.get(end + 3..).unwrap_or("");
            return Some(Token::Text(text));
        }
        if self.rest.starts_with("<!--") && !self.no_comment_end {
            match self.rest.find("-->") {
                Some(end) => {
                    self.cut(end + 3);
                    return None;
                }
                None => self.no_comment_end = true,
            }
        }
        match self.rest.find('>') {
            Some(end) => {
                self.cut(end + 1);
            }
            None => self.no_tag_end = true,
        }
        None
    }

    /// A tag, from its `<` on.
    fn tag(&mut self) -> Option<Token<'a>> {
        let Some(end) = tag_end(self.rest) else {
            self.no_tag_end = true;
            return None;
        };
        let whole = self.cut(end + 1);
        let inside = whole.get(1..end).unwrap_or("");
        let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |tail| (true, tail));
        let name_end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
        let (name, attributes) = inside.split_at_checked(name_end).unwrap_or((inside, ""));
        let tag = tag_of(name);
        match (tag, closes) {
            (Tag::Skipped, true) => None,
            (Tag::Skipped, false) => {
                if !attributes.ends_with('/') {
                    self.skip_to_close(name);
                }
                None
            }
            (tag, true) => Some(Token::Close(tag)),
            (tag, false) => Some(Token::Open(tag, attributes)),
        }
    }

    /// Leaves out everything up to the closing tag. Where there is none, only a script or style takes the rest with it.
    fn skip_to_close(&mut self, name: &'a str) {
        if self.unclosed.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return;
        }
        let mut at = 0;
        while let Some(found) = self.rest.get(at..).and_then(|tail| tail.find("</")) {
            at += found + 2;
            let here = self.rest.get(at..at + name.len()).unwrap_or("");
            if here.eq_ignore_ascii_case(name) {
                self.cut(at - 2);
                return;
            }
        }
        if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
            self.rest = "";
        } else if self.unclosed.len() < 32 {
            self.unclosed.push(name);
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while !self.rest.is_empty() {
            if !self.rest.starts_with('<') || !self.opens_here(0) {
                return Some(self.text());
            }
            let found = match self.rest.as_bytes().get(1) {
                Some(b'!' | b'?') => self.declaration(),
                _ => self.tag(),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// Where the tag ends: the first `>` outside quotation marks, or the first at all where a mark is never closed.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, b) in tag.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), b) if open == b => quote = None,
            _ => {}
        }
    }
    tag.find('>')
}

fn tag_of(name: &str) -> Tag {
    let mut buffer = [0_u8; 12];
    let Some(lower) = buffer.get_mut(..name.len()) else { return Tag::Inline };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"p" | b"div" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"aside" | b"figure"
        | b"figcaption" | b"dl" | b"form" | b"address" | b"center" | b"details" | b"summary" | b"fieldset"
        | b"caption" | b"hgroup" | b"legend" | b"body" | b"html" => Tag::Block,
        b"br" | b"dt" | b"dd" => Tag::Break,
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Tag::Heading,
        b"ul" | b"menu" | b"dir" => Tag::List(false),
        b"ol" => Tag::List(true),
        b"li" => Tag::Item,
        b"blockquote" => Tag::Quote,
        b"pre" | b"listing" => Tag::Pre,
        b"table" => Tag::Table,
        b"tr" => Tag::Row,
        b"td" | b"th" => Tag::Cell,
        b"hr" => Tag::Rule,
        b"a" => Tag::Link,
        b"b" | b"strong" => Tag::Strong,
        b"i" | b"em" | b"dfn" | b"var" => Tag::Emphasis,
        b"code" | b"kbd" | b"samp" | b"tt" => Tag::Code,
        b"s" | b"strike" | b"del" => Tag::Strike,
        b"script" | b"style" | b"nav" | b"template" | b"iframe" | b"svg" | b"math" | b"noscript" | b"title"
        | b"textarea" | b"select" | b"button" | b"audio" | b"video" | b"object" | b"canvas" | b"map" | b"noembed"
        | b"noframes" | b"xmp" => Tag::Skipped,
        _ => Tag::Inline,
    }
}

/// The value of an attribute as written, without its quotation marks; entities not resolved.
pub(crate) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (key, tail) = rest.split_at_checked(end)?;
        if key.is_empty() && tail.is_empty() {
            return None;
        }
        let Some(value) = tail.trim_start().strip_prefix('=') else {
            rest = tail;
            continue;
        };
        let value = value.trim_start();
        let (value, tail) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inside = value.get(1..).unwrap_or("");
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            _ => value.split_at_checked(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()))?,
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = tail;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_text_are_told_apart() {
        let tokens: Vec<_> = Tokens::new("a < b <P class='x>y'>c</p ><!-- <p> --><br/>d<").collect();
        assert_eq!(
            tokens,
            [
                Token::Text("a < b "),
                Token::Open(Tag::Block, " class='x>y'"),
                Token::Text("c"),
                Token::Close(Tag::Block),
                Token::Open(Tag::Break, "/"),
                Token::Text("d<"),
            ]
        );
    }

    #[test]
    fn scripts_and_controls_are_left_out_and_unclosed_ones_take_nothing_with_them() {
        let text = |html| Tokens::new(html).filter(|t| matches!(t, Token::Text(_))).collect::<Vec<_>>();
        assert_eq!(text("a<script>if (a<b) '</p>'</SCRIPT>b"), [Token::Text("a"), Token::Text("b")]);
        assert_eq!(text("a<nav>b"), [Token::Text("a"), Token::Text("b")]);
        assert_eq!(text("<button>x</button>b<![CDATA[c<d]]>"), [Token::Text("b"), Token::Text("c<d")]);
        assert_eq!(text("a<!-- b <p>c"), [Token::Text("a"), Token::Text("c")]);
    }

    #[test]
    fn attributes_are_found_however_they_are_quoted() {
        assert_eq!(attribute(" class=x href = \"http://a/?b=1&amp;c\" ", "href"), Some("http://a/?b=1&amp;c"));
        assert_eq!(attribute(" HREF='a b' rel", "href"), Some("a b"));
        assert_eq!(attribute(" href=a/b", "href"), Some("a/b"));
        assert_eq!(attribute(" disabled rel=x", "href"), None);
    }

    #[test]
    fn hostile_input_costs_linear_time() {
        for piece in ["<a \"", "<!--", "<nav>", "<", "</", "<a '\">", "&#", "<![CDATA["] {
            let html = piece.repeat(100_000);
            assert!(Tokens::new(&html).count() <= 200_001, "{piece}");
        }
    }
}
