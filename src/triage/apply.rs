//! What a verb makes of a status.

use crate::wire::{Status, Until, Verb, clean_block, clean_line};

use super::moves::barred;
use super::{Context, Refusal, move_of};

/// The status after a verb.
///
/// A verb that would change nothing is refused too ("already spiked"). Flag, hold, use and claim note the revision they
/// were done on, so doing one of them again on a newer revision is a change: the editor has seen the new filing.
///
/// # Errors
///
/// The first rule of [`MOVES`](super::MOVES) that stands in the way, in words.
pub fn apply(status: &Status, verb: &Verb, ctx: &Context) -> Result<Status, Refusal> {
    let row = move_of(verb);
    if let Some(refusal) = row.bars.iter().find_map(|bar| barred(*bar, status, ctx)) {
        return Err(refusal);
    }
    if matches!(verb, Verb::Tag(tag) if clean_line(tag).is_empty()) {
        return Err(Refusal::EmptyTag);
    }
    if matches!(verb, Verb::Tag(tag) if tag.contains(',')) {
        return Err(Refusal::TwoTags);
    }
    if matches!(verb, Verb::Assign(name) if clean_line(name).trim().is_empty()) {
        return Err(Refusal::NoName);
    }
    if *verb == Verb::Hold(Some(Until::Embargo)) && !ctx.embargoed {
        return Err(Refusal::NoEmbargo);
    }
    let next = after(status, verb, ctx);
    // An item that has come back is dealt with by saying so, whatever else stands.
    let dealt = *verb == Verb::Acknowledge && ctx.again;
    if next == *status && !dealt { Err(Refusal::Already(row.already)) } else { Ok(next) }
}

/// What the verb makes of the status, rules apart.
pub(super) fn after(status: &Status, verb: &Verb, ctx: &Context) -> Status {
    let mut next = status.clone();
    match verb {
        Verb::Read | Verb::Seen => next.read = true,
        Verb::Unread => next.read = false,
        // A flag without a word says nothing about the label of one that flies already: whoever flags fifty items means the others.
        Verb::Flag(None) => next.flagged = next.flagged.or(Some(String::new())),
        Verb::Flag(Some(words)) => {
            let (label, note) = flag_words(words);
            next.flagged = Some(label);
            next.note = note.or(next.note);
        }
        Verb::Unflag => next.flagged = None,
        Verb::Hold(until) => (next.held, next.held_until) = (true, *until),
        Verb::Unhold => (next.held, next.held_until) = (false, None),
        Verb::Use => next.used = true,
        Verb::Unuse => next.used = false,
        Verb::Claim => next.claimed_by = Some(ctx.who.to_owned()),
        Verb::Assign(name) => next.claimed_by = Some(clean_line(name).trim().to_owned()),
        Verb::Release => next.claimed_by = None,
        Verb::Spike => next.spiked = true,
        Verb::Unspike => next.spiked = false,
        Verb::Tag(tag) => add_tag(&mut next.tags, clean_line(tag)),
        Verb::Untag(tag) => next.tags.retain(|have| !same_tag(have, &clean_line(tag))),
        Verb::Acknowledge => {
            next.acknowledged = next.acknowledged.max(ctx.alerted);
            // Whoever acknowledges a kill has seen it.
            next.read |= ctx.killed;
            if ctx.again && next.acted_on.is_some() {
                next.acted_on = Some(ctx.revision);
            }
        }
        Verb::Split if ctx.story != Some(ctx.own) || status.placed != Some(ctx.own) => next.placed = Some(ctx.own),
        Verb::Join(story) if ctx.story != Some(*story) => next.placed = Some(*story),
        Verb::Split | Verb::Join(_) => {}
        Verb::Priority(priority) => next.priority = *priority,
        Verb::Note(note) => next.note = Some(clean_block(note).trim().to_owned()).filter(|note| !note.is_empty()),
    }
    match verb {
        Verb::Flag(_) | Verb::Hold(_) | Verb::Use | Verb::Claim | Verb::Assign(_) => next.acted_on = Some(ctx.revision),
        // Once no verdict stands there is nothing to follow up, so a later revision is no news to anybody.
        Verb::Unflag | Verb::Unhold | Verb::Unuse | Verb::Release if !next.is_followed() && next != *status => {
            next.acted_on = None;
        }
        _ => {}
    }
    next
}

/// The label of a flag, and the note that stands after `//`, if there is one.
pub fn flag_words(words: &str) -> (String, Option<String>) {
    match words.split_once("//") {
        Some((label, note)) => {
            let note = clean_block(note).trim().to_owned();
            (clean_line(label).trim().to_owned(), Some(note).filter(|note| !note.is_empty()))
        }
        None => (clean_line(words), None),
    }
}

/// Tags are the same without regard to case, as in a query; the first spelling stays.
fn same_tag(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Adds a tag, unless it is there already.
pub(super) fn add_tag(tags: &mut Vec<String>, tag: String) {
    if !tags.iter().any(|have| same_tag(have, &tag)) {
        tags.push(tag);
        tags.sort();
    }
}

#[cfg(test)]
#[path = "apply_tests.rs"]
pub(super) mod tests;
