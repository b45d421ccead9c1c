//! The forms in which copy leaves the house.

use std::fmt::Write;

use jiff::tz::TimeZone;

use crate::wire::{Echo, ListItem, Reading};

use super::copy::{markdown, unfolded};
use super::json::show_json;
use super::ninjs::ninjs;

/// A form for copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Headline, story and address, as plain text.
    Text,
    /// Markdown, with a meta line and the quotations.
    #[default]
    Markdown,
    /// The object of `show --json`, one line an item.
    Json,
    /// A ninjs object, one line an item.
    Ninjs,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Text, Self::Markdown, Self::Json, Self::Ninjs];

    /// Its word in settings and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Ninjs => "ninjs",
        }
    }

    /// The form that a file's name asks for: `.md`, `.txt`, `.json`, `.ninjs`; Markdown where it does not say.
    pub fn of_file(name: &str) -> Self {
        match name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).as_deref() {
            Some("txt") => Self::Text,
            Some("json" | "jsonl") => Self::Json,
            Some("ninjs") => Self::Ninjs,
            _ => Self::Markdown,
        }
    }

    /// The item in this form, with a line break at its end. Whether it may leave is to be asked before. `echoes` are other
    /// wordings of its quotations, which JSON alone tells of.
    pub fn write(self, item: &ListItem, reading: &Reading, echoes: &[Echo], zone: &TimeZone) -> String {
        match self {
            Self::Text => text(reading),
            Self::Markdown => markdown(reading, zone),
            Self::Json => format!("{}\n", show_json(item, reading, echoes)),
            Self::Ninjs => format!("{}\n", ninjs(item, reading)),
        }
    }
}

fn text(reading: &Reading) -> String {
    let filing = &reading.filing;
    let mut page = format!("{}\n\n", filing.headline);
    for paragraph in unfolded(reading).split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
        let _ = writeln!(page, "{paragraph}\n");
    }
    if let Some(url) = &filing.url {
        let _ = writeln!(page, "{url}");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_file_name_says_the_form() {
        for (name, form) in
            [("a.md", Form::Markdown), ("a.TXT", Form::Text), ("b.json", Form::Json), ("x.ninjs", Form::Ninjs)]
        {
            assert_eq!(Form::of_file(name), form, "{name}");
        }
        assert_eq!(Form::of_file("notes"), Form::Markdown);
    }

    #[test]
    fn what_is_folded_stays_in_the_house_in_every_form_for_others() {
        let (item, reading) = (sample::item(), sample::reading());
        for form in [Form::Text, Form::Markdown, Form::Ninjs] {
            let page = form.write(&item, &reading, &[], &TimeZone::UTC);
            assert!(page.contains("went back to work"), "{page}");
            assert!(!page.contains("call the desk"), "{page}");
            assert!(page.ends_with('\n'));
        }
    }
}
