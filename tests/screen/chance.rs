//! Keys, sizes, arrivals and late answers by chance: nothing of it may panic, lose the cursor, wait for ever or lock the editor in.

use crate::world::{World, item, many_items, noon, three_items, world};
use copytaster::screen::{Key, KeyPress, Message, Mouse, MouseKind, Notice, Pane, Progress, Worker};
use copytaster::wire::{Change, ItemId, Mark, Marks};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};
use proptest::sample::select;

/// Something that happens to the screen.
#[derive(Debug, Clone)]
enum Event {
    Keys(&'static str),
    Typed(char),
    Pasted(&'static str),
    Clicked(u16, u16, MouseKind),
    Resized(u16, u16),
    Arrived(i64),
    Vanished(usize),
    Killed(usize),
    Passed(i64),
    /// From here on answers wait, or decisions do.
    Late(bool),
    Held(bool),
    Answered(usize),
    Released,
    Polled(u32),
    Trouble,
}

/// Every chord that is bound, and some that begin none.
const CHORDS: &[&str] = &[
    "j",
    "k",
    "g g",
    "G",
    "C-d",
    "C-u",
    "C-f",
    "C-b",
    "Space",
    "h",
    "l",
    "Tab",
    "S-Tab",
    "g l",
    "g r",
    "g q",
    "g s",
    "\\",
    "Z",
    "<",
    ">",
    "L",
    "Enter",
    "n",
    "p",
    "J",
    "K",
    "]",
    "[",
    "C-o",
    "*",
    "+",
    "g +",
    "}",
    "{",
    "y q",
    "y Q",
    "y l",
    "'",
    "\"",
    "g Q",
    "f",
    "F",
    "x",
    "X",
    "-",
    "&",
    "w",
    "W",
    "e",
    "c",
    "C",
    "t",
    "N",
    "m",
    "A",
    "M",
    "u",
    "U",
    "v",
    "V",
    "/",
    "C-n",
    "C-p",
    "=",
    "s",
    ".",
    "Esc",
    "g v",
    "g u",
    "g a",
    "g f",
    "g w",
    "g x",
    "g e",
    "g c",
    "g b",
    "g k",
    "g o",
    "g H",
    "g d",
    "!",
    "g h",
    "d",
    "2 d",
    "D",
    "i",
    "I",
    "z",
    "o",
    "y y",
    "y a",
    "y m",
    ";",
    "S",
    "B",
    "|",
    "g p",
    "r",
    "R",
    "a",
    "d d",
    "g R",
    "?",
    ":",
    "C-l",
    "3 f",
    "9 9 9 9 9 x",
    "g",
    "y",
    ",",
    "Home",
    "End",
    "PgUp",
    "PgDn",
    "Left",
    "Right",
    "Backspace",
    "C-w",
    "y",
];

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        24 => select(CHORDS).prop_map(Event::Keys),
        4 => prop_oneof![any::<char>(), select(vec!['y', 'n', '1', 'é', '橋', 'ب', '\u{301}', '"', '(', ':'])].prop_map(Event::Typed),
        1 => select(vec!["is:unread -bridge", "title:(", "🎣 two\nlines", ""]).prop_map(Event::Pasted),
        2 => (0_u16..130, 0_u16..45, select(vec![MouseKind::Click, MouseKind::WheelDown, MouseKind::WheelUp]))
            .prop_map(|(x, y, kind)| Event::Clicked(x, y, kind)),
        2 => (0_u16..130, 0_u16..45).prop_map(|(width, height)| Event::Resized(width, height)),
        3 => (100_i64..200).prop_map(Event::Arrived),
        1 => any::<usize>().prop_map(Event::Vanished),
        1 => any::<usize>().prop_map(Event::Killed),
        2 => (0_i64..4_000).prop_map(Event::Passed),
        2 => any::<bool>().prop_map(Event::Late),
        1 => any::<bool>().prop_map(Event::Held),
        6 => any::<usize>().prop_map(Event::Answered),
        2 => Just(Event::Released),
        1 => (0_u32..3).prop_map(Event::Polled),
        1 => Just(Event::Trouble),
    ]
}

