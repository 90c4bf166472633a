"""Search: words with or without accents find the same articles; who writes accents finds the exact ones first.

The index holds folded letters (see migrations), and so does a query; what is shown has its own (see snippets).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.store.database import one_row_about, read_archive
from archiver.store.hiding import Hiding, hides_nothing
from archiver.store.matching import among_all
from archiver.store.snippets import SNIPPET_WORDS, Place, snippets
from archiver.store.terms import Match, Term, all_of, nearness, one_after_the_other, terms_of
from archiver.store.weighing import (
    APART_MALUS,
    READ_AT_MOST,
    Among,
    has_pairs,
    weighed_among,
    weighed_by_reading,
)

CANDIDATES = READ_AT_MOST  # ranked by the index; of these the best are chosen by their accents
EXACT_BONUS = 1000.0  # more than any weight: exact accents come first

_SHOWN = """
SELECT json_group_array(json_array(id, url, coalesce(title, ''), text, published, section)) FROM articles
WHERE id IN (SELECT value FROM json_each(?))
"""
_SAID = """
SELECT json_group_array(json_array(id, coalesce(title, '') || char(10) || text || char(10) || substr(attachment_text, 1, 50000)))
FROM articles WHERE id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    article_id: int
    url: str
    title: str
    snippet: str  # what was found stands between MARK and UNMARK
    place: Place  # where the snippet stands in the article
    published: str | None
    section: str | None
    score: float  # more is better


def search(
    source: Path | Database,
    query: str,
    *,
    limit: int = 20,
    skip: int = 0,
    section: str | None = None,
    year: int | None = None,
    hiding: Hiding = hides_nothing,
) -> list[Hit]:
    """The articles that hold every term of the query, the best first; whatever the query, never an error.

    `hiding` says of some articles what of them may not be shown; it is asked only of those that are found.
    """
    with _reading(source) as db:
        found = rank(db, query, skip + limit, among_all(db, section=section, year=year, hiding=hiding))
        return show(db, found, found.numbers[skip : skip + limit], hiding)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best articles, the best first; how each matched, and its score: more is better."""

    numbers: tuple[int, ...] = ()
    matches: Mapping[int, Match] = field(default_factory=dict)
    scores: Mapping[int, float] = field(default_factory=dict)


def rank(db: Database, query: str, most: int, among: Among) -> Ranking:
    """The best articles for a query, of those among which to search."""
    terms = terms_of(query)
    if not terms or most < 1:
        return Ranking()
    weights, matches = _candidates(db, terms, max(most, CANDIDATES), among)
    scores = _scores(db, weights, terms, most)
    best = sorted(scores, key=lambda number: (-scores[number], number))[:most]
    return Ranking(tuple(best), matches, scores)


def show(db: Database, found: Ranking, numbers: Sequence[int], hiding: Hiding = hides_nothing) -> list[Hit]:
    """These articles as hits, in this order, each with the words round what matches in it."""
    rows = {row[0]: row for row in one_row_about(db, _SHOWN, numbers)}
    there = [number for number in numbers if number in rows]  # a crawl may have taken one away meanwhile
    texts = {number: (rows[number][2], rows[number][3]) for number in there if number in found.matches}
    said = snippets(db, found.matches, texts, hiding(db, numbers).files_of)
    return [_hit(found, rows[number], said.get(number)) for number in there]


def _scores(db: Database, weights: Mapping[int, float], terms: list[Term], most: int) -> dict[int, float]:
    """More is better: first the share of accented terms that stand there exactly as written, then what the index says.

    Only the best by the index are held against the letters as written: so many are read, however far a reader turns,
    and no more than it takes to know the best of all, as many as `most`.
    """
    scores = {number: -weight for number, weight in weights.items()}
    exact = [term for term in terms if term.accented]
    if not exact:
        return scores
    if len(terms) > 1:
        exact.append(one_after_the_other(terms))
    read = sorted(weights, key=lambda number: (weights[number], number))[:CANDIDATES]
    above = EXACT_BONUS * (len(weights) > CANDIDATES)  # what was not read stands behind what was
    whole = 0
    for begin in range(0, len(read), most):
        for number, said in one_row_about(db, _SAID, read[begin : begin + most]):
            share = _share(exact, said)
            whole += share == 1
            scores[number] += above + EXACT_BONUS * share
        if whole >= most:  # of those that follow none can come before these
            break
    return scores


def _candidates(db: Database, terms: list[Term], limit: int, among: Among) -> tuple[dict[int, float], dict[int, Match]]:
    """The best articles by the index: their weights, and how each matched. The nearer the words stand, the better."""
    few = among(all_of(terms))
    if few.count <= CANDIDATES:
        read = weighed_by_reading(db, terms, few.newest(CANDIDATES))
        return {one: weight for one, (weight, _) in read.items()}, {one: match for one, (_, match) in read.items()}
    weights: dict[int, float] = {}
    matches: dict[int, Match] = {}
    for apart, match in enumerate(nearness(terms)):
        if len(weights) >= limit:
            break
        ranked = sorted(weighed_among(db, match, among, limit).items(), key=lambda item: (item[1], item[0]))
        for number, weight in ranked[:limit]:
            weights.setdefault(number, weight + apart * APART_MALUS)
            matches.setdefault(number, match)
    return weights, matches


def join_pieces(db: Database) -> None:
    """Make one of the pieces that the indexes were written in: a search takes a third less time, and so does the file.

    Only so are words gone from the file that were taken out of an index.
    """
    for index in ("search", "search_pairs")[: 1 + has_pairs(db.conn)]:
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 our names


@contextmanager
def _reading(source: Path | Database) -> Iterator[Database]:
    if isinstance(source, Database):
        yield source
        return
    with closing(read_archive(source)) as db:
        yield db


def _share(terms: list[Term], text: str) -> float:
    """How many of the terms stand in a text exactly as written, of 1."""
    small = unicodedata.normalize("NFC", text).lower()
    return sum(term.stands_in(small) for term in terms) / len(terms)


def _hit(found: Ranking, row: tuple[Any, ...], said: tuple[str, Place] | None) -> Hit:
    number, url, title, text, published, section = row
    shown, place = said or (" ".join(text[:2000].split()[:SNIPPET_WORDS]), "text")
    return Hit(
        article_id=number,
        url=url,
        title=title,
        snippet=shown,
        place=place,
        published=published,
        section=section,
        score=found.scores.get(number, 0.0),
    )
