//! What the cache finds, against the meaning of queries spelled out slowly.

#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

mod store_support;

use copytaster::triage::{Facts, matches};
use copytaster::wire::{
    Anchor, Answer, Compare, Dateline, Field, Filing, IdsRequest, ItemId, Mark, Marks, PageRequest, Query, Question,
    Sort, Source, Status, Term, Ticket, Until, Verb,
};
use proptest::prelude::{BoxedStrategy, Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use store_support::{Desk, at, delivery, filing, page, quotes, request, text};

const TEXTS: [&str; 6] = [
    "The ferry was late. Mara Olsen said \"the storm did it\" and left.",
    "Storm warnings for the coast: “stay inside”, face-to-face classes end.",
    "Wahl in Köln: Ergebnis offen, the count goes on.",
    "A stormy night. \"We wait\", Mara Olsen said. \"The ferry sails\".",
    "Rail fares rise; the ferry's fares do not.",
    "Nothing: 白浪が港を洗う。",
];

/// Twelve invented items that differ in all a query can ask for.
fn copy() -> Vec<Filing> {
    (0..12_u8)
        .map(|n| {
            let i = usize::from(n);
            let mut f = filing(
                &format!("k{n}"),
                &format!("{} {n}", ["Ferry late", "Storm nears", "KÖLN votes"][i % 3]),
                TEXTS[i % 6],
            );
            f.published = Some(at(-i64::from(n) * 10));
            f.priority = [None, Some(1), Some(3), Some(5)][i % 4];
            f.agency = [None, Some("HWN".to_owned())][i % 2].clone();
            f.byline = (n % 3 == 0).then(|| "By Tove Aas".to_owned());
            f.dateline = (n % 4 == 1).then(|| Dateline { place: Some("Port Selby".into()), ..Dateline::default() });
            f.slug = [None, Some("STORM-2026"), Some("MÜLL")][i / 2 % 3].map(str::to_owned);
            f.language = [None, Some("en-GB".to_owned()), Some("de".to_owned())][i % 3].clone();
            f.words = u32::from(n) * 50;
            f.marks = match n % 5 {
                0 => Marks::new(vec![Mark::Kill]),
                1 => Marks::new(vec![Mark::Corrected, Mark::Update(2)]),
                _ => Marks::default(),
            };
            f
        })
        .collect()
}

fn facts(desk: &Desk, source: &Source, ids: &[ItemId], filings: &[Filing]) -> Vec<Facts> {
    let rows = desk.reader().rows(ids).unwrap();
    rows.into_iter()
        .zip(filings)
        .map(|(row, f)| Facts {
            id: row.id.0,
            title: f.headline.clone(),
            text: f.text.clone(),
            quotes: quotes(&f.text).iter().map(|quote| quote.span.of(&f.text).to_owned()).collect(),
            speakers: quotes(&f.text).into_iter().filter_map(|quote| quote.canonical).collect(),
            source: source.name.clone(),
            tags: source.tags.iter().chain(&row.status.tags).cloned().collect(),
            agency: f.agency.clone(),
            by: f.byline.clone(),
            place: f.dateline.as_ref().and_then(|d| d.place.clone()),
            slug: f.slug.clone(),
            alert: row.is_alert(),
            hold_ends: row.hold_ends(),
            marks: row.marks,
            lang: f.language.clone(),
            priority: row.priority.map(i64::from),
            words: f.words.into(),
            revision: row.revision.into(),
            outlets: i64::from(row.outlets) + 1,
            story: row.story,
            reprint: row.reprint,
            lead: true,
            again: !row.again.is_empty(),
            at: row.sort_at,
            status: row.status,
            ..Facts::default()
        })
        .collect()
}

/// Fields of text, with values that some items have, in part or not at all.
fn named() -> impl Strategy<Value = (Field, &'static str)> {
    proptest::sample::select(vec![
        (Field::Source, "harb"),
        (Field::Source, "none"),
        (Field::Tag, "PORT"),
        (Field::Tag, "t1"),
        (Field::Agency, "hwn"),
        (Field::By, "aas"),
        (Field::By, "e A"),
        (Field::By, "by tove aas"),
        (Field::By, "aasen"),
        (Field::By, "-"),
        (Field::Place, "selby"),
        (Field::Place, "Y"),
        (Field::Place, "ort s"),
        (Field::Slug, "orm-2"),
        (Field::Slug, "ST"),
        (Field::Slug, "müll"),
        (Field::Mark, "update"),
        (Field::Mark, "kill"),
        (Field::Lang, "en"),
        (Field::Lang, "E"),
        (Field::Lang, "en-gb-x"),
        (Field::Lang, "gb"),
        (Field::Claimed, "IDA"),
        (Field::Flagged, "x"),
        (Field::Held, "revision"),
    ])
}

fn term() -> impl Strategy<Value = Term> {
    let field = proptest::sample::select(vec![None, Some(Field::Title), Some(Field::Text), Some(Field::Note)]);
    let words = proptest::sample::select(vec![
        "ferry",
        "storm",
        "stor*",
        "the ferry",
        "köln",
        "koln",
        "face-to-face",
        "fer* was late",
        "ferry's",
        "nobody",
        "—",
        "k*ln",
        "浪",
        "白浪が 港",
    ]);
    let states = vec![
        "new",
        "untriaged",
        "read",
        "unread",
        "flagged",
        "held",
        "used",
        "spiked",
        "claimed",
        "updated",
        "again",
        "corrected",
        "killed",
    ];
    let patterns = proptest::sample::select(vec![
        (Field::Title, "k.ln"),
        (Field::Text, "fa(ir|re)s"),
        (Field::By, "^by t.+s$"),
        (Field::Place, "port\\s"),
        (Field::Slug, "\\d{4}|ü"),
        (Field::Note, "^the (ferry|k.ln)"),
    ]);
    let has = proptest::sample::select(vec![
        Field::Tag,
        Field::Agency,
        Field::By,
        Field::Place,
        Field::Slug,
        Field::Mark,
        Field::Lang,
        Field::Priority,
        Field::Note,
    ]);
    let numbers =
        proptest::sample::select(vec![Field::Priority, Field::Words, Field::Revision, Field::Outlets, Field::Story]);
    let compare =
        proptest::sample::select(vec![Compare::Less, Compare::AtMost, Compare::Equal, Compare::AtLeast, Compare::More]);
    prop_oneof![
        4 => (field, words).prop_map(|(field, words)| Term::Text(field, words.into())),
        1 => Just(Term::Regex(None, "^(ferry|storm) .*[13]$".into())),
        1 => patterns.prop_map(|(field, pattern)| Term::Regex(Some(field), pattern.into())),
        1 => has.prop_map(Term::Has),
        3 => named().prop_map(|(field, value)| Term::Is(field, value.into())),
        3 => proptest::sample::select(states).prop_map(|state| Term::State(state.into())),
        2 => (numbers, compare.clone(), 0_i64..6).prop_map(|(field, compare, n)| Term::Number(field, compare, n * if field == Field::Words { 60 } else { 1 })),
        1 => (compare.clone(), 0_i64..3).prop_map(|(compare, n)| Term::HoldEnds(compare, at(600 + n))),
        1 => (any::<bool>(), -12_i64..2).prop_map(|(since, n)| Term::Since(since, at(n * 9))),
    ]
}

/// Terms about quotations, which the index knows of what is digested: before that, the whole text is asked for them.
fn quoted() -> impl Strategy<Value = Term> {
    let patterns = proptest::sample::select(vec![
        (Field::Quote, "ferry|st.rm"),
        (Field::Quote, "late"),
        (Field::Speaker, "^mara o"),
        (Field::Speaker, "ols.n$"),
        (Field::Speaker, "ferry"),
    ]);
    prop_oneof![
        2 => patterns.prop_map(|(field, pattern)| Term::Regex(Some(field), pattern.into())),
        2 => proptest::sample::select(vec![Field::Quote, Field::Speaker]).prop_map(Term::Has),
        1 => proptest::sample::select(vec!["storm", "we wait", "ferry was", "sail*"])
            .prop_map(|words| Term::Text(Some(Field::Quote), words.into())),
        1 => proptest::sample::select(vec!["mara", "Mara Olsen", "olse", "nobody"])
            .prop_map(|name| Term::Is(Field::Speaker, name.into())),
    ]
}

fn query_of(term: impl Strategy<Value = Term> + 'static) -> impl Strategy<Value = Query> {
    prop_oneof![Just(Query::All), term.prop_map(Query::Term)].prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Query::And),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Query::Or),
            inner.prop_map(|q| Query::Not(Box::new(q))),
        ]
    })
}

