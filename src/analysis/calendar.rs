//! Names of months as wires write them.

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Months as wires in other languages write them in datelines, in small letters; a word is one if it is the beginning of one, of
/// three letters or more. Only a dateline is read by these: in running text some are other words.
#[rustfmt::skip]
const FOREIGN: &[(&str, [&str; 12])] = &[
    ("de", ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"]),
    ("fr", ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]),
    ("es", ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]),
    ("it", ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"]),
    ("pt", ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]),
    ("nl", ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]),
    ("pl", ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"]),
    ("tr", ["ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık"]),
    ("ru", ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"]),
    ("ar", ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]),
    ("hi", ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]),
];

/// Whether a word in small letters names a month in a dateline, in any language that is known here.
pub(crate) fn names_a_month(word: &str) -> bool {
    let long = word.chars().nth(2).is_some();
    let foreign =
        |(_, months): &(&str, [&str; 12])| months.iter().any(|name| *name == word || (long && name.starts_with(word)));
    month(word).is_some() || FOREIGN.iter().any(foreign)
}

/// Whether `word` is `name` or an abbreviation of three or four letters of it.
fn stands_for(word: &str, name: &str) -> bool {
    word == name || ((3..=4).contains(&word.len()) && name.starts_with(word))
}

/// The number of the month that a word in small letters names, from 1.
pub(crate) fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|name| stands_for(word, name))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_abbreviations_are_known_and_look_alikes_are_not() {
        assert_eq!(
            (month("nov"), month("sept"), month("may"), month("december")),
            (Some(11), Some(9), Some(5), Some(12))
        );
        for word in ["sep", "août", "dez", "ene", "settembre", "ноября", "नवंबर", "मई", "نوفمبر"]
        {
            assert!(names_a_month(word), "{word}");
        }
        assert!(!["de", "la", "marsupial", "julian", ""].iter().any(|word| names_a_month(word)));
        assert_eq!((month("decades"), month("marseille"), month("no")), (None, None, None));
    }
}
