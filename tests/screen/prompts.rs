//! Scripts of keys in prompts: results as one types, completion, and what is lit up afterwards.

use crate::world::{many_items, noon, three_items, world, world_with};
use copytaster::screen::{Effect, Key, KeyPress, Message, Pane, Setup};
use copytaster::triage::Needles;
use copytaster::wire::Question;

/// Types letters without finishing the line.
fn typed(w: &mut crate::world::World, text: &str) {
    for c in text.chars() {
        w.send(Message::Key(KeyPress::plain(Key::Char(c))));
    }
}

#[test]
fn results_come_as_one_types_and_leaving_the_prompt_brings_the_list_back() {
    let mut w = world(many_items(300), 80, 24);
    w.keys("5 0 j");
    let before = w.picture();
    w.keys("/");
    typed(&mut w, "number 29");
    assert!(w.picture().contains("search number 29"), "{}", w.picture());
    assert!(w.picture().contains("13 items · Enter keeps them"), "{}", w.picture());
    w.keys("Esc");
    assert_eq!(w.picture(), before);
}

#[test]
fn the_first_rows_that_are_found_are_shown_and_the_others_follow() {
    let mut w = world(many_items(300), 80, 24);
    w.soon = 3;
    w.keys("/");
    typed(&mut w, "numbe");
    w.late = true;
    typed(&mut w, "r");
    let rows = |w: &crate::world::World| w.picture().matches("Story number").count();
    w.asked.retain(|question| matches!(question, Question::Page(_)));
    w.answer_one(0);
    assert_eq!(rows(&w), 3, "{}", w.picture());
    while !w.asked.is_empty() {
        w.answer_one(0);
    }
    assert!(rows(&w) > 3, "{}", w.picture());
    assert!(w.picture().contains("300 items"), "{}", w.picture());
}

#[test]
fn a_line_taken_back_to_nothing_shows_the_list_as_it_was() {
    let mut w = world(three_items(), 80, 24);
    w.keys("j =");
    typed(&mut w, "oil");
    assert!(w.picture().contains("1/1"), "{}", w.picture());
    w.keys("Backspace Backspace Backspace");
    assert!(w.picture().contains("2/3"), "{}", w.picture());
}

#[test]
fn what_was_previewed_is_kept_by_enter_and_left_in_one_step() {
    let mut w = world(three_items(), 80, 24);
    w.keys("/").line("bridge");
    assert!(w.picture().contains("search bridge") && w.picture().contains("1/1"), "{}", w.picture());
    w.keys("C-o");
    assert!(w.picture().contains("unread · newest") && w.picture().contains("1/3"), "{}", w.picture());
    w.keys("C-o");
    assert_eq!(w.screen.status(), "this is the first view");
}

#[test]
fn an_unfinished_query_says_what_it_lacks_and_keeps_the_last_results() {
    let mut w = world(three_items(), 80, 24);
    w.keys("=");
    typed(&mut w, "oil (");
    assert!(w.picture().contains("1/1"), "{}", w.picture());
    assert!(w.picture().lines().last().unwrap().contains('↑'), "{}", w.picture());
    typed(&mut w, "is:");
    assert!(w.picture().contains("a state of the item, as in is:unread"), "{}", w.picture());
}

#[test]
fn fields_and_values_complete_with_tab_and_the_next_tab_leafs_on() {
    let mut w = world(three_items(), 80, 24);
    w.keys("/");
    typed(&mut w, "age");
    assert!(w.picture().contains("the agency that wrote it"), "{}", w.picture());
    w.keys("Tab Tab");
    assert!(w.picture().contains("search: age:"), "{}", w.picture());
    assert!(w.picture().contains("younger or older than a span (s m h d w), as in age:<6h"), "{}", w.picture());
    w.keys("S-Tab");
    assert!(w.picture().contains("search: agency:"), "{}", w.picture());
    typed(&mut w, "n");
    assert!(w.picture().contains("agency:Norwire"), "{}", w.picture());
    w.keys("Tab");
    assert!(w.picture().contains("search: agency:Norwire"), "{}", w.picture());
}

