//! Edits of the sources file that leave the editor's comments, order and spelling alone.

use std::collections::HashMap;
use std::path::Path;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};
use url::Url;

use crate::poll::{userinfo, without_userinfo};
use crate::wire::{Login, Secret, Source, clean_line, nearest};

use super::reader::spell;
use super::sources::{check_address, one_address, parse_sources};
use super::{Error, files};

/// The lines that a new sources file starts with.
const HEAD: &str = "# The sources of copy, one [[source]] each: name, url, and if wanted tags, every, headers, login, max_bytes, full_text.\n";

/// Writes the starter list where there is no sources file yet; says whether it did.
///
/// # Errors
///
/// Why the file cannot be written.
pub fn install_starter(file: &Path) -> Result<bool, Error> {
    if files::read(file)?.is_some() {
        return Ok(false);
    }
    let _held = files::hold(file);
    if files::read(file)?.is_some() {
        return Ok(false);
    }
    files::replace(file, super::STARTER, false)?;
    Ok(true)
}

/// Why a source was not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeftOut {
    /// It is there already, under this name.
    #[error("already subscribed, as \"{0}\"")]
    Subscribed(String),
    /// It cannot be polled; why, in words.
    #[error("{0}")]
    Refused(String),
}

/// Adds sources to the end of the sources file, in one write, and returns those that were left out, each with the
/// reason: there already, or no address of the web. A name that is taken gets a number. A login that stands in an
/// address is written as the source's `login`.
///
/// # Errors
///
/// Why the file cannot be read, is not as it must be, or cannot be written. Nothing is added then.
pub fn add_sources(file: &Path, sources: &[Source]) -> Result<Vec<(Source, LeftOut)>, Error> {
    let _held = files::hold(file);
    let text = files::read(file)?.unwrap_or_else(|| HEAD.to_owned());
    let mut have = parse_sources(&text, file)?;
    let mut addresses: HashMap<String, String> =
        have.iter().map(|source| (bare_address(&source.url), source.name.clone())).collect();
    let mut document = document(&text)?;
    // What stands below the last source stays above those that are added.
    let mut above = document.trailing().as_str().unwrap_or("").to_owned();
    let tables = tables(&mut document)?;
    let mut left_out = Vec::new();
    let mut added = false;
    for source in sources {
        let address = bare_address(&source.url);
        let taken = match addresses.get(&address) {
            Some(twin) => Err(LeftOut::Subscribed(twin.clone())),
            None => check_address(&source.url).and_then(|()| with_login(source)).map_err(LeftOut::Refused),
        };
        let source = match taken {
            Ok(taken) => Source { name: free_name(&taken.name, &taken.url, &have), ..taken },
            Err(why) => {
                left_out.push((source.clone(), why));
                continue;
            }
        };
        let mut table = table(&source);
        if !above.is_empty() {
            let end = if above.ends_with('\n') { "\n" } else { "\n\n" };
            table.decor_mut().set_prefix(std::mem::take(&mut above) + end);
        }
        tables.push(table);
        addresses.insert(address, source.name.clone());
        have.push(source);
        added = true;
    }
    if added {
        document.set_trailing("");
        write(file, &document.to_string())?;
    }
    Ok(left_out)
}

/// The source with the login that stands in its address as a `login` of its own, where it has none: an address is shown, copied
/// and exported, and a login is not.
fn with_login(source: &Source) -> Result<Source, String> {
    let url = Url::parse(&source.url).ok();
    let Some((url, (user, password))) = url.and_then(|url| Some((url.clone(), userinfo(&url)?))) else {
        return Ok(source.clone());
    };
    // No sources file could hold it, and one entry must not cost all the others.
    if user.chars().chain(password.chars()).any(char::is_control) {
        return Err("the login in its address has control characters, which none may have".to_owned());
    }
    let login = source.login.clone().unwrap_or(Login { user, password: Secret::Plain(password) });
    Ok(Source { url: without_userinfo(url).into(), login: Some(login), ..source.clone() })
}

/// One spelling for all addresses of a page, whoever logs in there.
fn bare_address(address: &str) -> String {
    one_address(&Url::parse(address).map_or_else(|_| address.to_owned(), |url| without_userinfo(url).into()))
}

