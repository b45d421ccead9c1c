//! One story under several guids, or in several feeds of one outlet, is one item: the rules of identity, in their order.

#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod store_support;

use copytaster::analysis::{Tables, file_all};
use copytaster::formats::{Hint, decode};
use copytaster::wire::{Arrivals, ItemId, Query, Source, Verb};
use store_support::{Desk, at, delivery, headlines};

const BODY: &str =
    "The harbour board closed the long quay on Monday after divers found cracks in its piles, its chair said.";

/// One filing as a feed shows it.
#[derive(Clone, Default)]
struct Take {
    guid: &'static str,
    title: &'static str,
    slug: &'static str,
    agency: &'static str,
    minute: i64,
    body: String,
    link: &'static str,
    more: &'static str,
}

fn take(guid: &'static str, title: &'static str, minute: i64, body: &str) -> Take {
    Take { guid, title, slug: "Norrland-Quay", agency: "AFP", minute, body: body.into(), ..Take::default() }
}

fn rss(takes: &[Take]) -> String {
    let item = |take: &Take| {
        let slug = if take.slug.is_empty() { String::new() } else { format!("<slug>{}</slug>", take.slug) };
        let link = if take.link.is_empty() { String::new() } else { format!("<link>{}</link>", take.link) };
        let head = if take.agency.is_empty() { String::new() } else { format!("HOLM, Nov 3 ({}) - ", take.agency) };
        let date = at(take.minute * 60).strftime("%a, %d %b %Y %H:%M:%S GMT");
        let date = if take.minute < 0 { String::new() } else { format!("<pubDate>{date}</pubDate>") };
        format!(
            "<item><guid isPermaLink='false'>{}</guid><title>{}</title>{slug}{link}{date}{}<description>{head}{}</description></item>",
            take.guid, take.title, take.more, take.body
        )
    };
    let items: String = takes.iter().map(item).collect();
    format!("<rss version='2.0' xmlns:w='urn:example:wire'><channel><title>t</title>{items}</channel></rss>")
}

fn poll_source(desk: &mut Desk, source: usize, minute: i64, takes: &[Take]) -> Arrivals {
    let decoded = decode(rss(takes).as_bytes(), &Hint { url: Some("https://wire.example/feed"), content_type: None });
    let filings = file_all(&decoded, &Tables::default());
    assert_eq!(filings.len(), takes.len());
    let brought = delivery(desk.sources[source].id, minute * 60, filings);
    desk.writer.ingest(&[brought]).unwrap().remove(0)
}

fn poll(desk: &mut Desk, minute: i64, takes: &[Take]) -> (usize, usize, u32) {
    let arrivals = poll_source(desk, 0, minute, takes);
    (arrivals.new.len(), arrivals.revised.len(), arrivals.unchanged)
}

fn chain() -> Vec<Take> {
    vec![
        take("g1", "Norrland closes long quay", 10, BODY),
        take("g2", "UPDATE 1-Norrland closes long quay", 30, &format!("{BODY} Ferries go elsewhere.")),
        take("g3", "UPDATE 2-Ferries rerouted as quay closes", 60, &format!("{BODY} Ferries go to Holm, she said.")),
        take("g4", "CORRECTED-UPDATE 2-Ferries rerouted as quay closes", 90, &format!("{BODY} Ferries go to Vik.")),
        take("g5", "KILL: Ferries rerouted as quay closes", 120, "This kill is mandatory. The quay is open."),
    ]
}

fn revisions(desk: &Desk, id: ItemId) -> Vec<String> {
    let reading = desk.reader().reading(id, None, 80).unwrap().unwrap();
    reading.revisions.into_iter().map(|r| r.headline).collect()
}

fn all(desk: &Desk) -> Vec<String> {
    headlines(&mut desk.reader(), Query::All)
}

