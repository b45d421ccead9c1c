//! The agencies that write copy and the outlets that run it, by the names and addresses they go under.

use std::collections::HashMap;

/// Agencies: the name shown, then further names it goes under in datelines, credits and notices, and hosts of its own.
/// Names of up to four capitals are only read as such when they stand in capitals.
#[rustfmt::skip]
const AGENCIES: &[(&str, &[&str], &[&str])] = &[
    ("AP", &["Associated Press", "The Associated Press"], &["apnews.com", "ap.org"]),
    ("AFP", &["Agence France-Presse", "Agence France Presse", "Agence France-Presse (AFP)"], &["afp.com"]),
    ("Reuters", &["Thomson Reuters", "Reuters News Agency", "Thomson Reuters Foundation"], &["reuters.com"]),
    ("PA", &["PA Media", "Press Association", "The Press Association", "PA News Agency"], &["pa.media"]),
    ("DPA", &["dpa", "Deutsche Presse-Agentur", "dpa International"], &["dpa.com"]),
    ("Xinhua", &["Xinhua News Agency"], &["xinhuanet.com", "news.cn"]),
    ("PTI", &["Press Trust of India"], &["ptinews.com"]),
    ("ANI", &["Asian News International"], &["aninews.in"]),
    ("IANS", &["Indo-Asian News Service"], &["ians.in"]),
    ("UNI", &["United News of India"], &["uniindia.com"]),
    ("Kyodo", &["Kyodo News", "Kyodo News Agency"], &["english.kyodonews.net"]),
    ("Jiji", &["Jiji Press"], &["jen.jiji.com"]),
    ("Yonhap", &["Yonhap News Agency", "Yonhap News"], &["yna.co.kr"]),
    ("TASS", &["ITAR-TASS", "Tass"], &["tass.com"]),
    ("Interfax", &["Interfax News Agency"], &["interfax.com"]),
    ("EFE", &["Agencia EFE"], &["efe.com"]),
    ("ANSA", &["Agenzia ANSA"], &["ansa.it"]),
    ("AAP", &["Australian Associated Press"], &["aap.com.au"]),
    ("NTB", &["Norsk Telegrambyrå"], &["ntb.no"]),
    ("TT", &["TT News Agency", "Tidningarnas Telegrambyrå"], &["tt.se"]),
    ("Ritzau", &["Ritzaus Bureau"], &["ritzau.dk"]),
    ("STT", &["Finnish News Agency"], &["stt.fi"]),
    ("UPI", &["United Press International"], &["upi.com"]),
    ("Bloomberg", &["Bloomberg News"], &["bloomberg.com"]),
    ("CNA", &["Central News Agency"], &["focustaiwan.tw"]),
    ("Anadolu", &["AA", "Anadolu Agency", "Anadolu Ajansi"], &["aa.com.tr"]),
    ("APA", &["Austria Presse Agentur"], &["apa.at"]),
    ("ANP", &["Algemeen Nederlands Persbureau"], &["anp.nl"]),
    ("Belga", &["Belga News Agency"], &["belganewsagency.eu"]),
    ("PAP", &["Polish Press Agency"], &["pap.pl"]),
    ("CTK", &["Czech News Agency"], &["ceskenoviny.cz"]),
    ("MTI", &["Hungarian News Agency"], &["mti.hu"]),
    ("Lusa", &["Lusa News Agency"], &["lusa.pt"]),
    ("Keystone-SDA", &["Keystone-ATS", "SDA"], &["keystone-sda.ch"]),
    ("Canadian Press", &["The Canadian Press", "CP"], &["thecanadianpress.com"]),
    ("Bernama", &["Malaysian National News Agency"], &["bernama.com"]),
    ("Antara", &["Antara News"], &["antaranews.com"]),
    ("WAM", &["Emirates News Agency"], &["wam.ae"]),
    ("SPA", &["Saudi Press Agency"], &["spa.gov.sa"]),
    ("MENA", &["Middle East News Agency"], &["mena.org.eg"]),
    ("PNA", &["Philippine News Agency"], &["pna.gov.ph"]),
    ("NAN", &["News Agency of Nigeria"], &["nannews.ng"]),
    ("Ukrinform", &[], &["ukrinform.net"]),
];