/// Some of all that a desk can do to its items.
fn decide(desk: &mut Desk, ids: &[ItemId]) {
    desk.verb(Verb::Read, &ids[..5]);
    desk.verb(Verb::Flag(Some("x".into())), &ids[2..6]);
    desk.verb(Verb::Spike, &ids[4..7]);
    desk.verb(Verb::Claim, &ids[8..10]);
    desk.verb(Verb::Tag("t1".into()), &ids[9..]);
    desk.verb(Verb::Use, &ids[7..8]);
    desk.verb(Verb::Hold(Some(Until::Time(at(601)))), &ids[1..3]);
    desk.verb(Verb::Hold(Some(Until::Revision)), &ids[6..8]);
    desk.verb(Verb::Hold(None), &ids[10..11]);
    desk.verb(Verb::Note("The FERRY\nwas late: ring Köln".into()), &ids[3..8]);
    desk.verb(Verb::Note("白浪が港".into()), &ids[8..9]);
}

#[test]
fn every_query_finds_what_it_means_before_and_after_the_index_in_every_order() {
    let mut source = Source::new("Harbour Wire", "https://harbour.example/feed");
    source.tags = vec!["port".into()];
    let mut desk = Desk::with_sources(std::slice::from_ref(&source));
    let filings = copy();
    let ids = desk.file(0, filings.clone());
    decide(&mut desk, &ids);
    assert!(facts(&desk, &source, &ids, &filings).iter().any(|f| f.status != Status::default()));
    // However many items are few, the same are found; some other way leads to them.
    let readers = || [desk.reader(), desk.reader(), desk.reader()].into_iter().zip([2_000, 0, 3]);
    let called_few = || -> Vec<_> {
        let few = |(mut reader, few): (copytaster::store::Reader, usize)| {
            reader.call_few(few);
            reader
        };
        readers().map(few).collect()
    };
    let (mut before, mut after, mut digested) = (called_few(), called_few(), called_few());
    // One half is indexed, one half waits: both must be found alike.
    desk.writer.digest(6).unwrap();
    let all = facts(&desk, &source, &ids, &filings);
    let check = |reader: &mut copytaster::store::Reader,
                 all: &[Facts],
                 query: &Query|
     -> Result<(), proptest::test_runner::TestCaseError> {
        let keys = Sort::parse("priority, words, oldest").unwrap();
        for sort in [Sort::Newest, Sort::Oldest, Sort::Priority, Sort::PriorityOldest, keys] {
            let found = page(reader, PageRequest { sort, ..request(query.clone()) });
            let mut wanted: Vec<&Facts> = all.iter().filter(|f| matches(query, f)).collect();
            wanted.sort_by_key(|f| (f.at, f.id));
            match sort {
                Sort::Newest | Sort::Size | Sort::Developing => wanted.reverse(),
                Sort::Oldest => {}
                Sort::Keys(_) => wanted.sort_by_key(|f| (f.priority.unwrap_or(9), std::cmp::Reverse(f.words))),
                Sort::PriorityOldest => wanted.sort_by_key(|f| f.priority.unwrap_or(9)),
                Sort::Priority => {
                    wanted.reverse();
                    wanted.sort_by_key(|f| f.priority.unwrap_or(9));
                }
            }
            let found_ids: Vec<i64> = found.rows.iter().map(|row| row.id.0).collect();
            let wanted_ids: Vec<i64> = wanted.iter().map(|f| f.id).collect();
            prop_assert_eq!(&found_ids, &wanted_ids, "{:?} {:?}", sort, query);
            prop_assert_eq!(found.total, wanted_ids.len() as u64);
            // Any stretch of it can be asked for by its ends.
            let (from, to) = (found.rows.len() / 3, found.rows.len() * 2 / 3);
            let spot = |n: usize| found.rows.get(n).map(Anchor::of);
            let stretch = IdsRequest {
                ticket: Ticket(2),
                query: query.clone(),
                sort,
                from: spot(from),
                to: spot(to),
                limit: 100,
            };
            let ids = found.rows.iter().take(to + 1).skip(from).map(|row| row.id).collect();
            prop_assert_eq!(reader.answer(&Question::Ids(stretch)), Answer::Ids(Ticket(2), ids));
        }
        Ok(())
    };
    // A runner counts its cases once: a second run of it would do nothing.
    let hold = |readers: &mut [copytaster::store::Reader], all: &[Facts], queries: BoxedStrategy<Query>| {
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) };
        let readers = std::cell::RefCell::new(readers);
        proptest::test_runner::TestRunner::new(config)
            .run(&queries, |query| readers.borrow_mut().iter_mut().try_for_each(|reader| check(reader, all, &query)))
            .unwrap();
    };
    hold(&mut before, &all, query_of(term()).boxed());
    desk.digest();
    // The index holds the rank of each: it learns of another one.
    desk.verb(Verb::Priority(Some(1)), &ids[1..4]);
    desk.verb(Verb::Priority(None), &ids[..2]);
    desk.writer.digest(2).unwrap();
    let all = facts(&desk, &source, &ids, &filings);
    assert!(all.iter().all(|f| f.story.is_some()), "they are judged");
    hold(&mut after, &all, query_of(term()).boxed());
    desk.digest();
    hold(&mut digested, &all, query_of(prop_oneof![quoted(), term()]).boxed());
}

