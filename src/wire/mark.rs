//! What the wire says of its own copy: alert levels, update numbers, corrections, kills.

use std::fmt;

/// One mark, read from headline, slug or body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Must not be used again: KILL, MANDATORY KILL.
    Kill,
    /// STORY WITHDRAWN, TAKEDOWN, ELIMINATION.
    Withdrawn,
    /// HOLD HOLD HOLD, WITHHELD: do not use until told.
    Hold,
    /// Somebody says that it is killed whose word is not enough; set by the cache.
    Unconfirmed,
    /// An error of substance was put right.
    Corrected,
    /// Not to be published before a time.
    Embargo,
    /// The highest alert.
    Flash,
    /// The second highest alert.
    Bulletin,
    /// A headline sent ahead of any copy.
    Alert,
    /// A headline sent ahead, in the British manner.
    Snap,
    /// BREAKING.
    Breaking,
    /// Urgent copy.
    Urgent,
    /// A minor error was put right and the copy filed again.
    Refile,
    /// Sent again unchanged.
    Repeat,
    /// A new filing that replaces the last: UPDATE 2.
    Update(u8),
    /// Several strands in one story: WRAPUP 3.
    Wrapup(u8),
    /// A new top for a running story: 2nd Lead, 3rd Ld-Writethru.
    Lede(u8),
    /// A note to editors and no copy.
    Advisory,
    /// The same words changed without any mark; set by the cache when it sees it.
    SilentEdit,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill => f.write_str("KILL"),
            Self::Withdrawn => f.write_str("WITHDRAWN"),
            Self::Hold => f.write_str("HOLD"),
            Self::Unconfirmed => f.write_str("UNCONFIRMED KILL"),
            Self::Corrected => f.write_str("CORRECTED"),
            Self::Embargo => f.write_str("EMBARGO"),
            Self::Flash => f.write_str("FLASH"),
            Self::Bulletin => f.write_str("BULLETIN"),
            Self::Alert => f.write_str("ALERT"),
            Self::Snap => f.write_str("SNAP"),
            Self::Breaking => f.write_str("BREAKING"),
            Self::Urgent => f.write_str("URGENT"),
            Self::Refile => f.write_str("REFILE"),
            Self::Repeat => f.write_str("REPEAT"),
            Self::Update(n) => write!(f, "UPDATE {n}"),
            Self::Wrapup(n) => write!(f, "WRAPUP {n}"),
            Self::Lede(n) => write!(f, "LEDE {n}"),
            Self::Advisory => f.write_str("ADVISORY"),
            Self::SilentEdit => f.write_str("SILENT EDIT"),
        }
    }
}

impl Mark {
    /// The mark that a word of [`Mark`]'s `Display` stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        let plain = [
            Self::Kill,
            Self::Withdrawn,
            Self::Hold,
            Self::Unconfirmed,
            Self::Corrected,
            Self::Embargo,
            Self::Flash,
            Self::Bulletin,
            Self::Alert,
            Self::Snap,
            Self::Breaking,
            Self::Urgent,
            Self::Refile,
            Self::Repeat,
            Self::Advisory,
            Self::SilentEdit,
        ];
        if let Some(mark) = plain.into_iter().find(|m| m.to_string() == word) {
            return Some(mark);
        }
        let (name, n) = word.rsplit_once(' ')?;
        let n = n.parse().ok()?;
        match name {
            "UPDATE" => Some(Self::Update(n)),
            "WRAPUP" => Some(Self::Wrapup(n)),
            "LEDE" => Some(Self::Lede(n)),
            _ => None,
        }
    }

    /// The short badge at the end of a row: `K`, `C`, `U2`.
    pub fn badge(self) -> Option<String> {
        match self {
            Self::Kill | Self::Withdrawn => Some("K".into()),
            Self::Hold => Some("H".into()),
            Self::Unconfirmed => Some("K?".into()),
            Self::Corrected => Some("C".into()),
            Self::Embargo => Some("E".into()),
            Self::Update(n) => Some(format!("U{n}")),
            Self::Wrapup(n) => Some(format!("W{n}")),
            Self::Lede(n) => Some(format!("L{n}")),
            Self::Refile => Some("R".into()),
            Self::Repeat => Some("RP".into()),
            Self::Advisory => Some("A".into()),
            _ => None,
        }
    }

    /// Whether the copy must not be used.
    pub fn forbids_use(self) -> bool {
        matches!(self, Self::Kill | Self::Withdrawn | Self::Hold)
    }
}

/// The marks of one filing, gravest first, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks(Vec<Mark>);

impl Marks {
    /// Sorts and dedupes.
    pub fn new(mut marks: Vec<Mark>) -> Self {
        marks.sort_unstable();
        marks.dedup();
        Self(marks)
    }

    /// Adds one.
    pub fn add(&mut self, mark: Mark) {
        if let Err(at) = self.0.binary_search(&mark) {
            self.0.insert(at, mark);
        }
    }

    /// The marks, gravest first.
    pub fn iter(&self) -> impl Iterator<Item = Mark> + '_ {
        self.0.iter().copied()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the mark is among them.
    pub fn has(&self, mark: Mark) -> bool {
        self.0.binary_search(&mark).is_ok()
    }

    /// Whether any of them forbids use (kill, withdrawn, hold).
    pub fn killed(&self) -> bool {
        self.iter().any(Mark::forbids_use)
    }

    /// As one string for the cache: words parted by commas.
    pub fn to_words(&self) -> String {
        self.iter().map(|m| m.to_string()).collect::<Vec<_>>().join(",")
    }

    /// From [`Marks::to_words`]; unknown words are dropped.
    pub fn from_words(words: &str) -> Self {
        Self::new(words.split(',').filter_map(Mark::from_word).collect())
    }

    /// The badge for a row: that of the gravest mark which has one.
    pub fn badge(&self) -> Option<String> {
        self.iter().find_map(Mark::badge)
    }

    /// The badge `S` of copy whose words changed without any mark. It stands beside that of the other marks, which the edit did not
    /// change; of killed copy nothing else matters.
    pub fn silent_badge(&self) -> Option<String> {
        (self.has(Mark::SilentEdit) && !self.killed()).then(|| "S".to_owned())
    }

    /// Both badges, for a line of words.
    pub fn badges(&self) -> Option<String> {
        let badges: Vec<String> = self.badge().into_iter().chain(self.silent_badge()).collect();
        (!badges.is_empty()).then(|| badges.join(" "))
    }
}

/// The editorial priority that marks imply: 1 flash and bulletin and kill, 2 alert, snap and breaking, 3 urgent and
/// corrections; `None` where they imply nothing.
pub fn priority_of(marks: &Marks) -> Option<u8> {
    marks
        .iter()
        .filter_map(|m| match m {
            Mark::Flash | Mark::Bulletin | Mark::Kill => Some(1),
            Mark::Alert | Mark::Snap | Mark::Breaking | Mark::Withdrawn | Mark::Hold => Some(2),
            Mark::Urgent | Mark::Corrected => Some(3),
            _ => None,
        })
        .min()
}
