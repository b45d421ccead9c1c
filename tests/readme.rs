//! What the README says of keys, commands and configuration is what the program has.

#![allow(clippy::panic, clippy::expect_used, reason = "a test may end at once")]

use copytaster::screen::commands::table;

const README: &str = include_str!("../README.md");

/// The lines between `<!-- name -->` and `<!-- /name -->`.
fn section(name: &str) -> &'static str {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let from = README.find(&open).expect("the section is there") + open.len();
    let rest = &README[from..];
    rest[..rest.find(&close).expect("the section ends")].trim()
}

#[test]
fn the_key_table_is_the_command_table() {
    let mut group = None;
    let mut expected = String::from("| key | command | does |\n|---|---|---|\n");
    for line in table() {
        if group.replace(line.group).is_some_and(|before| before != line.group) {
            expected.push_str("| | | |\n");
        }
        let chords: Vec<String> = line.chords.iter().map(|c| format!("`{}`", c.replace('|', "\\|"))).collect();
        expected.push_str(&format!("| {} | {} | {} |\n", chords.join(" "), line.name, line.help));
    }
    assert!(section("keys") == expected.trim(), "README.md should have between the marks of its keys:\n{expected}");
}

#[test]
fn every_command_that_the_readme_shows_is_one() {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_copytaster")).arg("--help").output().expect("it runs");
    let help = String::from_utf8_lossy(&out.stdout).into_owned();
    let mut known = 0;
    for row in section("commands").lines().filter(|line| line.starts_with("| `")) {
        let word = row.trim_start_matches("| `").split(['`', ' ']).next().unwrap_or_default();
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{word} "))), "no command `{word}`");
        known += 1;
    }
    assert!(known > 15, "the table of commands is there");
}
