"""How well articles match a question to the index: less is better.

The index must go through all articles that hold a word before it can weigh one of them. So it is asked only where that
tells something: a few articles are weighed by reading them, and very many not at all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from archiver.store.database import has_table, one_row_about
from archiver.store.pairs import paired
from archiver.store.snippets import count_in
from archiver.store.terms import Match, Term, nearness

WEIGHED_AT_MOST = 2_000
VERY_MANY = 10_000
READ_AT_MOST = 60  # articles for one question, for what the index cannot tell or tells too late
APART_MALUS = 100.0  # more than any weight: words that stand together come before words apart

_IN_TITLE, _IN_TEXT, _IN_FILES = 8.0, 1.0, 0.5
_SOON_ENOUGH, _FOR_LENGTH = 1.2, 0.75  # k1 and b of BM25

_WEIGHED = """
SELECT json_group_array(json_array(number, weight)) FROM (
    SELECT rowid AS number, bm25({index}, 8.0, 1.0, 0.5) AS weight FROM {index}
    WHERE {index} MATCH :match AND rowid BETWEEN :first AND :last AND +rowid IN (SELECT value FROM json_each(:among))
    LIMIT -1)
"""  # without a limit SQLite makes one question of the two, in which the index gives no weights
_READ = """
SELECT json_group_array(json_array(a.id, coalesce(a.title, ''), a.text, substr(a.attachment_text, 1, 50000), hex(s.sz)))
FROM articles a JOIN search_docsize s ON s.id = a.id WHERE a.id IN (SELECT value FROM json_each(?))
"""
_SIZES = "SELECT block FROM search_data WHERE id = 1"  # how many articles the index holds, and words in each column


@dataclass(frozen=True, slots=True)
class Matching:
    """The articles that match, where a search is told among which to search."""

    held: int  # how many match, wherever they are; or more than very many
    count: int  # how many of these are to be searched in; or more than are weighed
    newest: Callable[[int], Sequence[int]]  # so many of those, by their ids


Among = Callable[[Match], Matching]


def has_pairs(connection: sqlite3.Connection) -> bool:
    """Whether words side by side have an index; not so in an archive of an older program that is only read."""
    return has_table(connection, "search_pairs")


def where_to_ask(match: Match, *, by_pairs: bool) -> tuple[str, str]:
    """The index that finds it sooner, and the question as that one understands it."""
    pairs = paired(match) if by_pairs else None
    return ("search", str(match)) if pairs is None else ("search_pairs", str(pairs))


def weighed_among(db: Database, match: Match, among: Among, limit: int) -> dict[int, float]:
    """The weights of some articles: of all of them, or of as many of the best as are asked for.

    To weigh words that stand in very many tells little and takes long: there, those that have them in their titles come
    first, and of both the newest.
    """
    some = among(match)
    if not some.count:
        return {}
    if some.count <= WEIGHED_AT_MOST and some.held <= VERY_MANY:
        numbers = some.newest(WEIGHED_AT_MOST)
        few = some.count <= READ_AT_MOST and match.is_phrase
        if (
            few and where_to_ask(match, by_pairs=has_pairs(db.conn))[0] == "search"
        ):  # the other is sooner than to read any
            usual = _usual_length(db)
            return {one.number: one.weight(match, usual) for one in _read(db, numbers)}
        return _weighed(db, match, numbers) if numbers else {}
    titled = among(replace(match, titled=True)).newest(limit)
    ordered = list(dict.fromkeys((*titled, *some.newest(limit))))[:limit]
    return {number: place / len(ordered) for place, number in enumerate(ordered)}


def _weighed(db: Database, match: Match, numbers: Sequence[int]) -> dict[int, float]:
    """Of some articles, what the index says of them."""
    index, words = where_to_ask(match, by_pairs=has_pairs(db.conn))
    asked = {"match": words, "first": min(numbers), "last": max(numbers), "among": json.dumps(list(numbers))}
    (found,) = db.execute(_WEIGHED.format(index=index), asked).fetchone()
    return dict(json.loads(found))


def weighed_by_reading(db: Database, terms: list[Term], numbers: Sequence[int]) -> dict[int, tuple[float, Match]]:
    """Of a few articles that hold all terms: the weight, and what the index may be asked to find it by."""
    ways, usual, weights = nearness(terms), _usual_length(db), {}
    for one in _read(db, numbers):
        way = next((apart for apart, match in enumerate(ways[:-1]) if one.often(Match(match.together))), len(ways) - 1)
        weights[one.number] = way * APART_MALUS + one.weight(ways[way], usual), ways[way]
    return weights


@dataclass(frozen=True, slots=True)
class _Read:
    """What one article says, and how many words that is to the index."""

    number: int
    title: str
    text: str
    files: str
    length: int

    def often(self, match: Match) -> float:
        fields = ((self.title, _IN_TITLE), (self.text, _IN_TEXT), (self.files, _IN_FILES))
        return sum(share * count_in(match, said) for said, share in fields)

    def weight(self, match: Match, usual: float) -> float:
        """As BM25 weighs one phrase, but for how rare the phrase is, which is the same for all articles."""
        often = self.often(match)
        return -often / (often + _SOON_ENOUGH * (1 - _FOR_LENGTH + _FOR_LENGTH * self.length / usual))


def _read(db: Database, numbers: Sequence[int]) -> list[_Read]:
    return [
        _Read(number, title, text, files, sum(_counts(bytes.fromhex(sizes))))
        for number, title, text, files, sizes in one_row_about(db, _READ, numbers)
    ]


def _usual_length(db: Database) -> float:
    """How many words an article of the index has."""
    articles, *words = _counts(db.execute(_SIZES).fetchone()[0]) or [0]  # an index that never held any says nothing
    return max(sum(words), 1) / max(articles, 1)


def _counts(written: bytes) -> list[int]:
    """Numbers as the index writes them: seven bits in each byte, and in all but the last of a number the eighth as well."""
    counts, count = [], 0
    for byte in written:
        count = count << 7 | byte & 0x7F
        if byte < 0x80:
            counts.append(count)
            count = 0
    return counts
