//! The quotes sidebar: every quotation of the story under its speaker.

use super::echoes::{self, Echoes};
use super::wrap::wrap;
use crate::wire::{Echo, Quote, Reading, Span, extent_words, role_beside};

/// The sidebar's state.
#[derive(Debug, Default)]
pub(crate) struct Quotes {
    /// The selected quotation, counted from 0 in the order of the text.
    pub selected: Option<usize>,
    /// The lines of the sidebar.
    pub rows: Vec<SideRow>,
    /// The first line shown.
    pub top: usize,
    /// Where else the quotations stand.
    pub echoes: Echoes,
    /// The one speaker whose quotations are listed, if not all are; the name may be missing.
    pub only: Option<Option<String>>,
    /// Whether what stands between marks and is no speech is listed too.
    pub loose_on: bool,
    /// That, as bytes of the text.
    pub loose: Vec<Span>,
}

/// One line of the sidebar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SideRow {
    pub kind: SideKind,
    pub text: String,
    /// The quotation it belongs to.
    pub quote: Option<usize>,
}

/// What a line of the sidebar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SideKind {
    Speaker,
    Role,
    /// The first line of a quotation, with its number.
    First,
    /// Its further lines.
    More,
    /// Another wording of it in other copy.
    Differs,
    /// Other copy with the same words.
    Also,
    /// Words between marks that are no speech.
    Loose,
    Gap,
}

