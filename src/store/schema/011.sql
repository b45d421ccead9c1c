-- The place of the last item of a source when it was said that the source has gone quiet.
ALTER TABLE source ADD COLUMN quiet INTEGER;
