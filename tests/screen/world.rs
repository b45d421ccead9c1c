//! A made-up wire and a cache in memory, for scripts of keys and pictures of the screen.

use std::sync::Arc;

use copytaster::analysis::{self, plain_text, reworded, word_diff};
use copytaster::screen::{Effect, Key, KeyPress, Message, Notice, Screen, Setup, TakeOut, TakenOut, chord, update};
use copytaster::triage::{self, Context};
use copytaster::view::{Theme, draw};
use copytaster::wire::{
    Alert, Anchor, Answer, Beside, CopyKind, Correction, Counts, Dateline, Decision, Difference, Done, Echo, Field,
    Filing, Fold, FoldKind, FollowUp, FullText, Health, HowMany, ItemId, Laid, LaidSpan, LogKind, Mark, Marks, Markup,
    MarkupKind, Noticed, Page, PageRequest, Query, Question, Quote, Reading, Receipt, Report, RevisionLine, Row, Run,
    Saying, SayingsOf, SayingsRequest, Sort, SourceId, SourceState, Span, Standing, State, Status, Style, Target, Term,
    Together, Verb,
};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// The time at which every script begins.
pub fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// An item of the made-up wire.
#[derive(Clone)]
pub struct Item {
    pub row: Row,
    pub text: String,
    /// The text of its first revision, where that was another.
    pub older: Option<String>,
    pub standfirst: Option<String>,
    pub quotes: Vec<Quote>,
    pub echoes: Vec<Echo>,
    pub folds: Vec<Fold>,
    pub fetched: Option<String>,
    pub noticed: Vec<Noticed>,
    /// Its markup, of which `text` is the clean text; laid out as paragraphs where there is none.
    pub html: Option<String>,
}

/// An item that arrived so many minutes before noon.
pub fn item(id: i64, minutes: i64, source: &str, headline: &str, text: &str) -> Item {
    let row = Row {
        id: ItemId(id),
        sort_at: noon() - jiff::SignedDuration::from_mins(minutes),
        slot: 0,
        source: source.into(),
        agency: None,
        headline: headline.into(),
        marks: Marks::default(),
        priority: None,
        revision: 1,
        status: Status::default(),
        words: u32::try_from(text.split_whitespace().count()).unwrap(),
        outlets: 0,
        killed_elsewhere: false,
        notice: false,
        story: None,
        reprint: None,
        copy_items: 1,
        copy_in_story: 1,
        story_items: 1,
        heat: 0,
        alerted: 0,
        embargo: None,
        again: Vec::new(),
    };
    Item {
        row,
        text: text.into(),
        older: None,
        standfirst: None,
        quotes: Vec::new(),
        echoes: Vec::new(),
        folds: Vec::new(),
        fetched: None,
        noticed: Vec::new(),
        html: None,
    }
}

/// The same with markup for its text.
pub fn marked_up(id: i64, minutes: i64, source: &str, headline: &str, html: &str) -> Item {
    let text = plain_text(&Markup { kind: MarkupKind::Html, value: html.into() });
    item(id, minutes, source, headline, &text).with(|item| item.html = Some(html.into()))
}

impl Item {
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Adds a quote by its words, which must stand in the text.
    pub fn quote(mut self, words: &str, speaker: Option<(&str, &str)>) -> Self {
        let start = self.text.find(words).expect("the words stand in the text");
        self.quotes.push(Quote {
            span: Span::new(start, start + words.len()),
            canonical: speaker.map(|(name, _)| name.to_owned()),
            role: speaker.map(|(_, role)| role.to_owned()).filter(|r| !r.is_empty()),
            partial: words.split_whitespace().count() < 3,
            ..Quote::default()
        });
        self
    }

    pub fn fold(mut self, what: FoldKind, words: &str) -> Self {
        let start = self.text.find(words).expect("the words stand in the text");
        self.folds.push(Fold { what, range: start..start + words.len() });
        self
    }
}

