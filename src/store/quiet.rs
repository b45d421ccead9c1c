//! A source that has gone quiet against its own habit: learnt from when its copy came, said once for each silence.

use rusqlite::{Connection, OptionalExtension};

use crate::store::change::{self, Kind};
use crate::store::error::Error;
use crate::store::place::{floor_of, time_of};
use crate::store::writer::Writer;

use jiff::{SignedDuration, Timestamp};

/// Silences shorter than this are nobody's habit broken.
const LEAST: SignedDuration = SignedDuration::from_mins(30);

/// Arrivals from which the usual gaps are learnt, and how many it takes at least.
const ARRIVALS: usize = 200;
const ENOUGH: usize = 20;

/// Items that came at the same hours of an earlier day, for that day to show a habit.
const USUAL: i64 = 3;

/// A source that has gone quiet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiet {
    /// Its name.
    pub name: String,
    /// When its last item came.
    pub last: Timestamp,
}

impl Writer {
    /// Sources that are answering and have brought nothing for longer than they ever did, or in hours in which they always
    /// bring something. Each silence is told once, whoever asks; a new item ends it.
    ///
    /// # Errors
    /// Nothing is noted where there is one.
    pub fn gone_quiet(&mut self, now: Timestamp) -> Result<Vec<Quiet>, Error> {
        let tx = self.begin()?;
        let sources: Vec<(i64, String, i64)> = tx
            .prepare_cached(
                "SELECT s.id, s.name, (SELECT max(place) FROM item AS i WHERE i.source = s.id) AS last FROM source AS s
                 WHERE s.subscribed = 1 AND s.state = 'good' AND last IS NOT NULL AND last <> ifnull(s.quiet, -1)
                 AND s.last_good >= ?1",
            )?
            // What was not asked of late is not quiet but unheard.
            .query_map([now.as_millisecond() - 2 * 3_600_000], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let mut quiet = Vec::new();
        for (id, name, last) in sources {
            let silence = now.duration_since(time_of(last));
            if silence < LEAST || !(outlasts(&tx, id, silence)? || is_missed(&tx, id, time_of(last), now)?) {
                continue;
            }
            tx.prepare_cached("UPDATE source SET quiet = ?2 WHERE id = ?1")?.execute((id, last))?;
            quiet.push(Quiet { name, last: time_of(last) });
        }
        if !quiet.is_empty() {
            change::note(&tx, Kind::Sources, 0, 0)?;
            tx.commit()?;
        }
        Ok(quiet)
    }
}

/// Whether a silence is half as long again as the longest gap that is known of the source.
fn outlasts(conn: &Connection, source: i64, silence: SignedDuration) -> Result<bool, Error> {
    let mut statement = conn.prepare_cached("SELECT place FROM item WHERE source = ?1 ORDER BY place DESC LIMIT ?2")?;
    let places = statement
        .query_map((source, i64::try_from(ARRIVALS).unwrap_or(i64::MAX)), |r| r.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    let times: Vec<i64> = places.into_iter().map(|place| time_of(place).as_second()).collect();
    let gaps = times.windows(2).filter_map(|pair| Some(pair.first()? - pair.get(1)?)).filter(|gap| *gap > 0);
    let (count, longest) = gaps.fold((0, 0), |(count, longest), gap| (count + 1, gap.max(longest)));
    Ok(count >= ENOUGH && silence.as_secs() > longest + longest / 2)
}

/// Whether copy came at these hours on each of the last days that are known, and on this day of the last week.
fn is_missed(conn: &Connection, source: i64, last: Timestamp, now: Timestamp) -> Result<bool, Error> {
    let first: Option<i64> = conn
        .prepare_cached("SELECT min(place) FROM item WHERE source = ?1")?
        .query_row([source], |r| r.get(0))
        .optional()?
        .flatten();
    let Some(first) = first.map(time_of) else { return Ok(false) };
    let mut days = 0;
    for back in [1, 2, 7] {
        let day = SignedDuration::from_hours(24 * back);
        let (Ok(from), Ok(to)) = (last.checked_sub(day), now.checked_sub(day)) else { return Ok(false) };
        if from < first {
            continue;
        }
        // What came in the second of the last item is its like, not what followed it.
        let came: i64 = conn
            .prepare_cached("SELECT count(*) FROM item WHERE source = ?1 AND place >= ?2 AND place < ?3")?
            .query_row((source, floor_of(from.as_millisecond() + 1_000), floor_of(to.as_millisecond())), |r| {
                r.get(0)
            })?;
        if came < USUAL {
            return Ok(false);
        }
        days += 1;
    }
    Ok(days >= 2)
}
