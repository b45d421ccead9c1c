-- What an editor must be told: copy that somebody acted on was corrected or killed. `item.alerted` is the number of the newest
-- alert of an item, `item.acked` that of the last one acknowledged (folded from the log as the rest of a verdict is).
ALTER TABLE item ADD COLUMN alerted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN acked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX item_alert ON item (place) WHERE alerted > acked;

-- `by` is the item whose filing says so: the copy itself, or a reprint of it.
CREATE TABLE alert (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    item INTEGER NOT NULL,
    by INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    headline TEXT NOT NULL
);
CREATE UNIQUE INDEX alert_item ON alert (item, by, revision);
CREATE INDEX alert_at ON alert (at);

INSERT INTO tally (what, n) VALUES ('alert', 0);
