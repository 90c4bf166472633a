"""Articles that resemble one: by runs of two words of its title, the rarer the more they say, and by tags in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from archiver.serve.article import LARGEST_ID
from archiver.store.database import has_table
from archiver.store.pairs import words_of
from archiver.store.terms import Match
from archiver.store.weighing import has_pairs, where_to_ask

SHOWN = 20
_CANDIDATES = 60
_MOST_PAIRS = 24
_MOST_TAGS = 40
_BY_TITLE = """
SELECT rowid, -bm25({index}) AS weight FROM {index} WHERE {index} MATCH ? AND rowid <> ? ORDER BY weight DESC, rowid LIMIT ?
"""
_BY_TAGS = """
SELECT article_id, count(*) FROM article_subjects WHERE kind = 'tag' AND article_id <> ? AND value IN (
    SELECT value FROM article_subjects WHERE kind = 'tag' AND article_id = ? ORDER BY position LIMIT ?)
GROUP BY article_id ORDER BY 2 DESC, 1 LIMIT ?
"""
_ROW = """
SELECT a.id, a.title, a.published, coalesce(s.title, a.section) FROM articles a LEFT JOIN sections s ON s.name = a.section
WHERE a.id = ?
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """An article that resembles another."""

    article_id: int
    title: str | None
    published: str | None
    section: str | None  # its title


@dataclass(frozen=True, slots=True)
class Similar:
    """An article and those that resemble it, the most alike first."""

    article_id: int
    title: str | None
    found: tuple[Alike, ...]


def similar_to(connection: sqlite3.Connection, article_id: int) -> Similar | None:
    """None where the archive holds no such article."""
    own = connection.execute(_ROW, (article_id,)).fetchone() if abs(article_id) <= LARGEST_ID else None
    if own is None:
        return None
    weights = _weights(_of_title(connection, own["title"] or "", article_id))
    for number, weight in _weights(_of_tags(connection, article_id)).items():
        weights[number] = weights.get(number, 0.0) + weight
    best = sorted(weights, key=lambda number: (-weights[number], number))[:SHOWN]
    rows = (connection.execute(_ROW, (number,)).fetchone() for number in best)
    return Similar(article_id, own["title"], tuple(Alike(*row) for row in rows if row is not None))


def _of_title(connection: sqlite3.Connection, title: str, article_id: int) -> Sequence[tuple[int, float]]:
    words = words_of(title)
    phrases = [Match((f"{one} {other}",)) for one, other in pairwise(words)] or [Match((word,)) for word in words]
    if not phrases:
        return ()
    by_pairs = has_pairs(connection)
    asked = [where_to_ask(phrase, by_pairs=by_pairs) for phrase in dict.fromkeys(phrases)]
    match = f"title : ({' OR '.join(words for _, words in asked[:_MOST_PAIRS])})"
    question = _BY_TITLE.format(index=asked[0][0])
    return [tuple(row) for row in connection.execute(question, (match, article_id, _CANDIDATES))]


def _of_tags(connection: sqlite3.Connection, article_id: int) -> Sequence[tuple[int, float]]:
    if not has_table(connection, "article_subjects"):
        return ()  # an index of before they were kept
    return [tuple(row) for row in connection.execute(_BY_TAGS, (article_id, article_id, _MOST_TAGS, _CANDIDATES))]


def _weights(found: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Of the best 1."""
    most = max((weight for _, weight in found), default=0.0)
    return {number: weight / most for number, weight in found} if most > 0 else {}
