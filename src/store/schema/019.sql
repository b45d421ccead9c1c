-- Copy that runs for ever makes a large group: what one more run changes in it is found without looking at the others.
DROP INDEX item_reprint;
CREATE INDEX item_reprint ON item (reprint, source) WHERE reprint IS NOT NULL;
CREATE INDEX item_lead ON item (reprint, story) WHERE lead = 1 AND reprint IS NOT NULL;
CREATE INDEX item_grave ON item (reprint) WHERE wire <> 0;