#[test]
fn takes_updates_correction_and_kill_with_guids_of_their_own_are_one_item() {
    let mut desk = Desk::new();
    let takes = chain();
    let id = poll_source(&mut desk, 0, 11, &takes[..1]).new[0];
    desk.verb(Verb::Use, &[id]);
    for (n, minute) in [(2, 31), (3, 61), (4, 91), (5, 121)] {
        // The feed shows the newest first, and goes on showing the older ones.
        let shown: Vec<Take> = takes[..n].iter().rev().cloned().collect();
        assert_eq!(poll(&mut desk, minute, &shown), (0, 1, u32::try_from(n).unwrap() - 1), "take {n}");
    }
    let shown: Vec<Take> = takes.iter().rev().cloned().collect();
    assert_eq!(poll(&mut desk, 130, &shown), (0, 0, 5));
    assert_eq!(revisions(&desk, id), takes.iter().map(|take| take.title).collect::<Vec<_>>());
    let row = desk.row(id);
    assert!(row.status.used && row.marks.killed(), "{:?}", row.marks);
    let told: Vec<String> = desk.reader().alerts(None).unwrap().iter().map(|a| a.words()).collect();
    assert_eq!(told, ["KILL of copy that was used", "CORRECTED of copy that was used"]);
}

#[test]
fn a_whole_chain_in_the_first_delivery_is_one_item_whose_newest_filing_is_shown() {
    for times in [true, false] {
        let mut takes: Vec<Take> = chain().into_iter().take(4).rev().collect();
        if !times {
            takes.iter_mut().for_each(|take| take.minute = -1);
        }
        let mut desk = Desk::new();
        let arrivals = poll_source(&mut desk, 0, 100, &takes);
        assert_eq!((arrivals.new.len(), arrivals.revised.len()), (1, 3));
        let told = revisions(&desk, arrivals.new[0]);
        assert_eq!(told, takes.iter().rev().map(|take| take.title).collect::<Vec<_>>());
        assert_eq!(poll(&mut desk, 110, &takes), (0, 0, 4));
    }
}

#[test]
fn quotes_and_verdicts_stay_with_the_revision_they_were_made_on() {
    let mut desk = Desk::new();
    let takes = [
        take(
            "g1",
            "Norrland closes quay",
            10,
            "\"It is unsafe,\" said Mara Olsen of the quay that the board has closed.",
        ),
        take(
            "g2",
            "UPDATE 1-Norrland closes quay",
            20,
            "In the end Mara Olsen said \"It was unsafe and old\" of the quay.",
        ),
    ];
    let id = poll_source(&mut desk, 0, 11, &takes[..1]).new[0];
    desk.digest();
    desk.verb(Verb::Flag(None), &[id]);
    poll(&mut desk, 21, &takes);
    desk.digest();
    let mut reader = desk.reader();
    for (revision, words) in [(1, "It is unsafe,"), (2, "It was unsafe and old")] {
        let reading = reader.reading(id, Some(revision), 80).unwrap().unwrap();
        let quoted: Vec<&str> = reading.quotes.iter().map(|q| q.span.of(&reading.filing.text)).collect();
        assert_eq!(quoted, [words]);
    }
    assert_eq!(desk.row(id).status.acted_on, Some(1));
}

#[test]
fn a_filing_that_says_what_it_replaces_is_a_revision_whatever_its_slug() {
    for more in [
        "<w:evolvedfrom>g1</w:evolvedfrom>",
        "<w:replaces>g1</w:replaces>",
        "<w:management-doc-idref idref='g1'/>",
        "<replaces xmlns='http://purl.org/dc/terms/'>g1</replaces>",
        "<link xmlns='http://www.w3.org/2005/Atom' rel='predecessor-version' href='https://wire.example/1'/>",
    ] {
        let mut desk = Desk::new();
        let first = Take { slug: "", link: "https://wire.example/1", ..take("g1", "Quay closes", 10, BODY) };
        let later =
            Take { slug: "Other", agency: "AP", more, ..take("g2", "Holm decides on harbour", 20, "Other words.") };
        let id = poll_source(&mut desk, 0, 11, std::slice::from_ref(&first)).new[0];
        assert_eq!(poll(&mut desk, 21, &[later, first]), (0, 1, 1), "{more}");
        assert_eq!(desk.row(id).headline, "Holm decides on harbour");
    }
}

