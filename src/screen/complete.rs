//! Completion of queries: fields, their values, and how many items have each.

use super::prompt::Prompt;
use super::state::Desk;
use crate::triage::{FIELDS, FieldHelp, Kind, MARKS, STATES, WAITS};
use crate::wire::{Field, clean_line};

/// Completions offered at once.
const OFFERS: usize = 8;

/// What can stand where the cursor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// What the word becomes.
    pub text: String,
    /// How many items have it, where that is known.
    pub count: Option<u64>,
    /// What it means.
    pub help: &'static str,
}

/// The word that the cursor stands at the end of: where it begins, in code points, and its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub start: usize,
    field: Option<&'static FieldHelp>,
    typed: String,
}

/// The values of fields that the cache has told, with their counts.
pub(crate) type Values = Vec<(Field, Vec<(String, u64)>)>;

/// The word before the cursor, which is counted in code points.
pub(crate) fn place(line: &str, cursor: usize) -> Place {
    let mut start = 0;
    let mut quoted = false;
    let mut word = String::new();
    for (at, c) in line.chars().take(cursor).enumerate() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            _ => {}
        }
        let parts = !quoted && (c.is_whitespace() || matches!(c, '(' | ')'));
        if parts || (c == '-' && word.is_empty()) {
            start = at + 1;
            word.clear();
        } else {
            word.push(c);
        }
    }
    let named = word.split_once(':').and_then(|(name, value)| {
        let name = name.to_lowercase();
        Some((FIELDS.iter().find(|f| f.name == name)?, value))
    });
    match named {
        Some((field, value)) => {
            let typed = value.trim_matches(['"', '“', '”']).to_owned();
            Place { start, field: Some(field), typed }
        }
        None => Place { start, field: None, typed: word },
    }
}

impl Place {
    /// The field whose values only the cache knows.
    pub fn wants(&self) -> Option<Field> {
        match self.field?.kind {
            Kind::Is(field) | Kind::IsOrAny(field, _) => Some(field),
            _ => None,
        }
    }

    /// What the field of the word is for, with an example; `None` where the word names no field.
    pub fn explained(&self) -> Option<String> {
        self.field.map(|field| format!("{}, as in {}", field.does, field.example))
    }

    /// What the word can become.
    pub fn offers(&self, desk: &Desk, values: &Values) -> Vec<Offer> {
        let typed = self.typed.to_lowercase();
        let mut all = match self.field {
            None if typed.is_empty() => Vec::new(),
            None => {
                let fits = FIELDS.iter().filter(|f| f.name.starts_with(&typed));
                fits.map(|f| Offer { text: format!("{}:", f.name), count: None, help: f.does }).collect()
            }
            Some(field) => named(field, &typed, desk, values),
        };
        all.truncate(OFFERS);
        all
    }
}

/// The values of a field that hold what was typed; those that begin with it first.
fn named(field: &FieldHelp, typed: &str, desk: &Desk, values: &Values) -> Vec<Offer> {
    let offer = |value: &str, count: Option<u64>, help: &'static str| Offer {
        text: format!("{}:{}", field.name, quoted(value)),
        count,
        help,
    };
    match field.kind {
        Kind::State => {
            let fits = STATES.iter().filter(|(state, _)| state.starts_with(typed));
            fits.map(|(state, help)| offer(state, kept(state, desk), help)).collect()
        }
        Kind::Held => {
            let fits = WAITS.iter().filter(|(word, _)| word.starts_with(typed));
            fits.map(|(word, help)| offer(word, None, help)).collect()
        }
        Kind::Mark => MARKS.iter().filter(|m| m.starts_with(typed)).map(|m| offer(m, None, "")).collect(),
        Kind::Is(of) | Kind::IsOrAny(of, _) => {
            let mut known: Vec<(&str, u64)> = Vec::new();
            match of {
                Field::Source => known.extend(desk.sources.iter().map(|s| (s.name.as_str(), s.items))),
                Field::Tag => {
                    known.extend(desk.sources.iter().flat_map(|s| s.tags.iter().map(|t| (t.as_str(), s.items))));
                }
                _ => {}
            }
            if of != Field::Source {
                let told = values.iter().filter(|(f, _)| *f == of).flat_map(|(_, all)| all);
                known.extend(told.map(|(value, count)| (value.as_str(), *count)));
            }
            let mut sums: Vec<(&str, u64)> = Vec::new();
            for (value, count) in known.into_iter().filter(|(value, _)| value.to_lowercase().contains(typed)) {
                match sums.iter_mut().find(|(have, _)| *have == value) {
                    Some((_, sum)) => *sum += count,
                    None => sums.push((value, count)),
                }
            }
            sums.sort_by_key(|(value, count)| (!value.to_lowercase().starts_with(typed), std::cmp::Reverse(*count)));
            sums.into_iter().map(|(value, count)| offer(value, Some(count), "")).collect()
        }
        _ => Vec::new(),
    }
}

/// The count of a state that is kept.
fn kept(state: &str, desk: &Desk) -> Option<u64> {
    let counts = &desk.counts;
    match state {
        _ if !desk.known => None,
        "flagged" => Some(counts.flagged),
        "held" => Some(counts.held),
        "used" => Some(counts.used),
        "spiked" => Some(counts.spiked),
        "again" => Some(counts.again),
        _ => None,
    }
}

/// A value as the query language wants it written.
fn quoted(value: &str) -> String {
    let clean = clean_line(value).replace(['"', '“', '”', '\\'], " ");
    match clean.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '\'' | '’')) {
        true => clean,
        false => format!("\"{clean}\""),
    }
}

impl Prompt {
    /// The word that stands before the cursor.
    pub fn here(&self) -> Place {
        place(self.line(), self.input.cursor())
    }

    /// Whether a space stands before the cursor.
    pub fn ends_word(&self) -> bool {
        self.input.cursor().checked_sub(1).and_then(|at| self.line().chars().nth(at)) == Some(' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let values = vec![(Field::Agency, vec![("Norwire".to_owned(), 9), ("New Coast Press".to_owned(), 4)])];
        let offers = place(line, line.chars().count()).offers(&Desk::default(), &values);
        offers.into_iter().map(|o| o.text).collect()
    }

    #[test]
    fn fields_states_and_values_are_offered_where_they_can_stand() {
        assert_eq!(texts("ferry -spe"), ["speaker:"]);
        assert_eq!(texts("(is:un"), ["is:untriaged", "is:unread"]);
        assert_eq!(texts("agency:n"), ["agency:Norwire", "agency:\"New Coast Press\""]);
        assert_eq!(texts("agency:\"new coast"), ["agency:\"New Coast Press\""]);
        assert_eq!(texts("agency:coast"), ["agency:\"New Coast Press\""]);
        assert_eq!(texts("mark:ki"), ["mark:kill"]);
        assert_eq!(texts("held:"), ["held:revision", "held:embargo"]);
    }

    #[test]
    fn plain_words_and_empty_places_are_left_alone() {
        assert!(texts("").is_empty() && texts("storm ").is_empty() && texts("storm").is_empty());
        assert!(texts("\"source of is").is_empty());
    }

    #[test]
    fn the_word_begins_where_it_would_be_replaced() {
        assert_eq!(place("köln -is:un", 11).start, 6);
        assert_eq!(place("is:read", 2), Place { start: 0, field: None, typed: "is".into() });
    }
}
