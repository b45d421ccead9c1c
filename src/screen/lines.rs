//! What becomes of a line typed into a prompt.

use super::commands::{Command, Pane};
use super::key::{Key, KeyPress};
use super::message::Effect;
use super::palette::completions;
use super::prompt::{Ask, Prompt, Typed};
use super::state::Screen;
use super::verbs::Doing;
use super::views::View;
use crate::triage;
use crate::wire::Verb;

/// Whether a view's name begins as it was typed.
pub(crate) fn view_begins(name: &str, typed: &str) -> bool {
    name.to_lowercase().starts_with(&typed.to_lowercase())
}

impl Screen {
    /// The prompt in which a command asks for what it needs; `None` where it needs nothing.
    pub(crate) fn ask_of(&self, command: Command) -> Option<Ask> {
        Some(match command {
            Command::FlagWith => Ask::FlagLabel,
            Command::HoldUntil => Ask::HoldUntil,
            Command::Tag => Ask::Tag,
            Command::Note => Ask::Note,
            Command::Assign => Ask::Assign,
            Command::SelectBy => Ask::Select,
            Command::Search if self.focus == Pane::Reader && self.reader.id().is_some() => Ask::Find,
            Command::Search => Ask::Search,
            Command::Filter => Ask::Filter,
            Command::AddSource => Ask::AddSource,
            Command::View => Ask::View,
            Command::Palette => Ask::Palette,
            _ => return None,
        })
    }

    /// A key while a prompt is open.
    pub(crate) fn prompt_key(&mut self, press: KeyPress, out: &mut Vec<Effect>) {
        let Some(prompt) = &mut self.prompt else { return };
        if let Key::Tab | Key::BackTab = press.key
            && prompt.subject().is_some()
        {
            self.complete(if press.key == Key::Tab { 1 } else { -1 }, out);
            return;
        }
        if matches!(press.key, Key::Tab | Key::Up | Key::Down) && self.palette_key(press.key, out) {
            return;
        }
        let Some(prompt) = &mut self.prompt else { return };
        let completed = prompt.cycle.take().is_some();
        if completed && press == KeyPress::plain(Key::Char(' ')) && prompt.ends_word() {
            // The space that completion has put there already.
            return;
        }
        let line = prompt.line().to_owned();
        match prompt.key(press, &self.history) {
            Typed::Left => {
                self.prompt = None;
                self.queue.clear();
                self.end_preview(out);
            }
            Typed::Done => self.line_done(out),
            Typed::Stays => {
                if prompt.choice.is_some() {
                    let last = completions(&self.setup.keymap, prompt.line()).len().saturating_sub(1);
                    prompt.choice = prompt.choice.map(|choice| choice.min(last));
                }
                if prompt.line() != line {
                    self.line_changed(out);
                }
            }
        }
    }

    /// The line is finished: it is done and the prompt goes, or it is wrong and the prompt says why.
    fn line_done(&mut self, out: &mut Vec<Effect>) {
        let Some(mut prompt) = self.prompt.take() else { return };
        let line = prompt.instead().unwrap_or(prompt.line()).trim().to_owned();
        match self.take_line(&prompt, &line, out) {
            Ok(()) if line.is_empty() => {}
            Ok(()) => {
                if let Some(prompt) = self.history.remember(prompt.ask, &line) {
                    out.push(Effect::Remember { prompt, line });
                }
            }
            Err(error) => {
                prompt.error = Some(error);
                self.prompt = Some(prompt);
            }
        }
    }

