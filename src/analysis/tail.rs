//! Lines at the end of copy that are not the story: credits, sign-offs, end marks, notices, promotion.

use crate::wire::FoldKind;

use super::small::small;
use super::tables::Tables;

/// What an end line is, where it is none of the story.
pub(crate) fn kind_of(line: &str, tables: &Tables) -> Option<FoldKind> {
    let line = line.trim();
    if is_end_mark(line) {
        return Some(FoldKind::EndMark);
    }
    if is_sign_off(line, tables) {
        return Some(FoldKind::SignOff);
    }
    let low = small(line);
    if is_notice(&low) {
        return Some(FoldKind::SyndicationNotice);
    }
    if is_credit(line, &low, tables) {
        return Some(FoldKind::Credit);
    }
    is_promotion(line, &low).then_some(FoldKind::Promotion)
}

/// `-30-`, `###`, `ENDS`, `(MORE)`, `NNNN`, `mf`: the whole line.
pub(crate) fn is_end_mark(line: &str) -> bool {
    // No end mark has more than four letters.
    if line.chars().filter(|c| c.is_alphanumeric()).nth(4).is_some() {
        return false;
    }
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    if bare.len() >= 3 && bare.len() <= 12 && bare.chars().all(|c| c == '#') {
        return true;
    }
    let word = bare.trim_matches(|c: char| "-–—()[]/*=.".contains(c));
    match word {
        "30" => bare.len() > 2 && bare.starts_with(['-', '–', '—']),
        "ENDS" | "END" | "NNNN" | "MORE" | "more" | "ends" | "mf" | "mfl" => true,
        "Ends" | "More" | "End" => bare.len() > word.len() || word == "Ends",
        _ => false,
    }
}

/// Initials in slash form, or an agency in small letters and initials: `gr/bp`, `dpa wsz jln`.
fn is_sign_off(line: &str, tables: &Tables) -> bool {
    const WORDS: &[&str] =
        &["and/or", "he/she", "she/he", "his/her", "her/his", "him/her", "on/off", "yes/no", "ac/dc", "in/out"];
    let line = line.trim_matches(['(', ')', '[', ']']);
    if line.len() > 30 || line.is_empty() {
        return false;
    }
    let initials = |word: &str| (1..=4).contains(&word.len()) && word.chars().all(|c| c.is_ascii_alphabetic());
    let slashed = line.split('/').collect::<Vec<_>>();
    if slashed.len() >= 2 && slashed.iter().all(|word| initials(word)) {
        let uneven = slashed.iter().any(|word| word.len() != slashed.first().map_or(0, |first| first.len()));
        let in_capitals = !line.chars().any(char::is_lowercase);
        return !(WORDS.contains(&line.to_lowercase().as_str()) || in_capitals && uneven);
    }
    let mut words = line.split_whitespace();
    let agency = words.next().unwrap_or("");
    let rest: Vec<&str> = words.collect();
    let small = |word: &&str| (2..=4).contains(&word.len()) && word.chars().all(|c| c.is_ascii_lowercase());
    let is_agency = agency.chars().all(|c| c.is_ascii_lowercase()) && tables.agency(&agency.to_uppercase()).is_some();
    is_agency && (1..=5).contains(&rest.len()) && rest.iter().all(small)
}

/// "… has not been edited by our staff and is published from a syndicated feed", "With inputs from …".
pub(crate) fn is_notice(low: &str) -> bool {
    if low.len() > 600 {
        return false;
    }
    let start = low.trim_start_matches(['(', '[', '*', ' ', '—', '-']);
    // Short words are found quickly; the long ones are looked for where those stand.
    let feed = low.contains("from a syndicated feed");
    let forbids = low.contains("may not be ");
    low.contains("has not been edited by")
        || (feed
            && (low.contains("published from a syndicated feed") || low.contains("generated from a syndicated feed")))
        || (forbids && low.contains("may not be published, broadcast, rewritten"))
        || (forbids && low.contains("may not be reproduced, published, broadcast"))
        || (start.starts_with("with input") && start.len() <= 120)
        || (start.starts_with("inputs from") && start.len() <= 120)
        || (start.starts_with("with agency inputs") && start.len() <= 120)
        || (low.contains("all rights reserved") && (low.contains('©') || low.contains("copyright") || low.len() <= 60))
        || ((start.starts_with('©') || start.starts_with("copyright ©") || start.starts_with("(c) 20"))
            && low.len() <= 160)
}

