"""The schema of archive.db, step by step; each step is a sentence about the archive.

Every row can be computed again from the WARC files. Times are ISO 8601 in UTC, digests `sha256:<hex>`.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("archiver")

_TABLES = """
CREATE TABLE crawls (
    id TEXT PRIMARY KEY,                 -- the UUID of the crawl's first warcinfo record
    site TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,                    -- null: still running, or cut off
    outcome TEXT,                        -- finished, stopped, failed
    profile_digest TEXT,
    software TEXT,
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    articles_new INTEGER NOT NULL DEFAULT 0,
    articles_changed INTEGER NOT NULL DEFAULT 0,
    articles_gone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE captures (
    id TEXT PRIMARY KEY,                 -- UUID of the WARC-Record-ID
    crawl_id TEXT,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,               -- the address under which spellings are compared
    method TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    media_type TEXT,
    size INTEGER NOT NULL,               -- of the payload, in bytes
    digest TEXT NOT NULL,
    warc_file TEXT NOT NULL,
    warc_offset INTEGER NOT NULL,
    warc_length INTEGER NOT NULL,
    revisit_of TEXT,                     -- the capture that holds the payload
    role TEXT,                           -- start, listing, item, page, file, image, requisite, robots
    referrer TEXT,                       -- the page that led here
    section TEXT,                        -- the section whose listing led here
    link_text TEXT,
    request_digest TEXT,                 -- of the request body, for POST
    truncated TEXT
) STRICT;
CREATE INDEX captures_by_key ON captures (url_key, fetched_at);
CREATE INDEX captures_by_digest ON captures (digest);
CREATE INDEX captures_by_place ON captures (warc_file, warc_offset);

CREATE TABLE drafts (
    digest TEXT PRIMARY KEY,             -- of the JSON
    json TEXT NOT NULL                   -- what one page said (archiver.model.Draft)
) STRICT;

CREATE TABLE observations (
    capture_id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    section TEXT,
    draft TEXT NOT NULL,                 -- drafts.digest
    wording TEXT NOT NULL DEFAULT '',    -- digest of title and body words: another wording is another version
    likeness TEXT                        -- equal for captures that may be one article under two addresses
) STRICT;
CREATE INDEX observations_by_key ON observations (url_key, fetched_at);
CREATE INDEX observations_by_likeness ON observations (likeness) WHERE likeness IS NOT NULL;

CREATE INDEX observations_by_draft ON observations (draft);

CREATE TABLE files (
    capture_id TEXT PRIMARY KEY,
    url_key TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    sha256 TEXT NOT NULL,                -- bare hex, of the bytes with content coding removed
    size INTEGER NOT NULL,               -- of the same bytes
    filename TEXT NOT NULL,
    media_type TEXT
) STRICT;
CREATE INDEX files_by_key ON files (url_key, fetched_at);

CREATE TABLE listed (
    url_key TEXT NOT NULL,               -- an address that a section's listing names
    section TEXT NOT NULL,
    fetched_at TEXT NOT NULL,            -- of the earliest capture of a listing that names it
    capture_id TEXT NOT NULL,
    link_text TEXT,
    PRIMARY KEY (url_key, section)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
    draft TEXT NOT NULL,                 -- drafts.digest
    url_key TEXT NOT NULL,               -- of a file that the draft names
    PRIMARY KEY (url_key, draft)
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,              -- from the key of the earliest address: the same after every rebuild
    url TEXT NOT NULL,
    title TEXT,
    lead TEXT,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    markdown TEXT NOT NULL,
    published TEXT,                      -- what the portal prints as publication, in its own precision; else null
    published_raw TEXT,
    author TEXT,
    source TEXT,
    section TEXT,
    language TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'document', 'page', 'gallery', 'video', 'audio')),
    document_number TEXT,
    issued TEXT,                         -- the date of the document itself
    status TEXT NOT NULL CHECK (status IN ('live', 'suspect', 'gone', 'moved')),
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    gone_at TEXT,
    version_count INTEGER NOT NULL,
    word_count INTEGER NOT NULL,
    capture_id TEXT NOT NULL,            -- where the present wording was first seen
    stage TEXT NOT NULL,                 -- the stage of extraction that found the body
    stages TEXT NOT NULL DEFAULT '{}',   -- JSON: field -> the stage that found it
    attachment_text TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX articles_by_section ON articles (section, published);
CREATE INDEX articles_by_published ON articles (published);
CREATE INDEX articles_by_first_seen ON articles (first_seen);

CREATE TABLE article_urls (
    url TEXT PRIMARY KEY,                -- a spelling that was really fetched
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    first_seen TEXT NOT NULL
) STRICT;
CREATE INDEX article_urls_by_article ON article_urls (article_id);

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,                -- over title and body words
    title TEXT,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    published TEXT,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    capture_id TEXT NOT NULL,
    UNIQUE (article_id, number)
) STRICT;

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    filename TEXT NOT NULL,
    media_type TEXT,
    size INTEGER,
    sha256 TEXT,                         -- bare hex; null: named by the page, never had
    text TEXT NOT NULL DEFAULT '',
    capture_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('document', 'image', 'audio', 'video')),
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL
) STRICT;
CREATE INDEX attachments_by_article ON attachments (article_id, position);
CREATE INDEX attachments_by_url ON attachments (url);
CREATE INDEX attachments_by_kind ON attachments (kind, sha256, url);

CREATE TABLE url_states (
    url TEXT PRIMARY KEY,
    state TEXT NOT NULL,                 -- archived, failed, skipped, queued
    reason TEXT,
    http_status INTEGER,
    last_tried TEXT
) STRICT;

CREATE TABLE sections (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    url TEXT,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE checks (
    id INTEGER PRIMARY KEY,
    checked_at TEXT NOT NULL,
    outcome TEXT NOT NULL,               -- whole, damaged
    files INTEGER NOT NULL,
    records INTEGER NOT NULL,
    findings TEXT NOT NULL DEFAULT '[]'  -- JSON
) STRICT;

CREATE TABLE events (
    id TEXT PRIMARY KEY,
    happened_at TEXT NOT NULL,
    type TEXT NOT NULL,
    agent TEXT NOT NULL,
    outcome TEXT,
    detail TEXT NOT NULL DEFAULT '{}'    -- JSON
) STRICT;

CREATE TABLE ingested (
    warc_file TEXT PRIMARY KEY,          -- how far each WARC file has been taken in
    offset INTEGER NOT NULL
) STRICT;
"""

# FTS5 never folds đ, and by default not even ế: the view folds đ (one letter for one, so that places in the
# folded text are places in the original), the tokenizer folds the rest.
_SEARCH = """
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


@migrations()
def m001_keep_what_the_captures_say(db: Database) -> None:
    """Captures lead to what their pages say, and that to articles, versions and attachments."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m002_find_with_or_without_accents(db: Database) -> None:
    """One index finds accented text by an unaccented question; stock SQLite can read it."""
    view, table, *triggers = _SEARCH.split("\nCREATE ")
    for statement in (view, *(f"CREATE {rest}" for rest in (table, *triggers))):
        db.execute(statement)


def schema_text() -> str:
    """The tables as SQL with a word on each column, for the reader of the archive's folder."""
    return f"{_TABLES.strip()}\n\n{_SEARCH.strip()}\n"
