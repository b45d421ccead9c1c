//! Items whose own row is lost, made anew from their copy and the decision log; and items whose copy is lost.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use crate::store::again;
use crate::store::error::Error;
use crate::store::fields::{from_json, to_json};
use crate::store::history::Histories;
use crate::store::newcomer::{self, Newcomer};
use crate::store::pack::{join_copy, pack, unpack_copy};
use crate::store::place::Places;
use crate::store::status::Scribe;
use crate::triage;
use crate::wire::{Filing, Marks, Status};

/// What stands in the place of a marked item's copy that could not be read.
const LOST: &str =
    "[The copy of this item was lost when the cache was damaged. It comes again if the wire still has it.]";

/// Makes items anew from their newest copy; their marks come of the log. Says how many marked items are lost all the same.
pub(crate) fn items(damaged: &Connection, new: &Connection) -> Result<u64, Error> {
    sources(damaged, new)?;
    let missing: Vec<i64> = new
        .prepare("SELECT DISTINCT id >> 16 FROM body WHERE id >> 16 NOT IN (SELECT id FROM item) ORDER BY 1")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let homes = if missing.is_empty() { HashMap::new() } else { homes(damaged, new)? };
    let mut places = Places::default();
    for id in missing {
        let Some(source) = homes.get(&id) else { continue };
        if revive(new, id, *source, &mut places)? {
            let status = from_decisions(new, id)?;
            let mut scribe = Scribe::new(new);
            scribe.write(id, &Status::default(), &status)?;
            scribe.finish()?;
            if let Some(story) = status.placed {
                new.execute("UPDATE item SET story = ?2, judged = ?2 WHERE id = ?1", (id, story))?;
            }
            new.execute(
                "UPDATE item SET alerted = ifnull((SELECT max(n) FROM alert WHERE item = ?1), 0) WHERE id = ?1",
                [id],
            )?;
            again::settle(new, id)?;
        }
    }
    new.execute("DELETE FROM body WHERE id >> 16 NOT IN (SELECT id FROM item)", [])?;
    // Copy of a source that is nowhere to be found is kept under a name that says so.
    new.execute(
        "INSERT OR IGNORE INTO source (id, url, name, subscribed)
         SELECT DISTINCT source, '', 'a source that was lost', 0 FROM item",
        [],
    )?;
    marked_and_gone(new)
}

/// Sources whose own row is lost get one by the index of addresses; the next reading of the sources file names them.
fn sources(damaged: &Connection, new: &Connection) -> Result<(), Error> {
    each(damaged, "SELECT id, url FROM source INDEXED BY source_url ORDER BY url", &mut |row| {
        let (Ok(id), Ok(url)) = (row.get::<_, i64>(0), row.get::<_, String>(1)) else { return Ok(()) };
        new.execute("INSERT OR IGNORE INTO source (id, url, name) VALUES (?1, ?2, ?2)", (id, url))?;
        Ok(())
    })?;
    Ok(())
}

/// Reads an index from both ends, as far as it can be read.
fn each(
    damaged: &Connection,
    sql: &str,
    take: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    for order in ["ASC", "DESC"] {
        let Ok(mut statement) = damaged.prepare(&format!("{sql} {order}")) else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            take(row)?;
        }
    }
    Ok(())
}

/// The source of each item, by an index that stands apart from the items themselves; where there is only one source, it is
/// that for all.
fn homes(damaged: &Connection, new: &Connection) -> Result<HashMap<i64, i64>, Error> {
    let mut homes = HashMap::new();
    if new.query_row("SELECT count(*) FROM source", [], |r| r.get::<_, i64>(0))? == 1 {
        let source: i64 = new.query_row("SELECT id FROM source", [], |r| r.get(0))?;
        let mut ids = new.prepare("SELECT DISTINCT id >> 16 FROM body")?;
        for id in ids.query_map([], |r| r.get(0))? {
            homes.insert(id?, source);
        }
    }
    for index in ["item_source", "item_key"] {
        let sql = format!("SELECT id, source FROM item INDEXED BY {index} ORDER BY source");
        each(damaged, &sql, &mut |row| {
            if let (Ok(id), Ok(source)) = (row.get(0), row.get(1)) {
                homes.insert(id, source);
            }
            Ok(())
        })?;
    }
    Ok(homes)
}

