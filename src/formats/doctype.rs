//! Entities that a document declares for itself. Only short plain ones are expanded, and only so often: a declaration is
//! no way to make a small delivery large.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::escape::escape;

use super::defects::Defects;
use super::entities::unescape;

/// The longest value taken, in bytes.
const LONGEST: usize = 200;
/// How much a document may grow, in bytes.
const GROWTH: usize = 1 << 20;
/// How far into the document declarations are looked for, in bytes.
const HEAD: usize = 64 * 1_024;

/// The document with its own entities resolved.
pub(crate) fn expand<'a>(text: Cow<'a, str>, defects: &mut Defects) -> Cow<'a, str> {
    let values = declared(&text);
    if values.is_empty() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut budget = GROWTH;
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let value = part.split_once(';').and_then(|(name, rest)| Some((values.get(name)?, rest)));
        match value {
            Some((value, rest)) if value.len() <= budget => {
                budget -= value.len();
                out.push_str(value);
                out.push_str(rest);
            }
            _ => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
    if budget < GROWTH {
        defects.note("feed", "entities of its own resolved");
    }
    Cow::Owned(out)
}

/// The plain entities that the document type declares, by name.
fn declared(text: &str) -> HashMap<&str, String> {
    let mut end = HEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or("");
    let mut values = HashMap::new();
    let mut declarations = head.split("<!ENTITY");
    declarations.next();
    for declaration in declarations {
        let declaration = declaration.split('>').next().unwrap_or("").trim();
        let Some((name, value)) = declaration.split_once(char::is_whitespace) else { continue };
        let value = value.trim();
        let plain = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        let plain = plain.or_else(|| value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')));
        let Some(plain) = plain.map(unescape) else { continue };
        if plain.len() <= LONGEST && !plain.contains(['&', '<']) && name != "%" {
            values.insert(name, escape(plain).into_owned());
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> String {
        expand(Cow::Borrowed(text), &mut Defects::default()).into_owned()
    }

    #[test]
    fn short_plain_entities_are_resolved_and_others_left() {
        let head = "<!DOCTYPE rss [<!ENTITY quay \"North Quay\"><!ENTITY a \"&quay;&quay;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        assert_eq!(
            expanded(&format!("{head}<t>&quay; &a; &x; &amp;</t>")),
            format!("{head}<t>North Quay &a; &x; &amp;</t>")
        );
        assert_eq!(expanded("<t>&quay;</t>"), "<t>&quay;</t>");
    }

    #[test]
    fn a_document_grows_only_so_far() {
        let bomb = format!("<!DOCTYPE rss [<!ENTITY a \"{}\">]>{}", "x".repeat(200), "&a;".repeat(100_000));
        assert!(expanded(&bomb).len() < bomb.len() + GROWTH + 1);
    }
}
