//! Where the panes stand: computed when the size or the choice of panes changes, never while drawing.

use super::commands::Pane;

/// Columns from which three panes stand side by side.
const THREE_PANES: u16 = 110;
/// Columns from which two panes stand side by side.
const TWO_PANES: u16 = 80;
/// Columns of the drawer where there is room.
const DRAWER: u16 = 30;

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Area {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

impl Area {
    /// Whether a cell is inside.
    pub fn contains(self, x: u16, y: u16) -> bool {
        self.x <= x && x < self.x.saturating_add(self.width) && self.y <= y && y < self.y.saturating_add(self.height)
    }

    /// The area below the first row, which holds a pane's title.
    pub fn below_title(self) -> Self {
        let cut = self.height.min(1);
        Self { y: self.y + cut, height: self.height - cut, ..self }
    }

    /// The area within a frame, with a column of air on either side.
    pub fn framed(self) -> Self {
        let (dx, dy) = (self.width.min(4) / 2, self.height.min(2) / 2);
        Self { x: self.x + dx, y: self.y + dy, width: self.width - 2 * dx, height: self.height - 2 * dy }
    }

    /// A box of at most this size in the middle.
    pub fn middle(self, width: u16, height: u16) -> Self {
        let (width, height) = (width.min(self.width), height.min(self.height));
        Self { x: self.x + (self.width - width) / 2, y: self.y + (self.height - height) / 2, width, height }
    }
}

/// Which panes the editor wants, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub width: u16,
    pub height: u16,
    /// Whether the quotes are wanted.
    pub quotes_on: bool,
    /// Whether the drawer is open.
    pub drawer_on: bool,
    /// Whether the story stands alone.
    pub zen: bool,
    /// Whether the story stands below the list.
    pub stacked: bool,
    /// Whether no story is open, so that the list can have all the room.
    pub alone: bool,
    /// The rows that the list has at most, however tall the screen is.
    pub list_rows: u16,
    /// The list's part of the width that list, reader and quotes share, in percent; of the height, where
    /// the story stands below the list.
    pub share: u16,
    /// Columns that the quotes take at most beside the story.
    pub sidebar: u16,
    /// The title bar.
    pub bar: Area,
    /// The status line.
    pub status: Area,
    /// Everything between the two.
    pub middle: Area,
    /// Each pane with its title row, where it is on the screen.
    pub panes: Vec<(Pane, Area)>,
    /// The quotes as a popup over the other panes.
    pub popup: bool,
    /// What a story has for its lines, or will have as soon as one is open.
    pub story: Area,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            width: 0,
            height: 0,
            quotes_on: true,
            drawer_on: false,
            zen: false,
            stacked: false,
            alone: true,
            list_rows: u16::MAX,
            share: 36,
            sidebar: 38,
            bar: Area::default(),
            status: Area::default(),
            middle: Area::default(),
            panes: Vec::new(),
            popup: false,
            story: Area::default(),
        }
    }
}

impl Layout {
    /// The area of a pane, if it is on the screen.
    pub fn area(&self, pane: Pane) -> Option<Area> {
        self.panes.iter().find(|(p, _)| *p == pane).map(|(_, area)| *area)
    }

    /// What a pane has for its lines: its area without title, margin, and frame where it has one.
    pub fn inside(&self, pane: Pane) -> Option<Area> {
        let area = self.area(pane)?;
        if pane == Pane::Quotes && self.popup {
            return Some(area.framed());
        }
        Some(within(pane, area))
    }

    /// Whether all three panes have room beside each other.
    pub fn is_wide(&self) -> bool {
        self.width >= THREE_PANES
    }

    /// Whether only one pane has room.
    pub fn is_narrow(&self) -> bool {
        self.width < TWO_PANES
    }

