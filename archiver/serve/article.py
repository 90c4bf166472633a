"""What an article's page says: the text, what is known about it, and its place in the WARC."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from archiver.model import Place
from archiver.serve.citation import Cited
from archiver.serve.markup import addresses, clean, safe_link
from archiver.serve.shelf import section_title
from archiver.store.database import has_table
from archiver.store.documents import silence_of
from archiver.warc.commands import record_bytes

Row = sqlite3.Row
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SAID = """
SELECT field, value, person, said_at FROM annotations_of_articles a WHERE article_id = ? AND (field IN ('note', 'collection')
    OR id = (SELECT id FROM annotations_of_articles WHERE article_id = a.article_id AND field = a.field
        ORDER BY said_at DESC, id DESC LIMIT 1))
ORDER BY field, said_at, id
"""
_CRAWLED = "SELECT 1 FROM crawls WHERE started_at <= ? LIMIT 1"
_RELATED = """
SELECT a.id, a.title, a.published, a.section, r.kind, CASE r.article_id WHEN :id THEN r.share ELSE r.other_share END AS share
FROM article_relations r JOIN articles a ON a.id = CASE r.article_id WHEN :id THEN r.other_id ELSE r.article_id END
WHERE r.article_id = :id OR r.other_id = :id ORDER BY share DESC, a.published, a.id LIMIT 30
"""
_LEAVES = """
SELECT c.* FROM version_leaves l JOIN captures c ON c.id = l.capture_id WHERE l.article_id = ? AND l.number = ?
ORDER BY l.leaf
"""
_DOCUMENTS = """
SELECT sha256, outcome, detail, repairs FROM documents
WHERE sha256 IN (SELECT sha256 FROM attachments WHERE article_id = ? AND kind = 'document')
"""
_SUBJECTS = "SELECT kind, value FROM article_subjects WHERE article_id = ? ORDER BY kind, position"
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How the reading room addresses what it holds."""

    article: Callable[[int], str]
    file: Callable[[str], str]
    picture: Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Subjects:
    """What an article says that it is about."""

    tags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    days: tuple[str, ...] = ()  # of which its text speaks


@dataclass(frozen=True, slots=True)
class DocumentNotes:
    """What is to be said of how a document was read."""

    silence: str | None  # why it says nothing
    repairs: tuple[str, ...]  # what was mended or left out where it says something


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """One article, in one of its versions, with everything that is known about it."""

    row: Row
    title: str | None
    body: Markup
    version: Row | None  # None: the present wording
    section_title: str | None
    versions: tuple[Row, ...]
    leaves: tuple[Row, ...]  # the captures of its pages, where the portal spreads it over several
    attachments: tuple[Row, ...]
    documents: Mapping[str, DocumentNotes]  # by their SHA-256
    urls: tuple[Row, ...]
    related: tuple[Row, ...]  # texts with passages in common, and the share of this one's words that stand there
    subjects: Subjects
    said: tuple[Row, ...]  # the archivists' words, beside what was captured
    capture: Row | None
    crawled: bool  # whether any crawl had begun when the page was captured last: if none, nobody looked whether it is still there
    record_id: str | None  # urn:uuid:..., where the record has one

    def cited(self, site: str, page: str) -> Cited:
        """What a citation says of it, read at the address `page`."""
        return Cited(
            number=self.row["id"],
            title=self.title or self.row["url"],
            author=self.row["author"],
            site=site,
            url=self.row["url"],
            published=self.row["published"],
            captured=self.capture["fetched_at"] if self.capture else None,
            language=self.row["language"],
            kind=self.row["kind"],
            page=page,
            tags=self.subjects.tags,
            coverage=(*self.subjects.places, *self.subjects.days),
        )

    def keep(self, archive: str) -> str | None:
        """What keeps the page as it is now, typed beside the archive's folder."""
        url = self.row["url"]
        return shlex.join(["archiver", "crawl", "--archive", archive, "--url", url]) if safe_link(url) else None

    @property
    def command(self) -> str | None:
        """What shows the record without any program of ours."""
        if self.capture is None:
            return None
        row = self.capture
        place = Place(
            file=row["warc_file"], offset=row["warc_offset"], length=row["warc_length"], within=row["warc_within"]
        )
        return record_bytes(place)


