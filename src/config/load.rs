//! Flags, environment and files put together: flags go first, then the environment, then the file, then the default.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use directories::ProjectDirs;

use crate::wire::{clean_line, nearest};

use super::parse::parse_config;
use super::settings::{Binding, Cache, Desk, File, Log, Placed, Poll, ScreenSettings, View};
use super::theme::{BUILTIN_THEMES, ThemeFile, read_theme};
use super::{AgencyText, Error, OutletText, RuleText, TargetText, files};

/// What the command line says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    /// `--config FILE`
    pub config: Option<PathBuf>,
    /// `--sources FILE`
    pub sources: Option<PathBuf>,
    /// `--cache FILE`
    pub cache: Option<PathBuf>,
    /// `--offline`
    pub offline: bool,
}

/// What the environment says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Env {
    /// `COPYTASTER_CONFIG`
    pub config: Option<PathBuf>,
    /// `COPYTASTER_SOURCES`
    pub sources: Option<PathBuf>,
    /// `COPYTASTER_CACHE`
    pub cache: Option<PathBuf>,
    /// `COPYTASTER_OFFLINE` is set, and not to 0.
    pub offline: bool,
    /// `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub no_color: bool,
    /// The login name.
    pub user: Option<String>,
    /// The user's own directories.
    pub home: Option<Home>,
}

/// The user's own directories for this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Settings.
    pub config: PathBuf,
    /// What must not be lost.
    pub data: PathBuf,
    /// Logs.
    pub state: PathBuf,
}

impl Env {
    /// Reads the environment of the process.
    pub fn read() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let path = |name: &str| set(name).map(PathBuf::from);
        let text = |name: &str| set(name).and_then(|value| value.into_string().ok());
        Self {
            config: path("COPYTASTER_CONFIG"),
            sources: path("COPYTASTER_SOURCES"),
            cache: path("COPYTASTER_CACHE"),
            offline: set("COPYTASTER_OFFLINE").is_some_and(|value| value != "0"),
            no_color: set("NO_COLOR").is_some(),
            user: text("USER").or_else(|| text("LOGNAME")).or_else(|| text("USERNAME")),
            home: ProjectDirs::from("", "", "copytaster").map(|dirs| Home {
                config: dirs.config_dir().to_owned(),
                data: dirs.data_dir().to_owned(),
                state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
            }),
        }
    }
}

/// Looks an environment variable up by its name.
pub type Lookup = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Looks a variable up in the process's environment when it is asked: secrets are fetched when a request is made, and not
/// kept before.
#[allow(clippy::disallowed_methods)] // this folder is one of those that may read the environment
pub fn environment() -> Lookup {
    Arc::new(|name| std::env::var(name).ok())
}

/// Everything the program is told, checked and complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who sits at the desk, and how it behaves.
    pub desk: Desk,
    /// Who signs decisions: `[desk] who`, else the login name, else "editor".
    pub who: String,
    /// How the screen looks.
    pub screen: ScreenSettings,
    /// The theme's file, where it is not a built-in one.
    pub theme: Option<ThemeFile>,
    /// Whether colours may be used at all.
    pub color: bool,
    /// Chords over the default keymap, in the order of the file.
    pub keys: Vec<Binding>,
    /// The keymap that they are laid over.
    pub preset: Placed,
    /// Names for commands.
    pub macros: Vec<Binding>,
    /// Views with a name.
    pub views: Vec<View>,
    /// How sources are asked; `offline` includes flag and environment.
    pub poll: Poll,
    /// What the cache keeps.
    pub cache: Cache,
    /// What is logged.
    pub log: Log,
    /// The rules as written.
    pub rules: Vec<RuleText>,
    /// The places that copy is sent to.
    pub targets: Vec<TargetText>,
    /// Agencies beside those that the program knows.
    pub agencies: Vec<AgencyText>,
    /// Outlets and their feeds.
    pub outlets: Vec<OutletText>,
    /// Where the files are.
    pub paths: Paths,
}

/// Where the files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The configuration; it need not exist.
    pub config: PathBuf,
    /// The sources file; it need not exist.
    pub sources: PathBuf,
    /// Whether flag or environment named it.
    pub sources_named: bool,
    /// The cache.
    pub cache: PathBuf,
    /// The log file.
    pub log: PathBuf,
    /// The directory of theme files.
    pub themes: PathBuf,
}

