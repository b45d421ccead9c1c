//! Pictures of the screen at several sizes: its text, and a hash over its styles.

use crate::world::{item, marked_up, noon, three_items, world};
use copytaster::screen::{Message, Mouse, MouseKind};
use copytaster::view::{FILES, Theme};

/// Compares one frame, text and styles, with its picture.
fn picture(name: &str, world: &crate::world::World) {
    let (text, styles) = world.frame(&Theme::default());
    insta::assert_snapshot!(name, format!("{text}styles {styles}"));
}

#[test]
fn three_panes_at_120_by_40() {
    let mut w = world(three_items(), 120, 40);
    w.keys("j j e g g Enter } }");
    picture("three_panes", &w);
}

#[test]
fn two_panes_at_80_by_24() {
    let mut w = world(three_items(), 80, 24);
    w.keys("f g g Enter");
    picture("two_panes", &w);
}

#[test]
fn the_quotes_are_a_popup_where_there_is_no_room_beside_the_story() {
    let mut w = world(three_items(), 80, 24);
    w.keys("Enter \\ j");
    picture("quotes_popup", &w);
}

#[test]
fn one_pane_at_40_by_12() {
    let mut w = world(three_items(), 40, 12);
    picture("narrow_list", &w);
    w.keys("Enter");
    picture("narrow_reader", &w);
    w.keys("g q");
    picture("narrow_quotes", &w);
}

#[test]
fn wide_right_to_left_and_emoji_copy_keeps_the_columns_straight() {
    let mut w = world(three_items(), 100, 16);
    w.keys("j Enter");
    picture("wide_copy", &w);
    let list_ends: Vec<usize> = w
        .picture()
        .lines()
        .skip(2)
        .take(3)
        .filter_map(|l| l.find('│').and_then(|at| l.get(..at)))
        .map(unicode_width::UnicodeWidthStr::width)
        .collect();
    assert_eq!(list_ends.len(), 3);
    assert!(list_ends.iter().all(|w| Some(w) == list_ends.first()), "{list_ends:?}");
}

#[test]
fn sources_and_their_health() {
    let mut w = world(three_items(), 120, 20);
    let bad = &mut w.sources[0].state;
    bad.state = copytaster::wire::State::Failing;
    bad.last_error = Some("the server answered 404 (no such page)".into());
    w.send(Message::Changed(copytaster::wire::Change { sources: true, ..Default::default() }));
    w.keys("g s");
    picture("drawer", &w);
}

#[test]
fn help_palette_and_a_wrong_query() {
    let mut w = world(three_items(), 80, 24);
    w.keys("? s p i k e");
    picture("help", &w);
    w.keys("Esc Esc : f l");
    picture("palette", &w);
    w.keys("Esc /").line("bridge AND (");
    picture("wrong_query", &w);
}

#[test]
fn what_a_revision_changed_is_shown_word_by_word() {
    let mut w = world(three_items(), 80, 24);
    w.keys("d");
    picture("difference", &w);
    w.keys("Esc j d");
    assert_eq!(w.screen.status(), "there is only one revision");
}

#[test]
fn ascii_symbols_and_no_colour_leave_every_mark_readable() {
    let mut w = world(three_items(), 80, 24);
    w.keys("j j e k w k f Enter");
    let theme = Theme::monochrome().in_ascii();
    let (text, styles) = w.frame(&theme);
    let own = "▸▼●◆★■▽○◇☆□↑•━─│┬╭╮╰╯‼";
    assert!(!text.contains(|c| own.contains(c)), "{text}");
    insta::assert_snapshot!("ascii", format!("{text}styles {styles}"));
}

