//! The query language by example, and its laws.

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use proptest::prelude::*;

use crate::triage::{FIELDS, STATES, SYNTAX, WAITS, print};
use crate::wire::{Compare, Field};

use super::*;

/// A Monday morning, 08:30 UTC.
fn now() -> Timestamp {
    "2026-11-23T08:30:00Z".parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read(text: &str) -> Query {
    parse(text, now()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn text(words: &str) -> Query {
    Query::Term(Term::Text(None, words.into()))
}

fn is(field: Field, value: &str) -> Query {
    Query::Term(Term::Is(field, value.into()))
}

fn since(from: bool, time: &str) -> Query {
    Query::Term(Term::Since(from, at(time)))
}

fn state(word: &str) -> Query {
    Query::Term(Term::State(word.into()))
}

#[test]
fn words_stand_side_by_side_and_or_binds_weaker() {
    assert_eq!(read(""), Query::All);
    assert_eq!(read("  *  "), Query::All);
    assert_eq!(read("rail strike"), Query::And(vec![text("rail"), text("strike")]));
    assert_eq!(read("rail and strike"), read("rail strike"));
    assert_eq!(
        read("rail strike OR storm"),
        Query::Or(vec![Query::And(vec![text("rail"), text("strike")]), text("storm")])
    );
    assert_eq!(
        read("rail (strike or storm)"),
        Query::And(vec![text("rail"), Query::Or(vec![text("strike"), text("storm")])])
    );
    assert_eq!(read("((rail) (strike storm*))"), Query::And(vec![text("rail"), text("strike"), text("storm*")]));
}

#[test]
fn a_minus_denies_what_it_stands_before_and_only_that() {
    assert_eq!(read("-rail"), Query::Not(Box::new(text("rail"))));
    assert_eq!(read("not rail"), read("-rail"));
    assert_eq!(read("--rail"), text("rail"));
    assert_eq!(read("rail | storm"), read("rail or storm"));
    assert_eq!(read("rail|storm || slug:a|b"), read("rail or storm or slug:a or b"));
    assert_eq!(read("(rail|storm) strike"), read("(rail or storm) strike"));
    assert_eq!(read("-(rail or is:read)"), Query::Not(Box::new(Query::Or(vec![text("rail"), state("read")]))));
    assert_eq!(read("face-to-face"), text("face-to-face"));
}

#[test]
fn phrases_take_straight_and_curly_marks_and_escapes() {
    assert_eq!(read("\"rail  strike\""), text("rail strike"));
    assert_eq!(read("“rail strike”"), text("rail strike"));
    assert_eq!(read(r#""the \"plan\" or""#), text("the \"plan\" or"));
    assert_eq!(read("quote:“no comment”"), Query::Term(Term::Text(Some(Field::Quote), "no comment".into())));
}

#[test]
fn a_pattern_stands_between_slashes() {
    assert_eq!(read(r"/^un(ion)?s\b/"), Query::Term(Term::Regex(None, r"^un(ion)?s\b".into())));
    assert_eq!(read(r"/km\/h/"), Query::Term(Term::Regex(None, "km/h".into())));
    assert_eq!(print(&read(r"/km\/h/")), r"/km\/h/");
}

#[test]
fn a_pattern_can_be_asked_of_one_field() {
    let regex = |field, pattern: &str| Query::Term(Term::Regex(Some(field), pattern.into()));
    assert_eq!(read("title:/har.our/ x"), Query::And(vec![regex(Field::Title, "har.our"), text("x")]));
    assert_eq!(read(r"slug:/a b\/c/"), regex(Field::Slug, "a b/c"));
    assert_eq!(print(&read(r"-text:/a b\/c/")), r"-text:/a b\/c/");
    for name in ["text", "quote", "speaker", "by", "place", "note"] {
        assert!(matches!(read(&format!("{name}:/x/")), Query::Term(Term::Regex(Some(_), _))), "{name}");
    }
}

#[test]
fn a_star_asks_whether_a_field_has_a_value() {
    assert_eq!(read("by:*"), Query::Term(Term::Has(Field::By)));
    assert_eq!(print(&read("-by:* mark:* note:*")), "-by:* mark:* note:*");
    assert_eq!(read("claimed:* held:*"), Query::And(vec![state("claimed"), state("held")]));
    assert_eq!(read("source:*"), Query::All, "all copy has one");
    assert_eq!(read("by:\"*\""), is(Field::By, "*"));
    assert_eq!(read("by:oke* place:Port*"), Query::And(vec![is(Field::By, "oke"), is(Field::Place, "Port")]));
    assert_eq!(print(&read("by:\"oke*\"")), "by:\"oke*\"");
}

#[test]
fn fields_take_names_numbers_and_states() {
    assert_eq!(read("Agency:AFP"), is(Field::Agency, "AFP"));
    assert_eq!(read("outlet:herald"), is(Field::Source, "herald"));
    assert_eq!(read("speaker:\"Ada Oduya\""), is(Field::Speaker, "Ada Oduya"));
    assert_eq!(read("mark:URGENT"), is(Field::Mark, "urgent"));
    assert_eq!(read("priority:<=3"), Query::Term(Term::Number(Field::Priority, Compare::AtMost, 3)));
    assert_eq!(read("words:>300"), Query::Term(Term::Number(Field::Words, Compare::More, 300)));
    assert_eq!(read("id:17"), Query::Term(Term::Number(Field::Id, Compare::Equal, 17)));
    assert_eq!(read("note:\"ring the mayor\""), Query::Term(Term::Text(Some(Field::Note), "ring the mayor".into())));
    assert_eq!(read("is:Updated"), state("updated"));
    assert_eq!(read("held:"), state("held"));
    assert_eq!(
        read("held:Revision -held:embargo"),
        Query::And(vec![is(Field::Held, "revision"), not(is(Field::Held, "embargo"))])
    );
    assert_eq!(read("claimed: flagged:court"), Query::And(vec![state("claimed"), is(Field::Flagged, "court")]));
}

#[test]
fn times_are_fixed_to_now() {
    assert_eq!(read("age:<6h"), since(true, "2026-11-23T02:30:00Z"));
    assert_eq!(read("age:1h30m"), since(true, "2026-11-23T07:00:00Z"));
    assert_eq!(read("age:>2d"), since(false, "2026-11-21T08:30:00Z"));
    assert_eq!(read("since:2026-11-20T09:15:00Z"), since(true, "2026-11-20T09:15:00Z"));
    assert_eq!(read("since:45m"), since(true, "2026-11-23T07:45:00Z"));
    assert_eq!(
        read("on:2026-11-20"),
        Query::And(vec![since(true, "2026-11-20T00:00:00Z"), since(false, "2026-11-21T00:00:00Z")])
    );
    let ends = |compare, time| Query::Term(Term::HoldEnds(compare, at(time)));
    assert_eq!(read("held:<1h"), ends(Compare::Less, "2026-11-23T09:30:00Z"));
    assert_eq!(read("held:>=18:30"), ends(Compare::AtLeast, "2026-11-23T18:30:00Z"));
    assert_eq!(read("held:\"<mon 7:00\""), ends(Compare::Less, "2026-11-30T07:00:00Z"));
    assert_eq!(print(&read("held:<1h")), "held:<2026-11-23T09:30:00Z");
    assert_eq!(print(&read("on:yesterday")), "since:2026-11-22T00:00:00Z before:2026-11-23T00:00:00Z");
}

#[test]
fn times_of_the_clock_are_those_on_the_wall_and_the_last_that_passed() {
    let zone = TimeZone::fixed(offset(2));
    let wall = |text: &str| parse_in(text, now(), &zone).unwrap();
    assert_eq!(wall("since:09:00"), since(true, "2026-11-23T07:00:00Z"));
    assert_eq!(wall("since:22:00"), since(true, "2026-11-22T20:00:00Z"));
    assert_eq!(wall("since:2026-11-20T9:05"), since(true, "2026-11-20T07:05:00Z"));
    assert_eq!(wall("before:today"), since(false, "2026-11-22T22:00:00Z"));
}

/// The error's column and words for a query.
fn error(text: &str) -> (usize, String) {
    let error = parse(text, now()).expect_err(text);
    (error.column, error.message)
}

#[test]
fn errors_name_the_column_and_what_was_likely_meant() {
    let check = |text: &str, column: usize, words: &str| assert_eq!(error(text), (column, words.to_owned()), "{text}");
    check("é spaeker:ada", 2, "no field `spaeker:`; did you mean `speaker:`?");
    check("https://example.com", 0, "no field `https:`; put it in quotes to look for the words");
    check("is:new sort:priority", 7, "no field `sort:`; the order is no part of a query");
    check("is:spikd", 3, "`is:` does not know `spikd`; did you mean `spiked`?");
    check("priority:high", 9, "`priority:` wants a number, as in `priority:<=3`");
    check("age:<6", 4, "`age:` wants a span of time, as in `age:<6h`");
    check("since:25:00", 6, "`since:` wants a time, as in `since:09:00`");
    check("on:2026-13-01", 3, "`on:` wants a day, as in `on:2026-11-20`");
    check("rail source:/w.rld/", 12, "`source:` takes no regular expression; write it as in `source:world`");
    check("title:/(/", 6, "not a regular expression: unclosed group");
    check(
        "title:/rail",
        6,
        "this regular expression is never closed; put a `/` after it, or quote what has a slash in it",
    );
    check(
        "agency:ap,afp",
        7,
        "`agency:` takes one value; write `(agency:ap or agency:afp)`, or put a value with a comma in quotes",
    );
    check("by:olsen,", 3, "`by:` takes one value; write `by:olsen`, or put a value with a comma in quotes");
    let many = "these words are too many to be looked for in a row; leave some out, or look for each by itself";
    check(&format!("storm \"{}\"", "暴風 ".repeat(100)), 6, many);
    check(&format!("speaker:\"{}\"", "山田 ".repeat(100)), 8, many);
    check(&"暴風".repeat(8_000), 0, many);
    check("source: x", 7, "`source:` wants something, as in `source:world`");
    let held = "`held:` wants `revision`, `embargo`, or `<` or `>` and a time to come such as `2h` or `18:30`, as in `held:<1h`";
    for text in ["held:noon", "held:<noon", "held:18:30", "held:rev"] {
        check(text, 5, held);
    }
    check("rail held:/1h/", 10, "`held:` takes no regular expression; write it as in `held:<1h`");
    check("rail (strike", 5, "this `(` is never closed");
    check("rail) strike", 4, "this `)` closes nothing");
    check("()", 1, "something to look for is missing before this `)`");
    check("\"rail", 0, "this quotation mark is never closed");
    check("rail -", 6, "something to look for is missing here");
    check("rail or", 7, "something to look for is missing here");
    check("or rail", 0, "`or` joins two terms, and one is missing here; quote it to look for the word itself");
    check("rail … ", 5, "`…` has no letter or digit to look for");
    check("/(/", 0, "not a regular expression: unclosed group");
    check("//", 0, "not a regular expression: there is nothing between the slashes");
}

#[test]
fn depth_length_and_number_of_terms_are_bounded() {
    assert!(error(&"(".repeat(10_000)).1.contains("nests at most"));
    assert!(error(&"-".repeat(10_000)).1.contains("nests at most"));
    assert!(error(&"a ".repeat(1_000)).1.contains("at most 256 terms"));
    assert!(error(&"a".repeat(100_000)).1.contains("16384 characters"));
    assert!(error(&format!("/{}/", "(a{99}){99}".repeat(40))).1.contains("too large"));
    assert!(error("age:<99999999999999999999d").1.contains("wants a span"));
    assert!(error("age:<999999999d").1.contains("wants a span"));
}

#[test]
fn every_example_and_every_state_of_the_tables_can_be_asked() {
    for row in FIELDS {
        assert!(row.example.starts_with(row.name), "{}", row.name);
        let query = read(row.example);
        assert_eq!(read(&print(&query)), query, "{}", row.example);
    }
    for (name, _) in STATES {
        assert_eq!(print(&read(&format!("is:{name}"))), format!("is:{name}"));
    }
}

/// Text made of what queries are made of.
fn query_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(FIELDS.map(|row| row.example).to_vec()).prop_map(str::to_owned),
        proptest::sample::select(vec![
            "(", ")", "-", "or", "and", "not", "*", "\"", "“", "/", "\\", ":", "is:", "<=", "é", "|"
        ])
        .prop_map(str::to_owned),
        "[a-z]{1,5}\\*?",
        "\"[ -~]{0,8}\"",
        "/[a-z.|()\\\\/]{0,6}/",
        "(title|quote|by|slug|source|is):(/[a-z.]{0,4}/|\\*|[a-z]{1,3},[a-z]{0,2})",
        "\\PC{0,4}",
    ];
    proptest::collection::vec((piece, prop_oneof![Just(" "), Just("")]), 0..14)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| piece + gap).collect())
}

/// Fields that take an expression.
const PATTERNED: [Field; 8] =
    [Field::Title, Field::Text, Field::Quote, Field::Speaker, Field::By, Field::Place, Field::Slug, Field::Note];
/// Fields that copy may lack.
const HELD: [Field; 11] = [
    Field::Quote,
    Field::Speaker,
    Field::Tag,
    Field::Agency,
    Field::By,
    Field::Place,
    Field::Slug,
    Field::Lang,
    Field::Mark,
    Field::Priority,
    Field::Note,
];

/// Any query in its one form.
fn any_query() -> impl Strategy<Value = Query> {
    let words = "[a-zé*\"\\\\“:() /-]{0,8}[a-z0-9]".prop_map(|words| crate::wire::clean_line(&words));
    let time = (0i64..4_000_000_000, 0i32..1_000_000_000).prop_map(|(s, n)| Timestamp::new(s, n).unwrap());
    let compare =
        proptest::sample::select(vec![Compare::Less, Compare::AtMost, Compare::Equal, Compare::AtLeast, Compare::More]);
    let term = prop_oneof![
        words.clone().prop_map(|words| Term::Text(None, words)),
        words.clone().prop_map(|words| Term::Text(Some(Field::Title), words)),
        words.clone().prop_map(|words| Term::Text(Some(Field::Note), words)),
        words.prop_map(|value| Term::Is(Field::By, value)),
        "[a-z/]{1,4}(\\\\[.w\\\\])?".prop_map(|pattern| Term::Regex(None, pattern)),
        (proptest::sample::select(PATTERNED.to_vec()), "[a-z/]{1,4}")
            .prop_map(|(field, pattern)| Term::Regex(Some(field), pattern)),
        proptest::sample::select(HELD.to_vec()).prop_map(Term::Has),
        (compare.clone(), time.clone()).prop_map(|(compare, time)| Term::HoldEnds(compare, time)),
        proptest::sample::select(WAITS.to_vec()).prop_map(|(word, _)| Term::Is(Field::Held, word.into())),
        (compare, any::<i64>()).prop_map(|(compare, number)| Term::Number(Field::Words, compare, number)),
        (any::<bool>(), time).prop_map(|(from, time)| Term::Since(from, time)),
        proptest::sample::select(STATES.map(|(name, _)| name).to_vec()).prop_map(|name| Term::State(name.into())),
    ];
    prop_oneof![4 => term.prop_map(Query::Term), 1 => Just(Query::All)].prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(all_of),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(any_of),
            inner.prop_map(not),
        ]
    })
}

proptest! {
    #[test]
    fn reading_never_panics_and_what_was_read_prints_back_to_the_same(text in query_text()) {
        match parse(&text, now()) {
            Ok(query) => prop_assert_eq!(parse(&print(&query), now()), Ok(query)),
            Err(error) => prop_assert!(error.column <= text.chars().count()),
        }
    }

    #[test]
    fn every_query_in_its_one_form_prints_back_to_itself(query in any_query()) {
        prop_assert_eq!(parse(&print(&query), now()), Ok(query));
    }
}

#[test]
fn every_example_of_the_help_is_a_query() {
    for (written, _) in SYNTAX {
        assert!(parse(written, now()).is_ok(), "{written}");
    }
}