#[test]
fn a_cache_of_an_older_version_finds_fields_before_and_after_its_index_knows_them() {
    let mut desk = Desk::new();
    let mut one = filing("k1", "Ferry late", "Text.");
    one.byline = Some("By Tove Aas".into());
    desk.file(0, vec![one, filing("k2", "Storm nears", "Text.")]);
    desk.digest();
    let path = desk.path();
    // The entries of an older program hold words of the copy alone.
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(
        "DELETE FROM meta WHERE key = 'index_fields'; DELETE FROM search;
         INSERT INTO search (rowid, headline, text, quote, speaker) SELECT place, headline, 'text', '', '' FROM item",
    )
    .unwrap();
    drop(conn);
    let by = Query::Term(Term::Is(Field::By, "ove a".into()));
    let found = |desk: &Desk| page(&mut desk.reader(), request(by.clone())).rows.len();
    assert_eq!(found(&desk), 1, "an index that does not know is not asked");
    let mut desk = desk.reopened();
    assert_eq!(found(&desk), 1);
    while desk.writer.reread(1).unwrap().more {}
    let known = |path| -> bool {
        let conn = rusqlite::Connection::open(path).unwrap();
        conn.query_row("SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'index_fields')", [], |r| r.get(0)).unwrap()
    };
    assert!(known(&path), "the index has been made anew");
    assert_eq!(found(&desk), 1, "and is asked");
}

