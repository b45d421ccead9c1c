-- Copy that was filed again: few items, among which one is asked for by the number of its revision.
CREATE INDEX item_refiled ON item (place, revision) WHERE revision > 1;
