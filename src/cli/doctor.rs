//! `doctor`: looks at everything the program stands on, and says how to mend what is sick.

use std::path::Path;

use jiff::tz::TimeZone;

use crate::cli::args::Global;
use crate::cli::desk::Desk;
use crate::cli::lines;
use crate::cli::out::{End, Out, Stop};
use crate::config;
use crate::run;
use crate::store::{self, Reader};
use crate::triage;

/// Free space below which a cache is likely to run full within a day, in bytes.
const LOW: u64 = 200 * 1024 * 1024;

/// Checks everything; fails where something is sick. Where `repair` is asked for and the cache is what is sick, it is made anew
/// first.
pub fn run(global: &Global, repair: bool, out: &mut Out) -> End {
    let mut sick = 0_usize;
    let mut tell = |out: &mut Out, well: bool, words: &str| {
        sick += usize::from(!well);
        out.line(&format!("{} {words}", if well { "ok  " } else { "SICK" }))
    };
    let settings = match Desk::settings_of(global) {
        Ok(settings) => settings,
        Err(Stop::Failed(words)) => {
            tell(out, false, &words)?;
            out.flush()?;
            return Err(Stop::failed("the configuration cannot be read; mend it first"));
        }
        Err(other) => return Err(other),
    };
    tell(out, true, &format!("configuration {}", said(&settings.paths.config)))?;
    match run::screen_of(&settings) {
        Ok(_) => tell(out, true, &format!("{} of your own", lines::counted(settings.keys.len(), "key")))?,
        Err(faults) => faults.all().iter().try_for_each(|fault| tell(out, false, &fault.to_string()))?,
    }
    match run::theme_of(&settings) {
        Ok(_) => tell(out, true, &format!("theme {}", settings.screen.theme))?,
        Err(error) => tell(out, false, &error)?,
    }
    let rules = run::rules_of(&settings);
    match &rules {
        Ok(rules) => tell(out, true, &lines::counted(rules.all.len(), "rule"))?,
        Err(faults) => faults.all().iter().try_for_each(|fault| tell(out, false, &fault.to_string()))?,
    }
    match config::read_sources(&settings.paths.sources) {
        Ok(sources) => {
            let file = settings.paths.sources.display();
            let words = match settings.paths.sources.exists() {
                true => format!("{} in {file}", lines::counted(sources.len(), "source")),
                false if settings.paths.sources_named => {
                    format!("no sources: {file} is not there yet (`copytaster add` makes it)")
                }
                false => format!("no sources: {file} is not there yet (the first start or `copytaster add` makes it)"),
            };
            tell(out, true, &words)?;
        }
        Err(error) => tell(out, false, &error.to_string())?,
    }
    if repair {
        mend(out, &settings.paths.cache, &mut tell)?;
    }
    cache(out, &settings.paths.cache, &mut tell)?;
    if let Ok(rules) = rules {
        programs(out, &settings.paths.cache, &rules, &mut tell)?;
    }
    let term = std::env::var_os("TERM").map(|t| t.to_string_lossy().into_owned()).unwrap_or_default();
    let usable = !term.is_empty() && term != "dumb";
    tell(
        out,
        usable,
        &if usable { format!("terminal {term}") } else { "no TERM that can draw; set it, or use the commands".into() },
    )?;
    match certificates(&settings) {
        Ok(words) => tell(out, true, &words)?,
        Err(words) => tell(out, false, &words)?,
    }
    if sick > 0 {
        out.flush()?;
        return Err(Stop::failed(format!("{sick} of these want mending")));
    }
    Ok(())
}

fn said(path: &Path) -> String {
    if path.exists() { path.display().to_string() } else { format!("{} (not there: all defaults)", path.display()) }
}

type Tell<'a> = dyn FnMut(&mut Out, bool, &str) -> End + 'a;

fn cache(out: &mut Out, path: &Path, tell: &mut Tell<'_>) -> End {
    if !path.exists() {
        return match store::check_writing(path) {
            Ok(()) => tell(out, true, &format!("cache {} (not there yet: the first poll makes it)", path.display())),
            Err(error) => tell(out, false, &format!("cache {} (not there yet): {error}", path.display())),
        };
    }
    match Reader::open(path, run::workers()).and_then(|mut reader| reader.doctor()) {
        Ok(lines) => {
            let sound = lines.iter().all(|(well, _)| *well);
            for (well, line) in lines {
                tell(out, well, &format!("cache: {line}"))?;
            }
            // What is damaged is not opened for writing.
            match sound.then(|| store::check_writing(path)) {
                None => {}
                Some(Ok(())) => tell(out, true, "cache: it can be written")?,
                Some(Err(error)) => tell(out, false, &format!("cache {}: {error}", path.display()))?,
            }
        }
        Err(error) => tell(out, false, &format!("cache {}: {error}", path.display()))?,
    }
    if let Ok(stat) = rustix::fs::statvfs(path) {
        let free = stat.f_bavail.saturating_mul(stat.f_frsize);
        let words = format!("{} MB free where the cache is", free / 1_000_000);
        let hint = if free < LOW { "; free some, or choose another place with --cache" } else { "" };
        tell(out, free >= LOW, &format!("{words}{hint}"))?;
    }
    Ok(())
}

/// How the programs of the rules fared that start one: the last failure of each. Older caches, and those that cannot be read, know
/// of none.
fn programs(out: &mut Out, path: &Path, rules: &store::Rules, tell: &mut Tell<'_>) -> End {
    let failed = Reader::open(path, run::workers()).and_then(|reader| reader.failed_programs()).unwrap_or_default();
    let (now, zone) = (run::system_clock()(), TimeZone::system());
    let starts = |name: &str| rules.all.iter().any(|rule| rule.name == name && !rule.run.is_empty());
    for last in failed.iter().filter(|last| starts(&last.rule)) {
        let since = if last.well_since { "; it has run well since" } else { "" };
        let at = triage::moment(last.at, now, &zone);
        tell(out, last.well_since, &format!("rule {}: its program failed, {at}: {}{since}", last.rule, last.why))?;
    }
    Ok(())
}

/// Makes a cache anew that is sick, and says what was saved of it. A cache that is well is left alone.
fn mend(out: &mut Out, path: &Path, tell: &mut Tell<'_>) -> End {
    let looked = Reader::open(path, run::workers()).and_then(|mut reader| reader.doctor());
    let sick = match looked {
        Ok(lines) => lines.iter().any(|(well, _)| !well),
        Err(error) => matches!(error, store::Error::Corrupt { .. }),
    };
    if !sick {
        return Ok(());
    }
    match store::rebuild(path, run::system_clock()()) {
        Ok(saved) => tell(out, true, &saved.words()),
        Err(error) => tell(out, false, &format!("cache {} cannot be repaired: {error}", path.display())),
    }
}

/// Whether https can work at all: the system's certificate authorities, found by setting up a client.
fn certificates(settings: &config::Settings) -> Result<String, String> {
    let poller = run::poller_of(settings, run::system_clock()).map_err(|e| e.to_string())?;
    poller.check_certificates().map_err(|e| e.to_string())?;
    Ok("certificates of the system can be used".into())
}
