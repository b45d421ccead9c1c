-- Where the same few words stand quoted: hashes of three words in a row, and the quotations that hold them. Of an item only the
-- quotations of its newest digested filing have any.
CREATE TABLE quote_print (
    print INTEGER NOT NULL,
    quote INTEGER NOT NULL,
    PRIMARY KEY (print, quote)
) WITHOUT ROWID;
