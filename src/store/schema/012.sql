-- How many items a line of the log changed, so that nobody needs to count them. Undo and redo have none of their own: they
-- name the line that they are of.
ALTER TABLE decision ADD COLUMN items INTEGER NOT NULL DEFAULT 0;
UPDATE decision SET items = (SELECT count(*) FROM decision_item AS x WHERE x.n = decision.n);
