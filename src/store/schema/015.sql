-- One story under several names. `house` tells which sources are feeds of one outlet; `outlet` is the outlet's name where somebody
-- gave it one. `chain` is what the filings of one running story share, each of which has a guid of its own.
ALTER TABLE source ADD COLUMN outlet TEXT;
ALTER TABLE source ADD COLUMN house TEXT;
CREATE INDEX source_house ON source (house) WHERE house IS NOT NULL;
ALTER TABLE item ADD COLUMN chain INTEGER;
CREATE INDEX item_chain ON item (chain, revised) WHERE chain IS NOT NULL;

-- The sources and keys under which an item was filed, where there is more than one, with the fingerprint of what stood there last:
-- what a feed goes on showing is no news.
CREATE TABLE filed_as (
    source INTEGER NOT NULL,
    key TEXT NOT NULL,
    item INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    -- Whether the item stands under another feed of the outlet.
    away INTEGER NOT NULL,
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE INDEX filed_as_item ON filed_as (item);
CREATE INDEX filed_as_away ON filed_as (source, item) WHERE away = 1;
