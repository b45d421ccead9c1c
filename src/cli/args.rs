//! The command line's grammar. Help, man page and completions are made from it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::wire::{SORT_KEYS, Sort};

/// A copytaster's desk in a terminal: incoming agency copy in three panes, with its quotes, triaged from the keyboard.
#[derive(Debug, Parser)]
#[command(name = "copytaster", version, about, disable_help_subcommand = true, infer_subcommands = false)]
pub struct Arguments {
    /// Settings that hold for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; without one the screen opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Settings that hold for every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Read the configuration from FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read the list of sources from FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub sources: Option<PathBuf>,
    /// Keep the cache in FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub cache: Option<PathBuf>,
    /// The screen line by line, for screen readers: the same keys, no picture and no escape sequences
    #[arg(long, global = true)]
    pub plain: bool,
    /// Never touch the network
    #[arg(long, global = true)]
    pub offline: bool,
    /// Say less
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Write more into the log (twice: even more)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Poll the sources that are due, and exit when all is committed
    Poll(Poll),
    /// Subscribe to feeds, or to the feed that a page announces
    Add {
        /// Addresses of feeds or pages
        #[arg(required = true, value_name = "URL")]
        urls: Vec<String>,
        /// The name to list it under (with one address only)
        #[arg(long)]
        name: Option<String>,
        /// A tag; may be given more than once
        #[arg(long = "tag", value_name = "TAG")]
        tags: Vec<String>,
    },
    /// End a subscription; the copy it brought stays in the cache
    Remove {
        /// Names, numbers or addresses of sources
        #[arg(required = true, value_name = "SOURCE")]
        named: Vec<String>,
    },
    /// List the sources with their health
    Sources(Format),
    /// List items, newest first
    List {
        /// At most N items; all of them without it
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        /// In which order: keys parted by commas, the first the weightiest, as in priority,outlet,newest
        #[arg(long, value_parser = OrderParser, default_value = "newest", value_name = "ORDER")]
        sort: Sort,
        #[command(flatten)]
        format: Format,
        /// Which items, in the query language of the screen; every item without it. After `--` it may begin with `-`
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
    },
    /// Show one item
    Show(Show),
    /// Flag items for follow-up
    Flag {
        #[command(flatten)]
        items: Items,
        /// A label, such as a desk or a topic
        #[arg(long)]
        label: Option<String>,
        /// A note, set together with the flag
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Take the flag from items
    Unflag(Items),
    /// Hold items, until a time, a revision or the end of their embargo if that is given
    Hold {
        #[command(flatten)]
        items: Items,
        /// Until when: `14:30`, `2h`, `1d`, `tomorrow 9:00`, `mon 9:00`, `2026-11-24 09:00`, `revision`, `embargo`; until
        /// released without it
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
    },
    /// End the hold of items
    Unhold(Items),
    /// Say that items were used
    Use(Items),
    /// Take that back
    Unuse(Items),
    /// Put items on the spike
    Spike(Items),
    /// Take items off the spike
    Unspike(Items),
    /// Claim items for yourself
    Claim(Items),
    /// Claim items for somebody, by name, whoever had them before
    Assign {
        /// Whose they are from now on
        #[arg(long = "to", value_name = "NAME")]
        name: String,
        #[command(flatten)]
        items: Items,
    },
    /// Give up the claim on items
    Release(Items),
    /// Mark items as read
    Read(Items),
    /// Mark items as unread
    Unread(Items),
    /// Set the note of items; an empty text takes it away
    Note {
        #[command(flatten)]
        items: Items,
        /// The text of the note
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Add a tag to items
    Tag {
        /// The tag
        #[arg(long = "as", value_name = "TAG")]
        tag: String,
        #[command(flatten)]
        items: Items,
    },
    /// Take a tag from items
    Untag {
        /// The tag
        #[arg(long = "as", value_name = "TAG")]
        tag: String,
        #[command(flatten)]
        items: Items,
    },
    /// Acknowledge the correction or kill of items that somebody acted on (`list is:alert` shows them)
    Ack(Items),
    /// Take items out of their story; those named together are one story of their own
    Split(Items),
    /// Make the stories of items one with the story of another item
    Join {
        #[command(flatten)]
        items: Items,
        /// The item whose story takes them in
        #[arg(long, value_name = "ID")]
        with: String,
    },
    /// Take back your last N decisions
    Undo {
        /// How many
        #[arg(default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,
    },
    /// Do the last N undone decisions again
    Redo {
        /// How many
        #[arg(default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,
    },
    /// Show the decision log, newest first
    Log {
        /// At most N lines; all of them without it
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        #[command(flatten)]
        format: Format,
    },
    /// Hand over a shift: what came in, what was decided, what is open, what failed
    Report(Report),
    /// List the rules of the desk, or try them on what came in
    Rules {
        /// What to do with them
        #[command(subcommand)]
        asked: RulesAsked,
    },
    /// List quotations: of the cache, or of stories given as JSON Lines
    Quotes {
        /// Only those of speakers with NAME in their name; its last word may be cut short
        #[arg(long, value_name = "NAME", conflicts_with = "jsonl")]
        speaker: Option<String>,
        /// Read stories `{"id","text"}` as JSON Lines from FILE or standard input, and touch no cache
        #[arg(long)]
        jsonl: bool,
        #[command(flatten)]
        format: Format,
        /// Which items (or, with --jsonl, the file)
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
    },
    /// Take over subscriptions from a file
    Import {
        /// The file's format
        format: ImportFormat,
        /// The file; `-` is standard input
        file: PathBuf,
    },
    /// Write subscriptions or items to standard output
    Export {
        /// What to write
        format: ExportFormat,
        #[command(flatten)]
        shape: Format,
        /// Which items; every item without it
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
    },
    /// Try everything on a made-up wire, with no network and no set-up
    Demo {
        /// Poll once, print how many items came, and exit without a screen
        #[arg(long)]
        check: bool,
    },
    /// Check configuration, sources, cache, terminal and certificates, and say how to mend each
    Doctor {
        /// Make a damaged cache anew of what can be read of it; the damaged file is kept
        #[arg(long)]
        repair: bool,
    },
    /// Read an article's web page from FILE or standard input and print the story on it as JSON
    Extract {
        /// The file; `-` or nothing is standard input
        file: Option<PathBuf>,
        /// The address it came from, against which links are resolved
        #[arg(long)]
        url: Option<String>,
    },
    /// Read a feed from FILE or standard input and print what is in it as JSON
    Parse {
        /// The file; `-` or nothing is standard input
        file: Option<PathBuf>,
        /// The address it came from, against which links are resolved
        #[arg(long)]
        url: Option<String>,
        /// The Content-Type it came with
        #[arg(long, value_name = "CT")]
        content_type: Option<String>,
    },
    /// Say which items given as JSON Lines are one story, and which are the same copy
    Stories {
        /// Read items `{"id","title","text","published","source"}` in order of arrival as JSON Lines, and touch no cache
        #[arg(long)]
        jsonl: bool,
        /// The file; `-` or nothing is standard input
        file: Option<PathBuf>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page in roff
    Man,
}

/// How to print.
#[derive(Debug, Clone, Copy, Args)]
pub struct Format {
    /// Print JSON Lines
    #[arg(long)]
    pub json: bool,
}

/// `poll`.
#[derive(Debug, Args)]
pub struct Poll {
    /// Every source, due or not
    #[arg(long)]
    pub all: bool,
    /// Stay, as the poller of this cache
    #[arg(long)]
    pub watch: bool,
    #[command(flatten)]
    pub format: Format,
}

/// Which items a verb is for.
#[derive(Debug, Clone, Args)]
pub struct Items {
    /// Numbers of items
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
}

/// `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The item's number
    pub id: String,
    #[command(flatten)]
    pub shape: Shape,
    /// A revision other than the newest
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub revision: Option<u32>,
    /// With --diff: the revision to hold it against; the one before without it
    #[arg(long, value_name = "N", requires = "diff", value_parser = clap::value_parser!(u32).range(1..))]
    pub against: Option<u32>,
    /// Show killed copy all the same: as text on a terminal and as Markdown it is refused
    #[arg(long)]
    pub anyway: bool,
}

/// In which shape `show` prints.
#[derive(Debug, Clone, Copy, Args)]
#[group(multiple = false)]
pub struct Shape {
    /// As text (the default)
    #[arg(long)]
    pub text: bool,
    /// As Markdown
    #[arg(long)]
    pub markdown: bool,
    /// As one line of JSON
    #[arg(long)]
    pub json: bool,
    /// The bytes as received
    #[arg(long)]
    pub raw: bool,
    /// What the newest revision changed
    #[arg(long)]
    pub diff: bool,
}

/// `rules`.
#[derive(Debug, Subcommand)]
pub enum RulesAsked {
    /// List them
    List(Format),
    /// Show what they would have done; nothing is changed and nobody is alerted
    Test {
        /// On what came in since: `2d` ago, `09:00`, `2026-11-20`, `yesterday`
        #[arg(long, value_name = "TIME", default_value = "2d")]
        since: String,
        /// Only the rule with this name
        #[arg(value_name = "RULE")]
        name: Option<String>,
        #[command(flatten)]
        format: Format,
    },
}

/// `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// When the shift began: `6h` ago, `09:00`, `2026-11-20`, `yesterday`
    #[arg(long, value_name = "TIME", default_value = "6h")]
    pub since: String,
    /// Print one line of JSON
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// Print Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Formats that subscriptions can be taken from.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ImportFormat {
    /// OPML, as most readers export it
    Opml,
    /// newsboat's `urls` file
    Newsboat,
}

/// Reads the order of `list`, and offers its keys to the shell's completion.
#[derive(Debug, Clone)]
struct OrderParser;

impl clap::builder::TypedValueParser for OrderParser {
    type Value = Sort;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let read = |text: &str| Sort::parse(text);
        clap::builder::TypedValueParser::parse_ref(
            &clap::builder::StringValueParser::new().try_map(move |text| read(&text)),
            command,
            arg,
            value,
        )
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = clap::builder::PossibleValue> + '_>> {
        let key = |(word, help): (&'static str, &'static str)| clap::builder::PossibleValue::new(word).help(help);
        Some(Box::new(SORT_KEYS.into_iter().map(key)))
    }
}

/// What `export` can write.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportFormat {
    /// The subscriptions as OPML
    Opml,
    /// Items as Markdown
    Markdown,
    /// Items as JSON Lines
    Json,
    /// Items as ninjs objects, one a line
    Ninjs,
    /// Items as plain text
    Text,
    /// The quotations of items as a list in Markdown, or with --json as JSON Lines
    Quotes,
}
