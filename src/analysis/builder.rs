//! Clean text and structure, built from the tokens of HTML.

use crate::wire::{Style, clean_block, clean_line};

use super::entity::unescape;
use super::html::{Tag, attribute};
use super::markup::{Copy, Gap, Op, absolute};

/// Containers kept open at once; deeper ones are read as if they were not there.
const DEPTH: usize = 256;

/// Links kept of one piece of copy.
const LINKS: usize = 300;

/// Copy as it grows, token by token.
pub(crate) struct Builder<'a> {
    /// What was read so far.
    pub out: Copy,
    base: Option<&'a str>,
    noted: bool,
    gap: Gap,
    /// Spaces waiting inside preformatted text.
    spaces: usize,
    stack: Vec<Tag>,
    /// Open list items and cells: inside them blocks are lines.
    narrow: usize,
    preformatted: usize,
    /// Whether the last tag was a line break.
    broke: bool,
    style: Style,
    /// The link that is open: its place in `links`, and the length of the text when it opened.
    link: Option<(usize, usize)>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(base: Option<&'a str>, noted: bool) -> Self {
        Self {
            out: Copy::default(),
            base,
            noted,
            gap: Gap::None,
            spaces: 0,
            stack: Vec::new(),
            narrow: 0,
            preformatted: 0,
            broke: false,
            style: Style::default(),
            link: None,
        }
    }

    pub(crate) fn text(&mut self, raw: &str) {
        // Every byte is looked at, whatever those before it were: so the processor tests many at once. Here and below.
        let plain =
            raw.bytes().fold(true, |all, b| all & matches!(b, b' '..=b'%' | b'\''..=b'~' | b'\n' | b'\t' | b'\r'));
        match (plain, self.preformatted > 0) {
            (true, false) => self.words(raw),
            (_, false) => self.words(&clean_block(&unescape(raw))),
            (_, true) => self.lines(&clean_block(&unescape(raw).replace('\t', "    "))),
        }
    }

    /// Running text: white space folds.
    fn words(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) {
            self.widen(Gap::Space);
        }
        let body = text.trim();
        if body.is_empty() {
            return;
        }
        if is_folded(body) {
            self.put(body);
        } else {
            for word in body.split_whitespace() {
                self.put(word);
                self.widen(Gap::Space);
            }
            self.gap = Gap::None;
        }
        if text.ends_with(char::is_whitespace) {
            self.widen(Gap::Space);
        }
    }

    /// Preformatted text: white space stays, but for ends of lines and all but one blank line.
    fn lines(&mut self, text: &str) {
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
                self.spaces = 0;
            }
            let body = line.trim_start_matches(char::is_whitespace);
            self.spaces += line.chars().count() - body.chars().count();
            if body.is_empty() {
                continue;
            }
            let kept = body.trim_end();
            self.put(kept);
            self.spaces = body.chars().count() - kept.chars().count();
        }
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn put(&mut self, words: &str) {
        self.broke = false;
        let text = &mut self.out.text;
        let mut start = text.len();
        if start > 0 {
            match self.gap {
                Gap::None => {}
                Gap::Space => text.push(' '),
                Gap::Line => text.push('\n'),
                Gap::Paragraph => text.push_str("\n\n"),
            }
            if self.gap >= Gap::Line {
                start = text.len();
            }
        }
        if self.preformatted > 0 && !text.is_empty() {
            text.extend(std::iter::repeat_n(' ', std::mem::take(&mut self.spaces)));
        }
        text.push_str(words);
        let end = text.len();
        if self.noted {
            self.note(start, end);
        }
        self.gap = Gap::None;
    }

    fn note(&mut self, start: usize, end: usize) {
        if self.gap >= Gap::Line {
            self.out.ops.push(Op::Gap(self.gap));
        }
        let now = self.style;
        let mut start = start;
        match self.out.ops.last_mut() {
            Some(Op::Run { end: last, style, .. }) if *last == start && *style == now => {
                *last = end;
                return;
            }
            // The space before a link is no part of the link.
            Some(Op::Run { end: last, .. }) if *last == start && now.link && self.gap == Gap::Space => {
                *last += 1;
                start += 1;
            }
            _ => {}
        }
        self.out.ops.push(Op::Run { start, end, style: now });
    }

    fn push(&mut self, tag: Tag) {
        if self.stack.len() >= DEPTH {
            return;
        }
        self.stack.push(tag);
        self.narrow += usize::from(matches!(tag, Tag::Item | Tag::Cell));
        self.preformatted += usize::from(tag == Tag::Pre);
        self.style.heading |= tag == Tag::Heading;
        if self.noted {
            self.out.ops.push(Op::Open(tag));
        }
    }

    fn pop(&mut self) -> Option<Tag> {
        let tag = self.stack.pop()?;
        self.narrow -= usize::from(matches!(tag, Tag::Item | Tag::Cell));
        self.preformatted -= usize::from(tag == Tag::Pre);
        if tag == Tag::Heading {
            self.style.heading = false;
        }
        if self.noted {
            self.out.ops.push(Op::Close(tag));
        }
        Some(tag)
    }

    /// Closes containers down to and including the nearest one that is wanted, unless one that bounds it comes first.
    fn pop_to(&mut self, wanted: impl Fn(Tag) -> bool, bound: impl Fn(Tag) -> bool) -> bool {
        let found = self.stack.iter().rev().take_while(|tag| !bound(**tag)).position(|tag| wanted(*tag));
        let Some(above) = found else { return false };
        for _ in 0..=above {
            self.pop();
        }
        true
    }

    fn block(&mut self) {
        self.widen(if self.narrow > 0 { Gap::Line } else { Gap::Paragraph });
    }

    pub(crate) fn open(&mut self, tag: Tag, attributes: &str) {
        match tag {
            Tag::Break => {
                let twice = self.broke && self.narrow == 0;
                self.widen(if twice { Gap::Paragraph } else { Gap::Line });
                self.broke = true;
                return;
            }
            Tag::Block => self.block(),
            Tag::Heading | Tag::Quote | Tag::Pre | Tag::List(_) | Tag::Table => {
                self.block();
                self.pop_to(|tag| tag == Tag::Heading, |tag| tag != Tag::Heading);
                self.push(tag);
            }
            Tag::Item => {
                self.pop_to(|tag| tag == Tag::Item, |tag| matches!(tag, Tag::List(_) | Tag::Cell));
                self.widen(Gap::Line);
                if self.stack.iter().any(|tag| matches!(tag, Tag::List(_))) {
                    self.push(tag);
                }
            }
            Tag::Row => {
                self.pop_to(|tag| tag == Tag::Row, |tag| tag == Tag::Table);
                self.widen(Gap::Line);
                if self.stack.contains(&Tag::Table) {
                    self.push(tag);
                }
            }
            Tag::Cell => {
                self.pop_to(|tag| tag == Tag::Cell, |tag| matches!(tag, Tag::Row | Tag::Table));
                self.widen(Gap::Space);
                if self.stack.last() == Some(&Tag::Row) {
                    self.push(tag);
                }
            }
            Tag::Rule => {
                self.block();
                if self.noted {
                    self.out.ops.push(Op::Rule);
                }
            }
            Tag::Link => self.open_link(attributes),
            Tag::Strong => self.style.strong = true,
            Tag::Emphasis => self.style.emphasis = true,
            Tag::Code => self.style.code = true,
            Tag::Strike => self.style.strike = true,
            Tag::Inline | Tag::Skipped => return,
        }
        self.broke = false;
    }

    pub(crate) fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Block => self.block(),
            Tag::Heading | Tag::Quote | Tag::Pre | Tag::List(_) | Tag::Table => {
                self.pop_to(|open| open == tag, |open| open == Tag::Cell && tag != Tag::Table);
                self.block();
            }
            Tag::Item | Tag::Row => {
                self.pop_to(|open| open == tag, |open| matches!(open, Tag::List(_) | Tag::Table));
                self.widen(Gap::Line);
            }
            Tag::Cell => {
                self.pop_to(|open| open == tag, |open| matches!(open, Tag::Row | Tag::Table));
                if self.gap == Gap::Paragraph {
                    self.gap = Gap::Line;
                }
                self.widen(Gap::Space);
            }
            Tag::Link => self.close_link(),
            Tag::Strong => self.style.strong = false,
            Tag::Emphasis => self.style.emphasis = false,
            Tag::Code => self.style.code = false,
            Tag::Strike => self.style.strike = false,
            Tag::Break | Tag::Rule | Tag::Inline | Tag::Skipped => return,
        }
        self.broke = false;
    }

    fn open_link(&mut self, attributes: &str) {
        self.close_link();
        let href = attribute(attributes, "href").map(|raw| clean_line(&unescape(raw)));
        let Some(href) = href.and_then(|href| absolute(&href, self.base)) else { return };
        let links = &mut self.out.links;
        let at = links.iter().position(|known| *known == href).unwrap_or(links.len());
        if at == links.len() {
            if at == LINKS {
                return;
            }
            links.push(href);
        }
        self.link = Some((at, self.out.text.len()));
        self.style.link = true;
    }

    fn close_link(&mut self) {
        self.style.link = false;
        if let Some((at, length)) = self.link.take()
            && self.noted
            && self.out.text.len() > length
        {
            self.out.ops.push(Op::Number(at + 1));
        }
    }
}

