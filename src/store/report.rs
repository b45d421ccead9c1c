//! Reads the hand-over of a shift. Everything is found by the time it came or was decided: no list is scanned.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::store::error::Error;
use crate::store::ingest::{WIRE_CORRECTED, WIRE_KILLED, WIRE_NOTICE};
use crate::store::reader::Reader;
use crate::store::status::time;
use crate::triage;
use crate::wire::{Alert, Correction, FollowUp, ItemId, Mark, Marks, Outage, Report, Row, Standing, Status, Verdict};

/// The lowest priority that a report names one by one: flash, bulletin, alert.
const URGENT: i64 = 2;

/// A verdict that is followed up: its word in the log, another by which it is given too, and whether an item's status has it.
struct Followed {
    verb: &'static str,
    also: &'static str,
    holds: fn(&Status) -> bool,
}

const FOLLOWED: [Followed; 4] = [
    Followed { verb: "flag", also: "flag", holds: |s| s.flagged.is_some() },
    Followed { verb: "hold", also: "hold", holds: |s| s.held },
    Followed { verb: "claim", also: "assign", holds: |s| s.claimed_by.is_some() },
    Followed { verb: "use", also: "use", holds: |s| s.used },
];

impl Reader {
    /// What happened from `from` until `to`, and what is open.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn report(&mut self, from: Timestamp, to: Timestamp) -> Result<Report, Error> {
        let span = (from.as_millisecond(), to.as_millisecond());
        let (new, revisions) = arrived(&self.conn, span)?;
        Ok(Report {
            from,
            to,
            new,
            revisions,
            sources: by_source(&self.conn, span)?,
            urgent: self.rows_of(&urgent(&self.conn, span)?)?,
            verdicts: self.verdicts(span)?,
            spiked: spiked(&self.conn, span)?,
            open: self.follow_ups()?,
            corrections: self.corrections(span)?,
            alerts: self.alerts_until(from, to)?,
            outages: outages(&self.conn, span)?,
        })
    }

    fn rows_of(&mut self, ids: &[i64]) -> Result<Vec<Row>, Error> {
        self.rows(&ids.iter().copied().map(ItemId).collect::<Vec<_>>())
    }

    fn verdicts(&mut self, (from, to): (i64, i64)) -> Result<Vec<Verdict>, Error> {
        let mut found = Vec::new();
        {
            let mut lines = self.conn.prepare_cached(
                "SELECT d.kind, d.who, d.at, d.value, x.item FROM decision AS d JOIN decision_item AS x ON x.n = d.n
                 WHERE d.at >= ?1 AND d.at < ?2 AND d.of IS NULL AND d.undone_by IS NULL
                 AND d.kind IN ('flag', 'hold', 'claim', 'assign', 'use') ORDER BY d.n DESC, x.item",
            )?;
            let mut rows = lines.query((from, to))?;
            let mut seen = HashSet::new();
            while let Some(row) = rows.next()? {
                let kind: String = row.get(0)?;
                let id: i64 = row.get(4)?;
                let meant = FOLLOWED.into_iter().find(|f| f.verb == kind || f.also == kind);
                let Some(Followed { verb, holds, .. }) = meant else { continue };
                if seen.insert((verb, id)) {
                    let standing =
                        Standing { verb, who: row.get(1)?, at: time(row.get(2)?), value: said(verb, row.get(3)?) };
                    found.push((id, holds, standing));
                }
            }
        }
        let mut verdicts = Vec::with_capacity(found.len());
        for (id, holds, standing) in found.into_iter().rev() {
            let row = self.row_of(ItemId(id))?.map(|(row, _)| row).filter(|row| holds(&row.status));
            verdicts.extend(row.map(|row| Verdict { standing, row }));
        }
        Ok(verdicts)
    }

    /// Alerts of the shift and those that stand, oldest first.
    fn alerts_until(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<Alert>, Error> {
        let mut alerts = self.alerts(Some(from))?;
        alerts.retain(|alert| alert.at < to);
        alerts.reverse();
        Ok(alerts)
    }

    /// What somebody has yet to come back to, oldest copy first.
    fn follow_ups(&mut self) -> Result<Vec<FollowUp>, Error> {
        let mut ids = Vec::new();
        for condition in ["i.flagged IS NOT NULL", "i.held = 1", "i.claimed_by IS NOT NULL"] {
            let sql = format!("SELECT i.place, i.id FROM item AS i WHERE {condition} AND i.used = 0 AND i.spiked = 0");
            let mut found = self.conn.prepare_cached(&sql)?;
            let rows = found.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)))?;
            ids.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        ids.sort_unstable();
        ids.dedup();
        let rows = self.rows_of(&ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>())?;
        rows.into_iter().map(|row| Ok(FollowUp { standing: standing(&self.conn, &row)?, row })).collect()
    }

    fn corrections(&mut self, (from, to): (i64, i64)) -> Result<Vec<Correction>, Error> {
        let mut found = Vec::new();
        {
            // A correction that a later filing of the shift has replaced counts too, so every filing is looked at.
            let sql = format!(
                "SELECT i.id, b.id & 65535, b.at, json_extract(b.fields, '$.marks') FROM item AS i
                 CROSS JOIN body AS b ON b.id BETWEEN i.id << 16 AND i.id << 16 | 65535
                 WHERE i.revised >= ?1 AND (i.revision > 1 OR i.wire & {} <> 0) AND b.at >= ?1 AND b.at < ?2
                 ORDER BY b.at, b.id",
                WIRE_KILLED | WIRE_CORRECTED | WIRE_NOTICE
            );
            let mut filings = self.conn.prepare_cached(&sql)?;
            let mut rows = filings.query((from, to))?;
            let mut seen = HashSet::new();
            while let Some(row) = rows.next()? {
                let marks = Marks::from_words(&row.get::<_, Option<String>>(3)?.unwrap_or_default());
                let kill = marks.killed();
                let id: i64 = row.get(0)?;
                if (kill || marks.has(Mark::Corrected)) && seen.insert((id, kill)) {
                    found.push((id, kill, row.get(1)?, time(row.get(2)?).unwrap_or_default()));
                }
            }
        }
        let mut corrections = Vec::with_capacity(found.len());
        for (id, kill, revision, at) in found {
            let Some((row, _)) = self.row_of(ItemId(id))? else { continue };
            let standing = standing(&self.conn, &row)?;
            corrections.push(Correction { at, kill, revision, row, standing });
        }
        Ok(corrections)
    }
}

