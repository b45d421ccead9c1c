//! Orders of several keys, which no index keeps: the newest matches are put in order here, and what is older stands below them.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use crate::store::error::Error;
use crate::store::page::{COUNTING, ROWS};
use crate::store::place::{slot_of, time_of};
use crate::store::query::{Compiled, STORIES};
use crate::store::reader::Reader;
use crate::store::scan::{self, Spot, Walk, Way};
use crate::wire::{
    Anchor, Compared, IdsRequest, ItemId, Keys, Marks, Page, PageRequest, Query, Row, Sort, Term, kill_rank,
    plain_letters,
};

/// So many of the newest matches are put in order for the screen, once for each state of the cache: more than anybody reads down to.
pub(crate) const SORTED: usize = 10_000;

/// What is compared of one match.
struct Entry {
    id: ItemId,
    place: i64,
    rank: i64,
    outlet: Arc<str>,
    agency: Arc<str>,
    words: u32,
    items: u32,
    heat: i64,
    kill: u8,
}

impl Entry {
    fn compared(&self) -> Compared<'_> {
        Compared {
            priority: u8::try_from(self.rank).unwrap_or(9),
            outlet: (&*self.outlet).into(),
            agency: (&*self.agency).into(),
            words: self.words,
            items: self.items,
            heat: self.heat,
            kill: self.kill,
        }
    }

    fn compare(&self, other: &Self, keys: &Keys) -> Ordering {
        let rising = self.place.cmp(&other.place);
        let time = if keys.oldest() { rising } else { rising.reverse() };
        keys.compare(&self.compared(), &other.compared()).then(time)
    }
}

/// The matches of a query in an order of several keys, as they stood at one state of the cache.
pub(crate) struct Ordered {
    query: Query,
    keys: Keys,
    version: i64,
    /// The newest matches, in order.
    head: Vec<Entry>,
    /// Below which place the other matches are, where there are more.
    rest: Option<i64>,
}

/// A place in such an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    /// So many of the head stand before it.
    Head(usize),
    /// In the rest, at this place; what is newer comes first.
    Rest(Reverse<i64>),
}

impl Ordered {
    /// Where an item stands, or would.
    fn at(&self, id: ItemId, entry: Option<&Entry>) -> At {
        let Some(entry) = entry else { return self.end() };
        if let Some(rest) = self.rest.filter(|rest| entry.place < *rest) {
            return At::Rest(Reverse(entry.place.min(rest)));
        }
        let known = self.head.iter().position(|known| known.id == id);
        let before = || self.head.partition_point(|known| known.compare(entry, &self.keys).is_lt());
        At::Head(known.unwrap_or_else(before))
    }

    /// Below everything: where who asks for what is gone comes to stand, or asks for the end.
    fn end(&self) -> At {
        if self.rest.is_some() { At::Rest(Reverse(i64::MIN)) } else { At::Head(self.head.len()) }
    }

    /// Those of the head from one number up to another.
    fn placed(&self, begin: usize, end: usize) -> Vec<Placed> {
        let some = self.head.get(begin.min(self.head.len())..end.min(self.head.len())).unwrap_or_default();
        some.iter().zip(begin..).map(|(entry, n)| (entry.id, entry.place, At::Head(n))).collect()
    }
}

/// An item of such an order, its place in time, and where it stands.
type Placed = (ItemId, i64, At);

/// The columns of an entry.
fn columns(query: &Compiled) -> String {
    let (place, rank) = if query.stories.is_some() { ("s.place", "s.rank") } else { ("i.place", "i.rank") };
    format!(
        "i.id, {place}, {rank}, i.source, i.agency, i.words, (SELECT items FROM story WHERE id = i.story),
         (SELECT CAST(heat AS INTEGER) FROM story WHERE id = i.story), i.marks,
         (SELECT killed FROM copy WHERE id = i.reprint)"
    )
}

impl Reader {
    /// The order of a query's matches; kept until the cache, or what is asked, is another.
    fn ordered(&mut self, query: &Query, compiled: &Compiled, keys: Keys, most: usize) -> Result<Ordered, Error> {
        let version = self.version()?;
        let known = |o: &Ordered| o.version == version && o.keys == keys && o.query == *query;
        if let Some(ordered) = self.ordered.take().filter(|o| known(o) && !compiled.timed) {
            return Ok(ordered);
        }
        let walk = Walk { sort: Sort::Newest, way: Way::Down, from: None, inclusive: false };
        let mut head = self.entries(compiled, &walk, most.saturating_add(1))?;
        let more = head.len() > most;
        head.truncate(most);
        let rest = head.last().map(|oldest| oldest.place).filter(|_| more);
        head.sort_by(|a, b| a.compare(b, &keys));
        Ok(Ordered { query: query.clone(), keys, version, head, rest })
    }