#[test]
fn a_json_feed_says_it_in_its_extension() {
    let mut desk = Desk::new();
    let poll = |desk: &mut Desk, second: i64, items: &str| {
        let feed = format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{items}]}}");
        let decoded = decode(feed.as_bytes(), &Hint { url: None, content_type: None });
        let brought = delivery(desk.sources[0].id, second, file_all(&decoded, &Tables::default()));
        desk.writer.ingest(&[brought]).unwrap().remove(0)
    };
    let first = "{\"id\":\"n1\",\"title\":\"Quay closes\",\"content_text\":\"It closes.\"}";
    let later =
        "{\"id\":\"n2\",\"title\":\"Holm decides\",\"content_text\":\"It did.\",\"_wire\":{\"evolvedfrom\":\"n1\"}}";
    assert_eq!(poll(&mut desk, 1, first).new.len(), 1);
    assert_eq!(poll(&mut desk, 2, later).revised.len(), 1);
}

#[test]
fn filings_that_only_share_a_slug_stay_apart() {
    let first = || take("g1", "Norrland closes long quay", 10, BODY);
    let day = 24 * 60;
    let cases: [(&str, Take); 8] = [
        ("a headline sent ahead", take("g2", "FLASH: NORRLAND QUAY COLLAPSES", 30, "")),
        ("another agency", Take { agency: "AP", ..take("g2", "UPDATE 1-Norrland closes long quay", 30, BODY) }),
        ("after 48 hours", take("g2", "UPDATE 1-Norrland closes long quay", 10 + 2 * day + 1, BODY)),
        ("another slug", Take { slug: "Norrland-Quays", ..take("g2", "UPDATE 1-Norrland closes quay", 30, BODY) }),
        ("no agency", Take { agency: "", ..take("g2", "UPDATE 1-Norrland closes long quay", 30, BODY) }),
        ("an advisory", take("g2", "ADVISORY: Norrland quay story will be updated", 30, BODY)),
        (
            "other copy",
            take("g2", "Fishermen of Vestra count their losses", 30, "Cod was scarce in the spring and nets were cut."),
        ),
        ("no slug", Take { slug: "", ..take("g2", "UPDATE 1-Norrland closes long quay", 30, BODY) }),
    ];
    for (what, other) in cases {
        let mut desk = Desk::new();
        poll(&mut desk, 11, &[first()]);
        let minute = other.minute + 1;
        assert_eq!(poll(&mut desk, minute, &[other]), (1, 0, 0), "{what}");
        assert_eq!(all(&desk).len(), 2, "{what}");
    }
}

#[test]
fn two_quakes_under_one_slug_are_two_stories_however_like_their_headlines() {
    let first =
        "A quake of magnitude 5.2 shook the north of Norrland on Monday; three people were hurt in Holm, police said.";
    let second =
        "Houses swayed in southern Vestra at dawn, and the harbour master sent two tugs out to look at the breakwater.";
    let filed = |guid, title, minute, body: &str| Take { slug: "QUAKE", ..take(guid, title, minute, body) };
    let mut desk = Desk::new();
    poll(&mut desk, 0, &[filed("a", "Quake of magnitude 5.2 shakes Norrland coast", 0, first)]);
    let arrivals = poll(&mut desk, 90, &[filed("b", "Quake of magnitude 4.6 shakes Vestra coast", 90, second)]);
    assert_eq!(arrivals, (1, 0, 0));
    // The same quake in other words shares some of the text.
    let again = format!("Rescuers in Holm looked for people under rubble. {first} Trains stood still.");
    let arrivals = poll(&mut desk, 100, &[filed("c", "Three hurt as quake shakes Norrland coast", 100, &again)]);
    assert_eq!(arrivals, (0, 1, 0));
    assert_eq!(all(&desk).len(), 2);
}

