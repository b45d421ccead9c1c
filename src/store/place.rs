//! The order of time: where an item stands in the list, as one number.
//!
//! A place is the second of the item's time, shifted by six bits, plus a slot that tells items of one second apart: what came
//! later stands higher, and of what came in one delivery the feed's first. It changes only when a filing with a guid of its own
//! carries the item on. It serves as the row number of the full-text index, which therefore finds the newest first; seconds and
//! few slots keep its gaps, and with them the index, small.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

/// Bits for the slot within a second.
const SLOT_BITS: u32 = 6;

/// The lowest place of the second that holds `ms`.
pub(crate) fn floor_of(ms: i64) -> i64 {
    // Times before 1970 are absurd for copy; they stand at the very end of the list.
    (ms.div_euclid(1000)).max(0) << SLOT_BITS
}

/// The highest place of the second that holds `ms`.
pub(crate) fn ceiling_of(ms: i64) -> i64 {
    floor_of(ms) | ((1 << SLOT_BITS) - 1)
}

/// The time of a place, to the second.
pub(crate) fn time_of(place: i64) -> Timestamp {
    Timestamp::from_second(place >> SLOT_BITS).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The slot of a place within its second.
pub(crate) fn slot_of(place: i64) -> u8 {
    u8::try_from(place & ((1 << SLOT_BITS) - 1)).unwrap_or(0)
}

/// Finds free places in one transaction, remembering which seconds are full.
#[derive(Default)]
pub(crate) struct Places {
    last: Option<(i64, i64)>,
}

impl Places {
    /// The place for a new item of time `ms`: the slot after the last one taken in that second. Where a second is full
    /// (a cold load of undated copy), the item moves to the second before.
    pub(crate) fn take(&mut self, conn: &Connection, ms: i64) -> Result<i64, rusqlite::Error> {
        let wanted = floor_of(ms);
        let mut floor = match self.last {
            Some((asked, found)) if asked == wanted => found,
            _ => wanted,
        };
        let mut highest = conn.prepare_cached("SELECT max(place) FROM item WHERE place BETWEEN ?1 AND ?2")?;
        loop {
            let ceiling = floor | ((1 << SLOT_BITS) - 1);
            let taken: Option<i64> = highest.query_row([floor, ceiling], |r| r.get(0)).optional()?.flatten();
            match taken {
                None => break self.remember(wanted, floor, floor),
                Some(top) if top < ceiling => break self.remember(wanted, floor, top + 1),
                Some(_) if floor <= 0 => break self.above_all(conn, wanted),
                Some(_) => floor -= 1 << SLOT_BITS,
            }
        }
    }

    /// Free places for so many new items of time `ms`, the highest first: above what stands in that second already, and where
    /// there is no room left, in the seconds before. Fewer where time itself ends.
    pub(crate) fn below_each_other(conn: &Connection, ms: i64, n: usize) -> Result<Vec<i64>, rusqlite::Error> {
        let mut highest = conn.prepare_cached("SELECT max(place) FROM item WHERE place BETWEEN ?1 AND ?2")?;
        let mut found = Vec::with_capacity(n);
        let mut floor = floor_of(ms);
        while found.len() < n && floor > 0 {
            let ceiling = floor | ((1 << SLOT_BITS) - 1);
            let top: Option<i64> = highest.query_row([floor, ceiling], |r| r.get(0)).optional()?.flatten();
            let lowest = top.map_or(floor, |top| top + 1);
            let wanted = i64::try_from(n - found.len()).unwrap_or(i64::MAX);
            found.extend((lowest..=ceiling.min(lowest.saturating_add(wanted - 1))).rev());
            floor -= 1 << SLOT_BITS;
        }
        Ok(found)
    }

    fn remember(&mut self, wanted: i64, floor: i64, place: i64) -> Result<i64, rusqlite::Error> {
        self.last = Some((wanted, floor));
        Ok(place)
    }

    /// The first seconds of 1970 are full of absurd dates: looks upwards for the first free place.
    fn above_all(&mut self, conn: &Connection, wanted: i64) -> Result<i64, rusqlite::Error> {
        conn.query_row(
            "SELECT min(place) + 1 FROM item AS i WHERE place >= ?1
             AND NOT EXISTS (SELECT 1 FROM item AS next WHERE next.place = i.place + 1)",
            [wanted],
            |r| r.get(0),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE item (id INTEGER PRIMARY KEY, place INTEGER UNIQUE)").unwrap();
        conn
    }

    fn add(conn: &Connection, places: &mut Places, ms: i64) -> i64 {
        let place = places.take(conn, ms).unwrap();
        conn.execute("INSERT INTO item (place) VALUES (?1)", [place]).unwrap();
        place
    }

    #[test]
    fn later_items_of_one_second_stand_higher() {
        let conn = table();
        let mut places = Places::default();
        let a = add(&conn, &mut places, 5_000_900);
        let b = add(&conn, &mut places, 5_000_100);
        assert!(b > a);
        assert_eq!(time_of(a).as_second(), 5_000);
        assert_eq!(time_of(b).as_second(), 5_000);
    }

    #[test]
    fn a_full_second_spills_into_the_one_before() {
        let conn = table();
        let mut places = Places::default();
        let all: Vec<i64> = (0..200).map(|_| add(&conn, &mut places, 9_000_000)).collect();
        assert_eq!(time_of(all[63]).as_second(), 9_000);
        assert_eq!(time_of(all[64]).as_second(), 8_999);
        assert_eq!(time_of(all[199]).as_second(), 8_997);
    }

    #[test]
    fn many_of_one_second_stand_below_each_other_and_above_what_was_there() {
        let conn = table();
        let mut places = Places::default();
        let before = add(&conn, &mut places, 9_000_000);
        let earlier = add(&conn, &mut places, 8_999_000);
        let all = Places::below_each_other(&conn, 9_000_000, 200).unwrap();
        assert_eq!(all.len(), 200);
        assert!(all.is_sorted_by(|a, b| a > b), "{all:?}");
        assert!(!all.contains(&before) && !all.contains(&earlier));
        assert_eq!(time_of(all[199]).as_second(), 8_997);
        assert!(Places::below_each_other(&conn, 9_000_000, 5).unwrap().iter().all(|place| *place > before));
        assert_eq!(
            Places::below_each_other(&conn, 2_000, 500).unwrap().len(),
            128,
            "the first second is for the absurd"
        );
    }

    #[test]
    fn absurd_dates_find_a_place_even_where_1970_is_full() {
        let conn = table();
        let mut places = Places::default();
        let all: Vec<i64> = (0..130).map(|i| add(&conn, &mut places, -1_000 * i)).collect();
        let mut unique = all.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), 130);
    }
}
