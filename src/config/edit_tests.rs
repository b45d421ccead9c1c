//! Edits keep what the editor wrote, and refuse in words.

use std::fs;
use std::path::PathBuf;

use super::super::read_sources;
use super::*;

const TEXT: &str = "# Our wires.

# The coast, first.
[[source]]
name = \"Coast Wire\"  # ours
url  = \"https://coast.example/feed\"

# The hills.
[[source]]
name = \"Hill Post\"
url = \"https://hills.example/feed\"
";

/// A sources file in a directory of its own.
fn desk(text: &str) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("sources.toml");
    fs::write(&file, text).unwrap();
    (directory, file)
}

#[test]
fn adding_puts_a_source_at_the_end_and_touches_nothing_else() {
    let (_directory, file) = desk(TEXT);
    let plain = Source { tags: vec!["harbour".into()], ..Source::new("Port News", "https://port.example/feed") };
    assert_eq!(add_sources(&file, &[plain]).unwrap(), []);
    let added = "\n[[source]]\nname = \"Port News\"\nurl = \"https://port.example/feed\"\ntags = [\"harbour\"]\n";
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{TEXT}{added}"));
}

#[test]
fn what_a_new_file_says_of_itself_stands_above_its_sources() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("sources.toml");
    let source = |name: &str| Source::new(name, format!("https://{name}.example/feed"));
    assert_eq!(add_sources(&file, &[source("port")]).unwrap(), []);
    assert_eq!(add_sources(&file, &[source("moor"), source("isle")]).unwrap(), []);
    let of = |name: &str| format!("\n[[source]]\nname = \"{name}\"\nurl = \"https://{name}.example/feed\"\n");
    let written = format!("{HEAD}{}{}{}", of("port"), of("moor"), of("isle"));
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
    // What an editor wrote below the last source stays where it is, with or without a line's end.
    fs::write(&file, format!("{TEXT}\n# The moor is gone.")).unwrap();
    assert_eq!(add_sources(&file, &[source("port")]).unwrap(), []);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{TEXT}\n# The moor is gone.\n{}", of("port")));
}

#[test]
fn what_is_added_is_read_back_as_it_was() {
    let (_directory, file) = desk("");
    let source = Source {
        every: Some(std::time::Duration::from_secs(90)),
        headers: vec![("X-Key".into(), Secret::Env("KEY".into()))],
        login: Some(crate::wire::Login {
            user: "desk".into(),
            password: Secret::Command(vec!["pass".into(), "wi\"re".into()]),
        }),
        max_bytes: Some(4_096),
        full_text: true,
        outlet: Some("Port House".into()),
        ..Source::new("Port \"News\"", "https://port.example/feed?a=1&b=2")
    };
    add_sources(&file, std::slice::from_ref(&source)).unwrap();
    assert_eq!(read_sources(&file).unwrap(), [source]);
}

#[test]
fn twins_and_other_schemes_are_left_out_and_a_taken_name_gets_a_number() {
    let (_directory, file) = desk(TEXT);
    let sources = [
        Source::new("Again", "https://COAST.example/feed"),
        Source::new("Bad", "exec:rm"),
        Source::new("hill post", "https://other.example/feed"),
        Source::new("", "https://third.example/feed"),
    ];
    let left_out = add_sources(&file, &sources).unwrap();
    let words: Vec<_> = left_out.iter().map(|(_, why)| why.to_string()).collect();
    assert_eq!(words, ["already subscribed, as \"Coast Wire\"", "only http and https can be polled, not `exec:`"]);
    let names: Vec<_> = read_sources(&file).unwrap().into_iter().map(|source| source.name).collect();
    assert_eq!(names, ["Coast Wire", "Hill Post", "hill post 2", "third.example"]);
}

