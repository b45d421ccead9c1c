//! Which copy a notice means, how sure that is, and whether its source may say so.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::analysis::{chain, headline_letters};
use crate::store::error::Error;
use crate::wire::{Filing, Notice};

/// How far back (milliseconds) a notice reaches, and how long one that met nothing waits for its copy.
pub(crate) const REACH_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Items looked at, the newest filed first.
const LOOKED_AT: i64 = 20_000;

/// Items of an agency that an outlet has brought before, from which on it is taken for one that runs the agency's copy.
const CARRIES: usize = 3;

/// A notice as it came. Times are in milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    pub(crate) id: i64,
    pub(crate) source: i64,
    /// When it was received.
    pub(crate) at: i64,
    /// When it was filed, by its own account.
    pub(crate) filed: Option<i64>,
    pub(crate) agency: Option<String>,
    pub(crate) headline: String,
    pub(crate) notice: Notice,
}

impl Came {
    /// The notice that a filing is, if it is one.
    pub(crate) fn of(id: i64, source: i64, at: i64, filing: &Filing) -> Option<Self> {
        let notice = filing.notice.clone()?;
        let filed = filing.published.map(|published| published.as_millisecond());
        Some(Self { id, source, at, filed, agency: filing.agency.clone(), headline: filing.headline.clone(), notice })
    }
}

/// What a notice names, in the forms in which it is compared.
pub(crate) struct Names {
    agency: Option<String>,
    slug: Option<String>,
    headlines: Vec<String>,
}

impl Names {
    pub(crate) fn of(came: &Came) -> Self {
        Self {
            agency: came.agency.as_deref().map(str::to_lowercase),
            slug: came.notice.slug.as_deref().map(chain::base_of).filter(|base| !base.is_empty()),
            headlines: came.notice.headlines.iter().map(|line| headline_letters(line)).collect(),
        }
    }

    /// Whether it names copy by its slug, and by its headline (in the forms in which they are compared).
    fn fit(&self, slug: Option<&str>, headline: &str) -> (bool, bool) {
        (self.slug.is_some() && self.slug.as_deref() == slug, self.headlines.iter().any(|line| line == headline))
    }

    /// Whether it may name a filing.
    pub(crate) fn may_mean(&self, filing: &Filing) -> bool {
        let slug = filing.slug.as_deref().map(chain::base_of);
        let (by_slug, by_headline) = self.fit(slug.as_deref(), &headline_letters(&filing.headline));
        by_slug || by_headline
    }
}

/// An item that may be meant.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) id: i64,
    pub(crate) reprint: Option<i64>,
    source: i64,
    by_slug: bool,
    by_headline: bool,
    /// It came after the notice and may be what the outlet filed in the place of the killed copy.
    substitute: bool,
    /// Whether the notice's source may speak for it: its own outlet, or one that runs the agency's copy.
    pub(crate) vouched: bool,
}

/// What a notice is about.
#[derive(Debug, Default)]
pub(crate) struct Meant {
    pub(crate) copy: Vec<Candidate>,
    /// Whether it is sure that this copy is meant.
    pub(crate) sure: bool,
}

/// A notice while the copy of late is gone through.
struct Search<'c> {
    came: &'c Came,
    /// When it is carried out.
    now: i64,
    names: Names,
    /// The sources of its outlet.
    house: HashSet<i64>,
    /// Items of its agency that its outlet brought in earlier deliveries.
    carried: usize,
    found: Vec<Candidate>,
}

/// An item's row as it is gone through.
struct Row<'r> {
    id: i64,
    source: i64,
    reprint: Option<i64>,
    agency: Option<&'r str>,
    slug: Option<&'r str>,
    headline: &'r str,
    published: Option<i64>,
    received: i64,
}

