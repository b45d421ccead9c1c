//! Answers a page request: rows around an anchor, and how many there are in all and above.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension};

use crate::store::error::Error;
use crate::store::place::ceiling_of;
use crate::store::query::Compiled;
use crate::store::reader::Reader;
use crate::store::rows;
use crate::store::scan::{self, Found, Spot, Walk, Way};
use crate::wire::{Anchor, HowMany, IdsRequest, ItemId, Page, PageRequest, Query, Row, Sort};

/// Rows of one page at most.
pub(crate) const ROWS: usize = 400;

/// How long a page may be kept waiting for its numbers. What is not counted by then is given as the number surely there.
pub(crate) const COUNTING: Duration = Duration::from_millis(6);

/// How long all rows of a page may take where the first ones are waited for.
const HURRY: Duration = Duration::from_millis(8);

/// How long they may take once there are as many as a screen shows: those below it may come later.
const SCREENFUL: (usize, Duration) = (60, Duration::from_millis(3));

/// So many are counted of what is not soon counted to its end.
const MANY: usize = 1_000;

/// SQLite's steps between two looks at the clock.
const STEPS: i32 = 2_000;

/// The numbers of the last page, from which those of the next one follow by counting the rows between.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    query: Query,
    sort: Sort,
    version: i64,
    total: u64,
    first: Spot,
    above: u64,
}

impl Reader {
    /// The page that is asked for.
    pub(crate) fn page(&mut self, request: &PageRequest) -> Result<Page, Error> {
        if let Sort::Keys(keys) = request.sort {
            return self.ordered_page(request, keys);
        }
        let query = self.compile(&request.query, request.sort)?;
        let before = request.before.min(ROWS / 2);
        let after = request.after.clamp(1, ROWS - before);
        let spot = request
            .around
            .map(|anchor| spot_of(&self.conn, anchor, request.sort, query.stories.is_some()))
            .transpose()?;
        let mut rows = match spot {
            Some(_) => self.walk(&query, request.sort, Way::Up, spot, false, before + 1)?,
            None => Vec::new(),
        };
        let more_above = rows.len() > before;
        rows.truncate(before);
        rows.reverse();
        let Found { rows: mut below, cut } = match spot {
            None if request.hurry => self.first_rows(&query, request.sort, after + 1)?,
            _ => Found { rows: self.walk(&query, request.sort, Way::Down, spot, true, after + 1)?, cut: false },
        };
        let more_below = cut || below.len() > after;
        below.truncate(after);
        rows.extend(below);
        let first = rows.first().map(|(_, spot)| *spot);
        let here = rows.len() as u64;
        let (total, above) = match cut {
            // The whole page counts.
            true => (here + 1, 0),
            false => self.numbers(request, &query, first, here, more_above, more_below)?,
        };
        Ok(Page {
            ticket: request.ticket,
            rows: rows.into_iter().map(|(row, _)| row).collect(),
            more_above,
            more_below,
            total,
            above,
            ordered_since: None,
            cut,
        })
    }

    /// The first rows of a list: as many as there are soon, and at least one, if there is any.
    fn first_rows(&mut self, query: &Compiled, sort: Sort, limit: usize) -> Result<Found<Row>, Error> {
        let begun = Instant::now();
        let met = Arc::new(AtomicUsize::new(0));
        let some = Arc::clone(&met);
        let late = move || match some.load(Ordering::Relaxed) {
            0 => false,
            n if n >= SCREENFUL.0 => begun.elapsed() >= SCREENFUL.1,
            _ => begun.elapsed() >= HURRY,
        };
        self.conn.progress_handler(STEPS, Some(late))?;
        let walk = Walk { sort, way: Way::Down, from: None, inclusive: true };
        let found = self.walked(query, &walk, limit, || {
            met.fetch_add(1, Ordering::Relaxed);
        });
        self.conn.progress_handler(0, None::<fn() -> bool>)?;
        match found {
            // Broken off among items that wait for the index.
            Err(_) if met.load(Ordering::Relaxed) > 0 && begun.elapsed() >= SCREENFUL.1 => {
                self.walked(query, &walk, limit, || {})
            }
            found => found,
        }
    }

