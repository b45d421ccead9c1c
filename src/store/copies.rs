//! The same copy in several outlets: how many ran it, whether one of them killed it, and which item stands on top.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Params};

use crate::store::change::{self, Kind};
use crate::store::error::Error;
use crate::store::ingest::{WIRE_CORRECTED, WIRE_KILLED};
use crate::store::tally::Tally;

/// A run of the copy.
struct Run {
    id: i64,
    /// The outlet that ran it: what its feeds share, else the source.
    outlet: String,
    story: Option<i64>,
    wire: i64,
    lead: bool,
    read: bool,
    spiked: bool,
    followed: bool,
    words: i64,
    place: i64,
}

impl Run {
    /// What stands on top: killed before corrected copy, then what somebody acted on, then what is not spiked, the fullest,
    /// the newest.
    fn top(&self) -> (bool, bool, bool, bool, i64, i64) {
        let corrected = self.wire & WIRE_CORRECTED != 0;
        (self.is_killed(), corrected, self.followed, !self.spiked, self.words, self.place)
    }

    fn is_killed(&self) -> bool {
        self.wire & WIRE_KILLED != 0
    }

    /// Puts it on top of its copy, or under another run, and has it drawn anew where it stands there now or did before.
    fn set_lead(&self, conn: &Connection, lead: bool, tally: &mut Tally) -> Result<(), Error> {
        if lead != self.lead {
            conn.prepare_cached("UPDATE item SET lead = ?2 WHERE id = ?1")?.execute((self.id, lead))?;
            tally.lead(!self.read && !self.spiked, lead);
        }
        if lead || self.lead {
            change::note(conn, Kind::Touched, self.id, self.id)?;
        }
        Ok(())
    }
}

/// Sets the group of a copy right after something changed in it: its numbers, and its item on top in each story. Looks at every
/// run; where one came in and nothing else changed, [`joined`] does the same.
pub(crate) fn settle(conn: &Connection, reprint: i64, tally: &mut Tally) -> Result<(), Error> {
    let runs = runs(conn, reprint)?;
    let outlets: BTreeSet<&str> = runs.iter().map(|run| run.outlet.as_str()).collect();
    let killed = runs.iter().any(Run::is_killed);
    if runs.len() > 1 {
        // Most often neither differs: a verdict on a run changes what stands on top alone.
        conn.prepare_cached(
            "INSERT INTO copy (id, outlets, killed, items) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE
             SET outlets = excluded.outlets, killed = excluded.killed, items = excluded.items
             WHERE (outlets, killed, items) <> (excluded.outlets, excluded.killed, excluded.items)",
        )?
        .execute((reprint, outlets.len() as i64, killed, runs.len() as i64))?;
    } else {
        conn.prepare_cached("DELETE FROM copy WHERE id = ?1")?.execute([reprint])?;
    }
    let mut tops: BTreeMap<Option<i64>, &Run> = BTreeMap::new();
    for run in &runs {
        let top = tops.entry(run.story).or_insert(run);
        if run.top() > top.top() {
            *top = run;
        }
    }
    for run in &runs {
        run.set_lead(conn, tops.get(&run.story).is_some_and(|top| top.id == run.id), tally)?;
    }
    Ok(())
}

/// Sets the group of a copy right after run `id` came into it, without looking at the others, however many there are.
pub(crate) fn joined(conn: &Connection, reprint: i64, id: i64, tally: &mut Tally) -> Result<(), Error> {
    let Some(run) = select(conn, "id = ?1", [id])?.pop() else { return Ok(()) };
    let counted = conn
        .prepare_cached(
            "UPDATE copy SET items = items + 1, killed = max(killed, ?3), outlets = outlets + NOT EXISTS (
                 SELECT 1 FROM source AS mine JOIN source AS s ON s.id = mine.id OR s.house = mine.house
                 JOIN item AS i ON i.reprint = copy.id AND i.source = s.id AND i.id <> ?2
                 WHERE mine.id = (SELECT source FROM item WHERE id = ?2))
             WHERE id = ?1",
        )?
        .execute((reprint, id, run.is_killed()))?;
    if counted == 0 {
        return settle(conn, reprint, tally);
    }
    let mut leads = true;
    // All of them show how many outlets there are.
    for top in select(conn, "reprint = ?1 AND lead = 1 AND id <> ?2", (reprint, id))? {
        let elsewhere = top.story != run.story;
        let above = top.top() > run.top();
        leads &= elsewhere || !above;
        top.set_lead(conn, elsewhere || above, tally)?;
    }
    run.set_lead(conn, leads, tally)
}

