-- The desk's own priority, in the place of the wire's in `rank`; NULL where the desk gave none.
ALTER TABLE item ADD COLUMN ranked INTEGER;
