//! Counts that are kept instead of made: of the whole cache and of each source.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::store::status::list_of;
use crate::wire::Status;

/// What is counted for the whole cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Items,
    Unread,
    Flagged,
    Held,
    Used,
    Spiked,
    Alert,
    Leads,
    UnreadLeads,
}

impl What {
    pub(crate) const ALL: [Self; 9] = [
        Self::Items,
        Self::Unread,
        Self::Flagged,
        Self::Held,
        Self::Used,
        Self::Spiked,
        Self::Alert,
        Self::Leads,
        Self::UnreadLeads,
    ];

    /// Its name in the table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Unread => "unread",
            Self::Flagged => "flagged",
            Self::Held => "held",
            Self::Used => "used",
            Self::Spiked => "spiked",
            Self::Alert => "alert",
            Self::Leads => "leads",
            Self::UnreadLeads => "unread leads",
        }
    }

    /// The condition on `item AS i` that it counts.
    pub(crate) fn condition(self) -> &'static str {
        match self {
            Self::Items => "1",
            Self::Unread => "i.read = 0 AND i.spiked = 0",
            Self::Flagged => "i.flagged IS NOT NULL",
            Self::Held => "i.held = 1",
            Self::Used => "i.used = 1",
            Self::Spiked => "i.spiked = 1",
            Self::Alert => "i.alerted > i.acked",
            Self::Leads => "i.lead = 1",
            Self::UnreadLeads => "i.read = 0 AND i.spiked = 0 AND i.lead = 1",
        }
    }
}

/// Where an item is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    /// Its source.
    pub(crate) source: i64,
    /// Its story, once it is judged.
    pub(crate) story: Option<i64>,
    /// Whether it stands on top of its copy.
    pub(crate) lead: bool,
}

/// Changes to the counts, gathered over a transaction and written once.
#[derive(Default)]
pub(crate) struct Tally {
    whole: BTreeMap<What, i64>,
    sources: BTreeMap<i64, (i64, i64)>,
    /// By how much the unread items of a story change.
    stories: BTreeMap<i64, i64>,
}

impl Tally {
    /// A new item, which nobody has read.
    pub(crate) fn arrived(&mut self, source: i64) {
        self.add(Home { source, story: None, lead: true }, &Status::default(), 1);
        *self.whole.entry(What::Items).or_default() += 1;
        *self.whole.entry(What::Leads).or_default() += 1;
        self.sources.entry(source).or_default().0 += 1;
    }

    /// An item that is dropped.
    pub(crate) fn dropped(&mut self, home: Home, status: &Status) {
        self.add(Home { story: None, ..home }, status, -1);
        *self.whole.entry(What::Items).or_default() -= 1;
        *self.whole.entry(What::Leads).or_default() -= i64::from(home.lead);
        self.sources.entry(home.source).or_default().0 -= 1;
    }

    /// An item whose status changes.
    pub(crate) fn changed(&mut self, home: Home, before: &Status, after: &Status) {
        self.add(home, before, -1);
        self.add(home, after, 1);
    }

    /// An item of which an alert begins or ceases to stand.
    pub(crate) fn alert(&mut self, stood: bool, stands: bool) {
        *self.whole.entry(What::Alert).or_default() += i64::from(stands) - i64::from(stood);
    }

    /// An item that comes on top of its copy, or gives way.
    pub(crate) fn lead(&mut self, unread: bool, leads: bool) {
        let n = if leads { 1 } else { -1 };
        *self.whole.entry(What::Leads).or_default() += n;
        *self.whole.entry(What::UnreadLeads).or_default() += if unread { n } else { 0 };
    }

    fn add(&mut self, home: Home, status: &Status, n: i64) {
        let counted = [
            (What::Unread, !status.read && !status.spiked),
            (What::UnreadLeads, !status.read && !status.spiked && home.lead),
            (What::Flagged, status.flagged.is_some()),
            (What::Held, status.held),
            (What::Used, status.used),
            (What::Spiked, status.spiked),
        ];
        for (what, _) in counted.iter().filter(|(_, holds)| *holds) {
            *self.whole.entry(*what).or_default() += n;
            if *what == What::Unread {
                self.sources.entry(home.source).or_default().1 += n;
                if let Some(story) = home.story {
                    *self.stories.entry(story).or_default() += n;
                }
            }
        }
    }

    /// Writes the changes inside the transaction that made them.
    pub(crate) fn write(&self, conn: &Connection) -> Result<(), rusqlite::Error> {
        let mut whole = conn.prepare_cached("UPDATE tally SET n = n + ?2 WHERE what = ?1")?;
        for (what, n) in self.whole.iter().filter(|(_, n)| **n != 0) {
            whole.execute((what.word(), n))?;
        }
        let mut source =
            conn.prepare_cached("UPDATE source SET items = items + ?2, unread = unread + ?3 WHERE id = ?1")?;
        for (id, (items, unread)) in self.sources.iter().filter(|(_, n)| **n != (0, 0)) {
            source.execute((id, items, unread))?;
        }
        // A bulk decision changes thousands of stories, most of them by one.
        let mut alike: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (id, unread) in self.stories.iter().filter(|(_, n)| **n != 0) {
            alike.entry(*unread).or_default().push(*id);
        }
        let mut stories =
            conn.prepare_cached("UPDATE story SET unread = unread + ?2 WHERE id IN (SELECT value FROM json_each(?1))")?;
        for (unread, ids) in alike {
            stories.execute((list_of(&ids), unread))?;
        }
        Ok(())
    }
}

/// One count as it is kept.
pub(crate) fn read(conn: &Connection, what: What) -> Result<u64, rusqlite::Error> {
    let n: i64 = conn.prepare_cached("SELECT n FROM tally WHERE what = ?1")?.query_row([what.word()], |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}
