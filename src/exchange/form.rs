//! The forms in which copy leaves the house.

use std::fmt::Write;
use std::path::Path;

use jiff::tz::TimeZone;

use crate::wire::{Echo, ListItem, Reading, clean_line};

use super::copy::{markdown, story};
use super::json::leaving_json;
use super::ninjs::ninjs;

/// A form for copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Headline, story and address, as plain text.
    Text,
    /// Markdown, with a meta line and the quotations.
    #[default]
    Markdown,
    /// The object of `show --json` without what stays in the house, one line an item.
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

    /// The form that a file's name asks for by its ending; Markdown where it has none.
    ///
    /// # Errors
    /// In words, where the ending is that of no form: what is in the file would not be what its name says.
    pub fn of_file(name: &str) -> Result<Self, String> {
        match Path::new(name).extension().map(|end| end.to_string_lossy().to_lowercase()).as_deref() {
            None | Some("md" | "markdown") => Ok(Self::Markdown),
            Some("txt") => Ok(Self::Text),
            Some("json" | "jsonl") => Ok(Self::Json),
            Some("ninjs") => Ok(Self::Ninjs),
            Some(other) => {
                Err(format!("no form is called .{}; end the name in .md, .txt, .json or .ninjs", clean_line(other)))
            }
        }
    }

    /// The item in this form, with a line break at its end. Whether it may leave is to be asked before. `echoes` are other
    /// wordings of its quotations, which JSON alone tells of.
    pub fn write(self, item: &ListItem, reading: &Reading, echoes: &[Echo], zone: &TimeZone) -> String {
        match self {
            Self::Text => text(reading),
            Self::Markdown => markdown(reading, zone),
            Self::Json => format!("{}\n", leaving_json(item, reading, echoes)),
            Self::Ninjs => format!("{}\n", ninjs(item, reading)),
        }
    }
}

fn text(reading: &Reading) -> String {
    let filing = &reading.filing;
    let mut page = format!("{}\n\n", filing.headline);
    for paragraph in story(reading).split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
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
    use crate::wire::{FoldKind, Quote};

    #[test]
    fn a_file_name_says_the_form() {
        for (name, form) in
            [("a.md", Form::Markdown), ("a.TXT", Form::Text), ("b.json", Form::Json), ("x.ninjs", Form::Ninjs)]
        {
            assert_eq!(Form::of_file(name), Ok(form), "{name}");
        }
        for name in ["notes", ".notes", "folder.d/notes"] {
            assert_eq!(Form::of_file(name), Ok(Form::Markdown), "{name}");
        }
        let why = "no form is called .xyz; end the name in .md, .txt, .json or .ninjs";
        assert_eq!(Form::of_file("story.XYZ"), Err(why.to_owned()));
    }

    #[test]
    fn what_is_folded_stays_in_the_house_in_every_form() {
        let (item, reading) = (sample::item(), sample::reading());
        for form in Form::ALL {
            let page = form.write(&item, &reading, &[], &TimeZone::UTC);
            assert!(page.contains("went back to work"), "{page}");
            assert!(!page.contains("call the desk"), "{page}");
            assert!(page.ends_with('\n'));
        }
    }

    #[test]
    fn every_form_goes_by_one_table_for_what_leaves_with_the_copy() {
        let item = sample::item();
        for kind in FoldKind::ALL {
            let mut reading = sample::reading();
            let [fold] = reading.filing.folds.as_mut_slice() else { panic!("the sample has one fold") };
            fold.what = kind;
            let note = sample::span(&reading.filing.text, "call the desk");
            reading.quotes.push(Quote { span: note, ..Quote::default() });
            for form in Form::ALL {
                let page = form.write(&item, &reading, &[], &TimeZone::UTC);
                // What the headline says goes out as the headline; only JSON has the line of the text itself.
                let out = kind.leaves() && (kind != FoldKind::RepeatedHeadline || form == Form::Json);
                let quoted = kind.leaves() && form == Form::Markdown;
                assert_eq!(page.contains("call the desk"), out || quoted, "{kind:?} as {form:?}: {page}");
            }
        }
    }
}
