//! How `config.toml` is read into settings.

use std::path::{Path, PathBuf};

use crate::wire::clean_line;

use super::names::{agencies, outlets};
use super::reader::{Section, Written};
use super::rules::{rules, targets};
use super::views::{macros, views};
use super::{Binding, Cache, Desk, Error, File, Log, Placed, Poll, ScreenSettings};

/// Reads the text of a configuration; `file` is named in errors, and paths in it that are relative stand beside it.
///
/// # Errors
///
/// The first key or value, section by section, that is not as it must be.
pub fn parse_config(text: &str, file: &Path) -> Result<File, Error> {
    let written = Written { file, text };
    let table = written.parse()?;
    let mut top = Section::new(written, "the configuration", &table);
    let mut read = File::default();
    if let Some(section) = top.section("desk")? {
        read.desk = desk(section)?;
    }
    if let Some(section) = top.section("screen")? {
        read.screen = screen(section)?;
    }
    if let Some(section) = top.section("keys")? {
        let preset;
        (preset, read.keys) = keys(&section)?;
        read.preset = preset.unwrap_or(read.preset);
    }
    if let Some(section) = top.section("macros")? {
        read.macros = macros(&section)?;
    }
    read.views = views(&mut top)?;
    if let Some(section) = top.section("poll")? {
        read.poll = poll(section)?;
    }
    if let Some(section) = top.section("cache")? {
        read.cache = cache(section)?;
    }
    if let Some(section) = top.section("log")? {
        read.log = log(section)?;
    }
    read.agencies = agencies(&mut top)?;
    read.outlets = outlets(&mut top)?;
    read.rules = rules(&mut top)?;
    read.targets = targets(&mut top)?;
    top.finish()?;
    Ok(read)
}

fn desk(mut section: Section) -> Result<Desk, Error> {
    let default = Desk::default();
    let who = section.text("who")?.map(|who| clean_line(&who)).filter(|who| !who.is_empty());
    // So rules sign, and undo passes over what they did.
    if who.as_ref().is_some_and(|who| who.starts_with("rule "))
        && let Some(value) = section.get("who")
    {
        return Err(section.wants("who", value, "a name that does not begin with `rule `"));
    }
    let advance = section.truth("advance")?.unwrap_or(default.advance);
    section.finish()?;
    Ok(Desk { who, advance })
}

fn screen(mut section: Section) -> Result<ScreenSettings, Error> {
    let default = ScreenSettings::default();
    let read = ScreenSettings {
        theme: theme_name(&mut section)?.unwrap_or(default.theme),
        ascii: section.word("symbols", &["unicode", "ascii"])?.map_or(default.ascii, |word| word == "ascii"),
        measure: small(section.number("measure", 20..=400)?, default.measure),
        list_width: small(section.number("list_width", 15..=80)?, default.list_width),
        sidebar_width: small(section.number("sidebar_width", 16..=120)?, default.sidebar_width),
        mouse: section.truth("mouse")?.unwrap_or(default.mouse),
        watch: section.texts("watch")?.unwrap_or(default.watch),
    };
    section.finish()?;
    Ok(read)
}

/// A theme's name must be a plain file name: it is looked up in one directory and nowhere else.
fn theme_name(section: &mut Section) -> Result<Option<String>, Error> {
    let Some(name) = section.text("theme")? else { return Ok(None) };
    if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Ok(Some(name));
    }
    match section.get("theme") {
        Some(value) => Err(section.wants("theme", value, "a name of letters, digits, - and _")),
        None => Ok(None),
    }
}

/// The preset's name where it is written, and what is bound over it.
fn keys(section: &Section) -> Result<(Option<Placed>, Vec<Binding>), Error> {
    let mut preset = None;
    let mut bindings = Vec::new();
    for (chord, span, value) in section.entries() {
        if chord == "preset" {
            let name = value.get_ref().as_str();
            let name = name.ok_or_else(|| section.wants(chord, value, "the name of a keymap in quotes"))?;
            preset = Some(section.written.placed(value.span().start, name));
            continue;
        }
        let Some(command) = value.get_ref().as_str() else {
            return Err(section.wants(chord, value, "the name of a command in quotes"));
        };
        let (line, column) = section.written.place(span.start);
        bindings.push(Binding { chord: chord.to_owned(), command: command.trim().to_owned(), line, column });
    }
    bindings.sort_by_key(|binding| (binding.line, binding.column));
    Ok((preset, bindings))
}

