"""Templates as rows: the layouts of an archive, who taught them, and which captures are to be read again by them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlite_utils import Database

from archiver.model import Place
from archiver.store.database import draft_of, has_table, insert_rows, rows_about
from archiver.store.observations import Observation, add_drafts, add_observations

_SEEN = "SELECT o.fetched_at, o.capture_id, o.url_key, o.url, o.template, o.read_with FROM observations o "
_IN_ORDER = " ORDER BY o.fetched_at, o.capture_id"
_SOME = f"{_SEEN} WHERE o.capture_id IN (SELECT value FROM json_each(?)) {_IN_ORDER}"  # noqa: S608 our words
_NEW = f"{_SEEN} JOIN to_read t USING (capture_id) WHERE t.is_new AND o.template <> '' {_IN_ORDER}"
_ASIDE = "SELECT fetched_at, capture_id, url_key, url, template, read_with FROM set_aside WHERE template <> ''"
_ALL = f"{_SEEN} WHERE o.read_with IS NOT NULL AND o.template <> ''"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A layout with what was learned of it."""

    host: str
    number: int
    sketch: str
    digest: str
    traces: bytes
    learned_from: tuple[str, ...]  # captures.id


class SeenRow(NamedTuple):
    """A page that templates bear on."""

    fetched_at: str
    capture_id: str
    url_key: str
    url: str
    sketch: str
    read_with: str


@dataclass(frozen=True, slots=True)
class ToRead:
    """A capture that is to be read again, as its record is called here."""

    capture_id: str
    method: str
    request_digest: str | None
    place: Place


def template_rows(db: Database) -> list[TemplateRow]:
    """What has been learned; an index of an older program, which is only read, keeps nothing."""
    if not has_table(db.conn, "templates"):
        return []
    rows = db.execute("SELECT host, number, layout, digest, traces, learned_from FROM templates ORDER BY host, number")
    return [
        TemplateRow(host, number, sketch, digest, traces, tuple(json.loads(teachers)))
        for host, number, sketch, digest, traces, teachers in rows
    ]


def put_templates(db: Database, rows: Iterable[TemplateRow]) -> None:
    """The templates are these from now on."""
    db.execute("DELETE FROM templates")
    values = [
        {
            "host": row.host,
            "number": row.number,
            "layout": row.sketch,
            "pages": len(row.learned_from),
            "learned_from": json.dumps(row.learned_from),
            "digest": row.digest,
            "traces": row.traces,
        }
        for row in rows
    ]
    insert_rows(db, "INSERT", "templates", values)


def is_anything_new(db: Database) -> bool:
    """Whether captures were taken in of which nobody has learned yet."""
    return db.execute("SELECT 1 FROM to_read WHERE is_new LIMIT 1").fetchone() is not None


def new_pages(db: Database) -> list[SeenRow]:
    """Their pages, in order of time."""
    return [SeenRow(*row) for row in db.execute(_NEW)]


def all_pages(db: Database, *, in_order: bool) -> Iterator[SeenRow]:
    """All pages that templates bear on, in order of time or as they lie, which is found sooner."""
    return (SeenRow(*row) for row in db.execute(_ALL + _IN_ORDER if in_order else _ALL))


def set_aside(db: Database) -> Iterator[SeenRow]:
    """The pages that look like lists by themselves, and teach nothing."""
    return (SeenRow(*row) for row in db.execute(_ASIDE))


def pages_of(db: Database, captures: Iterable[str]) -> list[SeenRow]:
    """The pages that these captures show, in order of time."""
    return [SeenRow(*row) for row in rows_about(db, _SOME, captures)]


def read_later(db: Database, captures: Iterable[str], *, only_new: bool) -> None:
    """Of all captures, or only of the new ones, these are read otherwise than today."""
    db.execute("DELETE FROM to_read WHERE is_new" if only_new else "DELETE FROM to_read")
    insert_rows(db, "INSERT OR REPLACE", "to_read", [{"capture_id": one, "is_new": 0} for one in captures])