#[test]
fn what_was_searched_for_is_lit_up_in_the_story_and_walked_through() {
    let mut w = world(three_items(), 100, 24);
    w.keys("/").line("bridge");
    w.keys("Enter");
    assert_eq!(w.screen.focus(), Pane::Reader);
    assert!(w.picture().contains("hit 1/2"), "{}", w.picture());
    w.keys("C-n");
    assert!(w.picture().contains("hit 2/2"), "{}", w.picture());
    w.keys("/").line("minister");
    assert!(w.picture().contains("“minister” 1/2"), "{}", w.picture());
    w.keys("Esc");
    assert!(w.picture().contains("hit 1/2"), "what the list was searched for is lit up again: {}", w.picture());
    w.keys("Esc Esc");
    assert!(!w.picture().contains("hit "), "{}", w.picture());
}

#[test]
fn names_that_are_watched_change_how_copy_looks_and_nothing_else() {
    let plain = world(three_items(), 100, 24).frame(&copytaster::view::Theme::default());
    let setup = Setup { who: "kim".into(), watch: Needles::words(["harbour bridge", "oil*"]), ..Setup::default() };
    let watched = world_with(setup, three_items(), 100, 24).frame(&copytaster::view::Theme::default());
    assert_eq!(plain.0, watched.0);
    assert_ne!(plain.1, watched.1);
}

#[test]
fn pasted_text_is_one_clean_line_and_shows_its_results() {
    let mut w = world(three_items(), 80, 24);
    w.keys("/").send(Message::Paste("oil\n\u{1b}[31m".into()));
    assert!(w.picture().contains("1/1"), "{}", w.picture());
}

#[test]
fn what_was_typed_is_kept_and_called_back_after_a_restart_but_for_addresses() {
    let mut w = world(three_items(), 80, 24);
    w.keys("/").line("bridge");
    w.keys(":").line("tag harbour");
    w.keys("a").line("https://ida:secret@wire.example/feed");
    w.keys(":").line("add-source https://ida:secret@wire.example/feed");
    let kept: Vec<(String, String)> = w
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Remember { prompt, line } => Some(((*prompt).to_owned(), line.clone())),
            _ => None,
        })
        .collect();
    let own = |prompt: &str, line: &str| (prompt.to_owned(), line.to_owned());
    assert_eq!(kept, [own("search", "bridge"), own("command", "tag harbour")]);
    let setup = Setup { typed: kept, ..Setup::default() };
    let mut next = world_with(setup, three_items(), 80, 24);
    next.keys("/ Up");
    assert!(next.picture().contains("search: bridge"), "{}", next.picture());
    next.keys("Esc : Up");
    assert!(next.picture().contains("command: tag harbour"), "{}", next.picture());
}

#[test]
fn what_a_command_takes_is_completed_behind_its_name() {
    let setup = Setup { targets: vec!["cms".into(), "print".into()], ..Setup::default() };
    let mut w = world_with(setup, three_items(), 80, 24);
    w.keys(":");
    typed(&mut w, "view fl");
    w.keys("Tab");
    assert!(w.picture().contains("command: view flagged"), "{}", w.picture());
    w.keys("C-u");
    typed(&mut w, "open; sort pri");
    w.keys("Tab");
    assert!(w.picture().contains("command: open; sort priority"), "{}", w.picture());
    typed(&mut w, ", o");
    w.keys("Tab Tab");
    assert!(w.picture().contains("command: open; sort priority, outlet"), "{}", w.picture());
    w.keys("C-u");
    typed(&mut w, "filter oil agency:n");
    w.keys("Tab");
    assert!(w.picture().contains("command: filter oil agency:Norwire"), "{}", w.picture());
    w.keys("C-u");
    typed(&mut w, "send-to p");
    w.keys("Tab Enter");
    assert!(matches!(w.effects.last(), Some(Effect::Remember { line, .. }) if line == "send-to print"));
    assert!(w.effects.iter().any(|e| matches!(e, Effect::TakeOut(take) if take.items.len() == 1)));
}

#[test]
fn labels_and_tags_that_are_in_use_are_offered() {
    let mut w = world(three_items(), 80, 24);
    w.keys("t").line("harbour");
    w.keys("t");
    assert!(w.picture().contains("│ harbour"), "{}", w.picture());
    typed(&mut w, "-h");
    w.keys("Tab Enter");
    assert!(w.items.iter().all(|item| item.row.status.tags.is_empty()), "the tag was taken off");
    w.keys("F").line("court");
    w.keys("F");
    typed(&mut w, "c");
    w.keys("Tab Enter");
    let labels = w.items.iter().filter_map(|item| item.row.status.flagged.as_deref()).collect::<Vec<_>>();
    assert_eq!(labels, ["court", "court"]);
}

