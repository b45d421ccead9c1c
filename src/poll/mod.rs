//! Sources that are due become deliveries: conditional GET, backoff, bounds.