/// Three items: one with quotes and folds, one wide, one plain.
pub fn three_items() -> Vec<Item> {
    let first = item(
        3,
        2,
        "Coast Courier",
        "Harbour bridge to close for a year, minister says",
        "Harbour bridge to close for a year, minister says\n\nPORT ELLERY, Nov 23 (Norwire) — The bridge over Ellery \
         harbour will close in March for “at least a year”, transport minister Ines Calloway said on Monday.\n\n“We would \
         rather close it now than lose it later,” Calloway told reporters. She called the state of the piers \
         “beyond repair”.\n\nTraders at the fish market were less sure. “Nobody asked us,” one of them said.\n\n(Except \
         for the headline, this story has not been edited by Coast Courier staff and is published from a syndicated feed.)",
    )
    .with(|i| {
        i.row.agency = Some("Norwire".into());
        i.row.priority = Some(3);
        i.row.outlets = 2;
        (i.row.reprint, i.row.story) = (Some(3), Some(3));
        (i.row.copy_items, i.row.copy_in_story) = (3, 3);
        i.row.marks = Marks::new(vec![Mark::Update(2), Mark::Urgent]);
        i.row.revision = 2;
        i.older = Some(i.text.replace("at least a year", "about a month"));
        i.standfirst = Some("Detour through the old town from March".into());
    })
    .quote("at least a year", Some(("Ines Calloway", "transport minister")))
    .quote("We would rather close it now than lose it later,", Some(("Ines Calloway", "transport minister")))
    .quote("beyond repair", Some(("Ines Calloway", "transport minister")))
    .quote("Nobody asked us,", None)
    .fold(FoldKind::RepeatedHeadline, "Harbour bridge to close for a year, minister says")
    .fold(
        FoldKind::SyndicationNotice,
        "(Except for the headline, this story has not been edited by Coast Courier staff and is published from a \
         syndicated feed.)",
    );
    let second = item(
        2,
        14,
        "東湾新聞",
        "東湾の橋、三月から一年間の通行止めへ 運輸相が発表",
        "東湾の橋は三月から通行止めとなる。 مرحبا بالعالم and שלום עולם stand here too, with an emoji 🎣 for the fishermen.",
    );
    let third = item(
        1,
        95,
        "Norwire",
        "Oil slips as traders weigh a quiet winter and a very long headline that cannot fit any row",
        "Oil slipped on Monday.",
    )
    .with(|i| i.row.marks = Marks::new(vec![Mark::Corrected]));
    vec![first, second, third]
}

/// So many plain items, newest first, a minute apart.
pub fn many_items(count: i64) -> Vec<Item> {
    let each = |n| item(n, count - n, "Norwire", &format!("Story number {n}"), "One paragraph.\n\nAnother one.");
    (1..=count).rev().map(each).collect()
}

/// A screen with a cache behind it. Effects that are not for the cache are kept in `effects`.
pub struct World {
    pub screen: Screen,
    pub items: Vec<Item>,
    pub sources: Vec<Health>,
    pub effects: Vec<Effect>,
    /// Decisions not answered yet, while `hold` is on.
    pub held: Vec<Decision>,
    pub hold: bool,
    /// The decision log as the cache tells it.
    pub lines: Vec<copytaster::wire::LogEntry>,
    /// Whether stories that are asked for never come.
    pub slow: bool,
    /// Why what is taken out does not get there.
    pub fails: Option<String>,
    /// Whether what is taken out is on its way until [`World::end_way`].
    pub lingers: bool,
    /// What is on its way out.
    pub away: Vec<TakeOut>,
    /// Rows that are found soon: a page that is asked for in a hurry ends after these.
    pub soon: usize,
    /// Whether answers wait until [`World::answer_one`].
    pub late: bool,
    pub now: Timestamp,
    /// Questions not answered yet, while `late` is on.
    pub asked: Vec<Question>,
    /// Why every write fails, if it does.
    pub broken: Option<String>,
    /// When the next hold ends.
    pub due: Option<Timestamp>,
    /// What the clock brought back last.
    pub came_due: Option<Box<(Timestamp, Row)>>,
    /// The times for which the screen asked to be woken.
    pub wakes: Vec<Timestamp>,
    log: Vec<Vec<(ItemId, Status)>>,
}

