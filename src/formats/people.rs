//! Names and mail addresses as feeds write them.

use super::text::loose_value;
use crate::wire::Person;

/// Reads `Name (mail)`, `mail (Name)`, `Name <mail>`, a name or a mail address alone.
pub(crate) fn person(raw: &str) -> Option<Person> {
    let raw = raw.trim();
    let (outer, inner) = split(raw);
    let (name, email) = match (is_email(&outer), is_email(&inner)) {
        (true, false) => (inner, outer),
        (false, true) => (outer, inner),
        (true, true) => (String::new(), outer),
        (false, false) => match outer.split_whitespace().find(|w| is_email(w)).map(str::to_owned) {
            Some(mail) => (outer.replace(&mail, "").trim_matches([' ', '<', '>', '-', ',']).to_owned(), mail),
            None => (raw.to_owned(), String::new()),
        },
    };
    let email = email.trim_start_matches("mailto:").to_owned();
    let person = Person { name: loose_value(&name), email: Some(email).filter(|e| !e.is_empty()), uri: None };
    (person != Person::default()).then_some(person)
}

/// Splits off what stands in brackets, `(…)` or `<…>`; both parts trimmed.
fn split(raw: &str) -> (String, String) {
    for (open, close) in [('(', ')'), ('<', '>')] {
        if let Some((before, rest)) = raw.split_once(open)
            && let Some((inside, after)) = rest.rsplit_once(close)
        {
            let outer = format!("{} {}", before.trim(), after.trim());
            return (outer.trim().to_owned(), inside.trim().to_owned());
        }
    }
    (raw.to_owned(), String::new())
}

fn is_email(text: &str) -> bool {
    let text = text.trim_start_matches("mailto:");
    text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !text.contains(|c: char| c.is_whitespace() || "<>()\"".contains(c))
    })
}

/// Adds a person who is not in the list yet.
pub(crate) fn add(list: &mut Vec<Person>, person: Option<Person>) {
    if let Some(person) = person
        && !list.contains(&person)
    {
        list.push(person);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_told_apart() {
        for (raw, name, email) in [
            ("Ada Quill", Some("Ada Quill"), None),
            ("ada@harbour.example (Ada Quill)", Some("Ada Quill"), Some("ada@harbour.example")),
            ("Ada Quill (ada@harbour.example)", Some("Ada Quill"), Some("ada@harbour.example")),
            ("Ada Quill <ada@harbour.example>", Some("Ada Quill"), Some("ada@harbour.example")),
            ("ada@harbour.example", None, Some("ada@harbour.example")),
            ("ada@harbour.example Ada Quill", Some("Ada Quill"), Some("ada@harbour.example")),
            ("Ada Quill (Harbour Desk)", Some("Ada Quill (Harbour Desk)"), None),
        ] {
            let got = person(raw).unwrap();
            assert_eq!((got.name.as_deref(), got.email.as_deref()), (name, email), "{raw}");
        }
        assert_eq!(person("  "), None);
    }
}