#[test]
fn removing_takes_the_comment_of_the_source_and_leaves_the_head_of_the_file() {
    let (_directory, file) = desk(TEXT);
    assert_eq!(remove_source(&file, "coast wire").unwrap().name, "Coast Wire");
    let rest = "# Our wires.\n\n# The hills.\n[[source]]\nname = \"Hill Post\"\nurl = \"https://hills.example/feed\"\n";
    assert_eq!(fs::read_to_string(&file).unwrap(), rest);
    assert_eq!(remove_source(&file, "https://hills.example/feed").unwrap().name, "Hill Post");
    assert_eq!(fs::read_to_string(&file).unwrap(), "# Our wires.\n");
    assert_eq!(read_sources(&file).unwrap(), []);
}

#[test]
fn removing_what_is_not_there_says_what_was_likely_meant() {
    let (_directory, file) = desk(TEXT);
    let words = remove_source(&file, "Hil Post").unwrap_err().to_string();
    assert_eq!(words, "no source has the name or address \"Hil Post\"; did you mean \"Hill Post\"?");
    assert_eq!(fs::read_to_string(&file).unwrap(), TEXT);
}

#[test]
fn the_starter_list_is_written_once_and_never_over_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("new/sources.toml");
    assert!(install_starter(&file).unwrap());
    assert!(!install_starter(&file).unwrap());
    assert_eq!(fs::read_to_string(&file).unwrap(), crate::config::STARTER);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_a_file_with_secrets_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_directory, file) = desk(TEXT);
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
    add_sources(&file, &[Source::new("Port", "https://port.example/feed")]).unwrap();
    assert_eq!(mode(), 0o664);
    add_sources(&file, &[Source::new("Paid", "https://desk:hunter2@paid.example/feed")]).unwrap();
    assert_eq!(mode(), 0o600);
}

#[test]
fn a_login_in_an_address_is_written_as_the_login_of_its_source() {
    let (_directory, file) = desk(TEXT);
    let paid = Source::new("Paid", "https://desk:h%40nter2@paid.example/feed");
    let left_out = add_sources(
        &file,
        &[
            paid,
            Source::new("Free", "https://desk@free.example/feed"),
            Source::new("Again", "https://other:word@coast.example/feed"),
            Source::new("Odd", "https://desk:a%0Ab@odd.example/feed"),
        ],
    );
    let words: Vec<_> = left_out.unwrap().into_iter().map(|(_, why)| why.to_string()).collect();
    let why = "the login in its address has control characters, which none may have";
    assert_eq!(words, ["already subscribed, as \"Coast Wire\"", why]);
    let login = |password: &str| Some(Login { user: "desk".into(), password: Secret::Plain(password.into()) });
    let paid = Source { login: login("h@nter2"), ..Source::new("Paid", "https://paid.example/feed") };
    let free = Source { login: login(""), ..Source::new("Free", "https://free.example/feed") };
    assert_eq!(read_sources(&file).unwrap().split_off(2), [paid, free]);
    assert_eq!(remove_source(&file, "https://desk:h%40nter2@paid.example/feed").unwrap().name, "Paid");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_file_stays_a_link() {
    let (directory, file) = desk(TEXT);
    let link = directory.path().join("link.toml");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    remove_source(&link, "Hill Post").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(read_sources(&file).unwrap().len(), 1);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2, "nothing temporary is left");
}

#[test]
fn what_is_added_and_removed_at_one_time_is_all_done() {
    let (_folder, file) = desk("[[source]]\nname = \"Old\"\nurl = \"https://old.example/\"\n");
    std::thread::scope(|scope| {
        for n in 0..12 {
            let file = &file;
            scope.spawn(move || {
                let left_out = add_sources(file, &[Source::new(format!("S{n}"), format!("https://s{n}.example/"))]);
                assert_eq!(left_out.unwrap(), []);
            });
        }
        scope.spawn(|| remove_source(&file, "Old").unwrap());
    });
    let mut names: Vec<String> = read_sources(&file).unwrap().into_iter().map(|source| source.name).collect();
    names.sort();
    let mut wanted: Vec<String> = (0..12).map(|n| format!("S{n}")).collect();
    wanted.sort();
    assert_eq!(names, wanted);
}
