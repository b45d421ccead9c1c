//! Copy leaves in every way, and what may not leave does not.

use crate::store::Writer;
use crate::wire::{Delivery, Filing, Mark, Marks, Outcome, Source, SourceState, Ticket};

use super::*;

/// A cache with a ferry story, a killed one and one under embargo; the items in that order.
struct House {
    dir: tempfile::TempDir,
    items: Vec<ItemId>,
    desk: Desk,
    told: Receiver<Event>,
}

fn house(targets: Vec<Target>) -> House {
    let dir = tempfile::tempdir().unwrap();
    let clock: Clock = Arc::new(|| "2026-11-23T12:00:00Z".parse().unwrap());
    let cache = dir.path().join("cache.db");
    let mut writer = Writer::open(&cache, settings::workers(), clock()).unwrap();
    let source = Source::new("Harbour Wire", "https://harbour.example/feed");
    let id = writer.sync_sources(&[source], clock()).unwrap()[0].id;
    let filing = |key: &str, headline: &str| Filing {
        key: key.into(),
        headline: headline.into(),
        url: Some(format!("https://harbour.example/{key}")),
        text: "The ferry waits.".into(),
        ..Filing::default()
    };
    let killed = Filing { marks: Marks::new(vec![Mark::Kill]), ..filing("k", "KILL: Lighthouse") };
    let embargoed = Filing { embargo: Some("2026-11-23T18:00:00Z".parse().unwrap()), ..filing("e", "Report due") };
    let delivery = Delivery {
        source: id,
        at: clock(),
        ms: 1,
        http: Some(200),
        outcome: Outcome::Fresh,
        state: SourceState::fresh(id),
        filings: vec![filing("f", "-rf; $(touch x) `y`"), killed, embargoed],
        defects: Vec::new(),
        raw: Vec::new(),
        content_type: None,
    };
    let items = writer.ingest(&[delivery]).unwrap().remove(0).new;
    let (to, told) = sync_channel(16);
    let desk = Desk { cache, clock, zone: TimeZone::UTC, targets: targets.into(), to };
    House { dir, items, desk, told }
}

impl House {
    fn take(&self, items: &[ItemId], to: Way) -> Result<Option<String>, String> {
        Ok(self.leave(items, to)?.1)
    }

    /// What has left, and what is said of it.
    fn leave(&self, items: &[ItemId], to: Way) -> Result<(Vec<ItemId>, Option<String>), String> {
        let (left, said) = run(&self.desk, &take_out(items, to))?;
        let said = said.map(|said| match said {
            Notice::Info(words) | Notice::Trouble(words) => words,
            other => unreachable!("{other:?}"),
        });
        Ok((left, said))
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }
}

fn take_out(items: &[ItemId], to: Way) -> TakeOut {
    TakeOut { ticket: Ticket(1), items: items.to_vec(), to }
}

fn target(run: &[&str], form: Form) -> Target {
    let run = run.iter().map(|word| (*word).to_owned()).collect();
    Target { name: "out".into(), run, form, terminal: false, timeout: Duration::from_secs(60) }
}

#[test]
fn copy_is_saved_in_the_form_its_name_asks_for_and_never_over_a_file() {
    let house = house(Vec::new());
    let path = house.path("a.md");
    let said = house.take(&house.items[..1], Way::Save(path.clone())).unwrap().unwrap();
    assert!(said.starts_with("saved to "), "{said}");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("# "));
    let why = house.take(&house.items[..1], Way::Save(path.clone())).unwrap_err();
    assert!(why.contains("is there already"), "{why}");
    house.take(&house.items[..1], Way::Save(house.path("a.ninjs"))).unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(house.path("a.ninjs")).unwrap()).unwrap();
    assert_eq!(json["pubstatus"], "usable");
}

