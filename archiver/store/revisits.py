"""Which record holds the payload of a revisit; files of others name it by its id, by address and time, or by a digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archiver.model import Capture, Place
from archiver.store.database import insert_rows, time_text

_HOLDS = "NOT EXISTS (SELECT 1 FROM revisits x WHERE x.capture_id = o.id)"
# Each gives the captures `o` that may hold the payload of the revisit `c`, of which the record `r` tells more.
_BY_ID = f"SELECT o.id FROM captures o WHERE o.id = r.refers_id AND {_HOLDS}"
_BY_ADDRESS = (
    "SELECT o.id FROM captures o WHERE o.url_key = r.refers_key AND o.fetched_at = r.refers_at"
    f" AND o.url = r.refers_url AND {_HOLDS} ORDER BY o.id LIMIT 1"
)
# The earliest is the same one in whatever order the files came.
_BY_DIGEST = (
    "SELECT id FROM (SELECT o.id, o.fetched_at FROM captures o WHERE o.digest = {digest} AND o.revisit_of IS NULL"
    " AND o.status < 300 AND " + _HOLDS + " UNION ALL SELECT o.id, o.fetched_at FROM captures o"
    " WHERE o.named_digest = {digest} AND o.status < 300) ORDER BY fetched_at, id LIMIT 1"
)
_NAME = f"""
UPDATE captures SET revisit_of = coalesce(({_BY_ID}), ({_BY_ADDRESS}), ({_BY_DIGEST.format(digest="captures.digest")}), r.refers_id)
FROM revisits r WHERE r.capture_id = captures.id
"""  # noqa: S608 our own words
_HELD = "SELECT id, url, warc_file, warc_offset, warc_length, warc_within, size FROM captures WHERE id = ({})"


@dataclass(frozen=True, slots=True)
class Held:
    """A payload that the archive holds: under which capture, where, and how large."""

    capture_id: str
    url: str
    place: Place
    size: int


def add_revisits(db: Database, revisits: Iterable[tuple[Capture, str | None]]) -> None:
    """What imported revisits say of the record that holds the payload, each with the url_key of its address."""
    rows = [
        {
            "capture_id": capture.id,
            "refers_id": capture.revisit_of,
            "refers_url": capture.refers[0] if capture.refers else None,
            "refers_at": time_text(capture.refers[1]) if capture.refers else None,
            "refers_key": key,
        }
        for capture, key in revisits
    ]
    insert_rows(db, "INSERT OR IGNORE", "revisits", rows)


def held_payload(db: Database, capture: Capture) -> Held | None:
    """Where the payload of a revisit lies: in the record that it names, else in the earliest with its digest."""
    named = "SELECT o.id FROM captures o WHERE o.id = ?1 AND o.revisit_of IS NULL AND " + _HOLDS
    questions = (
        (named, capture.revisit_of),
        (f"SELECT ({_BY_ADDRESS}) FROM revisits r WHERE r.capture_id = ?1", capture.id),  # noqa: S608
        (_BY_DIGEST.format(digest="?1"), capture.digest),
    )
    for question, subject in questions:
        if (found := db.execute(_HELD.format(question), [subject]).fetchone()) is not None:
            capture_id, url, file, offset, length, within, size = found
            return Held(capture_id, url, Place(file=file, offset=offset, length=length, within=within), size)
    return None


def name_holders(db: Database) -> None:
    """Imported revisits name the capture that holds their payload, as ours do, once all that is here has been taken in."""
    db.execute(_NAME)
