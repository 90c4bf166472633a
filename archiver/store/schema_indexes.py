"""Indexes that came later, for questions that the reading room asks all day; without them whole tables are gone through."""

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
