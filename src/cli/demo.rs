//! `demo`: the made-up wire, served on loopback by the program itself, into a throw-away cache.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::args::Global;
use crate::cli::desk::Desk;
use crate::cli::out::{End, Out, Stop};
use crate::cli::screen;
use crate::config::AgencyText;
use crate::run::{self, Console, DemoWire, Ended, Round};
use crate::screen::Showing;

/// Opens the screen on the demo wire, or, to check, polls it once.
pub fn run(global: &Global, out: &mut Out, check: bool) -> End {
    if !check {
        screen(global)?;
        return Ok(());
    }
    let demo = Demo::start(global, Keep::Named)?;
    let mut new = 0;
    let mut sources = 0;
    let round = Round {
        writer: demo.desk.writer()?,
        poller: demo.desk.poller()?,
        sources: demo.desk.sources().to_vec(),
        retention: run::retention_of(demo.desk.settings()),
        rules: run::rules_of(demo.desk.settings()).map_err(Stop::failed)?,
        clock: demo.desk.clock(),
        all: true,
    };
    run::poll_once(round, &mut |polled| {
        if let run::Polled::Stored { arrivals, .. } = polled {
            sources += 1;
            new += arrivals.new.len();
        }
        true
    })
    .map_err(Stop::Failed)?;
    out.line(&format!("{new} items from {sources} sources of the demo wire"))
}

/// Opens the screen on the demo wire, which is what the program was started for.
fn screen(global: &Global) -> Result<ExitCode, Stop> {
    let mut console = Console::default();
    let demo = Demo::start(global, Keep::Named)?;
    let ended = screen::open(&demo.desk, global, Showing::Demo, &mut console)?;
    Ok(screen::code(ended))
}

/// Goes on with the demo wire where the screen of the desk was open: beside the desk's cache, and never in it.
pub fn turned_to(global: &Global, console: &mut Console) -> Result<Ended, Stop> {
    let demo = Demo::start(global, Keep::Nothing)?;
    screen::open(&demo.desk, global, Showing::DemoInstead, console)
}

/// Whether the demo's cache outlives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// A cache that was named with `--cache` does, so that marks can be found again.
    Named,
    /// None does: a cache that was named is the desk's own.
    Nothing,
}

/// The wire, the desk that reads it, and the cache's folder where it is to be thrown away.
struct Demo {
    desk: Desk,
    _wire: DemoWire,
    _folder: Option<Folder>,
}

impl Demo {
    /// Starts the wire.
    fn start(global: &Global, keep: Keep) -> Result<Self, Stop> {
        let mut settings = Desk::settings_of(global)?;
        settings.poll.offline = false;
        settings.poll.min_interval = std::time::Duration::from_secs(1);
        let [name, alias, host] = run::DEMO_AGENCY.map(str::to_owned);
        if !settings.agencies.iter().any(|agency| agency.name == name) {
            // The agency is made up, so the program's own table does not know it.
            let (aliases, hosts) = (vec![alias], vec![host]);
            settings.agencies.push(AgencyText { name, aliases, hosts, ..AgencyText::default() });
        }
        let wire = DemoWire::start(run::system_clock())
            .map_err(|e| Stop::failed(format!("the demo wire cannot be served on loopback: {e}")))?;
        let named = keep == Keep::Named && global.cache.is_some();
        let folder = if named { None } else { Some(Folder::make()?) };
        if let Some(Folder(path)) = &folder {
            settings.paths.cache = path.join("demo.db");
            settings.paths.log = path.join("demo.log");
        }
        let desk = Desk::with(settings, wire.sources(), global);
        Ok(Self { desk, _wire: wire, _folder: folder })
    }
}

/// A folder that goes when the demo ends.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self, Stop> {
        let path =
            std::env::temp_dir().join(format!("copytaster-demo-{}-{:08x}", std::process::id(), fastrand::u32(..)));
        std::fs::create_dir(&path)
            .map_err(|e| Stop::failed(format!("cannot make the folder {}: {e}", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
