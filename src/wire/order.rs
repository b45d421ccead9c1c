//! The orders of a list: by time, by one thing an index keeps, or by several keys one after another.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Anchor, Mark, Marks, Row, nearest};

/// Keys before time that an order has at most: more than these tell nothing apart that time does not.
const MOST: usize = 4;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// Highest priority first, then newest.
    Priority,
    /// Highest priority first, then oldest: what is urgent, in the order in which it came.
    PriorityOldest,
    /// Stories by the number of their items, then newest. Of items, newest first.
    Size,
    /// Stories by how fast they grow. Of items, newest first.
    Developing,
    /// By several keys, or by one of which no index is kept: see [`Keys`].
    Keys(Keys),
}

/// What a list is ordered by before time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Editorial priority, the highest first; copy without one last.
    Priority,
    /// The name of the source, from A to Z without regard to case and accents.
    Outlet,
    /// Who wrote it: the agency, or the source where none is named; as a row shows it.
    Agency,
    /// The length in words, the longest first.
    Words,
    /// The number of items of its story, the most first.
    Size,
    /// How fast its story grows, the fastest first.
    Developing,
    /// Whether it is killed: killed copy first, then what somebody says is killed whose word is not enough.
    Kills,
}

impl Key {
    const ALL: [(&'static str, Self); 7] = [
        ("priority", Self::Priority),
        ("outlet", Self::Outlet),
        ("agency", Self::Agency),
        ("words", Self::Words),
        ("size", Self::Size),
        ("developing", Self::Developing),
        ("kills", Self::Kills),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, key)| *key == self).map_or("", |(word, _)| word)
    }
}

/// The words of every key, as orders are written; `newest` and `oldest` are the last of an order.
pub const SORT_KEYS: [(&str, &str); 9] = [
    ("newest", "the newest first"),
    ("oldest", "the oldest first"),
    ("priority", "the highest priority first"),
    ("outlet", "by the name of the source"),
    ("agency", "by who wrote it, the agency or the outlet"),
    ("words", "the longest first"),
    ("size", "the largest story first"),
    ("developing", "the story that grows fastest first"),
    ("kills", "killed copy first"),
];

/// Keys one after another, each once, and time after all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    keys: [Option<Key>; MOST],
    oldest: bool,
}

/// What keys compare of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared<'a> {
    /// Editorial priority; 9 where there is none.
    pub priority: u8,
    /// The name of its source, as [`plain_letters`] writes it.
    pub outlet: Cow<'a, str>,
    /// Its agency, or else its source, as [`plain_letters`] writes it.
    pub agency: Cow<'a, str>,
    /// Its words.
    pub words: u32,
    /// The items of its story.
    pub items: u32,
    /// How hot its story is.
    pub heat: i64,
    /// As [`kill_rank`] has it.
    pub kill: u8,
}

/// What killed copy has in an order before other copy: 0 where the wire forbids its use, by its own marks or by those of another run
/// (`elsewhere`), 1 where somebody says that it is killed whose word is not enough, else 2.
pub fn kill_rank(marks: &Marks, elsewhere: bool) -> u8 {
    match elsewhere || marks.killed() {
        true => 0,
        false if marks.has(Mark::Unconfirmed) => 1,
        false => 2,
    }
}

/// A word in small letters and without accents: what is compared without regard to either.
pub fn plain_letters(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

impl Row {
    fn compared(&self) -> Compared<'_> {
        let outlet = plain_letters(&self.source);
        Compared {
            priority: self.priority.unwrap_or(9),
            agency: self.agency.as_deref().map_or_else(|| outlet.clone().into(), |name| plain_letters(name).into()),
            outlet: outlet.into(),
            words: self.words,
            items: self.story_items,
            heat: self.heat,
            kill: kill_rank(&self.marks, self.killed_elsewhere),
        }
    }
}

