//! Bytes from the wire become drafts and defects. Never an error, never a panic.
