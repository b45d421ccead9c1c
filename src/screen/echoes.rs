//! What the sidebar says of a quotation that stands in other copy too: where, and in which words it differs.

use super::excerpt::{beginning, ending, middle};
use super::message::Effect;
use super::state::Screen;
use crate::wire::{Echo, ItemId, Question, Reading, Ticket, Variant, clean_line};
use std::sync::Arc;

/// Variants told of one other copy; more are counted.
const VARIANTS: usize = 3;
/// Letters of an added or missing stretch; a longer one is shortened in its middle.
const STRETCH: usize = 60;
/// Letters of what a longer quotation has more.
const MORE: usize = 40;
/// Names told of those with one other wording; more are counted.
const OTHERS: usize = 2;
/// Names told of those with the same words; reprints of one text would fill the sidebar.
const SAME: usize = 1;

/// The echoes of the story in the reader, and the question for them.
#[derive(Debug, Default)]
pub(crate) struct Echoes {
    /// The item and revision they belong to.
    of: Option<(ItemId, u32)>,
    /// In the order of the story's quotations; of each, those that differ first.
    found: Arc<[Echo]>,
    /// The question under way.
    asked: Option<Ticket>,
}

impl Echoes {
    /// Those of this very text; none where what was found is of another item, another revision, or the wire's copy of a story
    /// whose page is shown.
    pub fn of(&self, reading: &Reading) -> Arc<[Echo]> {
        match self.of == Some((reading.row.id, reading.revision)) && !reading.shows_fetched {
            true => Arc::clone(&self.found),
            false => Arc::new([]),
        }
    }
}

/// A line under a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EchoLine {
    /// Whether it tells of a difference.
    pub differs: bool,
    pub text: String,
}

/// The lines under a quotation: one for each other wording with all who have it, then one for those who have more or less of it,
/// then one for those who have the same.
pub(crate) fn lines(echoes: &[&Echo], own_words: &str) -> Vec<EchoLine> {
    let mut other = Groups::default();
    let mut part = Groups::default();
    let mut same = Vec::new();
    for echo in echoes {
        match echo.differs() {
            true => other.add(difference(echo, own_words), name(echo)),
            false if echo.is_same() => same.push(name(echo)),
            false => part.add(length(echo, own_words), name(echo)),
        }
    }
    let differs = other.0.iter().map(|(words, names)| (true, format!("≠ {words}: {}", listed(names, OTHERS))));
    let longer = part.0.iter().map(|(words, names)| (false, format!("{words}: {}", listed(names, SAME))));
    let same = Some(same).filter(|names| !names.is_empty()).map(|names| (false, format!("= {}", listed(&names, SAME))));
    differs.chain(longer).chain(same).map(|(differs, text)| EchoLine { differs, text }).collect()
}

/// What is told of other copy, each with the names of those of whom it is true.
#[derive(Default)]
struct Groups(Vec<(String, Vec<String>)>);

impl Groups {
    fn add(&mut self, words: String, name: String) {
        match self.0.iter_mut().find(|(known, _)| *known == words) {
            Some((_, names)) => names.push(name),
            None => self.0.push((words, vec![name])),
        }
    }
}

/// The lines that tell of a difference, for use without a screen.
pub fn other_wordings(echoes: &[Echo], own_words: &str) -> Vec<String> {
    let all: Vec<&Echo> = echoes.iter().collect();
    lines(&all, own_words).into_iter().filter(|line| line.differs).map(|line| line.text).collect()
}

/// The outlet, or the revision of the story itself.
fn name(echo: &Echo) -> String {
    let name = if echo.earlier { format!("revision {}", echo.revision) } else { clean_line(&echo.source) };
    if echo.killed { format!("{name} (killed)") } else { name }
}

fn listed(names: &[String], most: usize) -> String {
    let mut known: Vec<&str> = Vec::new();
    for name in names {
        if !known.contains(&name.as_str()) {
            known.push(name);
        }
    }
    let more = known.len().saturating_sub(most);
    let told = known.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{told} +{more}") } else { told }
}

