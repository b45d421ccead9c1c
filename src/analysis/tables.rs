//! The agencies that write copy and the outlets that run it.

/// What the desk knows of agencies and outlets. The built-in table can be extended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables {}
