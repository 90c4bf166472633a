"""Indexes that came later, for questions that the reading room asks all day; without them very much is gone through."""

from __future__ import annotations

# Articles by facet, files by article and kind, crawls by their answers: all that is counted stands in the index.
COUNTED = """
DROP INDEX articles_by_section;
CREATE INDEX articles_by_section ON articles (section, published, author, kind, status, language, first_seen);
DROP INDEX attachments_by_article;
CREATE INDEX attachments_by_article ON attachments (article_id, position, kind);
DROP INDEX attachments_by_kind;
CREATE INDEX attachments_by_kind ON attachments (kind, sha256, url, first_seen);
CREATE INDEX captures_by_crawl ON captures (crawl_id, status, fetched_at);
"""

# The changes page and "since your last visit" ask for the last new wordings: nearly all versions are first ones.
REWORDED = """
CREATE INDEX versions_reworded ON versions (first_seen) WHERE number > 1;
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
