//! How SQLite answers the questions of a list: by walking an index, never by sorting.

use crate::store::again::FOLLOWED_OF_STORY;
use crate::store::connect;
use crate::store::echoes::newest_runs;
use crate::store::notice::UNMET;
use crate::store::query::compile_where;
use crate::store::reread;
use crate::store::rows;
use crate::store::scan::{Spot, Walk, Way, statement};
use crate::store::values;
use crate::wire::{Compare, Field, Query, Sort, Term};

fn state(word: &str) -> Query {
    Query::Term(Term::State(word.into()))
}

fn plans(query: &Query, from: Option<Spot>, sorts: &[Sort]) -> Vec<String> {
    let plans = plans_where(query, from, sorts, 0);
    for plan in &plans {
        assert!(!plan.contains("TEMP B-TREE"), "{query:?} is sorted:\n{plan}");
    }
    plans
}

/// The plans where so many items are few: as everything is, in an empty cache, unless that is 0.
fn plans_where(query: &Query, from: Option<Spot>, sorts: &[Sort], few: usize) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let conn = connect::for_writing(&dir.path().join("cache.db")).unwrap();
    reread::plan(&conn, 1).unwrap();
    let mut plans = Vec::new();
    for (sort, way, leg) in
        sorts.iter().flat_map(|s| [Way::Down, Way::Up].into_iter().flat_map(move |w| [(*s, w, 0), (*s, w, 1)]))
    {
        let compiled = compile_where(&conn, query, None, sort, few).unwrap();
        let walk = Walk { sort, way, from, inclusive: way == Way::Down };
        let Some(sql) = statement(&compiled, &walk, leg, &rows::columns(), 200) else { continue };
        let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        for (at, value) in compiled.values.iter().enumerate() {
            explain.raw_bind_parameter(at + 1, value).unwrap();
        }
        if let Some(words) = &compiled.words {
            explain.raw_bind_parameter(compiled.values.len() + 1, words).unwrap();
        }
        let plan = plan_of(&mut explain);
        plans.push(plan);
    }
    plans
}

fn plan_of(explain: &mut rusqlite::Statement<'_>) -> String {
    let mut steps = explain.raw_query();
    let mut plan = String::new();
    while let Some(step) = steps.next().unwrap() {
        plan.push_str(&step.get::<_, String>(3).unwrap());
        plan.push('\n');
    }
    plan
}

#[test]
fn the_values_of_a_field_are_those_of_the_newest_items_and_no_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let conn = connect::for_writing(&dir.path().join("cache.db")).unwrap();
    for field in [Field::Agency, Field::By, Field::Place, Field::Slug, Field::Lang, Field::Source, Field::Speaker] {
        let sql = values::statement(field).unwrap();
        let plan = plan_of(&mut conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap());
        assert!(plan.contains("SCAN item USING") && plan.contains("INDEX"), "{field:?} reads every item:\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{field:?} is sorted:\n{plan}");
        if field == Field::Speaker {
            assert!(plan.contains("SEARCH q USING INDEX quote_item (item=? AND revision=?)"), "{plan}");
        }
    }
}

#[test]
fn what_is_followed_of_a_story_is_found_without_reading_the_story() {
    let dir = tempfile::tempdir().unwrap();
    let conn = connect::for_writing(&dir.path().join("cache.db")).unwrap();
    let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {FOLLOWED_OF_STORY}")).unwrap();
    let plan = plan_of(&mut explain);
    assert!(plan.contains("item_followed"), "{plan}");
}

#[test]
fn notices_that_wait_for_their_copy_are_found_without_reading_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let conn = connect::for_writing(&dir.path().join("cache.db")).unwrap();
    let plan = plan_of(&mut conn.prepare(&format!("EXPLAIN QUERY PLAN {UNMET}")).unwrap());
    assert!(plan.contains("notice_item (item=?") && !plan.contains("TEMP B-TREE"), "{plan}");
}

const ORDERS: [Sort; 4] = [Sort::Newest, Sort::Oldest, Sort::Priority, Sort::PriorityOldest];

