//! The one table of what can be asked of the screen. Keymap, help, palette, manual and README are made from it.

/// A part of the screen that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pane {
    /// The sources, on the left, on demand.
    Drawer,
    /// The list of items.
    List,
    /// The story.
    Reader,
    /// Its quotations.
    Quotes,
}

impl Pane {
    /// Every pane, from left to right.
    pub const ALL: [Self; 4] = [Self::Drawer, Self::List, Self::Reader, Self::Quotes];
}

/// What a key or the palette can ask. What each does is the help line of its row in [`table`].
#[allow(missing_docs)] // the table below says of each what it does, in words that the program itself shows
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    Down,
    Up,
    Top,
    Bottom,
    HalfDown,
    HalfUp,
    PageDown,
    PageUp,
    ReadOn,
    Left,
    Right,
    NextPane,
    PreviousPane,
    GoList,
    GoReader,
    GoQuotes,
    GoSources,
    ToggleQuotes,
    Zen,
    Narrower,
    Wider,
    Layout,
    Open,
    NextUnread,
    PreviousUnread,
    NextItem,
    PreviousItem,
    NextSource,
    PreviousSource,
    Back,
    ThisSource,
    Fold,
    FoldAll,
    NextQuote,
    PreviousQuote,
    CopyQuote,
    CopyQuoteMarkdown,
    CopyQuotes,
    CopyFlaggedQuotes,
    OnlySpeaker,
    LooseStrings,
    JumpToQuote,
    SpeakerEverywhere,
    Flag,
    FlagWith,
    Spike,
    SpikeStory,
    Split,
    Join,
    Hold,
    HoldUntil,
    Use,
    Claim,
    Assign,
    Tag,
    Note,
    ToggleRead,
    MarkRead,
    MarkUnread,
    Unflag,
    Unspike,
    Unhold,
    Unuse,
    Release,
    ReadAll,
    ReadAbove,
    Undo,
    Redo,
    SelectRange,
    SelectBy,
    Search,
    NextHit,
    PreviousHit,
    Filter,
    Sort,
    ShowHidden,
    Drop,
    View,
    ViewUnread,
    ViewAll,
    ViewFlagged,
    ViewHeld,
    ViewSpiked,
    ViewUsed,
    ViewClaims,
    ViewAgain,
    ViewCorrections,
    ViewFailing,
    Beside,
    Alerts,
    History,
    Report,
    Diff,
    Metadata,
    FullText,
    AsReceived,
    Folds,
    OpenInBrowser,
    OpenInBrowserAndRead,
    CopyLink,
    CopyHeadline,
    CopyText,
    CopyMarkdown,
    LinkHints,
    Save,
    SendTo,
    Pipe,
    OpenWith,
    PollThis,
    PollAll,
    AddSource,
    RemoveSource,
    EditSources,
    OnlyThisSource,
    Demo,
    Help,
    Palette,
    Reload,
    Redraw,
    Suspend,
    Close,
    Quit,
}

/// Under which heading a command stands in help and manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Moving about in a pane.
    Move,
    /// Panes and their sizes.
    Panes,
    /// Going from item to item.
    Items,
    /// Quotations.
    Quotes,
    /// Verdicts.
    Triage,
    /// Selecting many items.
    Select,
    /// Searching and narrowing.
    Find,
    /// Views of the cache.
    Views,
    /// Looking inside an item.
    Inside,
    /// Taking something out of the program.
    Out,
    /// Sources and polling.
    Sources,
    /// The program itself.
    App,
}

impl Group {
    /// Every group, in the order of the help screen.
    pub const ALL: [Self; 12] = [
        Self::Move,
        Self::Panes,
        Self::Items,
        Self::Quotes,
        Self::Triage,
        Self::Select,
        Self::Find,
        Self::Views,
        Self::Inside,
        Self::Out,
        Self::Sources,
        Self::App,
    ];

    /// The heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Panes => "panes",
            Self::Items => "items",
            Self::Quotes => "quotes",
            Self::Triage => "triage",
            Self::Select => "select",
            Self::Find => "find",
            Self::Views => "views",
            Self::Inside => "look inside",
            Self::Out => "take out",
            Self::Sources => "sources",
            Self::App => "program",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandLine {
    /// What is asked.
    pub command: Command,
    /// Its name in settings and palette.
    pub name: &'static str,
    /// The chords it is bound to until the settings say otherwise.
    pub chords: &'static [&'static str],
    /// One line of help.
    pub help: &'static str,
    /// The panes in which its chords work.
    pub panes: &'static [Pane],
    /// Its heading.
    pub group: Group,
}

