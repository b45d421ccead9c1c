//! Sources files, right and wrong.

use std::time::Duration;

use super::*;

fn read(text: &str) -> Result<Vec<Source>, Error> {
    parse_sources(text, Path::new("sources.toml"))
}

fn error(text: &str) -> String {
    read(text).expect_err(text).to_string()
}

#[test]
fn the_starter_list_is_read_and_names_only_secure_addresses() {
    let sources = read(STARTER).unwrap();
    assert!(sources.len() >= 12);
    assert!(sources.iter().all(|source| source.url.starts_with("https://") && !source.tags.is_empty()));
}

#[test]
fn everything_a_source_can_have_is_read() {
    let text = r#"
[[source]]
name = " Coast  Wire "
url = "https://wire.example/feed"
tags = ["world", "coast", "world"]
every = "5m"
max_bytes = 1048576
full_text = true
outlet = "Coast House"
headers = { "X-Key" = { env = "WIRE_KEY" }, X-Desk = "four" }
login = { user = "desk", password = { command = ["pass", "show", "wire"] } }
"#;
    let expected = Source {
        tags: vec!["world".into(), "coast".into()],
        every: Some(Duration::from_secs(300)),
        headers: vec![
            ("X-Desk".into(), Secret::Plain("four".into())),
            ("X-Key".into(), Secret::Env("WIRE_KEY".into())),
        ],
        login: Some(Login {
            user: "desk".into(),
            password: Secret::Command(vec!["pass".into(), "show".into(), "wire".into()]),
        }),
        max_bytes: Some(1 << 20),
        full_text: true,
        outlet: Some("Coast House".into()),
        ..Source::new("Coast Wire", "https://wire.example/feed")
    };
    assert_eq!(read(text).unwrap(), [expected]);
}

#[test]
fn mistakes_are_found_where_they_stand() {
    let one = |line: &str| error(&format!("[[source]]\nname = \"A\"\nurl = \"https://a.example/\"\n{line}\n"));
    assert_eq!(one("tag = [\"x\"]"), "sources.toml:4:1: no key `tag` in [[source]]; did you mean `tags`?");
    assert_eq!(one("every = \"x\""), "sources.toml:4:9: `every` wants a span from \"1s\" to \"30d\", not \"x\"");
    assert_eq!(one("tags = \"x\""), "sources.toml:4:8: `tags` wants a list of texts, as in [\"a\", \"b\"], not \"x\"");
    assert_eq!(one("login = { user = \"x\" }"), "sources.toml:4:9: `login` wants both `user` and `password`");
    assert!(one("headers = { \"X Key\" = \"v\" }").contains("a header's name"));
    assert_eq!(error("[[source]]\nurl = \"https://a.example/\""), "sources.toml:1:1: this source has no `name`");
    assert_eq!(
        error("[[source]]\nname = \"A\"\nurl = \"file:///etc/passwd\""),
        "sources.toml:3:7: only http and https can be polled, not `file:`"
    );
    assert!(error("[source]\nname = \"A\"").contains("both brackets twice"));
    assert!(error("[[sources]]\nname = \"A\"").contains("did you mean `source`?"));
}

#[test]
fn secrets_do_not_stand_in_errors() {
    for line in ["headers = { \"X-Key\" = 424242 }", "headers = { X = { evn = \"424242\" } }", "login = \"424242\""] {
        let words = error(&format!("[[source]]\nname = \"A\"\nurl = \"https://a.example/\"\n{line}\n"));
        assert!(line.starts_with("login") || !words.contains("424242"), "{words}");
    }
    assert!(!error("[[source]]\nname = \"A\"\nurl = \"htps://u:hunter2@a.example/\"").contains("hunter2"));
}

#[test]
fn a_name_or_an_address_stands_there_once() {
    let two = |name: &str, url: &str| {
        error(&format!(
            "[[source]]\nname = \"A\"\nurl = \"https://a.example/\"\n\n[[source]]\nname = \"{name}\"\nurl = \"{url}\"\n"
        ))
    };
    assert_eq!(two("a", "https://b.example/"), "sources.toml:5:1: the name \"a\" stands in line 1 already");
    assert_eq!(
        two("B", "HTTPS://A.example:443#top"),
        "sources.toml:5:1: the address of \"B\" stands in line 1 already"
    );
}