    fn entries(&mut self, query: &Compiled, walk: &Walk, limit: usize) -> Result<Vec<Entry>, Error> {
        let (conn, names) = (&self.conn, &mut self.names);
        let mut outlets: HashMap<i64, Arc<str>> = HashMap::new();
        let mut agencies: HashMap<String, Arc<str>> = HashMap::new();
        let found = scan::rows(conn, query, walk, &columns(query), limit.min(usize::MAX >> 1), |r| {
            let source: i64 = r.get(3)?;
            let outlet = match outlets.get(&source) {
                Some(outlet) => outlet.clone(),
                None => {
                    let outlet: Arc<str> = plain_letters(&names.source(conn, source)?).into();
                    outlets.entry(source).or_insert(outlet).clone()
                }
            };
            let agency = match r.get_ref(4)?.as_str_or_null()? {
                None => outlet.clone(),
                Some(name) => match agencies.get(name) {
                    Some(agency) => agency.clone(),
                    None => agencies.entry(name.to_owned()).or_insert(plain_letters(name).into()).clone(),
                },
            };
            let (place, rank) = (r.get(1)?, r.get(2)?);
            let entry = Entry {
                id: ItemId(r.get(0)?),
                place,
                rank,
                outlet,
                agency,
                words: r.get(5)?,
                items: r.get::<_, Option<u32>>(6)?.unwrap_or(1),
                heat: r.get::<_, Option<i64>>(7)?.unwrap_or(0),
                kill: kill_rank(
                    &Marks::from_words(r.get_ref(8)?.as_str()?),
                    r.get::<_, Option<bool>>(9)?.unwrap_or(false),
                ),
            };
            Ok((entry, Spot { rank, place }))
        })?;
        Ok(found.into_iter().map(|(entry, _)| entry).collect())
    }

    /// The entry of an anchor's item as it stands now, whether it still matches or not.
    fn entry_of(&mut self, anchor: Anchor, query: &Compiled) -> Result<Option<Entry>, Error> {
        let (everything, own) = match query.stories {
            Some(_) => (Query::Term(Term::State(STORIES.to_owned())), "s.id = (SELECT story FROM item WHERE id = ?)"),
            None => (Query::All, "i.id = ?"),
        };
        let mut alone = self.compile(&everything, Sort::Newest)?;
        alone.narrow(&own.replace('?', &anchor.id.to_string()));
        let walk = Walk { sort: Sort::Newest, way: Way::Down, from: None, inclusive: false };
        Ok(self.entries(&alone, &walk, 1)?.pop())
    }

    fn at(&mut self, anchor: Anchor, query: &Compiled, ordered: &Ordered) -> Result<At, Error> {
        Ok(ordered.at(anchor.id, self.entry_of(anchor, query)?.as_ref()))
    }

    /// The `n` items right above a place, in order.
    fn above(&mut self, query: &Compiled, ordered: &Ordered, at: At, n: usize) -> Result<Vec<Placed>, Error> {
        let (end, older) = match (at, ordered.rest) {
            (At::Rest(Reverse(place)), Some(rest)) => {
                let from = Some(Spot { rank: 0, place });
                let walk = Walk { sort: Sort::Newest, way: Way::Up, from, inclusive: false };
                let mut older = self.entries(query, &walk, n)?;
                // Upwards the rest ends where the head begins.
                older.retain(|entry| entry.place < rest);
                older.reverse();
                (ordered.head.len(), older)
            }
            (At::Head(end), _) => (end, Vec::new()),
            (At::Rest(_), None) => (ordered.head.len(), Vec::new()),
        };
        let begin = end.saturating_sub(n - older.len());
        let mut all = ordered.placed(begin, end);
        all.extend(older.iter().map(in_rest));
        Ok(all)
    }

    /// The `n` items from a place on, in order.
    fn below(&mut self, query: &Compiled, ordered: &Ordered, at: At, n: usize) -> Result<Vec<Placed>, Error> {
        let (mut all, from) = match at {
            At::Head(begin) => (ordered.placed(begin, begin.saturating_add(n)), None),
            At::Rest(Reverse(place)) => (Vec::new(), Some(place)),
        };
        if let Some(rest) = ordered.rest.filter(|_| all.len() < n) {
            let walk = Walk {
                sort: Sort::Newest,
                way: Way::Down,
                from: Some(Spot { rank: 0, place: from.unwrap_or(rest) }),
                inclusive: from.is_some(),
            };
            all.extend(self.entries(query, &walk, n - all.len())?.iter().map(in_rest));
        }
        Ok(all)
    }