/// Further names in other languages and of their services, by the agency shown.
#[rustfmt::skip]
const FOREIGN: &[(&str, &[&str])] = &[
    ("AFP", &["أ ف ب", "أ.ف.ب", "فرانس برس", "एएफपी"]),
    ("Reuters", &["رويترز", "रायटर", "रॉयटर्स"]),
    ("AP", &["أ ب", "أسوشيتد برس", "एपी"]),
    ("DPA", &["dpa-AFX", "dpa/lby", "د ب أ"]),
    ("Xinhua", &["شينخوا", "新华社"]),
    ("PTI", &["भाषा"]),
    ("UNI", &["वार्ता", "UNI वार्ता"]),
    ("ANI", &["एएनआई"]),
    ("IANS", &["आईएएनएस"]),
    ("TASS", &["ТАСС"]),
    ("Interfax", &["Интерфакс"]),
    ("Anadolu", &["الأناضول"]),
    ("WAM", &["وام"]),
    ("SPA", &["واس"]),
    ("MENA", &["أ ش أ"]),
    ("Belga", &["BELGA"]),
    ("epd", &["Evangelischer Pressedienst"]),
    ("KNA", &["Katholische Nachrichten-Agentur"]),
    ("SID", &["Sport-Informations-Dienst"]),
    ("Europa Press", &[]),
    ("Adnkronos", &[]),
    ("askanews", &[]),
    ("AGI", &["Agenzia Italia"]),
    ("Télam", &[]),
    ("RIA Novosti", &["РИА Новости"]),
];

/// Heads of copy that agencies write in their own way.
const HEADS: &[(&str, &str)] = &[
    ("ANSA", "(ANSA) - {place}, {date} -"),
    ("AGI", "AGI - {place}, {date} -"),
    ("TASS", "{place}, {date} /ТАСС/."),
    ("RIA Novosti", "{place}, {date} - РИА Новости."),
];

/// What the desk knows of agencies. The built-in table can be extended; later entries win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// Names shown, in the order they were added.
    names: Vec<String>,
    /// Lower-case names an agency goes under, to the place in `names`; `true` where only capitals count.
    by_words: HashMap<String, (usize, bool)>,
    /// Hosts, to the place in `names`.
    by_host: HashMap<String, usize>,
    /// Heads of copy that agencies write in their own way, each with the place in `names`.
    datelines: Vec<(String, usize)>,
    /// Names of outlets.
    outlets: Vec<String>,
    /// Lower-case names of sources and hosts of feeds, to the place in `outlets`.
    outlets_by: HashMap<String, usize>,
}

impl Default for Tables {
    fn default() -> Self {
        let mut tables = Self {
            names: Vec::new(),
            by_words: HashMap::new(),
            by_host: HashMap::new(),
            datelines: Vec::new(),
            outlets: Vec::new(),
            outlets_by: HashMap::new(),
        };
        for (name, words, hosts) in AGENCIES {
            tables.add_agency(name, words, hosts);
        }
        for (name, words) in FOREIGN {
            tables.add_names(name, words);
        }
        for (name, form) in HEADS {
            tables.add_dateline(name, form);
        }
        tables
    }
}

impl Tables {
    /// Adds an agency: the name to show, further names it goes under in copy, and hosts (`example.com`) of its own.
    pub fn add_agency(&mut self, name: &str, words: &[&str], hosts: &[&str]) {
        let at = self.names.len();
        self.names.push(name.to_owned());
        for word in std::iter::once(&name).chain(words) {
            self.by_words.insert(word.to_lowercase(), (at, is_short(word)));
        }
        for host in hosts {
            self.by_host.insert(host.to_lowercase(), at);
        }
    }

    /// Gives an agency further names. Adds the agency where there is none of the name.
    fn add_names(&mut self, name: &str, words: &[&str]) {
        let at = self.place_of(name);
        for word in words {
            self.by_words.insert(word.to_lowercase(), (at, is_short(word)));
        }
    }

    /// Gives an agency codes, which count as they are written: `Tass` beside `TASS` where both are given. Adds the agency where there
    /// is none of the name.
    pub fn add_codes(&mut self, name: &str, codes: &[&str]) {
        let at = self.place_of(name);
        for code in codes {
            self.by_words.insert(code.to_lowercase(), (at, code.chars().all(|c| !c.is_lowercase())));
        }
    }

    /// Gives an agency a head of copy that it writes in its own way: `{place}, {date} /MP/ --`.
    pub fn add_dateline(&mut self, name: &str, form: &str) {
        let at = self.place_of(name);
        self.datelines.push((form.to_owned(), at));
    }

    /// Adds an outlet: its name, names of sources that are feeds of it, and hosts of its feeds.
    pub fn add_outlet(&mut self, name: &str, sources: &[&str], hosts: &[&str]) {
        let at = self.outlets.len();
        self.outlets.push(name.to_owned());
        for word in std::iter::once(&name).chain(sources) {
            self.outlets_by.insert(word.to_lowercase(), at);
        }
        for host in hosts {
            self.outlets_by.insert(format!("//{}", host.to_lowercase()), at);
        }
    }

