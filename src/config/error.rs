//! What can be wrong with a configuration, said with file, line and column.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a configuration, a sources file or a theme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something in a file is not as it must be.
    #[error("{}:{line}:{column}: {message}", .file.display())]
    Wrong {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, in code points from 1.
        column: usize,
        /// What was expected, and the nearest name where one was mistyped.
        message: String,
    },
    /// A file cannot be read or written.
    #[error("cannot {what} {}: {}", .file.display(), system_words(.why))]
    File {
        /// What was tried: "read", "write".
        what: &'static str,
        /// The file.
        file: PathBuf,
        /// Why not.
        why: io::Error,
    },
    /// What was asked of the sources file cannot be done, in words.
    #[error("{0}")]
    Refused(String),
    /// No home directory is known, and no paths were given instead.
    #[error("no home directory is known: give --config, --sources and --cache, or set HOME")]
    NoHome,
}

/// An error of the system in its own words, without the number that only programmers know.
pub fn system_words(error: &io::Error) -> String {
    let words = error.to_string();
    words.find(" (os error").and_then(|at| words.get(..at)).unwrap_or(&words).to_owned()
}

/// All that is wrong with a part of the configuration, in the order of the file. In words it is the first, and how many more
/// there are.
#[derive(Debug)]
pub struct Faults(Vec<Error>);

impl Faults {
    /// The value, where nothing is wrong; else what is.
    ///
    /// # Errors
    /// The faults, if there are any.
    pub fn refuse<T>(mut faults: Vec<Error>, value: T) -> Result<T, Self> {
        faults.sort_by_key(Error::place);
        if faults.is_empty() { Ok(value) } else { Err(Self(faults)) }
    }

    /// Each of them.
    pub fn all(&self) -> &[Error] {
        &self.0
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.0.first() {
            write!(f, "{first}")?;
        }
        match self.0.len() {
            0 | 1 => Ok(()),
            several => write!(f, " (and {} more: `copytaster doctor` lists them)", several - 1),
        }
    }
}

impl Error {
    /// Where it stands in its file: line and column, from 1; 0 where that is not known.
    fn place(&self) -> (usize, usize) {
        match self {
            Self::Wrong { line, column, .. } => (*line, *column),
            _ => (0, 0),
        }
    }

    pub(super) fn file(what: &'static str, file: &Path, why: io::Error) -> Self {
        Self::File { what, file: file.to_owned(), why }
    }
}
