-- What was repaired in the last delivery of a source, in words: a line for each thing, the first few.
ALTER TABLE source ADD COLUMN repairs TEXT NOT NULL DEFAULT '';
