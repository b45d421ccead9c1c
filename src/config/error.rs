//! What can be wrong with a configuration, said with file, line and column.

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
    #[error("cannot {what} {}: {why}", .file.display())]
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

impl Error {
    pub(super) fn file(what: &'static str, file: &Path, why: io::Error) -> Self {
        Self::File { what, file: file.to_owned(), why }
    }
}
