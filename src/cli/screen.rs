//! Without a subcommand: the screen, polling in the background.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;

use crate::cli::args::Global;
use crate::cli::demo;
use crate::cli::desk::Desk;
use crate::cli::out::{Stop, say};
use crate::config;
use crate::run::{self, Ended};

/// Opens the screen and stays until it ends.
pub fn run(global: &Global) -> Result<ExitCode, Stop> {
    let desk = Desk::open(global, true)?;
    match open(&desk, global, Some(desk.settings().paths.sources.clone()))? {
        Ended::Demo => demo::screen(global),
        ended => Ok(code(ended)),
    }
}

/// Opens the screen on a desk; `file` is its sources file, if the screen may change it.
pub fn open(desk: &Desk, global: &Global, file: Option<std::path::PathBuf>) -> Result<Ended, Stop> {
    if !desk.plain && (!io::stdout().is_terminal() || !io::stdin().is_terminal()) {
        return Err(Stop::failed(
            "the screen needs a terminal; `copytaster --plain`, `copytaster list` and `copytaster --help` do not",
        ));
    }
    let settings = desk.settings();
    let setup = run::screen_of(settings).map_err(Stop::failed)?;
    let theme = run::theme_of(settings).map_err(Stop::Failed)?;
    for folder in [settings.paths.cache.parent(), settings.paths.log.parent()].into_iter().flatten() {
        if let Err(error) = std::fs::create_dir_all(folder) {
            say(&format!("cannot make the folder {}: {error}", folder.display()));
        }
    }
    if let Err(error) = run::start_log(&settings.paths.log, settings.log.level, desk.verbose) {
        say(&format!("no log: cannot write {}: {error}", settings.paths.log.display()));
    }
    let (flags, own) = (Desk::flags(global), file.is_some());
    let reload: run::Reload = Arc::new(move || run::fresh_of(&config::load(&flags).map_err(|e| e.to_string())?, own));
    let plan = run::plan_of(settings, desk.sources().to_vec(), file, desk.clock()).map_err(Stop::failed)?;
    if desk.plain {
        return Ok(run::open_plain(setup, plan, reload)?);
    }
    Ok(run::open(setup, theme, settings.screen.mouse, plan, reload)?)
}

/// A signal's end is told to the shell as shells tell it; everything else went as the editor wanted.
pub fn code(ended: Ended) -> ExitCode {
    match ended {
        Ended::Signal(signal) => ExitCode::from(run::exit_code(signal)),
        Ended::TerminalGone => ExitCode::from(1),
        Ended::Quit | Ended::Demo => ExitCode::SUCCESS,
    }
}
