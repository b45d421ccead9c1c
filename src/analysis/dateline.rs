//! The head of agency copy: `NAIROBI, Nov 3 (AFP) —`.

use crate::wire::{Dateline, weekday};

use super::calendar::names_a_month;
use super::tables::Tables;

/// Bytes at the start of a paragraph in which a dateline must end.
const REACH: usize = 120;

/// Words in capitals before a colon or dash that are no places.
const NO_PLACE: &[&str] = &[
    "BREAKING",
    "UPDATE",
    "UPDATED",
    "NOTE",
    "EDITORS",
    "EDS",
    "CORRECTION",
    "CORRECTED",
    "WATCH",
    "EXCLUSIVE",
    "LIVE",
    "ANALYSIS",
    "PHOTOS",
    "PHOTO",
    "FACTBOX",
    "OPINION",
    "VIDEO",
    "READ",
    "READ MORE",
    "ALSO READ",
    "FLASH",
    "URGENT",
    "ALERT",
    "SNAP",
    "Q",
    "A",
    "EMBARGO",
    "EMBARGOED",
    "ADVISORY",
    "KILL",
    "MANDATORY",
    "NOTICE",
    "STORY",
    "TAKEDOWN",
    "ELIMINATION",
    "WITHHELD",
    "HOLD",
    "WITHDRAWN",
    "SOURCE",
    "CREDIT",
    "BULLETIN",
    "INTERVIEW",
    "FEATURE",
    "EXPLAINER",
    "REVIEW",
    "QUOTE",
    "SUMMARY",
    "HEADLINES",
    "MORE",
    "PS",
    "FAQ",
    "TL;DR",
    "KEY POINTS",
    "BACKGROUND",
    "DISCLAIMER",
    "WARNING",
    // The same in other languages.
    "EILMELDUNG",
    "EIL",
    "KORREKTUR",
    "BERICHTIGUNG",
    "ROUNDUP",
    "HINTERGRUND",
    "ANALYSE",
    "KOMMENTAR",
    "PORTRÄT",
    "ÜBERBLICK",
    "AUSBLICK",
    "MELDUNG",
    "VORSCHAU",
    "SPERRFRIST",
    "STICHWORT",
    "DIRECT",
    "EN DIRECT",
    "ALERTE",
    "ALERTE INFO",
    "RECTIFICATIF",
    "ENQUÊTE",
    "ENTRETIEN",
    "REPORTAGE",
    "PORTRAIT",
    "VIDÉO",
    "ÚLTIMA HORA",
    "URGENTE",
    "ALERTA",
    "AVANCE",
    "CORRECCIÓN",
    "ENTREVISTA",
    "ANÁLISIS",
    "OPINIÓN",
    "VÍDEO",
    "EN VIVO",
    "DIRECTO",
    "EXCLUSIVA",
    "ULTIM'ORA",
    "ULTIM’ORA",
    "RETTIFICA",
    "ESCLUSIVA",
    "INTERVISTA",
    "DIRETTA",
    "СРОЧНО",
    "МОЛНИЯ",
];

const PARTICLES: &[&str] = &[
    "de", "del", "da", "do", "la", "le", "les", "el", "al", "of", "upon", "on", "sur", "am", "an", "der", "di", "and",
    "the", "in", "a.M.", "a.d.", "i.Br.", "du", "dos", "das", "bei",
];

/// Reads the dateline at the start of a paragraph; the text of it ends before the story's first word.
pub(crate) fn read(paragraph: &str, tables: &Tables) -> Option<Dateline> {
    let reach = paragraph.get(..paragraph.floor_char_boundary(REACH)).unwrap_or(paragraph);
    let own = tables.datelines().find_map(|(form, agency)| in_form(paragraph, reach, form, agency));
    own.or_else(|| with_agency(paragraph, reach, tables)).or_else(|| bare(paragraph, reach))
}

