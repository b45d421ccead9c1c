//! Files read within bounds, and written so that a crash leaves the old one or the new one.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::Error;

/// The largest file read, in bytes: no configuration is that long.
const MAX_FILE: u64 = 4 << 20;

/// The text of a file; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, Error> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(None),
        Err(e) => return Err(Error::file("read", path, e)),
    };
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|e| Error::file("read", path, e))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error::file("read", path, io::Error::other(format!("it is longer than {MAX_FILE} bytes"))));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(Error::file("read", path, io::Error::other("it is not UTF-8"))),
    }
}

/// Waits until nobody else changes the file: what reads a file and replaces it must not lose what another writes in between. Its
/// folder is locked, for the file itself is another one after each change. What comes back is to be
/// kept until that is done; nothing, where the system has no such locks.
#[must_use]
pub(super) fn hold(path: &Path) -> Option<fs::File> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&target);
    let locked = fs::create_dir_all(folder).and_then(|()| fs::File::open(folder)).and_then(|folder| {
        folder.lock()?;
        Ok(folder)
    });
    locked.ok()
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Replaces a file whole: the text goes into a new file beside it, onto the disk, and takes the old one's name. Its
/// permissions stay, unless it is `private`: then nobody but its owner may read it. A symbolic link stays one, and what
/// it points to is replaced.
pub(super) fn replace(path: &Path, text: &str, private: bool) -> Result<(), Error> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    write_beside(&target, text, private).map_err(|e| Error::file("write", path, e))
}

fn write_beside(target: &Path, text: &str, private: bool) -> io::Result<()> {
    let directory = folder_of(target);
    fs::create_dir_all(directory)?;
    let temporary = temporary(directory, target);
    let written = fill(&temporary, target, text, private).and_then(|()| fs::rename(&temporary, target));
    if written.is_err() {
        // The old file stands; what is left of the new one is of no use, and a failure to remove it changes nothing.
        let _ = fs::remove_file(&temporary);
        return written;
    }
    // The rename itself must reach the disk too; where directories cannot be synced there is nothing more to do.
    let _ = fs::File::open(directory).and_then(|directory| directory.sync_all());
    Ok(())
}

fn fill(temporary: &Path, target: &Path, text: &str, private: bool) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    narrow(&mut options, private || target.exists());
    let mut file = options.open(temporary)?;
    if !private && let Ok(old) = fs::metadata(target) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Opens the new file for its owner alone, until it is given the permissions it shall have.
#[cfg(unix)]
fn narrow(options: &mut OpenOptions, narrow: bool) {
    use std::os::unix::fs::OpenOptionsExt;
    if narrow {
        options.mode(0o600);
    }
}

#[cfg(not(unix))]
fn narrow(_: &mut OpenOptions, _: bool) {}

fn temporary(directory: &Path, target: &Path) -> PathBuf {
    let name = target.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy());
    directory.join(format!(".{name}.{}.new", std::process::id()))
}
