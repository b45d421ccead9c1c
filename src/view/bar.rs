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
    let counts = if wide { counts(screen) } else { Vec::new() };
    // Beside an alert the counts matter more than what else the bar says, which gives way from the least wanted on.
    let whole = Bar { name: NAME, desk: if wide { &screen.setup.desk } else { "" }, clock_only: false, short: false };
    let nameless = Bar { name: "", desk: "", clock_only: true, short: true };
    let steps = [
        whole,
        Bar { clock_only: true, ..whole },
        Bar { name: NAME, short: false, ..nameless },
        Bar { name: NAME, ..nameless },
        nameless,
    ];
    let told = alert.as_deref().unwrap_or("");
    let needed = |bar: &Bar<'_>| counts.iter().take(MUST).map(|count| count.words(bar.short).columns()).sum::<usize>();
    let fits = |bar: &&Bar<'_>| needed(bar) <= bar.room(screen, told).1;
    let bar = if wide && alert.is_some() { steps.iter().find(fits).unwrap_or(&whole) } else { &whole };
    let (right, mut room) = bar.room(screen, told);
    let mut pen = Pen::at(buffer, area, 0);
    pen.put(bar.name, theme.of(Role::Bar));
    if !bar.desk.is_empty() {
        pen.put("  ", theme.of(Role::Bar)).put(bar.desk, theme.of(Role::Dim));
    }
    if let Some(alert) = alert {
        let gap = bar.gap();
        let alert = fit(&alert, pen.room().saturating_sub(gap.len()), theme.symbol("…", "~"));
        pen.put(gap, theme.of(Role::Text)).put(&alert, theme.of(Role::Alert));
    }
    for count in &counts {
        let words = count.words(bar.short);
        if words.columns() <= room {
            let (air, number) = words.split_at(words.len() - words.trim_start().len());
            pen.put(air, theme.of(count.air)).put(number, theme.of(count.role));
            room -= words.columns();
        }
    }
    pen.back_from_end(right.columns() + 2).put(&format!(" {right} "), theme.of(Role::Dim));
}

/// Counts that are shown beside an alert before polling and names: unread, to look at again, flagged.
const MUST: usize = 3;

/// What the bar shows beside alert and counts.
#[derive(Clone, Copy)]
struct Bar<'a> {
    name: &'a str,
    desk: &'a str,
    /// Whether nothing but the time of day stands at the right end.
    clock_only: bool,
    /// Whether the counts have their short words.
    short: bool,
}

impl Bar<'_> {
    /// What stands between the name and an alert.
    fn gap(&self) -> &'static str {
        if self.name.is_empty() { " " } else { "   " }
    }

    /// What stands at the right end, and the columns that are left for counts beside it and the alert.
    fn room(&self, screen: &Screen, alert: &str) -> (String, usize) {
        let width = usize::from(screen.layout.bar.width);
        let beside = |words: &str, gap: usize| if words.is_empty() { 0 } else { words.columns() + gap };
        let used = self.name.len() + beside(self.desk, 2) + beside(alert, self.gap().len());
        let right = right(screen, width.saturating_sub(used), self.clock_only);
        // Two blanks part the counts from what stands at the end, as they part one count from the next.
        let room = width.saturating_sub(right.columns() + 3).saturating_sub(used);
        (right, room)
    }
}

/// A count of the bar, with the blanks before it.
struct Count {
    long: String,
    short: String,
    /// The style of the blanks, and that of the number.
    air: Role,
    role: Role,
}

impl Count {
    fn words(&self, short: bool) -> &str {
        if short { &self.short } else { &self.long }
    }
}

/// The counts in the order in which they are wanted; none is shown of what there is none.
fn counts(screen: &Screen) -> Vec<Count> {
    let counts = &screen.desk.counts;
    let unread = Count {
        long: format!("   {}", unread(screen)),
        short: format!("  {}", unread(screen)),
        air: Role::Text,
        role: Role::Accent,
    };
    let some = |count: u64, long: &str, short: &str, role| {
        let words = |word: &str| if count > 0 { format!("  {count} {word}") } else { String::new() };
        Count { long: words(long), short: words(short), air: role, role }
    };
    vec![
        unread,
        some(counts.again, "to look at again", "again", Role::Badge),
        some(counts.flagged, "flagged", "flagged", Role::Dim),
        some(counts.held, "held", "held", Role::Dim),
        some(counts.used, "used", "used", Role::Dim),
    ]
}

/// What stands at the right end: of polling or the unread and the time of day what has room whole. Half a number is another number.
fn right(screen: &Screen, room: usize, clock_only: bool) -> String {
    let clock = when(screen.now, screen.now, &screen.setup.zone);
    let whole = match screen.layout.bar.width {
        _ if clock_only => clock.clone(),
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
