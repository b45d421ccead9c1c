//! The whole program on a real terminal: marks outlive a kill, and the terminal is as it was whatever ends the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end at once")]

mod support;

use std::path::Path;
use std::process::Command;

use rustix::process::Signal;
use support::pty::Terminal;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_copytaster");
/// A headline of the demo's wire that is there from the start and that no story takes in, cut so that it fits a narrow list and
/// new enough to stand on the first screen of a small terminal.
const THERE: &str = "She had the key";

fn demo(home: &Path, size: (u16, u16)) -> Terminal {
    let mut terminal = Terminal::start(PROGRAM, &["--cache", "desk.db", "demo"], home, size);
    // All copy is in: a key pressed before pins the cursor to what stood there then.
    terminal.until("the whole demo", |screen| {
        let shown = screen.contents();
        shown.contains(THERE) && !shown.contains("polling")
    });
    terminal
}

/// Runs the program without its screen on the same cache and returns what it prints.
fn listed(home: &Path, query: &str) -> String {
    let cache = home.join("desk.db");
    let output = Command::new(PROGRAM)
        .args(["--offline", "--cache", cache.to_str().unwrap(), "list", "--json", query])
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_flag_survives_kill_9() {
    let home = TempDir::new().unwrap();
    let mut terminal = demo(home.path(), (120, 40));
    terminal.keys("f");
    terminal.until_text("1 flagged");
    terminal.signal(Signal::KILL);
    assert!(!terminal.end().status.success());

    let flagged = listed(home.path(), "is:flagged");
    assert_eq!(flagged.lines().count(), 1, "{flagged}");

    let mut terminal = Terminal::start(PROGRAM, &["--offline", "--cache", "desk.db"], home.path(), (120, 40));
    terminal.until_text("1 flagged");
    terminal.keys("u");
    terminal.until("the flag taken back", |screen| !screen.contents().contains("1 flagged"));
    terminal.keys("Q");
    assert!(terminal.end().status.success());
    assert_eq!(listed(home.path(), "is:flagged"), "");
}

#[test]
fn what_is_done_without_the_screen_is_seen_on_it_and_the_other_way_round() {
    let home = TempDir::new().unwrap();
    let mut terminal = demo(home.path(), (120, 40));
    let there = listed(home.path(), THERE);
    let item: serde_json::Value = serde_json::from_str(there.lines().next().unwrap()).unwrap();
    let done = |verb: &str| {
        let cache = home.path().join("desk.db");
        let output = Command::new(PROGRAM)
            .args(["--offline", "--cache", cache.to_str().unwrap(), verb, &item["id"].to_string().replace('"', "")])
            .env("HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    done("flag");
    terminal.until_text("1 flagged");
    done("unflag");
    terminal.until("the flag taken back", |screen| !screen.contents().contains("1 flagged"));
    terminal.keys("w");
    terminal.until_text("1 held");
    assert_eq!(listed(home.path(), "is:held").lines().count(), 1);
    terminal.keys("Q");
    assert!(terminal.end().status.success());
}

#[test]
fn quitting_restores_the_terminal_and_succeeds() {
    let home = TempDir::new().unwrap();
    for keys in ["Q", "\x03"] {
        let mut terminal = demo(home.path(), (100, 30));
        assert!(terminal.screen().alternate_screen() && terminal.screen().hide_cursor());
        terminal.keys(keys);
        let ended = terminal.end();
        assert!(ended.status.success(), "{:?}\n{}", ended.status, ended.last);
        assert!(ended.faults.is_empty(), "{:?}", ended.faults);
    }
}

#[test]
fn a_signal_restores_the_terminal() {
    let home = TempDir::new().unwrap();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT, Signal::ABORT] {
        let terminal = demo(home.path(), (100, 30));
        terminal.signal(signal);
        let ended = terminal.end();
        assert!(ended.faults.is_empty(), "{signal:?}: {:?}", ended.faults);
    }
}

#[test]
fn every_size_is_drawn_and_a_bigger_one_shows_the_list_again() {
    let home = TempDir::new().unwrap();
    let mut terminal = demo(home.path(), (120, 40));
    for (columns, rows) in [(80, 24), (40, 12), (1, 1), (300, 80), (40, 12)] {
        terminal.resize(columns, rows);
        terminal.keys("j");
    }
    terminal.resize(120, 40);
    terminal.keys("gg");
    terminal.until_text(THERE);
    terminal.keys("Q");
    assert!(terminal.end().status.success());
}

#[test]
fn three_hundred_sizes_in_a_row_leave_the_last_one_drawn() {
    let home = TempDir::new().unwrap();
    let mut terminal = demo(home.path(), (120, 40));
    // Sizes all over, always the same ones, with a key between them now and then.
    for n in 0..300_u16 {
        terminal.resize(1 + n * 37 % 211, 1 + n * 23 % 67);
        if n % 7 == 0 {
            terminal.keys("j");
        }
    }
    terminal.resize(100, 30);
    terminal.keys("gg");
    terminal.until("the whole screen", |screen| {
        let rows: Vec<String> = screen.rows(0, 100).collect();
        rows.len() == 30 && rows.iter().any(|row| row.contains(THERE)) && rows[0].contains("copytaster")
    });
    terminal.keys("Q");
    let ended = terminal.end();
    assert!(ended.status.success() && ended.faults.is_empty(), "{:?} {:?}", ended.status, ended.faults);
}

#[test]
fn a_stop_gives_the_terminal_back_and_going_on_draws_the_screen_anew() {
    let home = TempDir::new().unwrap();
    let mut terminal = demo(home.path(), (100, 30));
    let ours = terminal.line_discipline();
    for key in [true, false] {
        if key {
            terminal.keys("\x1a")
        } else {
            terminal.signal(Signal::TSTP)
        }
        terminal.until("the terminal given back", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        terminal.until_stopped();
        assert_ne!(terminal.line_discipline(), ours, "it is the shell's again");
        terminal.resize(if key { 80 } else { 120 }, 24);
        terminal.signal(Signal::CONT);
        terminal.until("the screen back", |screen| screen.alternate_screen() && screen.contents().contains(THERE));
    }
    terminal.keys("f");
    terminal.until_text("1 flagged");
    terminal.keys("Q");
    let ended = terminal.end();
    assert!(ended.status.success() && ended.faults.is_empty(), "{:?} {:?}", ended.status, ended.faults);
}

#[test]
fn copy_that_arrives_is_announced_while_one_looks() {
    let home = TempDir::new().unwrap();
    let mut terminal = demo(home.path(), (120, 40));
    terminal.until("new copy above", |screen| {
        let screen = screen.contents();
        screen.contains("new above") || screen.contains("FLASH: LINDVALE")
    });
    terminal.keys("Q");
    assert!(terminal.end().faults.is_empty());
}

#[test]
fn the_terminal_of_these_tests_sees_what_a_program_leaves_behind() {
    let home = TempDir::new().unwrap();
    let untidy = r"printf '\033[?1049h\033[?25l\033[?2004h\033[?1000h'; stty raw -echo; printf ready; read -r line";
    let mut terminal = Terminal::start("/bin/sh", &["-c", untidy], home.path(), (80, 24));
    terminal.until_text("ready");
    terminal.signal(Signal::KILL);
    let ended = terminal.end();
    assert_eq!(ended.faults.len(), 5, "{:?}", ended.faults);
    assert!(!ended.status.success());
}

#[test]
fn the_terminal_of_these_tests_finds_no_fault_with_a_tidy_program() {
    let home = TempDir::new().unwrap();
    let tidy =
        r#"printf '\033[?1049h'; stty size; read -r line; printf '\033[?1049l'; echo "got $line on $(stty size)""#;
    let mut terminal = Terminal::start("/bin/sh", &["-c", tidy], home.path(), (80, 24));
    terminal.until_text("24 80");
    terminal.resize(100, 30);
    terminal.keys("some keys\r");
    let ended = terminal.end();
    assert!(ended.faults.is_empty() && ended.status.success(), "{:?} {:?}", ended.faults, ended.status);
    assert!(ended.last.contains("got some keys on 30 100"), "{}", ended.last);
}

#[test]
fn a_terminal_that_goes_away_without_a_signal_ends_the_program_in_order() {
    use std::io::Read as _;
    let home = TempDir::new().unwrap();
    let pair = portable_pty::native_pty_system().openpty(portable_pty::PtySize::default()).unwrap();
    // A shell that ignores SIGHUP hands that on, as `nohup` does: the program hears of the end by its terminal alone.
    let mut command = portable_pty::CommandBuilder::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_copytaster"), "--offline"]);
    command.env("HOME", home.path());
    command.env("XDG_STATE_HOME", home.path());
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let (mut seen, mut piece) = (Vec::new(), [0_u8; 4096]);
    while !seen.windows(7).any(|seven| seven == b"Offline") {
        let n = reader.read(&mut piece).unwrap();
        assert!(n > 0, "ended before it drew anything");
        seen.extend_from_slice(&piece[..n]);
    }
    drop(reader);
    drop(pair.master);
    // The signal may win all the same: the program's handler takes the place of what was ignored.
    let code = child.wait().unwrap().exit_code();
    assert!(matches!(code, 1 | 129), "{code}");
    let log = std::fs::read_to_string(home.path().join("copytaster/copytaster.log")).unwrap_or_default();
    assert!(!log.contains("fault"), "{log}");
}

#[test]
fn a_program_gets_the_terminal_and_its_keys_and_gives_both_back() {
    let home = TempDir::new().unwrap();
    let mut terminal = demo(home.path(), (100, 30));
    // The program says what it reads from the terminal: no key of its may reach the screen, and none of the screen's it.
    terminal.keys("|");
    terminal.until_text("pipe to");
    terminal.keys("sh -c 'cat >copy.md; echo your turn; read line </dev/tty; echo got: $line'\r");
    terminal.until("the terminal lent", |screen| !screen.alternate_screen());
    // The screen is left a moment before the keyboard: until then, Enter is no end of a line.
    terminal.until_text("your turn");
    terminal.keys("fxQ\r");
    terminal.until_text("got: fxQ");
    terminal.until_text("Enter goes back");
    terminal.keys("\r");
    terminal.until("the screen back", |screen| screen.alternate_screen());
    terminal.until_text("sh has ended");
    let copy = std::fs::read_to_string(home.path().join("copy.md")).unwrap();
    assert!(copy.starts_with("# "), "{copy}");
    terminal.keys("f");
    terminal.until_text("1 flagged");
    terminal.keys("Q");
    let ended = terminal.end();
    assert!(ended.status.success() && ended.faults.is_empty(), "{:?}", ended.faults);
    assert_eq!(listed(home.path(), "is:flagged").lines().count(), 1, "the keys typed meanwhile were not ours");
}

#[test]
fn the_way_back_from_the_demo_is_the_same_key_or_q_and_the_terminal_is_the_screens_all_along() {
    let home = TempDir::new().unwrap();
    let mut terminal = Terminal::start(PROGRAM, &["--offline", "--cache", "desk.db"], home.path(), (120, 40));
    terminal.until_text("Offline");
    terminal.keys("gD");
    terminal.until_text("13 sources");
    terminal.keys("gD");
    terminal.until_text("leave the demo for your own wire?");
    terminal.keys("y");
    terminal.until_text("Offline");
    terminal.keys("gD");
    terminal.until_text("13 sources");
    terminal.keys("q");
    terminal.until_text("Offline");
    terminal.keys("q");
    let ended = terminal.end();
    assert!(ended.status.success() && ended.faults.is_empty(), "{:?} {:?}", ended.status, ended.faults);
}

#[test]
fn the_demo_from_an_open_screen_loses_no_key_and_leaves_the_desks_cache_alone() {
    let home = TempDir::new().unwrap();
    let mut terminal = Terminal::start(PROGRAM, &["--offline", "--cache", "desk.db"], home.path(), (160, 40));
    terminal.until_text("Offline");
    // What is typed ahead, while one session ends and the next begins, is heard by the next, Enter as Enter.
    terminal.keys("gD/harbour\r");
    terminal.until("the search of the demo", |screen| {
        let shown = screen.contents();
        shown.contains("search harbour") && shown.contains("1/") && !shown.contains("polling")
    });
    for letter in ["/", "a", "b", "c", "d"] {
        terminal.keys(letter);
    }
    terminal.until_text("search: abcd");
    // Esc and a letter that come together would be one key.
    terminal.keys("\x1b");
    terminal.until("the prompt closed", |screen| !screen.contents().contains("search: abcd"));
    terminal.keys("Q");
    let ended = terminal.end();
    assert!(ended.status.success() && ended.faults.is_empty(), "{:?} {:?}", ended.status, ended.faults);
    assert_eq!(listed(home.path(), ""), "", "made-up copy came into the desk's cache");
}