#[test]
fn a_count_before_a_verb_holds_for_a_line_that_is_completed_too() {
    let mut w = world(three_items(), 80, 24);
    w.keys("t").line("harbour");
    w.keys("g g 3 t");
    typed(&mut w, "har");
    w.keys("Tab");
    assert!(w.picture().contains("3 items: harbour"), "{}", w.picture());
    w.keys("Enter");
    assert!(w.items.iter().all(|item| item.row.status.tags == ["harbour"]), "{}", w.picture());
}

#[test]
fn a_value_that_nothing_completes_is_told_to_be_wrong_at_its_column() {
    let mut w = world(three_items(), 80, 24);
    w.keys("/");
    typed(&mut w, "oil is:fl");
    assert!(w.picture().contains("a state of the item, as in is:unread"), "{}", w.picture());
    typed(&mut w, "u");
    assert!(w.picture().contains("at 8: `is:` does not know `flu`"), "{}", w.picture());
}

#[test]
fn the_help_is_whole_on_narrow_screens_and_finds_sections() {
    let mut w = world(three_items(), 60, 24);
    w.keys("?");
    typed(&mut w, "advisory");
    let picture = w.picture();
    assert!(picture.contains("advisory silent"), "the last of the marks: {picture}");
    assert!(picture.contains("kill"), "the row is shown from its beginning: {picture}");
    w.keys("Esc Esc ?");
    typed(&mut w, "next unread");
    assert!(w.picture().contains("(read-on)"), "a long row goes on below: {}", w.picture());
    w.keys("Esc Esc ?");
    typed(&mut w, "states");
    assert!(w.picture().contains("is:untriaged"), "{}", w.picture());
}

#[test]
fn keys_that_do_not_fit_below_a_prefix_are_said_to_be_more() {
    let mut w = world(three_items(), 40, 12);
    w.keys("g").send(Message::Tick(noon() + jiff::SignedDuration::from_millis(600)));
    assert!(w.picture().contains("more: ? shows all"), "{}", w.picture());
    w.keys("Esc g s");
    assert!(w.picture().contains("Coast Courier"), "the drawer shows its cursor: {}", w.picture());
}

/// The words of a picture in one line, as one reads them.
fn words(picture: &str) -> String {
    picture.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_wrong_with_a_query_can_be_read_whole_at_every_width() {
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        let mut w = world(three_items(), width, height);
        w.keys("=").line("oil is:flu");
        let picture = w.picture();
        assert!(words(&picture).contains("`is:` does not know `flu`; it is one of new untriaged read"), "{picture}");
        assert!(words(&picture).contains("killed embargoed"), "to its end: {picture}");
        assert!(picture.contains("filter: oil is:flu") && picture.contains('↑'), "{picture}");
        w.keys("C-u").line("(oil or");
        assert!(words(&w.picture()).contains("something to look for is missing here"), "{}", w.picture());
    }
}

#[test]
fn a_question_shows_the_key_that_answers_it_at_every_width() {
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        let mut w = world(many_items(300), width, height);
        w.keys("A");
        let picture = w.picture();
        assert!(words(&picture).contains("of “unread” read? y does it, any other key leaves it"), "{picture}");
    }
}

#[test]
fn the_question_before_everything_is_read_names_the_filter() {
    let mut w = world(many_items(60), 100, 12);
    w.keys("=").line("number");
    w.keys("A");
    assert!(w.picture().contains("mark 60 items of “unread” filtered by “number” read?"), "{}", w.picture());
    w.keys("Esc = C-u Enter A");
    assert!(w.picture().contains("mark 60 items of “unread” read?"), "{}", w.picture());
}

#[test]
fn trouble_is_shown_whole_until_the_next_key() {
    let mut w = world(many_items(30), 40, 12);
    w.keys(":").line("sort shoe size");
    let whole = w.picture();
    assert!(words(&whole).contains("nothing is ordered by `shoe`"), "{whole}");
    assert!(words(&whole).contains("as in `priority, outlet, newest`"), "{whole}");
    w.keys("j");
    assert!(!w.picture().contains("nothing is ordered"), "{}", w.picture());
}

