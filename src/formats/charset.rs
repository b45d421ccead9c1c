//! Bytes become text: which character set they are in is decided by what they are before what they are said to be.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::defects::Defects;
use super::scrub::scrub;

/// How far into a document its declaration is looked for, in bytes.
const HEAD: usize = 1_024;

/// The text of a delivery and the name of the character set it was read in (the WHATWG's spelling).
pub(crate) fn to_text<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    defects: &mut Defects,
) -> (Cow<'a, str>, String) {
    if let Some((text, name)) = wide(bytes) {
        return (Cow::Owned(text), name.to_owned());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let labels: Vec<&'static Encoding> =
        [content_type.and_then(charset_of), declared(bytes)].into_iter().flatten().filter_map(|l| known(&l)).collect();
    let labels: Vec<_> = labels.into_iter().filter(|e| *e != UTF_16LE && *e != UTF_16BE).collect();
    if let Ok(text) = std::str::from_utf8(bytes) {
        return valid(bytes, text, &labels, defects);
    }
    for label in labels.iter().filter(|l| **l != UTF_8) {
        if let Some(text) = label.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text, label.name().to_owned());
        }
    }
    if mostly_utf8(bytes) {
        defects.note("feed", "bytes that are not UTF-8 read as windows-1252");
        return (Cow::Owned(patched(bytes)), UTF_8.name().to_owned());
    }
    guessed(bytes, labels.iter().find(|l| **l != UTF_8).copied(), defects)
}

/// Text in UTF-16 or UTF-32, told by its byte order mark or by where its zero bytes stand.
fn wide(bytes: &[u8]) -> Option<(String, &'static str)> {
    let four = |from_le: bool, skip: usize| {
        let word = |c: &[u8]| match c {
            [a, b, c, d] if from_le => u32::from_le_bytes([*a, *b, *c, *d]),
            [a, b, c, d] => u32::from_be_bytes([*a, *b, *c, *d]),
            _ => 0xfffd,
        };
        let rest = bytes.get(skip..).unwrap_or(&[]);
        rest.chunks(4).map(|c| char::from_u32(word(c)).unwrap_or('\u{fffd}')).collect::<String>()
    };
    let two = |encoding: &'static Encoding, skip: usize| {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or(&[]));
        (text.into_owned(), encoding.name())
    };
    Some(match bytes {
        [0xff, 0xfe, 0, 0, ..] => (four(true, 4), "UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => (four(false, 4), "UTF-32BE"),
        [0xff, 0xfe, ..] => two(UTF_16LE, 2),
        [0xfe, 0xff, ..] => two(UTF_16BE, 2),
        [0, 0, 0, 1..=255, ..] => (four(false, 0), "UTF-32BE"),
        [1..=255, 0, 0, 0, ..] => (four(true, 0), "UTF-32LE"),
        [0, 1..=255, 0, 1..=255, ..] => two(UTF_16BE, 0),
        [1..=255, 0, 1..=255, 0, ..] => two(UTF_16LE, 0),
        _ => return None,
    })
}

/// Bytes that are valid UTF-8, whatever they are said to be: UTF-8, unless they are seven-bit Japanese, or so few and so
/// made that a two-byte character set is as likely.
fn valid<'a>(
    bytes: &'a [u8],
    text: &'a str,
    labels: &[&'static Encoding],
    defects: &mut Defects,
) -> (Cow<'a, str>, String) {
    let said = labels.first().copied();
    let ascii = text.is_ascii();
    if let Some(other) = said.filter(|e| *e != UTF_8) {
        let believable = if ascii { other == ISO_2022_JP && text.contains('\u{1b}') } else { few_pairs(other, text) };
        if believable && let Some(decoded) = other.decode_without_bom_handling_and_without_replacement(bytes) {
            return (decoded, other.name().to_owned());
        }
        if !ascii {
            defects.note("feed", &format!("said to be {}, but is UTF-8", other.name()));
        }
    }
    (Cow::Borrowed(text), UTF_8.name().to_owned())
}

/// Whether all that is not ASCII is a handful of two-byte sequences, and `said` is a two-byte character set.
fn few_pairs(said: &'static Encoding, text: &str) -> bool {
    let mut strange = text.chars().filter(|c| !c.is_ascii()).take(9);
    let pairs = strange.by_ref().take(8).all(|c| c.len_utf8() == 2);
    !said.is_single_byte() && pairs && strange.next().is_none()
}

/// Whether the well-formed multi-byte sequences outnumber the bytes that are wrong.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let mut good = 0_usize;
    let mut bad = 0_usize;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// UTF-8 with each wrong byte read as windows-1252.
