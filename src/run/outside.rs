//! Outside programs, started without a shell.

use std::path::Path;

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

/// The program that edits a file, with its arguments: `VISUAL`, else `EDITOR`, else vi. No shell reads it.
///
/// # Errors
/// When what stands there cannot be taken apart into words.
#[allow(clippy::disallowed_methods)] // this folder is one of those that may read the environment
pub fn editor(file: &Path) -> Result<Vec<String>, String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let named = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    words(&named, file)
}

fn words(named: &str, file: &Path) -> Result<Vec<String>, String> {
    let mut argv = shlex::split(named)
        .filter(|argv| !argv.is_empty())
        .ok_or_else(|| format!("EDITOR is no command: {named}; name a program and its arguments"))?;
    let file = file.to_str().ok_or_else(|| format!("{} is no UTF-8 name", file.display()))?;
    argv.push(file.to_owned());
    Ok(argv)
}

#[cfg(test)]
mod tests {
    use super::{browse, words};

    #[test]
    fn an_editor_may_have_arguments_and_gets_the_file_as_one() {
        let file = std::path::Path::new("/desk/my sources.toml");
        assert_eq!(words("code --wait", file).unwrap(), ["code", "--wait", "/desk/my sources.toml"]);
        assert!(words("'vi", file).unwrap_err().starts_with("EDITOR is no command"));
    }

    #[test]
    fn an_address_of_another_scheme_starts_nothing() {
        for address in ["file:///etc/passwd", "javascript:alert(1)", "mailto:desk@example.org", "-rf /", "x"] {
            assert!(browse(address).is_err(), "{address}");
        }
    }
}
