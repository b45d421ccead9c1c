//! Whole lists for other programs: items and quotations, one by one, in bounded memory.

use std::ops::ControlFlow;

use jiff::Timestamp;

use crate::store::asked::Asked;
use crate::store::error::Error;
use crate::store::place::time_of;
use crate::store::query::Compiled;
use crate::store::reader::Reader;
use crate::store::rows;
use crate::store::scan::{self, Spot, Walk, Way};
use crate::store::status::time;
use crate::wire::{Echo, ItemId, ListItem, Mark, Query, Quote, Sort};

/// Items read at a time.
const AT_A_TIME: usize = 400;

/// A quotation with the item it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteLine {
    /// The item.
    pub item: ItemId,
    /// Its newest revision, which is quoted.
    pub revision: u32,
    /// The name of its source.
    pub source: String,
    /// Whether the copy is killed, withdrawn or withheld, here or in another outlet: its quotations are not to be used.
    pub killed: bool,
    /// Until when it is under an embargo; for ever where the wire does not say.
    pub embargo: Option<Timestamp>,
    /// When the outlet says it published it, else the item's place in the order of time.
    pub published: Option<Timestamp>,
    /// The page of its story.
    pub url: Option<String>,
    /// The quotation; its spans are bytes into `text`.
    pub quote: Quote,
    /// Where else it stands.
    pub echoes: Vec<Echo>,
    /// The clean text of the item's newest filing.
    pub text: std::sync::Arc<str>,
}

impl Reader {
    /// Gives every item that matches to `each`, in order, until `limit` or until `each` breaks off. Holds a few hundred
    /// items in memory, however many match; of an order of several keys, what is compared of all of them.
    ///
    /// # Errors
    /// [`Error::Query`] for a query that cannot be answered, else as SQLite gives them.
    pub fn list(
        &mut self,
        query: &Query,
        sort: Sort,
        limit: Option<usize>,
        each: &mut dyn FnMut(ListItem) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        if let Sort::Keys(keys) = sort {
            for id in self.all_ordered(query, keys)?.into_iter().take(limit.unwrap_or(usize::MAX)) {
                if self.item(id)?.is_some_and(|item| each(item).is_break()) {
                    break;
                }
            }
            return Ok(());
        }
        let query = self.compile(query, sort)?;
        let mut left = limit.unwrap_or(usize::MAX);
        let mut walk = Walk { sort, way: Way::Down, from: None, inclusive: false };
        loop {
            let found = self.list_items(&query, &walk, left.min(AT_A_TIME))?;
            left = left.saturating_sub(found.len());
            let last = found.last().map(|(_, spot)| *spot);
            for (item, _) in found {
                if each(item).is_break() {
                    return Ok(());
                }
            }
            match last {
                Some(last) if left > 0 => walk.from = Some(last),
                _ => return Ok(()),
            }
        }
    }

    /// One item as `list` gives it; `None` where it is not in the cache.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn item(&mut self, id: ItemId) -> Result<Option<ListItem>, Error> {
        let only = Query::Term(crate::wire::Term::Number(crate::wire::Field::Id, crate::wire::Compare::Equal, id.0));
        let mut found = None;
        self.list(&only, Sort::Newest, Some(1), &mut |item| {
            found = Some(item);
            ControlFlow::Break(())
        })?;
        Ok(found)
    }

    pub(crate) fn list_items(
        &mut self,
        query: &Compiled,
        walk: &Walk,
        limit: usize,
    ) -> Result<Vec<(ListItem, Spot)>, Error> {
        let columns = format!(
            "{}, i.url, i.published, i.received, (SELECT ifnull(outlet, title) FROM source WHERE id = i.source)",
            rows::columns()
        );
        let (conn, names) = (&self.conn, &mut self.names);
        scan::rows(conn, query, walk, &columns, limit, |r| {
            let (row, place, rank) = names.row(conn, r)?;
            let title: Option<String> = r.get(rows::COLUMNS + 3)?;
            let item = ListItem {
                outlet: title.or_else(|| Some(row.source.to_string())),
                url: r.get(rows::COLUMNS)?,
                published: time(r.get(rows::COLUMNS + 1)?),
                received: time(r.get(rows::COLUMNS + 2)?).unwrap_or_else(|| time_of(place)),
                row,
            };
            Ok((item, Spot { rank, place }))
        })
    }

    /// Gives every quotation of the items that match to `each`, newest item first, until `each` breaks off; those of one
    /// speaker (part of the name will do) where `speaker` is given.
    ///
    /// # Errors
    /// As [`Reader::list`].
    pub fn quotes(
        &mut self,
        query: &Query,
        speaker: Option<&str>,
        each: &mut dyn FnMut(QuoteLine) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let query = match speaker {
            Some(name) => Query::And(vec![
                query.clone(),
                Query::Term(crate::wire::Term::Is(crate::wire::Field::Speaker, open_ended(name))),
            ]),
            None => query.clone(),
        };
        let (compiled, asked) = (self.compile(&query, Sort::Newest)?, Asked::of(&query));
        let mut walk = Walk { sort: Sort::Newest, way: Way::Down, from: None, inclusive: false };
        loop {
            let found = self.list_items(&compiled, &walk, AT_A_TIME)?;
            let Some((_, last)) = found.last() else { return Ok(()) };
            walk.from = Some(*last);
            for (item, _) in found {
                if self.quotes_of_item(&item, &asked, each)?.is_break() {
                    return Ok(());
                }
            }
        }
    }

    fn quotes_of_item(
        &self,
        item: &ListItem,
        asked: &Asked,
        each: &mut dyn FnMut(QuoteLine) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Error> {
        let text: std::sync::Arc<str> =
            crate::store::digest::text_of(&self.conn, item.row.id.0, item.row.revision)?.into();
        let quotes = self.quotes_of(item.row.id, item.row.revision, &text)?;
        if !quotes.iter().any(|quote| asked.holds(quote, &text)) {
            return Ok(ControlFlow::Continue(()));
        }
        let echoes = self.echoes_of(item.row.id, item.row.revision, &text, &quotes)?;
        for (n, quote) in quotes.into_iter().enumerate() {
            if !asked.holds(&quote, &text) {
                continue;
            }
            let line = QuoteLine {
                item: item.row.id,
                revision: item.row.revision,
                source: item.row.source.to_string(),
                killed: item.row.is_killed(),
                embargo: item.row.embargo.or_else(|| item.row.marks.has(Mark::Embargo).then_some(Timestamp::MAX)),
                published: item.published.or(Some(item.row.sort_at)),
                url: item.url.clone(),
                quote,
                echoes: echoes.iter().filter(|echo| echo.quote == n).cloned().collect(),
                text: text.clone(),
            };
            if each(line).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// A name whose last word may be cut short.
fn open_ended(name: &str) -> String {
    format!("{}*", name.trim_end_matches(['*', ' ']))
}