    /// The outlet whose feed a source is, by the source's name or its address.
    pub fn outlet_of(&self, source: &str, address: &str) -> Option<&str> {
        let named = self.outlets_by.get(&source.to_lowercase());
        let at = named.or_else(|| by_host(address, |host| self.outlets_by.get(&format!("//{host}"))))?;
        self.outlets.get(*at).map(String::as_str)
    }

    /// Every name an agency goes under, in small letters, with the name shown.
    pub fn agency_names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_words.iter().filter_map(|(word, (at, _))| Some((word.as_str(), self.names.get(*at)?.as_str())))
    }

    /// The heads of copy that agencies write in their own way, each with the agency.
    pub(crate) fn datelines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.datelines.iter().filter_map(|(form, at)| Some((form.as_str(), self.names.get(*at)?.as_str())))
    }

    fn place_of(&mut self, name: &str) -> usize {
        if let Some(at) = self.names.iter().rposition(|known| known == name) {
            return at;
        }
        self.add_agency(name, &[], &[]);
        self.names.len() - 1
    }

    /// The agency that `words` is a name of, as a whole.
    pub fn agency(&self, words: &str) -> Option<&str> {
        let words = words.trim().trim_end_matches('.');
        let (at, capitals) = self.by_words.get(&words.to_lowercase())?;
        if *capitals && words.chars().any(char::is_lowercase) {
            return None;
        }
        self.names.get(*at).map(String::as_str)
    }

    /// The first agency named anywhere in a line, such as a credit or a copyright notice.
    pub fn agency_in(&self, line: &str) -> Option<&str> {
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || "()[]/|,;:&©".contains(c))
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .map(|word| word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word))
            .filter(|word| !word.is_empty())
            .take(60)
            .collect();
        let lengths = |from: usize| (1..=4.min(words.len() - from)).rev().map(move |n| (from, n));
        (0..words.len()).flat_map(lengths).find_map(|(from, n)| {
            let phrase = words.get(from..from + n)?;
            let is_name = phrase.first()?.chars().next()?.is_uppercase() || *phrase.first()? == "dpa";
            if is_name { self.agency(&phrase.join(" ")) } else { None }
        })
    }

    /// The agency whose own page the address is.
    pub fn agency_of_page(&self, address: &str) -> Option<&str> {
        let at = by_host(address, |host| self.by_host.get(host))?;
        self.names.get(*at).map(String::as_str)
    }
}

/// What is known of the host of an address, or of a host that it is part of.
fn by_host<T>(address: &str, known: impl Fn(&str) -> Option<T>) -> Option<T> {
    let host = address.split_once("://")?.1.split(['/', ':', '?', '#']).next()?.to_lowercase();
    let mut host = host.as_str();
    loop {
        if let Some(found) = known(host) {
            return Some(found);
        }
        host = host.split_once('.')?.1;
    }
}

/// Whether a name is so short that only its capitals tell it from a word.
fn is_short(word: &str) -> bool {
    word.len() <= 4 && word.chars().all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_are_known_by_all_their_names() {
        let tables = Tables::default();
        for (words, name) in [
            ("AFP", Some("AFP")),
            ("dpa", Some("DPA")),
            ("The Associated Press", Some("AP")),
            ("thomson reuters", Some("Reuters")),
            ("ap", None),
            ("Harbour News", None),
        ] {
            assert_eq!(tables.agency(words), name, "{words}");
        }
        assert_eq!(tables.agency_in("Copyright 2026 The Associated Press. All rights reserved."), Some("AP"));
        assert_eq!(tables.agency_in("(With inputs from ANI)"), Some("ANI"));
        assert_eq!(tables.agency_in("The tt races were held in may"), None);
        assert_eq!(tables.agency_of_page("https://www.reuters.com/world/x"), Some("Reuters"));
        assert_eq!(tables.agency_of_page("https://notreuters.com/world/x"), None);
    }

    #[test]
    fn the_table_can_be_extended() {
        let mut tables = Tables::default();
        tables.add_agency("CNS", &["Coast News Service"], &["coast.example"]);
        assert_eq!(tables.agency("coast news service"), Some("CNS"));
        assert_eq!(tables.agency_of_page("https://feeds.coast.example/x"), Some("CNS"));
        tables.add_codes("CNS", &["CN"]);
        assert_eq!((tables.agency("CN"), tables.agency("cn")), (Some("CNS"), None));
        tables.add_outlet("Herald", &["Herald World"], &["herald.example"]);
        for (source, address, outlet) in [
            ("herald world", "https://x.example/", Some("Herald")),
            ("Anything", "https://feeds.herald.example/politics", Some("Herald")),
            ("Anything", "https://notherald.example/politics", None),
        ] {
            assert_eq!(tables.outlet_of(source, address), outlet, "{source} {address}");
        }
    }
}
