//! Commands about one item's inside: metadata, copy as received, difference, and what is copied out.

use super::commands::{Command, CommandLine, Group, table};
use super::message::Effect;
use super::overlay::{Popup, PopupKind, PopupRow};
use super::state::Screen;
use super::times::{in_full, when};

use crate::exchange;
use crate::triage::{FIELDS, MARKS, STATES, SYNTAX, again_words};
use crate::wire::{Columns, Noticed, Reading, Row, clean_block, clean_line, credit};

impl Screen {
    /// Runs a command on a story, be it the one in the reader or not.
    pub(crate) fn look_into(&mut self, command: Command, reading: &Reading, out: &mut Vec<Effect>) {
        match command {
            Command::CopyQuote
            | Command::CopyQuoteMarkdown
            | Command::CopyHeadline
            | Command::CopyText
            | Command::CopyMarkdown
                if let Some(why) = self.withheld(reading) =>
            {
                self.notes.trouble(format!("{why}: {}", reading.filing.headline));
            }
            Command::CopyQuote => self.copy_quote(reading, (exchange::attribution, ""), out),
            Command::CopyQuoteMarkdown => {
                self.copy_quote(reading, (exchange::quote_markdown, " as Markdown"), out);
            }
            Command::CopyLink => self.copy(reading.filing.url.clone(), "link", out),
            Command::CopyHeadline => self.copy(Some(reading.filing.headline.clone()), "headline", out),
            Command::CopyText => self.copy(Some(as_text(reading)), "text", out),
            Command::CopyMarkdown => self.copy(Some(as_markdown(reading)), "Markdown", out),
            Command::OpenInBrowser | Command::OpenInBrowserAndRead => {
                match reading.filing.url.as_deref().filter(|u| u.starts_with("http://") || u.starts_with("https://")) {
                    Some(url) => {
                        out.push(Effect::Open(url.to_owned()));
                        self.notes.say("opened in the browser");
                    }
                    None => self.notes.trouble("this item has no page"),
                }
                if command == Command::OpenInBrowserAndRead {
                    self.mark_read(reading.row.id, out);
                }
            }
            Command::LinkHints => self.show_links(reading),
            Command::FullText => self.full_text_key(reading, out),
            Command::Metadata => self.show_text("metadata", self.metadata(reading)),
            Command::AsReceived => {
                let body = reading.filing.markup.as_ref().map_or(reading.filing.text.as_str(), |m| m.value.as_str());
                let body = clean_block(body);
                let lines = body.lines().filter(|line| !line.trim().is_empty());
                self.show_text("as received", lines.map(PopupRow::plain).collect());
            }
            Command::SpeakerEverywhere => self.speaker_everywhere(reading, out),
            _ => {}
        }
    }

    fn copy(&mut self, text: Option<String>, what: &str, out: &mut Vec<Effect>) {
        match text.map(|t| clean_block(&t)).filter(|t| !t.is_empty()) {
            Some(text) => {
                out.push(Effect::Copy(text));
                self.notes.say(format!("{what} copied"));
            }
            None => self.notes.say(format!("no {what} to copy")),
        }
    }

    /// The line under a headline: who, where, when, how much.
    pub(crate) fn meta_line(&self, reading: &Reading) -> String {
        let (row, filing) = (&reading.row, &reading.filing);
        let from = credit(row.agency.as_deref(), &row.source);
        let place = filing.dateline.as_ref().and_then(|d| d.place.clone());
        let mut parts = vec![from];
        parts.extend(place);
        parts.push(when(row.sort_at, self.now, &self.setup.zone).trim().to_owned());
        if row.revision > 1 {
            parts.push(format!("rev {}", reading.revision));
        }
        parts.push(format!("{} words", filing.words));
        parts.extend(Some(self.why(row)).filter(|words| !words.is_empty()));
        parts.extend(filing.byline.clone());
        parts.extend(filing.marks.iter().map(|m| m.to_string()));
        parts.join(" · ")
    }

    fn metadata(&self, reading: &Reading) -> Vec<PopupRow> {
        let (row, filing, zone) = (&reading.row, &reading.filing, &self.setup.zone);
        let time = |at: Option<jiff::Timestamp>| at.map(|at| in_full(at, zone));
        let mut pairs = vec![
            ("item", Some(row.id.to_string())),
            ("headline", Some(filing.headline.clone())),
            ("source", Some(row.source.to_string())),
            ("agency", row.agency.as_ref().map(ToString::to_string)),
            ("byline", filing.byline.clone()),
            ("dateline", filing.dateline.as_ref().map(|d| d.text.clone())),
            ("slug", filing.slug.clone()),
            ("marks", Some(filing.marks.to_words())),
            ("priority", row.priority.map(|p| p.to_string())),
            ("changed", filing.what_changed.clone()),
            ("published", time(filing.published)),
            ("updated", time(filing.updated)),
            ("received", time(Some(reading.received))),
            ("embargo", time(filing.embargo)),
            ("words", Some(filing.words.to_string())),
            ("language", filing.language.clone()),
            ("version", filing.version.clone()),
            ("subjects", Some(filing.subjects.join(", "))),
            ("page", filing.url.clone()),
            ("full text", reading.fetched.as_ref().map(|text| format!("{}  {}", in_full(text.at, zone), text.url))),
            ("key", Some(filing.key.clone())),
            ("flag", row.status.flagged.clone().map(|l| if l.is_empty() { "yes".into() } else { l })),
            ("claimed by", row.status.claimed_by.clone()),
            ("held until", row.status.held_until.map(|u| u.time().map_or_else(|| u.word(), |at| in_full(at, zone)))),
            ("look again", Some(again_words(row, self.now, zone))),
            ("tags", Some(row.status.tags.join(", "))),
            ("note", row.status.note.clone()),
        ];
        pairs.extend(self.kills(reading).into_iter().map(|line| ("killed", Some(line))));
        let revisions =
            reading.revisions.iter().map(|r| format!("{}  {}  {}", r.revision, in_full(r.at, zone), r.headline));
        pairs.extend(revisions.map(|line| ("revision", Some(line))));
        let known = pairs.into_iter().filter_map(|(left, text)| Some((left, text.filter(|t| !t.is_empty())?)));
        PopupRow::in_column(known.map(|(left, text)| PopupRow::pair(left, clean_line(&text))), 0)
    }

