"""The tables of what a report tells of a crawl, and of what the portal's own lists let expect; documented as in schema.py."""

from __future__ import annotations

MORE = "more TEXT -- the words of a button that shows more of it by a script, which a crawl does not run; null: there is none"
REPORTED = """
CREATE TABLE outcomes (                  -- what became of the addresses of a crawl, by reason
    crawl_id TEXT NOT NULL,              -- crawls.id
    state TEXT NOT NULL,                 -- archived, failed, skipped
    reason TEXT NOT NULL,                -- in words, without figures that differ from address to address
    addresses INTEGER NOT NULL,          -- how many
    examples TEXT NOT NULL,              -- JSON: some of them
    PRIMARY KEY (crawl_id, state, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE list_entries (              -- what the portal's own lists name, and so expects to be had
    url_key TEXT NOT NULL,               -- the address under which spellings are compared
    source TEXT NOT NULL,                -- listing, feed, sitemap
    section TEXT NOT NULL,               -- of the list; empty: it belongs to none
    url TEXT NOT NULL,                   -- as the first list that names it spells it
    first_at TEXT NOT NULL,              -- the first capture of such a list that names it
    last_at TEXT NOT NULL,               -- the last such capture
    PRIMARY KEY (url_key, source, section)
) STRICT, WITHOUT ROWID;

CREATE TABLE list_totals (               -- how long a section's listing says that it is
    capture_id TEXT PRIMARY KEY,         -- the page of the listing that says so
    section TEXT NOT NULL,               -- whose listing it is
    fetched_at TEXT NOT NULL,            -- of the capture
    total INTEGER NOT NULL,              -- how many items it has at least
    exact INTEGER NOT NULL,              -- 1: the page prints the number; 0: it follows from the number of pages
    words TEXT NOT NULL                  -- what was read
) STRICT;
"""
