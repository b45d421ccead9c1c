//! Copy that ran in several outlets and stories of several items, on the screen.

use crate::world::{Item, World, many_items, world};
use copytaster::screen::Message;
use copytaster::wire::{Change, ItemId};

/// Five items: item 2 is another run of item 4's copy, and item 3 is of their story.
fn five() -> Vec<Item> {
    let mut items = many_items(5);
    for (id, reprint, outlets) in [(4, 4, 1), (3, 3, 0), (2, 4, 1)] {
        let row = &mut items.iter_mut().find(|i| i.row.id == ItemId(id)).unwrap().row;
        (row.story, row.reprint, row.story_items) = (Some(4), Some(reprint), 3);
        (row.outlets, row.copy_items, row.copy_in_story) = (outlets, outlets + 1, outlets + 1);
    }
    items
}

fn rows(picture: &str) -> Vec<String> {
    let row = |line: &str| line.split('│').next().unwrap_or("").trim_end().to_owned();
    let said = |line: &str| line.contains("undoes") || line.contains("undid");
    picture.lines().map(row).filter(|line| line.contains("Story num") && !said(line)).collect()
}

#[test]
fn the_runs_of_one_copy_stand_under_one_row_and_are_shown_beneath_it() {
    let mut w = world(five(), 80, 24);
    let folded = rows(&w.picture());
    assert_eq!(folded.len(), 4, "{folded:?}");
    assert!(folded[1].ends_with("+1"), "{folded:?}");
    assert!(w.picture().contains("1/4"), "{}", w.picture());
    w.keys("j +");
    let open = rows(&w.picture());
    assert_eq!(open.len(), 5);
    assert!(open[2].contains("└ Story num"), "{open:?}");
    assert!(w.picture().contains("2/4"), "the count is of rows, {}", w.picture());
    w.keys("j");
    assert!(w.picture().contains("2/4"), "what stands under a row has its place, {}", w.picture());
    w.send(Message::Changed(Change { new: vec![ItemId(5)], ..Change::default() }));
    assert!(rows(&w.picture())[2].starts_with('▸'), "the cursor stays on a member when the page comes anew");
    w.keys("f");
    assert!(w.status_of(2).flagged.is_some());
    w.keys("k k k j +");
    assert_eq!(rows(&w.picture()).len(), 4);
    assert!(rows(&w.picture())[1].starts_with('▸'));
    w.keys("g +");
    assert!(w.screen.status().starts_with("one row for each story"), "{}", w.screen.status());
    w.keys("g +");
    assert_eq!(rows(&w.picture()).len(), 5, "one row for each item");
}

#[test]
fn a_query_on_top_of_stories_lists_the_stories_in_which_something_matches() {
    let mut w = world(five(), 100, 24);
    w.keys("=").line("Story");
    w.keys("g +");
    assert!(
        w.screen.status().starts_with("one row for each story in which something matches"),
        "{}",
        w.screen.status()
    );
    assert!(w.picture().contains("unread = Story · stories, newest"), "{}", w.picture());
    w.keys("j x");
    assert!(w.picture().contains("spike this story, all 3 items of it?"), "{}", w.picture());
    w.keys("n g +");
    assert!(w.screen.status().starts_with("one row for each item"), "{}", w.screen.status());
    w.keys("x");
    assert!(w.screen.status().starts_with("spiked"), "{}", w.screen.status());
}

#[test]
fn a_member_that_comes_to_the_top_of_its_copy_is_not_shown_twice() {
    let mut w = world(five(), 80, 24);
    w.keys("j + j e");
    // It was used: now it stands for the copy, and the row above it for nothing.
    for item in &mut w.items {
        if item.row.reprint == Some(4) {
            item.row.reprint = Some(2);
        }
    }
    w.send(Message::Changed(Change { touched: vec![ItemId(2), ItemId(4)], ..Change::default() }));
    let open = rows(&w.picture());
    assert_eq!(open.iter().filter(|row| row.contains("Story number 2")).count(), 1, "{open:?}");
    assert!(open[2].contains("└ Story number 2") && open[2].contains('●'), "{open:?}");
}

/// Item 2 of [`five`] in a story of its own, as an editor took it out there.
fn part(items: &mut [Item]) {
    for item in items.iter_mut().filter(|item| item.row.reprint == Some(4)) {
        item.row.copy_in_story = 1;
        item.row.story = Some(item.row.id.0);
    }
}