/// Whether words are parted by single plain spaces and nothing else.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (second, third) = (bytes.get(1..).unwrap_or_default(), bytes.get(2..).unwrap_or_default());
    let broken = bytes.iter().fold(false, |any, b| any | matches!(b, b'\t'..=b'\r'));
    let doubled = bytes.iter().zip(second).fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')));
    // The other white space of Unicode, as UTF-8 has it: U+0085, U+00A0; U+1680, U+2000..U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    let short = |a: u8, b: u8| (a == 0xc2) & ((b == 0x85) | (b == 0xa0));
    let long = |a: u8, b: u8, c: u8| {
        ((a == 0xe2) & (b == 0x80) & ((c <= 0x8a) | (c == 0xa8) | (c == 0xa9) | (c == 0xaf)))
            | ((a == 0xe2) & (b == 0x81) & (c == 0x9f))
            | ((a == 0xe1) & (b == 0x9a) & (c == 0x80))
            | ((a == 0xe3) & (b == 0x80) & (c == 0x80))
    };
    let wide = || {
        bytes.iter().zip(second).fold(false, |any, (a, b)| any | short(*a, *b))
            | bytes.iter().zip(second).zip(third).fold(false, |any, ((a, b), c)| any | long(*a, *b, *c))
    };
    !broken && !doubled && (text.is_ascii() || !wide())
}

#[cfg(test)]
mod tests {
    use super::is_folded;

    #[test]
    fn no_white_space_but_single_plain_spaces_is_folded() {
        for code in 0..=0x1_0fff {
            let Some(c) = char::from_u32(code) else { continue };
            assert_eq!(is_folded(&format!("“a{c}b”")), c == ' ' || !c.is_whitespace(), "{code:x}");
        }
        assert!(is_folded("") && is_folded("a") && is_folded("a b") && !is_folded("a  b"));
    }
}