    pub(crate) fn take_line(
        &mut self,
        prompt: &Prompt,
        line: &str,
        out: &mut Vec<Effect>,
    ) -> Result<(), (Option<usize>, String)> {
        match prompt.ask {
            Ask::Search | Ask::Filter | Ask::Select => self.take_query(prompt, out),
            Ask::Find if line.is_empty() => Ok(()),
            Ask::Find => match self.reader.search(line) {
                0 => Err((None, "not in this story".into())),
                count => {
                    self.reader.next_hit(0);
                    let hits = if count == 1 { "1 hit".into() } else { format!("{count} hits, C-n and C-p go round") };
                    self.notes.say(hits);
                    Ok(())
                }
            },
            Ask::FlagLabel => {
                let words = Some(line.to_owned()).filter(|line| !line.is_empty());
                self.act(Doing::verb(Verb::Flag(words)), prompt.count, out);
                Ok(())
            }
            Ask::Assign if line.is_empty() => Ok(()),
            Ask::Assign => {
                self.act(Doing::verb(Verb::Assign(line.to_owned())), prompt.count, out);
                Ok(())
            }
            Ask::HoldUntil => {
                let until = triage::hold_until(line, self.now, &self.setup.zone).map_err(|why| (None, why))?;
                self.act(Doing::verb(Verb::Hold(Some(until))), prompt.count, out);
                Ok(())
            }
            Ask::Tag if line.is_empty() => Ok(()),
            Ask::Tag if line.contains(',') && !line.starts_with('-') => {
                let comma = line.chars().take_while(|c| *c != ',').count();
                Err((Some(comma), triage::Refusal::TwoTags.to_string()))
            }
            Ask::Tag => {
                let verb = match line.strip_prefix('-') {
                    Some(tag) => Verb::Untag(tag.trim().to_owned()),
                    None => Verb::Tag(line.to_owned()),
                };
                self.act(Doing::verb(verb), prompt.count, out);
                Ok(())
            }
            Ask::Note => {
                self.act(Doing::verb(Verb::Note(line.to_owned())), prompt.count, out);
                Ok(())
            }
            Ask::Save | Ask::SendTo | Ask::Pipe | Ask::OpenWith => self.take_way(prompt.ask, line, out),
            Ask::AddSource => self.take_address(line, out),
            Ask::View if line.is_empty() => Ok(()),
            Ask::View => self.take_view(line, out),
            Ask::Palette if line.is_empty() => Ok(()),
            Ask::Palette => self.take_command(prompt, line, out),
        }
    }

    fn take_query(&mut self, prompt: &Prompt, out: &mut Vec<Effect>) -> Result<(), (Option<usize>, String)> {
        let line = prompt.line();
        let query =
            triage::parse_in(line, self.now, &self.setup.zone).map_err(|e| (Some(e.column), e.message.clone()))?;
        let text = line.trim();
        match (prompt.ask, text.is_empty()) {
            (Ask::Select, _) => self.select_by(query, out),
            (Ask::Filter, true) => self.keep_preview(|screen| {
                if screen.view.filter.take().is_some() {
                    screen.reload(out);
                }
            }),
            (Ask::Filter, false) => self.keep_preview(|screen| {
                screen.view.filter = Some((text.to_owned(), query));
                screen.focus_on(Pane::List, out);
                screen.reload(out);
            }),
            (_, true) => self.end_preview(out),
            (_, false) => self.keep_preview(|screen| screen.go_to(View::search(text, query), out)),
        }
        Ok(())
    }

    fn take_address(&mut self, line: &str, out: &mut Vec<Effect>) -> Result<(), (Option<usize>, String)> {
        if line.is_empty() {
            return Ok(());
        }
        let address = if line.contains("://") { line.to_owned() } else { format!("https://{line}") };
        let url = url::Url::parse(&address).map_err(|e| (None, format!("no address: {e}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err((Some(0), "only http and https are polled".into()));
        }
        self.notes.say(format!("adding {address}"));
        out.push(Effect::AddSource(address));
        Ok(())
    }

    /// Goes to a view by its name, or the beginning of it: the editor's own first.
    pub(crate) fn take_view(&mut self, name: &str, out: &mut Vec<Effect>) -> Result<(), (Option<usize>, String)> {
        let wanted = name.to_lowercase();
        let begins = |known: &str| view_begins(known, name);
        let same = |known: &str| known.to_lowercase() == wanted;
        let saved = &self.setup.views;
        if let Some(saved) = saved.iter().find(|v| same(&v.name)).or(saved.iter().find(|v| begins(&v.name))) {
            let query =
                triage::parse_in(&saved.query, self.now, &self.setup.zone).map_err(|e| (None, e.to_string()))?;
            self.go_to(View::saved(saved, query), out);
            return Ok(());
        }
        let built_in = View::built_in(&self.setup.who);
        match built_in.iter().find(|v| same(&v.name)).or(built_in.iter().find(|v| begins(&v.name))) {
            Some(view) => self.go_to(view.clone(), out),
            None => return Err((Some(0), "no view begins so; Tab goes through their names".into())),
        }
        Ok(())
    }
}
