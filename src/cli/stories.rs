//! `stories --jsonl`: stories and reprints of items given as JSON Lines. Touches no cache.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::analysis::stories::{Arrival, Desk, Print, Verdict};
use crate::cli::input;
use crate::cli::out::{End, Out, Stop};

/// Reads items a line in order of arrival, prints `{"id","story","reprint"}` a line; the last line for an id counts.
pub fn run(out: &mut Out, jsonl: bool, file: Option<&Path>) -> End {
    if !jsonl {
        return Err(Stop::failed("only `stories --jsonl [FILE]` exists so far: it reads items as JSON Lines"));
    }
    let mut desk = Desk::new();
    let mut seen = Seen::default();
    input::json_lines(file, r#"{"id":"1","title":"…","text":"…"}"#, |item| {
        let id = item.get("id").filter(|id| id.is_string() || id.is_number()).ok_or("no \"id\" in it")?;
        let text = |key| item.get(key).and_then(Value::as_str).unwrap_or_default();
        let published = text("published").parse::<Timestamp>().ok().map(Timestamp::as_second);
        let place = seen.next(id);
        let verdict = desk.arrive(place, &Print::of(&Arrival { title: text("title"), text: text("text") }), published);
        Ok(seen.tell(out, place, &verdict))
    })
}

/// The ids as given and what was last said of each, by their place in the stream.
#[derive(Default)]
struct Seen {
    ids: Vec<Value>,
    /// Story and reprint group.
    said: Vec<(u64, u64)>,
    of_story: HashMap<u64, Vec<u64>>,
    of_copy: HashMap<u64, Vec<u64>>,
}

impl Seen {
    fn next(&mut self, id: &Value) -> u64 {
        self.ids.push(id.clone());
        self.ids.len() as u64 - 1
    }

    fn id(&self, place: u64) -> Option<&Value> {
        usize::try_from(place).ok().and_then(|place| self.ids.get(place))
    }

    /// Prints a line for the item, and one for each older item of which something else is said now.
    fn tell(&mut self, out: &mut Out, place: u64, verdict: &Verdict) -> End {
        let mut anew = BTreeSet::new();
        if let Some(merge) = verdict.merged {
            let moved = self.of_story.remove(&merge.from).unwrap_or_default();
            self.each(&moved, &mut anew, |said| said.0 = merge.into);
            self.of_story.entry(merge.into).or_default().extend(moved);
        }
        for link in &verdict.linked {
            let moved = self.of_copy.remove(&link.from).unwrap_or_default();
            self.each(&moved, &mut anew, |said| said.1 = link.into);
            self.of_copy.entry(link.into).or_default().extend(moved);
        }
        self.said.push((verdict.story, verdict.reprint));
        self.of_story.entry(verdict.story).or_default().push(place);
        self.of_copy.entry(verdict.reprint).or_default().push(place);
        for item in anew.into_iter().chain([place]) {
            let said = usize::try_from(item).ok().and_then(|item| self.said.get(item));
            let Some((story, reprint)) = said else { continue };
            out.json(&json!({ "id": self.id(item), "story": self.id(*story), "reprint": self.id(*reprint) }))?;
        }
        Ok(())
    }

    fn each(&mut self, places: &[u64], anew: &mut BTreeSet<u64>, now: impl Fn(&mut (u64, u64))) {
        for place in places {
            if let Some(said) = usize::try_from(*place).ok().and_then(|place| self.said.get_mut(place)) {
                now(said);
                anew.insert(*place);
            }
        }
    }
}
