//! A feed read piece by piece: the containers around it, and each element in them as a whole.

use super::defects::Defects;
use super::growing::Growing;
use super::tokens::{Token, Tokens};
use super::xml::{Declarations, Element, Node};

/// Elements that hold items and fields rather than being one.
const CONTAINERS: [&str; 4] = ["rss", "rdf", "channel", "feed"];
/// Fields of an item that hold no other field: one that is still open when the next begins was left unclosed.
const FIELDS: [&str; 14] = [
    "title",
    "link",
    "guid",
    "pubdate",
    "description",
    "author",
    "category",
    "comments",
    "enclosure",
    "id",
    "updated",
    "published",
    "summary",
    "content",
];

/// A part of a feed.
#[derive(Debug)]
pub(crate) enum Piece<'s> {
    /// A container begins; it has attributes and no children.
    Opened(Element<'s>),
    /// An element with all that is in it, and whether the document ended inside it.
    Whole { element: Element<'s>, cut: bool },
}

/// Reads the pieces of a feed.
pub(crate) struct Pieces<'s> {
    tokens: Tokens<'s>,
    declarations: Declarations<'s>,
    open: Vec<&'s str>,
    /// Items begun so far, for the place of a defect.
    items: usize,
    /// Whether an item was left unclosed before the next one.
    careless: bool,
    /// Whether the feed's outermost element was met.
    begun: bool,
    done: bool,
}

impl<'s> Pieces<'s> {
    /// The pieces of `source`.
    pub(crate) fn new(source: &'s str) -> Self {
        Self {
            tokens: Tokens::new(source),
            declarations: Declarations::default(),
            open: Vec::new(),
            items: 0,
            careless: false,
            begun: false,
            done: false,
        }
    }

    /// The container that the reader stands in, innermost.
    pub(crate) fn inside(&self) -> &'s str {
        self.open.last().copied().unwrap_or("")
    }

    /// Whether the document ended before its outermost container did.
    pub(crate) fn unclosed(&self) -> bool {
        !self.open.is_empty()
    }

    /// The next piece.
    pub(crate) fn next(&mut self, defects: &mut Defects) -> Option<Piece<'s>> {
        while !self.done {
            let token = self.tokens.next();
            self.report(defects);
            match token {
                Token::Start { name, attributes, empty } => {
                    if let Some(piece) = self.start(name, attributes, empty, defects) {
                        return Some(piece);
                    }
                }
                Token::End { name } => self.end(name),
                Token::Eof => self.done = true,
                Token::Text(_) | Token::CData(_) | Token::Aside => {}
            }
        }
        None
    }

    fn report(&mut self, defects: &mut Defects) {
        if let Some(slip) = self.tokens.slip.take() {
            defects.note(&self.place(), slip);
        }
    }

    fn place(&self) -> String {
        if self.items == 0 { "feed".to_owned() } else { format!("item {}", self.items) }
    }

    fn start(&mut self, name: &'s str, attributes: &'s str, empty: bool, defects: &mut Defects) -> Option<Piece<'s>> {
        let depth = self.open.len();
        self.declarations.enter(depth, attributes);
        let element = Element::new(self.declarations.space_of(name), name, attributes);
        if CONTAINERS.iter().any(|c| element.is(c)) && depth < CONTAINERS.len() {
            self.begun = true;
            if empty {
                self.declarations.leave(depth);
            } else {
                self.open.push(name);
            }
            return Some(Piece::Opened(element));
        }
        if depth == 0 && !is_item(&element) {
            // Junk before the feed: its tags are passed over, so that a feed inside it is still found.
            self.declarations.leave(0);
            if !self.begun {
                defects.note("feed", "something else before the feed passed over");
            }
            return None;
        }
        self.begun = true;
        if is_item(&element) {
            self.items += 1;
        }
        let piece = if empty { Some(Piece::Whole { element, cut: false }) } else { self.grow(element, defects) };
        self.declarations.leave(depth);
        piece
    }

    fn end(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
            self.open.truncate(at);
            self.declarations.leave(at);
        }
    }

    /// Reads on until `root` is closed, by its end tag or by what cannot stand inside it.
    fn grow(&mut self, root: Element<'s>, defects: &mut Defects) -> Option<Piece<'s>> {
        let base = self.open.len();
        let mut tree = Growing::new(root);
        loop {
            let at = self.tokens.at();
            let token = self.tokens.next();
            self.report(defects);
            let closed = match token {
                Token::Text(text) => tree.add(Node::Text(text)),
                Token::CData(text) => tree.add(Node::CData(text)),
                Token::Aside => None,
                Token::Start { name, attributes, empty } => {
                    let depth = base + tree.depth();
                    self.declarations.enter(depth, attributes);
                    let element = Element::new(self.declarations.space_of(name), name, attributes);
                    let closed = self.started(&mut tree, element, empty, at, defects);
                    if empty {
                        self.declarations.leave(depth);
                    }
                    closed
                }
                Token::End { name } => {
                    let closed = self.ended(&mut tree, name, at, defects);
                    self.declarations.leave(base + tree.depth());
                    closed
                }
                Token::Eof => {
                    // A feed that closes none of its items is sloppy; one that stops inside its last was cut.
                    let cut = !self.careless || self.tokens.cut || tree.is_amid();
                    return tree.close_all().map(|element| Piece::Whole { element, cut });
                }
            };
            if let Some(element) = closed {
                return Some(Piece::Whole { element, cut: false });
            }
        }
    }

    /// A start tag inside a tree. Returns the tree where the tag cannot stand inside it; the tag is read again then.
    fn started(
        &mut self,
        tree: &mut Growing<'s>,
        element: Element<'s>,
        empty: bool,
        at: usize,
        defects: &mut Defects,
    ) -> Option<Element<'s>> {
        if begins_next_item(tree, &element) {
            self.tokens.seek(at);
            defects.note(&self.place(), "not closed before the next one began");
            self.careless = true;
            return tree.close_all();
        }
        if left_open(tree, &element) {
            defects.note(&self.place(), "an element that was not closed");
            tree.close(1);
        }
        tree.take(element, empty);
        None
    }

    /// An end tag inside a tree. Returns the tree where that closes it.
    fn ended(&mut self, tree: &mut Growing<'s>, name: &str, at: usize, defects: &mut Defects) -> Option<Element<'s>> {
        let count = tree.closes(name);
        if count == 0 && self.open.iter().any(|open| open.eq_ignore_ascii_case(name)) {
            self.tokens.seek(at);
            defects.note(&self.place(), "not closed before the end of the feed");
            return tree.close_all();
        }
        match count {
            0 => defects.note(&self.place(), "an end tag without its start"),
            1 => {}
            _ => defects.note(&self.place(), "elements not closed or closed crosswise"),
        }
        tree.close(count)
    }
}

/// Whether an element is an item or entry.
pub(crate) fn is_item(element: &Element<'_>) -> bool {
    element.is("item") || element.is("entry")
}

/// Whether an item begins inside an item: the one before was not closed.
fn begins_next_item(tree: &Growing<'_>, element: &Element<'_>) -> bool {
    tree.outermost().is_some_and(|root| is_item(root) && root.name.eq_ignore_ascii_case(element.name))
}

/// Whether the innermost open element is a field of an item, and another field of the item begins.
fn left_open(tree: &Growing<'_>, element: &Element<'_>) -> bool {
    let field = |e: &Element<'_>| FIELDS.iter().any(|f| e.is(f));
    tree.depth() == 2
        && tree.outermost().is_some_and(is_item)
        && tree.innermost().is_some_and(|top| field(top) && top.space == element.space)
        && field(element)
}
