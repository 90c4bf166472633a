"""The tables of crawl.db, in numbered steps: an archive of years ago opens with the program of today."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from archiver.store.digests import stored_digest
from archiver.store.frontier import host_of
from archiver.store.script import run_script

migrations = Migrations("ledger")

_TABLES = """
CREATE TABLE crawls (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, outcome TEXT,
    profile_digest TEXT, software TEXT, requests INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,            -- url_key; for a postback also what it asks for
    url TEXT NOT NULL,
    method TEXT NOT NULL,
    body BLOB,
    role TEXT NOT NULL,
    section TEXT,
    via TEXT,
    link_text TEXT,
    page INTEGER NOT NULL DEFAULT 1,     -- of a listing
    items TEXT,                          -- digest of the items that the page before it lists
    priority INTEGER NOT NULL,
    state TEXT NOT NULL,                 -- queued, captured, done, failed, skipped
    reason TEXT,
    http_status INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,  -- seconds since 1970
    last_tried TEXT,
    warc_file TEXT,
    warc_offset INTEGER
) STRICT;
CREATE INDEX requests_to_do ON requests (state, priority DESC, id);
CREATE TABLE captures (
    number INTEGER PRIMARY KEY,          -- in the order of commitment
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    warc_file TEXT NOT NULL,
    warc_offset INTEGER NOT NULL,
    warc_length INTEGER NOT NULL,
    digest TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    revisit_of TEXT
) STRICT;
CREATE INDEX captures_by_url ON captures (url);
CREATE INDEX captures_by_digest ON captures (digest) WHERE revisit_of IS NULL;
CREATE TABLE files (
    warc_file TEXT PRIMARY KEY,
    end INTEGER NOT NULL                 -- bytes up to here are committed
) STRICT;
CREATE TABLE cookies (
    host TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, path TEXT NOT NULL,
    PRIMARY KEY (host, name, path)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m001_remember_what_is_to_fetch_and_what_is_committed(db: Database) -> None:
    """The frontier and the ledger of captures stand in one file, so that one transaction moves both."""
    run_script(db, _TABLES)


_REQUESTS_BY_HOST = """
ALTER TABLE requests RENAME TO requests_before;
DROP INDEX requests_to_do;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    digest INTEGER NOT NULL,             -- of the key; unique, and no index: see digests.py
    key TEXT NOT NULL,                   -- url_key; for a postback also what it asks for
    host TEXT NOT NULL,                  -- and port, to which one is polite
    url TEXT NOT NULL,
    method TEXT NOT NULL,
    body BLOB,
    role TEXT NOT NULL,
    section TEXT,
    via TEXT,
    link_text TEXT,
    page INTEGER NOT NULL DEFAULT 1,     -- of a listing
    items TEXT,                          -- digest of the items that the page before it lists
    priority INTEGER NOT NULL,
    state TEXT NOT NULL,                 -- queued, captured, done, failed, skipped
    reason TEXT,
    http_status INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,  -- seconds since 1970
    last_tried TEXT,
    warc_file TEXT,
    warc_offset INTEGER
) STRICT;
CREATE TABLE tallies (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER requests_come AFTER INSERT ON requests BEGIN
    INSERT INTO tallies VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER requests_move AFTER UPDATE OF state ON requests WHEN old.state <> new.state BEGIN
    UPDATE tallies SET n = n - 1 WHERE state = old.state;
    INSERT INTO tallies VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
END;
INSERT INTO requests (id, digest, key, host, url, method, body, role, section, via, link_text, page, items, priority,
        state, reason, http_status, attempts, not_before, last_tried, warc_file, warc_offset)
    SELECT id, digest_of(key), key, host_of(url), url, method, body, role, section, via, link_text, page, items, priority,
        state, reason, http_status, attempts, not_before, last_tried, warc_file, warc_offset FROM requests_before;
DROP TABLE requests_before;
CREATE INDEX requests_queued ON requests (host, priority DESC, id) WHERE state = 'queued';
CREATE INDEX requests_captured ON requests (host, priority DESC, id) WHERE state = 'captured';
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    rules TEXT                           -- its robots.txt
) STRICT, WITHOUT ROWID;
CREATE TABLE spent (
    what TEXT PRIMARY KEY,               -- `host ...` or `section ...`, of which the profile has a budget
    requests INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE shapes (
    shape TEXT PRIMARY KEY,              -- of an address
    fetched INTEGER NOT NULL,
    repeats INTEGER NOT NULL             -- of these, how many said what a page before them said
) STRICT, WITHOUT ROWID;
CREATE TABLE said (fingerprint INTEGER PRIMARY KEY) STRICT
"""


@migrations()
def m002_ask_each_host_in_its_own_time(db: Database) -> None:
    """Requests are picked host by host, found by a digest, and counted as they move."""
    db.conn.create_function("digest_of", 1, stored_digest, deterministic=True)
    db.conn.create_function("host_of", 1, host_of, deterministic=True)
    run_script(db, _REQUESTS_BY_HOST)


@migrations()
def m003_ask_whether_a_file_has_changed(db: Database) -> None:
    """A server that named a validator is asked with it next time, and need not send the file again."""
    db.execute("ALTER TABLE captures ADD COLUMN etag TEXT")
    db.execute("ALTER TABLE captures ADD COLUMN last_modified TEXT")
    db.execute("ALTER TABLE crawls ADD COLUMN robots_permission TEXT")


@migrations()
def m004_know_a_page_under_any_spelling(db: Database) -> None:
    """A pass for what is new knows an address however it is written."""
    db.execute("ALTER TABLE captures ADD COLUMN key INTEGER")  # digest of the url_key; null: the session names it
    db.execute("DROP INDEX captures_by_url")
    db.execute("CREATE INDEX captures_by_key ON captures (key)")


@migrations()
def m005_compare_a_crawl_with_those_before(db: Database) -> None:
    """What a crawl was asked for, and what became of its addresses: the frontier forgets it when the next one begins."""
    db.execute("ALTER TABLE crawls ADD COLUMN asked TEXT")
    db.execute(
        "CREATE TABLE outcomes (crawl_id TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,"
        " addresses INTEGER NOT NULL, examples TEXT NOT NULL, PRIMARY KEY (crawl_id, state, reason)) STRICT, WITHOUT ROWID"
    )


_COOKIES = """
ALTER TABLE cookies RENAME TO cookies_before;
CREATE TABLE cookies (
    id INTEGER PRIMARY KEY,              -- the oldest first
    host TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, path TEXT NOT NULL,
    secure INTEGER NOT NULL DEFAULT 0,   -- 1: goes over https alone
    expires REAL,                        -- seconds since 1970
    http_only INTEGER NOT NULL DEFAULT 0,
    UNIQUE (host, name, path)
) STRICT;
INSERT INTO cookies (host, name, value, path) SELECT host, name, value, path FROM cookies_before;
DROP TABLE cookies_before;
"""


@migrations()
def m006_let_cookies_end(db: Database) -> None:
    """A cookie ends when its host said, and a secure one never goes over plain http."""
    run_script(db, _COOKIES)


@migrations()
def m007_name_who_had_it_crawled(db: Database) -> None:
    """A crawl is a deed of somebody's."""
    db.execute("ALTER TABLE crawls ADD COLUMN person TEXT")


@migrations()
def m008_take_back_a_refusal(db: Database) -> None:
    """An address that was refused is found by its digest when it is named better; only those are, and they are few."""
    db.execute("CREATE INDEX requests_skipped ON requests (digest) WHERE state = 'skipped'")
