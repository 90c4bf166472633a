"""What the databases and indexes know of a WARC file: which answers stood where, and which articles lean on them.

Each of them may be damaged or gone: then it is said that it was not asked, and the others are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.layout import ArchiveFolder, cdxj_of, is_imported
from archiver.model import Place
from archiver.store.database import open_to_read

_PLACES = "SELECT warc_offset, warc_length, id, url FROM captures WHERE warc_file = ?"
_IMPORTED = """
SELECT warc_offset, warc_length, id, url, warc_within, fetched_at, CASE WHEN revisit_of IS NULL THEN digest END
    FROM captures WHERE warc_file = ? ORDER BY warc_offset, warc_within
"""
_CRAWLED = "SELECT EXISTS (SELECT 1 FROM crawls)"
_ARTICLES = """
WITH hit (capture, url) AS (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)),
leaning (capture, id, url) AS (
    SELECT capture, capture, url FROM hit UNION
    SELECT hit.capture, captures.id, captures.url FROM hit JOIN captures ON captures.revisit_of = hit.capture
)
SELECT leaning.capture, articles.id, articles.url, articles.title FROM leaning
    JOIN versions ON versions.capture_id = leaning.id JOIN articles ON articles.id = versions.article_id
UNION SELECT leaning.capture, articles.id, articles.url, articles.title FROM leaning
    JOIN article_urls ON article_urls.url = leaning.url JOIN articles ON articles.id = article_urls.article_id
UNION SELECT leaning.capture, articles.id, articles.url, articles.title FROM leaning
    JOIN attachments ON attachments.capture_id = leaning.id JOIN articles ON articles.id = attachments.article_id
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An answer that stands in a file, as an index has it."""

    offset: int
    length: int
    id: str | None  # None: this index knows no ids
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """An article that leans on a capture."""

    id: int
    url: str
    title: str | None


class Witnesses:
    """The databases and indexes of an archive, asked one after another."""

    def __init__(self, folder: ArchiveFolder) -> None:
        self._folder = folder
        self.silent: dict[str, str] = {}  # who could not be asked, and why

    def places(self, file: str) -> list[Known]:
        """The answers of a file, in their order, as any index has them."""
        found: dict[int, Known] = {}
        for database in self._databases(file):
            rows = self._ask(database.name, lambda db: db.execute(_PLACES, [file]).fetchall())
            for offset, length, number, url in rows:
                found.setdefault(offset, Known(offset=offset, length=length, id=number, url=url))
        if not found:
            found = {known.offset: known for known in self._indexed(file)}
        return [found[offset] for offset in sorted(found)]

    def _databases(self, file: str) -> list[Path]:
        """A crawl knows its own files only; and where none ever was, its database is not missed."""
        own = self._folder.crawl_db
        if own.is_file() or self._ask(self._folder.archive_db.name, lambda db: db.execute(_CRAWLED).fetchall()) != [
            (0,)
        ]:
            return [self._folder.archive_db, *([] if is_imported(file) else [own])]
        return [self._folder.archive_db]

    def imported(self, file: str) -> dict[Place, tuple[Known, str, str | None]]:
        """The captures of a file of others with the time and the digest of what each held; only archive.db knows them."""
        rows = self._ask(self._folder.archive_db.name, lambda db: db.execute(_IMPORTED, [file]).fetchall())
        return {
            Place(file=file, offset=offset, length=length, within=within): (
                Known(offset=offset, length=length, id=number, url=url),
                fetched_at,
                digest,
            )
            for offset, length, number, url, within, fetched_at, digest in rows
        }

    def articles(self, captures: Sequence[tuple[str, str]]) -> dict[str, tuple[Leaning, ...]]:
        """The articles that lean on these captures (id, address), on what revisits them, or on what they name."""
        hit: dict[str, tuple[Leaning, ...]] = {}
        asked = json.dumps([list(capture) for capture in captures])
        for capture, number, url, title in self._ask(
            self._folder.archive_db.name, lambda db: db.execute(_ARTICLES, [asked]).fetchall()
        ):
            hit[capture] = (*hit.get(capture, ()), Leaning(id=number, url=url, title=title))
        return hit

    def _ask(self, name: str, question: Callable[[sqlite3.Connection], list[Any]]) -> list[Any]:
        path = self._folder.root / name
        if not path.is_file():
            self.silent[name] = "is not here"
            return []
        try:
            with closing(open_to_read(path, timeout=10)) as db:
                return question(db)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            self.silent[name] = f"cannot be read ({error})"
            return []

    def _indexed(self, file: str) -> Iterator[Known]:
        index = cdxj_of(self._folder.warc / file)
        if not index.is_file():
            return
        for line in index.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line.split(" ", 2)[2])
                yield Known(offset=int(entry["offset"]), length=int(entry["length"]), id=None, url=str(entry["url"]))
            except (ValueError, LookupError, TypeError):  # a line of a damaged index
                self.silent[index.name] = "is damaged in part"
