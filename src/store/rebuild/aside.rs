//! The files of a rebuilding: the damaged ones under a name of their own, and the new one that takes their place.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// What SQLite keeps beside a cache.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// The path with something added to its name.
pub(crate) fn with(path: &Path, tail: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(tail);
    PathBuf::from(name)
}

/// Gives the damaged file and its log a second name, which they keep when the new cache takes the first: nothing is copied
/// where the file system knows links, and until the very end nothing has changed. Answers that name.
///
/// # Errors
/// As the system gives them.
pub(crate) fn put_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let day = now.strftime("%Y-%m-%d-%H%M%S").to_string();
    let mut aside = with(path, &format!(".damaged-{day}"));
    let mut n = 1;
    while aside.exists() {
        n += 1;
        aside = with(path, &format!(".damaged-{day}-{n}"));
    }
    keep(path, &aside)?;
    let log = with(path, "-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        keep(&log, &with(&aside, "-wal"))?;
    }
    Ok(aside)
}

fn keep(path: &Path, name: &Path) -> io::Result<()> {
    fs::hard_link(path, name).or_else(|_| fs::copy(path, name).map(drop))
}

/// Copies a file, and gives the one that was read back open: closing it would end every lock that this process has on it.
///
/// # Errors
/// As the system gives them.
pub(crate) fn copy(path: &Path, to: &Path) -> io::Result<fs::File> {
    let mut from = fs::File::open(path)?;
    io::copy(&mut from, &mut fs::File::create(to)?)?;
    Ok(from)
}

/// Takes the second name back: nothing was rebuilt.
pub(crate) fn take_back(aside: &Path) {
    remove(aside);
}

/// Removes a file and what stands beside it, if they are there.
pub(crate) fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    remove_beside(path);
}

fn remove_beside(path: &Path) {
    for tail in BESIDE {
        let _ = fs::remove_file(with(path, tail));
    }
}

/// The new cache takes the place of the damaged one. A log left beside it would be read as its own: it goes first.
///
/// # Errors
/// As the system gives them.
pub(crate) fn replace(path: &Path, new: &Path) -> io::Result<()> {
    fs::File::open(new)?.sync_all()?;
    remove_beside(path);
    fs::rename(new, path)?;
    let folder = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder)?.sync_all()
}
