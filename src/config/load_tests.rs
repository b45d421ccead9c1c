//! What goes before what.

use std::fs;

use super::*;

/// An editor's home with these files in its configuration directory.
fn home(files: &[(&str, &str)]) -> (tempfile::TempDir, Env) {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir_all(at("config/themes")).unwrap();
    for (name, text) in files {
        fs::write(at("config").join(name), text).unwrap();
    }
    let home = Home { config: at("config"), data: at("data"), state: at("state") };
    (directory, Env { user: Some("ben".into()), home: Some(home), ..Env::default() })
}

#[test]
fn with_no_files_at_all_everything_has_its_default_and_its_place() {
    let (directory, env) = home(&[]);
    let settings = load_with(&Flags::default(), &env).unwrap();
    assert_eq!(settings.who, "ben");
    assert_eq!(settings.poll, Poll::default());
    assert!(settings.color);
    let at = |name: &str| directory.path().join(name);
    assert_eq!(
        settings.paths,
        Paths {
            config: at("config/config.toml"),
            sources: at("config/sources.toml"),
            sources_named: false,
            cache: at("data/cache.db"),
            log: at("state/copytaster.log"),
            themes: at("config/themes"),
        }
    );
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let (directory, mut env) = home(&[("config.toml", "[cache]\npath = \"mine.db\"\n[desk]\nwho = \"anna\"\n")]);
    let path = |flags: &Flags, env: &Env| load_with(flags, env).unwrap().paths.cache;
    assert_eq!(path(&Flags::default(), &env), directory.path().join("config/mine.db"));
    env.cache = Some("/env.db".into());
    assert_eq!(path(&Flags::default(), &env), Path::new("/env.db"));
    let flags = Flags { cache: Some("/flag.db".into()), offline: true, ..Flags::default() };
    assert_eq!(path(&flags, &env), Path::new("/flag.db"));
    env.no_color = true;
    let settings = load_with(&flags, &env).unwrap();
    assert_eq!((settings.who.as_str(), settings.poll.offline, settings.color), ("anna", true, false));
}

#[test]
fn a_configuration_that_was_named_must_be_there() {
    let (directory, env) = home(&[]);
    let flags = Flags { config: Some(directory.path().join("none.toml")), ..Flags::default() };
    assert!(load_with(&flags, &env).unwrap_err().to_string().starts_with("there is no file "));
}

#[test]
fn a_configuration_that_was_named_goes_with_the_sources_beside_it_or_with_those_of_the_cache_it_works_on() {
    let (directory, env) = home(&[("sources.toml", "")]);
    let other = directory.path().join("other");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("keys.toml"), "").unwrap();
    let flags = Flags { config: Some(other.join("keys.toml")), ..Flags::default() };
    let sources = |flags: &Flags| load_with(flags, &env).unwrap().paths.sources;
    assert_eq!(sources(&flags), directory.path().join("config/sources.toml"), "the user's own cache");
    let apart = Flags { cache: Some(other.join("c.db")), ..flags.clone() };
    assert_eq!(sources(&apart), other.join("sources.toml"), "a cache of its own");
    fs::write(other.join("sources.toml"), "").unwrap();
    assert_eq!(sources(&flags), other.join("sources.toml"), "a list of its own");
}

#[test]
fn without_a_home_the_paths_must_be_given() {
    let (directory, env) = home(&[("config.toml", "")]);
    let homeless = Env::default();
    assert!(matches!(load_with(&Flags::default(), &homeless), Err(Error::NoHome)));
    let config = env.home.unwrap().config.join("config.toml");
    let flags = Flags { config: Some(config), cache: Some("/x/c.db".into()), ..Flags::default() };
    let settings = load_with(&flags, &homeless).unwrap();
    assert_eq!(settings.paths.log, Path::new("/x/c.log"));
    assert_eq!(settings.paths.sources, directory.path().join("config/sources.toml"));
    assert_eq!(settings.who, "editor");
}

#[test]
fn a_theme_is_built_in_or_a_file_and_anything_else_is_an_error() {
    let theme = "base = \"dark\"\nheadline = \"bold #ffaa00 on default\"\n";
    let (_directory, env) = home(&[("config.toml", "[screen]\ntheme = \"night\"\n"), ("themes/night.toml", theme)]);
    let read = load_with(&Flags::default(), &env).unwrap().theme.unwrap();
    assert_eq!(read.base, "dark");
    assert_eq!(
        read.roles.into_iter().collect::<Vec<_>>(),
        [("headline".to_owned(), "bold #ffaa00 on default".to_owned())]
    );
    let (_directory, env) = home(&[("config.toml", "[screen]\ntheme = \"drak\"\n")]);
    let words = load_with(&Flags::default(), &env).unwrap_err().to_string();
    assert!(words.ends_with("; did you mean \"dark\"?"), "{words}");
}