/// Items first seen in the span, and filings of it that replaced an earlier one.
fn arrived(conn: &Connection, span: (i64, i64)) -> Result<(u64, u64), Error> {
    let new: i64 = conn
        .prepare_cached("SELECT count(*) FROM item WHERE revised >= ?1 AND received >= ?1 AND received < ?2")?
        .query_row(span, |r| r.get(0))?;
    let revisions: i64 = conn
        .prepare_cached(
            "SELECT count(*) FROM item AS i CROSS JOIN body AS b ON b.id BETWEEN (i.id << 16) + 2 AND i.id << 16 | 65535
             WHERE i.revised >= ?1 AND i.revision > 1 AND b.at >= ?1 AND b.at < ?2",
        )?
        .query_row(span, |r| r.get(0))?;
    Ok((u64::try_from(new).unwrap_or(0), u64::try_from(revisions).unwrap_or(0)))
}

fn by_source(conn: &Connection, span: (i64, i64)) -> Result<Vec<(Arc<str>, u64)>, Error> {
    let mut counts = conn.prepare_cached(
        "SELECT s.name, count(*) FROM item AS i JOIN source AS s ON s.id = i.source
         WHERE i.revised >= ?1 AND i.received >= ?1 AND i.received < ?2 GROUP BY i.source ORDER BY 2 DESC, 1",
    )?;
    let rows = counts
        .query_map(span, |r| Ok((r.get::<_, String>(0)?.into(), u64::try_from(r.get::<_, i64>(1)?).unwrap_or(0))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn urgent(conn: &Connection, (from, to): (i64, i64)) -> Result<Vec<i64>, Error> {
    let mut found = conn.prepare_cached(
        "SELECT id FROM item WHERE revised >= ?1 AND received >= ?1 AND received < ?2 AND rank <= ?3 ORDER BY place",
    )?;
    let rows = found.query_map((from, to, URGENT), |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn spiked(conn: &Connection, span: (i64, i64)) -> Result<Vec<(String, u64)>, Error> {
    let mut counts = conn.prepare_cached(
        "SELECT d.who, count(DISTINCT x.item) FROM decision AS d JOIN decision_item AS x ON x.n = d.n
         JOIN item AS i ON i.id = x.item WHERE d.at >= ?1 AND d.at < ?2 AND d.of IS NULL AND d.undone_by IS NULL
         AND d.kind = 'spike' AND i.spiked = 1 GROUP BY d.who ORDER BY 2 DESC, 1",
    )?;
    let rows = counts.query_map(span, |r| Ok((r.get(0)?, u64::try_from(r.get::<_, i64>(1)?).unwrap_or(0))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The verdicts that stand on an item, with who gave them last.
fn standing(conn: &Connection, row: &Row) -> Result<Vec<Standing>, Error> {
    let mut given = conn.prepare_cached(
        "SELECT d.who, d.at, d.value FROM decision_item AS x JOIN decision AS d ON d.n = x.n
         WHERE x.item = ?1 AND d.kind IN (?2, ?3) AND d.of IS NULL AND d.undone_by IS NULL ORDER BY x.n DESC LIMIT 1",
    )?;
    let mut all = Vec::new();
    for Followed { verb, also, holds } in FOLLOWED {
        if holds(&row.status) {
            let found = given
                .query_row((row.id.0, verb, also), |r| {
                    Ok(Standing { verb, who: r.get(0)?, at: time(r.get(1)?), value: said(verb, r.get(2)?) })
                })
                .optional()?;
            all.push(found.unwrap_or(Standing { verb, who: String::new(), at: None, value: None }));
        }
    }
    Ok(all)
}

/// What was said with a verdict: of a flag its label alone, for the note that the log has behind it stands with the item.
fn said(verb: &str, value: Option<String>) -> Option<String> {
    if verb != "flag" {
        return value;
    }
    value.map(|words| triage::flag_words(&words).0).filter(|label| !label.is_empty())
}

fn outages(conn: &Connection, (from, to): (i64, i64)) -> Result<Vec<Outage>, Error> {
    let mut found = conn.prepare_cached(
        "SELECT s.name, o.began, o.ended, o.error FROM (
             SELECT * FROM outage WHERE ended >= ?1 UNION ALL SELECT * FROM outage WHERE ended IS NULL) AS o
         JOIN source AS s ON s.id = o.source WHERE o.began < ?2 AND (o.ended IS NOT NULL OR s.subscribed = 1)
         ORDER BY o.began, s.name",
    )?;
    let rows = found.query_map((from, to), |r| {
        Ok(Outage {
            source: r.get::<_, String>(0)?.into(),
            from: time(r.get(1)?).unwrap_or_default(),
            until: time(r.get(2)?),
            error: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
