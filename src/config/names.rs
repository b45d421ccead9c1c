//! How `[[agency]]` and `[[outlet]]` are read: names that the desk adds to those the program knows.

use crate::wire::clean_line;

use super::Error;
use super::reader::Section;

/// An agency as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgencyText {
    /// The name that is shown.
    pub name: String,
    /// Other names it goes under in copy.
    pub aliases: Vec<String>,
    /// Short names, which count in the case in which they stand here.
    pub codes: Vec<String>,
    /// Hosts of its own pages.
    pub hosts: Vec<String>,
    /// Heads of its copy: `{place}` and `{date}` stand for what changes.
    pub datelines: Vec<String>,
}

/// An outlet as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutletText {
    /// The name that is shown.
    pub name: String,
    /// Names of sources that are feeds of it.
    pub aliases: Vec<String>,
    /// Hosts of its feeds.
    pub hosts: Vec<String>,
}

/// The agencies of a file, in its order.
pub(super) fn agencies(top: &mut Section) -> Result<Vec<AgencyText>, Error> {
    let mut all: Vec<AgencyText> = Vec::new();
    for (mut section, at) in top.sections("agency")? {
        let agency = AgencyText {
            name: name(&mut section, at, "agency")?,
            aliases: words(&mut section, "aliases", "names, each with a letter in it", is_name)?,
            codes: words(&mut section, "codes", "codes of 1 to 12 letters and figures, as in [\"MP\"]", is_code)?,
            hosts: words(&mut section, "hosts", HOSTS, is_host)?,
            datelines: words(&mut section, "datelines", DATELINES, is_dateline)?,
        };
        section.finish()?;
        if all.iter().any(|known| known.name.eq_ignore_ascii_case(&agency.name)) {
            return Err(top.written.wrong(at, format!("there is an agency \"{}\" already", agency.name)));
        }
        all.push(agency);
    }
    Ok(all)
}

/// The outlets of a file, in its order.
pub(super) fn outlets(top: &mut Section) -> Result<Vec<OutletText>, Error> {
    let mut all: Vec<OutletText> = Vec::new();
    for (mut section, at) in top.sections("outlet")? {
        let outlet = OutletText {
            name: name(&mut section, at, "outlet")?,
            aliases: words(&mut section, "aliases", "names, each with a letter in it", is_name)?,
            hosts: words(&mut section, "hosts", HOSTS, is_host)?,
        };
        section.finish()?;
        if all.iter().any(|known| known.name.eq_ignore_ascii_case(&outlet.name)) {
            return Err(top.written.wrong(at, format!("there is an outlet \"{}\" already", outlet.name)));
        }
        all.push(outlet);
    }
    Ok(all)
}

const HOSTS: &str = "hosts without scheme and path, as in [\"news.example.org\"]";

const DATELINES: &str = "heads of copy with {place} and signs of the agency's own, as in [\"{place}, {date} /MP/ --\"]";

fn name(section: &mut Section, at: usize, what: &str) -> Result<String, Error> {
    let name = section.text("name")?.map(|name| clean_line(&name)).filter(|name| is_name(name));
    name.ok_or_else(|| section.written.wrong(at, format!("this {what} has no `name`")))
}

/// A list of texts, each of which `is` what is wanted.
fn words(section: &mut Section, key: &'static str, wanted: &str, is: fn(&str) -> bool) -> Result<Vec<String>, Error> {
    let all = section.texts(key)?.unwrap_or_default();
    let wrong = all.iter().any(|word| !is(word) || clean_line(word) != *word);
    match section.get(key) {
        Some(value) if wrong => Err(section.written.wrong(value.span().start, format!("`{key}` wants {wanted}"))),
        _ => Ok(all),
    }
}

fn is_name(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && word.len() <= 120
}

fn is_code(word: &str) -> bool {
    (1..=12).contains(&word.chars().count()) && word.chars().all(char::is_alphanumeric)
}

fn is_host(word: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    word.contains('.') && word.split('.').all(label)
}

/// A place, and something of the agency's own beside it.
fn is_dateline(form: &str) -> bool {
    let rest = form.replace("{place}", "").replace("{date}", "");
    form.matches("{place}").count() == 1
        && form.matches("{date}").count() <= 1
        && !form.contains("}{")
        && rest.chars().any(char::is_alphanumeric)
        && !rest.contains(['{', '}'])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::parse_config;
    use super::{AgencyText, OutletText};

    #[test]
    fn agencies_and_outlets_are_read_with_all_their_names() {
        let text = "[[agency]]\nname = \"Meridian Press\"\naliases = [\"Meridian\"]\ncodes = [\"MP\"]\n\
                    hosts = [\"meridian.example\"]\ndatelines = [\"{place}, {date} /MP/ --\"]\n\
                    [[outlet]]\nname = \"Herald\"\naliases = [\"Herald World\"]\nhosts = [\"herald.example\"]\n";
        let read = parse_config(text, Path::new("config.toml")).unwrap();
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let agency = AgencyText {
            name: "Meridian Press".into(),
            aliases: list(&["Meridian"]),
            codes: list(&["MP"]),
            hosts: list(&["meridian.example"]),
            datelines: list(&["{place}, {date} /MP/ --"]),
        };
        let outlet =
            OutletText { name: "Herald".into(), aliases: list(&["Herald World"]), hosts: list(&["herald.example"]) };
        assert_eq!((read.agencies, read.outlets), (vec![agency], vec![outlet]));
    }

    #[test]
    fn wrong_lines_are_errors_with_their_place_and_what_was_expected() {
        for (text, words) in [
            ("[[agency]]\ncodes = [\"MP\"]\n", "config.toml:1:1: this agency has no `name`"),
            (
                "[[agency]]\nname = \"A\"\ncode = [\"MP\"]\n",
                "config.toml:3:1: no key `code` in [[agency]]; did you mean `codes`?",
            ),
            (
                "[[agency]]\nname = \"A\"\ncodes = [\"M P\"]\n",
                "config.toml:3:9: `codes` wants codes of 1 to 12 letters and figures, as in [\"MP\"]",
            ),
            (
                "[[agency]]\nname = \"A\"\nhosts = [\"https://a.example/\"]\n",
                "config.toml:3:9: `hosts` wants hosts without scheme and path, as in [\"news.example.org\"]",
            ),
            (
                "[[agency]]\nname = \"A\"\ndatelines = [\"{place} --\"]\n",
                "config.toml:3:13: `datelines` wants heads of copy with {place} and signs of the agency's own, as in [\"{place}, {date} /MP/ --\"]",
            ),
            (
                "[[outlet]]\nname = \"H\"\n[[outlet]]\nname = \"h\"\n",
                "config.toml:3:1: there is an outlet \"h\" already",
            ),
            ("agency = \"MP\"\n", "config.toml:1:10: `agency` wants tables, each under [[agency]], not \"MP\""),
        ] {
            let error = parse_config(text, Path::new("config.toml")).unwrap_err().to_string();
            assert_eq!(error, words, "{text}");
        }
    }
}
