//! Theme files: roles and their styles as written. What the roles are is the screen's business.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::reader::{Section, Written};
use super::{Error, files};

/// The themes that need no file.
pub const BUILTIN_THEMES: [&str; 4] = ["default", "dark", "light", "mono"];

/// A theme as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// The file.
    pub file: PathBuf,
    /// The built-in theme that gives the roles which the file leaves out.
    pub base: String,
    /// Role to style, such as `unread` to `bold #ffaa00 on default`.
    pub roles: BTreeMap<String, String>,
}

/// Reads the theme of a name from `directory`; `None` where there is no such file.
///
/// # Errors
///
/// The first line that is not `role = "style"`, or why the file cannot be read.
pub fn read_theme(directory: &Path, name: &str) -> Result<Option<ThemeFile>, Error> {
    let file = directory.join(format!("{name}.toml"));
    files::read(&file)?.map(|text| parse_theme(&text, &file)).transpose()
}

/// The roles of a theme that is compiled in.
///
/// # Errors
///
/// The first line that is not `role = "style"`.
pub fn theme_table(text: &str) -> Result<BTreeMap<String, String>, Error> {
    parse_theme(text, Path::new("built-in theme")).map(|theme| theme.roles)
}

fn parse_theme(text: &str, file: &Path) -> Result<ThemeFile, Error> {
    let written = Written { file, text };
    let table = written.parse()?;
    let mut section = Section::new(written, "the theme", &table);
    let base = section.word("base", &BUILTIN_THEMES)?.unwrap_or("default").to_owned();
    let mut roles = BTreeMap::new();
    for (role, _, value) in section.entries().filter(|(role, _, _)| *role != "base") {
        let style = value.get_ref().as_str();
        let style =
            style.ok_or_else(|| section.wants(role, value, "a style in quotes, as in \"bold #ffaa00 on default\""))?;
        roles.insert(role.to_owned(), style.trim().to_owned());
    }
    Ok(ThemeFile { file: file.to_owned(), base, roles })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_style_is_named_with_its_place() {
        let error = theme_table("text = \"bold\"\ndim = 3\n").unwrap_err().to_string();
        assert_eq!(
            error,
            "built-in theme:2:7: `dim` wants a style in quotes, as in \"bold #ffaa00 on default\", not 3"
        );
        let error = theme_table("base = \"drk\"").unwrap_err().to_string();
        assert!(error.ends_with("did you mean \"dark\"?"), "{error}");
        assert_eq!(theme_table("text = \" bold red \"").unwrap().get("text").map(String::as_str), Some("bold red"));
    }
}
