//! The quotes sidebar, beside the story or over it.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::frame;
use super::paint::Pen;
use super::theme::{Role, Theme};
use crate::screen::{Area, Pane, Screen, SideKind, SideRow};

/// Draws the visible lines of the sidebar.
pub(super) fn paint(screen: &Screen, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let count = screen.reader.reading.as_ref().map(|r| r.quotes.len());
    let listed = screen.reader.reading.as_ref().map_or(0, |r| screen.quotes.passing(r).len());
    let title = match count {
        None => "quotes".to_owned(),
        Some(n) if screen.quotes.only.is_some() => format!("{listed} of {n} quotes"),
        Some(1) => "1 quote".to_owned(),
        Some(n) => format!("{n} quotes"),
    };
    let differ = screen.reader.reading.as_ref().map_or(0, |r| screen.quotes.differing(r));
    let right = if differ > 0 { format!("{} {differ}", theme.symbol("≠", "!=")) } else { String::new() };
    if screen.layout.popup {
        let title = if right.is_empty() { title } else { format!("{title} · {right}") };
        frame::boxed(theme, buffer, area, &title, "Enter shows it · ' speaker · Esc");
    } else {
        frame::title(theme, buffer, area, (&title, &right), screen.focus == Pane::Quotes);
    }
    let Some(inside) = screen.layout.inside(Pane::Quotes) else { return };
    if count == Some(0) {
        Pen::at(buffer, inside, 1).put("No quotes in this story.", theme.of(Role::Dim));
    }
    let visible = screen.quotes.shown().take(usize::from(inside.height));
    for (line, row) in visible.enumerate() {
        if let Ok(line) = u16::try_from(line) {
            let text = match row.kind {
                SideKind::Differs => row.text.replacen('≠', theme.symbol("≠", "!="), 1),
                _ => row.text.clone(),
            };
            let (mut pen, style) = (Pen::at(buffer, inside, line), style_of(screen, theme, row));
            match row.kind {
                SideKind::First | SideKind::More | SideKind::Loose => pen.quotation(&text, style),
                _ => pen.put(&text, style),
            };
        }
    }
}

fn style_of(screen: &Screen, theme: &Theme, row: &SideRow) -> Style {
    let selected = row.quote.is_some() && row.quote == screen.quotes.selected;
    theme.of(match row.kind {
        SideKind::Speaker => Role::Speaker,
        SideKind::Role | SideKind::Gap | SideKind::Also | SideKind::Loose => Role::Dim,
        SideKind::Differs => Role::Badge,
        SideKind::First | SideKind::More if selected => Role::QuoteSelected,
        SideKind::First | SideKind::More => Role::Quote,
    })
}