/// A screen of this size over these items.
pub fn world(items: Vec<Item>, width: u16, height: u16) -> World {
    world_with(Setup { who: "kim".into(), ..Setup::default() }, items, width, height)
}

pub fn world_with(setup: Setup, items: Vec<Item>, width: u16, height: u16) -> World {
    let mut names: Vec<String> = items.iter().map(|i| i.row.source.to_string()).collect();
    names.sort();
    names.dedup();
    let sources = names.into_iter().zip(1..).map(|(name, n)| source(n, &name)).collect();
    let screen = Screen::new(setup, noon());
    let (effects, held, log) = (Vec::new(), Vec::new(), Vec::new());
    let wakes = Vec::new();
    let mut world = World {
        screen,
        items,
        sources,
        effects,
        held,
        hold: false,
        lines: Vec::new(),
        slow: false,
        fails: None,
        lingers: false,
        away: Vec::new(),
        soon: usize::MAX,
        late: false,
        now: noon(),
        asked: Vec::new(),
        broken: None,
        due: None,
        came_due: None,
        wakes,
        log,
    };
    world.send(Message::Resize(width, height));
    let first = world.screen.start();
    world.perform(first);
    world.effects.clear();
    world
}

fn source(n: i64, name: &str) -> Health {
    let mut state = SourceState::fresh(SourceId(n));
    state.state = State::Good;
    state.last_polled = Some(noon() - jiff::SignedDuration::from_secs(4));
    Health {
        id: SourceId(n),
        name: name.into(),
        url: format!("https://{n}.example/feed"),
        tags: Vec::new(),
        state,
        items: 1,
        unread: 1,
        quiet: None,
        defects: 0,
        repairs: Vec::new(),
    }
}