#[test]
fn an_index_that_does_not_know_the_ranks_yet_is_searched_by_priority() {
    let mut desk = Desk::new();
    let ranked = |key: &str, priority| Filing { priority, ..filing(key, "Ferry late", "Text.") };
    let ids = desk.file(0, vec![ranked("k1", Some(3)), ranked("k2", None), ranked("k3", Some(1))]);
    desk.digest();
    let path = desk.path();
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(
        "UPDATE meta SET value = '2' WHERE key = 'index_fields'; DELETE FROM search;
         INSERT INTO search (rowid, headline, text, quote, speaker) SELECT place, headline, 'text', '', '' FROM item",
    )
    .unwrap();
    drop(conn);
    let ferry = Query::Term(Term::Text(None, "ferry".into()));
    let by_priority = [ids[2], ids[0], ids[1]];
    let found = |desk: &Desk| -> Vec<ItemId> {
        let request = PageRequest { sort: Sort::Priority, ..request(ferry.clone()) };
        page(&mut desk.reader(), request).rows.iter().map(|row| row.id).collect()
    };
    assert_eq!(found(&desk), by_priority);
    let mut desk = desk.reopened();
    while desk.writer.reread(1).unwrap().more {}
    assert_eq!(found(&desk), by_priority, "the index knows them now");
}

