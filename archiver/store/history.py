"""The observations of an address, read back so that its articles can be settled.

What an address showed while it had nothing but the home page to show (the view `shown` leaves it out) is a sign against
it, and no observation of an article.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from archiver.sites.absence import SHOWS_HOME
from archiver.store.database import draft_of, moment_of, rows_about
from archiver.store.observations import FileSeen, Listing, Observation


def keys_joined_to(db: Database, keys: Iterable[str]) -> set[str]:
    """The url_keys, with all that were ever like one of them or a page of one text with it, now or before, by however many steps."""
    reached, marks = set(keys), set[str]()
    fresh = set(reached)
    while fresh:
        had = (fresh | {mark for query in _MARKS_OF for (mark,) in rows_about(db, query, fresh)}) - marks
        marks |= had
        alike = {key for query in _KEYS_OF for (key,) in rows_about(db, query, had)}
        fresh = alike - reached
        reached |= fresh
    return reached


# Alike: the same words at another address; the same title and longest sentence in another template; the same page, where it
# is another one than before. Of addresses that have shown one page only, nothing is told by others that show it too: a
# thousand reports that differ in figures would be settled together, each time that one of them is seen. A page is one of
# several where the first of them is a text too: the pages of a list have nothing in common.
_CHANGED = "EXISTS (SELECT 1 FROM shown o WHERE o.url_key = s.url_key AND o.face IS NOT s.face)"
_OF_A_TEXT = "EXISTS (SELECT 1 FROM shown o WHERE o.url_key = s.whole)"
_MARKS = {"likeness": "", "gist": "", "other_gist": "", "face": f" AND {_CHANGED}", "whole": f" AND {_OF_A_TEXT}"}
_MARKS_OF = tuple(
    f"SELECT DISTINCT {mark} FROM shown s WHERE {mark} IS NOT NULL AND url_key IN (SELECT value FROM json_each(?)){only}"  # noqa: S608 our names
    for mark, only in _MARKS.items()
)
_KEYS_OF = tuple(
    f"SELECT DISTINCT url_key FROM shown s WHERE {mark} IN (SELECT value FROM json_each(?)){only}"  # noqa: S608 our names
    for mark, only in (_MARKS | {"url_key": ""}).items()  # of a later page's mark the first page itself
)


def observations_of(db: Database, keys: Iterable[str]) -> list[Observation]:
    rows = rows_about(
        db,
        "SELECT capture_id, url, url_key, fetched_at, section, likeness, wording, template, gist, other_gist, face, whole, leaf, draft "
        "FROM shown "
        "WHERE url_key IN (SELECT value FROM json_each(?))",
        keys,
    )
    digests = {row[-1] for row in rows}
    texts = rows_about(db, "SELECT digest, json FROM drafts WHERE digest IN (SELECT value FROM json_each(?))", digests)
    drafts = {digest: draft_of(text) for digest, text in texts}
    return [
        Observation(
            capture_id=capture_id,
            url=url,
            url_key=url_key,
            fetched_at=moment_of(fetched_at),
            section=section,
            likeness=likeness,
            wording=wording,
            template=template,
            gists=tuple(filter(None, gists)),
            face=face,
            whole=whole,
            leaf=leaf,
            draft=drafts[digest],
        )
        for capture_id, url, url_key, fetched_at, section, likeness, wording, template, *gists, face, whole, leaf, digest in rows
    ]


_ON = """
WITH RECURSIVE led (named, url_key) AS (
    SELECT value, value FROM json_each(?) UNION SELECT named, target_key FROM led JOIN redirects USING (url_key)
)
SELECT capture_id, led.named, fetched_at, sha256, size, filename, media_type, kind FROM led JOIN files USING (url_key)
"""
_BACK = """
WITH RECURSIVE led (url_key) AS (
    SELECT value FROM json_each(?) UNION SELECT redirects.url_key FROM led JOIN redirects ON target_key = led.url_key
)
SELECT DISTINCT o.url_key FROM led JOIN mentions m USING (url_key) JOIN observations o ON o.draft = m.draft
"""


def files_of(db: Database, keys: Iterable[str]) -> list[FileSeen]:
    """The files at these addresses, and those to which they lead on, as of the address that leads there."""
    rows = rows_about(db, _ON, keys)
    return [
        FileSeen(
            capture_id=capture_id,
            url_key=url_key,
            fetched_at=moment_of(fetched_at),
            sha256=digest,
            size=size,
            filename=filename,
            media_type=media_type,
            kind=kind,
        )
        for capture_id, url_key, fetched_at, digest, size, filename, media_type, kind in rows
    ]


def listings_of(db: Database, keys: Iterable[str]) -> list[Listing]:
    rows = rows_about(
        db,
        "SELECT url_key, section, fetched_at, capture_id, link_text FROM listed WHERE url_key IN (SELECT value FROM json_each(?))",
        keys,
    )
    return [
        Listing(url_key=key, section=section, fetched_at=moment_of(at), capture_id=capture_id, link_text=text)
        for key, section, at, capture_id, text in rows
    ]


def signs_of(db: Database, keys: Iterable[str]) -> list[tuple[str, str, str, str, str | None]]:
    """What captures say of these addresses, in order of time: id, url_key, time, visit, and why there is nothing.

    A capture that belongs to no crawl belongs to its day.
    """
    return rows_about(db, _SIGNS, keys)


_SIGNS = f"""
SELECT c.id, c.url_key, c.fetched_at, coalesce(c.crawl_id, substr(c.fetched_at, 1, 10)),
    CASE WHEN o.face IN (SELECT face FROM homes) THEN '{SHOWS_HOME}' ELSE c.absent END
FROM captures c LEFT JOIN observations o ON o.capture_id = c.id
WHERE (o.capture_id IS NOT NULL OR c.absent IS NOT NULL) AND c.url_key IN (SELECT value FROM json_each(?))
ORDER BY c.fetched_at, c.id
"""  # noqa: S608 our words


def keys_that_name(db: Database, file_keys: Iterable[str]) -> set[str]:
    """The url_keys of the pages that ever named one of these files, or an address that leads to it."""
    return {key for (key,) in rows_about(db, _BACK, file_keys)}