    /// Puts everything in its place.
    pub fn arrange(&mut self, focus: Pane) {
        let (w, h) = (self.width, self.height);
        let bar = u16::from(h >= 3);
        let status = u16::from(h >= 2);
        self.bar = Area { x: 0, y: 0, width: w, height: bar };
        self.status = Area { x: 0, y: h - status.min(h), width: w, height: status };
        self.middle = Area { x: 0, y: bar, width: w, height: h - bar - status };
        self.popup = focus == Pane::Quotes && (!self.is_wide() || !self.quotes_on);
        self.panes.clear();
        let beneath = if self.popup { Pane::Reader } else { focus };
        if self.is_narrow() {
            self.panes.push((beneath, self.middle));
        } else if self.zen {
            let shown = if beneath == Pane::Drawer { beneath } else { Pane::Reader };
            self.panes.push((shown, self.middle));
        } else {
            self.side_by_side(beneath);
        }
        self.story = self.inside(Pane::Reader).unwrap_or_else(|| within(Pane::Reader, self.middle));
        if self.alone && matches!(focus, Pane::List | Pane::Drawer) {
            self.list_alone();
        }
        for (_, area) in self.panes.iter_mut().filter(|(pane, _)| *pane == Pane::List) {
            // With its title.
            area.height = area.height.min(self.list_rows.saturating_add(1));
        }
        if self.popup {
            let area = self.middle.middle(64, (h * 4 / 5).max(6));
            self.panes.push((Pane::Quotes, area));
        }
    }

    fn side_by_side(&mut self, focus: Pane) {
        let mut rest = self.middle;
        if self.drawer_on || focus == Pane::Drawer {
            let width = DRAWER.min(rest.width / 3);
            self.panes.push((Pane::Drawer, Area { width, ..rest }));
            rest = after(rest, width);
        }
        let quotes = if self.is_wide() && self.quotes_on && !self.popup {
            (rest.width / 5).max(24).min(self.sidebar)
        } else {
            0
        };
        // The drawer takes the sidebar's room where there is not enough for both.
        let quotes = if rest.width + 1 < THREE_PANES && self.width > rest.width { 0 } else { quotes };
        if self.stacked {
            return self.one_below_the_other(rest, quotes);
        }
        // Two panes have no sidebar to make room for.
        let share = if quotes > 0 { self.share } else { self.share + 6 }.clamp(15, 80);
        let list = (rest.width * share / 100).max(20).min(rest.width);
        self.panes.push((Pane::List, Area { width: list, ..rest }));
        rest = after(rest, list);
        let gap = u16::from(quotes > 0);
        let reader = rest.width.saturating_sub(quotes + gap);
        self.panes.push((Pane::Reader, Area { width: reader, ..rest }));
        if quotes > 0 {
            self.panes.push((Pane::Quotes, after(rest, reader)));
        }
    }

    /// The list in place of itself, the story and the quotes: headlines are what there is to see.
    fn list_alone(&mut self) {
        let Some(Area { x, .. }) = self.area(Pane::List) else { return };
        self.panes.retain(|(pane, _)| *pane == Pane::Drawer);
        self.panes.push((Pane::List, Area { x, width: self.middle.width - x, ..self.middle }));
    }

    /// The list above the story, with the quotes beside both.
    fn one_below_the_other(&mut self, rest: Area, quotes: u16) {
        let width = rest.width.saturating_sub(quotes + u16::from(quotes > 0));
        let list = (rest.height * self.share.clamp(15, 80) / 100).max(4).min(rest.height);
        self.panes.push((Pane::List, Area { width, height: list, ..rest }));
        self.panes.push((Pane::Reader, Area { y: rest.y + list, width, height: rest.height - list, ..rest }));
        if quotes > 0 {
            self.panes.push((Pane::Quotes, after(rest, width)));
        }
    }
}

/// What a pane without a frame has for its lines.
fn within(pane: Pane, area: Area) -> Area {
    let area = area.below_title();
    let margin = u16::from(pane != Pane::List).min(area.width);
    Area { x: area.x + margin, width: area.width - margin, ..area }
}

/// What is left of an area to the right of `width` columns and the line between two panes.
fn after(area: Area, width: u16) -> Area {
    let used = (width + 1).min(area.width);
    Area { x: area.x + used, width: area.width - used, ..area }
}