#[test]
fn a_row_counts_and_a_verb_takes_along_what_stands_under_it_and_not_what_was_split_off() {
    let mut items = five();
    part(&mut items);
    let mut w = world(items, 80, 24);
    let list = rows(&w.picture());
    assert_eq!(list.len(), 5);
    assert!(list.iter().all(|row| !row.contains('+')), "{list:?}");
    w.keys("j +");
    assert!(w.screen.status().starts_with("nothing is folded under this row"), "{}", w.screen.status());
    w.keys("x");
    assert_eq!((1..=5).filter(|id| w.status_of(*id).spiked).collect::<Vec<_>>(), [4]);
    // Where each item has a row, the number is of the copy, and a verb is about the one.
    w.keys("u g + g +");
    let list = rows(&w.picture());
    assert!(list[1].ends_with("+1") && list[3].ends_with("+1"), "{list:?}");
    w.keys("x");
    assert_eq!((1..=5).filter(|id| w.status_of(*id).spiked).collect::<Vec<_>>(), [4]);
}

#[test]
fn what_was_split_off_has_a_row_of_its_own_once_its_fold_is_closed_and_stands_there_again_after_undo() {
    let mut w = world(five(), 80, 24);
    let whole = w.items.clone();
    w.keys("g a j + j -");
    part(&mut w.items);
    let touched = Change { touched: vec![ItemId(2), ItemId(4)], ..Change::default() };
    w.send(Message::Changed(touched.clone()));
    assert_eq!(rows(&w.picture()).len(), 5);
    w.keys("k +");
    let list = rows(&w.picture());
    assert!(list.len() == 5 && list[3].contains("Story number 2") && !list[3].contains('└'), "{list:?}");
    assert!(list[1].starts_with('▸') && w.picture().contains("2/5"), "{}", w.picture());
    w.keys("+");
    assert_eq!(rows(&w.picture()), list, "nothing stands under it any more");
    w.keys("u");
    for (item, whole) in w.items.iter_mut().zip(whole) {
        (item.row.story, item.row.copy_in_story) = (whole.row.story, whole.row.copy_in_story);
    }
    w.send(Message::Changed(touched));
    assert!(rows(&w.picture())[3].starts_with('▸'), "the row under the cursor stays: {}", w.picture());
    w.keys("k k +");
    let open = rows(&w.picture());
    assert!(open.len() == 5 && open[2].contains("└ Story number 2"), "{open:?}");
    assert!(open[1].starts_with('▸') && w.picture().contains("2/4"), "{}", w.picture());
    w.keys("+");
    assert_eq!(rows(&w.picture()).len(), 4);
}

/// Five items on the screen; then items 6 to 9 come, which turn out to be one copy that item 9 stands for. The cursor is on item 3.
fn four_runs_come() -> World {
    let mut all = many_items(9);
    let old = all.split_off(4);
    let mut w = world(old, 80, 24);
    w.keys("j j");
    w.items.splice(0..0, all);
    w.send(Message::Changed(Change { new: (6..=9).map(ItemId).collect(), ..Change::default() }));
    assert!(w.picture().contains("4 new above") && cursor_line(&w).1.contains("Story number 3"), "{}", w.picture());
    w
}

/// The program has found that they are one copy.
fn they_are_one_copy(w: &mut World) {
    for item in w.items.iter_mut().filter(|item| item.row.id.0 > 5) {
        let row = &mut item.row;
        (row.story, row.reprint, row.story_items) = (Some(9), Some(9), 4);
        (row.copy_items, row.copy_in_story) = (4, 4);
    }
    w.send(Message::Changed(Change { touched: (6..=9).map(ItemId).collect(), ..Change::default() }));
}

/// The line of the screen on which the cursor stands.
fn cursor_line(w: &World) -> (usize, String) {
    let picture = w.picture();
    let (at, line) = picture.lines().enumerate().find(|(_, line)| line.starts_with('▸')).unwrap();
    (at, line.to_owned())
}

#[test]
fn runs_of_one_copy_that_come_in_while_the_view_is_open_are_folded_under_one_row() {
    let mut w = four_runs_come();
    let before = cursor_line(&w);
    they_are_one_copy(&mut w);
    assert_eq!(cursor_line(&w), before, "the row under the cursor keeps its line");
    assert!(w.picture().contains("1 new above") && w.picture().contains("4/6"), "{}", w.picture());
    w.keys("g g");
    let list = rows(&w.picture());
    assert_eq!(list.len(), 6, "{list:?}");
    assert!(list[0].contains("Story number 9") && list[0].ends_with("+3"), "{list:?}");
}

#[test]
fn what_the_editor_has_in_hand_is_not_folded_away_before_it_is_let_go() {
    let mut w = four_runs_come();
    w.keys("g g j j f k k");
    assert!(cursor_line(&w).1.contains("Story number 8"), "{}", w.picture());
    they_are_one_copy(&mut w);
    let shown = |w: &World| rows(&w.picture()).iter().filter_map(|row| row.chars().rfind(char::is_ascii_digit)).count();
    assert_eq!(shown(&w), 8, "the flagged one and the one under the cursor stay: {}", w.picture());
    w.keys("j j j");
    w.send(Message::Changed(Change { touched: vec![ItemId(5)], ..Change::default() }));
    let list = rows(&w.picture());
    assert!(list.len() == 7 && list[1].contains("Story number 7"), "{list:?}");
    w.keys("g a g u");
    assert_eq!(rows(&w.picture()).len(), 6);
}