    /// How many rows a list has: exactly where that is kept or soon counted, else that there are [`MANY`] or more; `None` where even
    /// that takes too long.
    pub(crate) fn how_many(&mut self, query: &Query, sort: Sort) -> Result<Option<HowMany>, Error> {
        let sort = if matches!(sort, Sort::Keys(_)) { Sort::Newest } else { sort };
        let compiled = self.compile(query, sort)?;
        if let Some(kept) = compiled.counted {
            return Ok(Some(HowMany { n: kept.read(&self.conn)?, or_more: false }));
        }
        let walk = Walk { sort, way: Way::Down, from: None, inclusive: true };
        if let Some(n) = self.count(&compiled, &walk, Instant::now() + COUNTING)? {
            return Ok(Some(HowMany { n, or_more: false }));
        }
        let deadline = Instant::now() + COUNTING;
        self.conn.progress_handler(STEPS, Some(move || Instant::now() >= deadline))?;
        let met = scan::ids(&self.conn, &compiled, sort, None, MANY);
        self.conn.progress_handler(0, None::<fn() -> bool>)?;
        let many = met.is_ok_and(|ids| ids.len() == MANY);
        Ok(many.then_some(HowMany { n: MANY as u64, or_more: true }))
    }

    /// The items of a stretch of a list, in its order.
    pub(crate) fn ids(&mut self, request: &IdsRequest) -> Result<Vec<ItemId>, Error> {
        if let Sort::Keys(keys) = request.sort {
            return self.ordered_ids(request, keys);
        }
        let mut query = self.compile(&request.query, request.sort)?;
        let spot = |anchor: Option<Anchor>| {
            anchor.map(|anchor| spot_of(&self.conn, anchor, request.sort, query.stories.is_some())).transpose()
        };
        let (from, to) = (spot(request.from)?, spot(request.to)?);
        if let Some(to) = to {
            query.narrow(&scan::not_below(request.sort, to, query.stories.is_some()));
        }
        scan::ids(&self.conn, &query, request.sort, from, request.limit)
    }

    fn walk(
        &mut self,
        query: &Compiled,
        sort: Sort,
        way: Way,
        from: Option<Spot>,
        inclusive: bool,
        limit: usize,
    ) -> Result<Vec<(Row, Spot)>, Error> {
        Ok(self.walked(query, &Walk { sort, way, from, inclusive }, limit, || {})?.rows)
    }

    /// The rows of a walk; `met` is called for each.
    fn walked(&mut self, query: &Compiled, walk: &Walk, limit: usize, met: impl Fn()) -> Result<Found<Row>, Error> {
        let sort = walk.sort;
        let (conn, names) = (&self.conn, &mut self.names);
        let mut columns = rows::columns();
        let key = scan::key(sort, query.stories.is_some()).map(|(key, _)| key);
        if query.stories.is_some() {
            // A story stands where its newest item does, whichever is shown.
            columns = columns.replacen("i.place", "s.place", 1);
        }
        columns.push_str(&key.map_or(", i.rank".to_owned(), |key| format!(", CAST({key} AS INTEGER)")));
        scan::rows_in_time(conn, query, walk, &columns, limit, |r| {
            let (row, place, _) = names.row(conn, r)?;
            met();
            Ok((row, Spot { rank: r.get(rows::COLUMNS)?, place }))
        })
    }

    /// How many rows match in all, and how many stand above the first.
    fn numbers(
        &mut self,
        request: &PageRequest,
        query: &Compiled,
        first: Option<Spot>,
        here: u64,
        more_above: bool,
        more_below: bool,
    ) -> Result<(u64, u64), Error> {
        let Some(first) = first else { return Ok((0, 0)) };
        let version = self.version()?;
        let known = |c: &Counted| c.version == version && c.sort == request.sort && c.query == request.query;
        let last = self.counted.take().filter(|c| known(c) && !query.timed);
        let deadline = Instant::now() + COUNTING;
        let above = match (&last, more_above) {
            (_, false) => Some(0),
            (Some(last), true) => self.above_from(query, request.sort, last, first, deadline)?,
            (None, true) => {
                let walk = Walk { sort: request.sort, way: Way::Up, from: Some(first), inclusive: false };
                self.count(query, &walk, deadline)?
            }
        };
        let total = match (&last, query.counted) {
            (_, Some(kept)) => Some(kept.read(&self.conn)?),
            _ if !more_below && above.is_some() => above.map(|above| above + here),
            (Some(last), None) => Some(last.total),
            (None, None) => {
                let sort = if query.stories.is_some() { request.sort } else { Sort::Newest };
                let walk = Walk { sort, way: Way::Down, from: None, inclusive: true };
                self.count(query, &walk, deadline)?
            }
        };
        let above = above.or_else(|| (!more_below).then(|| total?.checked_sub(here)).flatten()).unwrap_or(1);
        let total = total.unwrap_or(0).max(above + here + u64::from(more_below));
        // A count that ran out of time is remembered too, so that only the first page of a list waits for it.
        self.counted = Some(Counted { query: request.query.clone(), sort: request.sort, version, total, first, above });
        Ok((total, above))
    }