#[test]
fn no_list_is_ever_sorted() {
    let not_spiked = Query::Not(Box::new(state("spiked")));
    for query in [
        Query::All,
        not_spiked.clone(),
        state("new"),
        state("read"),
        state("killed"),
        Query::Or(vec![state("corrected"), state("killed")]),
        state("lead"),
        Query::And(vec![state("lead"), state("unread"), Query::Not(Box::new(state("spiked")))]),
        state("again"),
        Query::And(vec![state("unread"), not_spiked.clone()]),
        Query::Or(vec![state("flagged"), state("held")]),
        Query::And(vec![not_spiked, Query::Term(Term::Regex(None, "storm".into()))]),
    ] {
        for from in [None, Some(Spot { rank: 3, place: 1_000 })] {
            plans(&query, from, &ORDERS);
        }
    }
}

#[test]
fn a_search_comes_newest_first_out_of_the_index() {
    let query = Query::And(vec![Query::Term(Term::Text(None, "storm".into())), state("unread")]);
    for from in [None, Some(Spot { rank: 3, place: 1_000 })] {
        plans(&query, from, &[Sort::Newest, Sort::Oldest]);
    }
}

#[test]
fn each_view_walks_its_own_index() {
    let check = |query: Query, index: &str| {
        for plan in plans(&query, None, &[Sort::Newest]) {
            assert!(plan.contains(index), "{query:?} does not use {index}:\n{plan}");
        }
    };
    check(Query::All, "item_place");
    check(state("new"), "item_unread");
    check(Query::And(vec![state("unread"), Query::Not(Box::new(state("spiked")))]), "item_unread");
    check(state("flagged"), "item_flagged");
    check(state("held"), "item_held");
    check(state("used"), "item_used");
    check(state("spiked"), "item_spiked");
    check(state("claimed"), "item_claimed");
    check(state("killed"), "item_wire");
    check(state("updated"), "item_acted");
    check(Query::Or(vec![state("corrected"), state("killed")]), "item_wire");
    check(state("alert"), "item_alert");
    check(state("again"), "item_back");
    let is = |field, value: &str| Query::Term(Term::Is(field, value.into()));
    check(is(Field::Claimed, "ida"), "item_claimed");
    check(is(Field::Held, "revision"), "item_held");
    check(Query::Term(Term::HoldEnds(Compare::Less, "2026-11-23T09:00:00Z".parse().unwrap())), "item_held");
    check(is(Field::Flagged, "court"), "item_flagged");
    check(Query::Or(vec![is(Field::Flagged, "court"), is(Field::Flagged, "rail")]), "item_flagged");
    check(is(Field::Mark, "kill"), "item_wire");
    check(is(Field::Mark, "silent"), "item_marks");
    check(is(Field::Tag, "law"), "item_tagged");
    check(is(Field::Agency, "MP"), "item_agency");
    check(Query::Term(Term::Text(Some(Field::Note), "ring the mayor".into())), "item_note");
    check(Query::Term(Term::Text(Some(Field::Note), "電話".into())), "item_note");
    check(Query::Term(Term::Regex(Some(Field::Note), "ma.or".into())), "item_note");
    check(Query::Term(Term::Has(Field::Note)), "item_note");
    check(Query::Term(Term::Number(Field::Revision, Compare::More, 1)), "item_refiled");
    check(Query::Term(Term::Number(Field::Revision, Compare::AtLeast, 3)), "item_refiled");
    check(Query::Term(Term::Number(Field::Priority, Compare::AtMost, 3)), "item_urgent");
    check(Query::Term(Term::Since(true, "2026-11-23T09:00:00Z".parse().unwrap())), "item_place (place>?)");
}

#[test]
fn lists_of_stories_walk_the_stories_own_indexes() {
    let hidden = vec![state("story"), state("unread"), Query::Not(Box::new(state("spiked")))];
    for (query, sort, index) in [
        (state("story"), Sort::Newest, "story_place"),
        (state("story"), Sort::Oldest, "story_place"),
        (Query::And(hidden.clone()), Sort::Newest, "story_unread"),
        (state("story"), Sort::Priority, "story_rank"),
        (state("story"), Sort::PriorityOldest, "story_rank"),
        (state("story"), Sort::Size, "story_items"),
        (Query::And(hidden), Sort::Developing, "story_heat"),
    ] {
        for from in [None, Some(Spot { rank: 3, place: 1_000 })] {
            for plan in plans(&query, from, &[sort]) {
                assert!(plan.contains(index), "{query:?} by {sort:?} does not use {index}:\n{plan}");
                assert!(plan.contains("item_story (story=?"), "the item shown is not looked for in its story:\n{plan}");
            }
        }
    }
}

