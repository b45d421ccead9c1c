//! The list: one row an item, its columns straight whatever the copy holds.

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::frame;
use super::paint::{Pen, fit};
use super::theme::{Role, Theme};
use crate::screen::{Area, Column, Fold, Pane, Screen, embargo_clock, shown_headline, when, wrap};
use crate::wire::{Columns, Row, Status};

/// A mark of the desk: its solid symbol, its hollow one, and the same in ASCII.
struct Mark {
    role: Role,
    solid: (&'static str, &'static str),
    hollow: (&'static str, &'static str),
    has: fn(&Status) -> bool,
}

/// Gravest first, and after them who claimed. Two have cells of their own; only a row with more than two moves its headline.
const MARKS: [Mark; 4] = [
    Mark { role: Role::Spiked, solid: ("▼", "X"), hollow: ("▽", "x"), has: |s| s.spiked },
    Mark { role: Role::Used, solid: ("●", "U"), hollow: ("○", "u"), has: |s| s.used },
    Mark { role: Role::Held, solid: ("◆", "H"), hollow: ("◇", "h"), has: |s| s.held },
    Mark { role: Role::Flagged, solid: ("★", "F"), hollow: ("☆", "f"), has: |s| s.flagged.is_some() },
];
const CLAIM: Mark =
    Mark { role: Role::Claimed, solid: ("■", "C"), hollow: ("□", "c"), has: |s| s.claimed_by.is_some() };

/// Whether stories are listed, the order in words, and from which time on it holds, where it does not hold for all.
fn order_words(screen: &Screen) -> String {
    let since = screen.list.ordered_since.map(|since| when(since, screen.now, &screen.setup.zone));
    let since = since.map_or(String::new(), |since| format!(" since {}", since.trim()));
    let stories = if screen.view.folding() == Fold::Stories { "stories, " } else { "" };
    format!("{stories}{}{since}", screen.view.order())
}

/// Draws the list's title and its visible rows, or what to do where there are none.
pub(super) fn paint(screen: &Screen, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let list = &screen.list;
    let focused = screen.focus == Pane::List;
    let filter = screen.view.filter.as_ref().map_or(String::new(), |(text, _)| format!(" = {text}"));
    let left = format!("{}{filter} · {}", screen.view.name, order_words(screen));
    let up = theme.symbol("↑", "^");
    let new = if list.new_above > 0 { format!("{} new above {up}  ", list.new_above) } else { String::new() };
    let right = format!("{new}{}/{}", list.place(), list.in_all());
    frame::title(theme, buffer, area, (&left, &right), focused);
    let inside = area.below_title();
    if list.rows.is_empty() {
        let mut at = 1;
        for (words, role) in tips(screen) {
            // A few words of our own, not copy: they must be readable whole in the narrowest list.
            for line in wrap(&words, inside.width.saturating_sub(3)) {
                Pen::at(buffer, inside, at).put("  ", Style::default()).put(&line, theme.of(role));
                at += 1;
            }
            at += u16::from(words.is_empty());
        }
        return;
    }
    let widths: Vec<usize> = screen.view.columns.iter().map(|column| column_width(screen, *column)).collect();
    for (line, row) in list.visible().iter().enumerate() {
        let current = list.top + line == list.cursor;
        let Ok(line) = u16::try_from(line) else { break };
        paint_row(screen, theme, inside, &widths, (line, row, current), buffer);
        if current {
            let role = if focused { Role::Cursor } else { Role::CursorElsewhere };
            Pen::wash(buffer, inside, line, theme.of(role));
        }
    }
}