def article_page(
    connection: sqlite3.Connection, article_id: int, number: int | None, links: Links
) -> ArticlePage | None:
    """The page of an article; None where the archive holds no such article or version."""
    if abs(article_id) > LARGEST_ID:
        return None
    row = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return None
    versions = _about(connection, "SELECT * FROM versions WHERE article_id = ? ORDER BY number", article_id)
    version = next((one for one in versions if one["number"] == number), None)
    if number is not None and version is None:
        return None
    shown = version or row
    capture = connection.execute("SELECT * FROM captures WHERE id = ?", (shown["capture_id"],)).fetchone()
    attachments = _about(connection, "SELECT * FROM attachments WHERE article_id = ? ORDER BY position, id", article_id)
    return ArticlePage(
        row=row,
        title=shown["title"],
        body=_body(connection, shown["html"], row["url"], attachments, links),
        version=version,
        section_title=section_title(connection, row["section"]),
        versions=versions,
        leaves=_leaves(connection, article_id, shown["number"] if version else row["version_count"]),
        attachments=attachments,
        documents=_documents(connection, article_id),
        urls=_about(connection, "SELECT * FROM article_urls WHERE article_id = ? ORDER BY first_seen, url", article_id),
        related=tuple(connection.execute(_RELATED, {"id": article_id})),
        subjects=_subjects(connection, article_id),
        said=_said(connection, article_id),
        capture=capture,
        crawled=connection.execute(_CRAWLED, (row["last_seen"],)).fetchone() is not None,
        record_id=f"urn:uuid:{capture['id']}" if capture and _UUID.fullmatch(capture["id"]) else None,
    )


def _subjects(connection: sqlite3.Connection, article_id: int) -> Subjects:
    """Nothing in an index of before they were kept."""
    if not has_table(connection, "article_subjects"):
        return Subjects()
    found = [tuple(row) for row in _about(connection, _SUBJECTS, article_id)]
    of_kind = {kind: tuple(value for one, value in found if one == kind) for kind in ("tag", "place", "event date")}
    return Subjects(*of_kind.values())


def _leaves(connection: sqlite3.Connection, article_id: int, number: int) -> tuple[Row, ...]:
    """Nothing in an index of before pages were put together."""
    if not has_table(connection, "version_leaves"):
        return ()
    return tuple(connection.execute(_LEAVES, (article_id, number)))


def _documents(connection: sqlite3.Connection, article_id: int) -> dict[str, DocumentNotes]:
    """Nothing in an index of before documents were read."""
    if not has_table(connection, "documents"):
        return {}
    notes = {}
    for sha256, outcome, detail, repairs in _about(connection, _DOCUMENTS, article_id):
        silence = silence_of(outcome, detail)
        notes[sha256] = DocumentNotes(silence, () if silence else tuple(json.loads(repairs)))
    return notes


def _said(connection: sqlite3.Connection, article_id: int) -> tuple[Row, ...]:
    """Nothing in an index of before there were such words."""
    if not has_table(connection, "annotations_of_articles"):
        return ()
    return _about(connection, _SAID, article_id)


def _about(connection: sqlite3.Connection, sql: str, article_id: int) -> tuple[Row, ...]:
    return tuple(connection.execute(sql, (article_id,)))


def _body(connection: sqlite3.Connection, html: str, base: str, attachments: tuple[Row, ...], links: Links) -> Markup:
    known = json.dumps(sorted(addresses(html, base)))
    pages = connection.execute(
        "SELECT url, article_id FROM article_urls WHERE url IN (SELECT value FROM json_each(?))", (known,)
    )
    # Of a picture that changed, the last one had stands in the text.
    files = {one["url"]: links.file(one["capture_id"]) for one in attachments if one["capture_id"]}
    pictures = {one["url"]: links.picture(one) for one in attachments if one["capture_id"] and one["kind"] == "image"}
    return clean(html, base, {url: links.article(target) for url, target in pages}, files, pictures)
