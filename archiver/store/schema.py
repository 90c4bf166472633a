"""The tables of archive.db, with a word on each table and column: documentation, for people and for the reference.

Every row can be computed again from the WARC files. Times are ISO 8601 in UTC, digests `sha256:<hex>`.
"""

from __future__ import annotations

from archiver.store.schema_columns import LATER
from archiver.store.schema_indexes import COUNTED, REWORDED
from archiver.store.schema_relations import relations_text
from archiver.store.schema_reported import REPORTED
from archiver.store.schema_search import DOCUMENTS, SEARCH, SIDE_BY_SIDE
from archiver.store.schema_subjects import SUBJECTS
from archiver.store.schema_templates import templates_text
from archiver.store.schema_words import WORDS

TABLES = """
CREATE TABLE crawls (                    -- one pass over the portal, from its start to its end
    id TEXT PRIMARY KEY,                 -- a UUID; the metadata record of each capture names it
    site TEXT NOT NULL,                  -- the profile's name
    started_at TEXT NOT NULL,            -- when it began
    finished_at TEXT,                    -- null: still running, or cut off
    outcome TEXT,                        -- finished, stopped, failed
    profile_digest TEXT,                 -- of the profile's text
    software TEXT,                       -- name and version of the crawler
    requests INTEGER NOT NULL DEFAULT 0, -- answers that were recorded
    bytes INTEGER NOT NULL DEFAULT 0,    -- received, headers included
    articles_new INTEGER NOT NULL DEFAULT 0, -- articles first seen during this crawl
    articles_changed INTEGER NOT NULL DEFAULT 0, -- articles that got a further version
    articles_gone INTEGER NOT NULL DEFAULT 0 -- articles found gone from the portal
) STRICT;

CREATE TABLE captures (                  -- one HTTP exchange, and where its bytes stand in the WARC files
    id TEXT PRIMARY KEY,                 -- UUID of the WARC-Record-ID
    crawl_id TEXT,                       -- crawls.id
    url TEXT NOT NULL,                   -- the address as it was asked for
    url_key TEXT NOT NULL,               -- the address under which spellings are compared
    method TEXT NOT NULL,                -- GET or POST
    fetched_at TEXT NOT NULL,            -- when it was asked for
    status INTEGER NOT NULL,             -- the HTTP status
    media_type TEXT,                     -- as the server names it; null: it names none
    size INTEGER NOT NULL,               -- of the payload, in bytes
    digest TEXT NOT NULL,                -- of the payload, transfer coding removed, content coding kept
    warc_file TEXT NOT NULL,             -- the file under warc/
    warc_offset INTEGER NOT NULL,        -- where the record's gzip member begins, in bytes
    warc_length INTEGER NOT NULL,        -- the member's length, in bytes
    revisit_of TEXT,                     -- the capture that holds the payload
    role TEXT,                           -- start, listing, item, page, file, image, requisite, robots, saved
    referrer TEXT,                       -- the page that led here
    section TEXT,                        -- the section whose listing led here
    link_text TEXT,                      -- the words of the link that led here
    request_digest TEXT,                 -- of the request body, for POST
    truncated TEXT                       -- why the payload is not whole (length, time, disconnect); null: it is
) STRICT;
CREATE INDEX captures_by_key ON captures (url_key, fetched_at);
CREATE INDEX captures_by_digest ON captures (digest);
CREATE INDEX captures_by_place ON captures (warc_file, warc_offset);

CREATE TABLE drafts (                    -- what pages said, each wording once; articles are settled from it
    digest TEXT PRIMARY KEY,             -- of the JSON
    json TEXT NOT NULL                   -- what one page said (archiver.model.Draft)
) STRICT;

CREATE TABLE observations (              -- an article as one capture shows it
    capture_id TEXT PRIMARY KEY,         -- captures.id
    url TEXT NOT NULL,                   -- the address as it was asked for
    url_key TEXT NOT NULL,               -- the address under which spellings are compared
    fetched_at TEXT NOT NULL,            -- of the capture
    section TEXT,                        -- the section whose listing led here
    draft TEXT NOT NULL,                 -- drafts.digest
    wording TEXT NOT NULL DEFAULT '',    -- digest of title and body words: another wording is another version
    likeness TEXT                        -- equal for captures that may be one article under two addresses
) STRICT;
CREATE INDEX observations_by_key ON observations (url_key, fetched_at);
CREATE INDEX observations_by_likeness ON observations (likeness) WHERE likeness IS NOT NULL;

CREATE INDEX observations_by_draft ON observations (draft);

CREATE TABLE files (                     -- a file as one capture holds it, content coding removed
    capture_id TEXT PRIMARY KEY,         -- captures.id
    url_key TEXT NOT NULL,               -- the address under which spellings are compared
    fetched_at TEXT NOT NULL,            -- of the capture
    sha256 TEXT NOT NULL,                -- bare hex, of the bytes with content coding removed
    size INTEGER NOT NULL,               -- of the same bytes
    filename TEXT NOT NULL,              -- as the server or the address names it
    media_type TEXT                      -- as the server names it
) STRICT;
CREATE INDEX files_by_key ON files (url_key, fetched_at);

CREATE TABLE listed (                    -- what the sections' listings name
    url_key TEXT NOT NULL,               -- an address that a section's listing names
    section TEXT NOT NULL,               -- sections.name
    fetched_at TEXT NOT NULL,            -- of the earliest capture of a listing that names it
    capture_id TEXT NOT NULL,            -- that capture
    link_text TEXT,                      -- the words of the link there
    PRIMARY KEY (url_key, section)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (                  -- which drafts name which files
    draft TEXT NOT NULL,                 -- drafts.digest
    url_key TEXT NOT NULL,               -- of a file that the draft names
    PRIMARY KEY (url_key, draft)
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (                  -- one text of the portal, in its present wording
    id INTEGER PRIMARY KEY,              -- from the key of the earliest address: the same after every rebuild
    url TEXT NOT NULL,                   -- the address under which the portal has it now
    title TEXT,                          -- as the page prints it
    lead TEXT,                           -- the first paragraph that sums up the rest; null: none
    text TEXT NOT NULL,                  -- lead and body, without title, date line, byline and captions
    html TEXT NOT NULL,                  -- the body's markup, cleaned
    markdown TEXT NOT NULL,              -- the same body as Markdown
    published TEXT,                      -- what the portal prints as publication, in its own precision; else null
    published_raw TEXT,                  -- the date in the portal's own words
    author TEXT,                         -- as the page signs it
    source TEXT,                         -- where the portal says that it took the text from
    section TEXT,                        -- sections.name; null: no section lists it
    language TEXT,                       -- code of the text's language, as vi
    kind TEXT NOT NULL CHECK (kind IN ('article', 'document', 'page', 'gallery', 'video', 'audio')), -- what it is
    document_number TEXT,                -- as 37-CT/TW or 39/2015/QĐ-UBND
    issued TEXT,                         -- the date of the document itself
    status TEXT NOT NULL CHECK (status IN ('live', 'suspect', 'gone', 'moved')), -- whether the portal still has it
    first_seen TEXT NOT NULL,            -- the first capture that shows it
    last_seen TEXT NOT NULL,             -- the last capture that shows it
    gone_at TEXT,                        -- when it was found gone
    version_count INTEGER NOT NULL,      -- how many wordings it has had
    word_count INTEGER NOT NULL,         -- words of the text
    capture_id TEXT NOT NULL,            -- where the present wording was first seen
    stage TEXT NOT NULL,                 -- the stage of extraction that found the body
    stages TEXT NOT NULL DEFAULT '{}',   -- JSON: field -> the stage that found it
    attachment_text TEXT NOT NULL DEFAULT '' -- what its documents say, for the search
) STRICT;
CREATE INDEX articles_by_section ON articles (section, published);
CREATE INDEX articles_by_published ON articles (published);
CREATE INDEX articles_by_first_seen ON articles (first_seen);

CREATE TABLE article_urls (              -- every spelling under which an article was fetched
    url TEXT PRIMARY KEY,                -- a spelling that was really fetched
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id
    first_seen TEXT NOT NULL             -- the first capture under this spelling
) STRICT;
CREATE INDEX article_urls_by_article ON article_urls (article_id);

CREATE TABLE versions (                  -- every wording that an article has had at the portal
    id INTEGER PRIMARY KEY,              -- the same after every rebuild
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id
    number INTEGER NOT NULL,             -- from 1, the oldest first
    digest TEXT NOT NULL,                -- over title and body words
    title TEXT,                          -- as the page printed it
    text TEXT NOT NULL,                  -- lead and body, as in articles
    html TEXT NOT NULL,                  -- the body's markup, cleaned
    published TEXT,                      -- as in articles
    first_seen TEXT NOT NULL,            -- the first capture of this wording
    last_seen TEXT NOT NULL,             -- the last capture of this wording before another
    capture_id TEXT NOT NULL,            -- captures.id of the first
    UNIQUE (article_id, number)
) STRICT;

CREATE TABLE attachments (               -- a file that an article names, a row for each content that it has had
    id INTEGER PRIMARY KEY,              -- the same after every rebuild
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id
    position INTEGER NOT NULL,           -- in page order, from 1
    url TEXT NOT NULL,                   -- the file's address
    filename TEXT NOT NULL,              -- as the server or the address names it
    media_type TEXT,                     -- as the server names it
    size INTEGER,                        -- of the content, in bytes
    sha256 TEXT,                         -- bare hex; null: named by the page, never had
    text TEXT NOT NULL DEFAULT '',       -- what the document says
    capture_id TEXT,                     -- captures.id of the first with this content
    kind TEXT NOT NULL CHECK (kind IN ('document', 'image', 'audio', 'video')), -- what it is
    first_seen TEXT NOT NULL,            -- the first capture of this content, or of a page that names it
    last_seen TEXT NOT NULL              -- the last such capture
) STRICT;
CREATE INDEX attachments_by_article ON attachments (article_id, position);
CREATE INDEX attachments_by_url ON attachments (url);
CREATE INDEX attachments_by_kind ON attachments (kind, sha256, url);

CREATE TABLE url_states (                -- why each known address is or is not in the archive
    url TEXT PRIMARY KEY,                -- the address
    state TEXT NOT NULL,                 -- archived, failed, skipped, queued
    reason TEXT,                         -- in words
    http_status INTEGER,                 -- of the last answer
    last_tried TEXT                      -- null: never
) STRICT;

CREATE TABLE sections (                  -- the parts of the portal, as the profile names them
    name TEXT PRIMARY KEY,               -- the profile's name for it
    title TEXT NOT NULL,                 -- its title for readers
    url TEXT,                            -- its listing; null: found by the menu's words
    position INTEGER NOT NULL            -- in the profile's order, from 1
) STRICT;

CREATE TABLE checks (                    -- fixity checks of the record
    id INTEGER PRIMARY KEY,              -- from the UUID of the WARC record that tells of the check
    checked_at TEXT NOT NULL,            -- when
    outcome TEXT NOT NULL,               -- whole, damaged
    files INTEGER NOT NULL,              -- WARC files that were read
    records INTEGER NOT NULL,            -- WARC records that were read
    findings TEXT NOT NULL DEFAULT '[]'  -- JSON
) STRICT;

CREATE TABLE events (                    -- what happened to the archive
    id TEXT PRIMARY KEY,                 -- names the event
    happened_at TEXT NOT NULL,           -- when
    type TEXT NOT NULL,                  -- at the portal: unreadable, unread-document, suspect, gone, back, moved, redesign, mass-absence, robots-override; to the archive: crawl, import, fixity-check, repair, copy, rebuild, re-extraction, export, access, annotation, withdrawal
    agent TEXT NOT NULL,                 -- who or what did it
    outcome TEXT,                        -- how it ended
    detail TEXT NOT NULL DEFAULT '{}'    -- JSON
) STRICT;

CREATE TABLE ingested (                  -- how far the record has been taken in
    warc_file TEXT PRIMARY KEY,          -- `ledger`, or a file that was taken in to its end
    offset INTEGER NOT NULL              -- the number of the last capture that was taken in; of a file, its bytes
) STRICT;
"""

