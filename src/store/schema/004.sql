-- Items that come back. `held_for` says what a hold without a time waits for: 'revision' or 'embargo'. `back` is when an
-- item is to be looked at again, in milliseconds: 0 for at once, NULL for never. It follows from the columns beside it,
-- from `moved` and from the log, and is kept by the transactions that change these.
ALTER TABLE item ADD COLUMN held_for TEXT;
ALTER TABLE item ADD COLUMN back INTEGER;
CREATE INDEX item_back ON item (place, back) WHERE back IS NOT NULL;

-- What moved about an item that somebody follows, each thing once. `after` is the newest line of the log at that time: who
-- decides on the item later has seen it.
CREATE TABLE moved (
    item INTEGER NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    other INTEGER,
    after INTEGER NOT NULL,
    PRIMARY KEY (item, kind, what)
) WITHOUT ROWID;

INSERT INTO moved (item, kind, what, after)
    SELECT id, CASE WHEN wire & 1 THEN 'kill' WHEN wire & 2 THEN 'correction' ELSE 'revision' END, revision,
           (SELECT ifnull(max(n), 0) FROM decision)
    FROM item WHERE acted_on < revision AND spiked = 0;
UPDATE item SET back = 0 WHERE id IN (SELECT item FROM moved);
UPDATE item SET back = held_until WHERE back IS NULL AND held = 1 AND used = 0 AND spiked = 0;