impl Keys {
    /// The keys, in their order.
    pub fn each(&self) -> impl Iterator<Item = Key> + '_ {
        self.keys.iter().flatten().copied()
    }

    /// Whether of two items that the keys do not tell apart the older comes first.
    pub fn oldest(&self) -> bool {
        self.oldest
    }

    /// Which comes first by the keys alone.
    pub fn compare(&self, a: &Compared<'_>, b: &Compared<'_>) -> Ordering {
        let by = |key| match key {
            Key::Priority => a.priority.cmp(&b.priority),
            Key::Outlet => a.outlet.cmp(&b.outlet),
            Key::Agency => a.agency.cmp(&b.agency),
            Key::Words => b.words.cmp(&a.words),
            Key::Size => b.items.cmp(&a.items),
            Key::Developing => b.heat.cmp(&a.heat),
            Key::Kills => a.kill.cmp(&b.kill),
        };
        self.each().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

impl Sort {
    /// Killed copy first, then newest.
    pub const KILLS: Self = Self::Keys(Keys { keys: [Some(Key::Kills), None, None, None], oldest: false });

    /// Reads an order: keys parted by commas, `-` or space, the first the weightiest, such as `priority, outlet, newest`. A key may be
    /// cut short. Time comes after all keys, the newest first where nothing is said.
    ///
    /// # Errors
    /// In words: a key that there is not, one that stands there twice or after time, or more than four before it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut keys = [None; MOST];
        let (mut n, mut time) = (0, None);
        let mut words = text.split([',', '-', ' ', '\t']).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            // The size of the story is called by both words where an order is shown.
            if word.eq_ignore_ascii_case("story") && words.peek().is_some_and(|next| next.eq_ignore_ascii_case("size"))
            {
                continue;
            }
            let known = known(word)?;
            if let Some(last) = time {
                return Err(format!("nothing can come after `{last}`: no two items are of the same time"));
            }
            let Some((_, key)) = Key::ALL.iter().find(|(name, _)| *name == known) else {
                time = Some(known);
                continue;
            };
            if keys.contains(&Some(*key)) {
                return Err(format!("`{known}` stands there twice"));
            }
            *keys.get_mut(n).ok_or_else(|| format!("an order has at most {MOST} keys before time"))? = Some(*key);
            n += 1;
        }
        if n == 0 && time.is_none() {
            return Err(format!("an order is {}", words_of_keys()));
        }
        Ok(Self::of(keys, time == Some("oldest")))
    }

    /// The order that an index keeps, where one does.
    fn of(keys: [Option<Key>; MOST], oldest: bool) -> Self {
        match (&keys, oldest) {
            ([None, ..], false) => Self::Newest,
            ([None, ..], true) => Self::Oldest,
            ([Some(Key::Priority), None, ..], false) => Self::Priority,
            ([Some(Key::Priority), None, ..], true) => Self::PriorityOldest,
            ([Some(Key::Size), None, ..], false) => Self::Size,
            ([Some(Key::Developing), None, ..], false) => Self::Developing,
            _ => Self::Keys(Keys { keys, oldest }),
        }
    }

    /// Whether stories are ordered by it, one row each, where rows can be folded.
    pub fn is_of_stories(self) -> bool {
        match self {
            Self::Size | Self::Developing => true,
            Self::Keys(keys) => keys.each().any(|key| matches!(key, Key::Size | Key::Developing)),
            _ => false,
        }
    }

    /// Whether of two items that its keys do not tell apart the older comes first.
    pub fn is_rising(self) -> bool {
        match self {
            Self::Oldest | Self::PriorityOldest => true,
            Self::Keys(keys) => keys.oldest,
            _ => false,
        }
    }

    /// The order of two rows; that of items breaks ties, so that it is total.
    pub fn compare(self, a: &Row, b: &Row) -> Ordering {
        let by_priority = || Anchor::of(a).priority.cmp(&Anchor::of(b).priority);
        let keys = match self {
            Self::Newest | Self::Oldest => Ordering::Equal,
            Self::Priority | Self::PriorityOldest => by_priority(),
            Self::Size => b.story_items.cmp(&a.story_items),
            Self::Developing => b.heat.cmp(&a.heat),
            Self::Keys(keys) => keys.compare(&a.compared(), &b.compared()),
        };
        let rising = (a.sort_at, a.slot, a.id).cmp(&(b.sort_at, b.slot, b.id));
        keys.then(if self.is_rising() { rising } else { rising.reverse() })
    }
}

