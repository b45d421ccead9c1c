//! What every command stands on: settings, sources, the cache, the clock.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::args::Global;
use crate::cli::out::{Stop, say};
use crate::config::{self, Settings};
use crate::poll;
use crate::run::{self, Clock};
use crate::store;
use crate::triage;
use crate::wire::{ItemId, Query, Source};

/// The settings and sources of one call of the program.
pub struct Desk {
    settings: Settings,
    sources: Vec<Source>,
    clock: Clock,
    /// How many `-v` there were.
    pub verbose: u8,
    /// Whether `-q` was given.
    pub quiet: bool,
    /// Whether `--plain` was given.
    pub plain: bool,
}

impl Desk {
    /// Reads configuration and sources. Where `starter` is wanted and the user has no sources file yet, the starter list is
    /// written there first; never into a file that was named.
    pub fn open(global: &Global, starter: bool) -> Result<Self, Stop> {
        let settings = Self::settings_of(global)?;
        if starter && !settings.paths.sources_named {
            // What reads the cache has no use for it, and a poll says that there are no sources.
            if let Err(error) = config::install_starter(&settings.paths.sources) {
                say(&format!("no list of sources to begin with: {error}"));
            }
        }
        let sources = config::read_sources(&settings.paths.sources).map_err(Stop::failed)?;
        Ok(Self {
            settings,
            sources,
            clock: run::system_clock(),
            verbose: global.verbose,
            quiet: global.quiet,
            plain: global.plain,
        })
    }

    /// Reads the configuration alone.
    pub fn settings_of(global: &Global) -> Result<Settings, Stop> {
        config::load(&Self::flags(global)).map_err(Stop::failed)
    }

    /// The flags that name files.
    pub fn flags(global: &Global) -> config::Flags {
        config::Flags {
            config: global.config.clone(),
            sources: global.sources.clone(),
            cache: global.cache.clone(),
            offline: global.offline,
        }
    }

    /// Says on standard error what is wrong in those parts of the configuration that a command has no use for, a line for each
    /// part. The command itself goes on.
    pub fn tell_unused_faults(&self, runs_rules: bool) {
        let told =
            |who: &str, why: String| say(&format!("{why}; {who} refuses this, and this command goes on without"));
        if let Err(faults) = run::screen_of(&self.settings) {
            told("the screen", faults.to_string());
        }
        if let Err(why) = run::theme_of(&self.settings) {
            told("the screen", why);
        }
        if !runs_rules && let Err(faults) = run::rules_of(&self.settings) {
            told("a poll", faults.to_string());
        }
    }

    /// A desk with these settings and sources: the demo's.
    pub fn with(settings: Settings, sources: Vec<Source>, global: &Global) -> Self {
        Self {
            settings,
            sources,
            clock: run::system_clock(),
            verbose: global.verbose,
            quiet: global.quiet,
            plain: global.plain,
        }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The sources, in the order of their file.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Reads the sources file again, after it was changed.
    pub fn reread_sources(&mut self) -> Result<(), Stop> {
        self.sources = config::read_sources(&self.settings.paths.sources).map_err(Stop::failed)?;
        Ok(())
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        Arc::clone(&self.clock)
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Who signs decisions.
    pub fn who(&self) -> &str {
        &self.settings.who
    }

    /// The cache, to write. Made where there is none.
    pub fn writer(&self) -> Result<store::Writer, Stop> {
        let path = &self.settings.paths.cache;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| {
                let why = config::system_words(&e);
                Stop::failed(format!("cannot make the folder {}: {why}; --cache names another place", folder.display()))
            })?;
        }
        let mut writer = store::Writer::open(path, run::workers(), self.now()).map_err(|e| self.cache_stop(&e))?;
        // On a full disk queries know the names of before.
        let _ = writer.learn_names(&run::tables_of(&self.settings));
        Ok(writer)
    }

    /// The cache, to read. An empty one is made where there is none, so that the first question has an answer.
    pub fn reader(&self) -> Result<store::Reader, Stop> {
        if !self.settings.paths.cache.exists() {
            drop(self.writer()?);
        }
        let opened = store::Reader::open(&self.settings.paths.cache, run::workers());
        let mut reader = opened.map_err(|e| self.cache_stop(&e))?;
        reader.set_clock(self.now());
        Ok(reader)
    }

    fn cache_stop(&self, error: &store::Error) -> Stop {
        match error {
            store::Error::Missing(_) | store::Error::Corrupt { .. } => Stop::failed(error),
            _ => Stop::failed(format!("cache {}: {error}", self.settings.paths.cache.display())),
        }
    }

    /// Finds the quotations of everything that came in since anybody last did.
    pub fn digest_all(&self) -> Result<(), Stop> {
        let mut writer = self.writer()?;
        while writer.digest(256).map_err(Stop::failed)?.more {}
        Ok(())
    }

    /// Whether what could not be written of the cache is all that failed: what stands in it can be read all the same. Says why.
    pub fn goes_on(done: Result<(), Stop>, missing: &str) -> Result<(), Stop> {
        match done {
            Err(Stop::Failed(why)) => {
                say(&format!("{missing}: {why}"));
                Ok(())
            }
            other => other,
        }
    }

    /// Makes the cache know the sources as they are now.
    pub fn subscribe(&self) -> Result<Vec<poll::Job>, Stop> {
        let states = self.writer()?.sync_sources(&self.sources, self.now()).map_err(Stop::failed)?;
        Ok(self.sources.iter().cloned().zip(states).map(|(source, state)| poll::Job { source, state }).collect())
    }

    /// The zone in which times are shown and typed.
    pub fn zone(&self) -> TimeZone {
        TimeZone::system()
    }

    /// The query that was typed, in the local time zone; every item where nothing was.
    pub fn query(&self, words: &[String]) -> Result<Query, Stop> {
        let text = words.join(" ");
        triage::parse_in(&text, self.now(), &self.zone())
            .map_err(|e| Stop::asked(format!("query `{text}`, column {}: {}", e.column + 1, e.message)))
    }

    /// The number of an item as typed.
    pub fn item(typed: &str) -> Result<ItemId, Stop> {
        typed.trim_start_matches('#').parse().ok().filter(|n| *n > 0).map(ItemId).ok_or_else(|| {
            Stop::asked(format!("`{typed}` is no item; items have numbers, as `copytaster list` shows them"))
        })
    }

    /// A poller by the settings.
    pub fn poller(&self) -> Result<poll::Poller, Stop> {
        run::poller_of(&self.settings, self.clock()).map_err(Stop::failed)
    }
}