impl World {
    /// Presses keys, written as chords: `j f u`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for press in chord(keys).expect("keys") {
            self.send(Message::Key(press));
        }
        self
    }

    /// Types a text and presses Enter.
    pub fn line(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Message::Key(KeyPress::plain(Key::Char(c))));
        }
        self.send(Message::Key(KeyPress::plain(Key::Enter)));
        self
    }

    pub fn send(&mut self, message: Message) -> &mut Self {
        let effects = update(&mut self.screen, message);
        self.perform(effects);
        self
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(Question::Reading { .. }) if self.slow => {}
                Effect::Ask(question) if self.late => {
                    // As the reader does it: one slot a kind, in which the newer question replaces the older.
                    let kind = std::mem::discriminant(&question);
                    match self.asked.iter_mut().find(|slot| std::mem::discriminant(*slot) == kind) {
                        Some(slot) => *slot = question,
                        None => self.asked.push(question),
                    }
                }
                Effect::Ask(question) => {
                    let answer = self.answer(question);
                    self.send(Message::Answer(answer));
                }
                Effect::Write(decision) if self.hold => self.held.push(decision),
                Effect::Write(decision) => {
                    let receipt = self.write(decision);
                    self.send(Message::Written(receipt));
                }
                Effect::WakeAt(at) => self.wakes.push(at),
                Effect::TakeOut(take) => {
                    self.effects.push(Effect::TakeOut(take.clone()));
                    self.away.push(take);
                    if !self.lingers {
                        let (left, fails) = (usize::from(self.fails.is_none()) * usize::MAX, self.fails.clone());
                        self.end_way(0, left, fails.map(Notice::Trouble));
                    }
                }
                other => self.effects.push(other),
            }
        }
    }

    /// Lets a way out end, so many items of which have left.
    pub fn end_way(&mut self, which: usize, left: usize, said: Option<Notice>) -> &mut Self {
        let TakeOut { ticket, items, .. } = self.away.remove(which);
        let left = items.into_iter().take(left).collect();
        self.send(Message::TakenOut(TakenOut { ticket, left, said }))
    }

    /// Answers one of the questions that wait, by what the cache holds now.
    pub fn answer_one(&mut self, which: usize) -> &mut Self {
        if !self.asked.is_empty() {
            let question = self.asked.remove(which % self.asked.len());
            let answer = self.answer(question);
            self.send(Message::Answer(answer));
        }
        self
    }

    /// Lets the decisions that were held back through.
    pub fn release(&mut self) -> &mut Self {
        self.hold = false;
        for decision in std::mem::take(&mut self.held) {
            let receipt = self.write(decision);
            self.send(Message::Written(receipt));
        }
        self
    }

    pub fn status_of(&self, id: i64) -> &Status {
        &self.items.iter().find(|i| i.row.id == ItemId(id)).expect("item").row.status
    }

    /// The screen as text, one line a row, without spaces at the ends.
    pub fn picture(&self) -> String {
        self.frame(&Theme::default()).0
    }

    /// The screen as text, and a hash over the styles of its cells.
    pub fn frame(&self, theme: &Theme) -> (String, String) {
        let (width, height) = self.size();
        let terminal = self.drawn(theme);
        let buffer = terminal.backend().buffer();
        let mut text = String::new();
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for y in 0..height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..width {
                let cell = &buffer[(x, y)];
                // The cell behind a wide character is its other half.
                if skip == 0 {
                    line.push_str(cell.symbol());
                    skip = unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1);
                }
                skip -= 1;
                for byte in format!("{:?}", cell.style()).bytes() {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        (text, format!("{hash:016x}"))
    }

    /// Draws the screen and forgets it.
    pub fn draw(&self) {
        self.drawn(&Theme::default());
    }

    fn drawn(&self, theme: &Theme) -> Terminal<TestBackend> {
        let (width, height) = self.size();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(&self.screen, theme, frame)).unwrap();
        terminal
    }

    /// What a terminal is sent for the whole screen.
    pub fn sent(&self) -> Vec<u8> {
        let (width, height) = self.size();
        let viewport = ratatui::Viewport::Fixed(ratatui::layout::Rect::new(0, 0, width, height));
        let mut bytes = Vec::new();
        let backend = ratatui::backend::CrosstermBackend::new(&mut bytes);
        let mut terminal = Terminal::with_options(backend, ratatui::TerminalOptions { viewport }).unwrap();
        terminal.draw(|frame| draw(&self.screen, &Theme::default(), frame)).unwrap();
        drop(terminal);
        bytes
    }

    fn size(&self) -> (u16, u16) {
        self.screen.size()
    }

    fn matching(&self, query: &Query) -> Vec<Row> {
        self.items.iter().map(|i| i.row.clone()).filter(|row| matches(query, row)).collect()
    }

    fn ordered(&self, query: &Query, sort: Sort) -> Vec<Row> {
        let mut rows = self.matching(query);
        match sort {
            Sort::Keys(_) => rows.sort_by(|a, b| sort.compare(a, b)),
            _ => rows.sort_by_key(|r| key(&Anchor::of(r), sort)),
        }
        rows
    }

    fn sayings(&self, request: &SayingsRequest) -> Answer {
        let asked = |item: &Item, saying: &Saying| match &request.of {
            SayingsOf::Speaker(name) => saying.speaker.as_deref() == Some(name),
            SayingsOf::Unnamed(id, words) => item.row.id == *id && saying.speaker.as_deref() == Some(words),
            SayingsOf::Items(ids) => ids.contains(&item.row.id),
            SayingsOf::Query(query) => matches(query, &item.row),
        };
        let mut found = Vec::new();
        let skip = request.after.and_then(|id| self.items.iter().position(|i| i.row.id == id)).map_or(0, |at| at + 1);
        for item in self.items.iter().skip(skip) {
            let reading = reading(item, None, CopyKind::Wire, 40);
            let sayings = reading.quotes.iter().map(|q| Saying::of(&reading, q));
            found.extend(sayings.filter(|saying| asked(item, saying)));
            if found.len() >= request.limit {
                return Answer::Sayings(request.ticket, found.into(), Some(item.row.id));
            }
        }
        Answer::Sayings(request.ticket, found.into(), None)
    }

    fn answer(&self, question: Question) -> Answer {
        match question {
            Question::Page(request) => Answer::Page(self.page(request)),
            Question::Reading { ticket, id, revision, copy, width } => {
                let item = self.items.iter().find(|i| i.row.id == id);
                Answer::Reading(ticket, item.map(|i| Arc::new(reading(i, revision, copy, width))))
            }
            Question::Ids(request) => {
                let mut rows = self.ordered(&request.query, request.sort);
                let key = |a: &Anchor| key(a, request.sort);
                rows.retain(|r| request.from.as_ref().is_none_or(|from| key(from) <= key(&Anchor::of(r))));
                rows.retain(|r| request.to.as_ref().is_none_or(|to| key(&Anchor::of(r)) <= key(to)));
                Answer::Ids(request.ticket, rows.into_iter().take(request.limit).map(|r| r.id).collect())
            }
            Question::Sayings(request) => self.sayings(&request),
            Question::Echoes { ticket, id, .. } => {
                let echoes = self.items.iter().filter(|i| i.row.id == id).flat_map(|i| i.echoes.clone());
                Answer::Echoes(ticket, echoes.collect())
            }
            Question::Values(ticket, field) => {
                let mut all: Vec<(String, u64)> = Vec::new();
                let values = self.items.iter().flat_map(|i| match field {
                    Field::Tag => i.row.status.tags.clone(),
                    Field::Flagged => i.row.status.flagged.iter().cloned().collect(),
                    _ => i.row.agency.iter().map(|name| name.to_string()).collect(),
                });
                for value in values {
                    match all.iter_mut().find(|(known, _)| *known == value) {
                        Some((_, n)) => *n += 1,
                        None => all.push((value, 1)),
                    }
                }
                Answer::Values(ticket, field, all)
            }
            Question::Rows(ticket, ids) | Question::Weigh(ticket, ids) => {
                let rows = self.items.iter().map(|i| &i.row).filter(|r| ids.contains(&r.id)).cloned();
                Answer::Rows(ticket, rows.collect())
            }
            Question::Desk(ticket) => {
                Answer::Desk(ticket, self.counts(), self.sources.clone().into(), self.alerts().into())
            }
            Question::Count(ticket, query, _) => {
                let n = self.matching(&query).len() as u64;
                Answer::Count(ticket, Some(HowMany { n, or_more: n > 4 }))
            }
            Question::Members(ticket, of) => {
                let rows = self.items.iter().map(|i| &i.row).filter(|r| together(r, of)).cloned();
                Answer::Members(ticket, rows.collect())
            }
            Question::Beside(ticket, id) => Answer::Beside(ticket, self.beside(id).map(Arc::new)),
            Question::Difference { ticket, id, old, new } => {
                Answer::Difference(ticket, self.difference(id, old, new).map(Arc::new))
            }
            Question::Log(ticket, _) => Answer::Log(ticket, self.lines.clone().into()),
            Question::Report(ticket, from, to) => Answer::Report(ticket, Arc::new(self.report(from, to))),
        }
    }

    /// A shift in which the first item was corrected and the last one flagged.
    fn report(&self, from: Timestamp, to: Timestamp) -> Report {
        let flagged = |verb| Standing { verb, who: "kim".into(), at: Some(to), value: Some("harbour".into()) };
        let row = |at: usize| self.items[at].row.clone();
        let last = self.items.len() - 1;
        Report {
            from,
            to,
            new: self.items.len() as u64,
            open: vec![FollowUp { row: row(last), standing: vec![flagged("flag")] }],
            corrections: vec![Correction { at: from, kill: false, revision: 2, row: row(0), standing: Vec::new() }],
            ..Report::default()
        }
    }

    fn counts(&self) -> Counts {
        let count = |f: fn(&Status) -> bool| self.items.iter().filter(|i| f(&i.row.status)).count() as u64;
        Counts {
            items: self.items.len() as u64,
            unread: count(|s| !s.read && !s.spiked),
            flagged: count(|s| s.flagged.is_some()),
            held: count(|s| s.held),
            used: count(|s| s.used),
            spiked: count(|s| s.spiked),
            again: self.items.iter().filter(|i| !i.row.again.is_empty()).count() as u64,
            next_due: self.due,
            came_due: self.came_due.clone(),
            sources: u32::try_from(self.sources.len()).unwrap(),
            failing: 0,
            last_poll: Some(noon() - jiff::SignedDuration::from_secs(4)),
            alerts: self.alerts().len() as u64,
        }
    }

    fn difference(&self, id: ItemId, old: Option<u32>, new: Option<u32>) -> Option<Difference> {
        let item = self.items.iter().find(|i| i.row.id == id)?;
        let new = new.unwrap_or(item.row.revision);
        let old = old.unwrap_or(new - 1);
        let line = |revision| RevisionLine { revision, at: item.row.sort_at, headline: item.row.headline.clone() };
        let text = |n| item.older.as_ref().filter(|_| n == 1).unwrap_or(&item.text);
        Some(Difference {
            id,
            old: line(old),
            new: line(new),
            newest: item.row.revision,
            what_changed: Some("(Adds how long)".into()),
            headline: word_diff(&item.row.headline, &item.row.headline),
            text: word_diff(text(old), text(new)),
            quotes_gone: vec!["“about a month” — Ines Calloway".into()],
            quotes_new: Vec::new(),
        })
    }

    /// The items with those that stand with them.
    fn with(&self, items: &[ItemId], stands: fn(&Row, &Row) -> bool) -> Vec<ItemId> {
        let named = |r: &Row| items.contains(&r.id);
        let rows = || self.items.iter().map(|i| &i.row);
        rows().filter(|r| named(r) || rows().any(|n| named(n) && stands(n, r))).map(|r| r.id).collect()
    }

    fn meant(&self, target: &Target) -> Vec<ItemId> {
        match target {
            Target::Items(items) => items.clone(),
            Target::Copies(items) => {
                self.with(items, |a, b| a.reprint.is_some() && (a.reprint, a.story) == (b.reprint, b.story))
            }
            Target::Stories(items) => self.with(items, |a, b| a.story.is_some() && a.story == b.story),
            Target::With(first, items) => self.meant(first).into_iter().chain(items.iter().copied()).collect(),
            Target::Query(query) => self.matching(query).iter().map(|r| r.id).collect(),
        }
    }

    fn beside(&self, id: ItemId) -> Option<Beside> {
        let rows = || self.items.iter().map(|i| i.row.clone());
        let row = rows().find(|r| r.id == id)?;
        let other = |r: &Row| r.id != id;
        let copy = |r: &Row| row.reprint.is_some_and(|n| together(r, Together::Copy(n)));
        let story = |r: &Row| row.story.is_some_and(|n| together(r, Together::Story(n)));
        let run = |row| Run {
            row,
            cut: vec!["Nobody was hurt in it.".into()],
            added: vec!["Our reporter was there.".into()],
            changed: word_diff("It hurt nobody.", "It hurt two.").iter().flat_map(reworded).collect(),
        };
        Some(Beside {
            runs: rows().filter(|r| other(r) && copy(r)).map(run).collect(),
            story: rows().filter(|r| other(r) && story(r) && !copy(r)).collect(),
            items: row.story_items,
            row,
        })
    }

    fn alerts(&self) -> Vec<Alert> {
        let standing = self.items.iter().filter(|i| i.row.is_alert());
        let of = |i: &Item| Alert {
            n: i.row.alerted,
            what: i.row.marks.iter().next().unwrap_or(Mark::Corrected),
            at: noon(),
            by: i.row.id,
            from: i.row.source.clone(),
            revision: i.row.revision,
            headline: i.row.headline.clone(),
            row: i.row.clone(),
            acknowledged: None,
        };
        standing.map(of).collect()
    }

    fn page(&self, request: PageRequest) -> Page {
        let rows = self.ordered(&request.query, request.sort);
        let key = |a: &Anchor| key(a, request.sort);
        let above = |a: Anchor| match request.sort {
            Sort::Keys(_) => rows.iter().position(|r| r.id == a.id).unwrap_or(rows.len()),
            _ => rows.partition_point(|r| key(&Anchor::of(r)) < key(&a)),
        };
        let middle = request.around.map_or(0, above);
        let from = middle.saturating_sub(request.before);
        let after = if request.hurry { request.after.min(self.soon) } else { request.after };
        let to = (middle + after).min(rows.len());
        Page {
            ticket: request.ticket,
            rows: rows[from..to].to_vec().into(),
            more_above: from > 0,
            more_below: to < rows.len(),
            total: rows.len() as u64,
            above: from as u64,
            ordered_since: None,
            cut: after < request.after && to < rows.len(),
        }
    }

    fn write(&mut self, decision: Decision) -> Receipt {
        if let Some(why) = &self.broken {
            return Receipt { ticket: decision.ticket, result: Err(why.clone()) };
        }
        let mut before = Vec::new();
        let mut after = Vec::new();
        let mut words = "undid it".to_owned();
        match &decision.kind {
            LogKind::Did(verb) => {
                words = triage::move_of(verb).done.to_owned();
                let targets = self.meant(&decision.target);
                for item in self.items.iter_mut().filter(|i| targets.contains(&i.row.id)) {
                    let row = &mut item.row;
                    let context = Context {
                        who: &decision.who,
                        revision: row.revision,
                        killed: row.marks.killed(),
                        embargoed: false,
                        again: !row.again.is_empty(),
                        alerted: row.alerted,
                        story: row.story,
                        own: row.id.0,
                    };
                    if let Ok(next) = triage::apply(&row.status, verb, &context) {
                        before.push((row.id, std::mem::replace(&mut row.status, next.clone())));
                        after.push((row.id, next));
                    }
                }
            }
            LogKind::Undo | LogKind::Redo => {
                for (id, status) in self.log.pop().into_iter().flatten() {
                    if let Some(item) = self.items.iter_mut().find(|i| i.row.id == id) {
                        item.row.status = status.clone();
                        after.push((id, status));
                    }
                }
            }
        }
        // Undo is about what was decided, and not about what was opened.
        if !before.is_empty() && decision.kind != LogKind::Did(Verb::Seen) {
            self.log.push(before);
        }
        let n = Some(copytaster::wire::DecisionId(self.log.len() as i64));
        let headline = match (&decision.kind, after.as_slice()) {
            (LogKind::Undo | LogKind::Redo, [(id, _)]) => {
                self.items.iter().find(|i| i.row.id == *id).map(|i| i.row.headline.to_string())
            }
            _ => None,
        };
        let done = Done { n, words, items: after, headline, refused: Vec::new() };
        Receipt { ticket: decision.ticket, result: Ok(done) }
    }
}