fn poll(mut section: Section) -> Result<Poll, Error> {
    const DAY: u64 = 86_400;
    let default = Poll::default();
    let read = Poll {
        interval: section.span("interval", 1..=30 * DAY)?.unwrap_or(default.interval),
        min_interval: section.span("min_interval", 1..=DAY)?.unwrap_or(default.min_interval),
        concurrency: section.number("concurrency", 1..=256)?.map_or(default.concurrency, size),
        per_host: section.number("per_host", 1..=32)?.map_or(default.per_host, size),
        connect: section.span("connect", 1..=300)?.unwrap_or(default.connect),
        read: section.span("read", 1..=300)?.unwrap_or(default.read),
        total: section.span("total", 1..=3_600)?.unwrap_or(default.total),
        max_bytes: section.number("max_bytes", 1_024..=1 << 30)?.unwrap_or(default.max_bytes),
        user_agent: user_agent(&mut section)?,
        offline: section.truth("offline")?.unwrap_or(default.offline),
        proxy: proxy(&mut section)?,
        tls_ca_file: path(&mut section, "tls_ca_file")?,
    };
    section.finish()?;
    Ok(read)
}

fn user_agent(section: &mut Section) -> Result<Option<String>, Error> {
    let Some(name) = section.text("user_agent")?.filter(|name| !name.is_empty()) else { return Ok(None) };
    // What may stand in a header's value: RFC 9110, section 5.5, less its obsolete half.
    if name.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Ok(Some(name));
    }
    match section.get("user_agent") {
        Some(value) => Err(section.wants("user_agent", value, "printable ASCII characters")),
        None => Ok(None),
    }
}

fn proxy(section: &mut Section) -> Result<Option<String>, Error> {
    let Some(address) = section.text("proxy")?.filter(|address| !address.is_empty()) else { return Ok(None) };
    let known = ["http", "https", "socks5", "socks5h"];
    if url::Url::parse(&address).is_ok_and(|url| known.contains(&url.scheme()) && url.host().is_some()) {
        return Ok(Some(address));
    }
    match section.get("proxy") {
        // The value is not repeated in the error: a proxy's address may hold a password.
        Some(value) => Err(section.written.wrong(
            value.span().start,
            "`proxy` wants an address, as in \"http://proxy.example:3128\" or \"socks5h://…\"",
        )),
        None => Ok(None),
    }
}

fn cache(mut section: Section) -> Result<Cache, Error> {
    let default = Cache::default();
    let read = Cache {
        path: path(&mut section, "path")?,
        keep_days: days(section.number("keep_days", 0..=36_500)?, default.keep_days),
        keep_items: section.number("keep_items", 0..=100_000_000)?.unwrap_or(default.keep_items),
        raw_days: days(section.number("raw_days", 0..=36_500)?, default.raw_days),
    };
    section.finish()?;
    Ok(read)
}

fn log(mut section: Section) -> Result<Log, Error> {
    let default = Log::default();
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let level = section.word("level", &levels)?.unwrap_or(default.level);
    let file = path(&mut section, "file")?;
    section.finish()?;
    Ok(Log { level, file })
}

/// A path; one that is relative stands beside the configuration. Empty is the same as not written.
fn path(section: &mut Section, key: &'static str) -> Result<Option<PathBuf>, Error> {
    let beside = section.written.file.parent().unwrap_or(Path::new(""));
    Ok(section.text(key)?.filter(|path| !path.is_empty()).map(|path| beside.join(path)))
}

// The bounds of every key lie within its type, so the fallbacks below are never taken.

fn small(number: Option<u64>, default: u16) -> u16 {
    number.and_then(|n| u16::try_from(n).ok()).unwrap_or(default)
}

fn days(number: Option<u64>, default: u32) -> u32 {
    number.and_then(|n| u32::try_from(n).ok()).unwrap_or(default)
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
