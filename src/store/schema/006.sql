-- The bytes of an item as received hold the same words as its copy. They may be packed against that: `body` is then the number of the
-- body without whose copy they cannot be unpacked.
ALTER TABLE raw ADD COLUMN body INTEGER;
