"""What documents say: each content once, shown in `attachments.text` and found by the search."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.model import Place
from archiver.store.database import insert_rows, read_archive, rows_about

_UNREAD = """
SELECT {} FROM attachments a WHERE kind = 'document' AND sha256 IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.sha256 = a.sha256 AND d.version >= ?)
"""
_FIRST_CAPTURES = """
SELECT a.sha256, c.id, c.url, c.fetched_at, c.warc_file, c.warc_offset, c.warc_length, c.warc_within
FROM attachments a JOIN captures c ON c.id = a.capture_id
WHERE a.kind = 'document' AND a.sha256 IN (SELECT value FROM json_each(?)) ORDER BY a.sha256, c.fetched_at, c.id
"""
_SHOWN = """
UPDATE attachments SET text = coalesce((SELECT d.text FROM documents d WHERE d.sha256 = attachments.sha256), '')
WHERE kind = 'document' AND article_id IN (SELECT value FROM json_each(?))
    AND text <> coalesce((SELECT d.text FROM documents d WHERE d.sha256 = attachments.sha256), '')
"""
# In the database, because the texts of hundreds of articles have no place in memory.
_FOUND = """
UPDATE articles SET attachment_text = told.text FROM (
    SELECT article_id, group_concat(text, char(10)) AS text FROM (
        SELECT article_id, text FROM attachments
        WHERE text <> '' AND article_id IN (SELECT value FROM json_each(?))
        GROUP BY article_id, sha256 ORDER BY article_id, min(position), min(first_seen), sha256
    ) GROUP BY article_id
) AS told WHERE articles.id = told.article_id AND articles.attachment_text <> told.text
"""
_WELL_READ = "SELECT * FROM documents WHERE version = ? AND outcome IN ('read', 'empty', 'unknown')"
_AT_ONCE = 200
_SILENCES = {
    "empty": "there is no text in it",
    "unknown": "its text is not read",
    "unreadable": "its text cannot be read",
    "stopped": "its text was given up",
}
_LOST = """
UPDATE articles SET attachment_text = '' WHERE id IN (SELECT value FROM json_each(?)) AND attachment_text <> ''
    AND NOT EXISTS (SELECT 1 FROM attachments WHERE article_id = articles.id AND text <> '')
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that was not read yet, and the first capture that holds it."""

    sha256: str
    capture_id: str
    url: str
    fetched_at: str
    place: Place


def silence_of(outcome: str, detail: str | None) -> str | None:
    """Why a document says nothing, in words; None where it says something."""
    silence = _SILENCES.get(outcome)
    return f"{silence}: {detail}" if silence and detail else silence


def unread_documents(db: Database, version: int, most: int) -> list[Unread]:
    """Documents that no reader of this version has read."""
    query = f"{_UNREAD.format('DISTINCT sha256')} LIMIT ?"
    digests = [digest for (digest,) in db.execute(query, [version, most]).fetchall()]
    found: dict[str, Unread] = {}
    for digest, capture_id, url, fetched_at, *place in rows_about(db, _FIRST_CAPTURES, digests):
        file, offset, length, within = place
        stands = Place(file=file, offset=offset, length=length, within=within)
        found.setdefault(digest, Unread(digest, capture_id, url, fetched_at, stands))
    return list(found.values())


def count_unread(db: Database, version: int) -> int:
    (count,) = db.execute(_UNREAD.format("count(DISTINCT sha256)"), [version]).fetchone()
    return int(count)


def put_documents(db: Database, rows: list[dict[str, Any]], troubles: Iterable[tuple[Unread, str]]) -> None:
    """What documents say, or why they say nothing; shown at once in all articles that name them."""
    insert_rows(db, "INSERT OR REPLACE", "documents", rows)
    digests = [row["sha256"] for row in rows]
    db.conn.executemany("DELETE FROM events WHERE id = ?", [(_event(digest),) for digest in digests])
    insert_rows(db, "INSERT", "events", [_trouble(document, why) for document, why in troubles])
    articles = rows_about(
        db,
        "SELECT DISTINCT article_id FROM attachments WHERE kind = 'document' AND sha256 IN (SELECT value FROM json_each(?))",
        digests,
    )
    show_documents(db, [article for (article,) in articles])


def take_documents_from(db: Database, other: Path, version: int) -> None:
    """Documents that another index knows, read by readers of this version; what could not be read is tried again."""
    named = "SELECT 1 FROM attachments WHERE kind = 'document' AND sha256 = ?"
    with closing(read_archive(other)) as known:
        read = known.query(_WELL_READ, [version])
        wanted = (row for row in read if db.execute(named, [row["sha256"]]).fetchone())
        while rows := list(islice(wanted, _AT_ONCE)):
            put_documents(db, rows, [])


def show_documents(db: Database, articles: Collection[int]) -> None:
    """Let these articles' attachments, and the search, say what the documents say."""
    ids = json.dumps(sorted(articles))
    for statement in (_SHOWN, _FOUND, _LOST):
        db.execute(statement, [ids])


def _event(sha256: str) -> str:
    return f"unread-document-{sha256}"


def _trouble(document: Unread, why: str) -> dict[str, Any]:
    detail = {
        "capture_id": document.capture_id,
        "url": document.url,
        "why": why,
        "sha256": document.sha256,
        "place": f"{document.place.file}@{document.place.offset}",
    }
    return {
        "id": _event(document.sha256),
        "happened_at": document.fetched_at,
        "type": "unread-document",
        "agent": "archiver",
        "outcome": "failure",
        "detail": json.dumps(detail, ensure_ascii=False),
    }
