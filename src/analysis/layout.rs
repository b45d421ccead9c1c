//! A body laid out for a width: html2text behind guards, each span with its place in the clean text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use html2text::config;
use html2text::render::{RichAnnotation, TaggedLine};
use unicode_width::UnicodeWidthStr;

use crate::wire::{Columns, Filing, Laid, LaidSpan, MarkupKind, Style};

use super::markup::{Copy, Op, read_with_structure};
use super::plain::lay_out_plain;
use super::structure::{ADDED, to_html};

/// Text longer than this, in bytes, is laid out as plain paragraphs: html2text takes more than linear time.
const LONGEST: usize = 200_000;

/// Steps of structure beyond which the same holds.
const STEPS: usize = 20_000;

/// The narrowest width at which structure is drawn.
const NARROWEST: u16 = 16;

/// Lays the body of a filing out for a width in columns. Every span with a place holds the bytes that stand there in
/// [`Filing::text`]; no line is wider than `width`, unless a single character is.
pub fn lay_out(filing: &Filing, width: u16) -> Laid {
    let Some(markup) = filing.markup.as_ref().filter(|markup| markup.kind == MarkupKind::Html) else {
        return lay_out_plain(&filing.text, width);
    };
    if width < NARROWEST {
        return lay_out_plain(&filing.text, width);
    }
    if filing.text.len() > LONGEST {
        return plain_with_notice(filing, width, "Too long for lists and tables; shown as plain paragraphs.");
    }
    let mut copy = read_with_structure(markup, filing.url.as_deref());
    if copy.text != filing.text {
        return lay_out_plain(&filing.text, width);
    }
    if copy.ops.len() > STEPS {
        return plain_with_notice(filing, width, "Too much markup; shown as plain paragraphs.");
    }
    let links = std::mem::take(&mut copy.links);
    match structured(&copy, width, true).or_else(|| structured(&copy, width, false)) {
        Some(lines) => Laid { lines, links, notice: None },
        None => plain_with_notice(filing, width, "The markup could not be laid out; shown as plain paragraphs."),
    }
}

fn plain_with_notice(filing: &Filing, width: u16, notice: &str) -> Laid {
    Laid { notice: Some(notice.to_owned()), ..lay_out_plain(&filing.text, width) }
}

/// Lays structure out; `None` where that fails, loses a letter or overruns the width.
fn structured(copy: &Copy, width: u16, tables: bool) -> Option<Vec<Vec<LaidSpan>>> {
    let width = usize::from(width);
    let (lines, widest) = set(copy, width, tables)?;
    if widest <= width {
        return Some(lines);
    }
    // html2text measures text as a whole, some of which takes more columns: set to as many less it leaves room for them.
    let mismeasured = copy.text.width() < copy.text.columns();
    let narrower = (2 * width).saturating_sub(widest).max(1);
    let (lines, widest) = if mismeasured { set(copy, narrower, tables)? } else { return None };
    (widest <= width).then_some(lines)
}

/// The lines of a structure set to a width, and the columns of the widest; `None` where that fails or loses a letter.
fn set(copy: &Copy, width: usize, tables: bool) -> Option<(Vec<Vec<LaidSpan>>, usize)> {
    let html = to_html(copy, width, tables);
    // html2text has panicked on hostile input before; a story must not end the program.
    let rendered = catch_unwind(AssertUnwindSafe(|| render(&html, width))).ok()??;
    let mut places = Places::new(copy);
    let mut widest = 0;
    let mut lines: Vec<Vec<LaidSpan>> = Vec::with_capacity(rendered.len());
    for line in &rendered {
        let mut spans = Vec::new();
        for piece in line.tagged_strings() {
            places.place(&piece.s, address(&piece.tag), &mut spans)?;
        }
        trim_end(&mut spans);
        widest = widest.max(spans.iter().map(|span| span.text.columns()).sum());
        if lines.last().is_some_and(|above| above.iter().any(|span| span.at.is_some())) && opens(copy, &spans) {
            lines.push(Vec::new());
        }
        let after_blank = lines.last().is_none_or(Vec::is_empty);
        if !(spans.is_empty() && after_blank) {
            lines.push(spans);
        }
    }
    while lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    places.are_all_taken().then_some((lines, widest))
}

