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
