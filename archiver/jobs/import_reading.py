"""The captures of a foreign file that the archive does not have yet, in the order of the file."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.errors import WarcError
from archiver.jobs.import_tally import Tally
from archiver.jobs.payload import key_of
from archiver.layout import ArchiveFolder, name_under_warc
from archiver.model import FIRST_PART, Capture
from archiver.sites.profile import SiteProfile
from archiver.store.database import time_text
from archiver.store.observations import note_unreadable_place
from archiver.warc.foreign.answer import id_of
from archiver.warc.foreign.exchanges import Seen, read_exchanges
from archiver.warc.foreign.region import regions
from archiver.warc.member import Fault
from archiver.warc.reader import Exchange

_RECENT = 1 << 16  # captures that may not have been written yet
_NOTED = 1000  # faults of a file that become events; all are counted

_PARTS = f"{FIRST_PART}:%"

Index = Callable[[Exchange], None]
_Identity = tuple[str, str, str, str | None]


class KnownCaptures:
    """What the archive holds: a capture is known by its record's id, or by address, time and digest.

    What was kept in parts has no digest that can be compared before all of them are here: address and time must do.
    """

    def __init__(self, db: Database, profile: SiteProfile) -> None:
        self._db = db
        self._profile = profile
        self._recent: OrderedDict[str | _Identity, _Identity] = OrderedDict()

    def named(self, capture: Capture) -> tuple[Capture | None, bool]:
        """The capture under the id that it has here, and whether it is new; None where another record is it.

        Some writers give one id to several records; then the place tells them apart.
        """
        digest = "" if _is_part(capture.truncated) else capture.digest
        identity = (capture.url, time_text(capture.fetched_at), digest, capture.request_digest)
        for number in dict.fromkeys((capture.id, id_of(capture.place))):
            known = self._known(number)
            if known is None:
                if self._has(capture, identity):
                    return None, False
                self._remember(number, identity)
                return _called(capture, number), True
            if known[1] == (capture.place.file, capture.place.offset, capture.place.within):
                return _called(capture, number), False
            if _are_one(known[0], identity):
                return None, False
        return None, False

    def _known(self, number: str) -> tuple[_Identity, tuple[Any, ...]] | None:
        if (recent := self._recent.get(number)) is not None:
            return recent, ()
        row = self._db.execute(
            "SELECT url, fetched_at, iif(truncated LIKE ?, '', digest), request_digest,"
            " warc_file, warc_offset, warc_within FROM captures WHERE id = ?",
            [_PARTS, number],
        ).fetchone()
        return (row[:4], row[4:]) if row else None

    def _has(self, capture: Capture, identity: _Identity) -> bool:
        url, moment, digest, request_digest = identity
        of_any_digest = self._recent.get((url, moment, "", request_digest))
        if identity in self._recent or (of_any_digest is not None and _are_one(of_any_digest, identity)):
            return True
        found = self._db.execute(
            "SELECT 1 FROM captures WHERE url_key = ? AND fetched_at = ? AND url = ? AND request_digest IS ?"
            " AND (digest = ? OR ? = '' OR truncated LIKE ?)",
            [key_of(capture, self._profile), moment, url, request_digest, digest, digest, _PARTS],
        )
        return found.fetchone() is not None

    def _remember(self, number: str, identity: _Identity) -> None:
        url, moment, _, request_digest = identity
        self._recent[number] = self._recent[identity] = self._recent[url, moment, "", request_digest] = identity
        while len(self._recent) > _RECENT:
            self._recent.popitem(last=False)


def _is_part(truncated: str | None) -> bool:
    return truncated is not None and truncated.startswith(f"{FIRST_PART}:")


def _are_one(one: _Identity, other: _Identity) -> bool:
    """Whether nothing that can be compared tells them apart."""
    return one[:2] == other[:2] and one[3] == other[3] and (one[2] == other[2] or "" in {one[2], other[2]})


def _called(capture: Capture, number: str) -> Capture:
    return capture if capture.id == number else replace(capture, id=number)


def new_captures(
    db: Database,
    path: Path,
    known: KnownCaptures,
    profile: SiteProfile,
    tally: Tally,
    imported_at: str | None,
    index: Index | None = None,
) -> Iterator[Capture]:
    """What of a file is new; the rest is counted, and what cannot be read is written on the way.

    `imported_at`: as the record tells it, so that a rebuild says the same; None where it tells nothing of the file.
    """
    file = name_under_warc(path)
    noted = 0
    try:
        parts = regions(path, file)
    except WarcError as error:
        parts = []
        tally.fail(Fault(file=file, offset=0, length=path.stat().st_size, reason=str(error)))
    for region in parts:
        for found in read_exchanges(region):
            if isinstance(found, Seen):
                tally.see(found)
            elif isinstance(found, Fault):
                tally.fail(found)
                noted += 1
                if noted <= _NOTED:
                    _note(db, found, imported_at)
            else:
                if index is not None:
                    index(found)
                yield from _new(found, known, profile, tally)


def _new(exchange: Exchange, known: KnownCaptures, profile: SiteProfile, tally: Tally) -> Iterator[Capture]:
    capture, is_new = known.named(exchange.capture)
    if capture is None:
        tally.held += 1
        return
    tally.taken += 1
    if not profile.in_scope(capture.url):
        tally.see_outside(capture.url)
    if is_new:
        yield capture
    else:
        tally.again += 1


def _note(db: Database, fault: Fault, imported_at: str | None) -> None:
    with db.atomic():
        note_unreadable_place(db, fault.place, fault.reason, imported_at)


def imports_in_order(folder: ArchiveFolder, named: list[str]) -> list[Path]:
    """The files of others in the order in which they were taken in; what no record names comes last."""
    order = {file: number for number, file in reversed(list(enumerate(named)))}
    return sorted(folder.imported_files(), key=lambda path: (order.get(name_under_warc(path), len(named)), path.name))
