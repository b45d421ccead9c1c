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
        let (bytes, _) = raw.ok_or_else(|| {
            Stop::failed(format!("the bytes of item {id} are not kept any more (or it is not in the cache); raw_days sets how long they are"))
        })?;
        return out.bytes(&bytes);
    }
    let reading = reader.reading(id, asked.revision, WIDTH).map_err(Stop::failed)?.ok_or_else(missing)?;
    if asked.shape.diff {
        let Some(before) = reading.revision.checked_sub(1).filter(|n| *n > 0) else {
            return out.line(&format!("item {id} has one revision only"));
        };
        let old = reader.reading(id, Some(before), WIDTH).map_err(Stop::failed)?.ok_or_else(missing)?;
        return out.line(&lines::difference(&old.filing, &reading.filing));
    }
    if asked.shape.json {
        let item = reader.item(id).map_err(Stop::failed)?.ok_or_else(missing)?;
        out.json(&exchange::show_json(&item, &reading))
    } else if asked.shape.markdown {
        out.line(&exchange::markdown(&reading, &desk.zone()))
    } else {
        out.line(&lines::reading(&reading, &desk.zone()))
    }
}
