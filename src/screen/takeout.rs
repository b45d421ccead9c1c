//! Copy on its way out of the program: what is asked before, and the links of a story.

use super::commands::Command;
use super::message::{Effect, Notice, TakeOut, TakenOut, Way};
use super::overlay::{Popup, PopupKind, PopupRow};
use super::prompt::{Ask, Prompt};
use super::script::{Late, Queued, names};
use super::state::{Picked, Screen, Showing};
use crate::wire::{ItemId, Reading, Row, clean_line, nearest};

impl Screen {
    /// Asks where the selection is to go, else the current item, or so many from it on.
    /// Nothing is asked where `to` says so already.
    pub(crate) fn ask_way(&mut self, command: Command, to: Option<String>, count: Option<u32>, out: &mut Vec<Effect>) {
        if self.once_selected(Picked::TakeOut(command, to.clone())) {
            return;
        }
        match self.chosen(count) {
            Ok(items) => self.ask_way_of(command, to, items, out),
            Err(stretch) => self.ask_ids(self.view.whole(), stretch, Picked::TakeOut(command, to), out),
        }
    }

    /// Asks where these items are to go.
    pub(crate) fn ask_way_of(
        &mut self,
        command: Command,
        to: Option<String>,
        items: Vec<ItemId>,
        out: &mut Vec<Effect>,
    ) {
        let Some(first) = items.first() else {
            self.notes.say("there is no item here");
            return;
        };
        let open = self.reader.reading.as_ref().map(|reading| &reading.row);
        let first = self.list.row(*first).or(open.filter(|row| row.id == *first));
        // Each is looked at again when it leaves; a refusal that is known now need not wait for a file's name.
        if items.len() == 1 && first.is_some_and(|row| row.is_killed()) {
            self.notes.trouble("killed copy is not taken out");
            return;
        }
        let (ask, line, otherwise) = match command {
            Command::Save => (Ask::Save, first.map_or_else(String::new, file_name), None),
            Command::SendTo if self.setup.showing == Showing::DemoInstead => {
                self.notes.trouble("the demo wire stands in for yours: nothing of it goes to a target");
                return;
            }
            Command::SendTo if self.setup.targets.is_empty() => {
                self.notes.trouble("no targets; they are written as [[target]] in the configuration");
                return;
            }
            Command::SendTo => (Ask::SendTo, String::new(), self.setup.targets.first().cloned()),
            Command::Pipe => (Ask::Pipe, String::new(), None),
            _ => (Ask::OpenWith, String::new(), None),
        };
        if items.len() > 1 {
            self.notes.say(format!("{} items", items.len()));
        }
        self.bind(&items);
        self.leaving = items;
        match to {
            None => self.prompt = Some(Prompt::new(ask, &line).or_else(otherwise)),
            Some(to) => {
                if let Err((_, why)) = self.take_way(ask, &to, out) {
                    self.notes.trouble(why);
                }
            }
        }
    }

    /// The line of a prompt for a way out is finished.
    pub(crate) fn take_way(
        &mut self,
        ask: Ask,
        line: &str,
        out: &mut Vec<Effect>,
    ) -> Result<(), (Option<usize>, String)> {
        if line.is_empty() {
            // Nothing goes out: what was to follow does not.
            self.queue.clear();
            return Ok(());
        }
        let beside = line.ends_with('&');
        let to = match ask {
            Ask::Save => Way::Save(line.to_owned()),
            Ask::SendTo => Way::Send(self.named_target(line)?),
            Ask::Pipe => Way::Pipe(words(line)?),
            _ => Way::OpenWith(words(line.trim_end_matches('&'))?, beside),
        };
        let items = std::mem::take(&mut self.leaving);
        if let Some(why) = self.forbidden(&items) {
            self.queue.clear();
            self.notes.trouble(why);
            return Ok(());
        }
        let ticket = self.asks.ticket();
        let rest = self.rest_of_row();
        self.asks.out.insert(ticket, rest);
        // Where lines are read and not drawn, the next one is no name.
        if ask == Ask::Save && self.layout.list_rows == u16::MAX {
            self.asks.saving = Some((ticket, line.to_owned(), items.clone()));
        }
        out.push(Effect::TakeOut(TakeOut { ticket, items, to }));
        Ok(())
    }

