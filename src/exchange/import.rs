//! What an import brings, and what it leaves out.

use url::Url;

use crate::wire::{Source, clean_line, redact};

/// What was read of another program's list of feeds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// Sources, in the order of the file. Their names may be empty, or the same; the sources file mends that.
    pub sources: Vec<Source>,
    /// What was left out, and why.
    pub refused: Vec<Refused>,
    /// The line that is being read, from 1; `None` where it is about the whole file.
    pub(super) line: Option<usize>,
}

/// One line or outline that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line of the file, from 1; `None` where it is about the whole file.
    pub line: Option<usize>,
    /// What it was, cleaned and cut; passwords are not shown. Empty where that is told by `why`.
    pub what: String,
    /// Why, in words.
    pub why: String,
}

/// Why an entry is left out that the file has already.
const TWICE: &str = "it stands in the file twice";

impl Refused {
    /// Where it stood and what it was, in the file of this name.
    pub fn place(&self, file: &str) -> String {
        let line = self.line.map_or(String::new(), |line| format!(", line {line}"));
        let what = if self.what.is_empty() { String::new() } else { format!(": {}", self.what) };
        format!("{file}{line}{what}")
    }

    /// Whether nothing is lost by leaving it out.
    pub fn is_twin(&self) -> bool {
        self.why == TWICE
    }
}

/// The most sources read from one file.
pub(super) const MAX_SOURCES: usize = 5_000;
/// The largest file read, in bytes.
pub(super) const MAX_BYTES: usize = 16 << 20;

impl Import {
    /// Takes a source in if its address is one of the web and not there yet. Returns whether there is room for more.
    pub(super) fn take(&mut self, name: &str, address: &str, tags: &[String]) -> bool {
        let address = address.trim();
        if self.sources.len() >= MAX_SOURCES {
            self.refuse(address, &format!("a file brings at most {MAX_SOURCES} sources; the rest was left out"));
            return false;
        }
        if self.refused.len() >= MAX_SOURCES {
            return false;
        }
        match web(address) {
            Err(_) if address.is_empty() => self.refuse(name, "it has no address"),
            Err(why) => self.refuse(address, &why),
            Ok(()) if self.sources.iter().any(|source| source.url == address) => {
                self.refuse(address, TWICE);
            }
            Ok(()) => {
                let mut source = Source::new(clean_line(name), address);
                for tag in tags.iter().map(|tag| clean_line(tag)).filter(|tag| !tag.is_empty()) {
                    if !source.tags.contains(&tag) {
                        source.tags.push(tag);
                    }
                }
                self.sources.push(source);
            }
        }
        true
    }

    pub(super) fn refuse(&mut self, what: &str, why: &str) {
        // A hostile file could be nothing but refusals: no more of it is read then.
        if self.refused.len() + 1 == MAX_SOURCES {
            let why = format!("{MAX_SOURCES} entries could not be taken over; the rest of the file was not read");
            self.refused.push(Refused { line: self.line, what: String::new(), why });
        } else if self.refused.len() < MAX_SOURCES {
            let what = clean_line(&redact(what)).chars().take(200).collect();
            self.refused.push(Refused { line: self.line, what, why: why.to_owned() });
        }
    }
}

/// Whether an address is one of the web; else why not.
fn web(address: &str) -> Result<(), String> {
    let scheme = address.split(':').next().unwrap_or("").to_ascii_lowercase();
    match scheme.as_str() {
        "exec" => return Err("it runs a program; only http and https are polled".to_owned()),
        "filter" => return Err("it passes the feed through a program; only http and https are polled".to_owned()),
        "query" => return Err("it is a saved query of another program, not a source".to_owned()),
        "file" => return Err("it is a local file; only http and https are polled".to_owned()),
        _ => {}
    }
    match Url::parse(address) {
        Err(_) => Err("it is no whole web address".to_owned()),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err(format!("only http and https are polled, not `{}:`", url.scheme()))
        }
        Ok(_) if address.chars().any(|c| c.is_control() || c.is_whitespace()) => {
            Err("it has spaces or control characters in it".to_owned())
        }
        Ok(_) => Ok(()),
    }
}

/// An address without user name and password, for files that leave the house.
pub fn public_address(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    if url.username().is_empty() && url.password().is_none() {
        return address.to_owned();
    }
    // Both fail only for addresses without a host, which have neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}
