"""The tables of what articles have in common, and of the templates in which they were seen; documented as in schema.py."""

from __future__ import annotations

RELATIONS = """
CREATE TABLE article_relations (         -- two articles with passages in common; they are never one for that
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id of the later one, by the day that it prints, else the day when it was first seen
    other_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id of the earlier one
    kind TEXT NOT NULL CHECK (kind IN ('same-text', 'near-duplicate', 'quotation')), -- all words equal; four in five of both, figures apart; at least half of one
    share REAL NOT NULL,                 -- of the words of article_id that stand in the other too, in runs of ten and more
    other_share REAL NOT NULL,           -- of the words of other_id that stand in article_id too
    words INTEGER NOT NULL,              -- how many words of article_id these are
    direction TEXT NOT NULL CHECK (direction IN ('equal', 'holds', 'within')), -- holds: article_id holds most of the other; within: it stands in the other for the most part
    found_by TEXT NOT NULL,              -- the way by which it was found
    PRIMARY KEY (article_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_relations_by_other ON article_relations (other_id);
CREATE TABLE article_passages (          -- by what articles with passages in common find each other
    article_id INTEGER PRIMARY KEY,      -- articles.id
    day INTEGER NOT NULL,                -- when it was published, else first seen, as 20080618
    marks TEXT NOT NULL                  -- JSON: some of its runs of ten words, as numbers; [] where the text is short
) STRICT;
CREATE TABLE article_marks (             -- the same by their numbers
    mark INTEGER NOT NULL,               -- a run of ten words
    day INTEGER NOT NULL,                -- of the article
    article_id INTEGER NOT NULL,         -- articles.id
    PRIMARY KEY (mark, day, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE to_relate (                 -- articles whose relations the end of the next ingest finds anew
    article_id INTEGER PRIMARY KEY       -- articles.id, of an article that is no more too
) STRICT;
INSERT INTO to_relate SELECT id FROM articles;
"""
RELATIONS_TRIGGERS = (
    "CREATE TRIGGER articles_unrelated AFTER INSERT ON articles BEGIN INSERT OR IGNORE INTO to_relate VALUES (new.id); END",
    "CREATE TRIGGER articles_parted AFTER DELETE ON articles BEGIN INSERT OR IGNORE INTO to_relate VALUES (old.id); END",
    """CREATE TRIGGER articles_related_anew AFTER UPDATE OF text, published, first_seen ON articles
WHEN (old.text, old.published, old.first_seen) IS NOT (new.text, new.published, new.first_seen)
BEGIN INSERT OR IGNORE INTO to_relate VALUES (new.id); END""",
)

TEMPLATES_SEEN = """
CREATE TABLE redressed (                 -- articles that were first seen in another template than before: half of a section is a redesign
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id
    seen_at TEXT NOT NULL,               -- the first capture in this template
    PRIMARY KEY (article_id, seen_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX redressed_by_time ON redressed (seen_at);
"""


def relations_text() -> str:
    """These tables as SQL with a word on each column."""
    return "\n\n".join([RELATIONS.strip(), *(f"{trigger};" for trigger in RELATIONS_TRIGGERS), TEMPLATES_SEEN.strip()])
