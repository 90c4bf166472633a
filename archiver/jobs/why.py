"""Why an address is or is not in the archive, in one sentence."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from sqlite_utils import Database

from archiver.errors import WarcError
from archiver.jobs.taking import Source, look_again
from archiver.layout import ArchiveFolder
from archiver.model import Place
from archiver.sites.profile import SiteProfile
from archiver.store.database import read_archive

_ARTICLE = """
SELECT a.id, a.title, a.status, c.fetched_at, c.warc_file, c.warc_offset FROM articles a
JOIN article_urls u ON u.article_id = a.id JOIN captures c ON c.id = a.capture_id
WHERE u.url IN (SELECT url FROM captures WHERE url_key = ? UNION SELECT ?)
"""
_CAPTURE = """
SELECT fetched_at, status, media_type, warc_file, warc_offset, warc_length FROM captures
WHERE url_key = ? ORDER BY fetched_at DESC, id DESC
"""
_FILE = """
SELECT a.article_id, a.filename FROM attachments a WHERE a.capture_id IN (SELECT id FROM captures WHERE url_key = ?)
ORDER BY a.article_id
"""
_STATE = "SELECT url, state, reason, http_status, last_tried FROM url_states"


def why(folder: ArchiveFolder, url: str, profile: SiteProfile) -> str:
    """One sentence from what the archive knows of an address, under any of its spellings."""
    key = profile.key_of(url)
    with closing(read_archive(folder.archive_db)) as db:
        article = db.execute(_ARTICLE, [key, url]).fetchone()
        if article is not None:
            return _says_article(article)
        capture = db.execute(_CAPTURE, [key]).fetchone()
        if capture is not None:
            file = db.execute(_FILE, [key]).fetchone()
            return _says_file(*file) if file else _says_capture(db, capture, Source(folder.warc, profile))
        return _says_state(_state_of(db, url, key, profile))


def _says_article(article: tuple[Any, ...]) -> str:
    number, title, status, fetched_at, file, offset = article
    name = f"“{title}”" if title else "without a title"
    return f"In the archive: article {number} ({name}, {status}), as captured {fetched_at} in {file} at byte {offset}."


def _says_file(article: int, filename: str) -> str:
    return f"In the archive: the file {filename} of article {article}."


def _says_capture(db: Database, capture: tuple[Any, ...], source: Source) -> str:
    fetched_at, status, media_type, file, offset, length = capture
    told = f"Captured {fetched_at} (HTTP {status}, {media_type or 'no media type'}, {file} at byte {offset})"
    try:
        found = look_again(db, source.read(Place(file=file, offset=offset, length=length)), source)
    except WarcError as error:
        return f"{told}, but the record cannot be read: {error}"
    if found.trouble:
        return f"{told}, but it could not be read: {found.trouble}."
    if found.file:
        return f"{told}: a file that no article names."
    return f"{told}, but it is no article: {found.reason or 'nothing in it is one'}."


def _state_of(db: Database, url: str, key: str, profile: SiteProfile) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = db.execute(f"{_STATE} WHERE url = ?", [url]).fetchone()
    if row is not None:
        return row
    return next((found for found in db.execute(_STATE) if profile.key_of(found[0]) == key), None)


def _says_state(state: tuple[Any, ...] | None) -> str:
    if state is None:
        return "Not in the archive: no page and no listing that was read names this address."
    _, name, reason, http_status, last_tried = state
    facts = [reason, f"HTTP {http_status}" if http_status else None, f"last tried {last_tried}" if last_tried else None]
    told = ", ".join(fact for fact in facts if fact)
    return f"Not in the archive: {name}{f' ({told})' if told else ''}."
