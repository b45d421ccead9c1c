//! `show`: one item, as text, Markdown, JSON, the bytes as received, or what its newest revision changed.

use crate::cli::args::Show;
use crate::cli::desk::Desk;
use crate::cli::lines;
use crate::cli::out::{End, Out, Stop};
use crate::exchange;

/// Columns that text is laid out for.
const WIDTH: u16 = 78;

/// Prints the item.
pub fn run(desk: &Desk, out: &mut Out, asked: &Show) -> End {
    let id = Desk::item(&asked.id)?;
    let mut reader = desk.reader()?;
    let missing = || Stop::failed(format!("no item {id} in the cache; `copytaster list` shows their numbers"));
    if asked.shape.raw {
        let raw = reader.raw(id, asked.revision).map_err(Stop::failed)?;
        let known = reader.item(id).map_err(Stop::failed)?.is_some();
        let gone = || {
            Stop::failed(format!("the bytes of item {id} as received are not kept any more; `raw_days` sets how long"))
        };
        let (bytes, _) = raw.ok_or_else(|| if known { gone() } else { missing() })?;
        return out.bytes(&bytes);
    }
    let newest = reader.item(id).map_err(Stop::failed)?.ok_or_else(missing)?;
    let unknown =
        |n: u32| Stop::failed(format!("item {id} has no revision {n}; its newest is {}", newest.row.revision));
    let reading = reader
        .reading(id, asked.revision, WIDTH)
        .map_err(Stop::failed)?
        .ok_or_else(|| asked.revision.map_or_else(missing, unknown))?;
    if asked.shape.diff {
        let before = asked.against.unwrap_or(reading.revision - 1);
        if before == 0 {
            return out.line(&format!("nothing came before revision {} of item {id}", reading.revision));
        }
        let found = reader.difference(id, Some(before), Some(reading.revision)).map_err(Stop::failed)?;
        return out.line(&lines::difference(&found.ok_or_else(|| unknown(before))?));
    }
    if asked.shape.json {
        let echoes = reader.echoes(id, Some(reading.revision)).map_err(Stop::failed)?;
        out.json(&exchange::show_json(&newest, &reading, &echoes))
    } else if asked.shape.markdown {
        out.line(&exchange::markdown(&reading, &desk.zone()))
    } else {
        out.line(&lines::reading(&reading, &desk.zone()))
    }
}
