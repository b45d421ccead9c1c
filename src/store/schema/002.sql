-- What a shift is told by: what came or moved since a time, what was decided since, and when sources were out.
CREATE INDEX item_revised ON item (revised);
CREATE INDEX decision_at ON decision (at);

-- A time in which a source failed, from the first failing poll to the next good one; `ended` is NULL while it lasts.
CREATE TABLE outage (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    error TEXT NOT NULL
);
CREATE INDEX outage_lasting ON outage (source) WHERE ended IS NULL;
CREATE INDEX outage_ended ON outage (ended);
