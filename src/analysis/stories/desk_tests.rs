//! What the desk tells of invented copy.

use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

use crate::analysis::stories::{Arrival, Desk, Merge, Print, Verdict};

const FIRE: &str = "A fire gutted the old rope works at Tarnholm on Monday night. Firefighters from three stations fought \
    the blaze until dawn. The watchman Oskar Lindqvane escaped through a loft window. Nobody was hurt, the brigade said. \
    The rope works had stood empty since the mill at Grevesund took over its orders.";
const ARSON: &str = "Police at Tarnholm believe that the rope works fire was arson. Watchman Oskar Lindqvane, who \
    escaped the blaze, saw two men near the mill.";
const TRIAL: &str = "Two men went on trial over the fire at the Tarnholm rope works. The watchman Oskar Lindqvane told \
    the court that he saw both near the mill before the blaze.";
const QUAKE: &str = "A quake of magnitude 5.1 shook Ostrava Bay on Monday, damaging the port of Lemnor. Mayor Ilse \
    Barrowin said two people were hurt.";
const VALLEY: &str = "An earthquake of magnitude 6.3 struck the Khandur valley, killing nine in Sarpeth. Governor Amar \
    Tolun sent soldiers.";

fn print(title: &str, text: &str) -> Print {
    Print::of(&Arrival { title, text })
}

fn desk(copy: &[(&str, &str)]) -> (Desk, Vec<Verdict>) {
    let mut desk = Desk::new();
    let told = copy.iter().zip(0..).map(|((title, text), id)| desk.arrive(id, &print(title, text), None)).collect();
    (desk, told)
}

fn file(copy: &[(&str, &str)]) -> Vec<Verdict> {
    desk(copy).1
}

#[test]
fn two_look_alike_quakes_stay_apart() {
    let told = file(&[("Quake shakes Ostrava Bay", QUAKE), ("Quake hits Khandur valley", VALLEY)]);
    assert_ne!(told[0].story, told[1].story);
}

#[test]
fn a_reprint_with_a_new_headline_and_a_cut_tail_folds() {
    let cut = FIRE.split(" Nobody").next().unwrap_or_default();
    let told = file(&[("Fire guts rope works", FIRE), ("Old works burn at Tarnholm", cut)]);
    assert_eq!(told[1].reprint, told[0].reprint);
    assert_eq!(told[1].story, told[0].story);
}

#[test]
fn a_whole_copy_shows_two_cut_ones_to_be_the_same() {
    let (start, end) = FIRE.split_once(" The watchman").expect("it has one");
    let told = file(&[("", start), ("", end), ("Fire guts rope works", FIRE)]);
    assert_ne!(told[1].reprint, told[0].reprint);
    assert_eq!((told[2].reprint, &told[2].linked[..]), (0, &[Merge { from: 1, into: 0 }][..]));
    assert_eq!((told[2].story, told[2].merged), (0, Some(Merge { from: 1, into: 0 })), "one copy is one story");
}

#[test]
fn a_line_that_every_outlet_runs_makes_no_reprint() {
    let notice = "Not to be published, broadcast or passed on without leave of the agency.";
    let copy = [FIRE, QUAKE, VALLEY, ARSON, TRIAL, "Rye fell to 90 crowns at Grevesund."];
    let items: Vec<(String, String)> = copy.iter().map(|text| (String::new(), format!("{text} {notice}"))).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(title, text)| (title.as_str(), text.as_str())).collect();
    let told = file(&items);
    assert_eq!(told[5].reprint, 5, "the notice is known by then for what it is");
}

#[test]
fn copy_put_together_from_standing_lines_is_no_reprint_however_much_of_it_there_is() {
    let standing = [
        "Drivers on the coast road should allow for more time on their way to work this morning.",
        "Fishing boats are advised to stay in harbour until the storm warning has been lifted.",
        "Temperatures will fall below freezing in the valleys and near the lakes after midnight.",
        "Showers move in from the west and reach the hills by late afternoon or early evening.",
        "The ferry to the islands runs as planned but may leave later than the timetable says.",
        "Walkers in the mountains must expect fresh snow above the tree line during the day.",
        "Farmers can look up the soil values of their own district at the service's stations.",
        "The next report will be given out by the weather service tomorrow at the usual hour.",
    ];
    let report = |n: usize| {
        let own: Vec<String> = (0..80).map(|word| format!("place{n}value{word}")).collect();
        let lines: Vec<&str> = (0..3).filter_map(|line| standing.get((n * (line + 1) + line) % 8).copied()).collect();
        format!("{} {}", own.join(" "), lines.join(" "))
    };
    let reports: Vec<String> = (0..60).map(report).collect();
    let items: Vec<(&str, &str)> = reports.iter().map(|text| ("", text.as_str())).collect();
    let alone = file(&items).iter().zip(0..).filter(|(told, id)| told.reprint == *id).count();
    assert_eq!(alone, items.len());
}