def captures_to_read(db: Database) -> list[str]:
    """In the order of the record; those that name another's payload come last, so that they can say what it says."""
    rows = db.execute(
        "SELECT id FROM to_read JOIN captures ON id = capture_id WHERE NOT is_new"
        " ORDER BY revisit_of IS NOT NULL, warc_file, warc_offset, warc_within, id"
    )
    return [number for (number,) in rows]


def places_of(db: Database, captures: Sequence[str]) -> list[ToRead]:
    rows = {
        row[0]: row
        for row in rows_about(
            db,
            "SELECT id, method, request_digest, warc_file, warc_offset, warc_length, warc_within FROM captures"
            " WHERE id IN (SELECT value FROM json_each(?))",
            captures,
        )
    }
    return [
        ToRead(number, method, asked, Place(file=file, offset=offset, length=length, within=within))
        for number, method, asked, file, offset, length, within in (rows[one] for one in captures)
    ]


def is_read(db: Database, captures: Iterable[str]) -> None:
    """These need not be read again."""
    db.conn.executemany("DELETE FROM to_read WHERE capture_id = ?", [(one,) for one in captures])


def say_otherwise(db: Database, observation: Observation, named: Iterable[str], key_of: Callable[[str], str]) -> bool:
    """A capture that was read again says this; whether that is another draft than before."""
    was = _draft(db, observation.capture_id)
    (digest,) = add_drafts(db, [(observation.draft, named)])
    db.execute(
        "UPDATE observations SET draft = ?, wording = ?, likeness = ?, gist = ?, other_gist = ?, read_with = ? WHERE capture_id = ?",
        [
            digest,
            observation.wording,
            observation.likeness,
            next(iter(observation.gists), None),
            next(iter(observation.gists[1:]), None),
            observation.read_with,
            observation.capture_id,
        ],
    )
    return _replaced(db, was, digest, key_of)


def say_of_aside(
    db: Database,
    read_with: str,
    capture_id: str,
    said: tuple[Observation, Iterable[str]] | None,
    key_of: Callable[[str], str],
) -> bool:
    """A page that was set aside says this now, or nothing; whether that is another thing than before."""
    db.execute("UPDATE set_aside SET read_with = ? WHERE capture_id = ?", [read_with, capture_id])
    was = _draft(db, capture_id)
    if was and said:
        return say_otherwise(db, *said, key_of)
    if said:
        add_observations(db, [(said[0], tuple(said[1]))])
        return True
    db.execute("DELETE FROM observations WHERE capture_id = ?", [capture_id])
    return _replaced(db, was, None, key_of)


def say_as(db: Database, capture_id: str, other: str, key_of: Callable[[str], str]) -> bool | None:
    """What a revisit says is what the capture says that it names; None where that one is of another address or read otherwise."""
    was = _draft(db, capture_id)
    digest = db.execute(
        "UPDATE observations AS o SET draft = h.draft, wording = h.wording, likeness = h.likeness, gist = h.gist,"
        " other_gist = h.other_gist, read_with = h.read_with FROM observations h"
        " WHERE o.capture_id = ? AND h.capture_id = ? AND h.url = o.url AND h.template = o.template AND h.read_with IS NOT NULL"
        " AND h.capture_id NOT IN (SELECT capture_id FROM to_read) RETURNING draft",
        [capture_id, other],
    ).fetchone()
    return None if digest is None else _replaced(db, was, digest[0], key_of)


def _draft(db: Database, capture_id: str) -> str | None:
    """What a capture says; None where it says nothing."""
    row = db.execute("SELECT draft FROM observations WHERE capture_id = ?", [capture_id]).fetchone()
    return None if row is None else str(row[0])


def _replaced(db: Database, was: str | None, now: str | None, key_of: Callable[[str], str]) -> bool:
    """Whether it is another draft; the old one goes if nobody says it any more."""
    if was == now:
        return False
    if was is not None and db.execute("SELECT 1 FROM observations WHERE draft = ? LIMIT 1", [was]).fetchone() is None:
        (text,) = db.execute("DELETE FROM drafts WHERE digest = ? RETURNING json", [was]).fetchone()
        mentions = {(key_of(link.url), was) for link in draft_of(text).links}
        db.conn.executemany("DELETE FROM mentions WHERE url_key = ? AND draft = ?", mentions)
    return True
