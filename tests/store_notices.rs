//! A kill or withdrawal that is filed as a notice, without the copy, reaches the copy that it speaks of; a doubtful one says so.

#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod store_support;

use copytaster::analysis::{Tables, file_all};
use copytaster::exchange::may_leave;
use copytaster::formats::{Hint, decode};
use copytaster::wire::{About, Field, ItemId, Mark, Noticed, Query, Source, Term, Verb};
use store_support::{Desk, at, delivery, headlines, state};

const COPY: &str = "The harbour board closed the long quay on Monday after divers found cracks in its piles, its chair said, and \
                    ferries will go to Vik until the spring, when new piles will be driven into the bed of the harbour.";

const OTHER: &str =
    "Cod was scarce in the spring, fishermen of Vestra say, and nets were cut by ice that came down the sound early.";

fn story(guid: &str, title: &str, slug: &str, agency: &str) -> String {
    let slug = if slug.is_empty() { String::new() } else { format!("<slug>{slug}</slug>") };
    format!(
        "<item><guid>{guid}</guid><title>{title}</title>{slug}<description>HOLM, Nov 3 ({agency}) - {COPY}</description></item>"
    )
}

/// A notice; it has neither slug nor dateline of its own.
fn notice(guid: &str, title: &str, text: &str, agency: &str) -> String {
    format!(
        "<item><guid>{guid}</guid><title>{title}</title><author>{agency}</author><description>{text}</description></item>"
    )
}

fn poll(desk: &mut Desk, source: usize, second: i64, items: &[String]) -> Vec<ItemId> {
    let feed = format!("<rss version='2.0'><channel><title>t</title>{}</channel></rss>", items.concat());
    let decoded = decode(feed.as_bytes(), &Hint { url: None, content_type: None });
    let mut tables = Tables::default();
    tables.add_agency("Meridian Press", &["Meridian"], &[]);
    let brought = delivery(desk.sources[source].id, second, file_all(&decoded, &tables));
    let ids = desk.writer.ingest(&[brought]).unwrap().remove(0).new;
    desk.digest();
    ids
}

fn desk() -> Desk {
    Desk::with_sources(&[
        Source::new("Meridian Press", "https://meridian.example/feed"),
        Source::new("Harbour Herald", "https://herald.example/feed"),
    ])
}

fn noticed(desk: &Desk, id: ItemId) -> Vec<Noticed> {
    desk.reader().reading(id, None, 80).unwrap().unwrap().noticed
}

/// Items as a notice speaks of them.
fn about(desk: &Desk, ids: &[ItemId]) -> Vec<About> {
    ids.iter().map(|id| About { item: *id, headline: desk.row(*id).headline }).collect()
}

fn told(desk: &Desk) -> Vec<(ItemId, String)> {
    desk.reader().alerts(None).unwrap().iter().map(|a| (a.row.id, a.words())).collect()
}

