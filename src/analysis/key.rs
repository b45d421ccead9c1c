//! Who an item is: the rule that gives each entry of a delivery its key.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::wire::{Draft, Filing, clean_line};

use super::address::settled_guid;
use super::stable::hash;

/// Guids longer than this many bytes are kept as a hash.
const LONGEST: usize = 512;

/// Characters of the text that tell entries without guid and link apart; a story's later paragraphs may change.
const START: usize = 300;

/// Names of one entry, the best first.
struct Names {
    names: Vec<String>,
}

/// Gives each filing its key: the guid, else the link, else a hash of date and text. A name that several entries of the
/// delivery share is no name: those fall to the next. Entries that are the same throughout collapse to the first.
///
/// The headline is used only where there is no guid, no link, and neither date nor text.
pub(crate) fn give_keys(entries: Vec<(&Draft, Filing)>) -> Vec<Filing> {
    let mut seen = HashSet::new();
    let mut kept: Vec<(Names, Filing)> = Vec::with_capacity(entries.len());
    for (draft, filing) in entries {
        let guid = draft.guid.as_deref().unwrap_or("");
        if seen.insert((guid.to_owned(), filing.canonical_url.clone(), filing.fingerprint, filing.published)) {
            kept.push((names_of(draft, &filing), filing));
        }
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (entry, _) in &kept {
        for name in &entry.names {
            *counts.entry(name).or_default() += 1;
        }
    }
    let chosen: Vec<Option<String>> = kept
        .iter()
        .map(|(entry, _)| entry.names.iter().find(|name| counts.get(name.as_str()) == Some(&1)).cloned())
        .collect();
    let mut taken = HashSet::new();
    let mut filings = Vec::with_capacity(kept.len());
    for ((entry, mut filing), chosen) in kept.into_iter().zip(chosen) {
        let name = chosen.or_else(|| entry.names.last().cloned()).unwrap_or_default();
        if taken.insert(name.clone()) {
            filing.key = name;
            filings.push(filing);
        } else {
            let other = format!("{name} {:016x}", hash(&[&filing.headline, &filing.text]));
            if taken.insert(other.clone()) {
                filing.key = other;
                filings.push(filing);
            }
        }
    }
    filings
}

fn names_of(draft: &Draft, filing: &Filing) -> Names {
    let guid = clean_line(draft.guid.as_deref().unwrap_or(""));
    let link = filing.canonical_url.clone().or_else(|| filing.url.clone()).unwrap_or_default();
    let content = content_name(filing);
    let mut names = Vec::with_capacity(4);
    if !guid.is_empty() {
        names.push(short(settled_guid(&guid)));
        names.push(short(guid.clone()));
        if !link.is_empty() {
            names.push(short(format!("{guid} {link}")));
        }
        names.push(format!("{} {content}", short(guid)));
    } else if !link.is_empty() {
        names.push(short(link.clone()));
        names.push(format!("{} {content}", short(link)));
    } else {
        names.push(content);
    }
    names.dedup();
    Names { names }
}

/// A name made of date and text; of the headline only where there is nothing else.
fn content_name(filing: &Filing) -> String {
    let start = filing.text.char_indices().nth(START).map_or(filing.text.len(), |(at, _)| at);
    let start = filing.text.get(..start).unwrap_or("");
    let date = filing.published.map(|at| at.to_string()).unwrap_or_default();
    let headline = if start.is_empty() { filing.headline.as_str() } else { "" };
    format!("text:{:016x}", hash(&[&date, start, headline]))
}

pub(crate) fn short(name: String) -> String {
    if name.len() <= LONGEST { name } else { format!("hash:{:016x}", hash(&[&name])) }
}
