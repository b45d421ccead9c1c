-- What somebody noted: few items, in which a search looks for words of the note.
CREATE INDEX item_note ON item (place) WHERE note IS NOT NULL;