    /// The page that is asked for, in an order of several keys.
    pub(crate) fn ordered_page(&mut self, request: &PageRequest, keys: Keys) -> Result<Page, Error> {
        let query = self.compile(&request.query, Sort::Newest)?;
        let ordered = self.ordered(&request.query, &query, keys, self.sorted)?;
        let before = request.before.min(ROWS / 2);
        let after = request.after.clamp(1, ROWS - before);
        let at = match request.around {
            Some(anchor) => self.at(anchor, &query, &ordered)?,
            None => At::Head(0),
        };
        let mut above = self.above(&query, &ordered, at, before + 1)?;
        let more_above = above.len() > before;
        above.drain(..above.len().saturating_sub(before));
        let mut below = self.below(&query, &ordered, at, after + 1)?;
        let more_below = below.len() > after;
        below.truncate(after);
        above.append(&mut below);
        let (total, above_all) = self.ordered_numbers(request, &query, &ordered, above.first(), more_above)?;
        let least = above_all + above.len() as u64 + u64::from(more_below);
        let page = Page {
            ticket: request.ticket,
            rows: self.rows_at(&above, query.stories.is_some())?.into(),
            more_above,
            more_below,
            total: total.max(least),
            above: above_all,
            ordered_since: ordered.rest.map(time_of),
            cut: false,
        };
        self.ordered = Some(ordered);
        Ok(page)
    }

    /// How many match in all, and how many stand above the first of a page.
    fn ordered_numbers(
        &mut self,
        request: &PageRequest,
        query: &Compiled,
        ordered: &Ordered,
        first: Option<&Placed>,
        more_above: bool,
    ) -> Result<(u64, u64), Error> {
        let head = ordered.head.len() as u64;
        let above = match first {
            _ if !more_above => 0,
            Some((.., At::Head(n))) => *n as u64,
            // The head holds what is newest: whatever is newer than an item of the rest stands above it.
            Some((_, place, At::Rest(_))) => {
                let from = Some(Spot { rank: 0, place: *place });
                let walk = Walk { sort: Sort::Newest, way: Way::Up, from, inclusive: false };
                self.count(query, &walk, Instant::now() + COUNTING)?.unwrap_or(head)
            }
            None => head,
        };
        let total = match ordered.rest {
            None => head,
            Some(_) => self.how_many(&request.query, Sort::Newest)?.map_or(0, |many| many.n),
        };
        Ok((total, above))
    }

    /// The rows of items; that of a story stands at the story's own time.
    fn rows_at(&mut self, wanted: &[Placed], stories: bool) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::with_capacity(wanted.len());
        for (id, place, _) in wanted {
            let Some((mut row, _)) = self.row_of(*id)? else { continue };
            if stories {
                (row.sort_at, row.slot) = (time_of(*place), slot_of(*place));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// The items of a stretch of a list in an order of several keys.
    pub(crate) fn ordered_ids(&mut self, request: &IdsRequest, keys: Keys) -> Result<Vec<ItemId>, Error> {
        let query = self.compile(&request.query, Sort::Newest)?;
        let ordered = self.ordered(&request.query, &query, keys, self.sorted)?;
        let from = match request.from {
            Some(anchor) => self.at(anchor, &query, &ordered)?,
            None => At::Head(0),
        };
        let mut found = self.below(&query, &ordered, from, request.limit)?;
        if let Some(to) = request.to {
            let end = self.at(to, &query, &ordered)?;
            found.retain(|(id, _, at)| *at < end || *id == to.id);
        }
        self.ordered = Some(ordered);
        Ok(found.into_iter().map(|(id, ..)| id).collect())
    }

    /// Every match in an order of several keys: what is compared of each is held in memory, some hundred bytes.
    pub(crate) fn all_ordered(&mut self, query: &Query, keys: Keys) -> Result<Vec<ItemId>, Error> {
        let compiled = self.compile(query, Sort::Newest)?;
        let ordered = self.ordered(query, &compiled, keys, usize::MAX >> 1)?;
        Ok(ordered.head.into_iter().map(|entry| entry.id).collect())
    }
}

fn in_rest(entry: &Entry) -> Placed {
    (entry.id, entry.place, At::Rest(Reverse(entry.place)))
}
