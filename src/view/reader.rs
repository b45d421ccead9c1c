//! The reader: the visible lines of the story.

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::frame;
use super::paint::Pen;
use super::theme::{Role, Theme};
use crate::screen::{Area, LineKind, Pane, Piece, Screen, TextLine, wrap};

/// Draws the story, with how far one has come in the title row.
pub(super) fn paint(screen: &Screen, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let reader = &screen.reader;
    let focused = screen.focus == Pane::Reader;
    let Some(reading) = &reader.reading else {
        frame::title(theme, buffer, area, ("story", ""), focused);
        let Some(why) = reader.unreadable.as_ref().filter(|_| reader.wanted.is_none()) else {
            let words = if reader.wanted.is_some() { "…" } else { "Enter opens the item under the cursor." };
            Pen::at(buffer, area.below_title(), 1).put("  ", Style::default()).put(words, theme.of(Role::Dim));
            return;
        };
        for (line, words) in (1..area.height.saturating_sub(1)).zip(wrap(why, area.width.saturating_sub(4))) {
            Pen::at(buffer, area.below_title(), line).put("  ", Style::default()).put(&words, theme.of(Role::Error));
        }
        return;
    };
    let percent =
        if reader.flow.lines.len() > reader.height { format!("{} %", reader.percent()) } else { String::new() };
    let right = match &reader.find {
        Some(find) if find.typed => format!("“{}” {}/{}  {percent}", find.text, find.at + 1, find.hits.len()),
        Some(find) => format!("hit {}/{}  {percent}", find.at + 1, find.hits.len()),
        None => percent,
    };
    // The headline stands in the story itself until it is scrolled away.
    let source = reading.filing.slug.as_deref().unwrap_or(&reading.row.source);
    let title = if reader.top == 0 { source } else { &reading.filing.headline };
    frame::title(theme, buffer, area, (title, right.trim_end()), focused);
    let Some(inside) = screen.layout.inside(Pane::Reader) else { return };
    let visible = reader.flow.lines.iter().skip(reader.top).take(usize::from(inside.height));
    for (line, text) in visible.enumerate() {
        if let Ok(line) = u16::try_from(line) {
            paint_line(screen, theme, inside, line, text, buffer);
        }
    }
}

fn paint_line(screen: &Screen, theme: &Theme, area: Area, line: u16, text: &TextLine, buffer: &mut Buffer) {
    let base = theme.of(match text.kind {
        LineKind::Alert => Role::Alert,
        LineKind::Headline => Role::Heading,
        LineKind::Meta | LineKind::Link => Role::Dim,
        LineKind::Changed | LineKind::Notice => Role::Badge,
        LineKind::Fold => Role::Fold,
        LineKind::Standfirst => Role::Speaker,
        LineKind::Body | LineKind::Blank => Role::Text,
    });
    let mut pen = Pen::at(buffer, area, line);
    if text.kind == LineKind::Fold {
        let words = text.pieces.first().map_or("", |p| &p.text);
        pen.put(words, base);
        return;
    }
    let copy = matches!(text.kind, LineKind::Headline | LineKind::Standfirst | LineKind::Body);
    for piece in &text.pieces {
        // Bullets, and the lines that tables are ruled with, are no copy.
        pen.of_copy(copy && !piece.style.added).put(&piece.text, style_of(screen, theme, piece, base));
    }
}

fn style_of(screen: &Screen, theme: &Theme, piece: &Piece, base: Style) -> Style {
    let set = piece.style;
    let mut style = base;
    for (on, add) in [
        (set.strong || set.heading, Modifier::BOLD),
        (set.emphasis, Modifier::ITALIC),
        (set.strike, Modifier::CROSSED_OUT),
    ] {
        if on {
            style = style.add_modifier(add);
        }
    }
    if set.link {
        style = style.patch(theme.of(Role::Link));
    }
    if set.added || set.code {
        style = style.patch(theme.of(Role::Dim));
    }
    if let Some(n) = piece.quote {
        let selected = screen.quotes.selected == Some(n);
        style = style.patch(theme.of(if selected { Role::QuoteSelected } else { Role::Quote }));
    }
    if piece.watched {
        style = style.patch(theme.of(Role::Watched));
    }
    if let Some(n) = piece.hit {
        style = style.patch(theme.of(Role::Hit));
        if screen.reader.find.as_ref().is_some_and(|f| f.at == n) {
            style = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        }
    }
    style
}