impl Search<'_> {
    fn look_at(&mut self, row: &Row<'_>) {
        let own = self.house.contains(&row.source);
        let same_agency = self.names.agency.is_some() && self.names.agency.as_deref() == row.agency;
        self.carried += usize::from(own && same_agency && row.received < self.now);
        let speaks_of_it = if row.agency.is_some() && self.names.agency.is_some() { same_agency } else { own };
        if !speaks_of_it || row.id == self.came.id {
            return;
        }
        let (by_slug, by_headline) = self.names.fit(row.slug, row.headline);
        if !by_slug && !by_headline {
            return;
        }
        let later = match (row.published, self.came.filed) {
            (Some(copy), Some(notice)) => copy > notice,
            _ => row.received > self.came.at,
        };
        // Another outlet may run killed copy late, under the headline that was killed.
        let substitute = later && (own || !by_headline);
        let Row { id, source, reprint, .. } = *row;
        self.found.push(Candidate { id, reprint, source, by_slug, by_headline, substitute, vouched: own });
    }

    /// Those that are meant, and whether that is sure: by both names before either, and no two stories of one source.
    fn end(self) -> Meant {
        let runs_the_copy: HashSet<i64> =
            self.found.iter().filter(|c| self.house.contains(&c.source)).filter_map(|c| c.reprint).collect();
        let mut found = self.found;
        for candidate in &mut found {
            let ran = candidate.reprint.is_some_and(|copy| runs_the_copy.contains(&copy));
            candidate.vouched |= ran || self.carried >= CARRIES;
        }
        let better: [fn(&Candidate) -> bool; 3] = [|c| !c.substitute, |c| c.by_slug && c.by_headline, |c| c.by_slug];
        for better in better {
            if found.iter().any(better) {
                found.retain(better);
            }
        }
        let mut copies: HashMap<i64, i64> = HashMap::new();
        let two_stories = found.iter().any(|c| {
            let copy = c.reprint.unwrap_or(c.id);
            *copies.entry(c.source).or_insert(copy) != copy
        });
        let sure = !found.is_empty() && !two_stories && found.iter().all(|c| !c.substitute);
        Meant { copy: found, sure }
    }
}

/// For each notice, the items of the same agency or outlet that go under the slug or the headline that it names. The copy of a
/// week before `now` is gone through once, however many there are.
pub(crate) fn meant(conn: &Connection, all: &[Came], now: i64) -> Result<Vec<Meant>, Error> {
    let mut searches = Vec::with_capacity(all.len());
    for came in all {
        let house = conn
            .prepare_cached("SELECT id FROM source WHERE id = ?1 OR house = (SELECT house FROM source WHERE id = ?1)")?
            .query_map([came.source], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        searches.push(Search { came, now, names: Names::of(came), house, carried: 0, found: Vec::new() });
    }
    let mut recent = conn.prepare_cached(
        "SELECT id, source, reprint, agency, slug, headline, published, received FROM item
         WHERE revised >= ?1 AND NOT EXISTS (SELECT 1 FROM notice WHERE notice = item.id) ORDER BY revised DESC, id DESC LIMIT ?2",
    )?;
    let mut rows = recent.query((now - REACH_MS, LOOKED_AT))?;
    while let Some(row) = rows.next()? {
        let agency = row.get_ref(3)?.as_str_or_null().ok().flatten().map(str::to_lowercase);
        let source: i64 = row.get(1)?;
        let heard =
            |search: &Search<'_>| search.house.contains(&source) || (agency.is_some() && search.names.agency == agency);
        if !searches.iter().any(heard) {
            continue;
        }
        let slug = row.get_ref(4)?.as_str_or_null().ok().flatten().map(chain::base_of);
        let row = Row {
            id: row.get(0)?,
            source,
            reprint: row.get(2)?,
            agency: agency.as_deref(),
            slug: slug.as_deref(),
            headline: &headline_letters(row.get_ref(5)?.as_str().unwrap_or("")),
            published: row.get(6)?,
            received: row.get(7)?,
        };
        if all.iter().all(|came| came.id != row.id) {
            searches.iter_mut().for_each(|search| search.look_at(&row));
        }
    }
    Ok(searches.into_iter().map(Search::end).collect())
}
