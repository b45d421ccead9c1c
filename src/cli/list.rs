//! `list` and `quotes`: what is in the cache, as lines for people or as JSON Lines.

use std::ops::ControlFlow;

use crate::cli::desk::Desk;
use crate::cli::lines;
use crate::cli::out::{End, Out, Stop, say};
use crate::exchange;
use crate::wire::{Query, Sort};

/// Prints the items that match, in this order, as many as are wanted.
pub fn items(desk: &Desk, out: &mut Out, words: &[String], (sort, limit): (Sort, Option<usize>), json: bool) -> End {
    let query = desk.query(words)?;
    let mut reader = desk.reader()?;
    let mut end = Ok(());
    let mut any = false;
    let listed = reader.list(&query, sort, limit, &mut |item| {
        any = true;
        end = if json {
            out.json(&exchange::list_json(&item))
        } else {
            out.line(&lines::item(&item, desk.now(), &desk.zone()))
        };
        if end.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    listed.map_err(Stop::failed)?;
    if !any && limit != Some(0) && !json && !desk.quiet {
        say(if query == Query::default() {
            "no items yet; `copytaster poll` fetches them"
        } else {
            "nothing matches; `copytaster list` without a query shows every item"
        });
    }
    end
}

/// Prints the quotations that match: of the items that do, those that the query speaks of; newest item first, in the order of the copy.
pub fn quotes(desk: &Desk, out: &mut Out, words: &[String], speaker: Option<&str>, json: bool) -> End {
    let query = desk.query(words)?;
    Desk::goes_on(desk.digest_all(), "quotations of the newest copy may be missing")?;
    let mut reader = desk.reader()?;
    let (mut end, mut any) = (Ok(()), false);
    let listed = reader.quotes(&query, speaker, &mut |quote| {
        any = true;
        end = if json {
            let echoes: Vec<_> = quote.echoes.iter().collect();
            let item = (quote.item, quote.revision);
            let json = exchange::quote_json(item, &quote.source, quote.published, &quote.text, &quote.quote, &echoes);
            let embargoed = quote.embargo.is_some_and(|lifts| lifts > desk.now());
            out.json(&exchange::quote_json_of_story(json, quote.url.as_deref(), quote.killed, embargoed))
        } else {
            out.line(&lines::quote(&quote, desk.now(), &desk.zone()))
        };
        if end.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    listed.map_err(Stop::failed)?;
    if !any && !json && !desk.quiet {
        say("no quotes match");
    }
    end
}
