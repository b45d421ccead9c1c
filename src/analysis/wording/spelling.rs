//! The spelling under which two houses' forms of one word meet. It is compared, never shown.

/// Gives the words that one written word stands for, in one spelling: lower case, contractions opened, small numbers as
/// figures, British endings as American ones. `word` is in lower case with straight apostrophes.
pub(super) fn spelled(word: &str, each: &mut dyn FnMut(&str)) {
    match word {
        "cannot" | "can't" => pair("can", "not", each),
        "won't" => pair("will", "not", each),
        "shan't" => pair("shall", "not", each),
        "percent" => pair("per", "cent", each),
        "ok" => each("okay"),
        _ => match word.split_once('\'') {
            Some((stem, ending)) => contracted(stem, ending, each),
            None => each(&one(word)),
        },
    }
}

fn pair(first: &str, second: &str, each: &mut dyn FnMut(&str)) {
    each(first);
    each(second);
}

/// A word with an apostrophe in it: "don't", "we'll", "it's", "Moor's", "d'accord".
fn contracted(stem: &str, ending: &str, each: &mut dyn FnMut(&str)) {
    let negated = stem.strip_suffix('n').filter(|_| ending == "t");
    if let Some(stem) = negated {
        return pair(stem, "not", each);
    }
    let opened = match ending {
        "re" => "are",
        "ll" => "will",
        "ve" => "have",
        "m" => "am",
        "d" => "would",
        // After these it is a verb; after a noun it is nearly always a genitive.
        "s" if matches!(stem, "it" | "that" | "he" | "she" | "there" | "what" | "who" | "here") => "is",
        "s" if stem == "let" => "us",
        _ => {
            each(&one(&format!("{stem}'{ending}")));
            return;
        }
    };
    pair(stem, opened, each);
}

const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// One word without apostrophe.
fn one(word: &str) -> String {
    if let Some(number) = NUMBERS.iter().position(|n| *n == word) {
        return number.to_string();
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.replace(',', "");
    }
    match word {
        "defence" => "defense".to_owned(),
        "offence" => "offense".to_owned(),
        "licence" => "license".to_owned(),
        _ => american(word),
    }
}

/// The American form of a British ending; a word that is none stays as it is, or changes alike wherever it stands.
fn american(word: &str) -> String {
    for (british, american) in [
        ("ise", "ize"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("ising", "izing"),
        ("isation", "ization"),
        ("our", "or"),
        ("ours", "ors"),
        ("oured", "ored"),
        ("ouring", "oring"),
        ("tre", "ter"),
        ("tres", "ters"),
        ("lled", "led"),
        ("lling", "ling"),
        ("gramme", "gram"),
        ("grammes", "grams"),
    ] {
        // Short words are words of their own: "four", "wise", "tour".
        if let Some(stem) = word.strip_suffix(british).filter(|stem| stem.chars().count() >= 3) {
            return format!("{stem}{american}");
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::spelled;

    fn of(word: &str) -> String {
        let mut all = Vec::new();
        spelled(word, &mut |w| all.push(w.to_owned()));
        all.join(" ")
    }

    #[test]
    fn the_forms_of_two_houses_meet() {
        for (one, other) in [
            ("can't", "cannot"),
            ("twelve", "12"),
            ("organisation", "organization"),
            ("neighbours", "neighbors"),
            ("1,200", "1200"),
            ("cancelled", "canceled"),
            ("defence", "defense"),
        ] {
            assert_eq!(of(one), of(other));
        }
        assert_eq!(of("we'll"), "we will");
        assert_eq!(of("don't"), "do not");
        assert_eq!(of("it's"), "it is");
        assert_eq!(of("percent"), "per cent");
    }

    #[test]
    fn words_that_differ_stay_apart() {
        for (one, other) in [("must", "may"), ("four", "for"), ("moor's", "moor"), ("tour", "tor"), ("wise", "wize")] {
            assert_ne!(of(one), of(other));
        }
    }
}