fn paint_row(
    screen: &Screen,
    theme: &Theme,
    area: Area,
    widths: &[usize],
    (line, row, current): (u16, &Row, bool),
    buffer: &mut Buffer,
) {
    let expected = screen.pending.expected(row, &screen.setup.who);
    let base = base_style(theme, row, &expected);
    let dim = theme.of(Role::Dim);
    let ellipsis = theme.symbol("…", "~");
    // Where rows say why they are there, the reason needs the room of what is less wanted.
    let why = if screen.view.says_why() { screen.why(row) } else { String::new() };
    let wide = usize::from(area.width).saturating_sub(if why.is_empty() { 0 } else { 30 });
    let mut pen = Pen::at(buffer, area, line);
    pen.put(if current { theme.symbol("▸", ">") } else { " " }, theme.of(Role::Accent));
    match row.priority {
        _ if row.is_killed() || row.is_alert() => pen.put("!", theme.of(Role::Alert)),
        Some(p @ 1..=2) => pen.put(&p.to_string(), theme.of(Role::Alert)),
        Some(p @ 3..=9) => pen.put(&p.to_string(), dim),
        _ => pen.put(" ", dim),
    };
    let selected = screen.list.is_selected(row, screen.view.order());
    match selected {
        true => pen.put(theme.symbol("▌", "+"), theme.of(Role::Selected)),
        false => pen.put(" ", dim),
    };
    let plain = if expected.read { dim } else { base.remove_modifier(Modifier::BOLD) };
    for (n, (column, most)) in screen.view.columns.iter().zip(widths).enumerate() {
        // Each further column needs more room; the headline goes before them.
        if wide < 24 + 14 * n {
            break;
        }
        // In a short row a name is cut; a time is not.
        let width = if matches!(column, Column::Time | Column::Words) { *most } else { name_width(wide).min(*most) };
        put_column(screen, theme, &mut pen, *column, (row, &expected), (width, plain));
    }
    put_marks(theme, &mut pen, row, &expected);
    pen.put(" ", dim);
    let tail = tail(screen, theme, row);
    // In a short row the reason needs the room of what else stands at its end.
    let tail = if why.is_empty() || pen.room() >= 40 { tail } else { String::new() };
    // One column of air before the next pane.
    let beside = if tail.is_empty() { 1 } else { tail.columns() + 2 };
    let room = pen.room().saturating_sub(beside);
    // The reason gives way last, but of which story it is one must see too: it leaves the headline a third of the row.
    let least = room / 3;
    let headline_needs = shown_headline(row).columns().min(least);
    let said = if why.is_empty() { 0 } else { why.columns().min(room.saturating_sub(3 + headline_needs)) };
    if said > 0 {
        pen.put(&fit(&why, said, ellipsis), theme.of(Role::Badge)).put(theme.symbol(" · ", " - "), dim);
    }
    // What is cut between words is shorter than it may be.
    let room = if said > 0 { pen.room().saturating_sub(beside) } else { room };
    let under = if screen.list.is_member(row.id) { theme.symbol("└ ", "  ") } else { "" };
    pen.put(under, dim);
    let room = room.saturating_sub(under.columns());
    let headline = shown_headline(row);
    pen.of_copy(true).cell(headline, room, ellipsis, base).of_copy(false);
    for (needles, role) in [(&screen.setup.watch, Role::Watched), (&screen.needles.0, Role::Hit)] {
        pen.tint(headline, &needles.find(headline), room, theme.of(role));
    }
    if !tail.is_empty() {
        let role = if row.is_killed() { Role::Alert } else { Role::Badge };
        pen.put(" ", dim).put(&tail, theme.of(role));
    }
}

/// The columns of a name in a list so wide.
fn name_width(wide: usize) -> usize {
    match wide {
        ..60 => 7,
        60..100 => 9,
        _ => 16,
    }
}

/// The columns that a column of the list takes at most: a label or a name that no row of the window has takes none, and a time of
/// another year more than one of this.
fn column_width(screen: &Screen, column: Column) -> usize {
    let longest = |of: fn(&Status) -> Option<&String>| {
        let rows = screen.list.rows.iter().map(|row| screen.pending.expected(row, &screen.setup.who));
        rows.filter_map(|status| of(&status).map(|text| text.columns())).max().unwrap_or(0)
    };
    match column {
        Column::Time => {
            let time = |row: &Row| when(row.sort_at, screen.now, &screen.setup.zone).columns();
            screen.list.rows.iter().map(time).max().unwrap_or(0).max(6)
        }
        Column::Agency | Column::Source => usize::MAX,
        Column::Words => 7,
        Column::Label => longest(|status| status.flagged.as_ref()),
        Column::Claim => longest(|status| status.claimed_by.as_ref()),
    }
}

/// One column before the headline, with a cell of air after it.
fn put_column(
    screen: &Screen,
    theme: &Theme,
    pen: &mut Pen<'_>,
    column: Column,
    (row, expected): (&Row, &Status),
    (width, plain): (usize, Style),
) {
    if width == 0 {
        return;
    }
    let who = theme.of(Role::Accent).patch(spiked_only(theme, expected));
    let (text, style) = match column {
        Column::Time => (when(row.sort_at, screen.now, &screen.setup.zone), plain),
        Column::Agency => (row.agency.as_deref().unwrap_or(&row.source).to_owned(), who),
        Column::Source => (row.source.to_string(), who),
        Column::Words => (format!("{:>5} w", row.words), plain),
        Column::Label => (expected.flagged.clone().unwrap_or_default(), theme.of(Role::Flagged)),
        Column::Claim => (expected.claimed_by.clone().unwrap_or_default(), theme.of(Role::Claimed)),
    };
    let ellipsis = if column == Column::Time { "" } else { theme.symbol("…", "~") };
    pen.cell(&text, width, ellipsis, style).put(" ", theme.of(Role::Dim));
}

/// Unread is bold, spiked is dim, killed is struck out: each can be told without colour.
fn base_style(theme: &Theme, row: &Row, expected: &Status) -> Style {
    let style = if expected.spiked {
        theme.of(Role::Spiked)
    } else if expected.is_highlighted() {
        // Bold where it is unread, as every row is.
        let weight = if expected.read { Modifier::UNDERLINED } else { Modifier::UNDERLINED | Modifier::BOLD };
        theme.of(Role::Accent).add_modifier(weight)
    } else if expected.read {
        theme.of(Role::Text)
    } else {
        theme.of(Role::Unread)
    };
    if row.is_killed() { style.add_modifier(Modifier::CROSSED_OUT) } else { style }
}