#[test]
fn a_query_that_nothing_can_meet_finds_nothing_however_few_items_its_other_parts_have() {
    let mut desk = Desk::new();
    let ids = desk.file(0, (0..3).map(|n| filing(&format!("k{n}"), "Ferry late", "Text.")).collect());
    desk.verb(Verb::Flag(None), &ids);
    let state = |word: &str| Query::Term(Term::State(word.into()));
    for nothing in [
        Query::Or(Vec::new()),
        Query::Not(Box::new(Query::All)),
        Query::Term(Term::Is(Field::Source, "nowhere".into())),
        Query::Term(Term::Text(None, "…".into())),
    ] {
        for few in [state("flagged"), Query::Term(Term::Number(Field::Priority, Compare::AtMost, 3))] {
            let query = Query::And(vec![few, nothing.clone()]);
            assert!(page(&mut desk.reader(), request(query.clone())).rows.is_empty(), "{query:?}");
        }
    }
}

#[test]
fn who_is_quoted_is_counted_once_for_each_item_that_a_query_by_the_name_finds() {
    let mut desk = Desk::new();
    let twice = "\"We wait\", Mara Olsen said. \"The ferry sails\".";
    let filings = vec![
        filing("a", "Ferry late", twice),
        filing("b", "Storm nears", "Mara Olsen said \"the storm did it\"."),
        filing("c", "Rail fares rise", twice),
    ];
    desk.file(10, filings);
    desk.digest();
    // A later filing in which nobody is quoted any more.
    desk.file(20, vec![filing("c", "Rail fares rise", "Nobody said anything.")]);
    desk.digest();
    let mut reader = desk.reader();
    let answer = reader.answer(&Question::Values(Ticket(1), Field::Speaker));
    assert_eq!(answer, Answer::Values(Ticket(1), Field::Speaker, vec![("Mara Olsen".to_owned(), 2)]));
    let found = page(&mut reader, request(Query::Term(Term::Is(Field::Speaker, "Mara Olsen".into()))));
    assert_eq!(found.rows.len(), 2);
}

#[test]
fn how_many_rows_a_list_has_is_told_exactly_or_that_it_is_many() {
    let mut desk = Desk::new();
    let ids = desk.file(0, (0..30).map(|n| filing(&format!("k{n}"), "Ferry late", "Text.")).collect());
    desk.verb(Verb::Claim, &ids[..4]);
    let mut reader = desk.reader();
    let mut count = |query: Query| match reader.answer(&Question::Count(Ticket(7), query, Sort::Newest)) {
        Answer::Count(Ticket(7), Some(count)) => (count.n, count.or_more),
        other => panic!("{other:?}"),
    };
    assert_eq!(count(Query::Term(Term::Is(Field::Claimed, "ida".into()))), (4, false));
    assert_eq!(count(text("ferry")), (30, false));
    assert_eq!(count(Query::All), (30, false));
}

