//! What is gathered of an item or a feed while its elements go by, before it is known which of them counts.

use jiff::Timestamp;

use super::dates::parse_date;
use super::links::is_web;
use crate::wire::{Category, Draft, Enclosure, Feed, Hours, Link, Markup, Person, clean_line};

/// The best value so far of a field that several elements can give.
#[derive(Debug)]
pub(crate) struct Best<T> {
    rank: u8,
    value: Option<T>,
}

impl<T> Default for Best<T> {
    fn default() -> Self {
        Self { rank: u8::MAX, value: None }
    }
}

impl<T> Best<T> {
    /// Takes `value` if its rank (0 is best) is better than what is there.
    pub(crate) fn offer(&mut self, rank: u8, value: Option<T>) {
        if rank < self.rank && value.is_some() {
            self.rank = rank;
            self.value = value;
        }
    }

    /// The value.
    pub(crate) fn get(self) -> Option<T> {
        self.value
    }

    /// The value, to look at.
    pub(crate) fn peek(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

/// Ranks of the vocabularies: the format's own, then Atom inside RSS, then Dublin Core, then the rest.
pub(crate) mod rank {
    pub(crate) const OWN: u8 = 0;
    pub(crate) const ATOM: u8 = 1;
    pub(crate) const DC: u8 = 2;
    pub(crate) const REST: u8 = 3;
    pub(crate) const LAST: u8 = 4;
}

/// The fields of an item or a feed.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) id: Best<String>,
    pub(crate) id_is_link: bool,
    pub(crate) link: Best<String>,
    pub(crate) links: Vec<Link>,
    pub(crate) title: Best<String>,
    pub(crate) authors: Vec<Person>,
    pub(crate) contributors: Vec<Person>,
    pub(crate) published: Best<Timestamp>,
    pub(crate) updated: Best<Timestamp>,
    /// Whether a date was given that cannot be read.
    pub(crate) unread_date: bool,
    pub(crate) summary: Best<Markup>,
    pub(crate) content: Best<Markup>,
    pub(crate) categories: Vec<Category>,
    pub(crate) enclosures: Vec<Enclosure>,
    pub(crate) rights: Best<String>,
    pub(crate) source: Best<String>,
    pub(crate) language: Best<String>,
    pub(crate) slug: Option<String>,
    pub(crate) urgency: Option<u8>,
    pub(crate) replaces: Vec<String>,
    pub(crate) version: Option<String>,
    pub(crate) ttl: Option<u32>,
    pub(crate) period: Option<u32>,
    pub(crate) frequency: Option<u32>,
    pub(crate) skip_hours: Hours,
}

impl Fields {
    /// Reads a date, and notes where one is given that cannot be read.
    pub(crate) fn date(&mut self, text: &str) -> Option<Timestamp> {
        let date = parse_date(text);
        self.unread_date |= date.is_none() && !text.trim().is_empty();
        date
    }

    /// Adds a link, once.
    pub(crate) fn add_link(&mut self, link: Link) {
        if !link.href.is_empty() && !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    /// Adds a subject, once.
    pub(crate) fn add_category(&mut self, mut category: Category) {
        category.term = clean_line(&category.term);
        category.label = category.label.map(|label| clean_line(&label)).filter(|label| !label.is_empty());
        if !category.term.is_empty() && !self.categories.contains(&category) {
            self.categories.push(category);
        }
    }

    /// Adds an attached file, once an address.
    pub(crate) fn add_enclosure(&mut self, enclosure: Enclosure) {
        if !enclosure.url.is_empty() && !self.enclosures.iter().any(|e| e.url == enclosure.url) {
            self.enclosures.push(enclosure);
        }
    }

    /// The main link: the one given, else the id where it is a page.
    fn main_link(&mut self) -> Option<String> {
        let link = std::mem::take(&mut self.link).get().filter(|l| !l.is_empty());
        link.or_else(|| self.id.peek().filter(|id| self.id_is_link && is_web(id)).cloned())
    }

    /// The fields as an item.
    pub(crate) fn into_draft(mut self) -> Draft {
        let link = self.main_link();
        Draft {
            guid: self.id.get(),
            guid_is_link: self.id_is_link,
            version: self.version,
            link,
            links: self.links,
            title: self.title.get(),
            authors: self.authors,
            contributors: self.contributors,
            undatable: self.unread_date && self.published.peek().is_none(),
            published: self.published.get(),
            updated: self.updated.get(),
            summary: self.summary.get(),
            content: self.content.get(),
            categories: self.categories,
            enclosures: self.enclosures,
            rights: self.rights.get(),
            source: self.source.get(),
            language: self.language.get(),
            slug: self.slug,
            urgency: self.urgency,
            replaces: self.replaces,
        }
    }

    /// The fields as a feed of a format.
    pub(crate) fn into_feed(mut self, format: String) -> Feed {
        let period = self.period.map(|p| p / self.frequency.unwrap_or(1).max(1));
        let link = self.main_link();
        Feed {
            format,
            encoding: String::new(),
            id: self.id.get(),
            link,
            links: self.links,
            title: self.title.get(),
            subtitle: self.summary.get().as_ref().and_then(super::text::line),
            language: self.language.get(),
            rights: self.rights.get(),
            updated: self.updated.get().or(self.published.get()),
            authors: if self.authors.is_empty() { self.contributors } else { self.authors },
            categories: self.categories,
            ttl_minutes: self.ttl.or(period),
            skip_hours: self.skip_hours,
        }
    }
}