/// In what an echo differs: `“may” for “must”`.
fn difference(echo: &Echo, own_words: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for variant in &echo.likeness.variants {
        let here = middle(variant.here.of(own_words), STRETCH);
        let there = middle(variant.there.of(&echo.words), STRETCH);
        let part = match (here.is_empty(), there.is_empty()) {
            (false, false) => format!("“{there}” for “{here}”"),
            (false, true) => format!("without “{here}”"),
            (true, _) => format!("adds “{there}”"),
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let more = parts.len().saturating_sub(VARIANTS);
    parts.truncate(VARIANTS);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    if echo.other_speaker {
        let speaker = echo.speaker.as_deref().map(clean_line).unwrap_or_default();
        parts.push(format!("said by {speaker}"));
    }
    parts.join(", ")
}

/// How much of a quotation an echo has that differs in nothing else: `in part`, or what it has more, by the words next to those that
/// both have.
fn length(echo: &Echo, own_words: &str) -> String {
    let edges = &echo.likeness.edges;
    let more = |edge: &Variant| {
        let words = middle(edge.there.of(&echo.words), usize::MAX);
        let leads = !echo.words.get(..edge.there.start).unwrap_or_default().contains(char::is_alphanumeric);
        match leads {
            _ if words.is_empty() => None,
            true => Some(format!("“{} …”", ending(&words, MORE))),
            false => Some(format!("“… {}”", beginning(&words, MORE))),
        }
    };
    let more = edges.iter().filter_map(more).collect::<Vec<_>>().join(", ");
    match (edges.iter().any(|edge| !edge.here.of(own_words).is_empty()), more.is_empty()) {
        (true, true) => "in part".to_owned(),
        (true, false) => format!("in part, with {more}"),
        (false, _) => format!("longer, {more}"),
    }
}

impl Screen {
    /// Asks where else the quotations of the story in the reader stand. What is shown of them stays until the answer is there.
    pub(crate) fn ask_echoes(&mut self, out: &mut Vec<Effect>) {
        let Some(reading) = self.reader.reading.as_ref() else { return };
        // Those of the wire's copy are known, and a page that was fetched is another text.
        if reading.shows_fetched || reading.quotes.is_empty() {
            self.quotes.echoes = Echoes::default();
            return;
        }
        let (id, revision) = (reading.row.id, reading.revision);
        let ticket = self.asks.ticket();
        let echoes = &mut self.quotes.echoes;
        if echoes.of != Some((id, revision)) {
            echoes.of = Some((id, revision));
            echoes.found = Arc::new([]);
        }
        echoes.asked = Some(ticket);
        out.push(Effect::Ask(Question::Echoes { ticket, id, revision: Some(revision) }));
    }

    /// They have come: the sidebar is laid out anew if they are others than before.
    pub(crate) fn echoes_came(&mut self, ticket: Ticket, found: Arc<[Echo]>) {
        let echoes = &mut self.quotes.echoes;
        if echoes.asked != Some(ticket) {
            return;
        }
        echoes.asked = None;
        if echoes.found != found {
            echoes.found = found;
            self.lay_out_quotes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Likeness, Span};

    fn echo(source: &str, item: i64, words: &str, variants: Vec<Variant>) -> Echo {
        Echo {
            quote: 0,
            item: ItemId(item),
            revision: 1,
            earlier: false,
            source: source.into(),
            agency: None,
            at: jiff::Timestamp::UNIX_EPOCH,
            killed: false,
            words: words.into(),
            speaker: None,
            other_speaker: false,
            likeness: Likeness { variants, edges: Vec::new() },
        }
    }

    fn told(echoes: &[Echo]) -> Vec<String> {
        let all: Vec<&Echo> = echoes.iter().collect();
        lines(&all, "We must act now").into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn outlets_with_one_other_wording_share_a_line() {
        let may = vec![Variant { here: Span::new(3, 7), there: Span::new(3, 6) }];
        let add = vec![Variant { here: Span::new(3, 3), there: Span::new(3, 9) }];
        assert_eq!(
            told(&[
                echo("Halyard", 1, "We may act now", may.clone()),
                echo("Tidewater", 2, "We may act now", may.clone()),
                echo("Brackwater", 3, "We surely must act now", add),
                echo("Northmoor", 4, "We must act now", Vec::new()),
            ]),
            ["≠ “may” for “must”: Halyard, Tidewater", "≠ adds “surely”: Brackwater", "= Northmoor"]
        );
    }

    #[test]
    fn a_difference_that_comes_twice_is_told_once() {
        let may = Variant { here: Span::new(3, 7), there: Span::new(3, 6) };
        let now = Variant { here: Span::new(12, 15), there: Span::new(11, 11) };
        let twice = vec![may, may, now, may];
        assert_eq!(told(&[echo("Halyard", 1, "We may act", twice)]), ["≠ “may” for “must”, without “now”: Halyard"]);
    }

    #[test]
    fn a_part_and_a_longer_whole_are_not_told_as_the_same_words() {
        let long = "She said that it was late for all of the islands. We must act now in the harbours of the whole northern coast";
        let (at, end) = (long.find("We").unwrap(), long.find(" in the").unwrap() + 1);
        let before = Variant { here: Span::new(0, 0), there: Span::new(0, at - 2) };
        let after = Variant { here: Span::new(15, 15), there: Span::new(end, long.len()) };
        let cut = Variant { here: Span::new(12, 15), there: Span::new(11, 11) };
        let with = |source, words, edges| {
            let plain = echo(source, 1, words, Vec::new());
            Echo { likeness: Likeness { variants: Vec::new(), edges }, ..plain }
        };
        assert_eq!(
            told(&[
                with("Halyard", long, vec![before, after]),
                with("Tidewater", "We must act", vec![cut]),
                with("Brackwater", "We must act", vec![cut]),
                with("Northmoor", long, vec![before, cut]),
                echo("Vestrel", 5, "We must act now", Vec::new()),
            ]),
            [
                "longer, “…that it was late for all of the islands …”, “… in the harbours of the whole northern…”: Halyard",
                "in part: Tidewater +1",
                "in part, with “…that it was late for all of the islands …”: Northmoor",
                "= Vestrel"
            ]
        );
    }

    #[test]
    fn revisions_kills_and_other_speakers_are_named() {
        let cut = vec![Variant { here: Span::new(11, 15), there: Span::new(11, 11) }];
        let earlier = Echo { earlier: true, ..echo("Halyard", 1, "We must act", cut) };
        let other = Echo {
            other_speaker: true,
            speaker: Some("Ada Oduya".into()),
            killed: true,
            ..echo("Tidewater", 2, "We must act now", Vec::new())
        };
        assert_eq!(told(&[earlier, other]), ["≠ without “now”: revision 1", "≠ said by Ada Oduya: Tidewater (killed)"]);
    }

    #[test]
    fn many_names_are_counted() {
        let all: Vec<Echo> = (1..=5).map(|n| echo(&format!("Outlet {n}"), n, "We must act now", Vec::new())).collect();
        assert_eq!(told(&all), ["= Outlet 1 +4"]);
    }
}
