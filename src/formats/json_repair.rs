//! JSON that stops in the middle or has a comma too many: what is whole before the damage is kept.

use serde_json::Value;

/// How many places to cut at are tried.
const TRIES: usize = 64;

/// The value with its tail cut back to where it can be closed, or without its trailing commas; `None` where that is no help.
pub(crate) fn repaired(text: &str) -> Option<Value> {
    let (fixed, ends) = scan(text);
    if let Ok(value) = serde_json::from_str(&fixed) {
        return Some(value);
    }
    ends.iter().rev().take(TRIES).find_map(|(end, closers)| {
        let head = fixed.get(..*end)?;
        serde_json::from_str(&format!("{head}{closers}")).ok()
    })
}

/// The text without trailing commas and raw line breaks in strings, and the places after a whole object or array, with
/// what closes the ones still open there.
fn scan(text: &str) -> (String, Vec<(usize, String)>) {
    let mut fixed = String::with_capacity(text.len());
    let mut open: Vec<char> = Vec::new();
    let mut ends = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted {
            match c {
                '\n' => fixed.push_str("\\n"),
                '\r' => fixed.push_str("\\r"),
                '\t' => fixed.push_str("\\t"),
                _ => fixed.push(c),
            }
            quoted = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '"' => quoted = true,
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                let kept = fixed.trim_end().trim_end_matches(',').len();
                fixed.truncate(kept);
                open.pop();
            }
            _ => {}
        }
        fixed.push(c);
        if matches!(c, '}' | ']') && open.len() <= 2 {
            ends.push((fixed.len(), open.iter().rev().collect()));
        }
    }
    (fixed, ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_items_before_the_damage_are_kept() {
        for (text, want) in [
            (r#"{"items":[{"id":1},{"id":2},]}"#, 2),
            (r#"{"items":[{"id":1},{"id":2},{"id":"th"#, 2),
            ("{\"items\":[{\"id\":\"a\nb\"}]}", 1),
        ] {
            let value = repaired(text).unwrap();
            assert_eq!(value["items"].as_array().unwrap().len(), want, "{text}");
        }
        assert_eq!(repaired("{nonsense"), None);
    }
}
