-- How many items a copy has: an outlet that files it twice has two.
ALTER TABLE copy ADD COLUMN items INTEGER NOT NULL DEFAULT 2;
UPDATE copy SET items = (SELECT count(*) FROM item WHERE reprint = copy.id);