#[test]
fn within_48_hours_a_rewritten_take_without_marks_is_a_revision() {
    let mut desk = Desk::new();
    poll(&mut desk, 11, &[take("g1", "Norrland closes long quay", 10, BODY)]);
    let later = 10 + 48 * 60;
    assert_eq!(
        poll(&mut desk, later, &[take("g2", "Quay stays shut", later, &format!("{BODY} It may reopen."))]),
        (0, 1, 0)
    );
    // A headline sent ahead, and the copy that follows it.
    let alert = Take { slug: "Vestra-Quake", ..take("a1", "URGENT: Strong quake strikes Vestra", later, "") };
    let story = Take {
        slug: "Vestra-Quake",
        ..take("a2", "Strong quake strikes Vestra, towers sway", later + 9, "Walls fell.")
    };
    assert_eq!(poll(&mut desk, later + 1, &[alert]), (1, 0, 0));
    assert_eq!(poll(&mut desk, later + 10, &[story]), (0, 1, 0));
}

#[test]
fn an_update_carries_on_the_update_before_and_not_the_alert_between() {
    let mut desk = Desk::new();
    let takes = chain();
    let id = poll_source(&mut desk, 0, 31, &takes[..2]).new[0];
    let flash = take("f1", "FLASH: NORRLAND QUAY COLLAPSES", 50, "");
    let flash = poll_source(&mut desk, 0, 51, &[flash]).new[0];
    assert_eq!(poll_source(&mut desk, 0, 61, &takes[2..3]).revised, [id]);
    assert_eq!(desk.row(flash).revision, 1);
}

#[test]
fn a_new_take_of_a_story_that_was_read_is_to_be_read() {
    let mut desk = Desk::new();
    let takes = chain();
    let id = poll_source(&mut desk, 0, 11, &takes[..1]).new[0];
    desk.verb(Verb::Read, &[id]);
    poll(&mut desk, 31, &takes[..2]);
    assert!(!desk.row(id).status.read);
    assert_eq!(desk.reader().counts().unwrap().unread, 1);
    // What is on the spike stays there, and read.
    desk.verb(Verb::Read, &[id]);
    desk.verb(Verb::Spike, &[id]);
    poll(&mut desk, 61, &takes[..3]);
    assert!(desk.row(id).status.spiked && desk.row(id).status.read);
    assert_eq!(desk.reader().counts().unwrap().unread, 0);
}

#[test]
fn a_new_take_stands_where_it_was_filed_and_is_found_there() {
    let mut desk = Desk::new();
    let takes = chain();
    let id = poll_source(&mut desk, 0, 11, &takes[..1]).new[0];
    let mut other = take("o1", "Wool prices fall", 20, "Wool fell to four crowns in Vik on Monday, traders said.");
    other.slug = "WOOL-PRICES";
    poll(&mut desk, 21, &[takes[0].clone(), other.clone()]);
    desk.digest();
    assert_eq!(all(&desk), ["Wool prices fall", "Norrland closes long quay"]);
    let words = |desk: &Desk, words: &str| headlines(&mut desk.reader(), store_support::text(words));
    poll(&mut desk, 31, &[takes[1].clone(), takes[0].clone(), other]);
    for digested in [false, true] {
        assert_eq!(all(&desk), ["UPDATE 1-Norrland closes long quay", "Wool prices fall"]);
        assert_eq!(words(&desk, "elsewhere"), ["UPDATE 1-Norrland closes long quay"], "digested: {digested}");
        assert_eq!(words(&desk, "quay").len(), 1, "digested: {digested}");
        desk.digest();
    }
    assert_eq!(desk.row(id).sort_at, at(30 * 60), "the time of the take");
    for (fine, what) in desk.reader().doctor().unwrap() {
        assert!(fine, "{what}");
    }
}

#[test]
fn the_planner_of_each_day_is_an_item_of_its_own_and_its_update_is_not() {
    let planner = |guid, title, minute, day: &str| Take {
        slug: "NORRLAND-PLANNER",
        ..take(
            guid,
            title,
            minute,
            &format!("Top events in Norrland on {day}, times GMT. The board meets. Court sits."),
        )
    };
    let mut desk = Desk::new();
    let day = 24 * 60;
    let monday = poll_source(&mut desk, 0, 11, &[planner("p1", "Planner: events in Norrland", 10, "Monday")]).new[0];
    let tuesday = planner("p2", "Planner: events in Norrland", 10 + day, "Tuesday");
    let tuesday = poll_source(&mut desk, 0, 11 + day, &[tuesday]).new[0];
    poll(&mut desk, 31 + day, &[planner("p3", "UPDATE 1-Planner: events in Norrland", 30 + day, "Tuesday")]);
    assert_eq!((desk.row(monday).revision, desk.row(tuesday).revision), (1, 2));
}