/// A head in a form that was given for an agency: its own signs as written, with a place and a date for what changes.
fn in_form(paragraph: &str, reach: &str, form: &str, agency: &str) -> Option<Dateline> {
    let mut found = Dateline { agency: Some(agency.to_owned()), ..Dateline::default() };
    let (mut at, mut form) = (0, form);
    while !form.is_empty() {
        let rest = reach.get(at..)?;
        let Some((literal, after)) = form.split_once('{') else {
            at += rest.strip_prefix(form.trim_end()).map(|tail| rest.len() - tail.len())?;
            break;
        };
        let (name, after) = after.split_once('}')?;
        let rest = rest.strip_prefix(literal)?;
        // What changes ends where the next sign of the form stands; the last of a form ends with the reach.
        let next = after.split('{').next().unwrap_or("").trim_end();
        let end = if next.is_empty() { return None } else { rest.find(next)? };
        let value = rest.get(..end)?.trim();
        match name {
            "place" if is_place(value) => found.place = Some(value.to_owned()),
            "date" if is_date(value) => found.date = Some(value.to_owned()),
            _ => return None,
        }
        at += literal.len() + end;
        form = after;
    }
    found.text = paragraph.get(..at)?.trim_end().to_owned();
    (!paragraph.get(at..)?.trim().is_empty()).then_some(found)
}

/// `PLACE, Mon D (AGENCY) —`, `(AGENCY) -`; without the dash only with a date and an agency that is known.
fn with_agency(paragraph: &str, reach: &str, tables: &Tables) -> Option<Dateline> {
    let open = reach.find('(')?;
    let close = open + reach.get(open..)?.find(')')?;
    let inside = reach.get(open + 1..close)?.trim();
    let head = reach.get(..open)?.trim().trim_end_matches(',').trim_end();
    let (place, date) = place_and_date(head);
    // "KILL KILL KILL (AFP) —": the agency stands, and no place.
    let place = if is_no_place(place) { "" } else { place };
    let tail = reach.get(close + 1..)?;
    let dash = dash_at_start(tail);
    let known = inside.split(['/', ',']).find_map(|name| tables.agency(name));
    let is_agency = known.is_some() || (looks_like_agency(inside) && dash.is_some() && is_capitals(place));
    if !is_agency || !(head.is_empty() || place.is_empty() || is_place(place)) {
        return None;
    }
    // "Oslo (NTB): ", "Madrid, 3 sep (EFE).-", "Berlin (epd). ": after an agency that is known, if the place is no sentence.
    let sign = [".-", ".–", ".—", ":", "."].into_iter().find_map(|sign| {
        let rest = tail.strip_prefix(sign).filter(|_| known.is_some() && place.split_whitespace().count() <= 4)?;
        (!place.is_empty() && (rest.starts_with(' ') || sign.len() > 1)).then_some(sign.len())
    });
    if dash.or(sign).is_none() && (date.is_empty() || tail.trim().is_empty()) {
        return None;
    }
    let end = close + 1 + dash.or(sign).unwrap_or(0);
    Some(Dateline {
        text: paragraph.get(..end)?.trim_end().to_owned(),
        place: (!place.is_empty()).then(|| place.to_owned()),
        date: (!date.is_empty()).then(|| date.to_owned()),
        agency: Some(known.unwrap_or(inside).to_owned()),
    })
}

/// `RIO DE JANEIRO - `, `NEW DELHI: `: the place in capitals and no agency.
fn bare(paragraph: &str, reach: &str) -> Option<Dateline> {
    let found = reach.char_indices().find_map(|(at, c)| {
        let tail = reach.get(at..)?;
        let end = match c {
            ':' => tail.starts_with(": ").then_some(1)?,
            '-' | '–' | '—' | '_' | ' ' => dash_at_start(tail)?,
            _ => return None,
        };
        // A hyphen inside a name ("BADEN-BADEN") has no space after it.
        let spaced = c == ' ' || c == '—' || c == ':' || tail.starts_with("--");
        (spaced && at > 0).then_some((at, end))
    });
    let (at, length) = found?;
    let (place, date) = place_and_date(reach.get(..at)?.trim());
    let city = place.split(',').next().unwrap_or("");
    if !is_place(place) || !is_capitals(city) || is_no_place(city) {
        return None;
    }
    let end = at + length;
    if paragraph.get(end..)?.trim().is_empty() {
        return None;
    }
    Some(Dateline {
        text: paragraph.get(..end)?.trim_end().to_owned(),
        place: Some(place.to_owned()),
        date: (!date.is_empty()).then(|| date.to_owned()),
        agency: None,
    })
}

