"""The tables of what people and the archive itself say; the WARC record comes first, and a rebuild reads it back."""

from __future__ import annotations

# PREMIS 3 wants of an event: what kind it is, who did it, when, how it ended, and which object it concerns.
PREMIS = "premis TEXT -- what the PREMIS vocabulary of event types calls it; null: it happened at the portal, not to the archive"
PERSON = "person TEXT -- who had it done, as named by --by or ARCHIVER_BY; null: nobody was named"
OUTCOME_DETAIL = "outcome_detail TEXT -- how it ended, in words"
OBJECT = "object TEXT -- what it concerns: an address, a crawl, a file under warc/, the archive"
CRAWL_PERSON = "person TEXT -- who had it crawled, as named by ARCHIVER_BY; null: nobody was named"
EVENT_COLUMNS = (PREMIS, PERSON, OUTCOME_DETAIL, OBJECT)

WORDS = """
CREATE TABLE annotations (               -- what people say of what was kept; it stands beside the captured value, never over it
    id TEXT NOT NULL,                    -- UUID of the WARC record that holds it
    field TEXT NOT NULL,                 -- title, published, author, section, source, issued, document_number; note, description, collection, rights, retention, review
    value TEXT NOT NULL,                 -- what is said
    about TEXT NOT NULL CHECK (about IN ('address', 'crawl', 'archive')), -- what it is said of
    url TEXT,                            -- of an address: a spelling that was really fetched
    crawl_id TEXT,                       -- of a crawl: crawls.id
    person TEXT NOT NULL,                -- who says it
    said_at TEXT NOT NULL,               -- when
    PRIMARY KEY (id, field)
) STRICT;
CREATE INDEX annotations_by_url ON annotations (url, field) WHERE url IS NOT NULL;

CREATE TABLE access_rules (              -- decisions that something is not to be shown; the record itself stays whole
    id TEXT PRIMARY KEY,                 -- UUID of the WARC record that holds the decision
    action TEXT NOT NULL CHECK (action IN ('embargo', 'takedown')), -- for a time, or until it is lifted
    url TEXT,                            -- an address and what lies below it, or a pattern with *; null: any
    section TEXT,                        -- sections.name; null: any
    published_from TEXT,                 -- first day of publication; null: any
    published_to TEXT,                   -- last day of publication; null: any
    until TEXT,                          -- of an embargo: the day on which it ends
    reason TEXT NOT NULL,                -- shown to readers in place of what is withheld
    person TEXT NOT NULL,                -- who decided
    decided_at TEXT NOT NULL             -- when
) STRICT;

CREATE TABLE withdrawals (               -- annotations and access rules that hold no longer; nothing is erased
    said TEXT PRIMARY KEY,               -- annotations.id or access_rules.id
    id TEXT NOT NULL,                    -- UUID of the WARC record that withdraws it
    reason TEXT,                         -- why, in words
    person TEXT NOT NULL,                -- who withdrew it
    said_at TEXT NOT NULL                -- when
) STRICT;

CREATE TABLE readers (                   -- by what the captures were read; more than one: `archiver ingest --changed` makes it one
    digest TEXT PRIMARY KEY,             -- of the program's own code that reads pages, and of the profile
    software TEXT NOT NULL               -- name and version of the program
) STRICT;

CREATE VIEW annotations_in_force AS      -- the latest word on each field that was not withdrawn; all notes and collections
SELECT id, field, value, about, url, crawl_id, person, said_at FROM (
    SELECT *, row_number() OVER (
        PARTITION BY about, coalesce(url, ''), coalesce(crawl_id, ''), field ORDER BY said_at DESC, id DESC) AS place
    FROM annotations WHERE id NOT IN (SELECT said FROM withdrawals)
) WHERE place = 1 OR field IN ('note', 'collection');

CREATE VIEW annotations_of_articles AS   -- the same, by article, under whichever of its addresses it was said
SELECT u.article_id, s.* FROM annotations_in_force s JOIN article_urls u ON u.url = s.url;

CREATE VIEW articles_described AS        -- what the portal said, beside what the archivist corrected and added
SELECT a.id, a.url,
    a.title AS title_captured, {title} AS title_corrected,
    a.published AS published_captured, {published} AS published_corrected,
    a.author AS author_captured, {author} AS author_corrected,
    a.section AS section_captured, {section} AS section_corrected,
    a.source AS source_captured, {source} AS source_corrected,
    a.issued AS issued_captured, {issued} AS issued_corrected,
    a.document_number AS document_number_captured, {document_number} AS document_number_corrected,
    {description} AS description, {rights} AS rights, {retention} AS retention, {review} AS review,
    (SELECT group_concat(value, char(10)) FROM (SELECT value FROM annotations_of_articles
        WHERE article_id = a.id AND field = 'collection' GROUP BY value ORDER BY min(said_at), value)) AS collections,
    (SELECT group_concat(value, char(10)) FROM (SELECT value FROM annotations_of_articles
        WHERE article_id = a.id AND field = 'note' ORDER BY said_at, id)) AS notes
FROM articles a;
"""
_LATEST = "(SELECT value FROM annotations_of_articles WHERE article_id = a.id AND field = '{}' ORDER BY said_at DESC, id DESC LIMIT 1)"
_SINGLE = (
    *("title", "published", "author", "section", "source", "issued", "document_number"),
    *("description", "rights", "retention", "review"),
)
WORDS = WORDS.format_map({field: _LATEST.format(field) for field in _SINGLE})
