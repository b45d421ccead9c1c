-- What somebody follows of a story: each item that comes into it asks, however large the story has grown.
CREATE INDEX item_followed ON item (story) WHERE acted_on IS NOT NULL AND spiked = 0;