/// Reads the configuration that flags and the process's environment name, else the user's own, else the defaults.
///
/// # Errors
///
/// The first thing in it that is not as it must be; a file that was named and is not there; no home directory.
pub fn load(flags: &Flags) -> Result<Settings, Error> {
    load_with(flags, &Env::read())
}

/// The same for an environment given as a value.
///
/// # Errors
///
/// As [`load`].
pub fn load_with(flags: &Flags, env: &Env) -> Result<Settings, Error> {
    let home = env.home.as_ref();
    let named = flags.config.as_ref().or(env.config.as_ref());
    let config = match named {
        Some(path) => path.clone(),
        None => home.ok_or(Error::NoHome)?.config.join("config.toml"),
    };
    let file = match files::read(&config)? {
        Some(text) => parse_config(&text, &config)?,
        None if named.is_some() => return Err(Error::Refused(format!("there is no file {}", config.display()))),
        None => File::default(),
    };
    let beside = config.parent().unwrap_or(Path::new("")).to_owned();
    let own = |part: fn(&Home) -> &PathBuf, name: &str| Ok(part(home.ok_or(Error::NoHome)?).join(name));
    let first = |flag: &Option<PathBuf>, env: &Option<PathBuf>| flag.clone().or_else(|| env.clone());
    let cache = match first(&flags.cache, &env.cache).or_else(|| file.cache.path.clone()) {
        Some(path) => path,
        None => own(|home| &home.data, "cache.db")?,
    };
    let log = match (&file.log.file, home) {
        (Some(path), _) => path.clone(),
        (None, Some(home)) => home.state.join("copytaster.log"),
        // Without a home the log stands beside the cache, which was named.
        (None, None) => cache.with_extension("log"),
    };
    let paths = Paths {
        sources: first(&flags.sources, &env.sources)
            .unwrap_or_else(|| sources_beside(&beside, named.and(home), &cache)),
        sources_named: flags.sources.is_some() || env.sources.is_some(),
        themes: beside.join("themes"),
        config,
        cache,
        log,
    };
    let theme = theme(&file.screen.theme, &paths)?;
    let poll = Poll { offline: flags.offline || env.offline || file.poll.offline, ..file.poll };
    let login = || env.user.as_deref().map(clean_line).filter(|name| !name.is_empty());
    let who = file.desk.who.clone().or_else(login).unwrap_or_else(|| "editor".to_owned());
    Ok(Settings {
        desk: file.desk,
        who,
        screen: file.screen,
        theme,
        color: !env.no_color,
        keys: file.keys,
        preset: file.preset,
        macros: file.macros,
        views: file.views,
        poll,
        cache: file.cache,
        log: file.log,
        rules: file.rules,
        targets: file.targets,
        agencies: file.agencies,
        outlets: file.outlets,
        paths,
    })
}

/// The sources file of a configuration: the one beside it. A configuration that was named and has none, but works on the user's
/// own cache, goes with the user's own sources: by any other list that cache would be subscribed anew.
fn sources_beside(beside: &Path, named: Option<&Home>, cache: &Path) -> PathBuf {
    let file = beside.join("sources.toml");
    let own = named.filter(|home| cache == home.data.join("cache.db")).map(|home| home.config.join("sources.toml"));
    own.filter(|own| !file.exists() && own.exists()).unwrap_or(file)
}

fn theme(name: &str, paths: &Paths) -> Result<Option<ThemeFile>, Error> {
    // A file of the same name goes before a built-in theme: that is how one is changed a little.
    if let Some(theme) = read_theme(&paths.themes, name)? {
        return Ok(Some(theme));
    }
    if BUILTIN_THEMES.contains(&name) {
        return Ok(None);
    }
    let hint = nearest(name, BUILTIN_THEMES).map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
    Err(Error::Refused(format!(
        "{}: there is no theme \"{name}\": neither a built-in one ({}) nor {}{hint}",
        paths.config.display(),
        BUILTIN_THEMES.join(", "),
        paths.themes.join(format!("{name}.toml")).display()
    )))
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
