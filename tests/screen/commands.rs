//! Scripts of commands: arguments, several on one key, macros, views of the settings.

use crate::world::{World, many_items, three_items, world, world_with};
use copytaster::screen::{Column, Effect, Keymap, Message, Pane, SavedView, Setup, Way, preset};
use copytaster::wire::{
    Change, Changed, DecisionId, Health, ItemId, LogEntry, LogKind, Sort, SourceId, SourceState, State, Status, Verb,
};

/// A screen on which these keys are bound.
pub fn bound(keys: &[(&str, &str)], items: Vec<crate::world::Item>) -> World {
    let own = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    let macros = own(&[("sevens", "select-by 7; flag-with seven"), ("broken", "sort sideways; spike")]);
    let keymap = Keymap::build(preset("default").unwrap(), &macros, &own(keys)).unwrap();
    let views = vec![
        SavedView { name: "courts".into(), query: "oil or bridge".into(), sort: Sort::Oldest, ..SavedView::default() },
        SavedView { name: "wrong".into(), query: "(".into(), ..SavedView::default() },
    ];
    world_with(Setup { who: "kim".into(), keymap, views, ..Setup::default() }, items, 80, 24)
}

#[test]
fn a_command_takes_its_argument_from_the_line() {
    let mut w = bound(&[], three_items());
    w.keys(":").line("flag-with court");
    assert_eq!(w.status_of(3).flagged.as_deref(), Some("court"));
    w.keys(":").line("sort pri");
    assert!(w.picture().contains("unread · priority"), "{}", w.picture());
    w.keys(":").line("sort priority, outlet");
    assert!(w.picture().contains("unread · priority, outlet, newest"), "{}", w.picture());
    w.keys(":").line("flag court");
    assert!(w.picture().contains("`flag` takes nothing after its name"), "{}", w.picture());
}

#[test]
fn all_verbs_of_a_key_are_about_the_same_items() {
    let keys = [(", y", "flag-with desk; tag law"), (", s", "tag law; use"), (", n", "flag; down; spike")];
    let mut w = bound(&keys, many_items(30));
    let tagged = |w: &World| -> Vec<i64> { (1..=30).filter(|id| !w.status_of(*id).tags.is_empty()).collect() };
    w.keys(", y");
    assert_eq!((w.status_of(30).flagged.as_deref(), tagged(&w)), (Some("desk"), vec![30]));
    assert!(w.picture().contains("2/30"), "then it goes on to the next item: {}", w.picture());
    w.keys("3 , s");
    assert_eq!(tagged(&w), [27, 28, 29, 30]);
    assert!((27..=29).all(|id| w.status_of(id).used) && !w.status_of(26).used);
    w.keys("v 2 j , s");
    assert_eq!(tagged(&w), [24, 25, 26, 27, 28, 29, 30]);
    assert!((24..=26).all(|id| w.status_of(id).used) && !w.picture().contains("selected"), "{}", w.picture());
    w.keys(", n");
    assert!(w.status_of(23).flagged.is_some() && w.status_of(22).spiked, "a command that moves begins anew");
}

#[test]
fn what_did_not_go_out_is_not_used_and_what_one_verb_refuses_the_next_leaves_alone() {
    let mut w = bound(&[(", s", "pipe wc; use"), (", k", "use; tag law")], many_items(30));
    w.fails = Some("wc ended with exit status: 1".into());
    w.keys("3 , s");
    assert!((1..=30).all(|id| !w.status_of(id).used));
    assert_eq!(w.screen.status(), "wc ended with exit status: 1; not done: use");
    w.fails = None;
    w.keys("3 , s");
    assert!((28..=30).all(|id| w.status_of(id).used));
    let mut items = many_items(30);
    items[1].row.marks = copytaster::wire::Marks::new(vec![copytaster::wire::Mark::Kill]);
    let mut w = bound(&[(", k", "use; tag law")], items);
    w.keys("3 , k");
    let tagged: Vec<i64> = (1..=30).filter(|id| !w.status_of(*id).tags.is_empty()).collect();
    assert_eq!(tagged, [28, 30]);
}

