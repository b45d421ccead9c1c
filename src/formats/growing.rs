//! A tree under construction, which closes what was left open.

use super::xml::{Element, Node, is_void};

/// Elements nested deeper than this are dropped, their text kept.
const DEPTH: usize = 256;

/// A tree under construction: open elements, the outermost first.
#[derive(Debug, Default)]
pub(crate) struct Growing<'s> {
    open: Vec<Element<'s>>,
    /// Start tags beyond the depth limit that are still open.
    too_deep: usize,
}

impl<'s> Growing<'s> {
    /// A tree whose outermost element is open.
    pub(crate) fn new(root: Element<'s>) -> Self {
        Self { open: vec![root], too_deep: 0 }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The innermost open element.
    pub(crate) fn innermost(&self) -> Option<&Element<'s>> {
        self.open.last()
    }

    /// The outermost element.
    pub(crate) fn outermost(&self) -> Option<&Element<'s>> {
        self.open.first()
    }

    /// Adds text. Never closes anything.
    pub(crate) fn add(&mut self, node: Node<'s>) -> Option<Element<'s>> {
        if let Some(top) = self.open.last_mut() {
            top.children.push(node);
        }
        None
    }

    /// Takes in an element by its start tag: it stays open unless it is empty, void in HTML, or nested too deep.
    pub(crate) fn take(&mut self, element: Element<'s>, empty: bool) {
        if empty || (is_void(element.name) && !element.is("link") && !element.is("source")) {
            self.add(Node::Element(element));
        } else if self.open.len() >= DEPTH {
            self.too_deep += 1;
        } else {
            self.open.push(element);
        }
    }

    /// Whether the reader stands inside a part of the outermost element.
    pub(crate) fn is_amid(&self) -> bool {
        let trailing = |e: &Element<'_>| match e.children.last() {
            Some(Node::Text(text) | Node::CData(text)) => !text.trim().is_empty(),
            _ => false,
        };
        self.open.len() > 1 || self.open.first().is_some_and(trailing)
    }

    /// Closes everything.
    pub(crate) fn close_all(&mut self) -> Option<Element<'s>> {
        self.close(self.open.len())
    }

    /// How many open elements the end tag `name` closes; 0 where nothing of that name is open.
    pub(crate) fn closes(&mut self, name: &str) -> usize {
        if self.too_deep > 0 && !self.open.iter().take(2).any(|e| e.name == name) {
            self.too_deep -= 1;
            return 0;
        }
        self.too_deep = 0;
        let by = |same: &dyn Fn(&Element<'_>) -> bool| self.open.iter().rev().position(same).map(|i| i + 1);
        by(&|e| e.name == name).or_else(|| by(&|e| e.name.eq_ignore_ascii_case(name))).unwrap_or(0)
    }

    /// Closes the innermost elements. Returns the outermost one once it is closed.
    pub(crate) fn close(&mut self, count: usize) -> Option<Element<'s>> {
        for _ in 0..count {
            let closed = self.open.pop()?;
            match self.open.last_mut() {
                Some(parent) => parent.children.push(Node::Element(closed)),
                None => return Some(closed),
            }
        }
        None
    }
}
