//! The cache: SQLite, one writer, read-only readers, the decision log.
