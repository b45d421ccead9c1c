//! Lines that were typed into prompts, kept in a file beside the cache, so that they can be called back after a restart.

use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::wire::clean_line;

/// Bytes of the file that are read, from its end.
const READ: u64 = 128 * 1024;
/// Lines kept when a file has grown beyond what is read.
const KEPT: usize = 1_000;

/// A prompt's name and a line typed into it.
type Line = (String, String);

/// The way to the thread that writes the file.
pub struct Typed {
    lines: SyncSender<Line>,
}

/// The file beside a cache.
pub fn file_beside(cache: &Path) -> PathBuf {
    cache.with_extension("typed")
}

/// What was typed before, oldest first; nothing where there is no such file.
pub fn read(file: &Path) -> Vec<Line> {
    let mut bytes = Vec::new();
    let begun = OpenOptions::new().read(true).open(file).and_then(|mut opened| {
        let long = opened.metadata()?.len();
        opened.seek(SeekFrom::Start(long.saturating_sub(READ)))?;
        opened.take(READ).read_to_end(&mut bytes)?;
        Ok(long > READ)
    });
    let text = String::from_utf8_lossy(&bytes);
    // The first line of a file that was cut has lost its beginning.
    let whole = text.lines().skip(usize::from(begun.unwrap_or(false)));
    let line = |line: &str| line.split_once('\t').map(|(prompt, line)| (clean_line(prompt), clean_line(line)));
    whole.filter_map(line).filter(|(_, line)| !line.is_empty()).collect()
}

impl Typed {
    /// Starts the thread. Where that cannot be, nothing is kept.
    pub fn start(file: PathBuf) -> Self {
        let (lines, waiting) = sync_channel(64);
        if let Err(error) = thread::Builder::new().name("typed".into()).spawn(move || write(&file, &waiting)) {
            tracing::warn!("what is typed is not kept: {error}");
        }
        Self { lines }
    }

    /// Keeps a line. Never waits: what comes faster than the disk is let go.
    pub fn keep(&self, prompt: &str, line: &str) {
        let _ = self.lines.try_send((prompt.to_owned(), line.to_owned()));
    }
}

fn write(file: &Path, waiting: &Receiver<Line>) {
    let mut told = false;
    for (prompt, line) in waiting {
        if let Err(error) = append(file, &prompt, &line)
            && !std::mem::replace(&mut told, true)
        {
            tracing::warn!("what is typed is not kept in {}: {error}", file.display());
        }
    }
}

/// Adds one line at the end, in one write, so that several windows can share the file. It is for its owner's eyes.
fn append(file: &Path, prompt: &str, line: &str) -> std::io::Result<()> {
    if std::fs::metadata(file).is_ok_and(|known| known.len() > 2 * READ) {
        shorten(file)?;
    }
    let mut opened = OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
    opened.write_all(format!("{prompt}\t{line}\n").as_bytes())
}

fn shorten(file: &Path) -> std::io::Result<()> {
    let lines = read(file);
    let kept = lines.iter().skip(lines.len().saturating_sub(KEPT));
    let text: String = kept.map(|(prompt, line)| format!("{prompt}\t{line}\n")).collect();
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_back_in_its_order_and_torn_lines_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_beside(&folder.path().join("cache.db"));
        assert!(read(&file).is_empty());
        append(&file, "search", "ferry -cruise").unwrap();
        append(&file, "flag", "court // call").unwrap();
        OpenOptions::new().append(true).open(&file).unwrap().write_all(b"torn\nsearch\t\x1b[31m\xff\n").unwrap();
        let own = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let lines = read(&file);
        assert_eq!(lines[..2], [own("search", "ferry -cruise"), own("flag", "court // call")]);
        assert!(lines.iter().all(|(_, line)| !line.contains('\x1b')), "{lines:?}");
    }

    #[test]
    fn a_file_that_has_grown_long_is_cut_to_its_newest_lines() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache.typed");
        let long = "x".repeat(90);
        std::fs::write(&file, (0..3_000).map(|n| format!("search\t{long} {n}\n")).collect::<String>()).unwrap();
        append(&file, "search", "newest").unwrap();
        let lines = read(&file);
        assert_eq!(lines.last().unwrap().1, "newest");
        assert_eq!(lines.len(), KEPT + 1);
    }
}