fn revive(new: &Connection, id: i64, source: i64, places: &mut Places) -> Result<bool, Error> {
    let (received, revised, revision): (i64, i64, u32) = new.query_row(
        "SELECT min(at), max(at), max(id & 65535) FROM body WHERE id BETWEEN ?1 << 16 AND ?1 << 16 | 65535",
        [id],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    )?;
    let filing = filing(new, id, revision)?;
    let taken: bool = new.query_row(
        "SELECT EXISTS (SELECT 1 FROM item WHERE source = ?1 AND key = ?2)",
        (source, &filing.key),
        |r| r.get(0),
    )?;
    if !taken {
        let item = Newcomer { id: Some(id), source, received, revised, revision, filing: &filing };
        let place = places.take(new, newcomer::sort_at(&filing, received))?;
        newcomer::write(new, place, &item)?;
    }
    Ok(!taken)
}

fn filing(new: &Connection, id: i64, revision: u32) -> Result<Filing, Error> {
    let (headline, fingerprint, fields, length, copy): (String, i64, String, i64, Vec<u8>) = new.query_row(
        "SELECT headline, fingerprint, fields, text_len, copy FROM body WHERE id = ?1 << 16 | ?2",
        (id, revision),
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)),
    )?;
    let (text, markup) = unpack_copy(&copy, usize::try_from(length).unwrap_or(0))?;
    from_json(&fields, headline, text, markup, fingerprint)
}

/// The status of an item by the log alone: what each decision that stands changed, one after the other.
fn from_decisions(new: &Connection, id: i64) -> Result<Status, Error> {
    Ok(triage::told_by(&Histories::new(new)?.of(id)?))
}

/// Items that bear somebody's mark by the log, and are in the cache no more.
fn marked_and_gone(new: &Connection) -> Result<u64, Error> {
    let gone: Vec<i64> = new
        .prepare("SELECT DISTINCT item FROM decision_item WHERE item NOT IN (SELECT id FROM item)")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let mut marked = 0;
    for id in gone {
        let status = from_decisions(new, id)?;
        marked += u64::from(status.is_marked() || status.spiked);
    }
    Ok(marked)
}

/// Deals with items whose newest copy is lost: an older filing takes its place, and where there is none, an unmarked item
/// goes, to come again with the next poll, and a marked one says that its copy is lost. Answers how many of these there are.
pub(crate) fn copy(new: &Connection) -> Result<u64, Error> {
    let lost: Vec<(i64, bool)> = new
        .prepare(
            "SELECT id, marked = 1 OR spiked = 1 FROM item AS i
             WHERE NOT EXISTS (SELECT 1 FROM body WHERE id = (i.id << 16 | i.revision))",
        )?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut without = 0;
    for (id, marked) in lost {
        let older: Option<(i64, i64)> = new
            .query_row(
                "SELECT id & 65535, fingerprint FROM body WHERE id BETWEEN ?1 << 16 AND ?1 << 16 | 65535 ORDER BY id DESC LIMIT 1",
                [id],
                |r| Ok((r.get(0)?, r.get(1)?)),
            )
            .optional()?;
        if let Some((revision, fingerprint)) = older {
            new.execute(
                "UPDATE item SET revision = ?2, fingerprint = ?3, acted_on = min(acted_on, ?2) WHERE id = ?1",
                (id, revision, fingerprint),
            )?;
        } else if marked {
            without += 1;
            stand_in(new, id)?;
        } else {
            new.execute("DELETE FROM item WHERE id = ?1", [id])?;
            new.execute("DELETE FROM moved WHERE item = ?1", [id])?;
            new.execute("DELETE FROM alert WHERE item = ?1", [id])?;
        }
    }
    Ok(without)
}

/// Puts words into the place of a copy that is lost, under another fingerprint than the copy had, so that this is taken in
/// when it comes again.
fn stand_in(new: &Connection, id: i64) -> Result<(), Error> {
    let (headline, key, revision, at): (String, String, i64, i64) =
        new.query_row("SELECT headline, key, revision, revised FROM item WHERE id = ?1", [id], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
        })?;
    let filing = Filing { key, headline, text: LOST.to_owned(), ..Filing::default() };
    new.execute(
        "INSERT INTO body (id, at, headline, fingerprint, fields, text_len, copy) VALUES (?1 << 16 | ?2, ?3, ?4, 0, ?5, ?6, ?7)",
        (
            id,
            revision,
            at,
            &filing.headline,
            to_json(&filing, &Marks::default()),
            i64::try_from(LOST.len()).unwrap_or(0),
            pack(&join_copy(LOST, "")),
        ),
    )?;
    new.execute("UPDATE item SET fingerprint = 0 WHERE id = ?1", [id])?;
    Ok(())
}
