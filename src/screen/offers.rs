//! What can complete a line: the values that a prompt takes, and behind a command's name those that the command takes.

use super::commands::{Command, by_name};
use super::complete::{self, Offer};
use super::lines::view_begins;
use super::message::Effect;
use super::palette::counted;
use super::prompt::{Ask, Cycle, Prompt};
use super::state::Screen;
use crate::triage::WAITS;
use crate::wire::{Field, HowMany, Question, SORT_KEYS};

/// Completions offered at once.
const OFFERS: usize = 12;

/// What stands at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Query,
    View,
    Order,
    /// A value that this field has in the cache.
    Value(Field),
    Target,
    Until,
}

fn of_ask(ask: Ask) -> Option<Subject> {
    Some(match ask {
        ask if ask.is_query() => Subject::Query,
        Ask::View => Subject::View,
        Ask::FlagLabel => Subject::Value(Field::Flagged),
        Ask::Tag => Subject::Value(Field::Tag),
        Ask::Assign => Subject::Value(Field::Claimed),
        Ask::SendTo => Subject::Target,
        Ask::HoldUntil => Subject::Until,
        _ => return None,
    })
}

fn of_command(command: Command) -> Option<Subject> {
    Some(match command {
        Command::SelectBy | Command::Search | Command::Filter => Subject::Query,
        Command::View => Subject::View,
        Command::Sort => Subject::Order,
        Command::FlagWith => Subject::Value(Field::Flagged),
        Command::Tag => Subject::Value(Field::Tag),
        Command::Assign => Subject::Value(Field::Claimed),
        Command::SendTo => Subject::Target,
        Command::HoldUntil => Subject::Until,
        _ => return None,
    })
}

impl Prompt {
    /// What is being completed, and at which character of the line it begins.
    pub(crate) fn subject(&self) -> Option<(Subject, usize)> {
        if self.ask != Ask::Palette {
            return of_ask(self.ask).map(|subject| (subject, 0));
        }
        // The last of several commands.
        let line = self.typed_line();
        let begun = line.rfind(';').map_or(0, |at| at + 1);
        let last = line.get(begun..).unwrap_or("");
        let (_, name) = counted(last);
        let (name, argument) = name.split_once(' ')?;
        let subject = of_command(by_name(name)?.command)?;
        Some((subject, line.chars().count() - argument.trim_start().chars().count()))
    }

    /// The line as it was typed, without the completion that stands in it for the moment.
    pub(crate) fn typed_line(&self) -> &str {
        self.cycle.as_ref().map_or(self.line(), |cycle| &cycle.line)
    }
}

impl Screen {
    /// Asks for the values that the line can be completed with.
    pub(crate) fn ask_for_offers(&mut self, out: &mut Vec<Effect>) {
        let Some(prompt) = &self.prompt else { return };
        let field = match prompt.subject() {
            Some((Subject::Query, from)) => {
                let rest: String = prompt.line().chars().skip(from).collect();
                complete::place(&rest, prompt.input.cursor().saturating_sub(from)).wants()
            }
            Some((Subject::Value(field), _)) => Some(field),
            Some((Subject::View, _)) => return self.count_views(out),
            _ => None,
        };
        let known = |field| self.values.iter().any(|(f, _)| *f == field);
        let asked = |field| self.asks.values.is_some_and(|(_, asked)| asked == field);
        if let Some(field) = field.filter(|field| *field != Field::Source && !known(*field) && !asked(*field)) {
            let ticket = self.asks.ticket();
            self.asks.values = Some((ticket, field));
            out.push(Effect::Ask(Question::Values(ticket, field)));
        }
    }

    /// What can complete the prompt's line at its cursor.
    pub(crate) fn offers(&self) -> Vec<Offer> {
        self.prompt.as_ref().map_or_else(Vec::new, |prompt| self.completion(prompt).1)
    }