#[test]
fn runs_that_come_in_under_an_open_fold_are_shown_beneath_it() {
    let mut w = four_runs_come();
    they_are_one_copy(&mut w);
    w.keys("g g +");
    assert_eq!(rows(&w.picture()).len(), 9);
    let mut more = w.items[1].clone();
    (more.row.id, more.row.headline) = (ItemId(10), "Story number 10".into());
    (more.row.reprint, more.row.story, more.row.copy_items, more.row.copy_in_story) = (None, None, 1, 1);
    more.row.sort_at = w.items[0].row.sort_at + jiff::SignedDuration::from_mins(1);
    w.items.insert(0, more);
    w.send(Message::Changed(Change { new: vec![ItemId(10)], ..Change::default() }));
    assert!(w.picture().contains("1 new above"), "{}", w.picture());
    for item in w.items.iter_mut().filter(|item| item.row.id.0 > 5) {
        let row = &mut item.row;
        (row.story, row.reprint, row.copy_items, row.copy_in_story) = (Some(9), Some(9), 5, 5);
    }
    w.send(Message::Changed(Change { touched: (6..=10).map(ItemId).collect(), ..Change::default() }));
    let list = rows(&w.picture());
    assert!(list.len() == 10 && list[0].contains("Story number 9") && list[0].ends_with("+4"), "{list:?}");
    assert!(list[1].contains("└ Story number 10") && list[0].starts_with('▸'), "{list:?}");
}

#[test]
fn where_stories_are_listed_what_was_on_top_of_one_leaves_once_another_item_of_it_is() {
    let mut w = world(five(), 80, 24);
    w.keys("g + g g");
    // The story goes on under item 3: item 4 matches no more.
    w.items.iter_mut().find(|item| item.row.id == ItemId(4)).unwrap().row.status.read = true;
    w.send(Message::Changed(Change { touched: vec![ItemId(3), ItemId(4)], ..Change::default() }));
    let list = rows(&w.picture());
    assert!(!list.iter().any(|row| row.contains("Story number 4")), "{list:?}");
    assert!(list.iter().any(|row| row.contains("Story number 3")), "{list:?}");
}

#[test]
fn a_view_stays_folded_as_it_was_chosen_while_others_are_shown() {
    let mut w = world(five(), 80, 24);
    let fold = |w: &World| rows(&w.picture()).len();
    assert_eq!(fold(&w), 4);
    w.keys("g + g +");
    assert_eq!(fold(&w), 5, "one row for each item");
    w.keys("g a");
    assert_eq!(fold(&w), 4, "another view is folded in its own way");
    w.keys("g u");
    assert_eq!(fold(&w), 5);
    w.keys("g f C-o g a g + g u g a");
    assert!(w.picture().contains("all · stories, newest"), "{}", w.picture());
    w.keys("g +");
    assert!(w.screen.status().starts_with("one row for each item"), "{}", w.screen.status());
}

#[test]
fn a_range_over_an_open_fold_and_a_closed_one_takes_along_what_each_row_says() {
    let mut items = many_items(6);
    for (id, copy) in [(5, 5), (2, 5), (4, 4), (1, 4)] {
        let row = &mut items.iter_mut().find(|item| item.row.id == ItemId(id)).unwrap().row;
        (row.story, row.reprint, row.copy_items, row.copy_in_story) = (Some(copy), Some(copy), 2, 2);
    }
    let mut w = world(items, 80, 24);
    let spiked = |w: &World| (1..=6).filter(|id| w.status_of(*id).spiked).collect::<Vec<_>>();
    w.keys("j + j v j");
    assert!(w.picture().contains("2 selected (3 with what is folded)"), "{}", w.picture());
    let marked: Vec<bool> = rows(&w.picture()).iter().map(|row| row.contains('▌')).collect();
    assert_eq!(marked, [false, false, true, true, false], "what is drawn as selected is: {}", w.picture());
    w.keys("x");
    assert_eq!(spiked(&w), [1, 2, 4], "the item beneath a row, and the row below with its other run: {}", w.picture());
    w.keys("u");
    assert_eq!(spiked(&w), [0; 0], "one decision, one undo");
    w.keys("g g j j v k x");
    assert_eq!(spiked(&w), [2, 5], "what stands beneath a row that is meant comes along once");
}