/// Whether words in capitals are known to be no place, by themselves or one after the other: "ALSO READ", "KILL KILL KILL".
fn is_no_place(words: &str) -> bool {
    let mut each = words.split_whitespace().peekable();
    NO_PLACE.contains(&words) || (each.peek().is_some() && each.all(|word| NO_PLACE.contains(&word)))
}

/// Bytes of a dash, with the space before it, at the start of `tail`; a hyphen needs space after it.
fn dash_at_start(tail: &str) -> Option<usize> {
    let trimmed = tail.trim_start_matches(' ');
    let lead = tail.len() - trimmed.len();
    for dash in ["--", "—", "–", "-", "_"] {
        if let Some(rest) = trimmed.strip_prefix(dash) {
            let ends = rest.is_empty() || rest.starts_with(' ') || dash == "—" || dash == "--";
            return ends.then_some(lead + dash.len());
        }
    }
    None
}

/// Parts the place from a date after it: `NEW DELHI, Nov 3`.
fn place_and_date(head: &str) -> (&str, &str) {
    if is_date(head) {
        return ("", head);
    }
    for (at, _) in head.match_indices(',') {
        let date = head.get(at + 1..).unwrap_or("").trim();
        if is_date(date) {
            return (head.get(..at).unwrap_or("").trim(), date);
        }
    }
    // "LONDON Nov 3" without a comma.
    for (at, _) in head.match_indices(' ') {
        let date = head.get(at + 1..).unwrap_or("").trim();
        if is_date(date) && date.split_whitespace().count() >= 2 {
            return (head.get(..at).unwrap_or("").trim(), date);
        }
    }
    (head, "")
}

/// A month's name with a day, or a weekday, and nothing else.
fn is_date(words: &str) -> bool {
    // Most words that are asked about have no day in them.
    if !words.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut month = false;
    let mut day = false;
    for word in words.split([' ', ',', '.', '/']).filter(|word| !word.is_empty()) {
        let low = word.to_lowercase();
        if names_a_month(&low) {
            month = true;
        } else if low.trim_end_matches(|c: char| c.is_alphabetic()).parse::<u16>().is_ok() && low.len() <= 4 {
            day = true;
        } else if weekday(&low).is_none() {
            return false;
        }
    }
    month && day
}

/// Whether the words can be a place: few, without figures, each capitalised but for particles.
fn is_place(words: &str) -> bool {
    let allowed =
        |c: char| c.is_alphabetic() || " ,.'’-/&".contains(c) || unicode_normalization::char::is_combining_mark(c);
    let short = words.chars().count() <= 60 && words.split_whitespace().count() <= 8;
    let capitalised = words.split([' ', ',', '/', '-']).filter(|word| !word.is_empty()).all(|word| {
        PARTICLES.contains(&word) || word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase())
    });
    short && capitalised && words.chars().all(allowed) && words.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

