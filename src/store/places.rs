//! Which story an item stands in: what the program said, what an editor decided, and the numbers of each story.

use rusqlite::{Connection, OptionalExtension};

use crate::store::change::{self, Kind};
use crate::store::copies;
use crate::store::error::Error;
use crate::store::place::time_of;
use crate::store::tally::Tally;

/// Milliseconds in which an arrival loses half of what it adds to the growth of its story.
const HALF_LIFE: f64 = 3_600_000.0;

/// An item as its story counts it.
struct Member {
    story: Option<i64>,
    judged: Option<i64>,
    reprint: Option<i64>,
    place: i64,
    rank: i64,
    unread: bool,
}

fn member(conn: &Connection, id: i64) -> Result<Option<Member>, rusqlite::Error> {
    conn.prepare_cached("SELECT story, judged, reprint, place, rank, read = 0 AND spiked = 0 FROM item WHERE id = ?1")?
        .query_row([id], |r| {
            Ok(Member {
                story: r.get(0)?,
                judged: r.get(1)?,
                reprint: r.get(2)?,
                place: r.get(3)?,
                rank: r.get(4)?,
                unread: r.get(5)?,
            })
        })
        .optional()
}

/// Takes down what the program says of an item. An editor's decision stands above it. Says whether the item is one more run of
/// its copy.
pub(crate) fn judged(conn: &Connection, id: i64, story: i64, reprint: i64) -> Result<bool, Error> {
    let Some(member) = member(conn, id)? else { return Ok(false) };
    let joins = member.reprint != Some(reprint);
    if joins {
        conn.prepare_cached("UPDATE item SET reprint = ?2 WHERE id = ?1")?.execute((id, reprint))?;
    }
    if member.judged.is_some() {
        conn.prepare_cached("UPDATE item SET judged = ?2 WHERE id = ?1")?.execute((id, story))?;
    } else if member.story != Some(story) {
        move_to(conn, id, &member, story)?;
    }
    Ok(joins)
}

/// Carries out an editor's decision: into a story of that name, or back to where the program has it. Its copy is to be set
/// right afterwards by [`copies::settle`].
pub(crate) fn placed(conn: &Connection, id: i64, to: Option<i64>, tally: &mut Tally) -> Result<(), Error> {
    let Some(member) = member(conn, id)? else { return Ok(()) };
    let Some(now) = member.story else { return Ok(()) };
    match to {
        Some(to) => {
            if to == id {
                free_name(conn, id, now, tally)?;
            }
            // Its story may have got another name by that.
            let Some(member) = self::member(conn, id)? else { return Ok(()) };
            let says = member.judged.or(member.story);
            conn.prepare_cached("UPDATE item SET judged = ?2 WHERE id = ?1")?.execute((id, says))?;
            move_to(conn, id, &member, to)?;
        }
        None => {
            let back = member.judged.unwrap_or(now);
            conn.prepare_cached("UPDATE item SET judged = NULL WHERE id = ?1")?.execute([id])?;
            move_to(conn, id, &member, back)?;
        }
    }
    Ok(())
}

/// Makes an item's own name free for the story it is to have: where its story goes by that name, the others get another.
fn free_name(conn: &Connection, id: i64, now: i64, tally: &mut Tally) -> Result<(), Error> {
    if now != id {
        return Ok(());
    }
    let heir: Option<i64> = conn
        .prepare_cached("SELECT id FROM item WHERE story = ?1 AND id <> ?1 ORDER BY place LIMIT 1")?
        .query_row([id], |r| r.get(0))
        .optional()?;
    if let Some(heir) = heir {
        merge(conn, id, heir, tally)?;
    }
    Ok(())
}

fn move_to(conn: &Connection, id: i64, member: &Member, story: i64) -> Result<(), Error> {
    if member.story == Some(story) {
        return Ok(());
    }
    conn.prepare_cached("UPDATE item SET story = ?2 WHERE id = ?1")?.execute((id, story))?;
    if let Some(left) = member.story {
        recount(conn, left)?;
    }
    enter(conn, story, member)
}

fn enter(conn: &Connection, story: i64, member: &Member) -> Result<(), Error> {
    let at = arrived(member.place);
    let heat: Option<f64> =
        conn.prepare_cached("SELECT heat FROM story WHERE id = ?1")?.query_row([story], |r| r.get(0)).optional()?;
    conn.prepare_cached(
        "INSERT INTO story (id, items, unread, place, rank, heat) VALUES (?1, 1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET items = items + 1, unread = unread + ?2, place = max(place, ?3),
         rank = min(rank, ?4), heat = ?5",
    )?
    .execute((story, member.unread, member.place, member.rank, heat.map_or(at, |heat| warmer(heat, at))))?;
    Ok(())
}

/// When an item arrived, in milliseconds: the time of its place, so that a first poll does not heat up what is old.
fn arrived(place: i64) -> f64 {
    time_of(place).as_millisecond() as f64
}

/// The heat of two arrivals (or two stories) together: the later of both, and more the nearer they are to each other.
fn warmer(a: f64, b: f64) -> f64 {
    let apart = (a - b).abs() / HALF_LIFE;
    // Whole milliseconds, so that a page can be continued from an exact place.
    (a.max(b) + HALF_LIFE * (1.0 + (-apart).exp2()).log2()).round()
}

/// Counts a story anew, where items left it.
pub(crate) fn recount(conn: &Connection, story: i64) -> Result<(), Error> {
    let mut statement =
        conn.prepare_cached("SELECT place, rank, read = 0 AND spiked = 0 FROM item WHERE story = ?1 ORDER BY place")?;
    let mut rows = statement.query([story])?;
    let (mut items, mut unread, mut place, mut rank, mut heat) = (0_i64, 0_i64, 0_i64, i64::MAX, None);
    while let Some(row) = rows.next()? {
        items += 1;
        let here: i64 = row.get(0)?;
        place = place.max(here);
        rank = rank.min(row.get(1)?);
        unread += row.get::<_, i64>(2)?;
        let at = arrived(here);
        heat = Some(heat.map_or(at, |heat| warmer(heat, at)));
    }
    match heat {
        Some(heat) => conn
            .prepare_cached(
                "INSERT OR REPLACE INTO story (id, items, unread, place, rank, heat) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((story, items, unread, place, rank, heat))?,
        None => conn.prepare_cached("DELETE FROM story WHERE id = ?1")?.execute([story])?,
    };
    Ok(())
}

/// All items of one story are of another from now on, whoever put them there.
pub(crate) fn merge(conn: &Connection, from: i64, into: i64, tally: &mut Tally) -> Result<(), Error> {
    let moved = conn.prepare_cached("UPDATE item SET story = ?2 WHERE story = ?1")?.execute((from, into))?;
    conn.prepare_cached("UPDATE item SET judged = ?2 WHERE judged = ?1")?.execute((from, into))?;
    recount(conn, from)?;
    recount(conn, into)?;
    let copies = conn
        .prepare_cached("SELECT DISTINCT reprint FROM item WHERE story = ?1 AND reprint IN (SELECT id FROM copy)")?
        .query_map([into], |r| r.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for copy in copies {
        copies::settle(conn, copy, tally)?;
    }
    if moved > 0 {
        change::note(conn, Kind::Unnamed, 0, 0)?;
    }
    Ok(())
}