#[test]
fn killed_and_embargoed_copy_stays_in_words_and_costs_only_itself() {
    let house = house(Vec::new());
    for (at, words) in [(1, "killed copy is not taken out: "), (2, "under embargo until ")] {
        let why = house.take(&house.items[at..=at], Way::Save(house.path("x.md"))).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
    let why = house.take(&house.items[2..], Way::Save(house.path("x.md"))).unwrap_err();
    assert_eq!(why, "under embargo until 18:00: not taken out before: Report due");
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let berlin = Desk { zone, ..house.desk.clone() };
    let why = run(&berlin, &take_out(&house.items[2..], Way::Send("out".into()))).unwrap_err();
    assert!(why.starts_with("under embargo until 19:00: not taken out before: "), "in the desk's zone: {why}");
    let why = house.take(&house.items[1..], Way::Save(house.path("x.md"))).unwrap_err();
    assert!(why.starts_with("2 items stayed, the first: killed copy is not taken out: KILL"), "{why}");
    assert!(!Path::new(&house.path("x.md")).exists());
    let said = house.take(&house.items, Way::Save(house.path("all.txt"))).unwrap().unwrap();
    assert!(said.contains("; 2 items stayed, the first: killed copy is not taken out: "), "{said}");
    assert!(!std::fs::read_to_string(house.path("all.txt")).unwrap().contains("Lighthouse"));
}

#[test]
fn a_target_gets_the_copy_and_the_parts_it_names_and_no_shell_reads_them() {
    let house = house(Vec::new());
    let out = house.path("sent");
    let targets = vec![target(&["tee", &out], Form::Json)];
    let house = House { desk: Desk { targets: targets.into(), ..house.desk.clone() }, ..house };
    let said = house.take(&house.items[..1], Way::Send("out".into())).unwrap().unwrap();
    assert!(said.starts_with("sent to out: -rf"), "{said}");
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(json["text"], "The ferry waits.");
    let one = Copy::read(&house.desk, &house.items[..1]).unwrap().items.remove(0);
    assert_eq!(filled("{headline}", &one, None), "–rf; $(touch x) `y`", "no option of the wire's making");
    assert_eq!(filled("--title={headline} {url}", &one, None), "--title=-rf; $(touch x) `y` https://harbour.example/f");
    assert_eq!(filled("{headlin} {{id}}", &one, None), format!("{{headlin}} {{{}}}", house.items[0]));
    for part in crate::config::TARGET_PARTS {
        let argument = format!("{{{part}}}");
        assert_ne!(filled(&argument, &one, None), argument, "what the configuration accepts is filled in");
    }
}

#[test]
fn a_target_that_fails_says_why_and_one_that_hangs_is_ended() {
    let mut targets = vec![target(&["ls", "/nowhere/at/all"], Form::Text)];
    targets.push(Target {
        name: "slow".into(),
        timeout: Duration::from_millis(30),
        ..target(&["sleep", "600"], Form::Text)
    });
    let house = house(targets);
    let why = house.take(&house.items[..1], Way::Send("out".into())).unwrap_err();
    assert!(why.starts_with("not sent to out: ls ended with") && why.contains("/nowhere/at/all"), "{why}");
    let why = house.take(&house.items[..1], Way::Send("slow".into())).unwrap_err();
    assert!(why.starts_with("not sent to slow: sleep took longer"), "{why}");
}

#[test]
fn what_was_sent_before_a_target_failed_has_left_and_the_rest_stays_in_words() {
    let mut once = house(Vec::new());
    let item = once.items[0];
    // The second time the directory is there already.
    let script = format!("mkdir {}", once.path("{id}"));
    once.desk.targets = vec![target(&["sh", "-c", &script], Form::Text)].into();
    let (left, said) = once.leave(&[item, item, once.items[1]], Way::Send("out".into())).unwrap();
    assert_eq!(left, [item]);
    let said = said.unwrap();
    assert!(said.starts_with("sent to out: -rf"), "{said}");
    assert!(said.contains("; 2 items stayed, the first: sh ended with"), "{said}");
}

#[test]
fn copy_has_left_when_the_program_with_the_terminal_has_ended_well() {
    let house = house(vec![Target { terminal: true, ..target(&["vi", "{file}"], Form::Markdown) }]);
    // Takes copy out, and ends the program that is to get it.
    let ends = |items: &[ItemId], to: Way, how: Result<(), String>| {
        let (desk, take) = (house.desk.clone(), take_out(items, to));
        let taking = thread::spawn(move || run(&desk, &take));
        let Ok(Event::Foreground(mut program)) = house.told.recv() else { unreachable!("the screen is asked") };
        assert!(!taking.is_finished(), "nothing has left before it has ended");
        program.tell(how);
        (program, taking.join().unwrap())
    };
    let pipe = || Way::Pipe(vec!["less".into()]);
    let (program, told) = ends(&house.items, pipe(), Ok(()));
    assert_eq!(program.argv, ["less"]);
    assert!(program.input.unwrap().starts_with(b"# "));
    let (left, said) = told.unwrap();
    assert_eq!(left, house.items[..1]);
    let said = format!("{said:?}");
    assert!(said.contains("2 items stayed, the first: "), "what the program does not get is told: {said}");
    let (_, told) = ends(&house.items[..1], pipe(), Err("less ended with exit status: 1".into()));
    assert_eq!(told.unwrap_err(), "less ended with exit status: 1");
    let (program, told) = ends(&house.items[..1], Way::Send("out".into()), Ok(()));
    assert_eq!(told.unwrap(), (vec![house.items[0]], None));
    let file = program.file.unwrap();
    assert_eq!(program.argv[1], file.display().to_string());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("# "));
}
