//! Why a query could not be read.

/// A query that could not be read: where, and why in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (column {})", .column + 1)]
pub struct QueryError {
    /// Where in the query, in code points from 0.
    pub column: usize,
    /// Why, in words.
    pub message: String,
}

impl QueryError {
    pub(super) fn new(column: usize, message: impl Into<String>) -> Self {
        Self { column, message: message.into() }
    }
}
