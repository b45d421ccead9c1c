//! What the sidebar says of a quotation that stands in other copy too: where, and in which words it differs.

use super::message::Effect;
use super::state::Screen;
use crate::wire::{Echo, ItemId, Question, Ticket, clean_line};
use std::sync::Arc;

/// Variants told of one other copy; more are counted.
const VARIANTS: usize = 3;
/// Letters of an added or missing stretch; a longer one is shortened in its middle.
const STRETCH: usize = 60;
/// Names told of those with one other wording; more are counted.
const OTHERS: usize = 2;
/// Names told of those with the same words; reprints of one text would fill the sidebar.
const SAME: usize = 1;

/// The echoes of the story in the reader, and the question for them.
#[derive(Debug, Default)]
pub(crate) struct Echoes {
    /// The item and revision they belong to.
    pub of: Option<(ItemId, u32)>,
    /// In the order of the story's quotations; of each, those that differ first.
    pub found: Arc<[Echo]>,
    /// The question under way.
    pub asked: Option<Ticket>,
}

/// A line under a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EchoLine {
    /// Whether it tells of a difference.
    pub differs: bool,
    pub text: String,
}

/// The lines under a quotation: one for each other wording with all who have it, then one for those who have the same.
pub(crate) fn lines(echoes: &[&Echo], own_words: &str) -> Vec<EchoLine> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut same = Vec::new();
    for echo in echoes {
        let name = name(echo);
        if !echo.differs() {
            same.push(name);
            continue;
        }
        let words = difference(echo, own_words);
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, names)) => names.push(name),
            None => groups.push((words, vec![name])),
        }
    }
    let mut lines: Vec<EchoLine> = groups
        .into_iter()
        .map(|(words, names)| EchoLine { differs: true, text: format!("≠ {words}: {}", listed(&names, OTHERS)) })
        .collect();
    if !same.is_empty() {
        lines.push(EchoLine { differs: false, text: format!("= {}", listed(&same, SAME)) });
    }
    lines
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
    let mut parts = Vec::new();
    for variant in echo.likeness.variants.iter().take(VARIANTS) {
        let here = short(variant.here.of(own_words));
        let there = short(variant.there.of(&echo.words));
        parts.push(match (here.is_empty(), there.is_empty()) {
            (false, false) => format!("“{there}” for “{here}”"),
            (false, true) => format!("without “{here}”"),
            (true, _) => format!("adds “{there}”"),
        });
    }
    let more = echo.likeness.variants.len().saturating_sub(VARIANTS);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    if echo.other_speaker {
        let speaker = echo.speaker.as_deref().map(clean_line).unwrap_or_default();
        parts.push(format!("said by {speaker}"));
    }
    parts.join(", ")
}

/// Words on one line, a long stretch cut in its middle.
fn short(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters: Vec<char> = words.chars().collect();
    if letters.len() <= STRETCH {
        return words;
    }
    let half = STRETCH / 2;
    let head: String = letters.iter().take(half).collect();
    let tail: String = letters.iter().skip(letters.len().saturating_sub(half)).collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

impl Screen {
    /// Asks where else the quotations of the story in the reader stand. What is shown stays until the answer is there.
    pub(crate) fn ask_echoes(&mut self, out: &mut Vec<Effect>) {
        let Some(reading) = self.reader.reading.as_ref() else { return };
        if reading.shows_fetched {
            // Those of the wire's copy are known, and this is another text.
            self.quotes.echoes = Echoes::default();
            return;
        }
        if reading.quotes.is_empty() {
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
    use crate::wire::{Likeness, Span, Variant};

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
            likeness: Likeness { variants },
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