/// "(Reporting by …; Editing by …)", an agency's name alone, "… contributed to this report".
fn is_credit(line: &str, low: &str, tables: &Tables) -> bool {
    if low.len() > 500 {
        return false;
    }
    let start = low.trim_start_matches(['(', '[', ' ', '—', '-', '–']);
    let opens = CREDITS.iter().any(|words| start.starts_with(words));
    let bracketed = line.starts_with(['(', '[']);
    (opens && (bracketed || low.contains(';') || low.len() <= 160))
        || (low.ends_with("contributed to this report.") || low.ends_with("contributed reporting."))
        || (low.len() <= 40 && tables.agency(line.trim_matches(|c: char| "-–—()[] .".contains(c))).is_some())
}

/// How credits open, in small letters.
const CREDITS: &[&str] = &[
    "reporting by",
    "additional reporting",
    "writing by",
    "editing by",
    "edited by",
    "compiled by",
    "written by",
    "reporting and writing by",
    "reported by",
];

/// A credit in brackets at the end of the last paragraph: where it starts, in bytes.
pub(crate) fn credit_within(line: &str) -> Option<usize> {
    if !line.ends_with([')', ']']) {
        return None;
    }
    let at = line.rfind(['(', '['])?;
    let low = small(line.get(at + 1..)?);
    (at > 0 && (CREDITS.iter().any(|words| low.starts_with(words)) || low.starts_with("with input"))).then_some(at)
}

fn is_promotion(line: &str, low: &str) -> bool {
    if low.chars().count() > 220 {
        return false;
    }
    let bare = low.trim_matches(|c: char| !c.is_alphanumeric());
    let whole = [
        "continue reading",
        "read more",
        "read more here",
        "read the full story",
        "read full story",
        "share this",
        "click here",
        "keep reading",
        "full story",
        "view original article",
        "comments",
    ];
    let starts = [
        "continue reading",
        "click here to",
        "click here for",
        "follow us on",
        "follow ap",
        "read the full article",
        "share this article",
        "also read:",
        "also read |",
        "read more:",
        "read also:",
        "related:",
        "subscribe to our",
        "sign up for our",
        "sign up to our",
        "download our app",
        "you can also follow",
        "for more news",
        "for all the latest",
    ];
    whole.contains(&bare)
        || starts.iter().any(|words| low.starts_with(words))
        || (low.starts_with("the post ") && low.contains(" appeared first on "))
        || (low.starts_with("sign up ") && low.contains("newsletter"))
        || (line.starts_with("Subscribe") && low.contains("newsletter"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_lines_are_known_for_what_they_are() {
        let tables = Tables::default();
        for (line, kind) in [
            ("-30-", FoldKind::EndMark),
            ("- 30 -", FoldKind::EndMark),
            ("# # #", FoldKind::EndMark),
            ("ENDS", FoldKind::EndMark),
            ("(MORE)", FoldKind::EndMark),
            ("NNNN", FoldKind::EndMark),
            ("gr/bp", FoldKind::SignOff),
            ("jm/ab/kr", FoldKind::SignOff),
            ("dpa wsz jln", FoldKind::SignOff),
            ("(Reporting by Anna Berg; Editing by Tom Vik)", FoldKind::Credit),
            ("Reporting by Anna Berg; Editing by Tom Vik", FoldKind::Credit),
            ("— AFP", FoldKind::Credit),
            ("Associated Press writer Anna Berg contributed to this report.", FoldKind::Credit),
            ("(With inputs from ANI)", FoldKind::SyndicationNotice),
            ("Copyright 2026 Harbour Wire. All rights reserved.", FoldKind::SyndicationNotice),
            (
                "(Except for the headline, this story has not been edited by Coast staff and is published from a syndicated feed.)",
                FoldKind::SyndicationNotice,
            ),
            ("Continue reading...", FoldKind::Promotion),
            ("The post Quay closed appeared first on Coast News.", FoldKind::Promotion),
        ] {
            assert_eq!(kind_of(line, &tables), Some(kind), "{line}");
        }
    }

    #[test]
    fn ordinary_last_lines_stay() {
        let tables = Tables::default();
        for line in [
            "He never came back.",
            "and/or",
            "___",
            "It ends on Friday.",
            "30",
            "More than 30 people signed.",
            "The board reserves all rights to the quay, its chair said, and no rights reserved to others will be given up in the talks.",
            "Edited by hand, the film ran for three hours and won no prize at the festival that its makers had hoped would change their luck, and the harbour board, which had paid for it, asked for its money back.",
            "Sign up for the race closed on Friday.",
            "TV/radio",
        ] {
            assert_eq!(kind_of(line, &tables), None, "{line}");
        }
    }
}
