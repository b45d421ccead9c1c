//! `show`: one item, as text, Markdown, JSON, the bytes as received, or what its newest revision changed.

use std::io::{self, IsTerminal};

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
        return out.received(&bytes);
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
    if reading.is_killed() && !asked.anyway && is_for_people(asked, io::stdout().is_terminal()) {
        return Err(Stop::failed(format!(
            "the wire has killed item {id}, it must not be used; `copytaster show {id} --anyway` shows it all the same"
        )));
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

/// Whether somebody is to read what is printed, or may take it into copy of their own: on a terminal, and as Markdown. What is
/// for programs carries its marks.
fn is_for_people(asked: &Show, terminal: bool) -> bool {
    asked.shape.markdown || (terminal && !asked.shape.json)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Arguments, Command};

    #[test]
    fn what_a_program_asks_for_is_told_from_what_people_read() {
        let check = |words: &[&str], terminal: bool, people: bool| {
            let line = ["copytaster", "show", "7"].iter().chain(words);
            let Some(Command::Show(asked)) = Arguments::try_parse_from(line).unwrap().command else { unreachable!() };
            assert_eq!(is_for_people(&asked, terminal), people, "{words:?}");
        };
        check(&[], true, true);
        check(&[], false, false);
        check(&["--text"], true, true);
        check(&["--markdown"], true, true);
        check(&["--markdown"], false, true);
        check(&["--json"], true, false);
    }
}