#[test]
fn a_line_that_was_begun_is_there_again_after_looking_at_older_ones() {
    let mut w = world(three_items(), 80, 24);
    w.keys("t").line("harbour");
    w.keys("t");
    typed(&mut w, "brid");
    w.keys("Down");
    assert!(w.picture().contains("takes it off): brid"), "nothing is newer: {}", w.picture());
    w.keys("Up");
    assert!(w.picture().contains("takes it off): harbour"), "{}", w.picture());
    w.keys("Down");
    assert!(w.picture().contains("takes it off): brid"), "{}", w.picture());
}

#[test]
fn a_time_that_copy_cannot_be_held_until_is_told_why() {
    for (width, height) in [(100, 30), (40, 12)] {
        let mut w = world(three_items(), width, height);
        w.keys("W").line("25:00");
        assert!(words(&w.picture()).contains("`25:00` is no time; write `14:30`"), "{}", w.picture());
        assert!(words(&w.picture()).contains("hold until: 25:00"), "the line stays: {}", w.picture());
        w.keys("C-u").line("2020-01-01 09:00");
        assert!(words(&w.picture()).contains("`2020-01-01 09:00` is past; write `14:30`"), "{}", w.picture());
        w.keys("Esc :").line("hold-until 99");
        assert!(words(&w.picture()).contains("`99` is no time; write `14:30`"), "{}", w.picture());
    }
}

#[test]
fn the_palette_runs_what_is_typed_or_chosen_and_nothing_that_only_its_help_mentions() {
    let mut w = world(many_items(9), 100, 24);
    w.keys(":").line("3 flag");
    assert_eq!((7..10).filter(|id| w.status_of(*id).flagged.is_some()).count(), 3, "{}", w.picture());
    w.keys(":").line("unread");
    assert!(w.picture().contains("command: unread"), "the line stays: {}", w.picture());
    assert!(w.picture().contains("no command is called `unread`; did you mean `mark-unread`?"), "{}", w.picture());
    w.keys("C-u").line("spi");
    assert!(w.picture().contains("`spi` begins spike and spike-story; Tab or the arrows choose"), "{}", w.picture());
    w.keys("Down Enter");
    assert!(w.status_of(6).spiked, "{}", w.picture());
    w.keys(":").line("hol");
    assert!(w.picture().contains("`hol` begins hold and hold-until"), "{}", w.picture());
    w.keys("Down Down Up Enter");
    assert!(w.status_of(5).held, "{}", w.picture());
}

#[test]
fn what_enter_would_run_is_lit_up_and_macros_are_completed() {
    let macros = [("court".to_owned(), "flag-with court".to_owned())];
    let keymap =
        copytaster::screen::Keymap::build(copytaster::screen::preset("default").unwrap(), &macros, &[]).unwrap();
    let mut w = world_with(Setup { keymap, ..Setup::default() }, many_items(9), 100, 24);
    w.keys(":");
    typed(&mut w, "cou");
    assert!(w.picture().contains("court                      flag-with court"), "{}", w.picture());
    assert!(w.picture().contains("Tab completes · Enter runs"), "{}", w.picture());
    w.keys("C-u");
    typed(&mut w, "co");
    assert!(!w.picture().contains("Enter runs"), "several begin so: {}", w.picture());
    w.keys("C-u");
    typed(&mut w, "2 cou");
    w.keys("Tab");
    assert!(w.picture().contains("command: 2 court"), "{}", w.picture());
    w.keys("Enter");
    assert_eq!(w.status_of(9).flagged.as_deref(), Some("court"));
    assert_eq!(w.status_of(8).flagged.as_deref(), Some("court"));
}

#[test]
fn what_is_wrong_with_a_query_in_the_palette_is_shown_under_its_character() {
    let mut w = world(three_items(), 100, 24);
    w.keys(":").line("filter oil foo:bar");
    let picture = w.picture();
    let lines: Vec<&str> = picture.lines().collect();
    let at = lines.iter().position(|line| line.contains("command: filter oil foo:bar")).unwrap();
    assert_eq!(lines[at].find("foo:bar"), lines[at + 1].find('↑'), "{picture}");
    w.keys("C-u").line("sort shoe size");
    assert!(w.picture().contains("command: sort shoe size"), "{}", w.picture());
    w.keys("C-u").line("filter oil");
    assert!(w.picture().contains("1/1"), "{}", w.picture());
}
