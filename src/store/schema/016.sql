-- Notices that kill, withdraw or correct copy without filing it again, and the items they are about; where it is not sure about
-- which, `sure` is 0 for each that may be meant, and a notice about nothing that is known has one line without an item.
CREATE TABLE notice (
    notice INTEGER NOT NULL,
    item INTEGER NOT NULL,
    sure INTEGER NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (notice, item)
) WITHOUT ROWID;
CREATE INDEX notice_item ON notice (item);

-- Every name an agency goes under, in small letters, and the one that is shown.
CREATE TABLE agency_name (
    word TEXT PRIMARY KEY,
    name TEXT NOT NULL
) WITHOUT ROWID;
