//! TOML read key by key, so that every wrong key and value is an error with its place and what was expected.

use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::wire::{clean_line, nearest};

use super::{Error, Placed};

/// A file as written, to which errors point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'t> {
    pub file: &'t Path,
    pub text: &'t str,
}

impl<'t> Written<'t> {
    /// The file's tables.
    pub fn parse(self) -> Result<DeTable<'t>, Error> {
        DeTable::parse(self.text)
            .map(Spanned::into_inner)
            .map_err(|e| self.wrong(e.span().map_or(0, |span| span.start), e.message().trim().replace('\n', ", ")))
    }

    /// An error at a byte of the file.
    pub fn wrong(self, at: usize, message: impl Into<String>) -> Error {
        let (line, column) = self.place(at);
        Error::Wrong { file: self.file.to_owned(), line, column, message: message.into() }
    }

    /// An error at a text of the file.
    pub fn wrong_at(self, text: &Placed, message: impl Into<String>) -> Error {
        let (line, column) = (text.line, text.column);
        Error::Wrong { file: self.file.to_owned(), line, column, message: message.into() }
    }

    /// A text that stands at a byte of the file.
    pub fn placed(self, at: usize, text: &str) -> Placed {
        let (line, column) = self.place(at);
        Placed { text: text.to_owned(), line, column }
    }

    /// Line and column, both from 1, of a byte of the file; the column in code points.
    pub fn place(self, at: usize) -> (usize, usize) {
        let before: Vec<char> = self.text.char_indices().take_while(|(i, _)| *i < at).map(|(_, c)| c).collect();
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        (line, before.iter().rev().take_while(|c| **c != '\n').count() + 1)
    }
}

/// One table of a file. Keys are asked for by name; what nobody asked for is an unknown key.
pub(super) struct Section<'a, 't> {
    pub written: Written<'t>,
    /// How errors call it: "[poll]", "[[source]]".
    name: String,
    table: &'a DeTable<'t>,
    asked: Vec<&'static str>,
}

impl<'a, 't> Section<'a, 't> {
    pub fn new(written: Written<'t>, name: impl Into<String>, table: &'a DeTable<'t>) -> Self {
        Self { written, name: name.into(), table, asked: Vec::new() }
    }

