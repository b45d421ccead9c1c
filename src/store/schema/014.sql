-- The story of an item's own page, fetched on request and kept beside what the wire sent; and how fetching it went.
CREATE TABLE fetched (
    item INTEGER PRIMARY KEY,
    by_source INTEGER NOT NULL,      -- 1: the source's setting asks for it, and it is shown first
    tried INTEGER NOT NULL,          -- when it was tried last (ms)
    tried_revision INTEGER NOT NULL, -- the item's newest revision then
    tries INTEGER NOT NULL,          -- how often in a row that failed
    why TEXT,                        -- why it failed last, in words; NULL where it did not
    at INTEGER,                      -- when the copy was fetched (ms); NULL where there is none, as all below
    revision INTEGER,                -- the item's newest revision then
    url TEXT,                        -- where it came from in the end
    cut INTEGER,                     -- 1: the page was not looked at to its end
    text_len INTEGER,                -- bytes of the text; the markup follows it
    copy BLOB                        -- text and markup, packed
);

-- Whether the source's own server was last reached on a private network: only then may its items' pages be.
ALTER TABLE source ADD COLUMN inside INTEGER NOT NULL DEFAULT 0;
