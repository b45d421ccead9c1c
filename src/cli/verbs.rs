//! The verbs, `undo`, `redo` and `log`: each verb is one decision, told as done only after it is on disk.

use std::collections::BTreeMap;

use crate::cli::args::Items;
use crate::cli::desk::Desk;
use crate::cli::lines;
use crate::cli::out::{End, Out, Stop};
use crate::exchange;
use crate::screen::until_words;
use crate::wire::{Compare, Decision, Done, Field, ItemId, LogKind, Query, Target, Term, Ticket, Verb};

/// Refusals that are said one by one; of more, the number is said.
const SAID: usize = 5;

/// Does one verb to the items.
pub fn verb(desk: &Desk, out: &mut Out, verb: Verb, items: &Items) -> End {
    let ids = items.ids.iter().map(|word| Desk::item(word)).collect::<Result<Vec<_>, _>>()?;
    let known = desk.reader()?.rows(&ids).map_err(Stop::failed)?;
    if let Some(missing) = ids.iter().find(|id| known.iter().all(|row| row.id != **id)) {
        return Err(Stop::failed(format!("no item {missing} in the cache; `copytaster list` shows their numbers")));
    }
    let until = if let Verb::Hold(until) = &verb { *until } else { None };
    let mut done = decide(desk, LogKind::Did(verb), Target::Items(ids))?;
    // What was typed may mean tomorrow.
    if let Some(until) = until {
        done.words = format!("{} until {}", done.words, until_words(until, desk.now(), &desk.zone()));
    }
    report(out, &done)
}

/// Puts every item of the stories of `items` into the story of the item `with`, in one decision.
pub fn join(desk: &Desk, out: &mut Out, items: &Items, with: &str) -> End {
    let mut reader = desk.reader()?;
    let mut story_of = |word: &str| -> Result<i64, Stop> {
        let id = Desk::item(word)?;
        let row = reader.rows(&[id]).map_err(Stop::failed)?.pop();
        let row = row
            .ok_or_else(|| Stop::failed(format!("no item {id} in the cache; `copytaster list` shows their numbers")))?;
        row.story.ok_or_else(|| Stop::failed(format!("item {id} is in no story yet; try again in a moment")))
    };
    let into = story_of(with)?;
    let mut stories = items.ids.iter().map(|word| story_of(word)).collect::<Result<Vec<_>, _>>()?;
    stories.retain(|story| *story != into);
    stories.dedup();
    if stories.is_empty() {
        return Err(Stop::failed("they are one story already"));
    }
    let of = |story: i64| Query::Term(Term::Number(Field::Story, Compare::Equal, story));
    let all = Query::Or(stories.into_iter().map(of).collect());
    let done = decide(desk, LogKind::Did(Verb::Join(into)), Target::Query(Box::new(all)))?;
    report(out, &done)
}

/// Takes back, or does again, this many decisions. What cannot be done again any more is passed over, and said at the end.
pub fn steps(desk: &Desk, out: &mut Out, kind: &LogKind, steps: u32) -> End {
    let mut changed = false;
    let mut left: BTreeMap<ItemId, String> = BTreeMap::new();
    for _ in 0..steps.max(1) {
        let done = decide(desk, kind.clone(), Target::Items(Vec::new()))?;
        left.extend(done.refused);
        if done.n.is_none() {
            if left.is_empty() {
                return Err(Stop::failed(done.words));
            }
            break;
        }
        changed |= !done.items.is_empty();
        let items: Vec<ItemId> = done.items.iter().map(|(id, _)| *id).collect();
        match items.len() {
            0 => out.line(&done.words)?,
            count => out.line(&format!("{}: {}", done.words, lines::items(&items, count)))?,
        }
    }
    left_alone(out, &left.into_iter().collect::<Vec<_>>(), changed)
}

/// Prints the decision log, newest first.
pub fn log(desk: &Desk, out: &mut Out, limit: Option<usize>, json: bool) -> End {
    let reader = desk.reader()?;
    let entries = if json { reader.log(limit) } else { reader.brief_log(limit) }.map_err(Stop::failed)?;
    for entry in &entries {
        if json {
            out.json(&exchange::log_json(entry))?;
        } else {
            out.line(&lines::log(entry, desk.now(), &desk.zone()))?;
        }
    }
    Ok(())
}

fn decide(desk: &Desk, kind: LogKind, target: Target) -> Result<Done, Stop> {
    let decision = Decision { ticket: Ticket(1), at: desk.now(), who: desk.who().to_owned(), kind, target };
    desk.writer()?.decide(&decision).result.map_err(|why| Stop::failed(format!("cannot save: {why}")))
}

fn report(out: &mut Out, done: &Done) -> End {
    if !done.items.is_empty() || (done.n.is_some() && done.refused.is_empty()) {
        out.line(&done.words)?;
    }
    left_alone(out, &done.refused, !done.items.is_empty())
}

/// Fails where items were left alone, with their reasons and whether others were changed.
fn left_alone(out: &mut Out, left: &[(ItemId, String)], changed: bool) -> End {
    if left.is_empty() {
        return Ok(());
    }
    let mut whys: Vec<String> = left.iter().take(SAID).map(|(id, why)| format!("item {id}: {why}")).collect();
    let more = left.len().saturating_sub(SAID);
    if more > 0 {
        whys.push(format!("{more} more"));
    }
    let rest = if changed { "the others were changed" } else { "nothing was changed" };
    out.flush()?;
    Err(Stop::failed(format!("{}; {rest}", whys.join("; "))))
}