/// The key of a word, or of the beginning of one.
fn known(word: &str) -> Result<&'static str, String> {
    let wanted = word.to_lowercase();
    if wanted == "growth" {
        return Ok("developing");
    }
    let names = || SORT_KEYS.into_iter().map(|(name, _)| name);
    names().find(|name| name.starts_with(&wanted)).ok_or_else(|| {
        let hint = nearest(word, names()).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        format!("nothing is ordered by `{word}`: an order is {}{hint}", words_of_keys())
    })
}

fn words_of_keys() -> String {
    let (last, all) = (SORT_KEYS.len() - 1, SORT_KEYS.map(|(name, _)| name));
    let first = all.get(..last).unwrap_or_default().join(", ");
    format!("{first} or {}, or several of them, as in `priority, outlet, newest`", all.last().unwrap_or(&""))
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest => f.write_str("newest"),
            Self::Oldest => f.write_str("oldest"),
            Self::Priority => f.write_str("priority"),
            Self::PriorityOldest => f.write_str("priority, oldest"),
            Self::Size => f.write_str("story size"),
            Self::Developing => f.write_str("developing"),
            Self::Keys(keys) => {
                keys.each().try_for_each(|key| write!(f, "{}, ", key.word()))?;
                f.write_str(if keys.oldest { "oldest" } else { "newest" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Sort::parse(text).map_or_else(|why| why, |sort| format!("{sort}"))
    }

    #[test]
    fn orders_are_read_as_they_are_written_and_cut_short() {
        for (text, is) in [
            ("newest", Sort::Newest),
            ("old", Sort::Oldest),
            ("priority", Sort::Priority),
            ("Priority, newest", Sort::Priority),
            ("priority-oldest", Sort::PriorityOldest),
            ("pri old", Sort::PriorityOldest),
            ("size", Sort::Size),
            ("dev,newest", Sort::Developing),
            ("growth", Sort::Developing),
        ] {
            assert_eq!(Sort::parse(text), Ok(is), "{text}");
        }
        for (word, _) in SORT_KEYS {
            let shown = read(word);
            assert_eq!(read(&shown), shown, "as the title shows it");
        }
        assert_eq!(read("Story size, outlet"), "size, outlet, newest");
        assert_eq!(read("priority,outlet,newest"), "priority, outlet, newest");
        assert_eq!(read("pri out"), "priority, outlet, newest");
        assert_eq!(read("agency words oldest"), "agency, words, oldest");
        assert_eq!(read(&read("size,outlet,oldest")), "size, outlet, oldest");
    }

    #[test]
    fn what_is_no_order_is_told_in_words() {
        assert!(read("outlt, newest").ends_with("did you mean `outlet`?"), "{}", read("outlt, newest"));
        assert_eq!(read("newest, outlet"), "nothing can come after `newest`: no two items are of the same time");
        assert_eq!(read("outlet, words, outlet"), "`outlet` stands there twice");
        assert_eq!(read("priority outlet agency words size"), "an order has at most 4 keys before time");
        assert!(read(" , ").starts_with("an order is newest, oldest"), "{}", read(" , "));
    }

    #[test]
    fn names_are_put_in_order_without_regard_to_case_and_accents() {
        let mut names = ["Zeta", "Échos", "alpha", "Eastern", "éclair"];
        names.sort_by_key(|name| plain_letters(name));
        assert_eq!(names, ["alpha", "Eastern", "Échos", "éclair", "Zeta"]);
    }
}