    /// At which character the word begins that is completed, and what it can become.
    fn completion(&self, prompt: &Prompt) -> (usize, Vec<Offer>) {
        let Some((subject, from)) = prompt.subject() else { return (0, Vec::new()) };
        let rest: String = prompt.typed_line().chars().skip(from).collect();
        let cursor = prompt.cycle.as_ref().map_or(prompt.input.cursor(), |cycle| cycle.cursor).saturating_sub(from);
        let plain = |text: &str, help| Offer { text: text.to_owned(), count: None, help };
        let (start, mut all) = match subject {
            Subject::Query => {
                let place = complete::place(&rest, cursor);
                (place.start, place.offers(&self.desk, &self.values))
            }
            Subject::View => (0, self.view_offers(rest.trim())),
            Subject::Order => {
                let start = rest.rfind([',', ' ']).map_or(0, |at| at + 1);
                let (before, typed) = (rest.get(..start).unwrap_or(""), rest.get(start..).unwrap_or("").to_lowercase());
                let used = |key: &str| before.split([',', ' ']).any(|word| word == key);
                let fits = SORT_KEYS.into_iter().filter(|(key, _)| key.starts_with(&typed) && !used(key));
                (before.chars().count(), fits.map(|(key, help)| plain(key, help)).collect())
            }
            Subject::Value(field) => {
                // A tag with a `-` before it is taken off.
                let start = usize::from(field == Field::Tag && rest.starts_with('-'));
                let typed = rest.chars().skip(start).collect::<String>().to_lowercase();
                let told = self.values.iter().filter(|(known, _)| *known == field).flat_map(|(_, all)| all);
                let fits = told.filter(|(value, _)| value.to_lowercase().starts_with(&typed));
                let offer = |(value, n): &(String, u64)| Offer { text: value.clone(), count: Some(*n), help: "" };
                (start, fits.map(offer).collect())
            }
            Subject::Target => {
                let fits = self.setup.targets.iter().filter(|name| name.starts_with(&rest));
                let taken = |name: &str| prompt.instead() == Some(name);
                (0, fits.map(|name| plain(name, if taken(name) { "Enter takes it" } else { "" })).collect())
            }
            Subject::Until => {
                let fits = WAITS.into_iter().filter(|(word, _)| word.starts_with(&rest));
                (0, fits.map(|(word, help)| plain(word, help)).collect())
            }
        };
        all.truncate(OFFERS);
        (from + start, all)
    }

    /// Views whose names begin with what was typed, the editor's own first; all of them where nothing was.
    fn view_offers(&self, typed: &str) -> Vec<Offer> {
        let offer = |(text, count): (String, Option<HowMany>)| {
            let help = if count.is_some_and(|count| count.or_more) { "or more" } else { "" };
            Offer { text, count: count.map(|count| count.n), help }
        };
        self.views_counted().into_iter().filter(|(name, _)| view_begins(name, typed)).map(offer).collect()
    }

    /// Puts the next completion in (1), or the one before (-1). Says whether there was any.
    pub(crate) fn complete(&mut self, by: isize, out: &mut Vec<Effect>) -> bool {
        let Some(prompt) = &self.prompt else { return false };
        let (start, offers) = self.completion(prompt);
        let query = matches!(prompt.subject(), Some((Subject::Query, _)));
        let at = match &prompt.cycle {
            Some(cycle) => cycle.at as isize + by,
            None if by < 0 => -1,
            None => 0,
        };
        let Some(at) = (!offers.is_empty()).then(|| at.rem_euclid(offers.len() as isize) as usize) else {
            return false;
        };
        let cycle = prompt.cycle.clone().map(|cycle| (cycle.line, cycle.cursor));
        let (line, cursor) = cycle.unwrap_or_else(|| (prompt.line().to_owned(), prompt.input.cursor()));
        if let Some(offer) = offers.get(at) {
            // All but a query is one value to its end.
            let end = if query { cursor } else { line.chars().count() };
            let mut next = put_in(prompt, &line, start..end, &offer.text, query);
            next.cycle = Some(Cycle { line, cursor, at });
            self.prompt = Some(next);
            self.line_changed(out);
        }
        true
    }
}

/// The prompt with a word of its line replaced; a value of a query is followed by a space, a field by what is typed next.
fn put_in(prompt: &Prompt, line: &str, word: std::ops::Range<usize>, text: &str, query: bool) -> Prompt {
    let mut whole: String = line.chars().take(word.start).collect();
    whole.push_str(text);
    let rest: String = line.chars().skip(word.end).collect();
    if query && !text.ends_with(':') && !rest.starts_with(' ') {
        whole.push(' ');
    }
    let cursor = whole.chars().count();
    whole.push_str(&rest);
    let mut next = Prompt::new(prompt.ask, &whole).about(prompt.count).or_else(prompt.otherwise.clone());
    next.input = next.input.with_cursor(cursor);
    next
}