    /// The value of a key, if the key is there.
    pub fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// A table within this one.
    pub fn section(&mut self, key: &'static str) -> Result<Option<Section<'a, 't>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Table(table) => Ok(Some(Section::new(self.written, format!("[{key}]"), table))),
            _ => Err(self.wants(key, value, "a table")),
        }
    }

    /// The tables of a list of tables, `[[key]]`, each with the byte at which it begins.
    pub fn sections(&mut self, key: &'static str) -> Result<Vec<(Section<'a, 't>, usize)>, Error> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let wrong = || self.wants(key, value, &format!("tables, each under [[{key}]]"));
        let list = value.get_ref().as_array().ok_or_else(wrong)?;
        let section = |value: &'a Spanned<DeValue<'t>>| {
            let table = value.get_ref().as_table().ok_or_else(wrong)?;
            Ok((Section::new(self.written, format!("[[{key}]]"), table), value.span().start))
        };
        list.iter().map(section).collect()
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Result<Option<String>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        value
            .get_ref()
            .as_str()
            .map(|text| Some(text.to_owned()))
            .ok_or_else(|| self.wants(key, value, "a text in quotes"))
    }

    /// A text with its place.
    pub fn placed(&mut self, key: &'static str) -> Result<Option<Placed>, Error> {
        let text = self.text(key)?;
        let at = self.get(key).map_or(0, |value| value.span().start);
        Ok(text.map(|text| self.written.placed(at, &text)))
    }

    /// A list of texts, each with its place.
    pub fn all_placed(&mut self, key: &'static str) -> Result<Option<Vec<Placed>>, Error> {
        let Some(texts) = self.texts(key)? else { return Ok(None) };
        let list = self.get(key).and_then(|value| value.get_ref().as_array());
        let places = list.into_iter().flat_map(|list| list.iter()).map(|value| value.span().start);
        Ok(Some(places.zip(texts).map(|(at, text)| self.written.placed(at, &text)).collect()))
    }

    /// Yes or no.
    pub fn truth(&mut self, key: &'static str) -> Result<Option<bool>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        value.get_ref().as_bool().map(Some).ok_or_else(|| self.wants(key, value, "true or false"))
    }

    /// A whole number within bounds.
    pub fn number(&mut self, key: &'static str, bounds: RangeInclusive<u64>) -> Result<Option<u64>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        match number.filter(|n| bounds.contains(n)) {
            Some(number) => Ok(Some(number)),
            None => {
                let what = format!("a whole number from {} to {}", bounds.start(), bounds.end());
                Err(self.wants(key, value, &what))
            }
        }
    }

    /// A span of time such as `"15m"`, within bounds in seconds.
    pub fn span(&mut self, key: &'static str, bounds: RangeInclusive<u64>) -> Result<Option<Duration>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref().as_str().and_then(span).filter(|span| bounds.contains(&span.as_secs())) {
            Some(span) => Ok(Some(span)),
            None => {
                let what = format!("a span from \"{}\" to \"{}\"", spell(*bounds.start()), spell(*bounds.end()));
                Err(self.wants(key, value, &what))
            }
        }
    }

    /// One of a few words.
    pub fn word(&mut self, key: &'static str, words: &[&'static str]) -> Result<Option<&'static str>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let given = value.get_ref().as_str();
        if let Some(word) = words.iter().find(|word| Some(**word) == given) {
            return Ok(Some(*word));
        }
        let meant = given.and_then(|given| nearest(given, words.iter().copied()));
        let hint = meant.map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"));
        let list = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        Err(self.written.wrong(value.span().start, format!("`{key}` wants one of {list}{hint}")))
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str) -> Result<Option<Vec<String>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let what = "a list of texts, as in [\"a\", \"b\"]";
        if let Some(other) = value.get_ref().as_array().and_then(|list| list.iter().find(|v| !v.get_ref().is_str())) {
            let message = format!("`{key}` wants {what}, and {} is no text", describe(other.get_ref()));
            return Err(self.written.wrong(other.span().start, message));
        }
        texts(value.get_ref()).map(Some).ok_or_else(|| self.wants(key, value, what))
    }

    /// The error that a value is not what the key wants.
    pub fn wants(&self, key: &str, value: &Spanned<DeValue<'_>>, what: &str) -> Error {
        self.written.wrong(value.span().start, format!("`{key}` wants {what}, not {}", describe(value.get_ref())))
    }

    /// Every key of the table with its value, for tables whose keys are free.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Range<usize>, &'a Spanned<DeValue<'t>>)> + use<'a, 't> {
        self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    /// Refuses the first key, in the order of the file, that nobody asked for.
    pub fn finish(self) -> Result<(), Error> {
        let unknown = self.table.keys().filter(|key| !self.asked.contains(&key.get_ref().as_ref()));
        let Some(key) = unknown.min_by_key(|key| key.span().start) else { return Ok(()) };
        let hint = nearest(key.get_ref(), self.asked.iter().copied()).map_or_else(
            || format!("; there are {}", self.asked.join(", ")),
            |name| format!("; did you mean `{name}`?"),
        );
        let message = format!("no key `{}` in {}{hint}", clean_line(key.get_ref()), self.name);
        Err(self.written.wrong(key.span().start, message))
    }
}

pub(super) fn texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
}

fn describe(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Integer(n) => n.as_str().to_owned(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::String(text) if text.chars().count() <= 40 => format!("\"{}\"", clean_line(text)),
        DeValue::String(_) => "a long text".to_owned(),
        DeValue::Float(n) => n.as_str().to_owned(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// A span such as `90s`, `15m`, `1h30m` or `2d`.
fn span(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut seconds: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, tail) = rest.split_at_checked(digits)?;
        let (unit, tail) = tail.split_at_checked(1)?;
        let each = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return None,
        };
        seconds = seconds.checked_add(count.parse::<u64>().ok()?.checked_mul(each)?)?;
        rest = tail;
    }
    (!text.trim().is_empty()).then(|| Duration::from_secs(seconds))
}

/// A span in the largest unit that divides it: `900` is `15m`.
pub(super) fn spell(seconds: u64) -> String {
    [(86_400, 'd'), (3_600, 'h'), (60, 'm')]
        .into_iter()
        .find(|(each, _)| seconds > 0 && seconds.is_multiple_of(*each))
        .map_or_else(|| format!("{seconds}s"), |(each, unit)| format!("{}{unit}", seconds / each))
}
