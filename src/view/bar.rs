//! The title bar above the panes.

use crate::wire::Columns;
use ratatui::buffer::Buffer;

use super::paint::{Pen, fit};
use super::theme::{Role, Theme};
use crate::screen::{Screen, ago, when};

const NAME: &str = " copytaster";

/// Draws the bar: name and desk, counts, what must be told at once, polling, the time of day.
pub(super) fn paint(screen: &Screen, theme: &Theme, buffer: &mut Buffer) {
    let area = screen.layout.bar;
    if area.height == 0 {
        return;
    }
    let alert = alert(screen, theme);
    let wide = area.width >= 60;
    let desk = if wide { screen.setup.desk.as_str() } else { "" };
    let beside = |words: &str, gap: usize| if words.is_empty() { 0 } else { words.columns() + gap };
    let used = NAME.len() + beside(desk, 2) + beside(alert.as_deref().unwrap_or(""), 3);
    let right = right(screen, usize::from(area.width).saturating_sub(used));
    // What is left beside the right end: first what must be seen at once, then as many counts as there is room for.
    let mut room = usize::from(area.width).saturating_sub(right.columns() + 2);
    let mut pen = Pen::at(buffer, area, 0);
    pen.put(NAME, theme.of(Role::Bar));
    if !desk.is_empty() {
        pen.put("  ", theme.of(Role::Bar)).put(desk, theme.of(Role::Dim));
    }
    if let Some(alert) = alert {
        let room = pen.room().saturating_sub(3);
        let alert = fit(&alert, room, theme.symbol("…", "~"));
        pen.put("   ", theme.of(Role::Text)).put(&alert, theme.of(Role::Alert));
    }
    room = room.saturating_sub(used);
    if wide {
        let (counts, unread) = (&screen.desk.counts, unread(screen));
        if unread.columns() + 3 <= room {
            pen.put("   ", theme.of(Role::Text)).put(&unread, theme.of(Role::Accent));
            room -= unread.columns() + 3;
        }
        let some = |count: u64, word: &str| if count > 0 { format!("  {count} {word}") } else { String::new() };
        for (words, role) in [
            (some(counts.again, "to look at again"), Role::Badge),
            (some(counts.flagged, "flagged"), Role::Dim),
            (some(counts.held, "held"), Role::Dim),
            (some(counts.used, "used"), Role::Dim),
        ] {
            if words.columns() <= room {
                pen.put(&words, theme.of(role));
                room -= words.columns();
            }
        }
    }
    pen.back_from_end(right.columns() + 2).put(&format!(" {right} "), theme.of(Role::Dim));
}

/// What stands at the right end: of polling or the unread and the time of day what has room whole. Half a number is another number.
fn right(screen: &Screen, room: usize) -> String {
    let clock = when(screen.now, screen.now, &screen.setup.zone);
    let whole = match screen.layout.bar.width {
        0..40 => clock.clone(),
        40..60 => format!("{}  {clock}", unread(screen)),
        _ => format!("{}   {clock}", polling(screen)),
    };
    let fits = |words: &String| words.columns() + 2 <= room;
    [whole, clock].into_iter().find(fits).unwrap_or_default()
}

fn unread(screen: &Screen) -> String {
    // Until the cache has told, a number would be a guess.
    if screen.desk.known { format!("{} unread", screen.desk.counts.unread) } else { String::new() }
}

/// What must be seen at once, in as few words as the width allows.
fn alert(screen: &Screen, theme: &Theme) -> Option<String> {
    let mark = theme.symbol("‼", "!!");
    match screen.notes.ailing() {
        Some((what, _)) => Some(format!("{mark} {what}")),
        None => screen.banner(),
    }
}

fn polling(screen: &Screen) -> String {
    let (counts, progress) = (&screen.desk.counts, &screen.desk.progress);
    if progress.offline {
        return "offline".into();
    }
    if progress.total > 0 {
        // The whole of it where there is room; Esc is in the help as well.
        let way_out = if screen.layout.bar.width < 100 { "" } else { " (Esc stops)" };
        return format!("polling {}/{}{way_out}", progress.done, progress.total);
    }
    let good = counts.sources.saturating_sub(counts.failing);
    let since = counts.last_poll.map_or(String::new(), |at| format!(" · {}", ago(at, screen.now)));
    if !screen.desk.known {
        String::new()
    } else if counts.sources == 0 {
        "no sources".into()
    } else {
        let of = if counts.failing == 0 { String::new() } else { format!("{good}/") };
        let word = if counts.sources == 1 { "source" } else { "sources" };
        format!("{of}{} {word}{since}", counts.sources)
    }
}
