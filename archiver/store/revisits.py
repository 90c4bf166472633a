"""Which record holds the payload of a revisit; files of others name it by its id, by address and time, or by a digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archiver.model import FIRST_PART, Capture, Place
from archiver.store.database import insert_rows, time_text

# Of the captures that may hold the payload, the earliest is the same one in whatever order the files came.
_NAME = """
UPDATE captures SET revisit_of = coalesce(
    (SELECT p.id FROM payloads p WHERE p.id = r.refers_id),
    (SELECT p.id FROM payloads p WHERE p.url_key = r.refers_key AND p.fetched_at = r.refers_at AND p.url = r.refers_url
        ORDER BY p.id LIMIT 1),
    (SELECT id FROM (
        SELECT p.id, p.fetched_at FROM payloads p WHERE p.digest = captures.digest AND p.status < 300 UNION ALL
        SELECT p.id, p.fetched_at FROM payloads p WHERE p.named_digest = captures.digest AND p.status < 300)
        ORDER BY fetched_at, id LIMIT 1),
    r.refers_id)
FROM revisits r WHERE r.capture_id = captures.id
"""
# A part of an answer is no payload: a revisit of it waits until the others have come.
_WHOLE = f"(p.truncated IS NULL OR p.truncated NOT LIKE '{FIRST_PART}:%')"
_COLUMNS = "SELECT p.id, p.url, p.warc_file, p.warc_offset, p.warc_length, p.warc_within, p.size FROM payloads p "
_BY_ID = f"WHERE {_WHOLE} AND p.id = ?"
_BY_ADDRESS = (
    "JOIN revisits r ON p.url_key = r.refers_key AND p.fetched_at = r.refers_at AND p.url = r.refers_url "
    f"WHERE {_WHOLE} AND r.capture_id = ? ORDER BY p.id LIMIT 1"
)
_BY_DIGEST = f"WHERE {_WHOLE} AND p.digest = ? AND p.status < 300 ORDER BY p.fetched_at, p.id LIMIT 1"
_BY_NAMED_DIGEST = f"WHERE {_WHOLE} AND p.named_digest = ? AND p.status < 300 ORDER BY p.fetched_at, p.id LIMIT 1"


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
    questions = (
        (_BY_ID, capture.revisit_of),
        (_BY_ADDRESS, capture.id),
        (_BY_DIGEST, capture.digest),
        (_BY_NAMED_DIGEST, capture.digest),
    )
    for question, subject in questions:
        if (found := db.execute(_COLUMNS + question, [subject]).fetchone()) is not None:
            capture_id, url, file, offset, length, within, size = found
            return Held(capture_id, url, Place(file=file, offset=offset, length=length, within=within), size)
    return None


def name_holders(db: Database) -> None:
    """Imported revisits name the capture that holds their payload, as ours do, once all that is here has been taken in."""
    db.execute(_NAME)