/// Two groups turned out to be one copy: every run of `from` is one of `into`. Gives those runs; the group is to be set
/// right by [`settle`] and its kills told by [`crate::store::alert::tell_copy`].
pub(crate) fn link(conn: &Connection, from: i64, into: i64) -> Result<Vec<i64>, Error> {
    let moved = runs(conn, from)?.iter().map(|run| run.id).collect();
    conn.prepare_cached("UPDATE item SET reprint = ?2 WHERE reprint = ?1")?.execute((from, into))?;
    conn.prepare_cached("DELETE FROM copy WHERE id = ?1")?.execute([from])?;
    Ok(moved)
}

fn runs(conn: &Connection, reprint: i64) -> Result<Vec<Run>, rusqlite::Error> {
    select(conn, "reprint = ?1", [reprint])
}

/// The runs for which a condition on `item` holds.
fn select(conn: &Connection, which: &str, values: impl Params) -> Result<Vec<Run>, rusqlite::Error> {
    conn.prepare_cached(&format!(
        "SELECT id, ifnull((SELECT house FROM source WHERE id = item.source), item.source || ''), story, wire, lead, read, spiked,
         flagged IS NOT NULL OR held = 1 OR used = 1 OR claimed_by IS NOT NULL, words, place
         FROM item WHERE {which}"
    ))?
    .query_map(values, |r| {
        Ok(Run {
            id: r.get(0)?,
            outlet: r.get(1)?,
            story: r.get(2)?,
            wire: r.get(3)?,
            lead: r.get(4)?,
            read: r.get(5)?,
            spiked: r.get(6)?,
            followed: r.get(7)?,
            words: r.get(8)?,
            place: r.get(9)?,
        })
    })?
    .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::store::{Workers, Writer};
    use crate::wire::{
        Decision, Delivery, Filing, ItemId, Laid, LogKind, Mark, Marks, Outcome, Source, SourceId, SourceState, Target,
        Ticket, Verb,
    };

    const WORKERS: Workers = Workers { quotes: |_| Vec::new(), lay_out: |_, _| Laid::default(), rules: 1 };
    const COPY: &str = "A fire in the old cannery at Port Ellery burned through the night and brought down the roof of the northern \
        hall, the fire service said on Monday. Sixty firefighters from four towns fought the flames with water from the harbour.";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_750_000_000 + seconds).unwrap()
    }

    /// A run of the copy, cut at another place than the one before it; now and then corrected or killed.
    fn filing(n: i64) -> Filing {
        let marks = [(19, Mark::Corrected), (37, Mark::Kill)].into_iter().filter(|(every, _)| n % every == every - 1);
        Filing {
            key: format!("run {n}"),
            headline: "Night fire".into(),
            text: COPY.into(),
            words: 30 + u32::try_from(n * 7 % 11).unwrap(),
            marks: Marks::new(marks.map(|(_, mark)| mark).collect()),
            ..Filing::default()
        }
    }

    fn delivery(source: SourceId, n: i64) -> Delivery {
        Delivery {
            source,
            at: at(n),
            ms: 5,
            http: Some(200),
            outcome: Outcome::Fresh,
            state: SourceState::fresh(source),
            filings: vec![filing(n)],
            defects: Vec::new(),
            raw: Vec::new(),
            content_type: None,
        }
    }

    type Group = (Vec<(i64, i64, bool, i64)>, Vec<(i64, bool)>);

    fn group(conn: &Connection) -> Group {
        let mut numbers = conn.prepare("SELECT id, outlets, killed, items FROM copy").unwrap();
        let numbers = numbers.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap();
        let mut leads = conn.prepare("SELECT id, lead FROM item ORDER BY id").unwrap();
        let leads = leads.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        (numbers.map(Result::unwrap).collect(), leads.map(Result::unwrap).collect())
    }

    #[test]
    fn one_more_run_changes_what_looking_at_all_of_them_would() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(&dir.path().join("cache.db"), WORKERS, at(0)).unwrap();
        let feeds = ["harbour.example/news", "harbour.example/late", "valley.example/all", "courier.example/all"]
            .map(|feed| Source::new(feed, format!("https://{feed}")));
        let sources = writer.sync_sources(&feeds, at(0)).unwrap();
        let (mut parted, mut elsewhere) = (0, 0);
        for n in 0..80 {
            let source = sources[usize::try_from(n * 5 % 7 % 4).unwrap()].id;
            writer.ingest(&[delivery(source, n)]).unwrap();
            while writer.digest(10).unwrap().more {}
            let joined = group(&writer.conn);
            settle(&writer.conn, 1, &mut Tally::default()).unwrap();
            assert_eq!(joined, group(&writer.conn), "run {n}");
            let verb = [Verb::Spike, Verb::Read, Verb::Flag(None)][usize::try_from(n % 3).unwrap()].clone();
            let decision = Decision {
                ticket: Ticket(u64::try_from(n).unwrap()),
                who: "desk".into(),
                at: at(n),
                kind: LogKind::Did(verb),
                target: Target::Items(vec![ItemId(1 + n * 3 % (n + 1))]),
            };
            writer.decide(&decision);
            // Every now and then an editor takes a run into a story of its own, or back.
            let placed = match n % 10 {
                4 => Verb::Split,
                9 => Verb::Join(1),
                _ => continue,
            };
            let target = Target::Items(vec![ItemId(1 + n * 7 % (n + 1))]);
            let done = writer.decide(&Decision { kind: LogKind::Did(placed), target, ..decision });
            parted += done.result.unwrap().items.len();
            let stories: i64 =
                writer.conn.query_row("SELECT count(DISTINCT story) FROM item", [], |r| r.get(0)).unwrap();
            elsewhere = elsewhere.max(stories);
        }
        assert!(parted > 8 && elsewhere > 3, "{parted} items were placed, in {elsewhere} stories");
        assert_eq!(group(&writer.conn).0, [(1, 3, true, 80)], "two feeds are of one outlet");
    }

    #[test]
    fn two_feeds_that_turn_out_to_be_of_one_outlet_count_as_one_for_copy_that_both_ran() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(&dir.path().join("cache.db"), WORKERS, at(0)).unwrap();
        let feed = |host: &str, outlet: Option<&str>| Source {
            outlet: outlet.map(str::to_owned),
            ..Source::new(host, format!("https://{host}/all"))
        };
        let apart = [feed("harbour.example", None), feed("harbour-late.example", None), feed("valley.example", None)];
        let sources = writer.sync_sources(&apart, at(0)).unwrap();
        for n in 0..2 {
            writer.ingest(&[delivery(sources[usize::try_from(n).unwrap()].id, n)]).unwrap();
        }
        while writer.digest(10).unwrap().more {}
        assert_eq!(group(&writer.conn).0, [(1, 2, false, 2)]);
        assert!(!writer.reread(10).unwrap().more, "nothing is to be counted");
        let harbour = Some("Harbour");
        let one =
            [feed("harbour.example", harbour), feed("harbour-late.example", harbour), feed("valley.example", None)];
        writer.sync_sources(&one, at(5)).unwrap();
        // A run that comes in between is added to the old number.
        writer.ingest(&[delivery(sources[2].id, 2)]).unwrap();
        while writer.digest(10).unwrap().more {}
        let sound = |writer: &Writer| {
            let mut reader = crate::store::Reader::open(writer.path(), WORKERS).unwrap();
            reader.doctor().unwrap().into_iter().filter(|(good, _)| !good).map(|(_, what)| what).collect::<Vec<_>>()
        };
        assert_eq!(sound(&writer), [""; 0], "what is still being counted is not wrong");
        assert_eq!(writer.reread(10).unwrap().done, 1);
        assert_eq!(group(&writer.conn).0, [(1, 2, false, 3)]);
        assert_eq!(sound(&writer), [""; 0]);
        assert!(!writer.reread(10).unwrap().more);
        // The same subscriptions once more change nothing; the old ones bring the old number back.
        writer.sync_sources(&one, at(6)).unwrap();
        assert!(!writer.reread(10).unwrap().more);
        writer.sync_sources(&apart, at(7)).unwrap();
        while writer.reread(10).unwrap().more {}
        assert_eq!(group(&writer.conn).0, [(1, 3, false, 3)]);
    }
}