#[test]
fn what_went_wrong_or_was_not_wanted_ends_a_row_of_commands_where_it_stands() {
    let mut w = bound(&[(", u", "select-by 7; tag law; use")], many_items(300));
    w.keys(", u n");
    assert!((1..=300).all(|id| w.status_of(id).tags.is_empty() && !w.status_of(id).used));
    w.keys(", u y y");
    assert!(w.status_of(77).used && !w.status_of(77).tags.is_empty());
}

#[test]
fn several_commands_on_a_key_wait_for_one_another() {
    let mut w = bound(&[(", s", "sevens"), ("T", "view-all; sort oldest; spike")], many_items(300));
    w.keys(", s");
    assert!(w.picture().contains("flag 57 items “seven”?"), "the selection came from the cache first: {}", w.picture());
    w.keys("y");
    assert_eq!(w.status_of(77).flagged.as_deref(), Some("seven"));
    w.keys("T");
    assert!(w.status_of(1).spiked, "{}", w.picture());
}

#[test]
fn what_went_wrong_ends_the_row_of_commands() {
    let mut w = bound(&[(", b", "broken")], many_items(5));
    w.keys(", b");
    assert!(w.screen.status().starts_with("sort sideways: nothing is ordered by `sideways`"), "{}", w.screen.status());
    assert!(!w.status_of(5).spiked);
}

#[test]
fn a_command_that_asks_holds_the_next_one_up_and_leaving_it_ends_the_row() {
    let mut w = bound(&[(", t", "tag; spike")], three_items());
    w.keys(", t").line("port");
    assert!(w.status_of(3).spiked && w.status_of(3).tags == ["port"]);
    w.keys(", t Esc");
    assert!(!w.status_of(2).spiked);
}

#[test]
fn views_go_by_their_names_the_editors_own_first() {
    let mut w = bound(&[], three_items());
    w.keys("g v");
    assert!(w.picture().contains("courts") && w.picture().contains("corrections and kills"), "{}", w.picture());
    w.line("cou");
    assert!(w.picture().contains("courts · oldest") && w.picture().contains("1/2"), "{}", w.picture());
    w.keys("g v").line("flagged");
    assert!(w.picture().contains("flagged · "), "{}", w.picture());
    w.keys("g v").line("nowhere");
    assert!(w.picture().contains("no view begins so"), "{}", w.picture());
}

#[test]
fn views_are_offered_with_their_numbers_and_those_follow_what_happens() {
    let mut w = bound(&[], three_items());
    let number = |w: &crate::world::World, view: &str| -> String {
        let picture = w.picture();
        let row = picture.lines().find(|line| line.contains(view)).unwrap_or_else(|| panic!("no {view}:\n{picture}"));
        row.split_once(view).map(|(_, rest)| rest.trim_matches([' ', '│']).to_owned()).unwrap()
    };
    w.keys("g v");
    assert_eq!(number(&w, "courts"), "2");
    assert_eq!(number(&w, "my claims"), "0");
    assert_eq!(number(&w, "to acknowledge"), "0");
    w.items[0].row.status.claimed_by = Some("kim".into());
    w.items[1].row.headline = "Nothing of it".into();
    w.send(Message::Changed(Change { touched: vec![w.items[0].row.id], ..Change::default() }));
    assert_eq!(number(&w, "my claims"), "1");
    w.keys("Esc");
    let mut w = bound(&[], crate::world::many_items(6));
    w.items.iter_mut().for_each(|item| item.row.headline = "Oil slips".into());
    w.keys("g v");
    assert_eq!(number(&w, "courts"), "6  or more");
}

#[test]
fn the_palette_completes_a_name_and_leaves_room_for_its_argument() {
    let mut w = world(three_items(), 80, 24);
    w.keys(": f l a g - w Tab");
    assert!(w.picture().contains("command: flag-with"), "{}", w.picture());
    w.line("court");
    assert_eq!(w.status_of(3).flagged.as_deref(), Some("court"));
}

