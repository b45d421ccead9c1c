//! The structure of copy written out again as small, safe HTML: every run of text is a link that says which run it is.

use super::html::Tag;
use super::markup::{Copy, Gap, Op};

/// Cells of one table that are laid out as a table.
const CELLS: usize = 1_000;

/// Columns of the page that a column of a table must have at least.
const COLUMN: usize = 8;

/// The address of runs that layout added; all other runs have the number of their step.
pub(crate) const ADDED: &str = "+";

/// Writes the structure as HTML for `width` columns. Nesting and tables that would leave no room are flattened; `tables`
/// is false to flatten all of them.
pub(crate) fn to_html(copy: &Copy, width: usize, tables: bool) -> String {
    let mut page = Page {
        html: String::with_capacity(copy.text.len() * 2),
        open: false,
        kept: Vec::new(),
        deepest: (width / 8).min(12),
    };
    let grids = if tables { grids(&copy.ops, width) } else { Vec::new() };
    for (at, op) in copy.ops.iter().enumerate() {
        match *op {
            Op::Open(tag) => page.container(tag, grids.binary_search(&at).is_ok()),
            Op::Close(_) => page.end(),
            Op::Gap(gap) => page.gap(gap),
            Op::Run { start, end, .. } => page.run(&at.to_string(), copy.text.get(start..end).unwrap_or("")),
            Op::Number(number) => page.run(ADDED, &format!("[{number}]")),
            Op::Rule => {
                page.close_paragraph();
                page.html.push_str("<hr>");
            }
        }
    }
    page.close_paragraph();
    page.html
}

struct Page {
    html: String,
    /// Whether a paragraph is open.
    open: bool,
    /// The containers that are open, and whether they were written.
    kept: Vec<(Tag, bool)>,
    deepest: usize,
}

impl Page {
    fn container(&mut self, tag: Tag, is_grid: bool) {
        let depth = self.kept.iter().filter(|(tag, kept)| *kept && indents(*tag)).count();
        let inside =
            |wanted: Tag| self.kept.iter().rev().find(|(tag, _)| *tag == wanted).is_some_and(|(_, kept)| *kept);
        let list = self.kept.iter().rev().find(|(tag, _)| matches!(tag, Tag::List(_)));
        let kept = match tag {
            Tag::List(_) | Tag::Quote => depth < self.deepest,
            Tag::Item => list.is_some_and(|(_, kept)| *kept),
            Tag::Table => is_grid,
            Tag::Row => inside(Tag::Table),
            Tag::Cell => inside(Tag::Row),
            Tag::Pre => true,
            _ => false,
        };
        if kept {
            self.close_paragraph();
            self.html.push_str(name(tag, "<"));
        }
        self.kept.push((tag, kept));
    }

    fn end(&mut self) {
        if let Some((tag, true)) = self.kept.pop() {
            self.close_paragraph();
            self.html.push_str(name(tag, "</"));
        }
    }

    fn is_inside(&self, wanted: &[Tag]) -> bool {
        self.kept.iter().rev().find(|(_, kept)| *kept).is_some_and(|(tag, _)| wanted.contains(tag))
    }

    fn gap(&mut self, gap: Gap) {
        if !self.open {
            return;
        }
        match gap {
            Gap::Paragraph if self.is_inside(&[Tag::Pre]) => self.html.push_str("\n\n"),
            Gap::Line if self.is_inside(&[Tag::Pre]) => self.html.push('\n'),
            Gap::Paragraph if !self.is_inside(&[Tag::Item, Tag::Cell]) => self.close_paragraph(),
            Gap::Paragraph | Gap::Line => self.html.push_str("<br>"),
            Gap::Space | Gap::None => {}
        }
    }

    fn run(&mut self, address: &str, text: &str) {
        if !self.open {
            self.open = true;
            if !self.is_inside(&[Tag::Item, Tag::Cell, Tag::Pre]) {
                self.html.push_str("<p>");
            }
        }
        self.html.push_str("<a href=\"");
        self.html.push_str(address);
        self.html.push_str("\">");
        for c in text.chars() {
            match c {
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '&' => self.html.push_str("&amp;"),
                c => self.html.push(c),
            }
        }
        self.html.push_str("</a>");
    }

    fn close_paragraph(&mut self) {
        if self.open && !self.is_inside(&[Tag::Item, Tag::Cell, Tag::Pre]) {
            self.html.push_str("</p>");
        }
        self.open = false;
    }
}

fn indents(tag: Tag) -> bool {
    matches!(tag, Tag::List(_) | Tag::Quote)
}

fn name(tag: Tag, lead: &str) -> &'static str {
    let opens = lead == "<";
    let (open, close) = match tag {
        Tag::List(true) => ("<ol>", "</ol>"),
        Tag::List(false) => ("<ul>", "</ul>"),
        Tag::Item => ("<li>", "</li>"),
        Tag::Quote => ("<blockquote>", "</blockquote>"),
        Tag::Table => ("<table>", "</table>"),
        Tag::Row => ("<tr>", "</tr>"),
        Tag::Cell => ("<td>", "</td>"),
        Tag::Pre => ("<pre>", "</pre>"),
        _ => ("", ""),
    };
    if opens { open } else { close }
}

/// The tables that can be drawn as such, by the place of their opening, sorted: at least two columns and two rows, room for each
/// column, and no table within.
fn grids(ops: &[Op], width: usize) -> Vec<usize> {
    /// A table that is open.
    struct Shape {
        at: usize,
        rows: usize,
        cells: usize,
        row: usize,
        columns: usize,
        nested: bool,
    }
    let mut open: Vec<Shape> = Vec::new();
    let mut found = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        match (op, open.last_mut()) {
            (Op::Open(Tag::Table), outer) => {
                if let Some(outer) = outer {
                    outer.nested = true;
                }
                open.push(Shape { at, rows: 0, cells: 0, row: 0, columns: 0, nested: false });
            }
            (Op::Open(Tag::Row), Some(shape)) => {
                shape.rows += 1;
                shape.row = 0;
            }
            (Op::Open(Tag::Cell), Some(shape)) => {
                shape.cells += 1;
                shape.row += 1;
                shape.columns = shape.columns.max(shape.row);
            }
            (Op::Open(Tag::List(_) | Tag::Quote | Tag::Pre), Some(shape)) => shape.nested = true,
            (Op::Close(Tag::Table), Some(_)) => {
                let shape = open.pop();
                found.extend(
                    shape
                        .filter(|shape| {
                            !shape.nested
                                && shape.rows >= 2
                                && shape.columns >= 2
                                && shape.cells <= CELLS
                                && shape.columns * COLUMN <= width
                        })
                        .map(|shape| shape.at),
                );
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found
}
