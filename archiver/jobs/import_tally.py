"""What an import found in one file: counted by kind, and the first places of each thing that must be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from archiver.model import Place
from archiver.warc.foreign.exchanges import Seen
from archiver.warc.member import Fault

_PLACES = 10  # of each kind that are named
_KINDS = 200  # of hosts, words and versions: a hostile file may invent any number


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was found at some places."""

    what: str
    count: int
    places: tuple[str, ...]  # the first of them


@dataclass(slots=True)
class _Heap:
    """Things by kind, with their first places."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, place: str) -> None:
        what = what if what in self.counts or len(self.counts) < _KINDS else "and more"
        self.counts[what] += 1
        places = self.places.setdefault(what, [])
        if len(places) < _PLACES:
            places.append(place)

    def told(self) -> tuple[Told, ...]:
        return tuple(Told(what, count, tuple(self.places[what])) for what, count in self.counts.most_common())


@dataclass(slots=True)
class Tally:
    """The count of one file while it is read."""

    versions: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    digests: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    again: int = 0  # of these, taken by an import that was cut off
    held: int = 0
    outside: int = 0
    hosts: Counter[str] = field(default_factory=Counter)  # of the pages of other sites
    faults: _Heap = field(default_factory=_Heap)
    wrong: _Heap = field(default_factory=_Heap)
    left: _Heap = field(default_factory=_Heap)
    odd: _Heap = field(default_factory=_Heap)

    def see(self, seen: Seen) -> None:
        _count(self.versions, seen.version)
        _count(self.records, seen.type)
        self.digests.update(seen.digests)
        place = _place(seen.place)
        if seen.wrong:
            self.wrong.add(seen.wrong, place)
        if seen.left:
            self.left.add(seen.left, place)
        for oddity in seen.oddities:
            self.odd.add(oddity, place)

    def fail(self, fault: Fault) -> None:
        self.faults.add(fault.reason.partition(" (")[0], f"{fault.file}@{fault.offset} ({fault.length} bytes)")

    def see_outside(self, url: str) -> None:
        self.outside += 1
        _count(self.hosts, _host(url))

    def figures(self) -> dict[str, Any]:
        """All of it, as the record and the report have it."""
        return {
            "versions": dict(self.versions),
            "records": dict(self.records),
            "digests": dict(self.digests),
            "captures_taken": self.taken,
            "captures_held": self.held,
            "captures_outside": self.outside,
            "hosts_outside": dict(self.hosts.most_common(_PLACES)),
            **{
                name: [_row(told) for told in getattr(self, name).told()] for name in ("faults", "wrong", "left", "odd")
            },
        }


def _row(told: Told) -> dict[str, Any]:
    return {"what": told.what, "count": told.count, "places": list(told.places)}


def _count(counter: Counter[str], what: str) -> None:
    counter[what[:80] if what[:80] in counter or len(counter) < _KINDS else "and more"] += 1


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:  # `http://[half` is an address to some
        return "?"


def _place(place: Place) -> str:
    return f"{place.file}@{place.offset}" + (f"+{place.within}" if place.within is not None else "")
