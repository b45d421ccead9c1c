//! What holds for the quotations of any text at all.

use copytaster::analysis;
use copytaster::wire::Span;
use proptest::prelude::*;

/// Text dense with marks, cues, names and breaks, in odd orders.
fn copy() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "“",
        "”",
        "\"",
        "‘",
        "’",
        "'",
        "``",
        "''",
        "«",
        "»",
        "„",
        "「",
        "」",
        ",",
        ".",
        "?",
        "!",
        ":",
        "—",
        "-",
        "(",
        ")",
        "\n",
        "\n\n",
        " ",
        " said ",
        " Roe ",
        " Jane Roe ",
        "the minister",
        " who ",
        " and ",
        " that ",
        "Mr. ",
        "Zoë’s ",
        " according to ",
        " calling ",
        "é",
        "\u{301}",
        "👩‍🚀",
        "J.",
        "U.S.",
        "of ",
        "\u{a0}",
        "<a href=\"",
        ">",
        "12",
        "6'2\"",
        " was called ",
        " by ",
    ]);
    prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

fn lies_in(text: &str, span: Span) -> bool {
    span.start < span.end && text.get(span.start..span.end).is_some()
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let quotes = analysis::quotes(text);
    let mut end = 0;
    for quote in &quotes {
        prop_assert!(lies_in(text, quote.span));
        prop_assert!(quote.span.start >= end, "quotations are in order and never overlap");
        end = quote.span.end;
        prop_assert!(quote.speaker.is_none_or(|span| lies_in(text, span)));
        prop_assert!(quote.cue.is_none_or(|span| lies_in(text, span)));
        prop_assert!(
            quote.running || !quote.span.of(text).contains("\n\n"),
            "only a running quotation crosses paragraphs"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn spans_of_copy_full_of_marks_lie_inside_it_in_order(text in copy()) {
        holds(&text)?;
    }

    #[test]
    fn spans_of_any_text_lie_inside_it_in_order(text in "\\PC{0,300}") {
        holds(&text)?;
    }
}

#[test]
fn a_long_chain_of_joined_names_is_read_without_going_deep() {
    let text = format!("{} said \"yes\".", "Roe and ".repeat(50_000));
    assert!(analysis::quotes(&text).len() <= 1);
}

/// The corpus as one long text, its gold blocks left out.
fn corpus() -> String {
    let files = [
        include_str!("fixtures/quotes/british.txt"),
        include_str!("fixtures/quotes/carried.txt"),
        include_str!("fixtures/quotes/people.txt"),
        include_str!("fixtures/quotes/sources.txt"),
    ];
    let stories = files.iter().flat_map(|file| file.split("=== ").filter_map(|part| part.split_once('\n')));
    stories.filter_map(|(_, story)| story.split_once("\n---\n")).map(|(text, _)| format!("{text}\n\n")).collect()
}

/// The text with parts of it cut out, doubled, moved or struck by a sign, by a row of numbers that is always the same.
fn mutated(text: &str, seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut below = |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end.max(1)
    };
    let signs =
        ["“", "”", "\"", "'", "‘", "’", "«", "``", "\n\n", "\n", ". ", ", ", " said ", "(", ")", "\u{301}", "—", "J."];
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..60 {
        let length = characters.len();
        let from = below(length);
        let to = (from + below(400)).min(length);
        match below(4) {
            0 => drop(characters.drain(from..to)),
            1 => {
                let part = characters[from..to].to_vec();
                let at = below(length);
                characters.splice(at..at, part);
            }
            2 => characters[from..to].reverse(),
            _ => drop(characters.splice(from..from, signs[below(signs.len())].chars())),
        }
    }
    characters.into_iter().collect()
}

#[test]
fn long_copy_cut_up_and_struck_by_signs_keeps_its_spans_in_order() {
    let text = corpus();
    for seed in 0..60 {
        holds(&mutated(&text, seed)).unwrap();
    }
}

#[test]
fn a_sentence_of_thousands_of_quotations_takes_no_time_that_grows_with_its_square() {
    // Were each quotation to look over its whole sentence, this would take minutes.
    let text = format!("Roe said {} and left.", "\"yes\" and the minister \"no\", ".repeat(4_000));
    holds(&text).unwrap();
}
