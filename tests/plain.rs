//! The screen line by line: the same keys do the same, everything is said in words, and nothing speaks to a terminal.
#![allow(clippy::unwrap_used, reason = "a test may end at once")]

#[path = "support/wire_server.rs"]
mod wire_server;

use assert_cmd::Command;
use tempfile::TempDir;
use wire_server::{Reply, WireServer};

const FEED: &str = r#"<rss version="2.0"><channel><title>Harbour Wire</title>
<item><guid>h1</guid><title>Ferry stays in port</title><link>http://harbour.example/1</link>
<description><![CDATA[<p>The strike goes on.</p><p>“We will sail tomorrow,” said Ada Brenner, the harbour
master.</p>]]></description></item>
<item><guid>h2</guid><title>KILL NOTICE: Lighthouse &#27;[2Jsold</title><description>Please kill.</description></item>
</channel></rss>"#;

struct Desk(TempDir);

impl Desk {
    /// A desk that has polled the feed.
    fn filled() -> Self {
        Self::with(FEED.to_owned())
    }

    /// A desk with forty items, which is more than a screenful.
    fn full() -> Self {
        let item = |n: u32| {
            format!("<item><guid>n{n}</guid><title>Notice {n}</title><description>Of {n}.</description></item>")
        };
        let items: String = (1..=40).map(item).collect();
        Self::with(format!(r#"<rss version="2.0"><channel><title>Harbour Wire</title>{items}</channel></rss>"#))
    }

    fn with(feed: String) -> Self {
        let server = WireServer::start(move |_| Reply::ok(feed.clone()));
        let home = tempfile::tempdir().unwrap();
        let sources = format!("[[source]]\nname = \"Harbour\"\nurl = \"{}\"\n", server.url("/feed"));
        std::fs::write(home.path().join("sources.toml"), sources).unwrap();
        std::fs::write(home.path().join("config.toml"), "[desk]\nwho = \"kim\"\n").unwrap();
        let desk = Self(home);
        desk.command(&["poll", "--all"]).assert().success();
        desk
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.current_dir(self.0.path()).env("HOME", self.0.path()).env("TZ", "UTC").env_remove("COPYTASTER_OFFLINE");
        command.args(["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"]).args(args);
        command
    }

    /// What was decided, newest first.
    fn decisions(&self) -> Vec<String> {
        let log = self.command(&["log"]).output().unwrap();
        String::from_utf8_lossy(&log.stdout).lines().map(str::to_owned).collect()
    }

    /// What is said to these lines.
    fn says(&self, lines: &str) -> String {
        let output = self.command(&["--plain", "--offline"]).write_stdin(lines.to_owned()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
        said
    }
}

#[test]
fn a_story_is_found_read_flagged_and_the_flag_taken_back() {
    let desk = Desk::filled();
    let said = desk.says("/ferry\n\n}\nf\nQ\n");
    for words in [
        "view search ferry, sorted by newest, 1 item",
        "1 of 1: unread, ",
        "Harbour. Ferry stays in port",
        "\nThe strike goes on.\n",
        "quote 1 of 1, Ada Brenner",
        "flagged (u undoes): Ferry stays in port",
    ] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    let said = desk.says("view-flagged\nu\nQ\n");
    assert!(said.contains("view flagged") && said.contains("flagged, ") && said.contains("undid: flagged"), "{said}");
}

#[test]
fn a_table_is_read_out_a_row_a_line_without_its_rules() {
    let feed = r#"<rss version="2.0"><channel><title>Harbour Wire</title><item><guid>h1</guid><title>Harbour count</title>
<description><![CDATA[<p>The count:</p><table><tr><th>Ward</th><th>Votes</th></tr><tr><td>Söder</td><td>12</td></tr>
</table><p>More to come.</p>]]></description></item></channel></rss>"#;
    let said = Desk::with(feed.to_owned()).says("\nQ\n");
    assert!(said.contains("\nThe count:\nWard | Votes\nSöder | 12\nMore to come.\n"), "{said}");
}

#[test]
fn wrong_queries_questions_and_popups_are_told_in_words() {
    let desk = Desk::filled();
    let said = desk.says("/is:flaged\nEsc\n/lighthouse\n\nn\n/ferry\ni\nEsc\n?\nEsc\n");
    for words in ["wrong at character 4", "did you mean", "Type y, or anything else", "left as it was", "headline: "] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    assert!(said.contains("keys\n") && said.contains("fields\n"), "the help is told whole:\n{said}");
}

#[test]
fn what_the_last_line_began_is_finished_before_the_end() {
    let desk = Desk::filled();
    let said = desk.says("g R\n");
    assert!(said.contains("read anew"), "the answer is told:\n{said}");
    let said = desk.says("/ferry\n\nS\nferry.md\n");
    assert!(desk.0.path().join("ferry.md").exists(), "the story is saved:\n{said}");
    assert!(said.contains("saved"), "and that is told:\n{said}");
}

#[test]
fn killed_copy_is_said_to_be_killed_and_asked_about() {
    let desk = Desk::filled();
    let said = desk.says("/lighthouse\n\ny\nQ\n");
    assert!(said.contains("KILL") && said.contains("nothing of it may be used. Read it?"), "{said}");
    assert!(said.contains("\nPlease kill.\n"), "{said}");
}

#[test]
fn a_command_takes_what_stands_behind_it_and_a_mistyped_one_does_nothing() {
    let desk = Desk::filled();
    let said = desk.says("view all\nsort outlet, newest\nflag-with court\nflaged\nfilter ferry\nQ\n");
    for words in [
        "view all, sorted by outlet",
        "unread, flagged court, ",
        "`flaged` is no command and no key; did you mean `flag`?",
        "filtered by ferry",
    ] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    assert_eq!(desk.decisions().len(), 1, "one decision: {:?}", desk.decisions());
}

#[test]
fn a_command_is_one_also_after_something_that_was_told_in_a_popup_or_asked() {
    let desk = Desk::filled();
    let said = desk.says("g h\nsort oldest\n?\nview all\n/lighthouse\n\nview used\nQ\n");
    for words in ["sorted by oldest", "view all", "Read it?", "left as it was", "view used, sorted by oldest, 0 items"]
    {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
}

#[test]
fn a_script_that_polls_goes_on_when_the_copy_is_there() {
    let server = WireServer::start(|_| Reply::ok(FEED));
    let home = tempfile::tempdir().unwrap();
    let sources = format!("[[source]]\nname = \"Harbour\"\nurl = \"{}\"\n", server.url("/feed"));
    std::fs::write(home.path().join("sources.toml"), sources).unwrap();
    std::fs::write(home.path().join("config.toml"), "").unwrap();
    let desk = Desk(home);
    let output = desk.command(&["--plain"]).write_stdin("R\nview all\n").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("polled 1 source") && said.contains("view all, sorted by newest, 2 items"), "{said}");
}

#[test]
fn what_touches_more_than_a_screenful_is_asked_about_and_a_line_answers() {
    let desk = Desk::full();
    let said = desk.says("view all\nA\nno\nG\nM\nxx\nV is:unread\nx\ng a\n30x\n\nQ\n");
    for words in [
        "mark 40 items of “all” read? Type y, or anything else to leave it.",
        "mark 39 items read? Type y, or anything else to leave it.",
        "spike 40 items? Type y, or anything else to leave it.",
        "left as it was",
    ] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    assert!(desk.decisions().is_empty(), "nothing was answered with y: {:?}\n{said}", desk.decisions());
    let said = desk.says("view all\nA\ny\nV is:read\nx\nyes\nQ\n");
    assert!(said.contains("read 40 items") && said.contains("spiked 40 items"), "{said}");
    assert_eq!(desk.decisions().len(), 2, "{:?}", desk.decisions());
}

#[test]
fn what_touches_no_more_than_a_screenful_is_done_at_once() {
    let desk = Desk::full();
    let said = desk.says("view all\n21f\nQ\n");
    assert!(said.contains("flagged 21 items") && !said.contains("Type y"), "{said}");
}

#[test]
fn a_count_may_stand_apart_from_its_key() {
    let desk = Desk::full();
    let said = desk.says("view all\n10 j\n12 f\n12 k\n11 F court\nQ\n");
    for words in ["11 of 40: ", "flagged 12 items", "flagged 11 items"] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    assert_eq!(desk.decisions().len(), 2, "{:?}", desk.decisions());
    let said = desk.says("view all\n30 x\ny\nQ\n");
    assert!(said.contains("spike 30 items?") && said.contains("spiked 30 items"), "{said}");
}

#[test]
fn a_word_that_is_neither_command_nor_key_is_refused_and_nothing_is_done() {
    let desk = Desk::filled();
    let lines = ["exit", "xit", "bogus", "jf", "Fcourt", "f exit", "3rd", "spikee", "3 flag", "enter", "?\nexit"];
    let said = desk.says(&format!("view all\n{}\n", lines.join("\n")));
    for words in [
        "`exit` is no command and no key; keys are parted by blanks, `help` tells them all, `quit` leaves",
        "`xit` is no",
        "`bogus` is no",
        "`jf` is no",
        "`Fcourt` is no",
        "`3rd` is no",
        "`spikee` is no command and no key; did you mean `spike`?",
        "`flag` is a command: it stands first in its line, without a count",
        "did you mean `Enter`?",
    ] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    assert!(desk.decisions().is_empty(), "{:?}\n{said}", desk.decisions());
    let said = desk.says("view all\nexit\nquit\nf\n");
    assert!(said.contains("`quit` leaves") && desk.decisions().is_empty(), "{said}");
}

#[test]
fn keys_of_one_chord_need_no_blank_and_the_same_key_several_times_needs_none() {
    let desk = Desk::full();
    let said = desk.says("ga\njjj\ngv flagged\ngv all\n5j k\nG\ngg\n2f\ng u\n/Notice 7\n");
    for words in ["view all, sorted", "4 of 40: ", "view flagged, ", "5 of 40: ", "40 of 40: ", "flagged 2 items"] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    assert!(said.contains("view search Notice 7, sorted by newest, "), "{said}");
    assert_eq!(desk.decisions().len(), 1, "{:?}", desk.decisions());
}

#[test]
fn a_key_that_does_nothing_says_so_and_does_not_say_again_what_another_did() {
    let desk = Desk::full();
    let said = desk.says("view all\nf\ni\nx\n3 f\ng H\nEsc\nquit\n");
    assert_eq!(said.matches("flagged (u undoes)").count(), 1, "one flag was set:\n{said}");
    assert_eq!(said.matches("that does nothing here; Esc closes “metadata”").count(), 3, "{said}");
    let said = desk.says("view all\nm\ngg\nk\nk\n3\ng\nEsc\nZ\n");
    assert_eq!(said.matches("(u undoes)").count(), 1, "{said}");
    assert_eq!(said.matches("\nstill in view all, 1 of 40: ").count(), 4, "gg, k, k and Esc:\n{said}");
    assert!(said.contains("\n3: a key is to follow, Esc drops it\n"), "{said}");
    assert!(said.contains("3 g: a key is to follow, Esc drops it\n"), "{said}");
}

#[test]
fn the_same_words_of_another_thing_done_are_told_again() {
    let desk = Desk::filled();
    let said = desk.says("view all\n/is:flaged\nis:flaged\nEsc\n.\n.\n.\n");
    assert_eq!(said.matches("wrong at character 4").count(), 2, "{said}");
    assert_eq!(said.matches("read and spiked ").count(), 3, "{said}");
}

#[test]
fn what_a_search_in_the_help_finds_and_what_a_speaker_said_are_told() {
    let desk = Desk::filled();
    let said = desk.says("?\nq\nq\nEsc\nEsc\n/ferry\n\n}\ng Q\nEsc\n");
    assert!(said.contains("what Ada Brenner said\n") && said.matches("We will sail tomorrow").count() > 2, "{said}");
}

#[test]
fn an_address_in_a_popup_is_told_without_a_blank_in_it() {
    let address = format!("http://harbour.example/{}", "of-the-state-department-and-its-harbours-".repeat(6));
    let desk = Desk::with(FEED.replace("http://harbour.example/1", &address));
    let said = desk.says("/ferry\n\ni\nEsc\n;\nEsc\n");
    assert!(said.contains(&format!("page: {address}\n")), "{said}");
    assert!(said.contains(&format!("1: {address}\n")), "{said}");
}

#[test]
fn what_stands_under_a_row_is_told() {
    let words =
        "The ferry to the outer islands stays in port until the strike of the harbour pilots ends, the operator said.";
    let item = |n: u32| {
        format!(
            "<item><guid>n{n}</guid><title>Ferry stays in port</title><description>{words} {words}</description></item>"
        )
    };
    let items: String = (1..=3).map(item).collect();
    let desk = Desk::with(format!(r#"<rss version="2.0"><channel><title>Harbour Wire</title>{items}</channel></rss>"#));
    let said = desk.says("view all\n+\nQ\n");
    assert!(said.contains(", 2 more items under it. Ferry stays in port"), "{said}");
}

#[test]
fn each_key_of_a_line_has_its_word() {
    let desk = Desk::full();
    let said = desk.says("view all\nf x\nQ\n");
    let (flagged, spiked) = (said.find("flagged (u undoes): Notice "), said.find("spiked (u undoes): Notice "));
    assert!(flagged.is_some() && flagged < spiked, "{said}");
}

#[test]
fn a_count_that_a_line_left_is_not_the_beginning_of_the_next_ones() {
    let desk = Desk::full();
    let said = desk.says("view all\n12\n2f\nu\n3\nf\nQ\n");
    for words in ["12: a key is to follow, Esc drops it", "flagged 2 items", "flagged 3 items"] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
}

#[test]
fn after_a_prompt_the_result_comes_first_and_a_story_that_is_the_same_is_not_read_again() {
    let desk = Desk::filled();
    let said = desk.says("/ferry\n\nt law\ni\nEsc\nS\nferry.md\nQ\n");
    assert_eq!(said.matches("\nThe strike goes on.\n").count(), 1, "{said}");
    let (_, after) = said.split_once("The strike goes on.").unwrap();
    assert!(after.contains("tagged “law” (u undoes): Ferry stays in port\n") && after.contains("saved"), "{said}");
}

#[test]
fn the_demo_takes_the_place_of_the_wire_without_a_line_lost_and_without_anything_going_out() {
    let desk = Desk::filled();
    let config = "[desk]\nwho = \"kim\"\n[[target]]\nname = \"cms\"\nrun = [\"touch\", \"sent\"]\n";
    std::fs::write(desk.0.path().join("config.toml"), config).unwrap();
    let said = desk.says("g D\nn\n/ferry\ng D\ny\npoll-all\n/harbour\nsend-to cms\ng D\ny\n/ferry\nQ\n");
    for words in [
        "leave your wire for the demo's made-up copy?",
        "view search ferry, sorted by newest, 1 item",
        "view search harbour, sorted by newest, ",
        "nothing of it goes to a target",
        "leave the demo for your own wire? Nothing of the demo is kept.",
    ] {
        assert!(said.contains(words), "{words} in:\n{said}");
    }
    assert!(!said.contains("view search harbour, sorted by newest, 0"), "{said}");
    assert!(!desk.0.path().join("sent").exists());
    let (_, back) = said.split_once("leave the demo").unwrap();
    assert!(back.contains("view search ferry, sorted by newest, 1 item"), "the desk's own copy is back:\n{said}");
    let list = desk.command(&["list"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&list.stdout).lines().count(), 2, "made-up copy came into the desk's cache");
}

#[test]
fn how_many_a_query_selects_is_told() {
    let desk = Desk::full();
    let said = desk.says("view all\nV notice\nQ\n");
    assert!(said.contains("\n40 selected\n"), "{said}");
}

#[test]
fn a_key_that_leads_where_one_is_says_where_that_is() {
    let desk = Desk::full();
    let said = desk.says("view all\ng b\ngb\nga\nG\nG\nQ\n");
    for words in ["still in view to look at again: the list is empty", "still in view all, 40 of 40: "] {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
}

#[test]
fn half_a_chord_at_the_end_of_a_line_is_told_and_dropped() {
    let desk = Desk::full();
    let said = desk.says("view all\nx y\ng h\nEsc\nQ\n");
    assert!(said.contains("y at the end of the line: a key is missing, dropped"), "{said}");
    assert!(said.contains("decisions, newest first") && !said.contains("means nothing here"), "{said}");
}
