//! The text of a query cut into words, phrases, fields and signs, each with its column.

use super::QueryError;

/// The longest query read, in code points: far more than anybody types, little enough for any machine.
pub(super) const MAX_LENGTH: usize = 16_384;

/// One piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `-`, right before what it denies, or the word `not`.
    Not,
    /// The word `or`, or the sign `|`.
    Or,
    /// The word `and`.
    And,
    /// A word as typed.
    Word(String),
    /// What stood between quotation marks.
    Phrase(String),
    /// What stood between slashes; `\/` is a slash.
    Regex(String),
    /// A field's name in small letters, and its value with the value's column.
    Field(String, Value, usize),
}

/// The value of a field, by how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Bare(String),
    Phrase(String),
    Regex(String),
}

/// A token and the column where it starts, in code points from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub token: Token,
    pub column: usize,
}

/// Cuts a query into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, QueryError> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > MAX_LENGTH {
        return Err(QueryError::new(MAX_LENGTH, format!("a query holds at most {MAX_LENGTH} characters")));
    }
    let mut lexer = Lexer { chars: &chars, at: 0 };
    let mut found = Vec::new();
    while let Some(placed) = lexer.next()? {
        found.push(placed);
    }
    Ok(found)
}

struct Lexer<'a> {
    chars: &'a [char],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Result<Option<Placed>, QueryError> {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
        let column = self.at;
        let Some(c) = self.peek() else { return Ok(None) };
        let token = match c {
            '(' | ')' | '-' => {
                self.at += 1;
                match c {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    _ => Token::Not,
                }
            }
            '|' => {
                while self.peek() == Some('|') {
                    self.at += 1;
                }
                Token::Or
            }
            '/' => Token::Regex(self.regex()?),
            c if is_quote(c) => Token::Phrase(self.phrase()?),
            _ => self.word()?,
        };
        Ok(Some(Placed { token, column }))
    }

    /// A bare word, one of the words `and`, `or` and `not`, or a field with its value.
    fn word(&mut self) -> Result<Token, QueryError> {
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| !ends_word(*c)) {
            if c == ':' && !name.is_empty() && name.chars().all(char::is_alphabetic) {
                self.at += 1;
                let column = self.at;
                let value = match self.peek() {
                    Some(c) if is_quote(c) => Value::Phrase(self.phrase()?),
                    Some('/') => Value::Regex(self.regex()?),
                    _ => Value::Bare(self.bare()),
                };
                return Ok(Token::Field(name.to_lowercase(), value, column));
            }
            name.push(c);
            self.at += 1;
        }
        Ok(match name.to_lowercase().as_str() {
            "or" => Token::Or,
            "and" => Token::And,
            "not" => Token::Not,
            _ => Token::Word(name),
        })
    }

    fn bare(&mut self) -> String {
        let mut value = String::new();
        while let Some(c) = self.peek().filter(|c| !ends_word(*c)) {
            value.push(c);
            self.at += 1;
        }
        value
    }

    /// What stands between quotation marks; a backslash keeps the mark after it from ending the phrase.
    fn phrase(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '\\' => {
                    value.extend(self.peek());
                    self.at += 1;
                }
                c if is_quote(c) => return Ok(value),
                c => value.push(c),
            }
        }
        Err(QueryError::new(start, "this quotation mark is never closed"))
    }

    fn regex(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.at += 1;
        let mut pattern = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match (c, self.peek()) {
                ('\\', Some('/')) => {
                    pattern.push('/');
                    self.at += 1;
                }
                ('\\', Some(next)) => {
                    pattern.extend(['\\', next]);
                    self.at += 1;
                }
                ('/', _) => return Ok(pattern),
                (c, _) => pattern.push(c),
            }
        }
        Err(QueryError::new(
            start,
            "this regular expression is never closed; put a `/` after it, or quote what has a slash in it",
        ))
    }
}

/// Straight marks and the typographer's pair: both are pasted into prompts.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

fn ends_word(c: char) -> bool {
    is_blank(c) || is_quote(c) || matches!(c, '(' | ')' | '|')
}
