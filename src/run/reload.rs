//! Reads the configuration anew while the program runs: whole, or not at all.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread::{self, JoinHandle};

use crate::analysis::Tables;
use crate::config::{self, Settings};
use crate::run::event::Event;
use crate::run::settings::{rules_of, screen_of, tables_of, targets_of, theme_of};
use crate::run::takeout::Target;
use crate::screen::{Message, Notice, Setup};
use crate::store::Rules;
use crate::view::Theme;
use crate::wire::Source;

/// What of a configuration can change while the program runs.
#[derive(Debug)]
pub struct Fresh {
    /// Keys, macros, views, watched names, widths.
    pub setup: Setup,
    /// The colours.
    pub theme: Theme,
    /// The rules that look at what comes in.
    pub rules: Rules,
    /// The agencies and outlets.
    pub tables: Arc<Tables>,
    /// Where copy can be sent to.
    pub targets: Vec<Target>,
    /// The sources; as they are where `None`.
    pub sources: Option<Vec<Source>>,
}

/// Reads the configuration anew; the error says which file, which line, and what was expected there.
pub type Reload = Arc<dyn Fn() -> Result<Fresh, String> + Send + Sync>;

/// Makes of settings what can change; `own_sources` says whether the sources file belongs to them.
///
/// # Errors
/// The first thing that is not as it must be, with its file and line.
pub fn fresh_of(settings: &Settings, own_sources: bool) -> Result<Fresh, String> {
    let sources = match own_sources {
        true => Some(config::read_sources(&settings.paths.sources).map_err(|e| e.to_string())?),
        false => None,
    };
    Ok(Fresh {
        setup: screen_of(settings).map_err(|e| e.to_string())?,
        theme: theme_of(settings)?,
        rules: rules_of(settings).map_err(|e| e.to_string())?,
        tables: tables_of(settings),
        targets: targets_of(settings),
        sources,
    })
}

/// Reads it on a thread of its own: the screen touches no file. [`Event::Fresh`] tells how it went.
/// What it gives ends when all is said.
pub(super) fn begin(reload: &Reload, to: &SyncSender<Event>) -> Option<JoinHandle<()>> {
    let (reload, tell) = (Arc::clone(reload), to.clone());
    let begun = thread::Builder::new().name("reload".into()).spawn(move || {
        let _ = tell.send(Event::Fresh(reload().map(Box::new)));
    });
    begun
        .inspect_err(|error| {
            let said = Notice::Trouble(format!("the configuration was not read: {error}"));
            let _ = to.try_send(Event::Message(Message::Notice(said)));
        })
        .ok()
}

