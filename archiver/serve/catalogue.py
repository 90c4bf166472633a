"""By what articles are counted and sorted, in memory: a few bytes for each, read once for each state of the index.

To count the hits of a common word by author, an index on disk would read a hundred thousand rows for each question.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from archiver.serve.remembered import Latest
from archiver.store.search import Ranking
from archiver.store.terms import Match
from archiver.store.weighing import has_pairs, where_to_ask

FACETS = ("section", "year", "author", "kind", "status", "language", "attachments")
NONE = "-"  # in place of a value: what has none; no section of a profile is called so
FILES = ("document", "image", "audio", "video")  # the values of `attachments`; an article may have several
_REMEMBERED = 24 << 20  # bytes: of who holds a phrase, which is one bit for each article
_AHEAD = _REMEMBERED // 2  # of that, for what nobody has asked for yet
_RANKINGS = 200
_PAGES = 300  # of hits, of about fifty KB
_APART = 6  # phrases of one question

# Answered by one index alone: in the table each row stands behind pages of text.
_ARTICLES = "SELECT id, section, published, author, kind, status, language FROM articles INDEXED BY articles_by_section"
_OF_AN_OLDER_INDEX = _ARTICLES.partition(" INDEXED")[0]
_WIDE = "SELECT 1 FROM pragma_index_info('articles_by_section') WHERE name = 'language'"
_WITH_FILES = "SELECT DISTINCT article_id, kind FROM attachments"
_MATCHES = "SELECT group_concat(rowid) FROM {index} WHERE {index} MATCH ?"

Numbers = NDArray[np.int64]
Places = NDArray[np.intp]  # of articles in the catalogue
Codes = NDArray[np.int32]
Chosen = NDArray[np.bool_]
Bits = NDArray[np.uint8]
Spread = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class _Column:
    """The values of one facet in the order of their letters, and which of them each article has: 1 is the first, 0 none."""

    values: tuple[str, ...]
    codes: Codes

    def spread(self, places: Places, most: int, *, by_value: bool) -> Spread:
        counted = np.bincount(self.codes.take(places), minlength=len(self.values) + 1)[1:]
        order = np.arange(len(counted))[::-1] if by_value else np.argsort(-counted, kind="stable")
        held = order[counted[order] > 0][:most].tolist()
        return [(self.values[code], int(counted[code])) for code in held]

    def having(self, places: Places, value: str) -> Chosen:
        if value not in self.values and value != NONE:
            return np.zeros(len(places), dtype=np.bool_)
        code = self.values.index(value) + 1 if value in self.values else 0
        return np.asarray(self.codes.take(places) == code)

    def value(self, place: int) -> str | None:
        code = int(self.codes[place])
        return self.values[code - 1] if code else None


@dataclass(frozen=True, slots=True)
class _Files:
    """Which kinds of attachments each article has, a bit for each."""

    bits: NDArray[np.uint8]

    def spread(self, places: Places, most: int, *, by_value: bool) -> Spread:
        bits = self.bits.take(places)
        counted = [(kind, int(np.count_nonzero(bits & (1 << number)))) for number, kind in enumerate(FILES)]
        held = [(kind, count) for kind, count in counted if count]
        return sorted(held, key=lambda one: (not by_value and -one[1], one[0]))[:most]

    def having(self, places: Places, value: str) -> Chosen:
        if value not in FILES:
            return np.zeros(len(places), dtype=np.bool_)
        return np.asarray(self.bits.take(places) & (1 << FILES.index(value)) != 0)

    def value(self, place: int) -> str | None:
        return " ".join(kind for number, kind in enumerate(FILES) if self.bits[place] & (1 << number)) or None


class Catalogue:
    """The articles of one state of an index."""

    def __init__(
        self,
        ids: Numbers,
        columns: dict[str, _Column | _Files],
        dates: list[str | None],
        titles: dict[str, str],
        *,
        by_pairs: bool,
    ) -> None:
        self.titles = titles  # of the sections, by name
        self._by_pairs = by_pairs
        self._ids = ids
        self._columns = columns
        self._newest, self._oldest = _order(dates, newest=True), _order(dates, newest=False)
        self._holding: Latest[Match, Bits] = Latest(_REMEMBERED)
        self.rankings: Latest[object, Ranking] = Latest(_RANKINGS)
        self.pages: Latest[object, Any] = Latest(_PAGES)
        self.asked_at = 0.0  # when somebody asked last, by the clock that only goes forward
        self._ahead = _AHEAD

    @property
    def all(self) -> Places:
        return np.arange(len(self._ids))

    def matching(self, db: Database, match: Match) -> Places:
        """The articles that hold what the index is asked for.

        Each phrase is asked for by itself and remembered: readers ask for the same words, but seldom for the same together.
        Not so of a whole sentence, which few articles hold: the index leaps from one to the next and reads little of each word.
        """
        if len(match.phrases) > _APART:
            held = self._that_hold(db, match)
        else:
            held = np.bitwise_and.reduce([self._that_hold(db, one) for one in match.each(match.phrases)])
            if match.near:
                held &= np.bitwise_or.reduce([self._that_hold(db, one) for one in match.each(match.near)])
        return np.flatnonzero(np.unpackbits(held, count=len(self._ids)).view(np.bool_))

    def _that_hold(self, db: Database, match: Match) -> Bits:
        if (known := self._holding.get(match)) is not None:
            return known
        index, words = where_to_ask(match, by_pairs=self._by_pairs)
        (found,) = db.execute(_MATCHES.format(index=index), [words]).fetchone()
        holds = np.zeros(len(self._ids), dtype=np.bool_)
        holds[_places(self._ids, np.fromstring(found or "", dtype=np.int64, sep=","))] = True
        bits = np.packbits(holds)
        self._holding.put(match, bits, bits.nbytes)
        return bits

    def remember(self, db: Database, match: Match) -> bool:
        """Ask for a phrase that nobody has asked for yet; false where there is no more room for such."""
        self._ahead -= self._that_hold(db, match).nbytes
        return self._ahead > 0

    def some(self, most: int) -> list[int]:
        """The ids of about so many articles, from all over the archive."""
        some: list[int] = self._ids[:: max(1, len(self._ids) // most)].tolist()
        return some

    def places(self, numbers: Sequence[int]) -> Places:
        """Where these articles stand, by their ids."""
        return _places(self._ids, np.sort(np.asarray(numbers, dtype=np.int64)))

    def numbers(self, places: Places) -> list[int]:
        """The ids of the articles that stand there."""
        numbers: list[int] = self._ids[places].tolist()
        return numbers

    def without(self, places: Places, numbers: Collection[int]) -> Places:
        return np.asarray(places[~np.isin(self._ids[places], list(numbers))]) if numbers else places

    def having(self, places: Places, facet: str, value: str) -> Chosen:
        return self._columns[facet].having(places, value)

    def spread(self, places: Places, facet: str, most: int) -> Spread:
        """The values of a facet that most of these have, and how many have each; of the years, the latest."""
        return self._columns[facet].spread(places, most, by_value=facet == "year")

    def facts(self, numbers: Sequence[int]) -> dict[int, dict[str, str | None]]:
        """By the ids of some articles, what they are counted by."""
        facts: dict[int, dict[str, str | None]] = {number: dict.fromkeys(FACETS) for number in numbers}
        for place in self.places(numbers).tolist():
            facts[int(self._ids[place])] = {name: column.value(place) for name, column in self._columns.items()}
        return facts

    def by_date(self, places: Places, most: int, *, newest: bool) -> Places:
        """The first of them, as many as `most`; those without a date come last, either way."""
        ranks = (self._newest if newest else self._oldest)[places]
        if most < len(places):
            first = np.argpartition(ranks, most)[:most]
            places, ranks = places[first], ranks[first]
        return np.asarray(places[np.argsort(ranks)])


def _order(dates: list[str | None], *, newest: bool) -> Codes:
    """For each article, how many come before it."""
    order = sorted(range(len(dates)), key=lambda place: dates[place] or "", reverse=newest)
    order.sort(key=lambda place: dates[place] is None)
    ranks = np.empty(len(dates), dtype=np.int32)
    ranks[order] = np.arange(len(dates), dtype=np.int32)
    return ranks


def read_catalogue(connection: sqlite3.Connection) -> Catalogue:
    """The catalogue of an index as it stands now."""
    query = _ARTICLES if connection.execute(_WIDE).fetchone() else _OF_AN_OLDER_INDEX
    rows = sorted(tuple(row) for row in connection.execute(query))
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    dates = [row[2] for row in rows]
    columns: dict[str, _Column | _Files] = {
        "section": _column(row[1] for row in rows),
        "year": _column(date[:4] if date else None for date in dates),
        "author": _column(row[3] for row in rows),
        "kind": _column(row[4] for row in rows),
        "status": _column(row[5] for row in rows),
        "language": _column(row[6] for row in rows),
        "attachments": _Files(_files(ids, connection.execute(_WITH_FILES))),
    }
    titles = dict(tuple(row) for row in connection.execute("SELECT name, title FROM sections"))
    return Catalogue(ids, columns, dates, titles, by_pairs=has_pairs(connection))


def _column(found: Iterable[str | None]) -> _Column:
    held = list(found)
    values = sorted({value for value in held if value is not None})
    codes: dict[str | None, int] = {None: 0, **{value: code for code, value in enumerate(values, 1)}}
    return _Column(tuple(values), np.array([codes[value] for value in held], dtype=np.int32))


def _files(ids: Numbers, rows: Iterable[Any]) -> NDArray[np.uint8]:
    bits = np.zeros(len(ids), dtype=np.uint8)
    by_kind: dict[str, list[int]] = {kind: [] for kind in FILES}
    for number, kind in rows:
        by_kind[kind].append(number)
    for bit, numbers in enumerate(by_kind.values()):
        bits[_places(ids, np.array(numbers, dtype=np.int64))] |= np.uint8(1 << bit)
    return bits


def _places(ids: Numbers, numbers: Numbers) -> Places:
    """Where these stand among the ids; what is not among them (it came a moment later) stands nowhere."""
    if not len(ids):
        return np.array([], dtype=np.intp)
    found = np.minimum(np.searchsorted(ids, numbers), len(ids) - 1)
    return np.asarray(found[ids[found] == numbers])
