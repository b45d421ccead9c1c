//! What one speaker said across the cache: a list over the panes, newest first, from which a story opens at its quote.

use super::commands::Pane;
use super::excerpt::beginning;
use super::key::{Key, KeyPress};
use super::message::Effect;
use super::quote_keys::{someone, told};
use super::state::{Screen, Then};
use super::times::when;
use super::wrap::wrap;
use crate::exchange;
use crate::wire::{
    ItemId, Question, Reading, Saying, SayingsOf, SayingsRequest, Ticket, clean_block, clean_line, credit,
    extent_words, role_beside,
};

/// Quotations asked for at a time.
const PAGE: usize = 60;
/// Lines of one quotation; a longer one is cut, and stands whole in its story.
const LINES: usize = 4;
/// Quotations copied at once at most.
const COPIED: usize = 2_000;
/// Letters of a headline by which a message tells whose quotes were copied.
const HEADLINE: usize = 48;

/// The list over the panes.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// Whose quotations.
    pub name: String,
    /// The item whose copy does not name them: only its runs are looked into.
    pub unnamed: Option<ItemId>,
    /// They, newest first; the same words in other copy stand once.
    pub sayings: Vec<Saying>,
    /// For each, the other outlets that have these very words.
    pub also: Vec<Vec<String>>,
    /// The one selected, counted from 0.
    pub cursor: usize,
    /// Its lines.
    pub rows: Vec<SaidRow>,
    /// The first line shown.
    pub top: usize,
    /// The item after which the cache goes on, if there is more.
    pub next: Option<ItemId>,
    /// The question under way.
    pub asked: Option<Ticket>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SaidRow {
    /// The quotation it belongs to.
    pub saying: usize,
    /// Whether it tells where the quotation stands, rather than its words.
    pub head: bool,
    pub text: String,
}

impl Said {
    /// Takes a page in.
    fn add(&mut self, page: &[Saying]) {
        for saying in page {
            let known = self.sayings.iter().position(|s| same_words(&s.words, &saying.words));
            match known.and_then(|at| self.also.get_mut(at)) {
                Some(outlets) => outlets.push(saying.source.clone()),
                None => {
                    self.sayings.push(saying.clone());
                    self.also.push(Vec::new());
                }
            }
        }
    }

    /// The one selected.
    pub fn current(&self) -> Option<&Saying> {
        self.sayings.get(self.cursor)
    }

    /// Scrolls so that the selected quotation can be seen in `height` lines.
    fn follow(&mut self, height: usize) {
        let first = self.rows.iter().position(|r| r.saying == self.cursor).unwrap_or(0);
        let last = self.rows.iter().rposition(|r| r.saying == self.cursor).unwrap_or(0);
        self.top = self.top.max((last + 1).saturating_sub(height)).min(first);
    }
}

impl Screen {
    /// Opens the list for the speaker of the selected quote.
    pub(crate) fn speaker_everywhere(&mut self, reading: &Reading, out: &mut Vec<Effect>) {
        let Some(quote) = reading.quotes.get(self.quote_meant(reading)) else {
            self.notes.say("no quotes in this story");
            return;
        };
        let Some(name) = quote.who(&reading.filing.text).map(str::to_owned) else {
            self.notes.say("this quote has no speaker");
            return;
        };
        let unnamed = quote.canonical.is_none().then_some(reading.row.id);
        let (sayings, also, rows) = (Vec::new(), Vec::new(), Vec::new());
        self.notes.say("");
        self.said = Some(Said { name, unnamed, sayings, also, cursor: 0, rows, top: 0, next: None, asked: None });
        self.ask_sayings(None, out);
    }

    fn ask_sayings(&mut self, after: Option<ItemId>, out: &mut Vec<Effect>) {
        let ticket = self.asks.ticket();
        let Some(said) = &mut self.said else { return };
        said.asked = Some(ticket);
        let of = match said.unnamed {
            Some(item) => SayingsOf::Unnamed(item, said.name.clone()),
            None => SayingsOf::Speaker(said.name.clone()),
        };
        out.push(Effect::Ask(Question::Sayings(SayingsRequest { ticket, of, after, limit: PAGE })));
    }

    /// A page has come: for the list, or to be copied.
    pub(crate) fn sayings_came(
        &mut self,
        ticket: Ticket,
        sayings: &[Saying],
        next: Option<ItemId>,
        out: &mut Vec<Effect>,
    ) {
        if self.asks.copied == Some(ticket) {
            self.asks.copied = None;
            self.copy_sayings(sayings, next.is_some(), out);
        }
        let Some(said) = self.said.as_mut().filter(|s| s.asked == Some(ticket)) else { return };
        said.asked = None;
        said.next = next;
        said.add(sayings);
        // A page of items that name somebody else of that surname is no end.
        if said.sayings.is_empty() && next.is_some() {
            self.ask_sayings(next, out);
        }
        self.lay_out_said();
    }