    /// Copy has gone out, or a part of it, or nothing: what its row was to do next is done to what has gone, or said not to be.
    pub(crate) fn taken_out(&mut self, how: TakenOut) {
        let rest = self.asks.out.remove(&how.ticket).unwrap_or_default();
        let saving = self.asks.saving.take_if(|(ticket, ..)| *ticket == how.ticket);
        if let (Some((_, name, items)), Some(Notice::Trouble(why)), true) = (saving, &how.said, how.left.is_empty())
            && !self.is_covered()
        {
            return self.ask_name_again(&name, why, items, rest);
        }
        let said = how.said.as_ref().map(|said| said.words().to_owned());
        match how.said {
            Some(Notice::Trouble(why)) if how.left.is_empty() && !rest.is_empty() => {
                self.notes.trouble(format!("{why}; not done: {}", names(&rest)));
            }
            Some(said) => self.noticed(said),
            None => {}
        }
        if !how.left.is_empty() && !rest.is_empty() {
            self.late.push_back(Late { commands: rest, left: how.left, said });
        }
    }

    /// Nothing was saved: what was typed is there again, with the reason, and what was to follow waits for another name.
    fn ask_name_again(&mut self, name: &str, why: &str, items: Vec<ItemId>, rest: Vec<Queued>) {
        self.queue.extend(rest);
        self.bind(&items);
        self.leaving = items;
        let mut prompt = Prompt::new(Ask::Save, name);
        prompt.error = Some((None, why.to_owned()));
        self.prompt = Some(prompt);
    }

    fn named_target(&self, line: &str) -> Result<String, (Option<usize>, String)> {
        let all = &self.setup.targets;
        let begins: Vec<&String> = all.iter().filter(|name| name.starts_with(line)).collect();
        match (all.iter().find(|name| *name == line), begins.as_slice()) {
            (Some(name), _) => Ok(name.clone()),
            (None, [name]) => Ok((*name).clone()),
            _ => {
                let near = nearest(line, all.iter().map(String::as_str));
                let hint = near.map_or_else(|| all.join(", "), |near| format!("did you mean {near}?"));
                Err((None, format!("no target {line}; {hint}")))
            }
        }
    }

    /// Opens the links of a story, the page itself first.
    pub(crate) fn show_links(&mut self, reading: &Reading) {
        let of_web = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
        let own = reading.filing.url.as_deref().map(|url| (url, None));
        let others = reading.filing.links.iter().map(|link| (link.href.as_str(), link.title.as_deref()));
        let on_page = reading.laid.links.iter().filter(|_| reading.shows_fetched).map(|url| (url.as_str(), None));
        let mut links: Vec<(&str, Option<&str>)> = Vec::new();
        for (url, title) in own.into_iter().chain(on_page).chain(others).filter(|(url, _)| of_web(url)) {
            if links.iter().all(|(known, _)| *known != url) {
                links.push((url, title));
            }
        }
        if links.is_empty() {
            self.notes.say("no links in this story");
            return;
        }
        let rows = links.iter().enumerate().map(|(n, (url, title))| {
            let text = title.map_or_else(|| (*url).to_owned(), |title| format!("{title} {url}"));
            PopupRow::pair((n + 1).to_string(), clean_line(&text))
        });
        let mut popup = Popup::new(PopupKind::Links, "links: a number opens one", PopupRow::in_column(rows, 0));
        popup.links = links.into_iter().map(|(url, _)| url.to_owned()).collect();
        self.show(popup);
    }

    /// A digit was typed in the popup of links, or Enter: the link is opened as soon as no longer number could be meant.
    pub(crate) fn link_key(&mut self, digit: Option<char>, out: &mut Vec<Effect>) {
        let Some(popup) = self.popup.as_mut() else { return };
        popup.needle.extend(digit);
        let number = popup.needle.parse::<usize>().unwrap_or(0);
        let may_go_on = digit.is_some() && number > 0 && number.saturating_mul(10) <= popup.links.len();
        if may_go_on {
            return;
        }
        match number.checked_sub(1).and_then(|at| popup.links.get(at)).cloned() {
            Some(url) => {
                self.popup = None;
                out.push(Effect::Open(url));
            }
            None => {
                popup.needle.clear();
                let last = popup.links.len();
                self.notes.say(format!("no link {number}; the last is {last}"));
            }
        }
    }
}

/// A command line cut into words as a shell would, with its quotes; nothing in it is run by a shell.
fn words(line: &str) -> Result<Vec<String>, (Option<usize>, String)> {
    let words = shlex::split(line).filter(|words| !words.is_empty());
    words.ok_or((None, "a program and its arguments; a quotation mark is not closed".to_owned()))
}

/// A name for an item's file: the words of its headline, few and plain, and Markdown.
fn file_name(row: &Row) -> String {
    let plain = row.headline.to_lowercase();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(6);
    let name = words.collect::<Vec<_>>().join("-");
    let name: String = name.chars().take(60).collect();
    if name.is_empty() { format!("item-{}.md", row.id) } else { format!("{name}.md") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_cut_into_words_and_no_shell_reads_it() {
        assert_eq!(words("grep -i 'sea wall' $HOME").unwrap(), ["grep", "-i", "sea wall", "$HOME"]);
        assert!(words("less 'open").is_err());
    }
}
