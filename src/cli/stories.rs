//! `stories --jsonl`: stories and reprints of items given as JSON Lines. Touches no cache.

use std::collections::HashMap;
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

/// The ids as given, by their place in the stream, and the members of each story.
#[derive(Default)]
struct Seen {
    ids: Vec<Value>,
    members: HashMap<u64, Vec<(u64, u64)>>,
}

impl Seen {
    fn next(&mut self, id: &Value) -> u64 {
        self.ids.push(id.clone());
        self.ids.len() as u64 - 1
    }

    fn id(&self, place: u64) -> Option<&Value> {
        usize::try_from(place).ok().and_then(|place| self.ids.get(place))
    }

    fn tell(&mut self, out: &mut Out, place: u64, verdict: &Verdict) -> End {
        let mut lines = vec![(place, verdict.reprint)];
        if let Some(merge) = verdict.merged {
            lines.splice(0..0, self.members.remove(&merge.from).unwrap_or_default());
        }
        for (item, reprint) in &lines {
            out.json(&json!({ "id": self.id(*item), "story": self.id(verdict.story), "reprint": self.id(*reprint) }))?;
        }
        self.members.entry(verdict.story).or_default().extend(lines);
        Ok(())
    }
}