const ANY: &[Pane] = &Pane::ALL;
const ITEM: &[Pane] = &[Pane::List, Pane::Reader, Pane::Quotes];
const LIST: &[Pane] = &[Pane::List];
const TEXT: &[Pane] = &[Pane::Reader, Pane::Quotes];
const SIDE: &[Pane] = &[Pane::Quotes];
const DRAWER: &[Pane] = &[Pane::Drawer];

const fn row(
    command: Command,
    name: &'static str,
    chords: &'static [&'static str],
    help: &'static str,
    panes: &'static [Pane],
    group: Group,
) -> CommandLine {
    CommandLine { command, name, chords, help, panes, group }
}

/// The rows, in the order of the help screen.
pub fn table() -> &'static [CommandLine] {
    TABLE
}

/// The row of a command.
pub fn line_of(command: Command) -> Option<&'static CommandLine> {
    TABLE.iter().find(|l| l.command == command)
}

/// The row with a name.
pub fn by_name(name: &str) -> Option<&'static CommandLine> {
    TABLE.iter().find(|l| l.name == name)
}

static TABLE: &[CommandLine] = &[
    row(Command::Down, "down", &["j", "Down"], "down one line; a count goes further", ANY, Group::Move),
    row(Command::Up, "up", &["k", "Up"], "up one line", ANY, Group::Move),
    row(Command::Top, "top", &["g g", "Home"], "to the top; with a number, to that row", ANY, Group::Move),
    row(Command::Bottom, "bottom", &["G", "End"], "to the bottom; with a number, to that row", ANY, Group::Move),
    row(Command::HalfDown, "half-down", &["C-d"], "down half a page", ANY, Group::Move),
    row(Command::HalfUp, "half-up", &["C-u"], "up half a page", ANY, Group::Move),
    row(Command::PageDown, "page-down", &["C-f", "PgDn"], "down a page", ANY, Group::Move),
    row(Command::PageUp, "page-up", &["C-b", "b", "PgUp"], "up a page", ANY, Group::Move),
    row(
        Command::ReadOn,
        "read-on",
        &["Space"],
        "scroll the story; at its end mark it read and go to the next unread",
        ITEM,
        Group::Move,
    ),
    row(Command::Left, "left", &["h", "Left"], "to the pane on the left", ANY, Group::Panes),
    row(Command::Right, "right", &["l", "Right"], "to the pane on the right", ANY, Group::Panes),
    row(Command::NextPane, "next-pane", &["Tab"], "to the next pane", ANY, Group::Panes),
    row(Command::PreviousPane, "previous-pane", &["S-Tab"], "to the previous pane", ANY, Group::Panes),
    row(Command::GoList, "list", &["g l"], "to the list; once more: the story away", ANY, Group::Panes),
    row(Command::GoReader, "reader", &["g r"], "to the reader", ANY, Group::Panes),
    row(Command::GoQuotes, "quotes", &["g q"], "to the quotes", ANY, Group::Panes),
    row(Command::GoSources, "sources", &["g s"], "open or close the sources", ANY, Group::Panes),
    row(Command::ToggleQuotes, "toggle-quotes", &["\\"], "quotes on or off", ANY, Group::Panes),
    row(Command::Zen, "zen", &["Z"], "the story alone, or all panes", ANY, Group::Panes),
    row(Command::Narrower, "narrower", &["<"], "make the list narrower", ANY, Group::Panes),
    row(Command::Wider, "wider", &[">"], "make the list wider", ANY, Group::Panes),
    row(Command::Layout, "layout", &["L"], "the story below the list, or beside it again", ANY, Group::Panes),
    row(Command::Open, "open", &["Enter"], "open the item; that marks it read", LIST, Group::Items),
    row(Command::NextUnread, "next-unread", &["n"], "open the next unread item", ITEM, Group::Items),
    row(Command::PreviousUnread, "previous-unread", &["p"], "open the previous unread item", ITEM, Group::Items),
    row(Command::NextItem, "next-item", &["J"], "open the next item", ITEM, Group::Items),
    row(Command::PreviousItem, "previous-item", &["K"], "open the previous item", ITEM, Group::Items),
    row(Command::NextSource, "next-source", &["]"], "list the next source alone", ANY, Group::Items),
    row(Command::PreviousSource, "previous-source", &["["], "list the previous source alone", ANY, Group::Items),
    row(Command::Back, "back", &["C-o"], "back to the view before", ANY, Group::Items),
    row(Command::ThisSource, "this-source", &["*"], "list the source of this item alone", ITEM, Group::Items),
    row(Command::Fold, "fold", &["+"], "show or fold what stands under this row", LIST, Group::Items),
    row(Command::FoldAll, "fold-all", &["g +"], "one row for each copy, each story or each item", ANY, Group::Items),
    row(Command::NextQuote, "next-quote", &["}"], "to the next quote", ANY, Group::Quotes),
    row(Command::PreviousQuote, "previous-quote", &["{"], "to the previous quote", ANY, Group::Quotes),
    row(Command::JumpToQuote, "jump-to-quote", &["Enter"], "show the quote in the story", SIDE, Group::Quotes),
    row(
        Command::CopyQuote,
        "copy-quote",
        &["y q"],
        "copy the quote with speaker, role, source, day",
        ITEM,
        Group::Quotes,
    ),
    row(
        Command::CopyQuoteMarkdown,
        "copy-quote-markdown",
        &["y Q"],
        "copy the quote with its source as Markdown",
        ITEM,
        Group::Quotes,
    ),
    row(
        Command::CopyQuotes,
        "copy-quotes",
        &["y l"],
        "copy the quotes of what is selected, or listed of this story, as a list",
        ITEM,
        Group::Quotes,
    ),
    row(
        Command::CopyFlaggedQuotes,
        "copy-flagged-quotes",
        &["y f"],
        "copy the quotes of every flagged story as a list",
        ANY,
        Group::Quotes,
    ),
    row(Command::OnlySpeaker, "only-speaker", &["'"], "this speaker's quotes alone, or all again", ITEM, Group::Quotes),
    row(
        Command::LooseStrings,
        "loose-strings",
        &["\""],
        "list titles, names and terms between marks too, or not",
        ITEM,
        Group::Quotes,
    ),
    row(
        Command::SpeakerEverywhere,
        "speaker-everywhere",
        &["g Q"],
        "everything this speaker said in the cache, newest first",
        ITEM,
        Group::Quotes,
    ),
    row(Command::Flag, "flag", &["f"], "flag, or take the flag away; 3 f flags three", ITEM, Group::Triage),
    row(Command::FlagWith, "flag-with", &["F"], "flag with a label, and after // a note", ITEM, Group::Triage),
    row(Command::Spike, "spike", &["x"], "spike, or take off the spike", ITEM, Group::Triage),
    row(Command::SpikeStory, "spike-story", &["X"], "spike every item of the story; asks first", ITEM, Group::Triage),
    row(Command::Split, "split", &["-"], "take the item out of its story", ITEM, Group::Triage),
    row(Command::Join, "join", &["&"], "make the stories of the selected items one", ITEM, Group::Triage),
    row(Command::Hold, "hold", &["w"], "hold, or end the hold", ITEM, Group::Triage),
    row(
        Command::HoldUntil,
        "hold-until",
        &["W"],
        "hold until 18:30, 2h, 2026-05-04 09:00, revision, or embargo",
        ITEM,
        Group::Triage,
    ),
    row(Command::Use, "use", &["e"], "say that the copy was used, or take that back", ITEM, Group::Triage),
    row(Command::Claim, "claim", &["c"], "claim for yourself, or give the claim up", ITEM, Group::Triage),
    row(Command::Assign, "assign", &["C"], "claim for somebody, by name", ITEM, Group::Triage),
    row(Command::Tag, "tag", &["t"], "tag, one at a time; with - before it, take the tag off", ITEM, Group::Triage),
    row(Command::Note, "note", &["N"], "write a note", ITEM, Group::Triage),
    row(Command::ToggleRead, "toggle-read", &["m"], "mark read or unread", ITEM, Group::Triage),
    row(Command::MarkRead, "mark-read", &[], "mark read, whatever it was", ITEM, Group::Triage),
    row(Command::MarkUnread, "mark-unread", &[], "mark unread, whatever it was", ITEM, Group::Triage),
    row(Command::Unflag, "unflag", &[], "take the flag away", ITEM, Group::Triage),
    row(Command::Unspike, "unspike", &[], "take off the spike", ITEM, Group::Triage),
    row(Command::Unhold, "unhold", &[], "end the hold", ITEM, Group::Triage),
    row(Command::Unuse, "unuse", &[], "say that the copy was not used after all", ITEM, Group::Triage),
    row(Command::Release, "release", &[], "give the claim up", ITEM, Group::Triage),
    row(Command::ReadAll, "read-all", &["A"], "mark everything in this view read", ITEM, Group::Triage),
    row(Command::ReadAbove, "read-above", &["M"], "mark everything above the cursor read", ITEM, Group::Triage),
    row(Command::Undo, "undo", &["u"], "take back your last decision", ANY, Group::Triage),
    row(Command::Redo, "redo", &["U", "C-r"], "redo what was undone", ANY, Group::Triage),
    row(
        Command::SelectRange,
        "select",
        &["v"],
        "begin a range, or end it: verbs act on what is selected",
        ITEM,
        Group::Select,
    ),
    row(Command::SelectBy, "select-by", &["V"], "select what a query finds in this view", ITEM, Group::Select),
    row(Command::Search, "search", &["/"], "search the cache; in the reader, this story", ANY, Group::Find),
    row(Command::NextHit, "next-hit", &["C-n"], "to the next hit in the story", ITEM, Group::Find),
    row(Command::PreviousHit, "previous-hit", &["C-p"], "to the previous hit in the story", ITEM, Group::Find),
    row(Command::Filter, "filter", &["="], "narrow this view by a query", ANY, Group::Find),
    row(
        Command::Sort,
        "sort",
        &["s"],
        "next order: newest, oldest, priority, story size, growth; :sort has all",
        ITEM,
        Group::Find,
    ),
    row(Command::ShowHidden, "show-hidden", &["."], "show or hide what is read and spiked", ANY, Group::Find),
    row(
        Command::Drop,
        "drop",
        &["Esc"],
        "drop one level: popup, find, filter, view; then stop polling",
        ANY,
        Group::Find,
    ),
    row(Command::View, "view", &["g v"], "go to a view by its name", ANY, Group::Views),
    row(Command::ViewUnread, "view-unread", &["g u"], "list what is unread", ANY, Group::Views),
    row(Command::ViewAll, "view-all", &["g a"], "list everything", ANY, Group::Views),
    row(Command::ViewFlagged, "view-flagged", &["g f"], "list what is flagged", ANY, Group::Views),
    row(Command::ViewHeld, "view-held", &["g w"], "list what is held", ANY, Group::Views),
    row(Command::ViewSpiked, "view-spiked", &["g x"], "list what is spiked", ANY, Group::Views),
    row(Command::ViewUsed, "view-used", &["g e"], "list what was used", ANY, Group::Views),
    row(Command::ViewClaims, "view-claims", &["g c"], "list what you claimed", ANY, Group::Views),
    row(Command::ViewAgain, "view-again", &["g b"], "list what is to be looked at again, and why", ANY, Group::Views),
    row(Command::ViewCorrections, "view-corrections", &["g k"], "list corrections and kills", ANY, Group::Views),
    row(
        Command::ViewFailing,
        "view-failing",
        &["g o"],
        "sources that fail or have gone quiet, and why",
        ANY,
        Group::Views,
    ),
    row(Command::Report, "report", &["g H"], "hand-over of the last 6 hours; 8 g H for the last 8", ANY, Group::Views),
    row(Command::Beside, "same-story", &["g d"], "the same copy in other outlets, and its story", ITEM, Group::Views),
    row(
        Command::Alerts,
        "alerts",
        &["!"],
        "corrections and kills of copy acted on: list, open, acknowledge",
        ANY,
        Group::Views,
    ),
    row(Command::History, "history", &["g h"], "what was decided, by whom and when", ANY, Group::Views),
    row(
        Command::Diff,
        "diff",
        &["d"],
        "what the newest revision changed; 2 d holds it against revision 2",
        ITEM,
        Group::Inside,
    ),
    row(
        Command::FullText,
        "full-text",
        &["D"],
        "fetch the story from its page; then that or the copy of the wire",
        ITEM,
        Group::Inside,
    ),
    row(Command::Metadata, "metadata", &["i"], "everything known of the item", ITEM, Group::Inside),
    row(Command::AsReceived, "as-received", &["I"], "the copy as received, markup and all", ITEM, Group::Inside),
    row(Command::Folds, "folds", &["z"], "open or close the folded parts", TEXT, Group::Inside),
    row(Command::OpenInBrowser, "browser", &["o"], "open in the browser", ITEM, Group::Out),
    row(Command::OpenInBrowserAndRead, "browser-read", &["O"], "open in the browser and mark read", ITEM, Group::Out),
    row(Command::CopyLink, "copy-link", &["y y"], "copy the link", ITEM, Group::Out),
    row(Command::CopyHeadline, "copy-headline", &["y h"], "copy the headline", ITEM, Group::Out),
    row(Command::CopyText, "copy-text", &["y a"], "copy the text", ITEM, Group::Out),
    row(Command::CopyMarkdown, "copy-markdown", &["y m"], "copy as Markdown", ITEM, Group::Out),
    row(Command::LinkHints, "links", &[";"], "the links of the story, each with a number to open it", ITEM, Group::Out),
    row(Command::Save, "save", &["S"], "save to a file: .md .txt .json .ninjs; 3 S saves three", ITEM, Group::Out),
    row(Command::SendTo, "send-to", &["B"], "send to a target of the configuration", ITEM, Group::Out),
    row(Command::Pipe, "pipe", &["|"], "pipe to a program, without a shell", ITEM, Group::Out),
    row(
        Command::OpenWith,
        "open-with",
        &["g p"],
        "open the page with a program; & at its end runs it beside",
        ITEM,
        Group::Out,
    ),
    row(Command::PollThis, "poll", &["r"], "poll the source of this item", ANY, Group::Sources),
    row(Command::PollAll, "poll-all", &["R"], "poll every source", ANY, Group::Sources),
    row(Command::AddSource, "add-source", &["a"], "add a source", ANY, Group::Sources),
    row(Command::RemoveSource, "remove-source", &["d d"], "remove the source; asks first", DRAWER, Group::Sources),
    row(Command::EditSources, "edit-sources", &["E"], "edit the sources file, then read it anew", ANY, Group::Sources),
    row(Command::OnlyThisSource, "only-source", &["Enter"], "list this source alone", DRAWER, Group::Sources),
    row(
        Command::Demo,
        "demo",
        &["g D"],
        "start the demo wire: made-up copy, no network; again: back to your wire",
        ANY,
        Group::Sources,
    ),
    row(Command::Help, "help", &["?", "F1"], "this help; type to search it", ANY, Group::App),
    row(Command::Palette, "palette", &[":"], "run a command by its name", ANY, Group::App),
    row(Command::Reload, "reload", &["g R"], "read the configuration and the sources anew", ANY, Group::App),
    row(Command::Redraw, "redraw", &["C-l"], "draw the screen afresh", ANY, Group::App),
    row(Command::Suspend, "suspend", &["C-z"], "suspend to the shell", ANY, Group::App),
    row(Command::Close, "close", &["q"], "close, back, and at the last view quit", ANY, Group::App),
    row(Command::Quit, "quit", &["Q", "C-c"], "quit", ANY, Group::App),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_command_stands_in_the_table_once_and_under_one_name() {
        let names: BTreeSet<_> = table().iter().map(|l| l.name).collect();
        let commands: BTreeSet<_> = table().iter().map(|l| l.command).collect();
        assert_eq!((names.len(), commands.len()), (table().len(), table().len()));
        // Enum order is declaration order: the last one's place counts them.
        assert_eq!(commands.len(), Command::Quit as usize + 1);
    }

    #[test]
    fn every_row_says_what_it_does_and_can_be_reached() {
        // One key does and takes back; these are for keys of several commands, where only one of the two is meant.
        let by_name_alone = [
            Command::MarkRead,
            Command::MarkUnread,
            Command::Unflag,
            Command::Unspike,
            Command::Unhold,
            Command::Unuse,
            Command::Release,
        ];
        for line in table() {
            assert!(!line.help.is_empty() && !line.panes.is_empty(), "{}", line.name);
            assert!(by_name_alone.contains(&line.command) == line.chords.is_empty(), "{}", line.name);
            assert!(line.help.chars().count() <= 72, "{} is too long for the help screen", line.name);
        }
    }
}
