//! Reads the copy of the demo: who files what, and how long before or after the start.
//!
//! An outlet's file opens with `name: value` lines; `=== id` begins an item, whose own `name: value` lines end at an empty
//! line; with `teaser: 2` the feed gives two paragraphs, and a page of the demo the whole story. Each further line is one
//! paragraph, in HTML where it begins with `<`. A line `@name` stands for the agency's copy
//! of that name, `@name 2-6` for its paragraphs two to six, `@name 5` for the first five.

use std::time::Duration;

/// The made-up agency that writes for them: the name shown, the one that it signs with, and the host of its pages.
pub const AGENCY: [&str; 3] = ["MP", "Meridian Press", "meridian-press.example"];

/// The outlets, in the order of the sources drawer, each with the last part of its address.
const OUTLETS: [(&str, &str); 13] = [
    ("meridian.xml", include_str!("../../../assets/demo/meridian.txt")),
    ("halyard.xml", include_str!("../../../assets/demo/halyard.txt")),
    ("northmark.xml", include_str!("../../../assets/demo/northmark.txt")),
    ("tidewater.xml", include_str!("../../../assets/demo/tidewater.txt")),
    ("vestrel.xml", include_str!("../../../assets/demo/vestrel.txt")),
    ("ostgate.json", include_str!("../../../assets/demo/ostgate.txt")),
    ("brackwater.xml", include_str!("../../../assets/demo/brackwater.txt")),
    ("kestrel.xml", include_str!("../../../assets/demo/kestrel.txt")),
    ("pennant.xml", include_str!("../../../assets/demo/pennant.txt")),
    ("colline.xml", include_str!("../../../assets/demo/colline.txt")),
    ("minato.xml", include_str!("../../../assets/demo/minato.txt")),
    ("nahr.xml", include_str!("../../../assets/demo/nahr.txt")),
    ("sandesh.xml", include_str!("../../../assets/demo/sandesh.txt")),
];

/// Copy that an agency sends to many outlets.
const SYNDICATED: [&str; 5] = [
    include_str!("../../../assets/demo/copy/home.txt"),
    include_str!("../../../assets/demo/copy/money.txt"),
    include_str!("../../../assets/demo/copy/politics.txt"),
    include_str!("../../../assets/demo/copy/weather.txt"),
    include_str!("../../../assets/demo/copy/world.txt"),
];

/// The format in which an outlet publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// RSS 2.0.
    Rss,
    /// RSS 1.0.
    Rdf,
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
    /// RSS 2.0 made by hand: bare ampersands, a `<br>` in a title, and the end missing.
    Broken,
}

/// An outlet with all it will ever file.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) file: &'static str,
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) home: &'static str,
    pub(super) language: &'static str,
    pub(super) tags: Vec<&'static str>,
    /// How long it keeps everyone waiting.
    pub(super) slow: Duration,
    /// Oldest first. An id that comes again is a later filing of the same item.
    pub(super) filed: Vec<Filed>,
}

/// One filing of one item.
#[derive(Debug, Default)]
pub(super) struct Filed {
    pub(super) id: &'static str,
    /// Seconds after the start of the demo; negative for what was there before.
    pub(super) at: i64,
    pub(super) title: &'static str,
    pub(super) by: Option<&'static str>,
    pub(super) slug: Option<&'static str>,
    pub(super) urgency: Option<&'static str>,
    pub(super) topics: Vec<&'static str>,
    /// How many paragraphs the feed gives, where the whole story stands on a page of its own; 0 where the feed gives all.
    pub(super) teaser: usize,
    /// Paragraphs, with placeholders for times still in them.
    pub(super) paragraphs: Vec<&'static str>,
}

/// Every outlet.
///
/// # Errors
/// A sentence that names the place, where a file of the demo is not as the module comment says.
pub(super) fn outlets() -> Result<Vec<Outlet>, String> {
    OUTLETS.iter().map(|(file, text)| outlet(file, text).map_err(|fault| format!("{file}: {fault}"))).collect()
}

fn outlet(file: &'static str, text: &'static str) -> Result<Outlet, String> {
    let mut parts = text.split("\n=== ");
    let head = parts.next().unwrap_or_default();
    let mut outlet = Outlet {
        file,
        name: "",
        form: Form::Rss,
        home: "",
        language: "",
        tags: Vec::new(),
        slow: Duration::ZERO,
        filed: Vec::new(),
    };
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        match name {
            "outlet" => outlet.name = value,
            "form" => outlet.form = form(value)?,
            "home" => outlet.home = value,
            "lang" => outlet.language = value,
            "tags" => outlet.tags = value.split(", ").collect(),
            "slow" => outlet.slow = Duration::from_secs(value.parse().map_err(|_| format!("slow: {value}"))?),
            _ => return Err(format!("unknown: {name}")),
        }
    }
    outlet.filed = parts.map(filed).collect::<Result<_, _>>()?;
    outlet.filed.sort_by_key(|filed| filed.at);
    Ok(outlet)
}