#[test]
fn words_of_scripts_without_blanks_are_found_within_a_run_of_letters() {
    let mut desk = Desk::new();
    let filings = vec![
        filing("a", "港湾新聞: 暴風イルゼが接近", "山田太郎氏は「避難を」と述べた。"),
        filing("b", "พายุเข้าท่าเรือ", "暴風警報は解除。"),
        filing("c", "Storm nears", "It costs ฿1500."),
    ];
    let ids = desk.file(10, filings);
    for _ in 0..2 {
        let mut reader = desk.reader();
        let mut found = |query: &str| -> Vec<ItemId> {
            let query = copytaster::triage::parse(query, at(500)).unwrap();
            let mut ids: Vec<_> = page(&mut reader, request(query)).rows.iter().map(|row| row.id).collect();
            ids.sort();
            ids
        };
        assert_eq!(found("暴風"), ids[..2]);
        assert_eq!(found("\"暴風イルゼ\" 山田"), ids[..1]);
        assert_eq!(found("暴風 title:ท่าเรือ"), ids[1..2]);
        assert_eq!(found("-暴風"), ids[2..]);
        assert_eq!(found("暴風 or storm"), ids);
        assert_eq!(found("text:イルゼ"), []);
        assert_eq!(found("฿500"), [], "a sign of such a script is no letter of it: 1500 is another number");
        desk.digest();
    }
    let many = Query::Term(Term::Is(Field::Speaker, "山田 ".repeat(100)));
    match desk.reader().answer(&Question::Page(request(many))) {
        Answer::Failed(_, why) => assert!(why.contains("too many") && !why.contains("\\p"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn quotations_and_speakers_can_be_asked_for_by_a_pattern_or_whether_there_are_any() {
    let mut desk = Desk::new();
    let said = "The ferry was late. Mara Olsen said \"the storm did it\" and left.";
    let filings = vec![filing("a", "Ferry late", said), filing("b", "Storm nears", "The storm did it, Mara Olsen.")];
    let ids = desk.file(10, filings);
    let mut reader = desk.reader();
    let mut found = |term: Term| -> Vec<ItemId> {
        page(&mut reader, request(Query::Term(term))).rows.iter().map(|row| row.id).collect()
    };
    for field in [Field::Quote, Field::Speaker] {
        assert_eq!(found(Term::Has(field)), ids[..1], "what waits for the index is not left out");
    }
    desk.digest();
    for term in [
        Term::Regex(Some(Field::Quote), "st.rm did".into()),
        Term::Regex(Some(Field::Speaker), "^mara o".into()),
        Term::Has(Field::Quote),
        Term::Has(Field::Speaker),
    ] {
        assert_eq!(found(term.clone()), ids[..1], "{term:?}");
    }
    assert_eq!(found(Term::Regex(Some(Field::Quote), "ferry".into())), []);
}

#[test]
fn what_is_held_for_an_embargo_comes_back_when_that_lifts_or_at_once_when_it_is_gone() {
    let mut desk = Desk::new();
    let under = |key: &str, embargo| Filing {
        embargo,
        marks: Marks::new(vec![Mark::Embargo]),
        ..filing(key, "Budget speech", "Text.")
    };
    let ids = desk.file(0, vec![under("k1", Some(at(3_600))), under("k2", Some(at(9_000))), under("k3", None)]);
    desk.verb(Verb::Hold(Some(Until::Embargo)), &ids);
    let found = |desk: &Desk, compare, seconds| -> Vec<ItemId> {
        let held = Query::Term(Term::HoldEnds(compare, at(seconds)));
        let mut ids: Vec<_> = page(&mut desk.reader(), request(held)).rows.iter().map(|row| row.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(found(&desk, Compare::AtMost, 3_600), ids[..1]);
    assert_eq!(found(&desk, Compare::More, 3_600), ids[1..2], "nobody knows when the third one's lifts");
    desk.file(700, vec![filing("k3", "Budget speech, now free", "Text.")]);
    assert_eq!(found(&desk, Compare::Less, 800), ids[2..]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_words_of_a_query_break_the_search(words in "\\PC{0,12}|[\"*()^:{}+ a-]{0,12}") {
        let mut desk = Desk::new();
        let other = delivery(desk.source(), 1, vec![filing("k1", &words, &words), filing("k2", "Ferry", "Text.")]);
        desk.writer.ingest(&[other]).unwrap();
        for _ in 0..2 {
            for field in [None, Some(Field::Title), Some(Field::Speaker)] {
                let query = Query::Term(Term::Text(field, words.clone()));
                page(&mut desk.reader(), request(query));
            }
            desk.digest();
        }
    }
}