/// What rows of a list are sorted by.
fn key(a: &Anchor, sort: Sort) -> (u8, i64, i128) {
    match sort {
        Sort::Newest | Sort::Size | Sort::Developing => (0, -a.sort_at.as_second(), -i128::from(a.id.0)),
        // These are compared as rows.
        Sort::Keys(_) => (0, 0, 0),
        Sort::Oldest => (0, a.sort_at.as_second(), i128::from(a.id.0)),
        Sort::PriorityOldest => (a.priority, a.sort_at.as_second(), i128::from(a.id.0)),
        Sort::Priority => (a.priority, -a.sort_at.as_second(), -i128::from(a.id.0)),
    }
}

fn matches(query: &Query, row: &Row) -> bool {
    match query {
        Query::All => true,
        Query::And(parts) => parts.iter().all(|q| matches(q, row)),
        Query::Or(parts) => parts.iter().any(|q| matches(q, row)),
        Query::Not(inner) => !matches(inner, row),
        Query::Term(Term::Text(_, words)) => row.headline.to_lowercase().contains(&words.to_lowercase()),
        Query::Term(Term::Is(Field::Claimed, name)) => row.status.claimed_by.as_ref() == Some(name),
        Query::Term(Term::Is(_, name)) => row.source.contains(name.as_str()),
        Query::Term(Term::State(word)) => match word.as_str() {
            // In the made-up cache a copy's item on top is the one that named it.
            // Its stories are listed as items: what a list of stories has is tested on the real one.
            "story" => true,
            // So is what an editor took out of its story.
            "lead" => row.reprint.is_none_or(|n| n == row.id.0) || row.story == Some(row.id.0),
            "unread" => !row.status.read,
            "untriaged" => row.status.is_untriaged(),
            "killed" => row.marks.killed(),
            "spiked" => row.status.spiked,
            "alert" => row.is_alert(),
            "again" => !row.again.is_empty(),
            "flagged" => row.status.flagged.is_some(),
            "held" => row.status.held,
            "used" => row.status.used,
            "claimed" => row.status.claimed_by.is_some(),
            "corrected" => row.marks.has(Mark::Corrected),
            other => panic!("the made-up cache knows no state {other}"),
        },
        Query::Term(Term::Number(Field::Id, _, n)) => row.id.0 == *n,
        Query::Term(Term::Number(Field::Story, _, n)) => row.story == Some(*n),
        Query::Term(other) => panic!("the made-up cache cannot look for {other:?}"),
    }
}

