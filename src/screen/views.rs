//! Views of the cache: a query with a name, an order, and the way back.

use crate::wire::{Compare, Field, ItemId, LogEntry, Query, Sort, Term};

/// What the list shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct View {
    /// Its name in the title bar.
    pub name: String,
    /// What it lists.
    pub query: Query,
    /// A query typed on top of it, as text and as a tree.
    pub filter: Option<(String, Query)>,
    /// Whether read and spiked items are left out.
    pub hide: bool,
    /// What stands under one row.
    pub fold: Fold,
    /// In which order.
    pub sort: Sort,
    /// Whether its order is its own, and that of no other view.
    pub own_order: bool,
    /// What stands before the marks and the headline.
    pub columns: Vec<Column>,
}

/// A column of the list. Priority, marks and headline always stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// When it was filed.
    Time,
    /// Who wrote it: the agency, or the source where none is named.
    Agency,
    /// Which source ran it.
    Source,
    /// How many words it has.
    Words,
    /// The label of its flag.
    Label,
    /// Who claimed it.
    Claim,
}

impl Column {
    /// Every column with its word in the settings.
    pub const ALL: [(&'static str, Self); 6] = [
        ("time", Self::Time),
        ("agency", Self::Agency),
        ("source", Self::Source),
        ("words", Self::Words),
        ("label", Self::Label),
        ("claim", Self::Claim),
    ];

    /// The columns of a view that does not say otherwise.
    pub const USUAL: [Self; 2] = [Self::Time, Self::Agency];
}

/// What stands under one row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Fold {
    /// Each item has a row.
    #[default]
    Items,
    /// The runs of one copy.
    Copies,
    /// The items of one story.
    Stories,
}

/// A view that stands in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// What it lists, as a query is typed: read anew each time, so that `age:<6h` means now.
    pub query: String,
    /// In which order.
    pub sort: Sort,
    /// Whether read and spiked items are left out.
    pub unread: bool,
    /// What stands before the marks and the headline; the usual columns where there are none.
    pub columns: Vec<Column>,
    /// Whether the runs of one copy (`Some(false)`) or the items of a story (`Some(true)`) stand under one row.
    pub stories: Option<bool>,
}

/// Where the editor was in a view that was left.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Left {
    pub view: View,
    pub row: Option<crate::wire::Row>,
}

impl Left {
    /// The item under the cursor.
    pub fn id(&self) -> Option<ItemId> {
        self.row.as_ref().map(|r| r.id)
    }
}

