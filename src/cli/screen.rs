//! Without a subcommand: the screen, polling in the background.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;

use crate::cli::args::Global;
use crate::cli::demo;
use crate::cli::desk::Desk;
use crate::cli::out::{Stop, say};
use crate::config;
use crate::run::{self, Console, Ended};
use crate::screen::{Setup, Showing};
use crate::store::Rules;

/// Opens the screen and stays until it ends; there may be turns to the demo wire and back.
pub fn run(global: &Global) -> Result<ExitCode, Stop> {
    let mut console = Console::default();
    loop {
        let desk = Desk::open(global, true)?;
        let ended = match open(&desk, global, Showing::Own, &mut console)? {
            Ended::Demo => demo::turned_to(global, &mut console)?,
            ended => ended,
        };
        if ended != Ended::Own {
            return Ok(code(ended));
        }
    }
}

/// Opens the screen on a desk. Its own sources file may be changed from there.
pub fn open(desk: &Desk, global: &Global, showing: Showing, console: &mut Console) -> Result<Ended, Stop> {
    if !desk.plain && (!io::stdout().is_terminal() || !io::stdin().is_terminal()) {
        return Err(Stop::failed(
            "the screen needs a terminal; `copytaster --plain`, `copytaster list` and `copytaster --help` do not",
        ));
    }
    let settings = desk.settings();
    let mut setup = run::screen_of(settings).map_err(Stop::failed)?;
    let theme = run::theme_of(settings).map_err(Stop::Failed)?;
    for folder in [settings.paths.cache.parent(), settings.paths.log.parent()].into_iter().flatten() {
        if let Err(error) = std::fs::create_dir_all(folder) {
            say(&format!("cannot make the folder {}: {}", folder.display(), config::system_words(&error)));
        }
    }
    if let Err(error) = run::start_log(&settings.paths.log, settings.log.level, desk.verbose) {
        let why = config::system_words(&error);
        say(&format!("no log: cannot write {}: {why}", settings.paths.log.display()));
    }
    let flags = Desk::flags(global);
    let own = showing == Showing::Own;
    let reload: run::Reload = Arc::new(move || {
        let mut fresh = run::fresh_of(&config::load(&flags).map_err(|e| e.to_string())?, own)?;
        show(showing, &mut fresh.setup, &mut fresh.rules, &mut fresh.targets);
        Ok(fresh)
    });
    let file = own.then(|| settings.paths.sources.clone());
    let mut plan = run::plan_of(settings, desk.sources().to_vec(), file, desk.clock()).map_err(Stop::failed)?;
    show(showing, &mut setup, &mut plan.rules, &mut plan.targets);
    if desk.plain {
        return Ok(run::open_plain(setup, plan, reload, console)?);
    }
    Ok(run::open(setup, theme, settings.screen.mouse, plan, reload, console)?)
}

/// Settles what follows of whose copy it is. Of made-up copy that stands in for the desk's own nothing goes out by itself or to a
/// target: no rule's program is started, and there is nowhere to send copy to.
fn show(showing: Showing, setup: &mut Setup, rules: &mut Rules, targets: &mut Vec<run::Target>) {
    setup.showing = showing;
    if showing != Showing::Own {
        "demo".clone_into(&mut setup.desk);
    }
    if showing == Showing::DemoInstead {
        rules.all.iter_mut().for_each(|rule| rule.run.clear());
        targets.clear();
    }
}

/// A signal's end is told to the shell as shells tell it; everything else went as the editor wanted.
pub fn code(ended: Ended) -> ExitCode {
    match ended {
        Ended::Signal(signal) => ExitCode::from(run::exit_code(signal)),
        Ended::TerminalGone => ExitCode::from(1),
        Ended::Quit | Ended::Demo | Ended::Own => ExitCode::SUCCESS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::Rule;
    use std::time::Duration;

    #[test]
    fn made_up_copy_that_stands_in_for_the_wire_reaches_no_program_and_no_target() {
        let rule = Rule {
            name: "tell".into(),
            when: "mark:flash".into(),
            new: true,
            revised: true,
            deeds: Vec::new(),
            hours: None,
            quiet: None,
            bell: true,
            desktop: false,
            run: vec!["notify".into()],
            timeout: Duration::from_secs(1),
        };
        let target = run::Target {
            name: "cms".into(),
            run: vec!["curl".into()],
            form: crate::exchange::Form::default(),
            terminal: false,
            timeout: Duration::from_secs(1),
        };
        for (showing, goes_out) in [(Showing::Own, true), (Showing::Demo, true), (Showing::DemoInstead, false)] {
            let mut setup = Setup::default();
            let mut rules = Rules { all: vec![rule.clone()], ..Rules::default() };
            let mut targets = vec![target.clone()];
            show(showing, &mut setup, &mut rules, &mut targets);
            assert_eq!((setup.showing, rules.all[0].bell), (showing, true));
            assert_eq!((!rules.all[0].run.is_empty(), !targets.is_empty()), (goes_out, goes_out), "{showing:?}");
        }
    }
}