fn render(html: &str, width: usize) -> Option<Vec<TaggedLine<Vec<RichAnnotation>>>> {
    let config = config::rich().allow_width_overflow().unicode_strikeout(false);
    let dom = config.parse_html(html.as_bytes()).ok()?;
    let tree = config.dom_to_render_tree(&dom).ok()?;
    config.render_to_lines(tree, width).ok()
}

/// Whether a line begins a paragraph of the clean text. html2text sets lists close to the paragraph above them.
fn opens(copy: &Copy, line: &[LaidSpan]) -> bool {
    let start = line.iter().find_map(|span| span.at).and_then(|at| copy.text.get(..at));
    start.is_some_and(|above| above.trim_end_matches(' ').ends_with("\n\n"))
}

/// The address of the innermost link.
fn address(tags: &[RichAnnotation]) -> Option<&str> {
    tags.iter().rev().find_map(|tag| match tag {
        RichAnnotation::Link(address) => Some(address.as_str()),
        _ => None,
    })
}

/// Where each run of the clean text has got to. Tables show runs side by side, so each has its own place.
struct Places<'a> {
    copy: &'a Copy,
    reached: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(copy: &'a Copy) -> Self {
        let start = |op: &Op| if let Op::Run { start, .. } = op { *start } else { 0 };
        Self { copy, reached: copy.ops.iter().map(start).collect() }
    }

    /// Puts a rendered piece into spans with their places; `None` where it is not what stands there.
    fn place(&mut self, piece: &str, address: Option<&str>, spans: &mut Vec<LaidSpan>) -> Option<()> {
        let Some(number) = address.and_then(|address| address.parse::<usize>().ok()) else {
            let style = Style { added: true, link: address == Some(ADDED), ..Style::default() };
            push(spans, piece, None, style);
            return Some(());
        };
        let Some(Op::Run { end, style, .. }) = self.copy.ops.get(number) else { return None };
        let at = self.reached.get_mut(number)?;
        for c in piece.chars() {
            loop {
                let next = self.copy.text.get(*at..*end)?.chars().next();
                if next == Some(c) {
                    push(spans, c.encode_utf8(&mut [0; 4]), Some(*at), *style);
                    *at += c.len_utf8();
                    break;
                }
                match next {
                    Some(space) if space.is_whitespace() => *at += space.len_utf8(),
                    _ if c.is_whitespace() => {
                        push(spans, " ", None, Style { added: true, ..*style });
                        break;
                    }
                    _ => return None,
                }
            }
        }
        Some(())
    }

    /// Whether every letter of every run was placed.
    fn are_all_taken(&self) -> bool {
        self.copy.ops.iter().zip(&self.reached).all(|(op, reached)| match op {
            Op::Run { end, .. } => self.copy.text.get(*reached..*end).is_some_and(|rest| rest.trim().is_empty()),
            _ => true,
        })
    }
}

/// Adds text to the last span where it goes on from it.
fn push(spans: &mut Vec<LaidSpan>, text: &str, at: Option<usize>, style: Style) {
    if let Some(last) = spans.last_mut() {
        let goes_on = match (last.at, at) {
            (Some(start), Some(at)) => start + last.text.len() == at,
            (None, None) => true,
            _ => false,
        };
        if goes_on && last.style == style {
            last.text.push_str(text);
            return;
        }
    }
    spans.push(LaidSpan { text: text.to_owned(), at, style });
}

fn trim_end(spans: &mut Vec<LaidSpan>) {
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            return;
        }
        spans.pop();
    }
}