    /// Makes the list's lines anew.
    pub(crate) fn lay_out_said(&mut self) {
        let width = self.popup_width();
        let height = self.said_height();
        let Some(said) = &mut self.said else { return };
        said.rows.clear();
        for (n, saying) in said.sayings.iter().enumerate() {
            let (now, zone) = (self.now, &self.setup.zone);
            let also = said.also.get(n).map_or(&[][..], |outlets| outlets);
            said.rows.push(SaidRow { saying: n, head: true, text: head(saying, also, &said.name, now, zone) });
            // Before each line stand the mark of the selected one and four blanks; what is cut leaves room for its ellipsis.
            let room = width.saturating_sub(5);
            let mut lines = wrap(&words(saying), room);
            if lines.len() > LINES {
                lines = wrap(&words(saying), room.saturating_sub(1));
                lines.truncate(LINES);
                if let Some(last) = lines.last_mut() {
                    last.push('…');
                }
            }
            said.rows.extend(lines.into_iter().map(|l| SaidRow { saying: n, head: false, text: format!("    {l}") }));
        }
        said.follow(height);
    }

    /// Lines that the list has: its box without frame, and without the line for the link.
    pub(crate) fn said_height(&self) -> usize {
        usize::from(self.layout.middle.height.saturating_sub(3)).max(1)
    }

    /// A key while the list is open.
    pub(crate) fn said_key(&mut self, press: KeyPress, out: &mut Vec<Effect>) {
        let height = self.said_height();
        let page = (height / 3).max(1) as isize;
        let by = match (press.ctrl, press.key) {
            (false, Key::Esc | Key::Char('q')) | (true, Key::Char('c')) => {
                self.said = None;
                return;
            }
            (false, Key::Enter) => return self.open_saying(out),
            (false, Key::Char('y')) => return self.copy_saying(out),
            (false, Key::Char('o')) => return self.browse_saying(out),
            (false, Key::Char('j') | Key::Down) => 1,
            (false, Key::Char('k') | Key::Up) => -1,
            (false, Key::PageDown | Key::Char(' ')) | (true, Key::Char('f' | 'd')) => page,
            (false, Key::PageUp) | (true, Key::Char('b' | 'u')) => -page,
            (false, Key::Home | Key::Char('g')) => isize::MIN,
            (false, Key::End | Key::Char('G')) => isize::MAX,
            _ => return,
        };
        let Some(said) = &mut self.said else { return };
        let last = said.sayings.len().saturating_sub(1);
        said.cursor = said.cursor.saturating_add_signed(by).min(last);
        said.follow(height);
        let more = said.next.filter(|_| said.asked.is_none() && said.cursor + PAGE / 3 >= last);
        if more.is_some() {
            self.ask_sayings(more, out);
        }
    }

    fn open_saying(&mut self, out: &mut Vec<Effect>) {
        let Some((id, n)) = self.said.as_ref().and_then(Said::current).map(|s| (s.item, s.quote)) else { return };
        self.said = None;
        self.open(id, out);
        self.focus_on(Pane::Reader, out);
        if self.reader.id() == Some(id) && self.asks.reading.is_none() {
            self.select_quote(n);
        } else {
            self.asks.then = Some(Then::Quote(n));
        }
    }

    /// Selects a quote of the story that has just come.
    pub(crate) fn select_quote(&mut self, n: usize) {
        self.quotes.only = None;
        self.quotes.selected = Some(n);
        self.lay_out_quotes();
        self.reader_follows_quote();
    }

    fn copy_saying(&mut self, out: &mut Vec<Effect>) {
        let Some(saying) = self.said.as_ref().and_then(Said::current) else { return };
        if !saying.may_leave(self.now) {
            self.notes.trouble(format!("killed or under embargo, not copied: {}", saying.headline));
            return;
        }
        out.push(Effect::Copy(clean_block(&exchange::saying_text(saying, &self.setup.zone))));
        self.notes.say(format!("copied: {}", told(&saying.words, saying.speaker.as_deref())));
    }

    fn browse_saying(&mut self, out: &mut Vec<Effect>) {
        let url = self.said.as_ref().and_then(Said::current).and_then(|s| s.url.clone());
        match url.filter(|u| u.starts_with("http://") || u.starts_with("https://")) {
            Some(url) => {
                out.push(Effect::Open(url));
                self.notes.say("opened in the browser");
            }
            None => self.notes.trouble("this item has no page"),
        }
    }

