"""The tables that the search asks, and those of what it finds beside articles: the text of their documents."""

from __future__ import annotations

# FTS5 never folds đ, and by default not even ế: the view folds đ (one letter for one, so that places in the
# folded text are places in the original), the tokenizer folds the rest.
SEARCH = """
CREATE VIEW search_source AS
SELECT id,
       replace(replace(coalesce(title, ''), 'đ', 'd'), 'Đ', 'D') AS title,
       replace(replace(text, 'đ', 'd'), 'Đ', 'D') AS text,
       replace(replace(attachment_text, 'đ', 'd'), 'Đ', 'D') AS attachment_text
FROM articles;
CREATE VIRTUAL TABLE search USING fts5 (
    title, text, attachment_text,
    content = 'search_source', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_found AFTER INSERT ON articles BEGIN
    INSERT INTO search (rowid, title, text, attachment_text)
    SELECT id, title, text, attachment_text FROM search_source WHERE id = new.id;
END;
CREATE TRIGGER articles_lost AFTER DELETE ON articles BEGIN
    INSERT INTO search (search, rowid, title, text, attachment_text) VALUES (
        'delete', old.id,
        replace(replace(coalesce(old.title, ''), 'đ', 'd'), 'Đ', 'D'),
        replace(replace(old.text, 'đ', 'd'), 'Đ', 'D'),
        replace(replace(old.attachment_text, 'đ', 'd'), 'Đ', 'D'));
END;
"""

DOCUMENTS = """
CREATE TABLE documents (                 -- what the documents say that articles name, each content once
    sha256 TEXT PRIMARY KEY,             -- bare hex, as in attachments
    outcome TEXT NOT NULL,               -- read, empty (no text in it), unknown (a kind that is not read), unreadable, stopped (by a limit)
    detail TEXT,                         -- why it was not read, in words
    text TEXT NOT NULL DEFAULT '',       -- what it says
    title TEXT,                          -- as the file itself says
    author TEXT,                         -- as the file itself says
    created TEXT,                        -- when it was written, as the file itself says, in its own precision
    pages INTEGER,                       -- pages, slides or sheets, as far as the file tells
    repairs TEXT NOT NULL DEFAULT '[]',  -- JSON: what had to be mended or was left out, in words
    reader TEXT,                         -- which way it was read: the kind of document and the reader's version
    version INTEGER NOT NULL             -- of the readers; a later one reads it again
) STRICT;
CREATE TRIGGER articles_reworded AFTER UPDATE OF attachment_text ON articles
WHEN old.attachment_text <> new.attachment_text BEGIN
    INSERT INTO search (search, rowid, title, text, attachment_text) VALUES (
        'delete', old.id,
        replace(replace(coalesce(old.title, ''), 'đ', 'd'), 'Đ', 'D'),
        replace(replace(old.text, 'đ', 'd'), 'Đ', 'D'),
        replace(replace(old.attachment_text, 'đ', 'd'), 'Đ', 'D'));
    INSERT INTO search (rowid, title, text, attachment_text)
    SELECT id, title, text, attachment_text FROM search_source WHERE id = new.id;
END;
"""

# Contentless: the pairs of a text are made when it is written or taken out, and stand nowhere else.
SIDE_BY_SIDE = """
CREATE VIRTUAL TABLE search_pairs USING fts5 (
    title, text, attachment_text, content = '', tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);
CREATE TRIGGER articles_paired AFTER INSERT ON articles BEGIN
    INSERT INTO search_pairs (rowid, title, text, attachment_text)
    VALUES (new.id, side_by_side(new.title), side_by_side(new.text), side_by_side(new.attachment_text));
END;
CREATE TRIGGER articles_unpaired AFTER DELETE ON articles BEGIN
    INSERT INTO search_pairs (search_pairs, rowid, title, text, attachment_text)
    VALUES ('delete', old.id, side_by_side(old.title), side_by_side(old.text), side_by_side(old.attachment_text));
END;
CREATE TRIGGER articles_paired_anew AFTER UPDATE OF attachment_text ON articles
WHEN old.attachment_text <> new.attachment_text BEGIN
    INSERT INTO search_pairs (search_pairs, rowid, title, text, attachment_text)
    VALUES ('delete', old.id, side_by_side(old.title), side_by_side(old.text), side_by_side(old.attachment_text));
    INSERT INTO search_pairs (rowid, title, text, attachment_text)
    VALUES (new.id, side_by_side(new.title), side_by_side(new.text), side_by_side(new.attachment_text));
END;
"""