/// The words for a configuration that was not taken over.
pub(super) fn refused(why: &str) -> Notice {
    Notice::Trouble(format!("the configuration stays as it was: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Env, Flags, load_with};

    fn read(config: &str, sources: &str) -> Result<Fresh, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("config.toml"), config).unwrap();
        std::fs::write(path("sources.toml"), sources).unwrap();
        let flags = Flags {
            config: Some(path("config.toml")),
            sources: Some(path("sources.toml")),
            cache: Some(path("cache.db")),
            offline: true,
        };
        let settings = load_with(&flags, &Env::default()).map_err(|e| e.to_string())?;
        fresh_of(&settings, true)
    }

    #[test]
    fn a_wrong_file_is_refused_whole_with_file_line_and_what_was_expected() {
        let wrong = |config: &str, sources: &str| read(config, sources).unwrap_err();
        let why = wrong("[screen]\nmeasure = \"wide\"\n", "");
        assert!(why.contains("config.toml:2:"), "{why}");
        let why = wrong("[keys]\n\"f\" = \"flag\"\n\"T\" = \"flg\"\n", "");
        assert!(why.contains("config.toml:3:") && why.contains("did you mean `flag`?"), "{why}");
        let why = wrong("[[view]]\nname = \"courts\"\nquery = \"court (\"\n", "");
        assert!(why.contains("config.toml:3:9:") && why.contains("courts"), "{why}");
        let why = wrong("", "[[source]]\nname = \"A\"\n");
        assert!(why.contains("sources.toml:1:"), "{why}");
        assert!(wrong("[screen]\ntheme = \"nightly\"\n", "").contains("there is no theme \"nightly\""));
    }

    #[test]
    fn what_only_another_part_can_find_wrong_is_told_with_its_own_line() {
        let rule = "[[rule]]\nname = \"court\"\nwhen = \"title:verdict\"\ndo = [\"flag\"]\n";
        let view = "[[view]]\nname = \"courts\"\n";
        let target = "[[target]]\nname = \"cms\"\nrun = [\"cat\"]\n";
        for (config, place, words) in [
            (
                "[keys]\npreset = \"vim\"\n".to_owned(),
                "2:10",
                "no keymap is called \"vim\"; there are default, newsboat",
            ),
            (rule.replace("title:", "titel:"), "3:8", "did you mean `title:`?"),
            (rule.replace("\"flag\"", "\"flag\",\n\"use\""), "5:1", "a rule cannot `use`"),
            (format!("{rule}\nquiet = \"noon\"\n"), "6:9", "`quiet` wants a span of the day"),
            (format!("{view}key = \"Return\"\n"), "3:7", "`Return` is no key"),
            ("[keys]\n\"f\" = \"flag\"\n\"g n\" = \"view nosuchview\"\n".to_owned(), "3:1", "no view is called"),
            (format!("{view}[keys]\n\"g n\" = \"view cuorts\"\n"), "4:1", "did you mean \"courts\"?"),
            ("[keys]\n\"g n\" = \"flag; sort bogus\"\n".to_owned(), "2:1", "nothing is ordered by `bogus`"),
            ("[macros]\na = \"sort oldset\"\n[keys]\n\"g n\" = \"a\"\n".to_owned(), "2:1", "did you mean `oldest`"),
            ("[keys]\n\"g n\" = \"filter is:flaged\"\n".to_owned(), "2:1", "`filter`: "),
            ("[keys]\n\", n\" = \"search (x\"\n".to_owned(), "2:1", "the query after `search`: "),
            (
                format!("{view}key = \"x\"\n"),
                "3:7",
                "`x` is `spike` already: choose another, or free it with \"x\" = \"\" in [keys]",
            ),
            (
                target.replace("\"cat\"", "\"echo\", \"{headlin}\""),
                "3:16",
                "{headlin} names no part of an item; did you mean {headline}?",
            ),
            ("[keys]\n\"g n\" = \"hold-until 25:00\"\n".to_owned(), "2:1", "`hold-until` wants a time to come"),
            ("[keys]\n\"g n\" = \"send-to cms\"\n".to_owned(), "2:1", "\"cms\"; there are none"),
            (format!("{target}[keys]\n\"g n\" = \"send-to csm\"\n"), "5:1", "did you mean \"cms\"?"),
        ] {
            let why = read(&config, "").unwrap_err();
            assert!(why.contains(&format!("config.toml:{place}: ")) && why.contains(words), "{config}{why}");
        }
        let keys = "[keys]\n\"g n\" = \"view Cou; sort priority, oldest; hold-until 2h\"\n\", c\" = \"send-to c\"\n\"x\" = \"\"\n";
        assert!(read(&format!("{view}{target}{keys}"), "").is_ok());
        let freed = "[keys]\n\"x\" = \"\"\n\"g n\" = \"view courts\"\n";
        assert!(read(&format!("{view}key = \"x\"\n{freed}"), "").is_ok(), "a key that was freed is free");
        assert!(read(&format!("{view}key = \"g n\"\n{freed}"), "").is_ok(), "the same in two places is no clash");
    }

    #[test]
    fn what_can_change_is_read_from_both_files() {
        let config = "[[view]]\nname = \"courts\"\nquery = \"court\"\n\n[[rule]]\nname = \"r\"\nwhen = \"ferry\"\ndo = [\"flag\"]\n\n[[agency]]\nname = \"Meridian Press\"\ncodes = [\"MP\"]\n";
        let fresh = read(config, "[[source]]\nname = \"A\"\nurl = \"https://a.example/feed\"\n").unwrap();
        assert_eq!(
            (fresh.setup.views.len(), fresh.rules.all.len(), fresh.sources.map(|all| all.len())),
            (1, 1, Some(1))
        );
        assert_eq!(fresh.tables.agency("MP"), Some("Meridian Press"));
    }
}