#[test]
fn a_story_never_goes_backwards() {
    let mut desk = Desk::new();
    let takes = chain();
    let id = poll_source(&mut desk, 0, 61, &takes[2..3]).new[0];
    // Late to arrive, by its time; and by its number, where it bears no time.
    assert_eq!(poll(&mut desk, 62, &takes[1..2]), (0, 0, 1));
    let untimed = Take { minute: -1, ..takes[0].clone() };
    assert_eq!(poll(&mut desk, 63, &[untimed]), (0, 0, 1));
    assert_eq!(desk.row(id).headline, takes[2].title);
    assert_eq!(all(&desk).len(), 1);
    // A kill is heard however late it is.
    let kill = Take { minute: 5, ..takes[4].clone() };
    assert_eq!(poll(&mut desk, 64, &[kill]), (0, 1, 0));
    assert!(desk.row(id).marks.killed());
    // And copy that was killed stays so, whatever is filed under its name.
    assert_eq!(poll(&mut desk, 200, &[take("g9", "UPDATE 3-Quay closed", 199, BODY)]), (0, 1, 0));
    assert!(desk.row(id).marks.killed());
}

fn two_feeds(first: &str, second: &str) -> Desk {
    Desk::with_sources(&[Source::new("Herald World", first), Source::new("Herald Politics", second)])
}

fn page(guid: &'static str, title: &'static str, body: &str) -> Take {
    Take { slug: "", agency: "", link: "https://herald.example/quay?utm_source=world", ..take(guid, title, 10, body) }
}

#[test]
fn a_story_in_two_feeds_of_one_outlet_is_one_item() {
    let mut desk = two_feeds("https://herald.example/world.xml", "https://feeds.herald.example/politics.xml");
    let world = page("w1", "Quay closes", "The board closed the quay on Monday.");
    // The other section cuts the text, and has a guid of its own.
    let politics = Take {
        link: "https://www.herald.example/quay?utm_source=politics",
        ..page("p1", "Quay closes", "The board closed the quay")
    };
    let id = poll_source(&mut desk, 0, 11, std::slice::from_ref(&world)).new[0];
    for minute in [12, 20, 400] {
        assert_eq!(poll_source(&mut desk, 1, minute, std::slice::from_ref(&politics)).unchanged, 1);
        assert_eq!(poll_source(&mut desk, 0, minute + 1, std::slice::from_ref(&world)).unchanged, 1);
    }
    assert_eq!(all(&desk).len(), 1);
    // Whichever feed brings the news brings it, and only once.
    let edited = Take { body: "The board opened the quay again.".into(), ..politics };
    assert_eq!(poll_source(&mut desk, 1, 500, std::slice::from_ref(&edited)).revised, [id]);
    assert_eq!(poll_source(&mut desk, 0, 501, std::slice::from_ref(&world)).unchanged, 1, "the other feed is behind");
    let caught_up = Take { body: edited.body.clone(), ..world };
    assert_eq!(poll_source(&mut desk, 0, 900, &[caught_up]).unchanged, 1);
    assert_eq!(desk.row(id).revision, 2);
}

#[test]
fn a_feed_found_by_its_other_section_is_found_in_both() {
    let mut desk = two_feeds("https://herald.example/world.xml", "https://herald.example/politics.xml");
    poll_source(&mut desk, 0, 11, &[page("w1", "Quay closes", "The board closed the quay on Monday.")]);
    poll_source(&mut desk, 1, 12, &[page("p1", "Quay closes", "The board closed the quay")]);
    let mut reader = desk.reader();
    for name in ["world", "politics", "herald"] {
        let query = Query::Term(copytaster::wire::Term::Is(copytaster::wire::Field::Source, name.into()));
        assert_eq!(headlines(&mut reader, query), ["Quay closes"], "{name}");
    }
}

