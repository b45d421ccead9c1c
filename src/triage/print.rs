//! The query language: from a tree back to text.

use std::fmt::Write;

use crate::wire::{Compare, Field, Query, Term};

use super::field::name_of;

/// Writes a query as text that [`parse`](super::parse) reads back as the same query. Times are written out in UTC.
pub fn print(query: &Query) -> String {
    let mut text = String::new();
    if *query != Query::All {
        write_query(&mut text, query, Inside::Nothing);
    }
    text
}

/// What a part of a query stands in, which says whether it needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    And,
    Or,
    Not,
}

fn write_query(text: &mut String, query: &Query, inside: Inside) {
    match query {
        Query::All => text.push('*'),
        Query::Or(parts) if parts.is_empty() => text.push_str("-*"),
        Query::And(parts) if parts.is_empty() => text.push('*'),
        Query::And(parts) => {
            let bare = matches!(inside, Inside::Nothing | Inside::Or);
            write_parts(text, parts, " ", Inside::And, bare);
        }
        Query::Or(parts) => write_parts(text, parts, " or ", Inside::Or, inside == Inside::Nothing),
        Query::Not(inner) => {
            text.push('-');
            write_query(text, inner, Inside::Not);
        }
        Query::Term(term) => write_term(text, term),
    }
}

fn write_parts(text: &mut String, parts: &[Query], between: &str, inside: Inside, bare: bool) {
    if !bare {
        text.push('(');
    }
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            text.push_str(between);
        }
        write_query(text, part, inside);
    }
    if !bare {
        text.push(')');
    }
}

fn write_term(text: &mut String, term: &Term) {
    match term {
        Term::Text(None, words) => text.push_str(&quoted(words)),
        Term::Text(Some(field), value) | Term::Is(field, value) => {
            text.push_str(name_of(*field));
            text.push(':');
            // A star that is part of a name: bare it would be left out.
            let named = matches!(term, Term::Is(..)) && value.ends_with('*');
            text.push_str(&if named { in_quotes(value) } else { quoted(value) });
        }
        Term::Regex(field, pattern) => {
            if let Some(field) = field {
                text.push_str(name_of(*field));
                text.push(':');
            }
            write_pattern(text, pattern);
        }
        Term::Has(field) => {
            text.push_str(name_of(*field));
            text.push_str(":*");
        }
        Term::Number(field, compare, number) => {
            // Writing into a string cannot fail.
            let _ = write!(text, "{}:{}{number}", name_of(*field), sign(*compare));
        }
        Term::HoldEnds(compare, at) => {
            let sign = if *compare == Compare::Equal { "=" } else { sign(*compare) };
            let _ = write!(text, "{}:{sign}{at}", name_of(Field::Held));
        }
        Term::Since(from, at) => {
            let _ = write!(text, "{}:{at}", if *from { "since" } else { "before" });
        }
        Term::State(state) => {
            let _ = write!(text, "is:{}", quoted(state));
        }
    }
}

/// What stands before a number.
fn sign(compare: Compare) -> &'static str {
    match compare {
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::Equal => "",
        Compare::AtLeast => ">=",
        Compare::More => ">",
    }
}

/// The words bare where they are one plain word, else between quotation marks.
fn quoted(words: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '*' | '-' | '\'' | '’' | '.' | '_');
    let joins = ["or", "and", "not"].contains(&words.to_lowercase().as_str());
    if words.starts_with(char::is_alphanumeric) && words.chars().all(plain) && !joins {
        return words.to_owned();
    }
    in_quotes(words)
}

fn in_quotes(words: &str) -> String {
    let mut text = String::from("\"");
    for c in words.chars() {
        if super::token::is_quote(c) || c == '\\' {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

/// The pattern between slashes; a slash of its own gets a backslash, and what has one already keeps it.
fn write_pattern(text: &mut String, pattern: &str) {
    text.push('/');
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '/' => text.push_str("\\/"),
            '\\' => {
                text.push('\\');
                text.extend(chars.next());
            }
            c => text.push(c),
        }
    }
    text.push('/');
}
