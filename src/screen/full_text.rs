//! The story of an item's own page beside the wire's copy: fetched on request, never in its place.

use super::commands::{Command, Pane};
use super::message::Effect;
use super::state::Screen;
use crate::wire::{CopyKind, ItemId, PageAsk, Reading, clean_line, redact};

impl Screen {
    /// The key: the other text where there are two, else the page is fetched. What was fetched before the newest revision came
    /// is fetched anew.
    pub(crate) fn full_text_key(&mut self, reading: &Reading, out: &mut Vec<Effect>) {
        let id = reading.row.id;
        if reading.shows_fetched {
            self.read_copy(id, CopyKind::Wire, out);
        } else if reading.fetched.as_ref().is_some_and(|text| text.revision >= reading.row.revision) {
            self.read_copy(id, CopyKind::Fetched, out);
        } else if self.reader.fetching.contains(&id) {
            self.notes.say("its full text is being fetched (Esc stops)");
        } else if reading.filing.url.is_none() {
            self.notes.trouble("this item has no page to fetch");
        } else if self.desk.progress.offline {
            self.notes.say("offline: nothing is fetched");
        } else {
            let source = self.desk.sources.iter().find(|source| *source.name == *reading.row.source);
            out.push(Effect::FetchPage(PageAsk {
                item: id,
                revision: reading.row.revision,
                source: source.map(|source| source.id),
                url: reading.filing.url.clone(),
                by_source: false,
            }));
            self.reader.fetching.push(id);
            self.notes.say("fetching the full text (Esc stops)");
            self.show_origin();
        }
    }

    fn read_copy(&mut self, id: ItemId, copy: CopyKind, out: &mut Vec<Effect>) {
        self.reader.copies.insert(id, copy);
        self.ask_reading(id, None, None, out);
    }

    /// A page was fetched, or not.
    pub(crate) fn page_fetched(&mut self, item: ItemId, came: Result<(), String>, out: &mut Vec<Effect>) {
        let waited = self.reader.fetching.contains(&item);
        self.reader.fetching.retain(|fetching| *fetching != item);
        // The cache has told of it before, so the story may be on its way already, with the wire's copy.
        let in_view = self.reader.wanted.or(self.reader.id()) == Some(item);
        match came {
            // It was broken off, and has come all the same.
            Ok(()) if !waited => {}
            Ok(()) if in_view => {
                self.notes.say("full text fetched");
                self.read_copy(item, CopyKind::Fetched, out);
            }
            Ok(()) => {
                self.reader.copies.insert(item, CopyKind::Fetched);
                self.notes.say("full text fetched; it is shown when the item is opened");
            }
            Err(why) => {
                self.notes.trouble(format!("no full text: {}", clean_line(&why)));
                if let Some(id) = self.reader.id().filter(|id| *id == item) {
                    self.ask_reading(id, None, None, out);
                }
            }
        }
        self.show_origin();
    }

    /// Breaks off the fetching of pages, where the story in the reader waits for its own; whether it did.
    pub(crate) fn stop_fetching(&mut self, out: &mut Vec<Effect>) -> bool {
        if self.focus != Pane::Reader || !self.reader.id().is_some_and(|id| self.reader.fetching.contains(&id)) {
            return false;
        }
        self.reader.fetching.clear();
        out.push(Effect::StopPages);
        self.notes.say("fetching stopped");
        self.show_origin();
        true
    }

    /// Nobody fetches any more: no page is waited for.
    pub(crate) fn fetching_died(&mut self) {
        self.reader.fetching.clear();
        self.show_origin();
    }

    /// Brings the line about the text's origin up to date.
    fn show_origin(&mut self) {
        if let Some(reading) = self.reader.reading.clone() {
            self.reader.origin = self.origin(&reading);
            self.reader.lay_out();
        }
    }

    /// Where the text in the reader comes from, if there is more than the wire's copy, and the key for the other one.
    pub(crate) fn origin(&self, reading: &Reading) -> Option<String> {
        if self.reader.fetching.contains(&reading.row.id) {
            return Some("fetching the full text … (Esc stops)".to_owned());
        }
        let key = match self.first_key(Command::FullText) {
            // Whoever has taken its key away finds it in the palette.
            key if key.is_empty() => ":full-text".to_owned(),
            key => key,
        };
        let newest = reading.row.revision;
        let Some(text) = &reading.fetched else {
            let why = reading.unfetched.as_ref()?;
            return Some(format!("no full text: {}; {key} tries again", clean_line(why)));
        };
        let at = self.clock(text.at);
        if reading.shows_fetched {
            let from = redact(&text.url);
            let older = match text.revision {
                of if of < newest => format!(" for revision {of}, and revision {newest} has come since"),
                _ => String::new(),
            };
            let cut = if text.cut { "; the page was too large to be read to its end" } else { "" };
            return Some(format!(
                "not from the wire: fetched {at} from {from}{older}{cut}; {key} shows the wire's copy"
            ));
        }
        Some(match &reading.unfetched {
            Some(why) => format!("no newer full text: {}; {key} tries again", clean_line(why)),
            None if text.revision < newest => {
                format!("the full text was fetched for revision {}; {key} fetches it anew", text.revision)
            }
            None => format!("the full text ({} words) was fetched {at}; {key} shows it", text.words),
        })
    }
}
