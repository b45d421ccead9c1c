//! Quotations by themselves: those of one speaker across the cache, or those of some items, page by page.

use rusqlite::OptionalExtension;

use crate::analysis::wording::{Kin, kin};
use crate::store::asked::Asked;
use crate::store::digest::text_of;
use crate::store::error::Error;
use crate::store::reader::Reader;
use crate::store::scan::{Spot, Walk, Way};
use crate::wire::{Field, ItemId, ListItem, Query, Saying, SayingsOf, SayingsRequest, Sort, Term};

/// Items read at a time.
const AT_A_TIME: usize = 100;
/// Items read for one answer at most; where many of one surname are quoted, the rest comes with the next page.
const READ: usize = 2_000;
/// Runs of one copy in which an unnamed speaker is looked for.
const RUNS: usize = 200;

impl Reader {
    /// A page of quotations, newest item first, in the order of each item's text; and the item to go on after, if there may
    /// be more. A page ends with the item that fills it, so it may hold a few more than were asked for.
    ///
    /// # Errors
    /// [`Error::Query`] for a query that cannot be answered, else as SQLite gives them.
    pub fn sayings(&mut self, request: &SayingsRequest) -> Result<(Vec<Saying>, Option<ItemId>), Error> {
        let query = match &request.of {
            SayingsOf::Items(ids) => return self.sayings_in(ids, request),
            SayingsOf::Speaker(name) => by_surname(name),
            SayingsOf::Unnamed(id, _) => return self.sayings_in(&self.runs_of(*id)?, request),
            SayingsOf::Query(query) => query.clone(),
        };
        let compiled = self.compile(&query, Sort::Newest)?;
        let asked = match &request.of {
            SayingsOf::Query(query) => Asked::of(query),
            _ => Asked::of(&Query::All),
        };
        let mut walk = Walk { sort: Sort::Newest, way: Way::Down, from: None, inclusive: false };
        if let Some(after) = request.after {
            let Some(spot) = self.spot(after)? else { return Ok((Vec::new(), None)) };
            walk.from = Some(spot);
        }
        let mut found = Vec::new();
        let mut read = 0;
        loop {
            let items = self.list_items(&compiled, &walk, AT_A_TIME)?;
            let last = items.len() < AT_A_TIME;
            for (item, spot) in items {
                self.sayings_of(&item, &request.of, &asked, &mut found)?;
                walk.from = Some(spot);
                read += 1;
                if found.len() >= request.limit || read >= READ {
                    return Ok((found, Some(item.row.id)));
                }
            }
            if last {
                return Ok((found, None));
            }
        }
    }

    /// The quotations of items that are known by number, however many they are.
    fn sayings_in(&mut self, ids: &[ItemId], request: &SayingsRequest) -> Result<(Vec<Saying>, Option<ItemId>), Error> {
        let mut items = Vec::with_capacity(ids.len());
        for id in ids {
            items.extend(self.item(*id)?);
        }
        items.sort_by_key(|item| std::cmp::Reverse((item.row.sort_at, item.row.slot)));
        let from = request.after.and_then(|after| items.iter().position(|item| item.row.id == after));
        let mut found = Vec::new();
        for item in items.iter().skip(from.map_or(0, |at| at + 1)) {
            self.sayings_of(item, &request.of, &Asked::of(&Query::All), &mut found)?;
            if found.len() >= request.limit {
                return Ok((found, Some(item.row.id)));
            }
        }
        Ok((found, None))
    }

    /// The item and other runs of its copy, the newest [`RUNS`] of them.
    fn runs_of(&self, id: ItemId) -> Result<Vec<ItemId>, Error> {
        let sql = format!(
            "SELECT id FROM item WHERE id = ?1 OR reprint = (SELECT reprint FROM item WHERE id = ?1)
             ORDER BY id = ?1 DESC, id DESC LIMIT {RUNS}"
        );
        let mut runs = self.conn.prepare_cached(&sql)?;
        let runs = runs.query_map([id.0], |r| Ok(ItemId(r.get(0)?)))?;
        Ok(runs.collect::<Result<_, _>>()?)
    }

    fn spot(&self, id: ItemId) -> Result<Option<Spot>, Error> {
        let mut item = self.conn.prepare_cached("SELECT rank, place FROM item WHERE id = ?1")?;
        Ok(item.query_row([id.0], |r| Ok(Spot { rank: r.get(0)?, place: r.get(1)? })).optional()?)
    }

    fn sayings_of(&self, item: &ListItem, of: &SayingsOf, asked: &Asked, found: &mut Vec<Saying>) -> Result<(), Error> {
        let row = &item.row;
        let text = text_of(&self.conn, row.id.0, row.revision)?;
        for (n, quote) in self.quotes_of(row.id, row.revision, &text)?.into_iter().enumerate() {
            let speaker = quote.who(&text).map(str::to_owned);
            let wanted = match of {
                SayingsOf::Speaker(name) => {
                    quote.canonical.is_some() && kin(Some(name), speaker.as_deref()) == Kin::Same
                }
                SayingsOf::Unnamed(_, words) => {
                    let same = |who: &str| who.to_lowercase() == words.to_lowercase();
                    quote.canonical.is_none() && speaker.as_deref().is_some_and(same)
                }
                SayingsOf::Items(_) => true,
                SayingsOf::Query(_) => asked.holds(&quote, &text),
            };
            if !wanted {
                continue;
            }
            found.push(Saying {
                item: row.id,
                revision: row.revision,
                quote: n,
                source: row.source.to_string(),
                agency: row.agency.as_deref().map(str::to_owned),
                headline: row.headline.clone(),
                url: item.url.clone(),
                at: row.sort_at,
                killed: row.is_killed(),
                embargo: row.embargo,
                words: quote.words(&text),
                speaker,
                role: quote.role,
                partial: quote.partial,
                running: quote.running,
            });
        }
        Ok(())
    }
}

/// A speaker is looked up by the last word of the name, which is all that some copy gives; whether it is they is seen by the
/// whole name.
fn by_surname(name: &str) -> Query {
    let surname = name.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    Query::Term(Term::Is(Field::Speaker, surname.unwrap_or(name).to_owned()))
}
