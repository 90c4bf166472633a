"""The tables of what pages of one layout have in common, and of who is read by it; documented as in schema.py."""

from __future__ import annotations

READ_WITH = "read_with TEXT -- templates.digest by which its text was found; '': found by the page alone; null: told by name, which no template touches, or set_aside tells it"

TEMPLATES = """
CREATE TABLE templates (                 -- the layouts of pages whose text is told by its shape alone, and what the pages of each have in common
    host TEXT NOT NULL,                  -- of the pages
    number INTEGER NOT NULL,             -- from 1: the layouts of a host in the order in which their first pages were captured
    layout TEXT NOT NULL,                -- the names of the first page's parts in short, as in observations.template; who shares half of them is of this layout
    pages INTEGER NOT NULL,              -- how many it was learned from: the first capture of each address, 32 at most
    learned_from TEXT NOT NULL,          -- JSON: captures.id of these, the earliest first
    digest TEXT NOT NULL,                -- of what was learned; '': under three pages, and each is read alone
    traces BLOB NOT NULL,                -- what was learned: JSON, packed by zlib
    PRIMARY KEY (host, number)
) STRICT;
CREATE TABLE to_read (                   -- captures whose reading the end of the next ingest looks at
    capture_id TEXT PRIMARY KEY,         -- captures.id
    is_new INTEGER NOT NULL              -- 1: nobody has learned of it yet; 0: it is to be read again, by the template of its layout
) STRICT, WITHOUT ROWID;
"""
SET_ASIDE = """
CREATE TABLE set_aside (                 -- pages that look like lists to who reads them alone, and may be articles to who knows the others of their layout
    capture_id TEXT PRIMARY KEY,         -- captures.id
    url_key TEXT NOT NULL,               -- the address under which spellings are compared
    url TEXT NOT NULL,                   -- the address
    fetched_at TEXT NOT NULL,            -- of the capture
    template TEXT NOT NULL,              -- as in observations
    read_with TEXT NOT NULL              -- templates.digest by which it was read; '': alone
) STRICT, WITHOUT ROWID;
"""
TEMPLATES_TRIGGER = """CREATE TRIGGER observations_to_learn_of AFTER INSERT ON observations WHEN new.read_with IS NOT NULL
BEGIN INSERT OR IGNORE INTO to_read VALUES (new.capture_id, 1); END"""
# What an older program has read, by the page alone.
READ_ALONE = (
    "UPDATE observations SET read_with = '' WHERE draft IN (SELECT digest FROM drafts WHERE json_extract(json, '$.stage') = 'content')",
    "INSERT INTO to_read SELECT capture_id, 1 FROM observations WHERE read_with IS NOT NULL",
)
# What an older program has learned, which says less of each page.
LEARN_ANEW = (
    "DELETE FROM templates",
    "INSERT OR IGNORE INTO to_read SELECT capture_id, 1 FROM observations WHERE read_with IS NOT NULL",
)


def templates_text() -> str:
    """These tables as SQL with a word on each column."""
    return f"{TEMPLATES.strip()}\n{TEMPLATES_TRIGGER};\n{SET_ASIDE.strip()}"