fn is_capitals(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

fn looks_like_agency(words: &str) -> bool {
    (2..=25).contains(&words.len())
        && words.chars().all(|c| c.is_alphabetic() || " .-/&".contains(c))
        && words.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paragraph: &str) -> Option<Dateline> {
        read(paragraph, &Tables::default())
    }

    #[test]
    fn datelines_give_place_date_and_agency() {
        for (paragraph, place, date, agency) in [
            ("NAIROBI, Nov 3 (AFP) — The board met.", "NAIROBI", "Nov 3", "AFP"),
            ("PORT ELLEN, Scotland (AP) — The board met.", "PORT ELLEN, Scotland", "", "AP"),
            ("WASHINGTON (AP) _ The board met.", "WASHINGTON", "", "AP"),
            ("LONDON, Nov. 3, 2026 (Xinhua) -- The board met.", "LONDON", "Nov. 3, 2026", "Xinhua"),
            ("Berlin (dpa) - The board met.", "Berlin", "", "DPA"),
            ("New Delhi, Nov 23 (PTI) The board met.", "New Delhi", "Nov 23", "PTI"),
            ("Nov 3 (Reuters) - The board met.", "", "Nov 3", "Reuters"),
            ("(Reuters) - The board met.", "", "", "Reuters"),
            ("LONDON/PARIS, 3 November (Reuters) – The board met.", "LONDON/PARIS", "3 November", "Reuters"),
            ("SÃO PAULO (Harbour Wire) — The board met.", "SÃO PAULO", "", "Harbour Wire"),
            ("NEW DELHI: The board met.", "NEW DELHI", "", ""),
            ("RIO DE JANEIRO - The board met.", "RIO DE JANEIRO", "", ""),
            ("BADEN-BADEN, Germany — The board met.", "BADEN-BADEN, Germany", "", ""),
            ("N'DJAMENA, Nov 3 – The board met.", "N'DJAMENA", "Nov 3", ""),
        ] {
            let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
            let found = check(paragraph).unwrap_or_else(|| panic!("no dateline in {paragraph:?}"));
            assert_eq!((found.place, found.date, found.agency), (some(place), some(date), some(agency)), "{paragraph}");
            assert!(paragraph.starts_with(&found.text) && paragraph.len() > found.text.len());
        }
    }

    #[test]
    fn agencies_of_other_languages_write_heads_that_are_read_too() {
        for (paragraph, place, date, agency, text) in [
            ("Berlin (dpa) - Der Rat tagte.", "Berlin", "", "DPA", "Berlin (dpa) -"),
            ("Frankfurt a.M. (epd). Der Rat tagte.", "Frankfurt a.M.", "", "epd", "Frankfurt a.M. (epd)."),
            ("FRANKFURT (dpa-AFX) - Der Rat tagte.", "FRANKFURT", "", "DPA", "FRANKFURT (dpa-AFX) -"),
            ("Bern (sda) Der Rat", "", "", "", ""),
            ("Wien, 3. März 2026 (APA) - Der Rat tagte.", "Wien", "3. März 2026", "APA", "Wien, 3. März 2026 (APA) -"),
            ("PARIS, 3 août (AFP) - Le conseil a siégé.", "PARIS", "3 août", "AFP", "PARIS, 3 août (AFP) -"),
            ("Madrid, 3 sep (EFE).- El consejo se reunió.", "Madrid", "3 sep", "EFE", "Madrid, 3 sep (EFE).-"),
            (
                "MADRID 3 Ene. (EUROPA PRESS) - El consejo.",
                "MADRID",
                "3 Ene.",
                "Europa Press",
                "MADRID 3 Ene. (EUROPA PRESS) -",
            ),
            ("(ANSA) - ROMA, 03 GIU - Il consiglio.", "ROMA", "03 GIU", "ANSA", "(ANSA) - ROMA, 03 GIU -"),
            ("ROMA, 3 giugno (ANSA) - Il consiglio.", "ROMA", "3 giugno", "ANSA", "ROMA, 3 giugno (ANSA) -"),
            (
                "Lisboa, 03 fev 2026 (Lusa) – O conselho.",
                "Lisboa",
                "03 fev 2026",
                "Lusa",
                "Lisboa, 03 fev 2026 (Lusa) –",
            ),
            ("Oslo (NTB): Rådet møttes.", "Oslo", "", "NTB", "Oslo (NTB):"),
            ("МОСКВА, 3 ноября. /ТАСС/. Совет собрался.", "МОСКВА", "3 ноября.", "TASS", "МОСКВА, 3 ноября. /ТАСС/."),
            ("القاهرة (رويترز) - اجتمع المجلس.", "القاهرة", "", "Reuters", "القاهرة (رويترز) -"),
            ("باريس (أ ف ب) - اجتمع المجلس.", "باريس", "", "AFP", "باريس (أ ف ب) -"),
            ("नई दिल्ली, तीन नवंबर (भाषा) परिषद की बैठक हुई।", "", "", "", ""),
            ("नई दिल्ली, 3 नवंबर (भाषा) परिषद की बैठक हुई।", "नई दिल्ली", "3 नवंबर", "PTI", "नई दिल्ली, 3 नवंबर (भाषा)"),
        ] {
            let Some(found) = check(paragraph) else {
                assert_eq!(text, "", "no dateline in {paragraph:?}");
                continue;
            };
            let given = |part: &Option<String>| part.clone().unwrap_or_default();
            assert_eq!((given(&found.place), given(&found.date)), (place.to_owned(), date.to_owned()), "{paragraph}");
            assert_eq!((given(&found.agency), found.text.as_str()), (agency.to_owned(), text), "{paragraph}");
        }
    }

    #[test]
    fn ordinary_openings_in_other_languages_are_no_datelines() {
        for paragraph in [
            "Der Hafenrat (SPD) - so heißt es - tagte.",
            "EILMELDUNG: Der Kai ist gesperrt.",
            "ÚLTIMA HORA: El muelle está cerrado.",
            "ALERTE INFO - Le quai est fermé.",
            "Le conseil du port (AFP) : une réunion.",
            "El puerto, cerrado desde el lunes, sigue vacío.",
            "„Der Kai ist zu“, sagte Anna Berg (CDU) - und ging.",
            "قال المجلس إن الرصيف مغلق - حتى الربيع.",
            "परिषद ने कहा - घाट बंद है।",
            "Il porto: una storia lunga.",
        ] {
            assert_eq!(check(paragraph), None, "{paragraph}");
        }
    }

    #[test]
    fn a_mark_before_the_agency_is_no_place() {
        let found = check("KILL KILL KILL (AFP) — The story on the quay is wrong.").unwrap();
        assert_eq!((found.place, found.agency.as_deref()), (None, Some("AFP")));
        let found = check("KILL KILL KILL, Nov 3 (AFP) — The story on the quay is wrong.").unwrap();
        assert_eq!((found.place, found.date.as_deref()), (None, Some("Nov 3")));
    }

    #[test]
    fn an_agency_has_heads_of_its_own() {
        let mut tables = Tables::default();
        tables.add_dateline("Meridian Press", "{place}, {date} /MP/ --");
        tables.add_dateline("Meridian Press", "(MP) {place} =");
        for (paragraph, place, date, text) in [
            ("HOLM, Nov 3, 2026 /MP/ -- The board met.", "HOLM", Some("Nov 3, 2026"), "HOLM, Nov 3, 2026 /MP/ --"),
            ("(MP) PORT ELLEN = The board met.", "PORT ELLEN", None, "(MP) PORT ELLEN ="),
        ] {
            let found = read(paragraph, &tables).unwrap_or_else(|| panic!("no dateline in {paragraph:?}"));
            assert_eq!((found.place.as_deref(), found.date.as_deref()), (Some(place), date), "{paragraph}");
            assert_eq!((found.agency.as_deref(), found.text.as_str()), (Some("Meridian Press"), text));
        }
        for paragraph in
            ["The board met, Nov 3 /MP/ -- so it said.", "HOLM, quickly /MP/ -- The board met.", "(MP) HOLM ="]
        {
            let agency = read(paragraph, &tables).and_then(|found| found.agency);
            assert_ne!(agency.as_deref(), Some("Meridian Press"), "{paragraph}");
        }
    }

    #[test]
    fn ordinary_openings_are_no_datelines() {
        for paragraph in [
            "The harbour board (AFP) met on Monday.",
            "BREAKING: The quay has closed.",
            "KILL KILL KILL — The story on the quay is wrong.",
            "HOLD HOLD HOLD: The story on the quay is wrong.",
            "MANDATORY KILL - The story on the quay is wrong.",
            "STORY WITHDRAWN: The story on the quay is wrong.",
            "WATCH: divers at the sea wall",
            "Two people - both divers - were hurt.",
            "The minister said: the quay is closed.",
            "NATO said on Monday it would help.",
            "A 12-year-old - the youngest diver - was hurt.",
            "LONDON",
            "Q: What will it cost?",
            "Harbour — a word of many meanings — is old.",
            "Anna Berg (Labour) - who lost - will appeal.",
        ] {
            assert_eq!(check(paragraph), None, "{paragraph}");
        }
    }
}