#[test]
fn keys_for_several_commands_stand_in_the_help() {
    let mut w = bound(&[(", s", "sevens")], three_items());
    w.keys("? s e v e n");
    assert!(w.picture().contains("select-by 7; flag-with seven"), "{}", w.picture());
}

#[test]
fn copy_is_claimed_for_somebody_by_name() {
    let mut w = world(three_items(), 80, 24);
    w.keys("C").line("noor");
    assert_eq!(w.status_of(3).claimed_by.as_deref(), Some("noor"));
    assert!(w.screen.status().starts_with("assigned to noor (u undoes): Harbour bridge"), "{}", w.screen.status());
    w.keys("k e");
    assert!(w.screen.status().starts_with("claimed by noor"), "{}", w.screen.status());
    w.keys(":").line("assign kim");
    assert_eq!(w.status_of(3).claimed_by.as_deref(), Some("kim"), "whoever assigns may assign anew");
}

#[test]
fn the_palette_goes_back_through_what_was_asked_of_it() {
    let mut w = world(three_items(), 80, 24);
    w.keys(":").line("tag harbour");
    w.keys(":").line("zen");
    w.keys(": Up");
    assert!(w.picture().contains("command: zen"), "{}", w.picture());
    w.keys("Up");
    assert!(w.picture().contains("command: tag harbour"), "{}", w.picture());
    w.keys("Down Down");
    assert!(!w.picture().contains("command: zen"), "past the newest the line is empty: {}", w.picture());
    w.keys("f l a g Down Tab");
    assert!(w.picture().contains("command: flag-with"), "once something is typed the arrows choose: {}", w.picture());
    w.keys("C-p");
    assert!(w.picture().contains("command: zen"), "{}", w.picture());
}

#[test]
fn sources_that_fail_are_listed_with_their_whole_reason() {
    let mut w = world(three_items(), 100, 24);
    w.keys("g o");
    assert!(w.screen.status().ends_with("fare well") || w.screen.status() == "no sources yet", "{}", w.screen.status());
    let failing = SourceState {
        state: State::Failing,
        failures: 3,
        last_error: Some("the server's certificate ended on 2 November and nobody has put another in its place".into()),
        last_good: Some(crate::world::noon()),
        ..SourceState::fresh(SourceId(2))
    };
    w.sources = vec![source("Coast Courier", SourceState::fresh(SourceId(1))), source("Valley Post", failing)];
    w.send(Message::Changed(Change { sources: true, ..Change::default() }));
    w.keys("g o");
    let picture = w.picture();
    assert!(picture.contains("│ Valley Post") && picture.contains("│     has put another in its place"), "{picture}");
    assert!(picture.contains("failing, 3 polls in a row") && !picture.contains("│ Coast Courier"), "{picture}");
    w.keys("j Enter");
    assert_eq!(w.screen.focus(), Pane::Drawer);
    w.keys("r");
    assert!(w.screen.status().starts_with("polling Valley Post"), "{}", w.screen.status());
}

#[test]
fn the_story_can_stand_below_the_list() {
    let mut w = world(three_items(), 100, 24);
    w.keys("L Enter");
    let picture = w.picture();
    let line = |words: &str| picture.lines().position(|line| line.contains(words)).unwrap();
    assert!(line("Oil slips") < line("transport minister Ines Calloway"), "{picture}");
    let wide = picture.lines().find(|line| line.contains("Oil slips")).unwrap();
    assert!(wide.contains("a very long headline"), "headlines have the whole width: {picture}");
    w.keys("L");
    assert!(!w.picture().lines().any(|line| line.contains("a very long headline")), "{}", w.picture());
    let mut narrow = world(three_items(), 60, 24);
    narrow.keys("L");
    assert!(narrow.screen.status().starts_with("no room here"), "{}", narrow.screen.status());
}

