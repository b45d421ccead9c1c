//! Settings become the values that each part defines for itself.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::analysis;
use crate::config;
use crate::config::{Faults, Placed, RuleText, Settings};
use crate::exchange::Form;
use crate::poll::{self, Poller};
use crate::run::clock::Clock;
use crate::run::engine::Plan;
use crate::run::keys::{keymap_of, view_faults, views_of, wrong_at};
use crate::run::takeout::Target;
use crate::screen;
use crate::store::{Retention, Rules, Workers};
use crate::triage::{Deed, Hours, Needles, Rule};
use crate::view::{self, Theme};
use crate::wire::{Failure, Source};

/// The pure work that the cache calls for.
pub fn workers() -> Workers {
    Workers { quotes: analysis::quotes, lay_out: analysis::lay_out, rules: analysis::QUOTE_RULES }
}

/// How to poll.
pub fn policy_of(settings: &config::Poll) -> poll::Policy {
    let defaults = poll::Policy::default();
    poll::Policy {
        user_agent: settings.user_agent.clone().unwrap_or(defaults.user_agent.clone()),
        default_interval: settings.interval,
        min_interval: settings.min_interval,
        connect: settings.connect,
        idle: settings.read,
        total: settings.total,
        max_bytes: settings.max_bytes,
        concurrency: settings.concurrency,
        per_host: settings.per_host,
        proxy: settings.proxy.clone(),
        tls_ca_file: settings.tls_ca_file.clone(),
        offline: settings.offline,
        ..defaults
    }
}

/// A poller that looks secrets up in the process's environment.
///
/// # Errors
/// When proxy or user agent cannot work.
pub fn poller_of(settings: &Settings, clock: Clock) -> Result<Poller, Failure> {
    Poller::with_environment(policy_of(&settings.poll), clock, tables_of(settings), config::environment())
}

/// The agencies and outlets that the program knows, and those that the configuration adds.
pub fn tables_of(settings: &Settings) -> Arc<analysis::Tables> {
    fn words(list: &[String]) -> Vec<&str> {
        list.iter().map(String::as_str).collect()
    }
    let mut tables = analysis::Tables::default();
    for agency in &settings.agencies {
        tables.add_agency(&agency.name, &words(&agency.aliases), &words(&agency.hosts));
        tables.add_codes(&agency.name, &words(&agency.codes));
        agency.datelines.iter().for_each(|form| tables.add_dateline(&agency.name, form));
    }
    for outlet in &settings.outlets {
        tables.add_outlet(&outlet.name, &words(&outlet.aliases), &words(&outlet.hosts));
    }
    Arc::new(tables)
}

/// What may be let go of.
pub fn retention_of(settings: &Settings) -> Retention {
    let days = |n: u32| Duration::from_secs(u64::from(n) * 86_400);
    Retention {
        age: (settings.cache.keep_days > 0).then(|| days(settings.cache.keep_days)),
        items: (settings.cache.keep_items > 0).then_some(settings.cache.keep_items),
        raw: Some(days(settings.cache.raw_days)),
    }
}

/// The targets that copy can be sent to.
pub fn targets_of(settings: &Settings) -> Vec<Target> {
    let target = |text: &config::TargetText| Target {
        name: text.name.clone(),
        run: text.run.clone(),
        form: Form::ALL.into_iter().find(|form| form.word() == text.form).unwrap_or_default(),
        terminal: text.terminal,
        timeout: text.timeout,
    };
    settings.targets.iter().map(target).collect()
}

/// The rules of the desk.
///
/// # Errors
/// The rules whose query, deed or hours cannot be read, each with its line.
pub fn rules_of(settings: &Settings) -> Result<Rules, Faults> {
    let zone = TimeZone::system();
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for text in &settings.rules {
        match rule_of(text, &zone) {
            Ok(rule) => all.push(rule),
            Err((place, why)) => faults.push(wrong_at(settings, place, format!("rule \"{}\": {why}", text.name))),
        }
    }
    Faults::refuse(faults, Rules { all, zone })
}