    /// Asks for the quotes of the selected stories, of the story at hand, or of all that are flagged, to copy them as a list.
    pub(crate) fn ask_quotes_to_copy(&mut self, flagged: bool, out: &mut Vec<Effect>) {
        let mut only = None;
        let of = if flagged {
            SayingsOf::Query(crate::wire::Query::Term(crate::wire::Term::State("flagged".into())))
        } else {
            let Ok(selected) = self.list.selected(self.view.order()) else {
                self.notes.say("end the range with v first: it reaches beyond the window");
                return;
            };
            let here = self.current_row().map(|row| row.id);
            let ids: Vec<ItemId> =
                if selected.is_empty() { here.into_iter().collect() } else { selected.into_iter().collect() };
            if ids.is_empty() {
                self.notes.say("there is no item here");
                return;
            }
            // Of the story that is read, what the sidebar lists is what is meant.
            if ids.as_slice() == self.reader.id().as_slice() {
                only.clone_from(&self.quotes.only);
            }
            SayingsOf::Items(ids)
        };
        self.asks.copied_of = only;
        let ticket = self.asks.ticket();
        self.asks.copied = Some(ticket);
        out.push(Effect::Ask(Question::Sayings(SayingsRequest { ticket, of, after: None, limit: COPIED })));
    }

    fn copy_sayings(&mut self, sayings: &[Saying], more: bool, out: &mut Vec<Effect>) {
        let only = self.asks.copied_of.take();
        let meant = |saying: &&Saying| only.as_ref().is_none_or(|only| *only == saying.speaker);
        let sayings: Vec<Saying> = sayings.iter().filter(meant).cloned().collect();
        let free: Vec<Saying> = sayings.iter().filter(|s| s.may_leave(self.now)).cloned().collect();
        let stories = |of: &[Saying]| of.chunk_by(|a, b| a.item == b.item).count();
        let counted = |n: usize, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
        let withheld = stories(&sayings) - stories(&free);
        let kept = match withheld {
            0 => String::new(),
            n => format!("; {} killed or under embargo left out", counted(n, "story", "stories")),
        };
        if free.is_empty() {
            self.notes.say(format!("no quotes to copy{kept}"));
            return;
        }
        out.push(Effect::Copy(clean_block(&exchange::sayings_markdown(&free, &self.setup.zone))));
        let first = if more { "the first " } else { "" };
        let quotes = counted(free.len(), "quote", "quotes");
        let from = counted(stories(&free), "story", "stories");
        // Of one story it is said which: from the list it need not be the one that is shown.
        let which = match free.first().filter(|first| free.iter().all(|s| s.item == first.item)) {
            Some(one) => format!(": {}", clean_line(&beginning(&one.headline, HEADLINE))),
            None => String::new(),
        };
        let alone = only.map_or(String::new(), |who| format!(", those of {} alone", someone(who.as_deref())));
        self.notes.say(format!("{first}{quotes} of {from} copied as Markdown{alone}{which}{kept}"));
    }
}

/// When and where a quotation stands, with the name where that copy has another form of it.
fn head(saying: &Saying, also: &[String], name: &str, now: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let from = credit(saying.agency.as_deref(), &saying.source);
    let who = saying.speaker.as_deref().unwrap_or("");
    // Two people may have one name: the role tells them apart.
    let role = role_beside(who, saying.role.as_deref());
    let other = [Some(who).filter(|who| *who != name && !who.is_empty()), role].into_iter().flatten();
    let other = other.collect::<Vec<_>>().join(", ");
    let other = if other.is_empty() { other } else { format!(" · {other}") };
    let killed = if saying.killed { " · KILLED" } else { "" };
    let mut others: Vec<&String> = also.iter().filter(|outlet| **outlet != saying.source).collect();
    others.sort_unstable();
    others.dedup();
    let more = if others.is_empty() { String::new() } else { format!(" +{}", others.len()) };
    clean_line(&format!("{:>6}  {from}{more}{other}{killed} · {}", when(saying.at, now, zone), saying.headline))
}

/// Whether two outlets have the same words, but for the comma or stop at their end.
fn same_words(one: &str, other: &str) -> bool {
    let bare = |words: &'_ str| words.trim_end_matches([',', '.', ' ', '\n']).len();
    let (a, b) = (one.get(..bare(one)).unwrap_or(one), other.get(..bare(other)).unwrap_or(other));
    a.split_whitespace().eq(b.split_whitespace())
}

fn words(saying: &Saying) -> String {
    format!("“{}”{}", saying.words, extent_words(saying.partial, saying.running))
}