impl Quotes {
    /// Lays the quotes of a story out for a width.
    pub fn lay_out(&mut self, reading: &Reading, width: u16) {
        self.rows.clear();
        let text = &reading.filing.text;
        let found = self.echoes.of(reading);
        let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
        for n in self.passing(reading) {
            let Some(quote) = reading.quotes.get(n) else { continue };
            let name = quote.who(text);
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, members)) => members.push(n),
                None => groups.push((name, vec![n])),
            }
        }
        // Stable: speakers stay in the order in which they speak; the unattributed come last.
        groups.sort_by_key(|(name, _)| name.is_none());
        for (name, members) in groups {
            if !self.rows.is_empty() {
                self.push(SideKind::Gap, String::new(), None);
            }
            for line in wrap(name.unwrap_or("unattributed"), width) {
                self.push(SideKind::Speaker, line, None);
            }
            let role = members.iter().find_map(|n| reading.quotes.get(*n)?.role.as_deref());
            let role = role_beside(name.unwrap_or(""), role);
            for line in wrap(role.unwrap_or(""), width.saturating_sub(2)) {
                self.push(SideKind::Role, line, None);
            }
            for n in members {
                if let Some(quote) = reading.quotes.get(n) {
                    self.add((n, quote), text, &found, width);
                }
            }
        }
        self.add_loose(text, width);
        if self.selected.is_some_and(|n| n >= reading.quotes.len()) {
            self.selected = None;
        }
    }

    /// The quotations that are listed, in the order of the text.
    pub fn passing(&self, reading: &Reading) -> Vec<usize> {
        let text = &reading.filing.text;
        let passes = |quote: &Quote| self.only.as_ref().is_none_or(|only| only.as_deref() == quote.who(text));
        reading.quotes.iter().enumerate().filter(|(_, quote)| passes(quote)).map(|(n, _)| n).collect()
    }

    /// What is no speech, below everything else.
    fn add_loose(&mut self, text: &str, width: u16) {
        if self.loose.is_empty() || self.only.is_some() {
            return;
        }
        if !self.rows.is_empty() {
            self.push(SideKind::Gap, String::new(), None);
        }
        self.push(SideKind::Role, "not speech".to_owned(), None);
        for span in self.loose.clone() {
            let words = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
            for line in wrap(&format!("“{words}”"), width.saturating_sub(4)) {
                self.push(SideKind::Loose, format!("    {line}"), None);
            }
        }
    }

    fn add(&mut self, (n, quote): (usize, &Quote), text: &str, found: &[Echo], width: u16) {
        let words = quote.words(text);
        let mark = extent_words(quote.partial, quote.running);
        let lines = wrap(&format!("“{words}”{mark}"), width.saturating_sub(4));
        for (i, line) in lines.into_iter().enumerate() {
            match i {
                0 => self.push(SideKind::First, format!("{:>3} {line}", n + 1), Some(n)),
                _ => self.push(SideKind::More, format!("    {line}"), Some(n)),
            }
        }
        let mine: Vec<&Echo> = found.iter().filter(|e| e.quote == n).collect();
        for line in echoes::lines(&mine, quote.span.of(text)) {
            let kind = if line.differs { SideKind::Differs } else { SideKind::Also };
            for (i, part) in wrap(&line.text, width.saturating_sub(6)).into_iter().enumerate() {
                let indent = if i == 0 { "    " } else { "      " };
                self.push(kind, format!("{indent}{part}"), Some(n));
            }
        }
    }

    fn push(&mut self, kind: SideKind, text: String, quote: Option<usize>) {
        self.rows.push(SideRow { kind, text, quote });
    }

    /// How many quotations of a story have another wording elsewhere.
    pub fn differing(&self, reading: &Reading) -> usize {
        let found = self.echoes.of(reading);
        let mut which: Vec<usize> = found.iter().filter(|e| e.differs()).map(|e| e.quote).collect();
        which.dedup();
        which.len()
    }

    /// The quotations in the order of the sidebar.
    pub fn order(&self) -> Vec<usize> {
        self.rows.iter().filter(|r| r.kind == SideKind::First).filter_map(|r| r.quote).collect()
    }

    /// Selects the quotation `by` places further on in the sidebar.
    pub fn step(&mut self, by: isize) {
        let order = self.order();
        let now = self.selected.and_then(|n| order.iter().position(|o| *o == n));
        let next = match now {
            Some(at) => at.saturating_add_signed(by).min(order.len().saturating_sub(1)),
            None if by < 0 => order.len().saturating_sub(1),
            None => 0,
        };
        self.selected = order.get(next).copied();
    }

    /// Goes `by` places further on in `height` lines: from quotation to quotation, and where the last one is reached, line by line to
    /// what stands below it. Whether another quotation is selected, or the same one is in sight again.
    pub fn step_in(&mut self, by: isize, height: usize) -> bool {
        let end = self.rows.len().saturating_sub(height.max(1));
        let at_last = self.selected == self.order().last().copied();
        if at_last && by > 0 {
            self.top = self.top.saturating_add_signed(by).min(end).max(self.top);
            return false;
        }
        let first = self.rows.iter().position(|r| r.quote.is_some() && r.quote == self.selected).unwrap_or(0);
        if at_last && self.top > first {
            self.top = self.top.saturating_add_signed(by);
            return self.top <= first;
        }
        self.step(by);
        true
    }

    /// Goes to the last line, where strings that are no speech stand below the quotations.
    pub fn go_below(&mut self, height: usize) {
        if !self.loose.is_empty() {
            self.top = self.rows.len().saturating_sub(height.max(1));
        }
    }

    /// Scrolls so that the selected quotation can be seen in `height` lines, and with it whose it is: below the name if there is
    /// room for both, else below the line that repeats the name.
    pub fn follow(&mut self, height: usize) {
        let mine = |r: &SideRow| r.quote.is_some() && r.quote == self.selected;
        let first = self.rows.iter().position(mine);
        let last = self.rows.iter().rposition(mine);
        if let (Some(first), Some(last)) = (first, last) {
            let name = self.name_above(first).unwrap_or(first);
            let opens = self.rows.iter().take(first).skip(name).all(|r| r.quote.is_none());
            let top = if opens || last - name < height { name } else { first.saturating_sub(1) };
            self.top = self.top.max((last + 1).saturating_sub(height)).min(top);
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height.max(1)));
    }

    /// The line with the name under which a line stands.
    fn name_above(&self, at: usize) -> Option<usize> {
        let group = self.rows.get(..=at)?.iter().rposition(|r| r.kind == SideKind::Gap).map_or(0, |gap| gap + 1);
        // Below a gap that is the last line there is no name yet.
        Some(group).filter(|group| *group <= at && self.rows.get(*group).is_some_and(|r| r.kind == SideKind::Speaker))
    }

    /// The lines from the first one shown. Where the name of whoever is speaking is scrolled off, it stands in place of the first,
    /// unless that is the last line of theirs.
    pub fn shown(&self) -> impl Iterator<Item = &SideRow> {
        let ends = self.rows.get(self.top + 1).is_none_or(|r| r.kind == SideKind::Gap);
        let name =
            self.name_above(self.top).filter(|name| *name < self.top && !ends).and_then(|name| self.rows.get(name));
        let taken = usize::from(name.is_some());
        name.into_iter().chain(self.rows.iter().skip(self.top + taken))
    }
}