#[test]
fn the_stories_of_few_matches_are_looked_up_by_these() {
    let storm = Query::Term(Term::Text(None, "storm".into()));
    for (asked, index) in [(storm, "search VIRTUAL TABLE"), (state("flagged"), "item_flagged")] {
        let query = Query::And(vec![state("story"), asked]);
        for plan in plans_where(&query, None, &[Sort::Newest, Sort::Priority, Sort::Developing], 10) {
            assert!(
                plan.contains(index) && plan.contains("SEARCH s USING INTEGER PRIMARY KEY"),
                "every story is read:\n{plan}"
            );
            let items = "SEARCH i USING INDEX item_story (story=?)";
            assert!(plan.contains(items), "each match is looked up in each story:\n{plan}");
        }
    }
}

#[test]
fn parts_of_fields_and_lengths_are_found_in_the_index() {
    let is = |field, value: &str| Query::Term(Term::Is(field, value.into()));
    let unread = Query::And(vec![state("unread"), Query::Not(Box::new(state("spiked")))]);
    for query in [
        is(Field::By, "okello"),
        is(Field::By, "ok"),
        is(Field::Place, "selby"),
        is(Field::Slug, "storm"),
        is(Field::Lang, "e"),
        is(Field::Mark, "urgent"),
        Query::Term(Term::Number(Field::Words, Compare::More, 900)),
        Query::Or(vec![is(Field::By, "okello"), is(Field::Place, "selby")]),
        Query::And(vec![is(Field::By, "okello"), is(Field::Place, "selby"), unread]),
    ] {
        for plan in plans(&query, None, &[Sort::Newest, Sort::Oldest]) {
            assert!(plan.starts_with("SCAN search VIRTUAL TABLE"), "{query:?} does not ask the index first:\n{plan}");
        }
    }
}

#[test]
fn alternatives_that_few_items_meet_are_gathered_from_their_own_indexes() {
    let query = Query::Or(vec![state("flagged"), state("held"), Query::Term(Term::Text(None, "storm".into()))]);
    for plan in plans_where(&query, None, &[Sort::Newest, Sort::Priority], 10) {
        for index in ["item_flagged", "item_held", "search VIRTUAL TABLE"] {
            assert!(plan.contains(index), "{index} is not used:\n{plan}");
        }
        assert!(!plan.contains("SCAN i\n"), "all items are read:\n{plan}");
    }
    let query = Query::And(vec![state("unread"), state("flagged")]);
    for plan in plans_where(&query, None, &[Sort::Newest, Sort::Priority], 10) {
        assert!(plan.contains("item_flagged"), "the few flagged items do not lead:\n{plan}");
    }
}

#[test]
fn the_newest_runs_of_a_copy_are_looked_for_among_so_many_in_the_index_whatever_the_statistics_say() {
    let dir = tempfile::tempdir().unwrap();
    let conn = connect::for_writing(&dir.path().join("cache.db")).unwrap();
    for skewed in [false, true] {
        if skewed {
            conn.execute_batch(
                "ANALYZE; INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('item', 'item_reprint', '100000 50000 25000');
                 ANALYZE sqlite_schema;",
            )
            .unwrap();
        }
        let plan = plan_of(&mut conn.prepare(&format!("EXPLAIN QUERY PLAN {}", newest_runs())).unwrap());
        assert!(plan.contains("SEARCH item USING COVERING INDEX item_reprint (reprint=?)"), "{plan}");
        assert!(plan.contains("SEARCH i USING INTEGER PRIMARY KEY"), "{plan}");
        assert_eq!(plan.matches("TEMP B-TREE").count(), 1, "more than the bounded ones are sorted:\n{plan}");
    }
}