#[test]
fn feeds_of_different_outlets_share_nothing_and_an_outlet_can_be_named() {
    let story = |guid| page(guid, "Quay closes", "The board closed the quay.");
    let mut apart = two_feeds("https://herald.example/world.xml", "https://digest.example/links.xml");
    poll_source(&mut apart, 0, 11, &[story("w1")]);
    assert_eq!(poll_source(&mut apart, 1, 12, &[story("p1")]).new.len(), 1, "a digest's link is the digest's item");
    let hub = |section: &str| format!("https://news.google.com/rss/{section}");
    let mut hubs = two_feeds(&hub("a"), &hub("b"));
    poll_source(&mut hubs, 0, 11, &[story("w1")]);
    assert_eq!(poll_source(&mut hubs, 1, 12, &[story("p1")]).new.len(), 1, "a host of many outlets is no outlet");
    let named = |name: &str, url: &str| Source { outlet: Some("Herald".into()), ..Source::new(name, url) };
    let mut one = Desk::with_sources(&[named("World", &hub("a")), named("Politics", "https://herald.example/p.xml")]);
    poll_source(&mut one, 0, 11, &[story("w1")]);
    assert_eq!(poll_source(&mut one, 1, 12, &[story("p1")]).unchanged, 1);
}

#[test]
fn short_guids_of_two_feeds_of_one_outlet_may_mean_two_stories() {
    let mut desk = two_feeds("https://herald.example/world.xml", "https://herald.example/politics.xml");
    let item = |link, title| Take { link, ..page("1", title, "It is so.") };
    poll_source(&mut desk, 0, 11, &[item("https://herald.example/a", "Quay closes")]);
    let arrivals = poll_source(&mut desk, 1, 12, &[item("https://herald.example/b", "Vote nears")]);
    assert_eq!(arrivals.new.len(), 1);
}

#[test]
fn a_running_story_is_carried_on_by_another_feed_of_the_outlet() {
    let mut desk = two_feeds("https://wire.example/all.xml", "https://wire.example/top.xml");
    let takes = chain();
    let id = poll_source(&mut desk, 0, 11, &takes[..1]).new[0];
    assert_eq!(poll_source(&mut desk, 1, 31, &takes[1..2]).revised, [id]);
    assert_eq!(poll_source(&mut desk, 0, 32, &takes[..2]).unchanged, 2);
    assert_eq!(all(&desk).len(), 1);
}

#[test]
fn what_has_no_item_any_more_leaves_no_names_behind() {
    let mut desk = Desk::new();
    let takes = chain();
    poll(&mut desk, 40, &takes[..2]);
    let keep = copytaster::store::Retention { age: Some(std::time::Duration::from_secs(1)), items: None, raw: None };
    assert_eq!(desk.writer.prune(&keep, at(90_000_000)).unwrap().items, 1);
    assert_eq!(poll(&mut desk, 1_500_000, &takes[..2]), (1, 1, 0), "as new");
}

#[test]
fn the_same_copy_in_two_feeds_of_one_outlet_and_in_another_ran_in_two_outlets() {
    let feeds = ["https://herald.example/w.xml", "https://herald.example/p.xml", "https://valley.example/feed"];
    let mut desk = Desk::with_sources(&feeds.map(|url| Source::new(url, url)));
    // The outlet gave it a page of its own in each section, so it is two items.
    for (source, link) in
        ["https://herald.example/w/1", "https://herald.example/p/2", "https://valley.example/3"].iter().enumerate()
    {
        let body = format!(
            "{BODY} Ferries go to Vik until the spring, when new piles will be driven into the bed of the harbour."
        );
        let guid = ["a", "b", "c"][source];
        poll_source(
            &mut desk,
            source,
            11,
            &[Take { link, slug: "", ..take(guid, "Norrland closes long quay", 10, &body) }],
        );
    }
    desk.digest();
    let mut reader = desk.reader();
    let rows = store_support::page(&mut reader, store_support::request(Query::All)).rows;
    let others: Vec<u32> = rows.iter().map(|row| row.outlets).collect();
    assert_eq!(others, [1, 1, 1], "one more outlet, whatever the number of feeds");
}
