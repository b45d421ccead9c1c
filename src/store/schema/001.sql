-- The first schema. Times are milliseconds since 1970, UTC. Ids of items are never given twice.
PRAGMA application_id = 0x63707473;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT
) WITHOUT ROWID;

-- Numbers that would otherwise need a scan. Kept in the transaction that changes them; `doctor` compares them with a recount.
CREATE TABLE tally (
    what TEXT PRIMARY KEY,
    n INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO tally (what, n) VALUES ('items', 0), ('unread', 0), ('flagged', 0), ('held', 0), ('used', 0), ('spiked', 0);

CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '',
    subscribed INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL DEFAULT 0,
    title TEXT,
    etag TEXT,
    last_modified TEXT,
    moved_to TEXT,
    state TEXT NOT NULL DEFAULT 'new',
    failures INTEGER NOT NULL DEFAULT 0,
    next_due INTEGER,
    last_polled INTEGER,
    last_good INTEGER,
    last_error TEXT,
    every_s INTEGER,
    defects INTEGER NOT NULL DEFAULT 0,
    items INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX source_url ON source (url);

-- What a list shows, and nothing more. `place` is the order of time: seconds of min(published, first seen), then six bits
-- that tell items of one second apart; it is the row's number in the full-text index too, so that a search comes newest first.
CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place INTEGER NOT NULL,
    source INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    spiked INTEGER NOT NULL DEFAULT 0,
    marked INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    acted_on INTEGER,
    held_until INTEGER,
    flagged TEXT,
    claimed_by TEXT,
    tags TEXT,
    note TEXT,
    revision INTEGER NOT NULL,
    words INTEGER NOT NULL,
    wire INTEGER NOT NULL,
    page INTEGER,
    published INTEGER,
    updated INTEGER,
    received INTEGER NOT NULL,
    revised INTEGER NOT NULL,
    embargo INTEGER,
    fingerprint INTEGER NOT NULL,
    version TEXT,
    headline TEXT NOT NULL,
    marks TEXT NOT NULL,
    agency TEXT,
    byline TEXT,
    dateline TEXT,
    slug TEXT,
    language TEXT,
    url TEXT,
    key TEXT NOT NULL
);
CREATE UNIQUE INDEX item_place ON item (place);
CREATE UNIQUE INDEX item_key ON item (source, key);
CREATE INDEX item_source ON item (source, place);
CREATE INDEX item_rank ON item (rank, place DESC);
CREATE INDEX item_page ON item (page) WHERE page IS NOT NULL;
CREATE INDEX item_unread ON item (place) WHERE read = 0 AND spiked = 0;
CREATE INDEX item_flagged ON item (place) WHERE flagged IS NOT NULL;
CREATE INDEX item_held ON item (place) WHERE held = 1;
CREATE INDEX item_used ON item (place) WHERE used = 1;
CREATE INDEX item_spiked ON item (place) WHERE spiked = 1;
CREATE INDEX item_claimed ON item (place) WHERE claimed_by IS NOT NULL;
CREATE INDEX item_wire ON item (place) WHERE wire <> 0;
CREATE INDEX item_acted ON item (place) WHERE acted_on IS NOT NULL;

-- Every filing of every item. The id is the item's, shifted by 16 bits, plus the revision. `copy` is text and markup, packed.
CREATE TABLE body (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    raw INTEGER,
    headline TEXT NOT NULL,
    fingerprint INTEGER NOT NULL,
    fields TEXT NOT NULL,
    text_len INTEGER NOT NULL,
    copy BLOB NOT NULL
);

-- The bytes as received, packed: the item's own element where it could be told, else the whole delivery.
CREATE TABLE raw (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    content_type TEXT,
    bytes BLOB NOT NULL
);

CREATE TABLE quote (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    rules INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    speaker_start INTEGER,
    speaker_end INTEGER,
    cue_start INTEGER,
    cue_end INTEGER,
    partial INTEGER NOT NULL,
    running INTEGER NOT NULL,
    words TEXT NOT NULL,
    speaker TEXT,
    canonical TEXT,
    role TEXT,
    cue TEXT
);
CREATE INDEX quote_item ON quote (item, revision);

-- Items whose newest filing is not in the full-text index yet. A search reads these itself.
CREATE TABLE todo (
    item INTEGER PRIMARY KEY
);

CREATE VIRTUAL TABLE search USING fts5 (
    headline, text, quote, speaker,
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);

-- The decision log. Lines are only ever added; `undone_by` notes which later line took this one back, and could be found anew
-- by reading the log from its start.
CREATE TABLE decision (
    n INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT,
    of INTEGER,
    undone_by INTEGER
);
CREATE INDEX decision_standing ON decision (n) WHERE of IS NULL AND undone_by IS NULL;
CREATE INDEX decision_undone ON decision (undone_by) WHERE undone_by IS NOT NULL;

CREATE TABLE decision_item (
    n INTEGER NOT NULL,
    item INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (n, item)
) WITHOUT ROWID;
CREATE INDEX decision_item_item ON decision_item (item);

-- What changed, for other processes on this cache: ranges of items, newest last; old lines are dropped.
CREATE TABLE change (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
);

CREATE TABLE lease (
    what TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
