//! The configuration as written, then as checked settings.