fn happen(w: &mut World, event: Event) {
    match event {
        Event::Keys(keys) => drop(w.keys(keys)),
        Event::Typed(c) => drop(w.send(Message::Key(KeyPress::plain(Key::Char(c))))),
        Event::Pasted(text) => drop(w.send(Message::Paste(text.into()))),
        Event::Clicked(x, y, kind) => drop(w.send(Message::Mouse(Mouse { x, y, what: kind }))),
        Event::Resized(width, height) => drop(w.send(Message::Resize(width, height))),
        Event::Arrived(id) => {
            if w.items.iter().all(|i| i.row.id != ItemId(id)) {
                let copy = "“It came by chance,” said Ada Quill, the harbour master.\n\nNothing else did.";
                w.items.push(item(id, id % 7, "Norwire", &format!("Arrived by chance {id}"), copy));
            }
            w.send(Message::Changed(Change { new: vec![ItemId(id)], ..Change::default() }));
        }
        Event::Vanished(at) if w.items.len() > 2 => {
            let gone = w.items.remove(at % w.items.len()).row.id;
            w.send(Message::Changed(Change { touched: vec![gone], unnamed: at % 2 == 0, ..Change::default() }));
        }
        Event::Vanished(_) => {}
        Event::Killed(at) => {
            let at = at % w.items.len();
            w.items[at].row.marks = Marks::new(vec![Mark::Kill]);
            let id = w.items[at].row.id;
            w.send(Message::Changed(Change { touched: vec![id], ..Change::default() }));
        }
        Event::Passed(ms) => {
            w.now += jiff::SignedDuration::from_millis(ms);
            let now = w.now;
            w.send(Message::Tick(now));
        }
        Event::Late(late) => w.late = late,
        Event::Held(hold) => w.hold = hold,
        Event::Answered(which) => drop(w.answer_one(which)),
        Event::Released => drop(w.release()),
        Event::Polled(done) => {
            w.send(Message::Polling(Progress { done, total: 3, offline: false }));
        }
        Event::Trouble => {
            w.send(Message::Notice(Notice::Trouble("the disk is full".into())));
        }
    }
}

/// Everything that waits comes.
fn come_to_rest(w: &mut World) {
    w.send(Message::Resize(120, 40));
    w.late = false;
    w.release();
    while !w.asked.is_empty() {
        w.answer_one(0);
    }
}

/// Every level is dropped.
fn drop_all(w: &mut World) {
    for _ in 0..12 {
        w.keys("Esc");
    }
    w.keys("g l");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn whatever_happens_the_screen_draws_and_the_editor_comes_back_to_a_list(
        many in select(vec![3, 90, 450]),
        events in proptest::collection::vec(event(), 1..60),
    ) {
        let mut w = world(if many > 3 { many_items(many) } else { three_items() }, 120, 40);
        for event in events {
            happen(&mut w, event);
            w.draw();
        }
        come_to_rest(&mut w);
        prop_assert!(!w.screen.waits(), "an answer is waited for that will never come: {}", w.picture());
        drop_all(&mut w);
        prop_assert!(w.screen.focus() == Pane::List, "{}", w.picture());
        prop_assert!(!w.screen.is_prompting() && w.screen.pending() == 0, "{}", w.picture());
        w.keys("g a");
        let picture = w.picture();
        prop_assert!(picture.lines().any(|line| line.contains('▸')), "no cursor: {picture}");
        prop_assert!(picture.contains(&format!("/{} ", w.items.len())), "{} items: {picture}", w.items.len());
    }
}

#[test]
fn a_dead_worker_is_told_and_keys_do_not_panic() {
    let mut w = world(three_items(), 80, 24);
    for worker in [Worker::Reader, Worker::Writer, Worker::Poller] {
        w.send(Message::Lost(worker, "a fault of the program".into()));
        for keys in CHORDS {
            w.keys(keys);
            w.draw();
        }
        come_to_rest(&mut w);
    }
    assert!(w.now >= noon());
}
