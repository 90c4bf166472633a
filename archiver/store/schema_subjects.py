"""The table of what articles say that they are about; documented as in schema.py."""

from __future__ import annotations

SUBJECTS = """
CREATE TABLE article_subjects (          -- what an article says that it is about, in its present wording
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- articles.id
    kind TEXT NOT NULL CHECK (kind IN ('tag', 'place', 'event date')), -- tag: a keyword that the page gives; place: where it was written or issued; event date: a day of which the text speaks
    position INTEGER NOT NULL,           -- from 1, in the order of the page
    value TEXT NOT NULL,                 -- the keyword, the place, or the day as 2008-06-18
    PRIMARY KEY (article_id, kind, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_subjects_by_value ON article_subjects (kind, value);
"""