    /// The rows above `first`, from those above the last page's first row.
    fn above_from(
        &mut self,
        query: &Compiled,
        sort: Sort,
        last: &Counted,
        first: Spot,
        deadline: Instant,
    ) -> Result<Option<u64>, Error> {
        if first == last.first {
            return Ok(Some(last.above));
        }
        if matches!(sort, Sort::Priority | Sort::PriorityOldest) || query.stories.is_some() {
            let walk = Walk { sort, way: Way::Up, from: Some(first), inclusive: false };
            return self.count(query, &walk, deadline);
        }
        let (low, high) = (first.place.min(last.first.place), first.place.max(last.first.place));
        // Of the two first rows, the upper one stands between the lower and what is above both.
        let newest_first = sort == Sort::Newest;
        let (from, to) = if newest_first { (low + 1, high) } else { (low, high - 1) };
        let mut between = query.clone();
        between.narrow(&format!("i.place BETWEEN {from} AND {to}"));
        let walk = Walk { sort: Sort::Newest, way: Way::Down, from: None, inclusive: true };
        let Some(n) = self.count(&between, &walk, deadline)? else { return Ok(None) };
        let further_down = (first.place < last.first.place) == newest_first;
        Ok(Some(if further_down { last.above + n } else { last.above.saturating_sub(n) }))
    }

    /// A count within its time; `None` where the time was up.
    pub(crate) fn count(&mut self, query: &Compiled, walk: &Walk, deadline: Instant) -> Result<Option<u64>, Error> {
        self.conn.progress_handler(STEPS, Some(move || Instant::now() >= deadline))?;
        let counted = scan::count(&self.conn, query, walk);
        self.conn.progress_handler(0, None::<fn() -> bool>)?;
        match counted {
            Ok(n) => Ok(Some(n)),
            Err(_) if Instant::now() >= deadline => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Where an anchor stands now. An item that is gone leaves its time.
fn spot_of(conn: &Connection, anchor: Anchor, sort: Sort, stories: bool) -> Result<Spot, Error> {
    if stories {
        return story_spot(conn, anchor, sort);
    }
    let found = conn
        .prepare_cached("SELECT rank, place FROM item WHERE id = ?1")?
        .query_row([anchor.id.0], |r| Ok(Spot { rank: r.get(0)?, place: r.get(1)? }))
        .optional()?;
    let gone = Spot { rank: i64::from(anchor.priority), place: ceiling_of(anchor.sort_at.as_millisecond()) };
    Ok(found.unwrap_or(gone))
}

/// Where the story of an anchor's item stands now. A story that is gone leaves its time, at the end of what it was ordered by.
fn story_spot(conn: &Connection, anchor: Anchor, sort: Sort) -> Result<Spot, Error> {
    let key = scan::key(sort, true).map_or("s.rank", |(key, _)| key);
    let sql = format!(
        "SELECT CAST({key} AS INTEGER), s.place FROM item AS i JOIN story AS s ON s.id = i.story WHERE i.id = ?1"
    );
    let found = conn
        .prepare_cached(&sql)?
        .query_row([anchor.id.0], |r| Ok(Spot { rank: r.get(0)?, place: r.get(1)? }))
        .optional()?;
    let last = if matches!(sort, Sort::Priority | Sort::PriorityOldest) { i64::MAX } else { 0 };
    Ok(found.unwrap_or(Spot { rank: last, place: ceiling_of(anchor.sort_at.as_millisecond()) }))
}
