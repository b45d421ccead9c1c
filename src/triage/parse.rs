//! The query language: from text to a tree.
//!
//! ```text
//! query  = all { "or" all }
//! all    = one { ["and"] one }
//! one    = ("-" | "not") one | "(" query ")" | "*" | word | "phrase" | /regex/ | field:value | field:/regex/ | field:*
//! ```

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::wire::{Query, Term};

use super::QueryError;
use super::token::{Placed, Token, tokens};
use super::value::{Clock, expression, searchable, value};

/// The deepest nesting of parentheses and denials: the tree is walked by recursion here and in the cache.
const MAX_DEPTH: usize = 48;
/// The most terms in one query: SQLite refuses expressions deeper than 1,000.
const MAX_TERMS: usize = 256;

/// Reads a query; times of the clock and days are those of UTC. See [`parse_in`].
///
/// # Errors
///
/// The first thing that cannot be read, with its column and words for the editor.
pub fn parse(text: &str, now: Timestamp) -> Result<Query, QueryError> {
    parse_in(text, now, &TimeZone::UTC)
}

/// Reads a query. Spans and times of the clock (`age:<6h`, `since:09:00`, `on:today`) are fixed to `now` as the clock on
/// the wall of `zone` shows it, so the tree means the same whenever it is asked. No words at all find every item.
///
/// # Errors
///
/// The first thing that cannot be read, with its column and words for the editor.
pub fn parse_in(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Query, QueryError> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Query::All);
    }
    let end = text.chars().count();
    let mut parser =
        Parser { tokens: tokens.into_iter().peekable(), clock: Clock { now, zone }, end, depth: 0, terms: 0 };
    let query = parser.any()?;
    match parser.tokens.next() {
        None => Ok(query),
        Some(Placed { column, .. }) => Err(QueryError::new(column, "this `)` closes nothing")),
    }
}

struct Parser<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Placed>>,
    clock: Clock<'a>,
    end: usize,
    depth: usize,
    terms: usize,
}

impl Parser<'_> {
    fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek().map(|placed| &placed.token)
    }

    /// Terms parted by `or`.
    fn any(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.all()?];
        while self.peek() == Some(&Token::Or) {
            self.tokens.next();
            parts.push(self.all()?);
        }
        Ok(any_of(parts))
    }

    /// Terms that stand side by side, or are joined by `and`.
    fn all(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.one()?];
        loop {
            match self.peek() {
                None | Some(Token::Or | Token::Close) => return Ok(all_of(parts)),
                Some(Token::And) => {
                    self.tokens.next();
                }
                Some(_) => {}
            }
            parts.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Query, QueryError> {
        let Some(Placed { token, column }) = self.tokens.next() else {
            return Err(QueryError::new(self.end, "something to look for is missing here"));
        };
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(QueryError::new(column, format!("a query holds at most {MAX_TERMS} terms")));
        }
        match token {
            Token::Not => self.deeper(column, Self::one).map(not),
            Token::Open => self.group(column),
            Token::Word(word) if word == "*" => Ok(Query::All),
            Token::Word(words) | Token::Phrase(words) => Ok(Query::Term(Term::Text(None, searchable(&words, column)?))),
            Token::Regex(regex) => expression(None, regex, column),
            Token::Field(name, written, at) => value(&name, column, &written, at, &self.clock),
            Token::Close => Err(QueryError::new(column, "something to look for is missing before this `)`")),
            Token::Or => Err(joins(column, "or")),
            Token::And => Err(joins(column, "and")),
        }
    }

    fn group(&mut self, open: usize) -> Result<Query, QueryError> {
        let query = self.deeper(open, Self::any)?;
        match self.tokens.next() {
            Some(Placed { token: Token::Close, .. }) => Ok(query),
            _ => Err(QueryError::new(open, "this `(` is never closed")),
        }
    }

    fn deeper(
        &mut self,
        column: usize,
        read: impl FnOnce(&mut Self) -> Result<Query, QueryError>,
    ) -> Result<Query, QueryError> {
        if self.depth >= MAX_DEPTH {
            return Err(QueryError::new(column, format!("a query nests at most {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let query = read(self)?;
        self.depth -= 1;
        Ok(query)
    }
}

fn joins(column: usize, word: &str) -> QueryError {
    QueryError::new(
        column,
        format!("`{word}` joins two terms, and one is missing here; quote it to look for the word itself"),
    )
}

/// The tree that all parts must hold in its one form: no `And` inside an `And`, and never one part alone.
pub(super) fn all_of(parts: Vec<Query>) -> Query {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Query::And(inner) => flat.extend(inner),
            Query::All => {}
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Query::All,
        1 => flat.pop().unwrap_or_default(),
        _ => Query::And(flat),
    }
}

/// The tree that any part must hold in its one form.
pub(super) fn any_of(parts: Vec<Query>) -> Query {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Query::Or(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    if flat.contains(&Query::All) {
        return Query::All;
    }
    if flat.len() == 1 { flat.pop().unwrap_or_default() } else { Query::Or(flat) }
}

/// The tree that denies another; two denials are none.
pub(super) fn not(query: Query) -> Query {
    match query {
        Query::Not(inner) => *inner,
        other => Query::Not(Box::new(other)),
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
