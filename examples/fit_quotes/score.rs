//! Compares quotations found with those annotated: spans by overlap, speakers by head word.

use copytaster::wire::Span;

use crate::gold::Story;

/// A quotation found.
pub struct Found {
    /// The quoted words, in bytes.
    pub span: Span,
    /// The mention of the speaker.
    pub speaker: Option<Span>,
}

/// What was found of what there is.
#[derive(Default, Clone, Copy)]
pub struct Tally {
    /// Annotated quotations.
    pub gold: usize,
    /// Quotations found.
    pub found: usize,
    /// Found ones that are annotated.
    pub spans: usize,
    /// Those with the right speaker.
    pub joint: usize,
    /// Annotated words that nobody said.
    pub loose: usize,
    /// Those returned with a speaker.
    pub loose_found: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.spans += other.spans;
        self.joint += other.joint;
        self.loose += other.loose;
        self.loose_found += other.loose_found;
    }
}

/// Precision, recall and their harmonic mean.
pub fn rates(right: usize, found: usize, gold: usize) -> (f64, f64, f64) {
    let share = |whole: usize| if whole == 0 { 0.0 } else { right as f64 / whole as f64 };
    let (precision, recall) = (share(found), share(gold));
    let sum = precision + recall;
    (precision, recall, if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum })
}

/// The span without white space, marks and commas at its ends.
pub fn trimmed(text: &str, span: Span) -> Span {
    let edge = |c: char| c.is_whitespace() || "\"“”„‟«»‹›「」『』‘’`',.;:\u{200b}".contains(c);
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start_matches(edge).len());
    Span::new(start, start + words.trim_matches(edge).len())
}

/// The share of two spans that both have, by bytes.
pub fn overlap(one: Span, other: Span) -> f64 {
    let both = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    both as f64 / (one.end.max(other.end) - one.start.min(other.start)).max(1) as f64
}

/// Pairs annotated and found quotations, the best overlap first: for each annotated one the number of its partner.
pub fn pairs(text: &str, story: &Story, found: &[Span]) -> Vec<Option<usize>> {
    let gold: Vec<Span> = story.quotes.iter().map(|quote| trimmed(text, quote.span)).collect();
    let found: Vec<Span> = found.iter().map(|&span| trimmed(text, span)).collect();
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (g, &one) in gold.iter().enumerate() {
        for (f, &other) in found.iter().enumerate().filter(|(_, o)| o.start < one.end && one.start < o.end) {
            all.push((overlap(one, other), g, f));
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut partner, mut taken) = (vec![None; gold.len()], vec![false; found.len()]);
    for (share, g, f) in all {
        if share >= 0.5 && partner[g].is_none() && !taken[f] {
            partner[g] = Some(f);
            taken[f] = true;
        }
    }
    partner
}

/// Scores one story. With `direct`, annotated partial quotations and what is found in their place are not counted.
pub fn score(story: &Story, found: &[Found], direct: bool) -> Tally {
    let text = story.text.as_str();
    let spans: Vec<Span> = found.iter().map(|f| f.span).collect();
    let partner = pairs(text, story, &spans);
    let ignored: Vec<bool> = story.quotes.iter().map(|quote| direct && !quote.direct).collect();
    let mut tally = Tally { gold: ignored.iter().filter(|i| !**i).count(), ..Tally::default() };
    for (f, one) in found.iter().enumerate() {
        let matched = partner.iter().position(|p| *p == Some(f));
        let near_ignored = || {
            let span = trimmed(text, one.span);
            story.quotes.iter().zip(&ignored).any(|(q, i)| *i && overlap(trimmed(text, q.span), span) > 0.0)
        };
        tally.found += usize::from(match matched {
            Some(g) => !ignored[g],
            None => !(direct && near_ignored()),
        });
    }
    for (g, quote) in story.quotes.iter().enumerate().filter(|(g, _)| !ignored[*g]) {
        let Some(one) = partner[g].map(|f| &found[f]) else { continue };
        tally.spans += 1;
        tally.joint += usize::from(same_speaker(quote.speaker.as_deref(), one.speaker.map(|s| s.of(text))));
    }
    for &loose in &story.loose {
        tally.loose += 1;
        let loose = trimmed(text, loose);
        let hit = found.iter().any(|one| one.speaker.is_some() && overlap(trimmed(text, one.span), loose) >= 0.5);
        tally.loose_found += usize::from(hit);
    }
    tally
}

/// Whether two mentions have a head word in common.
pub fn same_speaker(gold: Option<&str>, found: Option<&str>) -> bool {
    let (Some(gold), Some(found)) = (gold, found) else { return gold.is_none() && found.is_none() };
    if normal(gold) == normal(found) {
        return true;
    }
    let (one, other) = (heads(gold), heads(found));
    match (one.first(), other.first()) {
        (Some(a), Some(b)) => one.contains(b) || other.contains(a),
        _ => false,
    }
}

const TITLES: &str = " mr mrs ms miss dr sir dame lord lady sen senator rep representative gov governor president vice prime minister \
premier chancellor king queen prince princess pope gen general col colonel lt maj major capt captain sgt rev prof professor judge \
justice secretary ambassador mayor sheriff chief officer the a an his her their its our my ";

/// The mention in lower case, without possessive endings, signs, titles and determiners.
fn normal(mention: &str) -> Vec<String> {
    let lower = mention.to_lowercase().replace('’', "'");
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '-');
    let cut = |word: &str| -> String {
        // "'s" before anything but a letter goes.
        let mut rest = word.to_owned();
        while let Some(at) =
            rest.find("'s").filter(|&at| !rest[at + 2..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        {
            rest.replace_range(at..at + 2, "");
        }
        rest
    };
    let words = lower.split(|c: char| !is_word(c)).map(cut).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.collect();
    while words.len() > 1 && TITLES.contains(&format!(" {} ", words[0])) {
        words.remove(0);
    }
    words
}

const CUTS: &[&str] = &["of", "for", "who", "from", "at", "in", "on", "with", "whose", "that", "which", "to", "and"];

/// The head words of a mention: the last word of each apposition, cut before what modifies it.
fn heads(mention: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in mention.split([',', ';']) {
        let mut end = part.len();
        let mut at = 0;
        for word in part.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_')) {
            let bare = word.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '_'));
            if CUTS.contains(&bare) && at < end {
                end = at;
            }
            at += word.len();
        }
        if let Some(sign) = part.find(['(', '–', '—']) {
            end = end.min(sign);
        }
        let head = if normal(&part[..end]).is_empty() { part } else { &part[..end] };
        if let Some(last) = normal(head).last() {
            found.push(last.trim_matches('\'').to_owned());
        }
    }
    found
}