fn patched(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

/// The last resort: what the bytes look like; a label that fits but for a few bytes comes first.
fn guessed<'a>(bytes: &'a [u8], said: Option<&'static Encoding>, defects: &mut Defects) -> (Cow<'a, str>, String) {
    if let Some(said) = said {
        let (text, _) = said.decode_without_bom_handling(bytes);
        let lost = text.chars().filter(|c| *c == '\u{fffd}').count();
        if lost * 50 < text.chars().filter(|c| !c.is_ascii()).count() {
            defects.note("feed", &format!("{lost} characters that are not {}", said.name()));
            return (Cow::Owned(text.into_owned()), said.name().to_owned());
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let guess = if guess.name() == "GBK" { GB18030 } else { guess };
    let (text, wrong) = guess.decode_without_bom_handling(bytes);
    let (text, guess) =
        if wrong { (WINDOWS_1252.decode_without_bom_handling(bytes).0, WINDOWS_1252) } else { (text, guess) };
    defects.note("feed", &format!("character set guessed: {}", guess.name()));
    (text, guess.name().to_owned())
}

/// The charset parameter of a content type.
fn charset_of(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let (_, value) = lower.split_once("charset")?;
    let value = value.trim_start().strip_prefix('=')?;
    Some(value.split(';').next().unwrap_or("").trim().trim_matches(['"', '\'']).to_owned())
}

/// The text of a web page, control characters dropped: as a delivery's, but the page may name its character set in a `meta`.
pub fn page_text(bytes: &[u8], content_type: Option<&str>) -> String {
    let said = content_type.filter(|kind| kind.to_ascii_lowercase().contains("charset"));
    let head = String::from_utf8_lossy(bytes.get(..HEAD.min(bytes.len())).unwrap_or(&[])).to_ascii_lowercase();
    let meta = head.split("<meta").skip(1).find_map(|tag| {
        let (_, value) = tag.split('>').next()?.split_once("charset")?;
        let label = value.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
        label.split(['"', '\'', ' ', ';', '/']).next().map(|label| format!("text/html; charset={label}"))
    });
    let mut defects = Defects::default();
    let (text, _) = to_text(bytes, said.map(str::to_owned).or(meta).as_deref(), &mut defects);
    scrub(text, &mut defects).into_owned()
}

/// The encoding that an XML declaration near the head names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or(&[]);
    let head = String::from_utf8_lossy(head);
    let (_, declaration) = head.split_once("<?xml")?;
    let declaration = declaration.split("?>").next().unwrap_or("");
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(|label| label.trim().to_owned())
}

/// The character set of a label, also where it is spelt a little otherwise than it should be.
fn known(label: &str) -> Option<&'static Encoding> {
    let squeezed: String = label.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    Encoding::for_label(label.as_bytes()).or_else(|| Encoding::for_label(squeezed.as_bytes())).or_else(
        || match squeezed.as_str() {
            "utf8mb4" | "unicode" | "utf" => Some(UTF_8),
            s if s.starts_with("cp125") || s.starts_with("win125") => {
                Encoding::for_label(format!("windows-{}", s.trim_start_matches(|c: char| c.is_alphabetic())).as_bytes())
            }
            s if s.starts_with("cp8") => Encoding::for_label(format!("ibm{}", s.trim_start_matches("cp")).as_bytes()),
            s if s.starts_with("iso8859") => {
                Encoding::for_label(format!("iso-8859-{}", s.trim_start_matches("iso8859")).as_bytes())
            }
            _ => None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, want: &str, name: &str) {
        let (text, got) = to_text(bytes, content_type, &mut Defects::default());
        assert_eq!((text.as_ref(), got.as_str()), (want, name));
    }

    #[test]
    fn a_page_names_its_character_set_in_a_meta() {
        let page =
            |meta: &str| [format!("<html><head>{meta}").as_bytes(), b"</head>\xcf\xf0\xe8\xe2\xe5\xf2 \x1b"].concat();
        for meta in [
            "<meta charset=windows-1251>",
            "<META name=x><meta http-equiv='Content-Type' content='text/html; charset=windows-1251'/>",
        ] {
            assert!(page_text(&page(meta), Some("text/html")).ends_with("Привет "), "{meta}");
        }
        assert!(page_text(&page(""), Some("text/html; charset=windows-1251")).contains("Привет"));
    }

    #[test]
    fn what_the_bytes_are_counts_more_than_what_they_are_said_to_be() {
        check(b"\xef\xbb\xbf<a/>", None, "<a/>", "UTF-8");
        check(b"\xfe\xff\0<\0a\0/\0>", None, "<a/>", "UTF-16BE");
        check(b"<\0a\0/\0>\0", None, "<a/>", "UTF-16LE");
        check(b"\xff\xfe\0\0<\0\0\0", None, "<", "UTF-32LE");
        check(b"\0\0\0<\0\0\0a", None, "<a", "UTF-32BE");
        check("<a>“né”</a>".as_bytes(), Some("text/xml; charset=iso-8859-1"), "<a>“né”</a>", "UTF-8");
        check(
            "<?xml version='1.0' encoding='utf-16'?><a/>".as_bytes(),
            None,
            "<?xml version='1.0' encoding='utf-16'?><a/>",
            "UTF-8",
        );
        check(b"<a>caf\xe9 \x93so\x94</a>", None, "<a>café “so”</a>", "windows-1252");
        check(b"<a>na\xc3\xafve caf\xc3\xa9 \x92</a>", Some("text/xml; charset=utf-8"), "<a>naïve café ’</a>", "UTF-8");
        check(
            b"<a>\xcf\xf0\xe8\xe2\xe5\xf2</a>",
            Some("text/xml; charset=\"windows-1251\""),
            "<a>Привет</a>",
            "windows-1251",
        );
    }
}
