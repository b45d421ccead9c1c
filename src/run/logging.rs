//! The log: a file, never standard error while the screen is up.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::LevelFilter;

/// Starts the log in a file (appended to, readable by the owner only) at a level (off, error, warn, info, debug, trace) that
/// each `verbose` raises by one. Panics of workers go there too.
///
/// # Errors
/// When the file cannot be written.
pub fn start(file: &Path, level: &str, verbose: u8) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let to = OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let at = levels.iter().position(|known| *known == level).unwrap_or(2) + usize::from(verbose);
    let level: LevelFilter = levels.get(at).unwrap_or(&"trace").parse().unwrap_or(LevelFilter::WARN);
    let log = tracing_subscriber::fmt().with_writer(Mutex::new(to)).with_ansi(false).with_max_level(level).finish();
    // A second start in one process (tests) keeps the first log.
    let _ = tracing::subscriber::set_global_default(log);
    std::panic::set_hook(Box::new(|fault| tracing::error!("fault: {fault}")));
    Ok(())
}