fn state(word: &str) -> Query {
    Query::Term(Term::State(word.into()))
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

fn one_item(id: ItemId) -> Query {
    Query::Term(Term::Number(Field::Id, Compare::Equal, id.0))
}

/// The names of the views that always are there.
pub(crate) fn built_in_views() -> Vec<String> {
    View::built_in("").into_iter().map(|view| view.name).collect()
}

impl View {
    fn new(name: impl Into<String>, query: Query) -> Self {
        Self {
            name: name.into(),
            query,
            filter: None,
            hide: false,
            fold: Fold::Items,
            sort: Sort::default(),
            own_order: false,
            columns: Column::USUAL.to_vec(),
        }
    }

    /// A view from the settings, with its query read.
    pub fn saved(saved: &SavedView, query: Query) -> Self {
        let fold = match saved.stories {
            None => Fold::Items,
            Some(false) => Fold::Copies,
            Some(true) => Fold::Stories,
        };
        let columns = if saved.columns.is_empty() { Column::USUAL.to_vec() } else { saved.columns.clone() };
        let new = Self::new(saved.name.clone(), query);
        Self { hide: saved.unread, fold, sort: saved.sort, own_order: true, columns, ..new }
    }

    /// The view as a sentence names it: its name, and by what it is filtered.
    pub fn in_words(&self) -> String {
        let filter = self.filter.as_ref().map_or(String::new(), |(text, _)| format!(" filtered by “{text}”"));
        format!("“{}”{filter}", self.name)
    }

    /// The views that always are there: their names, and what the cache keeps count of for each.
    pub fn built_in(who: &str) -> Vec<Self> {
        let state = |name: &str, word: &str| Self::in_state(name, word);
        vec![
            Self::unread(),
            Self::all(),
            Self::again(),
            Self::alerts(),
            state("flagged", "flagged"),
            state("held", "held"),
            state("used", "used"),
            state("spiked", "spiked"),
            Self::claimed_by(who),
            Self::corrections(),
        ]
    }

    /// What nobody has read or spiked.
    pub fn unread() -> Self {
        Self { hide: true, fold: Fold::Copies, ..Self::new("unread", Query::All) }
    }

    /// Everything.
    pub fn all() -> Self {
        Self { fold: Fold::Copies, ..Self::new("all", Query::All) }
    }

    /// What is in a state, by the word of the query language.
    pub fn in_state(name: &str, word: &str) -> Self {
        Self::new(name, state(word))
    }

    /// What somebody claimed.
    pub fn claimed_by(who: &str) -> Self {
        Self::new("my claims", Query::Term(Term::Is(Field::Claimed, who.into())))
    }

    /// What was corrected or killed after somebody acted on it, and is not acknowledged; what is killed first.
    pub fn alerts() -> Self {
        Self { sort: Sort::KILLS, own_order: true, ..Self::in_state("to acknowledge", "alert") }
    }

    /// What is to be looked at again.
    pub fn again() -> Self {
        Self::in_state("to look at again", "again")
    }

    /// Whether it lists what is to be looked at again, so that each row says why.
    pub fn says_why(&self) -> bool {
        self.query == state("again")
    }

    /// Copy that the wire corrected or killed.
    pub fn corrections() -> Self {
        Self::new("corrections and kills", Query::Or(vec![state("corrected"), state("killed")]))
    }

    /// One source, by its name.
    pub fn source(name: &str, hide: bool) -> Self {
        Self { hide, ..Self::new(name, Query::Term(Term::Is(Field::Source, name.into()))) }
    }

    /// One item.
    pub fn item(id: ItemId) -> Self {
        Self::new(format!("item {id}"), one_item(id))
    }

    /// What a decision was about, as far as its line of the log names it: its name says so.
    pub fn decided(entry: &LogEntry) -> Self {
        let (named, all) = (entry.items.len(), entry.count);
        let of = if named < all { format!(", {named} of {all} items") } else { String::new() };
        let items = entry.items.iter().copied().map(one_item).collect();
        Self::new(format!("decision {}{of}", entry.of.unwrap_or(entry.n)), Query::Or(items))
    }

    /// Every item of a story.
    pub fn story(number: i64) -> Self {
        Self::new(format!("story {number}"), Query::Term(Term::Number(Field::Story, Compare::Equal, number)))
    }

    /// What was searched for.
    pub fn search(text: &str, query: Query) -> Self {
        Self::new(format!("search {text}"), query)
    }

    /// What stands under one row: orders of stories list stories, and a query typed on top of copies lists items, so that nothing
    /// that matches hides behind something that does not. Of a story the newest match is seen.
    pub fn folding(&self) -> Fold {
        match self.fold {
            Fold::Copies if self.filter.is_some() => Fold::Items,
            Fold::Copies if self.sort.is_of_stories() => Fold::Stories,
            fold => fold,
        }
    }

    /// Whether it lists but a part of the cache.
    pub fn narrows(&self) -> bool {
        self.query != Query::All || self.filter.is_some()
    }

    /// The next folding round.
    pub fn next_fold(&self) -> Fold {
        match self.fold {
            Fold::Copies => Fold::Stories,
            Fold::Stories => Fold::Items,
            // A query typed on top lists items where copies are folded.
            Fold::Items if self.filter.is_some() => Fold::Stories,
            Fold::Items => Fold::Copies,
        }
    }

    /// Every item of the view, also what is folded away in the list.
    pub fn every(&self) -> Query {
        Self { fold: Fold::Items, ..self.clone() }.whole()
    }

    /// The whole of what it lists.
    pub fn whole(&self) -> Query {
        let mut parts = Vec::new();
        if self.query != Query::All {
            parts.push(self.query.clone());
        }
        parts.extend(self.filter.iter().map(|(_, query)| query.clone()));
        match self.folding() {
            Fold::Items => {}
            Fold::Copies => parts.push(state("lead")),
            Fold::Stories => parts.push(state("story")),
        }
        if self.hide {
            parts.extend([state("unread"), not(state("spiked"))]);
        }
        match parts.len() {
            0 => Query::All,
            1 => parts.remove(0),
            _ => Query::And(parts),
        }
    }

    /// The rows that also are `so`, other than the one of the story at hand: there, where stories are listed, another item may be so.
    pub fn others(&self, so: Query, story: Option<i64>) -> Query {
        let mut parts = match self.whole() {
            Query::All => Vec::new(),
            Query::And(parts) => parts,
            one => vec![one],
        };
        parts.push(so);
        let here = story.filter(|_| self.folding() == Fold::Stories).map(|n| Self::story(n).query);
        parts.extend(here.map(not));
        Query::And(parts)
    }

    /// The order of its rows: stories can only be ordered where they are folded.
    pub fn order(&self) -> Sort {
        match self.sort {
            Sort::Size | Sort::Developing if self.folding() == Fold::Items => Sort::Newest,
            sort => sort,
        }
    }

    /// The next order round.
    pub fn next_sort(&self) -> Sort {
        match self.sort {
            Sort::Newest => Sort::Oldest,
            Sort::Oldest => Sort::Priority,
            // Stories can only be ordered where stories are folded at all.
            Sort::Priority | Sort::PriorityOldest if self.folding() != Fold::Items => Sort::Size,
            Sort::Size => Sort::Developing,
            Sort::Priority | Sort::PriorityOldest | Sort::Developing | Sort::Keys(_) => Sort::Newest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::print;

    #[test]
    fn what_else_is_asked_of_a_list_of_stories_is_asked_of_its_other_stories() {
        let others = |fold| print(&View { fold, ..View::unread() }.others(state("untriaged"), Some(4)));
        assert_eq!(others(Fold::Stories), "is:story is:unread -is:spiked is:untriaged -story:4");
        assert_eq!(others(Fold::Copies), "is:lead is:unread -is:spiked is:untriaged");
    }
}