/// A rule; else what is wrong with it, and the text in which it is.
fn rule_of<'a>(text: &'a RuleText, zone: &TimeZone) -> Result<Rule, (&'a Placed, String)> {
    let hours = |written: &'a Option<Placed>, key: &str| match written {
        None => Ok(None),
        Some(hours) => match Hours::parse(&hours.text) {
            Some(hours) => Ok(Some(hours)),
            None => Err((hours, format!("`{key}` wants a span of the day such as \"08:00-18:30\""))),
        },
    };
    let deeds = text.deeds.iter().map(|deed| Deed::parse(&deed.text).map_err(|why| (deed, why)));
    let rule = Rule {
        name: text.name.clone(),
        when: text.when.text.clone(),
        new: text.on.0,
        revised: text.on.1,
        deeds: deeds.collect::<Result<_, _>>()?,
        hours: hours(&text.hours, "hours")?,
        quiet: hours(&text.quiet, "quiet")?,
        bell: text.alert.0,
        desktop: text.alert.1,
        run: text.run.clone(),
        timeout: text.timeout,
    };
    // Any moment tells whether the query can be read at all.
    let tried = rule.query(jiff::Timestamp::UNIX_EPOCH, zone);
    tried.map_err(|e| (&text.when, format!("`when`, column {}: {}", e.column + 1, e.message)))?;
    Ok(rule)
}

/// What the engine is built from; `file` is the sources file, so that the screen can change it.
///
/// # Errors
/// As [`rules_of`].
pub fn plan_of(
    settings: &Settings,
    sources: Vec<Source>,
    file: Option<std::path::PathBuf>,
    clock: Clock,
) -> Result<Plan, Faults> {
    Ok(Plan {
        cache: settings.paths.cache.clone(),
        sources,
        file,
        policy: policy_of(&settings.poll),
        retention: retention_of(settings),
        lookup: config::environment(),
        tables: tables_of(settings),
        rules: rules_of(settings)?,
        targets: targets_of(settings),
        clock,
        most_pages: None,
    })
}

/// What the screen is set up with.
///
/// # Errors
/// Keys, macros and queries of views that cannot be: all of them, each with its line.
pub fn screen_of(settings: &Settings) -> Result<screen::Setup, Faults> {
    let (keymap, mut faults) = keymap_of(settings);
    faults.extend(view_faults(settings));
    let setup = screen::Setup {
        who: settings.who.clone(),
        keymap,
        measure: settings.screen.measure,
        list_width: settings.screen.list_width,
        sidebar_width: settings.screen.sidebar_width,
        advance: settings.desk.advance,
        views: views_of(settings),
        watch: Needles::words(settings.screen.watch.iter().map(String::as_str)),
        zone: TimeZone::system(),
        targets: settings.targets.iter().map(|target| target.name.clone()).collect(),
        ..screen::Setup::default()
    };
    Faults::refuse(faults, setup)
}

/// The theme: built in, or from a file laid over a built-in one.
///
/// # Errors
/// A role or a style that cannot be read; which, and in which file.
pub fn theme_of(settings: &Settings) -> Result<Theme, String> {
    let built_in = |name: &str| -> Result<Theme, String> {
        match view::FILES.iter().find(|(known, _)| *known == name) {
            None => Ok(if name == "mono" { Theme::monochrome() } else { Theme::default() }),
            Some((_, text)) => {
                let table = config::theme_table(text).map_err(|e| e.to_string())?;
                Theme::from_table(&table).map_err(|e| e.to_string())
            }
        }
    };
    let theme = match &settings.theme {
        _ if !settings.color => Theme::monochrome(),
        None => built_in(&settings.screen.theme)?,
        Some(file) => {
            let over = |e: &dyn std::fmt::Display| format!("{}: {e}", file.file.display());
            built_in(&file.base)?.with_table(&file.roles).map_err(|e| over(&e))?
        }
    };
    Ok(if settings.screen.ascii { theme.in_ascii() } else { theme })
}
