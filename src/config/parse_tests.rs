//! The example is the default, and every mistake is found where it stands.

use std::time::Duration;

use crate::config::EXAMPLE;

use super::*;

fn read(text: &str) -> Result<File, Error> {
    parse_config(text, Path::new("/etc/desk/config.toml"))
}

/// The error for a text, without the file's directory.
fn error(text: &str) -> String {
    read(text).expect_err(text).to_string().replace("/etc/desk/", "")
}

#[test]
fn the_example_is_the_default() {
    // The name of the keymap stands in a line there, and is the same.
    let example = read(EXAMPLE).unwrap();
    let preset = Placed { text: example.preset.text.clone(), ..Placed::default() };
    assert_eq!(File { preset, ..example }, File::default());
    assert_eq!(read("").unwrap(), File::default());
}

#[test]
fn every_key_of_the_example_is_read_and_every_key_that_is_read_stands_in_it() {
    // An unknown key's error lists the keys of its section where nothing is near.
    for section in ["desk", "screen", "poll", "cache", "log"] {
        let words = error(&format!("[{section}]\nqqqqqqqqqqqqqqqq = 1"));
        let keys = words.split_once("there are ").unwrap().1.split(", ").map(str::to_owned).collect::<Vec<_>>();
        let part = EXAMPLE.split_once(&format!("\n[{section}]\n")).unwrap().1;
        let part = part.split("\n[").next().unwrap();
        let written: Vec<_> =
            part.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect();
        assert_eq!(written.iter().map(|(key, _)| *key).collect::<Vec<_>>(), keys, "[{section}]");
    }
}

#[test]
fn what_is_written_is_read() {
    let text = r##"
[desk]
who = "anna"
advance = false
[screen]
theme = "night_2"
symbols = "ascii"
[keys]
"g n" = "unread"
"x" = ""
[poll]
interval = "1h30m"
max_bytes = 0x10_0000
proxy = "socks5h://127.0.0.1:9050"
tls_ca_file = "house.pem"
[cache]
path = "/srv/desk.db"
[log]
level = "debug"
"##;
    let read = read(text).unwrap();
    assert_eq!(read.desk, Desk { who: Some("anna".into()), advance: false });
    assert_eq!((read.screen.theme.as_str(), read.screen.ascii), ("night_2", true));
    assert_eq!(
        read.keys.iter().map(|b| (b.chord.as_str(), b.command.as_str(), b.line, b.column)).collect::<Vec<_>>(),
        [("g n", "unread", 9, 1), ("x", "", 10, 1)]
    );
    assert_eq!(read.poll.interval, Duration::from_secs(5_400));
    assert_eq!(read.poll.max_bytes, 1 << 20);
    assert_eq!(read.poll.proxy.as_deref(), Some("socks5h://127.0.0.1:9050"));
    assert_eq!(read.poll.tls_ca_file.as_deref(), Some(Path::new("/etc/desk/house.pem")));
    assert_eq!(read.cache.path.as_deref(), Some(Path::new("/srv/desk.db")));
    assert_eq!(read.log.level, "debug");
}

#[test]
fn mistakes_are_named_with_line_column_and_the_nearest_name() {
    let check = |text: &str, words: &str| assert_eq!(error(text), words, "{text}");
    check("[poll]\nintervall = \"5m\"", "config.toml:2:1: no key `intervall` in [poll]; did you mean `interval`?");
    check("[pol]\n", "config.toml:1:2: no key `pol` in the configuration; did you mean `poll`?");
    check("[poll]\nconcurrency = 0", "config.toml:2:15: `concurrency` wants a whole number from 1 to 256, not 0");
    check(
        "[poll]\ninterval = \"soon\"",
        "config.toml:2:12: `interval` wants a span from \"1s\" to \"30d\", not \"soon\"",
    );
    check("[desk]\nadvance = \"yes\"", "config.toml:2:11: `advance` wants true or false, not \"yes\"");
    check(
        "[screen]\nsymbols = \"asci\"",
        "config.toml:2:11: `symbols` wants one of \"unicode\", \"ascii\"; did you mean \"ascii\"?",
    );
    check(
        "[screen]\ntheme = \"../../x\"",
        "config.toml:2:9: `theme` wants a name of letters, digits, - and _, not \"../../x\"",
    );
    check("[keys]\nx = 3", "config.toml:2:5: `x` wants the name of a command in quotes, not 3");
    check("poll = 3", "config.toml:1:8: `poll` wants a table, not 3");
    assert!(error("[poll]\nproxy = \"ftp://user:hunter2@host\"").starts_with("config.toml:2:9: `proxy` wants"));
    assert!(!error("[poll]\nproxy = \"ftp://user:hunter2@host\"").contains("hunter2"));
    assert!(error("[desk\n").starts_with("config.toml:1:"));
    assert!(error("[desk]\nwho = \"a\"\nwho = \"b\"").starts_with("config.toml:3:1: duplicate key"));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_reading_panic(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "[poll]\n", "[[source]]\n", "[keys]\n", "interval", "url", "name", " = ", "\"5m\"", "\"é", "\n", "{", "}", "[",
                "]", ",", "'", "99999999999999999999", "1979-05-27", "headers", "login", "#", "\\u0000", "=",
            ]),
            0..30,
        ),
    ) {
        let text = pieces.concat();
        let _ = read(&text);
        let _ = crate::config::parse_sources(&text, Path::new("sources.toml"));
    }
}

