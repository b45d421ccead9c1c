//! Copy that would drown a terminal: what one frame of it comes to.

use std::time::{Duration, Instant};

use copytaster::wire::{clean_block, clean_line, cut_line};

use crate::world::{World, item, world};

/// The most that a frame of 120 by 40 may send, in bytes.
const FRAME: usize = 64 * 1024;

/// How long headlines are at most, in bytes.
const HEADLINE: usize = 1_024;

/// Letters to fill any pane, each with as many of these behind it.
fn flood(letter: &str, marks: &str) -> String {
    format!("{} ", format!("{letter}{marks}").repeat(9)).repeat(400)
}

/// The screen over copy that is all of this, in headlines, story and quotations, as the wire would bring it.
fn drowned(copy: &str) -> World {
    let (headline, body) = (cut_line(clean_line(copy), HEADLINE), clean_block(copy));
    let speech = format!("“{}”", clean_line(&copy.chars().take(6_000).collect::<String>()));
    let text = format!("{speech}\n\n{body}");
    let items = (1..=40).map(|n| item(n, n, &headline, &headline, &text).quote(&speech, Some((&headline, &headline))));
    let mut world = world(items.collect(), 120, 40);
    world.keys("Enter }");
    world
}

#[test]
fn a_frame_of_copy_that_is_all_marks_or_wide_stays_small_and_is_drawn_at_once() {
    for (letter, marks) in [
        ("a", "\u{300}\u{301}\u{302}\u{303}".repeat(5)),
        ("a", "\u{1dfb}\u{1dfc}".repeat(10)),
        ("a", "\u{1e008}".repeat(10)),
        ("𝕬", "\u{1e008}".repeat(10)),
        ("\u{1100}", "\u{1161}\u{1162}".repeat(10)),
        ("क", "\u{94d}\u{200d}".repeat(10)),
        ("क", "\u{94d}क".repeat(10)),
        ("👩", "\u{200d}👩".repeat(10)),
        ("東", String::new()),
        ("\u{fdfd}", String::new()),
    ] {
        let world = drowned(&flood(letter, &marks));
        let begun = Instant::now();
        let sent = world.sent();
        let took = begun.elapsed();
        assert!((4_000..FRAME).contains(&sent.len()), "{letter} with {:?}: {} bytes", marks.chars().next(), sent.len());
        // Some milliseconds; the rest is for a machine that is busy with other things.
        assert!(took < Duration::from_secs(1), "{letter} with {:?}: {took:?}", marks.chars().next());
    }
}