fn form(word: &str) -> Result<Form, String> {
    match word {
        "rss" => Ok(Form::Rss),
        "rdf" => Ok(Form::Rdf),
        "atom" => Ok(Form::Atom),
        "json" => Ok(Form::Json),
        "broken" => Ok(Form::Broken),
        _ => Err(format!("unknown form: {word}")),
    }
}

fn filed(text: &'static str) -> Result<Filed, String> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut filed = Filed { id: lines.next().unwrap_or_default(), ..Filed::default() };
    for line in lines {
        match line.split_once(": ") {
            Some(("at", value)) => filed.at = offset(value).ok_or_else(|| format!("{}: at: {value}", filed.id))?,
            Some(("title", value)) => filed.title = value,
            Some(("by", value)) => filed.by = Some(value),
            Some(("slug", value)) => filed.slug = Some(value),
            Some(("urgency", value)) => filed.urgency = Some(value),
            Some(("teaser", value)) => {
                filed.teaser = value.parse().map_err(|_| format!("{}: teaser: {value}", filed.id))?;
            }
            Some(("topics", value)) => filed.topics = value.split(", ").collect(),
            _ => return Err(format!("{}: {line}", filed.id)),
        }
    }
    for line in body.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix('@') {
            Some(wanted) => filed.paragraphs.extend(syndicated(wanted).ok_or_else(|| format!("{}: {line}", filed.id))?),
            None => filed.paragraphs.push(line),
        }
    }
    Ok(filed)
}

/// The paragraphs that `name`, `name 5`, `name 2-6` or `name 2-` stands for.
fn syndicated(wanted: &str) -> Option<impl Iterator<Item = &'static str>> {
    let (name, range) = wanted.split_once(' ').unwrap_or((wanted, "1-"));
    let (first, last) = range.split_once('-').unwrap_or(("1", range));
    let first: usize = first.parse().ok()?;
    let last: usize = if last.is_empty() { usize::MAX } else { last.parse().ok()? };
    let sections = SYNDICATED.iter().flat_map(|text| text.trim_start_matches("=== ").split("\n=== "));
    let (_, body) = sections.filter_map(|section| section.split_once('\n')).find(|(head, _)| *head == name)?;
    Some(body.lines().take(last).skip(first.checked_sub(1)?))
}

/// The seconds that `-2h14m`, `+45s` or `-1d4h` stands for.
pub(super) fn offset(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.split_at_checked(1)? {
        ("-", rest) => (-1, rest),
        ("+", rest) => (1, rest),
        _ => return None,
    };
    let mut seconds = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let mut unit = tail.chars();
        let scale = match unit.next()? {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        seconds += number.parse::<i64>().ok()? * scale;
        rest = unit.as_str();
    }
    Some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wire_of_sixty_items_and_eight_outlets_is_there_at_the_start() {
        let outlets = outlets().unwrap();
        assert!(outlets.len() >= 8);
        let there = outlets.iter().flat_map(|o| &o.filed).filter(|f| f.at <= 0).count();
        assert!(there >= 60, "{there}");
    }

    #[test]
    fn every_item_has_a_title_and_all_but_a_flash_have_copy() {
        for outlet in outlets().unwrap() {
            assert!(!outlet.name.is_empty() && outlet.home.ends_with(".example"), "{}", outlet.file);
            for filed in &outlet.filed {
                assert!(!filed.title.is_empty(), "{}: {}", outlet.file, filed.id);
                assert!(filed.title.contains("FLASH") || !filed.paragraphs.is_empty(), "{}: {}", outlet.file, filed.id);
            }
        }
    }

    #[test]
    fn copy_arrives_while_one_looks_and_one_item_is_updated_and_one_killed() {
        let outlets = outlets().unwrap();
        let later: Vec<&Filed> = outlets.iter().flat_map(|o| &o.filed).filter(|f| f.at > 0).collect();
        assert!(later.len() >= 6 && later.iter().all(|f| f.at <= 180));
        let before: Vec<&str> = outlets.iter().flat_map(|o| &o.filed).filter(|f| f.at <= 0).map(|f| f.id).collect();
        let again: Vec<&str> = later.iter().filter(|f| before.contains(&f.id)).map(|f| f.title).collect();
        assert!(again.iter().any(|title| title.starts_with("UPDATE 3-")), "{again:?}");
        assert!(again.iter().any(|title| title.starts_with("STORY WITHDRAWN")), "{again:?}");
    }

    #[test]
    fn offsets_are_read() {
        for (text, seconds) in [("-2h14m", Some(-8040)), ("+45s", Some(45)), ("-1d4h", Some(-100_800)), ("5m", None)] {
            assert_eq!(offset(text), seconds, "{text}");
        }
        assert_eq!((offset(""), offset("+5"), offset("+5y"), offset("+é")), (None, None, None, None));
    }

    #[test]
    fn a_range_takes_those_paragraphs_only() {
        let take = |wanted| syndicated(wanted).map(Iterator::count);
        let whole = take("boat").unwrap();
        assert_eq!((take("boat 2"), take("boat 2-3"), take("boat 2-")), (Some(2), Some(2), Some(whole - 1)));
        assert_eq!((take("no such copy"), take("boat 0-")), (None, None));
    }
}