#[test]
fn a_notice_reaches_the_copy_it_names_and_is_listed_itself() {
    for (title, text, mark) in [
        ("KILL: Meridian Press kills story slugged NORRLAND-QUAY", "Do not use it.", Mark::Kill),
        ("KILL NOTICE", "Editors: kill the story slugged “NORRLAND-QUAY, 1st Ld”. The quay is open.", Mark::Kill),
        ("KILL: Norrland closes long quay", "This kill is mandatory.", Mark::Kill),
        ("STORY WITHDRAWN", "The story headlined “Norrland closes long quay” has no basis.", Mark::Withdrawn),
        (
            "ATTENTION EDITORS: please disregard story slugged NORRLAND-QUAY",
            "A substitute will follow.",
            Mark::Withdrawn,
        ),
        ("HOLD HOLD HOLD", "Hold the story slugged NORRLAND-QUAY until told.", Mark::Hold),
    ] {
        let mut desk = desk();
        let used = poll(&mut desk, 0, 10, &[story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian")])[0];
        let other = story("m2", "Vestra counts nets", "VESTRA-NETS", "Meridian").replace(COPY, OTHER);
        let other = poll(&mut desk, 0, 11, &[other])[0];
        desk.verb(Verb::Use, &[used, other]);
        let kill = poll(&mut desk, 0, 20, &[notice("k1", title, text, "Meridian Press")])[0];
        assert_eq!(told(&desk), [(used, format!("{mark} by Meridian Press of copy that was used"))], "{title}");
        assert!(desk.row(used).marks.has(mark) && !desk.row(used).status.read, "{title}");
        assert!(!desk.row(other).marks.killed(), "{title}");
        assert_eq!(noticed(&desk, kill), [Noticed::About(about(&desk, &[used]))], "{title}");
        let (source, headline) = ("Meridian Press".to_owned(), title.to_owned());
        assert_eq!(
            noticed(&desk, used),
            [Noticed::By { what: mark, source, notice: kill, headline, at: at(20) }],
            "{title}"
        );
        assert_eq!(headlines(&mut desk.reader(), Query::All).len(), 3, "{title}");
        assert_eq!(desk.verb(Verb::Flag(None), &[other]).result.unwrap().items.len(), 1);
    }
}

#[test]
fn it_reaches_reprints_in_other_outlets_and_what_comes_with_it() {
    let mut desk = desk();
    let reprint = poll(&mut desk, 1, 10, &[story("h1", "Long quay shuts", "", "Meridian")])[0];
    desk.verb(Verb::Flag(None), &[reprint]);
    // The first delivery of the agency's own feed shows the kill above what it kills.
    let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
    let ids = poll(&mut desk, 0, 20, &[kill, story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian")]);
    assert!(desk.row(ids[1]).marks.killed());
    assert!(desk.row(reprint).is_killed());
    assert_eq!(told(&desk), [(reprint, "KILL by Meridian Press of copy that was flagged".to_owned())]);
    let mut reader = desk.reader();
    assert_eq!(headlines(&mut reader, state("alert")), ["Long quay shuts"]);
}

#[test]
fn where_it_is_not_sure_nothing_is_killed_and_the_notice_says_so() {
    let mut desk = desk();
    let ids = poll(
        &mut desk,
        0,
        10,
        &[
            story("m1", "Planner: events in Norrland", "NORRLAND-PLANNER", "Meridian"),
            story("m2", "Harbour talks", "NORRLAND-PLANNER", "Meridian").replace(COPY, OTHER),
        ],
    );
    desk.verb(Verb::Use, &ids);
    let kill = poll(
        &mut desk,
        0,
        20,
        &[notice("k1", "KILL NOTICE", "Kill the story slugged NORRLAND-PLANNER.", "Meridian Press")],
    )[0];
    let other = notice("k2", "KILL NOTICE", "Kill the story slugged NORRLAND-TOLLS.", "Meridian Press");
    let none = poll(&mut desk, 0, 30, &[other])[0];
    let stranger = notice("k3", "KILL: Harbour talks", "Do not use.", "AFP");
    let stranger = poll(&mut desk, 1, 40, &[stranger])[0];
    assert_eq!(noticed(&desk, kill), [Noticed::Unsure(about(&desk, &ids))]);
    assert!(ids.iter().all(|id| !desk.row(*id).marks.killed()) && told(&desk).is_empty());
    assert_eq!(noticed(&desk, none), [Noticed::Unsure(Vec::new())]);
    assert_eq!(noticed(&desk, stranger), [Noticed::Unsure(Vec::new())], "another agency's kill");
    let said = noticed(&desk, none)[0].words();
    assert!(said.starts_with("no story in the cache is surely"), "{said}");
}

#[test]
fn a_correction_notice_tells_and_does_not_mark_the_copy() {
    let mut desk = desk();
    let used = poll(&mut desk, 0, 10, &[story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian")])[0];
    desk.verb(Verb::Use, &[used]);
    let text = "In the story slugged NORRLAND-QUAY, the quay is 40 metres long, not 400.";
    poll(&mut desk, 0, 20, &[notice("c1", "CORRECTION: quay story", text, "Meridian Press")]);
    assert_eq!(told(&desk), [(used, "CORRECTED by Meridian Press of copy that was used".to_owned())]);
    assert!(desk.row(used).marks.is_empty());
}

/// A desk with a feed that has never run the agency's copy.
fn with_a_stranger() -> Desk {
    Desk::with_sources(&[
        Source::new("Meridian Press", "https://meridian.example/feed"),
        Source::new("Harbour Herald", "https://herald.example/feed"),
        Source::new("Loose Talk", "https://loose.example/feed"),
    ])
}

#[test]
fn a_kill_signed_by_a_source_that_does_not_run_the_agencys_copy_is_told_and_blocks_nothing() {
    let mut desk = with_a_stranger();
    let used = poll(&mut desk, 0, 10, &[story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian")])[0];
    let reprint = poll(&mut desk, 1, 11, &[story("h1", "Long quay shuts", "", "Meridian")])[0];
    desk.verb(Verb::Use, &[reprint]);
    let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
    // One story of the agency in the same breath is no proof that the feed runs its copy.
    let bait = story("k0", "Vestra counts nets", "VESTRA-NETS", "Meridian").replace(COPY, OTHER);
    let kill = poll(&mut desk, 2, 20, &[kill, bait])[0];
    for item in [used, reprint] {
        assert!(!desk.row(item).is_killed(), "its use is not forbidden");
        assert!(desk.row(item).marks.has(Mark::Unconfirmed), "but it bears a mark");
    }
    assert_eq!(told(&desk), [(reprint, "UNCONFIRMED KILL by Loose Talk of copy that was used".to_owned())]);
    assert_eq!(noticed(&desk, kill), [Noticed::Unconfirmed(about(&desk, &[used]))]);
    let said = noticed(&desk, used).remove(0).words();
    assert!(said.starts_with("unconfirmed KILL: Loose Talk, which is not known to run this agency's copy"), "{said}");
    // A later filing does not take the doubt away, and it is found by its mark.
    let later = story("m1", "Norrland closes long quay for good", "NORRLAND-QUAY", "Meridian");
    poll(&mut desk, 0, 25, &[later]);
    assert!(desk.row(used).marks.has(Mark::Unconfirmed) && desk.row(used).revision == 2);
    // The agency itself says so too: now it is killed.
    let own = notice("k2", "KILL: Norrland closes long quay for good", "This kill is mandatory.", "Meridian Press");
    poll(&mut desk, 0, 30, &[own]);
    assert!(desk.row(used).marks.killed() && desk.row(reprint).is_killed());
    assert_eq!(told(&desk)[0], (reprint, "KILL by Meridian Press of copy that was used".to_owned()));
}

#[test]
fn an_outlet_that_runs_the_agencys_copy_may_bring_its_kill() {
    let mut desk = with_a_stranger();
    let used = poll(&mut desk, 0, 10, &[story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian")])[0];
    desk.verb(Verb::Use, &[used]);
    let other = |n: usize| {
        let text = format!("{OTHER} The count of year {n} was the lowest since it began, the harbour office wrote.");
        story(&format!("h{n}"), &format!("Vestra counts nets of year {n}"), "", "Meridian").replace(COPY, &text)
    };
    poll(&mut desk, 1, 11, &[other(1), other(2), other(3)]);
    let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
    poll(&mut desk, 1, 20, &[kill]);
    assert!(desk.row(used).marks.killed());
    assert_eq!(told(&desk), [(used, "KILL by Harbour Herald of copy that was used".to_owned())]);
}

/// The same entry, filed at a second of the shift.
fn filed(second: i64, entry: &str) -> String {
    let date = at(second).strftime("%a, %d %b %Y %H:%M:%S +0000");
    entry.replace("<description>", &format!("<pubDate>{date}</pubDate><description>"))
}

#[test]
fn a_kill_that_comes_before_its_copy_meets_it_within_a_week_and_after_a_restart() {
    let week = 7 * 24 * 60 * 60;
    for (late, killed) in [(3_600, true), (week - 60, true), (week + 60, false)] {
        let mut desk = desk();
        let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
        let kill = poll(&mut desk, 0, 10, &[filed(8, &kill)])[0];
        assert_eq!(noticed(&desk, kill), [Noticed::Unsure(Vec::new())]);
        let mut desk = desk.reopened();
        let other = story("m0", "Vestra counts nets", "VESTRA-NETS", "Meridian").replace(COPY, OTHER);
        let copy = story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian");
        let ids = poll(&mut desk, 0, late, &[filed(5, &copy), filed(5, &other)]);
        let copy = *ids.iter().find(|id| desk.row(**id).headline.starts_with("Norrland")).unwrap();
        assert_eq!(desk.row(copy).is_killed(), killed, "{late} s later");
        assert_eq!(ids.iter().filter(|id| desk.row(**id).is_killed()).count(), usize::from(killed));
        if killed {
            assert_eq!(noticed(&desk, kill), [Noticed::About(about(&desk, &[copy]))]);
        }
    }
}

#[test]
fn what_an_agency_files_in_the_place_of_killed_copy_is_not_killed() {
    let mut desk = desk();
    let kill =
        notice("k1", "KILL NOTICE", "Kill the story slugged NORRLAND-QUAY. A substitute follows.", "Meridian Press");
    let kill = poll(&mut desk, 0, 10, &[filed(8, &kill)])[0];
    let substitute = story("m2", "Norrland board did not close quay", "NORRLAND-QUAY", "Meridian");
    let substitute = poll(&mut desk, 0, 600, &[filed(590, &substitute)])[0];
    assert!(!desk.row(substitute).is_killed());
    assert_eq!(
        noticed(&desk, kill),
        [Noticed::Unsure(about(&desk, &[substitute]))],
        "the notice names it as one that may be meant"
    );
}

#[test]
fn killed_copy_that_another_outlet_runs_late_is_killed_by_its_headline() {
    let mut desk = desk();
    let before = |n: usize| {
        let text = format!("{OTHER} The count of year {n} was the lowest since it began, the harbour office wrote.");
        story(&format!("m{n}"), &format!("Vestra counts nets of year {n}"), "", "Meridian").replace(COPY, &text)
    };
    poll(&mut desk, 0, 1, &[before(1), before(2), before(3)]);
    let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
    poll(&mut desk, 0, 10, &[filed(8, &kill)]);
    let late = poll(&mut desk, 1, 600, &[filed(590, &story("h1", "Norrland closes long quay", "", "Meridian"))])[0];
    assert!(desk.row(late).is_killed());
}

/// A desk with the agency's feed and five outlets, each of which ran the same story; the items, the agency's first.
fn run_by_six() -> (Desk, Vec<ItemId>) {
    let names = ["Meridian Press", "Harbour Herald", "Isle Times", "Sound Post", "Ferry Gazette", "Vik Courier"];
    let source =
        |name: &str| Source::new(name, format!("https://{}.example/feed", name.to_lowercase().replace(' ', "-")));
    let mut desk = Desk::with_sources(&names.map(source));
    let story = |n: usize| story(&format!("m{n}"), "Norrland closes long quay", "NORRLAND-QUAY", "Meridian");
    let ids = (0..6).map(|n| poll(&mut desk, n, 10 + i64::try_from(n).unwrap(), &[story(n)])[0]).collect();
    (desk, ids)
}

/// The alerts of the cache: of which item, of which source's doing, in which item of it, at which second of the shift.
fn alerts(desk: &Desk) -> Vec<(ItemId, String, ItemId, i64)> {
    let all = desk.reader().alerts(None).unwrap();
    let second = |when: jiff::Timestamp| when.as_second() - at(0).as_second();
    let mut all: Vec<_> = all.iter().map(|a| (a.row.id, a.from.to_string(), a.by, second(a.at))).collect();
    all.sort();
    all
}

#[test]
fn a_notice_that_kills_what_six_outlets_ran_gives_one_alert_for_each_item_that_somebody_acted_on() {
    let (mut desk, ids) = run_by_six();
    desk.verb(Verb::Flag(None), &ids[1..4]);
    let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
    let kill = poll(&mut desk, 0, 60, &[kill])[0];
    let by_notice =
        |of: &[ItemId]| -> Vec<_> { of.iter().map(|id| (*id, "Meridian Press".into(), kill, 60)).collect() };
    assert_eq!(alerts(&desk), by_notice(&ids[1..4]));
    // Who claims a run of it later is told of the same notice, and of none of the outlets that ran it.
    desk.verb(Verb::Claim, &ids[4..5]);
    assert_eq!(alerts(&desk), by_notice(&ids[1..5]));
    // Nor does a later filing of a killed run kill anything.
    let later = story("m5", "Norrland closes long quay for good", "NORRLAND-QUAY", "Meridian");
    poll(&mut desk, 5, 90, &[later]);
    assert_eq!(alerts(&desk), by_notice(&ids[1..5]));
}

#[test]
fn later_filings_of_a_run_that_its_own_outlet_killed_are_no_news_to_those_who_ran_others() {
    let (mut desk, ids) = run_by_six();
    desk.verb(Verb::Use, &ids[..1]);
    for (second, title) in [(60, "STORY WITHDRAWN: Norrland closes long quay"), (90, "Norrland quay, in full")] {
        poll(&mut desk, 3, second, &[story("m3", title, "NORRLAND-QUAY", "Meridian")]);
        assert_eq!(alerts(&desk), [(ids[0], "Sound Post".to_owned(), ids[3], 60)], "{title}");
    }
    desk.verb(Verb::Claim, &ids[1..2]);
    let by_outlet = |id: ItemId| (id, "Sound Post".to_owned(), ids[3], 60);
    assert_eq!(alerts(&desk), [by_outlet(ids[0]), by_outlet(ids[1])]);
}

#[test]
fn a_correction_notice_tells_those_who_acted_on_a_run_that_it_does_not_name() {
    let mut desk = desk();
    let reprint = poll(&mut desk, 1, 10, &[story("h1", "Long quay shuts", "", "Meridian")])[0];
    poll(&mut desk, 0, 11, &[story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian")]);
    desk.verb(Verb::Use, &[reprint]);
    let text = "In the story slugged NORRLAND-QUAY, the quay is 40 metres long, not 400.";
    let notice = poll(&mut desk, 0, 60, &[notice("c1", "CORRECTION: quay story", text, "Meridian Press")])[0];
    assert_eq!(alerts(&desk), [(reprint, "Meridian Press".to_owned(), notice, 60)]);
}

#[test]
fn a_notice_that_killed_other_copy_is_no_killed_copy_and_may_be_put_away_and_sent_on() {
    let mut desk = desk();
    poll(&mut desk, 0, 10, &[story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian")]);
    let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
    let kill = poll(&mut desk, 0, 20, &[kill])[0];
    let row = desk.row(kill);
    assert!(row.marks.has(Mark::Kill) && row.notice && !row.is_killed());
    let reading = desk.reader().reading(kill, None, 80).unwrap().unwrap();
    assert_eq!(may_leave(&reading, at(30)), Ok(()));
    for verb in [Verb::Read, Verb::Spike] {
        assert_eq!(desk.verb(verb.clone(), &[kill]).result.unwrap().items.len(), 1, "{verb:?}");
    }
    let mut reader = desk.reader();
    let mark = Query::Term(Term::Is(Field::Mark, "KILL".into()));
    assert_eq!(headlines(&mut reader, mark).len(), 2, "it is still found by its mark");
    assert_eq!(headlines(&mut reader, state("killed")), ["Norrland closes long quay"]);
    let (good, bad): (Vec<_>, Vec<_>) = reader.doctor().unwrap().into_iter().partition(|(good, _)| *good);
    assert!(!good.is_empty() && bad.is_empty(), "{bad:?}");
}

#[test]
fn a_notice_that_waits_for_its_copy_is_killed_copy_until_it_has_met_it() {
    let mut desk = desk();
    let kill = notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory.", "Meridian Press");
    let kill = poll(&mut desk, 0, 10, &[filed(8, &kill)])[0];
    assert!(desk.row(kill).is_killed());
    poll(&mut desk, 0, 60, &[filed(5, &story("m1", "Norrland closes long quay", "NORRLAND-QUAY", "Meridian"))]);
    assert!(!desk.row(kill).is_killed());
    // What is filed under its name later may be anything.
    let anew =
        notice("k1", "KILL: Norrland closes long quay", "This kill is mandatory, the agency said.", "Meridian Press");
    poll(&mut desk, 0, 90, &[filed(80, &anew)]);
    assert_eq!((desk.row(kill).revision, desk.row(kill).is_killed()), (2, true));
}