HOMES = """
CREATE TABLE homes (                     -- what the home page showed; an address that shows it too has nothing else to show
    capture_id TEXT PRIMARY KEY,         -- captures.id
    url_key TEXT NOT NULL,               -- the address under which spellings are compared
    face TEXT NOT NULL                   -- equal for pages that show the same to a reader
) STRICT;
CREATE INDEX homes_by_face ON homes (face);
CREATE VIEW shown AS                     -- the observations, without those of addresses that showed the home page instead
SELECT * FROM observations WHERE face IS NULL OR face NOT IN (SELECT face FROM homes);
"""

LEAVES = """
CREATE TABLE version_leaves (            -- the pages of a wording that the portal spreads over several; none of one that stands on one
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id
    number INTEGER NOT NULL,             -- versions.number
    leaf INTEGER NOT NULL,               -- which page, from 1
    capture_id TEXT NOT NULL,            -- captures.id of the page when the wording was first seen
    last_capture_id TEXT NOT NULL,       -- captures.id of the page from which the version's words are
    PRIMARY KEY (article_id, number, leaf)
) STRICT, WITHOUT ROWID;
CREATE INDEX observations_by_whole ON observations (whole) WHERE whole IS NOT NULL;
"""

REDIRECTS = """
CREATE TABLE redirects (                 -- where addresses led on to, so that the file at the end of the way is that of the link at its beginning
    capture_id TEXT PRIMARY KEY,         -- captures.id of the answer
    url_key TEXT NOT NULL,               -- the address that was asked for
    target_key TEXT NOT NULL             -- the one that the answer names
) STRICT;
CREATE INDEX redirects_by_url_key ON redirects (url_key, target_key);
CREATE INDEX redirects_by_target_key ON redirects (target_key, url_key);
"""

REVISITS = """
CREATE TABLE revisits (                  -- imported revisits: the record that holds the payload, as they name it
    capture_id TEXT PRIMARY KEY,         -- captures.id of the revisit
    refers_id TEXT,                      -- the record's own id; null: it is not named so
    refers_url TEXT,                     -- its address
    refers_at TEXT,                      -- its time
    refers_key TEXT                      -- the address under which spellings of refers_url are compared
) STRICT;
CREATE VIEW payloads AS                  -- the captures that hold their payload themselves
SELECT * FROM captures WHERE revisit_of IS NULL AND id NOT IN (SELECT capture_id FROM revisits);
"""


def schema_text() -> str:
    """The tables as SQL with a word on each column, for the reader of the archive's folder."""
    later = "\n".join(
        f"ALTER TABLE {table} ADD COLUMN {one.strip()}" for table, lines in LATER.items() for one in lines
    )
    parts = (
        *(TABLES, REPORTED, later, LEAVES, REDIRECTS, HOMES, REVISITS, SEARCH, DOCUMENTS, WORDS),
        *(relations_text(), COUNTED, REWORDED, SUBJECTS, SIDE_BY_SIDE, templates_text()),
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"
