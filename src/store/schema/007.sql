-- Stories and reprints. `story` and `reprint` are named by the item that opened them and are NULL until the item is judged.
-- Where an editor put an item into another story, `judged` keeps what the program says. `lead` tells the item on top of the
-- same copy within one story: the others are folded under it.
ALTER TABLE item ADD COLUMN story INTEGER;
ALTER TABLE item ADD COLUMN reprint INTEGER;
ALTER TABLE item ADD COLUMN judged INTEGER;
ALTER TABLE item ADD COLUMN lead INTEGER NOT NULL DEFAULT 1;
CREATE INDEX item_story ON item (story, place) WHERE story IS NOT NULL;
CREATE INDEX item_reprint ON item (reprint) WHERE reprint IS NOT NULL;
CREATE INDEX item_judged ON item (judged) WHERE judged IS NOT NULL;

-- Copy that ran more than once, by its name.
CREATE TABLE copy (
    id INTEGER PRIMARY KEY,
    outlets INTEGER NOT NULL,
    killed INTEGER NOT NULL
);
CREATE INDEX copy_outlets ON copy (outlets);

-- Stories as lists show them: how many items, how many of them neither read nor spiked, the place and rank of the newest and
-- the gravest. `heat` is a time in seconds: that of its arrivals, each later one and each more of them raising it.
CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    items INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    place INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    heat REAL NOT NULL
);
CREATE INDEX story_place ON story (place);
CREATE INDEX story_unread ON story (place) WHERE unread > 0;
CREATE INDEX story_rank ON story (rank, place DESC);
CREATE INDEX story_items ON story (items, place) WHERE items > 1;
CREATE INDEX story_heat ON story (heat, place) WHERE items > 1;

-- What the judge remembers of the last items, and the items that wait for it.
CREATE TABLE print (
    item INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);
CREATE TABLE unjudged (
    item INTEGER PRIMARY KEY
);
INSERT INTO unjudged (item) SELECT id FROM item ORDER BY id DESC LIMIT 20000;

INSERT INTO tally (what, n) SELECT 'leads', n FROM tally WHERE what = 'items';
INSERT INTO tally (what, n) SELECT 'unread leads', n FROM tally WHERE what = 'unread';
