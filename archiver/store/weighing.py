"""How well articles match a question to the index: less is better.

The index must go through all articles that hold a word before it can weigh one of them. So it is asked only where that
tells something: a few articles are weighed by reading them, and very many not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from archiver.store.database import rows_about
from archiver.store.snippets import count_in
from archiver.store.terms import Match, Term, nearness

WEIGHED_AT_MOST = 2_000
VERY_MANY = 10_000
APART_MALUS = 100.0  # more than any weight: words that stand together come before words apart

_IN_TITLE, _IN_TEXT, _IN_FILES = 8.0, 1.0, 0.5
_SOON_ENOUGH, _FOR_LENGTH, _USUAL_LENGTH = 1.2, 0.75, 4_000  # k1 and b of BM25, and letters of an article

# One row holds them all: between two rows another thread may take the interpreter, and with ten readers mostly does.
_WEIGHED = """
SELECT json_group_array(json_array(number, weight)) FROM (
    SELECT rowid AS number, bm25(search, 8.0, 1.0, 0.5) AS weight FROM search WHERE search MATCH :match {} LIMIT :most)
"""
# The sign keeps SQLite from asking the index once for each article of the section.
_WITHIN = """AND +rowid IN (SELECT id FROM articles WHERE (:section IS NULL OR section = :section)
    AND (:since IS NULL OR (published >= :since AND published < :until)))"""
_OF_THESE = "AND rowid BETWEEN :first AND :last AND +rowid IN (SELECT value FROM json_each(:among))"
_READ = """
SELECT json_group_array(json_array(id, coalesce(title, ''), text, substr(attachment_text, 1, 50000))) FROM articles
WHERE id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Matching:
    """The articles that match, where a search is told among which to search."""

    held: int  # how many match, wherever they are
    count: int  # how many of these are to be searched in
    newest: Callable[[int], Sequence[int]]  # so many of those, by their ids


Among = Callable[[Match], Matching]


def weighed(db: Database, match: Match, filtered: str, values: Mapping[str, Any]) -> dict[int, float]:
    asked = {**values, "match": str(match), "most": WEIGHED_AT_MOST}
    (found,) = db.execute(_WEIGHED.format(filtered), asked).fetchone()
    return dict(json.loads(found))


def weighed_among(db: Database, match: Match, among: Among, limit: int) -> dict[int, float]:
    """The same of some articles: of all of them, or of as many of the best as are asked for.

    To weigh words that stand in very many tells little and takes long: there, those that have them in their titles come
    first, and of both the newest.
    """
    some = among(match)
    if not some.count:
        return {}
    if some.count <= WEIGHED_AT_MOST and some.held <= VERY_MANY:
        numbers = some.newest(WEIGHED_AT_MOST)
        these = {"first": min(numbers), "last": max(numbers), "among": json.dumps(list(numbers))}
        return weighed(db, match, _OF_THESE, these)
    titled = among(replace(match, titled=True)).newest(limit)
    ordered = list(dict.fromkeys((*titled, *some.newest(limit))))[:limit]
    return {number: place / len(ordered) for place, number in enumerate(ordered)}


def weighed_by_reading(db: Database, terms: list[Term], numbers: Sequence[int]) -> dict[int, tuple[float, Match]]:
    """Of a few articles that hold all terms: the weight, and what the index may be asked to find it by."""
    ways = nearness(terms)
    ((found,),) = rows_about(db, _READ, numbers)
    weights = {}
    for number, title, text, files in json.loads(found):
        fields = ((title, _IN_TITLE), (text, _IN_TEXT), (files, _IN_FILES))
        way = next((apart for apart, match in enumerate(ways[:-1]) if _holds(match, fields)), len(ways) - 1)
        often = sum(share * count_in(ways[way], said) for said, share in fields)
        length = 1 - _FOR_LENGTH + _FOR_LENGTH * (len(text) + len(files)) / _USUAL_LENGTH
        weights[number] = way * APART_MALUS - often / (often + _SOON_ENOUGH * length), ways[way]
    return weights


def _holds(match: Match, fields: Sequence[tuple[str, float]]) -> bool:
    """Whether the words that must stand together do so."""
    together = Match(match.together)
    return any(count_in(together, said) for said, _ in fields)


def filtered_by(section: str | None, year: int | None) -> tuple[str, dict[str, str | None]]:
    """The condition of a section and a year, and its values."""
    if section is None and year is None:
        return "", {}
    values: dict[str, str | None] = {"section": section, "since": None, "until": None}
    if year is not None:
        values |= {"since": f"{year:04}", "until": f"{year + 1:04}"}
    return _WITHIN, values
