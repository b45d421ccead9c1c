//! What the desk tells of invented copy.

use proptest::prelude::{any, prop_assert_eq, proptest};

use crate::analysis::stories::{Arrival, Desk, Verdict};

const FIRE: &str = "A fire gutted the old rope works at Tarnholm on Monday night. Firefighters from three stations fought \
    the blaze until dawn. The watchman Oskar Lindqvane escaped through a loft window. Nobody was hurt, the brigade said. \
    The rope works had stood empty since the mill at Grevesund took over its orders.";

fn file(copy: &[(&str, &str)]) -> Vec<Verdict> {
    let mut desk = Desk::new();
    let items = copy.iter().zip(0..);
    items.map(|((title, text), id)| desk.arrive(&Arrival { id, title, text, published: None })).collect()
}

#[test]
fn two_look_alike_quakes_stay_apart() {
    let told = file(&[
        (
            "Quake shakes Ostrava Bay",
            "A quake of magnitude 5.1 shook Ostrava Bay on Monday, damaging the port of Lemnor. Mayor Ilse Barrowin said two people were hurt.",
        ),
        (
            "Quake hits Khandur valley",
            "An earthquake of magnitude 6.3 struck the Khandur valley, killing nine in Sarpeth. Governor Amar Tolun sent soldiers.",
        ),
    ]);
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
fn other_copy_on_the_same_event_joins_the_story_but_is_no_reprint() {
    let told = file(&[
        ("Fire guts rope works", FIRE),
        (
            "Tarnholm rope works fire was arson, police say",
            "Police at Tarnholm believe that the rope works fire was arson. Watchman Oskar Lindqvane, who escaped the blaze, saw two men near the mill.",
        ),
    ]);
    assert_eq!(told[1].story, told[0].story);
    assert_ne!(told[1].reprint, told[0].reprint);
}

proptest! {
    #[test]
    fn any_copy_is_judged_and_the_same_order_gives_the_same_verdicts(copy in any::<Vec<(String, String)>>()) {
        let copy: Vec<(&str, &str)> = copy.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        prop_assert_eq!(file(&copy), file(&copy));
    }
}
