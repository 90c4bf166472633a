"""Why an address is or is not in the archive, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from archiver.errors import WarcError
from archiver.jobs.taking import Source, look_again
from archiver.layout import ArchiveFolder
from archiver.model import Place
from archiver.sites.access import AccessRule, Subject, ruling
from archiver.sites.login import GUIDE
from archiver.sites.profile import SiteProfile
from archiver.sites.scope import typed
from archiver.sites.urls import absolute
from archiver.store.access import rules_in_force, ruling_on_article, ruling_on_capture
from archiver.store.database import has_table, read_archive
from archiver.store.documents import silence_of

_ARTICLE = """
SELECT a.id, a.title, a.url, a.status, c.fetched_at, c.warc_file, c.warc_offset FROM articles a
JOIN article_urls u ON u.article_id = a.id JOIN captures c ON c.id = a.capture_id
WHERE u.url IN (SELECT url FROM captures WHERE url_key = ? UNION SELECT ?)
"""
_CAPTURE = """
SELECT fetched_at, status, media_type, warc_file, warc_offset, warc_length, warc_within FROM captures
WHERE url_key = ? ORDER BY fetched_at DESC, id DESC
"""
_FILE = """
SELECT a.article_id, a.filename, a.sha256 FROM attachments a WHERE a.capture_id IN (SELECT id FROM captures WHERE url_key = ?)
ORDER BY a.article_id, a.last_seen DESC, a.first_seen DESC
"""
_DOCUMENT = "SELECT outcome, detail FROM documents WHERE sha256 = ?"
_TURN = """
SELECT happened_at, coalesce(json_extract(detail, '$.why'), '') FROM events
WHERE id >= ? AND id < ? AND type IN ('suspect', 'gone', 'moved') ORDER BY happened_at DESC, id DESC
"""
_ARTICLES = """
SELECT DISTINCT article_id FROM article_urls WHERE url IN (SELECT url FROM captures WHERE url_key = ? UNION SELECT ?)
"""
_LATEST = "SELECT id FROM captures WHERE url_key = ? ORDER BY fetched_at DESC, id LIMIT 1"
_SECTION = "SELECT section FROM list_entries WHERE url_key = ? AND section <> '' LIMIT 1"
_SPELLING = "SELECT url FROM captures WHERE url_key = ? ORDER BY url <> ? LIMIT 1"
_NAMED = "SELECT url FROM url_states WHERE url = ?"
_LOGIN = "a login is asked for"
_WORD = re.compile("[A-Za-z0-9]{2,}")
_TELLING = 8  # of the longest words of an address
_LOOKED_FOR = 100  # letters of such a word; SQLite refuses a pattern of 50,000
_STATE = "SELECT url, state, reason, http_status, last_tried FROM url_states"


def why(folder: ArchiveFolder, url: str, profile: SiteProfile) -> str:
    """One sentence from what the archive knows of an address, under any of its spellings; to the archivist, of what is withheld too."""
    with closing(read_archive(folder.archive_db)) as db:
        told = why_in(db, folder, url, profile)
        rule = ruling_on_address(db, *known(db, url, profile))
    if rule is None:
        return told
    since = f"{rule.action} {rule.id[:8]} of {rule.decided_at[:10]}: {rule.reason}"
    return f"{told.removesuffix('.')}; search and reading room do not show it ({since})."


def ruling_on_address(db: Database, url: str, key: str) -> AccessRule | None:
    """The rule by which nothing that was fetched at an address, or would be, may be shown; both as `sought` gives them."""
    for (article,) in db.execute(_ARTICLES, [key, url]).fetchall():
        if (rule := ruling_on_article(db, article)) is not None:
            return rule
    for (capture,) in db.execute(_LATEST, [key]).fetchall():
        return ruling_on_capture(db, capture)
    section = db.execute(_SECTION, [key]).fetchone()
    subject = Subject(urls=(url,), section=section[0] if section else None)
    return ruling(rules_in_force(db), subject, datetime.now(UTC))


def why_in(db: Database, folder: ArchiveFolder, url: str, profile: SiteProfile) -> str:
    """The same from an index that is open; the reading room's may hold less than the folder's."""
    found, key = known(db, url, profile)
    told = _told(db, folder, found, key, profile)
    return told if found == sought(url, profile)[0] else f"{told} It is known as {found}."


def _told(db: Database, folder: ArchiveFolder, url: str, key: str, profile: SiteProfile) -> str:
    article = db.execute(_ARTICLE, [key, url]).fetchone()
    if article is not None:
        return _says_article(article, url, _turn_of(db, article[0]))
    capture = db.execute(_CAPTURE, [key]).fetchone()
    if capture is not None:
        file = db.execute(_FILE, [key]).fetchone()
        return _says_file(db, *file) if file else _says_capture(db, url, capture, Source(folder.warc, profile))
    return _says_state(_state_of(db, url, key, profile))


def sought(url: str, profile: SiteProfile) -> tuple[str, str]:
    """An address as people type it, or as a crawl reads it from a page, and the key under which its spellings are compared."""
    start = profile.start or ""
    found = absolute(typed(url, start), start or url) or url
    return found, profile.key_of(found)


def known(db: Database, url: str, profile: SiteProfile) -> tuple[str, str]:
    """As `sought`, but as it was fetched; of an address of which nothing is known, the one with or without a slash at its end."""
    asked = sought(url, profile)
    found = asked[0]
    other = sought(found.removesuffix("/") if found.endswith("/") else f"{found}/", profile)
    for spelling, key in (asked, other):
        row = db.execute(_SPELLING, [key, spelling]).fetchone() or db.execute(_NAMED, [spelling]).fetchone()
        if row is not None:
            return str(row[0]), key
    return asked


def _turn_of(db: Database, article: int) -> tuple[str, str]:
    """When the article last went, and why one must think so."""
    found: tuple[str, str] | None = db.execute(_TURN, [f"article-{article}-", f"article-{article}."]).fetchone()
    return found or ("", "")


def _says_article(article: tuple[Any, ...], asked: str, turn: tuple[str, str]) -> str:
    number, title, url, status, fetched_at, file, offset = article
    name = f"“{title}”" if title else "without a title"
    told = f"In the archive: article {number} ({name}, {status}), as captured {fetched_at} in {file} at byte {offset}"
    when, why = turn
    if status == "suspect":
        return f"{told}; the last crawl did not find it ({why}, {when}), and the next will tell whether it is gone."
    if status == "gone":
        return f"{told}; gone from the portal: {why}, in two crawls, the second of {when}."
    if status == "moved":
        return f"{told}; the portal sends its readers to another host now."
    return f"{told}; the portal has it at {url} now." if url != asked and when and not why else f"{told}."


def _says_file(db: Database, article: int, filename: str, sha256: str | None) -> str:
    known = has_table(db.conn, "documents")  # not in an index of before documents were read
    read = db.execute(_DOCUMENT, [sha256]).fetchone() if known else None
    silence = silence_of(*read) if read else None
    return f"In the archive: the file {filename} of article {article}{f'; {silence}' if silence else ''}."


def _says_capture(db: Database, url: str, capture: tuple[Any, ...], source: Source) -> str:
    fetched_at, status, media_type, file, offset, length, within = capture
    told = f"Captured {fetched_at} (HTTP {status}, {media_type or 'no media type'}, {file} at byte {offset})"
    try:
        read = source.read(Place(file=file, offset=offset, length=length, within=within))
        found = look_again(db, read, source)
    except WarcError as error:
        return f"{told}, but the record cannot be read: {error}"
    if found.trouble:
        return f"{told}, but it could not be read: {found.trouble}."
    if found.file:
        return f"{told}: a file that no article names."
    if 300 <= status < 400 and (target := read.header("Location")):
        login = _behind_login(source.profile) if found.absent and found.absent.startswith(_LOGIN) else ""
        return f"{told}: it redirects to {target}{_leading_on(db, url, target, source)}{login}."
    if found.absent:
        login = _behind_login(source.profile) if found.absent.startswith(_LOGIN) else ""
        return f"{told}, but it is no article: {found.absent}{login}."
    return f"{told}, but it is no article: {found.reason or 'nothing in it is one'}."


def _behind_login(profile: SiteProfile) -> str:
    """What to do about a page that asks for a login."""
    if profile.login is None:
        return f", where a login is asked for; what an account of yours may read is had with a [login] table ({GUIDE})"
    return ", where a login is asked for; the profile logs in, so this account may not read it, or its login had ended"


def _leading_on(db: Database, url: str, location: str, source: Source) -> str:
    """Whether redirects lead nowhere, or back to where they began."""
    key, seen, target = source.profile.key_of(url), set[str](), absolute(location, url)
    if target is None:
        return ", which is no address that can be fetched"
    while target is not None and source.profile.key_of(target) not in seen:
        seen.add(source.profile.key_of(target))
        if source.profile.key_of(target) == key:
            return ", and so in a circle"
        row = db.execute(_CAPTURE, [source.profile.key_of(target)]).fetchone()
        if row is None or not 300 <= row[1] < 400:
            return ""
        try:
            following = source.read(Place(file=row[3], offset=row[4], length=row[5], within=row[6])).header("Location")
        except WarcError:
            return ""
        target = absolute(following or "", target)
    return ""


def _state_of(db: Database, url: str, key: str, profile: SiteProfile) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = db.execute(f"{_STATE} WHERE url = ?", [url]).fetchone()
    if row is not None:
        return row
    return next((found for found in _spelt_alike(db, key) if profile.key_of(found[0]) == key), None)


def _spelt_alike(db: Database, key: str) -> Iterator[tuple[Any, ...]]:
    """The addresses with the same words in them; to make the keys of all would take seconds in a large archive."""
    words = sorted(set(_WORD.findall(key)), key=len, reverse=True)[:_TELLING]
    alike = " AND ".join("url LIKE ?" for _ in words) or "1"
    yield from db.execute(f"{_STATE} WHERE {alike}", [f"%{word[:_LOOKED_FOR]}%" for word in words])


def _says_state(state: tuple[Any, ...] | None) -> str:
    if state is None:
        return "Not in the archive: no page and no listing that was read names this address."
    _, name, reason, http_status, last_tried = state
    facts = [reason, f"HTTP {http_status}" if http_status else None, f"last tried {last_tried}" if last_tried else None]
    told = ", ".join(fact for fact in facts if fact)
    return f"Not in the archive: {name}{f' ({told})' if told else ''}."