    /// By whose notice an item is killed and when, or else that it is where its own marks do not tell.
    fn kills(&self, reading: &Reading) -> Vec<String> {
        let (row, zone) = (&reading.row, &self.setup.zone);
        let by = reading.noticed.iter().filter_map(|noticed| match noticed {
            Noticed::By { what, source, notice, headline, at } if what.forbids_use() => {
                Some(format!("{what} by {source}, {}  item {notice}: {headline}", in_full(*at, zone)))
            }
            _ => None,
        });
        let mut lines: Vec<String> = by.collect();
        if lines.is_empty() && row.is_killed() && !reading.filing.marks.killed() {
            lines.push(match row.marks.killed() {
                true => "by another of its filings".to_owned(),
                false => format!("by another outlet that ran it; {} shows which", self.first_key(Command::Beside)),
            });
        }
        lines
    }

    /// Why an item is to be looked at again, in words; empty where it is not.
    pub(crate) fn why(&self, row: &Row) -> String {
        again_words(row, self.now, &self.setup.zone)
    }

    /// Columns of a popup's text.
    pub(crate) fn popup_width(&self) -> u16 {
        self.layout.middle.middle(92, u16::MAX).framed().width
    }

    pub(crate) fn show_text(&mut self, title: &str, rows: Vec<PopupRow>) {
        self.show(Popup::new(PopupKind::Text, title, rows));
    }

    pub(crate) fn show(&mut self, popup: Popup) {
        self.popup = Some(popup);
        self.lay_out_popup();
    }

    /// Makes the open popup's lines for the room there is.
    pub(crate) fn lay_out_popup(&mut self) {
        let (width, height) = (self.popup_width(), usize::from(self.layout.middle.height.saturating_sub(2)));
        if let Some(popup) = &mut self.popup {
            popup.lay_out(width, height);
        }
    }

    /// Opens the help, made from the command table and the keymap in force.
    pub(crate) fn show_help(&mut self) {
        let mut lines = Vec::new();
        let keys = |line: &CommandLine| self.setup.keymap.chords_of(line.command).join("  ");
        // What a search finds of several groups stands in one column.
        let least = table().iter().map(|line| keys(line).columns()).max().unwrap_or(0);
        let mut rows = |heading: &str, all: Vec<(String, String)>, least: usize| {
            if !all.is_empty() {
                if !lines.is_empty() {
                    lines.push(PopupRow::plain(""));
                }
                lines.push(PopupRow::heading(heading));
                lines
                    .extend(PopupRow::in_column(all.into_iter().map(|(left, text)| PopupRow::pair(left, text)), least));
            }
        };
        for group in Group::ALL {
            let of_group = table().iter().filter(|line| line.group == group);
            let row = |line: &CommandLine| (keys(line), format!("{}  ({})", line.help, line.name));
            rows(group.words(), of_group.map(row).collect(), least);
        }
        let mut longer = |heading: &str, all: Vec<(String, String)>| rows(heading, all, 0);
        longer("keys for several commands", self.setup.keymap.longer().into_iter().collect());
        longer("macros", self.setup.keymap.macros().to_vec());
        longer("queries", pairs(&SYNTAX));
        longer("fields", FIELDS.iter().map(|field| (field.example.to_owned(), field.does.to_owned())).collect());
        longer("states", STATES.iter().map(|(state, does)| (format!("is:{state}"), (*does).to_owned())).collect());
        longer("marks", vec![("mark:".to_owned(), MARKS.join(" "))]);
        self.show(Popup::new(PopupKind::Help, "keys", lines));
    }
}

/// Rows of a table of ours as lines of the help.
fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(left, text)| ((*left).to_owned(), (*text).to_owned())).collect()
}

fn as_text(reading: &Reading) -> String {
    let page = exchange::text_page(reading).map_or(String::new(), |url| format!("\n\n{url}"));
    format!("{}\n\n{}{page}\n", reading.filing.headline, exchange::story(reading).trim())
}

fn as_markdown(reading: &Reading) -> String {
    let filing = &reading.filing;
    let from = exchange::text_from(reading);
    let standfirst = filing.standfirst.as_deref().map_or(String::new(), |s| format!("**{s}**\n\n"));
    let page = exchange::text_page(reading).map_or(String::new(), |url| format!(", <{url}>"));
    format!("# {}\n\n{standfirst}{}\n\n*{from}{page}*\n", filing.headline, exchange::story(reading).trim())
}
