//! `sources`, `add` and `remove`: the subscriptions and how they do.

use crate::cli::desk::Desk;
use crate::cli::lines;
use crate::cli::out::{End, Out, Stop, say};
use crate::config;
use crate::exchange;
use crate::run;
use crate::wire::redact;

/// Lists the sources with their health.
pub fn list(desk: &Desk, out: &mut Out, json: bool) -> End {
    Desk::goes_on(desk.subscribe().map(|_| ()), "the sources are those that the cache knows")?;
    for health in desk.reader()?.health().map_err(Stop::failed)? {
        if json {
            out.json(&exchange::source_json(&health))?;
        } else {
            out.line(&lines::source(&health, desk.now()))?;
        }
    }
    Ok(())
}

/// Subscribes to feeds, or to what a page announces. Offline, an address is taken as it is.
pub fn add(desk: &mut Desk, out: &mut Out, urls: &[String], name: Option<&str>, tags: &[String]) -> End {
    if name.is_some() && urls.len() > 1 {
        return Err(Stop::asked("--name names one source; give one address with it"));
    }
    let poller = desk.poller()?;
    let runtime = run::poll_runtime()?;
    let file = desk.settings().paths.sources.display().to_string();
    let mut failed = 0_usize;
    for url in urls {
        let found = if desk.settings().poll.offline {
            let bare = exchange::public_address(url);
            Ok(crate::wire::Source::new(name.unwrap_or(bare.as_str()), url.as_str()))
        } else {
            runtime.block_on(run::find_source(&poller, url, name))
        };
        let added = found.and_then(|mut source| {
            source.tags = tags.to_vec();
            let left_out =
                config::add_sources(&desk.settings().paths.sources, &[source.clone()]).map_err(|e| e.to_string())?;
            match left_out.into_iter().next() {
                None => Ok(source),
                Some((source, why)) => Err(format!("{}: {why}", redact(&source.url))),
            }
        });
        match added {
            Ok(source) => {
                let address = exchange::public_address(&source.url);
                let login = if address == source.url { String::new() } else { format!("; its login is in {file}") };
                out.line(&format!("added {} {}{login}", source.name, redact(&address)))?;
            }
            Err(why) => {
                failed += 1;
                say(&why);
            }
        }
    }
    runtime.shutdown_background();
    desk.reread_sources()?;
    desk.subscribe()?;
    if failed > 0 {
        out.flush()?;
        return Err(Stop::failed(format!("{failed} of {} addresses were not added", urls.len())));
    }
    Ok(())
}

/// Ends subscriptions, named by name, address or number.
pub fn remove(desk: &mut Desk, out: &mut Out, sources: &[String]) -> End {
    let jobs = desk.subscribe()?;
    for typed in sources {
        let numbered = jobs.iter().find(|job| job.state.id.to_string() == *typed).map(|job| job.source.name.clone());
        let name = numbered.as_deref().unwrap_or(typed);
        let removed = config::remove_source(&desk.settings().paths.sources, name).map_err(Stop::failed)?;
        out.line(&format!("removed {}; its copy stays in the cache", removed.name))?;
    }
    desk.reread_sources()?;
    desk.subscribe()?;
    Ok(())
}