fn source(name: &str, state: SourceState) -> Health {
    Health {
        id: state.id,
        name: name.into(),
        url: "https://wire.example/feed".into(),
        tags: Vec::new(),
        state,
        items: 1,
        unread: 0,
        quiet: None,
        defects: 0,
        repairs: Vec::new(),
    }
}

#[test]
fn another_configuration_is_taken_over_where_one_stands() {
    let mut w = world(three_items(), 80, 24);
    w.keys("j g R");
    assert!(w.effects.contains(&Effect::Reload));
    w.keys("/").send(Message::Paste("bridge".into()));
    let keys = [("f".to_owned(), "spike".to_owned())];
    let keymap = Keymap::build(preset("default").unwrap(), &[], &keys).unwrap();
    let views = vec![SavedView { name: "courts".into(), query: "oil".into(), ..SavedView::default() }];
    w.send(Message::SetUp(Box::new(Setup { who: "kim".into(), keymap, views, ..Setup::default() })));
    assert!(w.picture().contains("search: bridge"), "what is being typed stays: {}", w.picture());
    w.keys("Esc f");
    assert!(w.status_of(2).spiked, "the cursor stays, and the key is the new one");
    w.keys("g v").line("courts");
    assert!(w.picture().contains("courts · newest"), "{}", w.picture());
}

#[test]
fn a_view_shows_the_columns_that_it_names() {
    let columns = vec![Column::Source, Column::Label, Column::Claim];
    let views = vec![SavedView { name: "mine".into(), columns, ..SavedView::default() }];
    let mut w = world_with(Setup { who: "kim".into(), views, ..Setup::default() }, three_items(), 160, 24);
    w.keys("> > > > F").line("court");
    w.keys("k C").line("noor");
    w.keys("g v").line("mine");
    let picture = w.picture();
    let row = picture.lines().find(|line| line.contains("Harbour")).unwrap();
    let part = |word: &str| row.find(word).unwrap_or_else(|| unreachable!("{word} is not in {row}"));
    assert!(part("Coast C") < part("court") && part("court") < part("noor"), "{picture}");
    assert!(!row.contains("11:58"), "no time where it is not named: {picture}");
    w.keys("g a");
    assert!(w.picture().contains("11:58"), "other views have the usual columns: {}", w.picture());
}

#[test]
fn the_drawer_has_the_views_with_their_numbers_and_enter_goes_there() {
    let mut w = bound(&[], many_items(30));
    w.keys("f g s");
    let line =
        |w: &World, name: &str| w.picture().lines().find(|l| l.trim_start().starts_with(name)).map(str::to_owned);
    let courts = line(&w, "courts").unwrap_or_default();
    assert!(courts.contains(" 0 "), "the number of a view of one's own: {courts}");
    assert!(line(&w, "flagged").is_some_and(|l| l.contains(" 1 ")), "{}", w.picture());
    w.keys("g g d d");
    assert_eq!(w.screen.status(), "this is a view, and no source; views of your own stand in the configuration");
    w.keys("Enter");
    assert!(w.picture().contains("courts · oldest"), "{}", w.picture());
    w.keys("g s g g 6 j Enter");
    assert!(w.picture().contains("flagged · newest"), "{}", w.picture());
}

#[test]
fn a_way_out_can_be_said_with_its_command() {
    let mut w = bound(&[("g 1", "save desk.md; spike")], many_items(3));
    w.keys("2 g 1");
    let took = w.effects.iter().find_map(|e| match e {
        Effect::TakeOut(take) => Some((take.items.len(), take.to.clone())),
        _ => None,
    });
    assert_eq!(took, Some((2, Way::Save("desk.md".into()))));
    assert!(w.status_of(3).spiked, "the next command ran");
}