#[test]
fn a_table_is_ruled_with_ascii_where_that_is_asked_for_and_its_words_stay() {
    let html = "<p>The count:</p><table><tr><th>Ward │ name</th><th>Votes</th></tr><tr><td>Söder</td><td>12</td></tr>\
        <tr><td>Noord</td><td>9</td></tr></table>";
    let mut w = world(vec![marked_up(1, 2, "Coast Courier", "Harbour count", html)], 80, 24);
    w.keys("Enter");
    let ruled = |theme: &Theme| {
        let text = w.frame(theme).0;
        let words = ["Ward", "Söder", "Noord", "──", "--+"];
        let lines = text.lines().filter(|line| words.iter().any(|word| line.contains(word)));
        lines.map(|line| line.chars().skip(30).collect::<String>().trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(
        "table",
        format!("{}\n\n{}", ruled(&Theme::monochrome()), ruled(&Theme::monochrome().in_ascii()))
    );
}

#[test]
fn with_ascii_symbols_every_word_of_the_program_is_ascii_and_the_copy_stays_as_it_is() {
    let theme = Theme::monochrome().in_ascii();
    let plain = "PORT ELLERY - \"We sail tomorrow,\" Ines Calloway said. \"At last,\" said a trader.";
    let mut items: Vec<_> =
        (1..=30).map(|n| item(n, 31 - n, "Coast Courier", &format!("Ferry number {n}"), plain)).collect();
    for item in &mut items {
        *item = item.clone().quote("We sail tomorrow,", Some(("Ines Calloway", "minister"))).quote("At last,", None);
        item.row.revision = 2;
        item.older = Some(plain.replace("tomorrow", "today"));
    }
    for keys in [
        "j",
        "Enter",
        "Enter }",
        "Enter g Q",
        "Enter d",
        "Enter i",
        "Enter I",
        "? f l a",
        "f u g h",
        "v j",
        ": f l a",
        ": f l a Enter",
        "/ f e r r y",
        "= f e r r y Enter",
        "= f e r r y Enter A",
        "= i s : x",
        "g",
        "g s",
        "2 f",
        "F n o w Enter",
        "V Enter f",
        "g a g p",
    ] {
        for (width, height) in [(80, 24), (120, 40), (40, 12)] {
            let mut w = world(items.clone(), width, height);
            w.keys(keys);
            w.send(Message::Tick(noon() + jiff::SignedDuration::from_secs(5)));
            let text = w.frame(&theme).0;
            assert!(
                text.is_ascii(),
                "{keys}: {:?}\n{text}",
                text.chars().filter(|c| !c.is_ascii()).collect::<String>()
            );
        }
    }
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter");
    let text = w.frame(&theme).0;
    for copy in ["(Norwire) — The bridge", "“We would", "東湾の橋"] {
        assert!(text.contains(copy), "`{copy}` is not in\n{text}");
    }
    assert!(text.contains("Norwire via Coast Courier - PORT ELLERY"), "{text}");
}

#[test]
fn themes_change_the_styles_and_never_the_text() {
    let mut w = world(three_items(), 120, 40);
    w.keys("Enter }");
    let (text, styles) = w.frame(&Theme::default());
    for (name, file) in FILES {
        let theme = Theme::from_table(&toml::from_str(file).unwrap()).unwrap();
        let (other, hash) = w.frame(&theme);
        assert_eq!(other, text, "{name}");
        assert_ne!(hash, styles, "{name}");
    }
}

#[test]
fn no_size_and_no_key_breaks_the_screen() {
    let keys = "j Enter } g q j Esc g s j Esc ? j Esc : f Esc / x Esc i Esc Z \\ < > z A n g g G C-d C-u Tab S-Tab";
    for (width, height) in
        [(0, 0), (1, 1), (2, 2), (3, 1), (1, 9), (7, 3), (20, 4), (79, 5), (80, 2), (109, 6), (300, 90)]
    {
        let mut w = world(three_items(), width, height);
        for press in copytaster::screen::chord(keys).unwrap() {
            w.send(Message::Key(press));
            if width > 0 {
                w.picture();
            }
            for what in [MouseKind::Click, MouseKind::WheelDown, MouseKind::WheelUp] {
                w.send(Message::Mouse(Mouse { what, x: width / 2, y: height / 2 }));
            }
        }
        w.send(Message::Resize(120, 40));
        w.picture();
    }
}