fn spiked_only(theme: &Theme, expected: &Status) -> Style {
    if expected.spiked { theme.of(Role::Spiked) } else { Style::default() }
}

/// Every mark that a row has. A single one stands in the first cell and the claim in the second.
fn put_marks(theme: &Theme, pen: &mut Pen<'_>, row: &Row, expected: &Status) {
    let has = |mark: &&Mark| (mark.has)(expected) || (mark.has)(&row.status);
    let marks: Vec<&Mark> = MARKS.iter().filter(has).collect();
    put_mark(theme, pen, marks.first().copied(), row, expected);
    for mark in marks.iter().skip(1) {
        put_mark(theme, pen, Some(mark), row, expected);
    }
    if marks.len() < 2 || has(&&CLAIM) {
        put_mark(theme, pen, Some(&CLAIM), row, expected);
    }
}

/// One cell for a mark: solid where it is on disk, hollow while it is being put there or taken away.
fn put_mark(theme: &Theme, pen: &mut Pen<'_>, mark: Option<&Mark>, row: &Row, expected: &Status) {
    let (symbol, role) = match mark {
        Some(m) => match ((m.has)(&row.status), (m.has)(expected)) {
            (true, true) => (theme.symbol(m.solid.0, m.solid.1), m.role),
            (false, false) => (" ", m.role),
            _ => (theme.symbol(m.hollow.0, m.hollow.1), m.role),
        },
        None => (" ", Role::Dim),
    };
    pen.put(symbol, theme.of(role));
}

/// What stands at the row's end: revised since somebody acted or else to be looked at again, the wire's badge, a
/// silent edit, other outlets.
fn tail(screen: &Screen, theme: &Theme, row: &Row) -> String {
    let updated = (row.is_updated() || !row.again.is_empty()).then(|| theme.symbol("•", "*").to_owned());
    let stands_out = row.status.is_highlighted().then(|| theme.symbol("◈", "@").to_owned());
    let under = if screen.list.is_member(row.id) { 0 } else { screen.under(row) };
    let outlets = (under > 0).then(|| format!("+{under}"));
    // An embargo in force shows its clock; one that has lifted is no longer worth a badge of its own.
    let elsewhere = (row.is_killed() && !row.marks.killed()).then(|| "K".to_owned());
    let badge = match (embargo_clock(row, screen), elsewhere.or_else(|| row.marks.badge())) {
        (Some(clock), Some(badge)) if badge != "E" => Some(format!("{badge} {clock}")),
        (Some(clock), _) => Some(clock),
        (None, badge) => badge.filter(|badge| badge != "E" || row.embargo.is_none()),
    };
    let silent = row.marks.silent_badge().filter(|_| !row.is_killed());
    let parts: Vec<String> = [stands_out, updated, badge, silent, outlets].into_iter().flatten().collect();
    parts.join(" ")
}

/// What an empty list says: why it is empty, and which key leads on.
fn tips(screen: &Screen) -> Vec<(String, Role)> {
    let desk = &screen.desk;
    let key = |command| screen.setup.keymap.chords_of(command).into_iter().next().unwrap_or_default();
    use crate::screen::commands::Command;
    let demo = format!("{}  starts a made-up wire, to try everything without a network", key(Command::Demo));
    let add = format!("{}  adds a source: the address of a feed, or of a page that has one", key(Command::AddSource));
    if !screen.list.loaded || !desk.known {
        return vec![("…".into(), Role::Dim)];
    }
    if desk.sources.is_empty() && desk.counts.items == 0 {
        return vec![
            ("There are no sources yet.".into(), Role::Text),
            (String::new(), Role::Dim),
            (add, Role::Dim),
            (demo, Role::Dim),
            (format!("{}  shows every key", key(Command::Help)), Role::Dim),
        ];
    }
    if desk.counts.items == 0 {
        let first = match (desk.progress.offline, desk.progress.total, desk.counts.failing) {
            (true, ..) => "Offline, and there is no copy in the cache yet.".into(),
            (_, 0, failing) if failing as usize == desk.sources.len() => {
                format!("None of {failing} sources can be reached. Is there a network? g s says why.")
            }
            (_, 0, failing) if failing > 0 => {
                format!("No copy yet: {failing} of {} sources cannot be read; g s says why.", desk.sources.len())
            }
            (_, 0, _) => "No copy yet.".into(),
            (_, total, _) => {
                format!("Polling {} of {total} sources: copy comes in as they answer.", desk.progress.done)
            }
        };
        return vec![(first, Role::Text), (String::new(), Role::Dim), (demo, Role::Dim)];
    }
    let mut lines = vec![("Nothing here.".into(), Role::Text), (String::new(), Role::Dim)];
    if screen.view.hide {
        lines.push((format!("{}  shows what is read and spiked", key(Command::ShowHidden)), Role::Dim));
    }
    lines.push((format!("{}  lists everything", key(Command::ViewAll)), Role::Dim));
    lines
}