#[test]
fn the_order_of_an_own_view_is_that_of_no_other_and_a_key_sorts_all_the_others() {
    let mut w = bound(&[], three_items());
    w.keys(":").line("view courts");
    assert!(w.picture().contains("courts · oldest"), "{}", w.picture());
    w.keys("g a");
    assert!(w.picture().contains("all · newest"), "{}", w.picture());
    w.keys(":").line("sort outlet");
    w.keys("g u");
    assert!(w.picture().contains("unread · outlet"), "{}", w.picture());
    w.keys(":").line("view courts");
    assert!(w.picture().contains("courts · oldest"), "{}", w.picture());
    w.keys(":").line("sort size");
    w.keys("g a");
    assert!(w.picture().contains("all · outlet"), "sorting an own view sorts it alone: {}", w.picture());
}

#[test]
fn what_is_copied_from_the_list_takes_no_room_for_a_story() {
    let mut w = world(three_items(), 120, 40);
    let before = w.picture();
    let rows = |picture: &str| picture.lines().take(30).map(str::to_owned).collect::<Vec<_>>();
    w.keys("y h");
    assert!(matches!(w.effects.as_slice(), [.., Effect::Copy(text)] if text.starts_with("Harbour bridge")));
    assert_eq!(rows(&w.picture()), rows(&before));
    w.keys("Enter g l j");
    let open = w.picture();
    w.keys("y h");
    assert!(matches!(w.effects.as_slice(), [.., Effect::Copy(text)] if !text.starts_with("Harbour bridge")));
    assert_eq!(rows(&w.picture()), rows(&open), "nor does the story that is open go for it");
}

#[test]
fn a_column_takes_no_more_room_than_what_stands_in_it_and_a_length_has_its_unit() {
    let columns = vec![Column::Time, Column::Label, Column::Claim, Column::Words];
    let views = vec![SavedView { name: "mine".into(), columns, ..SavedView::default() }];
    let mut w = world_with(Setup { who: "kim".into(), views, ..Setup::default() }, three_items(), 120, 24);
    w.keys("g v").line("mine");
    assert!(w.picture().contains(" 10:25      4 w    Oil slips"), "{}", w.picture());
    w.keys("g g F").line("court");
    assert!(w.picture().contains(" 10:25            4 w"), "{}", w.picture());
}

#[test]
fn a_verb_that_changes_nothing_does_not_end_its_row() {
    let mut w = bound(&[("T", "mark-read; spike")], many_items(6));
    w.keys("m T");
    assert!(w.status_of(6).read && w.status_of(6).spiked, "{}", w.screen.status());
    let setup = Setup { keymap: Keymap::build(preset("eilmeldung").unwrap(), &[], &[]).unwrap(), ..Setup::default() };
    let mut w = world_with(setup, many_items(6), 100, 24);
    w.keys("r r r");
    assert!((3..=6).all(|id| w.status_of(id).read) && !w.status_of(2).read, "{}", w.picture());
    assert!(!w.screen.status().contains("already"), "{}", w.screen.status());
}

#[test]
fn a_tag_with_a_comma_is_refused_where_it_is_typed() {
    let mut w = world(three_items(), 100, 24);
    w.keys("t").line("law, city");
    assert!(w.picture().contains("one tag at a time"), "{}", w.picture());
    assert!(w.screen.is_prompting() && w.items.iter().all(|item| item.row.status.tags.is_empty()));
}

#[test]
fn enter_on_a_bulk_decision_lists_what_it_touched_and_says_how_much_of_it() {
    let mut w = world(many_items(30), 100, 24);
    let entry = LogEntry {
        n: DecisionId(7),
        at: crate::world::noon(),
        who: "kim".into(),
        kind: LogKind::Did(Verb::Spike),
        items: vec![ItemId(4), ItemId(5)],
        count: 686,
        of: None,
        of_verb: None,
        undone_by: None,
        first: Some(Box::new(Changed {
            item: ItemId(4),
            headline: "Story number 4".into(),
            before: Status::default(),
            after: Status::default(),
            back: None,
        })),
    };
    w.lines = vec![entry];
    w.keys("g h Enter");
    let picture = w.picture();
    assert!(picture.contains("decision 7, 2 of 686 items"), "{picture}");
    assert!(picture.contains("Story number 5") && !picture.contains("Story number 6"), "{picture}");
}
