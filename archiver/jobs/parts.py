"""Answers that others kept in several records: read as one when all their parts are here, in whatever file and order they came."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from archiver.errors import WarcError
from archiver.jobs.taking import Source, look_at, write_findings
from archiver.model import FIRST_PART, Place
from archiver.store import observations as seen

_APART = """
SELECT c.id, c.method, c.request_digest, c.truncated, c.warc_file, c.warc_offset, c.warc_length, c.warc_within
FROM events e JOIN captures c ON e.id = 'unreadable-' || c.id
WHERE e.type = 'unreadable' AND c.truncated LIKE ? ORDER BY c.id
"""


def parts_missing(db: Database, file: str) -> tuple[str, ...]:
    """The answers in parts that begin in a file and cannot be joined, each with why."""
    rows = db.execute(
        "SELECT url, substr(truncated, ?) FROM captures WHERE warc_file = ? AND truncated LIKE ? ORDER BY url, id",
        [len(FIRST_PART) + 3, file, f"{FIRST_PART}:%"],
    )
    return tuple(f"{url}: {why}" for url, why in rows)


def join_parts(db: Database, source: Source) -> set[str]:
    """Take in the answers whose last missing part has come; the url_keys of the articles for which that may be news."""
    touched: set[str] = set()
    for number, method, asked, was, file, offset, length, within in db.execute(_APART, [f"{FIRST_PART}:%"]).fetchall():
        try:
            capture = source.read(Place(file=file, offset=offset, length=length, within=within))
        except WarcError:  # the file is damaged or gone since: a check names it
            continue
        if capture.truncated == was:
            continue
        known = replace(capture, id=number, method=method, request_digest=asked)
        found = look_at(known, source.profile, source.templates)
        seen.join_capture(db, known, found.size)
        seen.mark_absent(db, [(number, found.absent)] if found.absent else [])
        touched |= write_findings(db, [found])
    return touched