#[test]
fn notices_that_take_different_copy_back_in_the_same_words_are_neither_one_copy_nor_one_story() {
    let notice = "Editors: kill the story that moved at 1200 GMT. This kill is mandatory. The story is wrong.";
    let told = file(&[
        ("Fire guts rope works", FIRE),
        ("KILL NOTICE: Wheat harvest to double, ministry says", notice),
        ("KILL KILL KILL: Zoo finds missing tapir in cellar", notice),
        ("KILL: Fire guts rope works", notice),
    ]);
    assert_eq!(told.iter().map(|told| told.reprint).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(
        told.iter().map(|told| told.story).collect::<Vec<_>>(),
        [0, 1, 2, 0],
        "a headline tells what it is about"
    );
}

#[test]
fn other_copy_on_the_same_event_joins_the_story_but_is_no_reprint() {
    let told = file(&[("Fire guts rope works", FIRE), ("Tarnholm rope works fire was arson, police say", ARSON)]);
    assert_eq!(told[1].story, told[0].story);
    assert_ne!(told[1].reprint, told[0].reprint);
}

#[test]
fn a_revision_is_not_counted_twice_and_stays_in_its_story() {
    let (mut desk, told) = desk(&[("Fire guts rope works", FIRE), ("Rope works fire was arson", ARSON)]);
    let revised = desk.arrive(1, &print("Quake hits Khandur valley", VALLEY), None);
    assert_eq!((revised.story, revised.merged), (told[0].story, None));
    assert_eq!(desk.arrive(2, &print("Fire was arson", ARSON), None).reprint, 2, "the first form of 1 is forgotten");
}

#[test]
fn an_alert_that_stood_alone_finds_its_story_when_the_copy_comes() {
    let (mut desk, told) = desk(&[("Fire guts rope works", FIRE), ("URGENT: blaze", "")]);
    assert_eq!(told[1].story, 1);
    assert_eq!(desk.arrive(1, &print("URGENT: blaze", ARSON), None).story, 0);
}

#[test]
fn a_desk_that_recalls_what_it_said_goes_on_as_if_it_had_never_stopped() {
    let copy = [("Fire guts rope works", FIRE), ("Quake shakes Ostrava Bay", QUAKE), ("Fire was arson", ARSON)];
    let (mut lasting, told) = desk(&copy);
    let mut restarted = Desk::new();
    for (((title, text), id), said) in copy.iter().zip(0..).zip(&told) {
        restarted.recall(id, &print(title, text), None, said.story, said.reprint);
    }
    for (id, (title, text)) in
        [("Two on trial", TRIAL), ("Quake hits valley", VALLEY), ("Works burn", FIRE)].iter().enumerate()
    {
        let (id, print) = (id as u64 + 10, print(title, text));
        assert_eq!(restarted.arrive(id, &print, None), lasting.arrive(id, &print, None));
    }
}

#[test]
fn what_was_recalled_is_not_judged_again() {
    let mut desk = Desk::new();
    desk.recall(1, &print("Fire guts rope works", FIRE), None, 1, 1);
    desk.recall(2, &print("Fire guts rope works", FIRE), None, 2, 2);
    let next = desk.arrive(2, &print("Works burn", FIRE), None);
    assert_eq!(next.reprint, 1, "an item that was alone is judged anew when it is revised");
}

#[test]
fn what_an_editor_splits_off_stays_off() {
    let (mut desk, _) = desk(&[("Fire guts rope works", FIRE), ("Fire was arson", ARSON), ("Two on trial", TRIAL)]);
    let split = desk.split(&[2]).expect("it has company");
    assert_eq!((split.story, split.renamed), (2, None));
    let revised = desk.arrive(2, &print("Two on trial over fire", TRIAL), None);
    assert_eq!((revised.story, revised.merged), (2, None));
    let again = desk.arrive(3, &print("Trial over Tarnholm fire", TRIAL), None);
    assert_eq!((again.story, again.merged), (2, None), "its own reprints go with it");
}

#[test]
fn the_item_that_named_a_story_can_be_split_off_it() {
    let (mut desk, _) = desk(&[("Fire guts rope works", FIRE), ("Fire was arson", ARSON), ("Two on trial", TRIAL)]);
    let split = desk.split(&[0]).expect("it has company");
    assert_eq!((split.story, split.renamed), (0, Some(Merge { from: 0, into: 1 })));
    assert_eq!(desk.arrive(3, &print("Trial over fire", TRIAL), None).story, 1);
}

#[test]
fn an_item_without_company_cannot_be_split_off() {
    let (mut desk, _) = desk(&[("Fire guts rope works", FIRE), ("Quake shakes Ostrava Bay", QUAKE)]);
    assert_eq!(desk.split(&[1]), None);
    assert_eq!(desk.split(&[7]), None);
}

#[test]
fn stories_that_an_editor_joined_are_one_and_can_be_split_again() {
    let (mut desk, _) = desk(&[("Fire guts rope works", FIRE), ("Quake shakes Ostrava Bay", QUAKE)]);
    assert_eq!(desk.join(1, 0), Merge { from: 1, into: 0 });
    assert_eq!(desk.arrive(2, &print("Port of Lemnor damaged", QUAKE), None).story, 0);
    let split = desk.split(&[1, 2]).expect("it has company");
    assert_eq!((split.story, split.renamed), (1, None));
    assert_eq!(desk.arrive(3, &print("Ostrava Bay quake", QUAKE), None).story, 1);
}

#[test]
fn a_story_that_is_remembered_takes_the_name_of_one_that_is_not() {
    let (mut desk, _) = desk(&[("Fire guts rope works", FIRE)]);
    desk.join(0, 77);
    assert_eq!(desk.arrive(1, &print("Fire was arson", ARSON), None).story, 77);
}

#[test]
fn the_memory_is_bounded_and_forgets_the_oldest() {
    let mut desk = Desk::new();
    desk.arrive(0, &print("Fire guts rope works", FIRE), None);
    let brief = print("Quake shakes Ostrava Bay", "");
    for id in 1..=Desk::MEMORY as u64 {
        desk.recall(id, &brief, None, 1, 1);
    }
    assert_eq!(desk.arrive(99_999, &print("Works burn", FIRE), None).story, 99_999);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_copy_is_judged_and_the_same_order_gives_the_same_verdicts(copy in any::<Vec<(String, String)>>()) {
        let copy: Vec<(&str, &str)> = copy.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        prop_assert_eq!(file(&copy), file(&copy));
    }

    #[test]
    fn a_print_that_was_kept_is_the_print(title in ".*", text in any::<String>()) {
        let print = print(&title, &text);
        prop_assert_eq!(Print::from_bytes(&print.to_bytes()), Some(print));
    }

    #[test]
    fn any_bytes_give_a_sound_print_or_none(bytes in any::<Vec<u8>>(), at in any::<usize>(), by in any::<u8>()) {
        let _ = Print::from_bytes(&bytes);
        let mut kept = print("Fire guts rope works", FIRE).to_bytes();
        let at = at % kept.len();
        kept[at] = by;
        if let Some(read) = Print::from_bytes(&kept) {
            prop_assert_eq!(read.to_bytes(), kept);
        }
    }

    #[test]
    fn no_order_of_filings_and_decisions_breaks_the_desk(steps in proptest::collection::vec((0..6_u8, 0..12_u64, 0..5_usize), 0..60)) {
        let copy = [FIRE, ARSON, TRIAL, QUAKE, VALLEY];
        let mut desk = Desk::new();
        for (step, id, text) in steps {
            match step {
                0 => drop(desk.split(&[id, id + 1])),
                1 => drop(desk.join(id, text as u64)),
                2 => desk.recall(id, &print("", copy[text]), None, text as u64, text as u64),
                _ => drop(desk.arrive(id, &print("", copy[text]), None)),
            }
        }
    }
}
