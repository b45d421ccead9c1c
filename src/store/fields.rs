//! The fields of a filing that no list needs, as one JSON text beside the copy.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::error::Error;
use crate::store::status::time;
use crate::wire::{Dateline, Filing, Fold, FoldKind, Link, Marks, Markup, MarkupKind};

/// A filing without headline, text and markup. The names are short because every revision carries them.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Fields {
    #[serde(skip_serializing_if = "String::is_empty")]
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    marks: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<[Option<String>; 4]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standfirst: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_changed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    folds: Vec<(String, usize, usize)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<[Option<String>; 4]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<String>,
    words: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaces: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<bool>,
}

/// The JSON of a filing.
pub(crate) fn to_json(f: &Filing, marks: &Marks) -> String {
    let fields = Fields {
        key: f.key.clone(),
        url: f.url.clone(),
        canonical: f.canonical_url.clone(),
        marks: marks.to_words(),
        priority: f.priority,
        agency: f.agency.clone(),
        byline: f.byline.clone(),
        dateline: f.dateline.clone().map(|d| [Some(d.text), d.place, d.date, d.agency]),
        slug: f.slug.clone(),
        standfirst: f.standfirst.clone(),
        what_changed: f.what_changed.clone(),
        published: ms(f.published),
        updated: ms(f.updated),
        embargo: ms(f.embargo),
        folds: f.folds.iter().map(|d| (d.what.words().to_owned(), d.range.start, d.range.end)).collect(),
        links: f.links.iter().map(|l| [Some(l.href.clone()), l.rel.clone(), l.kind.clone(), l.title.clone()]).collect(),
        subjects: f.subjects.clone(),
        words: f.words,
        language: f.language.clone(),
        version: f.version.clone(),
        replaces: f.replaces.clone(),
        chain: f.chain,
        html: f.markup.as_ref().map(|m| m.kind == MarkupKind::Html),
    };
    serde_json::to_string(&fields).unwrap_or_default()
}

/// A filing from its JSON and the parts that are stored beside it.
pub(crate) fn from_json(
    json: &str,
    headline: String,
    text: String,
    markup: String,
    hash: i64,
) -> Result<Filing, Error> {
    let f: Fields = serde_json::from_str(json).map_err(|e| Error::Corrupt {
        file: "file".into(),
        why: format!("the fields of a filing cannot be read: {e}"),
    })?;
    let kind = f.html.map(|html| if html { MarkupKind::Html } else { MarkupKind::Text });
    Ok(Filing {
        key: f.key,
        url: f.url,
        canonical_url: f.canonical,
        headline,
        marks: Marks::from_words(&f.marks),
        priority: f.priority,
        agency: f.agency,
        byline: f.byline,
        dateline: f.dateline.map(|[text, place, date, agency]| Dateline {
            text: text.unwrap_or_default(),
            place,
            date,
            agency,
        }),
        slug: f.slug,
        standfirst: f.standfirst,
        what_changed: f.what_changed,
        published: time(f.published),
        updated: time(f.updated),
        embargo: time(f.embargo),
        folds: folds(f.folds, &text),
        text,
        markup: kind.map(|kind| Markup { kind, value: markup }),
        links: f
            .links
            .into_iter()
            .map(|[href, rel, kind, title]| Link { href: href.unwrap_or_default(), rel, kind, title })
            .collect(),
        subjects: f.subjects,
        words: f.words,
        language: f.language,
        version: f.version,
        replaces: f.replaces,
        chain: f.chain,
        notice: None,
        fingerprint: hash.cast_unsigned(),
    })
}

/// The folds alone, from the JSON of a filing and its text.
pub(crate) fn folds_from_json(json: &str, text: &str) -> Vec<Fold> {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Folds {
        folds: Vec<(String, usize, usize)>,
    }
    folds(serde_json::from_str::<Folds>(json).unwrap_or_default().folds, text)
}

fn folds(kept: Vec<(String, usize, usize)>, text: &str) -> Vec<Fold> {
    let known = kept
        .into_iter()
        .filter_map(|(what, start, end)| Some(Fold { what: FoldKind::from_words(&what)?, range: start..end }));
    known.filter(|fold| text.get(fold.range.clone()).is_some()).collect()
}

/// A time as a column in milliseconds.
pub(crate) fn ms(time: Option<Timestamp>) -> Option<i64> {
    time.map(|t| t.as_millisecond())
}
