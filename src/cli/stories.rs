//! `stories --jsonl`: stories and reprints of items given as JSON Lines. Touches no cache.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::analysis::stories::{Arrival, Desk, Print, Verdict};
use crate::cli::input;
use crate::cli::out::{End, Out, Stop};

/// Reads items a line in order of arrival, prints `{"id","story","reprint"}` a line; the last line for an id counts.
pub fn run(out: &mut Out, jsonl: bool, file: Option<&Path>) -> End {
    if !jsonl {
        return Err(Stop::asked(
            "`stories` wants --jsonl: it reads items as JSON Lines, from a file or standard input",
        ));
    }
    let mut desk = Desk::new();
    let mut seen = Seen::default();
    input::json_lines(file, r#"{"id":"1","title":"…","text":"…"}"#, |line| {
        let item: Value = input::parsed(line)?;
        let id = item.get("id").filter(|id| !id.is_null()).ok_or("no \"id\" in it")?;
        if !id.is_string() && !id.is_number() {
            return Err("its \"id\" is neither a text nor a number".to_owned());
        }
        let is_other = |key: &&str| item.get(key).is_some_and(|value| !value.is_string() && !value.is_null());
        if let Some(key) = ["title", "text"].iter().find(|key| is_other(key)) {
            return Err(format!("its \"{key}\" is no text"));
        }
        let text = |key| item.get(key).and_then(Value::as_str).unwrap_or_default();
        let published = text("published").parse::<Timestamp>().ok().map(Timestamp::as_second);
        let place = seen.next(id, &desk);
        let verdict = desk.arrive(place, &Print::of(&Arrival { title: text("title"), text: text("text") }), published);
        Ok(seen.tell(out, place, &verdict))
    })
}

/// After so many items what will not be spoken of again is forgotten.
const SWEEP: u64 = 10_000;

/// The ids as given and what was last said of each, by their place in the stream, as long as their story or their copy lives.
#[derive(Default)]
struct Seen {
    next: u64,
    /// With its story and reprint group.
    said: HashMap<u64, (Value, u64, u64)>,
    of_story: HashMap<u64, Vec<u64>>,
    of_copy: HashMap<u64, Vec<u64>>,
}

impl Seen {
    fn next(&mut self, id: &Value, desk: &Desk) -> u64 {
        let place = self.next;
        self.next += 1;
        if self.next.is_multiple_of(SWEEP) {
            self.sweep(desk);
        }
        self.said.insert(place, (id.clone(), place, place));
        place
    }

    /// Forgets the items of which nothing will be said any more.
    fn sweep(&mut self, desk: &Desk) {
        let lives = |said: &(Value, u64, u64)| desk.remembers_story(said.1) || desk.remembers_copy(said.2);
        let names: HashSet<u64> =
            self.said.values().filter(|said| lives(said)).flat_map(|said| [said.1, said.2]).collect();
        self.said.retain(|place, said| lives(said) || names.contains(place));
        self.of_story.retain(|story, _| desk.remembers_story(*story));
        self.of_copy.retain(|copy, _| desk.remembers_copy(*copy));
    }

    fn id(&self, place: u64) -> Option<&Value> {
        self.said.get(&place).map(|said| &said.0)
    }

    /// Prints a line for the item, and one for each older item of which something else is said now.
    fn tell(&mut self, out: &mut Out, place: u64, verdict: &Verdict) -> End {
        let mut anew = BTreeSet::new();
        if let Some(merge) = verdict.merged {
            let moved = self.of_story.remove(&merge.from).unwrap_or_default();
            self.each(&moved, &mut anew, |said| said.1 = merge.into);
            self.of_story.entry(merge.into).or_default().extend(moved);
        }
        for link in &verdict.linked {
            let moved = self.of_copy.remove(&link.from).unwrap_or_default();
            self.each(&moved, &mut anew, |said| said.2 = link.into);
            self.of_copy.entry(link.into).or_default().extend(moved);
        }
        if let Some(said) = self.said.get_mut(&place) {
            (said.1, said.2) = (verdict.story, verdict.reprint);
        }
        self.of_story.entry(verdict.story).or_default().push(place);
        self.of_copy.entry(verdict.reprint).or_default().push(place);
        for item in anew.into_iter().chain([place]) {
            let Some((id, story, copy)) = self.said.get(&item) else { continue };
            out.json(&json!({ "id": id, "story": self.id(*story), "reprint": self.id(*copy) }))?;
        }
        Ok(())
    }

    fn each(&mut self, places: &[u64], anew: &mut BTreeSet<u64>, now: impl Fn(&mut (Value, u64, u64))) {
        for place in places {
            if let Some(said) = self.said.get_mut(place) {
                now(said);
                anew.insert(*place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_of_a_stream_is_what_may_be_spoken_of_again() {
        let mut desk = Desk::new();
        let mut seen = Seen::default();
        // Items of one word each: none is like another, so each is a story, and after ten thousand the first are forgotten.
        let stream = Desk::MEMORY as u64 * 2 + 500;
        for n in 0..stream {
            let place = seen.next(&json!(n.to_string()), &desk);
            let verdict = desk.arrive(place, &Print::of(&Arrival { title: &format!("quay{n}x"), text: "" }), None);
            seen.said.get_mut(&place).unwrap().1 = verdict.story;
            seen.of_story.entry(verdict.story).or_default().push(place);
        }
        assert!(seen.said.len() <= Desk::MEMORY + SWEEP as usize, "{}", seen.said.len());
        assert_eq!(seen.of_story.len(), seen.said.len());
        let newest = stream - Desk::MEMORY as u64;
        assert!((newest..stream).all(|place| seen.id(place) == Some(&json!(place.to_string()))));
    }
}
