//! The rules of the desk: which verb may follow which, how a decision is undone, the query language.
