//! Outside programs, started without a shell.

/// Opens an address in the system's browser, detached, with its output thrown away. Only http and https: what came over the
/// wire must not choose another program.
///
/// # Errors
/// Why not, in words.
pub fn browse(address: &str) -> Result<(), String> {
    let url = url::Url::parse(address).map_err(|e| format!("not an address: {e}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("only http and https are opened, not {}:", url.scheme()));
    }
    // The parsed form starts with its scheme, so no browser can take it for an option, and hosts are in punycode.
    open::that_detached(url.as_str()).map_err(|e| format!("no browser could be started: {e}"))
}

#[cfg(test)]
mod tests {
    use super::browse;

    #[test]
    fn an_address_of_another_scheme_starts_nothing() {
        for address in ["file:///etc/passwd", "javascript:alert(1)", "mailto:desk@example.org", "-rf /", "x"] {
            assert!(browse(address).is_err(), "{address}");
        }
    }
}
