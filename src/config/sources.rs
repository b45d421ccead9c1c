//! The sources file: the subscriptions as the editor wrote them, checked.

use std::collections::HashMap;
use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;
use url::Url;

use crate::wire::{Login, Secret, Source, clean_line};

use super::reader::{Section, Written, texts};
use super::{Error, files};

/// The sources that a first start brings: public news wires.
pub const STARTER: &str = include_str!("../../assets/sources.toml");

/// Reads the sources file; none where there is no file.
///
/// # Errors
///
/// The first thing that is not as it must be, or why the file cannot be read.
pub fn read_sources(file: &Path) -> Result<Vec<Source>, Error> {
    files::read(file)?.map_or_else(|| Ok(Vec::new()), |text| parse_sources(&text, file))
}

/// Reads the text of a sources file; `file` is named in errors.
///
/// # Errors
///
/// The first key, value, name or address that is not as it must be, or stands there twice.
pub fn parse_sources(text: &str, file: &Path) -> Result<Vec<Source>, Error> {
    let written = Written { file, text };
    let table = written.parse()?;
    let mut top = Section::new(written, "the sources file; each source starts with [[source]]", &table);
    let mut read = Vec::new();
    let mut seen = Seen::default();
    if let Some(list) = top.get("source") {
        let wrong = || written.wrong(list.span().start, "sources are written as [[source]], with both brackets twice");
        for entry in list.get_ref().as_array().ok_or_else(wrong)?.iter() {
            let table = entry.get_ref().as_table().ok_or_else(wrong)?;
            let at = entry.span().start;
            let source = source(Section::new(written, "[[source]]", table), at)?;
            if let Some((twin, what)) = seen.twin_of(&source, at) {
                let line = written.place(twin).0;
                return Err(written.wrong(at, format!("{what} stands in line {line} already")));
            }
            read.push(source);
        }
    }
    top.finish()?;
    Ok(read)
}

/// Names and addresses read so far, each with the place of its source: lists can be long, and each is looked up once.
#[derive(Default)]
struct Seen {
    names: HashMap<String, usize>,
    addresses: HashMap<String, usize>,
}

impl Seen {
    /// The place of an earlier source with the same name or address, and words for what is the same.
    fn twin_of(&mut self, source: &Source, at: usize) -> Option<(usize, String)> {
        if let Some(twin) = self.names.insert(source.name.to_lowercase(), at) {
            return Some((twin, format!("the name \"{}\"", source.name)));
        }
        let twin = self.addresses.insert(one_address(&source.url), at)?;
        Some((twin, format!("the address of \"{}\"", source.name)))
    }
}

/// One spelling for all addresses of a page: scheme and host as the URL standard has them, no fragment.
pub(super) fn one_address(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    url.set_fragment(None);
    url.into()
}

fn source(mut section: Section, at: usize) -> Result<Source, Error> {
    let written = section.written;
    let missing = |key: &str| written.wrong(at, format!("this source has no `{key}`"));
    let name = section.text("name")?.map(|name| clean_line(&name)).filter(|name| !name.is_empty());
    let url = section.text("url")?.ok_or_else(|| missing("url"))?;
    if let Err(why) = check_address(&url) {
        let place = section.get("url").map_or(at, |value| value.span().start);
        return Err(written.wrong(place, why));
    }
    let source = Source {
        name: name.ok_or_else(|| missing("name"))?,
        url,
        tags: tags(section.texts("tags")?.unwrap_or_default()),
        every: section.span("every", 1..=30 * 86_400)?,
        headers: headers(&mut section)?,
        login: login(&mut section)?,
        outlet: section.text("outlet")?.map(|outlet| clean_line(&outlet)).filter(|outlet| !outlet.is_empty()),
        max_bytes: section.number("max_bytes", 1_024..=1 << 30)?,
        full_text: section.truth("full_text")?.unwrap_or(false),
    };
    section.finish()?;
    Ok(source)
}

/// Whether an address can be polled; the reason in words where it cannot. The address itself is not repeated, as it may
/// hold a password.
///
/// # Errors
///
/// Why it is no address of the web.
pub fn check_address(address: &str) -> Result<(), String> {
    match Url::parse(address) {
        Err(e) => Err(format!("`url` wants a whole web address: {e}")),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err(format!("only http and https can be polled, not `{}:`", clean_line(url.scheme())))
        }
        Ok(_) if address.chars().any(|c| c.is_control() || c.is_whitespace()) => {
            Err("`url` wants an address without spaces and control characters".to_owned())
        }
        Ok(_) => Ok(()),
    }
}

fn tags(written: Vec<String>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in written.iter().map(|tag| clean_line(tag)).filter(|tag| !tag.is_empty()) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn headers(section: &mut Section) -> Result<Vec<(String, Secret)>, Error> {
    let Some(value) = section.get("headers") else { return Ok(Vec::new()) };
    let Some(table) = value.get_ref().as_table() else {
        return Err(section.wants("headers", value, "a table, as in { \"X-Key\" = { env = \"NAME\" } }"));
    };
    let list = Section::new(section.written, "headers", table);
    let mut headers = Vec::new();
    for (name, span, value) in list.entries() {
        // A token of RFC 9110, section 5.6.2.
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(token) {
            return Err(section.written.wrong(span.start, "a header's name has letters, digits and - alone"));
        }
        headers.push((name.to_owned(), secret(section.written, value)?));
    }
    Ok(headers)
}

fn login(section: &mut Section) -> Result<Option<Login>, Error> {
    let Some(mut login) = section.section("login")? else { return Ok(None) };
    let user = login.text("user")?;
    let password = login.get("password").map(|value| secret(section.written, value)).transpose()?;
    let place = section.get("login").map_or(0, |value| value.span().start);
    login.finish()?;
    match (user, password) {
        (Some(user), Some(password)) => Ok(Some(Login { user, password })),
        _ => Err(section.written.wrong(place, "`login` wants both `user` and `password`")),
    }
}

/// `"plain"`, `{ env = "NAME" }` or `{ command = ["pass", "show", "x"] }`.
fn secret(written: Written, value: &Spanned<DeValue>) -> Result<Secret, Error> {
    // The value is not repeated in errors: it may be the secret.
    let wrong = || {
        written.wrong(
            value.span().start,
            "a secret is a text, { env = \"NAME\" } or { command = [\"program\", \"argument\"] }",
        )
    };
    match value.get_ref() {
        DeValue::String(text) if text.chars().any(char::is_control) => {
            Err(written.wrong(value.span().start, "a secret has no line breaks or other control characters"))
        }
        DeValue::String(text) => Ok(Secret::Plain(text.to_string())),
        DeValue::Table(table) => {
            let mut entries = table.iter();
            match (entries.next().map(|(key, value)| (key.get_ref().as_ref(), value.get_ref())), entries.next()) {
                (Some(("env", DeValue::String(name))), None) if !name.is_empty() => Ok(Secret::Env(name.to_string())),
                (Some(("command", command)), None) => {
                    texts(command).filter(|argv| !argv.is_empty()).map(Secret::Command).ok_or_else(wrong)
                }
                _ => Err(wrong()),
            }
        }
        _ => Err(wrong()),
    }
}

#[cfg(test)]
#[path = "sources_tests.rs"]
mod tests;