#[test]
fn rules_are_read_with_their_lines_and_what_is_wrong_with_one_is_said() {
    let text = "[desk]\nwho = \"ida\"\n\n[[rule]]\nname = \"court\"\nwhen = \"title:verdict\"\non = [\"revised\"]\n\
                do = [\"flag court\"]\nalert = [\"bell\"]\ntimeout = \"5s\"\n";
    let rules = read(text).unwrap().rules;
    assert_eq!(
        (rules.len(), rules[0].name.as_str(), rules[0].on, rules[0].alert),
        (1, "court", (false, true), (true, false))
    );
    assert_eq!((rules[0].when.line, rules[0].when.column, rules[0].timeout), (6, 8, Duration::from_secs(5)));
    assert_eq!((rules[0].deeds[0].line, rules[0].deeds[0].column), (8, 7));
    let rule = |more: &str| error(&format!("[[rule]]\nname = \"a\"\nwhen = \"ferry\"\n{more}"));
    assert!(rule("").contains("does nothing"));
    assert!(error("[desk]\nwho = \"rule of thumb\"").contains("does not begin with `rule `"));
    for (line, words) in [
        ("on = [\"old\"]", "config.toml:5:7: `on` wants a list of \"new\" and \"revised\", not \"old\""),
        (
            "alert = [\"bell\", \"desk\"]",
            "config.toml:5:18: `alert` wants a list of \"bell\" and \"desktop\", not \"desk\"; did you mean \"desktop\"?",
        ),
        ("alert = []", "config.toml:5:9: `alert` wants a list of \"bell\" and \"desktop\", and there is none in it"),
        ("run = [\"a\", 3]", "config.toml:5:13: `run` wants a list of texts, as in [\"a\", \"b\"], and 3 is no text"),
    ] {
        assert_eq!(rule(&format!("do = [\"flag\"]\n{line}")), words);
    }
    assert!(rule("do = [\"flag\"]\nwhen2 = 1").contains("no key `when2` in [[rule]]; did you mean `when`?"));
    assert!(rule("do = [\"flag\"]\n[[rule]]\nname = \"A\"\nwhen = \"x\"\ndo = [\"spike\"]").contains("already"));
    assert!(error("[[rule]]\nname = \"a\"\ndo = [\"flag\"]").contains("has no `when`"));
}

#[test]
fn a_view_may_be_sorted_by_several_keys() {
    let sort = |written: &str| {
        let text = format!("[[view]]\nname = \"courts\"\nsort = {written}\n");
        let parsed = parse_config(&text, Path::new("c.toml")).map(|file| file.views[0].sort.to_string());
        parsed.map_err(|e| e.to_string())
    };
    assert_eq!(sort("\"oldest\"").unwrap(), "oldest");
    assert_eq!(sort("[\"priority\", \"oldest\"]").unwrap(), "priority, oldest");
    assert_eq!(sort("\"priority,outlet,newest\"").unwrap(), "priority, outlet, newest");
    assert_eq!(sort("[\"size\", \"newest\"]").unwrap(), "story size");
    let why = sort("[\"oldest\", \"priority\"]").unwrap_err();
    assert!(why.starts_with("c.toml:3:1: `sort`: nothing can come after `oldest`"), "{why}");
    assert!(sort("[\"priority\", 3]").is_err() && sort("[]").is_err());
}

#[test]
fn a_target_names_parts_of_an_item_and_other_braces_are_its_own() {
    let target = |argument: &str| {
        let text = format!("[[target]]\nname = \"cms\"\nrun = [\"tool\", '{argument}']\n");
        parse_config(&text, Path::new("c.toml")).map(|file| file.targets[0].run[1].clone()).map_err(|e| e.to_string())
    };
    for fine in
        ["{id} {headline}", "--slug={slug}", "{}", "{{id}}", r#"{"a":1}"#, "{ print }", "{print $1}", "{1}", "{", "a{b"]
    {
        assert_eq!(target(fine).as_deref(), Ok(fine));
    }
    for (wrong, words) in [
        ("{headlin}", "c.toml:3:16: {headlin} names no part of an item; did you mean {headline}?"),
        (r#"{"a":"{Url}"}"#, "{Url} names no part of an item; did you mean {url}?"),
        ("{id} {price}", "{price} names no part of an item; there are {id} {headline}"),
    ] {
        let why = target(wrong).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
}

#[test]
fn a_view_may_name_its_columns() {
    let columns = |written: &str| {
        let text = format!("[[view]]\nname = \"courts\"\ncolumns = {written}\n");
        parse_config(&text, Path::new("c.toml")).map(|file| file.views[0].columns.clone()).map_err(|e| e.to_string())
    };
    assert_eq!(columns("[\"source\", \"words\"]"), Ok(vec!["source", "words"]));
    let why = columns("[\"time\", \"sorce\"]").unwrap_err();
    assert!(
        why.starts_with("c.toml:3:1: there is no column \"sorce\"") && why.ends_with("did you mean \"source\"?"),
        "{why}"
    );
    assert!(columns("[\"time\", \"time\"]").unwrap_err().ends_with("stands here twice"));
}

#[test]
fn a_view_has_a_name_that_no_other_has() {
    let named = |name: &str| error(&format!("[[view]]\nquery = \"court\"\nname = \"{name}\"\n"));
    let words = "config.toml:3:8: there is a view \"Unread\" already, which is always there: choose another name";
    assert_eq!(named("Unread"), words);
    assert!(named("corrections and kills").starts_with("config.toml:3:8: "));
    assert!(read("[[view]]\nname = \"unread courts\"\n").is_ok());
}
