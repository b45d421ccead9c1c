//! Reads what stands together: the members of a copy or a story, and one item beside the others.

use std::collections::BTreeSet;

use rusqlite::{Connection, params_from_iter};

use crate::analysis::{PASSAGE, joined, reworded, word_diff};
use crate::store::error::Error;
use crate::store::reader::Reader;
use crate::store::rows;
use crate::wire::{Beside, DiffKind, DiffParagraph, ItemId, Row, Run, Together};

/// Members read at most; a story has seldom more, and a list of its own shows them all.
const MEMBERS: usize = 200;

/// Runs held against the copy at most.
const RUNS: usize = 24;

impl Reader {
    /// The items that stand together, newest first, two hundred at most.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn members(&mut self, of: Together) -> Result<Vec<Row>, Error> {
        let (which, numbers) = match of {
            Together::Copy(copy) => ("i.reprint = ?", vec![copy]),
            Together::CopyInStory(copy, story) => ("i.reprint = ? AND i.story = ?", vec![copy, story]),
            Together::Story(story) => ("i.story = ?", vec![story]),
        };
        let sql =
            format!("SELECT {} FROM item AS i WHERE {which} ORDER BY i.place DESC LIMIT {MEMBERS}", rows::columns());
        let (conn, names) = (&self.conn, &mut self.names);
        let mut statement = conn.prepare_cached(&sql)?;
        let mut found = statement.query(params_from_iter(numbers))?;
        let mut members = Vec::new();
        while let Some(row) = found.next()? {
            members.push(names.row(conn, row)?.0);
        }
        Ok(members)
    }

    /// An item beside the other runs of its copy, with what each cut or added, and beside its story; `None` where it is not
    /// in the cache.
    ///
    /// # Errors
    /// As SQLite gives them.
    pub fn beside(&mut self, id: ItemId) -> Result<Option<Beside>, Error> {
        let Some((row, _)) = self.row_of(id)? else { return Ok(None) };
        let copies = row.reprint.map_or(Ok(Vec::new()), |n| self.members(Together::Copy(n)))?;
        let story = row.story.map_or(Ok(Vec::new()), |n| self.members(Together::Story(n)))?;
        let text = self.copy_of(&row)?;
        let mut runs = Vec::new();
        for run in copies.iter().filter(|run| run.id != id).take(RUNS) {
            let other = self.copy_of(run)?;
            let difference: Vec<DiffParagraph> = word_diff(&text, &other).iter().map(joined).collect();
            let (cut, added) = passages(&difference);
            let changed = difference.iter().flat_map(reworded).collect();
            runs.push(Run { row: run.clone(), cut, added, changed });
        }
        let same = |other: &Row| other.id == id || copies.iter().any(|run| run.id == other.id);
        let story = story.into_iter().filter(|other| !same(other)).collect();
        Ok(Some(Beside { items: row.story_items, row, runs, story }))
    }
}

impl Reader {
    /// The text of an item without what the screen folds: notices and notes to editors are no part of the copy.
    fn copy_of(&self, row: &Row) -> Result<String, Error> {
        let Some(filing) = self.filing(row.id, row.revision)? else { return Ok(String::new()) };
        let mut copy = String::with_capacity(filing.text.len());
        let mut at = 0;
        for fold in &filing.folds {
            copy.push_str(filing.text.get(at..fold.range.start).unwrap_or(""));
            at = fold.range.end.max(at);
        }
        copy.push_str(filing.text.get(at..).unwrap_or(""));
        Ok(copy)
    }
}

/// The items with the other runs of their copy in their story, each once.
pub(crate) fn with_copies(conn: &Connection, ids: &[ItemId]) -> Result<Vec<ItemId>, Error> {
    const RUNS_OF: &str =
        "SELECT o.id FROM item AS i JOIN item AS o ON o.reprint = i.reprint AND o.story IS i.story WHERE i.id = ?1";
    with(conn, ids, RUNS_OF)
}

/// The items with the other items of their story, each once.
pub(crate) fn with_stories(conn: &Connection, ids: &[ItemId]) -> Result<Vec<ItemId>, Error> {
    with(conn, ids, "SELECT o.id FROM item AS i JOIN item AS o ON o.story = i.story WHERE i.id = ?1")
}

fn with(conn: &Connection, ids: &[ItemId], sql: &str) -> Result<Vec<ItemId>, Error> {
    let mut others = conn.prepare_cached(sql)?;
    let mut known = BTreeSet::new();
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let beside = others.query_map([id.0], |r| r.get(0).map(ItemId))?.collect::<Result<Vec<_>, _>>()?;
        all.extend(std::iter::once(*id).chain(beside).filter(|id| known.insert(*id)));
    }
    Ok(all)
}

/// The passages that stand in the first of two texts alone, and those in the second alone.
fn passages(difference: &[DiffParagraph]) -> (Vec<String>, Vec<String>) {
    let (mut cut, mut added) = (Vec::new(), Vec::new());
    for paragraph in difference {
        for run in &paragraph.runs {
            let words = run.text.split_whitespace().collect::<Vec<_>>();
            if words.len() < PASSAGE {
                continue;
            }
            match run.kind {
                DiffKind::Removed => cut.push(words.join(" ")),
                DiffKind::Added => added.push(words.join(" ")),
                DiffKind::Equal => {}
            }
        }
    }
    (cut, added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_that_one_outlet_cut_or_added_are_told_and_single_words_are_not_among_them() {
        let one = "The ferry stays in port on Monday.\n\nThe harbour master said so at noon.\n\nTickets stay good.";
        let other = "The ferry stays in port today.\n\nTickets stay good.\n\nOur reporter saw long queues at the quay.";
        let (cut, added) = passages(&word_diff(one, other));
        assert_eq!(cut, ["The harbour master said so at noon."]);
        assert_eq!(added, ["Our reporter saw long queues at the quay."]);
    }
}