fn together(row: &Row, of: Together) -> bool {
    match of {
        Together::Copy(n) => row.reprint == Some(n),
        Together::CopyInStory(copy, story) => (row.reprint, row.story) == (Some(copy), Some(story)),
        Together::Story(n) => row.story == Some(n),
    }
}

fn reading(item: &Item, revision: Option<u32>, copy: CopyKind, width: u16) -> Reading {
    let row = item.row.clone();
    let dateline = Dateline { place: Some("PORT ELLERY".into()), ..Dateline::default() };
    let mut filing = Filing {
        key: format!("key-{}", row.id),
        url: Some(format!("https://news.example/{}", row.id)),
        headline: row.headline.clone(),
        marks: row.marks.clone(),
        standfirst: item.standfirst.clone(),
        dateline: item.text.contains("PORT ELLERY").then_some(dateline),
        text: item.older.clone().filter(|_| revision == Some(1)).unwrap_or_else(|| item.text.clone()),
        folds: item.folds.clone(),
        words: row.words,
        ..Filing::default()
    };
    let revisions = vec![RevisionLine { revision: 1, at: row.sort_at, headline: row.headline.clone() }];
    let revision = revision.unwrap_or(row.revision);
    let fetched = item.fetched.as_ref().map(|text| FullText {
        at: noon(),
        url: format!("https://news.example/{}?full", row.id),
        revision: row.revision,
        cut: false,
        text: text.clone(),
        words: u32::try_from(text.split_whitespace().count()).unwrap(),
    });
    let shown = fetched.as_ref().filter(|_| copy == CopyKind::Fetched).map(|text| text.text.clone());
    let shows_fetched = shown.is_some();
    if let Some(text) = shown {
        (filing.text, filing.folds) = (text, Vec::new());
    }
    let quotes = if shows_fetched { Vec::new() } else { item.quotes.clone() };
    filing.markup = item.html.clone().map(|value| Markup { kind: MarkupKind::Html, value });
    let laid = match &item.html {
        Some(_) => analysis::lay_out(&filing, width),
        None => lay_out(if shows_fetched { &filing.text } else { &item.text }, width),
    };
    let received = row.sort_at;
    Reading {
        revision,
        filing,
        fetched,
        unfetched: None,
        shows_fetched,
        quotes,
        laid,
        width,
        revisions,
        received,
        row,
        noticed: item.noticed.clone(),
    }
}

/// Wraps each paragraph greedily; every line is one span with its place in the text.
fn lay_out(text: &str, width: u16) -> Laid {
    let width = usize::from(width);
    let columns = unicode_width::UnicodeWidthStr::width;
    let mut lines = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        let mut start = at;
        let mut end = at;
        for word in paragraph.split_inclusive(' ') {
            if end > start && columns(text[start..end + word.trim_end().len()].trim_end()) > width {
                lines.push(line(text, start, end));
                start = end;
            }
            end += word.len();
        }
        lines.push(line(text, start, end));
        lines.push(Vec::new());
        at += paragraph.len() + 2;
    }
    Laid { lines, links: vec!["https://news.example/more".into()], notice: None }
}

fn line(text: &str, start: usize, end: usize) -> Vec<LaidSpan> {
    let words = text[start..end].trim_end();
    vec![LaidSpan { text: words.into(), at: Some(start), style: Style::default() }]
}