/// Takes the source with this name or address out of the sources file and returns it. Comments above it go with it, up to
/// the last blank line.
///
/// # Errors
///
/// That there is no such source, or why the file cannot be read or written.
pub fn remove_source(file: &Path, name_or_url: &str) -> Result<Source, Error> {
    let _held = files::hold(file);
    let text = files::read(file)?.unwrap_or_default();
    let sources = parse_sources(&text, file)?;
    let wanted = name_or_url.to_lowercase();
    // Two sources may differ by their logins alone, where both stand in the addresses.
    let named =
        |source: &Source| source.name.to_lowercase() == wanted || one_address(&source.url) == one_address(name_or_url);
    let alike = |source: &Source| bare_address(&source.url) == bare_address(name_or_url);
    let found = sources.iter().position(named).or_else(|| sources.iter().position(alike));
    let Some((index, source)) = found.and_then(|index| Some((index, sources.get(index)?))) else {
        return Err(Error::Refused(no_such(name_or_url, &sources)));
    };
    let mut document = document(&text)?;
    let tables = tables(&mut document)?;
    if index >= tables.len() {
        return Err(inline());
    }
    let removed = tables.remove(index);
    let comments = removed.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or("");
    let kept = comments.rfind("\n\n").and_then(|at| comments.get(..=at)).unwrap_or("").to_owned();
    if let Some(next) = tables.get_mut(index) {
        let own = next.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or("").to_owned();
        next.decor_mut().set_prefix(kept + &own);
    } else {
        let trailing = document.trailing().as_str().unwrap_or("").to_owned();
        document.set_trailing(kept + &trailing);
    }
    write(file, &document.to_string())?;
    Ok(source.clone())
}

fn no_such(name: &str, sources: &[Source]) -> String {
    let hint = nearest(name, sources.iter().map(|source| source.name.as_str()))
        .map_or_else(String::new, |name| format!("; did you mean \"{name}\"?"));
    format!("no source has the name or address \"{}\"{hint}", clean_line(name))
}

/// Writes the file after reading it once more: an edit must never leave a file that the next start refuses.
fn write(file: &Path, text: &str) -> Result<(), Error> {
    let sources = parse_sources(text, file)?;
    files::replace(file, text, sources.iter().any(holds_secret))
}

fn holds_secret(source: &Source) -> bool {
    let plain = |secret: &Secret| matches!(secret, Secret::Plain(_));
    source.headers.iter().any(|(_, secret)| plain(secret))
        || source.login.as_ref().is_some_and(|login| plain(&login.password))
        || Url::parse(&source.url).is_ok_and(|url| url.password().is_some())
}

fn document(text: &str) -> Result<DocumentMut, Error> {
    text.parse().map_err(|e: toml_edit::TomlError| Error::Refused(e.message().to_owned()))
}

fn tables(document: &mut DocumentMut) -> Result<&mut ArrayOfTables, Error> {
    document
        .entry("source")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or_else(inline)
}

fn inline() -> Error {
    Error::Refused("this sources file is written as one list, not as [[source]] tables: edit it by hand".to_owned())
}

/// The source's name, or the host of its address; with a number after it where it is taken.
fn free_name(name: &str, url: &str, have: &[Source]) -> String {
    let wanted = clean_line(name);
    let host = || Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let base = if wanted.is_empty() { host().unwrap_or_else(|| "source".to_owned()) } else { wanted };
    let taken = |name: &str| have.iter().any(|other| other.name.to_lowercase() == name.to_lowercase());
    if !taken(&base) {
        return base;
    }
    (2..).map(|n| format!("{base} {n}")).find(|name| !taken(name)).unwrap_or(base)
}

fn table(source: &Source) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table.insert("name", toml_edit::value(source.name.as_str()));
    table.insert("url", toml_edit::value(source.url.as_str()));
    if !source.tags.is_empty() {
        table.insert("tags", toml_edit::value(source.tags.iter().collect::<Array>()));
    }
    if let Some(every) = source.every {
        table.insert("every", toml_edit::value(spell(every.as_secs())));
    }
    if !source.headers.is_empty() {
        let headers: InlineTable = source.headers.iter().map(|(name, value)| (name.as_str(), secret(value))).collect();
        table.insert("headers", toml_edit::value(headers));
    }
    if let Some(login) = &source.login {
        let pair = [("user", Value::from(login.user.as_str())), ("password", secret(&login.password))];
        table.insert("login", toml_edit::value(pair.into_iter().collect::<InlineTable>()));
    }
    if let Some(outlet) = &source.outlet {
        table.insert("outlet", toml_edit::value(outlet.as_str()));
    }
    if let Some(bytes) = source.max_bytes {
        table.insert("max_bytes", toml_edit::value(i64::try_from(bytes).unwrap_or(i64::MAX)));
    }
    if source.full_text {
        table.insert("full_text", toml_edit::value(true));
    }
    table
}

fn secret(secret: &Secret) -> Value {
    match secret {
        Secret::Plain(text) => Value::from(text.as_str()),
        Secret::Env(name) => [("env", Value::from(name.as_str()))].into_iter().collect::<InlineTable>().into(),
        Secret::Command(argv) => {
            [("command", Value::from(argv.iter().collect::<Array>()))].into_iter().collect::<InlineTable>().into()
        }
    }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
