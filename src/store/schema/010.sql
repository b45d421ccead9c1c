-- Fields of the query language that few items have, or that one item in many has with this value: a list of them walks these
-- instead of the whole cache.
CREATE INDEX item_marks ON item (place) WHERE marks <> '';
CREATE INDEX item_urgent ON item (place) WHERE rank < 9;
CREATE INDEX item_tagged ON item (place) WHERE tags IS NOT NULL;
CREATE INDEX item_agency ON item (agency COLLATE NOCASE, place) WHERE agency IS NOT NULL;