#[test]
fn an_item_beneath_the_row_of_its_story_is_spiked_alone() {
    let mut items = five();
    items.iter_mut().find(|item| item.row.id == ItemId(2)).unwrap().row.status.read = true;
    let mut w = world(items, 80, 24);
    w.keys("g + j + j");
    let row = rows(&w.picture()).into_iter().find(|row| row.starts_with('▸')).unwrap();
    assert!(row.contains("└ Story number 2"), "{}", w.picture());
    w.keys("x");
    assert_eq!((1..=5).filter(|id| w.status_of(*id).spiked).collect::<Vec<_>>(), [2], "{}", w.picture());
}

#[test]
fn an_item_is_shown_beside_other_outlets_and_its_story_which_enter_lists() {
    let mut w = world(five(), 100, 30);
    w.keys("j g d");
    let picture = w.picture();
    for words in [
        "same copy: 2 runs",
        "cut",
        "Nobody was hurt in it.",
        "added",
        "changed        It hurt [-nobody.-] {+two.+}",
        "same story: 3 items; Enter lists them",
    ] {
        assert!(picture.contains(words), "{words}: {picture}");
    }
    w.keys("Enter");
    assert!(w.picture().contains("story 4 · newest"), "{}", w.picture());
    assert_eq!(rows(&w.picture()).len(), 3);
}

#[test]
fn a_whole_story_is_spiked_after_a_question_that_says_how_many_items() {
    let mut w = world(five(), 100, 24);
    w.keys("j X");
    assert!(w.picture().contains("spike this story, all 3 items of it?"), "{}", w.picture());
    w.keys("n");
    assert!(!w.status_of(3).spiked);
    w.keys("X y");
    let spiked: Vec<i64> = (1..=5).filter(|id| w.status_of(*id).spiked).collect();
    assert_eq!(spiked, [2, 3, 4]);
    assert!(w.picture().lines().any(|line| line.starts_with('▸') && !line.contains('✗')), "{}", w.picture());
    w.keys("u");
    assert!((1..=5).all(|id| !w.status_of(id).spiked), "one decision, one undo");
}

#[test]
fn the_question_about_a_story_counts_what_is_not_spiked_yet() {
    let mut w = world(five(), 100, 24);
    w.keys("g a j x");
    assert_eq!((1..=5).filter(|id| w.status_of(*id).spiked).count(), 2, "a row takes its copy along");
    w.keys("g g j X");
    assert!(w.picture().contains("spike this story? One of its 3 items is not spiked yet."), "{}", w.picture());
    w.keys("n v j X");
    assert!(w.picture().contains("spike this story? One of its 3 items"), "{}", w.picture());
    w.keys("n Esc g g v G X");
    assert!(w.picture().contains("spike these 3 stories? 3 of their 5 items are not spiked yet."), "{}", w.picture());
    w.keys("y g g j X");
    assert_eq!(w.screen.status(), "the whole story is spiked already");
    // What was decided and is not on disk yet counts too.
    let mut w = world(five(), 100, 24);
    w.hold = true;
    w.keys("g a x k X");
    assert_eq!(w.screen.status(), "already spiked, and nothing else is of the story");
}

#[test]
fn the_stories_of_all_that_is_selected_are_spiked_together() {
    let mut w = world(five(), 100, 24);
    w.keys("v j X");
    assert!(w.picture().contains("spike these 2 stories, all 4 items of them?"), "{}", w.picture());
    w.keys("y");
    assert_eq!((1..=5).filter(|id| w.status_of(*id).spiked).count(), 4);
    assert!(!w.picture().contains("selected"), "{}", w.picture());
}

#[test]
fn the_question_about_stories_beyond_the_window_counts_all_their_items() {
    let mut items = many_items(1_000);
    for item in &mut items {
        (item.row.story, item.row.story_items) = (Some(item.row.id.0), 4);
    }
    let mut w = world(items, 100, 24);
    w.keys("V").line("Story");
    w.keys("X");
    assert!(w.picture().contains("spike these 1000 stories, all 4000 items of them?"), "{}", w.picture());
    w.keys("n Esc v G X");
    assert!(w.picture().contains("all 4000 items of them?"), "{}", w.picture());
}

#[test]
fn an_item_is_taken_out_of_its_story_and_selected_stories_are_made_one() {
    let mut items = five();
    for (at, story) in [(0, 5), (4, 1)] {
        items[at].row.story = Some(story);
    }
    let mut w = world(items, 100, 24);
    w.keys("j -");
    assert_eq!(w.status_of(4).placed, Some(4));
    assert!(w.screen.status().starts_with("taken out of its story (u undoes)"), "{}", w.screen.status());
    w.keys("u g g &");
    assert!(w.screen.status().contains("select items of several stories first"), "{}", w.screen.status());
    w.keys("v j &");
    assert_eq!(w.status_of(5).placed, Some(4), "{}", w.screen.status());
    assert_eq!(w.status_of(4).placed, None, "it is there already");
}
